"""Stand-ins are for one thread and for a while; the parameters stay what they are for everyone else."""

from __future__ import annotations

import copy
import os
import sys
from threading import Event, Thread

import pytest

from autograd import (
    OperandError,
    TraceError,
    Value,
    backward,
    compile,
    count_paths,
    derivative,
    dot,
    exp,
    grad,
    maximum,
    no_grad,
    total,
)
from autograd.stand_ins import by_thread, stand_in, stand_ins


def test_every_operation_asks_for_stand_ins_and_comparisons_do_too() -> None:
    w, one = Value(2.0, "w"), Value(1.0)

    @stand_ins({w: Value(5.0, "w")}).run
    def meanwhile() -> None:
        results = [w + 1, 1 + w, w * w, -w, w**2, 2**w, exp(w), maximum(w, 3.0), w.leaky_relu(), w / one]
        assert [result.data for result in results] == [6, 6, 25, -5, 25, 32, exp(5.0), 5, 5, 5]
        assert [w > 3.0, w == 5.0, bool(w), max(w, one) is w] == [True] * 4
        assert repr(w) == "Value(5, label='w')"

    assert (w * w).data == 4.0


def test_what_is_set_or_swept_meanwhile_belongs_to_the_stand_in() -> None:
    w, other = Value(2.0, "w"), Value(5.0, "w")

    @stand_ins({w: other}).run
    def meanwhile() -> None:
        w.data = 7.0
        w.grad = 1.0
        (w * w).backward()
        assert (w.data, w.grad) == (7.0, 15.0)

    assert (w.data, w.grad, other.data, other.grad) == (2.0, 0.0, 7.0, 15.0)


def test_a_parameter_alone_is_swept_and_forgotten_for_its_stand_in() -> None:
    w, other = Value(2.0, "w"), Value(5.0, "w")
    w.grad = 1.0

    @stand_ins({w: other}).run
    def meanwhile() -> None:
        w.backward(3.0)
        w.backward()
        assert (w.grad, other.grad) == (4.0, 4.0)
        w.zero_grad()
        assert (w.grad, bool(w), f"{w:.1f}", copy.copy(w).data) == (0.0, True, "5.0", 5.0)
        w.grad = None

    assert (w.grad, other.grad) == (1.0, 0.0)


def test_a_parameter_shows_itself_as_its_stand_in_and_others_as_they_are() -> None:
    w, other, one = Value(2.0, "w"), Value(5.0, "other"), Value(1.0, "one")

    @stand_ins({w: other}).run
    def meanwhile() -> None:
        assert (repr(w), repr(one), repr(other)) == (
            "Value(5, label='other')", "Value(1, label='one')", "Value(5, label='other')"
        )  # fmt: skip
        assert (bool(one), one.data, one.grad, copy.copy(one).data, copy.deepcopy(one).label) == (
            True, 1.0, 0.0, 1.0, "one"
        )  # fmt: skip
        one.data, one.grad = 3.0, 4.0
        assert (one.data, one.grad, one > 2.0, w > one) == (3.0, 4.0, True, True)
        one.zero_grad()

    assert (repr(w), repr(one)) == ("Value(2, label='w')", "Value(3, label='one')")


def test_they_nest_and_are_gone_afterwards_even_after_an_error() -> None:
    w = Value(1.0)

    @stand_ins({w: Value(2.0)}).run
    def meanwhile() -> None:
        assert stand_ins({w: Value(3.0)}).run(lambda: w.data) == 3.0
        with pytest.raises(ZeroDivisionError):
            stand_ins({w: Value(0.0)}).run(lambda: 1 / w)
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
        with pytest.raises(TypeError, match=rf"^{what} needs a real number, not {shown}"):
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


# --- recording nothing ------------------------------------------------------------------------------------------------


def test_nothing_is_recorded_inside_no_grad() -> None:
    x = Value(2.0, "x")
    with no_grad():
        results = [x * 3, 3 - x, -x, exp(x), maximum(x, 1.0), total([x, x, x, 1.0]), dot([x, 2.0], [x, x]), x**2, 2**x]
        shown = [result.data for result in results]
    assert shown == [6, 1, -2, exp(2.0), 2, 7, 8, 4, 4]
    assert {result.parents for result in results} == {()}
    (x * results[0]).backward()
    assert x.grad == 6.0


def test_an_update_inside_no_grad_and_recording_afterwards() -> None:
    x = Value(2.0)
    with no_grad():
        x.data -= 0.5 * (x * x).data
        with no_grad():
            pass
        assert (x * x).parents == ()
    assert len((x * x).parents) == 2
    assert by_thread == {}


def test_no_grad_is_for_one_thread_and_works_as_a_decorator() -> None:
    x, parents = Value(2.0), []
    thread = Thread(target=lambda: parents.append((x * x).parents))
    with no_grad():
        thread.start()
        thread.join()
    assert len(parents[0]) == 2

    @no_grad()
    def square(v: Value) -> Value:
        return v * v

    assert square(x).parents == ()


def test_an_undefined_operation_is_an_error_inside_no_grad_as_well() -> None:
    with no_grad(), pytest.raises(ValueError, match="log"):
        Value(-1.0).log()


def test_transforms_see_what_is_computed_inside_no_grad_as_constant() -> None:
    w = Value(3.0)

    def f(x: Value) -> Value:
        with no_grad():
            scale = w * x
        return scale * x

    assert grad(f)(2.0) == 6.0


@pytest.mark.parametrize("rows", [1, 40])
def test_a_program_passes_no_gradient_through_what_is_computed_inside_no_grad(rows: int) -> None:
    w = Value(3.0, "w")

    def f(x: Value) -> Value:
        with no_grad():
            fixed = w * x
            more = w * w
        return fixed * w + more

    mean, gradient = compile(f, [w]).value_and_grad([2.0] * rows)
    assert mean == 27.0
    assert gradient == pytest.approx([6.0], rel=1e-14)


def test_several_outputs_go_back_at_once() -> None:
    a, b = Value(2.0), Value(3.0)
    shared = a * b
    backward([shared * 2, shared + a, 4.0 * b])
    assert (a.grad, b.grad) == (2 * 3 + 3 + 1, 2 * 2 + 2 + 4)
    with pytest.raises(OperandError, match="same length"):
        backward([a, b], [1.0])
    with pytest.raises(OperandError, match=r"^backward starts from Values: there is none here$"):
        backward([])


def test_a_seed_multiplies_every_gradient() -> None:
    a, b = Value(2.0), Value(3.0)
    (a * b).backward(10)
    assert (a.grad, b.grad) == (30.0, 20.0)
    with pytest.raises(OperandError, match=r"^the seed needs a real number, not '1' \(str\)$"):
        (a * b).backward("1")


# --- what must not escape while a function is traced ------------------------------------------------------------------


def test_a_parameter_used_by_another_thread_for_the_function_is_the_parameter() -> None:
    w = Value(2.0, "w")

    def f(x: Value) -> Value:
        results: list[Value] = []
        thread = Thread(target=lambda: results.append(w * x))
        thread.start()
        thread.join()
        return results[0]

    mean, gradient = compile(f, [w]).value_and_grad([1.0] * 30, at=[7.0])
    assert (mean, gradient) == (7.0, pytest.approx([1.0], rel=1e-14))


def test_graphs_are_read_through_stand_ins_while_tracing() -> None:
    w = Value(2.0, "w")
    found = {}

    def f(x: Value) -> Value:
        y = w * x + w
        found.update(paths=count_paths(y, w))
        return derivative(y * y, w)

    # d/dw (w·x + w)² = 2·w·(x + 1)²
    assert compile(f, [w]).value([1.0, 2.0] * 20)[:2].tolist() == [16.0, 36.0]
    assert found == {"paths": 2}


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda x, w, b: x if w > 0 else w, "compares w > 0, which has no single answer"),
        (lambda x, w, b: x * max(w, b), "which has no single answer"),
        (lambda x, w, b: x if w else w, "w is used as true or false"),
        (lambda x, w, b: w.zero_grad() or x, r"w\.zero_grad\(\)"),
        (lambda x, w, b: copy.deepcopy(w * x), "a copy of"),
        (lambda x, w, b: x * int(w), "w as a whole number"),
        (lambda x, w, b: x * [1, 2][w], "w as a whole number"),
        (lambda x, w, b: next(x for _ in range(w)), "w as a whole number"),
    ],
)
def test_what_asks_a_parameter_for_its_number_is_refused_as_for_a_row(function, says: str) -> None:
    w, b = Value(1.0, "w"), Value(2.0, "b")
    w.grad = 5.0
    with pytest.raises(TraceError, match=says):
        compile(lambda x: function(x, w, b), [w, b]).value([1.0] * 9)
    assert w.grad == 5.0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_process_has_no_stand_ins_of_threads_that_are_not_there() -> None:
    w, release, started = Value(2.0, "w"), Event(), Event()
    thread = traced_until(release, started, w)
    try:
        child = os.fork()
        if not child:
            os._exit(0 if by_thread == {} else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    finally:
        release.set()
        thread.join()
