"""XOR: what no linear model can do, one hidden layer of two does, and a network learns from a random start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograd import Value, dot, relu, sigmoid, values
from autograd.language import say, template
from nn import losses
from nn.layers.mlp import MLP
from nn.optimizers.adam import Adam
from nn.training.evaluation import predict
from nn.training.fitting import fit
from nn.walkthroughs.walkthrough import Walkthrough, section, title

POINTS = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
TARGETS = (0.0, 1.0, 1.0, 0.0)

#: The solution of Goodfellow, Bengio and Courville (2016), section 6.1.
W, C, OUTPUT_WEIGHTS, OUTPUT_BIAS = ((1.0, 1.0), (1.0, 1.0)), (0.0, -1.0), (1.0, -2.0), 0.0


def linear_cost(w1: Value, w2: Value, b: Value) -> Value:
    """J = ¼ Σ (f* - f)² over the four points, for f(x) = w·x + b."""
    squares = [(target - (w1 * x1 + w2 * x2 + b)) ** 2 for (x1, x2), target in zip(POINTS, TARGETS, strict=True)]
    return (sum(squares[1:], squares[0]) / 4).named("J")


def solution(x: Sequence[float]) -> Value:
    """w·relu(Wx + c) + b with the weights above."""
    inputs = [Value(number, f"x{i}") for i, number in enumerate(x, start=1)]
    hidden = [
        relu((dot(values(w1=row[0], w2=row[1]), inputs) + bias).named(f"z{i}")).named(f"h{i}")
        for i, (row, bias) in enumerate(zip(W, C, strict=True), start=1)
    ]
    y: Value = dot(values(w1=OUTPUT_WEIGHTS[0], w2=OUTPUT_WEIGHTS[1]), hidden) + OUTPUT_BIAS
    return y.named("y")


def learn(seed: int, epochs: int = 300) -> MLP:
    """A network of four hidden neurons after training from a random start."""
    model = MLP(2, [4, 1], activation="tanh", seed=seed)
    fit(model, POINTS, TARGETS, losses.binary_cross_entropy, Adam(model.parameters(), lr=0.05), epochs=epochs)
    return model


def tell() -> Iterator[str]:
    """The story."""
    yield from title(say("XOR: 0 0 -> 0, 0 1 -> 1, 1 0 -> 1, 1 1 -> 0"))
    yield from section(say("1. A linear model"))
    w1, w2, b = values(w1=0.0, w2=0.0, b=0.5)
    cost = linear_cost(w1, w2, b)
    cost.backward()
    yield from say(
        "f(x) = w1·x1 + w2·x2 + b, and J = ¼ Σ (f* - f)² over the four points. At w = (0, 0), b = ½:\n"
        "  J = {cost:g}, and its gradient is ({by_w1:g}, {by_w2:g}, {by_b:g}): nothing linear is better,\n"
        "  and its answer to every point is 0.5.",
        cost=cost.data,
        by_w1=w1.grad,
        by_w2=w2.grad,
        by_b=b.grad,
    ).splitlines()
    yield from section(say("2. One hidden layer of two"))
    yield say("h = relu(Wx + c), y = w·h + b with W = [[1, 1], [1, 1]], c = (0, -1), w = (1, -2), b = 0:")
    for point in POINTS:
        y = solution(point)
        hidden = [node.data for node in y.parents[0].parents if node.label.startswith("h")]
        yield f"  x = ({point[0]:g}, {point[1]:g})   h = ({hidden[0]:g}, {hidden[1]:g})   y = {y.data:g}"
    yield say("The hidden layer lays (0, 1) and (1, 0) on one point, (1, 0): then a line is enough.")
    yield from section(say("3. Learned from a random start"))
    yield say("Four hidden tanh neurons, 300 steps of Adam on the cross-entropy of all four points; σ(output):")
    for seed in range(3):
        answers = [sigmoid(logit) for logit in predict(learn(seed), POINTS).tolist()]
        written = "  ".join(f"{answer:.3f}" for answer in answers)
        yield say("  seed {seed}:  {answers}", seed=seed, answers=written)


WALKTHROUGH = Walkthrough(
    name="xor",
    about=template("what no linear model can do, two hidden neurons do, and a network learns"),
    graph=lambda: solution((1.0, 0.0)),
    tell=tell,
    sheets=("xor.toml",),
)
