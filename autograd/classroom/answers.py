"""A class's answers: a table in a CSV file, one student a row, one quantity a column.

Commas, semicolons and tabs, a byte order mark, decimal commas and the quoting of spreadsheets are read. What cannot be
read is said with its row; the other rows are kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograd.classroom.table import rows_of
from autograd.errors import ExpressionError
from autograd.files import reason
from autograd.language import in_english, say
from autograd.notation import counted, printable, quoted, shown

#: A file with more than this is no class's answers.
MAX_BYTES, MAX_STUDENTS, MAX_COLUMNS = 20_000_000, 20_000, 1000
#: The heading of the column that says which variant of a worksheet a student had.
VARIANT = "variant"
#: How the files of Excel and LibreOffice begin.
_OF_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
#: How columns are headed that are part of the student's name, where they stand beside the first one.
_NAMES = {"name", "first name", "last name", "given name", "family name", "surname", "forename", "middle name",
          "vorname", "nachname", "prénom", "nom", "nombre", "apellidos", "姓名", "名", "姓"}  # fmt: skip
#: A row is quoted to so many characters.
_LONGEST = 60


@dataclass(frozen=True)
class NotRead:
    """A row (counted as in a spreadsheet, the heading is row 1) that could not be read, or a cell of it, and why."""

    row: int
    why: str
    student: str = ""

    def __str__(self) -> str:
        return in_english(self.said())

    def said(self) -> str:
        """The same in the language in force."""
        if self.student:
            return say("row {row} ({student}): {why}", row=self.row, student=shown(self.student), why=self.why)
        return say("row {row}: {why}", row=self.row, why=self.why)

    def unnamed(self) -> NotRead:
        """The same without the student's name."""
        is_named = self.student and shown(self.student, 60) in self.why
        return NotRead(self.row, say("this could not be read") if is_named else self.why)


@dataclass
class Answers:
    """One student's answers: quantity, as the heading has it, and what stands in the cell."""

    student: str
    row: int
    cells: dict[str, str]
    variant: int | None = None


@dataclass
class Class:
    """All answers, in the order of the file: the `questions` of its heading, the students, and what was not read."""

    questions: list[str]
    students: list[Answers] = field(default_factory=list)
    not_read: list[NotRead] = field(default_factory=list)
    claims: dict[str, dict[str, Any]] = field(default_factory=dict)  # what a heading cannot say
    rows: dict[str, int] = field(default_factory=dict)  # of the students

    def add(self, one: Answers) -> None:
        """Add a student's answers; a name that was met already, or too many students, are said instead."""
        if one.student in self.rows:
            facts = say("this student stands in row {row} already", row=self.rows[one.student])
            self.not_read.append(NotRead(one.row, facts, one.student))
        elif len(self.students) >= MAX_STUDENTS:
            facts = say("at most {students} are read", students=counted(MAX_STUDENTS, "student"))
            self.not_read.append(NotRead(one.row, facts, one.student))
        else:
            self.rows[one.student] = one.row
            self.students.append(one)


def read_answers(path: str | Path) -> Class:
    """The answers in a file. Raises `ExpressionError`, naming the file, if it is no table of answers."""
    path = Path(path)
    raw = read_limited(path)
    try:
        return answers(decoded(raw))
    except ExpressionError as error:
        raise ExpressionError(say("{path}: {error}", path=shown(path.name, 60), error=error)) from None


def read_students(path: str | Path) -> set[str]:
    """The names in the first column of a CSV file; a heading such as `student` among them does no harm.

    Raises `ExpressionError` if it cannot be read.
    """
    rows = [row.cells for row in rows_of(decoded(read_limited(Path(path))))]
    named = _named(rows[0]) if rows else 1
    return {student for cells in rows if (student := _student(cells, named))}


def read_limited(path: Path) -> bytes:
    """What a file holds. Raises `ExpressionError` if it cannot be read, or is longer than answers are."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ExpressionError(
            say("cannot read {path}: {reason}", path=shown(str(path), 200), reason=reason(error))
        ) from None
    if len(raw) > MAX_BYTES:
        raise ExpressionError(
            say(
                "{path} is too long for a class's answers: over {max_bytes:,} bytes",
                path=shown(path.name, 60),
                max_bytes=MAX_BYTES,
            )
        )
    return raw


def decoded(raw: bytes) -> str:
    """Text in UTF-8, in UTF-16 where its mark says so, in GB 18030, or else in Windows' own code page: spreadsheets
    write any."""
    if raw.startswith(_OF_SPREADSHEETS):
        raise ExpressionError(say("this is a spreadsheet's own file: save it as CSV"))
    is_wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not is_wide and raw.count(0) > len(raw) // 10:
        raise ExpressionError(say("this is no text: it holds bytes that are 0"))
    if not is_wide and _is_chinese(raw):
        return raw.decode("gb18030")
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ExpressionError(say("this is no text in UTF-8, UTF-16 or Windows-1252"))


def _is_chinese(raw: bytes) -> bool:
    """Whether text that is not in UTF-8 is in the encoding of Chinese spreadsheets: two bytes for every character."""
    try:
        raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pairs = re.findall(rb"[\x80-\xff]+", raw)
        try:
            return all(len(run) % 2 == 0 and run.decode("gb2312") for run in pairs)
        except UnicodeDecodeError:
            return False
    return False


def answers(text: str) -> Class:
    """The answers in the text of a CSV file.

    >>> found = answers("student;c;dE/db\\nAda;3;5\\nBob;3;2,5\\n")
    >>> found.questions, [(one.student, one.cells) for one in found.students]
    (['c', 'dE/db'], [('Ada', {'c': '3', 'dE/db': '5'}), ('Bob', {'c': '3', 'dE/db': '2,5'})])

    Raises `ExpressionError` if there is no heading with at least one quantity.
    """
    rows = rows_of(text.removeprefix("\ufeff"))
    first = next(rows, None)
    heading = [unmarked(cell) for cell in first.cells] if first else []
    if len(heading) < 2 or not any(heading[1:]):
        raise ExpressionError(
            say("a table of answers begins with a heading: the student first, then one column for each quantity")
        )
    if len(heading) > MAX_COLUMNS:
        raise ExpressionError(
            say(
                "{heading:,} columns are too many: at most {max_columns:,} are read",
                heading=len(heading),
                max_columns=MAX_COLUMNS,
            )
        )
    named = min(_named(heading), len(heading) - 1)
    variant = next((i for i, name in enumerate(heading) if i and name.lower() == VARIANT), None)
    columns = [
        (i, name) for i, name in enumerate(heading)
        if i >= named and i != variant and name and not name.startswith("#")
    ]  # fmt: skip
    names = [name for _, name in columns]
    doubled = next((name for i, name in enumerate(names) if name in names[:i]), None)
    if doubled is not None:
        raise ExpressionError(say("two columns are called {doubled}", doubled=quoted(doubled)))
    found = Class(names)
    for row, cells, fault in rows:
        student = _student(cells, named)
        if fault:
            found.not_read.append(NotRead(row, fault))
        elif not student:
            found.not_read.append(NotRead(row, say("there is no student in the first column")))
        elif any(cell.strip() for cell in cells[len(heading) :]):
            facts = say(
                "there are {cells} where the heading has {count}", cells=counted(len(cells), "cell"), count=len(heading)
            )
            found.not_read.append(NotRead(row, facts, student))
        else:
            given = {name: unmarked(cells[i]) for i, name in columns if i < len(cells) and cells[i].strip()}
            number = _variant(cells, variant, row, student, found.not_read)
            if variant is None or number is not None:
                found.add(Answers(student, row, given, number))
    return found


def _named(heading: Sequence[str]) -> int:
    """How many of the first columns are the student's name."""
    named = 1
    while named < len(heading) and heading[named].strip().lower() in _NAMES:
        named += 1
    return named


def _student(cells: Sequence[str], named: int) -> str:
    return " ".join(filter(None, (cell.strip() for cell in cells[:named])))


def _variant(cells: Sequence[str], column: int | None, row: int, student: str, not_read: list[NotRead]) -> int | None:
    if column is None:
        return None
    text = cells[column].strip() if column < len(cells) else ""
    number = variant_of(text)
    if number is None:
        why = say("the variant is a whole number from 1 on, not {variant}", variant=quoted(text))
        not_read.append(NotRead(row, why, student))
    return number


def unmarked(cell: str) -> str:
    """What stands in a cell, without the mark that `safe_cell` and spreadsheets put before a text such as -1·c."""
    cell = cell.strip()
    return cell[1:].strip() if cell[:1] == "'" and (cell[1:2] in tuple("=+-@.") or cell[1:2].isdigit()) else cell


def number_in(text: str) -> str:
    """The number of an answer: what stands behind its last sign of equality, without the full stop of a sentence.

    >>> number_in("z = 0.75"), number_in("=0,75"), number_in("0.75."), number_in("5."), number_in("[1, 2]")
    ('0.75', '0,75', '0.75', '5.', '[1, 2]')
    """
    text = text.rpartition("=")[2].strip()
    return text[:-1] if re.fullmatch(r".*\d[.,]\d+\.", text) else text


def variant_of(thing: object) -> int | None:
    """The number of a variant, a whole number from 1 on; nothing for anything else.

    >>> variant_of("7"), variant_of("7.0"), variant_of("-1"), variant_of("x")
    (7, 7, None, None)
    """
    text = str(thing).strip().removesuffix(".0").removesuffix(",0")
    is_number = text.isascii() and text.isdigit() and len(text) <= 9
    return (int(text) or None) if is_number else None


#: Part of a name, though nothing is seen: the joiners of Persian, Hindi and emoji; and what moves to the next column.
_KEPT = "\u200c\u200d\t"


def safe_cell(text: str) -> str:
    """Text as a spreadsheet or a terminal may show it: what would be a formula there begins with an apostrophe, and
    what would drive a terminal is written as its escape.

    >>> safe_cell("=1+1"), safe_cell("-0.5"), safe_cell("@x"), safe_cell("Ada")
    ("'=1+1", '-0.5', "'@x", 'Ada')
    """
    if not text.isprintable():
        text = "".join(c if c in _KEPT else printable(c) for c in text)
    if text.lstrip()[:1] not in ("=", "+", "-", "@", "＝", "＋", "－", "＠") and text[:1] not in ("\t", "\r", "\n"):
        return text
    is_number = text.strip("-+").replace(".", "", 1).isascii() and text.isascii()
    try:
        float(text if is_number and "_" not in text else "x")
    except ValueError:
        return "'" + text
    return text if any(map(str.isdigit, text)) else "'" + text
