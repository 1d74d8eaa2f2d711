"""Functions with a kink. Each states what holds there; all agree with PyTorch."""

from __future__ import annotations

import math

from autograd.operation import NONZERO, REAL, Op
from autograd.ops.arrays import namespace
from autograd.ops.rounding import compared, sign, step
from autograd.ops.table import row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _relu_array(a: Any, out: Any = None) -> Any:
    if out is None:
        return namespace(a).maximum(a, 0.0)
    import numpy  # which alone writes into arrays

    return numpy.maximum(a, 0.0, out=out)


def _clip(a: float, low: float, high: float) -> float:
    """As NumPy has it: the upper bound wins if the bounds are the wrong way round."""
    raised = low if low > a or low != low else a
    return high if high < raised or high != high else raised


def _clip_array(a: Any, low: Any, high: Any) -> Any:
    xp = namespace(a, low, high)
    return xp.minimum(xp.maximum(a, low), high)


def _clip_partials(out: Any, a: Any, low: Any, high: Any) -> tuple[Any, ...]:
    below, above = step(compared(low, a)), step(compared(maximum(a, low), high))
    return (1 - below) * (1 - above), below * (1 - above), above


# fmt: off
absolute = row(
    "absolute", abs, lambda out, a: (sign(a),),
    array="absolute", domain=NONZERO, text="|{:0}|", latex=r"\left|{:0}\right|", javascript="Math.abs({0})",
    convention="|x|' = 0 at 0",
)
relu = row(
    "relu", lambda a: 0.0 if a <= 0 else a, lambda out, a: (step(a),),
    array=_relu_array, domain=NONZERO, javascript="Math.max(0, {0})",
    convention="relu' = 0 at 0",
)
leaky_relu = row(
    "leaky_relu", lambda a, slope: a if a > 0 else slope * a,
    lambda out, a, slope: (step(a) + slope * (1 - step(a)), -relu(-a)),
    shown=lambda out, a, slope: (step(a) + slope * (1 - step(a)), a * (1 - step(a))),
    array=lambda a, slope: a * ((a > 0) + slope * (a <= 0)), domain=(NONZERO, REAL), defaults=(0.01,),
    latex=r"\mathrm{{leaky\_relu}}({:0}, {:0})", javascript="({0} > 0 ? {0} : {1} * {0})",
    convention="leaky_relu' = slope at 0",
)
hard_tanh = row(
    "hard_tanh", lambda a: -1.0 if a <= -1 else 1.0 if a >= 1 else a, lambda out, a: (step(1 - absolute(a)),),
    array=lambda a: a.clip(-1.0, 1.0), latex=r"\mathrm{{hard\_tanh}}({:0})",
    javascript="Math.max(-1, Math.min(1, {0}))",
    convention="hard_tanh' = 0 at -1 and 1",
)
maximum: Op = row(
    "maximum", lambda a, b: b if b >= a or b != b else a,
    lambda out, a, b: ((1 + compared(a, b)) / 2, (1 - compared(a, b)) / 2),
    array="maximum", text="max({:0}, {:0})", latex=r"\max({:0}, {:0})", javascript="Math.max({0}, {1})",
    convention="a tie: half to each",
)
minimum = row(
    "minimum", lambda a, b: b if b <= a or b != b else a,
    lambda out, a, b: ((1 - compared(a, b)) / 2, (1 + compared(a, b)) / 2),
    array="minimum", text="min({:0}, {:0})", latex=r"\min({:0}, {:0})", javascript="Math.min({0}, {1})",
    convention="a tie: half to each",
)
clipped = row(
    "clip", _clip, _clip_partials, array=_clip_array, javascript="Math.min(Math.max({0}, {1}), {2})",
    convention="at a bound, and between them, clip' = 1; beyond, the gradient goes to the bound",
)
# fmt: on


def clip(value: Any, low: Any = None, high: Any = None) -> Any:
    """`value` kept between `low` and `high`, either of which may be left out. The derivative is 1 at the bounds too.

    >>> clip(3.0, 0.0, 1.0), clip(-3.0, high=1.0)
    (1.0, -3.0)

    Bounds may be Values: where one decides, the gradient goes to it. If they are the wrong way round, the upper one
    wins, as in NumPy.
    """
    return clipped(value, -math.inf if low is None else low, math.inf if high is None else high)
