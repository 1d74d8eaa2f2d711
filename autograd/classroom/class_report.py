"""A class's answers, marked: all of them, and what the class did most often."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from autograd.classroom.answers import NotRead
from autograd.classroom.marks import Slip, Student
from autograd.classroom.page import frame, page
from autograd.classroom.report import as_json, table, text
from autograd.language import in_its_language, say


@dataclass(frozen=True)
class ClassReport:
    """A class's answers marked: print it, or take `.csv()`, `.json()`, `.html()`, or the `students` themselves.

    `lang` is the language of its words; codes and names in JSON and CSV are English.
    """

    name: str
    questions: tuple[str, ...]
    students: tuple[Student, ...]
    not_read: tuple[NotRead, ...] = ()
    lang: str = "en"

    @cached_property
    def slips(self) -> list[Slip]:
        """The slips by how many students made them; where digits cannot tell slips apart, the likeliest counts."""
        made: Counter[str] = Counter()
        sentences: dict[str, str] = {}
        for student in self.students:
            mine: dict[str, str] = {}
            for mark in student.marks:
                if mark.slips:
                    mine.setdefault(mark.slips[0], mark.sentences[0] if mark.sentences else "")
            made.update(mine.keys())
            for slip, sentence in mine.items():
                sentences.setdefault(slip, sentence)
        return [Slip(slip, count, sentences[slip]) for slip, count in made.most_common()]

    @in_its_language
    def anonymous(self) -> ClassReport:
        """The same without names: students are numbered in the order of the file."""
        numbered = tuple(
            Student(str(say("student {number}", number=i)), one.marks, one.variant, one.report)
            for i, one in enumerate(self.students, start=1)
        )
        unnamed = tuple(row.unnamed() for row in self.not_read)
        return ClassReport(self.name, self.questions, numbered, unnamed, self.lang)

    @cached_property
    def shares(self) -> list[float]:
        """How many of the points of each question the class has, 0 to 1."""
        columns = zip(*(one.marks for one in self.students), strict=True)
        return [sum(m.points for m in marks) / (sum(m.of for m in marks) or 1.0) for marks in columns]

    @property
    def share(self) -> float:
        """How many of all points the class has, 0 to 1."""
        return sum(one.points for one in self.students) / (sum(one.of for one in self.students) or 1.0)

    @in_its_language
    def __str__(self) -> str:
        return text(self)

    @in_its_language
    def __repr__(self) -> str:
        if self.name:
            return say("<class of {count} on {name}>", count=len(self.students), name=self.name)
        return say("<class of {count}>", count=len(self.students))

    def csv(self) -> str:
        """A table for the gradebook: student, points, of, then the points of each question."""
        return table(self)

    def json(self) -> dict[str, Any]:
        """`{students: [{student, points, of, answers: [{quantity, printed, verdict, slips}]}], slips, not_read}`."""
        return as_json(self)

    @in_its_language
    def html(self) -> str:
        """A page of its own: a heat map of students × questions; a click shows the student's report."""
        return page(self)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self._frame()}

    @in_its_language
    def _frame(self) -> str:
        return frame(self)
