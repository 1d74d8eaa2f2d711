"""A network as a picture: neurons as circles in columns, a weight on every edge, values and gradients of one row.

`autograd.draw` shows every operation; this shows every neuron.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd import Drawing, DrawingError, Value
from autograd.language import say
from autograd.notation import quoted
from autograd.sweeps import sweep
from nn.layers.mlp import MLP
from nn.losses import half_squared_error
from nn.pictures.picture import Picture, Run, inputs_of

#: The most edges that a picture holds: a second's work for a browser.
EDGE_LIMIT = 5000
#: How many are proposed where letters are too small.
_FEW_ROWS = 6
#: How many neurons of a layer are shown in a network of more edges.
USUAL_ROWS = 10


def draw_network(
    model: MLP,
    row: Any = None,
    target: Any = None,
    *,
    loss: Callable[[Any, Any], Any] = half_squared_error,
    biases: bool = True,
    weights: bool | None = None,
    rows: int | None = None,
    width: str | None = None,
) -> Drawing:
    """The network `model` as a picture.

    - `row`: `nin` inputs, for which every neuron shows its value. With a `target` too, everything shows its gradient:
      that of loss(output, target). Without a row, the parameters' stored gradients are shown, if there are any.
    - `biases`: whether biases are shown: a circle with 1 for each layer, or with the bias that its neurons share.
    - `weights`: whether edges have numbers; by default, if there is room for them. Without, the thickness of an edge is
      the size of its weight, and dashes mean that it is negative.

    - `rows`: how many neurons of a layer are shown at most: the first and the last few, and dots for those between. By
      default all, or ten of each layer in a network of more than 5,000 edges.

    - `width`: how wide the picture is, "12cm", "120mm", "5in" or "800px". It then has no more room between layers than
      its numbers need; if letters are smaller than 8 points, a `LegibilityWarning` says what to leave out.

    With more than ten neurons in a layer, circles are small: the darker, the larger the value; the thicker the ring,
    the larger the gradient.

    The model stays as it is, its stored gradients included.

    >>> net = MLP.of([[[0.1, 0.7], [0.3, 0.2]], [[0.4, 0.6]]], activation="sigmoid", output="sigmoid")
    >>> draw_network(net, [0.5, 0.8], target=1)
    Drawing(MLP(2 → 2 sigmoid → 1 sigmoid: 6 parameters), loss 0.0623505)

    Raises `DrawingError` for anything but an MLP, for a target without a row, for fewer than 3 `rows`, for what is no
    width, and if even so more than 5,000 edges are to be shown; for a row or a target that does not fit, what the model
    or the loss raises.
    """
    if not isinstance(model, MLP):
        raise DrawingError(
            say("draw_network draws an MLP, not {model}; draw draws the graph of any Value", model=quoted(model))
        )
    if row is None and target is not None:
        raise DrawingError(say("a target needs the row of inputs that it belongs to"))
    if rows is not None and (not isinstance(rows, int) or rows < 3):
        raise DrawingError(
            say("rows is at least 3, the first, the last and dots between, not {rows}", rows=quoted(rows))
        )
    if rows is None and sum(len(inputs) for layer in model.layers for inputs in inputs_of(layer)) > EDGE_LIMIT:
        rows = USUAL_ROWS
    picture = Picture(model, _run(model, row, target, loss), biases, weights, rows, tight=width is not None)
    edges = sum(map(len, picture.wires))
    if rows is not None and edges > EDGE_LIMIT:
        raise DrawingError(
            say(
                "this picture has {edges:,} edges and a picture holds {edge_limit:,}: show fewer rows",
                edges=edges,
                edge_limit=EDGE_LIMIT,
            )
        )
    drawing = picture.drawing()
    if width is None:
        return drawing
    ways = ["it with weights=False"] if picture.layout.labels else []
    if max(map(len, (column.rows for column in picture.columns))) > _FEW_ROWS:
        ways.append(f"it with fewer neurons of each layer (rows={_FEW_ROWS})")
    return drawing.at_width(width, ways)


def _run(model: MLP, row: Any, target: Any, loss: Callable[[Any, Any], Any]) -> Run:
    """Run the network forward, and back from the loss; no `grad` is touched."""
    if row is None:
        stored = {parameter: parameter.grad for parameter in model.parameters()}
        return Run([], None, stored if any(stored.values()) else {})
    layers = model.run([Value(entry.data, entry.label) if isinstance(entry, Value) else entry for entry in row])
    if target is None:
        return Run(layers, None, {})
    out = layers[-1]
    value = loss(out[0] if len(out) == 1 else out, target)
    adjoint = sweep(value)
    gradients = {node: adjoint.get(node, 0.0) for nodes in (model.parameters(), *layers) for node in nodes}
    return Run(layers, value, gradients)
