"""Programs beside what else computes a loss and its gradient over many rows.

    make bench        or        python benchmarks/programs.py [--rounds N] [--peers PYTHON]

Each contender (see `array_contenders.py`) runs in a process of its own, in turns: a machine that slows down slows all.
The table has medians over the rounds, and the time of each contender divided by the program's in the same round: its
median and its range. PyTorch and CasADi live in an environment of their own, which `make peers` makes; contenders that
are not installed are skipped. Written to `benchmarks/results/`: program.md, program.json, program.svg and program.png.
"""

from __future__ import annotations

import math
import sys
from itertools import combinations
from statistics import median
from typing import Any

import measuring
import reporting
from array_tasks import MIXES
from array_tasks import TITLES as TASKS

#: What each is called in the report, in its order.
CONTENDERS = {
    "program": "program",
    "NumPy": "NumPy by hand",
    "NumPy products": "… its matrix products alone",
    "PyTorch": "PyTorch",
    "PyTorch products": "… its matrix products alone",
    "CasADi": "CasADi SX map",
    "eager": "our engine",
    "micrograd": "micrograd",
}
#: The only contenders of the random graphs, which have no layers.
OF_GRAPHS = ("program", "PyTorch", "CasADi")
IN_PEERS = ("PyTorch", "PyTorch products", "CasADi")

#: How many times as long as the program a contender should take at least.
TARGETS = {
    ("moons-100", "micrograd"): 5000,
    ("moons-100", "PyTorch"): 1.7,
    ("moons-100", "NumPy"): 1,
    ("moons-1000", "NumPy"): 1,
    ("moons-1000", "PyTorch"): 1.7,
    ("digits", "NumPy"): 1,
    ("digits", "NumPy products"): 1 / 1.6,
    ("digits", "PyTorch"): 1.7,
    ("wide", "NumPy"): 1,
    ("wide", "NumPy products"): 1 / 1.2,
    **{(mix, "PyTorch"): 0.65 for mix in MIXES},
    **{(mix, "CasADi"): 3 for mix in MIXES},
}
#: How many times as fast as one thread two should be.
THREADS_TARGET = 1.5
#: µs a node for tracing and grouping, at most.
NODE_TARGET = 15
#: How many times as long as NumPy by hand a call for ten rows may take: the moons network, and one neuron.
TEN_ROWS_TARGETS = {"": 1.1, "neuron ": 2}
#: How many times as long as with `at=` a call without may take.
OWN_NUMBERS_TARGET = 1.1

NOTES = """\
- One call: the mean loss over all rows and its gradient by every parameter, in double precision, on one thread.
- **program**: `compile(loss, parameters).value_and_grad(X, Y, at=vector)`, of a loss written with scalars, neuron by
  neuron. **NumPy by hand**: rows first, fresh arrays, as in a tutorial. **PyTorch**: eager tensors, `backward()`.
  **CasADi**: the scalar graph as an SX function of one row, mapped over the rows, parameters shared. **our engine** and
  **micrograd**: Values, row by row; micrograd has no exponential, so no softmax.
- **its matrix products alone**: those of the forward and the backward pass, by the same library, into memory that is
  there already, and nothing else. A program uses NumPy's: it cannot be faster than they are.
- Graphs: three mixes of random operations, all of them needed. **both arms**: each alone, in a program of its own, on
  rows where it is defined. **error of the gradient**: the largest, against the gradient's largest entry.
- ≈: measured on fewer rows (20 of digits, 2 of 784-100-10) and scaled.
- Memory: the most that Python's allocator counts during a call, for each row in a block; a call with more rows than a
  block goes through the same buffers. With few rows the operands of groups are gathered, which takes more.
- OpenBLAS chooses its kernel for this processor: variables that force another are unset.
- All contenders agree on the loss and on the gradient to 9 digits, or nothing is reported.
"""

#: `figures[task][contender]`: what was measured in each round.
Figures = dict[str, dict[str, list[dict[str, Any]]]]


def measure(task: str, contender: str, peers: str) -> dict[str, Any]:
    """Run one contender in a process of its own: its seconds, and its results."""
    figures: dict[str, Any]
    if contender in IN_PEERS:
        figures = measuring.in_a_process("array_contenders.py", task, contender, python=peers, source=None)
    else:
        figures = measuring.in_a_process("array_contenders.py", task, contender)
    return figures


def plays(task: str, contender: str, index: int) -> bool:
    """Whether a contender runs a task in this round: slow ones in the first three only."""
    slow = contender in ("eager", "micrograd") or (task, contender) == ("wide", "CasADi") or task.startswith("dag-")
    if (slow and index >= 3) or (contender == "micrograd" and not task.startswith("moons")):
        return False
    return task not in MIXES or contender in OF_GRAPHS


def play(rounds: int, peers: str) -> Figures:
    """Every contender on every task in turns, so many times."""
    figures: Figures = {task: {} for task in TASKS}
    skipped: set[str] = set()
    for index in range(rounds):
        for task in TASKS:
            for contender in CONTENDERS:
                if contender in skipped or not plays(task, contender, index):
                    continue
                reporting.show(f"round {index + 1} of {rounds}: {task}, {contender}")
                try:
                    measured = measure(task, contender, peers)
                except measuring.Skipped as reason:
                    skipped.add(contender)
                    reporting.say_skipped(contender, reason)
                else:
                    figures[task].setdefault(contender, []).append(measured)
            compare(task, figures[task])
    return figures


def compare(task: str, figures: dict[str, list[dict[str, Any]]]) -> None:
    """All contenders must have computed the same numbers."""
    whole = {name: runs[-1]["results"] for name, runs in figures.items() if runs[-1]["results"]}
    for (one, first), (other, second) in combinations(whole.items(), 2):
        size = max(map(abs, first))
        if not all(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9 * size) for a, b in zip(first, second, strict=True)):
            sys.exit(f"\n{task}: {one} and {other} disagree: {first} and {second}")


def table(figures: Figures) -> reporting.Table:
    """Each task's contenders, and how many times as long as the program they take."""
    rows = [["", "time", "× the program's (min–max)", "target", ""]]
    for task, title in TASKS.items():
        rows.append([f"**{title}**", "", "", "", ""])
        for contender, name in CONTENDERS.items():
            if contender not in figures[task]:
                continue
            runs = figures[task][contender]
            time = reporting.duration(median(run["seconds"] for run in runs))
            if contender == "program":
                rows.append([name, time, "1", "", ""])
                continue
            about = "≈ " if not runs[0]["results"] else ""
            pairs = zip(runs, figures[task]["program"], strict=False)
            ratios = [theirs["seconds"] / ours["seconds"] for theirs, ours in pairs]
            cells = ["", ""]
            if (target := TARGETS.get((task, contender))) is not None:
                cells = [f"≥ {reporting.short(target)}", reporting.verdict(median(ratios) >= target)]
            rows.append([name, about + time, about + reporting.spread(ratios, reporting.short), *cells])
    return rows


def size_table(nodes: list[dict[str, float]]) -> reporting.Table:
    """What tracing and grouping cost, against the size of the graph."""
    rows = [["µs a node", "network, written as sums", "random graph", "target", ""]]
    for cost in nodes:
        each = [cost[kind] / cost[f"{kind} nodes"] * 1e6 for kind in ("network", "graph")]
        met = reporting.verdict(max(each) <= NODE_TARGET)
        rows.append([f"{cost['graph nodes']:,} nodes", *(f"{x:.1f}" for x in each), f"≤ {NODE_TARGET}", met])
    return rows


def row_table(costs: list[dict[str, float]], prefix: str, title: str) -> reporting.Table:
    """What a call costs, against the number of rows."""
    rows = [[title, "program", "NumPy by hand", "program / NumPy", "target", ""]]
    for cost in costs:
        times = [cost[f"{prefix}program"], cost[f"{prefix}NumPy"]]
        ratio, target = times[0] / times[1], TEN_ROWS_TARGETS[prefix]
        cells = [f"≤ {target}", reporting.verdict(ratio <= target)] if cost["rows"] == 10 else ["", ""]
        rows.append([f"{cost['rows']:,} rows", *map(reporting.duration, times), f"{ratio:.2f}", *cells])
    return rows


def precision_table(costs: list[dict[str, Any]]) -> reporting.Table:
    """Single precision: how many times as fast, and how far from double."""
    rows = [["`float32=True`", "double", "single", "times as fast", "error of the loss", "of the gradient"]]
    for cost in costs:
        times = [reporting.duration(cost["double"]), reporting.duration(cost["single"])]
        errors = [f"{cost['loss']:.0e}", f"{cost['gradient']:.0e}"]
        rows.append([TASKS[cost["task"]], *times, f"{cost['double'] / cost['single']:.2f}", *errors])
    return rows


def thread_table(costs: list[dict[str, Any]]) -> reporting.Table:
    """Two threads against one, on many rows."""
    rows = [["`threads=2`", "one thread", "two", "times as fast", "target", "", "the same bits"]]
    for cost in costs:
        ratio, same = cost["one"] / cost["two"], "yes" if cost["same"] else "NO"
        times = [reporting.duration(cost["one"]), reporting.duration(cost["two"])]
        met = [f"≥ {THREADS_TARGET}", reporting.verdict(ratio >= THREADS_TARGET)]
        title = f"{TASKS[cost['task']]}: {cost['rows']:,} rows here"
        rows.append([title, *times, f"{ratio:.2f}", *met, same])
    return rows


def choice_table(costs: list[dict[str, Any]]) -> reporting.Table:
    """A choice between two arms against both of them."""
    rows = [["a choice, 2,000 rows", "where", "both arms", "where / both", "target", ""]]
    for cost in costs:
        ratio, times = cost["where"] / cost["both"], [reporting.duration(cost[kind]) for kind in ("where", "both")]
        rows.append([cost["arms"], *times, f"{ratio:.2f}", "≤ 1", reporting.verdict(ratio <= 1)])
    return rows


def parameter_table(seconds: dict[str, list[float]]) -> reporting.Table:
    """What it costs to read the parameters' own numbers."""
    rows = [["784-100-10, 79,510 parameters", "time", "× with `at=` (min–max)", "target", ""]]
    for name, title in (
        ("with", "with `at=`"),
        ("without", "without"),
        ("after a change", "… after `data` was set"),
    ):
        ratios = [own / given for own, given in zip(seconds[name], seconds["with"], strict=True)]
        met = reporting.verdict(median(ratios) <= OWN_NUMBERS_TARGET)
        cells = ["1", "", ""] if name == "with" else [reporting.spread(ratios, "{:.2f}".format)]
        cells += [f"≤ {OWN_NUMBERS_TARGET}", met] if name == "without" else [""] * (3 - len(cells))
        rows.append([title, reporting.duration(median(seconds[name])), *cells])
    return rows


def memory_table(costs: list[dict[str, float]]) -> reporting.Table:
    """The bytes a row takes at most, and what the program says before."""
    rows = [["bytes a row, on one thread", "moons, 2-16-16-1", "program says", "random graph of 500", "program says"]]
    for cost in costs:
        cells = [f"{cost[key]:,.0f}" for kind in ("network", "graph") for key in (kind, f"{kind} estimate")]
        rows.append([f"{cost['rows']:,.0f} rows", *cells])
    return rows


def main() -> None:
    """Measure, print, and write the results."""
    arguments = reporting.settings("Programs beside NumPy, PyTorch, CasADi, micrograd.", 5, measuring.PEERS)
    figures = play(arguments.rounds, arguments.peers)
    reporting.show("cost against nodes")
    nodes = measuring.in_a_process("program_costs.py", "nodes")
    reporting.show("cost against rows")
    rows = measuring.in_a_process("program_costs.py", "rows")
    reporting.show("cost against parameters")
    parameters = measuring.in_a_process("program_costs.py", "parameters")
    reporting.show("memory against rows")
    memory = measuring.in_a_process("program_costs.py", "memory")
    ways: dict[str, list[dict[str, Any]]] = {}
    for way in ("precision", "threads", "choices"):
        reporting.show(way)
        ways[way] = measuring.in_a_process("program_ways.py", way)
    reporting.show("")

    tables = [
        table(figures),
        size_table(nodes),
        row_table(rows, "", "moons, 2-16-16-1"),
        row_table(rows, "neuron ", "one neuron, 3 inputs, sigmoid"),
        parameter_table(parameters),
        memory_table(memory),
        precision_table(ways["precision"]),
        thread_table(ways["threads"]),
        choice_table(ways["choices"]),
    ]
    libraries = [*measuring.multipliers(), *measuring.multipliers(arguments.peers)[1:]]
    machine = "; ".join([measuring.machine(), *libraries])
    print("\n\n".join(map(reporting.as_text, tables)))
    print(f"\n{machine}; medians of {arguments.rounds} rounds")
    reporting.write_figures(
        "program", {"machine": machine, "figures": figures, "nodes": nodes, "rows": rows, "memory": memory} | ways
    )
    reporting.write_page(
        "program",
        "# Programs, side by side\n\n"
        + "\n\n".join(map(reporting.as_markdown, tables))
        + f"\n\n![The same figures as a picture](program.svg)\n\n{machine}; medians of {arguments.rounds} rounds (slow "
        f"contenders: at most 3), run in turns, every run in a process of its own. Written by `make bench`.\n\n{NOTES}",
    )
    try:
        import program_picture
    except ModuleNotFoundError as error:
        print(f"no picture: {error.name} is not installed")
    else:
        program_picture.draw(figures, TASKS, CONTENDERS, nodes, rows, memory, NODE_TARGET)
    print("written to benchmarks/results/program.md, .json, .svg and .png")


if __name__ == "__main__":
    main()
