"""A rule of the table on arrays: recorded once, and run as NumPy calls that write into buffers.

A rule says how to compute an operation's local partials: `lambda out, a: (1 - out**2,)`. Called on arrays it would make
fresh arrays, and find out what to do with them, at every call. So it is called once, on traced Values, and what it did
becomes steps: functions without arguments, with all they need already in their hands. A rule that cannot be traced (it
branches on numbers) is run as it is, entry by entry if need be.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
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
    """Buffers for what is only needed within one group of steps: the next group may have them."""

    def __init__(self) -> None:
        self._arrays: dict[tuple[int, ...], list[Array]] = {}
        self._taken: dict[tuple[int, ...], int] = {}

    def release(self) -> None:
        """All buffers may be used again."""
        self._taken.clear()

    def take(self, shape: tuple[int, ...]) -> Array:
        """A buffer of this shape that has not been taken since the last release."""
        arrays, index = self._arrays.setdefault(shape, []), self._taken.get(shape, 0)
        if index == len(arrays):
            arrays.append(numpy.empty(shape))
        self._taken[shape] = index + 1
        return arrays[index]


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


def _takes_out(function: Callable[..., Any]) -> bool:
    """Whether the function can be told where to write its result."""
    return isinstance(function, numpy.ufunc) or "out" in inspect.signature(function).parameters


def partial_steps(
    op: Op, out: Array, operands: Sequence[Any], wanted: Iterable[int], scratch: Scratch
) -> tuple[list[Step], dict[int, Array | float]] | None:
    """Steps that compute the local partials by the wanted operands, and where they put them.

    None if the rule cannot be recorded. A partial that is the same everywhere is a float.

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
        results = op.partials(stand_in(out), *map(stand_in, operands))
        found = {index: results[index] for index in wanted}
    except (ChainruleError, ArithmeticError, AttributeError, TypeError, ValueError):
        return None
    if not all(isinstance(result, (int, float, Traced)) for result in found.values()):
        return None
    roots = [result for result in found.values() if isinstance(result, Traced)]
    order = list(dict.fromkeys(node for root in roots for node in topological_order(root)))
    uses = Counter([*(parent for node in order for parent in node.parents), *roots])
    steps: list[Step] = []
    temporary: set[Value] = set()
    for node in order:
        if node.op is CONSTANT:
            arrays[node] = numpy.array(node.data)
        elif node not in arrays:
            if node.op is None:
                return None  # a Value of the user's own in a rule: it may change
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


def unrecorded(op: Op) -> Callable[..., tuple[Any, ...]]:
    """The rule of `op` on arrays as it is; entry by entry for a rule that can only be run on numbers."""

    def by_entry(out: Any, *operands: Any) -> tuple[Any, ...]:
        entries = numpy.frompyfunc(op.partials, 1 + len(operands), 1)(out, *operands)
        return tuple(
            numpy.vectorize(lambda entry, i=i: entry[i], otypes=[float])(entries) for i in range(len(operands))
        )

    def rule(out: Any, *operands: Any) -> tuple[Any, ...]:
        try:
            return op.partials(out, *operands)
        except (TypeError, ValueError):
            return by_entry(out, *operands)

    return rule
