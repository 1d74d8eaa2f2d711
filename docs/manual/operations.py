"""The table of operations as Markdown: each row's value, derivatives, domain, conventions and measured errors."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path

from autograd import expression, ops
from autograd.notation import number
from autograd.operation import Interval, Op
from autograd.ops import CONVENTIONS, TABLE, written_partials
from autograd.symbolic import Symbol, symbol

ACCURACY = Path(__file__).parent.parent / "accuracy.md"

#: The families, in the order of the page: title, and the module whose rows it has.
FAMILIES = {
    "Arithmetic": "arithmetic",
    "Powers and roots": "powers",
    "Exponentials and logarithms": "exponentials",
    "Trigonometry": "trigonometry",
    "Hyperbolic functions": "hyperbolic",
    "Activations": "activations",
    "Functions with a kink": "kinks",
    "Steps and rounding": "rounding",
    "Sums and products of many": "sums",
    "Lengths": "lengths",
    "The error function": "normal",
    "Comparisons and choices": "choices",
}


def family(op: Op) -> str:
    """The module in which a row stands: that of its rule."""
    return op.partials.__module__.rpartition(".")[2]


def errors() -> dict[str, list[str]]:
    """The measured errors of each row, from docs/accuracy.md: value, array, program, partials, second order."""
    rows = re.findall(r"^\| (\w+) \| ([\d. |]+) \|$", ACCURACY.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: cells.split(" | ") for name, cells in rows}


def operands(op: Op) -> list[Symbol]:
    """What to call a row's operands; where any number is taken, two stand for all of them."""
    if op.name == "dot":
        return [symbol(name) for name in ("a_1", "a_2", "b_1", "b_2")]
    if op.arity is None:
        return [symbol(name) for name in ("a_1", "a_2")]
    names = "abcd"[: op.arity]
    return [symbol("n") if op.name == "power" and name == "b" else symbol(name) for name in names]


def value(op: Op) -> str:
    """The operation applied to its operands, in LaTeX."""
    return Symbol.made(op, tuple(operands(op))).latex.text


def partials(op: Op) -> list[str]:
    """The derivative by each operand, in LaTeX, in its operands and its result."""
    given = operands(op)
    try:
        written = written_partials(op)(symbol("y"), *given)
        return [Symbol.of(partial).latex.text for partial in written]
    except (TypeError, ValueError, ArithmeticError, AttributeError):
        return []


def domain(op: Op) -> str:
    """Where the row is differentiable, in the names of its operands."""
    intervals = [op.domain_of(i) for i in range(op.arity or 0)] if op.arity else []
    words = [_interval(interval, "abcd"[i]) for i, interval in enumerate(intervals)]
    return ", ".join(filter(None, words)) or "everywhere"


def _interval(interval: Interval, name: str) -> str:
    low, high = interval.low, interval.high
    if low > -math.inf and high < math.inf:
        return f"{number(low)} < {name} < {number(high)}"
    if low > -math.inf or high < math.inf:
        return f"{name} > {number(low)}" if high == math.inf else f"{name} < {number(high)}"
    return f"{name} ≠ 0" if interval.without_zero else ""


def lines() -> Iterator[str]:
    """Every row, a family at a time."""
    measured = errors()
    for title, module in FAMILIES.items():
        yield f"## {title}"
        yield ""
        for name, op in TABLE.items():
            if family(op) == module:
                yield from entry(name, op, measured[name])


def entry(name: str, op: Op, measured: list[str]) -> Iterator[str]:
    """One row."""
    yield f"(operation-{name})="
    yield f"### `{name}`"
    yield ""
    yield f"$$y = {value(op)}$$"
    yield ""
    found = partials(op)
    if found:
        called = [given.latex.text for given in operands(op)]
        rows = [
            rf"\frac{{\partial y}}{{\partial {by}}} &= {partial}"
            for i, (by, partial) in enumerate(zip(called, found, strict=True))
            if i not in op.fixed
        ]
        yield r"$$\begin{aligned}" + r" \\ ".join(rows) + r"\end{aligned}$$"
        yield ""
    yield f"- differentiable: {domain(op)}"
    if name in CONVENTIONS:
        yield f"- convention: {CONVENTIONS[name].replace('*', chr(92) + '*')}"
    value_, array, _, derivative, second = measured
    yield f"- error in ulps: value {value_}, on arrays {array}, derivative {derivative}, second {second}"
    yield ""


def conventions() -> Iterator[str]:
    """What holds where there is no derivative."""
    yield "| operation | convention |"
    yield "|---|---|"
    for name, convention in sorted(CONVENTIONS.items()):
        yield f"| {{ref}}`{name} <operation-{name}>` | {convention} |".replace("|x|'", r"\|x\|'")


def functions() -> Iterator[str]:
    """The names that a formula knows."""
    known = sorted(name for name in TABLE if name not in expression._NOT_FUNCTIONS)
    yield ", ".join(f"`{name}`" for name in known) + "."
    yield ""
    yield "| also written | is |"
    yield "|---|---|"
    for alias, name in sorted(expression._ALIASES.items()):
        yield f"| `{alias}` | `{name}` |"


assert set(FAMILIES.values()) == {family(op) for op in ops.TABLE.values()}
