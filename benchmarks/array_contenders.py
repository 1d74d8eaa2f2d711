"""What one contender needs for a loss and its gradient, over all rows of data.

    python benchmarks/array_contenders.py TASK CONTENDER

prints JSON; `program.py` calls it in turns, in a process each, with one thread for matrix products. Every contender
starts from the same data and weights (`network`, `dag`), and its results are part of what it prints: they must agree.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

#: Layers, rows, and what the scalar engines run: fewer rows where all of them would not fit the machine's memory.
NETWORKS = {
    "moons-100": ([2, 16, 16, 1], 100, 100),
    "moons-1000": ([2, 16, 16, 1], 1000, 1000),
    "digits": ([64, 32, 10], 1797, 20),
    "wide": ([784, 100, 10], 1000, 2),
}
DAG_OPERATIONS, DAG_ROWS, DAG_COLUMNS, DAG_PARAMETERS = 5_000, 10_000, 10, 20
ROWS = [1, 10, 100, 1_000, 10_000, 100_000]
NODES = [1_000, 10_000, 100_000, 1_000_000]

Call = Callable[[], tuple[float, Any]]


# --- the tasks' data -------------------------------------------------------------------------------------------------


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


def dag(x: list[Any], p: list[Any], count: int, fn: Any) -> Any:
    """A random graph of so many mixed operations, all of them needed; the same for every contender."""
    rng = random.Random(7)
    nodes = [*x, *p]
    unused: set[int] = set()  # positions of nodes that the sum at the end has to take in, two operations each
    made = 0
    while made + 2 * len(unused) < count:
        i, j = int(rng.random() * len(nodes)), max(0, len(nodes) - 1 - int(rng.random() * 200))
        a, b = nodes[i], nodes[j]
        operations, operands, node = rng.choice(KINDS)(fn, a, b)
        made += operations
        unused.difference_update((i, j)[operands])
        unused.add(len(nodes))
        nodes.append(node)
    out = 0.0
    for i in sorted(unused):
        out = out + nodes[i] * 0.01
    return out


FIRST, SECOND, BOTH = slice(0, 1), slice(1, 2), slice(0, 2)
#: How many operations, which operands, and the result.
KINDS: list[Callable[[Any, Any, Any], tuple[int, slice, Any]]] = [
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


def dag_data() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.normal(size=(DAG_ROWS, DAG_COLUMNS)), rng.uniform(-1, 1, size=DAG_PARAMETERS)


def vector(weights: list[Any], biases: list[Any]) -> np.ndarray:
    """Weights and biases, or their gradients, as one vector: neuron after neuron."""
    pairs = zip(weights, biases, strict=True)
    return np.concatenate([np.vstack([np.asarray(w), np.asarray(b)]).T.ravel() for w, b in pairs])


# --- NumPy as one writes it by hand ----------------------------------------------------------------------------------


def numpy_network(task: str, rows: int | None = None) -> Call:
    weights, biases, X, Y = network(task, rows)
    last = len(weights) - 1

    def call() -> tuple[float, list[Any]]:
        activations, h = [X], X
        for depth, (w, b) in enumerate(zip(weights, biases, strict=True)):
            z = h @ w + b
            h = np.maximum(z, 0) if depth < last else z
            activations.append(h)
        if Y.ndim == 1:
            margin = 1 - Y * h[:, 0]
            loss = np.maximum(margin, 0).mean()
            delta = (-Y * (margin > 0) / len(Y))[:, None]
        else:
            shifted = h - h.max(axis=1, keepdims=True)
            e = np.exp(shifted)
            sums = e.sum(axis=1, keepdims=True)
            loss = (np.log(sums)[:, 0] - (shifted * Y).sum(axis=1)).mean()
            delta = (e / sums - Y) / len(Y)
        gradients = []
        for depth in range(last, -1, -1):
            h = activations[depth]
            gradients.append((h.T @ delta, delta.sum(axis=0)))
            if depth:
                delta = (delta @ weights[depth].T) * (h > 0)
        return float(loss), gradients[::-1]

    return call


# --- a scalar engine, ours or micrograd's ----------------------------------------------------------------------------


def neurons(weights: list[np.ndarray], biases: list[np.ndarray], value: type) -> list[list[tuple[list[Any], Any]]]:
    """The network as scalars: layers of neurons, each its weights and its bias."""
    return [
        [([value(x) for x in column], value(x)) for column, x in zip(w.T.tolist(), b.tolist(), strict=True)]
        for w, b in zip(weights, biases, strict=True)
    ]


def apply(layers: list[list[tuple[list[Any], Any]]], x: list[Any]) -> list[Any]:
    for depth, layer in enumerate(layers):
        x = [sum((wi * xi for wi, xi in zip(w, x, strict=True)), b) for w, b in layer]
        x = x if depth == len(layers) - 1 else [neuron.relu() for neuron in x]
    return x


def hinge(layers: Any, x: Any, y: Any) -> Any:
    return (1 + -y * apply(layers, x)[0]).relu()


def cross_entropy(layers: Any, x: Any, y: Any) -> Any:
    from autograd import dot, logsumexp

    scores = apply(layers, x)
    return logsumexp(scores) - dot(scores, y)


def flat(layers: list[list[tuple[list[Any], Any]]]) -> list[Any]:
    return [p for layer in layers for w, b in layer for p in [*w, b]]


def scalar_network(task: str, value: type) -> Call:
    rows = NETWORKS[task][2]
    weights, biases, X, Y = network(task, rows)
    layers = neurons(weights, biases, value)
    parameters = flat(layers)
    loss_of = hinge if Y.ndim == 1 else cross_entropy

    def call() -> tuple[float, list[float]]:
        for parameter in parameters:
            parameter.grad = 0.0
        inputs = [list(map(value, row)) for row in X.tolist()]
        losses = [loss_of(layers, x, y) for x, y in zip(inputs, Y.tolist(), strict=True)]
        loss = sum(losses) * (1.0 / len(losses))
        loss.backward()
        return loss.data, [parameter.grad for parameter in parameters]

    return call


def program_network(task: str, rows: int | None = None) -> Call:
    from autograd import Value, compile

    weights, biases, X, Y = network(task, rows)
    layers = neurons(weights, biases, Value)
    loss_of = hinge if Y.ndim == 1 else cross_entropy
    program = compile(lambda x, y: loss_of(layers, x, y), flat(layers))
    theta = vector(weights, biases)
    return lambda: program.value_and_grad(X, Y, at=theta)


def program_dag() -> Call:
    import autograd

    X, theta = dag_data()
    parameters = [autograd.Value(x) for x in theta]
    program = autograd.compile(lambda x: dag(x, parameters, DAG_OPERATIONS, autograd), parameters)
    return lambda: program.value_and_grad(X, at=theta)


# --- PyTorch, tensor by tensor ---------------------------------------------------------------------------------------


def torch_network(task: str) -> Call:
    import torch

    torch.set_num_threads(1)
    weights, biases, X, Y = network(task)
    w = [torch.tensor(x, requires_grad=True) for x in weights]
    b = [torch.tensor(x, requires_grad=True) for x in biases]
    inputs, targets = torch.tensor(X), torch.tensor(Y)

    def call() -> tuple[float, list[Any]]:
        for p in (*w, *b):
            p.grad = None
        h = inputs
        for depth in range(len(w)):
            z = h @ w[depth] + b[depth]
            h = torch.relu(z) if depth < len(w) - 1 else z
        if targets.ndim == 1:
            loss = torch.relu(1 - targets * h[:, 0]).mean()
        else:
            loss = torch.nn.functional.cross_entropy(h, targets)
        loss.backward()
        return loss.item(), [(p.grad, q.grad) for p, q in zip(w, b, strict=True)]

    return call


def torch_dag() -> Call:
    import torch

    torch.set_num_threads(1)
    X, theta = dag_data()
    columns = [torch.tensor(x) for x in X.T]
    p = torch.tensor(theta, requires_grad=True)

    def call() -> tuple[float, Any]:
        p.grad = None
        loss = dag(columns, list(p), DAG_OPERATIONS, torch).mean()
        loss.backward()
        return loss.item(), p.grad.numpy()

    return call


# --- CasADi: a scalar graph, mapped over the rows --------------------------------------------------------------------


class _Casadi:
    """CasADi's functions under our names."""

    def __init__(self) -> None:
        import casadi

        self.sin, self.cos, self.tanh = casadi.sin, casadi.cos, casadi.tanh

    def sigmoid(self, a: Any) -> Any:
        import casadi

        return 1 / (1 + casadi.exp(-a))


def _mapped(columns: list[Any], parameters: Any, loss: Any, data: np.ndarray, theta: np.ndarray) -> Call:
    """Sums over the rows of the loss and its gradient; the parameters are shared by all rows."""
    import casadi

    x = casadi.vertcat(*columns)
    row = casadi.Function("row", [x, parameters], [loss, casadi.gradient(loss, parameters)])
    rows = row.map("rows", "serial", len(data), [1], [0, 1])
    by_column = np.ascontiguousarray(data.T)

    def call() -> tuple[float, np.ndarray]:
        value, gradient = rows(by_column, theta)
        return float(value) / len(data), np.array(gradient).ravel() / len(data)

    return call


def casadi_network(task: str) -> Call:
    import casadi

    weights, biases, X, Y = network(task)
    theta = vector(weights, biases)
    targets = Y[:, None] if Y.ndim == 1 else Y
    x, y = casadi.SX.sym("x", X.shape[1]), casadi.SX.sym("y", targets.shape[1])
    p = casadi.SX.sym("p", len(theta))
    h, at = x, 0
    for depth, w in enumerate(weights):
        inputs, outputs = w.shape
        both = casadi.reshape(p[at : at + (inputs + 1) * outputs], inputs + 1, outputs)
        at += (inputs + 1) * outputs
        z = casadi.mtimes(both[:inputs, :].T, h) + both[inputs, :].T
        h = casadi.fmax(z, 0) if depth < len(weights) - 1 else z
    one_score = Y.ndim == 1
    loss = casadi.fmax(1 - y * h, 0) if one_score else casadi.log(casadi.sum1(casadi.exp(h))) - casadi.dot(h, y)
    return _mapped([x, y], p, loss, np.hstack([X, targets]), theta)


def casadi_dag() -> Call:
    import casadi

    X, theta = dag_data()
    x, p = casadi.SX.sym("x", DAG_COLUMNS), casadi.SX.sym("p", DAG_PARAMETERS)
    loss = dag(casadi.vertsplit(x), casadi.vertsplit(p), DAG_OPERATIONS, _Casadi())
    return _mapped([x], p, loss, X, theta)


# --- cost against size -----------------------------------------------------------------------------------------------


def cost_of_nodes() -> list[dict[str, float]]:
    """Seconds for tracing and grouping graphs of growing size: a network of two layers, and a random graph."""
    import autograd

    costs = []
    for nodes in NODES:
        width = max(1, round((nodes / 6) ** 0.5))
        rng = np.random.default_rng(0)
        sizes = [width, 2 * width, 1]
        layers = neurons(
            [rng.normal(size=s) for s in pairwise(sizes)], [rng.normal(size=s) for s in sizes[1:]], autograd.Value
        )
        program = autograd.compile(lambda x, layers=layers: apply(layers, x)[0], flat(layers))
        start = perf_counter()
        program.value(np.zeros((20, width)))
        first = perf_counter() - start
        network_figures = program.statistics
        parameters = [autograd.Value(0.1) for _ in range(DAG_PARAMETERS)]
        program = autograd.compile(lambda x, p=parameters, n=nodes: dag(x, p, n, autograd), parameters)
        start = perf_counter()
        program.value(np.zeros((20, DAG_COLUMNS)))
        graph_first = perf_counter() - start
        costs.append(
            {
                "network nodes": network_figures.nodes,
                "network": network_figures.seconds,
                "network first call": first,
                "graph nodes": program.statistics.nodes,
                "graph": program.statistics.seconds,
                "graph first call": graph_first,
            }
        )
        print(costs[-1], file=sys.stderr)
    return costs


def cost_of_rows() -> list[dict[str, float]]:
    """Seconds a call takes for the moons network on so many rows: program and NumPy by hand, in turns."""
    costs = []
    for rows in ROWS:
        ours, hand = program_network("moons-100", rows), numpy_network("moons-100", rows)
        pairs = [(timed(ours, 0.1)[0], timed(hand, 0.1)[0]) for _ in range(5)]
        costs.append({"rows": rows, "program": median(a for a, _ in pairs), "NumPy": median(b for _, b in pairs)})
    return costs


# --- one contender ---------------------------------------------------------------------------------------------------


def timed(call: Call, seconds: float) -> tuple[float, Any]:
    """The median time of a call, from as many calls as fit in so many seconds (3 at least, 1 of a slow one)."""
    call()
    start = perf_counter()
    result = call()
    first = perf_counter() - start
    times = [first] if first > 1 else []
    for _ in range(max(3, min(2000, int(seconds / first))) if not times else 0):
        start = perf_counter()
        call()
        times.append(perf_counter() - start)
    return median(times), result


def contender(task: str, name: str) -> tuple[Call, int, int]:
    """The call, the rows it is to be scaled to, and the rows it works on."""
    if task == "dag":
        return {"program": program_dag, "PyTorch": torch_dag, "CasADi": casadi_dag}[name](), DAG_ROWS, DAG_ROWS
    rows, few = NETWORKS[task][1:]
    if name in ("micrograd", "eager"):
        if name == "micrograd":
            from micrograd.engine import Value

            sys.setrecursionlimit(10**6)  # its backward() calls itself once for each node of the sum over the rows
        else:
            from autograd import Value
        return scalar_network(task, Value), rows, few
    makers = {"program": program_network, "NumPy": numpy_network, "PyTorch": torch_network, "CasADi": casadi_network}
    return makers[name](task), rows, rows


def measure(task: str, name: str) -> dict[str, Any]:
    """Seconds for all rows, and the results: the loss, and some numbers that say what the gradient is.

    A contender that works on fewer rows is compared with NumPy on those; its seconds are scaled to all rows.
    """
    call, rows, worked = contender(task, name)
    seconds, found = timed(call, 0.5)
    results = fingerprint(*found)
    if worked < rows:
        expected = fingerprint(*numpy_network(task, worked)())
        if not np.allclose(results, expected, rtol=1e-9, atol=1e-12):
            sys.exit(f"{name} disagrees with NumPy on {worked} rows of {task}: {results} and {expected}")
        results = []
    return {"seconds": seconds * rows / worked, "rows": worked, "results": results}


def fingerprint(value: float, gradient: Any) -> list[float]:
    """The value, the gradient's size, and its products with three directions."""
    if isinstance(gradient, list) and isinstance(gradient[0], tuple):
        gradient = vector(*zip(*gradient, strict=True))
    gradient = np.asarray(gradient)
    rng = np.random.default_rng(1)
    directions = rng.uniform(0, 1, size=(3, len(gradient)))
    return [value, float(np.abs(gradient).sum()), *(directions @ gradient).tolist()]


def main(task: str, name: str) -> None:
    sizes = {"nodes": cost_of_nodes, "rows": cost_of_rows}
    try:
        print(json.dumps(sizes[task]() if task in sizes else measure(task, name)))
    except ModuleNotFoundError as error:
        sys.exit(f"{error.name} is not installed")


if __name__ == "__main__":
    main(*sys.argv[1:])
