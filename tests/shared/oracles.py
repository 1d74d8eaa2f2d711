"""The mathematical definition of every row of the table, in mpmath, and exact derivatives from it.

Written from textbooks, not from the rows: short forms, no care for overflow or cancellation, which 50 digits and
mpmath's unbounded exponents make needless. A new row fails `test_ops` until its definition stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import mpmath
from mpmath import mp, mpf
from taylor import functions as of

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
    "power": lambda a, n: of.power(a, n),
    "exponential": lambda a, b: of.exp(b * of.log(a)),
    "sign": lambda a: mpf(0) if a == 0 else a / abs(a),
    "step": lambda a: mpf(1) if a > 0 else mpf(0),
    "absolute": lambda a: of.sqrt(a * a),
    "relu": lambda a: (a + abs(a)) / 2,
    "leaky_relu": lambda a, slope: a if a > 0 else slope * a,
    "hard_tanh": lambda a: mpf(-1) if a < -1 else mpf(1) if a > 1 else a,
    "maximum": lambda a, b: a if a >= b else b,
    "minimum": lambda a, b: a if a <= b else b,
    "exp": lambda a: of.exp(a),
    "log": lambda a: of.log(a),
    "sqrt": lambda a: of.sqrt(a),
    "sin": lambda a: of.sin(a),
    "cos": lambda a: of.cos(a),
    "tan": lambda a: of.sin(a) / of.cos(a),
    "tanh": lambda a: of.tanh(a),
    "sigmoid": lambda a: 1 / (1 + of.exp(-a)),
    "softplus": lambda a: of.log1p(of.exp(a)),
    "total": lambda *xs: sum(xs),
    "dot": lambda *xs: sum(x * y for x, y in zip(xs[: len(xs) // 2], xs[len(xs) // 2 :], strict=True)),
    "logsumexp": lambda *xs: of.log(sum(of.exp(x) for x in xs)),
    "share": lambda *xs: 1 / sum((of.exp(x - xs[0]) for x in xs[1:]), mpf(1)),
    "weighted": lambda weight, a: weight * a,
    "times_log": lambda a, b: a * of.log(b),
    "expm1": lambda a: of.expm1(a),
    "exp2": lambda a: of.power(2, a),
    "log1p": lambda a: of.log1p(a),
    "log2": lambda a: of.log(a) / of.log(2),
    "log10": lambda a: of.log(a) / of.log(10),
    "cbrt": lambda a: of.sign(a) * of.root(abs(a), 3),
    "sinh": lambda a: of.sinh(a),
    "cosh": lambda a: of.cosh(a),
    "sech": lambda a: 1 / of.cosh(a),
    "asinh": lambda a: of.asinh(a),
    "acosh": lambda a: of.acosh(a),
    "atanh": lambda a: of.atanh(a),
    "asin": lambda a: of.asin(a),
    "acos": lambda a: of.acos(a),
    "atan": lambda a: of.atan(a),
    "atan2": lambda y, x: of.atan2(y, x),
    "component": lambda a, length: a / length,
    "hypot": lambda a, b: of.sqrt(a * a + b * b),
    "norm": lambda *xs: of.sqrt(sum(x * x for x in xs)),
    "semicircle": lambda a: of.sqrt(1 - a * a),
    "hyperbola": lambda a: of.sqrt(a * a - 1),
    "erf": lambda a: of.erf(a),
    "gaussian": lambda a: of.exp(-a * a),
    "normal_density": lambda a: of.exp(-a * a / 2) / of.sqrt(2 * of.pi),
    "normal_cdf": lambda a: _normal_cdf(a),
    "logsigmoid": lambda a: -of.log1p(of.exp(-a)),
    "silu": lambda a: a / (1 + of.exp(-a)),
    "gelu": lambda a: a * _normal_cdf(a),
    "elu": lambda a, alpha: a if a > 0 else alpha * of.expm1(a),
    "selu": lambda a: mpf(SELU_SCALE) * (a if a > 0 else mpf(SELU_ALPHA) * of.expm1(a)),
    "mish": lambda a: a * of.tanh(of.log1p(of.exp(a))),
    "clip": lambda a, low, high: min(max(a, low), high),
    "compared": lambda a, b: of.sign(a - b),
    "greater": lambda a, b: mpf(a > b),
    "less": lambda a, b: mpf(a < b),
    "greater_equal": lambda a, b: mpf(a >= b),
    "less_equal": lambda a, b: mpf(a <= b),
    "equal": lambda a, b: mpf(a == b),
    "not_equal": lambda a, b: mpf(a != b),
    "where": lambda condition, a, b: a if condition != 0 else b,
    "copysign": lambda a, b: abs(a) if b > 0 else -abs(a),
    "floor": lambda a: _floor(a),
    "ceil": lambda a: -_floor(-a),
    "rounded": lambda a, digits: _nearest(a * mpf(10) ** digits) / mpf(10) ** digits,
    "floor_divide": lambda a, b: _floor_of_quotient(a, b),
    "mod": lambda a, b: _remainder(a, b),
}

#: The constants of selu, as their authors print them.
SELU_SCALE, SELU_ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717


def _normal_cdf(a: Any) -> Any:
    if abs(a) > 1e6:  # beyond e to the power of -10¹¹
        return mpf(a > 0)
    return of.erfc(-a / mp.sqrt(2)) / 2


def _floor(a: Any) -> Any:
    with mpmath.workdps(700):  # a number of 300 digits has a last one too
        return mp.floor(a)


def _nearest(a: Any) -> Any:
    """The nearest whole number, of two the even one."""
    with mpmath.workdps(700):
        below = mp.floor(a)
        up = a - below > 0.5 or (a - below == 0.5 and below % 2 == 1)
        return below + 1 if up else below


def _floor_of_quotient(a: Any, b: Any) -> Any:
    with mpmath.workdps(700):
        return mp.floor(a / b)


def _remainder(a: Any, b: Any) -> Any:
    """a - b·⌊a/b⌋: exactly, unless its digits fill the memory, as those of 1 - e⁻ˣ for an x of 10¹⁰ would."""
    multiple = mp.fmul(b, _floor_of_quotient(a, b), exact=True)
    return mp.fsub(a, multiple, exact=not a or abs(mp.mag(a) - mp.mag(b)) < 100_000)


#: The slopes of what jumps: a difference quotient would straddle a jump, were it 10⁻⁵⁰ away.
SLOPES: dict[str, Callable[..., list[Any]]] = {
    "sign": lambda a: [0],
    "step": lambda a: [0],
    "compared": lambda a, b: [0, 0],
    **dict.fromkeys(("greater", "less", "greater_equal", "less_equal", "equal", "not_equal"), lambda a, b: [0, 0]),
    "where": lambda condition, a, b: [0, 1, 0] if condition != 0 else [0, 0, 1],
    "floor": lambda a: [0],
    "ceil": lambda a: [0],
    "rounded": lambda a, digits: [0, 0],
    "floor_divide": lambda a, b: [0, 0],
    "mod": lambda a, b: [1, -_floor_of_quotient(a, b)],
    "stop_gradient": lambda a: [0],
}

#: Rows of straight pieces: their second derivatives are 0.
STRAIGHT = {*SLOPES, "absolute", "relu", "leaky_relu", "hard_tanh", "maximum", "minimum", "clip", "copysign"}

#: Rows that are not differentiable everywhere inside: random graphs of smooth operations leave these out, because at a
#: kink a difference quotient is not the convention.
KINKED = STRAIGHT | {"elu", "selu", "component", "hypot", "norm", "cbrt"}


def value(name: str, operands: Sequence[float], digits: int = DIGITS) -> Any:
    """The operation's value at these floats, to so many digits."""
    with mpmath.workdps(digits):
        return +mpf(DEFINITIONS[name](*map(mpf, operands)))


def gradient(f: Callable[..., Any], at: Sequence[float], digits: int = DIGITS) -> list[Any]:
    """∂f/∂x for each argument x of an mpmath function, by difference quotients at so many digits and more."""
    with mpmath.workdps(digits):
        point = [mpf(x) for x in at]
        return [
            mp.diff(lambda x, i=i: f(*point[:i], x, *point[i + 1 :]), point[i], relative=point[i] != 0)
            for i in range(len(point))
        ]


def partials(name: str, operands: Sequence[float], fixed: Sequence[int] = (), digits: int = DIGITS) -> list[Any]:
    """The operation's exact partials; nothing flows into a fixed operand, by definition."""
    if name in SLOPES:
        return [mpf(slope) for slope in SLOPES[name](*map(mpf, operands))]
    free = [i for i in range(len(operands)) if i not in fixed]

    def f(*xs: Any) -> Any:
        everything = [mpf(x) for x in operands]
        for i, x in zip(free, xs, strict=True):
            everything[i] = x
        return DEFINITIONS[name](*everything)

    exact = dict(zip(free, gradient(f, [operands[i] for i in free], digits), strict=True))
    for i, slope in exact.items():
        if abs(slope) < 1e-15:  # perhaps a difference of numbers that agree in all of those digits
            exact[i] = wide_slopes(name, operands, [i])
    return [exact.get(i, mpf(0)) for i in range(len(operands))]


def second(name: str, operands: Sequence[float], i: int, j: int, digits: int = DIGITS) -> Any:
    """∂²f/∂xᵢ∂xⱼ, exactly."""
    if name in SLOPES:
        return mpf(0)
    with mpmath.workdps(digits):
        orders = [0] * len(operands)
        orders[i] += 1
        orders[j] += 1
        return mp.diff(lambda *xs: DEFINITIONS[name](*xs), tuple(map(mpf, operands)), tuple(orders))


#: Digits that are enough for differences over any step, at operands from 1e-300 to 1e300.
WIDE = 1000


def wide_slopes(name: str, operands: Sequence[float], of: Sequence[int]) -> Any:
    """∂f/∂xᵢ for `of` = [i], ∂²f/∂xᵢ∂xⱼ for `of` = [i, j], to 30 digits and more at operands of any size.

    Central differences over 10⁻²⁵ of the operand, or 10⁻²⁵ where the operand is larger than 1 (a sine repeats itself).
    """
    if name in SLOPES:
        return mpf(SLOPES[name](*map(mpf, operands))[of[0]]) if len(of) == 1 else mpf(0)
    with mpmath.workdps(WIDE if len(operands) == 1 else WIDE + 400):
        points = [(mpf(1), list(map(mpf, operands)))]
        for i in of:
            step = min(abs(mpf(operands[i])) or mpf(1), mpf(1)) * mpf(10) ** -25
            points = [
                (sign * weight / (2 * step), [*xs[:i], xs[i] + sign * step, *xs[i + 1 :]])
                for weight, xs in points
                for sign in (1, -1)
            ]
        return mp.fsum(weight * DEFINITIONS[name](*xs) for weight, xs in points)
