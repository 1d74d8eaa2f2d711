"""Two commits side by side: how long the engine takes to record, to sweep, and for a small gradient.

    make compare BASE=main~1        or        python benchmarks/compare.py BASE [NEW] [--rounds N]

BASE is any name git knows for a commit; NEW as well, or, if it is not given, the files as they are now. Both engines
run the tasks of `scalar_engines.py` as it is now, each in a process of its own, in turns: A B, B A, … The table has
medians over the rounds, and the ratio NEW / BASE of each round: its median and its range. The exit status is 1 if one
of the ratios is over the limit, so that "structure costs no speed" can be held.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import measuring
import reporting

#: What is compared: the row's title, the task of `scalar_engines.py`, and the figure's name there.
QUANTITIES = [
    ("record (moons, 65,000 nodes, collector off)", "phases", "forward"),
    ("sweep, and update", "phases", "backward"),
    ("gradient of (a+b)·(b+1)", "small", "call"),
    ("a natural training step, collector on", "step", "step"),
]
TASKS = list(dict.fromkeys(task for _, task, _ in QUANTITIES))


def git(*command: str) -> str:
    """What git answers; its complaint ends the program."""
    run = subprocess.run(["git", "-C", str(measuring.ROOT), *command], capture_output=True, text=True, check=False)
    if run.returncode:
        sys.exit(run.stderr.strip())
    return run.stdout.strip()


@contextmanager
def checked_out(commit: str | None) -> Iterator[Path]:
    """A folder with the files of a commit, for as long as it is needed; without a commit, the files as they are."""
    if commit is None:
        yield measuring.ROOT
        return
    name = git("rev-parse", "--verify", f"{commit}^{{commit}}")
    with TemporaryDirectory(prefix="chainrule-") as folder:
        tree = Path(folder) / name[:12]
        git("worktree", "add", "--quiet", "--detach", str(tree), name)
        try:
            yield tree
        finally:
            git("worktree", "remove", "--force", str(tree))


def play(trees: dict[str, Path], rounds: int) -> dict[str, list[dict[str, dict[str, float]]]]:
    """`figures[side][round][task]`, measured in turns; who is first changes from round to round."""
    for tree in trees.values():
        found = measuring.in_a_process("-c", "import autograd, json; print(json.dumps(autograd.__file__))", source=tree)
        if not Path(found).is_relative_to(tree):
            sys.exit(f"the engine of {tree} cannot be measured: Python imports {found}")
    figures: dict[str, list[dict[str, dict[str, float]]]] = {side: [] for side in trees}
    for index in range(rounds):
        reporting.show(f"round {index + 1} of {rounds}")
        for side in trees:
            figures[side].append({})
        for task in TASKS:
            for side in sorted(trees, reverse=index % 2 == 1):
                measured = measuring.in_a_process("scalar_engines.py", task, "chainrule", source=trees[side])
                figures[side][index][task] = measured
            if len({figures[side][index][task]["check"] for side in trees}) != 1:
                print(f"{task}: the engines disagree in the last digits", file=sys.stderr)
    reporting.show("")
    return figures


def main() -> None:
    """Measure, print, and say with the exit status whether the new engine is slower."""
    parser = argparse.ArgumentParser(description="Time the engine of two commits, side by side.")
    parser.add_argument("base", metavar="BASE", help="the commit to compare with")
    parser.add_argument("new", metavar="NEW", nargs="?", help="the commit to judge (default: the files as they are)")
    parser.add_argument("--rounds", type=int, default=15, help="how often either runs each task (default: 15)")
    parser.add_argument("--limit", type=float, default=1.05, help="the ratio that is too slow (default: 1.05)")
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds must be at least 1")
    with checked_out(arguments.base) as base, checked_out(arguments.new) as new:
        figures = play({"base": base, "new": new}, arguments.rounds)
    rows = [["", arguments.base, arguments.new or "now", "new / base (min–max)", f"limit {arguments.limit:g}"]]
    slower = False
    for title, task, key in QUANTITIES:
        sides = [[measured[task][key] for measured in figures[side]] for side in ("base", "new")]
        ratios = [theirs / ours for ours, theirs in zip(*sides, strict=True)]
        met = median(ratios) <= arguments.limit
        slower |= not met
        times = [reporting.duration(median(side)) for side in sides]
        rows.append([title, *times, reporting.spread(ratios, "{:.3f}".format), reporting.verdict(met)])
    print(reporting.as_text(rows))
    print(f"\n{measuring.machine()}; medians of {arguments.rounds} rounds")
    sys.exit(slower)


if __name__ == "__main__":
    main()
