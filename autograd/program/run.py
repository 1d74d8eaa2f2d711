"""Running a plan: forward and reverse over all rows, in buffers that are made once and used again.

A step is a Python callable without arguments, made with everything it needs (views of the buffers, sizes) already in
its hands, so that a run is little more than calling NumPy functions one after the other.

The reverse sweep never fills a buffer with zeros first: while the steps are made, it is known for every slot which
contribution to its adjoint comes first. That one is written, the others are added.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy
from numpy.lib.stride_tricks import as_strided

from autograd.ops import choice, weighted
from autograd.program.choosing import product_with_adjoint
from autograd.program.plan import Group, Indices, Operand, Product, contiguous
from autograd.program.rules import Array, Scratch, Step, compute, partial_steps, unrecorded
from autograd.program.space import Space, all_finite

Look = Callable[[], Any]


class Destination:
    """Where messages go: the adjoints of some slots. Knows whether they are the first to arrive there."""

    def __init__(self, space: Space, slots: Indices, backward: list[Step]) -> None:
        self.adjoints = space.adjoints
        reached = space.reached[slots]
        self.first = not reached.any()
        if not self.first and not reached.all():
            backward.append(partial(self.adjoints.__setitem__, slots[~reached], 0.0))
        space.reached[slots] = True
        where = contiguous(slots)
        self.view = None if where is None else self.adjoints[where]
        self.slots, self.order, self.starts = slots, None, None
        if self.view is None and len(numpy.unique(slots)) < len(slots):  # several messages for the same slot
            self.order = numpy.argsort(slots, kind="stable")
            ordered = slots[self.order]
            self.starts = numpy.flatnonzero(numpy.r_[True, ordered[1:] != ordered[:-1]])
            self.slots = ordered[self.starts]

    def put(self, messages: Array) -> None:
        """Write or add one row of messages for each slot."""
        if self.starts is not None:
            messages = numpy.add.reduceat(messages[self.order], self.starts, axis=0)
        if self.view is not None:
            if self.first:
                self.view[...] = messages
            else:
                self.view += messages
        elif self.first:
            self.adjoints[self.slots] = messages
        else:
            self.adjoints[self.slots] += messages


class Part:
    """The steps of some groups, on given spaces. `arguments[i]` is argument i, a row per column, while it runs.

    `careful`: an adjoint of exactly 0 stops at a partial that does not exist. That costs time, and is seldom needed.
    """

    def __init__(
        self,
        groups: Sequence[Group | Product],
        uniform: Space,
        varying: Space,
        arguments: dict[int, Array],
        careful: bool = False,
    ) -> None:
        self.careful = careful
        self.uniform, self.varying, self.arguments = uniform, varying, arguments
        self.forward: list[Step] = []
        self.backward: list[Step] = []
        self.scratch = Scratch()
        self._unfinished = [
            self._product(group) if isinstance(group, Product) else self._group(group) for group in groups
        ]

    def make_backward(self) -> None:
        """Make the steps of the reverse sweep; the spaces know which adjoints have been reached before."""
        for finish in reversed(self._unfinished):
            finish()

    def _space(self, varying: bool) -> Space:
        return self.varying if varying else self.uniform

    def _look(self, operand: Operand) -> Look:
        """How to look at an operand. If it is not a slice of slots, a step before gathers it."""
        if operand.argument is not None:
            return partial(self.arguments.__getitem__, operand.argument)
        values = self._space(operand.varying).values
        where = contiguous(operand.slots)
        if where is not None:
            return partial(_itself, values[where])
        gathered = numpy.empty((len(operand.slots), values.shape[1]))
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
                look = look.reshape(-1, count, look.shape[1])
            operands.append(group.fixed.get(index, look))
        self.forward.append(compute(group.op, operands, target, group.stacked))

        def finish() -> None:
            if not self._arrived(space, group.slots):
                return
            adjoint = space.adjoints[group.slots]
            deliveries = [
                (
                    index,
                    self._carefully(operand, group, adjoint)
                    if self.careful
                    else self._delivery(operand, group, adjoint),
                )
                for index, operand in enumerate(group.operands)
                if operand.wanted and index not in group.fixed
            ]
            if not deliveries:
                return
            self.scratch.release()
            recorded = partial_steps(group.op, target, operands, [index for index, _ in deliveries], self.scratch)
            if recorded is None:
                self.backward.append(partial(_run_rule, unrecorded(group.op), target, operands, deliveries))
            else:
                steps, partials = recorded
                self.backward += steps
                self.backward += [partial(deliver, partials[index]) for index, deliver in deliveries]

        return finish

    def _carefully(self, operand: Operand, group: Group, adjoint: Array) -> Callable[[Any], object]:
        """A delivery where an adjoint of exactly 0 stops at a partial.

        Where the partial says whether anything passes, at a choice and by a weight, the other way round too.
        """
        if group.op is not choice and group.op is not weighted:
            deliver = self._delivery(operand, group, adjoint)
            return lambda found: deliver(_stopped(found, adjoint))
        masked = numpy.empty_like(adjoint)
        deliver_masked = self._delivery(operand, group, masked)

        def choose(found: Any) -> None:
            masked[...] = _stopped(adjoint, found)
            deliver_masked(_stopped(found, adjoint))

        return choose

    def _delivery(self, operand: Operand, group: Group, adjoint: Array) -> Callable[[Any], object]:
        """What to do with a partial: its product with the adjoint goes to the operand, summed if that is uniform."""
        destination = Destination(self._space(operand.varying), operand.slots, self.backward)
        count, nodes = len(operand.slots), len(group.nodes)
        if group.varying and not operand.varying:
            return partial(_sum_over_rows, destination, (count // nodes, nodes), adjoint)
        if destination.first and destination.view is not None:
            # The commonest case, without a copy: the first message to a slice.
            view = destination.view
            if group.stacked:
                view = view.reshape(-1, nodes, view.shape[1])
            return partial(numpy.multiply, adjoint, out=view)
        return partial(_put_product, destination, count, adjoint)

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
            matrix = gathered = numpy.empty(weights.shape)
            source = self.uniform.values[:, 0]
            self.forward.append(partial(numpy.take, source, weights, out=gathered, mode="clip"))
        if argument is None:
            self.forward.append(partial(numpy.matmul, matrix, look(), out=target))
        else:
            self.forward.append(lambda: numpy.matmul(matrix, look(), out=target))
        if bias is not None:
            bias_look = self._look(Operand(False, bias))()
            self.forward.append(partial(numpy.add, target, bias_look, out=target))
        inner = matrix[:, : len(product.block.slots)]

        def finish() -> None:
            if not self._arrived(self.varying, product.slots):
                return
            adjoint = self.varying.adjoints[product.slots]
            slots = numpy.ascontiguousarray(weights).ravel()
            untouched = not self.uniform.reached[slots].any()
            gradient = _matrix_view(self.uniform.adjoints, weights) if untouched and not self.careful else None
            if gradient is not None:
                self.uniform.reached[slots] = True
                if argument is None:
                    self.backward.append(partial(numpy.matmul, adjoint, look().T, out=gradient))
                else:
                    self.backward.append(lambda: numpy.matmul(adjoint, look().T, out=gradient))
            else:
                destination = Destination(self.uniform, slots, self.backward)
                self.backward.append(partial(_outer_put, adjoint, look, destination, self.careful))
            if bias is not None:
                destination = Destination(self.uniform, bias, self.backward)
                self.backward.append(partial(_put_row_sums, adjoint, destination))
            if product.block.wanted:
                destination = Destination(self.varying, product.block.slots, self.backward)
                if self.careful:
                    self.backward.append(lambda: destination.put(product_with_adjoint(inner.T, adjoint)))
                elif destination.first and destination.view is not None:
                    # One row of weights: a product of every pair, for which matmul is the slower way.
                    product_of = numpy.multiply if len(inner) == 1 else numpy.matmul
                    self.backward.append(partial(product_of, inner.T, adjoint, out=destination.view))
                else:
                    self.backward.append(lambda: destination.put(inner.T @ adjoint))

        return finish


# --- what the steps do ------------------------------------------------------------------------------------------------


def _itself(array: Array) -> Array:
    return array


def _run_rule(
    rule: Callable[..., tuple[Any, ...]],
    out: Array,
    operands: list[Any],
    deliveries: list[tuple[int, Callable[[Any], object]]],
) -> None:
    partials = rule(out, *operands)
    for index, deliver in deliveries:
        deliver(partials[index])


def _stopped(factor: Any, by: Any) -> Any:
    """A factor with zeros where the other is exactly 0, if it is undefined anywhere: seldom everywhere."""
    return factor if isinstance(factor, float) or all_finite(factor) else numpy.where(numpy.equal(by, 0.0), 0.0, factor)


def _put_product(destination: Destination, count: int, adjoint: Array, factor: Any) -> None:
    plain = isinstance(factor, float) and factor == 1.0
    messages = adjoint if plain else adjoint * factor
    if len(messages) != count or messages.ndim > 2:  # a stack: every operand of a node gets its message
        messages = numpy.broadcast_to(messages, (count // len(adjoint), *adjoint.shape)).reshape(count, -1)
    destination.put(messages)


def _sum_over_rows(destination: Destination, shape: tuple[int, int], adjoint: Array, factor: Any) -> None:
    if numpy.ndim(factor) == 2 and factor.shape == adjoint.shape:
        sums = numpy.einsum("kn,kn->k", adjoint, factor)
    elif numpy.ndim(factor) < 3:
        sums = (adjoint.sum(axis=1, keepdims=True) * factor).ravel()
    else:
        sums = (adjoint * factor).sum(axis=-1)
    destination.put(numpy.broadcast_to(sums, shape).reshape(-1, 1))


def _outer_put(adjoint: Array, look: Look, destination: Destination, careful: bool) -> None:
    product = product_with_adjoint(look(), adjoint.T).T if careful else adjoint @ look().T
    destination.put(product.reshape(-1, 1))


def _put_row_sums(adjoint: Array, destination: Destination) -> None:
    destination.put(adjoint.sum(axis=1, keepdims=True))


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
