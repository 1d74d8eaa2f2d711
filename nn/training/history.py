"""What a training run leaves behind: its history, and the checkpoint from which it goes on exactly."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from autograd import ChainruleError
from nn.files import Format

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from nn.optimizers.vectors import Vector


class CheckpointError(ChainruleError, ValueError):
    """A checkpoint that cannot be read, or that belongs to another run."""


class MissingPackageError(ChainruleError, ImportError):
    """A package that is not installed and that only this needs."""


#: The files of checkpoints.
CHECKPOINT = Format("chainrule checkpoint", version=1, what="a checkpoint of a training run", error=CheckpointError)


class Epoch(NamedTuple):
    """What one epoch came to; None for what was not measured.

    >>> Epoch(0.5, metric=0.75)
    Epoch(loss=0.5, metric=0.75, validation_loss=None, validation_metric=None)
    """

    loss: float
    metric: float | None = None
    validation_loss: float | None = None
    validation_metric: float | None = None


class History:
    """The epochs of a training run, in order; every list has an entry for each epoch.

    - `loss`, `metric`: over the batches of each epoch, every batch before its step.
    - `validation_loss`, `validation_metric`: of the weights at the end of each epoch.
    - `stopped`: why the run ended before its time: "patience", "interrupted", or "" if it did not.
    - `not_compiled`: why the model was trained row by row, "" where it ran as a program on all rows at once.

    A list is empty where nothing was measured.

    >>> history = History([Epoch(0.9), Epoch(0.4), Epoch(0.5)])
    >>> history
    History(3 epochs, loss 0.5)
    >>> history.loss, history.best, history.waited
    ([0.9, 0.4, 0.5], 1, 1)
    """

    def __init__(self, epochs: Sequence[Epoch] = (), stopped: str = "") -> None:
        self.epochs = list(epochs)
        self.stopped = stopped
        self.not_compiled = ""

    @property
    def loss(self) -> list[float]:
        """The mean loss of each epoch, penalty included."""
        return [epoch.loss for epoch in self.epochs]

    @property
    def metric(self) -> list[float]:
        """The metric of each epoch."""
        return [epoch.metric for epoch in self.epochs if epoch.metric is not None]

    @property
    def validation_loss(self) -> list[float]:
        """The mean loss on the validation data after each epoch, without penalty."""
        return [epoch.validation_loss for epoch in self.epochs if epoch.validation_loss is not None]

    @property
    def validation_metric(self) -> list[float]:
        """The metric on the validation data after each epoch."""
        return [epoch.validation_metric for epoch in self.epochs if epoch.validation_metric is not None]

    @property
    def best(self) -> int:
        """The first epoch, counted from 0, with the lowest validation loss; without validation, the lowest loss."""
        watched = self.validation_loss or self.loss
        return watched.index(min(watched)) if watched else 0

    @property
    def waited(self) -> int:
        """How many epochs have passed since the best one."""
        return max(len(self.epochs) - 1 - self.best, 0)

    def plot(self, axes: Axes | None = None) -> Axes:
        """Draw loss and metric over the epochs, into `axes` or a new figure of matplotlib's; returns the axes.

        Raises `MissingPackageError` without matplotlib.
        """
        try:
            from matplotlib import pyplot
            from matplotlib.ticker import MaxNLocator
        except ImportError:
            raise MissingPackageError("plot needs matplotlib: pip install 'chainrule[notebooks]'") from None
        if axes is None:
            _, axes = pyplot.subplots(layout="constrained")
        numbers = range(1, len(self.epochs) + 1)
        curves = {"loss": self.loss, "validation loss": self.validation_loss}
        lines = [axes.plot(numbers, curve, label=name)[0] for name, curve in curves.items() if curve]
        axes.set(xlabel="epoch", ylabel="loss")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        if self.metric or self.validation_metric:
            right = axes.twinx()
            right.set_ylabel("metric")
            for name, curve in {"metric": self.metric, "validation metric": self.validation_metric}.items():
                if curve:
                    color = f"C{len(lines)}"
                    lines += right.plot(numbers, curve, label=name, linestyle="--", color=color)
        if len(lines) > 1:
            axes.legend(lines, [str(line.get_label()) for line in lines])
        return axes

    def __len__(self) -> int:
        return len(self.epochs)

    def __repr__(self) -> str:
        count = len(self.epochs)
        parts = [f"{count} epoch{'s'[: count != 1]}"]
        for name, value in (self.epochs[-1] if self.epochs else Epoch(0.0))._asdict().items():
            if self.epochs and value is not None:
                parts.append(f"{name.replace('_', ' ')} {value:.4g}")
        return f"History({', '.join(parts + [f'stopped: {self.stopped}'] * bool(self.stopped))})"


class Checkpoint(NamedTuple):
    """All that a run needs to go on as if it had never stopped.

    - `names`, `weights`: of all parameters of the model, an entry for each.
    - `best`: the weights of the best epoch; empty where they are not kept.
    - `optimizer`: the optimizer's `state()`.
    - `random`: the state of the generator that shuffles, as NumPy gives it.
    - `epochs`: the history so far.

    >>> from tempfile import TemporaryDirectory
    >>> import numpy
    >>> checkpoint = Checkpoint(["w"], numpy.array([0.5]), numpy.array([]), {"steps": 1}, {}, [Epoch(0.25)])
    >>> with TemporaryDirectory() as folder:
    ...     checkpoint.save(f"{folder}/run.safetensors")
    ...     Checkpoint.load(f"{folder}/run.safetensors").weights
    array([0.5])
    """

    names: list[str]
    weights: Vector
    best: Vector
    optimizer: dict[str, Any]
    random: dict[str, Any]
    epochs: list[Epoch]

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a safetensors file, whole or not at all: an interrupted save leaves the old file as it was.

        Raises OSError if it cannot be written.
        """
        arrays = {"weights": self.weights, "best": self.best}
        state = {}
        for name, entry in self.optimizer.items():
            if hasattr(entry, "shape"):
                arrays[f"optimizer.{name}"] = entry
            else:
                state[name] = entry
        about = {
            "names": self.names,
            "optimizer": state,
            "random": self.random,
            "epochs": [list(epoch) for epoch in self.epochs],
        }
        CHECKPOINT.write(path, about, arrays)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Checkpoint:
        """Read what `save` wrote. Raises `CheckpointError` for anything else, and OSError for what cannot be read."""
        about, arrays = CHECKPOINT.read(path)
        try:
            return cls._from(arrays, about)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise CheckpointError(
                f"{os.fspath(path)} is a checkpoint with parts missing or misshapen: {error}"
            ) from None

    @classmethod
    def _from(cls, arrays: dict[str, Any], about: dict[str, Any]) -> Checkpoint:
        import numpy

        names = [str(name) for name in about["names"]]
        weights, best = arrays["weights"], arrays["best"]
        if weights.shape != (len(names),) or best.shape not in (weights.shape, (0,)):
            raise ValueError(f"{weights.size} weights and {best.size} best weights for {len(names)} parameters")
        if not (numpy.isfinite(weights).all() and numpy.isfinite(best).all()):
            raise ValueError("weights that are not finite")
        measured = [[None if number is None else float(number) for number in epoch] for epoch in about["epochs"]]
        epochs = [Epoch(*numbers) for numbers in measured]  # type: ignore[arg-type]
        if not epochs:
            raise ValueError("no epochs")
        prefix = "optimizer."
        vectors = {name.removeprefix(prefix): entry for name, entry in arrays.items() if name.startswith(prefix)}
        return cls(names, weights, best, {**about["optimizer"], **vectors}, about["random"], epochs)
