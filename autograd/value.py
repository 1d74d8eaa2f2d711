"""A number that remembers how it was made.

Every operation on a `Value` makes a new `Value` that keeps its operands (`parents`, in order) and the derivative of
itself with respect to each of them (`partials`, the local partials). That is the whole graph: nothing else is stored,
and no reference points from an operand to its results, so a graph is freed the moment its last result is.

Recording the partials at once, as numbers, means that changing a leaf's `data` later cannot corrupt a backward sweep.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from autograd import ops
from autograd.errors import ChainruleError, OperandError
from autograd.graph import formula, topological_order
from autograd.notation import number, printable
from autograd.operation import CONSTANT, Op, as_float, is_array
from autograd.sweeps import sweep


def _unary(op: Op) -> Callable[[Value], Value]:
    """The method that applies `op` to one Value."""
    forward, partials = op.forward, op.partials

    def method(self: Value) -> Value:
        a = self.data
        try:
            out = forward(a)
            if out - out != 0.0:
                return _record(op, (self,))
            node = _new(Value)
            node.partials = partials(out, a)
        except (ArithmeticError, ValueError):
            return _record(op, (self,))
        node.data = out
        node.grad = 0.0
        node.label = ""
        node.op = op
        node.parents = (self,)
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
                return elementwise(op, self, other)
        a = self.data
        b = other.data
        try:
            out = forward(a, b)
            if out - out != 0.0:
                return _record(op, (self, other))
            node = _new(Value)
            node.partials = partials(out, a, b)
        except (ArithmeticError, ValueError):
            return _record(op, (self, other))
        node.data = out
        node.grad = 0.0
        node.label = ""
        node.op = op
        node.parents = (self, other)
        return node

    def reflected(self: Value, other: Any) -> Value:
        first = operand(other, op)
        return method(first, self) if type(first) is Value else elementwise(op, first, self)

    return method, reflected


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

    Raises `OperandError` (a TypeError) for anything that is not a real number.
    """

    __slots__ = ("data", "grad", "label", "op", "parents", "partials")

    data: float
    grad: float
    label: str
    op: Op | None
    parents: tuple[Value, ...]
    partials: tuple[float, ...]

    def __init__(self, data: float, label: str = "") -> None:
        self.data = data if type(data) is float else as_float(data, "Value")
        self.grad = 0.0
        self.label = label if type(label) is str else str(label)
        self.op = None
        self.parents = ()
        self.partials = ()

    def named(self, label: str) -> Value:
        """Give this node a name, and return it."""
        self.label = str(label)
        return self

    def backward(self) -> None:
        """Run the reverse sweep from here and write ∂self/∂node into `grad` of every node below (and 1 into our own).

        Leaves accumulate over calls, results of operations are set afresh. Nothing is written if the sweep fails.
        """
        for node, adjoint in sweep(self).items():
            if node.op is None:
                node.grad += adjoint
            elif node.op is not CONSTANT:
                node.grad = adjoint

    def zero_grad(self) -> None:
        """Forget the gradients of this node and of everything below it."""
        for node in topological_order(self):
            node.grad = 0.0

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
            return elementwise(ops.exponential, self, exponent)
        return self._exponential(exponent) if isinstance(exponent, Value) else self._power(exponent)

    def __pos__(self) -> Value:
        return self

    def leaky_relu(self, slope: float | Value = 0.01) -> Value:
        """`self` where it is positive, `slope` times it elsewhere."""
        result: Value = ops.leaky_relu(self, slope)
        return result

    # Comparisons are about the numbers: a function may branch on them, and max() and sorted() work.

    def __lt__(self, other: Any) -> bool:
        return self.data < other.data if isinstance(other, Value) else self.data < other

    def __le__(self, other: Any) -> bool:
        return self.data <= other.data if isinstance(other, Value) else self.data <= other

    def __gt__(self, other: Any) -> bool:
        return self.data > other.data if isinstance(other, Value) else self.data > other

    def __ge__(self, other: Any) -> bool:
        return self.data >= other.data if isinstance(other, Value) else self.data >= other

    def __eq__(self, other: object) -> bool:
        return self.data == (other.data if isinstance(other, Value) else other)

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        return self.data != 0.0

    def __float__(self) -> float:
        raise OperandError(
            f"turning {self!r} into a float would lose its graph, and with it the gradient: "
            "write autograd's exp, log, maximum, … instead of math's, or .data if only the number is wanted"
        )

    # How a Value shows itself.

    def __repr__(self) -> str:
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
        return ufunc(*(_boxed(thing) for thing in inputs), **keywords)

    @staticmethod
    def __record__(op: Op, operands: tuple[Any, ...]) -> Any:
        """Apply `op` to operands of which at least one is a Value: what an `Op` calls when it meets one."""
        method = _METHODS.get(op)
        if method is not None and type(operands[0]) is Value:
            return method(operands[0])
        prepared = [operand(thing, op) for thing in operands]
        if all(type(thing) is Value for thing in prepared):
            return _record(op, tuple(prepared))
        return elementwise(op, *prepared)


_new = object.__new__

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
    node = _new(Value)
    node.data = data
    node.grad = 0.0
    node.label = ""
    node.op = CONSTANT
    node.parents = ()
    node.partials = ()
    return node


def _record(op: Op, parents: tuple[Value, ...]) -> Value:
    """Compute `op` on `parents` and remember it: the heart of the engine."""
    data = [parent.data for parent in parents]
    try:
        out = op.forward(*data)
        out = out if type(out) is float else as_float(out, op.name)
    except (ArithmeticError, ValueError) as error:
        raise _failure(op, parents, error) from None
    if out - out != 0.0 and all(x - x == 0.0 for x in data):
        raise _failure(op, parents)
    try:
        partials = op.partials(out, *data)
    except (ArithmeticError, ValueError):
        raise _failure(op, parents, of_derivative=True) from None
    if not isinstance(partials, tuple) or len(partials) != len(parents):
        raise OperandError(
            f"{op.name}: partials(out, …) must return a tuple with one derivative per operand, {len(parents)} here, "
            f"not {partials!r}"
        )
    node = _new(Value)
    node.data = out
    node.grad = 0.0
    node.label = ""
    node.op = op
    node.parents = parents
    node.partials = partials
    return node


def operand(thing: Any, op: Op) -> Any:
    """`thing` as an operand: a Value (a plain number becomes a constant), or an array as it is."""
    kind = type(thing)
    if kind is float:
        return constant(thing)
    if kind is int:
        return constant(as_float(thing, op.name))
    if isinstance(thing, Value) or (is_array(thing) and thing.ndim):
        return thing
    return constant(as_float(thing, op.name))


def elementwise(op: Op, *operands: Any) -> Value:
    """`op` on operands of which some are arrays: an array of Values (to a type checker, as good as a Value)."""
    array: Value = op.on_arrays(*(_boxed(thing) for thing in operands))
    return array


def _boxed(thing: Any) -> Any:
    """A Value as an array of one object without dimensions, for NumPy to spread over the other operands."""
    import numpy

    if isinstance(thing, numpy.generic):
        return as_float(thing, "an operation")
    if not isinstance(thing, Value):
        return thing

    box = numpy.empty((), dtype=object)
    box[()] = thing
    return box


def _failure(
    op: Op, parents: tuple[Value, ...], error: Exception | None = None, of_derivative: bool = False
) -> ChainruleError:
    """The error for an operation that has no finite result, and what its operands are called."""
    labels = {parent.label for parent in parents}
    spare = (letter for letter in "uvwxyz" if letter not in labels)
    names = []
    for parent in parents:
        if parent.op is CONSTANT:
            names.append(number(parent.data))
        else:
            names.append(printable(parent.label) or next(spare, "?"))
    origins = [formula(parent) if parent.parents else "" for parent in parents]
    data = [parent.data for parent in parents]
    return op.failure(data, names, error, of_derivative=of_derivative, origins=origins)
