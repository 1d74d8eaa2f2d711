"""Stand-ins are for one thread and for a while; the parameters stay what they are for everyone else."""

from __future__ import annotations

import os
import sys
from threading import Event, Thread

import pytest

from autograd import TraceError, Value, compile, exp, maximum
from autograd.stand_ins import by_thread, stand_in, stand_ins


def test_every_operation_asks_for_stand_ins_and_comparisons_do_too() -> None:
    w, one = Value(2.0, "w"), Value(1.0)
    with stand_ins({w: Value(5.0, "w")}):
        results = [w + 1, 1 + w, w * w, -w, w**2, 2**w, exp(w), maximum(w, 3.0), w.leaky_relu(), w / one]
        decisions = [w > 3.0, w == 5.0, bool(w), max(w, one) is w]
        shown = repr(w)
    assert [result.data for result in results] == [6, 6, 25, -5, 25, 32, exp(5.0), 5, 5, 5]
    assert decisions == [True] * 4
    assert shown == "Value(5, label='w')"
    assert (w * w).data == 4.0


def test_what_is_set_or_swept_meanwhile_belongs_to_the_stand_in() -> None:
    w, other = Value(2.0, "w"), Value(5.0, "w")
    with stand_ins({w: other}):
        w.data = 7.0
        w.grad = 1.0
        (w * w).backward()
        assert (w.data, w.grad) == (7.0, 15.0)
    assert (w.data, w.grad, other.data, other.grad) == (2.0, 0.0, 7.0, 15.0)


def test_they_nest_and_are_gone_afterwards_even_after_an_error() -> None:
    w = Value(1.0)
    with stand_ins({w: Value(2.0)}):
        with stand_ins({w: Value(3.0)}):
            assert w.data == 3.0
        with pytest.raises(ZeroDivisionError), stand_ins({w: Value(0.0)}):
            1 / w
        assert w.data == 2.0
    assert stand_in(w) is w
    assert by_thread == {}


def traced_until(release: Event, started: Event, w: Value) -> Thread:
    """A thread that compiles a function of w and stays in the middle of it until it is released."""

    def function(x: Value) -> Value:
        started.set()
        assert release.wait(30)
        return w * x

    thread = Thread(target=lambda: compile(function, [w]).value([1.0]))
    thread.start()
    assert started.wait(30)
    return thread


def test_another_thread_uses_the_parameters_while_one_compiles() -> None:
    w, release, started = Value(2.0, "w"), Event(), Event()
    thread = traced_until(release, started, w)
    try:
        y = w * w
        y.backward()
        w.data = 3.0
        assert (y.data, w.grad, w > 2, compile(lambda x: w * x, [w]).value([1.0, 2.0]).tolist()) == (4, 4, True, [3, 6])
    finally:
        release.set()
        thread.join()


@pytest.mark.skipif(not hasattr(os, "fork") or sys.platform == "darwin", reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_process_forked_while_a_thread_compiles_does_not_hang() -> None:
    w, release, started = Value(2.0, "w"), Event(), Event()
    thread = traced_until(release, started, w)
    try:
        child = os.fork()
        if not child:
            os._exit(0 if compile(lambda x: w * x, [w]).value([4.0]).tolist() == [8.0] else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    finally:
        release.set()
        thread.join()


def test_a_parameter_that_is_asked_for_its_number_is_still_refused_while_tracing() -> None:
    w = Value(2.0, "w")
    for function in (lambda x: x * w.data, lambda x: x if w > 1 else w, lambda x: x * float(w), lambda x: x * w.grad):
        with pytest.raises(TraceError, match="w"):
            compile(function, [w]).value([1.0])


@pytest.mark.parametrize("attribute", ["data", "grad"])
@pytest.mark.parametrize(("bad", "shown"), [("a", "'a'"), (1j, "1j"), (Value(1.0), r"Value\(1\)"), ([1.0], r"\[1.0\]")])
def test_what_is_assigned_must_be_a_real_number(attribute: str, bad: object, shown: str) -> None:
    for label, what in (("w", f"{attribute} of w"), ("", attribute)):
        w = Value(2.0, label)
        with pytest.raises(TypeError, match=f"^{what} needs a real number, not {shown}"):
            setattr(w, attribute, bad)
        assert (w.data, w.grad) == (2.0, 0.0)


def test_an_assigned_number_is_kept_as_a_float_of_python_and_no_gradient_is_zero() -> None:
    import numpy

    w = Value(2.0, "w")
    w.data = numpy.float32(0.1)
    w.data -= numpy.float32(0.5) * w.data
    w.grad = 1
    assert (type(w.data), type((w * w).data), type(w.grad)) == (float, float, float)
    w.grad = None  # PyTorch's habit
    (w * w).backward()
    assert w.grad == 2 * w.data
