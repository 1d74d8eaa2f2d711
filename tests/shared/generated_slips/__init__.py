"""Worked examples with one slip each, made up from seeds: what the audit's answers are measured on.

`graphs`: random graphs, one wrong number. `networks`: the gradients of networks, batches and recurrences, the slip made
at one node, in a layer, at all consumers of a node, from a step on, everywhere. `steps`: the values after a step taken
in a wrong way. `accidents`: random wrong numbers, behind which there is no slip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from generated_slips import graphs, networks, steps


class Answer(Protocol):
    """What the audit says about one sheet: whether the slip is `found`, and comes `first`; how many `right` claims
    stand beside it, and how many of these are `doubted`."""

    @property
    def found(self) -> bool: ...
    @property
    def first(self) -> bool: ...
    @property
    def right(self) -> int: ...
    @property
    def doubted(self) -> int: ...


class Group(NamedTuple):
    """Sheets of one sort: the kinds of slips made on them, and the answers about so many sheets of a kind."""

    title: str
    kinds: tuple[str, ...]
    answers: Callable[[str, int], Iterator[Answer]]


GROUPS = (
    Group("Random graphs of 5 to 40 operations, one wrong number", graphs.KINDS, graphs.answers),
    Group("Gradients of networks, batches and recurrences", networks.KINDS, networks.network_answers),
    Group("Values of networks after one step", steps.KINDS, steps.step_answers),
)

#: Kinds that the audit does not know, or only in part.
NOT_KNOWN: tuple[str, ...] = ()


class Measured(NamedTuple):
    """Sheets of a kind: in how many the slip is found, and first; of how many right claims how many are doubted."""

    kind: str
    cases: int
    found: int
    first: int
    right: int
    doubted: int


def measure(group: Group, cases: int) -> Iterator[Measured]:
    """The audit's answers about so many sheets of every kind."""
    for kind in group.kinds:
        found = list(group.answers(kind, cases))
        yield Measured(
            kind, len(found), sum(answer.found for answer in found), sum(answer.first for answer in found),
            sum(answer.right for answer in found), sum(answer.doubted for answer in found),
        )  # fmt: skip
