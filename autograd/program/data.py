"""What a program is given at a call, as arrays of floats: rows, vectors of parameters, the numbers of Values.

And what it gives back as one number.
"""

from __future__ import annotations

import inspect
import math
from _thread import get_ident
from collections.abc import Callable, Iterable
from struct import Struct
from typing import Any

import numpy
from numpy.typing import ArrayLike

from autograd.errors import OperandError, TooLargeError
from autograd.language import say
from autograd.node import readings
from autograd.notation import counted, printable, quoted
from autograd.operation import as_float, is_number
from autograd.program.rules import Array
from autograd.stand_ins import by_thread
from autograd.tables import as_array
from autograd.value import Value

_FLOAT = numpy.dtype(float)

#: So few numbers are added up sooner by Python than by NumPy.
FEW = 50
#: So many marks are kept at most, see `node.readings`.
_MANY = 1000


def as_rows(argument: ArrayLike, position: int) -> Array:
    """An argument as an array of floats with one or two axes: (N,) or (N, columns)."""
    if type(argument) is numpy.ndarray and argument.dtype is _FLOAT and 1 <= argument.ndim <= 2:  # nearly always
        return argument
    array = _real_numbers(argument, f"argument {position}")
    if array.ndim not in (1, 2):
        raise OperandError(
            say(
                "argument {position} has shape {shape}: give a 1-d array, or a 2-d array of rows",
                position=position,
                shape=array.shape,
            )
        )
    return array


def as_vector(numbers: ArrayLike, length: int, name: str) -> Array:
    """Numbers for the parameters as a vector of that length."""
    vector = _real_numbers(numbers, name)
    if vector.shape != (length,):
        wanted = counted(length, "number")
        raise OperandError(
            say(
                "{name} needs {wanted}, one for each parameter, not an array of shape {shape}",
                name=name,
                wanted=wanted,
                shape=vector.shape,
            )
        )
    return vector


def _real_numbers(thing: ArrayLike, name: str) -> Array:
    """An array of floats; the errors call it `name`."""
    if type(thing) is numpy.ndarray and thing.dtype is _FLOAT:
        return thing
    array = as_array(thing, name, OperandError)
    if array.dtype.kind not in "biuf":
        numbers = [_number_at(place, entry, name) for place, entry in numpy.ndenumerate(array)]
        return numpy.array(numbers, dtype=float).reshape(array.shape)
    return array if array.dtype == float else array.astype(float)


def _number_at(place: tuple[int, ...], entry: Any, name: str) -> float:
    """An entry of an array of objects, or of what is no number."""
    words = ("in row", "column") if name.startswith("argument") else ("at position",)
    where = ", ".join(f"{word} {index}" for word, index in zip(words, place, strict=False))
    if not is_number(entry):
        found = quoted(entry.item() if isinstance(entry, numpy.generic) else entry, 60)
        raise OperandError(
            say(
                "{name} must hold real numbers, not {found}{where}", name=name, found=found, where=where and f" {where}"
            )
        )
    return as_float(entry, f"{name} {where}".strip())


def argument_names(function: Callable[..., Any], count: int) -> list[str]:
    """What the function calls its arguments, for messages. Raises `OperandError` if it does not take so many."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # a function that is not written in Python
        return [f"argument{i}" for i in range(count)]
    names = [printable(name) for name in signature.parameters]
    try:
        signature.bind(*names[:count], *range(count - len(names)))
    except TypeError as error:
        given = counted(count, "argument")
        raise OperandError(
            say("the function takes ({names}), not {given}: {error}", names=list(names), given=given, error=error)
        ) from None
    return [names[i] if i < len(names) else f"argument{i}" for i in range(count)]


def added_up(values: Array, divisor: int) -> float:
    """The sum of finite values, divided: 1 for the sum, their number for the mean, which exists if its sum does not.

    >>> added_up(numpy.array([1e308, 1e308]), 2)
    1e+308

    Raises `TooLargeError` if no float can hold it.
    """
    try:
        if len(values) <= FEW:
            return math.fsum(values.tolist()) / divisor
        with numpy.errstate(all="ignore"):
            total = float(numpy.add.reduce(values)) / divisor
        if math.isfinite(total):
            return total
    except OverflowError:
        pass
    try:  # with smaller numbers, whose sum no number of rows makes too large
        return math.ldexp(math.fsum((values * 2.0**-64).tolist()) / divisor, 64)
    except OverflowError:
        raise TooLargeError(say("the sum over the rows is too large for a float")) from None


class Numbers:
    """The numbers of many Values as they are now: read again if the `data` of any Value has been set since.

    >>> a, b = Value(1.0), Value(2.0)
    >>> numbers = Numbers([a, b])
    >>> b.data = 5.0
    >>> numbers()
    array([1., 5.])
    """

    def __init__(self, leaves: Iterable[Value]) -> None:
        self._leaves = list(leaves)
        self._in_a_row = Struct(f"{len(self._leaves)}d").pack  # four times as fast as NumPy reads a list of floats
        self._last: tuple[object, Array] = (None, numpy.empty(0))

    def __call__(self) -> Array:
        """A vector with an entry for each Value; it cannot be written to."""
        if by_thread and get_ident() in by_thread:  # others may stand in for them
            return self._vector([leaf.data for leaf in self._leaves])
        mark, vector = self._last
        if mark not in readings:
            if len(readings) > _MANY:  # nobody sets any data, but programs come and go
                readings.clear()
            mark = object()
            readings.add(mark)  # before reading: what another thread sets meanwhile takes it away
            vector = self._vector([leaf._data for leaf in self._leaves])
            self._last = mark, vector
        return vector

    def _vector(self, numbers: list[float]) -> Array:
        return numpy.frombuffer(self._in_a_row(*numbers)) if numbers else numpy.empty(0)
