"""The rules of the table as JavaScript: for pages that compute values and gradients themselves.

One more interpreter of the same rules: run on a `Script`, a rule writes the expression it would compute.

>>> from autograd.ops import sigmoid
>>> partials_function(sigmoid, 1)
'(o, a0) => [(o * (1 / (1 + Math.exp(-(-a0)))))]'
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from autograd.operation import Op

#: Functions of one variable that are the same in Python's `math` and JavaScript's `Math`.
_SHARED = (
    "exp expm1 log log1p log2 log10 sqrt cbrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh "
    "floor ceil trunc"
)


def _infix(sign: str) -> tuple[Callable[[Script, Any], Script], Callable[[Script, Any], Script]]:
    return (
        lambda self, other: Script(f"({self.text} {sign} {written(other)})"),
        lambda self, other: Script(f"({written(other)} {sign} {self.text})"),
    )


class Script:
    """An expression of JavaScript in the making."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    __add__, __radd__ = _infix("+")
    __sub__, __rsub__ = _infix("-")
    __mul__, __rmul__ = _infix("*")
    __truediv__, __rtruediv__ = _infix("/")

    def __pow__(self, exponent: Any) -> Script:
        return Script(f"Math.pow({self.text}, {written(exponent)})")

    def __rpow__(self, base: Any) -> Script:
        return Script(f"Math.pow({written(base)}, {self.text})")

    def __neg__(self) -> Script:
        return Script(f"(-{self.text})")

    def __pos__(self) -> Script:
        return self

    def __bool__(self) -> bool:
        raise TypeError("a rule that branches cannot be written as one expression")

    def _compare(self, other: object) -> bool:
        return bool(self)

    __lt__ = __le__ = __gt__ = __ge__ = _compare
    __eq__ = __ne__ = _compare
    __hash__ = None  # type: ignore[assignment]

    @staticmethod
    def __record__(op: Op, operands: tuple[Any, ...]) -> Script:
        return Script(_expression(op, [written(operand) for operand in operands]))


def written(operand: Any) -> str:
    """A `Script` or a number in JavaScript; a negative number in parentheses."""
    if isinstance(operand, Script):
        return operand.text
    x = float(operand)
    if not math.isfinite(x):
        raise ValueError("JavaScript has no such number")
    return f"({x!r})" if x < 0 else repr(x)


def _expression(op: Op, operands: list[str]) -> str:
    """The value of an operation. Raises TypeError or ValueError if it can only be had in Python."""
    if op.javascript is not None:
        template = op.javascript
        return f"({template.format(*operands) if isinstance(template, str) else template(*operands)})"
    if getattr(op.forward, "__module__", None) == "math":
        if op.forward.__name__ not in _SHARED.split() or len(operands) != 1:
            raise TypeError("JavaScript has no such function")
        return f"Math.{op.forward.__name__}({', '.join(operands)})"
    return written(op.forward(*map(Script, operands)))


def _arguments(arity: int, fixed: Mapping[int, float]) -> list[Any]:
    return [fixed.get(i, Script(f"a{i}")) for i in range(arity)]


def forward_function(op: Op, arity: int, fixed: Mapping[int, float] | None = None) -> str | None:
    """The value as an arrow function of all operands; None if it can only be computed in Python.

    `fixed` are operands that are plain numbers, by position.
    """
    arguments = _arguments(arity, fixed or {})
    try:
        body = _expression(op, [written(argument) for argument in arguments])
    except (TypeError, ValueError, ArithmeticError, AttributeError):
        return None
    return f"({', '.join(f'a{i}' for i in range(arity))}) => {body}"


def partials_function(op: Op, arity: int, fixed: Mapping[int, float] | None = None) -> str | None:
    """The local partials as an arrow function of the result and all operands; None if only Python can compute them."""
    try:
        partials = op.partials(Script("o"), *_arguments(arity, fixed or {}))
        body = ", ".join(written(partial) for partial in partials)
    except (TypeError, ValueError, ArithmeticError, AttributeError):
        return None
    return f"({', '.join(['o', *(f'a{i}' for i in range(arity))])}) => [{body}]"
