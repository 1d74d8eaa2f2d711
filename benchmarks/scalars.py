"""Compare chainrule with micrograd 0.1.0: time and memory, each run in a process of its own, in turns.

    make bench        or        python benchmarks/scalars.py [--rounds N]

A round runs every task once on either engine, A B A B …, so that a machine that slows down slows both. The table shows
medians over the rounds, and the ratio chainrule / micrograd of each round: its median and its range. Results are
written to `benchmarks/results/`.
"""

from __future__ import annotations

import math
import sys
from statistics import median
from typing import NamedTuple

import measuring
import reporting

US, THEM = "chainrule", "micrograd"

#: `figures[task]`: what each engine measured in each round.
Figures = dict[str, list[dict[str, dict[str, float]]]]


class Quantity(NamedTuple):
    """One row of the table: what a task measured, in which unit, and what we want.

    `target` is the ratio to micrograd, `limit` our own figure in that unit, both at most.
    """

    title: str
    task: str
    key: str
    unit: str
    scale: float
    target: float | None = None
    limit: float | None = None


QUANTITIES = [
    Quantity("Training step", "step", "step", "ms", 1e3, target=1 / 15),
    Quantity("… collector off", "phases", "all", "ms", 1e3, target=1 / 2.3),
    Quantity("… … forward", "phases", "forward", "ms", 1e3),
    Quantity("… … backward and update", "phases", "backward", "ms", 1e3),
    Quantity("… … freeing", "phases", "freeing", "ms", 1e3),
    Quantity("Memory of a node", "memory", "recorded", "bytes", 1, limit=125),
    Quantity("… after backward()", "memory", "swept", "bytes", 1),
    Quantity("Gradient of (a+b)·(b+1)", "small", "call", "µs", 1e6, target=1 / 2.3),
    Quantity("10,000,000 nodes: peak memory", "many", "peak", "GiB", 1 / 2**30, limit=3),
    Quantity("… recording", "many", "recording", "s", 1),
    Quantity("… backward()", "many", "sweeping", "s", 1),
    Quantity("import autograd", "import", "seconds", "ms", 1e3, limit=27),
]
TASKS = list(dict.fromkeys(quantity.task for quantity in QUANTITIES))
#: What is measured of our engine only, and once: micrograd's backward() calls itself once for each node.
OURS_ALONE = ("many", "import")

NOTES = """\
- **Training step**: micrograd's moons demo, the same program text for both engines: 100 rows, MLP 2-16-16-1, hinge loss
  and L2 penalty, zero the gradients, `backward()`, SGD; about 65,000 nodes. The mean of 6 steps after 2 warm-up steps
  in a natural training loop, so each engine's garbage is collected on its own time.
- **Collector off**: the same steps with `gc.disable()`. Freeing is what `del loss` frees at once; what is caught in
  reference cycles (all of micrograd's graph) waits for the collector, which runs between the steps and is not timed.
- **Memory of a node**: bytes allocated (`tracemalloc`) by one step's graph, kept alive, per node of that graph.
- **Gradient of (a+b)·(b+1)**: two leaves, the graph and `backward()`, per call.
- **10,000,000 nodes**: one chain of products and sums, recorded and swept; the peak is that of the whole process,
  Python included. micrograd cannot: its `backward()` calls itself once for each node.
- **import autograd**: what it adds to the time of a Python that does nothing; the median of 15 runs of each, in turns.
- Times are the processor's; both engines use one thread, so an idle machine's clock shows the same.
- Both engines must arrive at the same numbers to 9 digits (the loss after all steps), or nothing is reported.
"""


def measure(task: str, engine: str) -> dict[str, float]:
    """Run one task on one engine, in a process of its own."""
    if task == "import":
        return {"seconds": measuring.import_seconds("autograd")}
    figures: dict[str, float] = measuring.in_a_process("scalar_engines.py", task, engine)
    return figures


def play(rounds: int) -> Figures:
    """Every task on both engines in turns, so many times."""
    figures: Figures = {task: [] for task in TASKS}
    for index in range(rounds):
        for task in TASKS:
            if task in OURS_ALONE and index:
                continue
            reporting.show(f"round {index + 1} of {rounds}: {task}")
            engines = (US,) if task in OURS_ALONE else (US, THEM)
            measured = {engine: measure(task, engine) for engine in engines}
            checks = [measured[engine].get("check", 0.0) for engine in engines]
            if not math.isclose(checks[0], checks[-1], rel_tol=1e-9):
                sys.exit(f"\n{task}: the engines disagree: {checks}")
            figures[task].append(measured)
    reporting.show("")
    return figures


def table(figures: Figures) -> reporting.Table:
    """The rows of the report."""
    rows = [["", US, THEM, "ratio (min–max)", "target", ""]]
    for quantity in QUANTITIES:
        ours, theirs = (
            [r[engine][quantity.key] for r in figures[quantity.task] if engine in r] for engine in (US, THEM)
        )
        ratios = [a / b for a, b in zip(ours, theirs, strict=False)]
        target = verdict = ""
        if quantity.target is not None:
            target = f"≤ {quantity.target:.2g}"
            verdict = reporting.verdict(median(ratios) <= quantity.target)
        elif quantity.limit is not None:
            target = f"≤ {quantity.limit:g} {quantity.unit}"
            verdict = reporting.verdict(median(ours) * quantity.scale <= quantity.limit)
        cells = [
            f"{reporting.short(median(side) * quantity.scale)} {quantity.unit}" if side else "–"
            for side in (ours, theirs)
        ]
        comparable = ratios and median(ratios) < 100
        ratio = reporting.spread(ratios, "{:.2g}".format) if comparable else "–"
        rows.append([quantity.title, *cells, ratio, target, verdict])
    return rows


def main() -> None:
    """Measure, print, and write the results."""
    rounds = reporting.settings("Compare chainrule with micrograd 0.1.0.", 5).rounds
    try:
        measure("small", THEM)
    except measuring.Skipped as reason:
        print(f"Skipped: {reason}. The comparison needs it: pip install -e '.[bench]'.")
        return
    figures = play(rounds)
    rows = table(figures)
    machine = measuring.machine()
    print(reporting.as_text(rows))
    print(f"\n{machine}; medians of {rounds} rounds")
    reporting.write_figures("micrograd", {"machine": machine, "rounds": rounds, "figures": figures})
    reporting.write_page(
        "micrograd",
        f"# chainrule and micrograd 0.1.0\n\n{reporting.as_markdown(rows)}\n\n"
        f"{machine}; medians of {rounds} rounds (10,000,000 nodes and import: one), run in turns, every run in a "
        f"process of its own. Written by `make bench`.\n\n{NOTES}",
    )
    print("written to benchmarks/results/micrograd.md and micrograd.json")


if __name__ == "__main__":
    main()
