"""Steps: signs, comparisons, and what rounds. Their derivative is 0 wherever there is one.

At the jumps there is none, and 0 is the convention.
"""

from __future__ import annotations

import math

from autograd.notation import SUM, Written
from autograd.operation import NONZERO, REAL, Op
from autograd.ops.arrays import any_undefined, namespace
from autograd.ops.table import row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def _step_array(a: Any, out: Any = None) -> Any:
    mask = a > 0
    if out is None:
        return mask * 1.0
    out[...] = mask
    return out


def _sign(a: float) -> float:
    return float((a > 0) - (a < 0)) if a == a else a


def _compared(a: float, b: float) -> float:
    return float((a > b) - (a < b)) if a == a and b == b else math.nan


def _compared_array(a: Any, b: Any, out: Any = None) -> Any:
    xp = namespace(a, b)
    if out is None:
        return xp.where((a == a) & (b == b), (a > b) * 1.0 - (a < b) * 1.0, math.nan)
    xp.sign(xp.subtract(a, b, out=out), out=out)  # 0 for equal numbers only: floats go down to the smallest difference
    if any_undefined(out):  # infinities are compared too
        out[...] = _compared_array(a, b)
    return out


def _whole(rounded: Callable[[float], int]) -> Callable[[float], float]:
    """A rounding of Python's, which gives whole numbers, for floats: ±∞ and NaN stay as they are."""
    return lambda a: float(rounded(a)) if a - a == 0 else a


def _rounded(a: float, digits: float) -> float:
    """As Python's round: a tie goes to the even neighbour, and digits are counted in the exact decimal expansion."""
    return float(round(a, int(digits))) if a - a == 0 else a


def _rounded_array(a: Any, digits: Any) -> Any:
    xp = namespace(a, digits)
    if not hasattr(digits, "shape") and digits == 0:
        return xp.round(a)
    import numpy

    return xp.asarray(numpy.vectorize(_rounded, otypes=[float])(a, digits))


def _write_rounded(a: Written, digits: Written) -> str:
    return f"round({a.text})" if digits.text == "0" else f"round({a.text}, {digits.text})"


def _latex_rounded(a: Written, digits: Written) -> str:
    return (
        rf"\mathrm{{round}}\left({a.text}\right)" if digits.text == "0" else rf"\mathrm{{{_write_rounded(a, digits)}}}"
    )


def _javascript_rounded(a: str, digits: str) -> str:
    """toFixed rounds exactly, but ties away from zero; of a power of ten, the multiples are rounded."""
    return f"""((x, d) => {{
 if (!isFinite(x) || Math.abs(x) >= 1e21) return x;
 const size = Math.abs(x), ten = 10 ** Math.abs(d);
 if (d < 0) {{
 const r = Math.round(size / ten); return Math.sign(x) * ten * (size / ten % 1 === 0.5 && r % 2 ? r - 1 : r);
 }}
 const s = size.toFixed(d), tie = /^50*$/.test(size.toFixed(100).split(".")[1].slice(d));
 return Math.sign(x) * Number(tie && s.at(-1) % 2 ? (s - 1 / ten).toFixed(d) : s);
 }})({a}, {digits})""".replace("\n", "")


def _defined(operation: Callable[[float, float], float]) -> Callable[[float, float], float]:
    """`operation`, with an error where it gives NaN for numbers: of the remainder of an infinite number."""

    def forward(a: float, b: float) -> float:
        out = operation(a, b)
        if out != out and a == a and b == b:
            raise ValueError
        return out

    return forward


def _remainder(a: str, b: str) -> str:
    return f"((r, b) => r && (r < 0) !== (b < 0) ? r + b : r)({a} % {b}, {b})"


# fmt: off
sign = row(
    "sign", _sign, lambda out, a: (0.0,), array="sign", domain=NONZERO, javascript="Math.sign({0})",
    convention="sign(0) = 0, and sign' = 0 at 0", jump=lambda a: a == 0,
)
step = row(
    "step", lambda a: 1.0 if a > 0 else 0.0, lambda out, a: (0.0,),
    array=_step_array, domain=NONZERO, text="[{:0} > 0]", latex="[{:0} > 0]", javascript="+({0} > 0)",
    convention="step(0) = 0, and step' = 0 at 0", jump=lambda a: a == 0,
)
compared = row(
    "compared", _compared, lambda out, a, b: (0.0, 0.0),
    array=_compared_array, text="sign({:1} - {:2})", latex=r"\mathrm{{sign}}({:1} - {:2})",
    javascript="+({0} > {1}) - ({0} < {1})", convention="0 for two equal numbers, infinite ones included",
    jump=lambda a, b: a == b,
)
copysign: Op = row(
    "copysign", math.copysign, lambda out, a, b: (copysign(1.0, b) * sign(a), 0.0),
    array="copysign", domain=NONZERO,
    javascript="(({1} < 0 || Object.is({1}, -0)) ? -Math.abs({0}) : Math.abs({0}))",
    convention="∂/∂a is 0 at a = 0, and ∂/∂b is 0 at b = 0",
)
floor = row(
    "floor", _whole(math.floor), lambda out, a: (0.0,), array="floor",
    latex=r"\left\lfloor {:0} \right\rfloor", javascript="Math.floor({0})",
    convention="floor' = 0, at whole numbers too",
)
ceil = row(
    "ceil", _whole(math.ceil), lambda out, a: (0.0,), array="ceil",
    latex=r"\left\lceil {:0} \right\rceil", javascript="Math.ceil({0})",
    convention="ceil' = 0, at whole numbers too",
)
rounded = row(
    "rounded", _rounded, lambda out, a, digits: (0.0, 0.0), array=_rounded_array, fixed=(1,), defaults=(0.0,),
    text=_write_rounded, latex=_latex_rounded, javascript=_javascript_rounded,
    convention="a tie goes to the even neighbour, as in Python; rounded' = 0, at the jumps too",
)
floor_divide: Op = row(
    "floor_divide", _defined(lambda a, b: a // b), lambda out, a, b: (0.0, 0.0),
    array="floor_divide", domain=(REAL, NONZERO), text="{:2} // {:3}",
    latex=r"\left\lfloor \frac{{{:0}}}{{{:0}}} \right\rfloor", binding=SUM,  # -(a // b) is not -a // b
    javascript=lambda a, b: f"Math.round(({a} - {_remainder(a, b)}) / {b})",
    convention="both partials are 0, at the jumps too",
)
mod = row(
    "mod", _defined(lambda a, b: a % b), lambda out, a, b: (1.0, -floor_divide(a, b)),
    array="remainder", domain=(REAL, NONZERO), text="{:2} % {:3}", latex=r"{:2} \; \mathrm{{mod}} \; {:3}",
    binding=SUM, javascript=_remainder,  # nor is -(a % b) what -a % b is
    convention="Python's %: the sign is the divisor's; ∂/∂a = 1 and ∂/∂b = -⌊a/b⌋, at the jumps too",
)
# fmt: on

#: How far apart the jumps are of rows that jump again and again. Where floats lie further apart, no value shows any.
PIECES: dict[Op, Callable[..., float]] = {
    floor: lambda a: 1.0,
    ceil: lambda a: 1.0,
    rounded: lambda a, digits: math.pow(10.0, -min(max(digits, -300.0), 300.0)),
    floor_divide: lambda a, b: abs(b),
    mod: lambda a, b: abs(b),
}
