"""One slip and what it gives, and the sentence about it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import NamedTuple

from autograd.auditor.claims import Claim
from autograd.auditor.example import Place
from autograd.auditor.world import World

# How far from the simplest slip: what is listed first when several give the same digits.
WHOLE, EVERYWHERE, LOCAL, PARTIAL, DIGITS, MISREAD, COMPOUND = range(1, 8)


class Node(NamedTuple):
    """A node, written as its name."""

    node: int


class Nodes(NamedTuple):
    """Several nodes, written as their names: `h1, h2 and h3`."""

    nodes: tuple[int, ...]


class Edge(NamedTuple):
    """An edge, written as the named nodes at its ends."""

    place: Place


class Route(NamedTuple):
    """A path, written as the named nodes along it."""

    nodes: tuple[int, ...]


class Routes(NamedTuple):
    """Several paths, one after the other."""

    routes: tuple[Route, ...]


class Operation(NamedTuple):
    """The operation of a row of the table, written as what it is called."""

    name: str


class Sum(NamedTuple):
    """Terms and what they add up to: `2 + (-1) = 1`."""

    terms: tuple[float, ...]
    total: float


class Sentence:
    """A template with named fields, and what to put in: said by a `Teller`, and only when it is needed.

    What is put in may be a sentence itself, written inside this one.
    """

    __slots__ = ("told", "wording")

    def __init__(self, wording: str, **told: Told) -> None:
        self.wording, self.told = wording, told


Told = float | str | Node | Nodes | Edge | Route | Routes | Operation | Sum | Sentence


@dataclass(slots=True, unsafe_hash=True)  # not frozen: there are millions, and freezing one takes longer than making it
class Candidate:
    """One slip and the number it gives for a claim's quantity.

    - `slip`: its name; with `place` it tells one slip from another.
    - `cost`: the lower, the simpler.
    - `quantity`: the number it gives.
    - `sentence`: what is said of it.
    - `world`: the world in which it is made, to see what else it explains.
    - `rich`: one of a family with so many members that one may fit by chance.
    - `without_sign`: whether the sign of its number is lost on top.
    """

    slip: str
    cost: float
    quantity: float
    sentence: Sentence = field(compare=False)
    world: World | None = field(default=None, compare=False)
    place: Hashable = None
    rich: bool = False
    without_sign: bool = False

    @property
    def identity(self) -> tuple[str, Hashable]:
        """What tells one slip from another, whatever the numbers."""
        return self.slip, self.place


#: So much further is a number of another family than one of the same: x2 for w1 than w2.
STRANGER = 0.25


def same_family(name: str, other: str) -> bool:
    """Whether two names differ in their index only.

    >>> same_family("w1", "w2"), same_family("W[1,2]", "W[2,1]"), same_family("w2", "x2")
    (True, True, False)
    """
    return name.rstrip(_INDEX) == other.rstrip(_INDEX)


_INDEX = "0123456789[](),_ ₀₁₂₃₄₅₆₇₈₉"

#: Slips that give at most so many times the printed number, or so much less, are looked at to judge whether one shows
#: it by accident; and those within so many units.
NEAR, NEAR_UNITS = 1.25, 20


class Window:
    """The numbers near a claim: most slips lead far away, and those need not even be written down."""

    def __init__(self, claim: Claim) -> None:
        self.scale, size = claim.scale, abs(claim.printed.value)
        room = NEAR_UNITS * claim.printed.unit
        self.size, self.room = size, 2 * claim.printed.unit + 1e-12 * size
        self.low, self.high = min(size / NEAR, size - room), max(size * NEAR, size + room)

    def is_close(self, quantity: float) -> bool:
        """Whether a number may show the claim's digits: farther ones are only counted, and nobody is told of them."""
        return abs(abs(self.scale * quantity) - self.size) <= self.room

    def __contains__(self, quantity: float) -> bool:
        return self.low <= abs(self.scale * quantity) <= self.high  # of either sign: that may be lost, too
