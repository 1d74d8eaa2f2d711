"""The history of a training run: loss and metric of each epoch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from autograd.language import say
from autograd.notation import counted
from nn.errors import MissingPackageError

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Epoch(NamedTuple):
    """The figures of one epoch; None for what was not measured.

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
    - `stopped`: why the run ended early: "patience", "interrupted", or "" if it did not.
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
            raise MissingPackageError(say("plot needs matplotlib: pip install 'chainrule[notebooks]'")) from None
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
            axes.legend(lines, [str(line.get_label()) for line in lines], loc="center right")  # where curves seldom run
        return axes

    def __len__(self) -> int:
        return len(self.epochs)

    def __repr__(self) -> str:
        parts = [counted(len(self.epochs), "epoch")]
        if self.epochs:
            last = self.epochs[-1]._asdict()
            parts += [f"{name.replace('_', ' ')} {value:.4g}" for name, value in last.items() if value is not None]
        if self.stopped:
            parts.append(f"stopped: {self.stopped}")
        return f"History({', '.join(parts)})"
