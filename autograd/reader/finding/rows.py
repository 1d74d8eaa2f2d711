r"""A display taken apart: the rows of an `align` or of `\\`, equations side by side; a matrix stays whole."""

from __future__ import annotations

import re
from bisect import bisect_left

from autograd.reader.finding.vocabulary import words
from autograd.reader.located import Located

#: Environments whose rows are equations.
_EQUATIONS = words(
    "align alignat aligned alignedat dmath displaymath eqnarray equation flalign gather gathered math multline "
    "split subequations"
)
#: Environments whose rows are equations where the environment begins the equation: a system. After `f =` it is one
#: function, piece by piece.
_SYSTEMS = frozenset(("cases", "array"))

_MARK = re.compile(
    r"""
      \\(?P<edge>begin|end)\s?\{(?P<environment>[A-Za-z]{1,20})\*?\}
    | (?P<row>\\\\(?:\\\\)?\*?(?:\[[^\[\]\n]{0,20}\])?)
    | (?P<gap>\\q?quad(?![A-Za-z]))
    | (?P<number>\\(?:tag|label)\s?\*?\{[^{}]*\}|\\(?:nonumber|notag|hline|displaystyle|limits)(?![A-Za-z]))
    | (?P<escape>\\[\s\S])
    | (?P<comment>(?<=\n)[ \t]*%[^\n]*)
    | (?P<other>[{}\[\]()&,;])
    """,
    re.VERBOSE,
)
_RELATION = re.compile(
    r"[=≈≃≅≔←]|:=|\\(?:approx|simeq|cong|leftarrow|gets|coloneqq|equiv|to|rightarrow|Rightarrow|implies|doteq)"
    r"(?![A-Za-z])"
)
_ARGUMENT = re.compile(r"\s*(?:\[[^\[\]]{0,20}\])?\s*\{[^{}]{0,40}\}")
_SPACE = re.compile(r"(?:[\s&,;]|\\q?quad(?![A-Za-z])|\\[ ,;:!])*")
_PREFIX = re.compile(r"(?:\\left\s*\\?[.{|(\[]|\\displaystyle|[\s&{])*")


def rows(display: Located) -> list[Located]:
    r"""The equations of a display, one after the other, without what only places them.

    >>> [row.text for row in rows(Located.whole(r"\begin{align} a &= 1 \tag{3} \\ b &= 2 \end{align}"))]
    ['a  = 1', 'b  = 2']
    >>> [row.text for row in rows(Located.whole(r"w_1 = 0.3, w_2 = 0.5 \quad f(x, y) = 2"))]
    ['w_1 = 0.3', 'w_2 = 0.5', 'f(x, y) = 2']
    """
    return [piece for row in _Rows(display).pieces() for piece in _side_by_side(row)]


class _Rows:
    def __init__(self, display: Located) -> None:
        self.display, self.text = display, display.text
        self.found: list[Located] = []
        self.kept: list[Located | str] = []  # the pieces of the row being read
        self.from_ = 0
        self.columns = 0

    def pieces(self) -> list[Located]:
        opened: list[tuple[str, bool]] = []  # environments, and whether their rows are equations
        opaque = braces = 0
        for mark in _MARK.finditer(self.text):
            if mark.start() < self.from_:
                continue
            character = mark["other"]
            if mark["edge"] == "begin":
                name = mark["environment"]
                equations = not opaque and (name in _EQUATIONS or (name in _SYSTEMS and self._empty(mark.start())))
                opened.append((name, equations))
                if equations:
                    self._cut(mark.start(), mark.end())
                    self._end_row()
                    if name in ("alignat", "alignedat", "array") and (given := _ARGUMENT.match(self.text, mark.end())):
                        self.from_ = given.end()
                else:
                    opaque += 1
            elif mark["edge"] == "end":
                equations = opened.pop()[1] if opened else True
                if equations:
                    self._cut(mark.start(), mark.end())
                    self._end_row()
                else:
                    opaque -= 1
            elif mark["number"] or mark["comment"]:
                self._cut(mark.start(), mark.end())
            elif opaque:
                continue
            elif character == "{":
                braces += 1
            elif character == "}":
                braces = max(braces - 1, 0)
            elif mark["row"] and not braces:
                self._cut(mark.start(), mark.end())
                self._end_row()
            elif character == "&" and not braces:
                self._column(mark.start(), mark.end())
        self._cut(len(self.text), len(self.text))
        self._end_row()
        return self.found

    def _cut(self, start: int, end: int) -> None:
        """Keep what stands before `start`, leave out what stands up to `end`."""
        if start > self.from_:
            self.kept.append(self.display[self.from_ : start])
        self.from_ = end

    def _empty(self, start: int) -> bool:
        """Whether nothing but a brace stands before the environment in this row."""
        before = "".join(piece if isinstance(piece, str) else piece.text for piece in self.kept)
        before += self.text[self.from_ : start]
        return _PREFIX.fullmatch(before) is not None

    def _column(self, start: int, end: int) -> None:
        """A `&`: every second one, between two equations, ends the first."""
        self.columns += 1
        self._cut(start, end)
        if self.columns % 2 == 0 and not _RELATION.match(self.text, _past_space(self.text, end)):
            before = self.kept[-1].text.rstrip() if self.kept and isinstance(self.kept[-1], Located) else ""
            if before and not before.endswith(("=", "≈", r"\approx")):
                columns = self.columns
                self._end_row()
                self.columns = columns
                return
        self.kept.append(" ")

    def _end_row(self) -> None:
        row = Located.joined(self.kept).stripped()
        self.kept, self.columns = [], 0
        if row.text and _PREFIX.fullmatch(row.text) is None and row.text != r"\right.":
            self.found.append(row)


def _past_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\n{}":
        at += 1
    return at


def _side_by_side(row: Located) -> list[Located]:
    r"""The equations of a row, where commas, `;` or `\quad` part them: each has a relation of its own."""
    cuts: list[tuple[int, int]] = []
    depth = opaque = 0
    for mark in _MARK.finditer(row.text):
        if mark["edge"]:
            opaque += 1 if mark["edge"] == "begin" else -1
        character = mark["other"]
        if character and character in "([{":
            depth += 1
        elif character and character in ")]}":
            depth = max(depth - 1, 0)
        elif depth or opaque > 0:
            continue
        elif mark["gap"] or (character and character in ",;" and not row.text[mark.end() : mark.end() + 1].isdigit()):
            cuts.append((mark.start(), mark.end()))
    starts = [relation.start() for relation in _RELATION.finditer(row.text)]

    def equation(start: int, end: int) -> bool:
        """Whether a piece has a relation, with something before it."""
        at = bisect_left(starts, start)
        return at < len(starts) and _begins(row.text, start) < starts[at] < end

    pieces: list[Located] = []
    start = 0
    for index, (cut, after) in enumerate(cuts):
        following = index + 1
        while following < len(cuts) and cuts[following][0] - after < 3:  # `, \quad`: two marks at one place
            following += 1
        end = cuts[following][0] if following < len(cuts) else len(row.text)
        # What is cut off must be an equation, and so must what is left.
        if equation(start, cut) and equation(after, end):
            pieces.append(row[start:cut])
            start = after
    pieces.append(row[start:])
    trimmed = (_trimmed(piece) for piece in pieces)
    return [piece for piece in trimmed if piece.text]


def _begins(text: str, start: int) -> int:
    """Where a piece begins, past white space."""
    match = _SPACE.match(text, start)
    return match.end() if match else start


def _trimmed(piece: Located) -> Located:
    """A piece without white space around it and without the sign that ends a sentence."""
    piece = piece[_begins(piece.text, 0) :]
    text = piece.text.rstrip(" \t\r\n,.;:，。；：\ue003")
    return piece[: len(text) + 1] if text.endswith("\\") else piece[: len(text)]
