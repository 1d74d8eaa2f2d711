"""The numbers of a page as they were printed, in order: what a later line may have been computed from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite, log10

from autograd.auditor.verdicts import FOLLOWS, WRONG
from autograd.reader.judging import is_misprint_of
from autograd.reader.numbers import NOT_UNDERSTOOD
from autograd.reader.trees import Numeral, Tree

#: Of one name, or with the same digits, so many entries are looked at: time grows with the page, not with its square.
MOST_ENTRIES = 20


@dataclass(eq=False)
class Entry:
    """A printed number and what is known about it so far. `before`: the expression it ends; `exact`: what comes out
    without any rounding, as far as the lines before say. `is_learned`: given only among the numbers of a chain.
    `knows_misprint`: its sentence names the number before it that is the misprint."""

    numeral: Numeral
    sign: int
    keys: tuple[str, ...] = ()
    before: Tree | None = None
    exact: float | None = None
    verdict: str = NOT_UNDERSTOOD
    by: str = ""
    sentence: str = ""
    sources: tuple[Entry, ...] = ()
    is_given: bool = False
    is_learned: bool = False
    knows_misprint: bool = False

    @property
    def value(self) -> float:
        """The printed number."""
        return self.sign * self.numeral.value

    @property
    def is_fine(self) -> bool:
        """Whether a number computed from it is not led astray."""
        return self.verdict not in (WRONG, FOLLOWS)

    @property
    def is_rounded(self) -> bool:
        """Whether digits were lost in printing it."""
        return self.exact is not None and abs(self.exact - self.value) > 1e-9 * max(abs(self.value), self.numeral.unit)


#: So many entries of one name are looked through for one that is said again.
_MOST_OF_A_NAME = 100


@dataclass
class Ledger:
    """All entries, by their names and by their digits."""

    entries: list[Entry] = field(default_factory=list)
    by_key: dict[str, list[Entry]] = field(default_factory=dict)
    arrays: dict[str, list[list[Entry]]] = field(default_factory=dict)
    by_digits: dict[tuple[int, int], list[Entry]] = field(default_factory=dict)

    def add(self, entry: Entry) -> Entry:
        """Write an entry down."""
        self.entries.append(entry)
        for key in entry.keys:
            self.by_key.setdefault(key, []).append(entry)
        self.by_digits.setdefault(_digits(entry.numeral.value, entry.numeral.unit), []).append(entry)
        return entry

    def named(self, key: str) -> list[Entry]:
        """The entries of that name, the latest first; of a name that is given again and again, the latest ones."""
        return self.by_key.get(key, [])[: -_MOST_OF_A_NAME - 1 : -1]

    def printed_as(self, numeral: Numeral) -> Iterator[Entry]:
        """Computed numbers printed with these digits, the latest first."""
        for entry in reversed(self.by_digits.get(_digits(numeral.value, numeral.unit), [])[-MOST_ENTRIES:]):
            if not entry.is_given and entry.exact is not None:
                yield entry

    def alike(self, numeral: Numeral) -> list[Entry]:
        """The numbers printed lately of which this one is a misprint."""
        return [e for e in self.entries[-300:] if e.is_fine and is_misprint_of(numeral, e.numeral)]

    def complement_of(self, numeral: Numeral) -> Entry | None:
        """A computed number of which this is 1 − it."""
        if not numeral.looks_rounded or not 0 < numeral.value < 1:
            return None
        found = self.by_digits.get(_digits(1 - numeral.value, numeral.unit), [])[-1:]
        return next((entry for entry in found if entry.exact is not None and entry.sign > 0), None)


def _digits(value: float, unit: float) -> tuple[int, int]:
    """The digits of a number and the place of the last one, as a key."""
    if not unit or not isfinite(value):  # 1e-330, or 400 digits: no float has them
        return 0, 0
    return round(value / unit), round(1e3 * log10(unit))
