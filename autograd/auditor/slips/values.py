"""Slips on the way forward: every wrong value that one slip gives, at a node or at what it was computed from."""

from __future__ import annotations

import math
from collections.abc import Iterator

from autograd.auditor.slips.candidate import LOCAL, PARTIAL, Candidate, Node, Nodes, Operation, Sentence
from autograd.auditor.slips.formulas import formula_slips
from autograd.auditor.slips.readings import readings
from autograd.auditor.slips.region import Region
from autograd.auditor.slips.scopes import Scopes
from autograd.auditor.slips.sums import averaged, sums_in_loss
from autograd.auditor.slips.tables.names import ANOTHER_QUANTITY, MEAN_FOR_SUM
from autograd.auditor.slips.tables.operations import Replaced, operation_slips
from autograd.auditor.world import World
from autograd.language import template

MEAN_TAKEN = template("the mean is taken over {count} terms that are only to be added: a division by {count} too many")


def value_slips(region: Region, digits: int) -> Iterator[Candidate]:
    """Every slip on the way forward, for a claim with so many digits."""
    for at in reversed(region.nodes):  # the claim's own operation first
        yield from _wrong_operations(region, at)
    yield from formula_slips(region)
    yield from _another_quantity(region)
    yield from _same_everywhere(region)
    yield from readings(region, digits)


def _wrong_operations(region: Region, at: int) -> Iterator[Candidate]:
    """The wrong operations of the table at one node."""
    example, data, node = region.example, region.data, region.node
    parents = example.parents[at]
    cost = LOCAL if at == node or at not in example.name_of else PARTIAL
    found = operation_slips(example.operation(at), len(parents))
    if (count := example.once(sums_in_loss).get(at)) and (forward := example.forwards[at]):
        found += (Replaced(MEAN_FOR_SUM, averaged(forward, count), MEAN_TAKEN),)
    for slip in found:
        try:
            new = slip.rule(*[data[parent] for parent in parents])
        except (ArithmeticError, ValueError):
            continue
        if new == data[at]:
            continue
        wrong = region.computed_with(at, new)
        if wrong == data[node]:
            continue
        operands = [Node(parents[i]) for i in slip.operands if i < len(parents)]
        told = Sentence(
            slip.sentence, **dict(zip("ab", operands, strict=False)), operation=Operation(example.operation(at)),
            count=count or 0,
        )  # fmt: skip
        yield Candidate(
            slip.slip, cost, wrong, Sentence("{slip}: {wrong}", slip=told, wrong=wrong),
            World(values={at: slip.rule}), place=(at, slip.sentence, slip.operands),
        )  # fmt: skip


def _another_quantity(region: Region) -> Iterator[Candidate]:
    """The value of a named result next to the node."""
    data, node = region.data, region.node
    for other in region.neighbours:
        # A number computed from the printed one is not its cause: it is compared as it would rightly be.
        number = region.value_beside(other)
        if number != data[node]:
            wording = template("this is {other} = {wrong}, not {node}")
            sentence = Sentence(wording, other=Node(other), wrong=number, node=Node(node))
            yield Candidate(ANOTHER_QUANTITY, PARTIAL, number, sentence, place=other)


def _same_everywhere(region: Region) -> Iterator[Candidate]:
    """A wrong operation of the table at every node of the operation, or of one layer, that the claim comes from."""
    example, data, node = region.example, region.data, region.node
    inside = set(region.nodes)
    for operation in dict.fromkeys(map(example.operation, region.nodes)):
        for scope in example.once(Scopes).of(operation):
            concerned = inside.intersection(scope.nodes)
            if len(concerned) < 2:
                continue
            operands = list(zip(*(example.parents[i] for i in sorted(concerned)), strict=False))
            arities = {len(example.parents[i]) for i in scope.nodes}
            for slip in operation_slips(operation, arities.pop()) if len(arities) == 1 else ():
                wrong = region.computed_from({}, dict.fromkeys(concerned, slip.rule))
                if not math.isfinite(wrong) or wrong == data[node]:
                    continue
                named = [Nodes(operands[k]) for k in slip.operands if k < len(operands)]
                operands_told = dict(zip("ab", named, strict=False))
                told = Sentence(slip.sentence, **operands_told, operation=Operation(operation))
                sentence = Sentence("{slip}, {scope}: {wrong}", slip=told, scope=scope.phrase, wrong=wrong)
                world = World(values=dict.fromkeys(scope.nodes, slip.rule))
                place = (scope.nodes, slip.sentence)
                yield Candidate(slip.slip, LOCAL + 0.25, wrong, sentence, world, place=place)
