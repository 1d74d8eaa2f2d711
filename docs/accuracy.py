"""How accurate the table of operations is, measured: `make accuracy` writes docs/accuracy.md."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tqdm import tqdm

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests" / "shared"), str(ROOT / "benchmarks")]

from accuracy import measure  # noqa: E402
from array_tasks import TITLES  # noqa: E402
from program_ways import IN_BOTH, errors_in_single_precision  # noqa: E402

from autograd.ops import CONVENTIONS, TABLE  # noqa: E402

POINTS = 60

ABOUT = """\
# How accurate the operations are

Made by `make accuracy`: the worst error of each row of the table over its whole domain, in units in the last place,
against mpmath. The operands have sizes from 1e-300 to 1e300, both signs, and lie close to the edges of the domain and
where functions saturate. The columns are the interpreters of a row: its value on a float, its value in a NumPy array,
its partials on arrays in a program, its partials as a node records them, and the partials of these from a graph of the
rule.

A unit is that of the exact number; where a number is a sum, that of the sum of its terms' sizes, because where terms
cancel no rule can do better. What is smaller than 1e-300 is measured in units of 1e-300, and what no float can hold is
left out. 0.5 is a number rounded once.
"""


def by_row() -> Iterator[str]:
    """The table of errors."""
    yield "| operation | value | array | partials in a program | partials | second order |"
    yield "|---|---:|---:|---:|---:|---:|"
    worst = [0.0] * 5
    for name, op in tqdm(sorted(TABLE.items()), unit="row"):
        errors = measure(op, POINTS)
        worst = [max(pair) for pair in zip(worst, errors, strict=True)]
        yield f"| {name} | {' | '.join(f'{error:.1f}' for error in errors)} |"
    yield f"| **worst** | {' | '.join(f'**{error:.1f}**' for error in worst)} |"


SINGLE = """\
## Single precision

What `compile(…, float32=True)` is wrong by, against the same program in double precision: the mean loss, relative to
itself, and the largest error of an entry of the gradient, relative to the gradient's largest entry. The networks and
the random graphs are those of `make bench`.
"""


def in_single_precision() -> Iterator[str]:
    """The table of errors of programs in single precision."""
    yield "| program | mean loss | gradient |"
    yield "|---|---:|---:|"
    for task, make in IN_BOTH.items():
        errors = errors_in_single_precision(make(task), make(task, float32=True))
        yield f"| {TITLES[task]} | {errors['loss']:.0e} | {errors['gradient']:.0e} |"


def conventions() -> Iterator[str]:
    """The table of conventions."""
    yield "| operation | what holds where there is no derivative, or no value |"
    yield "|---|---|"
    for name, convention in sorted(CONVENTIONS.items()):
        yield f"| {name} | {convention} |".replace("|x|'", r"\|x\|'")


def main() -> None:
    """Write the page."""
    lines = [ABOUT, *by_row(), "", SINGLE, *in_single_precision()]
    lines += ["", "## Conventions", "", "Each stands beside its row.", "", *conventions(), ""]
    page = ROOT / "docs" / "accuracy.md"
    page.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))
    print(f"wrote {page.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
