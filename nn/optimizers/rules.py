"""The rules by which weights move: SGD, Adam, AdamW, RMSprop.

In the formulas t counts the steps from 1, g is the gradient (clipped, where asked), θ the vector of parameters, lr the
learning rate; all operations go entry by entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from autograd import Value
from nn.optimizers.optimizer import Optimizer
from nn.optimizers.schedules import LearningRate, SettingError, number_in

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
    - `weight_decay`: 0 or more; the gradient of weight_decay · ‖θ‖² / 2.

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
        self.momentum = number_in("momentum", momentum, 0.0, 1.0)
        self.nesterov = bool(nesterov)
        self.weight_decay = number_in("weight_decay", weight_decay, 0.0)
        if self.nesterov and not self.momentum:
            raise SettingError("nesterov=True needs a momentum above 0")
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
            raise SettingError(f"betas must be two numbers, not {betas!r}")
        self.betas = (_below_one("betas[0]", betas[0]), _below_one("betas[1]", betas[1]))
        self.eps = number_in("eps", eps, 0.0)
        super().__init__(parameters, lr, **clip)

    def rule(self, vector: Vector, g: Vector, lr: float, t: int, memory: Vectors) -> tuple[Vector, Vectors]:
        """The formulas of the class."""
        import numpy

        first, second = self.betas
        mean = first * memory["mean"] + (1 - first) * g
        square = second * memory["square"] + (1 - second) * (g * g)
        scale = numpy.sqrt(square / (1 - second**t)) + self.eps
        step = lr / (1 - first**t) * _quotient(mean, scale)
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
        self.weight_decay = number_in("weight_decay", weight_decay, 0.0)
        super().__init__(parameters, lr, betas, eps, **clip)


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
        self.alpha = _below_one("alpha", alpha)
        self.eps = number_in("eps", eps, 0.0)
        self.momentum = number_in("momentum", momentum, 0.0, 1.0)
        self.remembers = ("square", "velocity") if self.momentum else ("square",)
        super().__init__(parameters, lr, **clip)

    def rule(self, vector: Vector, g: Vector, lr: float, t: int, memory: Vectors) -> tuple[Vector, Vectors]:
        """The formulas of the class."""
        import numpy

        square = self.alpha * memory["square"] + (1 - self.alpha) * (g * g)
        step = _quotient(g, numpy.sqrt(square) + self.eps)
        if not self.momentum:
            return vector - lr * step, {"square": square}
        velocity = self.momentum * memory["velocity"] + step
        return vector - lr * velocity, {"square": square, "velocity": velocity}


def _quotient(numerator: Vector, denominator: Vector) -> Vector:
    """numerator / denominator; 0 where the denominator is 0: without an eps, where no gradient has come yet."""
    import numpy

    return numpy.divide(numerator, denominator, out=numpy.zeros_like(numerator), where=denominator != 0)


def _below_one(name: str, value: object) -> float:
    number = number_in(name, value, 0.0, 1.0)
    if number == 1.0:
        raise SettingError(f"{name} must be below 1")
    return number
