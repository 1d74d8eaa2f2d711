"""A page from top to bottom: sections, paragraphs, displays, tables, program text, and the mathematics in each."""

from __future__ import annotations

import re
from dataclasses import replace

from autograd.reader.finding import tables
from autograd.reader.finding.delimiters import DISPLAY, FENCE, TABULAR, Span
from autograd.reader.finding.layout import LEADING, Line, lines_of
from autograd.reader.finding.lines import Found, line, narrow
from autograd.reader.finding.program import program
from autograd.reader.finding.rows import rows
from autograd.reader.finding.tex import Macros, expanded
from autograd.reader.located import Located
from autograd.reader.passage import CELL, CODE, COLUMN, TEXT, Lines, Passage
from autograd.reader.passage import DISPLAY as ON_ITS_OWN

_HEADING = re.compile(r"[ \t>]*#{1,6}[ \t]+|[ \t]*\\(?:sub){0,2}section\*?\{|[ \t]*\\(?:chapter|paragraph)\*?\{")
_ITEM = re.compile(r"[ \t>]*(?:[-+*•·●◦‣][ \t]+|\d{1,3}[.)、][ \t]+|\\item\b)")
_RULE = re.compile(r"[ \t>]*[-=~_*+#.]{3,}[ \t]*")
#: A line of its own in brackets, as a forum leaves what was a display.
_OPEN, _SHUT = re.compile(r"[ \t>]*\[[ \t]*"), re.compile(r"[ \t>]*\][ \t.,]*")
#: So many lines may stand between two such brackets.
_FARTHEST_BRACKET = 60
_MARK_OF_QUOTE = re.compile(r"(?<=\n)[ \t]*>+[ \t]?")


class Page:
    """Collects the passages of a file; block, section and heading are counted through all its parts."""

    def __init__(self, lines: Lines, macros: Macros) -> None:
        self.lines, self.macros = lines, macros
        self.passages: list[Passage] = []
        self.block = 0
        self.section = 0
        self.heading = ""
        self.cell = 0
        self.kind = ""  # of everything, where it is what a program printed

    def add(self, found: Found, heading: str = "", row: str = "") -> None:
        """One more passage."""
        content = found.content
        if self.macros and found.notation == "latex":
            content = expanded(content, self.macros)
        if content.text.strip():
            kind = self.kind if self.kind and found.kind in (TEXT, CODE) else found.kind
            self.passages.append(
                Passage(
                    content.text, found.notation, content.runs, self.block, heading or self.heading, self.section,
                    kind, row, self.cell, self.lines,
                )
            )  # fmt: skip

    def read(self, body: Located) -> None:
        """Find what stands in a text: Markdown, LaTeX, plain text, in any mixture."""
        body = Located.joined(["\n", body])
        reading = lines_of(body.text)
        at = 0
        while at < len(reading):
            at = self._next(body, reading, at)
        self.block += 1

    def finished(self) -> list[Passage]:
        """The passages, their blocks counted one after the other."""
        numbers: dict[int, int] = {}
        return [replace(one, block=numbers.setdefault(one.block, len(numbers))) for one in self.passages]

    def program(self, body: Located, start: int, end: int, language: str) -> None:
        """Find what stands in program text."""
        self.block += 1
        for found in program(body, start, end, language):
            self.add(found)

    def _next(self, body: Located, reading: list[Line], at: int) -> int:
        """Read what begins at a line; returns the number of the line after it."""
        current = reading[at]
        text = body.text
        if current.block is not None:
            self._block(body, current.block)
            return at + 1
        if current.start == current.end or not text[current.start : current.end].strip():
            self.block += 1
            return at + 1
        if until := tables.table_at(text, reading, at):
            for found, column, row in tables.table(body, reading[at:until]):
                self.block += 1
                self.add(found._replace(kind=found.kind if found.kind == COLUMN else CELL), column, row)
            self.block += 1
            return until
        if until := self._bracketed(body, reading, at):
            return until
        heading = _HEADING.match(text, current.start, current.end)
        if heading:
            self._title(text[heading.end() : current.end].rstrip(" \t#}"))
        elif _RULE.fullmatch(text, current.start, current.end):
            if text[current.start] == "=" and at and reading[at - 1].block is None:  # a title and a line below it
                self._title(text[reading[at - 1].start : reading[at - 1].end].strip())
            return at + 1
        elif _ITEM.match(text, current.start, current.end):
            self.block += 1
        start = current.start
        if leading := LEADING.match(text, start, current.inside[0].start if current.inside else current.end):
            start = leading.end()
        for found in line(body, start, current.end, list(current.inside)):
            self.add(found)
        return at + 1

    def _title(self, title: str) -> None:
        self.section += 1
        self.block += 1
        self.heading = title.strip("*_ ")[:200]

    def _block(self, body: Located, span: Span) -> None:
        """A display or a fence."""
        self.block += 1
        if span.kind == FENCE and span.language not in ("math", "latex", "tex", "katex"):
            self.program(body, span.inner, span.inner_end, span.language)
        elif span.kind == TABULAR:
            for found, column, row in tables.tabular(body, span):
                self.block += 1
                self.add(found._replace(kind=found.kind if found.kind == COLUMN else CELL), column, row)
        else:
            for row_ in rows(narrow(_unquoted(body[span.inner : span.inner_end]))):
                self.add(Found(row_, "latex", ON_ITS_OWN))
        self.block += 1

    def _bracketed(self, body: Located, reading: list[Line], at: int) -> int:
        """Read a display between bare brackets, each on a line of its own or both on one; 0 if there is none."""
        text, current = body.text, reading[at]
        inside = text[current.start : current.end].rstrip(" \t\r.,")
        leading = LEADING.match(inside)
        start = leading.end() if leading else 0
        if inside.startswith("[ ", start) and inside.endswith(" ]") and _latex(inside):
            start, end, until = current.start + start + 1, current.start + len(inside) - 1, at + 1
        elif _OPEN.fullmatch(text, current.start, current.end):
            for until in range(at + 1, min(at + _FARTHEST_BRACKET, len(reading))):
                other = reading[until]
                if other.block is not None and other.block.kind != DISPLAY:
                    return 0
                if _OPEN.fullmatch(text, other.start, other.end):
                    return 0
                if _SHUT.fullmatch(text, other.start, other.end):
                    start, end, until = current.end, other.start, until + 1
                    break
            else:
                return 0
        else:
            return 0
        self.block += 1
        for row in rows(narrow(_unquoted(body[start:end]))):
            self.add(Found(row, "latex", ON_ITS_OWN))
        self.block += 1
        return until


def _latex(text: str) -> bool:
    """Whether a bracket holds a formula rather than a list: it has a relation or LaTeX in it."""
    return "\\" in text or re.search("[=≈]", text) is not None


def _unquoted(text: Located) -> Located:
    """A display without the `>` that a quotation puts before its lines."""
    if "\n" not in text.text or ">" not in text.text:
        return text
    return text.without(_MARK_OF_QUOTE)
