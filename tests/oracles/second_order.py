"""Second derivatives: the Hessian times a direction, by our transforms and by PyTorch, beside mpmath.

The truth is a forward sweep over the reverse one, in the numbers of `truth`: each partial of a partial has its own
rounding, and moves with that of its operands as the third derivatives say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import mpmath
import oracles
from graphs import Graph
from judging import WIDE, Verdict, judge
from mpmath import mpf
from ours import Answer, answered, by_rows
from taylor import Taylor, number
from truth import ALLOWED, ALLOWED_SECOND, DOUBLE, EXACTLY_NOTHING, NOTHING, ONE, Node, Rounded, Truth, truth

from autograd import Value, derivative, dot, grad, hessian, hvp, value_and_grad


def direction(graph: Graph) -> tuple[float, ...]:
    """A direction for each leaf: small whole numbers, which round nothing."""
    return tuple(float((3 * i + graph.number) % 5 - 2) or 1.0 for i in range(len(graph.leaves)))


# --- the truth --------------------------------------------------------------------------------------------------------


def second_truth(graph: Graph, digits: int = oracles.DIGITS) -> Truth:
    """The truth of a graph, with the Hessian times the direction in the place of the gradient.

    Units are those of second order: `truth.ALLOWED` of them are what `ALLOWED_SECOND` last places would move.
    """
    found = truth(graph, digits=digits, order=3)
    if found.missing:
        return found
    found.beyond_squared = any(
        value and not 1 / DOUBLE.largest < value**2 < DOUBLE.largest for value in (n.value.exact for n in found.nodes)
    )
    with mpmath.workdps(digits):
        found.gradient = _hessian_times(found, direction(graph))
    return found


def _hessian_times(found: Truth, direction: Sequence[float]) -> list[Rounded | None]:
    leaves = len(found.graph.leaves)
    tangents = [Rounded(mpf(x), abs(mpf(x)), NOTHING) for x in direction]
    moved: list[list[Rounded | None]] = [[] for _ in tangents]  # of each node, how its partials move
    for node in found.nodes[leaves:]:
        along = [tangents[i] if type(i) is int else EXACTLY_NOTHING for i in node.operands]
        if any(partial is None for partial in node.partials):
            found.doubts.add("border")
        tangents.append(_sum(found, zip(along, node.partials, strict=True)))
        moved.append([_sum(found, zip(along, row, strict=True)) for row in _second_partials(found, node)])
    first = [EXACTLY_NOTHING for _ in found.nodes]
    second = [EXACTLY_NOTHING for _ in found.nodes]
    first[-1] = Rounded(ONE, ONE, NOTHING)
    for place in range(len(found.nodes) - 1, leaves - 1, -1):
        node = found.nodes[place]
        for i, partial, change in zip(node.operands, node.partials, moved[place], strict=True):
            if type(i) is int and partial is not None and change is not None:
                messages = [(second[place], partial), (first[place], change)]
                second[i] = _added(second[i], _sum(found, messages))
                first[i] = _added(first[i], _sum(found, [(first[place], partial)]))
    scale = mpf(ALLOWED_SECOND) / ALLOWED
    return [Rounded(slope.exact, slope.size, slope.unit * scale) for slope in second[:leaves]]


def _added(one: Rounded, other: Rounded) -> Rounded:
    return other if one.size == 0 and not one.unit else one.plus(other, DOUBLE)


def _sum(found: Truth, factors: Any) -> Rounded:
    """Σ of products, of which those with an exact 0 are none."""
    whole = EXACTLY_NOTHING
    for one, other in factors:
        if other is not None and (one.size or one.unit) and (other.size or other.unit):
            product = one.times(other, DOUBLE)
            for size in (one.size, other.size, product.size):
                found.too_large |= bool(size >= DOUBLE.largest)
                found.too_small |= bool(0 < size < DOUBLE.smallest)
            whole = _added(whole, product)
    return whole


def _second_partials(found: Truth, node: Node) -> list[list[Rounded | None]]:
    """∂²value/∂xᵢ∂xⱼ of an operation, for all pairs of operands."""
    count = len(node.operands)
    if not isinstance(node.expansion, Taylor):
        return [[EXACTLY_NOTHING] * count for _ in range(count)]
    units = [found.nodes[i].value.unit if type(i) is int else NOTHING for i in node.operands]
    xs = [found.nodes[i].value.exact if type(i) is int else mpf(i) for i in node.operands]
    rows: list[list[Rounded | None]] = []
    for i in range(count):
        row: list[Rounded | None] = []
        for j in range(count):
            exact = node.expansion.derivative(i, j)
            unit = sum((abs(node.expansion.derivative(i, j, k)) * units[k] for k in range(count)), NOTHING)
            if node.name not in BILINEAR:
                size = max(abs(exact), _size(node, xs, i), mpf(DOUBLE.smallest))
                unit += size * DOUBLE.epsilon
            row.append(Rounded(exact, abs(exact), unit))
        rows.append(row)
    return rows


#: Rows whose second partials are whole numbers.
BILINEAR = {"add", "subtract", "multiply", "weighted", "dot", "total", "negate", "identity"}


def _size(node: Node, xs: Sequence[Any], i: int) -> Any:
    """The sum of the sizes of the terms of a second partial, for rows of which these may cancel."""
    name, value = node.name, abs(number(node.expansion))
    slope = abs(node.partials[i].exact) if node.partials[i] is not None else NOTHING
    a = abs(xs[0])
    if name in ("sigmoid", "sech", "share"):
        return max(value, slope) if name != "sigmoid" else slope
    if name in ("gaussian", "normal_density"):
        return value * (4 * a * a + 2)
    if name in ("hypot", "norm", "semicircle", "hyperbola"):
        return 1 / value + (a * a / value**3 if name == "hyperbola" else NOTHING) if value else NOTHING
    if name == "atan2":
        return 1 / (xs[0] * xs[0] + xs[1] * xs[1])
    if name in ("silu", "gelu", "mish"):
        return 3 * (1 + a * a) * (value / a if a else ONE)
    if name == "exponential":
        return abs(mpmath.power(a, xs[1] - 1)) * (1 + abs(xs[1] * mpmath.log(a))) if a else NOTHING
    return NOTHING


# --- our interpreters -------------------------------------------------------------------------------------------------


def _function(graph: Graph) -> Callable[..., Any]:
    return lambda xs: graph.run(by_rows, list(xs))


def by_hvp(graph: Graph) -> Answer:
    """`hvp`: a forward sweep over a reverse one."""
    return Answer(None, tuple(hvp(_function(graph), list(graph.leaves), list(direction(graph)))))


def by_hessian(graph: Graph) -> Answer:
    """`hessian`, row by row times the direction."""
    rows = hessian(_function(graph))(list(graph.leaves))
    along = direction(graph)
    return Answer(None, tuple(sum(x * y for x, y in zip(row, along, strict=True)) for row in rows))


def by_grad_of_grad(graph: Graph) -> Answer:
    """`grad` of the gradient times the direction: a reverse sweep over a reverse one."""
    slope = grad(_function(graph))
    return Answer(None, tuple(value_and_grad(lambda xs: dot(slope(xs), direction(graph)))(list(graph.leaves))[1]))


def by_derivatives(graph: Graph) -> Answer:
    """`derivative` of `derivative`, as graphs."""
    leaves = [Value(x) for x in graph.leaves]
    out = graph.run(by_rows, leaves)
    along = dot([derivative(out, leaf) for leaf in leaves], direction(graph))
    return Answer(None, tuple(derivative(along, leaf).data for leaf in leaves))


SECOND = {
    "hvp": answered(by_hvp),
    "hessian": answered(by_hessian),
    "grad of grad": answered(by_grad_of_grad),
    "derivative of derivative": answered(by_derivatives),
}


def judged_second(answer: Answer, found: Truth) -> Verdict:
    """The verdict on second derivatives; on a corner they are a convention's, of which the engine warns."""
    verdict = judge(answer, found)
    if verdict.explained:
        return verdict
    if found.kinks:
        return Verdict("on a corner")
    return judge(answer, second_truth(found.graph, WIDE))
