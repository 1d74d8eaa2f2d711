"""A class's answers marked: every answer audited against the sheet, points, and the slips that were made most often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from autograd.auditor import read_printed, sheet_data, sheet_of
from autograd.auditor.report import Report
from autograd.auditor.verdicts import FOLLOWS, RIGHT, ROUNDING, TOO_COARSE, WRONG, Finding
from autograd.classroom.answers import Answers, Class, NotRead, answers, read_answers
from autograd.classroom.points import Rule, read_rule
from autograd.errors import ChainruleError, ExpressionError
from autograd.notation import quoted, shown

#: Given the students one by one, hands them on: a progress bar.
Progress = Callable[[list[Answers]], Iterable[Answers]]

#: The verdict on a question that was not answered.
BLANK = "blank"
#: So many sentences are kept for each slip.
MOST_SENTENCES = 3


@dataclass(frozen=True)
class Mark:
    """What became of one answer: the verdict, the points, which slips give the number, and what is said of it."""

    quantity: str
    printed: str
    verdict: str
    points: float
    of: float
    slips: tuple[str, ...] = ()
    sentence: str = ""
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


@dataclass(frozen=True)
class ClassReport:
    """A class's answers marked: print it, or take `.csv()`, `.json()`, `.html()`, or the `students` themselves."""

    name: str
    questions: tuple[str, ...]
    students: tuple[Student, ...]
    not_read: tuple[NotRead, ...] = ()

    @cached_property
    def slips(self) -> list[Slip]:
        """The slips by how many students made them; where digits cannot tell slips apart, the likeliest counts."""
        made: Counter[str] = Counter()
        sentences: dict[str, str] = {}
        for student in self.students:
            mine = {mark.slips[0]: mark.sentence for mark in student.marks if mark.slips}
            made.update(mine.keys())
            for slip, sentence in mine.items():
                sentences.setdefault(slip, sentence)
        return [Slip(slip, count, sentences[slip]) for slip, count in made.most_common()]

    def anonymous(self) -> ClassReport:
        """The same without names: students are numbered in the order of the file."""
        numbered = tuple(
            Student(f"student {i}", one.marks, one.variant, one.report) for i, one in enumerate(self.students, start=1)
        )
        unnamed = tuple(NotRead(row.row, "this row could not be read") for row in self.not_read)
        return ClassReport(self.name, self.questions, numbered, unnamed)

    def share(self, question: str) -> float:
        """How many of the points of a question the class has, 0 to 1."""
        marks = [mark for one in self.students for mark in one.marks if mark.quantity == question]
        return sum(mark.points for mark in marks) / (sum(mark.of for mark in marks) or 1.0)

    def __str__(self) -> str:
        from autograd.classroom.report import text

        return text(self)

    def __repr__(self) -> str:
        return f"<class of {len(self.students)}{' on ' + self.name if self.name else ''}>"

    def csv(self) -> str:
        """A table for the gradebook: student, points, of, then the points of each question."""
        from autograd.classroom.report import table

        return table(self)

    def json(self) -> dict[str, Any]:
        """`{students: [{student, points, of, answers: [{quantity, printed, verdict, slips}]}], slips, not_read}`."""
        from autograd.classroom.report import as_json

        return as_json(self)

    def html(self) -> str:
        """A page of its own: a heat map of students × questions; a click shows the student's report."""
        from autograd.classroom.page import page

        return page(self)

    def _repr_html_(self) -> str:
        return self.html()


def grade(
    sheet: str | Path | Mapping[str, Any], given: str | Path | Class, progress: Progress | None = None
) -> ClassReport:
    """Mark a class's answers to the questions of a sheet.

    - `sheet`: a file, or what `json` or `tomllib` reads from it. Its claims are the questions, their printed numbers
      the key that nobody needs: what is right is computed. Its table `points` says what an answer is worth.
    - `given`: a CSV file, its text, or what `read_answers` gives.
    - `progress`: is given the students and hands them on one by one.

    >>> sheet = {"expressions": ["c = a + b", "d = b + 1", "e = c*d"], "inputs": {"a": 2, "b": 1},
    ...          "claims": [{"quantity": "c", "printed": "3"}, {"quantity": "de/db", "printed": "5"}]}
    >>> print(grade(sheet, "student,c,de/db\\nAda,3,5\\nBob,3,2\\n"))
    student  points   c  de/db
    Ada       2 / 2   ✓      ✓
    Bob       1 / 2   ✓      ✗
    all           75%  100%    50%
    <BLANKLINE>
    1 × path left out: The path b -> d -> e is left out: 2 instead of 5

    Raises `ExpressionError` for a sheet or a table that cannot be read, or a column that is no quantity of the sheet.
    """
    data = sheet if isinstance(sheet, Mapping) else sheet_data(sheet)
    found = given if isinstance(given, Class) else _class(given)
    rule = read_rule(data.get("points"))
    data = {key: value for key, value in data.items() if key not in ("points", "vary")}
    questions = _questions(data, found.questions)
    not_read = list(found.not_read)
    students = []
    for one in progress(found.students) if progress else found.students:
        students.append(_marked(data, questions, one, rule, not_read))
    name = str(data.get("name", data.get("title", "")))
    return ClassReport(name, tuple(questions), tuple(students), tuple(sorted(not_read, key=lambda row: row.row)))


def _class(given: str | Path) -> Class:
    is_text = isinstance(given, str) and ("\n" in given or "," in given)
    return answers(str(given)) if is_text else read_answers(given)


def _questions(data: Mapping[str, Any], headings: list[str]) -> dict[str, dict[str, Any]]:
    """For each heading the claim it stands for: one of the sheet's, however it is spelled, or one of its own."""
    listed = data.get("claims", [])
    asked = [claim for claim in listed if isinstance(claim, Mapping)] if isinstance(listed, list) else []
    known = {}
    for claim in asked:
        for quantity in _quantities(data, [dict(claim)]):
            known.setdefault(quantity, dict(claim))
    found = {}
    for heading in headings:
        plain = {"quantity": heading, "printed": "1"}
        try:
            [quantity, *_] = _quantities(data, [plain])
        except ChainruleError as error:
            raise ExpressionError(f"the column {quoted(heading, 60)}: {error}") from None
        found[heading] = {**known.get(quantity, {}), **plain}
    return found


def _quantities(data: Mapping[str, Any], claims: list[dict[str, Any]]) -> list[Any]:
    return [claim.quantity for claim in sheet_of({**data, "claims": claims}).claims]


def _marked(
    data: Mapping[str, Any], questions: Mapping[str, Mapping[str, Any]], one: Answers, rule: Rule, not_read: list[NotRead]
) -> Student:
    """One student's answers, audited together: a number may follow from an earlier one."""
    claims, answered = [], []
    for heading, claim in questions.items():
        if heading not in one.cells:
            continue
        printed = one.cells[heading]
        try:
            read_printed(printed)
        except ChainruleError:
            not_read.append(NotRead(one.row, f"{shown(heading)}: {quoted(printed)} is not a number"))
            continue
        claims.append({**claim, "printed": printed})
        answered.append(heading)
    report = sheet_of({**data, "claims": claims}).audit() if claims else None
    rows = dict(zip(answered, report.rows, strict=True)) if report else {}
    marks = tuple(_mark(heading, one.cells.get(heading, ""), rows.get(heading), rule, report) for heading in questions)
    return Student(one.student, marks, one.variant, report)


def _mark(heading: str, printed: str, row: Finding | None, rule: Rule, report: Report | None) -> Mark:
    of = rule.of(heading)
    if row is None or report is None:
        return Mark(heading, printed, BLANK if not printed else "not read", 0.0, of)
    slips = tuple(diagnosis.slip for diagnosis in row.diagnoses) if row.verdict == WRONG else ()
    sentence = "" if row.verdict == RIGHT else next(iter(report.reasons(row)), "")
    return Mark(
        heading, printed, row.verdict, of * rule.share(row.verdict), of, slips, sentence, row.exact, len(slips) < 2
    )


ACCEPTED = (RIGHT, ROUNDING, TOO_COARSE)
NOT_PUNISHED = (*ACCEPTED, FOLLOWS)
