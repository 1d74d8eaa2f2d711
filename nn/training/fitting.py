"""Training a network: `fit`."""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Literal

from autograd.language import say
from autograd.notation import counted, quoted
from nn.arguments import whole_number
from nn.errors import MissingPackageError, NotCompiledWarning, ProcessLostError, SettingError
from nn.optimizers.adam import Adam
from nn.optimizers.optimizer import Optimizer, called
from nn.training.batches import Compiled, Loss, RowByRow, batches_of
from nn.training.data import prepare
from nn.training.evaluation import Metric, chosen_metric
from nn.training.history import History
from nn.training.progress import progress_bar
from nn.training.run import Data, Penalty, Run
from nn.training.share import Share

if TYPE_CHECKING:
    import numpy
    from numpy.typing import ArrayLike, NDArray

    from nn.layers.module import Module
    from nn.training.sharded import Sharded

    Array = NDArray[numpy.float64]


def fit(
    model: Module,
    X: ArrayLike | Callable[[int, int], Any] | Iterator[Any],
    Y: ArrayLike | None,
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
    backend: Literal["numpy", "jax"] = "numpy",
    devices: Any = None,
    dtype: Literal["float64", "float32"] = "float64",
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
    - `backend`: "jax" computes the same steps with JAX, on `devices`: all that JAX has, the first so many of them, or
      those of a mesh. The rows are spread over them; the gradient is added up once a step. `dtype`: "float32" for steps
      in single precision; the weights stay in double.

    With `backend="jax"` and `python -m nn.processes`, several processes train one model, on several machines perhaps.
    Arrays X and Y are the same in each, which keeps its part of them. Or X is a function of the number of the process
    and of how many there are, or an iterator, that gives only the rows of this process, as a pair (X, Y) or as several
    pairs; Y is then None. The metric is the mean of those of the processes; the first one writes the checkpoints.

    Ctrl-C ends the run with the weights after the last whole step, and returns the history so far, be it empty;
    `history.stopped` is then "interrupted".

    Raises `DataError` and `SettingError` for data and settings that make no sense, `CheckpointError` for a file that
    cannot be resumed from. Where a loss or gradient stops being finite: `UndefinedError`, `TooLargeError` or
    `DivisionByZeroError` with the epoch and batch, counted from 1, the row of X, and the first node at fault; the model
    then has the weights after the last whole step.

    >>> from nn.layers.mlp import MLP
    >>> from nn.optimizers.sgd import SGD
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
        raise SettingError(say("resume=True needs a checkpoint to resume from"))
    if validation is not None and len(validation) != 2:
        raise SettingError(
            say("validation must be a pair, (X, Y), not {things}", things=counted(len(validation), "thing"))
        )
    if backend not in ("numpy", "jax"):
        raise SettingError(say("backend is 'numpy' or 'jax', not {backend}", backend=quoted(backend)))
    if backend == "numpy" and (devices is not None or dtype != "float64"):
        raise SettingError(say("devices= and dtype= are for backend='jax'"))
    history, run = History(), None
    try:
        hold = _hold_on_devices if backend == "jax" else _hold
        inputs, targets, share = hold(model, X, Y, "")
        if checkpoint is not None and share.writes and not os.path.isdir(os.path.dirname(os.path.abspath(checkpoint))):
            raise SettingError(
                say(
                    "the checkpoint {path} would be in a folder that does not exist",
                    path=quoted(os.fspath(checkpoint), 200),
                )
            )
        measured = chosen_metric(metric, loss, share.distinct(targets))
        held_out = None if validation is None else hold(model, *validation, "validation ")
        optimizer = _checked_optimizer(model, optimizer)
        batches: RowByRow | Compiled = RowByRow(model, loss, optimizer.parameters)
        reason = "compiled=False"
        if compiled:
            batches, reason = batches_of(model, loss, optimizer.parameters, inputs, targets)
            if reason and backend == "numpy":
                warnings.warn(f"trained row by row, not compiled: {reason}", NotCompiledWarning, stacklevel=2)
        by = _on_devices(batches, reason, devices, dtype) if backend == "jax" else lambda X, Y, share: batches
        data = Data(inputs, targets, share, by(inputs, targets, share))
        validated = None if held_out is None else Data(*held_out, by(*held_out))
        history.not_compiled = reason
        run = Run(model, data, optimizer, batch_size, shuffle, seed, penalty, measured, validated, history)
        if resume and checkpoint is not None and (saved := share.load(os.fspath(checkpoint))) is not None:
            run.restore(saved, os.fspath(checkpoint))
        with progress_bar(progress if share.writes else False, epochs, len(history)) as show:
            while len(history) < epochs and run.waited < longest_wait:
                run.epoch()
                over = len(history) == epochs or run.waited >= longest_wait
                if checkpoint is not None and share.writes and (over or len(history) % every == 0):
                    run.checkpoint().save(checkpoint)
                show(history)
        if patience is not None:
            run.put_best_back()
        if run.waited >= longest_wait:
            history.stopped = "patience"
    except KeyboardInterrupt:
        if run is not None:
            run.back_to_last_step()
        history.stopped = "interrupted"
    except ProcessLostError as error:
        if run is not None:
            run.back_to_last_step()
        from nn.training.together import how_to_resume

        raise how_to_resume(error, len(history), checkpoint) from None
    return history


def _hold(model: Module, X: Any, Y: Any, name: str) -> tuple[Array, Array, Share]:
    """Inputs and targets, all of which are here."""
    inputs, targets = prepare(model, X, Y, name)
    return inputs, targets, Share([len(inputs)])


def _hold_on_devices(model: Module, X: Any, Y: Any, name: str) -> tuple[Array, Array, Share]:
    """Those inputs and targets that are this process's, and which they are among those of all."""
    try:
        import jax  # noqa: F401
    except ImportError:
        raise MissingPackageError(say("backend='jax' needs JAX: pip install 'chainrule[jax]'")) from None
    from nn.training.together import rows_here

    return rows_here(X, Y, lambda X, Y: prepare(model, X, Y, name))


def _on_devices(
    batches: RowByRow | Compiled, reason: str, devices: Any, dtype: Any
) -> Callable[[Array, Array, Share], Sharded]:
    """How to compute batches of some data with JAX."""
    from nn.training.sharded import Sharded

    if not isinstance(batches, Compiled):
        raise SettingError(
            say(
                "backend='jax' is for a model and a loss that can be compiled: {reason}",
                reason=reason or say("the first row fails"),
            )
        )
    return lambda X, Y, share: Sharded(batches, devices, dtype, (X, Y), share)


def _checked_optimizer(model: Module, optimizer: Optimizer | None) -> Optimizer:
    if optimizer is None:
        return Adam(model.parameters())
    mine = {id(parameter) for parameter in model.parameters()}
    for index, parameter in enumerate(optimizer.parameters):
        if id(parameter) not in mine:
            raise SettingError(
                say(
                    "{parameter} of {optimizer} is not a parameter of the model: make the optimizer from this model",
                    parameter=called(parameter, index),
                    optimizer=quoted(optimizer, 200),
                )
            )
    return optimizer
