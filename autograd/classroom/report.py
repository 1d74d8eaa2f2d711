"""A class's marks as text, CSV and JSON."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from autograd.classroom.answers import safe_cell
from autograd.classroom.marks import SIGNS
from autograd.classroom.questions import said
from autograd.language import say, template, translated
from autograd.language.widths import columns, padded
from autograd.notation import number, printable, shown

if TYPE_CHECKING:
    from autograd.classroom.class_report import ClassReport

#: The widest name of a student, and how many slips are discussed.
LONGEST_NAME, MOST_SLIPS = 30, 5
#: How often a slip was made, and what one student's was.
_SLIP = template("{count} × {slip}: {sentence}")


def text(report: ClassReport) -> str:
    """A table for the terminal, and the most frequent slips with a sentence each."""
    heading = [say("student"), say("points"), *(said(shown(one, LONGEST_NAME)) for one in report.questions)]
    rows = [
        [
            shown(one.name, LONGEST_NAME),
            f"{number(one.points, 4)} / {number(one.of, 4)}",
            *(SIGNS[mark.verdict] for mark in one.marks),
        ]
        for one in report.students
    ]
    rows.append([say("all"), *(f"{share:.0%}" for share in (report.share, *report.shares))])
    widths = [max(columns(row[i]) for row in [heading, *rows]) for i in range(len(heading))]
    lines = [report.name] if report.name else []
    lines += [
        "  ".join(
            [
                padded(row[0], widths[0]),
                *(padded(cell, width, ">") for cell, width in zip(row[1:], widths[1:], strict=True)),
            ]
        )
        for row in [heading, *rows]
    ]
    if report.slips:
        lines.append("")
        lines += [
            say(_SLIP, count=slip.count, slip=say(slip.slip), sentence=printable(translated(slip.sentence)))
            for slip in report.slips[:MOST_SLIPS]
        ]
    if report.not_read:
        lines += ["", *(printable(row.said()) for row in report.not_read)]
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
    return {
        "students": [
            {
                "student": one.name,
                "points": round(one.points, 9),
                "of": round(one.of, 9),
                "answers": [
                    {
                        "quantity": mark.quantity,
                        "printed": mark.printed,
                        "verdict": mark.verdict,
                        "slips": list(mark.slips),
                    }
                    for mark in one.marks
                ],
            }
            for one in report.students
        ],
        "slips": [{"slip": slip.slip, "count": slip.count, "sentence": str(slip.sentence)} for slip in report.slips],
        "not_read": [
            {"row": row.row, "why": f"{row.student}: {row.why}" if row.student else row.why} for row in report.not_read
        ],
    }
