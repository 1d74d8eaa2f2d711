"""The checkpoint of a training run, from which it goes on as if it had never stopped."""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Any, NamedTuple

from autograd.language import say
from autograd.notation import counted, quoted, shown
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
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            name, reason = shown(os.fspath(path), 200), shown(str(error), 200)
            raise CheckpointError(
                say(
                    "{name} is a checkpoint with a part missing, or one that does not fit: {reason}",
                    name=name,
                    reason=reason,
                )
            ) from None

    @classmethod
    def _from(cls, arrays: dict[str, Any], about: dict[str, Any]) -> Checkpoint:
        import numpy

        names, random = about["names"], about["random"]
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise ValueError(say("names that are not a list of names"))
        if not isinstance(random, dict):
            raise ValueError(say("a state of random numbers that is none"))
        odd = [str(array.dtype) for array in arrays.values() if array.dtype != "float64"]
        if odd:
            raise ValueError(say("numbers of type {odd}, not float64", odd=odd[0]))
        weights, best = arrays["weights"], arrays["best"]
        if weights.shape != (len(names),) or best.shape not in (weights.shape, (0,)):
            kept = say(
                "{weights} and {best}", weights=counted(weights.size, "weight"), best=counted(best.size, "best weight")
            )
            raise ValueError(say("{kept} for {parameters}", kept=kept, parameters=counted(len(names), "parameter")))
        if not (numpy.isfinite(weights).all() and numpy.isfinite(best).all()):
            raise ValueError(say("weights that are not finite"))
        epochs = [_epoch(figures) for figures in about["epochs"]]
        if not epochs:
            raise ValueError(say("no epochs"))
        prefix = "optimizer."
        vectors = {name.removeprefix(prefix): entry for name, entry in arrays.items() if name.startswith(prefix)}
        return cls(names, weights, best, {**about["optimizer"], **vectors}, random, epochs)


def _epoch(figures: Any) -> Epoch:
    """The figures of an epoch as they stand in a file. Raises ValueError for what is no finite number."""
    if not isinstance(figures, list) or not 1 <= len(figures) <= len(Epoch._fields) or figures[0] is None:
        raise ValueError(
            say(
                "an epoch has a loss, and at most {fields} figures, not {figures}",
                fields=len(Epoch._fields),
                figures=quoted(figures),
            )
        )
    for figure in figures:
        is_number = isinstance(figure, int | float) and not isinstance(figure, bool)
        if figure is not None and not (is_number and math.isfinite(figure)):
            raise ValueError(say("a figure of an epoch is a finite number, not {figure}", figure=quoted(figure)))
    return Epoch(*(None if figure is None else float(figure) for figure in figures))  # type: ignore[arg-type]
