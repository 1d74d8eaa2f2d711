"""Blocks of rows in several threads, and single precision."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy
import pytest
from random_programs import row_of_table

from autograd import Op, OperandError, TooLargeError, UndefinedError, Value, compile, dot, log, ops, tanh, where
from autograd.program import bound

WEIGHTS = [Value(x, f"w{i}") for i, x in enumerate([0.3, -0.8, 0.5, 1.2])]
ROWS = numpy.random.default_rng(0).normal(size=(103, 4))


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: Any) -> Iterator[None]:
    """Ten rows are a block; and no thread is left behind."""
    monkeypatch.setattr(bound, "WORKING_SET", 1)
    monkeypatch.setattr(bound, "FEWEST_ROWS", 10)
    monkeypatch.setattr(bound, "CALLS_PER_NODE", 0)
    threads = threading.active_count()
    yield
    assert threading.active_count() == threads


def loss(x: list[Value]) -> Any:
    return tanh(dot(WEIGHTS, x)) ** 2 + ops.sin(x[0] * WEIGHTS[1]) * x[3] + WEIGHTS[0] * WEIGHTS[2]


def test_no_bit_depends_on_the_number_of_threads() -> None:
    """103 rows are ten blocks of ten or eleven: the last one lacks some."""
    values, (mean, gradient) = compile(loss, WEIGHTS).value(ROWS), compile(loss, WEIGHTS).value_and_grad(ROWS)
    for threads in (1, 2, 3, 20):
        program = compile(loss, WEIGHTS, threads=threads)
        for _ in range(5):
            found = program.value_and_grad(ROWS)
            assert (found[0], found[1].tolist()) == (mean, gradient.tolist())
            assert program.value(ROWS).tolist() == values.tolist()


def test_blocks_are_equal_to_the_whole(monkeypatch: Any) -> None:
    parts = compile(loss, WEIGHTS, threads=2)
    values, (mean, gradient) = parts.value(ROWS), parts.value_and_grad(ROWS)
    monkeypatch.setattr(bound, "FEWEST_ROWS", 1000)
    whole = compile(loss, WEIGHTS)
    assert whole.value(ROWS) == pytest.approx(values, rel=1e-14, abs=1e-15)
    assert whole.value_and_grad(ROWS)[0] == pytest.approx(mean, rel=1e-14)
    assert whole.value_and_grad(ROWS)[1] == pytest.approx(gradient, rel=1e-13)


@pytest.mark.parametrize("threads", [1, 3])
def test_the_first_row_at_fault_is_named(threads: int) -> None:
    w = Value(1.0, "w")
    X = numpy.ones(103)
    X[[31, 57, 58, 102]] = -1.0
    program = compile(lambda x: log(w * x), [w], threads=threads)
    with pytest.raises(UndefinedError, match=r"^row 31: "):
        program.value_and_grad(X)
    assert program.value_and_grad(abs(X))[1] == pytest.approx([1.0], rel=1e-14)
    X[[31, 57, 58]] = 1.0  # in the last block, where there are fewer rows
    with pytest.raises(UndefinedError, match=r"^row 102: "):
        program.value(X)
    steep = compile(lambda x: ops.sqrt(w * x), [w], threads=threads)
    with pytest.raises(UndefinedError, match=r"^row 57: the derivative"):
        steep.value_and_grad(numpy.where(numpy.arange(103) == 57, 0.0, 1.0))


def test_an_arm_that_is_not_chosen_may_be_undefined_in_any_block() -> None:
    w = Value(2.0)
    X = numpy.linspace(-1.0, 1.0, 103)
    for threads in (1, 3):
        program = compile(lambda x: where(x > 0, log(w * abs(x)), w * x), [w], threads=threads)
        slopes = numpy.where(X > 0, 0.5, X)
        assert program.value_and_grad(X)[1] == pytest.approx([slopes.mean()], rel=1e-14)


def interrupting(after: int) -> tuple[Op, Callable[[], None]]:
    """An operation that Ctrl-C interrupts in its call number `after`, and how to count anew."""
    calls = [0]

    def array(a: Any) -> Any:
        calls[0] += 1
        if calls[0] == after:
            raise KeyboardInterrupt
        return a * 2.0

    return Op("twice", lambda a: 2.0 * a, lambda out, a: (2.0,), array=array), lambda: calls.__setitem__(0, 0)


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_ctrl_c_ends_all_threads_and_leaves_a_program_that_runs(threads: int) -> None:
    twice, again = interrupting(after=5)
    w = Value(1.5, "w")
    program = compile(lambda x: twice(w * x), [w], threads=threads)
    with pytest.raises(KeyboardInterrupt):
        program.value_and_grad(ROWS[:, 0])
    again()
    with pytest.raises(KeyboardInterrupt):
        program.value(ROWS[:, 0])
    assert program.value(ROWS[:, 0]) == pytest.approx(3.0 * ROWS[:, 0], rel=1e-15)
    assert program.value_and_grad(ROWS[:, 0])[1] == pytest.approx([2.0 * ROWS[:, 0].mean()], rel=1e-13)


IN_A_CHILD = """
import os, sys, numpy
from autograd import Value, compile
from autograd.program import bound
bound.WORKING_SET, bound.FEWEST_ROWS = 1, 10
w = Value(2.0)
program = compile(lambda x: (w * x).tanh() * x + (x * w).sin(), [w], threads=3)
rows = numpy.linspace(0, 1, 500)
expected = program.value_and_grad(rows)
child = os.fork()
if child == 0:
    found = program.value_and_grad(rows)
    os._exit(0 if found[0] == expected[0] and (found[1] == expected[1]).all() else 1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_threads_run_in_a_forked_process_too() -> None:
    assert subprocess.run([sys.executable, "-c", IN_A_CHILD], timeout=60, check=False).returncode == 0


@pytest.mark.parametrize("threads", [0, -1, 1.5, "two", True])
def test_a_number_of_threads_that_is_none_is_refused(threads: Any) -> None:
    with pytest.raises(OperandError, match=r"^threads= is a whole number from 1 on"):
        compile(loss, WEIGHTS, threads=threads)


# --- single precision ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("op", ops.TABLE.values(), ids=ops.TABLE)
def test_every_row_of_the_table_in_single_precision(op: Op) -> None:
    f, parameters, rows = row_of_table(op, numpy.random.default_rng(5))
    X = rows.astype(numpy.float32)  # the same numbers for both
    for parameter in parameters:
        parameter.data = float(numpy.float32(parameter.data))
    double, single = compile(f, parameters), compile(f, parameters, float32=True, threads=2)
    assert single.value(X) == pytest.approx(double.value(X), rel=2e-6, abs=1e-6)
    mean, slopes = double.value_and_grad(X)
    found = single.value_and_grad(X)
    assert found[0] == pytest.approx(mean, rel=2e-6, abs=1e-6)
    assert found[1] == pytest.approx(slopes, rel=5e-6, abs=2e-6)
    assert single.value(X).dtype == found[1].dtype == float
    apart = single.value_and_grad(X, reduce="none")
    assert apart[1].mean(axis=0) == pytest.approx(slopes, rel=5e-6, abs=2e-6)


def test_single_precision_takes_half_the_room_and_is_refused_where_it_overflows() -> None:
    w = Value(1.0, "w")
    double, single = (compile(lambda x: (w * x) ** 2, [w], float32=flag) for flag in (False, True))
    rows = numpy.full(50, 1e15)
    assert single.value(rows) == pytest.approx(double.value(rows), rel=1e-6)
    assert single.statistics.bytes == double.statistics.bytes / 2
    rows[7] = 1e20
    assert double.value(rows)[7] == pytest.approx(1e40)
    with pytest.raises(TooLargeError, match=r"^row 7: .*too large for a float32"):
        single.value(rows)
    with pytest.raises(UndefinedError, match=r"^argument 0 is nan in row 3"):
        single.value([1.0, 2.0, 3.0, numpy.nan] * 5)
    with pytest.raises(OperandError, match=r"^float32= is True or False"):
        compile(lambda x: w * x, [w], float32="yes")  # type: ignore[arg-type]
