"""Data from outside as NumPy's arrays: lists, arrays, data frames, tensors; rows of several lengths are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograd.errors import ChainruleError
from autograd.language import say
from autograd.notation import counted, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray


def as_array(data: Any, name: str, error: type[ChainruleError]) -> NDArray[Any]:
    """`data` as an array of whatever it holds: lists, arrays, data frames, tensors of any type and place.

    Raises `error`, which calls it `name`, for masked and ragged data, and for tensors whose numbers cannot be read.

    >>> from autograd.errors import OperandError
    >>> as_array([[1, 2], [3]], "X", OperandError)
    Traceback (most recent call last):
    autograd.errors.OperandError: X is ragged: row 1 has 1 number, row 0 has 2
    """
    import numpy

    if hasattr(data, "to_numpy"):
        data = data.to_numpy()
    if isinstance(data, numpy.ma.MaskedArray):
        raise error(say("{name} is a masked array: fill in, or leave out, what is masked", name=name))
    try:
        array = numpy.asarray(data)
        if array.dtype.kind != "V" or not hasattr(data, "tolist"):  # "V": a type that NumPy knows by its size only
            return array
    except ValueError:
        lengths = [len(row) if hasattr(row, "__len__") else 1 for row in data]
        odd = next((row for row, length in enumerate(lengths) if length != lengths[0]), 0)
        raise error(
            say(
                "{name} is ragged: row {odd} has {numbers}, row 0 has {lengths}",
                name=name,
                odd=odd,
                numbers=counted(lengths[odd], "number"),
                lengths=lengths[0],
            )
        ) from None
    except (TypeError, RuntimeError) as refused:  # PyTorch's, of tensors that need gradients or are not in memory
        reason = str(refused)
    try:
        return numpy.asarray(data.tolist())
    except (AttributeError, TypeError, RuntimeError):
        raise error(say("{name} cannot be read: {reason}", name=name, reason=shown(reason, 120))) from None
