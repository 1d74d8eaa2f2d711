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
#: What may stand in an expression of numbers: commands and functions; letters besides are names.
_FUNCTIONS = re.compile(
    r"\\(?:[dt]?frac|sqrt|cdot|times|left|right|sigma|mathrm|operatorname|text|exp|ln|log|tanh|max|min|bigl?|bigr?|,|;|!)"
    r"(?![A-Za-z])|(?<![^\W\d_])(?:sigmoid|σ|tanh|relu|exp|ln|log|max|min|sqrt|softplus|e)(?![^\W\d_])",
    re.IGNORECASE,
)
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s?\{[a-zA-Z*]{1,20}\}|\\[A-Za-z]+")
_LETTER = re.compile(r"[^\W\d_]|\\[A-Za-z]")
_PLAIN = re.compile(
    r"(?:[=≈≃]|\\approx|\\simeq)?\s*(?:\\mathbf|\\boxed)?[{(]*\s*[-+−]?\s*(?:\d+(?:\{?[.,]\}?\d+)*|\.\d+)(?:[eE][-+−]?\d+)?\s*[})]*"
)
_OPERATION = re.compile(r"[-+−*/·×⋅^²³(=≈]|\\(?:cdot|times|frac|[dt]frac)|\s")
_ARROW = re.compile(r"→|->|\\to(?![A-Za-z])|\\rightarrow")
_BRACED = re.compile(r"\{[^{}]*\}")
_LATEX_WORDS = re.compile(r"\\[A-Za-z]+")
_EXPLAINED = re.compile(r"(?P<name>[^\s(]+)\s+\([^()]{3,}\)\s*")


#: A longer cell is text.
_LONGEST = 400


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
        return self.is_number or self.is_of_numbers

    @property
    def is_number(self) -> bool:
        """Whether it begins with a number or a list of numbers, as no heading does."""
        text = self.text
        return _NUMERIC.match(text) is not None and not _WORD.search(_LATEX_WORDS.sub("", text).replace("matrix", ""))

    @property
    def has_names(self) -> bool:
        """Whether there are letters in it that are no functions or commands."""
        return _LETTER.search(without_functions(_ENVIRONMENT.sub("", self.text))) is not None

    @property
    def is_plain(self) -> bool:
        """Whether it holds one number and nothing else; a sign of equality may stand before it."""
        return _PLAIN.fullmatch(self.text) is not None

    @property
    def is_of_numbers(self) -> bool:
        """Whether it is an expression of numbers that begins with a function: σ(0.4), \\frac{1}{2}(0.3 - 1)^2."""
        text = self.text
        return (
            any(character.isdigit() for character in text)
            and len(text) <= _LONGEST
            and not _LETTER.search(without_functions(text))
        )

    @property
    def is_expression(self) -> bool:
        """Whether it is a formula or an expression, and no number, name or words."""
        text = self.text
        if self.is_plain or len(text) > _LONGEST or _ARROW.search(text) or not _OPERATION.search(text):
            return False
        if self.inside:
            (one, *more), start, end = self.inside, self.start, self.end
            return not more and one.start == start and one.end == end
        return self.numeric or not _WORD.search(without_functions(text))


def without_functions(text: str) -> str:
    """A formula without its functions and the commands that are no names."""
    return _FUNCTIONS.sub("", text)


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
