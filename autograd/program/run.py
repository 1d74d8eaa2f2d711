"""Running a plan: forward and reverse over all rows, in buffers that are made once and used again.

A step is a Python callable without arguments, made with everything it needs (views of the buffers, sizes) already in
its hands, so that a run is little more than calling NumPy functions one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import isfinite
from typing import Any

import numpy
from numpy.lib.stride_tricks import as_strided

from autograd.ops import choice, weighted
from autograd.program.choosing import product_with_adjoint
from autograd.program.delivery import Compute, Destination, Factor, Stops, bring, stopping, summed, times
from autograd.program.plan import Group, Indices, Operand, Product, contiguous
from autograd.program.rules import Array, Scratch, Step, compute, partial_steps
from autograd.program.runs import evenly, many, runs
from autograd.program.space import Space, all_finite

Look = Callable[[], Any]

#: How many numbers are looked at together, whether all are finite, while they are still at hand.
CHECKED_AT_ONCE = 32_768


class Part:
    """The steps of some groups, on given spaces. `arguments[i]` is argument i, a row per column, while it runs.

    `careful`: an adjoint of exactly 0 stops at a partial that does not exist. That costs time, and is seldom needed.
    `apart`: nothing is summed over the rows: the adjoints of uniform slots have a number for each row.
    """

    def __init__(
        self,
        groups: Sequence[Group | Product],
        uniform: Space,
        varying: Space,
        arguments: dict[int, Array],
        careful: bool = False,
        apart: bool = False,
    ) -> None:
        self.careful, self.apart = careful, apart
        self.uniform, self.varying, self.arguments = uniform, varying, arguments
        self.forward: list[Step] = []
        self.backward: list[Step] = []
        self.scratch = Scratch(varying.values.dtype)
        self._gathered = 0
        in_runs = many(varying.values.shape[1])
        self._unfinished: list[Callable[[], None]] = []
        self._checks: list[Array] = []
        unchecked = 0
        for whole in groups:
            if isinstance(whole, Product):
                self._unfinished.append(self._product(whole))
            else:
                self._unfinished += [self._group(group) for group in (runs(whole) if in_runs else [whole])]
            if (whole.slots.stop - unchecked) * varying.values.shape[1] >= CHECKED_AT_ONCE and whole.varying:
                self._check(slice(unchecked, whole.slots.stop))
                unchecked = whole.slots.stop
        if unchecked < len(varying.values):
            self._check(slice(unchecked, len(varying.values)))

    def _check(self, slots: slice) -> None:
        """A step that adds up the squares of the varying values in these slots: finite, if all of them are."""
        values, total = self.varying.values[slots].reshape(-1), numpy.empty((), self.varying.values.dtype)
        self.forward.append(partial(numpy.dot, values, values, total))
        self._checks.append(total)

    def finite(self) -> bool:
        """Whether the varying values were all finite in the last run; squares are infinite sooner."""
        return self.squares_finite() or all_finite(self.varying.values)

    def squares_finite(self) -> bool:
        """Whether their squares were, which is found out at once."""
        return all(map(isfinite, self._checks))

    @property
    def bytes(self) -> int:
        """What the steps take beside the spaces."""
        return self.scratch.bytes + self._gathered

    def make_backward(self) -> None:
        """Make the steps of the reverse sweep; the spaces know which adjoints have been reached before."""
        for finish in reversed(self._unfinished):
            finish()
        self._unfinished.clear()

    def _space(self, varying: bool) -> Space:
        return self.varying if varying else self.uniform

    def _look(self, operand: Operand) -> Look:
        """How to look at an operand. If it is not a slice of slots, a step before gathers it."""
        if operand.argument is not None:
            return partial(self.arguments.__getitem__, operand.argument)
        values = self._space(operand.varying).values
        where = evenly(operand.slots)
        if where is not None:
            return partial(_itself, values[where])
        gathered = numpy.empty((len(operand.slots), values.shape[1]), values.dtype)
        self._gathered += gathered.nbytes
        self.forward.append(partial(numpy.take, values, operand.slots, axis=0, out=gathered, mode="clip"))
        return partial(_itself, gathered)

    def _arrived(self, space: Space, slots: slice) -> bool:
        """Whether anything has arrived at these adjoints. Where some of them got nothing, a step makes that zeros."""
        reached = space.reached[slots]
        if reached.any() and not reached.all():
            missing = numpy.flatnonzero(~reached) + slots.start
            self.backward.append(partial(space.adjoints.__setitem__, missing, 0.0))
        return bool(reached.any())

    # One operation on many slots.

    def _group(self, group: Group) -> Callable[[], None]:
        space, count = self._space(group.varying), len(group.nodes)
        target = space.values[group.slots]
        operands: list[Any] = []
        for index, operand in enumerate(group.operands):
            look = self._look(operand)()
            if group.stacked:
                look = _stack(look, count)
            elif group.varying and look.size == 1 and not operand.varying:
                look = look.reshape(())  # a number: NumPy gets ready in half the time
            operands.append(group.fixed.get(index, look))
        self.forward.append(compute(group.op, operands, target, group.stacked))

        def finish() -> None:
            if not self._arrived(space, group.slots):
                return
            adjoint = space.adjoints[group.slots]
            wanted = [i for i, operand in enumerate(group.operands) if operand.wanted and i not in group.fixed]
            self.scratch.release()
            steps, partials = partial_steps(group.op, target, operands, wanted, self.scratch)
            self.backward += steps
            for index in wanted:
                self._deliver(group, group.operands[index], adjoint, partials[index])

        return finish

    def _deliver(self, group: Group, operand: Operand, adjoint: Array, factor: Factor) -> None:
        """Bring the products of adjoint and partial to an operand: their sums over the rows, if that is uniform."""
        destination = Destination(self._space(operand.varying), operand.slots)
        count, (nodes, rows) = len(operand.slots), adjoint.shape
        stops = stopping(adjoint, factor, group.op in (choice, weighted)) if self.careful else None
        if group.varying and not operand.varying and not self.apart:
            self.backward += bring(destination, (count, 1), self.scratch, summed(adjoint, factor, self.scratch, stops))
        elif isinstance(factor, float) and abs(factor) == 1.0 and (count == nodes or nodes == 1):
            self.backward += destination.steps(numpy.broadcast_to(adjoint, (count, rows)), int(factor))
        else:
            shape = (count // nodes, nodes, rows) if group.stacked else adjoint.shape
            self.backward += bring(destination, shape, self.scratch, times(adjoint, factor, stops))

    # A matrix product.

    def _product(self, product: Product) -> Callable[[], None]:
        target, values = self.varying.values[product.slots], self.varying.values
        weights, bias = product.weights, product.bias
        if product.ones and bias is not None:
            weights, bias = numpy.column_stack([weights, bias]), None
        argument = product.block.argument
        look = self._look(product.block)
        behind = contiguous(product.block.slots)
        if product.ones and behind is not None:
            look = partial(_itself, values[behind.start : behind.stop + 1])
        matrix = _matrix_view(self.uniform.values, weights)
        if matrix is None:
            matrix = gathered = numpy.empty(weights.shape, values.dtype)
            source = self.uniform.values[:, 0]
            self.forward.append(partial(numpy.take, source, weights, out=gathered, mode="clip"))
        if argument is None:
            self.forward.append(partial(_product_into(target), matrix, look(), target))
        else:
            self.forward.append(lambda: numpy.matmul(matrix, look(), target))
        if bias is not None:
            bias_look = self._look(Operand(False, bias))()
            self.forward.append(partial(numpy.add, target, bias_look, target))
        inner = matrix[:, : len(product.block.slots)]

        def finish() -> None:
            if not self._arrived(self.varying, product.slots):
                return
            adjoint = self.varying.adjoints[product.slots]
            self.scratch.release()
            if product.wanted:
                self._weights_gradient(adjoint, look, argument is None, numpy.ascontiguousarray(weights))
            if bias is not None and product.bias_wanted:
                destination, sums = Destination(self.uniform, bias), summed(adjoint, 1.0, self.scratch, None)
                if self.apart:
                    self.backward += destination.steps(adjoint)
                else:
                    self.backward += bring(destination, (len(bias), 1), self.scratch, sums)
            if product.block.wanted:
                self._block_gradient(adjoint, inner, product.block.slots)

        return finish

    def _weights_gradient(self, adjoint: Array, look: Look, fixed: bool, weights: Indices) -> None:
        slots = weights.ravel()
        if self.apart:
            stops = stopping(adjoint[:, None], 1.0, both=False) if self.careful else None
            shape, compute_messages = (*weights.shape, adjoint.shape[1]), _of_each_row(adjoint, look, stops)
            self.backward += bring(Destination(self.uniform, slots), shape, self.scratch, compute_messages)
            return
        untouched = not self.uniform.reached[slots].any()
        gradient = _matrix_view(self.uniform.adjoints, weights) if untouched and not self.careful else None
        if gradient is not None:
            self.uniform.reached[slots] = True
            if fixed:
                self.backward.append(partial(_product_into(gradient), adjoint, look().T, gradient))
            else:
                self.backward.append(lambda: numpy.matmul(adjoint, look().T, gradient))
            return
        outer, careful = self.scratch.take(weights.shape), self.careful

        def step() -> None:
            if careful:
                outer[...] = product_with_adjoint(look(), adjoint.T).T
            else:
                numpy.matmul(adjoint, look().T, outer)

        self.backward += [step, *Destination(self.uniform, slots).steps(outer.reshape(-1, 1))]

    def _block_gradient(self, adjoint: Array, inner: Array, slots: Indices) -> None:
        def compute_messages(out: Array) -> list[Step]:
            if self.careful:
                return [lambda: numpy.copyto(out, product_with_adjoint(inner.T, adjoint))]
            of_pairs = len(inner) == 1 and many(adjoint.shape[1])  # one row of weights, and the product of every pair
            return [partial(numpy.multiply if of_pairs else _product_into(out), inner.T, adjoint, out)]

        destination = Destination(self.varying, slots)
        self.backward += bring(destination, (len(slots), adjoint.shape[1]), self.scratch, compute_messages)


# --- what the steps do ------------------------------------------------------------------------------------------------


def _itself(array: Array) -> Array:
    return array


def _product_into(out: Array) -> Callable[..., object]:
    """The product of matrices for such an array to write into: where it can, numpy.dot, which begins sooner."""
    return numpy.dot if out.flags.c_contiguous else numpy.matmul


def _of_each_row(adjoint: Array, look: Look, stops: Stops | None) -> Compute:
    """How to compute the products of every adjoint, (K, N), with every number looked at, (M, N): (K, M, N)."""

    def compute_messages(out: Array) -> list[Step]:
        return [lambda: numpy.multiply(adjoint[:, None], look()[None], out), *(stops(out) if stops else [])]

    return compute_messages


def _stack(operand: Array, count: int) -> Array:
    """Several slots for each node, one after another, as a stack of arrays with a slot for each node."""
    slot, row = operand.strides
    shape = len(operand) // count, count, operand.shape[1]
    return as_strided(operand, shape=shape, strides=(count * slot, slot, row))


def _matrix_view(column: Array, slots: Indices) -> Array | None:
    """The numbers in `slots` (K, M) of one column as a matrix view, if they lie evenly spaced without overlap."""
    rows, columns = slots.shape
    start = int(slots[0, 0])
    across = int(slots[0, 1]) - start if columns > 1 else 1
    down = int(slots[1, 0]) - start if rows > 1 else columns * across
    even = start + down * numpy.arange(rows)[:, None] + across * numpy.arange(columns)
    if not ((across == 1 and down >= columns) or (down == 1 and across >= rows)) or not numpy.array_equal(even, slots):
        return None
    size = column.itemsize
    return as_strided(column[start:, 0], shape=slots.shape, strides=(down * size, across * size))
