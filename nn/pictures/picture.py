"""What a picture of a network says of each neuron and each edge, and how that looks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from autograd import Drawing, Value
from autograd.lettering import width
from autograd.notation import counted, number, shown
from autograd.palette import BLUE, FILL, GREY, INK, LEAF_FILL, VERMILLION
from nn.layers.layer import Layer
from nn.layers.mlp import MLP
from nn.layers.neuron import activation_name
from nn.pictures.canvas import SIZE, Canvas, tint
from nn.pictures.layout import TEXT_ROWS, Circle, Wire, lay_out
from nn.pictures.line_labels import Text
from nn.pictures.mermaid import mermaid
from nn.pictures.shapes import Written
from nn.pictures.tikz import tikz
from nn.pictures.wide import Column

_DIGITS = 4
_LONGEST_NAME = 8  # in characters
_LINE_HEIGHT = 13.5  # of text, in points of 1/72 inch
_NUMBER = 76.0  # the width of a number beside a circle
#: The most edges between two columns that may have dashes: of more, they would be noise.
_DASHED = 400
#: The most edges between two columns that all can be seen: of more, each is paler.
_VISIBLE = 150


#: On the edge of a bias that shows in its circle: the factor with which it is added.
_ONCE = ("1", BLUE)


class Run(NamedTuple):
    """What one row made of the network: a Value for every neuron, the loss, and gradients, of parameters too."""

    layers: list[list[Value]]
    loss: Value | None
    gradients: dict[Value, float]


def inputs_of(layer: Layer) -> list[list[int]]:
    """For each neuron of a layer, the numbers of the inputs it sees.

    >>> inputs_of(Layer(2, 2)), inputs_of(Layer(2, 2, connections=[[0], [1]]))
    ([[0, 1], [0, 1]], [[0], [1]])
    """
    return layer.connections or [list(range(layer.nin))] * layer.nout


class Picture:
    """A network and a run of it as a `Drawing`; `biases`, `weights` and `rows` as for `draw_network`.

    `tight`: whether it is to have a certain width, so that it has no more room than it needs.

    >>> Picture(MLP(2, [1], seed=0), Run([], None, {}), biases=True, weights=None).drawing()
    Drawing(MLP(2 → 1 linear: 3 parameters))
    """

    def __init__(
        self, model: MLP, run: Run, biases: bool, weights: bool | None, rows: int | None = None, tight: bool = False
    ) -> None:
        self.model, self.run = model, run
        self.columns = [Column(size, rows) for size in (model.nin, *(layer.nout for layer in model.layers))]
        sizes = [len(column.shown) for column in self.columns]
        #: The Values whose label the user chose.
        self.named = {
            place.value
            for layer in model.layers
            for neuron in layer.neurons
            for place in neuron.places()
            if str(place) not in neuron.unlabelled
        }
        #: The weights on each wire: several for maxout, none for a bias that shows in its circle.
        self.weights: dict[Wire, list[Value]] = {}
        self.wires = [list(self._wires_into(column, biases)) for column in range(1, len(sizes))]
        self.largest = max((abs(weight.data) for some in self.weights.values() for weight in some), default=0.0) or 1.0
        skips = [
            (Circle(start, row), Circle(to, row)) for to, start in model.skips.items() for row in self.columns[to].rows
        ]
        self.layout = lay_out(sizes, self.wires, skips, texts=weights, tight=tight)
        self.dashes = max(map(len, self.wires)) <= _DASHED
        self.tight = tight
        self.titles: dict[str, str] = {}

    def _wires_into(self, column: int, biases: bool) -> Iterator[Wire]:
        layer = self.model.layers[column - 1]
        before, here, inputs_seen = self.columns[column - 1], self.columns[column], inputs_of(layer)
        for i, index in here.rows.items():
            neuron, inputs = layer.neurons[index], inputs_seen[index]
            rows = neuron.weights if neuron.activation == "maxout" else [neuron.weights]
            for position, start in enumerate(inputs):
                if start in before.row_of:
                    tail = Circle(column - 1, before.row_of[start])
                    yield self._wire(tail, Circle(column, i), [row[position] for row in rows])
            if biases and neuron.bias is not None:
                own = neuron.bias if isinstance(neuron.bias, list) else [neuron.bias]
                yield self._wire(
                    Circle(column - 1, len(before.shown)), Circle(column, i), own, shared=layer.shares_bias
                )

    def _wire(self, tail: Circle, head: Circle, weights: list[Value], shared: bool = False) -> Wire:
        lines = [_ONCE] if shared else self._numbers(weights, named=True)
        widest = max((width(text, SIZE) for text, _ in lines), default=0.0)
        wire = Wire(tail, head, widest, _LINE_HEIGHT * len(lines))
        self.weights[wire] = [] if shared else weights
        return wire

    def _on(self, wire: Wire) -> list[Written]:
        """What stands on a wire: its weights; on that of a bias that shows in its circle, how often it is added."""
        return self._numbers(self.weights[wire], named=True) if self.weights[wire] else [_ONCE]

    def _strength(self, wire: Wire) -> float:
        """The size of the largest weight on this wire, as a share of the largest of all."""
        return max((abs(weight.data) for weight in self.weights[wire]), default=0.0) / self.largest

    # The picture.

    def drawing(self) -> Drawing:
        """The picture as DOT text, as lines of text and as titles."""
        canvas = Canvas(self._caption(), room=self.layout.width if self.tight else math.inf)
        for wires in self.wires:
            visible = min(1.0, math.sqrt(_VISIBLE / len(wires)))
            for wire in sorted(wires, key=self._strength):  # the strongest on top
                self._draw_wire(canvas, wire, visible)
        for tail, head in self.layout.skips:
            arc = self.layout.arc(tail, head)
            canvas.line(self._name(tail), self._name(head), arc, arrow=True, style="dotted", color=GREY, penwidth="1.6")
        for column, size in enumerate(self.layout.sizes):
            self._draw_column(canvas, column, size)
        for wire, middle in self.layout.labels.items():
            name = f"w{wire.head.column}_{self._index(wire.head)}_{self._index(wire.tail)}"
            canvas.text(name, self._on(wire), middle, wire.width, wire.height)
        loss = "" if self.run.loss is None else f", loss {number(self.run.loss.data)}"
        summary = f"{self.model!r}{loss}"
        return Drawing(
            canvas.source,
            summary=summary,
            text=self._text(),
            titles=self.titles,
            anchors=canvas.anchors,
            figure=lambda width: tikz(canvas.shapes, canvas.legend, width),
            mermaid=lambda: mermaid(canvas.shapes, self._said_on(canvas)),
        )

    def _draw_column(self, canvas: Canvas, column: int, size: int) -> None:
        """The neurons of a layer, below what the layer is, and the bias of the next layer."""
        last = column == len(self.model.layers)
        what = f"layer {column} · {activation_name(self.model.layers[column - 1].activation)}" if column else "inputs"
        if None in self.columns[column].shown:
            what += f" · {counted(self.columns[column].size, 'neuron' if column else 'input')}"
        above = (column * self.layout.column, self.layout.top + 22)
        canvas.text(f"t{column}", [(what, GREY)], above, width(what, SIZE), _LINE_HEIGHT)
        for row in range(size):
            circle = Circle(column, row)
            if row not in self.columns[column].rows:
                self._draw_dots(canvas, circle)
                continue
            lines = self._neuron(circle)
            self._draw_circle(canvas, circle, lines, **self._style(circle))
            if (column == 0 or last) and not self.layout.text and self.layout.rows[column] >= _LINE_HEIGHT:
                self._write_beside(canvas, circle, lines[1:])
        bias = Circle(column, size)
        if not last and any(wire.tail == bias for wire in self.wires[column]):
            layer = self.model.layers[column]
            shared = layer.neurons[0].bias
            lines = [(shown(shared.label), INK), *self._numbers([shared])] if layer.shares_bias else [("1", BLUE)]
            self._draw_circle(canvas, bias, lines, style="filled,dashed", fillcolor=LEAF_FILL)

    def _draw_circle(self, canvas: Canvas, circle: Circle, lines: list[Written], **style: str) -> None:
        name = self._name(circle)
        said = ", ".join(text for text, _ in lines)
        is_bias = circle.row == self.layout.sizes[circle.column]
        self.titles[name] = f"bias of layer {circle.column + 1}: {said}" if is_bias else said
        shown = [(_shortened(text) if colour == INK else text, colour) for text, colour in lines]
        middle, radius = self.layout.at(circle), self.layout.radius(circle.column)
        canvas.circle(name, middle, radius, shown if self.layout.text else [], **style)

    def _draw_dots(self, canvas: Canvas, circle: Circle) -> None:
        """Three dots for the neurons between the first and the last of a column."""
        (x, y), far = self.layout.at(circle), self.layout.rows[circle.column] / 5
        for i in (-1, 0, 1):
            canvas.circle(f"d{circle.column}_{i + 1}", (x, y + i * far), min(3.0, far / 3), fillcolor=GREY, color=GREY)
            self.titles[f"d{circle.column}_{i + 1}"] = f"{self.columns[circle.column].left_out:,} more"

    def _write_beside(self, canvas: Canvas, circle: Circle, numbers: list[Written]) -> None:
        """The numbers of an input, to the left of its circle, or of an output, to the right of it."""
        if numbers:
            side, anchor = (1, "start") if circle.column else (-1, "end")
            x, y = self.layout.at(circle)
            x += side * (self.layout.radius(circle.column) + 10 + _NUMBER * len(numbers) / 2)
            canvas.columns(f"v{circle.column}_{circle.row}", numbers, (x, y), _NUMBER, anchor)

    def _style(self, circle: Circle) -> dict[str, str]:
        """How a neuron looks. Where there is no text in it, its colours say how large value and gradient are."""
        style = {"fillcolor": FILL if circle.column else LEAF_FILL}
        if circle.column == len(self.model.layers):
            style |= {"color": INK, "penwidth": "2"}
        if self.layout.text or not self.run.layers:
            return style
        column, gradients = self.run.layers[circle.column], self.run.gradients
        index = self._index(circle)
        style["fillcolor"] = tint(BLUE, _share([node.data for node in column], index))
        if gradients:
            share = _share([gradients[node] for node in column], index)
            style |= {"color": tint(VERMILLION, 0.4 + 0.6 * share), "penwidth": f"{0.6 + 1.8 * share:.2f}"}
        return style

    def _draw_wire(self, canvas: Canvas, wire: Wire, visible: float) -> None:
        line, weights = self.layout.line(wire), self.weights[wire]
        between = Text(line, 0.0, 0.0)
        start = self.layout.radius(wire.tail.column) / math.dist(*line)
        end = 1 - self.layout.radius(wire.head.column) / math.dist(*line)
        style, plain = {}, wire in self.layout.labels or not weights
        if not plain:
            strength, negative = self._strength(wire), max(weights, key=lambda weight: abs(weight.data)).data < 0
            thickest, palest = (3.0, 0.3) if self.layout.text else (1.8, 0.2)
            alpha = round(255 * visible * (palest + (1 - palest) * strength**2))
            style = {
                "color": f"{BLUE}{alpha:02x}",
                "style": "dashed" if negative and self.dashes else "solid",
                "penwidth": f"{0.3 + thickest * strength:.2f}",
            }
        tail, head = self._name(wire.tail), self._name(wire.head)
        canvas.line(tail, head, [between.at(start), between.at(end)], arrow=plain, **style)
        self.titles[f"{tail}->{head}"] = ", ".join(
            f"{shown(weight.label)} = " + ", gradient ".join(text for text, _ in self._numbers([weight]))
            for weight in weights
        )

    def _name(self, circle: Circle) -> str:
        if circle.row == self.layout.sizes[circle.column]:  # below the neurons: the bias of the next layer
            return f"b{circle.column + 1}"
        return f"n{circle.column}_{self._index(circle)}"

    def _index(self, circle: Circle) -> int:
        """The number of the neuron in its layer; of a bias, as many as the layer has."""
        column = self.columns[circle.column]
        return column.size if circle.row == len(column.shown) else column.rows[circle.row]

    def _said_on(self, canvas: Canvas) -> dict[tuple[str, str], list[Written]]:
        """The texts on the lines, by the names of the two circles."""
        return {(self._name(wire.tail), self._name(wire.head)): self._on(wire) for wire in self.layout.labels}

    # What it says.

    def _neuron(self, circle: Circle) -> list[Written]:
        """What there is to say of a neuron: its name and its numbers."""
        column, row = circle.column, self._index(circle)
        if self.run.layers:
            node = self.run.layers[column][row]
            return [(shown(node.label), INK), *self._numbers([node])]
        if not column:
            return [(f"x[{row}]", INK)]
        if column in self.model.skips:
            return [(f"s{column}[{row}]", INK)]
        if self.model.layers[column - 1].activation == "linear":
            return [(f"z{column}[{row}]", INK)]
        return [(f"h{column}[{row}]", INK)]

    def _numbers(self, values: Sequence[Value], named: bool = False) -> list[Written]:
        """Numbers, each with its gradient if there is one; `named`: with the name the user gave it, if any."""
        lines = []
        for value in values:
            name = f"{_shortened(shown(value.label))} = " if named and value in self.named else ""
            lines.append((name + number(value.data, _DIGITS), BLUE))
            if value in self.run.gradients:
                lines.append((number(self.run.gradients[value], _DIGITS), VERMILLION))
        return lines

    def _caption(self) -> list[Written]:
        run, text, labels = self.run, self.layout.text, bool(self.layout.labels)
        values = [name for name, shown in (("values", run.layers and text), ("weights", labels)) if shown]
        of = "of the loss" if run.loss is not None else "as stored"
        parts = []
        if values:
            parts.append((" and ".join(values), BLUE))
            if run.gradients:
                parts.append((f"below: gradients {of}", VERMILLION))
        if not labels:
            dashes = "thick: a large weight, dashed: a negative one"
            parts.append((dashes if self.dashes else "thick: a large weight", BLUE))
        if run.layers and not text:
            parts.append(("dark: a large value", BLUE))
            if run.gradients:
                parts.append((f"thick ring: a large gradient {of}", VERMILLION))
        if run.loss is not None:
            parts.append((f"loss = {number(run.loss.data)}", INK))
        return parts

    def _text(self) -> str:
        lines = []
        for column, places in enumerate(self.columns):
            first = list(places.rows)[:TEXT_ROWS]
            said = [" ".join(text for text, _ in self._neuron(Circle(column, row))) for row in first]
            what = f"layer {column}" if column else "inputs "
            lines.append(f"  {what}  {', '.join(said)}{', …' * (places.size > len(said))}")
        return "\n".join(lines)


def _share(numbers: Sequence[float], i: int) -> float:
    """The size of number i as a share of the largest size."""
    return abs(numbers[i]) / (max(map(abs, numbers)) or 1.0)


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
