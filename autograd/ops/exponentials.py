"""Exponentials and logarithms."""

from __future__ import annotations

import math

from autograd.notation import PRODUCT
from autograd.operation import POSITIVE, REAL, Interval, Op
from autograd.ops.arrays import namespace, quiet
from autograd.ops.table import row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


_LOG_2, _LOG_10 = math.log(2.0), math.log(10.0)

# fmt: off
exp: Op = row("exp", math.exp, lambda out, a: (out,), array="exp", latex="e^{{{:0}}}")
expm1 = row("expm1", math.expm1, lambda out, a: (exp(a),), array="expm1")
exp2 = row(
    "exp2", lambda a: math.pow(2.0, a), lambda out, a: (out * _LOG_2,),
    array="exp2", latex="2^{{{:0}}}", javascript="Math.pow(2, {0})",
)
log: Op = row(
    "log", math.log, lambda out, a: (1 / a,), array="log", domain=POSITIVE, latex=r"\log\left({:0}\right)",
)
log1p = row(
    "log1p", math.log1p, lambda out, a: (1 / (1 + a),), array="log1p", domain=Interval(low=-1.0),
)
log2 = row(
    "log2", math.log2, lambda out, a: (1 / _LOG_2 / a,), shown=lambda out, a: (1 / (_LOG_2 * a),),
    array="log2", domain=POSITIVE, latex=r"\log_{{2}}\left({:0}\right)",
)
log10 = row(
    "log10", math.log10, lambda out, a: (1 / _LOG_10 / a,), shown=lambda out, a: (1 / (_LOG_10 * a),),
    array="log10", domain=POSITIVE, latex=r"\log_{{10}}\left({:0}\right)",
)


def _times_log_array(a: Any, b: Any) -> Any:
    xp = namespace(a, b)
    with quiet(xp):
        return xp.where(a == 0, 0.0, a * xp.log(b))


times_log: Op = row(
    "times_log", lambda a, b: 0.0 if a == 0 and b == b else a * math.log(b), lambda out, a, b: (log(b), a / b),
    array=_times_log_array, domain=(REAL, POSITIVE), text="{:2}·log({:0})",
    latex=r"{:2} \cdot \log\left({:0}\right)", binding=PRODUCT, javascript="({0} === 0 ? 0 : {0} * Math.log({1}))",
    convention="0·log(b) is 0 for every b, 0 included",
)
# fmt: on
