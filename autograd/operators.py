"""Operators and methods for whatever a row of the table can record: a symbol, a node of a trace.

`Value` has the same list, with a shorter way from each to its row: it is the one that has to be fast.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd import ops
from autograd.operation import Op


def _binary(op: Op) -> tuple[Callable[[Any, Any], Any], Callable[[Any, Any], Any]]:
    return (lambda self, other: op(self, other)), (lambda self, other: op(other, self))


def _unary(op: Op) -> Callable[[Any], Any]:
    return lambda self: op(self)


class Operators:
    """`a + b` is `add(a, b)`, and so on."""

    __slots__ = ()

    __add__, __radd__ = _binary(ops.add)
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

    def __divmod__(self, other: Any) -> tuple[Any, Any]:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> tuple[Any, Any]:
        return other // self, other % self

    def __round__(self, digits: int | None = None) -> Any:
        return ops.rounded(self, digits or 0)
