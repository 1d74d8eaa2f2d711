"""The room in which a program computes."""

from __future__ import annotations

from copy import copy
from math import isfinite

import numpy

from autograd.program.rules import Array


class Space:
    """Slots of one kind with room for their values and their adjoints: one row of numbers per slot.

    `adjoints` is the number of these in a row, if it is another than that of the values. `dtype`: float, or float32.
    """

    def __init__(self, slots: int, rows: int, adjoints: int | None = None, dtype: type = float) -> None:
        self.values: Array = numpy.zeros((slots, rows), dtype)
        self.flat = self.values.reshape(-1)  # the same numbers
        self.adjoints: Array = numpy.zeros((slots, rows if adjoints is None else adjoints), dtype)
        self.reached = numpy.zeros(slots, dtype=bool)  # which adjoints the steps made so far contribute to

    def beside(self) -> Space:
        """Another space with the same values and adjoints of its own, for another thread."""
        other = copy(self)
        other.adjoints, other.reached = numpy.zeros_like(self.adjoints), numpy.zeros_like(self.reached)
        return other

    @property
    def bytes(self) -> int:
        """What the values and the adjoints take."""
        return self.values.nbytes + self.adjoints.nbytes


def all_finite(array: Array) -> bool:
    """Whether all numbers are finite. The sum of their squares tells, unless it is too large itself."""
    flat = array if array.ndim == 1 else array.reshape(-1)
    return isfinite(flat.dot(flat)) or numpy.count_nonzero(numpy.isfinite(flat)) == len(flat)  # faster than all()
