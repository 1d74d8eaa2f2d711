"""The picture of a graph: every node its formula, value and gradient, every edge its own local partial."""

from __future__ import annotations

import math
import warnings
from functools import partial as postponed
from itertools import pairwise
from typing import Any

from autograd.drawing.arrangement import fitted, turned
from autograd.drawing.detail import every_name, every_operation
from autograd.drawing.drawing import Drawing
from autograd.drawing.look import ROOMY
from autograd.drawing.picture import GRADIENT, NAME, VALUE, Arrow, Box, Line, Picture
from autograd.drawing.size import Length, too_small
from autograd.errors import DrawingError, LegibilityWarning
from autograd.graph import Edge, Graph, read
from autograd.language import say, speaking
from autograd.notation import Written, counted, latex_name, latex_result, quoted, result, shown
from autograd.order import passed_on
from autograd.sweeps import sweep
from autograd.value import Value

#: Graphviz lays out 500 nodes in about a third of a second, in a few seconds if they are tangled, 1,500 in several: and
#: who would read them?
NODE_LIMIT = 500
#: The most edges, for each node that may be drawn: 5,000 take Graphviz a few seconds, 8,000 more than ten.
_EDGES = 10

_ROWS = 40  # of the text
#: A partial whose formula has no more characters than this shows it beside its number, where there is one node for each
#: name.
_SHORT_FORMULA = 14


def draw(
    output: Value,
    *,
    rankdir: str | None = None,
    detail: str = "full",
    gradients: bool | None = None,
    partials: bool | str = True,
    messages: bool = False,
    highlight: Any = None,
    width: str | None = None,
    node_limit: int = NODE_LIMIT,
    lang: str | None = None,
) -> Drawing:
    """A picture of everything `output` was computed from.

    - `rankdir`: where the computation goes: "LR", left to right, "TB", top to bottom, "RL" or "BT". By default from
      left to right; a picture that would be wide goes from top to bottom, and is drawn together if need be.
    - `detail`: "full" shows every operation; "neuron" one node for each quantity with a name, so that
      z = w1·x1 + w2·x2 + b is one: an edge then stands for all paths between two of them.
    - `gradients`: None shows what `backward()` has stored, if it has run; True computes ∂output/∂node for the picture
      and stores nothing; False leaves gradients out.
    - `partials`: how every edge shows its local partial ∂child/∂parent: as a number (True or "value"), as a formula
      ("symbolic"), as both ("1 - y² = 0.75"), or not at all (False).
    - `messages`: whether every edge shows what it carries back: gradient × local partial = message.
    - `highlight`: a path to emphasise: its nodes in order, or anything with such `.nodes`.
    - `width`: how wide the picture is, "12cm", "120mm", "5in" or "800px": as SVG, PNG, PDF and TikZ. Without a
      `rankdir` it then goes from left to right or from top to bottom, whichever has the larger letters. If they are
      smaller than 8 points the picture is drawn together, and gets higher; if they still are, a `LegibilityWarning`
      says what to leave out.
    - `node_limit`: the largest number of nodes to draw, and a tenth of the largest number of edges.
    - `lang`: the language of the words, such as "zh".

    >>> a, b = Value(2.0, "a"), Value(1.0, "b")
    >>> picture = draw((a + b) * (b + 1), gradients=True)
    >>> picture
    Drawing(e = c·d: 5 nodes, 5 edges)
    >>> picture.source.count("->"), "∂e/∂b = 5" in picture.source
    (5, True)
    >>> draw(((a + b) * (b + 1)).named("e"), detail="neuron")
    Drawing(e = (a + b)·(b + 1): 3 nodes, 2 edges)

    Raises `DrawingError` for a graph of more nodes than `node_limit`, or of more than ten times as many edges, and for
    a highlight that is not in the graph.
    """
    if not isinstance(output, Value):
        raise DrawingError(
            say("draw needs a Value, not {output} ({kind})", output=quoted(output), kind=type(output).__name__)
        )
    if rankdir not in (None, "LR", "RL", "TB", "BT"):
        raise DrawingError(say("rankdir is one of 'LR', 'RL', 'TB', 'BT', not {rankdir}", rankdir=quoted(rankdir)))
    if detail not in ("full", "neuron"):
        raise DrawingError(say("detail is 'full' or 'neuron', not {detail}", detail=quoted(detail)))
    if partials not in (True, False, "value", "symbolic", "both"):
        raise DrawingError(
            say("partials is True, False, 'value', 'symbolic' or 'both', not {partials}", partials=quoted(partials))
        )
    length = None if width is None else Length.read(width)
    graph = read(output)
    nodes, edges = len(graph.nodes), len(graph.edges)
    for size, count, limit in (
        (counted(nodes, "node"), nodes, node_limit),
        (counted(edges, "edge"), edges, _EDGES * node_limit),
    ):
        if count > limit:
            part = say("draw a part of it (an intermediate node, or one row of the data)")
            raise DrawingError.too_large(size, say("a picture"), limit, part, "node_limit")

    def drawn() -> tuple[Drawing, str]:
        contents = _Contents(graph, detail, gradients, partials, messages, highlight)
        picture = contents.picture(rankdir or "LR")
        if length is None:
            return contents.drawing(picture if rankdir else turned(picture)), ""
        fit = fitted(picture, length.points, rankdir)
        drawing = contents.drawing(fit.picture, length)
        if fit.is_legible:
            return drawing, ""
        by_name = _Contents(graph, "neuron", gradients, partials, messages, None).picture("LR")
        return drawing, too_small(fit, length, contents.view, graph, fitted(by_name, length.points, rankdir))

    drawing, complaint = speaking(lang).run(drawn)
    if complaint:
        warnings.warn(complaint, LegibilityWarning, stacklevel=2)
    return drawing


class _Contents:
    """What a picture says of each node and each edge."""

    def __init__(
        self,
        graph: Graph,
        detail: str,
        gradients: bool | None,
        partials: bool | str,
        messages: bool,
        highlight: Any,
    ) -> None:
        self.graph = graph
        usual = "short" if detail == "neuron" else "value"
        self.partials = usual if partials is True else partials
        self.messages = messages
        self.view = every_name(graph) if detail == "neuron" else every_operation(graph)
        swept = graph.output.grad != 0 if gradients is None else gradients
        self.adjoints = sweep(graph.output) if swept or messages else {}
        self.definitions = {node: self._definition(node) for node in self.view.nodes}
        self.gradients: dict[Value, Line] = {}
        self.note = ""
        if swept:
            self._write_gradients(stored=gradients is None)
        elif gradients is None:
            self.note = say("no gradients yet: run backward()")
        self.path, self.steps = _read_path(highlight, {node: graph.names[node] for node in self.view.nodes})

    def _definition(self, node: Value) -> Line:
        """How a node was made, "c = a + b", or its name."""
        name, formula = self.graph.names[node], self.view.formulas[node]
        if not node.parents:
            return Line(name, NAME, postponed(latex_name, name))
        return Line(f"{name} = {formula.text.text}", NAME, lambda: f"{latex_name(name)} = {formula.latex.text}")

    def _write_gradients(self, stored: bool) -> None:
        """∂e/∂c = 2 for each node. A stored number that is not that derivative is only called what it is: grad."""
        output = self.graph.name
        for node in self.view.nodes:
            adjoint = self.adjoints[node]
            if not stored or math.isclose(node.grad, adjoint, rel_tol=1e-9):
                name = self.graph.names[node]
                symbol, latex = f"∂{output}/∂{name}", postponed(_latex_gradient, output, name, adjoint)
                if len(symbol) >= ROOMY.longest_line:  # a long name is wrapped and cut; the number must stay
                    symbol, latex = say("gradient"), postponed(_latex_word, say("gradient"), adjoint)
                self.gradients[node] = Line(f"{symbol} = {result(adjoint)}", GRADIENT, latex)
            else:
                latex = postponed(_latex_word, "grad", node.grad)
                self.gradients[node] = Line(f"grad = {result(node.grad)}", GRADIENT, latex)
                self.note = say("grad: as stored, not by one sweep from {output} alone", output=shown(output))

    def partial(self, edge: Edge) -> Line:
        """The local partial: a number, a formula, or both."""
        value = result(edge.partial)
        as_number = Line(value, GRADIENT, postponed(latex_result, edge.partial))
        if self.partials == "value":
            return as_number
        formula = self.view.partial(edge)
        text, latex = formula.text.text, formula.latex.text
        only_value = self.partials == "short" and (len(text) > _SHORT_FORMULA or "…" in text)
        if only_value or text == value:
            return as_number
        if self.partials == "symbolic":
            return Line(text, GRADIENT, lambda: latex)
        return Line(f"{text} = {value}", GRADIENT, lambda: f"{latex} = {as_number.latex}")

    def message(self, edge: Edge) -> Line:
        """What the edge carries back: gradient × local partial = message."""
        adjoint = self.adjoints[edge.child]
        product = passed_on(adjoint, edge.partial)

        def written(latex: bool) -> str:
            first, second = (Written.number(factor, latex=latex) for factor in (adjoint, edge.partial))
            times, number = (r"\times", latex_result(product)) if latex else ("×", result(product))
            return f"{first:2} {times} {second:2} = {number}"

        return Line(written(latex=False), GRADIENT, postponed(written, latex=True))

    def picture(self, rankdir: str) -> Picture:
        """What the picture says."""
        view, graph = self.view, self.graph
        identifiers = {node: f"n{index}" for index, node in enumerate(view.nodes)}
        boxes = tuple(self._box(node, identifier) for node, identifier in identifiers.items())
        arrows = tuple(
            Arrow(
                identifiers[edge.parent],
                identifiers[edge.child],
                self._on(edge),
                f"∂{graph.names[edge.child]}/∂{graph.names[edge.parent]}",
                (edge.parent, edge.child) in self.steps if self.path else None,
            )
            for edge in view.edges
        )
        return Picture(boxes, arrows, tuple(self._legend()), self.note, rankdir)

    def drawing(self, picture: Picture, width: Length | None = None) -> Drawing:
        """The picture, with the same as lines of text."""
        summary = say(
            "{definition}: {nodes}, {edges}",
            definition=self.definitions[self.graph.output].text,
            nodes=counted(len(self.view.nodes), "node"),
            edges=counted(len(self.view.edges), "edge"),
        )
        return Drawing.of(picture, summary=summary, text=self._text(), width=width)

    def _box(self, node: Value, identifier: str) -> Box:
        definition = self.definitions[node]
        lines = [definition, Line(result(node.data), VALUE, postponed(latex_result, node.data))]
        if node in self.gradients:
            lines.append(self.gradients[node])
        return Box(
            identifier,
            tuple(lines),
            definition.text,
            is_input=not node.parents,
            is_output=node is self.graph.output,
            stands_out=node in self.path if self.path else None,
        )

    def _on(self, edge: Edge) -> tuple[Line, ...]:
        lines = [self.partial(edge)] if self.partials else []
        return tuple([*lines, self.message(edge)] if self.messages else lines)

    def _legend(self) -> list[Line]:
        legend = [Line(say("value"), VALUE)]
        if self.gradients:
            legend.append(Line(say("gradient"), GRADIENT))
        if self.partials and self.view.edges:
            legend.append(Line(say("on each edge its local partial"), GRADIENT))
        if self.messages:
            legend.append(Line(say("gradient × local partial = message"), GRADIENT))
        return legend

    def _text(self) -> str:
        rows = []
        for node in self.view.nodes[-_ROWS:]:
            gradient = self.gradients[node].text if node in self.gradients else ""
            rows.append((self.definitions[node].text, f"= {result(node.data)}", gradient))
        widths = [max(len(row[column]) for row in rows) for column in range(2)]
        lines = [f"  {row[0]:{widths[0]}}  {row[1]:{widths[1]}}  {row[2]}".rstrip() for row in rows]
        left_out = len(self.view.nodes) - len(rows)
        if left_out:
            lines.insert(0, say("  … {count} more", count=left_out))
        if self.note:
            lines.append(say("  ({note})", note=self.note))
        return "\n".join(lines)


def _latex_gradient(output: str, name: str, adjoint: float) -> str:
    return rf"\partial {latex_name(output)} / \partial {latex_name(name)} = {latex_result(adjoint)}"


def _latex_word(word: str, number: float) -> str:
    return rf"\text{{{word}}} = {latex_result(number)}"


def _read_path(highlight: Any, known: dict[Value, str]) -> tuple[set[Value], set[tuple[Value, Value]]]:
    """The nodes of a path, and its steps as (parent, child), in whichever direction it was given."""
    if highlight is None:
        return set(), set()
    path = [highlight] if isinstance(highlight, Value) else list(getattr(highlight, "nodes", highlight))
    for node in path:
        if not isinstance(node, Value) or node not in known:
            raise DrawingError(say("highlight: {node} is not a node of this graph", node=quoted(node)))
    steps = list(pairwise(path))
    return set(path), {*steps, *((child, parent) for parent, child in steps)}
