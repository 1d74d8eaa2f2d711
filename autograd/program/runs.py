"""Groups cut into runs of nodes whose operands lie evenly spaced: views of the buffers do, and nothing is copied.

With few rows a call of NumPy takes longer than the work it does: then the scattered operands of a group are gathered,
and a few calls do for all its nodes. With many rows it is moving numbers that takes time: then a group is cut into
runs, each an array operation on views.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from autograd.program.plan import Group, Indices, Operand

#: From this many rows on, calling NumPy once for each run takes less time than gathering what is scattered.
MANY_ROWS = 768


def many(rows: int) -> bool:
    """Whether there are so many rows that groups are cut into runs."""
    return rows >= MANY_ROWS


def evenly(slots: Indices) -> slice | None:
    """The slots as a slice, if they go up in equal steps.

    >>> import numpy
    >>> evenly(numpy.array([3, 5, 7])), evenly(numpy.array([3, 5, 6])), evenly(numpy.array([5, 3]))
    (slice(3, 8, 2), None, None)
    """
    if len(slots) > 2 and (slots[1] - slots[0] < 1 or slots[-1] - slots[0] != (slots[1] - slots[0]) * (len(slots) - 1)):
        return None  # nearly always, without a look at all of them
    parts = list(cut([slots]))
    return parts[0][1][0] if len(parts) == 1 else None


def cut(columns: Sequence[Indices]) -> Iterator[tuple[slice, list[slice]]]:
    """Cut lists of slots, of equal length, into parts in which each goes up in equal steps: where, and as slices."""
    lists = [column.tolist() for column in columns]
    count, start = len(lists[0]), 0
    while start < count:
        stop, steps = start + 1, [1] * len(lists)
        if stop < count and all(column[stop] > column[start] for column in lists):
            steps = [column[stop] - column[start] for column in lists]
            while stop < count and all(c[stop] - c[stop - 1] == step for c, step in zip(lists, steps, strict=True)):
                stop += 1
        views = [slice(c[start], c[stop - 1] + 1, step) for c, step in zip(lists, steps, strict=True)]
        yield slice(start, stop), views
        start = stop


def runs(group: Group) -> Iterator[Group]:
    """The group in parts whose varying operands lie evenly spaced; whole, where its operands are stacked in one array.

    Uniform operands, one number each, may still have to be gathered.
    """
    moving = [operand.slots for operand in group.operands if operand.varying]
    if group.stacked or len(group.nodes) == 1 or not moving:
        yield group
        return
    for part, _ in cut(moving):
        first = group.slots.start
        yield replace(
            group,
            nodes=group.nodes[part],
            operands=[_part(operand, part) for operand in group.operands],
            slots=slice(first + part.start, first + part.stop),
        )


def _part(operand: Operand, part: slice) -> Operand:
    return replace(operand, slots=operand.slots[part])
