"""The layer-by-layer algorithm of the textbooks, written over arrays as it is printed, against the scalar graph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from autograd import Value
from autograd.language import say, template
from nn import losses
from nn.layers.mlp import MLP
from nn.walkthroughs.mlp_matrix_form import largest_difference
from nn.walkthroughs.walkthrough import Walkthrough, matrix_lines, section, title

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Array = NDArray[numpy.float64]

X, Y, PENALTY = (0.5, -1.0), (1.0, 0.0), 0.1
WEIGHTS = (((0.3, -0.2), (0.4, 0.5), (-0.6, 0.1)), ((0.2, -0.5, 0.3), (0.7, 0.1, -0.4)))
BIASES = ((0.1, -0.2, 0.05), (0.3, -0.1))


def forward_and_backward(W: list[Array], b: list[Array], x: Array, y: Array) -> tuple[float, list[Array], list[Array]]:
    """J, ∂J/∂W(k) and ∂J/∂b(k), the printed lines one by one, for g = tanh, L = ½‖ŷ - y‖² and Ω = ½ Σ W² + ½ Σ b².

    Forward 7 lines, backward 11, numbered as in the document (lines that end a loop have no number here).
    """
    import numpy

    depth = len(W)
    z: list[Any] = [None] * (depth + 1)
    h: list[Any] = [None] * (depth + 1)
    h[0] = x  # 1
    for k in range(1, depth + 1):  # 2
        z[k] = b[k - 1] + W[k - 1] @ h[k - 1]  # 3
        h[k] = numpy.tanh(z[k])  # 4
    prediction = h[depth]  # 6
    omega = sum((w**2).sum() for w in W) / 2 + sum((v**2).sum() for v in b) / 2
    J = ((prediction - y) ** 2).sum() / 2 + PENALTY * omega  # 7

    by_weights, by_biases = [*W], [*b]  # 1: after the forward pass; every entry is replaced below
    g = prediction - y  # 2: the gradient by the output
    for k in range(depth, 0, -1):  # 3
        g = g * (1 - numpy.tanh(z[k]) ** 2)  # 4, 5: through the activation, entry by entry
        by_biases[k - 1] = g + PENALTY * b[k - 1]  # 6, 7
        by_weights[k - 1] = numpy.outer(g, h[k - 1]) + PENALTY * W[k - 1]  # 8
        g = W[k - 1].T @ g  # 9, 10: down to the layer below
    return float(J), by_weights, by_biases


def arrays() -> tuple[float, list[Array], list[Array]]:
    """The algorithm on the numbers above."""
    import numpy

    W, b = [numpy.array(w) for w in WEIGHTS], [numpy.array(v) for v in BIASES]
    return forward_and_backward(W, b, numpy.array(X), numpy.array(Y))


def graph() -> tuple[MLP, Value]:
    """The same network and cost as a scalar graph."""
    model = MLP.of(WEIGHTS, BIASES, activation="tanh", output="tanh")
    penalty = losses.l2(model.parameters()) * (PENALTY / 2)
    cost: Value = losses.half_squared_error(model(list(X)), Y) + penalty
    return model, cost.named("J")


def by_sweep(model: MLP) -> tuple[list[Array], list[Array]]:
    """The gradients of the scalar graph, after `backward`, in the shapes of the arrays."""
    import numpy

    named = model.named_parameters()
    weights = [
        numpy.array([[named[f"w{k}[{i},{j}]"].grad for j in range(len(row))] for i, row in enumerate(rows)])
        for k, rows in enumerate(WEIGHTS, start=1)
    ]
    biases = [
        numpy.array([named[f"b{k}[{i}]"].grad for i in range(len(rows))]) for k, rows in enumerate(WEIGHTS, start=1)
    ]
    return weights, biases


def tell() -> Iterator[str]:
    """The story."""
    J, weights, biases = arrays()
    model, cost = graph()
    cost.backward()
    swept_weights, swept_biases = by_sweep(model)
    yield from title(say("The back-propagation algorithm, layer by layer, over arrays"))
    yield ""
    yield from say(
        "A 2-3-2 network of tanh layers, L = ½‖ŷ - y‖², Ω = ½ Σ W² + ½ Σ b², λ = 0.1. The algorithm is\n"
        "`forward_and_backward` in nn/walkthroughs/backprop_algorithm.py, line for line as it is printed."
    ).splitlines()
    yield from section(say("1. Forward"))
    yield say("  J by the algorithm {J:.12f}, by the scalar graph {cost:.12f}", J=J, cost=cost.data)
    yield from section(say("2. Backward"))
    for k in (2, 1):
        yield f"  ∂J/∂W({k}) ="
        yield from matrix_lines(weights[k - 1])
        yield f"  ∂J/∂b({k}) = ({', '.join(f'{entry:.8f}' for entry in biases[k - 1])})"
    yield from section(say("3. Against the scalar graph"))
    by_weights, by_biases = largest_difference(weights, swept_weights), largest_difference(biases, swept_biases)
    yield say("  largest difference of all weights: {difference:.1e}", difference=by_weights)
    yield say("  largest difference of all biases:  {difference:.1e}", difference=by_biases)
    yield say("The algorithm is the sweep, a layer at a time.")


WALKTHROUGH = Walkthrough(
    name="backprop-algorithm",
    about=template("the layer-by-layer algorithm over arrays, line by line, equal to the scalar graph"),
    graph=lambda: losses.half_squared_error(MLP.of(WEIGHTS, BIASES, activation="tanh", output="tanh")(list(X)), Y),
    tell=tell,
)
