"""What array forms share: the namespace of their arguments, and squares to more digits than a float has.

An array form calls functions of the namespace its argument names (`__array_namespace__`), so the same row runs on
NumPy's arrays and on those of any library that follows the array API standard. NumPy's own arrays name theirs from
version 2 on; before, what names none is NumPy's.
"""

from __future__ import annotations

import math

TYPE_CHECKING = False
if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from typing import Any


def namespace(*arrays: Any) -> Any:
    """The module whose functions take these arrays."""
    for array in arrays:
        own = getattr(array, "__array_namespace__", None)
        if own is not None:
            return own()
    import numpy

    return numpy


def quiet(xp: Any) -> AbstractContextManager[Any]:
    """A context in which NumPy does not warn of entries that are replaced anyway; other libraries do not warn."""
    if (errstate := getattr(xp, "errstate", None)) is None:
        from contextlib import nullcontext

        return nullcontext()
    quietly: AbstractContextManager[Any] = errstate(invalid="ignore", over="ignore", divide="ignore")
    return quietly


def any_undefined(array: Any) -> bool:
    """Whether there is a NaN: seldom, and quickly found out where there is none, by the sum of the squares."""
    flat = array.reshape(-1)
    if hasattr(flat, "dot") and math.isfinite(flat.dot(flat)):
        return False
    xp = namespace(array)
    return bool(xp.any(xp.isnan(array)))


def rounding_of_product(a: Any, b: Any, product: Any) -> Any:
    """a·b minus the float `product` it was rounded to, exactly (T. J. Dekker 1971). On floats and on arrays.

    >>> 0.1 * 0.1, rounding_of_product(0.1, 0.1, 0.1 * 0.1)
    (0.010000000000000002, -8.326672684688674e-19)
    """
    a_high, a_low = _halves(a)
    b_high, b_low = _halves(b)
    return ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


def _halves(a: Any) -> tuple[Any, Any]:
    """`a` as a sum of two floats of half the digits each."""
    spread = (4097.0 if getattr(a, "dtype", float) == "float32" else 134217729.0) * a  # 2¹² + 1, or 2²⁷ + 1
    high = spread - (spread - a)
    return high, a - high
