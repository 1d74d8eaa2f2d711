"""Where rows choose between arms: what counts in each row, and sweeps that nothing else gets into.

An arm that is not chosen may be undefined. So a number that is not finite is an error only in a row where an output
hangs on it, and an adjoint of exactly 0 stops at it.
"""

from __future__ import annotations

import numpy
from numpy.typing import NDArray

from autograd.ops import choice, weighted
from autograd.program.plan import Group, Indices, Plan, Product, contiguous
from autograd.program.rules import Array
from autograd.program.space import Space, all_finite

Mask = NDArray[numpy.bool_]


class InEffect:
    """On which numbers the outputs of each row hang. The buffers are kept: making them anew takes longer than use."""

    def __init__(self, plan: Plan, uniform: Space, varying: Space) -> None:
        self.plan, self.spaces = plan, {False: uniform, True: varying}
        self._counts = {kind: numpy.empty(space.values.shape, dtype=bool) for kind, space in self.spaces.items()}
        self._finite = {kind: numpy.empty(space.values.shape, dtype=bool) for kind, space in self.spaces.items()}

    @property
    def bytes(self) -> int:
        """What the marks take."""
        return sum(marks.nbytes for marks in [*self._counts.values(), *self._finite.values()])

    def rows_at_fault(self) -> Indices:
        """The rows in which a number on which their outputs hang is not finite."""
        self._mark_all()
        counts = self._counts
        for kind, space in self.spaces.items():
            numpy.isfinite(space.values, out=self._finite[kind])
            numpy.greater(counts[kind], self._finite[kind], out=counts[kind])  # counts, but is not finite
        if counts[False].any():
            return numpy.arange(self.spaces[True].values.shape[1])
        return numpy.flatnonzero(counts[True].any(axis=0)) if counts[True].any() else numpy.arange(0)

    def _mark_all(self) -> None:
        counts = self._counts
        counts[False][...] = counts[True][...] = False
        for is_varying, slot in self.plan.outputs:
            counts[is_varying][slot] = True
        for group in reversed(self.plan.groups):
            here = counts[group.varying][group.slots]
            if isinstance(group, Product):
                self._mark_product(group, here)
                continue
            for index, operand in enumerate(group.operands):
                mask = here & _passes(group, index, self.spaces) if group.op in (choice, weighted) and index else here
                if group.varying and not operand.varying:
                    mask = _in_any(mask)
                if len(mask) < len(operand.slots):  # a stack has them one after another
                    mask = numpy.concatenate([mask] * (len(operand.slots) // len(mask)))
                _mark(counts[operand.varying], operand.slots, mask)

    def _mark_product(self, product: Product, here: Mask) -> None:
        counts, neurons = self._counts, _in_any(here)
        _mark(counts[False], product.weights.ravel(), numpy.repeat(neurons, product.weights.shape[1], axis=0))
        if product.bias is not None:
            _mark(counts[False], product.bias, neurons)
        if product.block.argument is None:
            block = numpy.broadcast_to(here.any(axis=0), (len(product.block.slots), here.shape[1]))
            _mark(counts[True], product.block.slots, block)


def _passes(group: Group, index: int, spaces: dict[bool, Space]) -> Mask:
    """Where the first operand lets another through: at a choice of neither arm, where the condition is undefined."""
    operand = group.operands[0]
    first = spaces[operand.varying].values[operand.slots]
    passes: Mask = (first != 0) if group.op is weighted else (first == first) & ((first != 0) == (index == 1))
    return passes


def _in_any(mask: Mask) -> Mask:
    """What counts in any row."""
    return numpy.logical_or.reduce(mask, axis=1, keepdims=True)


def _mark(counts: Mask, slots: Indices, mask: Mask) -> None:
    """These slots count where the mask says so, among others."""
    if mask.shape[1] == 1:
        counts[slots[mask[:, 0]]] = True
        return
    where = contiguous(slots)
    if where is not None:
        counts[where] |= mask
        return
    for slot, row in zip(slots.tolist(), mask, strict=True):  # the same slot may be there several times
        counts[slot] |= row


def product_with_adjoint(factors: Array, adjoint: Array) -> Array:
    """factors @ adjoint, where an adjoint of exactly 0 stops at a factor that is not finite.

    >>> product_with_adjoint(numpy.array([[numpy.nan, 2.0]]), numpy.array([[0.0, 1.0], [3.0, 1.0]]))
    array([[ 6., nan]])
    """
    if all_finite(factors):
        whole: Array = factors @ adjoint
        return whole
    exist = numpy.isfinite(factors).all(axis=0)
    product: Array = numpy.where(exist, factors, 0.0) @ adjoint
    left = numpy.flatnonzero(~exist)
    left = left[adjoint[left].any(axis=1)]  # nearly always none: in an arm that is not chosen, no adjoint arrives
    factors, adjoint = factors[:, left], adjoint[left]
    if len(adjoint) < adjoint.shape[1]:
        for factor, arrived in zip(factors.T, adjoint, strict=True):
            product += numpy.where(arrived == 0, 0.0, factor[:, None] * arrived)
    else:
        for column, arrived in enumerate(adjoint.T):
            product[:, column] += numpy.where(arrived == 0, 0.0, factors * arrived).sum(axis=1)
    return product
