"""The graph as a picture: every node its formula, value and gradient, every edge its own local partial."""

from __future__ import annotations

import math
import textwrap
from itertools import pairwise
from typing import Any

from autograd.errors import DrawingError
from autograd.graph import Edge, Graph, read
from autograd.lettering import caption, cell, markup, table, width
from autograd.notation import Written, counted, number, quoted, shown
from autograd.palette import BLUE, FILL, FONT, INK, LEAF_FILL, LINE, PALE, VERMILLION
from autograd.render import Drawing
from autograd.sweeps import sweep
from autograd.symbolic import partial_formulas
from autograd.value import Value

__all__ = ["Drawing", "draw"]

#: Graphviz lays out 500 nodes in about a third of a second, 1,500 in several: and who would read them?
NODE_LIMIT = 500

#: The sizes of the text in nodes, on edges and below the picture.
_NODE_SIZE, _EDGE_SIZE, _CAPTION_SIZE = 13, 11, 10
_WIDTH = 40  # characters in a line of a formula
_LINES = 3  # of one formula
_LEADING = 1.5  # from a line to what comes below the formula, in ems
_ROWS = 40  # of the text


def draw(
    output: Value,
    *,
    rankdir: str = "LR",
    gradients: bool | None = None,
    partials: bool | str = True,
    messages: bool = False,
    highlight: Any = None,
    node_limit: int = NODE_LIMIT,
) -> Drawing:
    """A picture of everything `output` was computed from.

    - `rankdir`: where the computation goes: "LR", left to right, "TB", top to bottom, "RL" or "BT".
    - `gradients`: None shows what `backward()` has stored, if it has run; True computes ∂output/∂node for the picture
      and stores nothing; False leaves gradients out.
    - `partials`: how every edge shows its local partial ∂child/∂parent: as a number (True or "value"), as a formula
      ("symbolic"), as both ("1 - y² = 0.75"), or not at all (False).
    - `messages`: whether every edge shows what it carries back: gradient × local partial = message.
    - `highlight`: a path to emphasise: its nodes in order, or anything with such `.nodes`.
    - `node_limit`: the largest number of nodes to draw.

    >>> a, b = Value(2.0, "a"), Value(1.0, "b")
    >>> picture = draw((a + b) * (b + 1), gradients=True)
    >>> picture
    Drawing(e = c·d: 5 nodes, 5 edges)
    >>> picture.source.count("->"), "∂e/∂b = 5" in picture.source
    (5, True)

    Raises `DrawingError` for a graph of more nodes than `node_limit`, and for a highlight that is not in the graph.
    """
    if not isinstance(output, Value):
        raise DrawingError(f"draw needs a Value, not {quoted(output)} ({type(output).__name__})")
    if rankdir not in ("LR", "RL", "TB", "BT"):
        raise DrawingError(f"rankdir is one of 'LR', 'RL', 'TB', 'BT', not {quoted(rankdir)}")
    if partials not in (True, False, "value", "symbolic", "both"):
        raise DrawingError(f"partials is True, False, 'value', 'symbolic' or 'both', not {quoted(partials)}")
    graph = read(output)
    if len(graph.nodes) > node_limit:
        raise DrawingError(
            f"this graph has {len(graph.nodes):,} nodes and a picture holds {node_limit:,}: draw a part of it (an "
            "intermediate node, or one row of the data), or pass a larger node_limit= (slower)"
        )
    on_edges = "value" if partials is True else partials
    return _Picture(graph, gradients, on_edges, messages, highlight).drawing(rankdir)


class _Picture:
    """What a picture says of each node and each edge, and how that looks."""

    def __init__(
        self, graph: Graph, gradients: bool | None, partials: bool | str, messages: bool, highlight: Any
    ) -> None:
        self.graph = graph
        self.partials = partials
        self.messages = messages
        swept = graph.output.grad != 0 if gradients is None else gradients
        self.adjoints = sweep(graph.output) if swept or messages else {}
        self.definitions = {node: graph.definition(node) for node in graph.nodes}
        self.gradients: dict[Value, str] = {}
        self.note = ""
        if swept:
            self._write_gradients(stored=gradients is None)
        elif gradients is None:
            self.note = "no gradients yet: run backward()"
        self.path, self.steps = _read_path(highlight, graph.names)

    def _write_gradients(self, stored: bool) -> None:
        """∂e/∂c = 2 for each node. A stored number that is not that derivative is only called what it is: grad."""
        for node in self.graph.nodes:
            adjoint = self.adjoints[node]
            if not stored or math.isclose(node.grad, adjoint, rel_tol=1e-9):
                symbol = f"∂{self.graph.name}/∂{self.graph.names[node]}"
                # A long name is wrapped and cut; the number must stay.
                self.gradients[node] = f"{symbol if len(symbol) < _WIDTH else 'gradient'} = {number(adjoint)}"
            else:
                self.gradients[node] = f"grad = {number(node.grad)}"
                self.note = f"grad: as stored, not by one sweep from {shown(self.graph.name)} alone"

    def partial(self, edge: Edge) -> str:
        """The local partial: a number, a formula, or both."""
        value = number(edge.partial)
        if self.partials == "value":
            return value
        formula = partial_formulas(edge.child, self.graph.names)[edge.position].text.text
        return formula if self.partials == "symbolic" or formula == value else f"{formula} = {value}"

    def message(self, edge: Edge) -> str:
        """What the edge carries back: gradient × local partial = message."""
        adjoint = self.adjoints[edge.child]
        factors = [Written.number(adjoint), Written.number(edge.partial)]
        return f"{factors[0]:2} × {factors[1]:2} = {number(adjoint * edge.partial)}"

    def drawing(self, rankdir: str) -> Drawing:
        """The picture as DOT text, as lines of text and as titles."""
        import graphviz

        picture = graphviz.Digraph(
            graph_attr={
                "rankdir": rankdir, "bgcolor": "white", "pad": "0.25", "nodesep": "0.3", "ranksep": "0.5",
                "fontname": FONT, "fontsize": str(_CAPTION_SIZE), "labelloc": "b", "label": self._caption(),
                "outputorder": "edgesfirst",
            },
            node_attr={"shape": "box", "fontname": FONT, "fontsize": str(_NODE_SIZE), "margin": "0.12,0.07"},
            edge_attr={"fontname": FONT, "fontsize": str(_EDGE_SIZE), "arrowsize": "0.7"},
        )  # fmt: skip
        titles = {}
        identifiers = {node: f"n{index}" for index, node in enumerate(self.graph.nodes)}
        for node, identifier in identifiers.items():
            picture.node(identifier, label=self._node_label(node), **self._node_style(node))
            titles[identifier] = self.definitions[node]
        for edge in self.graph.edges:
            tail, head = identifiers[edge.parent], identifiers[edge.child]
            picture.edge(tail, head, label=self._edge_label(edge), **self._edge_style(edge))
            titles[f"{tail}->{head}"] = f"∂{self.graph.names[edge.child]}/∂{self.graph.names[edge.parent]}"
        size = f"{counted(len(self.graph.nodes), 'node')}, {counted(len(self.graph.edges), 'edge')}"
        summary = f"{self.definitions[self.graph.output]}: {size}"
        return Drawing(picture.source, summary=summary, text=self._text(), titles=titles)

    def _text(self) -> str:
        rows = [
            (self.definitions[node], f"= {number(node.data)}", self.gradients.get(node, ""))
            for node in self.graph.nodes[-_ROWS:]
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(2)]
        lines = [f"  {row[0]:{widths[0]}}  {row[1]:{widths[1]}}  {row[2]}".rstrip() for row in rows]
        left_out = len(self.graph.nodes) - len(rows)
        if left_out:
            lines.insert(0, f"  … {left_out} more")
        if self.note:
            lines.append(f"  ({self.note})")
        return "\n".join(lines)

    # How it looks.

    def _colour(self, colour: str, bright: bool) -> str:
        """`colour`, or something paler for what is not on the highlighted path."""
        return colour if bright or not self.path else PALE[colour]

    def _node_label(self, node: Value) -> str:
        bright = node in self.path
        said = [(self.definitions[node], INK), (number(node.data), BLUE)]
        if node in self.gradients:
            said.append((self.gradients[node], VERMILLION))
        rows = []
        for text, colour in said:
            lines, bold = _wrapped(text), colour == INK
            for line in lines:
                height = _NODE_SIZE * (_LEADING if line is lines[-1] else 1.25)
                content = markup(line, self._colour(colour, bright), bold)
                rows.append(f"<TR>{cell(content, width(line, _NODE_SIZE, bold), height)}</TR>")
        return table("".join(rows))

    def _node_style(self, node: Value) -> dict[str, str]:
        bright = node in self.path
        style = {
            "style": "rounded,filled",
            "fillcolor": FILL if node.parents else LEAF_FILL,
            "color": self._colour(INK if node is self.graph.output else LINE, bright),
            "penwidth": "2.4" if node is self.graph.output else "1.2",
        }
        return style | {"color": VERMILLION, "penwidth": "3"} if bright else style

    def _edge_label(self, edge: Edge) -> str:
        bright = (edge.parent, edge.child) in self.steps
        lines = _wrapped(self.partial(edge)) if self.partials else []
        if self.messages:
            lines += _wrapped(self.message(edge))
        if not lines:
            return ""
        # White behind the numbers, for where a steep edge runs into them; the spacing keeps it off the line elsewhere.
        widest = max(width(line, _EDGE_SIZE) for line in lines)
        colour = self._colour(VERMILLION, bright)
        rows = (cell(markup(line, colour), widest, 1.25 * _EDGE_SIZE) for line in lines)
        return table("".join(f"<TR>{row}</TR>" for row in rows), ground="white", margin=3)

    def _edge_style(self, edge: Edge) -> dict[str, str]:
        if (edge.parent, edge.child) in self.steps:
            return {"color": VERMILLION, "penwidth": "2.6"}
        return {"color": self._colour(LINE, False), "penwidth": "1.2"}

    def _caption(self) -> str:
        legend = [("value", BLUE)]
        if self.gradients:
            legend.append(("gradient", VERMILLION))
        if self.partials and self.graph.output.parents:
            legend.append(("on each edge its local partial", VERMILLION))
        if self.messages:
            legend.append(("gradient × local partial = message", VERMILLION))
        return caption(legend, _CAPTION_SIZE, *filter(None, [self.note]))


def _read_path(highlight: Any, known: dict[Value, str]) -> tuple[set[Value], set[tuple[Value, Value]]]:
    """The nodes of a path, and its steps as (parent, child), in whichever direction it was given."""
    if highlight is None:
        return set(), set()
    path = [highlight] if isinstance(highlight, Value) else list(getattr(highlight, "nodes", highlight))
    for node in path:
        if not isinstance(node, Value) or node not in known:
            raise DrawingError(f"highlight: {quoted(node)} is not a node of this graph")
    steps = list(pairwise(path))
    return set(path), {*steps, *((child, parent) for parent, child in steps)}


def _wrapped(text: str) -> list[str]:
    """`text` in lines: if it is long, several; if it is very long, cut."""
    if len(text) <= _WIDTH:
        return [text]
    lines = textwrap.wrap(text, _WIDTH, break_on_hyphens=False)
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], lines[_LINES - 1][: _WIDTH - 2] + " …"]
    return lines
