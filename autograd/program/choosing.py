"""Where rows choose between arms: what counts in each row, and sweeps that nothing else gets into.

An arm that is not chosen may be undefined. So a number that is not finite is an error only in a row where an output
hangs on it, and an adjoint of exactly 0 stops at it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy
from numpy.typing import NDArray

from autograd.ops import choice, weighted
from autograd.program.plan import Group, Indices, Plan, Product, contiguous
from autograd.program.rules import Array
from autograd.program.space import Space, all_finite

Mask = NDArray[numpy.bool_]

#: Of these, the first operand says whether the others count.
_CHOOSING = frozenset({choice, weighted})


class InEffect:
    """On which numbers the outputs of each row hang.

    Most slots count in every row, whatever is chosen. Which do is known from the plan; rows are looked at for the
    others, those behind an arm. The buffers are kept: making them anew takes longer than use.
    """

    def __init__(self, plan: Plan, uniform: Space, varying: Space) -> None:
        self.spaces = {False: uniform, True: varying}
        self._counts = {kind: numpy.zeros(space.values.shape, dtype=bool) for kind, space in self.spaces.items()}
        for is_varying, slot in plan.outputs:
            self._counts[is_varying][slot] = True
        self._uniform_are_finite = False  # then nothing of them has to be marked
        self._groups: list[Group | Product] = []
        for group in reversed(plan.groups):
            self._mark(group, always=True)
            here = self._counts[group.varying][group.slots]
            if not here.all() or (isinstance(group, Group) and group.op in _CHOOSING):
                self._groups.append(group)
        always = {kind: counts.all(axis=1) for kind, counts in self._counts.items()}
        self._hanging = {kind: numpy.flatnonzero(~found) for kind, found in always.items()}
        self._always = {kind: list(_ranges(numpy.flatnonzero(found))) for kind, found in always.items()}

    @property
    def bytes(self) -> int:
        """What the marks take."""
        return sum(marks.nbytes for marks in self._counts.values())

    def rows_at_fault(self) -> Indices:
        """The rows in which a number on which their outputs hang is not finite."""
        for kind, slots in self._hanging.items():
            self._counts[kind][slots] = False
        self._uniform_are_finite = all_finite(self.spaces[False].flat)
        for group in self._groups:
            self._mark(group)
        if not self._uniform_are_finite and self._at_fault(False).any():
            return numpy.arange(self.spaces[True].values.shape[1])
        return numpy.flatnonzero(self._at_fault(True))

    def _at_fault(self, kind: bool) -> Mask:
        values, hanging = self.spaces[kind].values, self._hanging[kind]
        fault: Mask = numpy.any(self._counts[kind][hanging] > numpy.isfinite(values[hanging]), axis=0)
        for slots in self._always[kind]:
            if not all_finite(values[slots]):
                fault |= ~numpy.isfinite(values[slots]).all(axis=0)
        return fault

    def _mark(self, group: Group | Product, always: bool = False) -> None:
        """Mark the operands of what counts; with `always` those that count whatever the numbers are."""
        counts = self._counts
        here = counts[group.varying][group.slots]
        if isinstance(group, Product):
            self._mark_product(group, here)
            return
        for index, operand in enumerate(group.operands):
            if self._uniform_are_finite and not operand.varying:
                continue
            mask = here
            if group.op in _CHOOSING and index:
                if always:
                    continue
                mask = here & _passes(group, index, self.spaces)
            if group.varying and not operand.varying:
                mask = _in_any(mask)
            if len(mask) < len(operand.slots):  # a stack has them one after another
                mask = numpy.concatenate([mask] * (len(operand.slots) // len(mask)))
            _mark(counts[operand.varying], operand.slots, mask)

    def _mark_product(self, product: Product, here: Mask) -> None:
        counts = self._counts
        if not self._uniform_are_finite:
            neurons = _in_any(here)
            _mark(counts[False], product.weights.ravel(), numpy.repeat(neurons, product.weights.shape[1], axis=0))
            if product.bias is not None:
                _mark(counts[False], product.bias, neurons)
        if product.block.argument is None:
            block = numpy.broadcast_to(here.any(axis=0), (len(product.block.slots), here.shape[1]))
            _mark(counts[True], product.block.slots, block)


def _ranges(slots: Indices) -> Iterator[slice]:
    """Ascending slots as slices."""
    for part in numpy.split(slots, numpy.flatnonzero(numpy.diff(slots) > 1) + 1):
        if len(part):
            yield slice(int(part[0]), int(part[-1]) + 1)


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
