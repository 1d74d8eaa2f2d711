"""The checkpoint of a training run, from which it goes on as if it had never stopped."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from autograd.notation import counted, shown
from nn.errors import CheckpointError
from nn.saving.format import Format
from nn.training.history import Epoch

if TYPE_CHECKING:
    from nn.optimizers.vectors import Vector

#: The files of checkpoints.
CHECKPOINT = Format("chainrule checkpoint", version=1, what="a checkpoint of a training run", error=CheckpointError)


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
            name, reason = shown(os.fspath(path), 200), shown(str(error), 200)
            raise CheckpointError(
                f"{name} is a checkpoint with a part missing, or one that does not fit: {reason}"
            ) from None

    @classmethod
    def _from(cls, arrays: dict[str, Any], about: dict[str, Any]) -> Checkpoint:
        import numpy

        names = [str(name) for name in about["names"]]
        weights, best = arrays["weights"], arrays["best"]
        if weights.shape != (len(names),) or best.shape not in (weights.shape, (0,)):
            kept = f"{counted(weights.size, 'weight')} and {counted(best.size, 'best weight')}"
            raise ValueError(f"{kept} for {counted(len(names), 'parameter')}")
        if not (numpy.isfinite(weights).all() and numpy.isfinite(best).all()):
            raise ValueError("weights that are not finite")
        measured = [[None if number is None else float(number) for number in epoch] for epoch in about["epochs"]]
        epochs = [Epoch(*numbers) for numbers in measured]  # type: ignore[arg-type]
        if not epochs:
            raise ValueError("no epochs")
        prefix = "optimizer."
        vectors = {name.removeprefix(prefix): entry for name, entry in arrays.items() if name.startswith(prefix)}
        return cls(names, weights, best, {**about["optimizer"], **vectors}, about["random"], epochs)
