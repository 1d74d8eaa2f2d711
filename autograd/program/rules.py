"""A rule of the table on arrays: recorded once, and run as NumPy calls that write into buffers.

A rule says how to compute an operation's local partials: `lambda out, a: (1 - out**2,)`. Called on arrays it would make
fresh arrays, and find out what to do with them, at every call. So it is called once, on traced Values, and what it did
becomes steps: functions without arguments, with all they need already in their hands. A rule that cannot be traced (it
branches on numbers) is run as it is, entry by entry if need be.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from math import prod
from typing import Any

import numpy
from numpy.typing import NDArray

from autograd.errors import ChainruleError
from autograd.graph import topological_order
from autograd.operation import CONSTANT, Op
from autograd.program.trace import Traced, traced
from autograd.value import Value

Array = NDArray[numpy.float64]
Step = Callable[[], object]


class Scratch:
    """Room for what is only needed within one group of steps: the next group gets the same, while it is at hand."""

    def __init__(self, dtype: Any = float) -> None:
        self._room: Array = numpy.empty(0, dtype)
        self._taken = 0
        self.bytes = 0  # of all the rooms there have been: steps go on using what they took

    def release(self) -> None:
        """All of it may be used again."""
        self._taken = 0

    def take(self, shape: tuple[int, ...]) -> Array:
        """An array of this shape that shares nothing with those taken since the last release."""
        size = prod(shape)
        if self._taken + size > len(self._room):  # what was taken before stays where it is
            self._room, self._taken = numpy.empty(max(size, 2 * len(self._room)), self._room.dtype), 0
            self.bytes += self._room.nbytes
        self._taken += size
        return self._room[self._taken - size : self._taken].reshape(shape)


def compute(op: Op, operands: Sequence[Any], target: Array, stacked: bool = False) -> Step:
    """The step that computes `op` into `target`: straight into it, if the array form can."""
    array = op.array_form()
    as_they_are = stacked or not op.symmetric
    if array is not None and as_they_are and _takes_out(array):
        return partial(array, *operands, out=target)
    function = op.on_stacked if as_they_are else op.on_arrays

    def step() -> None:
        target[...] = function(*operands)

    return step


@lru_cache(1024)
def _takes_out(function: Callable[..., Any]) -> bool:
    """Whether the function can be told where to write its result."""
    return isinstance(function, numpy.ufunc) or "out" in inspect.signature(function).parameters


def partial_steps(
    op: Op, out: Array, operands: Sequence[Any], wanted: Sequence[int], scratch: Scratch
) -> tuple[list[Step], dict[int, Array | float]]:
    """Steps that compute the local partials by the wanted operands, and where they put them.

    A partial that is the same everywhere is a float.

    >>> from autograd import ops
    >>> a, b = numpy.array([[1.0, 2.0]]), numpy.array([[2.0, 4.0]])
    >>> steps, partials = partial_steps(ops.divide, a / b, [a, b], [0, 1], Scratch())
    >>> len(steps)  # 1 / b, and -out / b
    3
    >>> for step in steps:
    ...     _ = step()
    >>> partials[0], partials[1]
    (array([[0.5 , 0.25]]), array([[-0.25 , -0.125]]))
    """
    arrays: dict[Value, Any] = {}

    def stand_in(thing: Any) -> Any:
        if isinstance(thing, float):  # part of the operation: the exponent of a power
            return thing
        node = traced("operand")
        arrays[node] = thing
        return node

    try:
        results = op.array_partials(stand_in(out), *map(stand_in, operands))
        found = {index: results[index] for index in wanted}
    except (ChainruleError, ArithmeticError, AttributeError, TypeError, ValueError):
        return _as_it_is(op, out, operands, wanted, scratch)
    roots = [result for result in found.values() if isinstance(result, Traced)]
    order = list(dict.fromkeys(node for root in roots for node in topological_order(root)))
    if not all(isinstance(result, (int, float, Traced)) for result in found.values()) or any(
        node.op is None and node not in arrays for node in order
    ):  # an array, or a Value of the user's own in a rule: it may change
        return _as_it_is(op, out, operands, wanted, scratch)
    uses = Counter([*(parent for node in order for parent in node.parents), *roots])
    steps: list[Step] = []
    temporary: set[Value] = set()
    for node in order:
        if node.op is CONSTANT:
            arrays[node] = numpy.array(node.data, out.dtype)
        elif node.op is not None and node not in arrays:
            inputs = [arrays[parent] for parent in node.parents]
            shape = numpy.broadcast_shapes(*map(numpy.shape, inputs))
            spent = [
                arrays[parent]
                for parent in node.parents
                if parent in temporary and uses[parent] == 1 and arrays[parent].shape == shape
            ]
            in_place = spent and isinstance(node.op.array_form(), numpy.ufunc)
            arrays[node] = spent[0] if in_place else scratch.take(shape)
            temporary.add(node)
            steps.append(compute(node.op, inputs, arrays[node]))
    return steps, {
        index: arrays[result] if isinstance(result, Traced) else float(result) for index, result in found.items()
    }


def _as_it_is(
    op: Op, out: Array, operands: Sequence[Any], wanted: Sequence[int], scratch: Scratch
) -> tuple[list[Step], dict[int, Array | float]]:
    """The same for a rule that cannot be recorded: it is run on the arrays, or entry by entry on numbers."""
    stack = next((operand.shape for operand in operands if numpy.ndim(operand) == 3), None)
    partials: dict[int, Array | float] = {index: scratch.take(stack or out.shape) for index in wanted}

    def step() -> None:
        try:
            found = op.partials(out, *operands)
        except (TypeError, ValueError):
            found = _by_entry(op, out, operands)
        for index, array in partials.items():
            array[...] = found[index]  # type: ignore[index]

    return [step], partials


def _by_entry(op: Op, out: Array, operands: Sequence[Any]) -> tuple[Any, ...]:
    entries = numpy.frompyfunc(op.partials, 1 + len(operands), 1)(out, *operands)
    return tuple(numpy.vectorize(lambda entry, i=i: entry[i], otypes=[float])(entries) for i in range(len(operands)))
