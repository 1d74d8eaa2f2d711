"""The networks `chainrule train` trains: for each dataset a model, a loss, an optimizer and how long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograd import OperandError
from autograd.language import say
from autograd.notation import quoted
from nn import datasets, losses
from nn.layers.mlp import MLP
from nn.optimizers.adam import Adam, AdamW
from nn.optimizers.optimizer import Optimizer
from nn.optimizers.schedules import cosine
from nn.training.batches import Loss

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


@dataclass(frozen=True)
class Recipe:
    """What to train on a dataset, and how.

    - `data(seed)`: training inputs and targets, test inputs and targets (None where there is nothing to hold back).
    - `nin`, `hidden`, `nout`, `activation`: the network. `optimizer(parameters, lr, steps)`: a new one.
    - `batch_size`: rows per step, None for all of them.
    """

    data: Callable[[int], tuple[Array, Array, Array | None, Array | None]]
    nin: int
    hidden: tuple[int, ...]
    nout: int
    activation: str
    loss: Loss
    optimizer: Callable[[Sequence[Any], float, int], Optimizer]
    lr: float
    epochs: int
    batch_size: int | None = None

    def model(self, hidden: Sequence[int] | None, seed: int) -> MLP:
        """A new network; `hidden` instead of the recipe's hidden layers."""
        return MLP(self.nin, [*(self.hidden if hidden is None else hidden), self.nout], self.activation, seed=seed)

    def steps(self, rows: int, epochs: int) -> int:
        """How many steps so many epochs are."""
        return epochs * -(-rows // (self.batch_size or rows))


def _split_digits(seed: int) -> tuple[Array, Array, Array, Array]:
    """Four fifths of the 1,797 digits to learn from, the rest to be tested on."""
    import numpy

    X, Y = datasets.digits()
    order = numpy.random.Generator(numpy.random.PCG64(seed)).permutation(len(X))
    learn, test = order[: len(X) * 4 // 5], order[len(X) * 4 // 5 :]
    return X[learn], Y[learn], X[test], Y[test]


RECIPES = {
    "xor": Recipe(
        lambda seed: (*datasets.xor(), None, None),
        nin=2, hidden=(4,), nout=1, activation="tanh", loss=losses.binary_cross_entropy,
        optimizer=lambda parameters, lr, steps: Adam(parameters, lr=lr), lr=0.05, epochs=300,
    ),
    "moons": Recipe(
        lambda seed: (*datasets.moons(100, seed=seed), None, None),
        nin=2, hidden=(16, 16), nout=1, activation="relu", loss=losses.hinge,
        optimizer=lambda parameters, lr, steps: Adam(parameters, lr=lr), lr=0.02, epochs=100,
    ),
    "digits": Recipe(
        _split_digits,
        nin=64, hidden=(128,), nout=10, activation="relu", loss=losses.cross_entropy,
        optimizer=lambda parameters, lr, steps: AdamW(parameters, lr=cosine(lr, steps), weight_decay=0.5),
        lr=0.005, epochs=60, batch_size=32,
    ),
}  # fmt: skip


def find(name: str) -> Recipe:
    """The recipe of that name; an error that lists the names otherwise."""
    if name not in RECIPES:
        raise OperandError(
            say("there is no dataset {name} to train on; there are {recipes}", name=quoted(name), recipes=list(RECIPES))
        )
    return RECIPES[name]
