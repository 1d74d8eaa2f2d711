"""Bringing messages to the adjoints of operands.

The first message to arrive at an adjoint is written, the others are added: no buffer is ever filled with zeros first.
Which one is the first is known while the steps are made.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy

from autograd.program.plan import Indices
from autograd.program.rules import Array, Scratch, Step
from autograd.program.runs import cut, evenly, many
from autograd.program.space import Space, all_finite

#: A factor: a number, or an array with one for each slot or each entry.
Factor = float | Array
#: Makes the steps that compute messages into an array; and those that put right where nothing is to pass.
Compute = Callable[[Array], list[Step]]
Stops = Callable[[Array], list[Step]]


class Destination:
    """The adjoints of some slots, to which one row of messages each is brought: at once, or one after another."""

    def __init__(self, space: Space, slots: Indices) -> None:
        self.adjoints, self.slots = space.adjoints, slots
        self.reached = reached = space.reached[slots]
        where = evenly(slots)
        #: Where the messages can be added run by run: those of each run, its adjoints, and whether they are the first.
        self.parts: list[tuple[slice, Array, bool]] | None = None
        if where is not None and (reached.all() or not reached.any()):
            self.parts = [(slice(0, len(slots)), self.adjoints[where], not reached.any())]
        elif many(self.adjoints.shape[1]):
            self.parts = list(self._runs(space))
        space.reached[slots] = True

    def _runs(self, space: Space) -> list[tuple[slice, Array, bool]]:
        first = numpy.zeros(len(self.slots), dtype=bool)  # not those of a slot that is there before
        first[numpy.unique(self.slots, return_index=True)[1]] = True
        first &= ~self.reached
        parts = []
        for part, (where,) in cut([self.slots]):
            edges = numpy.flatnonzero(numpy.diff(first[part])) + 1 + part.start
            step = where.step
            for start, stop in zip([part.start, *edges.tolist()], [*edges.tolist(), part.stop], strict=True):
                low, high = int(self.slots[start]), int(self.slots[stop - 1]) + 1
                parts.append((slice(start, stop), self.adjoints[low:high:step], bool(first[start])))
        return parts

    @property
    def direct(self) -> Array | None:
        """The adjoints themselves, if the messages may be written there all at once."""
        if self.parts is not None and len(self.parts) == 1 and self.parts[0][2]:
            return self.parts[0][1]
        return None

    def steps(self, messages: Array, sign: int = 1) -> list[Step]:
        """Steps that bring the messages, (slots, rows), or their negatives."""
        if self.parts is None:
            return self._by_index(messages, sign)
        steps: list[Step] = []
        for part, adjoints, first in self.parts:
            here = messages[part]
            if first:
                steps.append(partial(numpy.copyto if sign > 0 else _negate, adjoints, here))
            else:
                steps.append(partial(numpy.add if sign > 0 else numpy.subtract, adjoints, here, adjoints))
        return steps

    def _by_index(self, messages: Array, sign: int) -> list[Step]:
        """Steps for slots here and there: those with several messages get their sum."""
        steps: list[Step] = []
        slots, order = self.slots, None
        starts = numpy.arange(0)
        if not self.reached.all() and self.reached.any():
            steps.append(partial(self.adjoints.__setitem__, slots[~self.reached], 0.0))
        if len(numpy.unique(slots)) < len(slots):
            order = numpy.argsort(slots, kind="stable")
            ordered = slots[order]
            starts = numpy.flatnonzero(numpy.r_[True, ordered[1:] != ordered[:-1]])
            slots = ordered[starts]
        first, adjoints = not self.reached.any(), self.adjoints

        def put() -> None:
            brought = messages if order is None else numpy.add.reduceat(messages[order], starts, axis=0)
            if first:
                adjoints[slots] = brought if sign > 0 else -brought
            elif sign > 0:
                adjoints[slots] += brought
            else:
                adjoints[slots] -= brought

        return [*steps, put]


def bring(destination: Destination, shape: tuple[int, ...], scratch: Scratch, compute: Compute) -> list[Step]:
    """Steps that compute messages and bring them: straight into the adjoints, where they are the first to arrive.

    `compute(out)` makes the steps that write the messages, of the given shape, into `out`.
    """
    if destination.direct is not None and (len(shape) == 2 or destination.direct.flags.c_contiguous):
        return compute(destination.direct.reshape(shape))
    messages = scratch.take(shape)
    return [*compute(messages), *destination.steps(messages.reshape(len(destination.slots), -1))]


def times(adjoint: Array, factor: Factor, stops: Stops | None) -> Compute:
    """How to compute adjoint · factor; `stops(messages)` are steps that put it right where nothing is to pass."""

    def compute(out: Array) -> list[Step]:
        by = factor if isinstance(factor, numpy.ndarray) else numpy.array(factor, adjoint.dtype)
        return [partial(numpy.multiply, adjoint, by, out), *(stops(out) if stops else [])]

    return compute


def summed(adjoint: Array, factor: Factor, scratch: Scratch, stops: Stops | None) -> Compute:
    """How to compute the sums over the rows of adjoint · factor, (slots, 1)."""
    slots, rows = adjoint.shape

    def compute(out: Array) -> list[Step]:
        if stops is None and (not isinstance(factor, numpy.ndarray) or factor.size <= slots):
            steps: list[Step] = [_sum_over_rows(adjoint, out)]
            if not isinstance(factor, float) or factor != 1.0:
                steps.append(partial(numpy.multiply, out, factor, out))
            return steps
        if stops is None and (slots == 1 or many(rows)):
            return [
                partial(numpy.dot, one, by, out[i].reshape(()))
                for i, (one, by) in enumerate(zip(adjoint, numpy.broadcast_to(factor, adjoint.shape), strict=True))
            ]
        messages = scratch.take(adjoint.shape)
        return [*times(adjoint, factor, stops)(messages), _sum_over_rows(messages, out)]

    return compute


def stopping(adjoint: Array, factor: Factor, both: bool) -> Stops:
    """Steps for messages in which an adjoint of exactly 0 stops at a factor that does not exist.

    `both`: the other way round too, where the factor says whether anything passes.
    """

    def steps(messages: Array) -> list[Step]:
        return [partial(_stop, messages, adjoint, factor if both else None)]

    return steps


def _stop(messages: Array, adjoint: Array, factor: Factor | None) -> None:
    if not all_finite(messages):
        numpy.copyto(messages, 0.0, where=numpy.equal(adjoint, 0.0))
        if factor is not None:
            numpy.copyto(messages, 0.0, where=numpy.equal(factor, 0.0))


def _negate(out: Array, array: Array) -> None:
    numpy.negative(array, out)


def _sum_over_rows(array: Array, out: Array) -> Step:
    return partial(numpy.add.reduce, array, axis=1, keepdims=True, out=out)
