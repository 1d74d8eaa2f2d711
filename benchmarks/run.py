"""Compare chainrule with micrograd 0.1.0: time and memory, each run in a process of its own, in turns.

    make bench        or        python benchmarks/run.py [--rounds N]

A round runs every task once on either engine, A B A B …, so that a machine that slows down slows both. The table shows
medians over the rounds, and the ratio chainrule / micrograd of each round: its median and its range. Results are
written to `benchmarks/results/`.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
US, THEM = "chainrule", "micrograd"


class Quantity(NamedTuple):
    """One row of the table: what a task measured, in which unit, and the ratio to micrograd we want at most."""

    title: str
    task: str
    key: str
    unit: str
    scale: float
    target: float | None = None


QUANTITIES = [
    Quantity("Training step", "step", "step", "ms", 1e3, target=1 / 6),
    Quantity("… collector off", "phases", "all", "ms", 1e3),
    Quantity("… … forward", "phases", "forward", "ms", 1e3),
    Quantity("… … backward and update", "phases", "backward", "ms", 1e3),
    Quantity("… … freeing", "phases", "freeing", "ms", 1e3),
    Quantity("Memory of a node", "memory", "recorded", "bytes", 1, target=0.30),
    Quantity("… after backward()", "memory", "swept", "bytes", 1),
    Quantity("Gradient of (a+b)·(b+1)", "small", "call", "µs", 1e6, target=0.50),
]
TASKS = list(dict.fromkeys(quantity.task for quantity in QUANTITIES))

NOTES = """\
- **Training step**: micrograd's moons demo, the same program text for both engines: 100 rows, MLP 2-16-16-1, hinge loss
  and L2 penalty, zero the gradients, `backward()`, SGD; about 65,000 nodes. The mean of 6 steps after 2 warm-up steps
  in a natural training loop, so each engine's garbage is collected on its own time.
- **Collector off**: the same steps with `gc.disable()`. Freeing is what `del loss` frees at once; what is caught in
  reference cycles (all of micrograd's graph) waits for the collector, which runs between the steps and is not timed.
- **Memory of a node**: bytes allocated (`tracemalloc`) by one step's graph, kept alive, per node of that graph.
- **Gradient of (a+b)·(b+1)**: two leaves, the graph and `backward()`, per call.
- Both engines must arrive at the same numbers to 9 digits (the loss after all steps), or nothing is reported.
"""


class Skipped(Exception):
    """A contender that cannot run here."""


def measure(task: str, engine: str) -> dict[str, float]:
    """Run one task on one engine in a fresh process."""
    run = subprocess.run(
        [sys.executable, str(HERE / "scalar_engines.py"), task, engine],
        env={**os.environ, "PYTHONPATH": str(HERE.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise Skipped(run.stderr.strip() or f"exit status {run.returncode}")
    figures: dict[str, float] = json.loads(run.stdout)
    return figures


def play(rounds: int) -> dict[str, list[dict[str, dict[str, float]]]]:
    """`figures[task][round][engine]`, measured in turns."""
    figures: dict[str, list[dict[str, dict[str, float]]]] = {task: [] for task in TASKS}
    for index in range(rounds):
        for task in TASKS:
            print(f"\rround {index + 1} of {rounds}: {task:<8}", end="", file=sys.stderr, flush=True)
            both = {engine: measure(task, engine) for engine in (US, THEM)}
            if not math.isclose(both[US]["check"], both[THEM]["check"], rel_tol=1e-9):
                sys.exit(f"\n{task}: the engines disagree: {both[US]['check']} and {both[THEM]['check']}")
            figures[task].append(both)
    print("\r" + " " * 40 + "\r", end="", file=sys.stderr)
    return figures


def table(figures: dict[str, list[dict[str, dict[str, float]]]]) -> list[list[str]]:
    """The rows of the report, as text."""
    rows = [["", US, THEM, "ratio (min–max)", "target", ""]]
    for quantity in QUANTITIES:
        ours, theirs = ([r[engine][quantity.key] for r in figures[quantity.task]] for engine in (US, THEM))
        ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
        ratio = median(ratios)
        target = verdict = ""
        if quantity.target is not None:
            target = f"≤ {quantity.target:.2f}"
            verdict = "met" if ratio <= quantity.target else "NOT MET"
        rows.append(
            [
                quantity.title,
                *(f"{significant(median(side) * quantity.scale)} {quantity.unit}" for side in (ours, theirs)),
                f"{ratio:.2f} ({min(ratios):.2f}–{max(ratios):.2f})" if ratio < 100 else "–",
                target,
                verdict,
            ]
        )
    return rows


def significant(number: float) -> str:
    """Three digits, without an exponent."""
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"


def as_text(rows: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def as_markdown(rows: list[list[str]]) -> str:
    head, *body = rows
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine() -> str:
    return (
        f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare chainrule with micrograd 0.1.0.")
    parser.add_argument("--rounds", type=int, default=5, help="how often each engine runs each task (default: 5)")
    rounds = parser.parse_args().rounds
    if rounds < 1:
        parser.error("--rounds must be at least 1")
    try:
        measure(TASKS[-1], THEM)
    except Skipped as reason:
        print(f"Skipped: {reason}. The comparison needs it: pip install -e '.[bench]'.")
        return
    figures = play(rounds)
    rows = table(figures)
    print(as_text(rows))
    print(f"\n{machine()}; medians of {rounds} rounds")

    results = HERE / "results"
    results.mkdir(exist_ok=True)
    (results / "micrograd.json").write_text(
        json.dumps({"machine": machine(), "rounds": rounds, "figures": figures}, indent=1) + "\n", encoding="utf-8"
    )
    (results / "micrograd.md").write_text(
        f"# chainrule and micrograd 0.1.0\n\n{as_markdown(rows)}\n\n"
        f"{machine()}; medians of {rounds} rounds, run in turns, every run in a process of its own. "
        f"Written by `make bench`.\n\n{NOTES}",
        encoding="utf-8",
    )
    print("written to benchmarks/results/micrograd.md and micrograd.json")


if __name__ == "__main__":
    main()
