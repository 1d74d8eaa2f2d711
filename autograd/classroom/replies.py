"""What a platform that asks the questions has to say to an answer: right within the digits asked for, or which slip.

No reply tells a number: an answer can be given again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from autograd.auditor import Claim, Sheet, read_printed
from autograd.auditor import sheet as sheet_of
from autograd.auditor.bases import Base
from autograd.auditor.slips import Candidate, Teller
from autograd.auditor.slips.tables.frequencies import rarity
from autograd.classroom.coincidences import base_of, slips_of
from autograd.classroom.levels import Item
from autograd.classroom.mistakes import Mistake, written
from autograd.classroom.wording import CHOICE_FOLLOWS, CHOICE_RIGHT, CORRECTION_PRINTED, KIND_OF_SLIP
from autograd.classroom.worksheets import Worksheet
from autograd.language import language, say

#: So many slips have a reply of their own.
MOST_SLIPS = 20
#: These were met at least so often.
OFTEN = 1
#: Stands where a sentence has a number.
_UNTOLD = "⁂"
#: What is left out with a number: the equation that ends a sentence, or what leads up to the number.
_EQUATION = re.compile(rf"(?:: (?:it is (?:still )?)?|, where )-?\(?{_UNTOLD}.*")
_NUMBER = re.compile(rf"(?: =| by)? {_UNTOLD}, which is|, {_UNTOLD}(?=,)|(?: =| by)? {_UNTOLD}")


@dataclass(frozen=True)
class Reply:
    """To a `number`, or what is off by at most `tolerance`: whether it is right, and what is said."""

    number: str
    tolerance: float
    is_right: bool
    told: str = ""

    @property
    def bounds(self) -> tuple[float, float]:
        """The smallest and the largest number that this is the reply to."""
        return float(self.number) - self.tolerance, float(self.number) + self.tolerance


@dataclass(frozen=True)
class Choice:
    """One of the numbers of a solution: whether it is the wrong one that is looked for, and what is said."""

    written: str
    is_right: bool
    told: str = ""


def replies_of(worksheet: Worksheet) -> list[tuple[Item, list[Reply]]]:
    """For each question of a worksheet the right reply, and then those to frequent slips."""
    sheet = sheet_of({**worksheet.data, "claims": []})
    base = base_of(sheet, list(dict.fromkeys(item.quantity for item in worksheet.items)))
    return [
        (item, [right, *_slips(item, right, worksheet.digits, sheet, base)])
        for item, answer in zip(worksheet.items, worksheet.printed, strict=True)
        for right in (right_reply(answer, worksheet.digits),)
    ]


def right_reply(answer: str, digits: int) -> Reply:
    """The reply to the right answer: it may be off by some units of the last digit that is asked for.

    >>> right_reply("0.25", 3).bounds, right_reply("0", 3).tolerance
    ((0.2475, 0.2525), 0.01)
    """
    return Reply(answer, float(f"{(abs(float(answer)) or 1) * 10.0 ** (1 - digits):.3g}"), True)


def _slips(item: Item, right: Reply, digits: int, sheet: Sheet, base: Base) -> Iterator[Reply]:
    """The replies to the numbers of frequent slips, the most frequent ones first."""
    teller, taken = Discreet(sheet.example, Claim(item.quantity, read_printed(right.number))), [float(right.number)]
    found = sorted(slips_of(base, item.quantity, digits, OFTEN), key=lambda c: c.cost + rarity(c.slip))
    for candidate in found:
        number = candidate.quantity * item.claim.scale
        if all(abs(number - other) > 2 * right.tolerance for other in taken):
            taken.append(number)
            yield Reply(written(number, digits), right.tolerance / 2, False, teller.tell(candidate))
        if len(taken) > MOST_SLIPS:
            return


class Discreet(Teller):
    """Tells of a slip without the numbers."""

    def tell(self, candidate: Candidate) -> str:
        """The sentence; only the kind of slip where it would be none without the numbers."""
        told = super().tell(candidate)
        if language() == "en":  # whose words around a number are known
            told = _NUMBER.sub("", _EQUATION.sub("", told))
        return say(KIND_OF_SLIP, slip=say(candidate.slip)) if _UNTOLD in told else say("{sentence}.", sentence=told)

    def _number(self, x: float) -> str:
        return _UNTOLD


def choices_of(mistake: Mistake) -> list[Choice]:
    """The numbers of a solution, of which one is to be found."""
    return [
        Choice(item.written, item == mistake.wrong,
               "" if item == mistake.wrong
               else say(CHOICE_FOLLOWS if item.written in mistake.following else CHOICE_RIGHT))
        for item in mistake.items
    ]  # fmt: skip


def corrections_of(mistake: Mistake, digits: int) -> list[Reply]:
    """The replies to what the wrong number of a solution should be."""
    right = right_reply(mistake.right, digits)
    return [right, Reply(mistake.wrong_printed, right.tolerance / 2, False, say(CORRECTION_PRINTED))]
