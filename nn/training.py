"""Training a network: `fit`, and what it is made of: `predict`, `evaluate`, `accuracy`.

`batch_value_and_grad` is the inner step, the one place where gradients are computed.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from autograd import (
    ChainruleError,
    DivisionByZeroError,
    OperandError,
    TooLargeError,
    UndefinedError,
    Value,
    names,
    topological_order,
)
from nn.history import Checkpoint, CheckpointError, Epoch, History
from nn.optimizer import Optimizer
from nn.optimizers import Adam
from nn.schedules import SettingError, whole_number
from nn.vectors import gather, scatter

if TYPE_CHECKING:
    import numpy
    from numpy.typing import ArrayLike, NDArray

    from nn.module import Module

    Array = NDArray[numpy.float64]

#: The loss of one row, from the model's output and the row's target (a number each, or a list of them).
Loss = Callable[[Any, Any], Value]
#: A number from the outputs and the targets of all rows, as arrays.
Metric = Callable[["Array", "Array"], float]
#: What is added to the mean loss, from the parameters.
Penalty = Callable[[list[Value]], Value]


class DataError(ChainruleError, ValueError):
    """Data that is empty, ragged, not finite, or does not fit the model."""


class Evaluation(NamedTuple):
    """The mean loss on some data, and the metric, None where there is none."""

    loss: float
    metric: float | None


def fit(
    model: Module,
    X: ArrayLike,
    Y: ArrayLike,
    loss: Loss,
    optimizer: Optimizer | None = None,
    epochs: int = 100,
    batch_size: int | None = None,
    *,
    shuffle: bool = True,
    seed: int | None = 0,
    penalty: Penalty | None = None,
    metric: Metric | Literal["accuracy"] | None = "accuracy",
    validation: tuple[ArrayLike, ArrayLike] | None = None,
    patience: int | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
    every: int = 1,
    resume: bool = False,
    progress: bool | None = None,
) -> History:
    """Move the parameters of `model` so that the mean loss over the rows of X and Y falls; returns the history.

    - `X`: (rows, features). `Y`: (rows,) or (rows, outputs). Integer labels become one-hot where the model has several
      outputs.
    - `loss(output, target)`: of one row, see `nn.losses`. `optimizer`: Adam with its defaults if left out.
    - `batch_size`: rows per step; all of them if left out. `shuffle`: a new order in each epoch, drawn from `seed`;
      NumPy's global random state is neither read nor changed. All rows as one batch are not shuffled.
    - `penalty(parameters)`: added to the mean loss.
    - `metric(outputs, targets)`: on arrays. "accuracy" is for classes; other targets then have no metric.
    - `validation`: (X, Y) to evaluate after each epoch.
    - `patience`: stop after so many epochs without a lower loss. With validation data it is their loss that counts, and
      the weights of the best epoch are put back at the end.
    - `checkpoint`: a file, written after every `every` epochs and at the end. `resume=True` goes on from it if it is
      there: a run that was killed and resumed ends with the same weights, bit for bit, as one that was not. Make
      model, optimizer, data and settings as for the first run; only `epochs` may grow.
    - `progress`: a bar on standard error; if left out, only where that is a terminal.

    Ctrl-C ends the run with the weights after the last whole step; `history.stopped` is then "interrupted".

    Raises `DataError` and `SettingError` for data and settings that make no sense, `CheckpointError` for a file that
    cannot be resumed from. Where a loss or gradient stops being finite: `UndefinedError`, `TooLargeError` or
    `DivisionByZeroError` with the epoch and batch, counted from 1, the row of X, and the first node at fault; the model
    then has the weights after the last whole step.

    >>> from nn.mlp import MLP
    >>> from nn.optimizers import SGD
    >>> line = MLP(1, [1], seed=0)
    >>> descent = SGD(line.parameters(), lr=0.2)
    >>> history = fit(line, [[0], [1], [2]], [1, 3, 5], lambda out, y: (out - y) ** 2, descent, epochs=300)
    >>> [round(parameter.data, 6) for parameter in line.parameters()]
    [2.0, 1.0]
    """
    epochs = whole_number("epochs", epochs, low=0)
    every = whole_number("every", every, low=1)
    longest_wait = math.inf if patience is None else whole_number("patience", patience, low=1)
    if resume and checkpoint is None:
        raise SettingError("resume=True needs a checkpoint to resume from")
    if checkpoint is not None and not os.path.isdir(os.path.dirname(os.path.abspath(checkpoint))):
        raise SettingError(f"the checkpoint {os.fspath(checkpoint)!r} would be in a folder that does not exist")
    if validation is not None and len(validation) != 2:
        raise SettingError(f"validation must be a pair, (X, Y), not {len(validation)} things")
    data = prepare(model, X, Y)
    measured = chosen_metric(metric, loss, data[1])
    held_out = None if validation is None else prepare(model, *validation, name="validation ")
    optimizer = _checked_optimizer(model, optimizer)
    run = _Run(model, loss, optimizer, data, batch_size, shuffle, seed, penalty, measured, held_out)
    if resume and checkpoint is not None and os.path.exists(checkpoint):
        run.restore(Checkpoint.load(checkpoint), os.fspath(checkpoint))
    history = run.history
    try:
        with _bar(progress, epochs, len(history)) as show:
            while len(history) < epochs and run.waited < longest_wait:
                run.epoch()
                over = len(history) == epochs or run.waited >= longest_wait
                if checkpoint is not None and (over or len(history) % every == 0):
                    run.checkpoint().save(checkpoint)
                show(history)
    except KeyboardInterrupt:
        run.back_to_last_step()
        history.stopped = "interrupted"
        return history
    if run.waited >= longest_wait:
        history.stopped = "patience"
    if patience is not None and run.best is not None:
        scatter(run.best, model.parameters())
    return history


def batch_value_and_grad(
    model: Module,
    loss: Loss,
    parameters: Sequence[Value],
    X: Array,
    Y: Array,
    *,
    rows: Sequence[int] | Array | None = None,
    outputs: list[Any] | None = None,
) -> tuple[float, Array]:
    """The mean loss over the rows of X and Y, and its gradient by `parameters`, which their `grad` holds too.

    One small graph a row, swept at once and freed: as fast as one graph of all rows, in a fraction of the memory.
    `rows` are the numbers by which an error calls the rows; to the list `outputs`, the model's output of each row is
    appended. Raises the engine's error, with the row, where a loss or gradient is not finite.
    """
    for parameter in parameters:
        parameter.grad = 0.0
    losses = []
    for index, (x, y) in enumerate(zip(X.tolist(), Y.tolist(), strict=True)):
        with _located(f"row {index if rows is None else rows[index]}"):
            output, row_loss = _forward(model, loss, x, y)
            row_loss.backward()
        losses.append(row_loss.data)
        if outputs is not None:
            outputs.append(_numbers(output))
    for parameter in parameters:
        parameter.grad /= len(losses)
    return math.fsum(losses) / len(losses), _gradient(parameters)


def predict(model: Module, X: ArrayLike) -> Array:
    """The model's output for each row of X: of shape (rows,) for one output, (rows, outputs) for several.

    Raises `DataError` for data that are not a table of finite numbers.
    """
    import numpy

    outputs = []
    for row, x in enumerate(_table(X).tolist()):
        with _located(f"row {row}"):
            outputs.append(_numbers(model(x)))
    return numpy.array(outputs)


def evaluate(
    model: Module, X: ArrayLike, Y: ArrayLike, loss: Loss, metric: Metric | Literal["accuracy"] | None = "accuracy"
) -> Evaluation:
    """The mean loss of the rows of X and Y, and the metric; both mean what they mean in `fit`. Raises as `fit` does."""
    inputs, targets = prepare(model, X, Y)
    return _evaluate(model, inputs, targets, loss, chosen_metric(metric, loss, targets))


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
            raise SettingError(f"metric must be a function of outputs and targets, 'accuracy' or None, not {metric!r}")
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
            threshold = 0.0 if math.isclose(loss(Value(0.0), 0.0).data, loss(Value(0.0), 1.0).data) else 0.5
        except ChainruleError:  # the logarithm of a probability of 0
            threshold = 0.5
    return lambda outputs, targets: accuracy(outputs, targets, threshold)


def prepare(model: Module, X: ArrayLike, Y: ArrayLike, name: str = "") -> tuple[Array, Array]:
    """X as an array (rows, features), and Y as the loss of this model takes it: (rows,) for one output, else one column
    for each. `name` goes before X and Y in errors. Raises `DataError`."""
    import numpy

    inputs, targets = _table(X, f"{name}X"), _finite(Y, f"{name}Y")
    if targets.ndim not in (1, 2) or len(targets) != len(inputs):
        raise DataError(f"{name}Y has shape {targets.shape}, but {name}X has {len(inputs)} rows")
    with _located(f"{name}row 0"):
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


class _Run:
    """A training run: what it works on, and how far it has come."""

    def __init__(
        self,
        model: Module,
        loss: Loss,
        optimizer: Optimizer,
        data: tuple[Array, Array],
        batch_size: int | None,
        shuffle: bool,
        seed: int | None,
        penalty: Penalty | None,
        metric: Metric | None,
        validation: tuple[Array, Array] | None,
    ) -> None:
        import numpy

        self.model, self.loss, self.optimizer, self.penalty = model, loss, optimizer, penalty
        self.X, self.Y = data
        self.size = len(self.X) if batch_size is None else whole_number("batch_size", batch_size, low=1)
        self.shuffle = shuffle and self.size < len(self.X)
        self.random = numpy.random.Generator(numpy.random.PCG64(seed))
        self.metric, self.validation = metric, validation
        self.parameters = optimizer.parameters
        self.history = History()
        self.best: Array | None = None
        self.lowest, self.waited = math.inf, 0  # of the loss that counts for patience, and the epochs since
        #: The weights and the optimizer's memory after the last whole step.
        self.whole = (gather(self.parameters), optimizer.memory)

    def epoch(self) -> None:
        """One pass over the data, and what it came to."""
        import numpy

        count, number = len(self.X), len(self.history) + 1
        order = self.random.permutation(count) if self.shuffle else numpy.arange(count)
        outputs: list[Any] | None = None if self.metric is None else []
        losses = []
        for batch, start in enumerate(range(0, count, self.size), start=1):
            rows = order[start : start + self.size]
            with _located(f"epoch {number}, batch {batch}"):
                losses.append(len(rows) * self.step(rows, outputs))
        metric = None if self.metric is None else float(self.metric(numpy.array(outputs), self.Y[order]))
        held_out: tuple[float | None, float | None] = (None, None)
        if self.validation is not None:
            with _located(f"epoch {number}, validation"):
                held_out = _evaluate(self.model, *self.validation, self.loss, self.metric)
        loss = math.fsum(losses) / count
        self.history.epochs.append(Epoch(loss, metric, *held_out))
        watched = loss if held_out[0] is None else held_out[0]
        self.waited = 0 if watched < self.lowest else self.waited + 1
        self.lowest = min(watched, self.lowest)
        if self.validation is not None and self.waited == 0:
            self.best = gather(self.model.parameters())

    def step(self, rows: Any, outputs: list[Any] | None) -> float:
        """One step of the optimizer; returns the loss before it."""
        value, gradient = batch_value_and_grad(
            self.model, self.loss, self.parameters, self.X[rows], self.Y[rows], rows=rows, outputs=outputs
        )
        if self.penalty is not None:
            with _located("penalty"):
                added = self.penalty(self.parameters)
                if not isinstance(added, Value):
                    raise OperandError(f"the penalty is {added!r}, not a Value: it does not depend on the parameters")
                added.backward()
            value, gradient = value + added.data, _gradient(self.parameters)
        vector = self.optimizer.update(self.whole[0], gradient)
        self.whole = (vector, self.optimizer.memory)
        scatter(vector, self.parameters)
        return value

    def back_to_last_step(self) -> None:
        """Undo a step that was interrupted halfway."""
        vector, self.optimizer.memory = self.whole
        scatter(vector, self.parameters)

    def checkpoint(self) -> Checkpoint:
        """All that `restore` needs."""
        return Checkpoint(
            names=list(self.model.named_parameters()),
            weights=gather(self.model.parameters()),
            best=gather([]) if self.best is None else self.best,
            optimizer=self.optimizer.state(),
            random=dict(self.random.bit_generator.state),
            epochs=self.history.epochs,
        )

    def restore(self, saved: Checkpoint, path: str) -> None:
        """Stand where the run stood that made the checkpoint."""
        if saved.names != list(self.model.named_parameters()):
            count = len(self.model.parameters())
            raise CheckpointError(
                f"{path} is of a model with other parameters ({len(saved.names)} of them, not {count})"
            )
        try:
            self.random.bit_generator.state = saved.random
            self.optimizer.load_state(saved.optimizer)
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            raise CheckpointError(f"{path} is of another run: {error}") from None
        scatter(saved.weights, self.model.parameters())
        self.history.epochs[:] = saved.epochs
        self.lowest = min(self.history.validation_loss or self.history.loss)
        self.waited = self.history.waited
        self.best = saved.best if len(saved.best) else None
        self.whole = (gather(self.parameters), self.optimizer.memory)


def _forward(model: Module, loss: Loss, x: list[float], y: Any) -> tuple[Any, Value]:
    """Output and loss of one row. Raises `UndefinedError` naming the first node that is not finite."""
    output = model(x)
    value = loss(output, y)
    if not isinstance(value, Value):
        raise OperandError(f"the loss is {value!r}, not a Value: it does not depend on the model's output")
    if not math.isfinite(value.data):
        order = topological_order(value)
        first = next(node for node in order if not math.isfinite(node.data))
        raise UndefinedError(f"the loss is {value.data}: the first to blame is {names(order)[first]} = {first.data}")
    return output, value


def _evaluate(model: Module, X: Array, Y: Array, loss: Loss, metric: Metric | None) -> Evaluation:
    import numpy

    outputs, losses = [], []
    for row, (x, y) in enumerate(zip(X.tolist(), Y.tolist(), strict=True)):
        with _located(f"row {row}"):
            output, value = _forward(model, loss, x, y)
        outputs.append(_numbers(output))
        losses.append(value.data)
    return Evaluation(
        math.fsum(losses) / len(losses), None if metric is None else float(metric(numpy.array(outputs), Y))
    )


@contextmanager
def _located(where: str) -> Iterator[None]:
    """Put `where` before the message of an error about a number that is not finite."""
    try:
        yield
    except (UndefinedError, TooLargeError, DivisionByZeroError) as error:
        between = ", " if str(error).startswith("row ") else ": "
        raise type(error)(f"{where}{between}{error}") from error.__cause__ or error


@contextmanager
def _bar(progress: bool | None, epochs: int, done: int) -> Iterator[Callable[[History], None]]:
    """What to call after each epoch to show how far the run is."""
    if progress is None:
        progress = sys.stderr is not None and sys.stderr.isatty()
    if not progress:
        yield lambda history: None
        return
    from tqdm import tqdm

    with tqdm(total=epochs, initial=done, unit="epoch") as bar:

        def show(history: History) -> None:
            last = history.epochs[-1]._asdict()
            bar.set_postfix({name: f"{value:.4g}" for name, value in last.items() if value is not None}, refresh=False)
            bar.update()

        yield show


def _checked_optimizer(model: Module, optimizer: Optimizer | None) -> Optimizer:
    if optimizer is None:
        return Adam(model.parameters())
    mine = {id(parameter) for parameter in model.parameters()}
    for index, parameter in enumerate(optimizer.parameters):
        if id(parameter) not in mine:
            name = parameter.label or f"parameter {index}"
            raise SettingError(
                f"{name} of {optimizer!r} is no parameter of the model: make the optimizer from this model"
            )
    return optimizer


def _numbers(output: Any) -> Any:
    """A model's output without its graph."""
    return output.data if isinstance(output, Value) else [value.data for value in output]


def _gradient(parameters: Sequence[Value]) -> Array:
    import numpy

    return numpy.array([parameter.grad for parameter in parameters], dtype=float)


def _table(X: ArrayLike, name: str = "X") -> Array:
    """X as an array (rows, features)."""
    array = _finite(X, name)
    if array.ndim != 2:
        shape = f"shape {array.shape}"
        raise DataError(f"{name} has {shape}: it needs a row for each sample, (rows, features)")
    return array


def _finite(data: ArrayLike, name: str) -> Array:
    """Data as an array of finite floats, with one row at least."""
    import numpy

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
