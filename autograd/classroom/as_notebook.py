"""A worksheet as a Jupyter notebook: cells to write answers into, which check themselves; its key likewise."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pprint import pformat
from typing import Any

from autograd.classroom import as_markdown
from autograd.classroom.folder import TAG
from autograd.classroom.levels import LEVELS
from autograd.classroom.wording import heading, precision, task
from autograd.classroom.worksheets import Worksheet
from autograd.notation import in_markdown

#: The keys of a sheet that an exercise needs.
_ASKED = ("inputs", "given", "expressions", "loss", "learning_rate", "update", "params")
_ABOUT = """Write your numbers behind the signs of equality and run the cell. `hint=1` says how many are right, \
`hint=2` which one first went wrong, and `hint=3` which kind of slip it may be. \
The cells need the package `chainrule`."""


def exercise(worksheet: Worksheet) -> str:
    """The exercise."""
    return _notebook(_exercise(worksheet))


def key(worksheet: Worksheet) -> str:
    """The key."""
    return _notebook([_cell("markdown", as_markdown.key(worksheet))])


def _exercise(worksheet: Worksheet) -> Iterable[dict[str, Any]]:
    title = [f"# {in_markdown(heading(worksheet))}", "", "Name:", "", *as_markdown.given(worksheet)]
    yield _cell("markdown", "\n".join(title))
    if any(level != "mistake" for level in worksheet.levels):
        sheet = {name: worksheet.data[name] for name in _ASKED if name in worksheet.data}
        yield _cell("markdown", _ABOUT)
        yield _cell(
            "code",
            f"from autograd.classroom import check_answers\n\nexercise = {pformat(sheet, width=110, sort_dicts=False)}",
        )
    for level in worksheet.levels:
        if level == "mistake":
            lines = [f"## {LEVELS[level]}", "", *as_markdown.solution(worksheet)]
            yield _cell("markdown", "\n".join(lines))
            yield _cell("markdown", "The number, and the slip:")
            continue
        told = f"{task(worksheet, level)} {precision(worksheet)}"
        yield _cell("markdown", f"## {LEVELS[level]}\n\n{told}")
        note = [] if worksheet.variant is None else [f"# variant: {worksheet.variant}"]
        blanks = "\n".join(f"{item.written} = " for item, _ in worksheet.of_level(level))
        code = "\n".join([*note, f'{level} = """', blanks, '"""', f"print(check_answers(exercise, {level}, hint=1))"])
        yield _cell("code", code, [TAG])


def _cell(kind: str, text: str, tags: Iterable[str] = ()) -> dict[str, Any]:
    metadata = {"tags": list(tags)} if tags else {}
    cell: dict[str, Any] = {"cell_type": kind, "metadata": metadata, "source": text.splitlines(keepends=True)}
    return {**cell, "execution_count": None, "outputs": []} if kind == "code" else cell


def _notebook(cells: Iterable[dict[str, Any]]) -> str:
    numbered = [{"id": f"cell-{nth}", **cell} for nth, cell in enumerate(cells, start=1)]
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    notebook = {"cells": numbered, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
