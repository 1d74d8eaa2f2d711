"""A solution with one slip hidden in it: a number that a frequent slip gives, and everything computed from that."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from random import Random

from autograd.auditor import Claim, Sheet, read_printed, report_on
from autograd.auditor.bases import Base
from autograd.auditor.slips import SIGN, Candidate, Teller, candidates
from autograd.auditor.slips.tables.names import ANOTHER_QUANTITY
from autograd.auditor.verdicts import FOLLOWS, WRONG
from autograd.auditor.world import World
from autograd.classroom.coincidences import base_of, slips_of
from autograd.classroom.levels import Item
from autograd.errors import ExpressionError
from autograd.language import say

#: So many numbers, and so many slips at each, are tried until one is found that the audit names.
MOST_PLACES, MOST_TRIED = 20, 6
#: The slips that are hidden were met at least so often; so often where no other shows but a sign.
OFTEN, RARE = 2, 1


@dataclass(frozen=True)
class Mistake:
    """The solution: what is printed for each question; where it is wrong: which one of them, the slip, a sentence, and
    the right number; `following` are the numbers that are wrong because of it."""

    items: tuple[Item, ...]
    printed: tuple[str, ...]
    wrong: Item
    slip: str
    sentence: str
    right: str
    following: tuple[str, ...]

    @property
    def wrong_printed(self) -> str:
        """The wrong number."""
        return self.printed[self.items.index(self.wrong)]


def hide(sheet: Sheet, items: Sequence[Item], random: Random, digits: int) -> Mistake:
    """A solution of a sheet with one slip in it; the items are printed as they are, without a scale.

    Raises `ExpressionError` if there is none that can be told.
    """
    quantities = list(dict.fromkeys(item.quantity for item in items))
    base = base_of(sheet, quantities)
    right = {quantity: base.number(quantity) for quantity in quantities}
    others: list[Mistake] = []
    places = random.sample(items, min(len(items), MOST_PLACES))
    for (often, with_signs), item in product(((OFTEN, False), (RARE, False), (RARE, True)), places):
        # As people do: from the right numbers on the paper, all but this one.
        paper = {quantity: number for quantity, number in right.items() if quantity != item.quantity}
        slips = slips_of(Base(base.worlds, paper, quantities), item.quantity, digits, often)
        made = [candidate for candidate in slips if candidate.slip != ANOTHER_QUANTITY]  # one sees that at once
        if not with_signs and all(candidate.slip == SIGN for candidate in made):
            continue
        for candidate in random.sample(made, min(len(made), MOST_TRIED)):
            found, is_named = _hidden(sheet, items, item, candidate, base, digits)
            if found is not None and is_named:
                return found
            others += [found] if found is not None else []
    if others:  # of numbers of one or two digits nobody can say how they came about
        return others[0]
    raise ExpressionError(say("no slip can be hidden in this sheet so that it shows in one number only"))


def _hidden(
    sheet: Sheet, items: Sequence[Item], item: Item, candidate: Candidate, base: Base, digits: int
) -> tuple[Mistake | None, bool]:
    """The solution with this slip in it, if the wrong number is one that could be right, and whether an audit names the
    slip."""
    exact = base.number(item.quantity)
    right, wrong = written(exact, digits), written(candidate.quantity, digits)
    if wrong == right or not abs(exact) / 50 <= abs(candidate.quantity) <= abs(exact) * 50:
        return None, False
    numbers = dict(base.worlds.predict(World({item.quantity: candidate.quantity}), base.quantities))
    numbers[item.quantity] = candidate.quantity
    if not all(map(math.isfinite, numbers.values())):
        return None, False
    printed = [written(numbers[one.quantity], digits) for one in items]
    if right.lstrip("-") in {text.lstrip("-") for one, text in zip(items, printed, strict=True) if one != item}:
        return None, False  # it would stand beside the wrong number
    claims = [
        replace(one.claim, printed=read_printed(text), position=nth)
        for nth, (one, text) in enumerate(zip(items, printed, strict=True))
    ]
    report = report_on(sheet.example, claims)
    found = [row for row in report.rows if row.verdict == WRONG]
    if [row.claim.quantity for row in found] != [item.quantity]:
        return None, False
    [row] = found
    is_named = bool(row.diagnoses) and row.diagnoses[0].slip == candidate.slip
    sentence = row.diagnoses[0].sentence if is_named else _sentence(sheet, base, row.claim, candidate)
    names = tuple(items[nth].written for nth, row in enumerate(report.rows) if row.verdict == FOLLOWS)
    return Mistake(tuple(items), tuple(printed), item, candidate.slip, sentence, right, names), is_named


def _sentence(sheet: Sheet, base: Base, claim: Claim, slip: Candidate) -> str:
    """What there is to say of a slip that an audit does not name."""
    told = [other for other in candidates(claim, base) if (other.slip, other.place) == (slip.slip, slip.place)]
    return Teller(sheet.example, claim).tell(told[0] if told else slip)


def written(number: float, digits: int) -> str:
    """A number as it is printed on a worksheet: with so many significant digits, and no more zeros than these. A large
    one has all digits before the point: zeros in their place would be read as digits.

    >>> written(0.0502612, 4), written(3.0, 4), written(-0.2, 4), written(1234567.4, 4), written(2.5e-7, 4)
    ('0.05026', '3', '-0.2', '1234567', '0.00000025')
    >>> written(1234567890123.0, 4)
    '1.235e+12'
    """
    if number == 0:
        return "0"
    rounded = Decimal(f"{number:.{digits}g}")
    if abs(rounded.adjusted()) > 9:
        return f"{number:.{digits}g}"
    return f"{number:.0f}" if rounded.adjusted() >= digits else format(rounded.normalize(), "f")
