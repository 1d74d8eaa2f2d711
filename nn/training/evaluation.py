"""How good a model is: `predict`, `evaluate`, `accuracy`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, NamedTuple

from autograd import ChainruleError, Value
from autograd.language import say
from autograd.notation import quoted
from nn.arguments import as_value, table
from nn.errors import SettingError
from nn.training.batches import FEWEST_ROWS, Compiled, Loss, RowByRow, batches_of, outputs_of, parameters_of
from nn.training.data import prepare

if TYPE_CHECKING:
    import numpy
    from numpy.typing import ArrayLike, NDArray

    from nn.layers.module import Module

    Array = NDArray[numpy.float64]

#: A number from the outputs and the targets of all rows, as arrays.
Metric = Callable[["Array", "Array"], float]


class Evaluation(NamedTuple):
    """The mean loss on some data, and the metric, None where there is none."""

    loss: float
    metric: float | None


def predict(model: Module, X: ArrayLike) -> Array:
    """The model's output for each row of X: of shape (rows,) for one output, (rows, outputs) for several.

    Raises `DataError` for data that are not a table of finite numbers.

    >>> from nn.layers.mlp import MLP
    >>> predict(MLP.of([[[2.0, 1.0]]], [[0.5]]), [[1.0, 1.0], [0.0, -1.0]])
    array([ 3.5, -0.5])
    """
    return outputs_of(model, table(X))


def evaluate(
    model: Module, X: ArrayLike, Y: ArrayLike, loss: Loss, metric: Metric | Literal["accuracy"] | None = "accuracy"
) -> Evaluation:
    """The mean loss of the rows of X and Y, and the metric; both mean what they mean in `fit`. Raises as `fit` does."""
    inputs, targets = prepare(model, X, Y)
    parameters = parameters_of(model)
    batches: RowByRow | Compiled = RowByRow(model, loss, parameters)
    if len(inputs) >= FEWEST_ROWS:
        batches, _ = batches_of(model, loss, parameters, inputs, targets)
    value, outputs = batches.measure(inputs, targets)
    measured = chosen_metric(metric, loss, targets)
    return Evaluation(value, None if measured is None else float(measured(outputs, targets)))


def accuracy(outputs: Array, targets: Array, threshold: float = 0.0) -> float:
    """The fraction of rows in the right class: the largest of several outputs, or the side of the threshold for one.

    >>> import numpy
    >>> accuracy(numpy.array([0.3, -2.0, 0.1]), numpy.array([1.0, -1.0, -1.0]))
    0.6666666666666666
    """
    if outputs.ndim == 2:
        return float((outputs.argmax(axis=1) == targets.argmax(axis=1)).mean())
    return float(((outputs > threshold) == (targets > threshold)).mean())


def chosen_metric(metric: Metric | Literal["accuracy"] | None, loss: Loss, targets: Array) -> Metric | None:
    """The metric to measure: for "accuracy", `accuracy` if the targets are classes (one-hot, 0 and 1, or ±1).

    One output decides between two classes where both would cost the same: at 0 for logits and the hinge, else halfway
    between the targets.
    """
    if metric != "accuracy":
        if metric is not None and not callable(metric):
            raise SettingError(
                say(
                    "metric must be a function of outputs and targets, 'accuracy' or None, not {metric}",
                    metric=quoted(metric),
                )
            )
        return metric
    distinct = set(targets.ravel().tolist())
    if targets.ndim == 2:
        one_hot = distinct == {0.0, 1.0} and bool((targets.sum(axis=1) == 1.0).all())
        return accuracy if one_hot else None
    if not (distinct <= {0.0, 1.0} or distinct <= {-1.0, 1.0}):
        return None
    threshold = 0.0
    if 0.0 in distinct:
        try:
            costs = [as_value(loss(Value(0.0), target), "the loss").data for target in (0.0, 1.0)]
            threshold = 0.0 if math.isclose(*costs) else 0.5
        except ChainruleError:  # the logarithm of a probability of 0
            threshold = 0.5
    return lambda outputs, targets: accuracy(outputs, targets, threshold)
