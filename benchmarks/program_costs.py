"""What a program costs against the size of its graph, its rows and its parameters, and what memory it takes.

    python benchmarks/program_costs.py nodes|rows|parameters|memory

prints JSON; `programs.py` calls it.
"""

from __future__ import annotations

import json
import sys
import tracemalloc
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from time import perf_counter

import numpy as np
from array_contenders import apply, cross_entropy, flat, hinge, neurons, numpy_network, program_network
from array_tasks import DAG_COLUMNS, DAG_PARAMETERS, dag, network, vector
from measuring import timed

import autograd

ROWS = [1, 10, 100, 1_000, 10_000, 100_000]
ROWS_IN_MEMORY = [100, 1_000, 3_000, 10_000, 30_000, 100_000]
NODES = [1_000, 10_000, 100_000, 1_000_000]


def cost_of_nodes() -> list[dict[str, float]]:
    """Seconds for tracing and grouping graphs of growing size: a network of two layers, and a random graph."""
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
    return costs


def cost_of_rows() -> list[dict[str, float]]:
    """Seconds a call takes on so many rows: program and NumPy by hand, in turns; the moons network, and a neuron."""
    costs = []
    for rows in ROWS:
        cost: dict[str, float] = {"rows": rows}
        network_pair = program_network("moons-100", rows), numpy_network("moons-100", rows)
        for prefix, (ours, hand) in (("", network_pair), ("neuron ", neuron(rows))):
            pairs = [(timed(ours, 0.1)[0], timed(hand, 0.1)[0]) for _ in range(5)]
            cost[f"{prefix}program"], cost[f"{prefix}NumPy"] = median(a for a, _ in pairs), median(b for _, b in pairs)
        costs.append(cost)
    return costs


Calls = tuple[Callable[[], object], Callable[[], object]]


def neuron(rows: int) -> Calls:
    """The squared error of one neuron with three inputs and a sigmoid, and its gradient: by a program, and by hand."""
    rng = np.random.default_rng(0)
    theta, X, Y = rng.normal(size=4), rng.normal(size=(rows, 3)), rng.normal(size=rows)
    weights, bias = [autograd.Value(x) for x in theta[:3]], autograd.Value(theta[3])
    program = autograd.compile(
        lambda x, y: (autograd.sigmoid(autograd.dot(weights, x) + bias) - y) ** 2, [*weights, bias]
    )

    def by_hand() -> tuple[float, np.ndarray]:
        s = 1 / (1 + np.exp(-(X @ theta[:3] + theta[3])))
        error = s - Y
        delta = 2 * error * s * (1 - s) / len(Y)
        return float((error**2).mean()), np.append(delta @ X, delta.sum())

    def by_program() -> tuple[float, np.ndarray]:
        return program.value_and_grad(X, Y, at=theta)

    (ours, slopes), (hand, expected) = by_program(), by_hand()
    if not (np.isclose(ours, hand, rtol=1e-12) and np.allclose(slopes, expected, rtol=1e-11)):
        sys.exit(f"program and NumPy disagree on a neuron: {ours}, {slopes} and {hand}, {expected}")
    return by_program, by_hand


def cost_of_parameters() -> dict[str, list[float]]:
    """Seconds of a call for the 784-100-10 network, with `at=` and without; and after some `data` was set."""
    weights, biases, X, Y = network("wide")
    layers = neurons(weights, biases, autograd.Value)
    parameters, theta = flat(layers), vector(weights, biases)
    program = autograd.compile(lambda x, y: cross_entropy(layers, x, y), parameters)

    def after_a_change() -> object:
        parameters[0].data = theta[0]
        return program.value_and_grad(X, Y)

    calls = {
        "with": lambda: program.value_and_grad(X, Y, at=theta),
        "without": lambda: program.value_and_grad(X, Y),
        "after a change": after_a_change,
    }
    rounds = [{name: timed(call, 0.05)[0] for name, call in calls.items()} for _ in range(15)]
    return {name: [round[name] for round in rounds] for name in calls}


def cost_in_memory() -> list[dict[str, float]]:
    """Bytes for each row that Python's allocator counts at most in a call, beside what the program says."""
    weights, biases, X, Y = network("moons-100")
    layers = neurons(weights, biases, autograd.Value)
    parameters = [autograd.Value(0.1) for _ in range(DAG_PARAMETERS)]
    programs = {
        "network": (lambda x, y: hinge(layers, x, y), flat(layers), (X, Y)),
        "graph": (lambda x: dag(x, parameters, 500, autograd), parameters, (X[:, [0, 1] * (DAG_COLUMNS // 2)],)),
    }
    costs = []
    for rows in ROWS_IN_MEMORY:
        cost: dict[str, float] = {"rows": rows}
        for kind, (function, of, data) in programs.items():
            program = autograd.compile(function, of, threads=1)
            arguments = [np.resize(array, (rows, *array.shape[1:])) for array in data]
            program.value(*(array[:0] for array in arguments))
            cost[f"{kind} estimate"] = program.statistics.bytes_per_row
            cost[f"{kind} rows at once"] = program.statistics.rows_at_once
            tracemalloc.start()
            program.value_and_grad(*arguments)
            cost[kind] = tracemalloc.get_traced_memory()[1] / min(rows, program.statistics.rows_at_once)
            tracemalloc.stop()
        costs.append(cost)
    return costs


if __name__ == "__main__":
    costs = {"nodes": cost_of_nodes, "rows": cost_of_rows, "parameters": cost_of_parameters, "memory": cost_in_memory}
    print(json.dumps(costs[sys.argv[1]]()))
