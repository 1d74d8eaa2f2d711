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
