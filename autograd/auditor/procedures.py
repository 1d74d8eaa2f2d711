"""How a step is taken: which parameters, in which order, with which gradients, and by which rule.

The right procedure takes all gradients at the old parameters and then changes all parameters. Wrong ones change some of
them first, or not at all, or go by the gradients of the step before. It is part of a `World`, so everything after the
step follows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from autograd.auditor.example import Example
from autograd.auditor.roles import biases
from autograd.auditor.rules import SGD, Memory, UpdateRule

#: New value of a parameter from its old value, the direction (of plain descent the gradient) and the learning rate.
Step = Callable[[float, float, float], float]


def descend(old: float, direction: float, rate: float) -> float:
    """A step of gradient descent.

    >>> descend(1.0, 2.0, 0.25)
    0.5
    """
    return old - rate * direction


@dataclass(frozen=True)
class Procedure:
    """How all parameters are changed in one step.

    - `step`: the new value of one parameter, from the direction in which the update rule goes.
    - `frozen`: parameters that are left as they are.
    - `groups`: parameters in the order in which they are changed: the gradients of each group are taken when those
      before it have their new values already. Those in no group come last.
    - `forward_again`: whether these gradients come with a way forward of their own; otherwise with the old values.
    - `delayed`: whether every step but the first goes by the gradients of the step before.
    - `repeated`: whether every step goes by the gradients of the first.
    - `rule`: another update rule than the example's.
    """

    step: Step = descend
    frozen: frozenset[int] = frozenset()
    groups: tuple[tuple[int, ...], ...] = ()
    forward_again: bool = False
    delayed: bool = False
    repeated: bool = False
    rule: UpdateRule | None = None


#: The right one, by the example's rule.
GRADIENT_DESCENT = Procedure()


class Position(NamedTuple):
    """Where one stands before a step: the inputs, what the rule has kept for each parameter, and the gradients that
    may be taken again."""

    inputs: Sequence[float]
    memory: Sequence[Memory]
    past: Sequence[float] = ()


class Stepped(NamedTuple):
    """What a step comes to, in the order of the parameters: gradients taken, what the rule keeps, the directions and
    the new values, all as computed; and the position after it."""

    gradients: Sequence[float]
    kept: Sequence[Memory]
    directions: Sequence[float]
    updated: Sequence[float]
    position: Position


@dataclass(frozen=True)
class Forced:
    """Printed numbers to go on with: `old` values, what is `kept` (by parameter and name), and `new` values."""

    old: Mapping[int, float]
    kept: Mapping[tuple[int, str], float]
    new: Mapping[int, float]


#: The gradients of all nodes for these inputs, as the nth group of parameters takes them.
Gradients = Callable[[Sequence[float], int], Sequence[float]]


class Steps:
    """Takes the steps of an example by one procedure."""

    def __init__(self, example: Example, procedure: Procedure = GRADIENT_DESCENT) -> None:
        self.example, self.procedure = example, procedure
        self.rule = rule = procedure.rule or example.update.rule
        self._place = {parameter: k for k, parameter in enumerate(example.parameters)}
        grouped = {parameter for group in procedure.groups for parameter in group}
        self._groups = [*procedure.groups, [p for p in example.parameters if p not in grouped]]
        spares = rule.settings.decay and not rule.settings.decay_biases
        spared = example.once(biases) if spares else ()
        without = rule.with_settings(decay=0.0)
        takes_new_gradients = not (procedure.groups or procedure.delayed or procedure.repeated)
        self._is_plain = rule == SGD and takes_new_gradients
        self._moved = [parameter for parameter in example.parameters if parameter not in procedure.frozen]
        self._rules = [without if parameter in spared else rule for parameter in example.parameters]

    def start(self) -> Position:
        """Before the first step. Of another rule nothing is known to be kept."""
        example = self.example
        if not self.rule.kept:
            return Position(example.inputs, [()] * len(example.parameters))
        update = example.update._replace(rule=self.rule)
        return Position(example.inputs, [update.memory(example.name_of[p]) for p in example.parameters])

    def ahead(self, position: Position) -> Sequence[float]:
        """The inputs where the gradient is taken."""
        rule, example = self.rule, self.example
        if rule.point is None or not rule.is_ahead:
            return position.inputs
        inputs = list(position.inputs)
        for parameter, memory in zip(example.parameters, position.memory, strict=True):
            inputs[parameter] = rule.point(inputs[parameter], example.learning_rate, memory, rule.settings)
        return inputs

    def onward(self, position: Position, after: int, gradients: Gradients) -> Position:
        """The position after one more step."""
        if not self._is_plain:
            return self.take(position, after, gradients).position
        step, rate = self.procedure.step, self.example.learning_rate
        adjoint = gradients(position.inputs, 0)
        inputs = list(position.inputs)
        for parameter in self._moved:
            inputs[parameter] = step(inputs[parameter], adjoint[parameter], rate)
        return position._replace(inputs=inputs)

    def _plainly(self, position: Position, after: int, gradients: Gradients) -> Stepped:
        onward = self.onward(position, after, gradients)
        adjoint, parameters = gradients(position.inputs, 0), self.example.parameters
        taken = [adjoint[parameter] for parameter in parameters]
        return Stepped(taken, onward.memory, taken, [onward.inputs[parameter] for parameter in parameters], onward)

    def take(self, position: Position, after: int, gradients: Gradients, forced: Forced | None = None) -> Stepped:
        """The step after so many others, with these gradients."""
        if self._is_plain and not forced:
            return self._plainly(position, after, gradients)
        procedure, rate, count = self.procedure, self.example.learning_rate, len(self._rules)
        taken, directions, updated = [0.0] * count, [0.0] * count, [0.0] * count
        kept: list[Memory] = [()] * count
        carried: list[Memory] = [()] * count
        inputs, stepped = list(self.ahead(position)), list(position.inputs)
        adjoint: Sequence[float] = ()
        for nth, group in enumerate(filter(None, self._groups)):
            adjoint = gradients(inputs, nth)
            for parameter in group:
                k = self._place[parameter]
                rule, old = self._rules[k], stepped[parameter]
                if forced:
                    old = forced.old.get(parameter, old)
                taken[k] = gradient = position.past[k] if position.past else adjoint[parameter]
                if rule.settings.decay and not rule.is_decoupled:
                    gradient += rule.settings.decay * old
                try:
                    if rule.kept:
                        printed = {n: forced.kept.get((parameter, n)) for n in rule.keeps} if forced else None
                        kept[k], carried[k] = rule.advanced(position.memory[k], gradient, after + 1, printed)
                    directions[k] = rule.direction(old, gradient, carried[k], rule.settings)
                except (ArithmeticError, ValueError):  # the root of a number below 0, which a claim may have put there
                    kept[k] = carried[k] = (math.nan,) * len(rule.kept)
                    directions[k] = math.nan
                new = old if parameter in procedure.frozen else procedure.step(old, directions[k], rate)
                updated[k] = new
                inputs[parameter] = stepped[parameter] = forced.new.get(parameter, new) if forced else new
        past: Sequence[float] = ()
        if procedure.delayed or procedure.repeated:
            own = [adjoint[parameter] for parameter in self.example.parameters]
            past = position.past if procedure.repeated and position.past else own
        return Stepped(taken, kept, directions, updated, Position(stepped, carried, past))
