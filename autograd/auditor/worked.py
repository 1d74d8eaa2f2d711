"""A formula with its numbers put in, and what it comes to: 0.049474·0.654737 = 0.0323925.

The rows of the table run on it as on any symbol, so the same rules write the derivatives. Plain numbers in a formula
are multiplied up, as on paper: 2·(a - b)/2 is a - b.
"""

from __future__ import annotations

import math
from typing import Any

from autograd import ops
from autograd.errors import ChainruleError
from autograd.notation import Written, number
from autograd.operation import Op
from autograd.operators import Operators

#: A longer formula, in numbers or in characters, is not told.
MOST_NUMBERS, LONGEST = 12, 110


class TooLongError(ChainruleError):
    """A formula nobody would read."""


class Worked(Operators):
    """A formula of numbers.

    - `written`: its text. `value`: what it comes to. `size`: how many numbers are in it.
    - `operation`: the last operation; nothing for a single number. `operands`: of that operation.
    - `coefficient`, `body`: the plain number in front, and what it multiplies.
    """

    __slots__ = ("body", "coefficient", "operands", "operation", "size", "value", "written")

    def __init__(self, written: Written, value: float, operation: str = "", operands: tuple[Worked, ...] = ()) -> None:
        self.written, self.value, self.operation, self.operands = written, value, operation, operands
        self.size: int = sum(operand.size for operand in operands) or 1
        self.coefficient, self.body = 1.0, self
        if self.size > MOST_NUMBERS or len(written.text) > LONGEST:
            raise TooLongError(written.text[:LONGEST])

    @classmethod
    def number(cls, x: float) -> Worked:
        """A number as it stands on paper."""
        text = number(x, 12)
        return cls(Written.number(x, 12), float(text) if math.isfinite(x) else x)

    @property
    def operations(self) -> set[str]:
        """Every operation in it."""
        own = {self.operation} - {""}
        return own.union(*(operand.operations for operand in self.operands))

    @property
    def text(self) -> str:
        """How it is written."""
        return self.written.text

    @staticmethod
    def __record__(op: Op, operands: tuple[Any, ...]) -> Any:
        if op is ops.negate:
            return _times(-1.0, operands[0])
        return _binary(op, *operands) if len(operands) == 2 else _applied(op, operands)

    def __pow__(self, exponent: Any) -> Any:
        return self._exponential(exponent) if isinstance(exponent, Worked) else self._power(exponent)


def _is(thing: Any, number: float) -> bool:
    return not isinstance(thing, Worked) and thing == number


def _binary(op: Op, a: Any, b: Any) -> Any:
    """What a person would write for an operation of two operands, of which one is a formula."""
    if op is ops.multiply:
        return _product(a, b)
    if op is ops.divide and not isinstance(b, Worked):
        return _times(1 / b, a)
    if op is ops.add and (_is(a, 0.0) or _is(b, 0.0)):
        return b if _is(a, 0.0) else a
    if op is ops.subtract and (_is(a, 0.0) or _is(b, 0.0)):
        return _times(-1.0, b) if _is(a, 0.0) else a
    if op is ops.add and isinstance(b, Worked) and b.coefficient == -1:
        return _applied(ops.subtract, (a, b.body))
    if op is ops.power and _is(b, 1.0):
        return a
    return _applied(op, (a, b))


def _applied(op: Op, operands: tuple[Any, ...]) -> Worked:
    worked = tuple(operand if isinstance(operand, Worked) else Worked.number(operand) for operand in operands)
    try:
        value = op.forward(*(operand.value for operand in worked))
    except (ArithmeticError, ValueError):
        value = math.nan
    return Worked(op.write(*(operand.written for operand in worked)), value, op.name, worked)


def _product(a: Any, b: Any) -> Any:
    if not isinstance(a, Worked):
        return _times(a, b)
    if not isinstance(b, Worked):
        return _times(b, a)
    return _times(a.coefficient * b.coefficient, _applied(ops.multiply, (a.body, b.body)))


def _times(factor: float, worked: Worked) -> Any:
    """A plain number times a formula."""
    factor, body = factor * worked.coefficient, worked.body
    if factor == 0:
        return 0.0
    if factor == 1:
        return body
    if factor == -1 and body.operation == "subtract":
        return _applied(ops.subtract, body.operands[::-1])
    product = _applied(ops.negate, (body,)) if factor == -1 else _applied(ops.multiply, (factor, body))
    product.coefficient, product.body = factor, body
    return product
