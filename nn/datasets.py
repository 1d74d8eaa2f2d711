"""Small data sets: X of shape (rows, features) and Y of shape (rows,), as NumPy arrays.

The random ones are drawn from a `numpy.random.Generator` of their own: with the same seed they are the same each time,
and NumPy's global random state is neither read nor changed. The seed None draws anew each time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from autograd import OperandError
from autograd.language import say
from nn.arguments import BETWEEN_0_AND_1, NOT_NEGATIVE, POSITIVE, number_in, whole_number
from nn.errors import MissingPackageError

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Floats = NDArray[numpy.float64]
    Integers = NDArray[numpy.int64]


#: A data set of more points than this would not fit into the memory of most machines.
MOST_POINTS = 10**9


def xor() -> tuple[Floats, Floats]:
    """The four points of exclusive or: X (4, 2) of 0 and 1, Y (4,) of 0 and 1.

    >>> X, Y = xor()
    >>> X.tolist(), Y.tolist()
    ([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0.0, 1.0, 1.0, 0.0])
    """
    import numpy

    return numpy.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), numpy.array([0.0, 1.0, 1.0, 0.0])


def moons(n: int = 100, noise: float = 0.1, seed: int | None = 0) -> tuple[Floats, Floats]:
    """Two half circles that reach into each other: X (n, 2), Y (n,) of -1 (upper) and 1 (lower), in random order.

    The upper one is (cos a, sin a), the lower one (1 - cos a, ½ - sin a), a from 0 to π in equal steps, as in
    scikit-learn's make_moons. `noise` is the standard deviation of what is added to both coordinates.

    Raises `OperandError` for n below 2 and for a negative noise.

    >>> X, Y = moons(100, noise=0.1, seed=0)
    >>> X.shape, int((Y == 1).sum())
    ((100, 2), 50)
    """
    import numpy

    def half(count: int, lower: bool) -> tuple[Any, Any]:
        angle = numpy.linspace(0.0, math.pi, count)
        x, y = numpy.cos(angle), numpy.sin(angle)
        return (1.0 - x, 0.5 - y) if lower else (x, y)

    return _two_classes("moons", half, n, noise, seed)


def circles(n: int = 100, noise: float = 0.1, seed: int | None = 0, factor: float = 0.5) -> tuple[Floats, Floats]:
    """A circle in a circle: X (n, 2), Y (n,) of -1 (outer, radius 1) and 1 (inner, radius `factor`), in random order.

    `noise` is the standard deviation of what is added to both coordinates.

    Raises `OperandError` for n below 2, for a negative noise, and for a factor that is not between 0 and 1.

    >>> X, Y = circles(100, noise=0)
    >>> (X[Y == 1] ** 2).sum(axis=1).round(9).max()
    np.float64(0.25)
    """
    import numpy

    factor = number_in("circles: factor", factor, BETWEEN_0_AND_1, OperandError)

    def ring(count: int, inner: bool) -> tuple[Any, Any]:
        angle = numpy.linspace(0.0, 2.0 * math.pi, count, endpoint=False)
        radius = factor if inner else 1.0
        return radius * numpy.cos(angle), radius * numpy.sin(angle)

    return _two_classes("circles", ring, n, noise, seed)


def spirals(n: int = 100, noise: float = 0.02, seed: int | None = 0, turns: float = 1.5) -> tuple[Floats, Floats]:
    """Two spirals around each other: X (n, 2), Y (n,) of -1 and 1, in random order.

    One is (r cos a, r sin a), the angle a = 2π·turns·r, r from near 0 to 1; the other is its mirror image at the
    origin. `noise` is the standard deviation of what is added to both coordinates.

    Raises `OperandError` for n below 2, for a negative noise, and for turns that are not positive.

    >>> X, Y = spirals(200, noise=0)
    >>> X.shape, (X**2).sum(axis=1).round(9).max()
    ((200, 2), np.float64(1.0))
    """
    import numpy

    turns = number_in("spirals: turns", turns, POSITIVE, OperandError)

    def arm(count: int, mirrored: bool) -> tuple[Any, Any]:
        radius = numpy.linspace(0.1, 1.0, count) if count > 1 else numpy.ones(1)
        angle = 2.0 * math.pi * turns * radius
        sign = -1.0 if mirrored else 1.0
        return sign * radius * numpy.cos(angle), sign * radius * numpy.sin(angle)

    return _two_classes("spirals", arm, n, noise, seed)


def digits() -> tuple[Floats, Integers]:
    """Handwritten digits, 8x8 pixels each: X (1797, 64), rows of pixels from 0 (white) to 1, Y (1797,), labels 0 to 9.

    They come with scikit-learn, which has them from the UCI repository (E. Alpaydin and C. Kaynak, Optical Recognition
    of Handwritten Digits, 1998); nothing is downloaded.

    Raises `MissingPackageError` without scikit-learn.
    """
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        raise MissingPackageError(say("digits come with scikit-learn: pip install 'chainrule[digits]'")) from None
    import numpy

    pixels, labels = load_digits(return_X_y=True)
    return numpy.asarray(pixels, dtype=numpy.float64) / 16.0, numpy.asarray(labels, dtype=numpy.int64)


def _two_classes(
    name: str, curve: Callable[[int, bool], tuple[Any, Any]], n: Any, noise: Any, seed: int | None
) -> tuple[Floats, Floats]:
    """⌈n/2⌉ points of curve(…, False), labelled -1, and the rest of curve(…, True), labelled 1; mixed, with noise."""
    import numpy

    n = whole_number(f"{name}: n, the number of points,", n, low=2, error=OperandError, high=MOST_POINTS)
    noise = number_in(f"{name}: noise", noise, NOT_NEGATIVE, OperandError)
    if seed is not None:
        seed = whole_number(f"{name}: seed", seed, low=0, error=OperandError, high=math.inf)
    random = numpy.random.Generator(numpy.random.PCG64(seed))
    first = n - n // 2
    points = numpy.concatenate(
        [numpy.column_stack(curve(n - first if second else first, second)) for second in (False, True)]
    )
    labels = numpy.where(numpy.arange(n) < first, -1.0, 1.0)
    order = random.permutation(n)
    return points[order] + random.normal(0.0, noise, (n, 2)), labels[order]
