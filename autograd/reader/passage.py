"""A piece of mathematics as it stands on a page: what the finding hands to the reading."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from autograd.reader.located import Located, Run, span


class Lines:
    """Where the lines of a file begin, to tell the line of an offset."""

    __slots__ = ("starts",)

    def __init__(self, text: str) -> None:
        self.starts = [0]
        at = text.find("\n")
        while at >= 0:
            self.starts.append(at + 1)
            at = text.find("\n", at + 1)

    def line(self, offset: int) -> int:
        """The line of an offset, counted from 1."""
        return bisect_right(self.starts, offset)


#: What stands around a passage: a display, a formula in a sentence, program text, a sentence, a cell of a table, what a
#: notebook's cell printed; a cell whose column is headed by a formula of other columns and nothing else.
DISPLAY, INLINE, CODE, TEXT, CELL, OUTPUT = "display", "inline", "code", "text", "cell", "output"
COLUMN = "column"


@dataclass(frozen=True)
class Passage:
    r"""One formula, line of code, line of text with a relation in it, or cell of a table.

    `text`: as written, without the marks around it (`$`, `\[`, backquotes, bold). Entities of HTML are resolved, rows
    of an `align` are passages of their own without their `&` and `\\`; `\tag`, `\label` are left out. HTML's indices
    are written `W_{ca}`, `x^{3}`, in plain notation too.
    `notation`: "latex", or "plain" (Unicode and code). A sentence with a formula in it, `$z_1$ = 0.7`, is "latex".
    `origin`: the runs that say where the characters stand in the file, see `span`.
    `block`: which paragraph, display, list, table row or fence it belongs to, counted in the file's order. A chain may
    go on within its block and into the next.
    `heading`: of a cell its column's heading, of anything else the title of its section. `row`: of a cell the name of
    its row, where one is found. The text of a cell with a number whose row has a name is `name = number` already, both
    as written, whatever the heading says: with the heading `Gradient` it is a gradient that is meant. Where the heading
    is a formula of other columns (`w_new = w_old - 0.1 × grad`), the text is `w_new = 0.5 - 0.1 × 0.3 = 0.47`, the
    other cells' numbers put in; where it is one without a relation, `e^2`, the text is `(-0.5)^2 = 0.25`.
    `section`: counts the headings before it. `kind`: one of DISPLAY, INLINE, CODE, TEXT, CELL, OUTPUT, COLUMN.
    `cell`: of a notebook its cell, counted from 1; else 0.

    >>> passage = Passage.of("a = 0.5")
    >>> passage.span(4, 7), passage.line(4)
    ((4, 7), 1)
    """

    text: str
    notation: str
    origin: tuple[Run, ...] = field(repr=False)
    block: int = 0
    heading: str = ""
    section: int = 0
    kind: str = TEXT
    row: str = ""
    cell: int = 0
    lines: Lines | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, text: str, notation: str = "plain", block: int = 0) -> Passage:
        """A passage that is a file of its own."""
        return cls(text, notation, Located.whole(text).runs, block, lines=Lines(text))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the file of `text[start:end]`."""
        return span(self.origin, start, end)

    def line(self, position: int) -> int:
        """The line of the file on which `text[position]` stands, counted from 1."""
        return self.lines.line(self.span(position, position)[0]) if self.lines else 1
