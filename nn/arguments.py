"""Checks of arguments: whole numbers, numbers in a range, sequences, one of several names, arrays of finite numbers.

Each returns the argument as what it should be, or raises an error of one line that says what it should be and what it
is: for settings of a run a `SettingError`, for data a `DataError`, for what a network is made of an `OperandError`.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from contextlib import suppress
from numbers import Real
from typing import TYPE_CHECKING, Any, NamedTuple

from autograd import ChainruleError, OperandError, Value
from autograd.language import say, template
from autograd.notation import quoted
from autograd.tables import as_array
from nn.errors import DataError, SettingError

if TYPE_CHECKING:
    import numpy
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[numpy.float64]


# --- numbers ----------------------------------------------------------------------------------------------------------


def is_whole(value: object, low: int) -> bool:
    """Whether `value` is a whole number from `low` on; True and False are not numbers here.

    >>> is_whole(3, low=1), is_whole(0, low=1), is_whole(3.0, low=1), is_whole(True, low=1)
    (True, False, False, False)
    """
    try:
        return not isinstance(value, bool) and operator.index(value) >= low  # type: ignore[arg-type]
    except TypeError:
        return False


#: As many of anything as there may be: epochs, points, inputs.
MOST = 2**63 - 1
#: As many weights as a layer may have: each takes a hundred bytes and more, so this many fill a large machine.
MOST_WEIGHTS = 10**9


def whole_number(
    name: str, value: Any, low: int, error: type[ChainruleError] = SettingError, high: float = MOST
) -> int:
    """`value` as an int, if it is a whole number from `low` to `high`; otherwise an error.

    >>> whole_number("epochs", 2.5, low=0)
    Traceback (most recent call last):
        ...
    nn.errors.SettingError: epochs must be a whole number, 0 or more, not 2.5
    """
    if not is_whole(value, low):
        raise error(
            say("{name} must be a whole number, {low} or more, not {value}", name=name, low=low, value=quoted(value))
        )
    if operator.index(value) > high:
        raise error(
            say(
                "{name} must be a whole number, at most {high:,}, not {value}",
                name=name,
                high=high,
                value=quoted(value),
            )
        )
    return operator.index(value)


class Span(NamedTuple):
    """The numbers from `low` to `high`, both included unless it is without them; `called` so in errors, by `say`."""

    called: str
    low: float
    high: float = math.inf
    without_low: bool = False
    without_high: bool = False

    def has(self, number: float) -> bool:
        """Whether a number is one of them; what is not finite is not.

        >>> POSITIVE.has(0.0), NOT_NEGATIVE.has(0.0), NOT_NEGATIVE.has(math.inf)
        (False, True, False)
        """
        above = self.low < number if self.without_low else self.low <= number
        below = number < self.high if self.without_high else number <= self.high
        return above and below and math.isfinite(number)


NOT_NEGATIVE = Span(template("a finite number, 0 or more"), 0.0)
POSITIVE = Span(template("a finite number above 0"), 0.0, without_low=True)
FROM_0_TO_1 = Span(template("a number from 0 to 1"), 0.0, 1.0)
FROM_0_BELOW_1 = Span(template("a number from 0 to below 1"), 0.0, 1.0, without_high=True)
ABOVE_0_TO_1 = Span(template("a number above 0, at most 1"), 0.0, 1.0, without_low=True)
BETWEEN_0_AND_1 = Span(template("a number above 0 and below 1"), 0.0, 1.0, without_low=True, without_high=True)


def number_in(name: str, value: object, span: Span, error: type[ChainruleError] = SettingError) -> float:
    """`value` as a float, if it is a number of this span; otherwise an error.

    >>> number_in("momentum", 1.5, FROM_0_TO_1)
    Traceback (most recent call last):
        ...
    nn.errors.SettingError: momentum must be a number from 0 to 1, not 1.5
    """
    if isinstance(value, Real) and not isinstance(value, bool):
        with suppress(OverflowError):  # a whole number beyond the floats
            number = float(value)
            if span.has(number):
                return number
    raise error(say("{name} must be {called}, not {value}", name=name, called=say(span.called), value=quoted(value)))


def as_value(thing: Any, what: str) -> Value:
    """`thing` as a Value: a plain number, where a branch ends in one, is a constant, with gradient 0.

    Raises `OperandError` for anything else.

    >>> as_value(Value(2.0, "w"), "the loss"), as_value(0.0, "the loss").parents
    (Value(2, label='w'), ())
    >>> as_value(None, "the loss")
    Traceback (most recent call last):
    autograd.errors.OperandError: the loss is None, not a Value or a number
    """
    if isinstance(thing, Value):
        return thing
    if getattr(thing, "ndim", None) == 0 and hasattr(thing, "item"):  # an array around one thing
        thing = thing.item()
    if isinstance(thing, Value):
        return thing
    try:
        return Value(thing).detach()
    except OperandError:
        raise OperandError(say("{what} is {thing}, not a Value or a number", what=what, thing=quoted(thing))) from None


# --- names and sequences ----------------------------------------------------------------------------------------------


def chosen(options: dict[str, Any], name: object, what: str) -> Any:
    """The option called `name`. Raises `OperandError` with the list of them if there is none.

    >>> chosen({"relu": 1, "tanh": 2}, "tan", "activation")
    Traceback (most recent call last):
    autograd.errors.OperandError: activation must be one of relu, tanh, not 'tan'
    """
    if not isinstance(name, str) or name not in options:
        raise OperandError(
            say("{what} must be one of {options}, not {name}", what=what, options=list(options), name=quoted(name))
        )
    return options[name]


def sequence(things: Any, length: int, what: str) -> list[Any]:
    """`things` as a list of that length. Raises `OperandError` for anything else.

    >>> sequence([0.1, 0.7], 3, "a neuron's weights, one for each input,")
    Traceback (most recent call last):
    autograd.errors.OperandError: a neuron's weights, one for each input, must be a list of 3, not of 2
    """
    try:
        listed = list(things) if hasattr(things, "__getitem__") and not isinstance(things, str | dict) else None
    except TypeError:  # an array without dimensions
        listed = None
    if listed is None:
        raise OperandError(
            say("{what} must be a list of {length}, not {things}", what=what, length=length, things=quoted(things))
        )
    if len(listed) != length:
        raise OperandError(
            say("{what} must be a list of {length}, not of {listed}", what=what, length=length, listed=len(listed))
        )
    return listed


def filled(things: Any, what: str) -> list[Any]:
    """`things` as a list that is not empty. Raises `OperandError` for anything else."""
    listed = sequence(things, len(things), what) if hasattr(things, "__len__") else []
    if not listed:
        raise OperandError(
            say("{what} must be a list with at least one entry, not {things}", what=what, things=quoted(things))
        )
    return listed


# --- arrays -----------------------------------------------------------------------------------------------------------


def table(X: ArrayLike, name: str = "X") -> Array:
    """X as an array (rows, features) of finite floats. Raises `DataError` for anything else."""
    array = finite(X, name)
    if array.ndim == 1 and hasattr(X, "to_numpy"):  # one column of a data frame
        array = array.reshape(-1, 1)
    if array.ndim != 2:
        raise DataError(
            say(
                "{name} has shape {shape}: it needs a row for each sample, (rows, features)",
                name=name,
                shape=array.shape,
            )
        )
    return array


def finite(data: ArrayLike, name: str) -> Array:
    """Data as an array of finite floats, with at least one row. Raises `DataError` for anything else.

    A data frame (anything with `to_numpy`) may have columns of several types, as long as all hold numbers.
    """
    import numpy

    columns = list(getattr(data, "columns", ()))
    array = as_array(data, name, DataError)
    if array.dtype.kind == "O" and array.ndim:
        array = _numbers_of(array, name, columns)
    if array.dtype.kind not in "biuf":
        raise DataError(say("{name} must hold numbers, not {dtype}", name=name, dtype=array.dtype))
    if array.ndim == 0 or array.size == 0:
        raise DataError(say("{name} has shape {shape}: there is nothing to learn from", name=name, shape=array.shape))
    array = array.astype(float)
    if not numpy.isfinite(array).all():
        place = tuple(map(int, numpy.argwhere(~numpy.isfinite(array))[0]))
        raise DataError(say("{name}[{place}] is {array}", name=name, place=list(map(str, place)), array=array[place]))
    return array


def _numbers_of(objects: Any, name: str, columns: Sequence[Any]) -> Array:
    """An array of Python's numbers as floats: what columns of different types, fractions, or huge numbers come as."""
    import numpy

    for place, entry in numpy.ndenumerate(objects):
        if not isinstance(entry, Real | numpy.bool_):
            if len(place) < 2 or len(columns) <= place[1]:
                raise DataError(say("{name} must hold numbers, not {dtype}", name=name, dtype=objects.dtype))
            raise DataError(
                say(
                    "{name} must hold numbers: column {columns} holds {entry}",
                    name=name,
                    columns=quoted(columns[place[1]]),
                    entry=quoted(entry),
                )
            )
    try:
        floats: Array = objects.astype(float)
    except OverflowError:
        raise DataError(say("{name} holds a whole number too large for a float", name=name)) from None
    return floats
