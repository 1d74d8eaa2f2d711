"""Which slips cannot be told apart: those that give the same digits for a question.

Some never can be, whatever the numbers: of x·w with w = ∂(x·w)/∂x a factor dropped is a path left out. Others give
the same digits by accident, because x2 is 2·x1: in good numbers that does not happen.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence

from autograd.auditor import Quantity, Sheet
from autograd.auditor.bases import Base
from autograd.auditor.claims import Claim, Printed
from autograd.auditor.slips import ALIKE, READINGS, Candidate, candidates
from autograd.auditor.slips.tables.frequencies import count
from autograd.auditor.slips.tables.names import (
    DECIMAL,
    DIGIT_DROPPED,
    DIGIT_TOO_MANY,
    MISPRINTED,
    TOO_EARLY,
    TRANSPOSED,
)
from autograd.auditor.world import Worlds

#: Slips met less often are not looked at: of hundreds of numbers some coincide.
OFTEN_ENOUGH = 3
#: Slips in writing a number down can happen to any; a step taken too early moves a number by little.
_ANYWHERE = {*READINGS, TOO_EARLY, DECIMAL, TRANSPOSED, MISPRINTED, DIGIT_DROPPED, DIGIT_TOO_MANY}
#: What stands for the right number among the slips.
RIGHT = ("right", None)

Identity = tuple[str, Hashable]
#: For each quantity the number of every slip.
Numbers = dict[Quantity, dict[Identity, float]]


def base_of(sheet: Sheet, quantities: Sequence[Quantity]) -> Base:
    """The right numbers of a sheet."""
    return Base(Worlds(sheet.example), {}, quantities)


def slips_of(base: Base, quantity: Quantity, digits: int, often: float = OFTEN_ENOUGH) -> Iterable[Candidate]:
    """The slips people make often, with what they give for a quantity, however far from the right number."""
    right = base.number(quantity)
    everything = abs(right) * 1e9 + 1e9  # as the unit of the last place: then no number is too far away to be tried
    claim = Claim(quantity, Printed(f"{right:.{digits}g}", right, everything, digits))
    for candidate in candidates(claim, base):
        if not candidate.rich and count(candidate.slip) >= often and candidate.slip not in _ANYWHERE:
            yield candidate


def numbers_of(base: Base, quantities: Iterable[Quantity], digits: int) -> Numbers:
    """What every frequent slip gives for each quantity, the right number included."""
    found: Numbers = {}
    for quantity in quantities:
        numbers: dict[Identity, float] = {RIGHT: base.number(quantity)}
        for candidate in slips_of(base, quantity, digits):
            name = ALIKE.get(candidate.slip, candidate.slip)
            if math.isfinite(candidate.quantity):
                numbers.setdefault((name, candidate.place), candidate.quantity)
        found[quantity] = numbers
    return found


def groups(numbers: dict[Identity, float], digits: int) -> list[list[Identity]]:
    """Slips that show the same digits, in groups of two or more."""
    found: dict[str, list[Identity]] = {}
    for identity, number in numbers.items():
        found.setdefault(f"{number + 0.0:.{digits - 1}e}", []).append(identity)
    return [group for group in found.values() if len(group) > 1]


def accidents(numbers: Numbers, always: Numbers, digits: int) -> int:
    """How many slips show the digits of another only by accident: `always` are the numbers at a place where nothing is
    round, whose coincidences are none."""
    total = 0
    for quantity, mine in numbers.items():
        generic = always.get(quantity, {})
        for group in groups(mine, digits):
            kinds = {f"{generic[identity]:.8e}" for identity in group if identity in generic}
            total += max(len(kinds) - 1, 0)
        total += len(hidden(mine, generic))
    return total


def hidden(numbers: dict[Identity, float], always: dict[Identity, float]) -> list[str]:
    """The slips that change nothing here, though elsewhere they do: a factor of 1 left out."""
    return list(dict.fromkeys(name for name, place in always if (name, place) not in numbers))


def told_alike(numbers: dict[Identity, float], digits: int) -> list[list[str]]:
    """The names of slips that the digits cannot tell apart, `right` being no slip at all."""
    named = ([*dict.fromkeys(name for name, _ in group)] for group in groups(numbers, digits))
    return [group for group in named if len(group) > 1]
