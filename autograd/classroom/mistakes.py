"""A solution with one slip hidden in it: a number that a frequent slip gives, and everything computed from that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from autograd.auditor import Claim, Sheet, read_printed, report_on
from autograd.auditor.bases import Base
from autograd.auditor.slips import Candidate
from autograd.auditor.verdicts import FOLLOWS, WRONG
from autograd.auditor.world import World
from autograd.classroom.coincidences import base_of, slips_of
from autograd.classroom.levels import Item
from autograd.errors import ExpressionError

#: So many numbers, and so many slips at each, are tried until one is found that the audit names.
MOST_PLACES, MOST_TRIED = 20, 6
#: The slips that are hidden were met at least so often.
OFTEN = 5


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
    for item in random.sample(items, min(len(items), MOST_PLACES)):
        # As people do: from the right numbers on the paper, all but this one.
        paper = {quantity: number for quantity, number in right.items() if quantity != item.quantity}
        made = list(slips_of(Base(base.worlds, paper, quantities), item.quantity, digits, OFTEN))
        for candidate in random.sample(made, min(len(made), MOST_TRIED)):
            found = _hidden(sheet, items, item, candidate, base, digits)
            if found is not None:
                return found
    raise ExpressionError("no slip can be hidden in this sheet so that it shows in one number only and can be named")


def _hidden(
    sheet: Sheet, items: Sequence[Item], item: Item, candidate: Candidate, base: Base, digits: int
) -> Mistake | None:
    """The solution with this slip in it, if the wrong number is one that could be right, and the audit names it."""
    exact = base.number(item.quantity)
    right, wrong = written(exact, digits), written(candidate.quantity, digits)
    if wrong == right or not abs(exact) / 50 <= abs(candidate.quantity) <= abs(exact) * 50:
        return None
    numbers = dict(base.worlds.predict(World({item.quantity: candidate.quantity}), base.quantities))
    numbers[item.quantity] = candidate.quantity
    printed = [written(numbers[one.quantity], digits) for one in items]
    if right.lstrip("-") in {text.lstrip("-") for text in printed}:
        return None  # it would stand beside the wrong number
    claims = [
        replace(one.claim, printed=read_printed(text), position=nth)
        for nth, (one, text) in enumerate(zip(items, printed, strict=True))
    ]
    told = _told(sheet, claims, candidate.slip)
    if told is None:
        return None
    sentence, following = told
    names = tuple(items[nth].written for nth in following)
    return Mistake(tuple(items), tuple(printed), item, candidate.slip, sentence, right, names)


def _told(sheet: Sheet, claims: Sequence[Claim], slip: str) -> tuple[str, list[int]] | None:
    """What an audit says of a solution in which just this slip is found: the sentence, and what follows."""
    report = report_on(sheet.example, claims)
    wrong = [row for row in report.rows if row.verdict == WRONG]
    if len(wrong) != 1 or not wrong[0].diagnoses or wrong[0].diagnoses[0].slip != slip:
        return None
    following = [nth for nth, row in enumerate(report.rows) if row.verdict == FOLLOWS]
    return wrong[0].diagnoses[0].sentence, following


def written(number: float, digits: int) -> str:
    """A number as it is printed on a worksheet: with so many significant digits, and no more zeros than these.

    >>> written(0.0502612, 4), written(3.0, 4), written(-0.2, 4), written(1234567.0, 4), written(2.5e-7, 4)
    ('0.05026', '3', '-0.2', '1235000', '0.00000025')
    """
    if number == 0:
        return "0"
    rounded = Decimal(f"{number:.{digits}g}")
    return f"{number:.{digits}g}" if abs(rounded.adjusted()) > 9 else format(rounded.normalize(), "f")
