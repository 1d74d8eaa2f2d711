"""Steps divided by the root of the mean square of the gradients.

In the formulas t counts the steps from 1, g is the gradient (clipped, where asked), θ the vector of parameters, lr the
learning rate; all operations go entry by entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from autograd import Value
from nn.arguments import FROM_0_BELOW_1, FROM_0_TO_1, NOT_NEGATIVE, number_in
from nn.optimizers.optimizer import Optimizer
from nn.optimizers.schedules import LearningRate
from nn.optimizers.vectors import quotient

if TYPE_CHECKING:
    from nn.optimizers.optimizer import Vectors
    from nn.optimizers.vectors import Vector


class RMSprop(Optimizer):
    """The gradient divided by a running root mean square of itself.

        v ← α v + (1 - α) g²
        b ← momentum · b + g / (√v + eps)
        θ ← θ - lr · b

    T. Tieleman and G. Hinton, Neural networks for machine learning, lecture 6.5 (2012), in PyTorch's form.

    - `parameters`, `lr`, `clip_value`, `clip_norm`: as for every `Optimizer`, which also says what is raised.
    - `alpha`: α, how much of the running mean stays at each step, from 0 to below 1.
    - `eps`: 0 or more; keeps the step small where the gradients are tiny.
    - `momentum`: how much of the last step stays, from 0 (none) to 1.

    >>> w = Value(1.0, "w")
    >>> w.grad = 1e-3
    >>> RMSprop([w], lr=0.1, alpha=0.75, eps=0.0).step(); round(w.data, 12)
    0.8
    """

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float | LearningRate = 0.01,
        alpha: float = 0.99,
        eps: float = 1e-8,
        momentum: float = 0.0,
        **clip: float | None,
    ) -> None:
        self.alpha = number_in("alpha", alpha, FROM_0_BELOW_1)
        self.eps = number_in("eps", eps, NOT_NEGATIVE)
        self.momentum = number_in("momentum", momentum, FROM_0_TO_1)
        self.remembers = ("square", "velocity") if self.momentum else ("square",)
        super().__init__(parameters, lr, **clip)

    def rule(self, vector: Vector, g: Vector, lr: float, t: int, memory: Vectors) -> tuple[Vector, Vectors]:
        """The formulas of the class."""
        import numpy

        square = self.alpha * memory["square"] + (1 - self.alpha) * (g * g)
        step = quotient(g, numpy.sqrt(square) + self.eps)
        if not self.momentum:
            return vector - lr * step, {"square": square}
        velocity = self.momentum * memory["velocity"] + step
        return vector - lr * velocity, {"square": square, "velocity": velocity}
