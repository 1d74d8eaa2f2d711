"""The names micrograd has for what a node was made from: `_prev`, `_op`, and children given to the constructor."""

from __future__ import annotations

from autograd import ops
from autograd.errors import OperandError
from autograd.language import say
from autograd.notation import number, quoted
from autograd.operation import CONSTANT, Op, careful_partials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    from autograd.value import Value

_SYMBOLS = {
    ops.add: "+", ops.subtract: "-", ops.multiply: "*", ops.divide: "/", ops.negate: "-", ops.exponential: "**",
    ops.relu: "ReLU",
}  # fmt: skip


def symbol_of(node: Value) -> str:
    """How micrograd writes the operation that made a node: "+", "*", "**2", "ReLU"; "" for a leaf and a plain number.

    >>> from autograd import Value
    >>> x = Value(3.0)
    >>> symbol_of(x), symbol_of(x + 1), symbol_of(x**2), symbol_of(x.tanh())
    ('', '+', '**2', 'tanh')
    """
    if node.op is None or node.op is CONSTANT:
        return ""
    if node.op is ops.power:
        return f"**{number(node.parents[1].data)}"
    return _SYMBOLS.get(node.op, node.op.name)


def made_of(children: Collection[Value], symbol: str, data: float) -> tuple[Op, tuple[Value, ...], tuple[float, ...]]:
    """The operation, operands and partials of a node whose maker says of what it was made.

    A row of the table, if it has this symbol and gives this number. Otherwise an operation whose derivative nobody has
    said: it can be drawn, and a gradient that arrives at it is an error.

    Raises `OperandError` for children that are not Values.
    """
    operands = tuple(children)
    for child in operands:
        if not (hasattr(type(child), "parents") and hasattr(type(child), "partials")):
            raise OperandError(say("the children of a Value are Values, not {child}", child=quoted(child)))
    numbers = [child.data for child in operands]
    rows = {**ops.TABLE, **{sign: op for op, sign in reversed(_SYMBOLS.items()) if op.arity == len(operands)}}
    op = rows.get(symbol)
    if op is None or op.arity != len(operands) or not _gives(op, numbers, data):
        unknown = (float("nan"),) * len(operands)
        return Op(symbol or "made", lambda *_: data, partials=lambda out, *_: unknown), operands, unknown
    return op, operands, careful_partials(op, data, numbers)


def _gives(op: Op, numbers: list[float], data: Any) -> bool:
    try:
        return bool(op.forward(*numbers) == data)
    except (ArithmeticError, ValueError):
        return False
