"""Circles, lines and texts at given places as DOT text: what Graphviz is to paint (with its layout `nop2`).

Places are in points of 1/72 inch, y upwards. Lines are painted first, then circles and texts on top of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from autograd.lettering import caption, cell, markup, table, width
from autograd.palette import FONT, INK, LINE
from nn.pictures.line_labels import Point
from nn.pictures.shapes import Disc, Shape, Stroke, Words, Written

if TYPE_CHECKING:
    import graphviz

_ARROW = 6.0  # the length of an arrow's head
#: The sizes of the text in circles, and everywhere else.
_CIRCLE_SIZE, SIZE = 12, 11
#: The height of a line, in ems.
_LEADING = 1.36


class Canvas:
    """What is painted, above a caption of one line, or of several if it is wider than `room`.

    >>> canvas = Canvas([("two circles", INK)])
    >>> for name, x in (("a", 0.0), ("b", 100.0)):
    ...     canvas.circle(name, (x, 0.0), 20.0, [(name, INK)])
    >>> canvas.line("a", "b", [(20.0, 0.0), (80.0, 0.0)], arrow=True)
    >>> canvas.source.count("shape=circle"), canvas.source.count("->")
    (1, 1)
    """

    def __init__(self, legend: Sequence[Written], room: float = math.inf) -> None:
        import graphviz

        #: The texts that do not stand in the middle of their place, as `Drawing` takes them.
        self.anchors: dict[str, str] = {}
        #: All that is painted, for other formats.
        self.shapes: list[Shape] = []
        self.legend = legend
        self._graph: graphviz.Digraph = graphviz.Digraph(
            graph_attr={
                "layout": "nop2", "bgcolor": "white", "pad": "0.25", "fontname": FONT, "fontsize": str(SIZE),
                "labelloc": "b", "label": caption(legend, SIZE, strong=INK, room=room), "outputorder": "edgesfirst",
            },
            node_attr={
                "shape": "circle", "fixedsize": "true", "style": "filled", "fontname": FONT,
                "fontsize": str(_CIRCLE_SIZE), "color": LINE, "penwidth": "1.2", "label": "",
            },
            edge_attr={"arrowhead": "none", "arrowsize": "0.6", "color": LINE, "penwidth": "1.2"},
        )  # fmt: skip

    @property
    def source(self) -> str:
        """The DOT text."""
        return str(self._graph.source)

    def circle(self, name: str, middle: Point, radius: float, lines: Sequence[Written] = (), **style: str) -> None:
        """A circle with lines of text in it; `style`: attributes of Graphviz's for a node."""
        self.shapes.append(Disc(name, middle, radius, lines, style))
        label = table(_rows(lines, _CIRCLE_SIZE)) if lines else ""
        self._graph.node(name, label, pos=_pos(middle), width=f"{radius / 36:.3f}", **style)

    def line(self, tail: str, head: str, corners: Sequence[Point], arrow: bool, **style: str) -> None:
        """A line between two circles, straight between two `corners` or a Bézier curve by four; with an arrow or not.

        `style`: attributes of Graphviz's for an edge.
        """
        self.shapes.append(Stroke(tail, head, corners, arrow, dict(style)))
        if len(corners) == 2:
            (x0, y0), (x1, y1) = corners
            corners = [(x0 + (x1 - x0) * part / 3, y0 + (y1 - y0) * part / 3) for part in range(4)]
        pos = " ".join(map(_pos, corners))
        if arrow:
            # The curve ends where the arrow begins, and the arrow points on in the same direction.
            (x2, y2), (x3, y3) = corners[2:]
            part = _ARROW / math.dist((x2, y2), (x3, y3))
            base = (x3 - part * (x3 - x2), y3 - part * (y3 - y2))
            pos = f"e,{_pos(corners[3])} " + " ".join(map(_pos, [*corners[:3], base]))
            style["arrowhead"] = "normal"
        self._graph.edge(tail, head, pos=pos, **style)

    def text(self, name: str, lines: Sequence[Written], middle: Point, width: float, height: float) -> None:
        """Lines of text below each other, on a white ground, as they may stand on a line."""
        self.shapes.append(Words(lines, middle, width, height))
        self._write(name, table(_rows(lines, SIZE, width), ground="white"), middle, width, height)

    def columns(self, name: str, entries: Sequence[Written], middle: Point, width: float, anchor: str) -> None:
        """Texts beside each other, each so wide, at the "start" or the "end" of its place."""
        self.anchors[name] = anchor
        self.shapes.append(Words(entries, middle, width * len(entries), 14.0, anchor))
        align = {"start": "LEFT", "end": "RIGHT"}[anchor]
        cells = "".join(cell(_marked(entry), width - 2, 14, align=align) for entry in entries)
        self._write(name, table(f"<TR>{cells}</TR>"), middle, width * len(entries), height=14.0)

    def _write(self, name: str, label: str, middle: Point, width: float, height: float) -> None:
        size = {"width": f"{width / 72:.3f}", "height": f"{height / 72:.3f}"}
        self._graph.node(name, label, shape="plaintext", style="", fontsize=str(SIZE), pos=_pos(middle), **size)


def tint(colour: str, amount: float) -> str:
    """`colour` mixed with white: 0 is white, 1 the colour.

    >>> tint("#0b5cad", 0.0), tint("#0b5cad", 0.5), tint("#0b5cad", 1.0)
    ('#ffffff', '#85aed6', '#0b5cad')
    """
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * amount):02x}" for part in parts)


def _rows(lines: Sequence[Written], size: int, least: float = 0.0) -> str:
    """Lines of text below each other."""
    widest = max(least, *(width(text, size, colour == INK) for text, colour in lines))
    cells = (cell(_marked(line), widest, _LEADING * size) for line in lines)
    return "".join(f"<TR>{one}</TR>" for one in cells)


def _marked(written: Written) -> str:
    text, colour = written
    return markup(text, colour, bold=colour == INK)


def _pos(point: Point) -> str:
    return f"{point[0]:.2f},{point[1]:.2f}"
