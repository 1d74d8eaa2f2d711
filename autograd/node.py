"""What a node of the graph keeps, and how it shows itself; what can be computed with it is `Value`'s business.

Nearly every operation has one operand or two, so a node has a place for each of two, `left` and `right`, and for the
partials by them. Two tuples a node would say the same; but Python's cycle collector, which takes three quarters of the
time of a training loop that keeps it on, would walk them too, and they take half of a node's memory.
"""

from __future__ import annotations

import operator

from autograd import ops
from autograd.copies import copy_of, deep_copy_of, in_a_row, place_parts
from autograd.errors import OperandError
from autograd.language import say
from autograd.micrograd_names import made_of, symbol_of
from autograd.notation import number, quoted, shown
from autograd.operation import Op, as_float, is_number, unboxed
from autograd.stand_ins import by_thread, comparing, stand_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from autograd.value import Value


#: Marks of those who have read the numbers of many Values, and do not read them again while their mark is here: setting
#: the `data` of any Value takes all marks away.
readings: set[object] = set()


def _comparison(compare: Callable[[Any, Any], bool], op: Op) -> Callable[[Node, Any], bool]:
    """The method that compares numbers; where comparisons are recorded, the one that records `op`."""

    def method(self: Node, other: Any) -> bool:
        if by_thread:
            if (instead := stand_in(self)) is not self:
                return compare(instead, other)
            if comparing() and (isinstance(other, Node) or is_number(unboxed(other))):
                recorded: bool = op(self, other)  # a Value, which is true or false
                return recorded
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

    def __init__(self, data: float, _children: Any = "", _op: str = "", label: str = "") -> None:
        self._grad = 0.0
        self.op = self.left = self.right = self.by_left = self.by_right = None
        if type(data) is float and type(_children) is str:  # nearly always: a number, and perhaps its label
            self._data = data
            self.label = str(label) if label else _children
        else:
            self._begin(data, _children, _op, label)

    def _begin(self, data: Any, children: Any, symbol: str, label: str) -> None:
        """What else a Value can be made of: numbers of all kinds, another Value, the children that micrograd gives."""
        if type(data) not in (int, float) and isinstance(
            held := unboxed(data), Node
        ):  # the same number, through which gradients flow
            made = ops.identity(held)
            self._data = made.data
            place_parts(self, made.op, made.parents, made.partials)
        else:
            self._data = as_float(data, "Value")
        if isinstance(children, (tuple, set)):
            if children:
                place_parts(self, *made_of(children, symbol, self._data))
            children = ""
        self.label = str(label) if label else str(children)

    @property
    def _prev(self) -> set[Value]:
        """The operands, each once, as micrograd has them; see `parents`."""
        return set(self.parents)

    @property
    def _op(self) -> str:
        """How micrograd writes the operation; see `op`."""
        return symbol_of(self)  # type: ignore[arg-type]  # every node is a Value

    def item(self) -> float:
        """The number, as NumPy and PyTorch call it."""
        return self.data

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
            if readings:
                readings.clear()

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

    __lt__ = _comparison(operator.lt, ops.less)
    __le__ = _comparison(operator.le, ops.less_equal)
    __gt__ = _comparison(operator.gt, ops.greater)
    __ge__ = _comparison(operator.ge, ops.greater_equal)
    __eq__ = _comparison(operator.eq, ops.equal)
    __ne__ = _comparison(operator.ne, ops.not_equal)
    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        if by_thread and (other := stand_in(self)) is not self:
            return bool(other)
        return self._data != 0.0

    def __float__(self) -> float:
        if by_thread and (other := stand_in(self)) is not self:
            return float(other)
        raise OperandError(
            say(
                "turning {self} into a float would lose its graph, and with it the gradient: write "
                "autograd's exp, log, maximum, … instead of math's, or .data if only the number is wanted",
                self=quoted(self, 100),
            )
        )

    def __int__(self) -> int:
        if by_thread and (other := stand_in(self)) is not self:
            return int(other)
        raise OperandError(
            say(
                "turning {self} into a whole number would lose its graph: write .data if only the number is wanted",
                self=quoted(self, 100),
            )
        )

    __index__ = __int__

    # Copies, see `copies`.

    def __copy__(self) -> Value:
        other: Value = stand_in(self)
        return other.__copy__() if other is not self else copy_of(other)

    def __deepcopy__(self, memo: dict[int, Any]) -> Value:
        other: Value = stand_in(self)
        return other.__deepcopy__(memo) if other is not self else deep_copy_of(other, memo)

    def __reduce__(self) -> tuple[Any, ...]:
        return in_a_row(stand_in(self))

    # How a Value shows itself.

    def __repr__(self) -> str:
        if by_thread and (other := stand_in(self)) is not self:
            return repr(other)
        label = f", label={self.label!r}" if self.label else ""
        grad = f", grad={number(self.grad)}" if self.grad else ""
        return f"Value({number(self.data)}{label}{grad})"

    def __format__(self, specification: str) -> str:
        return format(self.data, specification) if specification else repr(self)
