"""Another number of the sheet in place of a factor, or another gradient in place of the one asked for."""

from __future__ import annotations

import math
from collections.abc import Iterator

from autograd.auditor.example import Example
from autograd.auditor.slips.candidate import (
    COMPOUND,
    LOCAL,
    MISREAD,
    STRANGER,
    Candidate,
    Edge,
    Node,
    Sentence,
    same_family,
)
from autograd.auditor.slips.gradients.gradient import Gradient
from autograd.auditor.slips.tables.names import ANOTHER_GRADIENT, BEFORE_ACTIVATION, WRONG_FACTOR
from autograd.auditor.world import Stage
from autograd.language import template

#: A claim with fewer digits cannot tell among the many ways to take a wrong factor.
DIGITS_FOR_WRONG_FACTORS, DIGITS_FOR_WRONG_INPUTS = 5, 4
#: What is left of numbers that cancel is 0 on paper.
NOTHING = 1e-12
#: So many wrong factors are tried, or none.
MOST_FACTORS = 20_000


def before_activations(gradient: Gradient) -> Iterator[Candidate]:
    """In ∂(u·h)/∂u, what went into the activation h in place of what came out."""
    example, data = gradient.example, gradient.stage.data
    for (child, position), m in gradient.edges:
        if example.operation(child) != "multiply":
            continue
        factor = example.parents[child][1 - position]
        inside = example.parents[factor]
        if len(inside) == 1 and data[factor] and factor != gradient.node and not gradient.tangent[factor]:
            changed = gradient.whole - m + m / data[factor] * data[inside[0]]
            if gradient.wants(changed):
                sentence = Sentence(
                    "{input} = {before} stands in place of {activation} = {after}: {wrong} instead of {right}",
                    input=Node(inside[0]), before=data[inside[0]], activation=Node(factor), after=data[factor],
                    wrong=changed, right=gradient.whole,
                )  # fmt: skip
                yield gradient.candidate(BEFORE_ACTIVATION, LOCAL, changed, sentence, place=factor)


def another_gradient(example: Example, stage: Stage, node: int) -> Iterator[Candidate]:
    """The gradient of another node of the same kind: two of them exchanged."""
    for other in example.name_of:
        gradient = stage.adjoint[other]
        if other != node and gradient and bool(example.parents[other]) == bool(example.parents[node]):
            wording = template("this is the gradient of {other}, {wrong}, not that of {node}")
            sentence = Sentence(wording, other=Node(other), wrong=gradient, node=Node(node))
            is_kin = same_family(example.name_of[other], example.name_of.get(node, ""))
            cost = MISREAD if is_kin else MISREAD + STRANGER
            yield Candidate(ANOTHER_GRADIENT, cost, gradient, sentence, place=other, rich=True)


def wrong_factors(gradient: Gradient, digits: int) -> Iterator[Candidate]:
    """Another named number of the sheet in place of a factor, or of what has piled up at a node.

    With too few digits to tell among those, only one input in place of another: a weight of the wrong row.
    """
    if digits < DIGITS_FOR_WRONG_INPUTS:
        return
    inputs_only = digits < DIGITS_FOR_WRONG_FACTORS
    example, data, whole = gradient.example, gradient.stage.data, gradient.whole
    names = example.name_of
    numbers = [
        (data[i], i)
        for i in names
        if abs(data[i]) > NOTHING and math.isfinite(data[i]) and not (inputs_only and example.parents[i])
    ]
    known = {number for number, _ in numbers}
    if len(numbers) * len(gradient.edges) > MOST_FACTORS:
        return
    of_partial = template("{source} = {number} stands in place of the local partial {factor} at {edge}: {wrong}")
    of_adjoint = template(
        "{source} = {number} stands in place of the gradient that arrives {factor} at {edge}: {wrong}"
    )
    low, high = gradient.window.low, gradient.window.high  # there are very many: what follows is `gradient.wants`
    offset, scale = gradient.window.scale * gradient.offset, gradient.window.scale * gradient.scale
    for (child, position), m in gradient.edges:
        factors = []
        partial = gradient.stage.partials[child][position]
        if abs(partial) != 1.0 and (partial in known or not inputs_only):
            factors.append((partial, of_partial))
        if not inputs_only:
            factors.append((gradient.adjoint[child], of_adjoint))
        factor = _factor_of(example, child, position)
        for right, wording in factors:
            rest, ratio = whole - m, m / right
            for number, source in numbers:
                changed = rest + ratio * number
                if low <= abs(offset + scale * changed) <= high and number != right:
                    is_kin = same_family(factor, names[source])
                    cost = COMPOUND - 1 + (0 if is_kin else STRANGER) + (wording == of_adjoint)
                    if not gradient.may_show(changed):
                        yield gradient.only_counted(WRONG_FACTOR, cost, changed)
                        continue
                    sentence = Sentence(
                        wording, source=Node(source), number=number, factor=right, edge=Edge((child, position)),
                        wrong=changed,
                    )  # fmt: skip
                    place = (child, position, source)
                    yield gradient.candidate(WRONG_FACTOR, cost, changed, sentence, place=place, rich=True)


def _factor_of(example: Example, child: int, position: int) -> str:
    """What the local partial of an edge is called: in a product of two, the other operand."""
    is_product = example.operation(child) == "multiply"
    return example.name_of.get(example.parents[child][1 - position], "") if is_product else ""
