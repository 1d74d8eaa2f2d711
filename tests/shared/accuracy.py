"""How far each row of the table is from the truth, in units in the last place, over its whole domain.

The truth is mpmath's, of the definitions in `oracles`. A unit is that of the exact number; for a sum, that of the sum
of its terms' sizes: where terms cancel, no rule can do better. What is smaller than 1e-300 is measured in units of
that.
"""

from __future__ import annotations

import math
import random
import zlib
from collections.abc import Iterator
from typing import NamedTuple

import numpy
import oracles

from autograd import Op, Value, ops
from autograd.errors import ChainruleError
from autograd.graph import topological_order
from autograd.program.rules import Scratch, compute, partial_steps

#: Sizes at which something happens: where functions saturate, overflow, or are nearly linear.
SIZES = [1e-300, 1e-160, 1e-20, 1e-8, 1e-3, 0.25, 0.5, 0.999, 1.0, 1.5, 2.5, 7.0, 20.0, 26.3, 37.5, 40.0, 100.0, 700.0]
SIZES += [745.0, 1e4, 1e8, 1e15, 1e100, 1e160, 1e300]
#: Powers and quotients that stay floats, and what lies close to an edge at ±1.
EDGES = [1 - 1e-10, 1 - 2.0**-53, 1 + 1e-10, 1 + 2.0**-52]

LARGEST, SMALLEST = 1.7e308, 1e-300


class Errors(NamedTuple):
    """The largest errors in units in the last place, and the operands where they occur."""

    value: float
    array: float
    program: float
    first: float
    second: float


def points(op: Op, count: int) -> Iterator[list[float]]:
    """Operands in the domain of `op`: the sizes above with both signs, and random ones of all magnitudes."""
    rng = random.Random(zlib.crc32(op.name.encode()))
    singles = [sign * size for size in SIZES + EDGES for sign in (1, -1)]
    if op.arity == 1:
        yield from ([x] for x in singles if x in op.domain_of(0) and not (op.name == "hard_tanh" and abs(x) == 1))
    found = 0
    for _ in range(100 * count):
        if found == count:
            return
        operands = op.arity or (4 if op.name == "dot" else rng.randint(2, 4))
        spread = rng.choice([2.0, 7.0, 40.0, 690.0])
        xs = [rng.choice([-1, 1]) * math.exp(rng.uniform(-spread, spread)) for _ in range(operands)]
        if operands > 1 and rng.random() < 0.5:
            xs = [rng.choice(singles) for _ in range(operands)]
        if op.name == "rounded":
            xs[1] = float(rng.randint(-2, 4))
        elif op.name == "where" and rng.random() < 0.5:  # the other arm
            xs[0] = 0.0
        elif op.fixed:
            xs[1] = rng.choice([-3.0, -1.0, -0.7, 0.1, 1 / 3, 0.5, 1.0, 1.1, 2.0, 3.0, 7.3])
            xs[0] = xs[0] if xs[1].is_integer() else abs(xs[0])
        if op.name in oracles.KINKED and len({*xs}) < len(xs):
            continue  # a tie: a convention, not a derivative
        if all(x in op.domain_of(i) for i, x in enumerate(xs)):
            found += 1
            yield xs


def units(got: float, exact: object, size: float = 0.0) -> float:
    """|got - exact| in units in the last place of the larger of |exact| and `size`."""
    if math.isnan(got):
        return math.inf
    if math.isinf(got):
        return math.inf
    reach = max(abs(float(exact)), min(size, LARGEST), SMALLEST)  # type: ignore[arg-type]
    return float(abs(oracles.mpf(got) - exact) / oracles.mpf(math.ulp(reach)))  # type: ignore[operator]


def size_of(result: object) -> dict[object, float]:
    """For each node of a graph, the sum of the sizes of the terms it consists of."""
    if not isinstance(result, Value):
        return {}
    sizes: dict[object, float] = {}
    for node in topological_order(result):
        below = [sizes[parent] for parent in node.parents]
        if node.op in (ops.add, ops.subtract, ops.summation):
            sizes[node] = sum(below)
        elif node.op is ops.multiply:
            sizes[node] = below[0] * below[1]
        elif node.op in (ops.divide, ops.component):
            sizes[node] = abs(node.data) * (below[0] / abs(node.parents[0].data) if node.parents[0].data else 1.0)
        else:
            sizes[node] = abs(node.data)
    return sizes


def sizes_of_paths(result: Value) -> dict[Value, float]:
    """∂result/∂node with the sizes of the paths added instead of the paths."""
    order = topological_order(result)
    inner = size_of(result)
    reached = dict.fromkeys(order, 0.0)
    reached[result] = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials, strict=True):
            if reached[node]:
                grown = max([inner[p] / abs(p.data) for p in node.parents if p.data] or [1.0])
                reached[parent] += abs(partial) * reached[node] * max(grown, 1.0)
    return reached


def size_of_value(op: Op, xs: list[float]) -> float:
    if op.name == "dot":
        half = len(xs) // 2
        return sum(abs(a * b) for a, b in zip(xs[:half], xs[half:], strict=True))
    if op.name == "logsumexp":
        return abs(max(xs)) if abs(max(xs)) < 1 else 0.0
    return 0.0


def measure(op: Op, count: int = 40, orders: int = 2) -> Errors:
    """The largest errors of `op` over its domain."""
    worst = [0.0] * 5
    for xs in points(op, count):
        exact = oracles.value(op.name, xs, oracles.WIDE)
        if not abs(exact) < LARGEST:
            continue
        size = size_of_value(op, xs)
        if size > LARGEST:
            continue
        out = op(*xs)
        with numpy.errstate(all="ignore"):
            entry = float(op(*(numpy.array([x]) for x in xs))[0])
            written, slopes = in_a_program(op, xs)
        array = max(units(entry, exact, size), units(written, exact, size))
        found = [units(out, exact, size), array, *derivative_errors(op, xs, out, slopes, orders)]
        worst = [max(pair) for pair in zip(worst, found, strict=True)]
    return Errors(*worst)


def in_a_program(op: Op, xs: list[float]) -> tuple[float, list[float]]:
    """The value and the partials as a program computes them: in buffers, with the rule for arrays."""
    operands: list[object] = [x if i in op.fixed else numpy.array([[x]]) for i, x in enumerate(xs)]
    out, wanted = numpy.empty((1, 1)), [i for i in range(len(xs)) if i not in op.fixed]
    compute(op, operands, out)()
    steps, partials = partial_steps(op, out, operands, wanted, Scratch())
    for step in steps:
        step()
    return float(out[0, 0]), [float(numpy.ravel(partials[i])[0]) if i in wanted else 0.0 for i in range(len(xs))]


def derivative_errors(
    op: Op, xs: list[float], out: float, slopes: list[float], orders: int
) -> tuple[float, float, float]:
    """The largest errors of the partials, in a program and of a node, and of those of a node their own partials, at one
    point; those beyond floats do not count."""
    exact = [oracles.mpf(0) if i in op.fixed else oracles.wide_slopes(op.name, xs, [i]) for i in range(len(xs))]
    if not all(abs(slope) < LARGEST for slope in exact):
        return 0.0, 0.0, 0.0
    try:
        node = op(*(x if i in op.fixed else Value(x) for i, x in enumerate(xs)))
        symbols = [parent.data if i in op.fixed else parent for i, parent in enumerate(node.parents)]
        graphs = op.partials(node, *symbols)
    except ChainruleError:  # a step on the way is beyond floats
        graphs = None
    numbers = node.partials
    sizes = [0.0] * len(xs) if graphs is None else [size_of(graph).get(graph, 0.0) for graph in graphs]
    program, first = (
        max(units(got, slope, size) for got, slope, size in zip(found, exact, sizes, strict=True))
        for found in (slopes, numbers)
    )
    if graphs is None or orders < 2 or len(xs) > 3:
        return program, first, 0.0
    second = 0.0
    for i, graph in enumerate(graphs):
        for j, parent in enumerate(node.parents):
            if i in op.fixed or j in op.fixed:
                continue
            true = oracles.wide_slopes(op.name, xs, [i, j])
            paths = sizes_of_paths(graph) if isinstance(graph, Value) else {}
            got = slope_of(graph, parent)
            if abs(true) < LARGEST and paths.get(parent, 0.0) < LARGEST and got is not None:
                second = max(second, units(got, true, paths.get(parent, 0.0)))
    return program, first, second


def slope_of(graph: object, parent: Value) -> float | None:
    """∂graph/∂parent; None where a number on the way is beyond floats."""
    from autograd.sweeps import sweep

    try:
        return sweep(graph).get(parent, 0.0) if isinstance(graph, Value) else 0.0
    except ChainruleError:
        return None
