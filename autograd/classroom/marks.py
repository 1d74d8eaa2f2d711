"""What becomes of answers: a mark for each, and a student's marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from autograd.auditor import MARKS, Report
from autograd.language import template

#: The verdict on a question that was not answered, and on an answer that is no number.
BLANK, NOT_READ = template("blank"), template("not read")
#: The verdicts of an audit, the best one first.
SEVERITY = ("right", "rounding", "too coarse", "follows", "wrong")
#: Those at which nothing is wrong.
ACCEPTED = SEVERITY[:3]
#: The sign of each verdict.
SIGNS: Mapping[str, str] = {**MARKS, BLANK: "·", NOT_READ: "?"}


@dataclass(frozen=True)
class Mark:
    """What became of one answer: the verdict, the points, which slips give the number, and what is said of it.

    `exact` is the right number, unless an array was asked for; `can_tell` says whether the digits tell which slip.
    """

    quantity: str
    printed: str
    verdict: str
    points: float
    of: float
    slips: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    exact: float | None = None
    can_tell: bool = True


@dataclass(frozen=True)
class Student:
    """One student's answers, marked."""

    name: str
    marks: tuple[Mark, ...]
    variant: int | None = None
    report: Report | None = field(default=None, compare=False)

    @property
    def points(self) -> float:
        """The points of all answers."""
        return sum(mark.points for mark in self.marks)

    @property
    def of(self) -> float:
        """The most points there are."""
        return sum(mark.of for mark in self.marks)


@dataclass(frozen=True)
class Slip:
    """A slip, how many students made it, and a sentence of one of them to discuss."""

    slip: str
    count: int
    sentence: str
