"""What a node of the graph keeps, and how it shows itself; what can be computed with it is `Value`'s business.

Nearly every operation has one operand or two, so a node has a place for each of two, `left` and `right`, and for the
partials by them. Two tuples a node would say the same; but Python's cycle collector, which takes three quarters of the
time of a training loop that keeps it on, would walk them too, and they take half of a node's memory.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from autograd.errors import OperandError
from autograd.notation import number, shown
from autograd.operation import Op, as_float
from autograd.stand_ins import by_thread, stand_in

if TYPE_CHECKING:
    from autograd.value import Value


def _comparison(compare: Callable[[Any, Any], bool]) -> Callable[[Node, Any], bool]:
    """The method that compares numbers."""

    def method(self: Node, other: Any) -> bool:
        if by_thread and (instead := stand_in(self)) is not self:
            return bool(compare(instead, other))
        return compare(self._data, other.data if isinstance(other, Node) else other)

    return method


class Node:
    """A number, its name, its gradient, and what it was computed from; see `Value`, which every node is."""

    # The engine reads and writes the places with an underscore; what a user sets is checked first. Three operands and
    # more stand in `left` as a tuple, their partials in `by_left`.
    __slots__ = ("_data", "_grad", "by_left", "by_right", "label", "left", "op", "right")

    _data: float
    _grad: float
    label: str
    op: Op | None
    left: Any
    right: Value | None
    by_left: Any
    by_right: Any

    def __init__(self, data: float, label: str = "") -> None:
        self._data = data if type(data) is float else as_float(data, "Value")
        self._grad = 0.0
        self.label = label if type(label) is str else str(label)
        self.op = self.left = self.right = self.by_left = self.by_right = None

    @property
    def data(self) -> float:
        """The number."""
        if by_thread and (other := stand_in(self)) is not self:
            return float(other.data)
        return self._data

    @data.setter
    def data(self, number: float) -> None:
        if by_thread and (other := stand_in(self)) is not self:
            other.data = number
        else:
            self._data = number if type(number) is float else as_float(number, self._called("data"))

    @property
    def grad(self) -> float:
        """∂output/∂self, as `output.backward()` has left it."""
        if by_thread and (other := stand_in(self)) is not self:
            return float(other.grad)
        return self._grad

    @grad.setter
    def grad(self, number: float | None) -> None:
        if by_thread and (other := stand_in(self)) is not self:
            other.grad = number
        elif number is None:
            self._grad = 0.0
        else:
            self._grad = number if type(number) is float else as_float(number, self._called("grad"))

    @property
    def parents(self) -> tuple[Value, ...]:
        """The operands, in order."""
        left, right = self.left, self.right
        if left is None:
            return ()
        if right is not None:
            return (left, right)
        return left if type(left) is tuple else (left,)

    @property
    def partials(self) -> tuple[float, ...]:
        """∂self/∂parent for each parent, as they were when this node was recorded."""
        if self.left is None:
            return ()
        if self.right is not None:
            return (self.by_left, self.by_right)
        return self.by_left if type(self.left) is tuple else (self.by_left,)

    def _called(self, attribute: str) -> str:
        return f"{attribute} of {shown(self.label)}" if self.label else attribute

    # Comparisons are about the numbers: a function may branch on them, and max() and sorted() work.

    __lt__ = _comparison(operator.lt)
    __le__ = _comparison(operator.le)
    __gt__ = _comparison(operator.gt)
    __ge__ = _comparison(operator.ge)
    __eq__ = _comparison(operator.eq)
    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        if by_thread and (other := stand_in(self)) is not self:
            return bool(other)
        return self._data != 0.0

    def __float__(self) -> float:
        if by_thread and (other := stand_in(self)) is not self:
            return float(other)
        raise OperandError(
            f"turning {self!r} into a float would lose its graph, and with it the gradient: "
            "write autograd's exp, log, maximum, … instead of math's, or .data if only the number is wanted"
        )

    def __int__(self) -> int:
        if by_thread and (other := stand_in(self)) is not self:
            return int(other)
        raise OperandError(
            f"turning {self!r} into a whole number would lose its graph: write .data if only the number is wanted"
        )

    __index__ = __int__

    # How a Value shows itself.

    def __repr__(self) -> str:
        if by_thread and (other := stand_in(self)) is not self:
            return repr(other)
        label = f", label={self.label!r}" if self.label else ""
        grad = f", grad={number(self.grad)}" if self.grad else ""
        return f"Value({number(self.data)}{label}{grad})"

    def __format__(self, specification: str) -> str:
        return format(self.data, specification) if specification else repr(self)
