"""The door to the slips: which of them a claim may come from, by what the claim is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from autograd.auditor.bases import Base
from autograd.auditor.claims import Claim, Quantity
from autograd.auditor.rules import SGD
from autograd.auditor.slips.candidate import Candidate, Window
from autograd.auditor.slips.copying import copying_slips, line_above
from autograd.auditor.slips.early import early_updates
from autograd.auditor.slips.gradients import another_gradient, gradient_slips
from autograd.auditor.slips.gradients.gradient import Gradient
from autograd.auditor.slips.habits import habits
from autograd.auditor.slips.printing import printing_slips
from autograd.auditor.slips.procedures import procedure_slips
from autograd.auditor.slips.recurrences import recurrence_slips
from autograd.auditor.slips.region import Region
from autograd.auditor.slips.terms import term_slips
from autograd.auditor.slips.updates import slips_before, step_slips
from autograd.auditor.slips.values import value_slips
from autograd.auditor.world import TRUTH, is_replayed


def candidates(claim: Claim, base: Base) -> Iterator[Candidate]:
    """Every slip that could be behind a wrong claim made from the numbers of `base`, with what it gives.

    Whether it gives the digits printed is for the caller to see; slips that lead far away may be left out.
    """
    right = base.number(claim.quantity)
    exact = base.worlds.predict(TRUTH, [claim.quantity])[claim.quantity]
    yield from printing_slips(claim, right, exact)
    yield from copying_slips(claim, right)
    before = base.quantities.index(claim.quantity) - 1
    if before >= 0 and (above := base.quantities[before]) in base.forced:
        output = base.example.name_of[base.example.output]
        yield from line_above(claim, above, base.forced[above], output)
    if claim.quantity.kind != "value" or claim.quantity.after:
        yield from habits(claim, base)
    yield from _BY_KIND[claim.quantity.kind](claim, base)


def _of_value(claim: Claim, base: Base) -> Iterator[Candidate]:
    quantity, named = claim.quantity, base.example.named
    on_paper = frozenset(
        named[other.name]
        for other in base.quantities
        if other.kind == "value" and other.after == quantity.after and other != quantity
    )
    stage_before = base.stages[quantity.after - 1] if quantity.after else None
    region = Region(base.example, base.stages[quantity.after], named[quantity.name], on_paper, stage_before)
    yield from value_slips(region, claim.printed.digits)
    yield from recurrence_slips(region, claim.printed.digits)
    step_on_paper = any(other.kind == "update" and other.after == quantity.after - 1 for other in base.quantities)
    if quantity.after:
        yield from procedure_slips(base, quantity)
    if is_replayed(quantity.after) and quantity.after and not step_on_paper:
        yield from slips_before(base, quantity)


def _of_partial(claim: Claim, base: Base) -> Iterator[Candidate]:
    quantity, named = claim.quantity, base.example.named
    stage, over_names = base.stages[quantity.after], quantity.kind == "d"
    if quantity.kind == "partial":  # a printed one is handed on, but not used for itself
        stage = replace(stage, partials=stage.own_partials)
    gradient = Gradient(
        base.example, stage, named[quantity.name], Window(claim), of=named[quantity.of], over_names=over_names
    )
    yield from gradient_slips(gradient, claim.printed.digits)


def _of_gradient(claim: Claim, base: Base) -> Iterator[Candidate]:
    quantity = claim.quantity
    node, stage = base.example.named[quantity.name], base.stages[quantity.after]
    yield from gradient_slips(Gradient(base.example, stage, node, Window(claim)), claim.printed.digits)
    if quantity not in base.forced or not base.example.parents[node]:  # else those below it would be made of this claim
        yield from another_gradient(base.example, stage, node)
    yield from early_updates(base, stage, node, quantity.after, of_update=False)
    if quantity.after:
        yield from procedure_slips(base, quantity)


def _of_update(claim: Claim, base: Base) -> Iterator[Candidate]:
    quantity = claim.quantity
    node, stage = base.example.named[quantity.name], base.stages[quantity.after]
    yield from step_slips(base.example, stage, node, claim)
    yield from procedure_slips(base, quantity)
    # A gradient that stands on the paper is judged there; here only the step can be to blame.
    is_plain = base.example.update.rule == SGD  # of other rules the gradient is not all there is in a step
    if is_plain and Quantity("grad", quantity.name, quantity.after) not in base.quantities:
        rate = base.example.learning_rate
        gradient = Gradient(base.example, stage, node, Window(claim), offset=stage.data[node], scale=-rate)
        yield from gradient_slips(gradient, claim.printed.digits)
        yield from early_updates(base, stage, node, quantity.after, of_update=True)


def _of_state(claim: Claim, base: Base) -> Iterator[Candidate]:
    yield from procedure_slips(base, claim.quantity)


_BY_KIND: dict[str, Callable[[Claim, Base], Iterator[Candidate]]] = {
    "value": _of_value,
    "partial": _of_partial,
    "d": _of_partial,
    "path": term_slips,
    "grad": _of_gradient,
    "update": _of_update,
    "state": _of_state,
}
