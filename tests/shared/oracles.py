"""The mathematical definition of every row of the table, in mpmath, and exact derivatives from it.

Written from textbooks, not from `ops.py`: short forms, no care for overflow or cancellation, which 50 digits and
mpmath's unbounded exponents make needless. A new row fails `test_ops` until its definition stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import mpmath
from mpmath import mp, mpf

DIGITS = 50

#: 2⁻⁵², the distance from 1 to the next float; a correctly rounded operation errs by half of it, relatively.
EPSILON = 2.0**-52

#: Where a result, or a factor of it, comes this close to zero, floats lose digits to underflow: an absolute allowance.
TINY = 1e-300

DEFINITIONS: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "negate": lambda a: -a,
    "identity": lambda a: a,
    "stop_gradient": lambda a: a,
    "power": lambda a, n: mp.power(a, n),
    "exponential": lambda a, b: mp.exp(b * mp.log(a)),
    "sign": lambda a: mpf(0) if a == 0 else a / abs(a),
    "step": lambda a: mpf(1) if a > 0 else mpf(0),
    "absolute": lambda a: mp.sqrt(a * a),
    "relu": lambda a: (a + abs(a)) / 2,
    "leaky_relu": lambda a, slope: a if a > 0 else slope * a,
    "hard_tanh": lambda a: mpf(-1) if a < -1 else mpf(1) if a > 1 else a,
    "maximum": lambda a, b: a if a >= b else b,
    "minimum": lambda a, b: a if a <= b else b,
    "exp": lambda a: mp.exp(a),
    "log": lambda a: mp.log(a),
    "sqrt": lambda a: mp.sqrt(a),
    "sin": lambda a: mp.sin(a),
    "cos": lambda a: mp.cos(a),
    "tan": lambda a: mp.sin(a) / mp.cos(a),
    "tanh": lambda a: mp.tanh(a),
    "sigmoid": lambda a: 1 / (1 + mp.exp(-a)),
    "softplus": lambda a: mp.log1p(mp.exp(a)),
    "total": lambda *xs: sum(xs),
    "dot": lambda *xs: sum(x * y for x, y in zip(xs[: len(xs) // 2], xs[len(xs) // 2 :], strict=True)),
    "logsumexp": lambda *xs: mp.log(sum(mp.exp(x) for x in xs)),
}

#: Rows that are not differentiable everywhere inside: random graphs of smooth operations leave these out, because at a
#: kink a difference quotient is not the convention.
KINKED = {"stop_gradient", "sign", "step", "absolute", "relu", "leaky_relu", "hard_tanh", "maximum", "minimum"}


def value(name: str, operands: Sequence[float]) -> Any:
    """The operation's value at these floats, to 50 digits."""
    with mpmath.workdps(DIGITS):
        return +mpf(DEFINITIONS[name](*map(mpf, operands)))


def gradient(f: Callable[..., Any], at: Sequence[float]) -> list[Any]:
    """∂f/∂x for each argument x of an mpmath function, by difference quotients at 50 digits and more."""
    with mpmath.workdps(DIGITS):
        point = [mpf(x) for x in at]
        return [
            mp.diff(lambda x, i=i: f(*point[:i], x, *point[i + 1 :]), point[i], relative=point[i] != 0)
            for i in range(len(point))
        ]


def partials(name: str, operands: Sequence[float], fixed: Sequence[int] = ()) -> list[Any]:
    """The operation's exact partials; nothing flows into a fixed operand or through `stop_gradient`, by definition."""
    if name == "stop_gradient":
        return [mpf(0)]
    free = [i for i in range(len(operands)) if i not in fixed]

    def f(*xs: Any) -> Any:
        everything = [mpf(x) for x in operands]
        for i, x in zip(free, xs, strict=True):
            everything[i] = x
        return DEFINITIONS[name](*everything)

    exact = dict(zip(free, gradient(f, [operands[i] for i in free]), strict=True))
    return [exact.get(i, mpf(0)) for i in range(len(operands))]


def second(name: str, operands: Sequence[float], i: int, j: int) -> Any:
    """∂²f/∂xᵢ∂xⱼ, exactly."""
    with mpmath.workdps(DIGITS):
        orders = [0] * len(operands)
        orders[i] += 1
        orders[j] += 1
        return mp.diff(lambda *xs: DEFINITIONS[name](*xs), tuple(map(mpf, operands)), tuple(orders))
