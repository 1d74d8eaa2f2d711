"""One sigmoid neuron, taken apart into products, sums, exp and 1/x, and put together again as one node."""

from __future__ import annotations

from collections.abc import Iterator

from autograd import Op, Value, dot, exp, sigmoid, values
from autograd.language import say, template
from nn.walkthroughs.walkthrough import Walkthrough, section, title

NUMBERS = {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "w2": -3.0}

#: 1/x as one operation, as the document draws it.
reciprocal = Op("1/x", lambda x: 1 / x, partials=lambda out, x: (-out * out,), text="1 / {:3}")

#: The table of local derivatives: the operation, and its derivative as a formula.
LOCAL_DERIVATIVES = (
    ("f(x) = eˣ", "eˣ"),
    ("f(x) = x·a", "a"),
    ("f(x) = 1/x", "-1/x²"),
    ("f(x) = x + c", "1"),
    ("f(x) = -x", "-1"),
    ("f(x, y) = x + y", template("1 and 1")),
)


def elementary(numbers: dict[str, float] = NUMBERS) -> dict[str, Value]:
    """Every node of f = 1/(1 + exp(-(w0·x0 + w1·x1 + w2))) by name, the inputs first."""
    w0, x0, w1, x1, w2 = inputs = values(**numbers)
    first, second = (w0 * x0).named("w0x0"), (w1 * x1).named("w1x1")
    added = (first + second).named("sum")
    z = (added + w2).named("z")
    minus = (-z).named("-z")
    grown = exp(minus).named("exp")
    below = (grown + 1).named("1+exp")
    f = reciprocal(below).named("f")
    return {node.label: node for node in (*inputs, first, second, added, z, minus, grown, below, f)}


def as_one_node(numbers: dict[str, float] = NUMBERS) -> tuple[tuple[Value, ...], Value]:
    """The inputs, and σ(w·x + w2) with the sigmoid as one operation."""
    w0, x0, w1, x1, w2 = inputs = values(**numbers)
    z = (dot((w0, w1), (x0, x1)) + w2).named("z")
    output: Value = sigmoid(z)
    return inputs, output.named("f")


def tell() -> Iterator[str]:
    """The story."""
    nodes = elementary()
    f = nodes["f"]
    f.backward()
    yield from title(say("A sigmoid neuron in elementary steps: f = 1/(1 + exp(-(w0·x0 + w1·x1 + w2)))"))
    yield ""
    yield "  " + ", ".join(f"{name} = {value:g}" for name, value in NUMBERS.items())
    yield from section(say("1. The local derivatives it takes"))
    for function, derivative in LOCAL_DERIVATIVES:
        yield f"  {function:<16}  {say(derivative)}"
    yield from section(say("2. Forward, and backward beside it"))
    yield say("  node          value        gradient      local partials")
    for name, node in nodes.items():
        partials = ", ".join(
            f"{partial:.6g}" for partial, parent in zip(node.partials, node.parents, strict=True) if parent.label
        )
        yield f"  {name:<6} {node.data:>14.10f}  {node.grad:>14.10f}   {partials}".rstrip()
    yield from section(say("3. The same as one σ node"))
    inputs, output = as_one_node()
    output.backward()
    yield from say(
        "  f = σ({z:g}) = {f:.10f}, and σ′ = f(1 - f) = {slope:.10f}:\n"
        "  four steps, + 1, 1/x, exp and the minus sign, in one.",
        z=output.parents[0].data,
        f=output.data,
        slope=output.partials[0],
    ).splitlines()
    for leaf in inputs:
        yield f"  ∂f/∂{leaf.label} = {leaf.grad:.10f}"


WALKTHROUGH = Walkthrough(
    name="sigmoid-neuron",
    about=template("one neuron as × × + + neg exp +1 1/x, and as one σ node"),
    graph=lambda: elementary()["f"],
    tell=tell,
)
