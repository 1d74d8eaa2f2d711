"""Thousands of steps in plain floats: only what a step changes is computed again, by a flat list of operations.

Gives, to the last bit, what `Example.forward` and `Example.backward` give, where everything is defined; where it is
not, a step is taken by these.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograd.auditor.example import Example, Forward, Rule
from autograd.auditor.procedures import Position, Steps

#: What an instruction does.
MULTIPLY, ADD, SUBTRACT, OF_ONE, OF_TWO, OF_MANY = range(6)
_KNOWN = {"multiply": MULTIPLY, "add": ADD, "subtract": SUBTRACT}

#: An instruction: what it does, its node, the functions for its value and its local partials, its operands.
Instruction = tuple[int, int, Any, Any, Any, Any]


class Replay:
    """Takes steps of an example quickly; `forwards` and `rules` are how its nodes are computed and differentiated,
    `slowly` gives all gradients where an operation of these is undefined."""

    def __init__(
        self,
        example: Example,
        steps: Steps,
        forwards: Sequence[Forward | None],
        rules: Sequence[Rule | None],
        slowly: Callable[[Sequence[float]], Sequence[float]],
    ) -> None:
        self.example, self.steps, self.slowly = example, steps, slowly
        needed, varying = {example.output}, set(example.parameters)
        for node in range(example.output, -1, -1):
            if node in needed:
                needed.update(example.parents[node])
        for node in range(len(example.nodes)):
            if node in needed and not varying.isdisjoint(example.parents[node]):
                varying.add(node)
        self._program: list[Instruction] = []
        for node in range(example.output + 1):
            forward, rule, parents = forwards[node], rules[node], example.parents[node]
            if forward is None or node not in needed or varying.isdisjoint(parents):
                continue
            is_own = forward is example.forwards[node] and rule is example.rules[node]
            kind = _KNOWN.get(example.operation(node), -1) if is_own and len(parents) == 2 else -1
            if kind < 0:
                kind = {1: OF_ONE, 2: OF_TWO}.get(len(parents), OF_MANY)
            a, b = (parents[0], parents[-1]) if kind != OF_MANY else (parents, None)
            self._program.append((kind, node, forward, rule, a, b))
        self._backward = self._program[::-1]
        self._data = example.forward(example.inputs)
        self.size = len(self._program)

    def advance(self, position: Position, first: int, count: int) -> Position:
        """The position after so many more steps, `first` having been taken before."""
        onward = self.steps.onward
        anew = self.steps.procedure.forward_again
        data = list(self._data)
        parameters = self.example.parameters

        def gradients(inputs: Sequence[float], nth: int) -> Sequence[float]:
            for parameter in parameters:
                data[parameter] = inputs[parameter]
            try:
                if nth == 0 or anew:
                    self._forward(data)
                return self._gradients(data)
            except (ArithmeticError, ValueError):
                return self.slowly(inputs)

        for after in range(first, first + count):
            position = onward(position, after, gradients)
        return position

    def _forward(self, data: list[float]) -> None:
        for kind, node, forward, _, a, b in self._program:
            if kind == MULTIPLY:
                data[node] = data[a] * data[b]
            elif kind == ADD:
                data[node] = data[a] + data[b]
            elif kind == SUBTRACT:
                data[node] = data[a] - data[b]
            elif kind == OF_ONE:
                data[node] = forward(data[a])
            elif kind == OF_TWO:
                data[node] = forward(data[a], data[b])
            else:
                data[node] = forward(*[data[operand] for operand in a])

    def _gradients(self, data: Sequence[float]) -> list[float]:
        adjoint = [0.0] * len(data)
        adjoint[self.example.output] = 1.0
        for kind, node, _, rule, a, b in self._backward:
            arrived = adjoint[node]
            if not arrived:
                continue
            if kind == MULTIPLY:
                adjoint[a] += arrived * data[b]
                adjoint[b] += arrived * data[a]
            elif kind == ADD:
                adjoint[a] += arrived
                adjoint[b] += arrived
            elif kind == SUBTRACT:
                adjoint[a] += arrived
                adjoint[b] -= arrived
            elif kind == OF_ONE:
                adjoint[a] += arrived * rule(data[node], data[a])[0]
            elif kind == OF_TWO:
                of_a, of_b = rule(data[node], data[a], data[b])
                adjoint[a] += arrived * of_a
                adjoint[b] += arrived * of_b
            else:
                row = rule(data[node], *[data[operand] for operand in a])
                for operand, partial in zip(a, row, strict=True):
                    adjoint[operand] += arrived * partial
        if complex in map(type, adjoint):
            raise ArithmeticError
        return adjoint
