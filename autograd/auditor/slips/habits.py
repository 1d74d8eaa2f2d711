"""Habits: a wrong derivative taken at more than one node, in a layer, from a node on, or everywhere."""

from __future__ import annotations

import math
from collections.abc import Iterator

from autograd.auditor.bases import Base
from autograd.auditor.claims import Claim
from autograd.auditor.example import Example
from autograd.auditor.slips.candidate import Candidate, Operation, Sentence
from autograd.auditor.slips.scopes import Scope, Scopes
from autograd.auditor.slips.tables.derivatives import Derivative, exponents, slips_at
from autograd.auditor.world import World

#: So many nodes are computed again, over all the worlds of an example, before scopes smaller than everywhere are
#: left out.
MOST_RECOMPUTED = 60_000
#: After a step, which changes a number little, one with fewer digits cannot tell in which layer a slip was made.
DIGITS_AFTER_A_STEP = 7


def habits(claim: Claim, base: Base) -> Iterator[Candidate]:
    """Every habit that changes the claim's quantity."""
    quantity, right, example = claim.quantity, base.number(claim.quantity), base.example
    after = quantity.after
    onward = None if after else example.once(Reach).from_node(example.named[quantity.name])
    for scope, slip, where in example.once(_all_habits):
        if after and not scope.is_everywhere and claim.printed.digits < DIGITS_AFTER_A_STEP:
            continue
        if not scope.is_everywhere and onward is not None and sum(map(onward.__contains__, scope.nodes)) < 2:
            continue  # of one node, it is a slip and no habit
        is_rule = scope.is_everywhere and len(scope.nodes) == len(example.nodes_by_operation[where])
        world = World(rules={where: slip.rule}) if is_rule else World(places=dict.fromkeys(scope.nodes, slip.rule))
        wrong = base.differently(world, difference=(scope.nodes, slip))[quantity]
        if math.isclose(wrong, right, rel_tol=1e-13):
            continue
        raised_to = {example.exponent(node) for node in scope.nodes}
        fields = exponents(raised_to.pop() if len(raised_to) == 1 else None)
        told = Sentence(slip.sentence, **fields, operation=Operation(where))
        sentence = Sentence("{slip}, {scope}: {wrong}", slip=told, scope=scope.phrase, wrong=wrong)
        place = where if scope.is_everywhere else scope.nodes
        yield Candidate(
            slip.slip, scope.cost, wrong, sentence, world, place=place, rich=bool(after) and not scope.is_everywhere
        )


class Reach:
    """Which nodes are computed from a node, found once for each."""

    def __init__(self, example: Example) -> None:
        self.example = example
        self._found: dict[int, frozenset[int]] = {}

    def from_node(self, start: int) -> frozenset[int]:
        """The node, and all that is computed from it."""
        if start not in self._found:
            reached = {start}
            for i in range(start + 1, len(self.example.parents)):
                if not reached.isdisjoint(self.example.parents[i]):
                    reached.add(i)
            self._found[start] = frozenset(reached)
        return self._found[start]


def _all_habits(example: Example) -> list[tuple[Scope, Derivative, str]]:
    """Every wrong derivative at every scope, as many as there is time for, the widest scopes first."""
    scopes = example.once(Scopes)
    found: list[tuple[Scope, Derivative, str]] = []
    for operation in example.nodes_by_operation:
        for scope in scopes.of(operation):
            slips: dict[Derivative, list[int]] = {}
            for node in scope.nodes:
                for slip in slips_at(example, node):
                    slips.setdefault(slip, []).append(node)
            for slip, nodes in slips.items():
                if scope.is_everywhere or len(nodes) > 1:
                    found.append((scope._replace(nodes=tuple(nodes)), slip, operation))
    found.sort(key=lambda habit: habit[0].cost)
    everywhere = sum(scope.is_everywhere for scope, _, _ in found)
    return found[: max(everywhere, MOST_RECOMPUTED // len(example.nodes))]
