"""Training a network: `fit`."""

from __future__ import annotations

import math
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from autograd import OperandError, Value
from nn.optimizers.optimizer import Optimizer
from nn.optimizers.rules import Adam
from nn.optimizers.schedules import SettingError, whole_number
from nn.optimizers.vectors import gather, scatter
from nn.training.batches import Compiled, Loss, NotCompiledWarning, RowByRow, batches_of
from nn.training.data import located, prepare
from nn.training.evaluation import Metric, chosen_metric
from nn.training.history import Checkpoint, CheckpointError, Epoch, History

if TYPE_CHECKING:
    import numpy
    from numpy.typing import ArrayLike, NDArray

    from nn.layers.module import Module

    Array = NDArray[numpy.float64]

#: What is added to the mean loss, from the parameters.
Penalty = Callable[[list[Value]], Value]


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
    compiled: bool = True,
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
    - `compiled`: run the graph of one row as a program on all rows of a batch at once, many times faster and equal to
      rounding. A model or loss that cannot be compiled (it branches on a number) is trained row by row, with a
      `NotCompiledWarning` that says why; `history.not_compiled` says it too.

    Ctrl-C ends the run with the weights after the last whole step; `history.stopped` is then "interrupted".

    Raises `DataError` and `SettingError` for data and settings that make no sense, `CheckpointError` for a file that
    cannot be resumed from. Where a loss or gradient stops being finite: `UndefinedError`, `TooLargeError` or
    `DivisionByZeroError` with the epoch and batch, counted from 1, the row of X, and the first node at fault; the model
    then has the weights after the last whole step.

    >>> from nn.layers.mlp import MLP
    >>> from nn.optimizers.rules import SGD
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
    batches: RowByRow | Compiled = RowByRow(model, loss, optimizer.parameters)
    reason = "compiled=False"
    if compiled:
        batches, reason = batches_of(model, loss, optimizer.parameters, *data)
        if reason:
            warnings.warn(f"trained row by row, not compiled: {reason}", NotCompiledWarning, stacklevel=2)
    run = _Run(model, batches, optimizer, data, batch_size, shuffle, seed, penalty, measured, held_out)
    run.history.not_compiled = reason
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


class _Run:
    """A training run: what it works on, and how far it has come."""

    def __init__(
        self,
        model: Module,
        batches: RowByRow | Compiled,
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

        self.model, self.batches, self.optimizer, self.penalty = model, batches, optimizer, penalty
        self.X, self.Y = data
        self.size = len(self.X) if batch_size is None else whole_number("batch_size", batch_size, low=1)
        self.shuffle = shuffle and self.size < len(self.X)
        seed = seed if seed is None else whole_number("seed", seed, low=0)
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
        outputs, losses = [], []
        for batch, start in enumerate(range(0, count, self.size), start=1):
            rows = order[start : start + self.size]
            with located(f"epoch {number}, batch {batch}"):
                loss, its_outputs = self.step(rows)
            losses.append(len(rows) * loss)
            outputs.append(its_outputs)
        metric = None if self.metric is None else float(self.metric(numpy.concatenate(outputs), self.Y[order]))
        held_out: tuple[float | None, float | None] = (None, None)
        if self.validation is not None:
            with located(f"epoch {number}, validation"):
                value, answers = self.batches.measure(*self.validation)
            held_out = (value, None if self.metric is None else float(self.metric(answers, self.validation[1])))
        loss = math.fsum(losses) / count
        self.history.epochs.append(Epoch(loss, metric, *held_out))
        watched = loss if held_out[0] is None else held_out[0]
        self.waited = 0 if watched < self.lowest else self.waited + 1
        self.lowest = min(watched, self.lowest)
        if self.validation is not None and self.waited == 0:
            self.best = gather(self.model.parameters())

    def step(self, rows: NDArray[numpy.intp]) -> tuple[float, Array]:
        """One step of the optimizer; returns the loss before it, and the outputs."""
        value, gradient, outputs = self.batches.batch(self.X[rows], self.Y[rows], rows)
        if self.penalty is not None:
            for parameter in self.parameters:
                parameter.grad = 0.0
            with located("penalty"):
                added = self.penalty(self.parameters)
                if not isinstance(added, Value):
                    raise OperandError(f"the penalty is {added!r}, not a Value: it does not depend on the parameters")
                added.backward()
            value, gradient = value + added.data, gradient + [parameter.grad for parameter in self.parameters]
        vector = self.optimizer.update(self.whole[0], gradient)
        self.whole = (vector, self.optimizer.memory)
        scatter(vector, self.parameters)
        return value, outputs

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
