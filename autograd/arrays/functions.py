"""Functions of arrays in formulas: sum, mean, max, softmax of all entries or along an axis; all others by entry."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from autograd import ops
from autograd.arrays.given import described, shape
from autograd.arrays.operations import Arrays, Source
from autograd.errors import ExpressionError
from autograd.language import say
from autograd.operation import Op

#: Functions that are no rows of the table, and rows that take any number of operands.
OWN = frozenset({"softmax", "mean", "outer", "transpose", "flatten", "concat"})
OF_ANY_NUMBER = frozenset({"maximum", "minimum", "total", "logsumexp", "norm"})
#: Those of them that are one number for a row, whose meaning for a matrix people do not agree on.
_OF_A_ROW = frozenset({"logsumexp"})

Apply = Callable[[Op, Sequence[Any]], Any]


def axis_of(call: ast.Call) -> int | None:
    """The axis in sum(X, axis=0), as NumPy counts them; nothing if none is named.

    Raises `ValueError` for other names, and for what is no whole number.
    """
    if not call.keywords:
        return None
    (keyword,) = call.keywords
    sign = -1 if isinstance(keyword.value, ast.UnaryOp) and isinstance(keyword.value.op, ast.USub) else 1
    value = keyword.value.operand if isinstance(keyword.value, ast.UnaryOp) else keyword.value
    if keyword.arg not in ("axis", "dim") or not isinstance(value, ast.Constant) or type(value.value) is not int:
        raise ValueError
    return sign * value.value


def call(
    name: str, op: Op | None, operands: list[Any], axis: int | None, arrays: Arrays, apply: Apply, source: Source
) -> Any:
    """What a function gives for operands of which some are arrays; `apply` computes a row of the table for numbers."""
    if name in OWN:
        return _own(name, operands, axis, arrays, source)
    assert op is not None
    lists = [isinstance(operand, list) for operand in operands]
    if op is ops.inner_product:
        if [len(shape(operand)) for operand in operands] != [1, 1]:
            raise ExpressionError(
                say("{name} takes two lists, as in {name}([a, b], [c, d]); @ is the product of matrices", name=name)
            )
        return ops.dot(*operands)
    if op.name not in OF_ANY_NUMBER:
        if axis is not None:
            raise ExpressionError(
                say("{whole}: {name} goes entry by entry and has no axis", whole=source.whole, name=name)
            )
        return arrays.elementwise(lambda *items: apply(op, items), operands, source)
    if len(operands) > 1 and op.name in ("maximum", "minimum") and axis is None:
        return arrays.elementwise(lambda *items: reduce(lambda a, b: apply(op, (a, b)), items), operands, source)
    if len(operands) > 1 or not all(lists):
        raise ExpressionError(say("{name} takes numbers or one list", name=name))
    (array,) = operands
    if op.name in _OF_A_ROW and len(shape(array)) > 1 and axis is None:
        is_what = described(source.operand(0), shape(array))
        raise ExpressionError(
            say(
                "{whole}: {is_what}: write axis=1 for one number a row, axis=0 for one a column",
                whole=source.whole,
                is_what=is_what,
            )
        )
    return arrays.reduced(lambda items: of_any_number(name, op, items, apply), array, axis, source)


def of_any_number(name: str, op: Op, items: Sequence[Any], apply: Apply) -> Any:
    """What a function that takes any number of operands gives for these numbers, at least one."""
    if not items:
        raise ExpressionError(say("{name} needs at least one number", name=name))
    return reduce(lambda a, b: apply(op, (a, b)), items) if op.arity == 2 else apply(op, items)


def _own(name: str, operands: list[Any], axis: int | None, arrays: Arrays, source: Source) -> Any:
    lists = [isinstance(operand, list) for operand in operands]
    if name in ("softmax", "mean"):
        items = operands[0] if lists == [True] else operands
        if not items or (any(lists) and lists != [True]):
            raise ExpressionError(say("{name} takes numbers or one list, at least one number", name=name))
        if name == "softmax":
            return arrays.shared(lambda row: ops.softmax(row), items, axis, source)
        return arrays.reduced(_mean, items, axis, source)
    if axis is not None:
        raise ExpressionError(say("{whole}: {name} has no axis", whole=source.whole, name=name))
    if name == "concat":
        return arrays.joined(operands, source)
    count = 2 if name == "outer" else 1
    if lists != [True] * count:
        raise ExpressionError(say("{name} takes two vectors" if count == 2 else "{name} takes one array", name=name))
    if name == "outer":
        return arrays.outer(operands[0], operands[1], source)
    return arrays.transposed(operands[0], source) if name == "transpose" else arrays.flat(operands[0], source)


def _mean(items: Sequence[Any]) -> Any:
    """Σ x / n."""
    return ops.TABLE["divide"](ops.total(items), float(len(items)))
