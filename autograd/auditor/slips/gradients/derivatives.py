"""Wrong derivatives at one node: those of the table, and the inner derivative of the chain rule forgotten."""

from __future__ import annotations

import math
from collections.abc import Iterator

from autograd.auditor.example import Rule
from autograd.auditor.slips.candidate import LOCAL, PARTIAL, Candidate, Node, Operation, Sentence
from autograd.auditor.slips.gradients.gradient import Gradient
from autograd.auditor.slips.tables.derivatives import Derivative, exponents, slips_at
from autograd.auditor.slips.tables.names import INNER_FORGOTTEN
from autograd.auditor.world import World


def wrong_derivatives(gradient: Gradient, child: int) -> Iterator[Candidate]:
    """The wrong derivatives of the table at one node."""
    example, whole = gradient.example, gradient.whole
    for slip in slips_at(example, child):
        change = gradient.adjoint[child] * _change(gradient, child, slip)
        if change and gradient.wants(whole + change):
            fields = exponents(example.exponent(child))
            sentence = Sentence(
                "{slip}, at {node}: {wrong} instead of {right}",
                slip=Sentence(slip.sentence, **fields, operation=Operation(example.operation(child))),
                node=Node(child), wrong=whole + change, right=whole,
            )  # fmt: skip
            world = World(places={child: slip.rule})
            yield gradient.candidate(slip.slip, LOCAL, whole + change, sentence, world=world, place=child)
            if (right := example.rules[child]) is None:
                continue
            concerned = frozenset(position for position, i in enumerate(example.parents[child]) if gradient.tangent[i])
            others = (i for position, i in enumerate(example.parents[child]) if position not in concerned)
            if not all(map(example.is_constant, others)):  # their partials may be right
                world = World(places={child: _only_for(concerned, slip.rule, right)})
                place = (child, concerned)
                yield gradient.candidate(slip.slip, LOCAL + 0.1, whole + change, sentence, world=world, place=place)


def _only_for(positions: frozenset[int], wrong: Rule, right: Rule) -> Rule:
    """The wrong partials by some operands, and the right ones by the others."""

    def rule(*numbers: float) -> tuple[float, ...]:
        pairs = zip(wrong(*numbers), right(*numbers), strict=True)
        return tuple(bad if position in positions else good for position, (bad, good) in enumerate(pairs))

    return rule


def wrong_derivatives_of_zero(gradient: Gradient) -> Iterator[Candidate]:
    """Wrong derivatives where the right one is zero, so that no path runs over the edge: a relu that is off."""
    example, alive = gradient.example, {child for (child, _), _ in gradient.edges}
    for child, parents in enumerate(example.parents):
        if child not in alive and gradient.adjoint[child] and any(gradient.tangent[parent] for parent in parents):
            yield from wrong_derivatives(gradient, child)


def _change(gradient: Gradient, child: int, slip: Derivative) -> float:
    """How a wrong rule at a node changes its part of the sum; 0 where it says nothing finite."""
    stage, parents = gradient.stage, gradient.example.parents[child]
    try:
        wrong = slip.rule(stage.data[child], *[stage.data[parent] for parent in parents])
    except (ArithmeticError, ValueError):
        return 0.0
    pairs = zip(wrong, stage.partials[child], parents, strict=True)
    change = sum((bad - good) * gradient.tangent[parent] for bad, good, parent in pairs if gradient.tangent[parent])
    return change if math.isfinite(change) else 0.0


def inner_forgotten(gradient: Gradient, child: int) -> Iterator[Candidate]:
    """The outer derivative at a node alone, not multiplied by that of its operand."""
    example, tangent, whole = gradient.example, gradient.tangent, gradient.whole
    parents = example.parents[child]
    if len(parents) != 1 and example.operation(child) != "power":
        return
    inner = parents[0]
    if inner == gradient.node or tangent[inner] in (0.0, 1.0):
        return
    without = gradient.adjoint[child] * gradient.stage.partials[child][0]
    changed = whole - without * tangent[inner] + without
    if gradient.wants(changed):
        sentence = Sentence(
            "the inner derivative ∂{inner}/∂{node} = {derivative} is left out at {outer}: {wrong} instead of {right}",
            inner=Node(inner), node=Node(gradient.node), derivative=tangent[inner], outer=Node(child), wrong=changed,
            right=whole,
        )  # fmt: skip
        yield gradient.candidate(INNER_FORGOTTEN, PARTIAL - 0.5, changed, sentence, place=child)
