"""A training run: its epochs and steps, and how it is stopped and taken up again."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from autograd import Value
from autograd.at_once import at_once, setting
from autograd.language import say
from autograd.notation import shown
from nn.arguments import as_value, whole_number
from nn.errors import CheckpointError
from nn.optimizers.optimizer import Optimizer
from nn.optimizers.vectors import gather, scatter, scattering
from nn.training.batches import Compiled, RowByRow
from nn.training.checkpoint import Checkpoint
from nn.training.evaluation import Metric
from nn.training.history import Epoch, History
from nn.training.share import Share
from nn.training.where import in_part

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from nn.layers.module import Module
    from nn.training.sharded import Sharded

    Array = NDArray[numpy.float64]

#: What is added to the mean loss, from the parameters.
Penalty = Callable[[list[Value]], Value]


class Data(NamedTuple):
    """Inputs and targets, those that are here; which they are among those of all processes; what computes with them."""

    X: Array
    Y: Array
    share: Share
    batches: RowByRow | Compiled | Sharded


class Run:
    """A training run: what it works on, and how far it has come."""

    def __init__(
        self,
        model: Module,
        data: Data,
        optimizer: Optimizer,
        batch_size: int | None,
        shuffle: bool,
        seed: int | None,
        penalty: Penalty | None,
        metric: Metric | None,
        validation: Data | None,
        history: History,
    ) -> None:
        import numpy

        self.model, self.optimizer, self.penalty = model, optimizer, penalty
        self.X, self.Y, self.share, self.batches = data
        share = self.share
        self.size = share.total if batch_size is None else whole_number("batch_size", batch_size, low=1)
        self.shuffle = shuffle and self.size < share.total
        seed = seed if seed is None else whole_number("seed", seed, low=0, high=math.inf)
        self.random = numpy.random.Generator(numpy.random.PCG64(seed))
        self.metric, self.validation = metric, validation
        self.parameters = optimizer.parameters
        self.history = history
        self.best: Array | None = None
        self.lowest, self.waited = math.inf, 0  # of the loss that counts for patience, and the epochs since
        #: The weights and the optimizer's memory after the last whole step.
        self.whole = (gather(self.parameters), optimizer.memory)

    def epoch(self) -> None:
        """One pass over the data; its figures go into the history."""
        import numpy

        count, number = self.share.total, len(self.history) + 1
        order = self.random.permutation(count) if self.shuffle else numpy.arange(count)
        outputs, losses = [], []
        for batch, start in enumerate(range(0, count, self.size), start=1):
            rows = order[start : start + self.size]
            with in_part(f"epoch {number}, batch {batch}"):
                loss, its_outputs = self.step(rows)
            losses.append(len(rows) * loss)
            outputs.append(its_outputs)
        metric = self._measured(self.share, numpy.concatenate(outputs), self.Y[self.share.here(order)])
        held_out: tuple[float | None, float | None] = (None, None)
        if self.validation is not None:
            X, Y, share, batches = self.validation
            with in_part(f"epoch {number}, validation"):
                value, answers = batches.measure(X, Y)
            held_out = (value, self._measured(share, answers, Y))
        loss = math.fsum(losses) / count
        self.history.epochs.append(Epoch(loss, metric, *held_out))
        watched = loss if held_out[0] is None else held_out[0]
        self.waited = 0 if watched < self.lowest else self.waited + 1
        self.lowest = min(watched, self.lowest)
        if self.validation is not None and self.waited == 0:
            self.best = gather(self.model.parameters())

    def step(self, rows: NDArray[numpy.intp]) -> tuple[float, Array]:
        """One step of the optimizer; returns the loss before it, and the outputs of those rows that are here."""
        here = self.share.here(rows)
        value, gradient, outputs = self.batches.batch(self.X[here], self.Y[here], rows)
        if self.penalty is not None:
            self.optimizer.zero_grad()
            with in_part("penalty"):
                added = as_value(self.penalty(self.parameters), "the penalty")
                added.backward()
            value, gradient = value + added.data, gradient + [parameter.grad for parameter in self.parameters]
        vector = self.optimizer.update(self.whole[0], gradient)
        self.whole = (vector, self.optimizer.memory)
        scatter(vector, self.parameters)
        return value, outputs

    def _measured(self, share: Share, outputs: Array, targets: Array) -> float | None:
        """The metric; of several processes, the mean of theirs."""
        return None if self.metric is None else share.mean(float(self.metric(outputs, targets)))

    def back_to_last_step(self) -> None:
        """Undo a step that was interrupted halfway."""
        vector, memory = self.whole
        at_once(scattering(vector, self.parameters), setting(self.optimizer, memory=memory))

    def put_best_back(self) -> None:
        """Give the model the weights of its best epoch, if there were validation data to choose it."""
        if self.best is not None:
            scatter(self.best, self.model.parameters())

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
        """Go on from where the checkpoint was made."""
        import numpy

        if saved.names != list(self.model.named_parameters()):
            own = len(self.model.parameters())
            raise CheckpointError(
                say(
                    "{path} is of a model with other parameters ({names} of them, not {own})",
                    path=shown(path, 200),
                    names=len(saved.names),
                    own=own,
                )
            )
        try:
            self.random.bit_generator.state = saved.random
            self.optimizer.load_state(saved.optimizer)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise CheckpointError(
                say("{path} is of another run: {error}", path=shown(path, 200), error=shown(str(error), 200))
            ) from None
        number_of = dict(zip(self.model.parameters(), saved.weights.tolist(), strict=True))
        vector = numpy.array([number_of[parameter] for parameter in self.parameters])
        at_once(
            scattering(saved.weights, self.model.parameters()),
            setting(self, whole=(vector, self.optimizer.memory)),
            setting(self.history, epochs=saved.epochs),
        )
        self.lowest = min(self.history.validation_loss or self.history.loss)
        self.waited = self.history.waited
        self.best = saved.best if len(saved.best) else None
