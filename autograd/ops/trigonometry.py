"""Trigonometric functions and their inverses."""

from __future__ import annotations

import math

from autograd.operation import Interval, Op
from autograd.ops.lengths import component, hypot, semicircle
from autograd.ops.slopes import cosine_beside, minus_sine_beside
from autograd.ops.table import row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _atan2_partials(out: Any, y: Any, x: Any) -> tuple[Any, ...]:
    """x/r² and -y/r² of the angle of the point (x, y), r its distance from 0."""
    r = hypot(x, y)
    return component(x, r) / r, -component(y, r) / r


# fmt: off
sin: Op = row(
    "sin", math.sin, lambda out, a: (cos(a),), array="sin", array_partials=lambda out, a: (cosine_beside(out, a),),
    latex=r"\sin\left({:0}\right)",
)
cos: Op = row(
    "cos", math.cos, lambda out, a: (-sin(a),),
    array="cos", array_partials=lambda out, a: (minus_sine_beside(out, a),), latex=r"\cos\left({:0}\right)",
)
tan = row("tan", math.tan, lambda out, a: (1 + out**2,), array="tan", latex=r"\tan\left({:0}\right)")
asin = row(
    "asin", math.asin, lambda out, a: (1 / semicircle(a),),
    array="arcsin", domain=Interval(-1.0, 1.0), latex=r"\arcsin\left({:0}\right)",
)
acos = row(
    "acos", math.acos, lambda out, a: (-1 / semicircle(a),),
    array="arccos", domain=Interval(-1.0, 1.0), latex=r"\arccos\left({:0}\right)",
)
atan = row(
    "atan", math.atan, lambda out, a: ((1 / hypot(1.0, a)) ** 2,), shown=lambda out, a: (1 / (1 + a**2),),
    array="arctan", latex=r"\arctan\left({:0}\right)",
)
atan2 = row(
    "atan2", math.atan2, _atan2_partials, shown=lambda out, y, x: (x / (x**2 + y**2), -y / (x**2 + y**2)),
    array="arctan2", javascript="Math.atan2({0}, {1})", latex=r"\mathrm{{atan2}}\left({:0}, {:0}\right)",
    convention="the angle of (0, 0) is 0 (or ±π, by the signs of the zeros), as in C; it has no derivative",
)
# fmt: on
