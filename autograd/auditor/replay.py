"""Many steps taken again, quickly: forward and backward on flat lists, between the parameters and the output only.

It gives what `Example.forward` and `Example.backward` give, for finite numbers; where an operation is not defined it
gives up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograd.auditor.example import Example
from autograd.auditor.procedures import Procedure

#: Inputs, and the gradients of the step that led to them.
State = tuple[Sequence[float], Sequence[float] | None]


class Replay:
    """An example, ready to take many steps."""

    def __init__(self, example: Example) -> None:
        self.example = example
        needed = {example.output}
        for node in range(example.output, -1, -1):
            if node in needed:
                needed.update(example.parents[node])
        moved = set(example.parameters)
        for node, parents in enumerate(example.parents):
            if any(parent in moved for parent in parents):
                moved.add(node)
        #: The operations that a parameter changes, parents before children; the others keep their values.
        self.operations = [
            (node, forward, rule, example.parents[node])
            for node, (forward, rule) in enumerate(zip(example.forwards, example.rules, strict=True))
            if forward is not None and rule is not None and node in needed and node in moved
        ]

    def steps(self, start: State, count: int, procedure: Procedure, rate: float) -> State:
        """The state after so many more steps. Raises ArithmeticError or ValueError where a number is not defined."""
        inputs, before = start
        parameters = self.example.parameters
        data = self.example.forward(inputs)

        def gradients(changed: Mapping[int, float], forward_again: bool) -> Sequence[float]:
            new = list(data)
            for parameter, number in changed.items():
                new[parameter] = number
            if forward_again:
                self._forward(new)
            return self._backward(new)

        stepped = list(inputs)
        for _ in range(count):
            self._forward(data)
            gradient = self._backward(data)
            new = procedure.take(parameters, data, gradient, gradients, before, rate)
            for parameter, number in new.items():
                data[parameter] = number
            before = gradient
        for parameter in parameters:
            stepped[parameter] = data[parameter]
        return stepped, before

    def _forward(self, data: list[float]) -> None:
        """The values of the operations, written into `data`."""
        for node, forward, _, parents in self.operations:
            if len(parents) == 2:
                a, b = parents
                data[node] = forward(data[a], data[b])
            else:
                data[node] = forward(*[data[parent] for parent in parents])

    def _backward(self, data: Sequence[float]) -> list[float]:
        """The gradient of every node."""
        adjoint = [0.0] * len(data)
        adjoint[self.example.output] = 1.0
        for node, _, rule, parents in reversed(self.operations):
            arrived = adjoint[node]
            if not arrived:
                continue
            if len(parents) == 2:
                a, b = parents
                by_a, by_b = rule(data[node], data[a], data[b])
                adjoint[a] += arrived * by_a
                adjoint[b] += arrived * by_b
            else:
                partials = rule(data[node], *[data[parent] for parent in parents])
                for parent, partial in zip(parents, partials, strict=True):
                    adjoint[parent] += arrived * partial
        return adjoint
