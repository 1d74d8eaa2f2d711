"""What one contender needs for a loss and its gradient, over all rows of data.

    python benchmarks/array_contenders.py TASK CONTENDER

prints JSON; `programs.py` calls it in turns, in a process each, with one thread for matrix products. Every contender
starts from the same data and weights (`array_tasks.py`), and its results are part of what it prints: they must agree.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from array_tasks import (
    DAG_COLUMNS,
    DAG_OPERATIONS,
    DAG_PARAMETERS,
    DAG_ROWS,
    MIXES,
    NETWORKS,
    dag,
    dag_data,
    fingerprint,
    network,
    vector,
)
from measuring import timed

Call = Callable[[], tuple[float, Any]]


# --- NumPy as one writes it by hand ----------------------------------------------------------------------------------


def by_hand(weights: list[Any], biases: list[Any], X: Any, Y: Any) -> tuple[float, list[Any], list[Any], list[Any]]:
    """The loss, its gradient by the weights and biases of each layer, and what each layer took in and got back."""
    last = len(weights) - 1
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
    gradients, deltas = [], [delta]
    for depth in range(last, -1, -1):
        h = activations[depth]
        gradients.append((h.T @ delta, delta.sum(axis=0)))
        if depth:
            delta = (delta @ weights[depth].T) * (h > 0)
            deltas.append(delta)
    return float(loss), gradients[::-1], activations[:-1], deltas[::-1]


def numpy_network(task: str, rows: int | None = None) -> Call:
    operands = network(task, rows)
    return lambda: by_hand(*operands)[:2]


# --- the limit: the matrix products of a network alone ---------------------------------------------------------------


def products(task: str, multiply: Callable[..., Any], own: Callable[[np.ndarray], Any]) -> Call:
    """The products of the forward and of the backward pass with one library, and nothing else.

    Their operands and the memory for their results are prepared, one row of data a column, which is the faster order.
    The library is `multiply(a, b, out=)` and `own`, which makes an array the library's own.
    """
    weights, biases, X, Y = network(task)
    loss, gradients, activations, deltas = by_hand(weights, biases, X, Y)
    w, h, d = ([np.ascontiguousarray(x.T) for x in arrays] for arrays in (weights, activations, deltas))
    forward = list(zip(w, h, strict=True))
    by_weights = [(delta, x.T) for delta, x in zip(d, h, strict=True)]
    by_inputs = [(x.T, delta) for x, delta in zip(w[1:], d[1:], strict=True)]  # nobody asks for those by X
    operands = [*forward, *by_weights, *by_inputs]
    results = [np.empty((len(a), b.shape[1])) for a, b in operands]
    jobs = [(own(a), own(b), own(out)) for (a, b), out in zip(operands, results, strict=True)]
    found = results[len(forward) : len(forward) + len(by_weights)]
    pairs = [(by_weight.T, by_bias) for by_weight, (_, by_bias) in zip(found, gradients, strict=True)]

    def call() -> tuple[float, list[Any]]:
        for a, b, out in jobs:
            multiply(a, b, out=out)
        return loss, pairs

    return call


def numpy_products(task: str) -> Call:
    return products(task, np.matmul, lambda array: array)


def torch_products(task: str) -> Call:
    import torch

    torch.set_num_threads(1)
    return products(task, torch.mm, torch.from_numpy)


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


def program_network(task: str, rows: int | None = None, **how: Any) -> Call:
    """`how` is what else `compile` is told."""
    from autograd import Value, compile

    weights, biases, X, Y = network(task, rows)
    layers = neurons(weights, biases, Value)
    loss_of = hinge if Y.ndim == 1 else cross_entropy
    program = compile(lambda x, y: loss_of(layers, x, y), flat(layers), **({"threads": 1} | how))
    theta = vector(weights, biases)
    return lambda: program.value_and_grad(X, Y, at=theta)


def program_dag(task: str, rows: int = DAG_ROWS, **how: Any) -> Call:
    import autograd

    X, theta = dag_data(rows)
    parameters = [autograd.Value(x) for x in theta]
    one_row = lambda x: dag(x, parameters, DAG_OPERATIONS, autograd, task)  # noqa: E731
    program = autograd.compile(one_row, parameters, **({"threads": 1} | how))
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


def torch_dag(task: str) -> Call:
    import torch

    torch.set_num_threads(1)
    X, theta = dag_data()
    columns = [torch.tensor(x) for x in X.T]
    p = torch.tensor(theta, requires_grad=True)

    def call() -> tuple[float, Any]:
        p.grad = None
        loss = dag(columns, list(p), DAG_OPERATIONS, torch, task).mean()
        loss.backward()
        return loss.item(), p.grad.numpy()

    return call


# --- CasADi: a scalar graph, mapped over the rows --------------------------------------------------------------------


class _Casadi:
    """CasADi's functions under our names."""

    def __init__(self) -> None:
        import casadi

        self.sin, self.cos, self.tanh = casadi.sin, casadi.cos, casadi.tanh
        self.exp, self.log, self.sqrt, self.maximum = casadi.exp, casadi.log, casadi.sqrt, casadi.fmax

    def sigmoid(self, a: Any) -> Any:
        import casadi

        return 1 / (1 + casadi.exp(-a))

    def relu(self, a: Any) -> Any:
        return self.maximum(a, 0.0)


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


def casadi_dag(task: str) -> Call:
    import casadi

    X, theta = dag_data()
    x, p = casadi.SX.sym("x", DAG_COLUMNS), casadi.SX.sym("p", DAG_PARAMETERS)
    loss = dag(casadi.vertsplit(x), casadi.vertsplit(p), DAG_OPERATIONS, _Casadi(), task)
    return _mapped([x], p, loss, X, theta)


# --- one contender ---------------------------------------------------------------------------------------------------


def contender(task: str, name: str) -> tuple[Call, int, int]:
    """The call, the rows it is to be scaled to, and the rows it works on."""
    if task in MIXES:
        return {"program": program_dag, "PyTorch": torch_dag, "CasADi": casadi_dag}[name](task), DAG_ROWS, DAG_ROWS
    rows, few = NETWORKS[task][1:]
    if name in ("micrograd", "eager"):
        if name == "micrograd":
            from micrograd.engine import Value

            sys.setrecursionlimit(10**6)  # its backward() calls itself once for each node of the sum over the rows
        else:
            from autograd import Value
        return scalar_network(task, Value), rows, few
    makers: dict[str, Callable[[str], Call]] = {
        "program": program_network,
        "NumPy": numpy_network,
        "NumPy products": numpy_products,
        "PyTorch": torch_network,
        "PyTorch products": torch_products,
        "CasADi": casadi_network,
    }
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


if __name__ == "__main__":
    print(json.dumps(measure(*sys.argv[1:])))
