"""A class's answers marked: every answer audited against the sheet, points, and the slips that were made most often."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from autograd.auditor import Claim, Finding, Report, read_printed, sheet_data
from autograd.classroom.answers import Answers, Class, NotRead, answers, number_in, read_answers
from autograd.classroom.carried import excuse_carried_digits
from autograd.classroom.class_report import ClassReport
from autograd.classroom.folder import read_folder
from autograd.classroom.found_mistakes import NO_KEY, MistakeMarker, headings_of
from autograd.classroom.keys import Key, read_key
from autograd.classroom.levels import CORRECTION, MISTAKE
from autograd.classroom.marks import BLANK, NOT_READ, SEVERITY, Mark, Student
from autograd.classroom.points import read_rule
from autograd.classroom.questions import Exercise, Question, asked_claims, questions_of
from autograd.classroom.variants import Variants
from autograd.errors import ChainruleError, ExpressionError
from autograd.language import language, say, speaking
from autograd.notation import quoted, shown

#: Given the students one by one, hands them on: a progress bar.
Progress = Callable[[list[Answers]], Iterable[Answers]]
#: So many exercises of variants are kept.
MOST_KEPT = 500


def grade(
    sheet: str | Path | Mapping[str, Any],
    given: str | Path | Class,
    *,
    seed: int | None = None,
    key: str | Path | None = None,
    students: Collection[str] | None = None,
    lang: str | None = None,
    progress: Progress | None = None,
) -> ClassReport:
    """Mark a class's answers to the questions of a sheet.

    - `sheet`: a file, or what `json` or `tomllib` reads from it. What is right is computed; the numbers printed in its
      claims are not needed. Its table `points` says what an answer is worth.
    - `given`: a CSV file, its text, a folder of sheets and notebooks (one for each student), or what `read_answers`
      gives.
    - `seed`: of the worksheets, where a column `variant` says which of them a student had; 0, or what the key says.
    - `key`: `key.csv` of the worksheets. It is needed for the columns `mistake` and `correction`: which number of the
      solution is wrong, and what it should be.
    - `students`: who there is; answers of anybody else are not marked, but named in `not_read`.
    - `lang`: the language of the words, such as "zh".
    - `progress`: is given the students and hands them on one by one.

    >>> sheet = {"expressions": ["c = a + b", "d = b + 1", "e = c*d"], "inputs": {"a": 2, "b": 1},
    ...          "claims": [{"quantity": "c", "printed": "3"}, {"quantity": "de/db", "printed": "5"}]}
    >>> print(grade(sheet, "student,c,de/db\\nAda,3,5\\nBob,3,2\\n"))
    student  points     c  de/db
    Ada       2 / 2     ✓      ✓
    Bob       1 / 2     ✓      ✗
    all         75%  100%    50%
    <BLANKLINE>
    1 × path left out: The path b -> d -> e is left out: 2 instead of 5

    Raises `ExpressionError` for a sheet or a table that cannot be read, or in which there is nothing to mark.
    """
    return speaking(lang).run(_graded, sheet, given, seed, key, students, progress)


def _graded(
    sheet: str | Path | Mapping[str, Any], given: str | Path | Class, seed: int | None, key: str | Path | None,
    students: Collection[str] | None, progress: Progress | None,
) -> ClassReport:  # fmt: skip
    data = sheet if isinstance(sheet, Mapping) else sheet_data(sheet)
    found = given if isinstance(given, Class) else read_class(given)
    marker = Marker(data, found, seed, None if key is None else read_key(key))
    for one in progress(found.students) if progress else found.students:
        if students is not None and one.student not in students:
            marker.not_read.append(NotRead(one.row, say("this student is not in the list of students"), one.student))
        else:
            marker.mark(one)
    if not marker.students:
        if not marker.not_read:
            raise ExpressionError(say("there are no answers to mark"))
        raise ExpressionError(say("there are no answers to mark; {row}", row=marker.not_read[0].said()))
    headings = (*(question.heading for question in marker.questions), *marker.mistakes.headings.values())
    not_read = tuple(sorted(marker.not_read, key=lambda row: row.row))
    return ClassReport(marker.name, headings, tuple(marker.students), not_read, language())


def read_class(given: str | Path) -> Class:
    """The answers in a CSV file, in its text, or in a folder."""
    if isinstance(given, str) and ("\n" in given or "\r" in given):
        return answers(given)
    try:
        is_folder = Path(given).is_dir()
    except (OSError, ValueError):
        is_folder = False
    if is_folder:
        return read_folder(Path(given))
    return read_answers(given)


class Marker:
    """Marks students one by one: `students` and `not_read` grow."""

    def __init__(self, data: Mapping[str, Any], given: Class, seed: int | None = None, key: Key | None = None) -> None:
        self.rule = read_rule(data.get("points"))
        self.not_read = list(given.not_read)
        self.students: list[Student] = []
        own = asked_claims(data) if given.claims or not given.questions else {}
        headings = list(dict.fromkeys([*own, *given.questions]))
        found, refused = questions_of(data, headings, {**given.claims, **own})
        self.questions: list[Question] = []
        self._called: dict[str, str] = {}  # each heading by that of the first one with the same question
        first: dict[tuple[Any, ...], str] = {}
        for question in found:
            self._called[question.heading] = first.setdefault(question.identity, question.heading)
            if self._called[question.heading] == question.heading:
                self.questions.append(question)
        if key is not None and seed not in (None, key.seed):
            raise ExpressionError(
                say(
                    "the seed is {seed}, but the key is of the worksheets with the seed {key_seed}",
                    seed=seed,
                    key_seed=key.seed,
                )
            )
        self._variants = Variants(data, key.seed if key else seed or 0)
        asked = headings_of(headings, refused)
        if key is None:
            refused |= dict.fromkeys(asked.values(), say(NO_KEY))
        refused = {heading: why for heading, why in refused.items() if key is None or heading not in asked.values()}
        self.mistakes = MistakeMarker(data, asked if key else {}, key or Key(), self._variants)
        for heading, why in refused.items():
            self.not_read.append(NotRead(1, say("the column {heading}: {why}", heading=quoted(heading, 60), why=why)))
        if not self.questions and not self.mistakes.headings:
            if not refused:
                raise ExpressionError(say("no column is a quantity of the sheet"))
            raise ExpressionError(say("no column is a quantity of the sheet: {why}", why=self.not_read[-1].why))
        self._spell_rule(data, first)
        self.plain = Exercise(data, self.questions)
        self.name = self.plain.sheet.name or str(data.get("title", ""))
        self._kept: dict[int, Exercise] = {}

    def _spell_rule(self, data: Mapping[str, Any], first: Mapping[tuple[Any, ...], str]) -> None:
        """Have the rule call the questions as the answers do."""
        found, refused = questions_of(data, self.rule.worth)
        called = {kind: heading for kind, heading in self.mistakes.headings.items() if kind in refused}
        for name, why in refused.items():
            if name in (MISTAKE, CORRECTION):
                continue
            raise ExpressionError(say("points.{name}: {why}", name=shown(name), why=why))
        self.rule = self.rule.spelled(called | {q.heading: first.get(q.identity, q.heading) for q in found})

    def mark(self, one: Answers) -> None:
        """Mark one student's answers, audited together: a number may follow from an earlier one."""
        try:
            exercise = self._exercise(one.variant)
            cells = self._cells(one)
            claims: list[Claim] = []
            wholes: list[Any] = []
            places: dict[str, range] = {}
            for question in self.questions:
                if printed := cells.get(question.heading):
                    try:
                        read = exercise.claims(question.heading, number_in(printed), len(claims))
                    except ChainruleError:
                        self._refuse(one, question.heading, printed)
                        continue
                    places[question.heading] = range(len(claims), len(claims) + len(read.claims))
                    claims += read.claims
                    wholes += [read.whole] if read.whole else []
            report = exercise.audit(claims, wholes) if claims else None
            if report:
                excuse_carried_digits(report, exercise.sheet.example)
            refused: list[str] = []
            found = self.mistakes.marks(one, self.rule, refused)
            self.not_read += [NotRead(one.row, why, one.student) for why in refused]
        except ChainruleError as error:
            self.not_read.append(NotRead(one.row, error.said, one.student))
            return
        marks = tuple(
            self._mark(
                question.heading,
                cells.get(question.heading, ""),
                [report.rows[i] for i in places[question.heading]] if report and question.heading in places else [],
                report,
                exercise.count(question.heading),
            )
            for question in self.questions
        )
        self.students.append(Student(one.student, (*marks, *found), one.variant, report))

    def _exercise(self, variant: int | None) -> Exercise:
        if variant is None:
            return self.plain
        if variant not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[variant] = Exercise(self._variants.data(variant), self.questions)
        return self._kept[variant]

    def _cells(self, one: Answers) -> dict[str, str]:
        cells: dict[str, str] = {}
        for heading, printed in one.cells.items():
            called = self._called.get(heading)
            if called is not None and _bare(cells.setdefault(called, printed)) != _bare(printed):
                facts = say("{heading} is answered twice, the first answer counts", heading=shown(called))
                self.not_read.append(NotRead(one.row, facts, one.student))
        return cells

    def _refuse(self, one: Answers, heading: str, printed: str) -> None:
        try:
            read_printed(number_in(printed))
        except ChainruleError:
            facts = say("{heading}: {printed} is not a number", heading=shown(heading), printed=quoted(printed))
        else:
            facts = say(
                "{heading}: {printed} is not as many numbers as are asked for",
                heading=shown(heading),
                printed=quoted(printed),
            )
        self.not_read.append(NotRead(one.row, facts, one.student))

    def _mark(self, heading: str, printed: str, rows: list[Finding], report: Report | None, count: int) -> Mark:
        of = self.rule.of(heading)
        if not rows or report is None:
            return Mark(heading, printed, NOT_READ if printed else BLANK, 0.0, of)
        worst = max(rows, key=lambda row: SEVERITY.index(row.verdict))
        share = sum(self.rule.share(row.verdict, bool(row.diagnoses)) for row in rows) / count
        wrong = [row for row in rows if row.verdict == worst.verdict]
        slips = list(dict.fromkeys(d.slip for row in wrong for d in row.diagnoses))
        sentences = [line for row in wrong[:3] for line in report.reasons(row)]
        exact = rows[0].exact if count == 1 else None
        can_tell = all(len(row.diagnoses) < 2 for row in wrong)
        return Mark(heading, printed, worst.verdict, of * share, of, tuple(slips), tuple(sentences), exact, can_tell)


def _bare(printed: str) -> str:
    return "".join(printed.split())
