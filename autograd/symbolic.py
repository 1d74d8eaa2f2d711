"""Local partials as formulas: the same rules that give numbers, run on symbols.

Where a row computes its partials in a form that no book has, for their last digits, it gives the form for paper too.

>>> from autograd.value import Value
>>> h = Value(0.5, "h").sigmoid().named("y")
>>> print(*(partial.text.text for partial in partial_formulas(h, {h: "y", h.parents[0]: "h"})))
y·(1 - y)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograd import ops
from autograd.notation import Written, latex_name
from autograd.operation import CONSTANT, Op
from autograd.operators import Operators
from autograd.value import Value


class Symbol(Operators):
    """A formula in the making, written both as text and as LaTeX; operations on it write more formula."""

    __slots__ = ("latex", "text")

    def __init__(self, text: Written, latex: Written) -> None:
        self.text = text
        self.latex = latex

    @classmethod
    def of(cls, operand: Symbol | float) -> Symbol:
        """A plain number as a symbol; a symbol as it is."""
        if isinstance(operand, Symbol):
            return operand
        return cls(Written.number(operand), Written.number(operand, latex=True))

    @staticmethod
    def __record__(op: Op, operands: tuple[Any, ...]) -> Any:
        simpler = simplified(op, *operands)
        if simpler is not None:
            return simpler
        return Symbol.made(op, operands)

    @classmethod
    def made(cls, op: Op, operands: tuple[Any, ...]) -> Symbol:
        """The formula of an operation, as it is."""
        symbols = [Symbol.of(operand) for operand in operands]
        return Symbol(
            op.write(*(symbol.text for symbol in symbols)),
            op.write(*(symbol.latex for symbol in symbols), latex=True),
        )

    def __pow__(self, exponent: Any) -> Any:
        return self._exponential(exponent) if isinstance(exponent, Symbol) else self._power(exponent)


def simplified(op: Op, *operands: Any) -> Any:
    """What a person would write instead of `0 + a`, `1·a`, `a·0`, `a·2` or `a¹`; None if there is nothing simpler."""
    if len(operands) != 2:
        return None
    a, b = operands
    if op is ops.multiply:
        if 0 in (a, b):
            return 0.0
        if a == 1 or b == 1:
            return b if a == 1 else a
        if isinstance(b, (int, float)):
            return ops.negate(a) if b == -1 else None if isinstance(a, (int, float)) else _written_number_first(b, a)
        return ops.negate(b) if a == -1 else None
    if op is ops.add and (a == 0 or b == 0):
        return b if a == 0 else a
    if op in (ops.divide, ops.power) and b == 1:
        return a
    return a if op is ops.subtract and b == 0 else None


def _written_number_first(number: float, symbol: Symbol) -> Symbol:
    return symbol.made(ops.multiply, (number, symbol))


def partial_formulas(node: Value, names: Mapping[Value, str]) -> list[Symbol]:
    """∂node/∂parent for each parent of `node`, as formulas in the nodes' names.

    A rule that can only be run on numbers gives its numbers.
    """
    return written_partials(node, {known: symbol(names[known]) for known in (node, *node.parents) if known in names})


def written_partials(node: Value, symbols: Mapping[Value, Symbol]) -> list[Symbol]:
    """∂node/∂parent for each parent of `node`, in the symbols of these and of the node; each may be a formula."""
    if node.op is None:
        return []
    operands = [parent.data if parent.op is CONSTANT else symbols[parent] for parent in node.parents]
    rule = ops.written_partials(node.op)
    try:
        return [Symbol.of(partial) for partial in rule(symbols[node], *operands)]
    except (TypeError, ValueError, ArithmeticError):
        return [Symbol.of(partial) for partial in node.partials]


def symbol(name: str) -> Symbol:
    """A name as a symbol."""
    return Symbol(Written(name), Written(latex_name(name)))
