"""Three inputs, two hidden neurons, two outputs, one bias for each layer: what sharing does to a gradient.

A bias shared by two neurons is one input with two edges: every path from it counts. The document adds two of the four
paths from b1 to E and prints 0.0008; all four give 0.0024.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from autograd import Value, dot, explain, paths, sigmoid, values
from autograd.language import say, template
from nn.walkthroughs.walkthrough import Walkthrough, section, title

INPUTS = {"x1": 1.0, "x2": 4.0, "x3": 5.0, "t1": 0.1, "t2": 0.05}
PARAMETERS = {
    **{f"w{i}": weight for i, weight in enumerate((0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.1), start=1)},
    "b1": 0.5,
    "b2": 0.5,
}
LEARNING_RATE = 0.01
#: What the document prints for ∂E/∂b1, and the two paths it adds.
PUBLISHED_B1, COUNTED = "0.0008", (("zo1", "zh1"), ("zo2", "zh2"))


class Network(NamedTuple):
    """The twelve parameters, and every node the document names."""

    parameters: dict[str, Value]
    nodes: dict[str, Value]

    @property
    def error(self) -> Value:
        """E = ½(o1 - t1)² + ½(o2 - t2)²."""
        return self.nodes["E"]


def network(parameters: dict[str, float]) -> Network:
    """The forward pass with the given parameters."""
    leaves = dict(zip(parameters, values(**parameters), strict=True))
    return _network(leaves)


def _network(p: dict[str, Value]) -> Network:
    x1, x2, x3, t1, t2 = values(**INPUTS)
    zh1 = (dot((p["w1"], p["w3"], p["w5"]), (x1, x2, x3)) + p["b1"]).named("zh1")
    zh2 = (dot((p["w2"], p["w4"], p["w6"]), (x1, x2, x3)) + p["b1"]).named("zh2")
    h1, h2 = sigmoid(zh1).named("h1"), sigmoid(zh2).named("h2")
    zo1 = (dot((p["w7"], p["w9"]), (h1, h2)) + p["b2"]).named("zo1")
    zo2 = (dot((p["w8"], p["w10"]), (h1, h2)) + p["b2"]).named("zo2")
    o1, o2 = sigmoid(zo1).named("o1"), sigmoid(zo2).named("o2")
    error = (((o1 - t1) ** 2 + (o2 - t2) ** 2) * 0.5).named("E")
    return Network(p, {node.label: node for node in (zh1, zh2, h1, h2, zo1, zo2, o1, o2, error)})


def step(parameters: dict[str, float]) -> dict[str, float]:
    """The parameters after one step of gradient descent."""
    net = network(parameters)
    net.error.backward()
    return {name: leaf.data - LEARNING_RATE * leaf.grad for name, leaf in net.parameters.items()}


def errors(steps: int) -> list[float]:
    """E before the first step and after each of `steps` steps; the graph runs as a program, so thousands are quick."""
    from autograd import compile  # loads NumPy, which `import nn` does not

    leaves = dict(zip(PARAMETERS, values(**PARAMETERS), strict=True))
    program = compile(lambda: _network(leaves).error, list(leaves.values()))
    vector, history = [*PARAMETERS.values()], []
    for _ in range(steps + 1):
        error, gradient = program.value_and_grad(at=vector)
        history.append(error)
        vector = [number - LEARNING_RATE * slope for number, slope in zip(vector, gradient.tolist(), strict=True)]
    return history


def counted_paths(net: Network) -> tuple[float, float]:
    """The sum of the paths from b1 to E that the document adds, and of all of them."""
    every = list(paths(net.error, net.parameters["b1"]))
    counted = [
        path.product for path in every if any({net.nodes[zo], net.nodes[zh]} <= set(path.nodes) for zo, zh in COUNTED)
    ]
    return sum(counted), sum(path.product for path in every)


def tell() -> Iterator[str]:
    """The story."""
    net = network(PARAMETERS)
    yield from title(say("Three inputs, two outputs, and one bias for each layer"))
    yield ""
    yield say("x = (1, 4, 5), targets (0.1, 0.05), a sigmoid everywhere, E = ½Σ(o - t)², learning rate 0.01.")
    yield say("b1 is the bias of both hidden neurons, b2 of both outputs.")
    numbers = [f"{name} = {value:g}" for name, value in PARAMETERS.items()]
    yield "  " + ", ".join(numbers[:6])
    yield "  " + ", ".join(numbers[6:])
    yield from section(say("1. Forward"))
    for forward in explain(net.error, digits=10).forward:
        if forward.name in net.nodes:
            yield f"  {forward.name:<3} = {forward.node.data:.10f}"
    yield from section(say("2. Backward: the gradient of every parameter"))
    net.error.backward()
    for name in ("h1", "h2"):
        gradient = net.nodes[name].grad
        yield say("  ∂E/∂{name:<3} = {gradient:.10f}   through both outputs", name=name, gradient=gradient)
    for name, leaf in net.parameters.items():
        yield f"  ∂E/∂{name:<3} = {leaf.grad:.10f}"
    yield from section(say("3. The shared bias b1: four paths"))
    for path in paths(net.error, net.parameters["b1"]):
        yield f"  {' -> '.join(node.label for node in path.nodes if node.label)}:  {path.product:.10f}"
    counted, all_four = counted_paths(net)
    yield say(
        "The document adds the two that go straight up, o1-h1 and o2-h2: {added:.6f}, printed as {printed}.",
        added=counted,
        printed=PUBLISHED_B1,
    )
    yield say("The two that cross, o1-h2 and o2-h1, belong to it as well: {right:.10f} is right.", right=all_four)
    yield from section(say("4. The update: parameter - 0.01·gradient"))
    updated = step(PARAMETERS)
    for name, new in updated.items():
        yield f"  {name:<3}: {PARAMETERS[name]:g} -> {new:.10f}"
    yield from say(
        "For b1 the document writes 0.1 - 0.01·0.0008 = 0.0500: the bias is 0.5, not 0.1, and its new value\n"
        "0.49998 has lost a place."
    ).splitlines()
    yield from section(say("5. 1500 steps"))
    history = errors(1500)
    for count in (0, 1, 10, 100, 1500):
        bar = "█" * max(1, round(40 * history[count] / history[0]))
        yield say("  after {steps:>4} steps  E = {error:.10f}  {bar}", steps=count, error=history[count], bar=bar)


WALKTHROUGH = Walkthrough(
    name="three-inputs-two-outputs",
    about=template("3-2-2 with shared biases: four paths from one bias, of which the document adds two"),
    graph=lambda: network(PARAMETERS).error,
    tell=tell,
    sheets=("two-outputs-shared-biases.toml",),
)
