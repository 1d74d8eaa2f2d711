"""Parameters and gradients as vectors, with an entry for each parameter in order."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from autograd import Value
from autograd.at_once import at_once, setting_data
from autograd.language import say

if TYPE_CHECKING:
    import numpy
    from numpy.typing import ArrayLike, NDArray

    Vector = NDArray[numpy.float64]


def gather(parameters: Sequence[Value]) -> Vector:
    """The parameters' numbers as one vector, an entry for each.

    >>> gather([Value(1.0), Value(-2.0)])
    array([ 1., -2.])
    """
    import numpy

    return numpy.array([parameter.data for parameter in parameters], dtype=float)


def scatter(vector: Vector, parameters: Sequence[Value]) -> None:
    """Write a vector, an entry for each parameter, back into their `data`: into all of them, whatever interrupts.

    >>> import numpy
    >>> w = Value(1.0)
    >>> scatter(numpy.array([0.5]), [w])
    >>> w.data
    0.5
    """
    at_once(scattering(vector, parameters))


def scattering(vector: Vector, parameters: Sequence[Value]) -> Iterator[None]:
    """`scatter` as one of the changes that are made `at_once`."""
    if len(vector) != len(parameters):
        raise ValueError(
            say("{vector} numbers for {parameters} parameters", vector=len(vector), parameters=len(parameters))
        )
    return setting_data(parameters, vector.tolist())


def all_finite(vector: Vector) -> bool:
    """Whether every entry is finite: in one go if the sum of squares is, else one by one. May overflow on the way.

    >>> import numpy
    >>> all_finite(numpy.array([1.0, -2.0])), all_finite(numpy.array([1.0, numpy.nan]))
    (True, False)
    """
    return math.isfinite(vector.dot(vector)) or all(map(math.isfinite, vector.tolist()))


def clip_by_value(gradient: ArrayLike, largest: float) -> Vector:
    """The gradient with each entry beyond ±largest set to it: min(max(g, -largest), largest). May change the direction.

    >>> clip_by_value([3.0, -0.5, -4.0], 1.0)
    array([ 1. , -0.5, -1. ])
    """
    import numpy

    clipped: Vector = numpy.clip(numpy.asarray(gradient, dtype=float), -largest, largest)
    return clipped


def clip_by_norm(gradient: ArrayLike, longest: float) -> Vector:
    """g · min(1, longest / ‖g‖): a gradient longer than `longest` is shortened to it, and keeps its direction.

    R. Pascanu et al., On the difficulty of training recurrent neural networks, ICML 2013, algorithm 1.

    >>> clip_by_norm([3.0, 4.0], 1.0)
    array([0.6, 0.8])
    """
    import numpy

    g: Vector = numpy.asarray(gradient, dtype=float)
    norm = math.hypot(*g.tolist())
    return g * (longest / norm) if norm > longest else g


def quotient(numerator: Vector, denominator: Vector) -> Vector:
    """numerator / denominator; 0 where the denominator is 0: without an eps, where no gradient has come yet.

    >>> import numpy
    >>> quotient(numpy.array([1.0, 0.0]), numpy.array([4.0, 0.0]))
    array([0.25, 0.  ])
    """
    import numpy

    return numpy.divide(numerator, denominator, out=numpy.zeros_like(numerator), where=denominator != 0)
