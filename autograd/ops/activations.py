"""Activation functions that are smooth, or made of smooth pieces. Those of straight pieces are among the kinks."""

from __future__ import annotations

import math

from autograd.operation import NONZERO, REAL, Op
from autograd.ops.arithmetic import weighted
from autograd.ops.arrays import namespace, quiet
from autograd.ops.exponentials import exp, expm1
from autograd.ops.hyperbolic import tanh
from autograd.ops.kinks import relu
from autograd.ops.normal import cdf_array, javascript_cdf, normal_cdf, normal_density
from autograd.ops.rounding import step
from autograd.ops.slopes import slope_of_sigmoid
from autograd.ops.table import row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


#: G. Klambauer and others, Self-Normalizing Neural Networks, 2017: chosen so that N(0, 1) stays N(0, 1).
SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805


def _sigmoid(a: float) -> float:
    """1 / (1 + e⁻ᵃ), written so that the exponential cannot overflow."""
    if a >= 0:
        return 1.0 / (1.0 + math.exp(-a))
    grown = math.exp(a)
    return grown / (1.0 + grown)


#: Down to this number the exponential of its negative is a float32, too.
_LOWEST = -88.0


def _sigmoid_array(a: Any, out: Any = None) -> Any:
    xp = namespace(a)
    if out is not None and a.min(initial=0.0) > _LOWEST:  # nearly always: then e⁻ᵃ does not overflow
        xp.negative(a, out=out)
        xp.exp(out, out=out)
        xp.add(out, 1.0, out=out)
        return xp.divide(1.0, out, out=out)
    shrunk = xp.exp(-abs(a))
    upper = xp.where(a >= 0, 1.0, shrunk)
    return xp.divide(upper, 1.0 + shrunk, **({} if out is None else {"out": out}))


def _softplus(a: float) -> float:
    return max(a, 0.0) + math.log1p(math.exp(-abs(a)))


def _softplus_array(a: Any, out: Any = None) -> Any:
    xp = namespace(a)
    if out is None:
        return xp.maximum(a, 0.0) + xp.log1p(xp.exp(-abs(a)))
    xp.abs(a, out=out)
    xp.negative(out, out=out)
    xp.exp(out, out=out)
    xp.log1p(out, out=out)
    return xp.add(xp.maximum(a, 0.0), out, out=out)


def _gated(gate: Any) -> Any:
    """a·gate(a) for a gate that closes: 0 at -∞."""
    return lambda a: a * gate(a) if a != -math.inf else 0.0


def _gated_array(gate: Any) -> Any:
    def array(a: Any) -> Any:
        xp = namespace(a)
        with quiet(xp):
            return xp.where(a == -math.inf, 0.0, a * gate(a))

    return array


def _elu(a: float, alpha: float) -> float:
    return a if a > 0 else alpha * math.expm1(a)


def _elu_array(a: Any, alpha: Any) -> Any:
    xp = namespace(a, alpha)
    return xp.where(a > 0, a, alpha * xp.expm1(xp.minimum(a, 0.0)))


def _mish_partials(out: Any, a: Any) -> tuple[Any, ...]:
    """t + a·(1 - t²)·σ(a), t = tanh(softplus(a)); 1 - t² is the square of 2τ/(1 + τ²), τ = σ(-a)."""
    rest = sigmoid(-a)
    return (tanh(softplus(a)) + weighted((2 * rest / (1 + rest * rest)) ** 2 * sigmoid(a), a),)


# fmt: off
# The derivative of a·gate(a) is gate(a) + a·gate'(a), with a `weighted` by gate'(a): at ±∞ that term is 0, not ∞·0.
# On floats the forward function itself, as in tanh: networks record these two more often than all others.
sigmoid: Op = row(
    "sigmoid", _sigmoid, lambda out, a: (out * (_sigmoid(-a) if type(a) is float else sigmoid(-a)),),
    shown=lambda out, a: (out * (1 - out),),
    array=_sigmoid_array, array_partials=lambda out, a: (slope_of_sigmoid(out, a),),
    latex=r"\sigma\left({:0}\right)", javascript="1 / (1 + Math.exp(-{0}))",
)
softplus = row(
    "softplus", _softplus, lambda out, a: (sigmoid(a),),
    array=_softplus_array, javascript="Math.max({0}, 0) + Math.log1p(Math.exp(-Math.abs({0})))",
)
logsigmoid = row(
    "logsigmoid", lambda a: -_softplus(-a), lambda out, a: (sigmoid(-a),), array=lambda a: -_softplus_array(-a),
    latex=r"\log \sigma\left({:0}\right)", javascript="Math.min({0}, 0) - Math.log1p(Math.exp(-Math.abs({0})))",
)
silu = row(
    "silu", _gated(_sigmoid), lambda out, a: (sigmoid(a) + weighted(sigmoid(a) * sigmoid(-a), a),),
    shown=lambda out, a: (sigmoid(a) * (1 + a * (1 - sigmoid(a))),),
    array=_gated_array(_sigmoid_array), javascript="({0} === -Infinity ? 0 : {0} / (1 + Math.exp(-{0})))",
)
gelu = row(
    "gelu", _gated(normal_cdf.forward), lambda out, a: (normal_cdf(a) + weighted(normal_density(a), a),),
    shown=lambda out, a: (normal_cdf(a) + a * normal_density(a),),
    array=_gated_array(cdf_array), javascript=lambda a: f"({a} === -Infinity ? 0 : {a} * {javascript_cdf(a)})",
)
elu = row(
    "elu", _elu,
    lambda out, a, alpha: (step(a) + (1 - step(a)) * (alpha * exp(-relu(-a))), expm1(-relu(-a))),
    shown=lambda out, a, alpha: (step(a) + (1 - step(a)) * (alpha * exp(a)), (1 - step(a)) * expm1(a)),
    array=_elu_array, domain=(NONZERO, REAL), defaults=(1.0,), javascript="({0} > 0 ? {0} : {1} * Math.expm1({0}))",
    convention="elu' = alpha at 0",
)
selu = row(
    "selu", lambda a: SELU_SCALE * _elu(a, SELU_ALPHA),
    lambda out, a: (SELU_SCALE * (step(a) + (1 - step(a)) * (SELU_ALPHA * exp(-relu(-a)))),),
    shown=lambda out, a: (SELU_SCALE * (step(a) + (1 - step(a)) * (SELU_ALPHA * exp(a))),),
    array=lambda a: SELU_SCALE * _elu_array(a, SELU_ALPHA), domain=NONZERO,
    javascript=f"{SELU_SCALE} * ({{0}} > 0 ? {{0}} : {SELU_ALPHA} * Math.expm1({{0}}))",
    convention="selu' = scale·alpha ≈ 1.758 at 0",
)
mish = row(
    "mish", _gated(lambda a: math.tanh(_softplus(a))),
    _mish_partials,
    shown=lambda out, a: (tanh(softplus(a)) + a * (1 - tanh(softplus(a)) ** 2) * sigmoid(a),),
    array=_gated_array(lambda a: namespace(a).tanh(_softplus_array(a))),
    javascript="({0} === -Infinity ? 0 : {0} * Math.tanh(Math.max({0}, 0) + Math.log1p(Math.exp(-Math.abs({0})))))",
)
# fmt: on
