"""Sums, products, quotients. `-` and `/` are rows of their own, so that a drawing shows what was typed."""

from __future__ import annotations

import operator

from autograd.notation import PRODUCT, SUM
from autograd.operation import NONZERO, REAL, Op
from autograd.ops.arrays import namespace, quiet
from autograd.ops.table import row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


# fmt: off

add = row(
    "add", operator.add, lambda out, a, b: (1.0, 1.0), array="add", text="{:1} + {:2}", binding=SUM
)
subtract = row(
    "subtract", operator.sub, lambda out, a, b: (1.0, -1.0), array="subtract", text="{:1} - {:2}", binding=SUM
)
multiply = row(
    "multiply", operator.mul, lambda out, a, b: (b, a),
    array="multiply", text="{:2}·{:2}", latex=r"{:2} \cdot {:2}", binding=PRODUCT,
)
divide = row(
    "divide", operator.truediv, lambda out, a, b: (1 / b, -out / b),
    array="divide", domain=(REAL, NONZERO), text="{:2} / {:3}", latex=r"\frac{{{:0}}}{{{:0}}}", binding=PRODUCT,
)
negate = row("negate", operator.neg, lambda out, a: (-1.0,), array="negative", text="-{:2}", binding=SUM)
identity = row("identity", operator.pos, lambda out, a: (1.0,), array="positive", text="{:4}")
stop_gradient = row(
    "stop_gradient", operator.pos, lambda out, a: (0.0,), array="positive",
    latex=r"\mathrm{{stop\_gradient}}({:0})", javascript="{0}",
    convention="the number itself, with derivative 0 everywhere",
)


def _weighted_array(weight: Any, a: Any) -> Any:
    xp = namespace(weight, a)
    with quiet(xp):
        return xp.where(weight == 0, 0.0, weight * a)


# A term of a mean: what has the weight 0 does not count, were it infinite (the limit of t·log t at 0).
weighted: Op = row(
    "weighted", lambda weight, a: 0.0 if weight == 0 else weight * a, lambda out, weight, a: (a, weight),
    array=_weighted_array, text="{:2}·{:2}", latex=r"{:2} \cdot {:2}", binding=PRODUCT,
    javascript="({0} === 0 ? 0 : {0} * {1})",
    convention="0 where the weight is 0, even if the other factor is infinite",
)
# fmt: on
