"""A number that remembers how it was made.

Every operation on a `Value` makes a new `Value` that keeps its operands (`parents`, in order) and the derivative of
itself with respect to each of them (`partials`, the local partials). That is the whole graph: nothing else is stored,
and no reference points from an operand to its results, so a graph is freed the moment its last result is.

Recording the partials at once, as numbers, means that changing a leaf's `data` later cannot corrupt a backward sweep.

Nearly every operation has one operand or two, so a node has a place for each of two, `left` and `right`, and for the
partials by them. Two tuples a node would say the same; but Python's cycle collector, which takes three quarters of the
time of a training loop that keeps it on, would walk them too, and they take half of a node's memory.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from math import nan
from typing import Any, ClassVar, cast

from autograd import ops
from autograd.errors import OperandError
from autograd.graph import failure, topological_order
from autograd.notation import number, printable
from autograd.operation import (
    CONSTANT,
    Op,
    as_float,
    boxed,
    careful_partials,
    elementwise,
    is_array,
    undefined_is_nan,
)
from autograd.stand_ins import by_thread, stand_in, with_stand_ins
from autograd.sweeps import sweep


def _unary(op: Op) -> Callable[[Value], Value]:
    """The method that applies `op` to one Value."""
    forward, partials = op.forward, op.partials

    def method(self: Value) -> Value:
        if by_thread and (others := with_stand_ins(self)):
            return cast(Value, op(*others))
        node = _node(op, self, None)
        try:
            node._data = out = forward(a := self._data)
            if out - out != 0.0:
                return _record(op, (self,))
            (node.by_left,) = partials(out, a)
        except (ArithmeticError, ValueError):
            return _record(op, (self,))
        return node

    return method


def _binary(op: Op) -> tuple[Callable[[Value, Any], Value], Callable[[Value, Any], Value]]:
    """The methods that apply `op` to a Value and another operand: Value first, and Value second (reflected).

    The body of `_record` is written out for two operands, because every multiplication passes here.
    """
    forward, partials = op.forward, op.partials

    def method(self: Value, other: Any) -> Value:
        if type(other) is not Value:
            other = operand(other, op)
            if type(other) is not Value:
                return cast(Value, elementwise(op, self, other))
        if by_thread and (others := with_stand_ins(self, other)):
            return cast(Value, op(*others))
        node = _node(op, self, other)
        try:
            node._data = out = forward(a := self._data, b := other._data)
            if out - out != 0.0:
                return _record(op, (self, other))
            node.by_left, node.by_right = partials(out, a, b)
        except (ArithmeticError, ValueError):
            return _record(op, (self, other))
        return node

    def reflected(self: Value, other: Any) -> Value:
        first = operand(other, op)
        return method(first, self) if type(first) is Value else cast(Value, elementwise(op, first, self))

    return method, reflected


def _comparison(compare: Callable[[Any, Any], bool]) -> Callable[[Value, Any], bool]:
    """The method that compares numbers."""

    def method(self: Value, other: Any) -> bool:
        return compare(self.data, other.data if isinstance(other, Value) else other)

    return method


class Value:
    """A number, and how it came about.

    - `data`: the number, a float.
    - `label`: its name in formulas and pictures; may be empty.
    - `op`: the operation that made it; None for a leaf.
    - `parents`: the operands, in order: `a + a` has two.
    - `partials`: ∂self/∂parent for each parent.
    - `grad`: ∂output/∂self, once `output.backward()` has run. On leaves it adds up over calls until `zero_grad()`; on
      results of operations every sweep starts afresh.

    Comparisons (`<`, `==`, …) compare the numbers; as keys of a dictionary, Values are told apart by identity.

    >>> a, b = values(a=2.0, b=1.0)
    >>> e = ((a + b) * (b + 1)).named("e")
    >>> e.backward()
    >>> e.data, a.grad, b.grad
    (6.0, 2.0, 5.0)
    >>> e.op.name, e.partials
    ('multiply', (2.0, 3.0))

    `data` and `grad` may be set to any real number, and are kept as floats; a `grad` of None is 0.

    Raises `OperandError` (a TypeError) for anything that is not a real number.
    """

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
            return other.data
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
            return other.grad
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
        return f"{attribute} of {printable(self.label)}" if self.label else attribute

    def named(self, label: str) -> Value:
        """Give this node a name, and return it."""
        self.label = str(label)
        return self

    def backward(self) -> None:
        """Run the reverse sweep from here and write ∂self/∂node into `grad` of every node below (and 1 into our own).

        Leaves accumulate over calls, results of operations are set afresh. Nothing is written if the sweep fails.
        """
        if by_thread and (other := stand_in(self)) is not self:
            other.backward()
            return
        for node, adjoint in sweep(self).items():
            if node.op is None:
                node._grad += adjoint
            elif node.op is not CONSTANT:
                node._grad = adjoint

    def zero_grad(self) -> None:
        """Forget the gradients of this node and of everything below it."""
        for node in topological_order(self):
            node._grad = 0.0

    # Operators and functions, one line each: the rows of the table.

    __add__, _radd = _binary(ops.add)
    __sub__, __rsub__ = _binary(ops.subtract)
    __mul__, __rmul__ = _binary(ops.multiply)
    __truediv__, __rtruediv__ = _binary(ops.divide)
    _power, _ = _binary(ops.power)
    _exponential, __rpow__ = _binary(ops.exponential)
    __neg__ = _unary(ops.negate)
    __abs__ = absolute = _unary(ops.absolute)
    exp = _unary(ops.exp)
    log = _unary(ops.log)
    sqrt = _unary(ops.sqrt)
    sin = _unary(ops.sin)
    cos = _unary(ops.cos)
    tan = _unary(ops.tan)
    tanh = _unary(ops.tanh)
    sigmoid = _unary(ops.sigmoid)
    relu = _unary(ops.relu)
    softplus = _unary(ops.softplus)
    hard_tanh = _unary(ops.hard_tanh)

    def __radd__(self, other: Any) -> Value:
        # sum() starts from 0; the sum a person wrote does not contain it.
        if type(other) is int and other == 0:
            return self
        return self._radd(other)

    def __pow__(self, exponent: Any) -> Value:
        if is_array(exponent) and exponent.ndim:
            return cast(Value, elementwise(ops.exponential, self, exponent))
        return self._exponential(exponent) if isinstance(exponent, Value) else self._power(exponent)

    def __pos__(self) -> Value:
        return self

    def leaky_relu(self, slope: float | Value = 0.01) -> Value:
        """`self` where it is positive, `slope` times it elsewhere."""
        result: Value = ops.leaky_relu(self, slope)
        return result

    # Comparisons are about the numbers: a function may branch on them, and max() and sorted() work.

    __lt__ = _comparison(operator.lt)
    __le__ = _comparison(operator.le)
    __gt__ = _comparison(operator.gt)
    __ge__ = _comparison(operator.ge)
    __eq__ = _comparison(operator.eq)
    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        return self.data != 0.0

    def __float__(self) -> float:
        if by_thread and (other := stand_in(self)) is not self:
            return float(other)
        raise OperandError(
            f"turning {self!r} into a float would lose its graph, and with it the gradient: "
            "write autograd's exp, log, maximum, … instead of math's, or .data if only the number is wanted"
        )

    # How a Value shows itself.

    def __repr__(self) -> str:
        if by_thread and (other := stand_in(self)) is not self:
            return repr(other)
        label = f", label={self.label!r}" if self.label else ""
        grad = f", grad={number(self.grad)}" if self.grad else ""
        return f"Value({number(self.data)}{label}{grad})"

    def __format__(self, specification: str) -> str:
        return format(self.data, specification) if specification else repr(self)

    # NumPy: arrays of Values are arrays of objects, whose arithmetic calls the methods above.

    __array_priority__: ClassVar[float] = 1000.0

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **keywords: Any) -> Any:
        if method != "__call__":
            return NotImplemented
        return ufunc(*(boxed(thing) for thing in inputs), **keywords)

    @staticmethod
    def __record__(op: Op, operands: tuple[Any, ...]) -> Any:
        """Apply `op` to operands of which at least one is a Value: what an `Op` calls when it meets one."""
        method = _METHODS.get(op)
        if method is not None and type(operands[0]) is Value:
            return method(operands[0])
        if by_thread and (others := with_stand_ins(*operands)):
            return op(*others)
        prepared = [operand(thing, op) for thing in operands]
        if all(type(thing) is Value for thing in prepared):
            return _record(op, tuple(prepared))
        return elementwise(op, *prepared)


_new = object.__new__

#: Whole numbers below this are floats without rounding: nothing needs checking.
_EXACT = 2**53


def _node(op: Op, left: Any, right: Value | None) -> Value:
    """A result of an operation, without its numbers yet: the one place that says what a node consists of."""
    node = _new(Value)
    node._grad = 0.0
    node.label = ""
    node.op = op
    node.left = left
    node.right = right
    return node


#: The methods of the table's functions of one variable, for `sin(x)` to be as fast as `x.sin()`.
_METHODS = {op: _unary(op) for op in ops.TABLE.values() if op.arity == 1}


def values(**numbers: float) -> tuple[Value, ...]:
    """Labelled leaves.

    >>> a, b = values(a=2.0, b=1.0)
    >>> a
    Value(2, label='a')
    """
    return tuple(Value(data, label=label) for label, data in numbers.items())


def constant(data: float) -> Value:
    """A plain number as an operand: it takes part in the computation, but nobody asks for its gradient."""
    node = _node(CONSTANT, None, None)
    node._data = data
    return node


def _record(op: Op, parents: tuple[Value, ...]) -> Value:
    """Compute `op` on `parents` and remember it: the heart of the engine.

    A value that does not exist is an error. A partial that does not exist is NaN, and an error when a gradient reaches
    it, see `sweeps`.
    """
    data = [parent._data for parent in parents]
    error: Exception | None = None
    out = nan
    try:
        out = op.forward(*data)
        out = out if type(out) is float else as_float(out, op.name)
    except (ArithmeticError, ValueError) as raised:
        error = raised
    if (error is not None or (out - out != 0.0 and all(x - x == 0.0 for x in data))) and not undefined_is_nan():
        raise failure(op, parents, error) from None
    try:
        partials = op.partials(out, *data)
    except (ArithmeticError, ValueError):
        partials = careful_partials(op, out, data)
    if not isinstance(partials, tuple) or len(partials) != len(parents):
        raise OperandError(
            f"{op.name}: partials(out, …) must return a tuple with one derivative per operand, {len(parents)} here, "
            f"not {partials!r}"
        )
    if len(parents) > 2:
        node = _node(op, parents, None)
        node.by_left = partials
    elif len(parents) == 2:
        node = _node(op, *parents)
        node.by_left, node.by_right = partials
    else:
        node = _node(op, parents[0], None)
        (node.by_left,) = partials
    node._data = out
    return node


def operand(thing: Any, op: Op) -> Any:
    """`thing` as an operand: a Value (a plain number becomes a constant), or an array as it is."""
    kind = type(thing)
    if kind is float or (kind is int and -_EXACT < thing < _EXACT):
        node = _node(CONSTANT, None, None)
        node._data = thing * 1.0  # a float, whichever it was
        return node
    if isinstance(thing, Value) or (is_array(thing) and thing.ndim):
        return thing
    return constant(as_float(thing, op.name))
