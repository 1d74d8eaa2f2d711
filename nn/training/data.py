"""Data as a model takes them: tables of finite numbers, checked once, before the first step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from autograd import ChainruleError, DivisionByZeroError, TooLargeError, UndefinedError, Value

if TYPE_CHECKING:
    import numpy
    from numpy.typing import ArrayLike, NDArray

    from nn.layers.module import Module

    Array = NDArray[numpy.float64]


class DataError(ChainruleError, ValueError):
    """Data that is empty, ragged, not finite, or does not fit the model."""


def prepare(model: Module, X: ArrayLike, Y: ArrayLike, name: str = "") -> tuple[Array, Array]:
    """X as an array (rows, features), and Y as the loss of this model takes it: (rows,) for one output, else one column
    for each. `name` goes before X and Y in errors. Raises `DataError`."""
    import numpy

    inputs, targets = table(X, f"{name}X"), finite(Y, f"{name}Y")
    if targets.ndim not in (1, 2) or len(targets) != len(inputs):
        raise DataError(f"{name}Y has shape {targets.shape}, but {name}X has {len(inputs)} rows")
    with located(f"{name}row 0"):
        output = model(inputs[0].tolist())
    columns = 1 if isinstance(output, Value) else len(output)
    if targets.ndim == 2 and targets.shape[1] != columns:
        raise DataError(
            f"{name}Y has {targets.shape[1]} columns, but the model has {columns} output{'s'[: columns != 1]}"
        )
    if isinstance(output, Value):
        return inputs, targets.reshape(-1)
    if targets.ndim == 2 or columns == 1:
        return inputs, targets.reshape(-1, columns)
    for row, label in enumerate(targets.tolist()):
        if label not in range(columns):
            raise DataError(
                f"{name}Y[{row}] is {label:g}: the labels of a model with {columns} outputs are 0 to {columns - 1}"
            )
    return inputs, numpy.eye(columns)[targets.astype(int)]


@contextmanager
def located(where: str) -> Iterator[None]:
    """Put `where` before the message of an error about a number that is not finite."""
    try:
        yield
    except (UndefinedError, TooLargeError, DivisionByZeroError) as error:
        between = ", " if str(error).startswith("row ") else ": "
        raise type(error)(f"{where}{between}{error}") from error.__cause__ or error


def numbers(output: Any) -> Any:
    """A model's output without its graph."""
    return output.data if isinstance(output, Value) else [value.data for value in output]


def table(X: ArrayLike, name: str = "X") -> Array:
    """X as an array (rows, features)."""
    array = finite(X, name)
    if array.ndim != 2:
        shape = f"shape {array.shape}"
        raise DataError(f"{name} has {shape}: it needs a row for each sample, (rows, features)")
    return array


def finite(data: ArrayLike, name: str) -> Array:
    """Data as an array of finite floats, with one row at least."""
    import numpy

    if isinstance(data, numpy.ma.MaskedArray):
        raise DataError(f"{name} is a masked array: fill in, or leave out, what is masked")
    try:
        array = numpy.asarray(data)
    except ValueError:
        lengths = [len(row) if hasattr(row, "__len__") else 1 for row in data]  # type: ignore[union-attr, arg-type]
        odd = next((row for row, length in enumerate(lengths) if length != lengths[0]), 0)
        raise DataError(f"{name} is ragged: row {odd} has {lengths[odd]} numbers, row 0 has {lengths[0]}") from None
    if array.dtype.kind not in "biuf":
        raise DataError(f"{name} must hold numbers, not {array.dtype}")
    if array.ndim == 0 or array.size == 0:
        raise DataError(f"{name} has shape {array.shape}: there is nothing to learn from")
    array = array.astype(float)
    if not numpy.isfinite(array).all():
        place = tuple(map(int, numpy.argwhere(~numpy.isfinite(array))[0]))
        raise DataError(f"{name}[{', '.join(map(str, place))}] is {array[place]}")
    return array
