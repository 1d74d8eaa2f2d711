"""How a step is taken: which parameters, in which order, with which gradients, and by which rule.

The right procedure takes all gradients at the old parameters and then changes all parameters. Wrong ones change some of
them first, or not at all, or go by the gradients of the step before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

#: New value of a parameter from its old value, its gradient and the learning rate.
Step = Callable[[float, float, float], float]
#: The gradient of every node, where some nodes have other values by now; and whether the way forward is taken again.
Gradients = Callable[[Mapping[int, float], bool], Sequence[float]]


def descend(old: float, gradient: float, rate: float) -> float:
    """A step of gradient descent.

    >>> descend(1.0, 2.0, 0.25)
    0.5
    """
    return old - rate * gradient


@dataclass(frozen=True)
class Procedure:
    """How all parameters are changed in one step.

    - `step`: the new value of one parameter.
    - `frozen`: parameters that are left as they are.
    - `groups`: parameters in the order in which they are changed: the gradients of each group are taken when those
      before it have their new values already. Those in no group come last.
    - `forward_again`: whether these gradients come with a way forward of their own; otherwise with the old values.
    - `delayed`: whether every step but the first goes by the gradients of the step before.
    """

    step: Step = descend
    frozen: frozenset[int] = frozenset()
    groups: tuple[tuple[int, ...], ...] = ()
    forward_again: bool = False
    delayed: bool = False

    def take(
        self,
        parameters: Sequence[int],
        old: Sequence[float],
        gradient: Sequence[float],
        gradients: Gradients,
        before: Sequence[float] | None,
        rate: float,
    ) -> dict[int, float]:
        """The new value of each parameter, from the old values, their `gradient`, and that of the step `before`.

        `gradients` computes them again, where some parameters have changed.
        """
        if self.delayed and before is not None:
            gradient = before
        new: dict[int, float] = {}
        for group in self.groups:
            arrived = gradients(new, self.forward_again) if new else gradient
            new |= {p: self.step(old[p], arrived[p], rate) for p in group if p not in self.frozen}
        arrived = gradients(new, self.forward_again) if new else gradient
        for p in parameters:
            if p not in new:
                new[p] = old[p] if p in self.frozen else self.step(old[p], arrived[p], rate)
        return {p: new[p] for p in parameters}


#: The right one.
GRADIENT_DESCENT = Procedure()
