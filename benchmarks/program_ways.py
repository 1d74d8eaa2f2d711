"""What a program costs in single precision, in threads, and where rows choose between arms.

    python benchmarks/program_ways.py precision|threads|choices

prints JSON; `programs.py` calls it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from array_contenders import Call, program_dag, program_network
from array_tasks import MIXES
from measuring import timed


def in_turns(seconds: float, turns: int, **calls: Call) -> dict[str, float]:
    """The median time of each call, measured in turns."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(turns):
        for name, call in calls.items():
            times[name].append(timed(call, seconds)[0])
    return {name: median(found) for name, found in times.items()}


#: What is compared in single and in double precision, and how it is made.
IN_BOTH: dict[str, Callable[..., Call]] = {
    **dict.fromkeys(("moons-1000", "digits", "wide"), program_network),
    **dict.fromkeys(MIXES, program_dag),
}


def errors_in_single_precision(double: Call, single: Call) -> dict[str, float]:
    """The error of the loss, and the largest one of the gradient, against its largest entry."""
    (loss, slopes), (loss32, slopes32) = double(), single()
    return {"loss": abs(loss32 / loss - 1), "gradient": abs(slopes32 - slopes).max() / abs(slopes).max()}


def cost_of_precision() -> list[dict[str, Any]]:
    """Seconds in double and in single precision, and the errors of the latter."""
    costs = []
    for task, make in IN_BOTH.items():
        double, single = make(task), make(task, float32=True)
        errors = errors_in_single_precision(double, single)
        costs.append({"task": task} | in_turns(0.2, 5, double=double, single=single) | errors)
    return costs


def cost_of_threads(rows: int = 100_000) -> list[dict[str, Any]]:
    """Seconds for the mixed graph on many rows, in one thread and in two, in turns."""
    one, two = (program_dag("dag", rows, threads=threads) for threads in (1, 2))
    same = one()[1].tolist() == two()[1].tolist()
    times: list[tuple[float, float]] = []
    for _ in range(5):
        start = perf_counter()
        one()
        middle = perf_counter()
        two()
        times.append((middle - start, perf_counter() - middle))
    seconds = {"one": median(a for a, _ in times), "two": median(b for _, b in times)}
    return [{"task": "dag", "rows": rows, "same": same, **seconds}]


def cost_of_choices(rows: int = 2_000) -> list[dict[str, Any]]:
    """Seconds for a choice between two arms, and for the arms alone, in a program each, where they are defined."""
    from autograd import Value, compile, dot, log, tanh, where

    X = np.random.default_rng(0).normal(size=(rows, 8))
    weights = [Value(x, f"w{i}") for i, x in enumerate(np.random.default_rng(1).uniform(-1, 1, size=2 * 16 * 9))]

    def layers(x: list[Any], arm: int) -> Any:
        own = weights[arm * 144 : arm * 144 + 144]
        return tanh(dot(own[128:], [tanh(dot(own[8 * i : 8 * i + 8], x)) for i in range(16)]))

    arms: dict[str, Callable[[list[Any], int], Any]] = {
        "thin arms, tanh(w·x)": lambda x, arm: tanh(weights[arm] * x[1 + arm]),
        "arms of two layers": layers,
        "one arm undefined in half of the rows": lambda x, arm: weights[arm] * log(x[0] * (1.0 - 2.0 * arm)),
    }
    costs = []
    for name, arm in arms.items():

        def chosen(x: list[Any], arm: Callable[[list[Any], int], Any] = arm) -> Any:
            return where(x[0] > 0, arm(x, 0), arm(x, 1))

        def call(f: Callable[[list[Any]], Any], data: np.ndarray) -> Call:
            program = compile(f, weights, threads=1)
            return lambda: program.value_and_grad(data)

        sides = [np.column_stack([sign * abs(X[:, 0]), X[:, 1:]]) for sign in (1, -1)]
        first, second = (call(lambda x, arm=arm, i=i: arm(x, i), sides[i]) for i in (0, 1))
        times = in_turns(0.1, 7, where=call(chosen, X), first=first, second=second)
        costs.append({"arms": name, "where": times["where"], "both": times["first"] + times["second"]})
    return costs


if __name__ == "__main__":
    costs = {"precision": cost_of_precision, "threads": cost_of_threads, "choices": cost_of_choices}
    print(json.dumps(costs[sys.argv[1]]()))
