"""The figures of `programs.py` as a picture, `results/program.svg` and `program.png`."""

from __future__ import annotations

from statistics import median
from typing import Any

import matplotlib

matplotlib.use("Agg")
matplotlib.rcParams["svg.hashsalt"] = "chainrule"

from matplotlib import pyplot  # noqa: E402
from reporting import RESULTS  # noqa: E402

COLOURS = {
    "program": "#1b6ca8",
    "NumPy": "#8d99ae",
    "PyTorch": "#e07a5f",
    "CasADi": "#81b29a",
    "eager": "#9ec5e6",
    "micrograd": "#3d405b",
}


def draw(
    figures: dict[str, dict[str, list[dict[str, Any]]]],
    tasks: dict[str, str],
    names: dict[str, str],
    nodes: list[dict[str, float]],
    rows: list[dict[str, float]],
    memory: list[dict[str, float]],
    node_target: float,
) -> None:
    """Four charts: the tasks, tracing and grouping against nodes, a call against rows, memory against rows."""
    figure, (left, middle, right, last) = pyplot.subplots(
        1, 4, figsize=(19, 4.8), width_ratios=[2.2, 1, 1, 1], layout="constrained"
    )
    for position, (contender, colour) in enumerate(COLOURS.items()):
        places = [(i, figures[task].get(contender)) for i, task in enumerate(tasks)]
        bars = [(i + (position - 2.5) * 0.14, median(r["seconds"] for r in runs)) for i, runs in places if runs]
        if bars:
            left.bar(*zip(*bars, strict=True), width=0.13, color=colour, label=names[contender])
    left.set_yscale("log")
    left.set_xticks(range(len(tasks)), [title.replace(", ", "\n") for title in tasks.values()], fontsize=8)
    left.set_ylabel("seconds a call (log)")
    left.set_title("a loss and its gradient, over all rows")
    left.legend(fontsize=8, ncols=2)
    middle.axhline(node_target, color="#999", linestyle=":", label="target")
    for kind, label in (("network", "network as sums"), ("graph", "random graph")):
        each = [cost[kind] / cost[f"{kind} nodes"] * 1e6 for cost in nodes]
        middle.plot([cost[f"{kind} nodes"] for cost in nodes], each, "o-", label=label)
    middle.set_xscale("log")
    middle.set_ylim(0, node_target * 1.2)
    middle.set_xlabel("nodes")
    middle.set_title("tracing and grouping, µs a node")
    middle.legend(fontsize=8)
    for name in ("program", "NumPy"):
        seconds = [cost[name] for cost in rows]
        right.plot([cost["rows"] for cost in rows], seconds, "o-", color=COLOURS[name], label=names[name])
    right.set_xscale("log")
    right.set_yscale("log")
    right.set_xlabel("rows")
    right.set_title("moons 2-16-16-1, seconds a call")
    right.legend(fontsize=8)
    for kind, title, colour in (("network", "moons 2-16-16-1", "#1b6ca8"), ("graph", "random graph of 500", "#e07a5f")):
        counts = [cost["rows"] for cost in memory]
        last.plot(counts, [cost[kind] for cost in memory], "o-", color=colour, label=title)
        last.plot(counts, [cost[f"{kind} estimate"] for cost in memory], ":", color=colour, label="as the program says")
    last.set_xscale("log")
    last.set_ylim(bottom=0)
    last.set_xlabel("rows")
    last.set_title("bytes a row in a block, at most")
    last.legend(fontsize=8)
    for axes in (left, middle, right, last):
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(RESULTS / "program.svg", metadata={"Date": None})
    figure.savefig(RESULTS / "program.png", dpi=110)
