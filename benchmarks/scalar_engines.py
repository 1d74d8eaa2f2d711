"""The tasks, written once and run on either scalar engine: micrograd's `Value` or ours.

    python benchmarks/scalar_engines.py TASK ENGINE

runs one task on one engine in a process of its own and prints its figures as JSON; `scalars.py` calls it in turns, and
`compare.py` calls it with the engine of another commit. Times are the processor's, on its one thread: what else the
machine does lengthens them little. The network, the loss and the training step are the text of micrograd 0.1.0 (`nn.py`
and `demo.ipynb`), with the class `Value` as a parameter. Nothing below knows which engine it runs, except `_operands`,
which counts nodes.
"""

from __future__ import annotations

import gc
import json
import math
import random
import resource
import sys
import tracemalloc
from collections.abc import Callable
from importlib import import_module
from statistics import median
from time import process_time
from typing import Any

ENGINES = {"chainrule": "autograd", "micrograd": "micrograd.engine"}

ROWS = 100
LAYERS = [16, 16, 1]
WARM_UP_STEPS = 2
TIMED_STEPS = 6
MANY = 10_000_000


# --- micrograd's nn.py and demo.ipynb, for any Value -----------------------------------------------------------------


class Neuron:
    def __init__(self, value: type, nin: int, nonlin: bool = True) -> None:
        self.w = [value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = value(0)
        self.nonlin = nonlin

    def __call__(self, x: list[Any]) -> Any:
        act = sum((wi * xi for wi, xi in zip(self.w, x, strict=True)), self.b)
        return act.relu() if self.nonlin else act

    def parameters(self) -> list[Any]:
        return [*self.w, self.b]


class Layer:
    def __init__(self, value: type, nin: int, nout: int, nonlin: bool) -> None:
        self.neurons = [Neuron(value, nin, nonlin) for _ in range(nout)]

    def __call__(self, x: list[Any]) -> Any:
        out = [n(x) for n in self.neurons]
        return out[0] if len(out) == 1 else out

    def parameters(self) -> list[Any]:
        return [p for n in self.neurons for p in n.parameters()]


class MLP:
    def __init__(self, value: type, nin: int, nouts: list[int]) -> None:
        sz = [nin, *nouts]
        self.layers = [Layer(value, sz[i], sz[i + 1], nonlin=i != len(nouts) - 1) for i in range(len(nouts))]

    def __call__(self, x: Any) -> Any:
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self) -> list[Any]:
        return [p for layer in self.layers for p in layer.parameters()]

    def zero_grad(self) -> None:
        for p in self.parameters():
            p.grad = 0


class Moons:
    """The demo: a 2-16-16-1 network learns to tell two half-moons apart."""

    def __init__(self, value: type) -> None:
        random.seed(1337)
        self.value = value
        self.rows, self.targets = two_moons(ROWS)
        self.model = MLP(value, 2, LAYERS)

    def loss(self) -> Any:
        inputs = [list(map(self.value, row)) for row in self.rows]
        scores = list(map(self.model, inputs))
        losses = [(1 + -yi * scorei).relu() for yi, scorei in zip(self.targets, scores, strict=True)]
        data_loss = sum(losses) * (1.0 / len(losses))
        alpha = 1e-4
        reg_loss = alpha * sum(p * p for p in self.model.parameters())
        return data_loss + reg_loss

    def update(self, k: int) -> None:
        learning_rate = 1.0 - 0.9 * k / 100
        for p in self.model.parameters():
            p.data -= learning_rate * p.grad


def two_moons(rows: int, noise: float = 0.1) -> tuple[list[list[float]], list[float]]:
    """Two interleaved half-circles with Gaussian noise, and their labels -1 and +1."""
    points, targets = [], []
    for index in range(rows):
        angle = math.pi * (index // 2) / (rows // 2 - 1)
        upper = index % 2 == 0
        x, y = (math.cos(angle), math.sin(angle)) if upper else (1 - math.cos(angle), 0.5 - math.sin(angle))
        points.append([x + random.gauss(0, noise), y + random.gauss(0, noise)])
        targets.append(-1.0 if upper else 1.0)
    return points, targets


# --- the tasks -------------------------------------------------------------------------------------------------------


def step(value: type) -> dict[str, float]:
    """One training step in a natural loop: whatever an engine leaves behind is collected on its own time."""
    moons = Moons(value)
    for k in range(WARM_UP_STEPS + TIMED_STEPS):
        if k == WARM_UP_STEPS:
            start = process_time()
        total_loss = moons.loss()
        moons.model.zero_grad()
        total_loss.backward()
        moons.update(k)
    return {"step": (process_time() - start) / TIMED_STEPS, "check": total_loss.data}


def phases(value: type) -> dict[str, float]:
    """The same steps with the cyclic collector switched off and run between them: forward, backward, freeing apart."""
    moons = Moons(value)
    seconds: dict[str, list[float]] = {"forward": [], "backward": [], "freeing": [], "all": []}
    gc.disable()
    for k in range(WARM_UP_STEPS + TIMED_STEPS):
        start = process_time()
        total_loss = moons.loss()
        recorded = process_time()
        moons.model.zero_grad()
        total_loss.backward()
        moons.update(k)
        updated = process_time()
        check = total_loss.data
        del total_loss
        freed = process_time()
        gc.collect()
        seconds["forward"].append(recorded - start)
        seconds["backward"].append(updated - recorded)
        seconds["freeing"].append(freed - updated)
        seconds["all"].append(freed - start)
    return {phase: median(times[WARM_UP_STEPS:]) for phase, times in seconds.items()} | {"check": check}


def memory(value: type) -> dict[str, float]:
    """Bytes per node of the graph of one step, kept alive: as recorded, and after the backward pass."""
    moons = Moons(value)
    known = {id(p) for p in moons.model.parameters()}
    gc.collect()
    tracemalloc.start()
    total_loss = moons.loss()
    gc.collect()
    recorded = tracemalloc.get_traced_memory()[0]
    total_loss.backward()
    gc.collect()
    swept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    nodes = _count_new(total_loss, known)
    return {"recorded": recorded / nodes, "swept": swept / nodes, "nodes": nodes, "check": total_loss.data}


def small(value: type) -> dict[str, float]:
    """The gradient of (a + b) * (b + 1): leaves, graph and backward pass, per call."""
    batches, calls = 15, 2_000
    seconds = []
    for _ in range(batches):
        start = process_time()
        for _ in range(calls):
            a = value(2.0)
            b = value(1.0)
            e = (a + b) * (b + 1)
            e.backward()
        seconds.append((process_time() - start) / calls)
    return {"call": median(seconds), "check": a.grad + 10 * b.grad}


def many(value: type) -> dict[str, float]:
    """A chain of ten million nodes, recorded and swept: the seconds, and the peak of this process's memory in bytes."""
    a, b = value(1.0), value(1e-7)
    x = value(1.0)
    start = process_time()
    for _ in range(MANY // 2):
        x = x * a + b
    recorded = process_time()
    x.backward()
    swept = process_time()
    if b.grad != MANY / 2:  # the sum of all powers of a
        sys.exit(f"the derivative by b is {MANY / 2}, not {b.grad}")
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return {"recording": recorded - start, "sweeping": swept - recorded, "peak": peak}


TASKS: dict[str, Callable[[type], dict[str, float]]] = {
    task.__name__: task for task in (step, phases, memory, small, many)
}


def _operands(node: Any) -> Any:
    return node.parents if hasattr(node, "parents") else node._prev


def _count_new(output: Any, known: set[int]) -> int:
    """How many nodes `output` depends on, without those whose id is `known`."""
    seen = {id(output)}
    walk = [output]
    while walk:
        for parent in _operands(walk.pop()):
            if id(parent) not in seen:
                seen.add(id(parent))
                walk.append(parent)
    return len(seen - known)


def main(task: str, engine: str) -> None:
    print(json.dumps(TASKS[task](import_module(ENGINES[engine]).Value)))


if __name__ == "__main__":
    main(*sys.argv[1:])
