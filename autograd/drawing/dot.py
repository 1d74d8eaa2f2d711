"""A picture as DOT text, for Graphviz."""

from __future__ import annotations

import textwrap

from autograd.drawing.picture import GRADIENT, NAME, NOTE, VALUE, Arrow, Box, Picture
from autograd.lettering import caption, cell, markup, table, width
from autograd.palette import BLUE, FILL, FONT, GREY, INK, LEAF_FILL, LINE, PALE, VERMILLION

#: The sizes of the text in nodes, on edges and below the picture.
_NODE_SIZE, _EDGE_SIZE, _CAPTION_SIZE = 13, 11, 10
#: The smallest of them.
SMALLEST = min(_NODE_SIZE, _EDGE_SIZE, _CAPTION_SIZE)
#: Characters in a line of a formula, and lines of one formula.
LONGEST_LINE, MOST_LINES = 40, 3
#: From a line to what comes below the formula, in ems.
_LEADING = 1.5

_COLOURS = {NAME: INK, VALUE: BLUE, GRADIENT: VERMILLION, NOTE: GREY}


def dot(picture: Picture, width: float | None = None) -> str:
    """The DOT text of a picture, of the width it comes to or of this one, in points of 1/72 inch."""
    import graphviz

    legend = [(line.text, _COLOURS[line.about]) for line in picture.legend]
    # The size that a picture may take, as Graphviz has it, in inches; with the sign, one that is smaller grows to it.
    size = {} if width is None else {"size": f"{width / 72:.5f},1000!"}
    graph = graphviz.Digraph(
        graph_attr={
            "rankdir": picture.rankdir, "bgcolor": "white", "pad": "0.25", "nodesep": "0.3", "ranksep": "0.5",
            "fontname": FONT, "fontsize": str(_CAPTION_SIZE), "labelloc": "b",
            "label": caption(legend, _CAPTION_SIZE, *filter(None, [picture.note])),
            "outputorder": "edgesfirst", "margin": "0",
        } | size,
        node_attr={"shape": "box", "fontname": FONT, "fontsize": str(_NODE_SIZE), "margin": "0.12,0.07"},
        edge_attr={"fontname": FONT, "fontsize": str(_EDGE_SIZE), "arrowsize": "0.7"},
    )  # fmt: skip
    for box in picture.boxes:
        graph.node(box.identifier, label=_box_label(box), **_box_style(box))
    for arrow in picture.arrows:
        graph.edge(arrow.tail, arrow.head, label=_arrow_label(arrow), **_arrow_style(arrow))
    return str(graph.source)


def wrapped(text: str) -> list[str]:
    """`text` in lines: if it is long, several; if it is very long, cut.

    >>> wrapped("a + b"), len(wrapped("a + " * 50))
    (['a + b'], 3)
    """
    if len(text) <= LONGEST_LINE:
        return [text]
    lines = textwrap.wrap(text, LONGEST_LINE, break_on_hyphens=False)
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][: LONGEST_LINE - 2] + " …"]
    return lines


def _colour(colour: str, stands_out: bool | None) -> str:
    """`colour`, or something paler for what is not on the highlighted path."""
    return PALE[colour] if stands_out is False else colour


def _box_label(box: Box) -> str:
    rows = []
    for line in box.lines:
        pieces, bold = wrapped(line.text), line.about == NAME
        for piece in pieces:
            height = _NODE_SIZE * (_LEADING if piece is pieces[-1] else 1.25)
            content = markup(piece, _colour(_COLOURS[line.about], box.stands_out), bold)
            rows.append(f"<TR>{cell(content, width(piece, _NODE_SIZE, bold), height)}</TR>")
    return table("".join(rows))


def _box_style(box: Box) -> dict[str, str]:
    style = {
        "style": "rounded,filled",
        "fillcolor": LEAF_FILL if box.is_input else FILL,
        "color": _colour(INK if box.is_output else LINE, box.stands_out),
        "penwidth": "2.4" if box.is_output else "1.2",
    }
    return style | {"color": VERMILLION, "penwidth": "3"} if box.stands_out else style


def _arrow_label(arrow: Arrow) -> str:
    pieces = [piece for line in arrow.lines for piece in wrapped(line.text)]
    if not pieces:
        return ""
    # White behind the numbers, for where a steep edge runs into them; the spacing keeps it off the line elsewhere.
    widest = max(width(piece, _EDGE_SIZE) for piece in pieces)
    colour = _colour(VERMILLION, arrow.stands_out)
    rows = (cell(markup(piece, colour), widest, 1.25 * _EDGE_SIZE) for piece in pieces)
    return table("".join(f"<TR>{row}</TR>" for row in rows), ground="white", margin=3)


def _arrow_style(arrow: Arrow) -> dict[str, str]:
    if arrow.stands_out:
        return {"color": VERMILLION, "penwidth": "2.6"}
    return {"color": _colour(LINE, arrow.stands_out), "penwidth": "1.2"}
