"""How a page is laid out: its lines, and what takes the place of lines, displays and program text."""

from __future__ import annotations

import re
from typing import NamedTuple

from autograd.reader.finding.delimiters import DISPLAY, FENCE, TABULAR, Span, spans

#: What stands before the text of a line: the marks of quotations and lists.
LEADING = re.compile(
    r"[ \t]*(?:>[ \t]?)*[ \t]*"
    r"(?:(?:[-+*•·●◦‣](?:[ \t]+|(?=\*\*))|\(?\d{1,3}[.)、][ \t]+|\\item\b[ \t]*)(?![\d.]+[ \t]*[-+*/=]))*"
)


class Line(NamedTuple):
    """A line of a page, with the formulas in it; or a display or program text, on lines of its own."""

    start: int
    end: int
    inside: tuple[Span, ...] = ()
    block: Span | None = None  # a display or a fence instead of a line


def lines_of(text: str) -> list[Line]:
    """The lines of a text: a formula may reach over an end of line, a display or a fence is no line."""
    reading: list[Line] = []
    start = 0
    inside: list[Span] = []
    for span in [*spans(text), None]:
        position = inside[-1].end if inside else start
        limit = span.start if span else len(text)
        while (newline := text.find("\n", position, limit)) >= 0:
            reading.append(Line(start, newline, tuple(inside)))
            start = position = newline + 1
            inside = []
        if span is None:
            reading.append(Line(start, len(text), tuple(inside)))
        elif span.kind in (FENCE, TABULAR) or (span.kind == DISPLAY and _on_its_own(text, start, span, inside)):
            if inside or text[start : span.start].strip():
                reading.append(Line(start, span.start, tuple(inside)))
            reading.append(Line(span.start, span.end, (), span))
            start, inside = span.end, []
        else:
            inside.append(span)
    return reading


def _on_its_own(text: str, start: int, span: Span, inside: list[Span]) -> bool:
    """Whether a display stands on lines of its own, and not within a sentence or a cell."""
    if "\n" in text[span.start : span.end]:
        return True
    end = text.find("\n", span.end)
    after = text[span.end : end if end >= 0 else len(text)]
    if inside or after.strip(" \t\r.,;:，。；：") not in ("", "\\\\"):
        return False
    before = text[start : span.start]
    return not before.strip(" \t>-*+•") or LEADING.fullmatch(before) is not None
