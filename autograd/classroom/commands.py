"""What `chainrule grade` and `chainrule worksheet` do."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from autograd.classroom.answers import Answers, read_students
from autograd.classroom.class_report import ClassReport
from autograd.classroom.grading import grade
from autograd.classroom.marks import ACCEPTED
from autograd.classroom.publishing import worksheet
from autograd.errors import ExpressionError
from autograd.files import write_whole
from autograd.language import say, say_counted
from autograd.notation import in_json, printable, shown
from autograd.progress import with_bar

#: Where fewer of the answers are right, other numbers were asked for.
DOUBTFUL = 0.2
#: How the files of worksheets are called.
_OURS = re.compile(r"(?:exercise|key|quiz)(?:-\d+)?\.(?:html|tex|md|ipynb|json)|(?:moodle|cloze)\.xml")


def run_grade(arguments: argparse.Namespace) -> int:
    """`chainrule grade`: 0 if answers were marked; what could not be read is said on standard error, too."""
    students = None if arguments.students is None else read_students(arguments.students)
    report = grade(arguments.sheet, Path(arguments.answers), seed=arguments.seed, key=arguments.key,
                   students=students, progress=with_progress)  # fmt: skip
    if arguments.seed is None and arguments.key is None and _is_seed_in_doubt(report):
        doubt = say("hardly an answer is right: which numbers the worksheets had is said by --seed, or --key")
        print(f"chainrule: {doubt}", file=sys.stderr)
    if arguments.anonymous:
        report = report.anonymous()
    text = _written(report, arguments.format)
    if arguments.output is None:
        print(text.rstrip("\n"))
    else:
        # Excel takes a file without the mark for one in its own code page.
        mark = "\ufeff" if arguments.format == "csv" else ""
        write_whole(arguments.output, (mark + text.rstrip("\n") + "\n").encode())
        print(say("wrote {path}", path=printable(arguments.output)))
    if arguments.format in ("csv", "html") or arguments.output is not None:
        for row in report.not_read:
            print(f"chainrule: {shown(row.said(), 300)}", file=sys.stderr)
    return 0


def _is_seed_in_doubt(report: ClassReport) -> bool:
    """Whether the variants that are marked may be none that the students had."""
    marks = [mark.verdict in ACCEPTED for one in report.students if one.variant for mark in one.marks if mark.printed]
    return len(marks) > 2 and sum(marks) < DOUBTFUL * len(marks)


def run_worksheet(arguments: argparse.Namespace, sheet: str | Path) -> int:
    """`chainrule worksheet`. What lies in the folder from before stays there, and is counted on standard error."""
    if not arguments.output:
        raise ExpressionError(say("the folder has no name"))
    before = _worksheets_in(Path(arguments.output))
    made = worksheet(
        sheet,
        arguments.output,
        variants=arguments.variants,
        seed=arguments.seed,
        levels=arguments.level,
        formats=arguments.format or ["html"],
        digits=arguments.digits,
        progress=lambda numbers: with_bar(numbers, say("making"), say("worksheet")),
    )
    print(
        say_counted(
            len(made),
            "wrote {count:,} exercise with its key, and key.csv, to {folder}",
            "wrote {count:,} exercises with their keys, and key.csv, to {folder}",
            folder=printable(arguments.output),
        )
    )
    kinds = len({one.inputs for one in made})
    if kinds < len(made):
        few = say(
            "only {kinds} of these {made} have other numbers; `vary` in the sheet can allow more",
            kinds=kinds,
            made=len(made),
        )
        print(f"chainrule: {few}", file=sys.stderr)
    after = _worksheets_in(Path(arguments.output))
    if others := [name for name, when in before.items() if after.get(name) == when]:
        left = say_counted(
            len(others),
            "{count:,} file of other worksheets is still there, such as {name}",
            "{count:,} files of other worksheets are still there, such as {name}",
            name=printable(others[0]),
        )
        print(f"chainrule: {left}", file=sys.stderr)
    return 0


def _worksheets_in(folder: Path) -> dict[str, int]:
    """The files in a folder that are named like worksheets, and when they were written."""
    try:
        return {path.name: path.stat().st_mtime_ns for path in sorted(folder.iterdir()) if _OURS.fullmatch(path.name)}
    except OSError:
        return {}


def _written(report: ClassReport, how: str) -> str:
    if how == "json":
        return in_json(report.json())
    return {"csv": report.csv, "html": report.html}.get(how, report.__str__)()


def with_progress(students: list[Answers]) -> Iterable[Answers]:
    """The students one by one, with a progress bar."""
    return with_bar(students, say("marking"), say("student"))
