"""Why a number is wrong: the slips that give exactly the digits printed, simplest first.

A diagnosis that does not reproduce the printed digits does not exist. With few digits many slips reproduce them by
accident: those are believed only where so few of their kind come near the printed number that chance explains nothing.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from autograd.audit import slips
from autograd.audit.candidate import EVERYWHERE, LOCAL, Candidate, Node, Teller
from autograd.audit.claims import Claim, Quantity
from autograd.audit.computation import MOST_STEPS_REPLAYED, Computation, Predictions, Stage, World, predict
from autograd.audit.gradient_slips import Gradient, gradient_slips
from autograd.audit.printing_slips import printing_slips
from autograd.audit.update_slips import early_updates, slips_before, step_slips
from autograd.audit.value_slips import Region, value_slips

#: How many diagnoses are worth a student's time.
MOST_LISTED = 6
#: A slip is believed if fewer than so many of its kind are to be expected on the printed digits by accident.
BY_ACCIDENT = 0.3
#: With so many digits an accident is so unlikely that the last one may be off by one unit, as the last digit of any
#: number computed by hand, and that a second slip is looked for: a lost sign.
MANY_DIGITS = 5
#: How many units around the printed number are searched for other slips, to estimate that.
NEIGHBOURHOOD = 20


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
        steps = max((quantity.after for quantity in quantities), default=0)
        self.stages: list[Stage] = computation.run(World(forced), steps)

    def number(self, quantity: Quantity) -> float:
        """What one computes for a quantity."""
        return self.computation.quantity(self.stages, quantity)


class Habits:
    """Wrong derivatives taken everywhere: what each says about every claim, computed once for each base."""

    def __init__(self, computation: Computation) -> None:
        self._computation = computation
        self.on = cache(self._on)

    def _on(self, base: Base) -> list[tuple[Candidate, Predictions]]:
        return [
            (habit, predict(self._computation, habit.world.with_forced(base.forced), base.quantities))
            for habit in self._habits()
            if habit.world is not None
        ]

    def _habits(self) -> Iterator[Candidate]:
        computation = self._computation
        for operation in dict.fromkeys(filter(None, map(computation.operation, range(len(computation.nodes))))):
            nodes = [i for i in range(len(computation.nodes)) if computation.operation(i) == operation]
            exponents = {computation.exponent(node) for node in nodes}
            for slip in slips.derivative_slips(operation):
                sentence = slips.worded(slip, next(iter(exponents)) if len(exponents) == 1 else None)
                world = World(rules={operation: slip.rule})
                where = f", at every {operation}" if len(nodes) > 1 else ", at {}"
                told = () if len(nodes) > 1 else (Node(nodes[0]),)
                yield Candidate(slip.slip, EVERYWHERE, math.nan, sentence + where, told, world, place=operation)


def diagnose(
    computation: Computation,
    claim: Claim,
    bases: Sequence[Base],
    habits: Habits,
    claimed: frozenset[int],
    made_before: Iterable[Candidate] = (),
) -> list[tuple[Candidate, Diagnosis]]:
    """Every slip that reproduces the claim to its digits, simplest first.

    `bases` are tried in order, the numbers most likely used first. `claimed` are nodes whose values are on the paper.
    A slip of `made_before` may be off by one unit: a habit needs less evidence than a slip.
    """
    known = {(candidate.slip, candidate.place) for candidate in made_before}
    found: list[Candidate] = []
    seen: set[tuple[str, Hashable]] = set()
    for base in bases:
        numbers: dict[str, int] = {}  # two slips of which one always gives what the other gives are one
        fitting = _fitting(_candidates(computation, claim, base, habits, claimed), claim, known)
        fresh = [candidate for candidate in fitting if (candidate.slip, candidate.place) not in seen]
        seen |= {(candidate.slip, candidate.place) for candidate in fitting}
        for candidate in sorted(fresh, key=lambda c: (c.cost, _units_off(c, claim))):
            number = f"{candidate.quantity:.11g}"
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
    teller = Teller(computation, claim)
    return [
        (candidate, Diagnosis(candidate.slip, teller.tell(candidate), claim.scale * candidate.quantity))
        for candidate in ranked[:MOST_LISTED]
    ]


def _candidates(
    computation: Computation, claim: Claim, base: Base, habits: Habits, claimed: frozenset[int]
) -> Iterator[Candidate]:
    quantity, digits = claim.quantity, claim.printed.digits
    node, stage = computation.named[quantity.name], base.stages[quantity.after]
    right = base.number(quantity)
    yield from printing_slips(claim, right)
    if quantity.kind != "value" or quantity.after:
        for habit, predicted in habits.on(base):
            if not math.isclose(predicted[quantity], right, rel_tol=1e-13):
                sentence = habit.sentence + ": {}"
                yield Candidate(
                    habit.slip, habit.cost, predicted[quantity], sentence, (*habit.told, predicted[quantity]),
                    habit.world, place=habit.place,
                )  # fmt: skip
    if quantity.kind == "value":
        before = base.stages[quantity.after - 1] if quantity.after else None
        yield from value_slips(Region(computation, stage, node, claimed - {node}, before), digits)
        on_paper = any(q.kind == "update" and q.after == quantity.after - 1 for q in base.quantities)
        if 0 < quantity.after <= MOST_STEPS_REPLAYED and not on_paper:
            yield from slips_before(computation, quantity, base.forced)
    elif quantity.kind == "partial":
        yield from gradient_slips(Gradient(computation, stage, node, of=computation.named[quantity.of]), digits)
    elif quantity.kind == "grad":
        yield from gradient_slips(Gradient(computation, stage, node), digits)
        yield from early_updates(computation, stage, node, quantity.after, of_update=False)
    else:
        yield from step_slips(computation, stage, node, digits)
        # A gradient that stands on the paper is judged there; here only the step can be to blame.
        if Quantity("grad", quantity.name, quantity.after) not in base.forced:
            rate = computation.learning_rate
            yield from gradient_slips(Gradient(computation, stage, node, offset=stage.data[node], scale=-rate), digits)
            yield from early_updates(computation, stage, node, quantity.after, of_update=True)


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
            near.setdefault(_kind(candidate), set()).add(f"{candidate.quantity:.9g}")
    return [
        candidate
        for candidate in fitting
        if candidate.cost < LOCAL
        or (candidate.slip, candidate.place) in known
        or len(near.get(_kind(candidate), ())) / (2 * NEIGHBOURHOOD) < BY_ACCIDENT
    ]


def _without_sign(candidate: Candidate) -> Candidate:
    """The same slip, and the sign of the result lost on top."""
    return replace(
        candidate, cost=candidate.cost + 3, quantity=-candidate.quantity, world=None,
        sentence=candidate.sentence + "; and the sign of the result is lost",
    )  # fmt: skip


def _kind(candidate: Candidate) -> str:
    """The family of which one member may fit by accident."""
    return candidate.slip if candidate.rich else "simple"


def _units_off(candidate: Candidate, claim: Claim) -> float:
    off = abs(claim.scale * candidate.quantity - claim.printed.value) / claim.printed.unit
    return off if math.isfinite(off) else math.inf
