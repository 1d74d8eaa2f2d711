"""Why a number is wrong: the slips that give exactly the digits printed, simplest first.

A diagnosis that does not reproduce the printed digits does not exist. With few digits many slips reproduce them by
accident: those are believed only where so few of their kind come near the printed number that chance explains nothing.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from autograd.auditor.claims import Claim, Quantity
from autograd.auditor.example import MOST_STEPS_REPLAYED, TRUTH, Computation, Predictions, Stage, World, predict
from autograd.auditor.slips import table as slips
from autograd.auditor.slips.candidate import EVERYWHERE, LOCAL, NEIGHBOURHOOD, Candidate, Node, Teller, Window
from autograd.auditor.slips.gradients import Gradient, another_gradient, gradient_slips
from autograd.auditor.slips.printing import printing_slips
from autograd.auditor.slips.updates import early_updates, slips_before, step_slips
from autograd.auditor.slips.values import Region, value_slips

#: How many diagnoses are worth a student's time.
MOST_LISTED = 6
#: A slip is believed if fewer than so many of its kind are to be expected on the printed digits by accident: of the
#: simple kinds, and of those with thousands of members.
BY_ACCIDENT, BY_ACCIDENT_IF_RICH = 0.5, 0.3
#: With so few digits accidents are common, and a slip must not contradict any claim that is right.
FEW_DIGITS = 3
#: With so many digits an accident is so unlikely that the last one may be off by one unit, as the last digit of any
#: number computed by hand, and that a second slip is looked for: a lost sign.
MANY_DIGITS = 5


#: Slips of which one gives the number the other gives, whatever the inputs: told once.
_ALIKE = {
    slips.FACTOR_DROPPED: slips.FORGOTTEN,
    slips.INNER_FORGOTTEN: slips.FORGOTTEN,
    slips.LOWERED_FACTOR: slips.FACTOR_OF_POWER,  # of a square
}


@dataclass(frozen=True)
class Diagnosis:
    """A slip that explains a wrong number: its name, the sentence about it, and the number it `reproduces`."""

    slip: str
    sentence: str
    reproduces: float


class Base:
    """Numbers a claim may have been computed from: the right ones, or those printed before it."""

    def __init__(self, computation: Computation, forced: dict[Quantity, float], quantities: Sequence[Quantity]) -> None:
        self.computation, self.forced, self.quantities = computation, forced, quantities
        afters = {quantity.after for quantity in quantities}
        before = {after - 1 for after in afters if after}
        self.stages = computation.run(World(forced), {0, *afters, *before})

    def number(self, quantity: Quantity) -> float:
        """What one computes for a quantity."""
        return self.computation.quantity(self.stages, quantity)


class Diagnostician:
    """Looks for the slips behind wrong claims about one computation.

    `bases` are the numbers a claim may have been computed from, most likely first; `accepted` the claims that are
    right: a slip that would have spoilt one of them was not made, or not there.
    """

    def __init__(self, computation: Computation, bases: Sequence[Base], accepted: Sequence[Claim]) -> None:
        self.computation, self.bases, self.accepted = computation, bases, accepted
        self._habits_on = cache(self._predict_habits)

    def diagnose(self, claim: Claim, made_before: Iterable[Candidate] = ()) -> list[tuple[Candidate, Diagnosis]]:
        """Every slip that reproduces the claim to its digits, simplest first.

        A slip of `made_before` may be off by one unit: a habit needs less evidence than a slip.
        """
        known = {(candidate.slip, candidate.place) for candidate in made_before}
        independent = self._independent(claim)
        found: list[Candidate] = []
        seen: set[tuple[str, Hashable]] = set()
        for base in self.bases:
            numbers: dict[tuple[str, str], int] = {}
            fitting = _fitting(self._candidates(claim, base), claim, known)
            fresh = [candidate for candidate in fitting if (candidate.slip, candidate.place) not in seen]
            seen |= {(candidate.slip, candidate.place) for candidate in fitting}
            believed = [self._weighed(candidate, claim, independent) for candidate in fresh]
            for candidate in sorted(filter(None, believed), key=lambda c: (c.cost, _units_off(c, claim))):
                number = (f"{candidate.quantity:.11g}", _ALIKE.get(candidate.slip, candidate.slip))
                if number not in numbers:
                    numbers[number] = len(found)
                    found.append(candidate)
                elif candidate.world is not None and found[numbers[number]].world is None:
                    found[numbers[number]] = replace(found[numbers[number]], world=candidate.world)
        ranked = sorted(found, key=lambda c: (c.cost, _units_off(c, claim)))
        again = [candidate for candidate in ranked if (candidate.slip, candidate.place) in known]
        if again:
            ranked = again
        elif ranked and not ranked[0].rich:  # with a simple reason at hand, one among thousands explains nothing
            ranked = [candidate for candidate in ranked if not candidate.rich]
        teller = Teller(self.computation, claim)
        return [
            (candidate, Diagnosis(candidate.slip, teller.tell(candidate), claim.scale * candidate.quantity))
            for candidate in ranked[:MOST_LISTED]
        ]

    def _independent(self, claim: Claim) -> list[Claim]:
        """The claims that are right and do not depend on this one."""
        quantities = [other.quantity for other in self.accepted]
        exact = predict(self.computation, TRUTH, quantities)
        moved = predict(self.computation, World({claim.quantity: claim.implied}), quantities)
        return [
            other
            for other in self.accepted
            if other.quantity != claim.quantity and exact[other.quantity] == moved[other.quantity]
        ]

    def _weighed(self, candidate: Candidate, claim: Claim, independent: Sequence[Claim]) -> Candidate | None:
        """A candidate as it is, or behind all that have nothing against them, or not at all."""
        if not self._contradicted(candidate, independent):
            return candidate
        if candidate.cost < EVERYWHERE:
            return replace(candidate, world=None)
        if claim.printed.digits <= FEW_DIGITS:
            return None
        return replace(candidate, cost=candidate.cost + (LOCAL - EVERYWHERE) + 0.25, world=None)

    def _contradicted(self, candidate: Candidate, independent: Sequence[Claim]) -> bool:
        """Whether a claim that is right would be wrong, had this slip been made."""
        if candidate.world is None or not independent:
            return False
        world = candidate.world.with_forced({})
        predicted = predict(self.computation, world, [other.quantity for other in independent])
        return not all(other.accepts(predicted[other.quantity]) for other in independent)

    def _predict_habits(self, base: Base) -> list[tuple[Candidate, Predictions]]:
        """Wrong derivatives taken everywhere: what each says about every claim."""
        predictions = []
        for habit in self._habits():
            assert habit.world is not None
            world = habit.world.with_forced(base.forced)
            predictions.append((habit, predict(self.computation, world, base.quantities)))
        return predictions

    def _habits(self) -> Iterator[Candidate]:
        computation = self.computation
        for operation in dict.fromkeys(filter(None, map(computation.operation, range(len(computation.nodes))))):
            nodes = [i for i in range(len(computation.nodes)) if computation.operation(i) == operation]
            exponents = {computation.exponent(node) for node in nodes}
            for slip in slips.derivative_slips(operation):
                sentence = slips.worded(slip, next(iter(exponents)) if len(exponents) == 1 else None)
                world = World(rules={operation: slip.rule})
                where = f", at every {operation}: {{}}" if len(nodes) > 1 else ", at {}: {}"
                told = () if len(nodes) > 1 else (Node(nodes[0]),)
                yield Candidate(slip.slip, EVERYWHERE, math.nan, sentence + where, told, world, place=operation)

    def _candidates(self, claim: Claim, base: Base) -> Iterator[Candidate]:
        quantity, digits, computation = claim.quantity, claim.printed.digits, self.computation
        window = Window(claim)
        node, stage = computation.named[quantity.name], base.stages[quantity.after]
        right = base.number(quantity)
        yield from printing_slips(claim, right)
        if quantity.kind != "value" or quantity.after:
            for habit, predicted in self._habits_on(base):
                if not math.isclose(predicted[quantity], right, rel_tol=1e-13):
                    yield replace(habit, quantity=predicted[quantity], told=(*habit.told, predicted[quantity]))
        if quantity.kind == "value":
            yield from self._of_value(claim, base, stage, node)
        elif quantity.kind == "partial":
            yield from gradient_slips(
                Gradient(computation, stage, node, window, of=computation.named[quantity.of]), digits
            )
        elif quantity.kind == "grad":
            yield from gradient_slips(Gradient(computation, stage, node, window), digits)
            if quantity not in base.forced:  # else the gradients below it would be made of this claim
                yield from another_gradient(computation, stage, node)
            yield from early_updates(computation, stage, node, quantity.after, of_update=False)
        else:
            yield from step_slips(computation, stage, node, digits)
            # A gradient that stands on the paper is judged there; here only the step can be to blame.
            if Quantity("grad", quantity.name, quantity.after) not in base.quantities:
                rate = computation.learning_rate
                gradient = Gradient(computation, stage, node, window, offset=stage.data[node], scale=-rate)
                yield from gradient_slips(gradient, digits)
                yield from early_updates(computation, stage, node, quantity.after, of_update=True)

    def _of_value(self, claim: Claim, base: Base, stage: Stage, node: int) -> Iterator[Candidate]:
        quantity, named = claim.quantity, self.computation.named
        on_paper = frozenset(
            named[q.name] for q in base.quantities if q.kind == "value" and q.after == quantity.after and q != quantity
        )
        before = base.stages[quantity.after - 1] if quantity.after else None
        yield from value_slips(Region(self.computation, stage, node, on_paper, before), claim.printed.digits)
        step_on_paper = any(q.kind == "update" and q.after == quantity.after - 1 for q in base.quantities)
        if 0 < quantity.after <= MOST_STEPS_REPLAYED and not step_on_paper:
            yield from slips_before(self.computation, quantity, base.forced)


def _fitting(candidates: Iterable[Candidate], claim: Claim, known: set[tuple[str, Hashable]]) -> list[Candidate]:
    """Those that show the printed digits, and are not likely to do so by accident."""
    fitting: list[Candidate] = []
    near: dict[str, set[str]] = {}
    many = claim.printed.digits >= MANY_DIGITS
    for candidate in candidates:
        off = _units_off(candidate, claim)
        again = (candidate.slip, candidate.place) in known
        if claim.shows(candidate.quantity, 1.0 if again or (many and candidate.slip not in slips.READINGS) else 0.5):
            fitting.append(candidate)
        elif many and claim.shows(-candidate.quantity, 1.0) and candidate.slip != slips.SIGN:
            fitting.append(_without_sign(candidate))
        elif off <= NEIGHBOURHOOD and candidate.cost >= LOCAL:
            near.setdefault(candidate.slip, set()).add(f"{candidate.quantity:.9g}")

    def by_accident(candidate: Candidate) -> bool:
        expected = len(near.get(candidate.slip, ())) / (2 * NEIGHBOURHOOD)
        if candidate.rich:
            return expected >= BY_ACCIDENT_IF_RICH
        return claim.printed.digits <= FEW_DIGITS and candidate.cost >= LOCAL and expected >= BY_ACCIDENT

    return [c for c in fitting if (c.slip, c.place) in known or not by_accident(c)]


def _without_sign(candidate: Candidate) -> Candidate:
    """The same slip, and the sign of the result lost on top."""
    return replace(
        candidate, cost=candidate.cost + 3, quantity=-candidate.quantity, world=None,
        sentence=candidate.sentence + "; and the sign of the result is lost",
    )  # fmt: skip


def _units_off(candidate: Candidate, claim: Claim) -> float:
    off = abs(claim.scale * candidate.quantity - claim.printed.value) / claim.printed.unit
    return off if math.isfinite(off) else math.inf
