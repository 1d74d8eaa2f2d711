"""What a number was computed from: the part of the example that a wrong value may have gone wrong in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property

from autograd.auditor.example import Example, Forward
from autograd.auditor.world import Stage

#: How many nodes back from a claim a wrong operation is looked for.
LARGEST_REGION = 60


class Region:
    """A node and what it was computed from, back to numbers that stand on the paper themselves."""

    def __init__(
        self, example: Example, stage: Stage, node: int, claimed: frozenset[int], before: Stage | None = None
    ) -> None:
        """`before` is the stage before the last step, whose parameters are old by now."""
        self.example, self.node, self.before = example, node, before
        self.data = list(stage.data)
        self.data[node] = stage.computed[node]
        found, waiting = {node}, [node]
        while waiting and len(found) < LARGEST_REGION:
            for parent in example.parents[waiting.pop(0)]:
                if parent not in found and parent not in claimed and example.parents[parent]:
                    found.add(parent)
                    waiting.append(parent)
        self.nodes = sorted(found)

    def computed_with(self, changed: int, new: float) -> float:
        """The node's value once another node of the region has a new one."""
        return self.computed_from({changed: new})

    def computed_with_operand(self, at: int, position: int, new: float) -> float | None:
        """The node's value once one operand of a node of the region is another number; nothing where undefined."""
        operands = [self.data[parent] for parent in self.example.parents[at]]
        operands[position] = new
        forward = self.example.forwards[at]
        try:
            return None if forward is None else self.computed_with(at, forward(*operands))
        except (ArithmeticError, ValueError):
            return None

    def computed_from(self, changed: Mapping[int, float], rules: Mapping[int, Forward] | None = None) -> float:
        """The node's value once some numbers are others, and some nodes of the region computed by other `rules`."""
        values, altered = dict(changed), rules or {}
        first = min((*changed, *altered), default=-1)
        for i, parents, own in self._operations:
            if i < first or i in changed:
                continue
            if i not in altered:
                for parent in parents:
                    if parent in values:
                        break
                else:
                    continue
            forward = altered.get(i, own)
            try:
                values[i] = forward(*[values.get(p, self.data[p]) for p in parents]) if forward else math.nan
            except (ArithmeticError, ValueError):
                values[i] = math.nan
        return values.get(self.node, self.data[self.node])

    @cached_property
    def _operations(self) -> list[tuple[int, tuple[int, ...], Forward | None]]:
        """The nodes of the region with their operands and how they are computed."""
        return [(i, self.example.parents[i], self.example.forwards[i]) for i in self.nodes]

    def value_beside(self, other: int) -> float:
        """What a node beside this one is: one computed from it is computed anew, from what this one should be."""
        values = {self.node: self.data[self.node]}
        if other > self.node:
            for i in range(self.node + 1, other + 1):
                parents, forward = self.example.parents[i], self.example.forwards[i]
                if forward and any(parent in values for parent in parents):
                    if i != other and i in self.example.name_of:
                        continue
                    try:
                        values[i] = forward(*[values.get(p, self.data[p]) for p in parents])
                    except (ArithmeticError, ValueError):
                        return math.nan
        return values.get(other, self.data[other])

    @cached_property
    def neighbours(self) -> list[int]:
        """The named results next to the node, through nodes without a name."""
        example, found = self.example, dict.fromkeys([self.node])
        for onward in (True, False):
            waiting = [self.node]
            while waiting:
                i = waiting.pop()
                for other in [child for child, _ in example.children[i]] if onward else example.parents[i]:
                    if other not in found and example.parents[other]:
                        found[other] = None
                        if other not in example.name_of:
                            waiting.append(other)
        return [i for i in found if i != self.node and i in example.name_of]
