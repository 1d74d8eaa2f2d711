"""Comparisons, and the choice between two numbers that hangs on one.

A comparison is 1 or 0 and has the derivative 0 everywhere. Of a choice, value and gradient are those of the arm that is
chosen: nothing of the other arm counts, were it undefined.
"""

from __future__ import annotations

import math
import operator

from autograd.errors import OperandError
from autograd.language import say
from autograd.notation import ANYTHING, quoted
from autograd.operation import Op, boxed, is_array, is_number, unboxed, undefined_as_nan
from autograd.ops.arrays import namespace
from autograd.ops.table import row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def _comparison(name: str, compare: Callable[[Any, Any], Any], text: str, latex: str, javascript: str) -> Op:
    """A row that compares: with a number that is undefined there is nothing to compare, and the result is NaN."""

    def array(a: Any, b: Any, out: Any = None) -> Any:
        if out is not None:
            import numpy

            return getattr(numpy, name)(a, b, out=out)  # in a program the operand that is undefined is found itself
        return namespace(a, b).where((a == a) & (b == b), compare(a, b) * 1.0, math.nan)

    return row(
        name,
        lambda a, b: float(compare(a, b)) if a == a and b == b else math.nan,
        lambda out, a, b: (0.0, 0.0),
        array=array,
        text=f"{{:1}} {text} {{:1}}",
        latex=f"{{:1}} {latex} {{:1}}",
        binding=ANYTHING,
        javascript=f"((a, b) => a === a && b === b ? +(a {javascript} b) : NaN)({{0}}, {{1}})",
        convention="1 where it holds, else 0; its derivative is 0, where it changes too",
    )


greater = _comparison("greater", operator.gt, ">", ">", ">")
less = _comparison("less", operator.lt, "<", "<", "<")
greater_equal = _comparison("greater_equal", operator.ge, "≥", r"\geq", ">=")
less_equal = _comparison("less_equal", operator.le, "≤", r"\leq", "<=")
equal = _comparison("equal", operator.eq, "==", "=", "===")
not_equal = _comparison("not_equal", operator.ne, "≠", r"\neq", "!==")

#: The rows that compare, by the sign they are typed with.
COMPARISONS = {">": greater, "<": less, ">=": greater_equal, "<=": less_equal, "==": equal, "!=": not_equal}


def _choice(condition: float, a: float, b: float) -> float:
    return condition if condition != condition else a if condition else b


def _choice_array(condition: Any, a: Any, b: Any, out: Any = None) -> Any:
    xp = namespace(condition, a, b)
    if out is None:
        return xp.where(condition == condition, xp.where(condition != 0, a, b), math.nan)
    out[...] = xp.where(condition != 0, a, b)
    return out


def _choice_partials(out: Any, condition: Any, a: Any, b: Any) -> tuple[Any, ...]:
    """1 for the arm that is chosen, 0 for the other, whatever that is; nothing flows into the condition."""
    is_comparison = getattr(condition, "op", None) in COMPARISONS.values()
    chosen = condition if is_comparison else not_equal(condition, 0.0)
    return 0.0, chosen, 1 - chosen


def _chosen_array(condition: Any, out: Any = None) -> Any:
    return namespace(condition).not_equal(condition, 0.0, **({} if out is None else {"out": out}))


_chosen = Op("chosen", lambda condition: float(condition != 0), lambda out, condition: (0.0,), array=_chosen_array)


def _array_partials(out: Any, condition: Any, a: Any, b: Any) -> tuple[Any, ...]:
    chosen = _chosen(condition)
    return 0.0, chosen, 1 - chosen


def _shown_partials(out: Any, condition: Any, a: Any, b: Any) -> tuple[Any, ...]:
    """The same for formulas, where the condition is written as it is."""
    chosen = not_equal(condition, 0.0) if is_number(condition) else condition
    return 0.0, chosen, 1 - chosen


choice = row(
    "where", _choice, _choice_partials, shown=_shown_partials,
    array=_choice_array, array_partials=_array_partials,
    javascript="((c, a, b) => c !== c ? c : c ? a : b)({0}, {1}, {2})",
    convention="value and gradient of the arm that is chosen; the other may be undefined",
)  # fmt: skip

#: The rows that tell that rows of data choose between arms; of the derivative of a choice only the comparison is left.
CHOOSING = frozenset({choice, *COMPARISONS.values()})


def both(a: Any, b: Any) -> Any:
    """Whether two conditions hold. Where the first does not, the second does not count."""
    return choice(a, b, 0.0)


def either(a: Any, b: Any) -> Any:
    """Whether one of two conditions holds. Where the first does, the second does not count."""
    return choice(a, 1.0, b)


def opposite(condition: Any) -> Any:
    """Whether a condition does not hold."""
    return choice(condition, 0.0, 1.0)


def where(condition: Any, a: Any, b: Any) -> Any:
    """`a` where the condition holds, `b` elsewhere: the value and the gradient, which is exactly 0 for the other arm.

    The condition is a comparison. Of Values it is true or false at once, as always in Python: a choice made once, and
    only the arm that is chosen becomes part of the graph. But Python computes both arms before it calls `where`. An arm
    that may be undefined is therefore given as a function of no arguments; only the one that is chosen runs:

    >>> from autograd import Value, log
    >>> x = Value(-1.0, "x")
    >>> where(x > 0, lambda: log(x), 0.0)
    0.0

    While a function is compiled, and in formulas (`parse("where(x > 0, log(x), 0)", x=-1)`), the comparison itself is
    recorded: the choice is made for each row of data, and anew when the inputs change. Then an arm that is not chosen
    may be undefined on a row without an error, and no NaN comes from it, neither in the value nor in the gradient; an
    arm given as a function runs in any case. Conditions are joined with `&` and `|`. To record a comparison of Values,
    write `autograd.ops.greater(x, 0)`, and so on.

    The condition may be an array: then it chooses entry by entry, and the arms are no functions.

    >>> import numpy
    >>> where(numpy.array([True, False]), 1.0, numpy.array([5.0, 6.0]))
    array([1., 6.])

    Raises `OperandError` for a condition that is neither a comparison nor 1 or 0.
    """
    condition = unboxed(condition)
    if hasattr(type(condition), "__record__"):
        return undefined_as_nan(lambda: choice(condition, *[arm() if callable(arm) else arm for arm in (a, b)]))
    if is_array(condition):
        return _entry_by_entry(condition, a, b)
    if not is_number(condition) or condition not in (0, 1):
        raise OperandError(
            say("the condition of where is a comparison, such as x > 0, not {condition}", condition=quoted(condition))
        )
    arm = a if condition else b
    return arm() if callable(arm) else arm


def _entry_by_entry(condition: Any, a: Any, b: Any) -> Any:
    if callable(a) or callable(b):
        raise OperandError(
            say("where of an array has no functions as arms: each of its entries may choose the other one")
        )
    if condition.dtype == bool:
        import numpy

        return numpy.where(condition, boxed(a), boxed(b))
    return choice(condition, a, b)
