"""The activations of the textbooks: their values, their derivatives, and where they saturate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from autograd import (
    Value,
    absolute,
    cos,
    exp,
    grad,
    hard_tanh,
    jacobian,
    leaky_relu,
    maximum,
    relu,
    sigmoid,
    softmax,
    softplus,
    tanh,
    total,
    values,
)
from autograd.language import say, template
from autograd.language.widths import padded
from autograd.palette import BLUE, LINE, PALE, VERMILLION
from nn.errors import MissingPackageError
from nn.walkthroughs.walkthrough import Walkthrough, section, title

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: name: (formula, function of one number)
ACTIVATIONS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "ReLU": ("max(0, z)", relu),
    template("absolute value"): ("max(0, z) - min(0, z), α = -1", absolute),
    "leaky ReLU": ("max(0, z) + 0.001·min(0, z)", lambda z: leaky_relu(z, 0.001)),
    "softplus": ("log(1 + eᶻ)", softplus),
    template("hard tanh"): ("max(-1, min(1, z))", hard_tanh),
    "sigmoid": ("1 / (1 + e⁻ᶻ)", sigmoid),
    "tanh": ("2σ(2z) - 1", tanh),
    "cos": ("cos z", cos),
    "RBF": ("exp(-(z - c)²/s²), c = 1, s = 2", lambda z: exp(-(((z - 1) / 2) ** 2))),
    "maxout": (template("max(z, 0.5 - z): the largest of several lines"), lambda z: maximum(z, 0.5 - z)),
}
POINTS = (-10.0, -2.0, -0.5, 0.5, 2.0, 10.0)


def slope(name: str, z: float) -> float:
    """The derivative of an activation."""
    derivative: float = grad(ACTIVATIONS[name][1])(z)
    return derivative


def parametric(z: float, slope: float) -> tuple[Value, Value, Value]:
    """A parametric ReLU: z, its slope α, and max(0, z) + α·min(0, z)."""
    inputs = values(z=z, α=slope)
    g: Value = leaky_relu(*inputs)
    return inputs[0], inputs[1], g.named("g")


def overview() -> Value:
    """One graph with an activation of each family on the same input, added up."""
    z = Value(0.5, "z")
    chosen = ("ReLU", "softplus", "sigmoid", "tanh")
    added: Value = total([ACTIVATIONS[name][1](z).named(name) for name in chosen])
    return added.named("sum")


def plot() -> Figure:
    """Value (solid) and derivative (dashed) of every activation; raises `MissingPackageError` without matplotlib."""
    try:
        from matplotlib import pyplot
    except ImportError:
        raise MissingPackageError(say("plot needs matplotlib: pip install 'chainrule[notebooks]'")) from None
    points = [i / 20 for i in range(-80, 81)]
    figure, axes = pyplot.subplots(2, 5, figsize=(13, 5), sharex=True, layout="constrained")
    for place, (name, (formula, function)) in zip(axes.flat, ACTIVATIONS.items(), strict=True):
        place.axhline(0, color=PALE[LINE], linewidth=0.8)
        place.plot(points, [function(z) for z in points], color=BLUE, label="value")
        place.plot(points, [slope(name, z) for z in points], color=VERMILLION, linestyle="--", label="derivative")
        place.set_title(name, fontsize=11)
        place.set_xlabel(formula.partition(":")[0], fontsize=8)
    axes.flat[0].legend(fontsize=8, frameon=False)
    return figure


def tell() -> Iterator[str]:
    """The story."""
    yield from title(say("Activations: value, derivative, and where they saturate"))
    yield from section(say("1. Values"))
    yield f"  {'':<15}" + "".join(f"{f'z = {z:g}':>11}" for z in POINTS)
    for name, (_, function) in ACTIVATIONS.items():
        yield f"  {padded(say(name), 15)}" + "".join(f"{function(z):>11.4g}" for z in POINTS)
    yield from section(say("2. Derivatives: what is left of a gradient on its way through"))
    for name in ACTIVATIONS:
        yield f"  {padded(say(name), 15)}" + "".join(f"{slope(name, z):>11.4g}" for z in POINTS)
    yield from say(
        "A sigmoid passes on at most a quarter, at ±10 less than a twenty-thousandth: it saturates on both sides,\n"
        "like tanh and hard tanh. ReLU does on one side; absolute value, leaky ReLU and maxout nowhere."
    ).splitlines()
    yield from section(say("3. Formulas"))
    for name, (formula, _) in ACTIVATIONS.items():
        yield f"  {padded(say(name), 15)} {say(formula)}"
    yield from section(say("4. Parametric ReLU: the slope is learned"))
    z, alpha, g = parametric(-2.0, 0.25)
    g.backward()
    yield say(
        "  g = max(0, z) + α·min(0, z) at z = {z:g}, α = {alpha:g}:  g = {g:g}", z=z.data, alpha=alpha.data, g=g.data
    )
    yield say(
        "  ∂g/∂z = {by_z:g} = α,  ∂g/∂α = {by_alpha:g} = z: below 0 the slope gets a gradient too",
        by_z=z.grad,
        by_alpha=alpha.grad,
    )
    yield from section(say("5. Softmax: many in, many out"))
    scores = [1.0, 2.0, 4.0]
    probabilities = ", ".join(f"{p:.4f}" for p in softmax(scores))
    yield say("  softmax(1, 2, 4) = ({probabilities}), which add up to 1", probabilities=probabilities)
    yield say("  its derivative is a matrix, ∂pᵢ/∂zⱼ = pᵢ(1 - pᵢ) on the diagonal and -pᵢpⱼ off it:")
    for row in jacobian(softmax)(scores):
        yield "    " + "  ".join(f"{entry:>8.4f}" for entry in row)


WALKTHROUGH = Walkthrough(
    name="activations",
    about=template("every activation of the textbooks: value, derivative, saturation"),
    graph=overview,
    tell=tell,
)
