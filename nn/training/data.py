"""Data as a model takes them: a row of inputs and a target for each sample, checked once, before the first step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd.language import say
from autograd.notation import counted
from nn.arguments import finite, table
from nn.errors import DataError
from nn.training.batches import as_values, is_one
from nn.training.where import in_row

if TYPE_CHECKING:
    import numpy
    from numpy.typing import ArrayLike, NDArray

    from nn.layers.module import Module

    Array = NDArray[numpy.float64]


def prepare(model: Module, X: ArrayLike, Y: ArrayLike, name: str = "") -> tuple[Array, Array]:
    """X as an array (rows, features), and Y as the loss of this model takes it: (rows,) for one output, else one column
    for each. `name` goes before X and Y in errors. Raises `DataError`."""
    import numpy

    inputs, targets = table(X, f"{name}X"), finite(Y, f"{name}Y")
    if targets.ndim not in (1, 2) or len(targets) != len(inputs):
        raise DataError(
            say(
                "{name}Y has shape {shape}, but {name}X has {inputs} rows",
                name=name,
                shape=targets.shape,
                inputs=len(inputs),
            )
        )
    with in_row(0, name):
        output = model(inputs[0].tolist())
    one = is_one(output)
    columns = len(as_values(output))
    if targets.shape[1:] == (1,) and hasattr(Y, "to_numpy"):  # a data frame of one column
        targets = targets.reshape(-1)
    if targets.ndim == 2 and targets.shape[1] != columns:
        raise DataError(
            say(
                "{name}Y has {columns}, but the model has {outputs}",
                name=name,
                columns=counted(targets.shape[1], "column"),
                outputs=counted(columns, "output"),
            )
        )
    if one:
        return inputs, targets.reshape(-1)
    if targets.ndim == 2 or columns == 1:
        return inputs, targets.reshape(-1, columns)
    for row, label in enumerate(targets.tolist()):
        if label not in range(columns):
            raise DataError(
                say(
                    "{name}Y[{row}] is {label:g}: the labels of a model with {columns} outputs are 0 to {last}",
                    name=name,
                    row=row,
                    label=label,
                    columns=columns,
                    last=columns - 1,
                )
            )
    return inputs, numpy.eye(columns)[targets.astype(int)]
