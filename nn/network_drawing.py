"""A network as a picture: neurons as circles in columns, a weight on every edge, values and gradients of one row.

`autograd.draw` shows every operation; this shows every neuron. Where everything stands is computed here, as the columns
are regular; Graphviz only paints it (its layout `nop2`: positions as given, in points, y upwards).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import pairwise
from typing import Any, NamedTuple

from autograd import Drawing, DrawingError, Value
from autograd.draw import BLUE, FILL, FONT, GREY, INK, LEAF_FILL, LINE, VERMILLION
from nn.layer import Layer
from nn.losses import half_squared_error
from nn.mlp import MLP

#: The most edges that a picture holds: a second's work for a browser.
EDGE_LIMIT = 5000

# In points, of 1/72 inch.
_RADIUS, _ROW, _COLUMN = 40.0, 108.0, 250.0  # of neurons with text in them
_SMALL_RADIUS, _SMALL_ROW, _SMALL_COLUMN = 10.0, 28.0, 190.0  # of neurons without
_LINE_HEIGHT, _ARROW = 16.0, 6.0
_TALLEST_ROW = 170.0  # beyond it, edges have no numbers unless asked for
_TEXT_ROWS = 12  # neurons in a column that has text in them

Point = tuple[float, float]


class _Run(NamedTuple):
    """What one row made of the network: a Value for every neuron, the loss, and gradients, of parameters too."""

    layers: list[list[Value]]
    loss: Value | None
    gradients: dict[Value, float]


class _Wire(NamedTuple):
    """An edge between two circles, with its weights: several for maxout, none for a bias that shows in its circle."""

    tail: str
    head: str
    weights: list[Value]


def draw_network(
    model: MLP,
    row: Any = None,
    target: Any = None,
    *,
    loss: Callable[[Any, Any], Any] = half_squared_error,
    biases: bool = True,
    weights: bool | None = None,
) -> Drawing:
    """The network `model` as a picture.

    - `row`: inputs, for which every neuron shows its value. With a `target` too, everything shows its gradient: that of
      loss(output, target). Without a row, the parameters' stored gradients are shown, if there are any.
    - `biases`: whether biases are shown: a circle with 1 for each layer, or with the bias that its neurons share.
    - `weights`: whether edges have numbers; by default, if there is room for them. Without, the thickness of an edge is
      the size of its weight, and dashes mean that it is negative.

    The model stays as it is, its stored gradients included.

    >>> net = MLP.of([[[0.1, 0.7], [0.3, 0.2]], [[0.4, 0.6]]], activation="sigmoid", output="sigmoid")
    >>> draw_network(net, [0.5, 0.8], target=1)
    Drawing(MLP(2 → 2 sigmoid → 1 sigmoid: 6 parameters), loss 0.06235)

    Raises `DrawingError` for what is no MLP and for a network too large to draw.
    """
    if not isinstance(model, MLP):
        raise DrawingError(f"draw_network draws an MLP, not {model!r}; draw draws the graph of any Value")
    if row is None and target is not None:
        raise DrawingError("a target needs the row of inputs that it belongs to")
    edges = sum(len(inputs) for layer in model.layers for inputs in _inputs(layer))
    if edges > EDGE_LIMIT:
        raise DrawingError(f"this network has {edges:,} edges and a picture holds {EDGE_LIMIT:,}: draw a smaller one")
    return _Picture(model, _run(model, row, target, loss), biases, weights).drawing()


def _run(model: MLP, row: Any, target: Any, loss: Callable[[Any, Any], Any]) -> _Run:
    """Run the network forward, and back from the loss; what the parameters hold as gradients is put back."""
    stored = {parameter: parameter.grad for parameter in model.parameters()}
    if row is None:
        return _Run([], None, stored if any(stored.values()) else {})
    layers = model.run([Value(entry.data, entry.label) if isinstance(entry, Value) else entry for entry in row])
    if target is None:
        return _Run(layers, None, {})
    out = layers[-1]
    value = loss(out[0] if len(out) == 1 else out, target)
    try:
        model.zero_grad()
        value.backward()
        gradients = {node: node.grad for node in [*stored, *(node for layer in layers for node in layer)]}
    finally:
        for parameter, gradient in stored.items():
            parameter.grad = gradient
    return _Run(layers, value, gradients)


def _inputs(layer: Layer) -> list[list[int]]:
    """For each neuron of a layer, the numbers of the inputs it sees."""
    return layer.connections or [list(range(layer.nin))] * layer.nout


class _Picture:
    """What a picture says of each neuron and each edge, where they are, and how that looks."""

    def __init__(self, model: MLP, run: _Run, biases: bool, weights: bool | None) -> None:
        self.model, self.run, self.biases = model, run, biases
        self.sizes = [model.nin, *(layer.nout for layer in model.layers)]
        self.wires = [list(self._wires_into(number)) for number in range(1, len(self.sizes))]
        self.large = max(self.sizes) <= _TEXT_ROWS
        self.radius = _RADIUS if self.large else _SMALL_RADIUS
        needed = self._row_for_labels()
        self.written = self.large and needed <= _TALLEST_ROW if weights is None else weights
        self.row = max(needed if self.written else 0.0, _ROW if self.large else _SMALL_ROW)
        self.column = _COLUMN if self.large else _SMALL_COLUMN
        self.largest = max(abs(w.data) for wires in self.wires for wire in wires for w in wire.weights) or 1.0
        self.titles: dict[str, str] = {}

    def _wires_into(self, number: int) -> Iterator[_Wire]:
        layer = self.model.layers[number - 1]
        for i, (neuron, inputs) in enumerate(zip(layer.neurons, _inputs(layer), strict=True)):
            rows = neuron.weights if neuron.activation == "maxout" else [neuron.weights]
            for position, start in enumerate(inputs):
                yield _Wire(f"n{number - 1}_{start}", f"n{number}_{i}", [row[position] for row in rows])
            if self.biases and neuron.bias is not None:
                own = neuron.bias if isinstance(neuron.bias, list) else [neuron.bias]
                yield _Wire(f"b{number}", f"n{number}_{i}", [] if layer.shares_bias else own)

    # Where things are.

    def _height(self, name: str) -> float:
        """How high a circle's middle is above the middle of the picture, in rows. A bias stands below the inputs."""
        number, _, i = name[1:].partition("_")
        if name[0] == "b":
            return -(self.sizes[int(number) - 1] + 1) / 2
        return (self.sizes[int(number)] - 1) / 2 - int(i)

    def _at(self, name: str) -> Point:
        number = int(name[1:].partition("_")[0])
        return (number - (0.7 if name[0] == "b" else 0.0)) * self.column, self._height(name) * self.row

    def _label_place(self, wires: Sequence[_Wire]) -> tuple[float, float]:
        """How far along these edges their labels are furthest apart, and how far that is, in rows."""
        ends = [(self._height(wire.tail), self._height(wire.head)) for wire in wires if wire.weights]

        def gap(along: float) -> float:
            heights = sorted(tail + along * (head - tail) for tail, head in ends)
            return min((above - below for below, above in pairwise(heights)), default=1.0)

        best = max((0.35 + 0.01 * step for step in range(26)), key=gap) if len(ends) <= 200 else 0.5
        return best, gap(best)

    def _row_for_labels(self) -> float:
        """The distance of rows at which all labels have room."""
        tallest = _ROW
        for wires in self.wires:
            lines = max(len(wire.weights) for wire in wires) * (2 if self.run.gradients else 1)
            gap = self._label_place(wires)[1]
            tallest = max(tallest, lines * _LINE_HEIGHT / gap if gap > 0 else math.inf)
        return tallest

    # The picture.

    def drawing(self) -> Drawing:
        """The picture as DOT text, as lines of text and as titles."""
        import graphviz

        graph = graphviz.Digraph(
            graph_attr={
                "layout": "nop2", "bgcolor": "white", "pad": "0.25", "fontname": FONT, "fontsize": "11",
                "labelloc": "b", "label": self._caption(), "outputorder": "edgesfirst",
            },
            node_attr={
                "shape": "circle", "fixedsize": "true", "width": f"{self.radius / 36:g}", "style": "filled",
                "fontname": FONT, "fontsize": "12", "color": LINE, "penwidth": "1.2", "label": "",
            },
            edge_attr={"fontname": FONT, "fontsize": "11", "arrowsize": "0.6", "color": LINE, "penwidth": "1.2"},
        )  # fmt: skip
        for number, size in enumerate(self.sizes):
            self._draw_column(graph, number, size)
        for wires in self.wires:
            along = self._label_place(wires)[0]
            for wire in sorted(wires, key=lambda wire: bool(wire.weights)):  # no plain line across a number
                self._draw_wire(graph, wire, along)
        for to, start in self.model.skips.items():
            for i in range(self.sizes[to]):
                self._draw_skip(graph, f"n{start}_{i}", f"n{to}_{i}")
        loss = "" if self.run.loss is None else f", loss {_number(self.run.loss.data)}"
        return Drawing(graph.source, summary=f"{self.model!r}{loss}", text=self._text(), titles=self.titles)

    def _draw_column(self, graph: Any, number: int, size: int) -> None:
        """The neurons of a layer, below what the layer is, and the bias of the next layer."""
        top = (max(self.sizes) - 1) / 2 * self.row + self.radius + (50 if self.model.skips else 26)
        what = repr(self.model.layers[number - 1]).split()[-1][:-1] if number else "inputs"
        title = _html(what, GREY)
        graph.node(
            f"t{number}", f"<{title}>", shape="plaintext", style="", width="1.5", pos=_pos(number * self.column, top)
        )
        for i in range(size):
            name = f"n{number}_{i}"
            lines = self._neuron(number, i)
            self.titles[name] = ", ".join(text for text, _ in lines)
            style = {"color": INK, "penwidth": "2"} if number == len(self.sizes) - 1 else {}
            style["fillcolor"] = FILL if number else LEAF_FILL
            graph.node(name, _table(lines) if self.large else "", pos=_pos(*self._at(name)), **style)
        if number < len(self.model.layers) and any(wire.tail[0] == "b" for wire in self.wires[number]):
            layer, name = self.model.layers[number], f"b{number + 1}"
            bias = layer.neurons[0].bias
            lines = [(bias.label, INK), *self._parameter(bias)] if layer.shares_bias else [("1", BLUE)]
            self.titles[name] = f"bias of layer {number + 1}"
            style = {"style": "filled,dashed", "fillcolor": LEAF_FILL, "width": f"{self.radius / 45:g}"}
            graph.node(name, _table(lines) if self.large else "", pos=_pos(*self._at(name)), **style)

    def _draw_wire(self, graph: Any, wire: _Wire, along: float) -> None:
        (x0, y0), (x1, y1) = self._at(wire.tail), self._at(wire.head)
        length = math.hypot(x1 - x0, y1 - y0)
        leave = self.radius * (0.8 if wire.tail[0] == "b" else 1.0)

        def point(distance: float) -> Point:
            return x0 + (x1 - x0) * distance / length, y0 + (y1 - y0) * distance / length

        numbers = wire.weights and self.written
        arrow = _ARROW if numbers or not wire.weights else 0.0
        start, end = leave, length - self.radius - arrow
        curve = " ".join(_pos(*point(start + (end - start) * part / 3)) for part in range(4))
        style = {"pos": f"e,{_pos(*point(end + arrow))} {curve}" if arrow else curve}
        if numbers:
            lines = [line for weight in wire.weights for line in self._parameter(weight)]
            style |= {"label": _table(lines, ground="white"), "lp": _pos(*point(along * length))}
        elif wire.weights:
            largest = max(wire.weights, key=lambda weight: abs(weight.data)).data
            thickest, colour = (3.0, BLUE) if self.large else (1.8, BLUE + "90")
            style |= {"arrowhead": "none", "color": colour, "style": "dashed" if largest < 0 else "solid"}
            style |= {"penwidth": f"{0.2 + thickest * abs(largest) / self.largest:.2f}"}
        graph.edge(wire.tail, wire.head, **style)
        self.titles[f"{wire.tail}->{wire.head}"] = ", ".join(self._says(weight) for weight in wire.weights)

    def _draw_skip(self, graph: Any, tail: str, head: str) -> None:
        """An arc, from above a neuron to above another: what comes out of the one is added to what comes out there."""
        (x0, y0), (x1, y1) = self._at(tail), self._at(head)
        y0, y1 = y0 + self.radius, y1 + self.radius
        over = max(y0, y1) + 0.45 * (self.row - self.radius)
        corners = [(x0, y0), (x0 + 0.2 * (x1 - x0), over), (x1, over), (x1, y1 + _ARROW)]
        pos = f"e,{_pos(x1, y1)} " + " ".join(_pos(*corner) for corner in corners)
        graph.edge(tail, head, pos=pos, style="dotted", color=GREY, penwidth="1.6")

    # What it says.

    def _neuron(self, number: int, i: int) -> list[tuple[str, str]]:
        """The lines of a neuron, each with its colour."""
        if not self.run.layers:
            return [(f"h{number}[{i}]" if number else f"x[{i}]", INK)]
        node = self.run.layers[number][i]
        return [(node.label, INK), *self._parameter(node)]

    def _parameter(self, value: Value) -> list[tuple[str, str]]:
        """A number, and its gradient if there is one."""
        gradient = self.run.gradients.get(value)
        lines = [(_number(value.data), BLUE)]
        return lines if gradient is None else [*lines, (_number(gradient), VERMILLION)]

    def _says(self, weight: Value) -> str:
        return f"{weight.label} = " + ", gradient ".join(text for text, _ in self._parameter(weight))

    def _caption(self) -> str:
        parts = [_html("values and weights" if self.run.layers else "weights", BLUE)]
        if not self.written:
            parts = [_html("thick: a large weight, dashed: a negative one", BLUE)]
        if self.run.gradients and self.large:
            parts.append(
                _html("gradients of the loss" if self.run.loss is not None else "stored gradients", VERMILLION)
            )
        if self.run.loss is not None:
            parts.append(_html(f"loss = {_number(self.run.loss.data)}", INK))
        return f"<<BR/>{_html('  ·  ', GREY).join(parts)}>"

    def _text(self) -> str:
        lines = []
        for number, size in enumerate(self.sizes):
            said = [" ".join(text for text, _ in self._neuron(number, i)) for i in range(min(size, _TEXT_ROWS))]
            lines.append(
                f"  {f'layer {number}' if number else 'inputs '}  {', '.join(said)}{', …' * (size > _TEXT_ROWS)}"
            )
        return "\n".join(lines)


def _pos(x: float, y: float) -> str:
    return f"{x:.2f},{y:.2f}"


def _number(x: float) -> str:
    return f"{x:.4g}"


def _html(text: str, colour: str) -> str:
    """`text` as it is in Graphviz's HTML. A backslash doubled is one, and no escape."""
    return f'<FONT COLOR="{colour}">{escape(text).replace(chr(92), chr(92) * 2)}</FONT>'


def _table(lines: Sequence[tuple[str, str]], ground: str = "") -> str:
    """Lines of text, on a ground if they stand on an edge; what is in INK is a name, in bold."""
    said = [f"<B>{_html(text, colour)}</B>" if colour == INK else _html(text, colour) for text, colour in lines]
    start, between, end = ("<TR><TD>", "</TD></TR><TR><TD>", "</TD></TR>")
    if ground:
        start, between = f'<TR><TD BGCOLOR="{ground}">', "<BR/>"
    rows = start + between.join(said) + end
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1">{rows}</TABLE>>'
