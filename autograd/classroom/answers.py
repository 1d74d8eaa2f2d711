"""A class's answers: a table in a CSV file, one student a row, one quantity a column.

Commas, semicolons and tabs, a byte order mark, decimal commas and the quoting of spreadsheets are read. What cannot be
read is said with its row; the other rows are kept.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograd.errors import ExpressionError
from autograd.notation import counted, quoted, shown

#: A file with more than this is no class's answers.
MAX_BYTES, MAX_STUDENTS, MAX_COLUMNS = 20_000_000, 20_000, 1000
#: What the columns that are no answers are called.
STUDENT, VARIANT = ("student", "name", "id"), "variant"
_DELIMITERS = ",;\t"


@dataclass(frozen=True)
class NotRead:
    """A row (counted as in a spreadsheet, the heading is row 1) that could not be read, or a cell of it, and why."""

    row: int
    why: str


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


def read_answers(path: str | Path) -> Class:
    """The answers in a file. Raises `ExpressionError`, naming the file, if it is no table of answers."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ExpressionError(f"cannot read {shown(str(path), 200)}: {error.strerror or error}") from None
    if len(raw) > MAX_BYTES:
        raise ExpressionError(f"{shown(path.name, 60)} is too long for a class's answers: over {MAX_BYTES:,} bytes")
    try:
        return answers(_decoded(raw))
    except ExpressionError as error:
        raise ExpressionError(f"{shown(path.name, 60)}: {error}") from None


def _decoded(raw: bytes) -> str:
    """Text in UTF-8, or in UTF-16 where its mark says so; spreadsheets write either."""
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise ExpressionError(f"this is not text in UTF-8: byte {error.start} cannot be read") from None


def answers(text: str) -> Class:
    """The answers in the text of a CSV file.

    >>> found = answers("student;c;dE/db\\nAda;3;5\\nBob;3;2,5\\n")
    >>> found.questions, [(one.student, one.cells) for one in found.students]
    (['c', 'dE/db'], [('Ada', {'c': '3', 'dE/db': '5'}), ('Bob', {'c': '3', 'dE/db': '2,5'})])

    Raises `ExpressionError` if there is no heading with at least one quantity.
    """
    rows = _rows(text)
    heading = [cell.strip() for cell in next(rows, (0, []))[1]]
    if len(heading) < 2:
        raise ExpressionError(
            "a table of answers begins with a heading: the student first, then one column for each quantity"
        )
    if len(heading) > MAX_COLUMNS:
        raise ExpressionError(f"{len(heading):,} columns are too many: at most {MAX_COLUMNS:,} are read")
    variant = next((i for i, name in enumerate(heading) if i and name.lower() == VARIANT), None)
    columns = [(i, name) for i, name in enumerate(heading) if i and i != variant and name]
    doubled = next((name for i, (_, name) in enumerate(columns) if name in [n for _, n in columns[:i]]), None)
    if doubled is not None:
        raise ExpressionError(f"two columns are called {quoted(doubled)}")
    found = Class([name for _, name in columns])
    seen: dict[str, int] = {}
    for row, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(found.students) == MAX_STUDENTS:
            found.not_read.append(NotRead(row, f"at most {counted(MAX_STUDENTS, 'student')} are read"))
            break
        student = cells[0].strip() if cells else ""
        if not student:
            found.not_read.append(NotRead(row, "there is no student in the first column"))
        elif student in seen:
            found.not_read.append(NotRead(row, f"{shown(student)} stands in row {seen[student]} already"))
        elif len(cells) > len(heading) and any(cell.strip() for cell in cells[len(heading) :]):
            found.not_read.append(NotRead(row, f"{len(cells)} cells where the heading has {len(heading)}"))
        else:
            seen[student] = row
            given = {name: cells[i].strip() for i, name in columns if i < len(cells) and cells[i].strip()}
            number = _variant(cells, variant, row, found.not_read)
            if variant is None or number is not None:
                found.students.append(Answers(student, row, given, number))
    return found


def _variant(cells: Sequence[str], column: int | None, row: int, not_read: list[NotRead]) -> int | None:
    if column is None:
        return None
    text = cells[column].strip() if column < len(cells) else ""
    if text.isascii() and text.isdigit() and 0 < int(text[:9]) == int(text[:10]):
        return int(text)
    not_read.append(NotRead(row, f"the variant is a whole number from 1 on, not {quoted(text)}"))
    return None


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each row."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    if first.lower().startswith("sep=") and len(first.strip()) == 5:  # how Excel is told the delimiter
        delimiter, text = first[4], text.lstrip("\r\n").split("\n", 1)[-1]
    limit = csv.field_size_limit(1_000_000)
    try:
        yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1)
    except csv.Error as error:
        raise ExpressionError(f"this is not a CSV file: {shown(str(error), 80)}") from None
    finally:
        csv.field_size_limit(limit)


def safe_cell(text: str) -> str:
    """Text as a spreadsheet may show it: what would be a formula there begins with an apostrophe.

    >>> safe_cell("=1+1"), safe_cell("-0.5"), safe_cell("@x"), safe_cell("Ada")
    ("'=1+1", '-0.5', "'@x", 'Ada')
    """
    if text[:1] not in ("=", "+", "-", "@", "\t", "\r"):
        return text
    try:
        float(text)
    except ValueError:
        return "'" + text
    return text
