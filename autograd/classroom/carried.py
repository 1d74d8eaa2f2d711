"""Numbers that follow from a wrong one though they were computed with more digits than are printed, or fewer."""

from __future__ import annotations

import math

from autograd.auditor import Claim, Quantity, Report
from autograd.auditor.claims import CARRIED_ON
from autograd.auditor.example import Example
from autograd.auditor.verdicts import FOLLOWS, WRONG, Finding
from autograd.auditor.world import World, Worlds

#: A number has its own rounding, too: so many units of its last place.
OWN_UNITS = 1.0


def excuse_carried_digits(report: Report, example: Example) -> None:
    """Have a number follow from an earlier wrong one if that matters to it, and if it is what the numbers on the paper
    give when each of them is anything that is rounded to what is printed."""
    wrong = [row for row in report.rows if row.verdict == WRONG]
    if len(wrong) < 2:
        return
    worlds = Worlds(example)
    paper = {row.claim.quantity: row.claim for row in report.rows if row.claim.quantity.kind in CARRIED_ON}
    for row in wrong:
        sources = [other for other in wrong if other.verdict == WRONG and _matters(other, row, worlds)]
        if sources and _is_carried(row.claim, paper, worlds):
            row.verdict, row.diagnoses = FOLLOWS, ()
            row.follows_from = tuple(source.claim for source in sources)


def _matters(source: Finding, row: Finding, worlds: Worlds) -> bool:
    """Whether a wrong number gives another one than the right one here, to the digits that are printed."""
    claim, wrong = row.claim, source.claim
    if wrong.quantity == claim.quantity or not worlds.may_matter(wrong.quantity, [claim.quantity]):
        return False
    moved = claim.scale * worlds.predict(World({wrong.quantity: wrong.implied}), [claim.quantity])[claim.quantity]
    return math.isfinite(moved) and abs(moved - row.exact) > claim.printed.unit / 2


def _is_carried(claim: Claim, paper: dict[Quantity, Claim], worlds: Worlds) -> bool:
    quantity = claim.quantity
    printed = {key: other.implied for key, other in paper.items() if key != quantity}

    def given(changed: dict[Quantity, float]) -> float:
        return claim.scale * worlds.predict(World({**printed, **changed}), [quantity])[quantity]

    base = given({})
    reach = OWN_UNITS * claim.printed.unit * (1 + 1e-9)
    for key, number in printed.items():
        if worlds.may_matter(key, [quantity]):
            moved = given({key: number + paper[key].printed.unit / paper[key].scale / 2})
            reach += abs(moved - base) if math.isfinite(moved) else 0.0
    return abs(base - claim.printed.value) <= reach
