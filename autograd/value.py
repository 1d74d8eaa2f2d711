"""A number that remembers how it was made.

Every operation on a `Value` makes a new `Value` that keeps its operands (`parents`, in order) and the derivative of
itself with respect to each of them (`partials`, the local partials). That is the whole graph: nothing else is stored,
and no reference points from an operand to its results, so a graph is freed the moment its last result is.

Recording the partials at once, as numbers, means that changing a leaf's `data` later cannot corrupt a backward sweep.
"""

from __future__ import annotations

from itertools import repeat
from math import nan

from autograd import ops
from autograd.at_once import add_gradients, at_once, setting_grad
from autograd.errors import OperandError
from autograd.language import say
from autograd.naming import failure
from autograd.node import Node
from autograd.notation import quoted, shown
from autograd.numpy_functions import METHODS, applied
from autograd.operation import (
    CONSTANT,
    Op,
    as_float,
    careful_partials,
    elementwise,
    is_array,
    is_fault,
    unboxed,
    undefined_is_nan,
)
from autograd.order import topological_order
from autograd.stand_ins import by_thread, recording, stand_in, with_stand_ins
from autograd.sweeps import sweep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, ClassVar


def _unary(op: Op) -> Callable[[Value], Value]:
    """The method that applies `op` to one Value."""
    forward, partials = op.forward, op.partials

    def method(self: Value) -> Value:
        if by_thread and (result := _meanwhile(op, self)) is not None:
            return result
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
                spread: Value = elementwise(op, self, other)
                return spread
        if by_thread and (result := _meanwhile(op, self, other)) is not None:
            return result
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
        if type(first) is Value:
            return method(first, self)
        spread: Value = elementwise(op, first, self)
        return spread

    return method, reflected


class Value(Node):
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

    __slots__ = ()

    def named(self, label: str) -> Value:
        """Give this node a name, and return it."""
        self.label = str(label)
        return self

    def detach(self) -> Value:
        """This number without its graph: no gradient flows through it."""
        return constant(self.data)

    def backward(self, seed: float = 1.0) -> None:
        """Run the reverse sweep from here and write ∂self/∂node into `grad` of every node below (and 1 into our own).

        `seed` multiplies all of them: what the gradient of something beyond would be, seed = ∂something/∂self.

        Leaves accumulate over calls, results of operations are set afresh. Nothing is written if the sweep fails or is
        interrupted; an interrupt while it is written waits for the end.
        """
        if by_thread and (other := stand_in(self)) is not self:
            other.backward(seed)
            return
        add_gradients(iter(sweep(self, seed if type(seed) is float else as_float(seed, "the seed")).items()))

    def zero_grad(self) -> None:
        """Forget the gradients of this node and of everything below it."""
        if by_thread and (other := stand_in(self)) is not self:
            other.zero_grad()
            return
        at_once(setting_grad(topological_order(self), repeat(0.0)))

    # Operators and functions, one line each: the rows of the table.

    __add__, _radd = _binary(ops.add)
    __sub__, __rsub__ = _binary(ops.subtract)
    __mul__, __rmul__ = _binary(ops.multiply)
    __truediv__, __rtruediv__ = _binary(ops.divide)
    _power, _ = _binary(ops.power)
    _exponential, __rpow__ = _binary(ops.exponential)
    __neg__ = _unary(ops.negate)
    __mod__, __rmod__ = _binary(ops.mod)
    __floordiv__, __rfloordiv__ = _binary(ops.floor_divide)
    __abs__ = absolute = _unary(ops.absolute)
    __floor__ = floor = _unary(ops.floor)
    __ceil__ = ceil = _unary(ops.ceil)
    exp = _unary(ops.exp)
    expm1 = _unary(ops.expm1)
    exp2 = _unary(ops.exp2)
    log = _unary(ops.log)
    log1p = _unary(ops.log1p)
    log2 = _unary(ops.log2)
    log10 = _unary(ops.log10)
    sqrt = _unary(ops.sqrt)
    cbrt = _unary(ops.cbrt)
    sin = _unary(ops.sin)
    cos = _unary(ops.cos)
    tan = _unary(ops.tan)
    asin = arcsin = _unary(ops.asin)
    acos = arccos = _unary(ops.acos)
    atan = arctan = _unary(ops.atan)
    sinh = _unary(ops.sinh)
    cosh = _unary(ops.cosh)
    tanh = _unary(ops.tanh)
    asinh = arcsinh = _unary(ops.asinh)
    acosh = arccosh = _unary(ops.acosh)
    atanh = arctanh = _unary(ops.atanh)
    erf = _unary(ops.erf)
    sign = _unary(ops.sign)
    sigmoid = _unary(ops.sigmoid)
    logsigmoid = _unary(ops.logsigmoid)
    relu = _unary(ops.relu)
    softplus = _unary(ops.softplus)
    hard_tanh = _unary(ops.hard_tanh)
    silu = _unary(ops.silu)
    gelu = _unary(ops.gelu)
    selu = _unary(ops.selu)
    mish = _unary(ops.mish)
    stop_gradient = _unary(ops.stop_gradient)
    __and__ = __rand__ = ops.both
    __or__ = __ror__ = ops.either
    __invert__ = ops.opposite
    atan2 = arctan2 = _binary(ops.atan2)[0]
    hypot = _binary(ops.hypot)[0]
    copysign = _binary(ops.copysign)[0]

    def __divmod__(self, other: Any) -> tuple[Any, Any]:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> tuple[Any, Any]:
        return other // self, other % self

    def __round__(self, digits: int | None = None) -> Any:
        return ops.rounded(self, digits or 0)

    def __radd__(self, other: Any) -> Value:
        # sum() starts from 0; the sum a person wrote does not contain it.
        if type(other) is int and other == 0:
            return self
        return self._radd(other)

    def __pow__(self, exponent: Any) -> Value:
        exponent = unboxed(exponent)
        if is_array(exponent):
            spread: Value = elementwise(ops.exponential, self, exponent)
            return spread
        return self._exponential(exponent) if isinstance(exponent, Value) else self._power(exponent)

    def __pos__(self) -> Value:
        return self

    def leaky_relu(self, slope: float | Value = 0.01) -> Value:
        """`self` where it is positive, `slope` times it elsewhere."""
        result: Value = ops.leaky_relu(self, slope)
        return result

    def elu(self, alpha: float | Value = 1.0) -> Value:
        """`self` where it is positive, `alpha`·(eˣ - 1) elsewhere."""
        result: Value = ops.elu(self, alpha)
        return result

    # NumPy: arrays of Values are arrays of objects, whose arithmetic calls the methods above.

    __array_priority__: ClassVar[float] = 1000.0

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **keywords: Any) -> Any:
        return applied(ufunc, method, inputs, keywords)

    @staticmethod
    def __record__(op: Op, operands: tuple[Any, ...]) -> Any:
        """Apply `op` to operands of which at least one is a Value: what an `Op` calls when it meets one."""
        method = _METHODS.get(op)
        if method is not None and type(operands[0]) is Value:
            return method(operands[0])
        prepared = [operand(thing, op) for thing in operands]
        if by_thread and (result := _meanwhile(op, *prepared)) is not None:
            return result
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


def _meanwhile(op: Op, *operands: Any) -> Value | None:
    """The result of an operation where something is different in this thread; None if it is not for these operands."""
    others = with_stand_ins(*operands)
    if others is not None:
        result = op(*others)
        kept: Value = result if recording() else ops.stop_gradient(result)
        return kept
    if recording() or not all(type(thing) is Value for thing in operands):
        return None
    data = [thing._data for thing in operands]
    return constant(op.on_numbers(*data))


def backward(outputs: Iterable[Value], seeds: Iterable[float] | None = None) -> None:
    """`backward` from several outputs at once: ∂(Σ seed·output)/∂node is written into `grad` of every node below them.

    The seeds are 1 where they are left out.

    >>> a, b = values(a=2.0, b=3.0)
    >>> backward([a * b, a + b], [1.0, 10.0])
    >>> a.grad, b.grad
    (13.0, 12.0)

    Raises `OperandError` for seeds that are not one number for each output.
    """
    outputs = list(outputs)
    weights = [1.0] * len(outputs) if seeds is None else [as_float(seed, "a seed") for seed in seeds]
    weighted = ops.dot(outputs, weights)
    if not isinstance(weighted, Value):
        raise OperandError(say("backward starts from Values: there is none here"))
    weighted.backward()


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
    is_undefined = error is not None or is_fault(out, data)
    if is_undefined and not undefined_is_nan():
        raise failure(op, parents, error or (ValueError() if out != out else None)) from None
    try:
        partials = (nan,) * len(data) if is_undefined else op.partials(out, *data)
    except (ArithmeticError, ValueError):
        partials = careful_partials(op, out, data)
    if not isinstance(partials, tuple) or len(partials) != len(parents):
        raise OperandError(
            say(
                "{op}: partials(out, …) must return a tuple with one derivative per operand, {parents} here, "
                "not {partials}",
                op=op.name, parents=len(parents), partials=quoted(partials),
            )
        )  # fmt: skip
    partials = tuple([x if type(x) is float else as_float(x, f"a partial of {shown(op.name)}") for x in partials])
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
    held = unboxed(thing)
    if isinstance(held, Value) or is_array(held):
        return held
    return constant(as_float(thing, op.name))


def _method(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, *others: function(self, *others)


for _name, _function in METHODS.items():  # what NumPy calls on the entries of an array
    if not hasattr(Value, _name):
        setattr(Value, _name, _method(_function))
