"""A connection from layer i to layer i + 3: how much of a gradient reaches the bottom of twenty layers."""

from __future__ import annotations

from collections.abc import Iterator
from math import log10

from autograd import Value, count_paths, tanh
from autograd.language import say, template
from nn.walkthroughs.walkthrough import Walkthrough, section, title

DEPTH, SPAN = 20, 3
WEIGHT, START = 0.5, 0.8


def chain(skips: bool, depth: int = DEPTH) -> list[Value]:
    """x and the outputs of `depth` layers hᵢ = tanh(w·hᵢ₋₁), with hᵢ₋₃ added to hᵢ where `skips`."""
    layers = [Value(START, "x")]
    for i in range(1, depth + 1):
        layer = tanh(layers[-1] * WEIGHT)
        if skips and i % SPAN == 0:
            layer = layer + layers[i - SPAN]
        layers.append(layer.named(f"h{i}"))
    return layers


def gradients(skips: bool) -> list[float]:
    """∂(top)/∂(layer) for the input and every layer."""
    layers = chain(skips)
    layers[-1].backward()
    return [layer.grad for layer in layers]


def tell() -> Iterator[str]:
    """The story."""
    yield from title(say("Skip connections: a gradient on its way down twenty layers"))
    yield ""
    yield say("hᵢ = tanh({weight:g}·hᵢ₋₁), twenty times, from x = {start:g}.", weight=WEIGHT, start=START)
    yield say("With skips, every third layer also adds the one three below.")
    without, with_skips = gradients(False), gradients(True)
    yield from section(say("∂(top)/∂(layer), on a scale of powers of ten"))
    yield say("  layer      without       with skips")
    for i in range(DEPTH, -1, -2):
        name = "x" if i == 0 else f"h{i}"
        bars = ["█" * max(1, round(14 + 2 * log10(g))) for g in (without[i], with_skips[i])]
        yield f"  {name:<5}  {without[i]:>12.4g} {bars[0]:<16} {with_skips[i]:>12.4g} {bars[1]}"
    yield ""
    times = with_skips[0] / without[0]
    yield say(
        "At the bottom: {without:.6g} without, {with_skips:.6g} with skips, {times:,.0f} times as much.",
        without=without[0],
        with_skips=with_skips[0],
        times=times,
    )
    one, many = (count_paths(layers[-1], layers[0]) for layers in (chain(False), chain(True)))
    yield from say(
        "Without skips there is {one} path, a product of forty factors; with them there are {many}, and the one over\n"
        "all the skips multiplies by 1 all the way down.",
        one=one,
        many=many,
    ).splitlines()


WALKTHROUGH = Walkthrough(
    name="skip",
    about=template("twenty tanh layers with and without skip connections: the gradient at the bottom"),
    graph=lambda: chain(True, depth=6)[-1],
    tell=tell,
)
