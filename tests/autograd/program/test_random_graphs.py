"""Programs on random graphs of all rows of the table, beside the engine: every value, every gradient, row by row.

    GRAPHS=1000 python -m pytest tests/autograd/program/test_random_graphs.py

tries more of them. The engine is the oracle: it is itself checked against mpmath, row by row of the table.
"""

from __future__ import annotations

import math
import os
import random
from collections.abc import Callable
from typing import Any

import numpy
import pytest
from random_programs import random_function

from autograd import (
    Value,
    compile,
    ops,
    relu,
    topological_order,
    where,
)
from autograd.program import bound, runs
from autograd.stand_ins import recorded_comparisons
from autograd.sweeps import sweep


def by_engine(f: Callable[..., Any], parameters: list[Value], x: Any, y: Any) -> tuple[float, Any, Any]:
    """The value of a row, its gradient, and the sizes of what adds up to that: a sum over all paths."""
    out = f([Value(float(v)) for v in x], Value(float(y)))
    adjoint = sweep(out)
    size = dict.fromkeys(adjoint, 0.0)
    size[out] = 1.0
    for node in reversed(list(adjoint)):
        for parent, partial in zip(node.parents, node.partials, strict=True):
            size[parent] += abs(size[node] * partial)
    slopes, sizes = (numpy.array([found.get(p, 0.0) for p in parameters]) for found in (adjoint, size))
    return out.data, slopes, sizes


def rounding(f: Callable[..., Any], parameters: list[Value], x: Any, y: Any) -> Any:
    """How far the value and the gradient of a row move if its numbers change in their last bits."""
    value, slopes, _ = by_engine(f, parameters, x, y)
    moved = [by_engine(f, parameters, x * by, y * by) for by in (1 + 2**-52, 1 - 2**-52)]
    return max(abs(other[0] - value) for other in moved), numpy.max([abs(other[1] - slopes) for other in moved], axis=0)


#: How many random graphs.
GRAPHS = int(os.environ.get("GRAPHS", "150"))


@pytest.mark.parametrize("block", range(-(-GRAPHS // 10)))
def test_random_graphs_equal_the_engine(block: int, monkeypatch) -> None:
    monkeypatch.setattr(bound, "CALLS_PER_NODE", 0)  # arrays also where the engine would be faster
    for seed in range(block * 10, block * 10 + 10):
        if seed % 3 == 0:  # a few rows at a time
            monkeypatch.setattr(bound, "WORKING_SET", 1)
            monkeypatch.setattr(bound, "FEWEST_ROWS", 7)
        if seed % 2 == 0:  # as for many rows
            monkeypatch.setattr(runs, "MANY_ROWS", 1)
        f, parameters = random_function(seed)
        rng = numpy.random.default_rng(seed)
        rows, columns = int(rng.integers(1, 30)), int(rng.integers(1, 20))
        X, Y = rng.normal(size=(rows, columns)), rng.normal(size=rows)
        if seed % 5 == 0:  # on the kinks, for once
            X, Y = rng.choice([-1.0, -0.5, 0.0, 0.5, 1.0, 2.0], size=X.shape), rng.choice([-1.0, 0.0, 1.0], size=rows)
            for parameter in parameters:
                parameter.data = float(rng.choice([-1.0, 0.0, 0.5, 1.0]))
        compare(compile(f, parameters, threads=1 + seed % 4), f, parameters, X, Y)
        monkeypatch.undo()
        monkeypatch.setattr(bound, "CALLS_PER_NODE", 0)


def compare(program: Any, f: Callable[..., Any], parameters: list[Value], X: Any, Y: Any) -> None:
    """Values, the gradient of the mean and the gradients of the rows, to 1e-13 of the sizes of what adds up to them."""
    values, gradients = program.value_and_grad(X, Y, reduce="none")
    mean, gradient = program.value_and_grad(X, Y)
    exact, slopes = numpy.empty(values.shape), numpy.empty(gradients.shape)
    allowed, allowed_slopes = numpy.empty(values.shape), numpy.empty(gradients.shape)
    for row, (x, y) in enumerate(zip(X, Y, strict=True)):
        exact[row], slopes[row], sizes = by_engine(f, parameters, x, y)
        allowed[row], allowed_slopes[row] = 1e-13 * max(abs(exact[row]), 1.0), 1e-13 * sizes
        if abs(values[row] - exact[row]) > allowed[row] or (abs(gradients[row] - slopes[row]) > 1e-13 * sizes).any():
            of_value, of_slopes = rounding(f, parameters, x, y)  # a graph that magnifies the rounding of its inputs
            allowed[row] += 2 * of_value
            allowed_slopes[row] += 2 * of_slopes
    assert (abs(values - exact) <= allowed).all()
    assert (abs(program.value(X, Y) - exact) <= allowed).all()
    assert (abs(gradients - slopes) <= allowed_slopes).all()
    assert (abs(gradient - slopes.mean(axis=0)) <= allowed_slopes.mean(axis=0)).all()
    assert mean == pytest.approx(math.fsum(values) / len(values), rel=1e-13, abs=1e-13)
    again = program.value_and_grad(X, Y)
    assert (again[0], again[1].tolist()) == (mean, gradient.tolist())  # to the last bit


def test_these_graphs_have_every_row_of_the_table() -> None:
    missing = set(ops.TABLE) - {"identity"}
    for seed in range(150):
        f, _ = random_function(seed)
        out = recorded_comparisons().run(f, [Value(0.7), Value(-0.4)], Value(0.3))  # as in a program
        missing -= {node.op.name for node in topological_order(out) if node.op}
    assert not missing


#: Operations of which every library computes the same float, the correctly rounded one.
EXACT: list[Callable[..., Any]] = [
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b,
    lambda a, b: a / (b * b + 1.0),
    lambda a, b: ops.maximum(a, b),
    lambda a, b: ops.minimum(-a, b),
    lambda a, b: relu(a) - b,
    lambda a, b: abs(a) * b,
    lambda a, b: where(a > b, a, -b),
    lambda a, b: ops.sqrt(a * a + 1.0) - b,
]


@pytest.mark.parametrize("seed", range(20))
def test_where_the_operations_and_their_order_are_the_same_so_is_every_bit(seed: int, monkeypatch) -> None:
    """A tree: every number is used once, so that nothing is added up in another order."""
    monkeypatch.setattr(bound, "CALLS_PER_NODE", 0)
    monkeypatch.setattr(runs, "MANY_ROWS", 1 if seed % 2 else 10**9)
    rng = random.Random(seed)
    parameters = [Value(rng.uniform(-2, 2)) for _ in range(16)]
    chosen = [rng.choice(EXACT) for _ in range(15)]

    def f(x: Any, y: Any) -> Value:
        level = [a - p for a, p in zip(x, parameters, strict=True)]
        operations = iter(chosen)
        while len(level) > 1:
            level = [next(operations)(a, b) for a, b in zip(level[::2], level[1::2], strict=True)]
        return level[0] * y

    numbers = numpy.random.default_rng(seed)
    X, Y = numbers.normal(size=(12, 16)), numbers.normal(size=12)
    values, gradients = compile(f, parameters).value_and_grad(X, Y, reduce="none")
    for row, (x, y) in enumerate(zip(X, Y, strict=True)):
        value, slopes, _ = by_engine(f, parameters, x, y)
        assert values[row] == value
        assert gradients[row].tolist() == slopes.tolist()
