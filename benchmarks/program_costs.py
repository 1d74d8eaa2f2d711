"""What a program costs against the size of its graph, and against its rows.

    python benchmarks/program_costs.py nodes|rows

prints JSON; `programs.py` calls it.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from statistics import median
from time import perf_counter

import numpy as np
from array_contenders import apply, flat, neurons, numpy_network, program_network
from array_tasks import DAG_COLUMNS, DAG_PARAMETERS, dag
from measuring import timed

import autograd

ROWS = [1, 10, 100, 1_000, 10_000, 100_000]
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
    """Seconds a call takes for the moons network on so many rows: program and NumPy by hand, in turns."""
    costs = []
    for rows in ROWS:
        ours, hand = program_network("moons-100", rows), numpy_network("moons-100", rows)
        pairs = [(timed(ours, 0.1)[0], timed(hand, 0.1)[0]) for _ in range(5)]
        costs.append({"rows": rows, "program": median(a for a, _ in pairs), "NumPy": median(b for _, b in pairs)})
    return costs


if __name__ == "__main__":
    print(json.dumps({"nodes": cost_of_nodes, "rows": cost_of_rows}[sys.argv[1]]()))
