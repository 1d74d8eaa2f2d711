"""The numbers a layer starts from: drawn at random, or given.

Random numbers come from a `random.Random` of the model's own: Python's and NumPy's global random state is neither read
nor changed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from autograd import OperandError, Value
from autograd.language import say
from autograd.notation import quoted
from nn.arguments import sequence

#: How to draw one weight of a neuron with `nin` inputs in a layer of `nout` neurons.
Initialisation = Callable[[Random, int, int], float]


def uniform(random: Random, nin: int, nout: int) -> float:
    """Uniform in [-1, 1], as in micrograd."""
    return random.uniform(-1.0, 1.0)


def glorot(random: Random, nin: int, nout: int) -> float:
    """Uniform in ±√(6 / (nin + nout)), for tanh and sigmoid (Glorot and Bengio 2010, equation 16)."""
    bound = math.sqrt(6.0 / (nin + nout))
    return random.uniform(-bound, bound)


def he(random: Random, nin: int, nout: int) -> float:
    """Normal with variance 2 / nin, for relu and similar activations (He, Zhang, Ren and Sun 2015, equation 10)."""
    return random.gauss(0.0, math.sqrt(2.0 / nin))


INITIALISATIONS: dict[str, Initialisation] = {"uniform": uniform, "glorot": glorot, "he": he}


def random_from(seed: int | Random | None) -> Random:
    """A generator of its own for a whole number or None (a new one each time); a generator is used as it is.

    Raises `OperandError` for any other seed.
    """
    if isinstance(seed, Random):
        return seed
    if seed is not None and not hasattr(seed, "__index__"):
        raise OperandError(say("seed must be a whole number, a random.Random or None, not {seed}", seed=quoted(seed)))
    return Random(None if seed is None else seed.__index__())


def parameter(given: Any) -> Value:
    """A number as a new parameter; a Value is used as it is, so that the same one in two places is shared by them.

    Raises `OperandError` for anything but a finite number, and for the result of an operation.
    """
    value = given if isinstance(given, Value) else Value(given)
    if value.op is not None:
        raise OperandError(
            say(
                "{value} is the result of an operation: a parameter is a Value made from a number",
                value=quoted(value, 100),
            )
        )
    if not math.isfinite(value.data):
        raise OperandError(say("a parameter must be a finite number, not {value}", value=quoted(value, 100)))
    return value


def parameters(given: Sequence[Any], length: int, what: str) -> list[Value]:
    """A parameter for each of the `length` numbers or Values given."""
    return [parameter(entry) for entry in sequence(given, length, what)]
