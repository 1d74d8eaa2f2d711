"""What all optimizers share: from a gradient to the next weights, and back to where they were.

An optimizer is a rule on vectors, `update(vector, gradient) -> vector`; the vector is the parameters' numbers in order.
`step()` applies it to Values: it gathers their `grad`, and scatters the new numbers back into their `data`.

What an optimizer remembers from step to step (`memory`) is never changed in place: each step replaces it, so that
whoever holds an earlier memory can go back to it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from autograd import OperandError, TooLargeError, UndefinedError, Value
from autograd.at_once import at_once, setting, setting_grad
from autograd.language import say
from autograd.notation import counted, quoted, shown
from nn.arguments import NOT_NEGATIVE, POSITIVE, number_in, whole_number
from nn.errors import SettingError, StateError
from nn.optimizers.schedules import LearningRate
from nn.optimizers.vectors import all_finite, clip_by_norm, clip_by_value, gather, scattering

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from nn.optimizers.vectors import Vector

    Vectors = dict[str, Vector]


class Memory(NamedTuple):
    """The steps made, and what the rule remembers: a vector for each name, with an entry for each parameter.

    >>> from nn import Adam
    >>> Adam([Value(1.0), Value(2.0)]).memory
    Memory(steps=0, vectors={'mean': array([0., 0.]), 'square': array([0., 0.])})
    """

    steps: int
    vectors: Vectors


class Optimizer:
    """What all optimizers share: settings, clipping, memory.

    A rule of your own is a class with `rule`, and with `remembers` if it needs a memory. Settings:

    - `parameters`: the Values to improve, in the order of the vector.
    - `lr`: the learning rate: a number, or a function of the number of steps made (see `nn.optimizers.schedules`).
    - `clip_value`: entries of the gradient beyond ±clip_value are set to it.
    - `clip_norm`: a gradient longer than this is shortened to it (after `clip_value`).

    >>> import numpy
    >>> class SignDescent(Optimizer):
    ...     def rule(self, vector, g, lr, t, memory):
    ...         return vector - lr * numpy.sign(g), memory
    >>> w = Value(3.0, "w")
    >>> (w * w).backward()
    >>> SignDescent([w], lr=0.5).step()
    >>> w.data
    2.5

    Raises `SettingError` for settings that make no sense, for no parameters, and for a parameter given twice;
    `OperandError` for parameters that are not Values or are results of operations.
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
        self.lr = lr
        self.clip_value = None if clip_value is None else number_in("clip_value", clip_value, POSITIVE)
        self.clip_norm = None if clip_norm is None else number_in("clip_norm", clip_norm, POSITIVE)
        self.memory = Memory(0, {name: numpy.zeros(len(self.parameters)) for name in self.remembers})

    @property
    def lr(self) -> Any:
        """The learning rate as it was set: a number, or a function of the number of steps made. It may be set anew.

        >>> from nn import SGD
        >>> descent = SGD([Value(1.0)], lr=0.1)
        >>> descent.lr *= 0.5
        >>> descent
        SGD(1 parameter, lr=0.05)
        """
        return self._lr

    @lr.setter
    def lr(self, lr: float | LearningRate) -> None:
        self._lr: float | LearningRate = lr if callable(lr) else number_in("lr", lr, NOT_NEGATIVE)

    def rule(self, vector: Vector, g: Vector, lr: float, t: int, memory: Vectors) -> tuple[Vector, Vectors]:
        """The next vector and the next memory, from step number `t` (the first is 1). Changes none of its arguments.

        `vector` and the gradient `g` have an entry for each parameter; `memory` has the vectors of `remembers`.
        """
        raise NotImplementedError(f"{type(self).__name__} has no rule")

    def update(self, vector: ArrayLike, gradient: ArrayLike) -> Vector:
        """The next vector, as a new array, and one more step remembered.

        Raises `UndefinedError` or `TooLargeError`, naming the parameter, for a gradient that is not finite and for a
        step that leaves the range of floats, `SettingError` for the wrong number of entries; then nothing changes.

        >>> from nn import SGD
        >>> SGD([Value(1.0), Value(2.0)], lr=0.5).update([1.0, 2.0], [0.2, -0.4])
        array([0.9, 2.2])
        """
        import numpy

        before, g = (numpy.asarray(array, dtype=float) for array in (vector, gradient))
        if before.shape != (len(self.parameters),) or g.shape != before.shape:
            raise SettingError(
                say(
                    "{self} cannot update a vector of shape {shape} and a gradient of shape {gradient_shape}",
                    self=quoted(self, 200),
                    shape=before.shape,
                    gradient_shape=g.shape,
                )
            )
        after, self.memory = self._next(before, g)
        return after

    def _next(self, before: Vector, g: Vector) -> tuple[Vector, Memory]:
        """The next vector and the next memory; raises as `update` does."""
        import numpy

        steps, memory = self.memory
        with numpy.errstate(all="ignore"):  # what overflows is found below, and named
            if not all_finite(g):
                name, entry = self._not_finite(g)
                raise UndefinedError(say("the gradient of {name} is {entry}", name=name, entry=entry))
            if self.clip_value is not None:
                g = clip_by_value(g, self.clip_value)
            if self.clip_norm is not None:
                g = clip_by_norm(g, self.clip_norm)
            after, remembered = self.rule(before, g, self._rate(steps), steps + 1, memory)
            for result in (after, *remembered.values()):
                if not all_finite(result):
                    name, entry = self._not_finite(result)
                    raise TooLargeError(
                        say(
                            "step {step} of {self} leaves the range of floats: {name} would come to {entry}",
                            step=steps + 1,
                            self=quoted(self, 200),
                            name=name,
                            entry=entry,
                        )
                    )
        return after, Memory(steps + 1, remembered)

    def step(self) -> None:
        """Move the parameters: reads their `grad`, writes their `data`. Raises as `update` does.

        An interrupted step is made as a whole or not at all.

        >>> from nn import SGD
        >>> w = Value(3.0, "w")
        >>> (w * w).backward()
        >>> SGD([w], lr=0.1).step()
        >>> w.data
        2.4
        """
        import numpy

        gradient = numpy.array([parameter.grad for parameter in self.parameters], dtype=float)
        after, memory = self._next(gather(self.parameters), gradient)
        at_once(scattering(after, self.parameters), setting(self, memory=memory))

    def zero_grad(self) -> None:
        """Forget the gradients of the parameters.

        >>> from nn import SGD
        >>> w = Value(3.0)
        >>> (w * w).backward()
        >>> SGD([w], lr=0.1).zero_grad()
        >>> w.grad
        0.0
        """
        at_once(setting_grad(self.parameters, repeat(0.0)))

    def state(self) -> dict[str, Any]:
        """All that `load_state` needs to go on exactly as this optimizer would: plain numbers and arrays.

        >>> from nn import Adam
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
        """Go on from a state.

        >>> from nn import SGD, Adam
        >>> SGD([Value(1.0)], lr=0.1).load_state(Adam([Value(1.0)]).state())
        Traceback (most recent call last):
        nn.errors.StateError: the state of Adam does not fit SGD

        Raises `StateError` if it is not one of this kind of optimizer for as many parameters, or is not finite.
        """
        import numpy

        kind, mine = state.get("optimizer"), type(self).__name__
        if kind is None:
            raise StateError(say("a state that does not say of which optimizer it is does not fit {mine}", mine=mine))
        if kind != mine:
            raise StateError(say("the state of {kind} does not fit {mine}", kind=shown(kind), mine=mine))
        steps = whole_number(f"the steps in the state of {mine}", state.get("steps"), 0, StateError)
        vectors = {}
        for name in self.remembers:
            vectors[name] = vector = numpy.array(state.get(name, ()), dtype=float)
            if name not in state:
                raise StateError(
                    say("the state does not fit {self}: {name} is missing", self=quoted(self, 200), name=quoted(name))
                )
            if vector.shape != (len(self.parameters),):
                raise StateError(
                    say(
                        "the state does not fit {self}: {name} has shape {shape}",
                        self=quoted(self, 200),
                        name=quoted(name),
                        shape=vector.shape,
                    )
                )
            if not numpy.isfinite(vector).all():
                parameter, entry = self._not_finite(vector)
                raise StateError(
                    say(
                        "{name} in the state of {mine} is not finite: {parameter} has {entry}",
                        name=quoted(name),
                        mine=mine,
                        parameter=parameter,
                        entry=entry,
                    )
                )
        self.memory = Memory(steps, vectors)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({counted(len(self.parameters), 'parameter')}, lr={self.lr!r})"

    def _rate(self, steps: int) -> float:
        if not callable(self._lr):
            return self._lr
        rate = self._lr(steps)
        try:
            if 0 <= (number := float(rate)) < math.inf:
                return number
        except (TypeError, ValueError, OverflowError):
            pass
        raise SettingError(
            say(
                "the learning rate after {steps} steps is {rate}, by {lr}",
                steps=steps,
                rate=quoted(rate),
                lr=quoted(self._lr),
            )
        )

    def _not_finite(self, entries: Vector) -> tuple[str, float]:
        """The first parameter whose entry is not finite, by name, and the entry."""
        index = next(index for index, entry in enumerate(entries) if not math.isfinite(entry))
        return called(self.parameters[index], index), float(entries[index])


def called(parameter: Value, index: int) -> str:
    """What to call a parameter in an error: by its label, or its place in the list.

    >>> called(Value(0.5, "w"), 3), called(Value(0.5), 3)
    ('w', 'parameter 3')
    """
    return shown(parameter.label) or f"parameter {index}"


def _checked(parameters: Iterable[Value]) -> list[Value]:
    """The parameters as a list, if they can be improved."""
    try:
        parameters = list(parameters)
    except TypeError:
        hint = say(": give its parameters()") if hasattr(parameters, "parameters") else ""
        raise OperandError(
            say(
                "an optimizer needs a list of parameters, not {parameters}{hint}",
                parameters=quoted(parameters),
                hint=hint,
            )
        ) from None
    if not parameters:
        raise SettingError(say("an optimizer needs at least one parameter: the list is empty"))
    seen: set[int] = set()
    for index, parameter in enumerate(parameters):
        if not isinstance(parameter, Value):
            raise OperandError(
                say("parameter {index} is {parameter}, not a Value", index=index, parameter=quoted(parameter))
            )
        name = called(parameter, index)
        if parameter.op is not None:
            raise OperandError(
                say("{name} is the result of {op}: only leaves can be moved", name=name, op=parameter.op.name)
            )
        if id(parameter) in seen:
            raise SettingError(say("{name} is in the list of parameters twice", name=name))
        seen.add(id(parameter))
    return parameters
