"""How programs are called again and again: with fresh numbers, in threads, in forked processes, in bounded memory."""

from __future__ import annotations

import copy
import gc
import os
import random
import subprocess
import sys
import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy
import pytest

import autograd
from autograd import Value, compile, dot, tanh, total
from autograd.node import readings
from autograd.program import bound, data, program
from autograd.program.run import Part
from autograd.stand_ins import no_grad, stand_ins


def test_the_parameters_own_numbers_are_never_old_ones() -> None:
    """Whatever happens between calls: every way in which a number may change, and some in which none does."""
    rng = random.Random(3)
    parameters = [Value(rng.uniform(-1, 1), f"p{i}") for i in range(4)]
    frozen = Value(0.5, "frozen")
    programs = [compile(lambda x: total(p * x for p in parameters) + frozen, parameters) for _ in range(3)]

    def assign() -> None:
        rng.choice([*parameters, frozen]).data = rng.choice([rng.uniform(-1, 1), 2, True, numpy.float32(0.25)])

    def augment() -> None:
        rng.choice(parameters).data += 1.0

    def exchange() -> None:
        programs[rng.randrange(3)] = compile(lambda x: total(p * x for p in parameters) + frozen, parameters)

    def assign_a_stand_in() -> None:
        stand_ins({parameters[0]: Value(7.0)}).run(setattr, parameters[0], "data", 9.0)  # the other's number

    def fail() -> None:
        with pytest.raises(TypeError):
            parameters[0].data = "1"  # type: ignore[assignment]

    happens = [assign, augment, exchange, assign_a_stand_in, fail, lambda: copy.deepcopy(parameters), list]
    for _ in range(400):
        rng.choice(happens)()
        expected = sum(p.data for p in parameters) + frozen.data
        assert rng.choice(programs).value(numpy.ones(9))[0] == pytest.approx(expected, rel=1e-14)
    expected = 7.0 + sum(p.data for p in parameters[1:]) + frozen.data
    found = stand_ins({parameters[0]: Value(7.0)}).run(programs[0].value, numpy.ones(9))
    assert found[0] == pytest.approx(expected, rel=1e-14)
    with no_grad():
        parameters[1].data = -3.0
        assert programs[0].value(numpy.ones(9))[0] == pytest.approx(sum(p.data for p in parameters) + frozen.data)


def test_zero_and_minus_zero_are_different_numbers() -> None:
    p = Value(0.0)
    sign = compile(lambda x: autograd.copysign(x, p), [p])
    assert sign.value(numpy.ones(9))[0] == 1.0
    p.data = -0.0
    assert sign.value(numpy.ones(9))[0] == -1.0


def test_numbers_set_by_another_thread_are_seen() -> None:
    p, stop = Value(0.0), threading.Event()
    numbers = data.Numbers([p, *(Value(0.0) for _ in range(500))])

    def read() -> list[float]:
        found = []
        while not stop.is_set():
            found.append(float(numbers()[0]))
        return found

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for i in range(300):
            p.data = float(i)
            assert numbers()[0] == i
        stop.set()
        for reader in readers:
            found = reader.result()
            assert found == sorted(found)


def test_programs_that_come_and_go_leave_no_marks() -> None:
    for _ in range(3000):
        data.Numbers([Value(1.0)])()
    assert len(readings) < 1500


# --- one trace for each number of columns ----------------------------------------------------------------------------


def test_the_least_recently_used_trace_goes_first(monkeypatch) -> None:
    monkeypatch.setattr(program, "MOST_TRACES", 3)
    w, traced = Value(2.0, "w"), []

    def f(x):
        traced.append(len(x))
        return w * total(x)

    by_width = compile(f, [w])

    def run(width: int) -> list[int]:
        """The widths traced by a call."""
        traced.clear()
        assert by_width.value(numpy.ones((9, width))).tolist() == [2.0 * width] * 9
        return [*traced]

    for width in (1, 2, 3):
        assert run(width) == [width]
    assert [run(width) for width in (1, 2, 3, 1)] == [[]] * 4
    assert run(4) == [4]  # instead of 2
    assert [run(width) for width in (1, 3, 4)] == [[]] * 3
    assert run(2) == [2]  # instead of 1
    assert [run(width) for width in (3, 4, 2)] == [[]] * 3


def test_traces_whose_buffers_take_much_are_given_up_early(monkeypatch) -> None:
    w = Value(2.0, "w")
    by_width = compile(lambda x: w * total(x), [w])
    for width in range(1, 10):
        by_width.value(numpy.ones((9, width)))
    assert len(by_width._traces) == 9
    monkeypatch.setattr(program, "LARGEST_BUFFERS", 2 * by_width.statistics.bytes)
    by_width.value(numpy.ones((9, 10)))
    assert 1 <= len(by_width._traces) < 4


# --- memory ----------------------------------------------------------------------------------------------------------


def mixed(x: list[Value]) -> Value:
    """Many operations of many kinds, on operands here and there."""
    nodes = [*x]
    for i in range(120):
        a, b = nodes[(7 * i) % len(nodes)], nodes[-1 - i % 3]
        nodes.append([tanh(a) * b, a - b, autograd.sin(a * b), a / (b * b + 1.0)][i % 4])
    return total(nodes[-20:])


LAYER = [[Value(0.01 * (i - j)) for i in range(30)] for j in range(10)]
PROGRAMS = {
    "network": (lambda x: total(tanh(dot(row, x)) for row in LAYER), [w for row in LAYER for w in row]),
    "mixed": (lambda x: mixed([a * w for a, w in zip(x, LAYER[0], strict=True)]), LAYER[0]),
    "arms": (
        lambda x: total(autograd.where(a > 0.5, lambda a=a: autograd.log(a - 0.5) * LAYER[1][0], a) for a in x),
        LAYER[1],
    ),
}


@pytest.mark.parametrize("rows", [500, 4000])
@pytest.mark.parametrize("kind", PROGRAMS)
def test_a_call_takes_the_memory_that_the_program_says(kind: str, rows: int, monkeypatch) -> None:
    monkeypatch.setattr(bound, "WORKING_SET", 1)
    monkeypatch.setattr(bound, "FEWEST_ROWS", 1500)  # 4000 rows in 3 blocks
    by_rows = compile(*PROGRAMS[kind], threads=1)
    X = numpy.random.default_rng(0).uniform(0, 1, size=(rows, 30))
    by_rows.value(X[:0])
    estimate = by_rows.statistics.bytes_per_row
    tracemalloc.start()
    by_rows.value_and_grad(X)  # an arm that is undefined makes it begin again with other buffers, once
    gc.collect()
    tracemalloc.reset_peak()
    by_rows.value_and_grad(X)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    figures = by_rows.statistics
    assert figures.rows_at_once == 1500
    in_buffers = min(rows, -(-rows // 3)) if rows > 1500 else rows
    assert 0.95 * figures.bytes <= peak <= 1.2 * figures.bytes + 500_000
    assert figures.bytes == pytest.approx(figures.bytes_per_row * in_buffers, rel=0.05)
    if rows == 4000:
        assert estimate == pytest.approx(figures.bytes_per_row, rel=0.01)


# --- threads and processes -------------------------------------------------------------------------------------------


def test_while_one_thread_traces_others_use_the_same_parameters() -> None:
    weights = [Value(0.1 * i, f"w{i}") for i in range(4)]
    X = numpy.ones((40, 4))
    begun, finish = threading.Event(), threading.Event()

    def slow(x):
        begun.set()
        assert finish.wait(60)
        return dot(weights, x)

    def quick(x):
        return tanh(dot(weights, x))

    one, ready = compile(slow, weights), compile(quick, weights)
    expected = ready.value_and_grad(X)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(one.value, X)
        assert begun.wait(60)
        try:
            value = dot(weights, [1.0] * 4)
            value.backward()
            assert (value.data, weights[0].grad) == (pytest.approx(0.6), 1.0)
            assert not (weights[1] > weights[2])
            for program_of_it in (ready, compile(quick, weights)):
                mean, gradient = program_of_it.value_and_grad(X)
                assert (mean, gradient.tolist()) == (expected[0], expected[1].tolist())
            assert "quick" not in repr(one)  # asked while it is being traced
            weights[3].data = 1.0
        finally:
            finish.set()
        assert waiting.result()[0] == pytest.approx(1.3)


FORKS = """
import gc, os, sys, threading, time, warnings
import numpy
from autograd import Value, compile, dot, tanh, total

warnings.simplefilter("ignore", DeprecationWarning)  # of a fork while there are threads: that is what is tried
weights = [Value(0.1 * i) for i in range(20)]
X = numpy.random.default_rng(0).normal(size=(50, 20))

def f(x):
    return total(tanh(dot(weights, x) * k) for k in (1.0, 2.0, 3.0)) + total(w * w for w in weights)

program = compile(f, weights)
expected = program.value_and_grad(X)

def same(found):
    return found[0] == expected[0] and (found[1] == expected[1]).all()

stop = threading.Event()

def trace():
    while not stop.is_set():
        compile(f, weights).value(X)

def run():
    rows = 10
    while not stop.is_set():
        rows = 10 + (rows + 1) % 40  # new steps each time
        program.value_and_grad(X[:rows])

sys.setswitchinterval(1e-4)
threads = [threading.Thread(target=work) for work in (trace, run)]
for thread in threads:
    thread.start()
failed = []
for _ in range(12):
    time.sleep(0.01)
    child = os.fork()
    if not child:
        try:
            fine = gc.isenabled() and same(program.value_and_grad(X)) and same(compile(f, weights).value_and_grad(X))
        finally:
            os._exit(0 if fine else 1)
    for _ in range(1000):
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
        time.sleep(0.01)
    else:
        os.kill(child, 9)
        os.waitpid(child, 0)
        status = "hung"
    if status:
        failed.append(status)
stop.set()
print(failed)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_fork_while_threads_trace_and_run_leaves_a_child_that_computes() -> None:
    surroundings = {**os.environ, "PYTHONPATH": str(Path(autograd.__file__).parent.parent)}
    run = subprocess.run([sys.executable, "-c", FORKS], env=surroundings, capture_output=True, text=True, timeout=300)
    assert (run.stdout, run.stderr) == ("[]\n", "")


def test_a_run_that_is_interrupted_leaves_no_half_made_steps(monkeypatch) -> None:
    """Ctrl-C may come between any two steps that are made: the next call makes them all."""
    weights = [Value(0.3), Value(-0.2)]
    f = compile(lambda x: tanh(dot(weights, x)) + total(w * w for w in weights), weights)
    X = numpy.random.default_rng(1).normal(size=(30, 2))
    whole = Part.make_backward

    def interrupted(part):
        if part.varying.values.size == 0:  # those that do not depend on rows: the last
            next(iter(reversed(part._unfinished)))()
            raise KeyboardInterrupt
        whole(part)

    monkeypatch.setattr(Part, "make_backward", interrupted)
    with pytest.raises(KeyboardInterrupt):
        f.value_and_grad(X)
    monkeypatch.undo()
    _, gradient = f.value_and_grad(X)
    w = numpy.array([0.3, -0.2])
    expected = ((1 - numpy.tanh(X @ w) ** 2)[:, None] * X).mean(axis=0) + 2 * w
    assert gradient == pytest.approx(expected, rel=1e-13)
