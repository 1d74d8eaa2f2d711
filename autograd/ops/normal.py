"""The error function and the normal distribution."""

from __future__ import annotations

import math

from autograd.operation import Op
from autograd.ops.arithmetic import weighted
from autograd.ops.arrays import namespace, rounding_of_product
from autograd.ops.error_function import (
    erf_array,
    erfc_array,
    exp_of_minus_square,
    exp_of_minus_square_array,
    javascript,
    javascript_erf,
    javascript_exp_of_minus_square,
)
from autograd.ops.exponentials import exp
from autograd.ops.table import row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


_PEAK = 1 / math.sqrt(2 * math.pi)
_SLOPE_OF_ERF = 2 / math.sqrt(math.pi)

#: 1/√2 as a float, and what the float leaves out.
_ROOT_OF_HALF, _REST = 0.7071067811865476, -4.833646656726457e-17

#: Beyond this, the density is below the smallest float.
_FAR = 39.0


def _density(a: float) -> float:
    """e⁻ᵃ²ᐟ² / √(2π), with the rounding of a² put right."""
    if abs(a) > _FAR:
        return math.nan if a != a else 0.0
    square = a * a
    lost: float = rounding_of_product(a, a, square)
    return _PEAK * (math.exp(-0.5 * square) * (1 - 0.5 * lost))


def _density_array(a: Any) -> Any:
    xp = namespace(a)
    near = xp.minimum(abs(a), _FAR)
    square = near * near
    return _PEAK * (xp.exp(-0.5 * square) * (1 - 0.5 * rounding_of_product(near, near, square)))


def _cdf(a: float) -> float:
    """½·erfc(-a/√2), with the rounding of a/√2 put right: at -37 it would cost 1,000 units in the last place."""
    near = a if abs(a) < _FAR or a != a else math.copysign(_FAR, a)
    scaled = near * _ROOT_OF_HALF
    lost: float = rounding_of_product(near, _ROOT_OF_HALF, scaled) + near * _REST
    return 0.5 * math.erfc(-scaled) + 0.5 * _SLOPE_OF_ERF * exp_of_minus_square(scaled) * lost


def _root_of_half(a: Any) -> tuple[Any, float]:
    """1/√2 in the precision of an array, and what that leaves out."""
    if a.dtype != "float32":
        return _ROOT_OF_HALF, _REST
    import numpy

    root = numpy.full((1,) * a.ndim, _ROOT_OF_HALF, "float32")  # an array, whose products stay single
    return root, _ROOT_OF_HALF - root.item()


def cdf_array(a: Any) -> Any:
    """The normal distribution function on arrays."""
    xp = namespace(a)
    near = xp.minimum(xp.maximum(a, -_FAR), _FAR)
    root, rest = _root_of_half(a)
    scaled = near * root
    lost = rounding_of_product(near, root, scaled) + near * rest
    return 0.5 * erfc_array(-scaled) + 0.5 * _SLOPE_OF_ERF * exp_of_minus_square_array(scaled) * lost


def javascript_cdf(a: str) -> str:
    """The normal distribution function in JavaScript."""
    near = f"Math.min(Math.max({a}, -39), 39)"
    scaled = f"a * {_ROOT_OF_HALF}"
    lost = f"(m(a, {_ROOT_OF_HALF}, {scaled}) + a * {_REST})"
    return javascript(f"0.5 * e(-{scaled}) + {0.5 * _SLOPE_OF_ERF} * g({scaled}) * {lost}", near)


def _javascript_density(a: str) -> str:
    rounding = "1 - 0.5 * m(a, a, a * a)"
    return javascript(f"{_PEAK} * Math.exp(-0.5 * a * a) * ({rounding})", f"Math.min(Math.abs({a}), 39)")


# fmt: off
erf = row(
    "erf", math.erf, lambda out, a: (_SLOPE_OF_ERF * gaussian(a),),
    shown=lambda out, a: (_SLOPE_OF_ERF * exp(-(a**2)),),
    array=erf_array, latex=r"\mathrm{{erf}}\left({:0}\right)", javascript=javascript_erf,
)
gaussian: Op = row(
    "gaussian", exp_of_minus_square, lambda out, a: (-2 * weighted(out, a),),
    shown=lambda out, a: (-2 * a * out,), array=exp_of_minus_square_array,
    text="exp(-{:4}²)", latex="e^{{-{:4}^{{2}}}}", javascript=javascript_exp_of_minus_square,
)
normal_cdf: Op = row(
    "normal_cdf", _cdf, lambda out, a: (normal_density(a),), array=cdf_array,
    text="Φ({:0})", latex=r"\Phi\left({:0}\right)", javascript=javascript_cdf,
)
normal_density: Op = row(
    "normal_density", _density, lambda out, a: (-weighted(out, a),), shown=lambda out, a: (-a * out,),
    array=_density_array,
    text="φ({:0})", latex=r"\varphi\left({:0}\right)",
    javascript=_javascript_density,
)
# fmt: on
