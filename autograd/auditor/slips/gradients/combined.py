"""The chain rule put together wrongly, where each derivative may be right: factors exchanged between two terms, a mean
over the terms, a factor multiplied in twice, a derivative taken at a part of its operand or of another line."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

from autograd.auditor.example import Place
from autograd.auditor.slips.candidate import LOCAL, PARTIAL, Candidate, Edge, Node, Operation, Sentence, same_family
from autograd.auditor.slips.gradients.gradient import Gradient
from autograd.auditor.slips.layers import PRODUCTS, partner
from autograd.auditor.slips.tables.names import (
    AT_PART,
    FACTORS_EXCHANGED,
    MEAN_FOR_SUM,
    OTHER_LINE,
    TWICE_OVER,
)

#: Of a node that feeds more products, so many pairs of factors may be exchanged that none of it is evidence.
MOST_TERMS = 5
#: So many lines of a recurrence are compared, in examples with so many nodes.
MOST_LINES, MOST_NODES = 12, 3000


def combined_slips(gradient: Gradient) -> Iterator[Candidate]:
    """Every such slip."""
    example = gradient.example
    edges = [
        (child, position)
        for child, position in example.children[gradient.node]
        if (child, position) in gradient.contributions
    ]
    in_products = [edge for edge in edges if example.operation(edge[0]) in PRODUCTS]
    yield from _factors_exchanged(gradient, in_products)
    yield from _mean_of_terms(gradient, len(edges))
    for edge in gradient.contributions:
        yield from _factor_twice(gradient, edge)
        yield from _at_a_part(gradient, edge)
    yield from _of_another_line(gradient)


def _factors_exchanged(gradient: Gradient, edges: list[Place]) -> Iterator[Candidate]:
    """g1·x2 + g2·x1 for g1·x1 + g2·x2."""
    example, partials = gradient.example, gradient.stage.partials
    if len(edges) > MOST_TERMS:
        return
    for one, other in combinations(edges, 2):
        first, second = (
            example.parents[child][position] for child, position in (partner(example, one), partner(example, other))
        )
        if one[0] != other[0] and first != second:
            new = {one: partials[other[0]][other[1]], other: partials[one[0]][one[1]]}
            yield from gradient.with_partials(
                FACTORS_EXCHANGED, PARTIAL, new,
                "{first} and {second} are exchanged, each stands in the other's term, at {one} and at {other}: {wrong} "
                "instead of {right}",
                first=Node(first), second=Node(second), one=Edge(one), other=Edge(other), place=(one, other),
            )  # fmt: skip


def _mean_of_terms(gradient: Gradient, count: int) -> Iterator[Candidate]:
    """A sum over the places where a shared number is used, divided by how many they are."""
    changed = gradient.whole / count if count > 1 else gradient.whole
    if changed != gradient.whole and gradient.wants(changed):
        sentence = Sentence(
            "the gradient by {node} is divided by {count}, as a mean over the {count} places where {node} is used, of "
            "which it is the sum: {wrong} instead of {right}",
            node=Node(gradient.node), count=count, wrong=changed, right=gradient.whole,
        )  # fmt: skip
        yield gradient.candidate(MEAN_FOR_SUM, PARTIAL, changed, sentence, place=("terms", gradient.node))


def _factor_twice(gradient: Gradient, edge: Place) -> Iterator[Candidate]:
    """u² for u in ∂(u·h)/∂h."""
    example, (child, position) = gradient.example, edge
    if example.operation(child) != "multiply":
        return
    factor, partial = example.parents[child][1 - position], gradient.stage.partials[child][position]
    if factor in example.name_of and abs(partial) != 1.0:
        yield from gradient.with_partials(
            TWICE_OVER, PARTIAL, {edge: partial * partial},
            "the factor {factor} = {number} is multiplied in twice, at {edge}: {wrong} instead of {right}",
            factor=Node(factor), number=partial, edge=Edge(edge), place=edge,
        )  # fmt: skip


def _at_a_part(gradient: Gradient, edge: Place) -> Iterator[Candidate]:
    """The derivative of a function at a part of its operand: 1/e for that of ln(1 + e), cos(x) for that of sin(x²)."""
    example, data, (child, position) = gradient.example, gradient.stage.data, edge
    rule, forward, operand = example.rules[child], example.forwards[child], example.parents[child][0]
    if len(example.parents[child]) != 1 or rule is None or forward is None:
        return
    for part in dict.fromkeys(example.parents[operand]):
        if example.is_constant(part) or data[part] == data[operand]:
            continue
        try:
            partial = rule(forward(data[part]), data[part])[position]
        except (ArithmeticError, ValueError):
            continue
        if math.isfinite(partial):
            yield from gradient.with_partials(
                AT_PART, LOCAL + 0.5, {edge: partial},
                "the derivative of {operation} is taken at {part}, a part of its operand {operand}: {wrong} instead of "
                "{right}",
                operation=Operation(example.operation(child)), part=Node(part), operand=Node(operand),
                place=(child, part),
            )  # fmt: skip


def _of_another_line(gradient: Gradient) -> Iterator[Candidate]:
    """∂x3/∂x2 for ∂x2/∂x1: the derivative of a line at the number of another step."""
    example, partials, names = gradient.example, gradient.stage.partials, gradient.example.name_of
    own = names.get(gradient.node)
    lines = [i for i in names if own and i != gradient.node and example.parents[i] and same_family(names[i], own)]
    if not own or len(lines) > MOST_LINES or len(example.nodes) > MOST_NODES:
        return
    children = [i for i in lines if gradient.adjoint[i] and example.is_edge(names[i], own)]
    for child in children:
        right = example.derivative(partials, child, gradient.node)
        for line in lines:
            for before in (i for i in lines if line != child and i < line and example.is_edge(names[line], names[i])):
                other = example.derivative(partials, line, before)
                changed = gradient.whole + gradient.adjoint[child] * (other - right)
                if other not in (right, 0.0) and gradient.wants(changed):
                    sentence = Sentence(
                        "∂{line}/∂{before} = {other}, of another step, stands in place of ∂{child}/∂{node} = "
                        "{partial}: {wrong} instead of {right}",
                        line=Node(line), before=Node(before), other=other, child=Node(child), node=Node(gradient.node),
                        partial=right, wrong=changed, right=gradient.whole,
                    )  # fmt: skip
                    yield gradient.candidate(OTHER_LINE, PARTIAL, changed, sentence, place=(child, line, before))
