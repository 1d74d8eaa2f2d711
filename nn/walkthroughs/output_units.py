"""Output units and the costs that belong to them, and why a likelihood does not saturate where a square does."""

from __future__ import annotations

from collections.abc import Iterator

from autograd import Value, grad, log, sigmoid, softmax, softplus
from autograd.language import say, template
from nn import losses
from nn.walkthroughs.walkthrough import Walkthrough, section, title

POINTS = (-30.0, -10.0, -3.0, -1.0, 1.0, 3.0, 10.0, 30.0)


def squared(z: Value, y: float) -> Value:
    """½(σ(z) - y)²."""
    cost: Value = (sigmoid(z) - y) ** 2 * 0.5
    return cost.named("MSE")


def likelihood(z: Value, y: float) -> Value:
    """-log σ((2y - 1)z) = ζ((1 - 2y)z), with the softplus ζ."""
    cost: Value = softplus((1 - 2 * y) * z)
    return cost.named("J")


def printed_formula(z: float, y: float) -> float:
    """ζ((2y - 1)z), as the document prints it: the sign inside is lost."""
    cost: float = softplus((2 * y - 1) * z)
    return cost


def tell() -> Iterator[str]:
    """The story."""
    yield from title(say("Output units, and the cost that goes with each"))
    yield ""
    yield say("  linear     mean of a Gaussian          -log p = ½(y - ŷ)² + constant: the squared error")
    yield say("  sigmoid    probability of a Bernoulli  -log p = -log σ((2y - 1)z) = ζ((1 - 2y)z)")
    yield say("  softmax    probabilities of classes    -log p = logsumexp(z) - z of the right class")
    yield from section(say("1. The same cost in three ways (z = 0.7, y = 1)"))
    z = 0.7
    yield f"  -log σ(z)                    {-log(sigmoid(z)):.10f}"
    yield f"  ζ(-z)                        {softplus(-z):.10f}"
    yield f"  losses.binary_cross_entropy  {losses.binary_cross_entropy(z, 1):.10f}"
    yield from section(say("2. The gradient by z, where the answer should be y = 1"))
    yield say("      z      prediction σ(z)   squared error       likelihood")
    for z in POINTS:
        by_square = grad(lambda z: squared(z, 1.0))(z)
        by_likelihood = grad(lambda z: likelihood(z, 1.0))(z)
        yield f"  {z:>5g}    {sigmoid(z):>15.10f}   {by_square:>13.6g}   {by_likelihood:>14.6g}"
    yield from say(
        "At z = -30 the model is as wrong as can be. The squared error's gradient is gone (σ′ is 10⁻¹³ there); the\n"
        "likelihood's is -1. Where the model is right, z = 30, both vanish, as they should."
    ).splitlines()
    yield from section(say("3. Linear and Gaussian, softmax and classes"))
    slope = grad(losses.half_squared_error)(2.0, 0.5)
    yield say(
        "  ½(ŷ - y)² at ŷ = 2, y = 0.5 has the gradient ŷ - y = {slope:g}: a linear unit never saturates", slope=slope
    )
    logits = [1.0, 2.0, 4.0]
    right = [0.0, 1.0, 0.0]
    slopes = grad(lambda z: losses.cross_entropy(z, right))(logits)
    probabilities, gradient = (", ".join(f"{x:.6f}" for x in numbers) for numbers in (softmax(logits), slopes))
    yield say("  softmax(1, 2, 4) = ({probabilities}), right class the second:", probabilities=probabilities)
    yield say("  gradient of the cross-entropy = ({gradient}) = ŷ - y", gradient=gradient)
    yield from section(say("4. A sign lost in print"))
    yield say("The document writes -log σ((2y - 1)z) = ζ((2y - 1)z). At y = 1, z = 2:")
    right_cost, printed = -log(sigmoid(2.0)), printed_formula(2.0, 1.0)
    yield from say(
        "  -log σ(2) = {right:.6f} = ζ(-2), but ζ(2) = {printed:.6f}: right is ζ((1 - 2y)z),\n"
        "  as its own next sentence needs: a cost that is small where the answer is right.",
        right=right_cost,
        printed=printed,
    ).splitlines()


WALKTHROUGH = Walkthrough(
    name="output-units",
    about=template("linear, sigmoid, softmax outputs: why a likelihood does not saturate; a lost sign"),
    graph=lambda: likelihood(Value(2.0, "z"), 1.0),
    tell=tell,
    sheets=("output-units.toml",),
)
