"""Hyperbolic functions and their inverses."""

from __future__ import annotations

import math

from autograd.operation import Interval, Op
from autograd.ops.arrays import namespace
from autograd.ops.lengths import hyperbola, hypot, semicircle
from autograd.ops.slopes import slope_of_tanh
from autograd.ops.table import row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _sech(a: float) -> float:
    """1 / cosh(a), which does not overflow where cosh does."""
    shrunk = math.exp(-abs(a))
    return 2 * shrunk / (1 + shrunk * shrunk)


def _sech_array(a: Any) -> Any:
    shrunk = namespace(a).exp(-abs(a))
    return 2 * shrunk / (1 + shrunk * shrunk)


# fmt: off
sinh: Op = row("sinh", math.sinh, lambda out, a: (cosh(a),), array="sinh", latex=r"\sinh\left({:0}\right)")
cosh: Op = row("cosh", math.cosh, lambda out, a: (sinh(a),), array="cosh", latex=r"\cosh\left({:0}\right)")
# 1 - tanh² would lose every digit from 20 on; 1/cosh² holds to the smallest float.
tanh: Op = row(
    "tanh", math.tanh, lambda out, a: ((_sech(a) if type(a) is float else sech(a)) ** 2,),
    shown=lambda out, a: (1 - out**2,),
    array="tanh", array_partials=lambda out, a: (slope_of_tanh(out, a),), latex=r"\tanh\left({:0}\right)",
)
sech: Op = row(
    "sech", _sech, lambda out, a: (-out * tanh(a),), array=_sech_array, latex=r"\mathrm{{sech}}\left({:0}\right)",
    javascript="1 / Math.cosh({0})",
)
asinh = row(
    "asinh", math.asinh, lambda out, a: (1 / hypot(1.0, a),), shown=lambda out, a: (1 / (a**2 + 1) ** 0.5,),
    array="arcsinh", latex=r"\mathrm{{arsinh}}\left({:0}\right)",
)
acosh = row(
    "acosh", math.acosh, lambda out, a: (1 / hyperbola(a),),
    array="arccosh", domain=Interval(low=1.0), latex=r"\mathrm{{arcosh}}\left({:0}\right)",
)
atanh = row(
    "atanh", math.atanh, lambda out, a: ((1 / semicircle(a)) ** 2,), shown=lambda out, a: (1 / (1 - a**2),),
    array="arctanh", domain=Interval(-1.0, 1.0), latex=r"\mathrm{{artanh}}\left({:0}\right)",
)
# fmt: on
