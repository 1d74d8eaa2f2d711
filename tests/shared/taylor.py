"""Taylor polynomials over mpmath's numbers, from which the oracle has its derivatives.

What depends on operands x₀, x₁ … is kept as the coefficients of its expansion around a point, up to some order. Sums
and products are those of polynomials. A function of one variable has mpmath's value and the derivative that a book of
tables gives, which is again made of such functions, so that the higher orders follow.

>>> from mpmath import mpf
>>> x, y = variables([mpf(2), mpf(3)], order=2)
>>> product = x * x * y
>>> [int(product.derivative(*of)) for of in ([], [0], [1], [0, 0], [0, 1], [1, 1])]
[12, 12, 4, 6, 4, 0]
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from mpmath import mp, mpf

#: The operands of a term, in order and each as often as its power says: (0, 0, 1) for x₀²·x₁.
Powers = tuple[int, ...]


@cache
def _joined(one: Powers, other: Powers) -> Powers:
    return tuple(sorted(one + other))


@cache
def _factorials(powers: Powers) -> int:
    return math.prod(math.factorial(count) for count in Counter(powers).values())


class Taylor:
    """An expansion: the coefficient of each term that is not 0, up to terms of `order` factors."""

    __slots__ = ("order", "terms")

    def __init__(self, terms: dict[Powers, Any], order: int) -> None:
        self.terms, self.order = terms, order

    @property
    def constant(self) -> Any:
        return self.terms.get((), mpf(0))

    def derivative(self, *of: int) -> Any:
        """∂/∂xᵢ… for the operands in `of`, at the point."""
        powers = tuple(sorted(of))
        return self.terms.get(powers, mpf(0)) * _factorials(powers)

    def __add__(self, other: Any) -> Taylor:
        terms = dict(self.terms)
        for powers, coefficient in _terms(other).items():
            terms[powers] = terms[powers] + coefficient if powers in terms else coefficient
        return Taylor(terms, self.order)

    def __mul__(self, other: Any) -> Taylor:
        if not isinstance(other, Taylor):
            return Taylor({powers: coefficient * other for powers, coefficient in self.terms.items()}, self.order)
        terms: dict[Powers, Any] = {}
        for one, a in self.terms.items():
            for two, b in other.terms.items():
                if len(one) + len(two) <= self.order:
                    powers = _joined(one, two)
                    terms[powers] = terms[powers] + a * b if powers in terms else a * b
        return Taylor(terms, self.order)

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> Taylor:
        return self * -1

    def __pos__(self) -> Taylor:
        return self

    def __sub__(self, other: Any) -> Taylor:
        return self + -other

    def __rsub__(self, other: Any) -> Taylor:
        return -self + other

    def __truediv__(self, other: Any) -> Taylor:
        return self * (other.of("reciprocal") if isinstance(other, Taylor) else 1 / other)

    def __rtruediv__(self, other: Any) -> Taylor:
        return self.of("reciprocal") * other

    def __pow__(self, exponent: int) -> Taylor:
        return math.prod([self] * exponent)  # type: ignore[return-value]

    def __abs__(self) -> Taylor:
        return self if self.constant >= 0 else -self

    def __lt__(self, other: Any) -> bool:
        return bool(self.constant < number(other))

    def __le__(self, other: Any) -> bool:
        return bool(self.constant <= number(other))

    def __gt__(self, other: Any) -> bool:
        return bool(self.constant > number(other))

    def __ge__(self, other: Any) -> bool:
        return bool(self.constant >= number(other))

    def __eq__(self, other: object) -> bool:
        return bool(self.constant == number(other))

    __hash__ = None  # type: ignore[assignment]

    def of(self, name: str, *more: Any) -> Taylor:
        """The function of one variable called `name`, of this."""
        step = Taylor({powers: coefficient for powers, coefficient in self.terms.items() if powers}, self.order)
        *lower, highest = _series(name, self.constant, self.order, *more)
        out = Taylor({(): highest}, self.order)
        for coefficient in reversed(lower):
            out = out * step + coefficient
        return out


def variables(point: Sequence[Any], order: int) -> list[Taylor]:
    """The operands themselves: each its own number, and the term xᵢ."""
    return [Taylor({(): x, (i,): mpf(1)} if order else {(): x}, order) for i, x in enumerate(point)]


def number(x: Any) -> Any:
    """The number of an expansion at its point; a number as it is."""
    return x.constant if isinstance(x, Taylor) else x


def _terms(x: Any) -> dict[Powers, Any]:
    return x.terms if isinstance(x, Taylor) else {(): x}


def _series(name: str, at: Any, order: int, *more: Any) -> list[Any]:
    """The Taylor coefficients of a function of one variable: its value, and the coefficients of its slope, integrated.

    Those of a function of which mpmath has none at this point raise what mpmath raises.
    """
    value = OWN[name](at, *more) if name in OWN else getattr(mp, name)(at, *more)
    if order == 0:
        return [value]
    (x,) = variables([at], order - 1)
    slope = SLOPES[name](x, *more)
    return [value, *(slope.derivative(*[0] * k) / math.factorial(k + 1) for k in range(order))]


class Functions:
    """mpmath's functions, of its numbers and of expansions: `functions.sin(x)`."""

    @cache  # noqa: B019  # there is only one
    def __getattr__(self, name: str) -> Callable[..., Any]:
        plain = OWN.get(name) or getattr(mp, name)

        def of(x: Any, *more: Any, **options: Any) -> Any:
            return x.of(name, *more) if isinstance(x, Taylor) else plain(x, *more, **options)

        return of

    @property
    def pi(self) -> Any:
        return +mp.pi

    @staticmethod
    def power(a: Any, n: Any) -> Any:
        """aⁿ: of a variable exponent as e to the power of n·log(a)."""
        if isinstance(n, Taylor):
            return functions.exp(n * mp.log(a))
        return a.of("power", n) if isinstance(a, Taylor) else mp.power(a, n)

    @staticmethod
    def atan2(y: Any, x: Any) -> Any:
        """The angle: that of mpmath, with the slopes of the arc tangent of whichever quotient is at most 1."""
        if not isinstance(x, Taylor) and not isinstance(y, Taylor):
            return mp.atan2(y, x)
        turned = functions.atan(y / x) if abs(number(x)) >= abs(number(y)) else -functions.atan(x / y)
        return turned + (mp.atan2(number(y), number(x)) - turned.constant)


functions = Functions()

#: Functions that mpmath has no name for.
OWN: dict[str, Callable[..., Any]] = {"reciprocal": lambda x: 1 / x}

#: The derivatives of functions of one variable, as in M. Abramowitz and I. Stegun, Handbook of Mathematical Functions.
SLOPES: dict[str, Callable[..., Any]] = {
    "reciprocal": lambda x: -functions.reciprocal(x) * functions.reciprocal(x),
    "power": lambda x, n: functions.power(x, n - 1) * n,
    "sqrt": lambda x: 1 / (2 * functions.sqrt(x)),
    "root": lambda x, n: functions.root(x, n) / (n * x),
    "exp": lambda x: functions.exp(x),
    "expm1": lambda x: functions.exp(x),
    "log": lambda x: 1 / x,
    "log1p": lambda x: 1 / (1 + x),
    "sin": lambda x: functions.cos(x),
    "cos": lambda x: -functions.sin(x),
    "sinh": lambda x: functions.cosh(x),
    "cosh": lambda x: functions.sinh(x),
    "tanh": lambda x: 1 / functions.cosh(x) ** 2,
    "asin": lambda x: 1 / functions.sqrt((1 - x) * (1 + x)),
    "acos": lambda x: -1 / functions.sqrt((1 - x) * (1 + x)),
    "atan": lambda x: 1 / (1 + x * x),
    "asinh": lambda x: 1 / functions.sqrt(1 + x * x),
    "acosh": lambda x: 1 / functions.sqrt((x - 1) * (x + 1)),
    "atanh": lambda x: 1 / ((1 - x) * (1 + x)),
    "erf": lambda x: functions.exp(-x * x) * (2 / mp.sqrt(mp.pi)),
    "erfc": lambda x: functions.exp(-x * x) * (-2 / mp.sqrt(mp.pi)),
    "sign": lambda x: x * 0,
}
