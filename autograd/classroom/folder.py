"""A folder of answers, one file for each student: sheets with their claims, or notebooks whose marked cells are read.

The student is the name of the file. Notebooks are read as data and never run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from autograd.auditor import sheet_data
from autograd.classroom.answers import Answers, Class, NotRead, read_limited, variant_of
from autograd.classroom.questions import heading_of
from autograd.errors import ChainruleError, ExpressionError
from autograd.files import reason
from autograd.language import say, translated
from autograd.notation import counted, shown

#: A folder with more files is no class's answers.
MAX_FILES = 20_000
#: The tag of a cell, and the mark of a line, that hold answers.
TAG = "answer"
#: `answer: dE/dw = 0.5`, in a comment, a list or plain text; `variant: 3` likewise.
_MARKED = re.compile(r"[\s#>*+-]*(answer|variant)\s*[:=]\s*(.+)", re.IGNORECASE)
#: How a line of a program ends, rather than an answer.
_CODE = ('"', "'", ")", "(", "[", "{", ":", ",")
#: How a column of answers is headed in a Markdown table.
_HEADED = ("answer", "your answer")


def read_folder(folder: Path) -> Class:
    """The answers in the sheets and notebooks of a folder; other files are left alone.

    Raises `ExpressionError` if there are none.
    """
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".toml", ".json", ".ipynb"))
    except OSError as error:
        raise ExpressionError(
            say("cannot read {folder}: {reason}", folder=shown(str(folder), 200), reason=reason(error))
        ) from None
    if not files:
        raise ExpressionError(
            say("there are no sheets (.toml, .json) and no notebooks in {folder}", folder=shown(str(folder), 200))
        )
    if len(files) > MAX_FILES:
        raise ExpressionError(
            say(
                "{files} are too many: at most {max_files:,} are read",
                files=counted(len(files), "file"),
                max_files=MAX_FILES,
            )
        )
    found = FolderClass([])
    for row, path in enumerate(files, start=1):
        try:
            found.add_file(path, row)
        except ChainruleError as error:
            why = re.sub(rf"^{re.escape(shown(path.name, 60))}(: |：)", "", translated(error))
            found.not_read.append(NotRead(row, why, path.stem))
    return found


class FolderClass(Class):
    """The answers of a folder. A row is a file, in the order of their names; `claims` has what a heading cannot say."""

    def add_file(self, path: Path, row: int) -> None:
        """Add what a student has handed in. Raises `ExpressionError` if it cannot be read."""
        is_notebook = path.suffix.lower() == ".ipynb"
        given, variant = notebook_answers(read_limited(path)) if is_notebook else self._of_sheet(path, row)
        if not given:
            raise ExpressionError(say("there are no answers in it"))
        cells: dict[str, str] = {}
        for heading, printed in given:
            if heading in cells and cells[heading] != printed:
                facts = say("{heading} is answered twice, the first answer counts", heading=shown(heading))
                self.not_read.append(NotRead(row, facts, path.stem))
            cells.setdefault(heading, printed)
            if heading not in self.questions:
                self.questions.append(heading)
        self.add(Answers(path.stem, row, cells, variant))

    def _of_sheet(self, path: Path, row: int) -> tuple[list[tuple[str, str]], int | None]:
        data = sheet_data(path)
        listed = data.get("claims") if isinstance(data, Mapping) else None
        if not isinstance(listed, list):
            raise ExpressionError(say("there is no list of claims in it"))
        found = []
        for nth, claim in enumerate(listed):
            if not isinstance(claim, Mapping) or not isinstance(claim.get("quantity"), str) or "printed" not in claim:
                facts = say("claims[{nth}] needs the keys quantity and printed", nth=nth)
                self.not_read.append(NotRead(row, facts, path.stem))
                continue
            heading = heading_of(claim)
            self.claims.setdefault(heading, {k: claim[k] for k in ("quantity", "after", "at", "scale") if k in claim})
            printed = claim["printed"]
            found.append((heading, printed if isinstance(printed, str) else json.dumps(printed, default=str)))
        return found, variant_of(data.get("variant"))


def notebook_answers(raw: bytes) -> tuple[list[tuple[str, str]], int | None]:
    """Quantities and answers in a notebook, and the variant that is noted there.

    Read are lines `answer: dE/dw = 0.5` of any cell, comments in code too; each line `dE/dw = 0.5` of a cell with the
    tag `answer`; and Markdown tables with a column `answer`, of which the first column is the quantity. No cell is run.

    >>> cells = [{"cell_type": "markdown", "source": "answer: o = 0.5\\nanswer: p = "},
    ...          {"cell_type": "code", "source": ["# variant: 3"], "outputs": []}]
    >>> notebook_answers(json.dumps({"cells": cells}).encode())
    ([('o', '0.5')], 3)

    Raises `ExpressionError` for what is no notebook.
    """
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ExpressionError(say("this is no notebook: it is not JSON")) from None
    cells = data.get("cells") if isinstance(data, Mapping) else None
    if not isinstance(cells, list):
        raise ExpressionError(say("this is no notebook: it has no cells"))
    found: list[tuple[str, str]] = []
    variant = None
    for cell in cells:
        if not isinstance(cell, Mapping):
            continue
        for name, text in _marked(cell):
            if name == "variant":
                variant = variant_of(text.split()[0]) or variant
            elif (pair := _pair(text)) is not None:
                found.append(pair)
    return found, variant


def _marked(cell: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What the lines of a cell say: `answer` or `variant`, and the text."""
    source = cell.get("source", "")
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, Mapping) else None
    is_tagged = isinstance(tags, list) and TAG in tags
    column: int | None = None
    for line in text.splitlines():
        if len(line) > 10_000:
            continue
        bars = [part.strip() for part in line.strip().strip("|").split("|")] if "|" in line else []
        column = column if bars else None
        if match := _MARKED.fullmatch(line):
            yield match[1].lower(), match[2]
        elif bars and column is None:
            heads = [part.strip("* ").lower() for part in bars]
            column = next((i for i, head in enumerate(heads) if i and head in _HEADED), None)
        elif bars and column is not None:
            if len(bars) > column and bars[0] and not set(line) <= set("|-: \t"):
                yield TAG, f"{bars[0]} = {bars[column]}"
        elif is_tagged and "=" in line and not line.rstrip().endswith(_CODE):
            yield TAG, line


def pairs_in(text: str) -> list[tuple[str, str]]:
    """Quantities and answers in a text, one `quantity = number` a line; lines that are none are left out."""
    pairs = (_pair(line) for line in text.splitlines() if not line.lstrip().startswith("#"))
    return [pair for pair in pairs if pair is not None]


def _pair(text: str) -> tuple[str, str] | None:
    """`dE/dw = 0.5` as the quantity and what stands behind the last sign of equality; nothing where that is nothing."""
    name, equals, rest = text.partition("=")
    name = name.strip("\"'`$* ")
    printed = rest.rpartition("=")[2].strip("\"'`$*, ;")
    return (name, printed) if equals and name and printed else None
