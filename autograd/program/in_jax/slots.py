"""What a lowered program has computed so far, and how an operand is cut out of it.

A program of NumPy's writes into buffers. Here every group is an array of its own, which is never changed: an operand is
one of them, a slice of one, or is put together of several. How it is cut matters for the way back: the transpose of a
slice adds to a whole array of zeros, that of taking an array apart puts it together, and that of a gathered operand
scatters, which a processor does number by number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy

from autograd.program.plan import Indices

#: So many rows that lie irregularly in one array are taken out one by one; more are gathered.
FEW_ROWS = 32


class Slots:
    """Arrays, each of some slots in a row, in order."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._arrays: list[Any] = []
        self._apart: dict[int, Any] = {}

    def hold(self, first: int, array: Any) -> None:
        """Keep the array of the slots from `first` on, which lie behind all others."""
        if len(array):
            self._starts.append(first)
            self._arrays.append(array)

    def read(self, slots: Indices) -> Any:
        """The numbers of these slots, a row for each; a single row, if all of them are the same."""
        import jax.numpy as jnp

        if (slots == slots[0]).all():
            slots = slots[:1]
        parts = [part for place, within in self._runs(slots) for part in self._cut(place, within)]
        return parts[0] if len(parts) == 1 else jnp.concatenate(parts)

    def is_gathered(self, slots: Indices) -> bool:
        """Whether these slots lie here and there: in nearly as many arrays, or irregularly in one, but few of them."""
        if (slots == slots[0]).all():
            return False
        runs = self._runs(slots)
        if len(runs) > 1:
            return 2 * len(runs) > len(slots)
        ((number, within),) = runs
        steps = numpy.diff(within)
        regular = len(self._arrays[number]) == 1 or (steps[0] > 0 and (steps == steps[0]).all())
        return not regular and len(slots) <= FEW_ROWS

    def matrix(self, slots: Indices) -> Any:
        """Uniform numbers as a matrix: seen as one where they lie evenly in an array, as weights do."""
        down, across = slots.shape
        runs = self._runs(slots.ravel())
        if len(runs) > 1:
            return self.read(slots.ravel())[:, 0].reshape(down, across)
        place, within = runs[0]
        array, within = self._arrays[place][:, 0], within.reshape(down, across)
        view = _evenly(array, within)
        if view is None and (turned := _evenly(array, within.T)) is not None:
            view = turned.T
        return array[within] if view is None else view

    def _runs(self, slots: Indices) -> list[tuple[int, Indices]]:
        """The slots as (number of the array, places within it), for each run of slots in the same array."""
        numbers = numpy.searchsorted(self._starts, slots, side="right") - 1
        within = slots - numpy.asarray(self._starts)[numbers]
        ends = numpy.flatnonzero(numpy.diff(numbers)) + 1
        firsts = [0, *ends.tolist()]
        return [(int(numbers[first]), part) for first, part in zip(firsts, numpy.split(within, ends), strict=True)]

    def _cut(self, number: int, within: Indices) -> Sequence[Any]:
        """Rows of one array, as arrays to be put together."""
        import jax.numpy as jnp
        from jax import lax

        array, count = self._arrays[number], len(within)
        if len(array) == 1:
            return [array] if count == 1 else [jnp.broadcast_to(array, (count, array.shape[1]))]
        first, step = int(within[0]), int(within[1] - within[0]) if count > 1 else 1
        if count > 1 and step > 0 and (numpy.diff(within) == step).all():
            whole = step == 1 and count == len(array)
            return [array if whole else array[first : first + step * (count - 1) + 1 : step]]
        if count <= FEW_ROWS and array.shape[1] > 1:
            if number not in self._apart:
                self._apart[number] = lax.split(array, [1] * len(array))
            return [self._apart[number][place] for place in within.tolist()]
        # What comes back may be the same for all rows: XLA would scatter that while it compiles, which takes minutes.
        return [lax.optimization_barrier(array[within])]


def _evenly(array: Any, places: Indices) -> Any | None:
    """The numbers at these places (K, M) as a matrix, if its rows follow each other at even distances."""
    import jax.numpy as jnp

    count, width = places.shape
    first = int(places[0, 0])
    distance = int(places[1, 0]) - first if count > 1 else width
    even = first + distance * numpy.arange(count)[:, None] + numpy.arange(width)
    if distance < width or not numpy.array_equal(places, even):
        return None
    here = array[first : first + count * distance]
    if len(here) < count * distance:  # the array ends before the last distance does
        here = jnp.pad(here, (0, count * distance - len(here)))
    return here.reshape(count, distance)[:, :width]
