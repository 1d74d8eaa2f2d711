"""Gradient descent, with momentum if asked.

In the formulas t counts the steps from 1, g is the gradient (clipped, where asked), θ the vector of parameters, lr the
learning rate; all operations go entry by entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from autograd import Value
from autograd.language import say
from nn.arguments import FROM_0_TO_1, NOT_NEGATIVE, number_in
from nn.errors import SettingError
from nn.optimizers.optimizer import Optimizer
from nn.optimizers.schedules import LearningRate

if TYPE_CHECKING:
    from nn.optimizers.optimizer import Vectors
    from nn.optimizers.vectors import Vector


class SGD(Optimizer):
    """Gradient descent, on mini-batches called stochastic; with momentum, the heavy ball or Nesterov's.

        g ← g + weight_decay · θ
        v ← momentum · v + g
        θ ← θ - lr · v                          heavy ball: B. Polyak, USSR Comp. Math. 4 (1964)
        θ ← θ - lr · (g + momentum · v)         nesterov: I. Sutskever et al., ICML 2013, in PyTorch's form

    - `parameters`, `lr`, `clip_value`, `clip_norm`: as for every `Optimizer`, which also says what is raised.
    - `momentum`: how much of the last direction stays, from 0 (none) to 1.
    - `nesterov`: whether the gradient counts as if it were taken one step of momentum further on.
    - `weight_decay`: 0 or more; adds the gradient of weight_decay · ‖θ‖² / 2.

    >>> w = Value(1.0, "w")
    >>> momentum = SGD([w], lr=0.1, momentum=0.5)
    >>> w.grad = 1.0
    >>> momentum.step(); w.data
    0.9
    >>> momentum.step(); w.data
    0.75
    """

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float | LearningRate,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float = 0.0,
        **clip: float | None,
    ) -> None:
        self.momentum = number_in("momentum", momentum, FROM_0_TO_1)
        self.nesterov = bool(nesterov)
        self.weight_decay = number_in("weight_decay", weight_decay, NOT_NEGATIVE)
        if self.nesterov and not self.momentum:
            raise SettingError(say("nesterov=True needs a momentum above 0"))
        self.remembers = ("velocity",) if self.momentum else ()
        super().__init__(parameters, lr, **clip)

    def rule(self, vector: Vector, g: Vector, lr: float, t: int, memory: Vectors) -> tuple[Vector, Vectors]:
        """The formulas of the class."""
        if self.weight_decay:
            g = g + self.weight_decay * vector
        if not self.momentum:
            return vector - lr * g, memory
        velocity = self.momentum * memory["velocity"] + g
        direction = g + self.momentum * velocity if self.nesterov else velocity
        return vector - lr * direction, {"velocity": velocity}
