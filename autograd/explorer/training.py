"""A training as a page can show it: gradient descent on a loss that is a graph."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autograd.errors import DrawingError
from autograd.graph import leaves
from autograd.language import say
from autograd.notation import quoted
from autograd.value import Value


@dataclass(frozen=True)
class Training:
    """Gradient descent to step through: `epochs` steps of `learning_rate` on `parameters`, down `loss`.

    Raises `DrawingError` for a parameter that is not an input of the loss, for a learning rate that is not finite, and
    for a number of epochs outside 1 to 10,000.
    """

    loss: Value
    parameters: Sequence[Value]
    learning_rate: float = 0.1
    epochs: int = 100

    def __post_init__(self) -> None:
        if not isinstance(self.loss, Value):
            raise DrawingError(say("the loss of a training is a Value, not {loss}", loss=quoted(self.loss, 60)))
        if isinstance(self.parameters, Value) or not isinstance(self.parameters, Iterable):
            raise DrawingError(
                say(
                    "the parameters of a training are a list of Values, not {parameters}",
                    parameters=quoted(self.parameters, 60),
                )
            )
        inputs = {id(leaf) for leaf in leaves(self.loss)}
        for parameter in self.parameters:
            if id(parameter) not in inputs:
                raise DrawingError(
                    say(
                        "{parameter} is not an input of the loss, so no step can change it", parameter=quoted(parameter)
                    )
                )
        rate, epochs = self.learning_rate, self.epochs
        if isinstance(rate, str) or not math.isfinite(rate):
            raise DrawingError(say("a training has a finite learning rate, not {rate}", rate=quoted(rate, 20)))
        if not isinstance(epochs, int) or not 1 <= epochs <= 10_000:
            raise DrawingError(say("a training has 1 to 10,000 epochs, not {epochs}", epochs=quoted(epochs, 20)))
