"""Powers and roots.

Two rows for powers, as in a table of derivatives: aⁿ with a constant exponent exists for negative a too (n whole), and
nothing flows into n; aᵇ with a variable exponent is differentiable in b for positive a only.
"""

from __future__ import annotations

import math

from autograd.notation import ATOM, POWER, Written, superscript
from autograd.operation import NONZERO, POSITIVE, REAL, Op
from autograd.ops.arithmetic import weighted
from autograd.ops.arrays import namespace, rounding_of_product
from autograd.ops.exponentials import log, times_log
from autograd.ops.table import row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _power(a: float, n: float) -> float:
    """aⁿ as math.pow has it, but 0 to a negative power divides by zero, as with Python's **."""
    try:
        return math.pow(a, n)
    except ValueError:
        if a == 0:
            raise ZeroDivisionError from None
        raise


def _written_power(out: Any, a: Any, n: float) -> tuple[Any, ...]:
    """n·aⁿ⁻¹, also at a = 0. The exponent is part of the operation, so nothing flows into it."""
    return (0.0 if n == 0 else 1.0 if n == 1 else 2 * a if n == 2 else n * a ** (n - 1)), 0.0


def _lowered_power(out: Any, a: Any, n: float) -> tuple[Any, ...]:
    """n·aⁿ⁻¹ as it is written, and where n - 1 is no float, times the factor that its rounding leaves out.

    That factor, a to the power of the rounding, is the 1 + 3e-14 that 0.1·a⁻⁰·⁹ would be wrong by at a = 1e300. There
    is none for exponents from ½ on, for whole ones, and for those with few binary digits.
    """
    if n < 0.5 and n % 1 != 0:
        lost = n - ((n - 1) + 1)
        if lost:
            return n * a ** (n - 1) * (1 + lost * log(a)), 0.0
    return _written_power(out, a, n)


def _power_array(a: Any, n: Any, out: Any = None) -> Any:
    xp = namespace(a)
    to = {} if out is None else {"out": out}
    return xp.square(a, **to) if type(n) is float and n == 2 else xp.power(a, n, **to)


def _write_power(base: Written, exponent: Written) -> str:
    whole = exponent.text.lstrip("-").isdigit()
    return f"{base:{ATOM}}" + superscript(exponent.text) if whole else f"{base:{ATOM}}**{exponent:{POWER}}"


def _exponential_partials(out: Any, a: Any, b: Any) -> tuple[Any, ...]:
    """b·aᵇ⁻¹ and aᵇ·log a, with the same care; at a = 0 the second is 0, as aᵇ is 0 for every b > 0."""
    lowered = b - 1
    return weighted(b, exponential(a, lowered) * (1 + times_log(b - (lowered + 1), a))), times_log(out, a)


def _cbrt(a: float) -> float:
    """∛a: a power of ⅓, and a step of Newton's method with its residual computed exactly."""
    if a == 0 or a - a != 0:
        return a
    mantissa, exponent = math.frexp(abs(a))
    shift = exponent % 3
    mantissa = math.ldexp(mantissa, shift)
    root = math.pow(mantissa, 1 / 3)
    square = root * root
    cube = square * root
    lost = rounding_of_product(square, root, cube) + rounding_of_product(root, root, square) * root
    root -= ((cube - mantissa) + lost) / (3 * square)
    return math.copysign(math.ldexp(root, (exponent - shift) // 3), a)


# fmt: off
power = row(
    "power", _power, _lowered_power, shown=_written_power,
    array=_power_array, fixed=(1,), text=_write_power, latex="{:4}^{{{:0}}}", binding=POWER,
    javascript="Math.pow({0}, {1})",
    convention="a⁰ is 1, with derivative 0, at a = 0 too",
)
exponential: Op = row(
    "exponential", _power, _exponential_partials, shown=lambda out, a, b: (b * a ** (b - 1), out * log(a)),
    array="power", domain=(POSITIVE, REAL), text="{:4}**{:3}", latex="{:4}^{{{:0}}}", binding=POWER,
    javascript="Math.pow({0}, {1})",
    convention="0ᵇ has the partials 0 and 0 for b > 1; by the exponent there is none where a < 0, or a = b = 0",
)
sqrt = row("sqrt", math.sqrt, lambda out, a: (0.5 / out,), array="sqrt", domain=POSITIVE, latex=r"\sqrt{{{:0}}}")
cbrt = row(
    "cbrt", _cbrt, lambda out, a: (1 / (3 * out**2),),
    array="cbrt", domain=NONZERO, latex=r"\sqrt[3]{{{:0}}}", javascript="Math.cbrt({0})",
)
# fmt: on
