"""Whether the digits of a claim are evidence for a slip, or may show what it gives by accident.

A wrong number is either what some slip gives, or anything: an arithmetic slip that nobody can know. Say there are R
numbers like the claim, with as many digits, near it, and a family of slips, such as a path left out, gives n of these.
Then an arbitrary number is among them with the probability n/R: so many *accidents* are to be expected of the family.
A number that does come from the family is this one with the probability 1/n. If people make slips of the family with
the frequency p, and slips that nobody can know with the frequency q, then by Bayes' rule the odds that the claim comes
from the slip are p/n to q/R, which is

    p/q : n/R,  how often people make it, to how many accidents are to be expected.

A slip is named if these odds are good enough. So a frequent slip needs less evidence than a rare one, one of a few less
than one of hundreds, and all need less the more digits there are. Of arbitrary numbers no family of slips gets a larger
share named by accident than p/q over the odds asked for, however many members it has.

Where there are more digits, more is asked for: with six of them hardly a true cause is lost by it, and false ones
become rare enough to be believed. How much was chosen on made-up slips and on random numbers, see docs/audits.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from autograd.auditor.claims import Claim
from autograd.auditor.procedures import GRADIENT_DESCENT
from autograd.auditor.slips import Candidate
from autograd.auditor.slips.candidate import NEAR
from autograd.auditor.slips.procedures import OF_ALL
from autograd.auditor.slips.tables.frequencies import UNKNOWN, count
from autograd.auditor.slips.tables.names import (
    DIGIT_DROPPED,
    DIGIT_TOO_MANY,
    MISPRINTED,
    SIGN,
    TRANSPOSED,
    TWO_MISPRINTED,
)

#: The odds asked for at three digits, and how many times as good they must be with each further one, up to so many.
ODDS, FOR_EACH_DIGIT, ENOUGH_DIGITS = 1.3, 5.3, 6
#: How many times as rare a slip is for each step that it costs more than the simplest of its name: two paths for one.
FOR_EACH_STEP = 2.0

#: Wrong procedures all give nearly the same, since a step moves little: there the odds are also asked for among those
#: that come within so many units of the claim.
NEIGHBOURHOOD, ODDS_NEARBY = 50, 7.0

#: Slips of one name and one cost.
Family = tuple[str, bool, float]


class Evidence:
    """How many numbers near the claim each family of slips gives, counted on all that are tried for it."""

    def __init__(self, claim: Claim, tried: Iterable[Candidate]) -> None:
        self.claim = claim
        self._given: dict[Family, set[int]] = {}
        self._simplest: dict[str, float] = {}
        size, unit, scale = abs(claim.printed.value), claim.printed.unit, abs(claim.scale)
        low, high, printed = size / NEAR, size * NEAR, round(size / unit)
        #: What wrong procedures give: all near each other, since a step moves little.
        self._by_procedures: dict[int, float] = {}  # with the cost of the simplest
        for candidate in tried:
            if candidate.cost < self._simplest.get(candidate.slip, math.inf):
                self._simplest[candidate.slip] = candidate.cost
            number = scale * abs(candidate.quantity)
            if low <= number <= high and abs((given := round(number / unit)) - printed) > 1:
                self._given.setdefault(_family(candidate), set()).add(given)
                if self._is_one_of_many(candidate) and abs(given - printed) <= NEIGHBOURHOOD:
                    simplest = min(candidate.cost, self._by_procedures.get(given, math.inf))
                    self._by_procedures[given] = simplest

    def _is_one_of_many(self, candidate: Candidate) -> bool:
        """Whether it is a wrong procedure of all parameters. A parameter left as it is gives a number of its own."""
        if candidate.world is None or candidate.world.procedure is GRADIENT_DESCENT:
            return False
        return self.claim.quantity.kind != "update" or candidate.slip in OF_ALL

    def suffices(self, candidate: Candidate, *, without_sign: bool = False) -> bool:
        """Whether a slip that shows the claim's digits is to be believed; `without_sign`: if the sign is lost on top,
        which makes two slips."""
        asked_for = ODDS * FOR_EACH_DIGIT ** (min(self.claim.printed.digits, ENOUGH_DIGITS) - 3)
        often = count(candidate.slip) / UNKNOWN
        often /= FOR_EACH_STEP ** (candidate.cost - self._simplest[candidate.slip])
        often *= count(SIGN) / UNKNOWN if without_sign else 1.0
        if self._is_one_of_many(candidate):
            nearby = sum(cost <= candidate.cost for cost in self._by_procedures.values())
            if often < ODDS_NEARBY * nearby / (2 * NEIGHBOURHOOD):
                return False
        return bool(often >= asked_for * self.accidents(candidate))

    def accidents(self, candidate: Candidate) -> float:
        """How many slips of the family are to be expected on the digits of an arbitrary number; where no other comes
        near, one in all numbers from half the claim to twice of it."""
        printed = self.claim.printed
        size = abs(printed.value) / printed.unit
        given = max(len(self._given.get(_family(candidate), ())), _ways_to_print(candidate.slip, printed.digits))
        return max(given / max(size * (NEAR - 1 / NEAR), 1.0), 1 / max(size * 1.5, 1.0))


def _family(candidate: Candidate) -> Family:
    return candidate.slip, candidate.rich, candidate.cost


def _ways_to_print(slip: str, digits: int) -> int:
    """How many numbers lead to one by a slip in writing it down, of which only the right one is tried."""
    inner = max(digits - 3, 1)  # the last two digits are right where one was misprinted, and the first leads far away
    return {
        TRANSPOSED: digits - 1,
        MISPRINTED: 9 * inner,
        TWO_MISPRINTED: 81 * math.comb(inner, 2),
        DIGIT_DROPPED: 10 * max(digits - 2, 1),
        DIGIT_TOO_MANY: inner,
    }.get(slip, 0)
