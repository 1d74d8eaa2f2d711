"""A picture as DOT text, for Graphviz."""

from __future__ import annotations

import textwrap

from autograd.drawing.look import ROOMY, Look
from autograd.drawing.picture import GRADIENT, NAME, NOTE, VALUE, Arrow, Box, Line, Picture
from autograd.layout import settings
from autograd.lettering import caption, cell, markup, table, width
from autograd.palette import BLUE, FILL, FONT, GREY, INK, LEAF_FILL, LINE, PALE, VERMILLION

#: A formula of more characters is cut.
LONGEST = 120
#: From a line to what comes below the formula, in ems.
_LEADING = 1.5

_COLOURS = {NAME: INK, VALUE: BLUE, GRADIENT: VERMILLION, NOTE: GREY}


def dot(picture: Picture, width: float | None = None) -> str:
    """The DOT text of a picture, of the width it comes to or of this one, in points of 1/72 inch."""
    import graphviz

    look = picture.look
    legend = [(line.text, _COLOURS[line.about]) for line in picture.legend]
    # The size that a picture may take, as Graphviz has it, in inches; with the sign, one that is smaller grows to it.
    size = {} if width is None else {"size": f"{width / 72:.5f},1000!"}
    graph = graphviz.Digraph(
        graph_attr={
            "rankdir": picture.rankdir, "bgcolor": "white", "pad": str(look.pad), "nodesep": str(look.nodesep),
            "ranksep": str(look.ranksep), "fontname": FONT, "fontsize": str(look.caption_size), "labelloc": "b",
            "label": caption(legend, look.caption_size, *filter(None, [picture.note])),
            "outputorder": "edgesfirst", "margin": "0",
        } | size | settings(len(picture.boxes), picture.ends()),
        node_attr={"shape": "box", "fontname": FONT, "fontsize": str(look.node_size), "margin": look.margin},
        edge_attr={"fontname": FONT, "fontsize": str(look.edge_size), "arrowsize": "0.7"},
    )  # fmt: skip
    for box in picture.boxes:
        graph.node(box.identifier, label=_box_label(box, look), **_box_style(box))
    for arrow in picture.arrows:
        graph.edge(arrow.tail, arrow.head, label=_arrow_label(arrow, look, picture.goes_down), **_arrow_style(arrow))
    return str(graph.source)


def wrapped(text: str, longest: int = ROOMY.longest_line) -> list[str]:
    """`text` in lines of so many characters, or of its longest word; if it is very long, cut.

    >>> wrapped("a + b"), len(wrapped("a + " * 50)), wrapped("-0.000123 + x", 8)
    (['a + b'], 3, ['-0.000123', '+ x'])
    """
    if len(text) <= longest:
        return [text]
    longest = max(longest, min(ROOMY.longest_line, max(map(len, text.split()), default=0)))
    lines = textwrap.wrap(text, longest, break_on_hyphens=False)
    most = LONGEST // longest
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: longest - 2] + " …"]
    return lines


def box_width(box: Box, look: Look) -> float:
    """The width of a box, in points."""
    beside = 144 * float(look.margin.partition(",")[0])
    return beside + max(
        width(text, look.node_size, line.about == NAME) for line in box.lines for text in _in_lines(line, look)
    )


def label_width(arrow: Arrow, look: Look) -> float:
    """The width of what stands on an arrow, in points."""
    return 6 + max((width(text, look.edge_size) for text in _on(arrow, look)), default=0.0)


def _in_lines(line: Line, look: Look) -> list[str]:
    return [text for piece in line.pieces(look.longest_line) for text in wrapped(piece.text, look.longest_line)]


def _on(arrow: Arrow, look: Look) -> list[str]:
    """What stands on an arrow, in lines: broken early before a number, but formulas stay whole."""
    pieces = [piece for line in arrow.lines for piece in line.pieces(look.longest_on_edge)]
    return [text for piece in pieces for text in wrapped(piece.text, look.longest_line)]


def _colour(colour: str, stands_out: bool | None) -> str:
    """`colour`, or something paler for what is not on the highlighted path."""
    return PALE[colour] if stands_out is False else colour


def _box_label(box: Box, look: Look) -> str:
    rows = []
    for line in box.lines:
        pieces, bold = _in_lines(line, look), line.about == NAME
        for i, piece in enumerate(pieces, start=1):
            height = look.node_size * (_LEADING if i == len(pieces) else 1.25)
            content = markup(piece, _colour(_COLOURS[line.about], box.stands_out), bold)
            rows.append(f"<TR>{cell(content, width(piece, look.node_size, bold), height)}</TR>")
    return table("".join(rows))


def _box_style(box: Box) -> dict[str, str]:
    style = {
        "style": "rounded,filled",
        "fillcolor": LEAF_FILL if box.is_input else FILL,
        "color": _colour(INK if box.is_output else LINE, box.stands_out),
        "penwidth": "2.4" if box.is_output else "1.2",
    }
    return style | {"color": VERMILLION, "penwidth": "3"} if box.stands_out else style


def _arrow_label(arrow: Arrow, look: Look, goes_down: bool) -> str:
    pieces = _on(arrow, look)
    if not pieces:
        return ""
    # White behind the numbers, for where a steep edge runs into them; the spacing keeps it off the line elsewhere.
    widest = max(width(piece, look.edge_size) for piece in pieces)
    colour = _colour(VERMILLION, arrow.stands_out)
    # Beside a line that goes down, text begins at that line: in the middle of its place it may be nearer to another.
    align = "LEFT" if goes_down else "CENTER"
    rows = (cell(markup(piece, colour), widest, 1.25 * look.edge_size, align) for piece in pieces)
    return table("".join(f"<TR>{row}</TR>" for row in rows), ground="white", margin=3)


def _arrow_style(arrow: Arrow) -> dict[str, str]:
    length = {"minlen": str(arrow.length)} if arrow.length > 1 else {}
    if arrow.stands_out:
        return {"color": VERMILLION, "penwidth": "2.6"} | length
    return {"color": _colour(LINE, arrow.stands_out), "penwidth": "1.2"} | length
