"""Slips on the way forward: every wrong value that one slip gives, at a node or at what it was computed from."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cached_property

from autograd.auditor.example import Computation, Stage, World
from autograd.auditor.slips import table as slips
from autograd.auditor.slips.candidate import COMPOUND, LOCAL, MISREAD, PARTIAL, Candidate, Node, Told
from autograd.notation import number

#: How many nodes back from a claim a wrong operation is looked for, and how many a number read wrongly.
LARGEST_REGION, LARGEST_READ = 60, 20


class Region:
    """A node and what it was computed from, back to numbers that stand on the paper themselves."""

    def __init__(
        self, computation: Computation, stage: Stage, node: int, claimed: frozenset[int], before: Stage | None = None
    ) -> None:
        """`before` is the stage before the last step, whose parameters are old by now."""
        self.computation, self.node, self.before = computation, node, before
        self.data = list(stage.data)
        self.data[node] = stage.computed[node]
        found, waiting = {node}, [node]
        while waiting and len(found) < LARGEST_REGION:
            for parent in computation.parents[waiting.pop(0)]:
                if parent not in found and parent not in claimed and computation.parents[parent]:
                    found.add(parent)
                    waiting.append(parent)
        self.nodes = sorted(found)

    def computed_with(self, changed: int, new: float) -> float:
        """The node's value once another node of the region has a new one."""
        values = {changed: new}
        for i in self.nodes:
            parents = self.computation.parents[i]
            if i > changed and any(parent in values for parent in parents):
                forward = self.computation.forwards[i]
                try:
                    values[i] = forward(*[values.get(p, self.data[p]) for p in parents]) if forward else math.nan
                except (ArithmeticError, ValueError):
                    values[i] = math.nan
        return values.get(self.node, self.data[self.node])

    @cached_property
    def neighbours(self) -> list[int]:
        """The named results next to the node, through nodes without a name."""
        computation, found = self.computation, dict.fromkeys([self.node])
        for onward in (True, False):
            waiting = [self.node]
            while waiting:
                i = waiting.pop()
                for other in [child for child, _ in computation.children[i]] if onward else computation.parents[i]:
                    if other not in found and computation.parents[other]:
                        found[other] = None
                        if other not in computation.name_of:
                            waiting.append(other)
        return [i for i in found if i != self.node and i in computation.name_of]


def value_slips(region: Region, digits: int) -> Iterator[Candidate]:
    """Every slip on the way forward, for a claim with so many digits."""
    computation, data, node = region.computation, region.data, region.node
    for at in reversed(region.nodes):  # the claim's own operation first
        parents = computation.parents[at]
        cost = LOCAL if at == node or at not in computation.name_of else PARTIAL
        for slip in slips.forward_slips(computation.operation(at), len(parents)):
            try:
                new = slip.rule(*[data[parent] for parent in parents])
            except (ArithmeticError, ValueError):
                continue
            if new != data[at]:
                result = region.computed_with(at, new)
                if result == data[node]:
                    continue
                told: tuple[Told, ...] = (*map(Node, parents), result)
                yield Candidate(
                    slip.slip, cost, result, f"{slip.sentence}: {{{len(parents)}}}", told,
                    World(values={at: slip.rule}), place=(at, slip.sentence),
                )  # fmt: skip
    for other in region.neighbours:
        if data[other] != data[node]:
            yield Candidate(
                slips.ANOTHER_QUANTITY, PARTIAL, data[other],
                "this is {} = {}, not {}", (Node(other), data[other], Node(node)), place=other,
            )  # fmt: skip
    if len(region.nodes) <= LARGEST_READ:
        yield from _misread(region, digits)


def _misread(region: Region, digits: int) -> Iterator[Candidate]:
    """An operand read wrongly: another number of the same kind, one digit changed, or rounded once more."""
    computation, data = region.computation, region.data
    for at in region.nodes:
        parents, forward = computation.parents[at], computation.forwards[at]
        for position, parent in enumerate(parents):
            if parent in region.nodes or computation.is_constant(parent) or forward is None:
                continue
            for slip, cost, wrong, shown in _readings(region, parent, digits):
                try:
                    new = forward(*(wrong if i == position else data[p] for i, p in enumerate(parents)))
                except (ArithmeticError, ValueError):
                    continue
                result = region.computed_with(at, new)
                yield Candidate(
                    slip, cost, result, "{} = {} is read as {}: {}", (Node(parent), data[parent], shown, result),
                    place=(parent, shown), rich=True,
                )  # fmt: skip


def _readings(region: Region, operand: int, digits: int) -> Iterator[tuple[str, float, float, str]]:
    """How an operand may be misread: slip, cost, the wrong number, and what it is."""
    computation, data = region.computation, region.data
    if region.before is not None and operand in computation.parameters:
        old = region.before.data[operand]
        yield slips.OLD_WEIGHT, LOCAL, old, f"its old value {number(old)}"
    for other, name in computation.name_of.items():
        same_kind = computation.operation(other) == computation.operation(operand)
        if same_kind and other != operand and other < region.node and data[other] != data[operand]:
            yield slips.OPERAND_MISREAD, MISREAD, data[other], f"{name} = {number(data[other])}"
    if digits < 3:
        return
    text = _as_printed(data[operand])
    # A changed third digit cannot be told from bad rounding.
    for i in [i for i, character in enumerate(text) if character.isdigit() and text[: i + 1].strip("-0.")][:2]:
        for digit in "0123456789".replace(text[i], ""):
            wrong = text[:i] + digit + text[i + 1 :]
            yield slips.DIGIT_MISREAD, COMPOUND, float(wrong), wrong
    rounded = number(data[operand], 2)
    if rounded != text:
        yield slips.ROUNDED_EARLY, MISREAD - 0.5, float(rounded), rounded


def _as_printed(x: float) -> str:
    """A number with the digits it was printed with; one that was computed, to four."""
    text = number(x, 6)
    return text if float(text) == x else number(x, 4)
