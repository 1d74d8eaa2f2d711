"""One slip and what it gives, and how it is told."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from autograd.auditor.claims import Claim
from autograd.auditor.example import Computation, Place, World
from autograd.notation import number

# How far from the simplest slip: what is listed first when several give the same digits.
WHOLE, EVERYWHERE, LOCAL, PARTIAL, DIGITS, MISREAD, COMPOUND = range(1, 8)


class Node(NamedTuple):
    """A node, to be told by its name."""

    node: int


class Edge(NamedTuple):
    """An edge, to be told by the named nodes at its ends."""

    place: Place


class Route(NamedTuple):
    """A path, to be told by the named nodes along it."""

    nodes: tuple[int, ...]


Told = float | str | Node | Edge | Route


@dataclass(frozen=True)
class Candidate:
    """One slip and the number it gives for a claim's quantity.

    - `slip`: its name; with `place` it tells one slip from another.
    - `cost`: the lower, the simpler.
    - `quantity`: the number it gives.
    - `sentence`, `told`: how it is told: a template, and what to put in, written out only when it is needed.
    - `world`: the world in which it is made, to see what else it explains.
    - `rich`: one of a family with so many members that one may fit by chance.
    """

    slip: str
    cost: float
    quantity: float
    sentence: str = field(compare=False)
    told: tuple[Told, ...] = field(default=(), compare=False)
    world: World | None = field(default=None, compare=False)
    place: Hashable = None
    rich: bool = False


#: How many units around a printed number other slips are looked at, to judge whether one fits by accident.
NEIGHBOURHOOD = 20


class Window:
    """The neighbourhood of a claim: most slips lead far away, and those need not even be written down."""

    def __init__(self, claim: Claim) -> None:
        self.scale, self.centre = claim.scale, abs(claim.printed.value)
        self.half = NEIGHBOURHOOD * claim.printed.unit

    def __contains__(self, quantity: float) -> bool:
        return abs(abs(self.scale * quantity) - self.centre) <= self.half  # of either sign: that may be lost, too


class Teller:
    """Writes sentences about a computation, with as many digits as the claim has and two more."""

    def __init__(self, computation: Computation, claim: Claim) -> None:
        self.computation = computation
        self.digits = min(max(claim.printed.digits + 2, 6), 15)

    def tell(self, candidate: Candidate) -> str:
        """The sentence, ending in the number the slip gives."""
        shown = [self._shown(thing) for thing in candidate.told]
        sentence = candidate.sentence.format(*shown)
        first = sentence.partition(" ")[0].rstrip(",")
        return (
            sentence if not first.isalpha() or first in self.computation.named else sentence[0].upper() + sentence[1:]
        )

    def _shown(self, thing: Told) -> str:
        if isinstance(thing, Node):
            formula = self.computation.formula(thing.node)
            compound = thing.node not in self.computation.known_by_name and self.computation.parents[thing.node]
            return f"({formula})" if compound else formula
        if isinstance(thing, Edge):
            return self._edge(thing.place)
        if isinstance(thing, Route):
            return self._route(thing.nodes)
        return thing if isinstance(thing, str) else number(thing, self.digits)

    def _route(self, nodes: Sequence[int]) -> str:
        named = [node for node in nodes if node in self.computation.known_by_name] or list(nodes)
        called = [self.computation.formula(node) for node in named]
        return " -> ".join(called if len(called) <= 8 else [*called[:4], "…", *called[-3:]])

    def _edge(self, place: Place) -> str:
        child, position = place
        parent = self.computation.parents[child][position]
        while child not in self.computation.known_by_name and self.computation.children[child]:
            child = self.computation.children[child][0][0]
        return f"{self.computation.formula(parent)} -> {self.computation.formula(child)}"
