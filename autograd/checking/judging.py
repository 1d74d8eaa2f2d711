"""Whether a slope that is claimed agrees with differences, disagrees, or cannot be measured by them."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import NamedTuple

from autograd.checking.differences import EPSILON, Differences, Measured
from autograd.checking.extrapolation import SURE, Slope
from autograd.errors import ChainruleError, VanishingWarning
from autograd.notation import number

#: A slope is measured if its error is at most this part of it: then a rule that is wrong by a thousandth is found.
MEASURED = 1e-4
#: A slope this small against those around it counts as 0, as differences are no better; and one this small is 0 but for
#: the rounding of the point itself: at π, that of the cosine.
VANISHING, ROUNDED = 1e-10, 64 * EPSILON
_COUNTED_AS_0 = (
    "gradcheck counts a slope of {claimed} as 0: it is less than 1e-10 of the slopes around it, {around}, and "
    "differences of values do not tell it from 0"
)


class Tolerances(NamedTuple):
    """How far a gradient may be from the slope: this part of it, or this much."""

    relative: float
    absolute: float


def judge(
    claimed: float,
    differences: Differences,
    tolerances: Tolerances,
    sharpen: Callable[[], float] | None = None,
) -> tuple[float, Measured] | None:
    """None if a slope agrees with differences; else how many times further off it is than allowed, and what they gave.

    0 times: differences do not tell.
    """
    verdict: tuple[float, Measured] | None = None
    for search in (differences.near(), differences.far()):
        for power in search:
            differences.look(power)
            measured = differences.measured()
            if measured.slope and sharpen:
                measured = measured._replace(slope=_sharpened(measured.slope, claimed, tolerances, sharpen))
            excess = _excess(claimed, measured, tolerances, differences)
            if excess is not None and excess <= 1:
                return None
            verdict = (excess or 0.0, measured)
        if verdict and (verdict[0] or verdict[1].kink or verdict[1].jump):
            break  # shorter steps did not help, and longer ones are not to be believed
    return verdict


def _excess(claimed: float, measured: Measured, tolerances: Tolerances, differences: Differences) -> float | None:
    """How many times further off than allowed a slope is; None if this was not measured."""
    if measured.kink and measured.left and measured.right:
        low, high = sorted((measured.left, measured.right))
        outside = max(low.value - claimed, claimed - high.value)
        doubt = SURE * (low.error + high.error) + tolerances.relative * abs(claimed) + tolerances.absolute
        return 1 + outside / doubt if outside > doubt else None
    slope = measured.slope
    if slope is None or measured.jump:
        return None
    off, size = abs(claimed - slope.value), max(abs(claimed), abs(slope.value))
    if off + slope.error <= tolerances.absolute:
        return 0.0
    if size + slope.error <= VANISHING * slope.around:
        if abs(claimed) > ROUNDED * slope.around and slope.error > MEASURED * size:
            warnings.warn(
                _COUNTED_AS_0.format(claimed=number(claimed, 3), around=number(slope.around, 3)),
                VanishingWarning,
                stacklevel=2,
            )
        return 0.0
    if measured.flat and abs(slope.value) <= SURE * slope.error:  # flat, or rounded to be so
        if not claimed:
            return None if differences.creeps() else 0.0
        if differences.looks_like(claimed):
            return None
    allowed = tolerances.relative * size + tolerances.absolute + SURE * slope.error
    certain = abs(slope.value) if slope.rough else size
    if slope.error <= MEASURED * certain or (off > allowed and slope.error < 0.1 * min(off, certain)):
        return off / allowed if off else 0.0
    return None


def _sharpened(slope: Slope, claimed: float, tolerances: Tolerances, complex_slope: Callable[[], float]) -> Slope:
    """The slope by a complex step, where differences are too rough, and bear it out.

    They must: abs() of a complex number, say, has another derivative.
    """
    if SURE * slope.error <= tolerances.relative * abs(slope.value) or slope.error > 0.01 * abs(slope.value):
        return slope
    try:
        sharper = complex_slope()
    except (ChainruleError, TypeError, AttributeError, ValueError, ArithmeticError):
        return slope  # not a function of complex numbers
    if abs(sharper - slope.value) <= SURE * slope.error:
        return slope._replace(value=sharper, error=SURE * EPSILON * abs(sharper))
    return slope
