"""The data of the array benchmarks, the same for all contenders: networks with weights and rows, a random graph."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

#: Layers, rows, and what the scalar engines run: fewer rows where all of them would not fit the machine's memory.
NETWORKS = {
    "moons-100": ([2, 16, 16, 1], 100, 100),
    "moons-1000": ([2, 16, 16, 1], 1000, 1000),
    "digits": ([64, 32, 10], 1797, 20),
    "wide": ([784, 100, 10], 1000, 2),
}
#: What each task is called.
TITLES = {
    "moons-100": "moons, 2-16-16-1, 100 rows",
    "moons-1000": "moons, 2-16-16-1, 1,000 rows",
    "digits": "digits, 64-32-10 softmax, 1,797 rows",
    "wide": "784-100-10 softmax, 1,000 rows",
    "dag": "random graph, 5,000 operations, 10,000 rows",
    "dag-arithmetic": "random graph, only + - · /, 10,000 rows",
    "dag-functions": "random graph, other functions, 10,000 rows",
}
DAG_OPERATIONS, DAG_ROWS, DAG_COLUMNS, DAG_PARAMETERS = 5_000, 10_000, 10, 20


def network(task: str, rows: int | None = None) -> tuple[list[np.ndarray], list[np.ndarray], np.ndarray, np.ndarray]:
    """Weights (inputs, outputs) and biases of each layer, inputs, targets: ±1 for one output, else one-hot."""
    sizes, all_rows, _ = NETWORKS[task]
    rows = rows or all_rows
    rng = np.random.default_rng(0)
    weights = [rng.uniform(-1, 1, size=shape) / np.sqrt(shape[0]) for shape in pairwise(sizes)]
    biases = [rng.uniform(-0.1, 0.1, size=size) for size in sizes[1:]]
    labels = rng.integers(0, max(sizes[-1], 2), size=rows)
    targets = np.eye(sizes[-1])[labels] if sizes[-1] > 1 else 2.0 * labels - 1
    return weights, biases, rng.normal(size=(rows, sizes[0])), targets


def dag(x: list[Any], p: list[Any], count: int, fn: Any, mix: str = "dag") -> Any:
    """A random graph of so many mixed operations, all of them needed; the same for every contender."""
    kinds, seed = MIXES[mix]
    rng = random.Random(seed)
    nodes = [*x, *p]
    unused: set[int] = set()  # positions of nodes that the sum at the end has to take in, two operations each
    made = 0
    while made + 2 * len(unused) < count:
        i, j = int(rng.random() * len(nodes)), max(0, len(nodes) - 1 - int(rng.random() * 200))
        a, b = nodes[i], nodes[j]
        operations, operands, node = rng.choice(kinds)(fn, a, b)
        made += operations
        unused.difference_update((i, j)[operands])
        unused.add(len(nodes))
        nodes.append(node)
    out = 0.0
    for i in sorted(unused):
        out = out + nodes[i] * 0.01
    return out


FIRST, SECOND, BOTH = slice(0, 1), slice(1, 2), slice(0, 2)
Kind = Callable[[Any, Any, Any], tuple[int, slice, Any]]
#: How many operations, which operands, and the result.
SMOOTH: list[Kind] = [
    lambda fn, a, b: (1, BOTH, a + b),
    lambda fn, a, b: (2, BOTH, fn.sin(a * b)),
    lambda fn, a, b: (1, BOTH, a - b),
    lambda fn, a, b: (1, FIRST, fn.tanh(a)),
    lambda fn, a, b: (1, FIRST, fn.sin(a)),
    lambda fn, a, b: (1, FIRST, fn.sigmoid(a)),
    lambda fn, a, b: (3, BOTH, a * 0.5 + b * 0.5),
    lambda fn, a, b: (1, SECOND, fn.cos(b)),
    lambda fn, a, b: (3, BOTH, b / (1.0 + a * a)),
    lambda fn, a, b: (2, BOTH, fn.tanh(a + b)),
]


#: Only what a processor has an instruction for; numbers stay small.
ARITHMETIC: list[Kind] = [
    lambda fn, a, b: (2, BOTH, (a + b) * 0.5),
    lambda fn, a, b: (3, BOTH, a * 0.75 - b * 0.25),
    lambda fn, a, b: (2, BOTH, (a - b) * 0.5),
    lambda fn, a, b: (4, BOTH, a * b / (1.0 + a * a)),
    lambda fn, a, b: (3, BOTH, b / (1.0 + a * a)),
    lambda fn, a, b: (1, FIRST, -a),
]
#: Functions without angles, some with a kink.
FUNCTIONS: list[Kind] = [
    lambda fn, a, b: (3, FIRST, fn.exp(-(a * a))),
    lambda fn, a, b: (3, FIRST, fn.log(1.0 + a * a)),
    lambda fn, a, b: (5, BOTH, b / fn.sqrt(1.0 + a * a + b * b)),
    lambda fn, a, b: (2, BOTH, fn.relu(a - b)),
    lambda fn, a, b: (1, BOTH, fn.maximum(a, b)),
    lambda fn, a, b: (2, BOTH, fn.tanh(a * b)),
    lambda fn, a, b: (1, SECOND, fn.sigmoid(b)),
    lambda fn, a, b: (2, BOTH, (a + b) * 0.5),
]
#: The random graphs: their kinds of operations, and the seed.
MIXES = {"dag": (SMOOTH, 7), "dag-arithmetic": (ARITHMETIC, 8), "dag-functions": (FUNCTIONS, 9)}


def dag_data(rows: int = DAG_ROWS) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.normal(size=(rows, DAG_COLUMNS)), rng.uniform(-1, 1, size=DAG_PARAMETERS)


def vector(weights: list[Any], biases: list[Any]) -> np.ndarray:
    """Weights and biases, or their gradients, as one vector: neuron after neuron."""
    pairs = zip(weights, biases, strict=True)
    return np.concatenate([np.vstack([np.asarray(w), np.asarray(b)]).T.ravel() for w, b in pairs])


def fingerprint(value: float, gradient: Any) -> list[float]:
    """The value, the gradient's size, and its products with three directions."""
    if isinstance(gradient, list) and isinstance(gradient[0], tuple):
        gradient = vector(*zip(*gradient, strict=True))
    gradient = np.asarray(gradient)
    rng = np.random.default_rng(1)
    directions = rng.uniform(0, 1, size=(3, len(gradient)))
    return [value, float(np.abs(gradient).sum()), *(directions @ gradient).tolist()]
