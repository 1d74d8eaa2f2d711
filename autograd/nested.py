"""Nested lists, tuples, dicts and arrays: the shapes in which people keep their numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograd.operation import is_array


def map_entries(function: Callable[[Any], Any], structure: Any) -> Any:
    """The structure with `function` applied to every entry. An array of numbers stays one, if the results are."""
    if is_array(structure) and structure.ndim:
        import numpy

        entries = [function(entry) for entry in structure.ravel().tolist()]
        if entries and all(isinstance(entry, float) for entry in entries):
            return numpy.array(entries).reshape(structure.shape)
        array = numpy.empty(structure.size, dtype=object)
        array[:] = entries
        return array.reshape(structure.shape)
    if isinstance(structure, tuple) and hasattr(structure, "_fields"):
        return type(structure)(*(map_entries(function, item) for item in structure))
    if isinstance(structure, (list, tuple)):
        return type(structure)(map_entries(function, item) for item in structure)
    if isinstance(structure, dict):
        return {key: map_entries(function, item) for key, item in structure.items()}
    return function(structure)


def flatten(structure: Any) -> list[Any]:
    """The entries of nested lists, tuples, dicts and arrays, in order.

    >>> flatten([1, (2, [3])])
    [1, 2, 3]
    """
    flat: list[Any] = []
    map_entries(lambda entry: flat.append(entry) or 0.0, structure)  # type: ignore[func-returns-value]
    return flat


def unflatten(structure: Any, entries: Sequence[Any]) -> Any:
    """Entries in order, in the shape of a structure: what `flatten` took apart.

    >>> unflatten([0, (0, 0)], [1, 2, 3])
    [1, (2, 3)]
    """
    iterator = iter(entries)
    return map_entries(lambda _: next(iterator), structure)


def shape_of(structure: Any) -> Any:
    """What two structures must share to be added entry by entry."""
    if is_array(structure):
        shape: tuple[Any, ...] = ()
        for length in reversed(structure.shape):
            shape = (shape,) * length
        return shape
    if isinstance(structure, dict):
        return {key: shape_of(item) for key, item in structure.items()}
    return tuple(map(shape_of, structure)) if isinstance(structure, (list, tuple)) else ()


def stacked(rows: Any) -> Any:
    """Rows of a Jacobian as one array."""
    import numpy

    if is_array(rows) and rows.dtype == numpy.dtype(object) and rows.size and is_array(rows.flat[0]):
        return numpy.array(list(rows.flat)).reshape(rows.shape + rows.flat[0].shape)
    return numpy.array(rows) if isinstance(rows, (list, tuple)) else rows
