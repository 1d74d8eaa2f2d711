"""A class's marks as text, CSV and JSON."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from autograd.auditor.report import MARKS
from autograd.classroom.answers import safe_cell
from autograd.notation import number, printable, shown

if TYPE_CHECKING:
    from autograd.classroom.grading import ClassReport

#: The widest name of a student, and how many slips are discussed.
_LONGEST_NAME, MOST_SLIPS = 30, 5
BLANK_MARK = "·"


def mark_of(verdict: str) -> str:
    """The sign for a verdict; a dot for no answer.

    >>> mark_of("right"), mark_of("blank")
    ('✓', '·')
    """
    return MARKS.get(verdict, BLANK_MARK)


def text(report: ClassReport) -> str:
    """A table for the terminal, and the most frequent slips with a sentence each."""
    heading = ["student", "points", *map(shown, report.questions)]
    rows = [
        [
            shown(one.name, _LONGEST_NAME),
            f"{number(one.points, 4)} / {number(one.of, 4)}",
            *(mark_of(mark.verdict) for mark in one.marks),
        ]
        for one in report.students
    ]
    total = sum(one.of for one in report.students) or 1.0
    shares = [sum(one.points for one in report.students) / total, *(report.share(q) for q in report.questions)]
    rows.append(["all", *(f"{share:.0%}" for share in shares)])
    widths = [max(len(row[i]) for row in [heading, *rows]) for i in range(len(heading))]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))])
        for row in [heading, *rows]
    ]
    if report.slips:
        lines.append("")
        lines += [f"{slip.count} × {slip.slip}: {printable(slip.sentence)}" for slip in report.slips[:MOST_SLIPS]]
    lines += [f"row {row.row}: {printable(row.why)}" for row in report.not_read]
    return "\n".join(line.rstrip() for line in lines)


def table(report: ClassReport) -> str:
    """The gradebook, as CSV."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(map(safe_cell, ["student", "points", "of", *report.questions]))
    for one in report.students:
        points = [number(mark.points) for mark in one.marks]
        writer.writerow([safe_cell(one.name), number(one.points), number(one.of), *points])
    return file.getvalue()


def as_json(report: ClassReport) -> dict[str, Any]:
    """All of it, for programs."""
    students = []
    for one in report.students:
        entry: dict[str, Any] = {"student": one.name, "points": one.points, "of": one.of}
        if one.variant is not None:
            entry["variant"] = one.variant
        entry["answers"] = [
            {
                "quantity": mark.quantity,
                "printed": mark.printed,
                "verdict": mark.verdict,
                "slips": list(mark.slips),
                **({"sentence": mark.sentence} if mark.sentence else {}),
            }
            for mark in one.marks
        ]
        students.append(entry)
    return {
        "students": students,
        "slips": [{"slip": slip.slip, "count": slip.count, "sentence": slip.sentence} for slip in report.slips],
        "not_read": [{"row": row.row, "why": row.why} for row in report.not_read],
    }
