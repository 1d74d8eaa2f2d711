"""Programs on JAX: beside the program on NumPy, and what a step of `fit` costs against rows and devices.

    python benchmarks/jax_steps.py [--rounds N]        needs: pip install 'chainrule[jax]' matplotlib

Written to `benchmarks/results/`: jax.md, jax.json, jax.svg and jax.png. The devices are virtual: they share the
processors of one machine.

    python benchmarks/jax_steps.py beside|steps …      measures, in a process of its own, and prints JSON
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from importlib.metadata import version
from statistics import median
from time import perf_counter, process_time
from typing import Any

import numpy as np
import reporting
from measuring import in_a_process, timed

TASKS = {
    "moons-1000": "moons, 2-16-16-1, 1,000 rows",
    "digits": "digits, 64-32-10 softmax, 1,797 rows",
    "wide": "784-100-10 softmax, 1,000 rows",
}
ROWS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000]
DEVICES = [1, 2, 4, 8]
#: The network of the steps. Of 10⁷ rows it holds some GB: its layers, for the way back.
STEPS = [2, 8, 1]
MOST_SECONDS, MOST_TIMES = 5.0, 1.2


def beside(task: str) -> dict[str, Any]:
    """The program and its `to_jax` on one processor, in turns: seconds for the first call and for others."""
    import jax
    from array_contenders import cross_entropy, flat, hinge, neurons
    from array_tasks import network

    from autograd import Value, compile

    jax.config.update("jax_enable_x64", True)
    weights, biases, X, Y = network(task)
    layers = neurons(weights, biases, Value)
    parameters = flat(layers)
    program = compile(lambda x, y: (hinge if Y.ndim == 1 else cross_entropy)(layers, x, y), parameters)
    theta = np.array([parameter.data for parameter in parameters])
    mean, gradient = program.value_and_grad(X, Y)
    compiled = jax.jit(jax.value_and_grad(program.to_jax()))
    data = jax.device_put(X), jax.device_put(Y)

    def on_jax() -> tuple[float, np.ndarray]:
        loss, slopes = compiled(theta, *data)
        return float(loss), np.asarray(slopes)

    start = process_time()
    loss, slopes = on_jax()
    first = process_time() - start
    pairs = [(timed(lambda: program.value_and_grad(X, Y, at=theta), 0.3)[0], timed(on_jax, 0.3)[0]) for _ in range(5)]
    difference = max(abs(loss - mean) / abs(mean), float(abs(slopes - gradient).max() / abs(gradient).max()))
    return {"compile": first, "pairs": pairs, "difference": difference, "parameters": len(theta)}


def steps(devices: int, rows: list[int]) -> dict[int, float]:
    """Seconds a step of `fit(backend="jax")` takes, gradient and outputs, with so many virtual devices."""
    from nn.training.sharded import Sharded
    from nn.training.share import Share

    found = {}
    for count, compiled, X, Y in compiled_for(rows):
        batches = Sharded(compiled, devices, "float64", (X, Y), Share([count]))
        all_rows = np.arange(count)
        found[count] = shortest(lambda b=batches, x=X, y=Y, r=all_rows: b.batch(x, y, r))
    return found


def of_program(rows: list[int]) -> dict[int, float]:
    """The same step with the program on NumPy."""
    return {count: shortest(lambda c=compiled, x=X, y=Y: c.batch(x, y)) for count, compiled, X, Y in compiled_for(rows)}


def compiled_for(rows: list[int]) -> Iterator[tuple[int, Any, np.ndarray, np.ndarray]]:
    """For each number of rows the compiled model, and made-up data."""
    from nn import MLP, losses
    from nn.training.batches import Compiled, RowByRow

    model = MLP(STEPS[0], STEPS[1:], activation="tanh", seed=0)
    rng = np.random.default_rng(0)
    for count in rows:
        X, Y = rng.normal(size=(count, STEPS[0])), rng.choice([-1.0, 1.0], size=count)
        compiled = Compiled(RowByRow(model, losses.hinge, model.parameters()), X[:1], Y[:1], one_output=True)
        yield count, compiled, X, Y


def shortest(call: Any) -> float:
    """The shortest time of a call, of as many as fit into two seconds, three at least: what nothing else has slowed."""
    call()
    times: list[float] = []
    while len(times) < 3 or sum(times) < 2.0:
        start = perf_counter()
        call()
        times.append(perf_counter() - start)
    return min(times)


def draw(curves: dict[str, dict[int, float]]) -> None:
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "chainrule"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7.5, 4.8), layout="constrained")
    colours = ["#3d405b", "#1b6ca8", "#5a9bd4", "#9ec5e6", "#e07a5f"]
    for (name, curve), colour in zip(curves.items(), colours, strict=True):
        axes.plot(list(curve), list(curve.values()), "o-", color=colour, label=name)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("rows")
    axes.set_ylabel("seconds a step (log)")
    network = "-".join(map(str, STEPS))
    axes.set_title(
        f"{network}, loss, gradient and outputs of all rows;\nvirtual devices share {os.cpu_count()} processors"
    )
    axes.legend(fontsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(reporting.RESULTS / "jax.svg", metadata={"Date": None})
    figure.savefig(reporting.RESULTS / "jax.png", dpi=110)


def main() -> None:
    """Measure, and write the report."""
    given = reporting.settings(__doc__ or "", rounds=3)
    if hasattr(os, "sched_setaffinity"):  # JAX takes all processors it may run on
        everywhere = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {min(everywhere)})
    table = [["", "first call", "program", "on JAX", "times", "at most", "differs by", ""]]
    figures: dict[str, Any] = {"beside": {}}
    for task, title in TASKS.items():
        runs = []
        for round in range(given.rounds):
            reporting.show(f"{title}, round {round + 1}")
            runs.append(in_a_process("jax_steps.py", "beside", task))
        figures["beside"][task] = runs
        pairs = [pair for run in runs for pair in run["pairs"]]
        times = [b / a for a, b in pairs]
        compile = median(run["compile"] for run in runs)
        met = median(times) <= MOST_TIMES and compile <= MOST_SECONDS
        table.append(
            [
                title,
                f"{compile:.2f} s",
                reporting.duration(median(a for a, _ in pairs)),
                reporting.duration(median(b for _, b in pairs)),
                reporting.spread([median(b / a for a, b in run["pairs"]) for run in runs], lambda x: f"{x:.2f}"),
                f"{MOST_TIMES}",
                f"{max(run['difference'] for run in runs):.0e}",
                reporting.verdict(met),
            ]
        )
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, everywhere)
    curves: dict[str, dict[int, float]] = {}
    reporting.show("steps of the program")
    curves["program on NumPy"] = {int(n): s for n, s in in_a_process("jax_steps.py", "program").items()}
    for devices in DEVICES:
        reporting.show(f"steps on {devices} devices")
        os.environ["XLA_FLAGS"] = f"--xla_force_host_platform_device_count={devices}"
        name = "JAX, 1 device" if devices == 1 else f"JAX, {devices} virtual devices"
        curves[name] = {int(n): s for n, s in in_a_process("jax_steps.py", "steps", str(devices)).items()}
    reporting.show("")
    figures["steps"] = curves
    draw(curves)
    by_rows = [["rows", *curves]]
    by_rows += [[f"{count:,}", *(reporting.duration(curve[count]) for curve in curves.values())] for count in ROWS]
    text = "\n".join(
        [
            "# Programs on JAX",
            "",
            "One call: the mean loss over all rows and its gradient, in double precision, on one thread; the first",
            "call, in seconds of a processor, traces and compiles. Program and JAX run in turns, in one process.",
            "",
            reporting.as_markdown(table),
            "",
            f"One step of `fit` for a {'-'.join(map(str, STEPS))} network, outputs of all rows included, the shortest",
            "of many:",
            "",
            reporting.as_markdown(by_rows),
            "",
            f"The devices of JAX are virtual here: they share {os.cpu_count()} processors, so that more of them than",
            "that cannot be faster. They show that a step works on any number of devices, and what dividing it costs.",
            "",
            f"Measured with JAX {version('jax')}, NumPy {version('numpy')}, Python "
            f"{sys.version.split()[0]}. No GPU and no TPU was there to be tried.",
            "",
        ]
    )
    reporting.write_page("jax", text)
    reporting.write_figures("jax", figures)
    print(text)


if __name__ == "__main__":
    if sys.argv[1:2] == ["beside"]:
        print(json.dumps(beside(sys.argv[2])))
    elif sys.argv[1:2] == ["steps"]:
        print(json.dumps(steps(int(sys.argv[2]), ROWS)))
    elif sys.argv[1:2] == ["program"]:
        print(json.dumps(of_program(ROWS)))
    else:
        main()
