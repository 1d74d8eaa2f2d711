"""Learning rates that change while training.

Any function of the number of steps already made will do as an optimizer's `lr`; these are the usual ones.

>>> plan = warmup(cosine(0.1, steps=100), steps=10)
>>> plan(0), plan(9), plan(60), plan(110)
(0.01, 0.1, 0.05, 0.0)
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from nn.arguments import ABOVE_0_TO_1, NOT_NEGATIVE, number_in, whole_number

#: What an optimizer takes as its learning rate besides a number: steps already made -> learning rate.
LearningRate = Callable[[int], float]


class Schedule:
    """A formula for the learning rate, that can say what it is; calling it with the steps made gives the rate.

    The formulas here are parts of functions with names, not closures, so that an optimizer can be pickled.
    """

    __slots__ = ("description", "formula")

    def __init__(self, description: str, formula: LearningRate) -> None:
        self.description = description
        self.formula = formula

    def __call__(self, step: int) -> float:
        """The learning rate when `step` steps have been made: 0 for the first one."""
        return self.formula(step)

    def __repr__(self) -> str:
        return self.description


def step_decay(lr: float, every: int, factor: float = 0.1) -> Schedule:
    """lr · factor^⌊t / every⌋: constant for `every` steps, then multiplied by `factor`, and so on.

    Raises `SettingError` unless lr ≥ 0, every ≥ 1 and 0 < factor ≤ 1.

    >>> [step_decay(0.8, every=2, factor=0.5)(t) for t in range(6)]
    [0.8, 0.8, 0.4, 0.4, 0.2, 0.2]
    """
    lr = number_in("lr", lr, NOT_NEGATIVE)
    every = whole_number("every", every, low=1)
    factor = number_in("factor", factor, ABOVE_0_TO_1)
    return Schedule(f"step_decay({lr}, every={every}, factor={factor})", partial(_step_decay, lr, every, factor))


def cosine(lr: float, steps: int, final: float = 0.0) -> Schedule:
    """final + (lr - final) · (1 + cos(π t / steps)) / 2: half a wave from `lr` down to `final`, which then stays.

    I. Loshchilov and F. Hutter, SGDR: stochastic gradient descent with warm restarts, ICLR 2017, equation 5 (without
    the restarts). Raises `SettingError` unless lr ≥ 0, final ≥ 0 and steps ≥ 1.

    >>> [round(cosine(1.0, steps=4)(t), 4) for t in (0, 1, 2, 3, 4, 5)]
    [1.0, 0.8536, 0.5, 0.1464, 0.0, 0.0]
    """
    lr = number_in("lr", lr, NOT_NEGATIVE)
    steps = whole_number("steps", steps, low=1)
    final = number_in("final", final, NOT_NEGATIVE)

    return Schedule(f"cosine({lr}, steps={steps}, final={final})", partial(_cosine, lr, steps, final))


def warmup(lr: float | LearningRate, steps: int) -> Schedule:
    """lr · (t + 1) / steps for the first `steps` steps, then `lr`; a schedule as `lr` begins when the warm-up is over.

    P. Goyal et al., Accurate, large minibatch SGD, arXiv 1706.02677 (2017), section 2.2: gradual warm-up. Raises
    `SettingError` unless lr ≥ 0 and steps ≥ 1.

    >>> [warmup(0.5, steps=5)(t) for t in range(7)]
    [0.1, 0.2, 0.3, 0.4, 0.5, 0.5, 0.5]
    """
    steps = whole_number("steps", steps, low=1)
    after = lr if callable(lr) else constant_rate(lr)
    return Schedule(f"warmup({lr!r}, steps={steps})", partial(_warmup, after, steps))


def constant_rate(lr: float) -> Schedule:
    """The same learning rate at every step: what a plain number stands for.

    Raises `SettingError` unless it is a finite number, 0 or more.

    >>> constant_rate(0.1)(1000)
    0.1
    """
    lr = number_in("lr", lr, NOT_NEGATIVE)
    return Schedule(repr(lr), partial(_constant, lr))


def _step_decay(lr: float, every: int, factor: float, t: int) -> float:
    return lr * factor ** (t // every)


def _cosine(lr: float, steps: int, final: float, t: int) -> float:
    return final + (lr - final) * (1 + math.cos(math.pi * min(t, steps) / steps)) / 2


def _warmup(after: LearningRate, steps: int, t: int) -> float:
    return after(0) * (t + 1) / steps if t < steps else after(t - steps)


def _constant(lr: float, t: int) -> float:
    return lr
