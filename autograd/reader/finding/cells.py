"""A cell of a table: where it stands, what it shows, whether that is a number, what it names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from autograd.reader.finding.delimiters import SPAN_OF_CODE, Span
from autograd.reader.finding.lines import narrow
from autograd.reader.located import Located

#: How the cells of a row of HTML are parted, and how such a row begins.
CELL_MARK, ROW_MARK = "\ue000", "\ue001"

_NUMERIC = re.compile(r"[-+−]?\s*(?:\d|\.\d)|\[|\\begin\{.?matrix|\\left|\(\s*[-+−]?\d|\\mathbf|\{\s*[-−]")
_WORD = re.compile(r"[^\W\d_]{3,}")
_ARROW = re.compile(r"→|->|\\to(?![A-Za-z])|\\rightarrow")
_BRACED = re.compile(r"\{[^{}]*\}")
_LATEX_WORDS = re.compile(r"\\[A-Za-z]+")
_EXPLAINED = re.compile(r"(?P<name>[^\s(]+)\s+\([^()]{3,}\)\s*")


class Cell(NamedTuple):
    """A cell: where it stands on the page, the formulas in it, what it shows without marks, whether it is LaTeX."""

    start: int
    end: int
    inside: list[Span]
    shown: Located
    latex: bool

    @property
    def text(self) -> str:
        """What it shows."""
        return self.shown.text

    @property
    def numeric(self) -> bool:
        """Whether it holds a number, a list of numbers, or how a number is computed from others."""
        text = self.text
        if not _NUMERIC.match(text):
            return False
        return not _WORD.search(_LATEX_WORDS.sub("", text).replace("matrix", ""))


def first(span: Span) -> int:
    """Where a span begins."""
    return span.start


def cell_at(body: Located, start: int, end: int, inside: Sequence[Span]) -> Cell:
    """A cell, and what it shows without its marks."""
    text = body.text
    while start < end and text[start] in f" \t\n>{ROW_MARK}":
        start += 1
    while end > start and text[end - 1] in " \t\n\r":
        end -= 1
    mine = []
    for index in range(bisect_left(inside, start, key=first), len(inside)):
        if inside[index].end > end:
            break
        mine.append(inside[index])
    pieces: list[Located | str] = []
    at = start
    for span in mine:
        pieces += [body[at : span.start], body[span.inner : span.inner_end].stripped()]
        at = span.end
    pieces.append(body[at:end])
    shown = narrow(Located.joined(pieces))
    if "*" in shown.text and not mine:
        bold = shown.text.strip("*")
        marks = len(shown.text) - len(shown.text.lstrip("*"))
        shown = shown[marks : marks + len(bold)]
    return Cell(start, end, mine, shown.stripped(), any(span.kind != SPAN_OF_CODE for span in mine))


def named(cell: Cell) -> Cell | None:
    """What a cell names, without the words that explain it; None if it names no quantity."""
    formulas = cell.inside
    shown, latex = cell.shown, cell.latex
    if len(formulas) == 1 and shown.text:
        one = formulas[0]
        within = cell.start < one.start or one.end < cell.end
        if within:
            length = len(shown.text) - (cell.end - one.end) - (one.start - cell.start)
            shown = shown[one.start - cell.start :][:length].stripped()
    elif "(" in shown.text and (explained := _EXPLAINED.match(shown.text)):
        shown = shown[: explained.end("name")]
    text = shown.text
    if (
        not text
        or _ARROW.search(_BRACED.sub("", text))
        or len(text.split()) > 4 + 20 * latex
        or text[0].isdigit()
        or len(text) > 200
    ):
        return None
    return cell._replace(shown=shown, latex=latex)
