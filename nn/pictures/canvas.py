"""Circles, lines and texts at given places as DOT text: what Graphviz is to paint (with its layout `nop2`).

Places are in points of 1/72 inch, y upwards. Lines are painted first, then circles and texts on top of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from autograd.drawing import FONT, GREY, INK, LINE
from nn.pictures.line_labels import Point

if TYPE_CHECKING:
    import graphviz

#: A piece of text and its colour; what is in INK is a name, in bold.
Written = tuple[str, str]

_ARROW = 6.0  # the length of an arrow's head


class Canvas:
    """What is painted, above a caption of one line.

    >>> canvas = Canvas([("two circles", GREY)])
    >>> for name, x in (("a", 0.0), ("b", 100.0)):
    ...     canvas.circle(name, (x, 0.0), 20.0, [(name, INK)])
    >>> canvas.line("a", "b", [(20.0, 0.0), (80.0, 0.0)], arrow=True)
    >>> canvas.source.count("shape=circle"), canvas.source.count("->")
    (1, 1)
    """

    def __init__(self, caption: Sequence[Written]) -> None:
        import graphviz

        shown = _html("  ·  ", GREY).join(_html(*part) for part in caption)
        self._graph: graphviz.Digraph = graphviz.Digraph(
            graph_attr={
                "layout": "nop2", "bgcolor": "white", "pad": "0.25", "fontname": FONT, "fontsize": "11",
                "labelloc": "b", "label": f"<<BR/>{shown}>", "outputorder": "edgesfirst",
            },
            node_attr={
                "shape": "circle", "fixedsize": "true", "style": "filled", "fontname": FONT, "fontsize": "12",
                "color": LINE, "penwidth": "1.2", "label": "",
            },
            edge_attr={"arrowhead": "none", "arrowsize": "0.6", "color": LINE, "penwidth": "1.2"},
        )  # fmt: skip

    @property
    def source(self) -> str:
        """The DOT text."""
        return str(self._graph.source)

    def circle(self, name: str, middle: Point, radius: float, lines: Sequence[Written] = (), **style: str) -> None:
        """A circle with lines of text in it; `style`: attributes of Graphviz's for a node."""
        rows = "".join(f"<TR><TD>{_html(*line)}</TD></TR>" for line in lines)
        label = _table(rows) if lines else ""
        self._graph.node(name, label, pos=_pos(middle), width=f"{radius / 36:.3f}", **style)

    def line(self, tail: str, head: str, corners: Sequence[Point], arrow: bool, **style: str) -> None:
        """A line between two circles, straight between two `corners` or a Bézier curve by four; with an arrow or not.

        `style`: attributes of Graphviz's for an edge.
        """
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
        said = "<BR/>".join(_html(*line) for line in lines)
        self._write(name, f'<TR><TD BGCOLOR="white">{said}</TD></TR>', middle, width, height)

    def columns(self, name: str, entries: Sequence[Written], middle: Point, width: float, align: str) -> None:
        """Texts beside each other, each so wide and "LEFT" or "RIGHT" in its place."""
        cells = "".join(f'<TD WIDTH="{width - 2:g}" ALIGN="{align}">{_html(*entry)}</TD>' for entry in entries)
        self._write(name, f"<TR>{cells}</TR>", middle, width * len(entries), height=14.0)

    def _write(self, name: str, rows: str, middle: Point, width: float, height: float) -> None:
        size = {"width": f"{width / 72:.3f}", "height": f"{height / 72:.3f}"}
        self._graph.node(name, _table(rows), shape="plaintext", style="", fontsize="11", pos=_pos(middle), **size)


def tint(colour: str, amount: float) -> str:
    """`colour` mixed with white: 0 is white, 1 the colour.

    >>> tint("#0b5cad", 0.0), tint("#0b5cad", 0.5), tint("#0b5cad", 1.0)
    ('#ffffff', '#85aed6', '#0b5cad')
    """
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * amount):02x}" for part in parts)


def _html(text: str, colour: str) -> str:
    """`text` as it is in Graphviz's HTML. A backslash doubled is one, and no escape."""
    shown = escape(text).replace("\\", "\\\\")
    return f'<FONT COLOR="{colour}">{f"<B>{shown}</B>" if colour == INK else shown}</FONT>'


def _table(rows: str) -> str:
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1">{rows}</TABLE>>'


def _pos(point: Point) -> str:
    return f"{point[0]:.2f},{point[1]:.2f}"
