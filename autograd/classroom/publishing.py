"""Worksheets as files: the exercises, their keys, and one table of all answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from autograd.classroom import as_html, as_jupyterquiz, as_latex, as_markdown, as_moodle, as_notebook
from autograd.classroom.keys import key_table
from autograd.classroom.worksheets import Worksheet, make_worksheets, write_files
from autograd.errors import ExpressionError
from autograd.language import say, speaking
from autograd.notation import quoted

#: The formats: how the files end, and what writes an exercise and its key.
FORMATS: dict[str, tuple[str, Callable[[Worksheet], str], Callable[[Worksheet], str]]] = {
    "html": ("html", as_html.exercise, as_html.key),
    "latex": ("tex", as_latex.exercise, as_latex.key),
    "markdown": ("md", as_markdown.exercise, as_markdown.key),
    "notebook": ("ipynb", as_notebook.exercise, as_notebook.key),
}
#: Formats for platforms that ask the questions themselves; their files hold the answers. All worksheets in one file …
PLATFORMS: dict[str, Callable[[Sequence[Worksheet]], str]] = {"moodle": as_moodle.quiz, "cloze": as_moodle.cloze}
#: … or a file for each.
JUPYTERQUIZ = "jupyterquiz"
ALL_FORMATS = (*FORMATS, *PLATFORMS, JUPYTERQUIZ)


def worksheet(
    sheet: str | Path | Mapping[str, Any],
    folder: str | Path | None = None,
    *,
    variants: int = 0,
    seed: int = 0,
    levels: Sequence[str] = (),
    formats: Sequence[str] = ("html",),
    digits: int = 5,
    lang: str | None = None,
    progress: Callable[[list[int]], Iterable[int]] | None = None,
) -> list[Worksheet]:
    """Make worksheets of a sheet: exercises with blanks, and keys worked out step by step.

    - `sheet`: a file, or what `json` or `tomllib` reads from it. Its table `vary` says which numbers inputs take.
    - `folder`: where files are written, `exercise-01.html`, `key-01.html` … and `key.csv`; without it, nowhere.
    - `variants`: so many, each with other numbers; 0 for one with the numbers of the sheet. `seed`: of these numbers.
    - `levels`: of `forward`, `gradients`, `update`, `mistake`; without any, what the claims of the sheet ask for.
    - `formats`: of `html`, `latex`, `markdown`, `notebook`; and for platforms that ask the questions `moodle` and
      `cloze`, one file for all, and `jupyterquiz`, `quiz-01.json` …
    - `digits`: how many significant digits are asked for.
    - `lang`: the language of the words, such as "zh".
    - `progress`: is given the numbers of the worksheets and hands them on one by one.

    >>> sheet = {"expressions": ["c = a + b", "d = b + 1", "e = c*d"], "inputs": {"a": 2, "b": 1}}
    >>> [one] = worksheet(sheet, levels=["gradients"])
    >>> [(item.written, answer) for item, answer in one.of_level("gradients")]
    [('∂e/∂d', '3'), ('∂e/∂c', '2'), ('∂e/∂a', '2'), ('∂e/∂b', '5')]

    Raises `ExpressionError` for a sheet that cannot be read, and for what there is not.
    """
    for format_ in formats:
        if format_ not in ALL_FORMATS:
            known = ", ".join(ALL_FORMATS)
            raise ExpressionError(
                say("there is no format {format}: the formats are {known}", format=quoted(format_), known=known)
            )
    found = speaking(lang).run(
        make_worksheets, sheet, variants=variants, seed=seed, levels=levels, digits=digits, progress=progress
    )
    if folder is not None:
        write_files(folder, files_of(found, formats))
    return found


def files_of(worksheets: Sequence[Worksheet], formats: Sequence[str]) -> dict[str, str]:
    """The files of worksheets by name: first all exercises, then all keys, so that a folder sorts and prints."""
    return speaking(worksheets[0].lang).run(_files, worksheets, formats)


def _files(worksheets: Sequence[Worksheet], formats: Sequence[str]) -> dict[str, str]:
    width = max(2, len(str(len(worksheets))))
    numbers = ["" if one.variant is None else f"-{one.variant:0{width}}" for one in worksheets]
    files: dict[str, str] = {}
    for which in ("exercise", "key"):
        for one, number in zip(worksheets, numbers, strict=True):
            for format_ in (name for name in FORMATS if name in formats):
                ending, exercise, key = FORMATS[format_]
                files[f"{which}{number}.{ending}"] = key(one) if which == "key" else exercise(one)
    files |= {f"{name}.xml": write(worksheets) for name, write in PLATFORMS.items() if name in formats}
    if JUPYTERQUIZ in formats:
        files |= {f"quiz{n}.json": as_jupyterquiz.quiz(one) for one, n in zip(worksheets, numbers, strict=True)}
    return {**files, "key.csv": "\ufeff" + key_table(worksheets)}
