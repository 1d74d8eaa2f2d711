"""A 3-3-1 network, h(x) = f(Wx + b) layer by layer: forward, every gradient, and finite differences beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from autograd import Value, explain, gradcheck
from autograd.language import say, template
from nn import losses
from nn.layers.mlp import MLP
from nn.walkthroughs.walkthrough import Walkthrough, section, title

X, TARGET = (1.0, 0.5, -1.0), 1.0
WEIGHTS = ((0.2, -0.4, 0.1), (0.7, 0.3, -0.2), (-0.5, 0.6, 0.4))
BIASES = (0.3, -0.1, 0.2)
OUTPUT_WEIGHTS, OUTPUT_BIAS = (0.5, -0.3, 0.8), 0.05
#: How far apart two points of a finite difference are.
STEP = 1e-6


def network() -> MLP:
    """The network with the weights above, a sigmoid everywhere."""
    return MLP.of([WEIGHTS, [OUTPUT_WEIGHTS]], [BIASES, [OUTPUT_BIAS]], activation="sigmoid", output="sigmoid")


def cost(model: MLP) -> Value:
    """½(h(x) - y)²."""
    loss: Value = losses.half_squared_error(model(list(X)), TARGET)
    return loss.named("J")


def cost_at(*weights: Any) -> Any:
    """The cost as a function of all 16 parameters, numbers or Values, in the order of `parameters()`."""
    w, rest = weights[:9], weights[9:]
    rows: Sequence[Any] = [w[3 * i : 3 * i + 3] for i in range(3)]
    model = MLP.of([rows, [rest[3:6]]], [rest[:3], [rest[6]]], activation="sigmoid", output="sigmoid")
    return losses.half_squared_error(model(list(X)), TARGET)


def numbers() -> list[float]:
    """The 16 parameters in the order `cost_at` takes them."""
    return [weight for row in WEIGHTS for weight in row] + [*BIASES, *OUTPUT_WEIGHTS, OUTPUT_BIAS]


def gradients() -> list[tuple[str, float, float]]:
    """For every parameter its name, its gradient by the sweep, and by finite differences."""
    model = network()
    cost(model).backward()
    found = []
    for name, parameter in model.named_parameters().items():
        middle = parameter.data
        parameter.data = middle + STEP
        above = cost(model).data
        parameter.data = middle - STEP
        below = cost(model).data
        parameter.data = middle
        found.append((name, parameter.grad, (above - below) / (2 * STEP)))
    return found


def tell() -> Iterator[str]:
    """The story."""
    model = network()
    loss = cost(model)
    yield from title(say("A 3-3-1 network: a = f(Wx + b), h = f(w·a + b)"))
    yield ""
    yield say("x = {x}, y = {y:g}, a sigmoid in every neuron, J = ½(h - y)². {model}", x=X, y=TARGET, model=str(model))
    yield from section(say("1. Forward"))
    for forward in explain(loss, digits=8).forward:
        if forward.operands and forward.node.label:
            yield f"  {forward.name:<6} = {forward.node.data:.10f}"
    yield from section(say("2. Backward, and finite differences beside it"))
    yield say("             by the sweep    by differences")
    for name, by_sweep, by_differences in gradients():
        yield f"  {name:<8} {by_sweep:>15.10f}   {by_differences:>15.10f}"
    yield from section(say("3. gradcheck"))
    passed = gradcheck(cost_at, tuple(numbers()))
    yield say("  gradcheck of J by all {count} parameters: {passed}", count=len(numbers()), passed=passed)


WALKTHROUGH = Walkthrough(
    name="three-three-one",
    about=template("3-3-1, h = f(Wx + b): forward and every gradient against finite differences"),
    graph=lambda: cost(network()),
    tell=tell,
)
