"""Data from outside as NumPy's arrays: lists, arrays, data frames; what has no rows of equal length is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograd.errors import ChainruleError
from autograd.notation import counted

if TYPE_CHECKING:
    from numpy.typing import NDArray


def as_array(data: Any, name: str, error: type[ChainruleError]) -> NDArray[Any]:
    """`data` as an array of whatever it holds. Raises `error`, which calls it `name`, for masked and ragged data.

    >>> from autograd.errors import OperandError
    >>> as_array([[1, 2], [3]], "X", OperandError)
    Traceback (most recent call last):
    autograd.errors.OperandError: X is ragged: row 1 has 1 number, row 0 has 2
    """
    import numpy

    if hasattr(data, "to_numpy"):
        data = data.to_numpy()
    if isinstance(data, numpy.ma.MaskedArray):
        raise error(f"{name} is a masked array: fill in, or leave out, what is masked")
    try:
        return numpy.asarray(data)
    except ValueError:
        lengths = [len(row) if hasattr(row, "__len__") else 1 for row in data]
        odd = next((row for row, length in enumerate(lengths) if length != lengths[0]), 0)
        raise error(
            f"{name} is ragged: row {odd} has {counted(lengths[odd], 'number')}, row 0 has {lengths[0]}"
        ) from None
