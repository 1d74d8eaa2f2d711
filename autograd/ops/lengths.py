"""Lengths: the sides of right triangles, without overflow on the way.

At a length of 0 the partials are 0, as |x|' is 0 at 0: of all slopes there (the subgradients) the shortest.
"""

from __future__ import annotations

import math

from autograd.notation import PRODUCT
from autograd.operation import NONZERO, REAL, Interval, Op
from autograd.ops.arrays import namespace, quiet
from autograd.ops.table import row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


def _component_array(a: Any, length: Any, out: Any = None) -> Any:
    xp = namespace(a, length)
    zero = length == 0
    if out is not None:
        xp.divide(a, length, out=out)
        if xp.any(zero):
            xp.copyto(out, 0.0, where=zero)
        return out
    return xp.where(zero, 0.0, a / xp.where(zero, 1.0, length))


def _norm_array(stack: Any) -> Any:
    """√Σx², of numbers scaled so that the largest is 1 (a column of zeros, or an infinite one, is not scaled)."""
    xp = namespace(stack)
    largest = abs(stack).max(axis=0)
    scale = xp.where((largest > 0) & (largest < math.inf), largest, 1.0)
    scaled = stack / scale
    with quiet(xp):
        return scale * xp.sqrt((scaled * scaled).sum(axis=0))


def _component_partials(out: Any, a: Any, length: Any) -> tuple[Any, ...]:
    return 1 / length, -out / length


# fmt: off
component: Op = row(
    "component", lambda a, length: 0.0 if length == 0 and a == a else a / length, _component_partials,
    array=_component_array, domain=(REAL, NONZERO), text="{:2} / {:3}", latex=r"\frac{{{:0}}}{{{:0}}}",
    binding=PRODUCT, javascript="({1} === 0 ? 0 : {0} / {1})",
    convention="a part of a length of 0 is 0 of it",
)
hypot: Op = row(
    "hypot", math.hypot, lambda out, a, b: (component(a, out), component(b, out)), array="hypot",
    latex=r"\sqrt{{{:4}^{{2}} + {:4}^{{2}}}}", javascript="Math.hypot({0}, {1})",
    convention="both partials are 0 where both operands are 0",
)
length: Op = row(
    "norm", math.hypot, lambda out, *xs: tuple([component(x, out) for x in xs]), array=_norm_array, symmetric=True,
    latex=lambda *xs: rf"\left\|({', '.join(x.text for x in xs)})\right\|",
    javascript=lambda *xs: f"Math.hypot({', '.join(xs)})",
    convention="all partials are 0 where all operands are 0",
)

# √(1 - a²) and √(a² - 1): what the slopes of the inverse functions are made of. Factored, so that nothing cancels.
semicircle: Op = row(
    "semicircle", lambda a: math.sqrt((1 - a) * (1 + a)), lambda out, a: (-a / out,),
    array=lambda a: namespace(a).sqrt((1 - a) * (1 + a)), domain=Interval(-1.0, 1.0),
    text="sqrt(1 - {:4}²)", latex=r"\sqrt{{1 - {:4}^{{2}}}}", javascript="Math.sqrt((1 - {0}) * (1 + {0}))",
)
hyperbola: Op = row(
    "hyperbola", lambda a: math.sqrt(abs(a) - 1) * math.sqrt(abs(a) + 1), lambda out, a: (a / out,),
    array=lambda a: namespace(a).sqrt(abs(a) - 1) * namespace(a).sqrt(abs(a) + 1), domain=Interval(low=1.0),
    text="sqrt({:4}² - 1)", latex=r"\sqrt{{{:4}^{{2}} - 1}}",
    javascript="Math.sqrt(Math.abs({0}) - 1) * Math.sqrt(Math.abs({0}) + 1)",
)
# fmt: on


def norm(values: Iterable[Any]) -> Any:
    """The Euclidean length √Σx² of a sequence, as one operation. ∂/∂xᵢ = xᵢ / length, and 0 where the length is 0.

    It neither overflows nor underflows on the way:

    >>> norm([3.0, 4.0]), norm([1e200, 0.0]), norm([0.0, 0.0])
    (5.0, 1e+200, 0.0)
    """
    return length(*values)
