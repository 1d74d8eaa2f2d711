"""Adam, and Adam with a decay of the weights apart from it.

In the formulas t counts the steps from 1, g is the gradient (clipped, where asked), θ the vector of parameters, lr the
learning rate; all operations go entry by entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from autograd import Value
from autograd.language import say
from autograd.notation import quoted
from nn.arguments import FROM_0_BELOW_1, NOT_NEGATIVE, number_in
from nn.errors import SettingError
from nn.optimizers.optimizer import Optimizer
from nn.optimizers.schedules import LearningRate
from nn.optimizers.vectors import quotient

if TYPE_CHECKING:
    from nn.optimizers.optimizer import Vectors
    from nn.optimizers.vectors import Vector


class Adam(Optimizer):
    """Adaptive moments: steps of about `lr` in every coordinate, whatever the gradient's scale.

        m ← β₁ m + (1 - β₁) g,      v ← β₂ v + (1 - β₂) g²
        θ ← θ - lr · m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + eps)

    D. Kingma and J. Ba, Adam: a method for stochastic optimization, ICLR 2015, algorithm 1.

    - `parameters`, `lr`, `clip_value`, `clip_norm`: as for every `Optimizer`, which also says what is raised.
    - `betas`: β₁ and β₂, how much of the running means stays at each step, from 0 to below 1.
    - `eps`: 0 or more; keeps the step small where the gradients are tiny.

    >>> w = Value(1.0, "w")
    >>> w.grad = 1e-3
    >>> Adam([w], lr=0.1, eps=0.0).step(); round(w.data, 12)
    0.9
    """

    remembers = ("mean", "square")
    weight_decay = 0.0

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float | LearningRate = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        **clip: float | None,
    ) -> None:
        if not isinstance(betas, Sequence) or len(betas) != 2:
            raise SettingError(say("betas must be two numbers, not {betas}", betas=quoted(betas)))
        self.betas = (number_in("betas[0]", betas[0], FROM_0_BELOW_1), number_in("betas[1]", betas[1], FROM_0_BELOW_1))
        self.eps = number_in("eps", eps, NOT_NEGATIVE)
        super().__init__(parameters, lr, **clip)

    def rule(self, vector: Vector, g: Vector, lr: float, t: int, memory: Vectors) -> tuple[Vector, Vectors]:
        """The formulas of the class."""
        import numpy

        first, second = self.betas
        mean = first * memory["mean"] + (1 - first) * g
        square = second * memory["square"] + (1 - second) * (g * g)
        scale = numpy.sqrt(square / (1 - second**t)) + self.eps
        step = lr / (1 - first**t) * quotient(mean, scale)
        if self.weight_decay:
            vector = vector * (1 - lr * self.weight_decay)
        return vector - step, {"mean": mean, "square": square}


class AdamW(Adam):
    """Adam, and apart from it a decay of the weights: θ ← θ - lr · weight_decay · θ before Adam's own step.

    I. Loshchilov and F. Hutter, Decoupled weight decay regularization, ICLR 2019, algorithm 2, in PyTorch's form (the
    decay is multiplied by lr).

    - `weight_decay`: 0 or more. Everything else is as for `Adam`.

    >>> w = Value(1.0, "w")
    >>> AdamW([w], lr=0.1, weight_decay=0.5).step(); w.data
    0.95
    """

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float | LearningRate = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
        **clip: float | None,
    ) -> None:
        self.weight_decay = number_in("weight_decay", weight_decay, NOT_NEGATIVE)
        super().__init__(parameters, lr, betas, eps, **clip)
