"""Arrays under PyTorch's names in safetensors files, as PyTorch's own users write and read them. Never a pickle file.

Files are untrusted: size, header and types are checked before anything is made of the numbers.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograd.files import write_whole
from autograd.language import say
from autograd.notation import counted, quoted, shown
from nn.errors import SavingError
from nn.saving.format import LARGEST_FILE, content_of, header_of, refusal

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: As many numbers as a file of this size has in double precision: each takes a hundred bytes and more as a parameter.
MOST_NUMBERS = LARGEST_FILE // 8
#: NumPy's types for those of safetensors; bfloat16, which NumPy has not, is the upper half of a float32.
_TYPES = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2",
    "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1", "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "u1",
}  # fmt: skip

#: What is written.
_WRITTEN = ("float32", "float64")
_WHAT = "a safetensors file"


def read_state_dict(path: str | os.PathLike[str]) -> dict[str, NDArray[Any]]:
    """The arrays in a safetensors file by their names: float64 for all floats, integers as they are.

    >>> import numpy
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = write_state_dict({"0.weight": numpy.ones((1, 2), numpy.float32)}, Path(folder, "net.safetensors"))
    ...     read_state_dict(path)
    {'0.weight': array([[1., 1.]])}

    Raises `SavingError` for any other file, for one that is damaged or too large, and for numbers of other types;
    OSError if it cannot be read.
    """
    return parse_state_dict(content_of(path, _WHAT, SavingError), path)


def parse_state_dict(content: bytes, path: str | os.PathLike[str], what: str = _WHAT) -> dict[str, NDArray[Any]]:
    """The arrays in the bytes of a file that should be `what`; errors, as those of `read_state_dict`, name the path."""
    import numpy
    from safetensors import SafetensorError, deserialize

    try:
        header_of(content)  # refuses a name that stands twice, which the library takes
        entries = deserialize(content)  # type: ignore[no-untyped-call]
    except (SafetensorError, ValueError, RecursionError):
        raise SavingError(refusal(path, what)) from None
    name = shown(os.fspath(path), 200)
    count = sum(prod(entry["shape"]) for _, entry in entries)
    if count > MOST_NUMBERS:
        raise SavingError(
            say(
                "{name} holds {numbers}: at most {most_numbers:,} can be read",
                name=name,
                numbers=counted(count, "number"),
                most_numbers=MOST_NUMBERS,
            )
        )
    arrays: dict[str, NDArray[Any]] = {}
    for key, entry in entries:
        kind = entry["dtype"]
        if kind not in _TYPES:
            raise SavingError(
                say(
                    "{name}: {key} is of type {kind}; only {types} are read",
                    name=name,
                    key=shown(key, 80),
                    kind=quoted(kind),
                    types=list(_TYPES),
                )
            )
        array = numpy.frombuffer(entry["data"], dtype=_TYPES[kind])
        if kind == "BF16":
            array = (array.astype("<u4") << 16).view("<f4")
        with numpy.errstate(invalid="ignore"):  # not every NaN is one that NumPy takes over without a word
            floats = array.astype(numpy.float64) if array.dtype.kind == "f" else array
        arrays[key] = floats.reshape(entry["shape"])
    return arrays


def write_state_dict(state: Mapping[str, Any], path: str | os.PathLike[str]) -> Path:
    """Write arrays to a safetensors file under their names, as `safetensors.torch.load_file` reads them.

    They are written in the type they have. Raises `SavingError` for anything but names and arrays of finite floats, and
    for too large a file; OSError if it cannot be written.
    """
    import numpy
    from safetensors.numpy import save

    arrays = {}
    for name, entry in state.items():
        if not isinstance(name, str) or not isinstance(entry, numpy.ndarray) or entry.dtype.name not in _WRITTEN:
            raise SavingError(
                say("a state_dict is saved as names and NumPy arrays of floats, not {pair}", pair=quoted((name, entry)))
            )
        if not numpy.isfinite(entry).all():
            raise SavingError(
                say("{name} holds a number that is not finite: it could not be loaded again", name=shown(name, 80))
            )
        arrays[name] = numpy.ascontiguousarray(entry, dtype=entry.dtype.name)
    content = save(arrays, metadata={"format": "pt"})
    if len(content) > LARGEST_FILE:
        raise SavingError(
            say(
                "a file is at most {largest_file:,} bytes, and this would be {content:,}",
                largest_file=LARGEST_FILE,
                content=len(content),
            )
        )
    return write_whole(path, content)
