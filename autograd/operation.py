"""What an operation is: how to compute it, differentiate it and write it. The table of them is `ops`.

On anything that is not a number or an array, an operation defers to the method `__record__(op, operands)` of that
thing's type, as NumPy defers to `__array_ufunc__`. So neither this file nor the table needs to know its interpreters.
"""

from __future__ import annotations

import math
import sys
from contextvars import ContextVar
from numbers import Real
from types import FunctionType

from autograd.errors import ChainruleError, OperandError, TooLargeError, failure
from autograd.language import say
from autograd.notation import ATOM, Written, counted, number, quoted, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, TypeVar

    _Result = TypeVar("_Result")

    Template = str | Callable[..., str]


class Interval:
    """An open interval in which an operation is differentiable in one operand, perhaps without zero."""

    __slots__ = ("high", "low", "without_zero")

    def __init__(self, low: float = -math.inf, high: float = math.inf, without_zero: bool = False) -> None:
        self.low, self.high, self.without_zero = low, high, without_zero

    def __contains__(self, x: float) -> bool:
        return self.low < x < self.high and not (self.without_zero and x == 0)


REAL = Interval()
POSITIVE = Interval(low=0.0)
NONZERO = Interval(without_zero=True)


class Op:
    """An operation: how to compute it, differentiate it and write it.

    - `name`: what the table and the errors call it.
    - `forward(*operands)`: the value, on floats.
    - `partials(out, *operands)`: a tuple, ∂out/∂operand for each operand in order.
    - `array`: the value on NumPy arrays: a function, or the name of one of NumPy's. Without it, `forward` is tried on
      the arrays themselves, and applied to the entries one by one if it cannot take arrays. If it takes `out=`, it
      writes there.
    - `array_partials`: a rule with the same numbers, to a few units in the last place, at less cost on arrays.
    - `domain`: an `Interval` for each operand, or one for all: where the operation is differentiable.
    - `text`, `latex`: how to write it: a template with a field per operand (`"{:1} + {:2}"`, see `notation.Written`),
      or a function of the written operands; by default `name(a, b)`. `binding`: how tightly the result holds together.
    - `defaults`: values of the last operands where they are left out.
    - `fixed`: the positions of operands that are always plain numbers, part of the operation itself (the n of aⁿ).
    - `javascript`: the value as an expression of JavaScript, for pages that compute: a template with a field per
      operand, or a function of the operands; by default what `forward` does with operators and other rows, or the
      function of the same name in `Math`, if `forward` is one of Python's `math`.
    - `symmetric`: for any number of operands, all treated alike: `array` takes them stacked along a first axis, and
      `partials` may be given the stack as if it were one operand.

    Your own operation is one declaration:

    >>> cube = Op("cube", lambda a: a**3, partials=lambda out, a: (3 * a**2,))
    >>> cube(2.0)
    8.0
    """

    __slots__ = (
        "arity", "array", "array_partials", "binding", "defaults", "domain", "fixed", "forward", "javascript", "latex",
        "name", "partials", "symmetric", "text",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        forward: Callable[..., float],
        partials: Callable[..., tuple[Any, ...]],
        *,
        array: str | Callable[..., Any] | None = None,
        array_partials: Callable[..., tuple[Any, ...]] | None = None,
        domain: Interval | tuple[Interval, ...] = REAL,
        text: Template | None = None,
        latex: Template | None = None,
        javascript: Template | None = None,
        binding: int = ATOM,
        defaults: tuple[float, ...] = (),
        fixed: tuple[int, ...] = (),
        symmetric: bool = False,
    ) -> None:
        self.name = name
        self.forward = forward
        self.partials = partials
        self.array = array
        self.array_partials = array_partials or partials
        self.domain = domain
        self.text = text
        self.latex = latex
        self.javascript = javascript
        self.binding = binding
        self.defaults = defaults
        self.fixed = fixed
        self.symmetric = symmetric
        self.arity = _count_operands(partials)

    def __repr__(self) -> str:
        return f"Op({self.name!r})"

    def __copy__(self) -> Op:
        """Itself: what an operation means hangs on which one it is. (For pickle see `copies`.)"""
        return self

    def __deepcopy__(self, memo: object) -> Op:
        return self

    def __call__(self, *operands: Any) -> Any:
        """Apply to numbers, arrays, or anything whose type has `__record__` (a `Value`, a symbol)."""
        if len(operands) == 1 == self.arity:  # nearly always: the way without detours
            operand = operands[0]
            kind = type(operand)
            if kind is float:
                return self.on_numbers(operand)
            if hasattr(kind, "__record__"):
                return kind.__record__(self, operands)
            if is_array(operand) and operand.dtype.kind == "f":
                return self.on_stacked(operand)
        if self.arity is not None and len(operands) != self.arity:
            missing = self.arity - len(operands)
            if not 0 < missing <= len(self.defaults):
                raise OperandError(
                    say(
                        "{name} takes {operands}, not {given}",
                        name=shown(self.name),
                        operands=counted(self.arity, "operand"),
                        given=len(operands),
                    )
                )
            operands += self.defaults[-missing:]
        for i in self.fixed:
            if hasattr(type(operands[i]), "__record__"):
                raise OperandError(
                    say("{name}: operand {position} must be a plain number", name=shown(self.name), position=i + 1)
                )
        recorder: Any = None
        arrays = False
        for operand in operands:
            kind = type(operand)
            if kind is float or kind is recorder:
                continue
            if hasattr(kind, "__record__"):
                if recorder is None or issubclass(kind, recorder):
                    recorder = kind
            elif is_array(operand):
                arrays = True
        if recorder is not None:
            return recorder.__record__(self, operands)
        if arrays:
            return self.on_arrays(*operands)
        return self.on_numbers(*[as_float(operand, self.name) for operand in operands])

    def on_numbers(self, *operands: float) -> float:
        """The value on floats. Raises an error that teaches if it does not exist or does not fit a float."""
        error: Exception | None = None
        try:
            out = self.forward(*operands)
            if not is_fault(out, operands):
                return out
        except (ArithmeticError, ValueError) as raised:
            error = raised
        if undefined_is_nan():
            return math.nan
        if error is None and out != out:
            error = ValueError()
        raise self.failure(operands, [number(x) for x in operands], error) from None

    def on_arrays(self, *operands: Any) -> Any:
        """The value on arrays, entry by entry; an array of objects (Values) gives an array of objects."""
        if any(is_array(operand) and operand.dtype.hasobject for operand in operands):
            import numpy

            return numpy.frompyfunc(self, len(operands), 1)(*operands)
        if self.symmetric:
            import numpy

            return self.on_stacked(numpy.stack(numpy.broadcast_arrays(*operands)))
        return self.on_stacked(*operands)

    def on_stacked(self, *operands: Any) -> Any:
        """The value on arrays of numbers; a symmetric operation's operands are stacked in one array."""
        array = self.array_form()
        if array is not None:
            return array(*operands)
        import numpy

        if self.symmetric:
            operands = tuple(operands[0])
        shape = numpy.broadcast_shapes(*map(numpy.shape, operands))
        out: Any
        try:
            out = self.forward(*operands)
        except (TypeError, ValueError, DeprecationWarning):  # math's functions, on an array of one number
            out = None
        return out if numpy.shape(out) == shape else numpy.vectorize(self.forward, otypes=[float])(*operands)

    def array_form(self) -> Callable[..., Any] | None:
        """The function on arrays, if the row names one: looked up when first needed, as importing NumPy takes long."""
        array = self.array  # read once: another thread may be looking it up, too
        if isinstance(array, str):
            import numpy

            self.array = array = getattr(numpy, array)
        return array

    def domain_of(self, index: int) -> Interval:
        """Where the operation is differentiable in its operand number `index`."""
        return self.domain if isinstance(self.domain, Interval) else self.domain[index]

    def write(self, *operands: Written, latex: bool = False) -> Written:
        """The formula of this operation applied to written operands.

        >>> from autograd.notation import SUM
        >>> from autograd.ops import divide
        >>> print(divide.write(Written("a + b", SUM), Written("c")).text)
        (a + b) / c
        """
        template = self.latex if latex and self.latex is not None else self.text
        if template is None:
            name = rf"\mathrm{{{self.name}}}" if latex else self.name
            return Written(f"{name}({', '.join(operand.text for operand in operands)})")
        text = template.format(*operands) if isinstance(template, str) else template(*operands)
        return Written(text, self.binding)

    def failure(
        self,
        operands: Sequence[float],
        names: Sequence[str],
        error: Exception | None = None,
        *,
        of_derivative: bool = False,
        origins: Sequence[str] = (),
    ) -> ChainruleError:
        """The error to raise for operands at which this operation, or its derivative, does not exist.

        `names` is what to call the operands (a plain number is its own name), `error` what Python raised, `origins`
        where each operand came from ("a - b").
        """
        plain = [name == number(x) for name, x in zip(names, operands, strict=True)]
        written = [
            Written.number(x) if is_plain else Written(name)
            for x, name, is_plain in zip(operands, names, plain, strict=True)
        ]
        formula = shown(self.write(*written).text, 200) if len(names) <= 6 else shown(self.name)
        outside = [i for i, x in enumerate(operands) if x not in self.domain_of(i)]
        at_fault = outside or range(min(len(operands), 4))
        points = dict.fromkeys(f"{names[i]} = {number(operands[i])}" for i in at_fault if not plain[i])
        sources = dict.fromkeys(f"{names[i]} = {origins[i]}" for i in at_fault if origins and origins[i])
        return failure("derivative" if of_derivative else error, formula, list(points), list(sources))


def is_fault(out: float, operands: Sequence[float]) -> bool:
    """Whether a result is none: NaN though no operand is, or infinite though all operands are finite."""
    if out != out:
        return all(x == x for x in operands)
    return out - out != 0.0 and all(x - x == 0.0 for x in operands)


_undefined_is_nan: ContextVar[bool] = ContextVar("whether an undefined operation gives NaN", default=False)


def undefined_is_nan() -> bool:
    """Whether an undefined operation gives NaN here instead of raising: by `undefined_as_nan`."""
    return _undefined_is_nan.get()


def undefined_as_nan(function: Callable[..., _Result], *arguments: Any) -> _Result:
    """What a function gives if meanwhile an undefined operation gives NaN: who calls it sees to it that none is left
    that counts.

    While partials are computed: a derivative may not exist where the value does (sqrt at 0). That is an error only if a
    gradient flows through it, and of several partials of one operation, one may exist where another does not. And in
    the arms of a choice, of which one does not count.

    Not a context: one that is interrupted on the way into its end is never ended.
    """
    before = _undefined_is_nan.get()
    try:
        _undefined_is_nan.set(True)
        result = function(*arguments)
    finally:
        _undefined_is_nan.set(before)
    return result


def careful_partials(op: Op, out: Any, operands: Sequence[Any]) -> tuple[Any, ...]:
    """The partials of an operation, NaN where they do not exist.

    >>> from autograd.ops import sqrt
    >>> careful_partials(sqrt, 0.0, [0.0])
    (nan,)
    """
    try:
        return undefined_as_nan(op.partials, out, *operands)
    except (ArithmeticError, ValueError):
        return (math.nan,) * len(operands)


def _count_operands(partials: Callable[..., Any]) -> int | None:
    """How many operands a rule takes besides `out`; None for a rule that takes any number."""
    if isinstance(partials, FunctionType):  # nearly always; inspect takes as long to import as the rest of the engine
        takes_any = bool(partials.__code__.co_flags & _ANY_NUMBER)
        return None if takes_any else partials.__code__.co_argcount - 1
    from inspect import signature

    parameters = list(signature(partials).parameters.values())
    if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters):
        return None
    return len(parameters) - 1


#: The flag of a function that takes any number of arguments, `*args`.
_ANY_NUMBER = 0x04


def is_array(thing: object) -> bool:
    """Whether `thing` is a NumPy array. NumPy is not imported for it: without NumPy there are no arrays."""
    return isinstance(thing, _of_numpy("ndarray"))


def is_number(thing: object) -> bool:
    """Whether `thing` is a real number, Python's or NumPy's."""
    return isinstance(thing, (int, float, Real, _of_numpy("bool_")))


def _of_numpy(name: str) -> Any:
    """A class of NumPy's, to ask `isinstance`; the empty tuple, of which nothing is one, while there is no such class.

    Another thread may be importing NumPy just now: then the module is there, and its classes are not yet.
    """
    return getattr(sys.modules.get("numpy"), name, ())


def unboxed(thing: Any) -> Any:
    """The number or Value in an array or tensor without dimensions, NumPy's or another's; anything else as it is."""
    if getattr(thing, "ndim", None) == 0 and hasattr(thing, "item") and not is_number(thing):
        held = thing.item()
        if is_number(held) or hasattr(type(held), "__record__"):
            return held
    return thing


def as_float(thing: object, what: str) -> float:
    """`thing` as a float if it is a real number, alone or in an array without dimensions; else an `OperandError`."""
    if is_number(thing):
        try:
            return float(thing)  # type: ignore[arg-type]
        except OverflowError:
            raise TooLargeError(say("{what} is a whole number too large for a float", what=what)) from None
    held = unboxed(thing)
    if is_number(held):
        return as_float(held, what)
    raise OperandError(
        say(
            "{what} needs a real number, not {thing} ({kind})",
            what=what,
            thing=quoted(thing, 60),
            kind=type(thing).__name__,
        )
    )


def elementwise(op: Op, *operands: Any) -> Any:
    """`op` on operands of which some are arrays and some Values: an array of Values."""
    return op.on_arrays(*map(boxed, operands))


def boxed(thing: Any) -> Any:
    """A Value as an array of one object without dimensions, for NumPy to spread over the other operands."""
    import numpy

    if isinstance(thing, numpy.generic):
        return as_float(thing, "an operation")
    if not hasattr(type(thing), "__record__"):
        return thing
    box = numpy.empty((), dtype=object)
    box[()] = thing
    return box


#: The operation of a plain number that took part in a computation: the 1 in `b + 1`. No operands, no derivative.
CONSTANT = Op("constant", forward=lambda: 0.0, partials=lambda out: ())
