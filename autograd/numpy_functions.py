"""NumPy's functions on Values: what each of them means, read from the table.

`np.sinh(x)` of a Value is the row whose array form is NumPy's sinh; so a new row is a new function here. An array of
Values is an array of objects to NumPy, which calls the method of the same name on each entry: `METHODS` are those.

Two things NumPy does with an array of objects without asking anyone. Its maximum compares and takes the first of
equals, so that a tie gives the whole gradient to one: write autograd's maximum, which halves it. And its logaddexp,
copysign, divmod and isfinite know no objects: write autograd's logsumexp([a, b]), copysign, Python's // and %.
"""

from __future__ import annotations

import math
import operator

from autograd import ops
from autograd.errors import ChainruleError, OperandError
from autograd.language import say
from autograd.operation import as_float, boxed, is_array, unboxed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


#: What has no row of its own, in operators and rows.
_IN_OTHER_WORDS: dict[str, Callable[..., Any]] = {
    "power": operator.pow,
    "float_power": operator.pow,
    "positive": operator.pos,
    "conjugate": operator.pos,
    "fabs": operator.abs,
    "rint": round,
    "divmod": divmod,
    "square": lambda x: x * x,
    "reciprocal": lambda x: 1 / x,
    "degrees": lambda x: x * (180 / math.pi),
    "rad2deg": lambda x: x * (180 / math.pi),
    "radians": lambda x: x * (math.pi / 180),
    "deg2rad": lambda x: x * (math.pi / 180),
    "logaddexp": lambda x, y: ops.logsumexp([x, y]),
    "logaddexp2": lambda x, y: ops.logsumexp([x * math.log(2), y * math.log(2)]) / math.log(2),
}


def meanings() -> dict[str, Callable[..., Any]]:
    """What the functions of NumPy that have a name in the table, or one of other words, do with Values."""
    found: dict[str, Callable[..., Any]] = dict(_IN_OTHER_WORDS)
    for op in ops.TABLE.values():
        if isinstance(op.array, str):
            found.setdefault(op.array, op)
    for op in ops.TABLE.values():
        found.setdefault(op.name, op)
    return found


MEANINGS = meanings()

#: For these NumPy takes Python's operators and comparisons; for the others of one number it looks for a method.
_WITHOUT_METHOD = {"absolute", "ceil", "floor", "negative", "positive", "reciprocal", "sign", "square"}

#: What NumPy looks for on each entry of an array of objects.
METHODS: dict[str, Callable[..., Any]] = {
    **{name: MEANINGS[name] for name in ("conjugate", "degrees", "fabs", "rad2deg", "radians", "deg2rad", "rint")},
    **{op.array: op for op in ops.TABLE.values() if op.arity == 1 and isinstance(op.array, str)},
    **{name: MEANINGS[name] for name in ("arctan2", "hypot")},
}
METHODS = {name: meaning for name, meaning in METHODS.items() if name not in _WITHOUT_METHOD}

#: Questions about numbers, to which no gradient belongs.
_ON_NUMBERS = {"isfinite", "isinf", "isnan", "signbit"}

_INSTEAD = {
    "fmod": "write x % y, whose sign is the divisor's",
    "modf": "write x % 1",
    "trunc": "write autograd's floor or ceil",
    "fmax": "write autograd's maximum",
    "fmin": "write autograd's minimum",
    "heaviside": "compare, x > 0",
    "ldexp": "write x * 2**n",
}


def applied(ufunc: Any, method: str, inputs: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """A function of NumPy on operands of which at least one is a Value: a Value, or an array of them.

    >>> import numpy
    >>> from autograd import Value
    >>> numpy.tanh(Value(0.0)), numpy.hypot(Value(3.0), 4.0)
    (Value(0), Value(5))

    Raises `OperandError` for a function that Values do not have; it says what to write instead.
    """
    name = ufunc.__name__
    operands = [_plain(thing) for thing in inputs]
    if method == "__call__" and not keywords:
        if name in _ON_NUMBERS and not any(map(is_array, operands)):
            return ufunc(operands[0].data)
        meaning = MEANINGS.get(name)
        if meaning is not None:
            if not any(map(is_array, operands)):
                return meaning(*operands)
            import numpy

            return numpy.frompyfunc(meaning, ufunc.nin, ufunc.nout)(*map(boxed, operands))
    try:
        function = ufunc if method == "__call__" else getattr(ufunc, method)
        return function(*map(boxed, operands), **keywords)
    except ChainruleError:
        raise
    except (TypeError, AttributeError) as error:
        instead = _INSTEAD.get(name, "write it with autograd's functions, or take .data if only the number is wanted")
        raise OperandError(say("numpy.{name} is not for Values: {instead}", name=name, instead=instead)) from error


def _plain(thing: Any) -> Any:
    """What is in an array without dimensions; a number of NumPy as Python's."""
    thing = unboxed(thing)
    return as_float(thing, "an operation") if hasattr(thing, "dtype") and not is_array(thing) else thing
