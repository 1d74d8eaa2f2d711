r"""A picture for LaTeX: Graphviz says where everything stands, TikZ draws it, TeX sets the formulas.

What is drawn stays readable and can be edited: a `\node` for each node, a `\draw` for each edge, its style by what it
is. It needs tikz and amsmath, nothing else, and compiles with pdflatex and lualatex.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from autograd.drawing.dot import wrapped
from autograd.drawing.look import COMPACT
from autograd.drawing.picture import GRADIENT, NAME, NOTE, VALUE, Arrow, Box, Line, Picture
from autograd.layout import Curve, Layout, Point, Size, lay_out
from autograd.lettering import latex_signs, latex_text, width
from autograd.palette import BLUE, GREY, INK, LEAF_FILL, LINE, VERMILLION

#: The size of letters in nodes, in points, LaTeX's \normalsize; and elsewhere or where room is short, \footnotesize.
_NODE_SIZE, _SMALL_SIZE = 10.0, 8.0
#: From one line to the next, in ems; in a formula with a fraction there is more in a line.
_LEADING, _OF_A_FRACTION = 1.35, 2.3
#: What keeps a fraction from the lines above and below.
_STRUT = r"\rule[-0.9em]{0pt}{2.2em}"
#: Around the text of a node, beside it and above it; and between it and the legend.
_BESIDE, _ABOVE, _BELOW = 7.0, 4.0, 10.0
#: TeX's letters are narrower than those `width` measures by.
_NARROWER = 0.9
#: A formula of more characters is cut: LaTeX would not break it.
_LONGEST = 60

_WORDS = re.compile(r"\\text\{[^}]*[ ~]")

_COLOURS = {"ink": INK, "value": BLUE, "gradient": VERMILLION, "note": GREY, "line": LINE, "ground": LEAF_FILL}
_COLOUR_OF = {NAME: "ink", VALUE: "value", GRADIENT: "gradient"}

_STYLES = r"""
  result/.style={draw=line, fill=white, line width=0.6bp, rounded corners=3bp, align=center, inner sep=0pt},
  input/.style={result, fill=ground},
  output/.style={result, draw=ink, line width=1.4bp},
  arrow/.style={draw=line, line width=0.6bp, -latex},
  partial/.style={fill=white, inner sep=1bp, font=\footnotesize, align=center},
  beside/.style={anchor=west, align=left},
  legend/.style={font=\footnotesize, align=center, inner sep=0pt},
  emphasis/.style={draw=gradient, line width=1.6bp},
  faded/.style={opacity=0.4},"""

_DOCUMENT = r"""\documentclass{article}
%% One picture on a page of its size, for pdflatex or lualatex.
\usepackage[paperwidth=%dbp, paperheight=%dbp, margin=8bp]{geometry}
\usepackage{amsmath, tikz}
\pagestyle{empty}
\setlength{\parindent}{0pt}
\setlength{\topskip}{0pt}
%s\begin{document}
%s\end{document}
"""

#: Pdflatex stops at characters that its fonts do not have.
_UNKNOWN = r"\ifdefined\DeclareUnicodeCharacter %s\fi" + "\n"
_LAST_KNOWN = 0x17F  # the accented letters of Latin script; beyond, fonts differ


class Figure(NamedTuple):
    """A `tikzpicture`, to stand in a document that uses tikz and amsmath; and its size in points of 1/72 inch."""

    text: str
    size: Size


def tikz(picture: Picture, width: float | None = None) -> Figure:
    """The picture as a figure; `width` as for `dot`."""
    drawn = _Figure(picture, width)
    return Figure(drawn.text, drawn.size)


def document(figure: Figure) -> str:
    """A figure as a document of its own."""
    unknown = sorted({character for character in figure.text if ord(character) > _LAST_KNOWN})
    declared = "".join(rf"\DeclareUnicodeCharacter{{{ord(character):04X}}}{{?}}" for character in unknown)
    room = 20  # two margins, and a little for rounding
    return _DOCUMENT % (
        figure.size[0] + room, figure.size[1] + room, _UNKNOWN % declared if declared else "", figure.text,
    )  # fmt: skip


class _Setting(NamedTuple):
    """How lines of text are set: the size of their letters, and from how many characters on they are broken: at an
    equals sign, and elsewhere.
    """

    size: float
    longest: int
    longest_row: int

    def size_of(self, lines: Iterable[Line]) -> Size:
        """The room that lines take below each other."""
        sizes = [self._size(piece) for line in lines for piece in line.pieces(self.longest)]
        return max((wide for wide, _ in sizes), default=0.0), sum(high for _, high in sizes)

    def written(self, lines: Iterable[Line]) -> str:
        """Lines below each other, in their colours."""
        pieces = (piece for line in lines for piece in line.pieces(self.longest))
        return r" \\ ".join(_coloured(self._formula(piece), piece) for piece in pieces)

    def _size(self, line: Line) -> Size:
        rows = self._rows(line)
        latex = line.latex
        leading = _OF_A_FRACTION if "frac" in latex else _LEADING
        narrower = 1.0 if r"\left" in latex else _NARROWER
        return narrower * max(width(row, self.size) for row in rows), self.size * leading * len(rows)

    def _rows(self, line: Line) -> list[str]:
        """The rows that TeX breaks a line into; a very long one is cut."""
        if len(line.text) > _LONGEST:
            return [line.text[: _LONGEST - 2] + " …"]
        # TeX breaks after signs between operands only, and not inside its large parentheses.
        words = max(map(len, line.text.split(" ")))
        can_break = words <= self.longest_row < _LONGEST and r"\left" not in line.latex
        return wrapped(line.text, self.longest_row) if can_break else [line.text]

    def _formula(self, line: Line) -> str:
        """A line as a formula; a very long one as text, as TeX would not break it."""
        rows = self._rows(line)
        if len(line.text) > _LONGEST:
            return latex_text(rows[0])
        formula = f"{_STRUT if 'frac' in line.latex else ''}${latex_signs(line.latex)}$"
        if len(rows) == 1:
            return formula
        if _WORDS.search(line.latex):  # within a name of several words TeX would not break
            formula = r" \\ ".join(map(latex_text, rows))
        return rf"\parbox{{{self._size(line)[0]:.1f}bp}}{{\centering\strut {formula}\strut}}"


class _Figure:
    """The text of a picture, and its size in points of 1/72 inch."""

    def __init__(self, picture: Picture, width_wanted: float | None) -> None:
        look = picture.look
        compact = look is COMPACT
        if compact:
            self.on_edge = _Setting(_SMALL_SIZE, look.longest_on_edge, look.longest_line)
            self.in_box = _Setting(_SMALL_SIZE, look.longest_line, look.longest_line)
        else:
            self.on_edge = _Setting(_SMALL_SIZE, _LONGEST, _LONGEST)
            self.in_box = _Setting(_NODE_SIZE, _LONGEST, _LONGEST)
        beside = _BESIDE / 2 if compact else _BESIDE
        boxes = [self.in_box.size_of(box.lines) for box in picture.boxes]
        layout = lay_out(
            [(wide + 2 * beside, high + 2 * _ABOVE) for wide, high in boxes],
            picture.ends(),
            [self.on_edge.size_of(arrow.lines) for arrow in picture.arrows],
            picture.rankdir,
            ranksep=look.ranksep / 2,
            nodesep=min(look.nodesep, 0.25),
            lengths=[arrow.length for arrow in picture.arrows],
        )
        self.legend = [*picture.legend, *([Line(picture.note, NOTE)] if picture.note else [])]
        legend = sum(_NARROWER * width(line.text, _SMALL_SIZE) + _BELOW for line in self.legend)
        self.below = _BELOW + 1.5 * _SMALL_SIZE
        self.inside = (max(layout.width, legend), layout.height + self.below)
        self.scale = 1.0 if width_wanted is None else width_wanted / self.inside[0]
        self.size = (self.scale * self.inside[0], self.scale * self.inside[1])
        self.text = "\n".join(self._lines(picture, layout)) + "\n"

    def _lines(self, picture: Picture, layout: Layout) -> Iterable[str]:
        yield r"\begin{tikzpicture}[x=1bp, y=-1bp,"
        if self.scale != 1:
            yield f"  scale={self.scale:.6g}, transform shape,"
        yield _STYLES.strip("\n")
        if self.in_box.size < _NODE_SIZE:
            yield r"  every node/.style={font=\footnotesize},"
        yield "]"
        yield from (rf"\definecolor{{{name}}}{{HTML}}{{{hue[1:].upper()}}}" for name, hue in _COLOURS.items())
        left = round(layout.width / 2 - self.inside[0] / 2, 1)
        right = left + self.inside[0]
        yield rf"\useasboundingbox {_at((left, 0.0))} rectangle {_at((right, self.inside[1]))};"
        yield from (_draw(arrow, curve) for arrow, curve in zip(picture.arrows, layout.curves, strict=True))
        for box, place in zip(picture.boxes, layout.boxes, strict=True):
            yield _node(box, self.in_box.written(box.lines), (place.x, place.y), (place.width, place.height))
        beside = ", beside" if picture.goes_down else ""
        for arrow, curve in zip(picture.arrows, layout.curves, strict=True):
            if arrow.lines and curve.label:
                # The text of a line that goes down begins beside it.
                x, y = curve.label
                at = (x - self.on_edge.size_of(arrow.lines)[0] / 2 if beside else x, y)
                faded = ", faded" if arrow.stands_out is False else ""
                yield rf"\node[partial{beside}{faded}] at {_at(at)} {{{self.on_edge.written(arrow.lines)}}};"
        middle = (layout.width / 2, layout.height + self.below / 2)
        said = r" $\cdot$ ".join(_coloured(latex_text(line.text), line) for line in self.legend)
        yield rf"\node[legend] at {_at(middle)} {{{said}}};"
        yield r"\end{tikzpicture}"


def _node(box: Box, written: str, middle: Point, size: Size) -> str:
    styles = ["output" if box.is_output else "input" if box.is_input else "result"]
    styles += {True: ["emphasis"], False: ["faded"], None: []}[box.stands_out]
    room = f"minimum width={size[0]:.1f}bp, minimum height={size[1]:.1f}bp"
    return rf"\node[{', '.join(styles)}, {room}] ({box.identifier}) at {_at(middle)} {{{written}}};"


def _draw(arrow: Arrow, curve: Curve) -> str:
    style = {True: "arrow, emphasis", False: "arrow, faded", None: "arrow"}[arrow.stands_out]
    start, *rest = map(_at, curve.points)
    pieces = zip(rest[::3], rest[1::3], rest[2::3], strict=True)
    return rf"\draw[{style}] {start}" + "".join(f" .. controls {a} and {b} .. {c}" for a, b, c in pieces) + ";"


def _coloured(written: str, line: Line) -> str:
    return rf"\textcolor{{{_COLOUR_OF.get(line.about, 'note')}}}{{{written}}}"


def _at(point: Point) -> str:
    return f"({point[0]:.1f},{point[1]:.1f})"
