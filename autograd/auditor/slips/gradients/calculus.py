"""Rules of calculus got wrong where they join two functions: product, quotient, chain; and a constant differentiated.

What such a slip gives depends on what is differentiated by, so no rule of one node says it: the derivatives u' and v'
of the operands by the claim's node are needed, and these are the tangents.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial

from autograd.auditor.example import Example, Forward, Rule
from autograd.auditor.slips.candidate import LOCAL, PARTIAL, Candidate, Node, Operation, Sentence
from autograd.auditor.slips.gradients.gradient import Gradient
from autograd.auditor.slips.tables.names import COMPOSITION, CONSTANT_KEPT, FACTOR_BY_FACTOR, INNER_INSIDE
from autograd.auditor.slips.tables.pairs import OF_TWO
from autograd.language import template

#: A product of more factors nobody differentiates at once.
MOST_FACTORS = 5


def calculus_slips(gradient: Gradient, child: int) -> Iterator[Candidate]:
    """Every such slip at one node that the gradient runs through."""
    yield from _factor_by_factor(gradient, child)
    yield from _constant_kept(gradient, child)
    yield from _inner_inside(gradient, child)
    yield from _composition_exchanged(gradient, child)


def _told(
    gradient: Gradient, child: int, slip: str, cost: float, derivative: float | None, said: Sentence,
    *, place: object, rich: bool = False,
) -> Iterator[Candidate]:  # fmt: skip
    """The slip that takes this for the derivative of `child` by the claim's node."""
    if derivative is None:
        return
    changed = gradient.whole + gradient.adjoint[child] * (derivative - gradient.tangent[child])
    if changed != gradient.whole and gradient.wants(changed):
        wording = template("{slip}, at {node}: {wrong} instead of {right}")
        sentence = Sentence(wording, slip=said, node=Node(child), wrong=changed, right=gradient.whole)
        yield gradient.candidate(slip, cost, changed, sentence, place=place, rich=rich)


def _factor_by_factor(gradient: Gradient, child: int) -> Iterator[Candidate]:
    """(uv)' as u'v', (u/v)' as u'/v' and the like, where both u and v depend on the claim's node."""
    example, data, tangent = gradient.example, gradient.stage.data, gradient.tangent
    rows = OF_TWO.get(example.operation(child), ())
    if not rows:
        return
    a, b = example.parents[child]
    if not tangent[a] or not tangent[b]:
        return
    for position, row in enumerate(rows):
        derivative = _number(row.rule, data[a], data[b], tangent[a], tangent[b])
        said = Sentence(row.sentence, u=tangent[a], v=tangent[b])
        yield from _told(gradient, child, FACTOR_BY_FACTOR, LOCAL, derivative, said, place=(child, position))


def factor_by_factor_beyond(gradient: Gradient) -> Iterator[Candidate]:
    """The same where the gradients in between are on paper: of the output y = u·v, and of a product of more factors."""
    example, data, output = gradient.example, gradient.stage.data, gradient.output
    if gradient.node == output or example.operation(output) not in OF_TWO:
        return
    tangent = example.tangents(gradient.stage.partials, gradient.node)
    a, b = example.parents[output]
    factors = _factors(example, output)
    if len(factors) > 2 and all(tangent[factor] for factor in factors):
        derivative = math.prod(tangent[factor] for factor in factors)
        said = Sentence("the product is differentiated factor by factor, (uvw)' = u'v'w'")
        yield from _whole(gradient, derivative, said, place=(output, "factors"))
    if not gradient.sinks or not tangent[a] or not tangent[b]:
        return
    of_u, of_v = _from_paper(gradient, a, b) or (tangent[a], tangent[b])
    for position, row in enumerate(OF_TWO[example.operation(output)]):
        number = _number(row.rule, data[a], data[b], of_u, of_v)
        said = Sentence(row.sentence, u=of_u, v=of_v)
        yield from _whole(gradient, number, said, place=(output, position))


def _from_paper(gradient: Gradient, a: int, b: int) -> tuple[float, float] | None:
    """The derivatives of the operands of the output, from the gradients on paper; nothing where an edge that leaves the
    node leads to both."""
    example, partials = gradient.example, gradient.stage.partials
    towards = [example.backward(partials, operand)[0] for operand in (a, b)]
    found = [1.0 if operand == gradient.node else 0.0 for operand in (a, b)]
    for (child, position), m in gradient.edges:
        if example.parents[child][position] != gradient.node or child == gradient.output:
            continue
        sides = [side for side in (0, 1) if towards[side][child]]
        if len(sides) != 1 or not (outer := partials[gradient.output][sides[0]]):
            return None
        found[sides[0]] += m / outer
    return found[0], found[1]


def _whole(gradient: Gradient, derivative: float | None, said: Sentence, *, place: object) -> Iterator[Candidate]:
    """The slip that takes this for the derivative of the output."""
    if derivative is not None and derivative != gradient.whole and gradient.wants(derivative):
        wording = template("{slip}, at {node}: {wrong} instead of {right}")
        sentence = Sentence(
            wording, slip=said, node=Node(gradient.output), wrong=derivative, right=gradient.whole
        )  # fmt: skip
        yield gradient.candidate(FACTOR_BY_FACTOR, LOCAL, derivative, sentence, place=place)


def _factors(example: Example, product: int) -> list[int]:
    """What is multiplied in a product of products, whether these have names or not."""
    found: list[int] = []
    waiting = [product]
    while waiting and len(found) <= MOST_FACTORS:
        node = waiting.pop()
        if example.operation(node) == "multiply":
            waiting += example.parents[node]
        else:
            found.append(node)
    return found


def _constant_kept(gradient: Gradient, child: int) -> Iterator[Candidate]:
    """(u + c)' as u' + c, or as u' + 1."""
    example, data, tangent = gradient.example, gradient.stage.data, gradient.tangent
    if example.operation(child) not in ("add", "subtract"):
        return
    parents = example.parents[child]
    for position, constant in enumerate(parents):
        moving = parents[1 - position]
        if not tangent[moving] or tangent[constant] or example.parents[constant]:
            continue
        sign = gradient.stage.partials[child][position]
        is_plain = example.is_constant(constant)
        for kept, wording in (
            (data[constant], template("the constant {c} is kept on differentiating, as if it were a derivative")),
            (1.0, template("the constant {c} is differentiated as 1: its derivative is 0")),
        ):
            if kept == 1.0 == data[constant] and "as 1" in wording:
                continue  # the same
            said = Sentence(wording, c=Node(constant))
            yield from _told(
                gradient, child, CONSTANT_KEPT, LOCAL if is_plain else PARTIAL, tangent[child] + sign * kept, said,
                place=(child, constant, kept), rich=not is_plain,
            )  # fmt: skip


def _inner_inside(gradient: Gradient, child: int) -> Iterator[Candidate]:
    """The derivative of the inner function put inside: cos(u') for cos(u)·u'."""
    example, tangent = gradient.example, gradient.tangent
    parents, rule, forward = example.parents[child], example.rules[child], example.forwards[child]
    if rule is None or forward is None or (len(parents) != 1 and example.operation(child) != "power"):
        return
    inner = parents[0]
    derivative = tangent[inner]
    if inner == gradient.node or derivative in (0.0, 1.0):
        return
    others = [gradient.stage.data[parent] for parent in parents[1:]]
    at_derivative = _number(lambda: rule(forward(derivative, *others), derivative, *others)[0])
    said = Sentence(
        "the inner derivative ∂{inner}/∂{node} = {derivative} stands inside the derivative of {operation}, not before "
        "it",
        inner=Node(inner), node=Node(gradient.node), derivative=derivative,
        operation=Operation(example.operation(child)),
    )  # fmt: skip
    yield from _told(gradient, child, INNER_INSIDE, PARTIAL, at_derivative, said, place=child)
    if at_derivative is not None:
        twice = Sentence("{slip}; and it is multiplied by it, too", slip=said)
        yield from _told(
            gradient, child, INNER_INSIDE, PARTIAL + 0.5, at_derivative * derivative, twice, place=(child, "both")
        )  # fmt: skip


def _composition_exchanged(gradient: Gradient, child: int) -> Iterator[Candidate]:
    """The derivative of sin²(x) for that of sin(x²), and the other way round."""
    example, data, tangent = gradient.example, gradient.stage.data, gradient.tangent
    inner = example.parents[child][0]
    if not example.parents[inner]:
        return
    operand = example.parents[inner][0]
    if not tangent[operand]:
        return
    for function, raised, wording in (
        (
            child,
            inner,
            template("the power {n} of {function}({u}) is differentiated, not {function} of the power {n} of {u}"),
        ),
        (
            inner,
            child,
            template("{function} of the power {n} of {u} is differentiated, not the power {n} of {function}({u})"),
        ),
    ):
        rule, forward, n = example.rules[function], example.forwards[function], example.exponent(raised)
        if n is None or rule is None or forward is None or len(example.parents[function]) != 1:
            continue
        exchanged = _power_of if function == child else _of_power
        derivative = _number(partial(exchanged, forward, rule), data[operand], n)
        said = Sentence(wording, n=n, function=Operation(example.operation(function)), u=Node(operand))
        if derivative is not None:
            yield from _told(gradient, child, COMPOSITION, PARTIAL, derivative * tangent[operand], said, place=child)


def _power_of(forward: Forward, rule: Rule, u: float, n: float) -> float:
    """The derivative of f(u)ⁿ."""
    return n * math.pow(forward(u), n - 1) * rule(forward(u), u)[0]


def _of_power(forward: Forward, rule: Rule, u: float, n: float) -> float:
    """The derivative of f(uⁿ)."""
    power = math.pow(u, n)
    return rule(forward(power), power)[0] * n * math.pow(u, n - 1)


def _number(rule: Callable[..., float], *operands: float) -> float | None:
    """What a rule gives; nothing where that is no number."""
    try:
        result = rule(*operands)
    except (ArithmeticError, ValueError):
        return None
    return result if isinstance(result, (int, float)) and math.isfinite(result) else None
