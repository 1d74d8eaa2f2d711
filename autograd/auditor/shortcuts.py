"""Derivatives that people take from the paper and do not work out: p - t, where a cross-entropy stands on a softmax or
a sigmoid; the cosine in place of the derivative of a sine, if it was printed."""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import NamedTuple

from autograd.auditor.example import Example

#: How far the inputs are moved to see whether p - t holds there, too: any small, uneven distances would do.
STEPS = (0.0, 0.0131, -0.0173)
#: How near p - t comes to the gradient, and how many nodes with the same value are tried.
CLOSE, MOST_MATCHES = 1e-9, 40
#: For an operation, the one whose value is its derivative, and the sign.
COMPANIONS = {
    "sin": ("cos", 1.0),
    "cos": ("sin", -1.0),
    "sinh": ("cosh", 1.0),
    "cosh": ("sinh", 1.0),
    "softplus": ("sigmoid", 1.0),
}
#: Of so many divisors and factors of the formulas, 1/3 of a mean say, shares of p - t are tried.
MOST_SHARES = 4


class Shortcut(NamedTuple):
    """A gradient that is share·(p - t), with the node `p`, the `target` t, and the `share`: 1/3 in a mean of three."""

    p: int
    target: float
    share: float = 1.0


def shortcuts(example: Example) -> dict[int, Shortcut]:
    """Nodes z whose gradient is share·(p - t), for a named p further up and a target t of 0 or 1.

    That is what cross-entropy on a softmax or a sigmoid comes to, and what people compute; found by trying it at
    other inputs, however it is written. The share is 1, or that of a mean; with a minus sign for the other of two
    classes.
    """
    points = [
        [
            x if x in (0.0, 1.0) or example.is_constant(i) else x + step * (i % 7 - 3.3)
            for i, x in enumerate(example.inputs)
        ]
        for step in STEPS
    ]
    runs = []
    for point in points:
        data = example.forward(point)
        gradient, _ = example.backward(example.partials(data), example.output)
        runs.append((data, gradient))
    data_here, gradient_here = runs[0]
    rank = {node: nth for nth, node in enumerate(example.name_of)}
    by_value = sorted((data_here[p], p) for p in example.name_of if math.isfinite(data_here[p]))
    found: dict[int, Shortcut] = {}
    shares = _shares(example)
    for z in example.name_of:
        near = [
            (nth, rank[p], Shortcut(p, target, share))
            for nth, share in enumerate(shares)
            for target in (0.0, 1.0)
            for p in _around(by_value, gradient_here[z] / share + target)
            if p > z
        ]
        for _, _, shortcut in sorted(near)[:MOST_MATCHES]:
            p, target, share = shortcut
            if all(abs(data[p] - gradient[z] / share - target) < CLOSE for data, gradient in runs):
                found[z] = shortcut
                break
    return found


def _shares(example: Example) -> list[float]:
    """1, and the numbers that sums are divided by or multiplied with; each with both signs."""
    numbers = [1.0]
    for operation in ("divide", "multiply"):
        for node in example.nodes_by_operation.get(operation, ()):
            for position, parent in enumerate(example.parents[node]):
                x = example.inputs[parent]
                if example.is_constant(parent) and x > 0 and (operation == "multiply" or position):
                    numbers.append(1 / x if operation == "divide" else x)
    numbers = list(dict.fromkeys(numbers))[:MOST_SHARES]
    return [*numbers, *(-x for x in numbers)]


def printed_derivatives(example: Example) -> dict[int, tuple[int, float]]:
    """Nodes whose local partial is the value of another named node of the same operand, times a sign: of a sine, the
    cosine beside it."""
    found: dict[int, tuple[int, float]] = {}
    for operation, (other, sign) in COMPANIONS.items():
        beside = {example.parents[i]: i for i in example.nodes_by_operation.get(other, ()) if i in example.name_of}
        for node in example.nodes_by_operation.get(operation, ()) if beside else ():
            if (companion := beside.get(example.parents[node])) is not None:
                found[node] = companion, sign
    return found


def _around(ordered: list[tuple[float, int]], number: float) -> list[int]:
    return _between(ordered, number - CLOSE, number + CLOSE)


def _between(ordered: list[tuple[float, int]], low: float, high: float) -> list[int]:
    """The nodes whose values lie between two numbers, in a list of both by value."""
    if math.isnan(low):
        return []
    return [node for _, node in ordered[bisect_left(ordered, (low, -1)) : bisect_left(ordered, (high, -1))]]
