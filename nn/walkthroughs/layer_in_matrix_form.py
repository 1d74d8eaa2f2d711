"""One layer on two rows of data: out = Z·W + b, and the four gradients of it in matrices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from autograd import Value, dot, relu, sigmoid, tanh, total
from autograd.language import say, template
from nn.walkthroughs.walkthrough import Walkthrough, matrix_lines, section, title

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Array = NDArray[numpy.float64]

Z = ((0.5, -1.0, 2.0), (1.5, 0.25, -0.75))
W = ((0.2, -0.4), (0.6, 0.1), (-0.3, 0.8))
B = (0.1, -0.2)
#: The cost is J = Σ cᵢⱼ·g(out)ᵢⱼ: any J will do, its gradient by the activated output is c.
COEFFICIENTS = ((1.0, -2.0), (0.5, 3.0))

#: name: (on a scalar, derivative as a matrix formula from the pre-activation and the output)
ACTIVATIONS: dict[str, tuple[Callable[[Any], Any], str, Callable[[Any, Any], Any]]] = {
    "linear": (lambda out: out, "1", lambda out, h: 1.0 + 0 * out),
    "sigmoid": (sigmoid, "H(1 - H)", lambda out, h: h * (1 - h)),
    "tanh": (tanh, "1 - H²", lambda out, h: 1 - h * h),
    "ReLU": (relu, "[out > 0]", lambda out, h: (out > 0) * 1.0),
}


def graph(activation: str) -> tuple[dict[str, list[list[Value]]], Value]:
    """The scalar graph: the entries of Z, W, b and out, and J."""
    g = ACTIVATIONS[activation][0]
    entries = {
        name: [[Value(x, f"{name}{i}{j}") for j, x in enumerate(row, start=1)] for i, row in enumerate(rows, start=1)]
        for name, rows in (("z", Z), ("w", W), ("b", (B,)))
    }
    z, w, b = entries["z"], entries["w"], entries["b"][0]
    out = [
        [(dot(row, [w[k][j] for k in range(3)]) + b[j]).named(f"o{i + 1}{j + 1}") for j in range(2)]
        for i, row in enumerate(z)
    ]
    terms = [g(out[i][j]) * COEFFICIENTS[i][j] for i in range(2) for j in range(2)]
    cost: Value = total(terms)
    return {**entries, "out": out}, cost.named("J")


def formulas(activation: str) -> dict[str, Array]:
    """∂J/∂out = c ⊙ g′, ∂J/∂W = Zᵀ ∂J/∂out, ∂J/∂b = its column sums, ∂J/∂Z = ∂J/∂out Wᵀ."""
    import numpy

    z, w, b, c = map(numpy.array, (Z, W, B, COEFFICIENTS))
    out = z @ w + b
    activated = {"linear": out, "sigmoid": 1 / (1 + numpy.exp(-out)), "tanh": numpy.tanh(out)}.get(
        activation, numpy.maximum(out, 0)
    )
    by_out = c * ACTIVATIONS[activation][2](out, activated)
    return {"out": by_out, "w": z.T @ by_out, "b": by_out.sum(axis=0)[None, :], "z": by_out @ w.T}


def by_sweep(activation: str) -> dict[str, Array]:
    """The same four from the scalar graph."""
    import numpy

    entries, cost = graph(activation)
    cost.backward()
    return {name: numpy.array([[entry.grad for entry in row] for row in rows]) for name, rows in entries.items()}


def tell() -> Iterator[str]:
    """The story."""
    yield from title(say("A layer on two rows at once: out = Z·W + b̃"))
    yield ""
    yield from say(
        "Z is 2×3 (two rows of data), W 3×2, b̃ the bias repeated for each row; J is any cost of the activated\n"
        "output H."
    ).splitlines()
    written = {
        "out": "∂J/∂out = ∂J/∂H ⊙ g′",
        "w": "∂J/∂W = Zᵀ·∂J/∂out",
        "b": say("∂J/∂b = column sums"),
        "z": "∂J/∂Z = ∂J/∂out·Wᵀ",
    }
    for activation, (_, derivative, _) in ACTIVATIONS.items():
        yield from section(f"{activation}: g′ = {derivative}")
        found, swept = formulas(activation), by_sweep(activation)
        shown = written if activation == "sigmoid" else {"out": written["out"]}
        for name, formula in shown.items():
            yield f"  {formula} ="
            yield from matrix_lines(found[name])
        worst = max(float(abs(found[name] - swept[name]).max()) for name in written)
        yield say(
            "  all four gradients against the scalar graph, entry by entry: largest difference {worst:.1e}", worst=worst
        )


WALKTHROUGH = Walkthrough(
    name="layer-in-matrix-form",
    about=template("out = ZW + b on two rows: four gradients in matrices against the scalar graph"),
    graph=lambda: graph("linear")[1],
    tell=tell,
)
