"""A solution with one slip hidden in it: a number that a frequent slip gives, and everything computed from that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from autograd.auditor import Claim, Sheet, read_printed, report_on
from autograd.auditor.verdicts import FOLLOWS, WRONG
from autograd.auditor.world import World
from autograd.classroom.coincidences import base_of, slips_of
from autograd.classroom.levels import Item
from autograd.errors import ExpressionError

#: So many slips are tried until one is found that shows in one number only, and that the audit names.
MOST_TRIED = 80
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


def hide(sheet: Sheet, items: Sequence[Item], random: Random, digits: int) -> Mistake:
    """A solution of a sheet with one slip in it. Raises `ExpressionError` if there is none that can be told."""
    quantities = list(dict.fromkeys(item.quantity for item in items))
    base = base_of(sheet, quantities)
    places = [(item, c) for item in items for c in slips_of(base, item.quantity, digits, OFTEN)
              if item.claim.scale == 1]  # fmt: skip
    random.shuffle(places)
    tried = 0
    for item, candidate in places:
        right = written(base.number(item.quantity), digits)
        wrong = written(candidate.quantity, digits)
        size = abs(base.number(item.quantity))
        if wrong == right or not size / 50 <= abs(candidate.quantity) <= size * 50:
            continue
        tried += 1
        if tried > MOST_TRIED:
            break
        forced = base.worlds.predict(World({item.quantity: candidate.quantity}), quantities)
        numbers = {**forced, item.quantity: candidate.quantity}
        printed = [written(numbers[one.quantity] * one.claim.scale, digits) for one in items]
        if right.lstrip("-") in {text.lstrip("-") for text in printed}:
            continue  # it would stand beside the wrong number
        claims = [
            replace(one.claim, printed=read_printed(text), position=nth)
            for nth, (one, text) in enumerate(zip(items, printed, strict=True))
        ]
        found = _told(sheet, claims, candidate.slip)
        if found is not None:
            sentence, following = found
            return Mistake(tuple(items), tuple(printed), item, candidate.slip, sentence, right,
                           tuple(items[i].written for i in following))  # fmt: skip
    raise ExpressionError("no slip can be hidden in this sheet so that it shows in one number only and can be named")


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
