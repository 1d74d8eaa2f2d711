"""Random graphs of smooth operations, and the same as functions for mpmath."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import oracles

from autograd import Value, ops

SMOOTH = {"add": 2, "subtract": 2, "multiply": 2, "negate": 1, "sin": 1, "cos": 1, "tanh": 1, "sigmoid": 1}


def random_graph(rng: random.Random, size: int = 12) -> tuple[Value, Callable[..., Any]]:
    """A graph over leaves a, b, c that uses all of them, and the same function for mpmath."""
    leaves = [Value(rng.choice([0.1, 0.2, 0.3, -0.7, 1.1, 2.0, -3.0]), label) for label in "abc"]
    recipe = []
    count = len(leaves)
    for i in range(size):
        name = rng.choice([*SMOOTH])
        operands = [i if i < count else rng.randrange(count + i), rng.randrange(count + i)][: SMOOTH[name]]
        recipe.append((name, operands))

    def run(apply, nodes):
        nodes = list(nodes)
        for name, operands in recipe:
            nodes.append(apply(name)(*(nodes[i] for i in operands)))
        return sum(nodes[count + 1 :], nodes[count])

    output = run(lambda name: ops.TABLE[name], leaves)
    return output, lambda *xs: run(lambda name: oracles.DEFINITIONS[name], xs)
