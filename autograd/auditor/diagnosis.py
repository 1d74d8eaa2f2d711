"""Why a number is wrong: the slips that give exactly the digits printed, simplest first.

A diagnosis that does not reproduce the printed digits does not exist. With few digits many slips reproduce them by
accident: how much `evidence` a slip needs is said there.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from autograd.auditor import slips
from autograd.auditor.bases import Base
from autograd.auditor.claims import Claim
from autograd.auditor.evidence import Evidence
from autograd.auditor.procedures import GRADIENT_DESCENT
from autograd.auditor.slips import EVERYWHERE, LOCAL, Candidate, Sentence, Teller
from autograd.auditor.slips.tables.frequencies import rarity
from autograd.auditor.world import TRUTH, World, Worlds

#: How many diagnoses are worth a student's time.
MOST_LISTED = 6
#: One digit fits nearly anything: of what only rounds to it no more than so many, and first what gives it exactly.
MOST_OF_ONE_DIGIT = 2
#: With so few digits accidents are common, and a slip must not contradict any claim that is right.
FEW_DIGITS = 3
#: With so many digits an accident is so unlikely that the last one may be off by one unit, as the last digit of any
#: number computed by hand, and that a second slip is looked for: a lost sign.
MANY_DIGITS = 5


@dataclass(frozen=True)
class Diagnosis:
    """A slip that explains a wrong number: its name, the sentence about it, and the number it `reproduces`."""

    slip: str
    sentence: str
    reproduces: float


class Diagnostician:
    """Looks for the slips behind wrong claims about one example.

    `bases` are the numbers a claim may have been computed from, most likely first; `accepted` the claims that are
    right: a slip that would have spoilt one of them was not made, or not there. So too of the `wrong` ones those that
    are what the numbers on paper, the first base, rightly lead to.
    """

    def __init__(
        self, worlds: Worlds, bases: Sequence[Base], accepted: Sequence[Claim], wrong: Sequence[Claim] = ()
    ) -> None:
        self.worlds, self.bases, self.accepted = worlds, bases, accepted
        self.continued = [claim for claim in wrong if claim.shows(bases[0].number(claim.quantity))]
        self._tried: dict[int, tuple[list[list[Candidate]], Evidence]] = {}  # for each claim, by its position

    def diagnose(self, claim: Claim, made_before: Iterable[Candidate] = ()) -> list[tuple[Candidate, Diagnosis]]:
        """Every slip that reproduces the claim to its digits, simplest first.

        A slip of `made_before` may be off by one unit, where that is not much: a habit needs less evidence than a slip.
        """
        known = {candidate.identity for candidate in made_before}
        independent = self._independent(claim)
        found: list[Candidate] = []
        seen: set[tuple[str, Hashable]] = set()
        near, evidence = self._near(claim)
        for base, candidates in zip(self.bases, near, strict=True):
            fitting = _fitting(candidates, claim, known, evidence, base.number(claim.quantity))
            believed = [self._weighed(c, claim, independent) for c in fitting if c.identity not in seen]
            seen |= {candidate.identity for candidate in fitting}
            told = {_alike(candidate) for candidate in found}  # from other numbers it is the same slip
            found += [c for c in _told_once(_ranked(filter(None, believed), claim)) if _alike(c) not in told]
        teller = Teller(self.worlds.example, claim)
        return [
            (candidate, Diagnosis(candidate.slip, teller.tell(candidate), claim.scale * candidate.quantity))
            for candidate in _listed(_worth_telling(_ranked(found, claim), known, claim), claim)
        ]

    def _near(self, claim: Claim) -> tuple[list[list[Candidate]], Evidence]:
        """The candidates that come near the printed digits, for each base, and what all of them tell; found once."""
        if claim.position not in self._tried:
            tried = [list(slips.candidates(claim, base)) for base in self.bases]
            evidence = Evidence(claim, chain.from_iterable(tried))
            scale, size, room = abs(claim.scale), abs(claim.printed.value), claim.printed.room(1.0)
            near = [[c for c in found if abs(scale * abs(c.quantity) - size) <= room] for found in tried]
            self._tried[claim.position] = near, evidence
        return self._tried[claim.position]

    def _independent(self, claim: Claim) -> list[Claim]:
        """The claims that are right and do not depend on this one."""
        quantities = [other.quantity for other in self.accepted]
        exact = self.worlds.predict(TRUTH, quantities)
        moved = self.worlds.predict(World({claim.quantity: claim.implied}), quantities)
        return [
            other
            for other in self.accepted
            if other.quantity != claim.quantity and exact[other.quantity] == moved[other.quantity]
        ]

    def _weighed(self, candidate: Candidate, claim: Claim, independent: Sequence[Claim]) -> Candidate | None:
        """A candidate as it is, or behind all that have nothing against them, or not at all."""
        if not self._contradicted(candidate, independent):
            return candidate
        if candidate.cost < EVERYWHERE and candidate.world and candidate.world.procedure is GRADIENT_DESCENT:
            return replace(candidate, world=None)
        if claim.printed.digits <= FEW_DIGITS:
            return None
        # A program may have taken its steps otherwise than the page that explains them: with so many digits it has.
        by_program = candidate.world is not None and candidate.world.procedure is not GRADIENT_DESCENT
        world = candidate.world if by_program and claim.printed.digits > MANY_DIGITS else None
        return replace(candidate, cost=candidate.cost + (LOCAL - EVERYWHERE) + 0.25, world=world)

    def _contradicted(self, candidate: Candidate, independent: Sequence[Claim]) -> bool:
        """Whether a claim that is right would be wrong, had this slip been made."""
        if candidate.world is None:
            return False
        if candidate.cost < LOCAL and self._is_left_behind(candidate):
            return True
        quantities = [other.quantity for other in independent]
        exact = self.worlds.predict(TRUTH, quantities)
        predicted = self.worlds.predict(candidate.world.with_forced({}), quantities)
        return not all(_agrees(other, exact[other.quantity], predicted[other.quantity]) for other in independent)

    def _is_left_behind(self, candidate: Candidate) -> bool:
        """Whether a habit would show in later numbers that were rightly computed from those on paper."""
        if candidate.world is None or not self.continued or not candidate.world.bends_rules:
            return False
        quantities = [other.quantity for other in self.continued]
        predicted = self.worlds.predict(candidate.world.with_forced(self.bases[0].forced), quantities)
        return not all(other.shows(predicted[other.quantity], 1.0) for other in self.continued)


def _agrees(claim: Claim, exact: float, predicted: float) -> bool:
    """Whether a claim that is right, but for the rounding it carries, is so where a slip gives another number."""
    return claim.accepts(predicted) or (not claim.accepts(exact) and claim.accepts(claim.implied + predicted - exact))


def _ranked(candidates: Iterable[Candidate], claim: Claim) -> list[Candidate]:
    """What people do most often first, by how simple it is and how often it was met; then by the digits."""
    return sorted(candidates, key=lambda c: (c.cost + rarity(c.slip), _units_off(c, claim)))


def _told_once(ranked: Iterable[Candidate]) -> list[Candidate]:
    """Of slips that are alike and give the same number the first; with a world, if any of them has one."""
    told: dict[tuple[str, str], Candidate] = {}
    for candidate in ranked:
        number = (f"{candidate.quantity:.11g}", _alike(candidate))
        first = told.setdefault(number, candidate)
        if first.world is None and candidate.world is not None:
            told[number] = replace(first, world=candidate.world)
    return list(told.values())


def _alike(candidate: Candidate) -> str:
    return slips.ALIKE.get(candidate.slip, candidate.slip)


def _worth_telling(ranked: list[Candidate], known: set[tuple[str, Hashable]], claim: Claim) -> list[Candidate]:
    """Slips made before, if there are any; of one or two digits, no slip of many where a simple one is at hand."""
    again = [candidate for candidate in ranked if candidate.identity in known]
    if again and ranked[0] is not again[0] and ranked[0].slip in {slip for slip, _ in known}:
        again.insert(0, ranked[0])  # made before, too, at another place
    if again or not ranked or ranked[0].rich or claim.printed.digits >= FEW_DIGITS:
        return again or ranked
    return [candidate for candidate in ranked if not candidate.rich]


def _listed(ranked: list[Candidate], claim: Claim) -> list[Candidate]:
    """As many as are worth a student's time."""
    if claim.printed.digits > 1:
        return ranked[:MOST_LISTED]
    exactly = [candidate for candidate in ranked if _is_exact(candidate, claim)]
    return (exactly or ranked)[:MOST_OF_ONE_DIGIT]


def _fitting(
    candidates: Iterable[Candidate], claim: Claim, known: set[tuple[str, Hashable]], evidence: Evidence, right: float
) -> list[Candidate]:
    """Those that show the printed digits, and are not likely to do so by accident; `right` is the right number."""
    fitting: list[Candidate] = []
    many = claim.printed.digits >= MANY_DIGITS
    for candidate in candidates:
        again = candidate.identity in known
        is_sure = (again and claim.printed.digits > 1) or (many and candidate.slip not in slips.READINGS)
        if claim.shows(candidate.quantity, 1.0 if is_sure else 0.5):
            if again or _is_exact(candidate, claim) or evidence.suffices(candidate):
                fitting.append(candidate)
        elif (
            many
            and candidate.slip != slips.SIGN
            and claim.shows(-candidate.quantity, 1.0)
            and abs(candidate.quantity - right) * abs(claim.scale) > claim.printed.unit  # else it is the sign alone
            and (again or evidence.suffices(candidate, without_sign=True))
        ):
            fitting.append(_without_sign(candidate))
    return fitting


def _is_exact(candidate: Candidate, claim: Claim) -> bool:
    """Whether a number of one or two digits is not only what a slip rounds to: on paper these are whole numbers."""
    return claim.printed.digits < FEW_DIGITS and _units_off(candidate, claim) < 1e-9


def _without_sign(candidate: Candidate) -> Candidate:
    """The same slip, and the sign of the result lost on top."""
    return replace(
        candidate, cost=candidate.cost + 3, quantity=-candidate.quantity, world=None, without_sign=True,
        sentence=Sentence("{slip}; and the sign of the result is lost", slip=candidate.sentence),
    )  # fmt: skip


def _units_off(candidate: Candidate, claim: Claim) -> float:
    off = abs(claim.scale * candidate.quantity - claim.printed.value) / claim.printed.unit
    return off if math.isfinite(off) else math.inf
