"""How the benchmarks report: progress on standard error, tables as text and as Markdown, files in `results/`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"

#: A table: its head, then its rows. Cells are text; only the first column stands at the left.
Table = list[list[str]]


def settings(description: str, rounds: int, peers: Path | None = None) -> argparse.Namespace:
    """What was asked for on the command line: `rounds`, and `peers`, the Python of other tools, if there are such."""
    parser = argparse.ArgumentParser(description=description)
    if peers is not None:
        parser.add_argument("--peers", default=str(peers), help="the other tools' Python")
    help = f"how often each contender runs each task (default: {rounds})"
    parser.add_argument("--rounds", type=int, default=rounds, help=help)
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds must be at least 1")
    return arguments


def show(what: str) -> None:
    """What is measured just now, in place of what was shown before."""
    print(f"\r{what:<78}\r", end="", file=sys.stderr, flush=True)


def say_skipped(contender: str, reason: object) -> None:
    """That a contender is left out, and why."""
    show("")
    print(f"skipped: {contender} ({reason})", file=sys.stderr)


def spread(ratios: Sequence[float], number: Callable[[float], str]) -> str:
    """The median and the range of the ratios of all rounds."""
    return f"{number(median(ratios))} ({number(min(ratios))}–{number(max(ratios))})"


def short(number: float) -> str:
    """Three digits, without an exponent, thousands apart."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def duration(seconds: float) -> str:
    """A time in the unit in which it reads best."""
    unit, scale = next(pair for pair in (("s", 1), ("ms", 1e3), ("µs", 1e6)) if seconds * pair[1] >= 1)
    return f"{short(seconds * scale)} {unit}"


def verdict(met: bool) -> str:
    """The last cell of a row with a target."""
    return "met" if met else "NOT MET"


def as_text(rows: Table) -> str:
    """The table for a terminal."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(c.rjust(w) if i else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    ]
    return "\n".join(lines).replace("**", "")


def as_markdown(rows: Table) -> str:
    """The table for a page."""
    head, *body = rows
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write_page(name: str, page: str) -> None:
    """Write `results/name.md`."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(page, encoding="utf-8")


def write_figures(name: str, figures: dict[str, Any]) -> None:
    """Write `results/name.json`."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
