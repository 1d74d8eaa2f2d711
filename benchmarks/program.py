"""Programs beside what else computes a loss and its gradient over many rows.

    make bench        or        python benchmarks/program.py [--rounds N] [--peers PYTHON]

Each contender (see `array_contenders.py`) runs in a process of its own, in turns: a machine that slows down slows all.
The table has medians over the rounds, and the time of each contender divided by the program's in the same round: its
median and its range. PyTorch and CasADi live in an environment of their own, which `make peers` makes; contenders that
are not installed are skipped. Written to `benchmarks/results/`: program.md, program.json, program.svg and program.png.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"

TASKS = {
    "moons-100": "moons, 2-16-16-1, 100 rows",
    "moons-1000": "moons, 2-16-16-1, 1,000 rows",
    "digits": "digits, 64-32-10 softmax, 1,797 rows",
    "wide": "784-100-10 softmax, 1,000 rows",
    "dag": "random graph, 5,000 operations, 10,000 rows",
}
CONTENDERS = ["program", "NumPy", "PyTorch", "CasADi", "eager", "micrograd"]
PEERS = ("PyTorch", "CasADi")
TITLES = {"NumPy": "NumPy by hand", "PyTorch": "PyTorch", "CasADi": "CasADi SX map", "eager": "our engine"}

#: How many times as long as the program a contender should take at least.
TARGETS = {
    ("moons-100", "micrograd"): 5000,
    ("moons-100", "PyTorch"): 2,
    ("moons-100", "NumPy"): 1 / 1.2,
    ("moons-1000", "NumPy"): 1,
    ("moons-1000", "PyTorch"): 1,
    ("digits", "NumPy"): 1,
    ("digits", "PyTorch"): 1,
    ("wide", "NumPy"): 1,
    ("wide", "PyTorch"): 1,
    ("dag", "CasADi"): 1,
}
#: µs a node for tracing and grouping, at most.
NODE_TARGET = 15

NOTES = """\
- One call: the mean loss over all rows and its gradient by every parameter, in double precision, on one thread.
- **program**: `compile(loss, parameters).value_and_grad(X, Y, at=vector)`, of a loss written with scalars, neuron by
  neuron. **NumPy by hand**: rows first, fresh arrays, as in a tutorial. **PyTorch**: eager tensors, `backward()`.
  **CasADi**: the scalar graph as an SX function of one row, mapped over the rows, parameters shared. **our engine** and
  **micrograd**: Values, row by row; micrograd has no exponential, so no softmax.
- ≈: measured on fewer rows (20 of digits, 2 of 784-100-10) and scaled.
- All contenders agree on the loss and on the gradient to 9 digits, or nothing is reported.
"""


class Skipped(Exception):
    """A contender that cannot run here."""


def measure(task: str, contender: str, peers: str) -> Any:
    """Run one contender in a fresh process; what it printed."""
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | threads
    python = sys.executable
    if contender in PEERS:
        if not peers:
            raise Skipped("make peers installs it")
        python = peers
    else:
        environment["PYTHONPATH"] = str(HERE.parent)
    run = subprocess.run(
        [python, str(HERE / "array_contenders.py"), task, contender],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        lines = run.stderr.strip().splitlines() or [f"exit status {run.returncode}"]
        if not lines[-1].endswith("is not installed"):
            sys.exit(f"\n{contender}, {task}: {run.stderr}")
        raise Skipped(lines[-1])
    return json.loads(run.stdout)


def plays(task: str, contender: str) -> bool:
    if contender == "micrograd":
        return task.startswith("moons")
    return task != "dag" or contender not in ("NumPy", "eager")


def play(rounds: int, peers: str) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """`figures[task][contender]`: what was measured in each round."""
    figures: dict[str, dict[str, list[dict[str, Any]]]] = {task: {} for task in TASKS}
    skipped: set[str] = set()
    for index in range(rounds):
        for task in TASKS:
            for contender in CONTENDERS:
                slow = contender in ("eager", "micrograd") or (task, contender) == ("wide", "CasADi")
                if contender in skipped or not plays(task, contender) or (slow and index >= 3):
                    continue
                show(f"round {index + 1} of {rounds}: {task}, {contender}")
                try:
                    measured = measure(task, contender, peers)
                except Skipped as reason:
                    skipped.add(contender)
                    print(f"\rskipped: {contender} ({reason}){' ' * 30}", file=sys.stderr)
                else:
                    figures[task].setdefault(contender, []).append(measured)
            compare(task, figures[task])
    return figures


def show(what: str) -> None:
    print(f"\r{what:<60}", end="", file=sys.stderr, flush=True)


def compare(task: str, figures: dict[str, list[dict[str, Any]]]) -> None:
    """All contenders must have computed the same numbers."""
    whole = {name: runs[-1]["results"] for name, runs in figures.items() if runs[-1]["results"]}
    for (one, first), (other, second) in combinations(whole.items(), 2):
        size = max(map(abs, first))
        if not all(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9 * size) for a, b in zip(first, second, strict=True)):
            sys.exit(f"\n{task}: {one} and {other} disagree: {first} and {second}")


def ratios(figures: dict[str, list[dict[str, Any]]], contender: str) -> list[float]:
    pairs = zip(figures[contender], figures["program"], strict=False)
    return [theirs["seconds"] / ours["seconds"] for theirs, ours in pairs]


def table(figures: dict[str, dict[str, list[dict[str, Any]]]]) -> list[list[str]]:
    rows = [["", "time", "× the program's (min–max)", "target", ""]]
    for task, title in TASKS.items():
        rows.append([f"**{title}**", "", "", "", ""])
        for contender in CONTENDERS:
            if contender not in figures[task]:
                continue
            runs = figures[task][contender]
            time = duration(median(run["seconds"] for run in runs))
            about = "≈ " if not runs[0]["results"] else ""
            if contender == "program":
                rows.append(["program", time, "1", "", ""])
                continue
            found = ratios(figures[task], contender)
            target = TARGETS.get((task, contender))
            rows.append(
                [
                    TITLES.get(contender, contender),
                    about + time,
                    f"{about}{short(median(found))} ({short(min(found))}–{short(max(found))})",
                    "" if target is None else f"≥ {short(target)}",
                    "" if target is None else "met" if median(found) >= target else "NOT MET",
                ]
            )
    return rows


def size_table(nodes: list[dict[str, float]]) -> list[list[str]]:
    rows = [["µs a node", "network, written as sums", "random graph", "target", ""]]
    for cost in nodes:
        each = [cost[kind] / cost[f"{kind} nodes"] * 1e6 for kind in ("network", "graph")]
        met = "met" if max(each) <= NODE_TARGET else "NOT MET"
        rows.append([f"{cost['graph nodes']:,} nodes", *(f"{x:.1f}" for x in each), f"≤ {NODE_TARGET}", met])
    return rows


def row_table(costs: list[dict[str, float]]) -> list[list[str]]:
    rows = [["moons, 2-16-16-1", "program", "NumPy by hand", "program / NumPy"]]
    for cost in costs:
        ours, hand = cost["program"], cost["NumPy"]
        rows.append([f"{cost['rows']:,} rows", duration(ours), duration(hand), f"{ours / hand:.2f}"])
    return rows


def short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def duration(seconds: float) -> str:
    unit, scale = next(pair for pair in (("s", 1), ("ms", 1e3), ("µs", 1e6)) if seconds * pair[1] >= 1)
    return f"{seconds * scale:.3g} {unit}" if seconds * scale < 1000 else f"{seconds * scale:,.0f} {unit}"


def as_text(rows: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(c.rjust(w) if i else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    ]
    return "\n".join(lines).replace("**", "")


def as_markdown(rows: list[list[str]]) -> str:
    head, *body = rows
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def plot(figures: dict[str, dict[str, list[dict[str, Any]]]], nodes: list[Any], rows: list[Any]) -> None:
    """The same figures as a picture."""
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "chainrule"
    from matplotlib import pyplot

    figure, (left, middle, right) = pyplot.subplots(
        1, 3, figsize=(15, 4.8), width_ratios=[2.2, 1, 1], layout="constrained"
    )
    colours = dict(zip(CONTENDERS, ["#1b6ca8", "#8d99ae", "#e07a5f", "#81b29a", "#9ec5e6", "#3d405b"], strict=True))
    for contender in CONTENDERS:
        position = CONTENDERS.index(contender)
        places = [(i, figures[task].get(contender)) for i, task in enumerate(TASKS)]
        bars = [(i + (position - 2.5) * 0.14, median(r["seconds"] for r in runs)) for i, runs in places if runs]
        if bars:
            left.bar(
                *zip(*bars, strict=True), width=0.13, color=colours[contender], label=TITLES.get(contender, contender)
            )
    left.set_yscale("log")
    left.set_xticks(range(len(TASKS)), [title.replace(", ", "\n") for title in TASKS.values()], fontsize=8)
    left.set_ylabel("seconds a call (log)")
    left.set_title("a loss and its gradient, over all rows")
    left.legend(fontsize=8, ncols=2)
    middle.axhline(NODE_TARGET, color="#999", linestyle=":", label="target")
    for kind, label in (("network", "network as sums"), ("graph", "random graph")):
        middle.plot(
            [c[f"{kind} nodes"] for c in nodes], [c[kind] / c[f"{kind} nodes"] * 1e6 for c in nodes], "o-", label=label
        )
    middle.set_xscale("log")
    middle.set_ylim(0, NODE_TARGET * 1.2)
    middle.set_xlabel("nodes")
    middle.set_title("tracing and grouping, µs a node")
    middle.legend(fontsize=8)
    for name, label in (("program", "program"), ("NumPy", "NumPy by hand")):
        right.plot([c["rows"] for c in rows], [c[name] for c in rows], "o-", color=colours[name], label=label)
    right.set_xscale("log")
    right.set_yscale("log")
    right.set_xlabel("rows")
    right.set_title("moons 2-16-16-1, seconds a call")
    right.legend(fontsize=8)
    for axes in (left, middle, right):
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(RESULTS / "program.svg", metadata={"Date": None})
    figure.savefig(RESULTS / "program.png", dpi=110)


def main() -> None:
    parser = argparse.ArgumentParser(description="Programs beside NumPy, PyTorch, CasADi, micrograd.")
    parser.add_argument(
        "--peers", default=str(HERE.parent / ".venv-peers/bin/python"), help="PyTorch's and CasADi's Python"
    )
    parser.add_argument("--rounds", type=int, default=5, help="how often each contender runs each task (default: 5)")
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds must be at least 1")
    figures = play(arguments.rounds, arguments.peers if Path(arguments.peers).exists() else "")
    show("cost against nodes")
    nodes = measure("nodes", "program", "")
    show("cost against rows")
    rows = measure("rows", "program", "")
    show("")
    print("\r", end="", file=sys.stderr)

    tables = [table(figures), size_table(nodes), row_table(rows)]
    machine = (
        f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores"
    )
    print("\n\n".join(map(as_text, tables)))
    print(f"\n{machine}; medians of {arguments.rounds} rounds")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "program.json").write_text(
        json.dumps({"machine": machine, "figures": figures, "nodes": nodes, "rows": rows}, indent=1) + "\n",
        encoding="utf-8",
    )
    (RESULTS / "program.md").write_text(
        "# Programs, side by side\n\n"
        + "\n\n".join(map(as_markdown, tables))
        + f"\n\n![The same figures as a picture](program.svg)\n\n{machine}; medians of {arguments.rounds} rounds (slow "
        f"contenders: at most 3), run in turns, every run in a process of its own. Written by `make bench`.\n\n{NOTES}",
        encoding="utf-8",
    )
    try:
        plot(figures, nodes, rows)
    except ModuleNotFoundError as error:
        print(f"no plot: {error.name} is not installed")
    print("written to benchmarks/results/program.md, .json, .svg and .png")


if __name__ == "__main__":
    main()
