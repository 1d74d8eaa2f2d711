"""Conditions in formulas: comparisons, which stand nowhere but in `where`, and arms that may be undefined."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any

from autograd import ops
from autograd.arrays.operations import Arrays, Source
from autograd.errors import ExpressionError
from autograd.language import say, template
from autograd.notation import shown
from autograd.operation import Op, undefined_is_nan
from autograd.value import Value, constant

_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Gt: ">",
    ast.Lt: "<",
    ast.GtE: ">=",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_ALONE = template("{comparison} is a comparison: in a formula it can only be the condition of where, as in {example}")
_NO_CONDITION = template("where needs a comparison as its condition, as in where(x > 0, a, b), not {condition}")
_OPERANDS = template(
    "where takes a condition and two values, as in where(x > 0, a, b): the second where it does not hold"
)


def check_places(nodes: Iterable[ast.expr]) -> None:
    """Refuse comparisons that are no condition, and conditions that are no comparison."""
    nodes = list(nodes)
    conditions = set()
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "where":
            if len(node.args) != 3 or node.keywords:
                raise ExpressionError(say(_OPERANDS))
            if not isinstance(node.args[0], ast.Compare):
                raise ExpressionError(say(_NO_CONDITION, condition=shown(ast.unparse(node.args[0]))))
            conditions.add(node.args[0])
    for node in nodes:
        if isinstance(node, ast.Compare) and node not in conditions:
            comparison = shown(ast.unparse(node))
            raise ExpressionError(say(_ALONE, comparison=comparison, example=f"where({comparison}, 1, 0)"))


def compared(node: ast.Compare, operands: Sequence[Any], arrays: Arrays, source: Source) -> Any:
    """A comparison, or several in a row as in 0 < x < 1: all have to hold. Of arrays, entry by entry."""

    def hold(*items: Any) -> Any:
        found = [
            ops.COMPARISONS[_SIGNS[type(sign)]](left, right)
            for sign, left, right in zip(node.ops, items[:-1], items[1:], strict=True)
        ]
        return reduce(ops.both, found)

    if any(isinstance(operand, list) for operand in operands):
        return arrays.elementwise(hold, operands, source)
    return hold(*operands)


def applied(op: Op, operands: Sequence[Value | float]) -> Any:
    """`op` on operands. Of numbers only, the result is a number; if there is none, the operation is remembered."""
    result = op(*operands)
    if undefined_is_nan() and not isinstance(result, Value) and result != result:
        return op(*[x if i in op.fixed or isinstance(x, Value) else constant(x) for i, x in enumerate(operands)])
    return result
