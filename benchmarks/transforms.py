"""The gradient of a function of 20 scalar operations: ours beside HIPS autograd and PyTorch's double tensors.

    python benchmarks/transforms.py [--peers PYTHON] [--rounds N]

Each contender (see `transform_contenders.py`) runs in a process of its own, in turns. HIPS autograd installs a package
of our name, so the other two live in an environment of their own: `make peers` makes it; contenders that are not there
are skipped.
"""

from __future__ import annotations

import sys
from statistics import median

import measuring
import reporting
from transform_contenders import CONTENDERS

US = "chainrule"


def measure(contender: str, peers: str) -> dict[str, float]:
    """Seconds per gradient, and the gradient."""
    ours = {"python": sys.executable, "source": measuring.ROOT}
    theirs = {"python": peers, "source": None}
    figures: dict[str, float] = measuring.in_a_process(
        "transform_contenders.py", contender, **(ours if contender == US else theirs)
    )
    return figures


def play(rounds: int, peers: str) -> dict[str, list[float]]:
    """The seconds of each contender that is installed, round by round."""
    figures: dict[str, list[float]] = {contender: [] for contender in CONTENDERS}
    gradients = set()
    for index in range(rounds):
        for contender in list(figures):
            reporting.show(f"round {index + 1} of {rounds}: {contender}")
            try:
                measured = measure(contender, peers)
            except measuring.Skipped as reason:
                del figures[contender]
                reporting.say_skipped(contender, reason)
            else:
                figures[contender].append(measured["seconds"])
                gradients.add(round(measured["gradient"], 9))
    reporting.show("")
    if len(gradients) != 1:
        sys.exit(f"the contenders disagree: {sorted(gradients)}")
    return figures


def table(figures: dict[str, list[float]]) -> reporting.Table:
    """The rows of the report."""
    rows = [["gradient of 20 scalar operations", "per call", "chainrule is faster by (target: 5)"]]
    for contender, seconds in figures.items():
        ratios = [theirs / ours for theirs, ours in zip(seconds, figures[US], strict=True)]
        ratio = "" if contender == US else reporting.spread(ratios, "{:.1f}".format)
        rows.append([contender, f"{median(seconds) * 1e6:.1f} µs", ratio])
    return rows


def main() -> None:
    """Measure, print, and write the results if all contenders ran."""
    description = "The gradient of 20 scalar operations, beside other tools."
    arguments = reporting.settings(description, 5, measuring.PEERS)
    figures = play(arguments.rounds, arguments.peers)
    rows = table(figures)
    print(reporting.as_text(rows))
    if figures.keys() == CONTENDERS.keys():
        page = f"{reporting.as_markdown(rows)}\n\n{measuring.machine()}; medians of {arguments.rounds} rounds\n"
        reporting.write_page("transforms", page)


if __name__ == "__main__":
    main()
