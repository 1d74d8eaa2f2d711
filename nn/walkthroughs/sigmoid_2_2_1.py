"""The 0.5/0.8 network: two inputs, two sigmoid neurons, one sigmoid output, one step of gradient descent.

The published result of the step, 0.648366218, is not what the published setting gives. This walkthrough computes the
right one, and finds the slip behind the other: the sigmoid was differentiated as h(1 − h), with its *input* h, where
its output belongs: O(1 − O).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from autograd import Op, Value, dot, explain, sigmoid, values
from autograd.language import say, template
from autograd.language.widths import padded
from nn.walkthroughs.walkthrough import Walkthrough, path_lines, section, title

INPUTS = {"x1": 0.5, "x2": 0.8, "y": 1.0}
WEIGHTS = {"Wca": 0.1, "Wcb": 0.7, "Wda": 0.3, "Wdb": 0.2, "Wec": 0.4, "Wed": 0.6}
LEARNING_RATE = 0.1
PUBLISHED = {"Oe": "0.648366218", "L": "0.061823158"}

#: The sigmoid with the slip of the document: the right value, differentiated at its input instead of its output.
sigmoid_with_slip = Op("sigmoid", sigmoid.forward, partials=lambda out, h: (h * (1 - h),), latex=sigmoid.latex)


class Network(NamedTuple):
    """The six weights, and every node the document names."""

    weights: dict[str, Value]
    nodes: dict[str, Value]

    @property
    def loss(self) -> Value:
        """L = ½(Oe − y)²."""
        return self.nodes["L"]

    @property
    def answer(self) -> Value:
        """What the network says: Oe."""
        return self.nodes["Oe"]


def network(weights: dict[str, float], activation: Op = sigmoid) -> Network:
    """The forward pass with the given weights."""
    x1, x2, y = values(**INPUTS)
    w = dict(zip(weights, values(**weights), strict=True))
    hc = dot((w["Wca"], w["Wcb"]), (x1, x2)).named("hc")
    hd = dot((w["Wda"], w["Wdb"]), (x1, x2)).named("hd")
    output_c, output_d = activation(hc).named("Oc"), activation(hd).named("Od")
    he = dot((w["Wec"], w["Wed"]), (output_c, output_d)).named("he")
    output_e = activation(he).named("Oe")
    loss = (((output_e - y).named("error") ** 2).named("square") * 0.5).named("L")
    nodes = (hc, hd, output_c, output_d, he, output_e, loss)
    return Network(w, {node.label: node for node in nodes})


def step(weights: dict[str, float], activation: Op = sigmoid) -> dict[str, float]:
    """The weights after one step of gradient descent: W − η·∂L/∂W for all six, from one sweep."""
    net = network(weights, activation)
    net.loss.backward()
    return {name: weight.data - LEARNING_RATE * weight.grad for name, weight in net.weights.items()}


def losses(steps: int, weights: dict[str, float] = WEIGHTS) -> list[float]:
    """The loss before the first step and after each of `steps` steps."""
    history = []
    for _ in range(steps):
        history.append(network(weights).loss.data)
        weights = step(weights)
    return [*history, network(weights).loss.data]


def tell() -> Iterator[str]:
    """The story."""
    net = network(WEIGHTS)
    yield from title(say("The 0.5/0.8 network: one step of gradient descent, by hand"))
    yield ""
    yield say("Inputs a, b (with values x1, x2) -> hidden c, d -> output e. A sigmoid in c, d and e, no biases.")
    yield say("Wca is the weight from a to c; h is what goes into a neuron's sigmoid, O what comes out.")
    yield say("Loss L = ½(Oe - y)², learning rate 0.1.")
    yield ""
    inputs, weights = (", ".join(f"{name} = {x:g}" for name, x in given.items()) for given in (INPUTS, WEIGHTS))
    yield say("  inputs and target:  {inputs}", inputs=inputs)
    yield say("  weights:            {weights}", weights=weights)
    yield from section(say("1. Forward"))
    for forward in explain(net.loss, digits=10).forward:
        if forward.operands:
            yield "  " + forward.write()

    yield from section(say("2. Backward: every gradient, path by path"))
    net.loss.backward()
    yield say(
        "Along a path the local partials multiply; a weight's is what it is multiplied by, a sigmoid's O·(1 - O):"
    )
    for name in "cde":
        output = net.nodes[f"O{name}"]
        value = f"{output.data:.10f}"
        yield f"  ∂O{name}/∂h{name} = O{name}·(1 - O{name}) = {value}·(1 - {value}) = {output.partials[0]:.10f}"
    yield ""
    for name, weight in net.weights.items():
        yield f"∂L/∂{name} = {weight.grad:.10f}"
        yield from path_lines(net.loss, weight)

    yield from section(say("3. The update: W - 0.1·∂L/∂W"))
    updated = step(WEIGHTS)
    for name, weight in net.weights.items():
        yield f"  {name}: {WEIGHTS[name]} - 0.1·({weight.grad:.10f}) = {updated[name]:.10f}"

    yield from section(say("4. Forward again with the new weights"))
    after = network(updated)
    yield f"  Oe: {net.answer.data:.10f} -> {after.answer.data:.10f}"
    yield say("  L:  {before:.10f} -> {after:.10f}   the loss went down", before=net.loss.data, after=after.loss.data)

    yield from section(say("5. What was published, and the slip behind it"))
    slipped = network(step(WEIGHTS, sigmoid_with_slip))
    yield say("                  published      exact          with σ' = h(1 - h)")
    for name, label in (("Oe", say("Oe after step")), ("L", say("L after step"))):
        exact, wrong = after.nodes[name].data, slipped.nodes[name].data
        yield f"  {padded(label, 14)}  {PUBLISHED[name]:<13}  {exact:.10f}   {wrong:.10f}"
    yield say(
        "The document differentiates the sigmoid as h(1 - h), with its input h; right is O(1 - O), with its output O."
    )
    yield say(
        "Put that wrong local partial on every sigmoid, change nothing else, and all nine published digits come out."
    )

    yield from section(say("6. 1000 more steps"))
    history = losses(1001)
    for count in (0, 1, 10, 100, 1001):
        bar = "█" * max(1, round(40 * history[count] / history[0]))
        yield say("  after {steps:>4} steps  L = {loss:.10f}  {bar}", steps=count, loss=history[count], bar=bar)


WALKTHROUGH = Walkthrough(
    name="sigmoid-2-2-1",
    about=template("the 0.5/0.8 network: forward, backward, update; and the slip behind its published result"),
    graph=lambda: network(WEIGHTS).loss,
    tell=tell,
    sheets=("sigmoid-2-2-1.toml",),
)
