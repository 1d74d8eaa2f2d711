"""A worksheet as a Jupyter notebook: cells to write answers into, which check themselves; its key likewise."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pprint import pformat
from typing import Any

from autograd.classroom import as_markdown
from autograd.classroom.folder import TAG
from autograd.classroom.levels import CORRECTION, LEVELS, MISTAKE
from autograd.classroom.wording import MISTAKE_ASKED, asked_for, heading, to_answer
from autograd.classroom.worksheets import Worksheet
from autograd.language import language, say, template
from autograd.notation import in_markdown

#: The keys of a sheet that an exercise needs.
_ASKED = ("inputs", "given", "expressions", "loss", "learning_rate", "update", "params")
_ABOUT = template(
    "Write your answers behind the signs of equality and run the cell. `hint=1` says how many are right, "
    "`hint=2` which one first went wrong, and `hint=3` which kind of slip it may be. "
    "The cells need the package `chainrule`."
)


def exercise(worksheet: Worksheet) -> str:
    """The exercise."""
    return _notebook(_exercise(worksheet))


def key(worksheet: Worksheet) -> str:
    """The key."""
    return _notebook([_cell("markdown", as_markdown.key(worksheet))])


def _exercise(worksheet: Worksheet) -> Iterable[dict[str, Any]]:
    title = [f"# {in_markdown(heading(worksheet))}", "", say("Name:"), "", *as_markdown.given(worksheet)]
    yield _cell("markdown", "\n".join(title))
    yield _cell("markdown", say(_ABOUT))
    if any(level != "mistake" for level in worksheet.levels):
        yield _cell(
            "code", f"from autograd.classroom import check_answers\n\nexercise = {_sheet_written(worksheet.data)}"
        )
    for level in worksheet.levels:
        note = [] if worksheet.variant is None else [f"# variant: {worksheet.variant}"]
        if level == "mistake":
            yield from _mistake(worksheet, note)
            continue
        told = asked_for(worksheet, level)
        yield _cell("markdown", f"## {say(LEVELS[level])}\n\n{told}")
        blanks = "\n".join(f"{item.written} = " for item, _ in worksheet.of_level(level))
        code = "\n".join(
            [*note, f'{level} = """', blanks, '"""', f"print(check_answers(exercise, {level}, hint=1{_in_language()}))"]
        )
        yield _cell("code", code, [TAG])


def _mistake(worksheet: Worksheet, note: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The solution with a slip in it, and a cell for what was found, which is marked like any answer."""
    mistake = worksheet.mistake
    if mistake is None:
        return
    yield _cell("markdown", "\n".join([f"## {say(LEVELS['mistake'])}", "", *as_markdown.solution(worksheet)]))
    rows = zip(mistake.items, mistake.printed, strict=True)
    solved = "\n".join(f"{item.written} = {text}" for item, text in rows)
    yield _cell(
        "code",
        f"from autograd.classroom import check_mistake\n\nother = {_sheet_written(worksheet.mistake_data)}\n"
        f'solved = """\n{solved}\n"""',
    )
    blanks = f"{MISTAKE} = \n{CORRECTION} = "
    asked = [*note, 'found = """', blanks, '"""', f"print(check_mistake(other, solved, found, hint=1{_in_language()}))"]
    yield _cell("code", "\n".join(asked), [TAG])
    yield _cell("markdown", to_answer(MISTAKE_ASKED[-1]))


def _in_language() -> str:
    """The argument that makes a cell answer in the language in force; none for English."""
    return "" if language() == "en" else f', lang="{language()}"'


def _sheet_written(data: Mapping[str, Any]) -> str:
    """What an exercise needs of a sheet, in Python."""
    return pformat({name: data[name] for name in _ASKED if name in data}, width=110, sort_dicts=False)


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
