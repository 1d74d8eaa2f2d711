"""Which numbers of a worked example are right, which follow from an earlier wrong one, and why the others are wrong."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from autograd.auditor.arithmetic import Arithmetic, Failure
from autograd.auditor.bases import Base
from autograd.auditor.claims import CARRIED_ON, Claim, Quantity, ordered, other_reading
from autograd.auditor.coarse import too_coarse
from autograd.auditor.diagnosis import FEW_DIGITS, Diagnosis, Diagnostician
from autograd.auditor.example import Example
from autograd.auditor.quantities import check
from autograd.auditor.slips import Candidate
from autograd.auditor.world import Predictions, World, Worlds
from autograd.language import template

# What a verdict is called: a template, said with the language's word for it.
RIGHT, ROUNDING, TOO_COARSE = template("right"), template("rounding"), template("too coarse")
WRONG, FOLLOWS = template("wrong"), template("follows")

#: A claim may come from so many rounded numbers, each used as printed or as it is.
MOST_ROUNDED = 8
#: Rounding moves a number by so many units of its last place at most.
MOST_UNITS = 100
#: So many predictions are kept, each of as many numbers as there are claims.
MOST_KEPT = 30
#: Where a quantity is claimed more than once, others may come from any of so many prints.
MOST_PRINTS = 4


@dataclass
class Finding:
    """What became of one claim: its `verdict`, the `exact` number (times the claim's scale), and where a wrong one
    comes from: `from_printed` is what the numbers printed before it give; `same_slip` says that it does not come from
    the earlier wrong number itself, but from the same slip, made again. Where no slip explains a wrong number,
    `arithmetic` says in which operation it went wrong, as far as one can say."""

    claim: Claim
    exact: float
    verdict: str = WRONG
    from_printed: float = math.nan
    follows_from: tuple[Claim, ...] = ()
    same_slip: bool = False
    diagnoses: tuple[Diagnosis, ...] = ()
    arithmetic: Failure | None = None


@dataclass(frozen=True)
class Paper:
    """What the numbers on paper, `printed`, give for every quantity: all of them, the right ones, the wrong ones, and
    all but one wrong one. Wrong here are `suspects`: those that are wrong, and those too coarse to be right."""

    printed: Mapping[Quantity, float]
    suspects: Mapping[Quantity, Claim]
    from_all: Predictions
    from_right: Predictions
    from_wrong: Predictions
    without: Mapping[Quantity, Predictions]


class Auditor:
    """Goes through the claims about one example.

    A claim is *right* if it is the exact number to its printed digits; *rounding* if it comes from right numbers as
    they were printed; *too coarse* if it is right to its digits, but these are too few to say anything; *follows* if it
    comes, rightly computed, from an earlier number that is wrong or too coarse; else *wrong*.

    Each of several claims about one quantity is judged for itself; what is computed from them may come from any.

    Raises `ExpressionError` for a claim about something that is not there.
    """

    def __init__(
        self,
        example: Example,
        claims: Sequence[Claim],
        progress: Callable[[list[Finding]], Iterable[Finding]] | None = None,
    ) -> None:
        """`progress` takes the wrong claims and gives them back one by one, to show how far the audit has come."""
        self.progress: Callable[[list[Finding]], Iterable[Finding]] = progress or iter
        self.example, self.worlds = example, Worlds(example)
        self.claims = ordered(claims)
        for claim in self.claims:
            check(claim.quantity, example)
        self.quantities = list(dict.fromkeys(claim.quantity for claim in self.claims))
        self.exact = Base(self.worlds, {}, self.quantities)
        self.claims = [self._read(claim) for claim in self.claims]
        prints = Counter(claim.quantity for claim in self.claims)
        self._prints = range(min(max(prints.values(), default=1), MOST_PRINTS))
        self.findings = [Finding(claim, claim.scale * self.exact.number(claim.quantity)) for claim in self.claims]
        self._predicted: dict[frozenset[tuple[Quantity, float]], Predictions] = {}
        self.slips: list[tuple[Finding, Candidate]] = []  # the most likely ones found so far

    def _read(self, claim: Claim) -> Claim:
        """The claim with 3,142 read in the way that makes it right, or else in the one that comes nearer."""
        other = other_reading(claim.printed)
        if other is None:
            return claim
        exact, swapped = self.exact.number(claim.quantity), replace(claim, printed=other)
        if claim.accepts(exact) or swapped.accepts(exact):
            return claim if claim.accepts(exact) else swapped
        size = abs(claim.scale * exact)
        return min(claim, swapped, key=lambda reading: abs(math.log(abs(reading.printed.value) / (size or 1.0))))

    def run(self, explained: Mapping[int, Diagnosis] | None = None) -> list[Finding]:
        """The verdicts, in the order of the claims. Of wrong ones that are `explained`, by their positions, no other
        cause is looked for."""
        exact = {quantity: self.exact.number(quantity) for quantity in self.quantities}
        right = [claim for claim in self.claims if claim.accepts(exact[claim.quantity])]
        for claim in right:
            self.findings[claim.position].verdict = RIGHT
        for claim in too_coarse(self.example, right, exact):
            self.findings[claim.position].verdict = TOO_COARSE
        self._find_rounding()
        for finding in self._wrong():
            if explained and finding.claim.position in explained:
                finding.diagnoses = (explained[finding.claim.position],)
        if not all(finding.diagnoses for finding in self._wrong()):
            self._find_causes()
            self._find_failures()
        return self.findings

    def _wrong(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.verdict == WRONG]

    def _claims(self, *verdicts: str, before_last: int = 0) -> dict[Quantity, Claim]:
        """The claims with these verdicts; of several about one quantity the last, or one so many before it."""
        found: dict[Quantity, list[Claim]] = {}
        for finding in self.findings:
            if finding.verdict in verdicts and finding.claim.quantity.kind in CARRIED_ON:
                found.setdefault(finding.claim.quantity, []).append(finding.claim)
        return {quantity: claims[max(len(claims) - 1 - before_last, 0)] for quantity, claims in found.items()}

    def _printed(self, *verdicts: str, before_last: int = 0) -> dict[Quantity, float]:
        """The quantities as printed, of claims with these verdicts."""
        return {q: claim.implied for q, claim in self._claims(*verdicts, before_last=before_last).items()}

    def _predict(self, forced: Mapping[Quantity, float]) -> Predictions:
        """What the numbers given here lead to; the latest are kept, as many claims ask for the same."""
        key = frozenset(forced.items())
        if key not in self._predicted:
            if len(self._predicted) >= MOST_KEPT:
                self._predicted.clear()
            self._predicted[key] = self.worlds.predict(World(forced), self.quantities)
        return self._predicted[key]

    def _predict_one(self, forced: Mapping[Quantity, float], quantity: Quantity) -> float:
        return self.worlds.predict(World(forced), [quantity])[quantity]

    # --- rounding ----------------------------------------------------------------------------------------------------

    def _find_rounding(self) -> None:
        """Claims that come from right numbers as printed; others may have been computed from these in turn."""
        found = True
        while found and self._wrong():
            found = any(self._find_rounding_from(self._printed(RIGHT, ROUNDING, before_last=k)) for k in self._prints)

    def _find_rounding_from(self, forced: Mapping[Quantity, float]) -> bool:
        """Whether there are claims that come from these numbers."""
        found = False
        rounded = self._predict(forced)
        exact = {quantity: self.exact.number(quantity) for quantity in forced}
        wrong = [finding.claim.quantity for finding in self._wrong()]
        mattering = [key for key in forced if self.worlds.may_matter(key, wrong)]
        without = {key: self._predict({**forced, key: exact[key]}) for key in mattering}
        for finding in self._wrong():
            quantity = finding.claim.quantity
            effects = [rounded[quantity] - predicted[quantity] for predicted in without.values()]
            mixed = _mixtures(rounded[quantity], effects)
            if finding.claim.accepts(rounded[quantity]) or any(map(finding.claim.shows, mixed)):
                finding.verdict, finding.from_printed, found = ROUNDING, rounded[quantity], True
        return found

    # --- causes ------------------------------------------------------------------------------------------------------

    def _find_causes(self) -> None:
        """Why each wrong number is wrong, in the order of the computation, so that one may follow from another."""
        papers = [self._paper(before_last) for before_last in self._prints]
        everything, right = papers[0].printed, self._printed(RIGHT, ROUNDING)
        bases = [Base(self.worlds, everything, self.quantities)]
        if right and right != everything:
            bases.append(Base(self.worlds, right, self.quantities))
        bases.append(self.exact)
        accepted = [finding.claim for finding in self.findings if finding.verdict in (RIGHT, ROUNDING)]
        diagnostician = Diagnostician(self.worlds, bases, accepted, [finding.claim for finding in self._wrong()])
        to_diagnose: list[Finding] = []
        for finding in self.progress(sorted(self._wrong(), key=lambda finding: self._rank(finding.claim))):
            finding.from_printed = papers[0].from_all[finding.claim.quantity]
            if finding.diagnoses:
                continue
            found = (self._sources(finding.claim, paper, to_diagnose) for paper in papers)
            if sources := next(filter(None, found), None):
                self._follow(finding, sources)
            elif not self._same_number(finding) and not self._same_slip(finding):
                to_diagnose.append(finding)
                self._diagnose(finding, diagnostician)
        for finding in to_diagnose if self.slips else ():  # once more, now that every habit is known
            if not finding.diagnoses or finding.claim.printed.digits <= FEW_DIGITS:
                self._diagnose(finding, diagnostician)

    def _find_failures(self) -> None:
        """Where the arithmetic of the wrong numbers fails that no slip explains."""
        arithmetic = Arithmetic(self.example, {claim.quantity: claim for claim in self.claims})
        for finding in self._wrong():
            if not finding.diagnoses:
                finding.arithmetic = arithmetic.failure(finding.claim, finding.from_printed)

    def _paper(self, before_last: int) -> Paper:
        """The numbers on paper; of several about one quantity the last, or one so many before it."""
        claims = self._claims(RIGHT, ROUNDING, TOO_COARSE, WRONG, before_last=before_last)
        suspects = {
            quantity: claim
            for quantity, claim in claims.items()
            if self.findings[claim.position].verdict in (TOO_COARSE, WRONG)
        }
        printed = {quantity: claim.implied for quantity, claim in claims.items()}
        from_all, wrong = self._predict(printed), [finding.claim.quantity for finding in self._wrong()]
        return Paper(
            printed,
            suspects,
            from_all=from_all,
            from_right=self._predict({q: number for q, number in printed.items() if q not in suspects}),
            from_wrong=self._predict({q: number for q, number in printed.items() if q in suspects}),
            without={
                q: self._predict({**printed, q: self.exact.number(q)}) if self.worlds.may_matter(q, wrong) else from_all
                for q in suspects
            },
        )

    def _sources(self, claim: Claim, paper: Paper, diagnosed: Sequence[Finding]) -> list[Claim]:
        """The wrong numbers on paper that this one was rightly computed from; none if it was not."""
        quantity = claim.quantity
        from_all = paper.from_all[quantity]
        earlier = [
            suspect
            for other, suspect in paper.suspects.items()
            if other != quantity and not _close(paper.without[other][quantity], from_all)
        ]
        if not earlier:
            return []
        if self._shown(claim, from_all, paper.from_wrong[quantity], paper.from_right[quantity]):
            return earlier
        if any(map(claim.shows, self._mixtures(paper.printed, diagnosed, claim))):
            return earlier
        # One of the wrong numbers may have been corrected silently.
        corrected = [other for other in earlier if claim.accepts(paper.without[other.quantity][quantity])]
        if corrected and len(earlier) > 1:
            return [other for other in earlier if other != corrected[0]]
        for finding, slip in self.slips:  # the sign of a wrong number may be lost in print alone
            if slip.without_sign and finding.claim in earlier:
                with_sign = {**paper.printed, finding.claim.quantity: -finding.claim.implied}
                if claim.accepts(self._predict_one(with_sign, quantity)):
                    return [finding.claim]
        return []

    def _mixtures(self, printed: Mapping[Quantity, float], slips: Sequence[Finding], claim: Claim) -> Iterator[float]:
        """What the numbers on paper give for a claim, each used as printed or as the slips left it, not rounded."""
        quantity = claim.quantity
        by_slips = {slip.claim.quantity: slip.claim.implied for slip in slips}
        yield self._predict_one(by_slips, quantity)
        if any(slip.diagnoses for slip in slips):  # a person with a calculator goes on with all digits of a slip
            given = {
                slip.claim.quantity: slip.diagnoses[0].reproduces / slip.claim.scale for slip in slips if slip.diagnoses
            }
            yield self._predict_one({**by_slips, **given}, quantity)
        rounded = self._predict(printed)[quantity]
        if abs(claim.scale * rounded - claim.printed.value) > MOST_UNITS * claim.printed.unit:
            return
        unrounded = self._predict(by_slips)
        judged = (finding.claim.quantity for finding in self.findings if finding.verdict != WRONG)
        effects = [
            rounded - self._predict_one({**printed, key: unrounded[key]}, quantity)
            for key in judged
            if key in printed and key != quantity and self.worlds.may_matter(key, [quantity])
        ]
        yield from _mixtures(rounded, effects)

    def _diagnose(self, finding: Finding, diagnostician: Diagnostician) -> None:
        quantity = finding.claim.quantity  # what explains another claim about it does not explain this one
        others = [slip for other, slip in self.slips if other.claim.quantity != quantity]
        found = diagnostician.diagnose(finding.claim, others)
        finding.diagnoses = tuple(diagnosis for _, diagnosis in found)
        self.slips = [(other, slip) for other, slip in self.slips if other is not finding]
        self.slips += [(finding, candidate) for candidate, _ in found[:2]]

    def _same_number(self, finding: Finding) -> bool:
        """Whether an earlier wrong claim is about the very same number, and printed alike: p - y and ∂L/∂z."""
        for other in self.findings[: finding.claim.position]:
            if other.claim.quantity == finding.claim.quantity:  # said twice; neither comes from the other
                continue
            if other.verdict in (WRONG, FOLLOWS) and abs(other.claim.printed.value) == abs(finding.claim.printed.value):
                for sign in (1.0, -1.0):
                    equal = math.isclose(other.exact, sign * finding.exact, rel_tol=1e-9)
                    if equal and other.claim.printed.value == sign * finding.claim.printed.value:
                        self._follow(finding, [other.claim])
                        return True
        return False

    @staticmethod
    def _shown(claim: Claim, from_all: float, from_wrong: float, from_right: float) -> bool:
        """Whether the claim is what the printed numbers give, wrong ones among them, and not what right ones give."""
        low, high = sorted((claim.scale * from_all, claim.scale * from_wrong))
        room = max(claim.tolerance, claim.printed.unit) * (1 + 1e-9)
        return low - room <= claim.printed.value <= high + room and not _close(from_all, from_right)

    def _follow(self, finding: Finding, sources: Sequence[Claim]) -> None:
        finding.verdict = FOLLOWS
        earlier = {claim for source in sources for claim in (*self.findings[source.position].follows_from, source)}
        finding.follows_from = tuple(sorted(earlier, key=lambda claim: claim.position))

    def _same_slip(self, finding: Finding) -> bool:
        """Whether a slip found before gives this number too: then it is one slip with two consequences."""
        quantity = finding.claim.quantity
        for earlier, slip in self.slips:
            if slip.world is None or earlier.claim.quantity == quantity:
                continue
            for forced in ({}, self._printed(RIGHT, ROUNDING)):
                predicted = self.worlds.predict(slip.world.with_forced(forced), [quantity])[quantity]
                if finding.claim.shows(predicted):
                    finding.from_printed = predicted
                    self._follow(finding, [earlier.claim])
                    finding.same_slip = True
                    return True
        return False

    def _rank(self, claim: Claim) -> tuple[int, int, int]:
        """Where a claim comes in the order of the computation."""
        quantity = claim.quantity
        node = self.example.named[quantity.name]
        kind = ("value", "partial", "d", "path", "grad", "state", "update").index(quantity.kind)
        return quantity.after, kind, -node if quantity.kind == "grad" else node


def _mixtures(rounded: float, effects: Sequence[float]) -> Iterator[float]:
    """What one gets when each of the rounded numbers is used as printed or as it is: to first order, every sum."""
    largest = sorted(filter(None, effects), key=abs, reverse=True)[:MOST_ROUNDED]
    numbers = {rounded}
    for effect in largest:
        numbers |= {number - effect for number in numbers}
    yield from (number for number in numbers if math.isfinite(number))


def _close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-300) or (math.isnan(a) and math.isnan(b))
