"""A 3-4-3-2 network in matrices: every matrix formula, entry by entry, against the scalar graph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from autograd import Value, total
from autograd.language import say, template
from nn import losses
from nn.layers.mlp import MLP
from nn.walkthroughs.walkthrough import Walkthrough, matrix_lines, section, title

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Array = NDArray[numpy.float64]

X, Y = (1.0, -0.5, 0.25), (0.0, 1.0)
#: λ of the penalty λΩ, Ω = ½ Σ w² over the weights.
PENALTY = 0.01
LAYERS = ("i", "j", "k")
WEIGHTS = (
    ((0.2, -0.3, 0.4), (0.5, 0.1, -0.2), (-0.4, 0.3, 0.1), (0.3, 0.2, 0.6)),
    ((0.1, 0.4, -0.2, 0.3), (-0.3, 0.2, 0.5, 0.1), (0.6, -0.1, 0.2, 0.4)),
    ((0.7, -0.2, 0.3), (-0.4, 0.5, 0.2)),
)
BIASES = ((0.1, 0.0, 0.2, -0.1), (0.05, 0.1, -0.2), (0.0, 0.1))


class Matrices(NamedTuple):
    """What the matrix formulas give: the cost, and for each layer ∂J/∂W and ∂J/∂b; ŷ and the cross-entropy beside."""

    cost: float
    weights: list[Array]
    biases: list[Array]
    prediction: Array
    cross_entropy: float


def graph() -> tuple[MLP, Value]:
    """The network of scalars, and J = -Σ y log ŷ + λΩ."""
    model = MLP.of(WEIGHTS, BIASES, activation="relu", output="linear")
    cost = losses.cross_entropy(model(list(X)), Y)
    weights = [value for name, value in model.named_parameters().items() if name.startswith("w")]
    penalty = (total([w**2 for w in weights]) * (PENALTY / 2)).named("penalty")
    return model, (cost.named("cross-entropy") + penalty).named("J")


def matrices() -> Matrices:
    """The document's formulas: g = ŷ - y at the top, ∂J/∂W = g hᵀ + λW, ∂J/∂b = g, then Wᵀg ⊙ relu′ one layer down."""
    import numpy

    W, b = [numpy.array(w) for w in WEIGHTS], [numpy.array(v) for v in BIASES]
    h, z = [numpy.array(X)], []
    for layer, (weight, bias) in enumerate(zip(W, b, strict=True)):
        z.append(weight @ h[-1] + bias)
        h.append(z[-1] if layer == len(W) - 1 else numpy.maximum(z[-1], 0))
    grown = numpy.exp(z[-1] - z[-1].max())
    prediction, y = grown / grown.sum(), numpy.array(Y)
    cross_entropy = -float((y * numpy.log(prediction)).sum())
    g = prediction - y
    weights: list[Array] = []
    biases: list[Array] = []
    for layer in reversed(range(len(W))):
        weights.insert(0, numpy.outer(g, h[layer]) + PENALTY * W[layer])
        biases.insert(0, g)
        if layer:
            g = (W[layer].T @ g) * (z[layer - 1] > 0)
    cost = cross_entropy + PENALTY / 2 * sum(float((w**2).sum()) for w in W)
    return Matrices(cost, weights, biases, prediction, cross_entropy)


def by_sweep(model: MLP) -> tuple[list[Array], list[Array]]:
    """The same gradients from the scalar graph, after `backward`: a matrix and a vector for each layer."""
    import numpy

    named = model.named_parameters()
    weights, biases = [], []
    for layer, rows in enumerate(WEIGHTS, start=1):
        weights.append(
            numpy.array([[named[f"w{layer}[{i},{j}]"].grad for j in range(len(row))] for i, row in enumerate(rows)])
        )
        biases.append(numpy.array([named[f"b{layer}[{i}]"].grad for i in range(len(rows))]))
    return weights, biases


def largest_difference(one: list[Any], other: list[Any]) -> float:
    """The largest difference of two lists of arrays, entry by entry."""
    return max(float(abs(a - b).max()) for a, b in zip(one, other, strict=True))


def tell() -> Iterator[str]:
    """The story."""
    model, cost = graph()
    cost.backward()
    found = matrices()
    yield from title(say("A 3-4-3-2 network in matrices: ReLU, ReLU, softmax, cross-entropy + λΩ"))
    yield ""
    yield say(
        "x = {x}, y = {y}, λ = {penalty:g}, Ω = ½ Σ w². Layers {layers}; x feeds layer i.",
        x=X,
        y=Y,
        penalty=PENALTY,
        layers=list(LAYERS),
    )
    yield from section(say("1. Forward"))
    yield f"  ŷ = ({', '.join(f'{p:.8f}' for p in found.prediction)})"
    penalty = found.cost - found.cross_entropy
    yield f"  J = -Σ y log ŷ + λΩ = {found.cross_entropy:.8f} + {penalty:.8f} = {found.cost:.8f}"
    yield say("  by the scalar graph:  {cost:.8f}", cost=cost.data)
    yield from section(say("2. Backward, layer by layer"))
    weights, biases = by_sweep(model)
    formulas = {
        "k": "g = ŷ - y",
        "j": "g = W(k)ᵀ(ŷ - y) ⊙ g′(z(j))",
        "i": "g = W(j)ᵀg ⊙ g′(z(i))",
    }
    for layer in (2, 1, 0):
        name = LAYERS[layer]
        slopes = ", ".join(f"{x + 0.0:.6f}" for x in found.biases[layer])
        yield say(
            "  layer {name}:  {formula} = ({slopes}) = ∂J/∂b({name})", name=name, formula=formulas[name], slopes=slopes
        )
        yield f"  ∂J/∂W({name}) = g·h({'x' if layer == 0 else LAYERS[layer - 1]})ᵀ + λW({name}) ="
        yield from matrix_lines(found.weights[layer])
    yield from section(say("3. Entry by entry against the scalar graph"))
    for sentence, swept, by_formula in (
        (template("  largest difference of the {count} weights: {difference:.1e}"), weights, found.weights),
        (template("  largest difference of the {count} biases: {difference:.1e}"), biases, found.biases),
    ):
        count = sum(array.size for array in swept)
        yield say(sentence, count=count, difference=largest_difference(swept, by_formula))
    yield from section(say("4. Two slips in print"))
    yield from say(
        "The cross-entropy is printed without its minus sign, L = Σ y log ŷ:\n"
        "  that is {printed:.6f} here; right is {right:.6f}, and falls as ŷ nears y.",
        printed=-found.cross_entropy,
        right=found.cross_entropy,
    ).splitlines()
    yield from say(
        "The general algorithm has z(k) = b(k) + W(k)h(k-1), but the example feeds x to its second layer j:\n"
        "  W(j) is 3×4 and x has 3 entries, so W(j)x does not exist; h(i), with 4 entries, is meant."
    ).splitlines()


WALKTHROUGH = Walkthrough(
    name="mlp-matrix-form",
    about=template("3-4-3-2 in matrices: every formula entry by entry against the scalar graph"),
    graph=lambda: losses.cross_entropy(
        MLP.of(WEIGHTS[2:], BIASES[2:], activation="relu", output="linear")([0.5, 0.2, 0.1]), Y
    ),
    tell=tell,
    sheets=("mlp-matrix-form.toml",),
)
