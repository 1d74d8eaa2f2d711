"""Where a local partial comes from: its formula, the formula with numbers, the number.

>>> from autograd.value import Value
>>> z = Value(1.0, "z")
>>> o = z.sigmoid().named("o")
>>> formula, worked = worked_partials(o, {o: "o", z: "z"}, digits=4)[0]
>>> formula.text.text, worked.text.text
('o·(1 - o)', '0.7311·0.2689')
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from autograd import ops
from autograd.notation import SUM, Written
from autograd.operation import CONSTANT, Op
from autograd.styles import LATEX, TEXT
from autograd.symbolic import Symbol, partial_formulas, simplified
from autograd.value import Value

#: A formula of more characters is not written out with numbers: nobody would read it.
_LONGEST = 100


class Origin(NamedTuple):
    """A local partial as a formula in names, and the same formula in numbers; None where that says nothing more."""

    formula: Symbol
    worked: Symbol | None


class _Worked(Symbol):
    """A formula in numbers: a sum that stands inside a product is written as what it comes to."""

    __slots__ = ("digits", "value")

    def __init__(self, text: Written, latex: Written, value: float, digits: int) -> None:
        super().__init__(text, latex)
        self.value, self.digits = value, digits

    @classmethod
    def number(cls, value: float, digits: int) -> _Worked:
        return cls(TEXT.number(value, digits), LATEX.number(value, digits), value, digits)

    @staticmethod
    def __record__(op: Op, operands: tuple[Any, ...]) -> Any:
        simpler = simplified(op, *operands)
        return _Worked.made(op, operands) if simpler is None else simpler

    @classmethod
    def made(cls, op: Op, operands: tuple[Any, ...]) -> _Worked:
        (digits, *_) = (operand.digits for operand in operands if isinstance(operand, _Worked))
        parts = [part if isinstance(part, _Worked) else cls.number(float(part), digits) for part in operands]
        value = op(*(part.value for part in parts))
        if op not in (ops.add, ops.subtract):
            parts = [cls.number(part.value, digits) if part.text.binding == SUM else part for part in parts]
        text = op.write(*(part.text for part in parts))
        return cls(text, op.write(*(part.latex for part in parts), latex=True), value, digits)


def worked_partials(node: Value, names: Mapping[Value, str], digits: int) -> list[Origin]:
    """∂node/∂parent for each parent of `node`: as a formula, and in numbers."""
    formulas = partial_formulas(node, names)
    assert node.op is not None
    nothing: list[Symbol | None] = [None] * len(formulas)
    try:
        operands = [p.data if p.op is CONSTANT else _Worked.number(p.data, digits) for p in node.parents]
        rule = ops.written_partials(node.op)
        worked = [p if isinstance(p, _Worked) else None for p in rule(_Worked.number(node.data, digits), *operands)]
    except (TypeError, ValueError, ArithmeticError):  # a rule that can only be run on numbers
        return list(map(Origin, formulas, nothing))
    return [
        Origin(formula, numbers if len(formula.text.text) <= _LONGEST else None)
        for formula, numbers in zip(formulas, worked, strict=True)
    ]


def is_a_name(formula: Symbol, names: Mapping[Value, str], node: Value) -> bool:
    """Whether a partial is one of the operands as it is, as that of a product is."""
    return any(formula.text.text in (names.get(parent), f"-{names.get(parent)}") for parent in node.parents)


def is_a_number(formula: Symbol, partial: float) -> bool:
    """Whether a partial is a number without any formula."""
    return formula.text.text == Written.number(partial).text
