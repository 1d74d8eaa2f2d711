"""What was compared, as a page."""

from __future__ import annotations

from collections.abc import Iterator

from comparing import EVERY_IN_SINGLE, EVERY_OF_ROWS, EVERY_SECOND, EVERY_WRITTEN, MPMATH, ROWS, Comparison
from graphs import KINDS
from judging import REASONS, WIDE, Tally
from truth import ALLOWED, ALLOWED_SECOND

ABOUT = f"""\
# Every interpreter beside independent oracles

Made by `make oracles`: random graphs of all rows of the table, run by every interpreter of ours and by other libraries.

**The graphs.** Two to some thirty operations on one to four leaves, drawn from a seed. Nodes are shared, some operands
are plain numbers, choices hang on comparisons. Of {sum(KINDS.values())} graphs {KINDS["ordinary"]} have leaves of
ordinary size, {KINDS["extreme"]} leaves of any size from subnormal numbers to 1e300, {KINDS["near an edge"]} leaves
next to kinks and borders of domains, and {KINDS["on a grid"]} leaves such as 0, ½ and 1, exactly on them. A few
operations are applied where they have no derivative, or no value.

**The oracles.** mpmath, with 50 digits: each operation by its definition from textbooks, derivatives by Taylor
polynomials, which are tested against mpmath's differences. JAX and PyTorch, with their own functions and derivatives,
in processes that import nothing of ours.

**The measure.** A *unit* is what a number would be wrong by if every operation and every local partial on the way to it
erred by one unit in the last place, all in the worst direction: a running error analysis, to first order, made with
exact derivatives. A number may be wrong by {ALLOWED} units, because {ALLOWED} is the largest error that any row of the
table has alone ([accuracy.md](accuracy.md)), rounded up; two interpreters may differ by twice that. *Last places*
are the errors of numbers that their graph does not magnify, in units in the last place of the number itself. A
difference beyond its bound is looked at again with {WIDE:,} digits. Then it has one of the reasons below, each of
which is checked, or it is not explained.
"""

FOOT = f"""\
*Hvp*, *hessian*, *grad of grad* and *derivative of derivative* give the Hessian times a direction, of every
{EVERY_SECOND}th graph; second partials may err by {ALLOWED_SECOND} units in the last place. *Program, float32*: every
{EVERY_IN_SINGLE}th graph that is not extreme, if it fits such floats. *Program in JAX*: every {EVERY_OF_ROWS}th graph,
at {ROWS} sets of numbers each, as JAX takes long to trace one; *rules in JAX* are the same operations with the same
derivatives, one at a time. *Written formulas*: those of the partials of each operation of every {EVERY_WRITTEN}th
graph, as explanations show them, read again and evaluated in mpmath; they are exact, but for numbers written with six
digits. *Rows on arrays* have a value only. *Explained* are graphs of which some number differs, or
was not compared, for one of these reasons:
"""


def page(found: Comparison, graphs: int, seed: int, versions: list[str], missing: list[str]) -> Iterator[str]:
    """The lines of the page."""
    yield ABOUT
    yield f"{graphs:,} graphs from seed {seed}; {', '.join(versions)}."
    for name in missing:
        yield f"{name} was not installed, and is not among the oracles."
    yield ""
    yield "| interpreter | oracle | graphs | numbers | largest error, units | last places | explained | not explained |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|"
    for (interpreter, oracle), tally in sorted(found.tallies.items(), key=_order):
        last_places = f"{tally.last_places:.1f}" if oracle == MPMATH else ""
        yield (
            f"| {interpreter} | {oracle} | {tally.graphs:,} | {tally.numbers:,} | {tally.units:.1f} | {last_places} | "
            f"{sum(tally.reasons.values()):,} | {len(tally.unexplained)} |"
        )
    yield ""
    yield FOOT
    yield from _reasons(found)
    yield ""
    yield "## Errors of other libraries"
    yield ""
    yield "Operations that a library alone answers wrongly by more than the bound, at numbers met here, and how often."
    yield ""
    yield from _own_errors(found)
    unexplained = dict.fromkeys(line for tally in found.tallies.values() for line in tally.unexplained)
    if unexplained:
        yield "## Not explained"
        yield ""
        yield from (f"- {line}" for line in list(unexplained)[:50])
        yield ""


def _order(entry: tuple[tuple[str, str], Tally]) -> tuple[bool, bool]:
    (interpreter, oracle), _ = entry
    return interpreter in ("JAX", "PyTorch"), oracle != MPMATH


def _reasons(found: Comparison) -> Iterator[str]:
    columns = {
        "engine": ("backward", MPMATH),
        "program": ("program", MPMATH),
        "rules in JAX": ("rules in JAX", MPMATH),
        "JAX": ("JAX", MPMATH),
        "PyTorch": ("PyTorch", MPMATH),
    }
    columns = {title: pair for title, pair in columns.items() if pair in found.tallies}
    yield f"| of so many graphs, beside mpmath | {' | '.join(columns)} |"
    yield f"|---|{'---:|' * len(columns)}"
    for reason, meaning in REASONS.items():
        counts = [f"{found.tallies[pair].reasons[reason]:,}" for pair in columns.values()]
        yield f"| **{reason}**: {meaning} | {' | '.join(counts)} |"


def _own_errors(found: Comparison) -> Iterator[str]:
    for name in ("JAX", "PyTorch", "rules in JAX"):
        details = found.tallies[name, MPMATH].details if (name, MPMATH) in found.tallies else None
        if details:
            title = "JAX, under our rules" if name == "rules in JAX" else name
            yield f"- {title}: {', '.join(f'{op} {count}' for op, count in details.most_common())}."
    yield ""
