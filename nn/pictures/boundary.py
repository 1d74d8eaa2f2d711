"""The decision boundary of a model with two inputs, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd import OperandError
from autograd.language import say
from autograd.palette import BLUE, BLUE_AREA, INK, VERMILLION, VERMILLION_AREA
from nn.arguments import table
from nn.errors import DataError, MissingPackageError
from nn.training.evaluation import predict

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

    from nn.layers.module import Module

#: The two sides, their data and their area.
SIDES, TINTS = (BLUE, VERMILLION), (BLUE_AREA, VERMILLION_AREA)
MARKERS = ("o", "^")
#: How many points of the plane are asked, along each side of the picture.
RESOLUTION = 160


def plot_boundary(model: Module, X: ArrayLike, Y: ArrayLike, axes: Axes | None = None) -> Axes:
    """Draw where `model` decides for which of two classes, and the data on top; returns matplotlib's axes.

    - `X`: (rows, 2). `Y`: (rows,), a class is what lies on one side of the middle of its numbers (-1 and 1, 0 and 1).
    - The boundary is where the output is 0, as the hinge loss and logits have it.

    Raises `DataError` for data with other than two columns, `OperandError` for a model with several outputs, and
    `MissingPackageError` without matplotlib.
    """
    import numpy

    try:
        from matplotlib import pyplot
        from matplotlib.colors import ListedColormap
    except ImportError:
        raise MissingPackageError(say("a boundary needs matplotlib: pip install 'chainrule[notebooks]'")) from None
    points, labels = table(X), numpy.asarray(Y, dtype=float).reshape(-1)
    if points.shape[1] != 2 or len(labels) != len(points):
        shapes = f"{points.shape} and {labels.shape}"
        raise DataError(
            say("a boundary is drawn for X of shape (rows, 2) and Y of shape (rows,), not {shapes}", shapes=shapes)
        )
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.15 * (high - low) + 1e-9
    across, up = (numpy.linspace(low[i] - margin[i], high[i] + margin[i], RESOLUTION) for i in range(2))
    plane = numpy.stack(numpy.meshgrid(across, up), axis=-1).reshape(-1, 2)
    outputs = predict(model, plane)
    if outputs.ndim != 1:
        raise OperandError(say("a boundary is drawn for a model with one output"))
    outputs = outputs.reshape(RESOLUTION, RESOLUTION)
    if axes is None:
        _, axes = pyplot.subplots(figsize=(5.6, 4.4), layout="constrained")
    axes.contourf(across, up, outputs > 0, levels=[-0.5, 0.5, 1.5], cmap=ListedColormap(TINTS))
    if outputs.min() < 0 < outputs.max():
        axes.contour(across, up, outputs, levels=[0.0], colors=INK, linewidths=1.6)
    middle = (labels.min() + labels.max()) / 2
    for side, (colour, marker) in enumerate(zip(SIDES, MARKERS, strict=True)):
        mine = points[(labels > middle) == bool(side)]
        axes.scatter(
            mine[:, 0], mine[:, 1], color=colour, marker=marker, s=34, edgecolors="white", linewidths=0.6, zorder=3
        )
    axes.set(xlabel="x₁", ylabel="x₂", aspect="equal")
    return axes
