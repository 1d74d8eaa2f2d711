"""From a gradient to the next weights: SGD, Adam, AdamW, RMSprop.

An optimizer is a rule on vectors, `update(vector, gradient) -> vector`; the vector is the parameters' numbers in order.
`step()` applies it to Values: it gathers their `grad`, and scatters the new numbers back into their `data`.

What an optimizer remembers from step to step (`memory`) is never changed in place: each step replaces it, so that
whoever holds an earlier memory can go back to it. `t` counts the steps from 1 in the formulas below, g is the gradient
(clipped, where asked), lr the learning rate, and all operations go entry by entry.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from autograd import ChainruleError, OperandError, TooLargeError, UndefinedError, Value
from nn.schedules import LearningRate, SettingError, clip_by_norm, clip_by_value, constant_rate, number_in

if TYPE_CHECKING:
    import numpy
    from numpy.typing import ArrayLike, NDArray

    Vector = NDArray[numpy.float64]
    Vectors = dict[str, Vector]


class StateError(ChainruleError, ValueError):
    """A saved state that belongs to another optimizer or to other parameters."""


class Memory(NamedTuple):
    """The steps made, and what the rule remembers: a vector for each name."""

    steps: int
    vectors: Vectors


class Optimizer:
    """What all optimizers share. A rule of your own is a class with `remembers` and `rule`.

    - `parameters`: the Values to improve, in the order of the vector.
    - `lr`: the learning rate: a number, or a function of the number of steps made (see `nn.schedules`).
    - `clip_value`: entries of the gradient beyond ±clip_value are set to it.
    - `clip_norm`: a gradient longer than this is shortened to it (after `clip_value`).

    Raises `SettingError` for settings that make no sense and for no parameters, `OperandError` for parameters that are
    not Values or are results of operations.

    >>> w = Value(3.0, "w")
    >>> descent = SGD([w], lr=0.1)
    >>> (w * w).backward()
    >>> descent.step()
    >>> w.data
    2.4
    """

    #: The names of the vectors the rule remembers; they begin as zeros.
    remembers: tuple[str, ...] = ()

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float | LearningRate,
        *,
        clip_value: float | None = None,
        clip_norm: float | None = None,
    ) -> None:
        import numpy

        self.parameters = _checked(parameters)
        self.lr: LearningRate = lr if callable(lr) else constant_rate(lr)
        self.clip_value = None if clip_value is None else number_in("clip_value", clip_value, 0.0, without_low=True)
        self.clip_norm = None if clip_norm is None else number_in("clip_norm", clip_norm, 0.0, without_low=True)
        self.memory = Memory(0, {name: numpy.zeros(len(self.parameters)) for name in self.remembers})

    def rule(self, vector: Vector, g: Vector, lr: float, t: int, memory: Vectors) -> tuple[Vector, Vectors]:
        """The next vector and the next memory, from step number `t` (the first is 1). Changes none of its arguments."""
        raise NotImplementedError(f"{type(self).__name__} has no rule")

    def update(self, vector: ArrayLike, gradient: ArrayLike) -> Vector:
        """The next vector, as a new array, and one more step remembered.

        Raises `UndefinedError` or `TooLargeError`, naming the parameter, for a gradient that is not finite and for a
        step that leaves the range of floats, `SettingError` for the wrong number of entries; then nothing changes.

        >>> SGD([Value(1.0), Value(2.0)], lr=0.5).update([1.0, 2.0], [0.2, -0.4])
        array([0.9, 2.2])
        """
        import numpy

        before, g = (numpy.asarray(array, dtype=float) for array in (vector, gradient))
        if before.shape != (len(self.parameters),) or g.shape != before.shape:
            shapes = f"a vector of shape {before.shape} and a gradient of shape {g.shape}"
            raise SettingError(f"{self!r} cannot update {shapes}")
        steps, memory = self.memory
        with numpy.errstate(all="ignore"):  # what overflows is found below, and named
            if not all_finite(g):
                raise UndefinedError(self._at_fault("the gradient of", g, "is"))
            if self.clip_value is not None:
                g = clip_by_value(g, self.clip_value)
            if self.clip_norm is not None:
                g = clip_by_norm(g, self.clip_norm)
            after, remembered = self.rule(before, g, self._rate(steps), steps + 1, memory)
            for result in (after, *remembered.values()):
                if not all_finite(result):
                    beyond = f"step {steps + 1} of {self!r} leaves the range of floats:"
                    raise TooLargeError(self._at_fault(beyond, result, "would come to"))
        self.memory = Memory(steps + 1, remembered)
        return after

    def step(self) -> None:
        """Move the parameters: reads their `grad`, writes their `data`. Raises as `update` does."""
        gradient = [parameter.grad for parameter in self.parameters]
        after = self.update([parameter.data for parameter in self.parameters], gradient)
        scatter(after, self.parameters)

    def zero_grad(self) -> None:
        """Forget the gradients of the parameters."""
        for parameter in self.parameters:
            parameter.grad = 0.0

    def state(self) -> dict[str, Any]:
        """All that `load_state` needs to go on exactly as this optimizer would: plain numbers and arrays.

        >>> sorted(Adam([Value(1.0)]).state())
        ['mean', 'optimizer', 'square', 'steps']
        """
        steps, vectors = self.memory
        return {
            "optimizer": type(self).__name__,
            "steps": steps,
            **{name: vector.copy() for name, vector in vectors.items()},
        }

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Go on from a state. Raises `StateError` if it is not one of this kind of optimizer for as many parameters."""
        import numpy

        kind, mine = state.get("optimizer"), type(self).__name__
        if kind != mine:
            raise StateError(f"the state of {kind or 'something that is no optimizer'} does not fit {mine}")
        steps = state.get("steps")
        if type(steps) is not int or steps < 0:
            raise StateError(f"the steps in the state of {mine} are {steps!r}")
        vectors = {}
        for name in self.remembers:
            vectors[name] = vector = numpy.array(state.get(name, ()), dtype=float)
            if vector.shape != (len(self.parameters),):
                entries = f"{name!r} has shape {vector.shape}" if name in state else f"{name!r} is missing"
                raise StateError(f"the state does not fit {self!r}: {entries}")
            if not numpy.isfinite(vector).all():
                raise StateError(self._at_fault(f"{name!r} in the state of {mine} is not finite:", vector, "has"))
        self.memory = Memory(steps, vectors)

    def __repr__(self) -> str:
        count = len(self.parameters)
        return f"{type(self).__name__}({count} parameter{'s'[: count != 1]}, lr={self.lr!r})"

    def _quotient(self, numerator: Vector, denominator: Vector) -> Vector:
        """numerator / denominator; 0 where both are 0, which without an eps is where no gradient has come yet."""
        import numpy

        if getattr(self, "eps", 0.0):
            return numerator / denominator
        return numpy.divide(numerator, denominator, out=numpy.zeros_like(numerator), where=denominator != 0)

    def _rate(self, steps: int) -> float:
        rate = float(self.lr(steps))
        if not 0 <= rate < math.inf:
            raise SettingError(f"the learning rate after {steps} steps is {rate}, by {self.lr!r}")
        return rate

    def _at_fault(self, before: str, entries: Vector, between: str) -> str:
        """A message with the first parameter whose entry is not finite, and the entry."""
        index = next(index for index, entry in enumerate(entries) if not math.isfinite(entry))
        return f"{before} {self.parameters[index].label or f'parameter {index}'} {between} {float(entries[index])}"


class SGD(Optimizer):
    """Gradient descent, on mini-batches called stochastic; with momentum, the heavy ball or Nesterov's.

        g ← g + weight_decay · θ
        v ← momentum · v + g
        θ ← θ - lr · v                          heavy ball: B. Polyak, USSR Comp. Math. 4 (1964)
        θ ← θ - lr · (g + momentum · v)         nesterov: I. Sutskever et al., ICML 2013, in PyTorch's form

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
        step = lr / (1 - first**t) * self._quotient(mean, scale)
        if self.weight_decay:
            vector = vector * (1 - lr * self.weight_decay)
        return vector - step, {"mean": mean, "square": square}


class AdamW(Adam):
    """Adam, and apart from it a decay of the weights: θ ← θ - lr · weight_decay · θ before Adam's own step.

    I. Loshchilov and F. Hutter, Decoupled weight decay regularization, ICLR 2019, algorithm 2, in PyTorch's form (the
    decay is multiplied by lr).

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
        step = self._quotient(g, numpy.sqrt(square) + self.eps)
        if not self.momentum:
            return vector - lr * step, {"square": square}
        velocity = self.momentum * memory["velocity"] + step
        return vector - lr * velocity, {"square": square, "velocity": velocity}


def all_finite(vector: Vector) -> bool:
    """Whether every entry is finite: in one go if the sum of squares is, else one by one. May overflow on the way."""
    return math.isfinite(vector.dot(vector)) or all(map(math.isfinite, vector.tolist()))


def gather(parameters: Sequence[Value]) -> Vector:
    """The parameters' numbers as one vector."""
    import numpy

    return numpy.array([parameter.data for parameter in parameters], dtype=float)


def scatter(vector: Vector, parameters: Sequence[Value]) -> None:
    """Write a vector back into the parameters' `data`."""
    for parameter, number in zip(parameters, vector.tolist(), strict=True):
        parameter.data = number


def _checked(parameters: Iterable[Value]) -> list[Value]:
    """The parameters as a list, if they can be improved."""
    parameters = list(parameters)
    if not parameters:
        raise SettingError("an optimizer needs at least one parameter: the list is empty")
    seen: set[int] = set()
    for index, parameter in enumerate(parameters):
        if not isinstance(parameter, Value):
            raise OperandError(f"parameter {index} is {parameter!r}, not a Value")
        name = parameter.label or f"parameter {index}"
        if parameter.op is not None:
            raise OperandError(f"{name} is the result of {parameter.op.name}: only leaves can be moved")
        if id(parameter) in seen:
            raise SettingError(f"{name} is in the list of parameters twice")
        seen.add(id(parameter))
    return parameters


def _below_one(name: str, value: object) -> float:
    number = number_in(name, value, 0.0, 1.0)
    if number == 1.0:
        raise SettingError(f"{name} must be below 1")
    return number
