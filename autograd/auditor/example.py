"""A worked example as something to compute again, with some numbers taken from the paper and some rules bent.

The graph is recorded once; here it is only a list of operations, to be run many times: forward, backward, a step of the
parameters, and forward again. A `World` says what differs from the truth: quantities *forced* to what was printed, and
rules that were got wrong. Each run says, for every quantity, what one computes for it from the numbers of that world:
a claim that is forced is not used for itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from autograd.auditor.claims import Quantity
from autograd.errors import ExpressionError
from autograd.graph import formula, names, topological_order
from autograd.notation import printable
from autograd.operation import CONSTANT
from autograd.value import Value

#: Stages beyond this many steps are computed once, with the right numbers, and not again in every world.
MOST_STEPS_REPLAYED = 12

Rule = Callable[..., tuple[float, ...]]
#: New value of a parameter from its old value, its gradient and the learning rate.
Step = Callable[[float, float, float], float]
#: An edge: the index of the child, and which of its operands the parent is.
Place = tuple[int, int]


def descend(old: float, gradient: float, rate: float) -> float:
    """A step of gradient descent."""
    return old - rate * gradient


@dataclass(frozen=True)
class World:
    """What differs from the truth.

    - `forced`: quantities that carry a printed number.
    - `rules`: for an operation's name, other local partials, at every node of that operation.
    - `factors`: for one edge, what its local partial is multiplied by: 0 drops it, 2 counts it twice, -1 loses a sign.
    - `values`: for one node, another forward rule.
    - `step`: another way to update the parameters.
    """

    forced: Mapping[Quantity, float] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    places: Mapping[int, Rule] = field(default_factory=dict)
    factors: Mapping[Place, float] = field(default_factory=dict)
    values: Mapping[int, Callable[..., float]] = field(default_factory=dict)
    step: Step = descend

    def with_forced(self, forced: Mapping[Quantity, float]) -> World:
        """The same slips on top of other printed numbers."""
        return World(forced, self.rules, self.places, self.factors, self.values, self.step)


TRUTH = World()


@dataclass
class Stage:
    """All numbers after some steps: what each node carries (`data`, `adjoint`) and what one computes for it
    (`computed`, `gradient`); these differ where a number was forced."""

    data: list[float]
    computed: list[float]
    partials: list[tuple[float, ...]]
    adjoint: list[float]
    gradient: list[float]
    sinks: frozenset[int]
    updated: dict[int, float] = field(default_factory=dict)  # what one computes for each parameter's new value


class Computation:
    """The graph of a worked example: what to compute, of what to take the gradient, and what a step changes.

    Raises `ExpressionError` for a parameter that is no input.
    """

    def __init__(
        self,
        named: Mapping[str, Value],
        output: Value,
        parameters: Sequence[str] = (),
        learning_rate: float = 0.0,
        others: Iterable[Value] = (),
    ) -> None:
        order: dict[Value, None] = {}
        for node in (*named.values(), *others, output):
            if node not in order:
                order.update(dict.fromkeys(topological_order(node)))
        self.nodes = list(order)
        self.index = {node: i for i, node in enumerate(self.nodes)}
        self.output = self.index[output]
        self.name_of = {self.index[node]: name for name, node in named.items()}
        self.named = {name: self.index[node] for name, node in named.items()}
        self.parents = [tuple(self.index[parent] for parent in node.parents) for node in self.nodes]
        self.forwards = [None if not node.parents or node.op is None else node.op.forward for node in self.nodes]
        self.rules: list[Rule | None] = [
            None if not node.parents or node.op is None else node.op.partials for node in self.nodes
        ]
        self.inputs = [node.data for node in self.nodes]
        self.learning_rate = learning_rate
        for name in parameters:
            if name not in self.named or self.nodes[self.named[name]].op is not None:
                raise ExpressionError(f"{printable(name)!r} is no input, so a step cannot change it")
        self.parameters = [self.named[name] for name in parameters]
        self._inputs = [self.inputs]  # after each right step taken so far
        self._stages: dict[int, Stage] = {}

    # --- what it is made of ------------------------------------------------------------------------------------------

    def operation(self, node: int) -> str:
        """The name of the operation that made a node; nothing for an input."""
        op = self.nodes[node].op
        return "" if op is None or not self.parents[node] else op.name

    def exponent(self, node: int) -> float | None:
        """The exponent of a power; nothing for other operations."""
        return self.inputs[self.parents[node][1]] if self.operation(node) == "power" else None

    def is_constant(self, node: int) -> bool:
        """Whether a node is a plain number inside a formula."""
        return self.nodes[node].op is CONSTANT

    def is_edge(self, child: str, parent: str) -> bool:
        """Whether the formula of `child` has `parent` in it: nodes without a name of their own are part of it."""
        waiting, seen = [self.named[child]], {self.named[child]}
        while waiting:
            for node in self.parents[waiting.pop()]:
                if node == self.named[parent]:
                    return True
                if node not in self.name_of and node not in seen:
                    seen.add(node)
                    waiting.append(node)
        return False

    @cached_property
    def children(self) -> list[list[Place]]:
        """For each node the edges that leave it."""
        children: list[list[Place]] = [[] for _ in self.nodes]
        for child, parents in enumerate(self.parents):
            for position, parent in enumerate(parents):
                children[parent].append((child, position))
        return children

    @cached_property
    def called(self) -> dict[int, str]:
        """A name for every node that is no constant: its own, or a short automatic one."""
        automatic = names(self.nodes)
        return {i: self.name_of.get(i) or automatic[node] for i, node in enumerate(self.nodes) if node in automatic}

    @cached_property
    def known_by_name(self) -> dict[int, str]:
        """The nodes the reader knows by name: those with a label, if there are such between inputs and output."""
        labelled = {i: name for i, name in self.name_of.items() if self.nodes[i].label or i == self.output}
        between = any(self.parents[i] and i != self.output for i in labelled)
        return labelled if between else self.name_of

    def formula(self, node: int) -> str:
        """A node by its name, or by the formula that made it."""
        return self.known_by_name.get(node) or formula(self.nodes[node], depth=2)

    # --- running it --------------------------------------------------------------------------------------------------

    def run(self, world: World, afters: Iterable[int]) -> dict[int, Stage]:
        """The stages after so many steps, for each number of steps asked for."""
        wanted = set(afters)
        if world is TRUTH:
            return {after: self._exact(after) for after in wanted}
        stages = {}
        inputs, last = self.inputs, min(max(wanted, default=-1), MOST_STEPS_REPLAYED)
        for after in range(last + 1):
            stage = self.stage(inputs, world, after)
            stages[after] = stage
            inputs = self._stepped(inputs, stage, world, after)
        for after in wanted - stages.keys():
            stages[after] = self.stage(self._inputs_after(after), world, after)
        return stages

    def _inputs_after(self, after: int) -> list[float]:
        """The inputs after so many right steps."""
        while len(self._inputs) <= after:
            steps = len(self._inputs) - 1
            inputs = self._inputs[steps]
            self._inputs.append(self._stepped(inputs, self.stage(inputs, TRUTH, steps), TRUTH, steps))
        return self._inputs[after]

    def _exact(self, after: int) -> Stage:
        if after not in self._stages:
            self._stages[after] = self.stage(self._inputs_after(after), TRUTH, after)
        return self._stages[after]

    def stage(self, inputs: Sequence[float], world: World, after: int) -> Stage:
        """Forward and backward once, from these inputs."""
        forced_values = self._forced(world, "value", after)
        forced_adjoints = self._forced(world, "grad", after)
        computed = self.forward(inputs, forced_values, world.values)
        data = [forced_values.get(i, x) for i, x in enumerate(computed)] if forced_values else computed
        partials = self.partials(data, world)
        known = self._by_shortcut(data, forced_values, forced_adjoints, world)
        adjoint, gradient = self.backward(partials, self.output, forced_adjoints, known)
        stage = Stage(data, computed, partials, adjoint, gradient, frozenset(forced_adjoints))
        for parameter in self.parameters:
            stage.updated[parameter] = world.step(data[parameter], adjoint[parameter], self.learning_rate)
        return stage

    def _stepped(self, inputs: Sequence[float], stage: Stage, world: World, after: int) -> list[float]:
        forced = self._forced(world, "update", after)
        stepped = list(inputs)
        for parameter, new in stage.updated.items():
            stepped[parameter] = forced.get(parameter, new)
        return stepped

    def _forced(self, world: World, kind: str, after: int) -> dict[int, float]:
        if not world.forced:
            return {}
        return {
            self.named[quantity.name]: number
            for quantity, number in world.forced.items()
            if quantity.kind == kind and quantity.after == after
        }

    def forward(
        self,
        inputs: Sequence[float],
        forced: Mapping[int, float],
        altered: Mapping[int, Callable[..., float]],
    ) -> list[float]:
        """What one computes for each node, where forced nodes hand on their forced number."""
        carried: list[float] = []
        computed: list[float] = [] if forced else carried
        for i, forward in enumerate(self.forwards):
            if forward is None:
                out = inputs[i]
            else:
                if altered and i in altered:
                    forward = altered[i]
                try:
                    out = forward(*[carried[parent] for parent in self.parents[i]])
                except (ArithmeticError, ValueError):
                    out = math.nan
            if forced:
                computed.append(out)
                carried.append(forced.get(i, out))
            else:
                carried.append(out)
        return computed

    def partials(self, data: Sequence[float], world: World = TRUTH) -> list[tuple[float, ...]]:
        """The local partials of every node, by the rules of the world."""
        result: list[tuple[float, ...]] = []
        for i, rule in enumerate(self.rules):
            if rule is None:
                result.append(())
                continue
            if world.rules and (op := self.nodes[i].op) is not None:
                rule = world.rules.get(op.name, rule)
            if world.places:
                rule = world.places.get(i, rule)
            operands = [data[parent] for parent in self.parents[i]]
            try:
                row = rule(data[i], *operands)
                if complex in map(type, row):  # Python's ** of a negative number, which a claim may have put here
                    raise ArithmeticError
                result.append(row)
            except (ArithmeticError, ValueError):
                result.append((math.nan,) * len(self.parents[i]))
        for (child, position), factor in world.factors.items():
            scaled = list(result[child])
            scaled[position] *= factor
            result[child] = tuple(scaled)
        return result

    def backward(
        self,
        partials: Sequence[tuple[float, ...]],
        output: int,
        forced: Mapping[int, float],
        known: Mapping[int, float] | None = None,
    ) -> tuple[list[float], list[float]]:
        """The adjoint each node hands on, and the gradient one computes for it; `known` ones are not summed up."""
        adjoint = [0.0] * len(self.nodes)
        adjoint[output] = 1.0
        gradient = list(adjoint) if forced else adjoint
        for i in range(len(self.nodes) - 1, -1, -1):
            if known and i in known:
                adjoint[i] = known[i]
            if forced:
                gradient[i] = adjoint[i]
                if i in forced:
                    adjoint[i] = forced[i]
            arrived = adjoint[i]
            if arrived:
                for parent, partial in zip(self.parents[i], partials[i], strict=True):
                    adjoint[parent] += arrived * partial
        return adjoint, gradient

    @cached_property
    def shortcuts(self) -> dict[int, tuple[int, float]]:
        """Nodes z whose gradient is p - t, for a named p further up and a target t of 0 or 1: z -> (p, t).

        That is what cross-entropy on a softmax or a sigmoid comes to, and what people compute; found by trying it at
        other inputs, however it is written.
        """
        points = [[x if x in (0.0, 1.0) else x + step * (i % 7 - 3.3) for i, x in enumerate(self.inputs)]
                  for step in (0.0, 0.0131, -0.0173)]  # fmt: skip
        runs = []
        for point in points:
            data = self.forward(point, {}, {})
            runs.append((data, self.backward(self.partials(data), self.output, {})[0]))
        found: dict[int, tuple[int, float]] = {}
        for z in self.name_of:
            target = {p: runs[0][0][p] - runs[0][1][z] for p in self.name_of if p > z}
            for p, t in target.items():
                if min(abs(t), abs(t - 1)) < 1e-9 and all(abs(data[p] - grad[z] - t) < 1e-9 for data, grad in runs[1:]):
                    found[z] = (p, round(t))
                    break
        return found

    def _by_shortcut(
        self, data: Sequence[float], values: Mapping[int, float], adjoints: Mapping[int, float], world: World
    ) -> dict[int, float]:
        """Gradients p - t, where p is a number from the paper and no slip is supposed on the way."""
        if not values or world.rules or world.places or world.factors or world.values:
            return {}
        return {z: data[p] - t for z, (p, t) in self.shortcuts.items() if p in values and p not in adjoints}

    def tangents(self, partials: Sequence[tuple[float, ...]], start: int, sinks: Iterable[int] = ()) -> list[float]:
        """∂node/∂start for every node, along paths that do not lead through a node of `sinks`.

        What leaves such a node is zero; its own tangent is in the list nevertheless: see `onward`.
        """
        tangent = [0.0] * len(self.nodes)
        tangent[start] = 1.0
        stopped = set(sinks) - {start}
        for i in range(start + 1, len(self.nodes)):
            total = 0.0
            for parent, partial in zip(self.parents[i], partials[i], strict=True):
                if tangent[parent] and parent not in stopped:
                    total += partial * tangent[parent]
            tangent[i] = total
        return tangent

    def derivative(self, stage: Stage, child: int, parent: int) -> float:
        """∂child/∂parent as the formula of `child` has it: along nodes that have no name of their own."""
        return self.tangents(stage.partials, parent, set(self.name_of) - {child})[child]

    def quantity(self, stages: Mapping[int, Stage], quantity: Quantity) -> float:
        """What one computes for a quantity."""
        stage = stages[quantity.after]
        node = self.named[quantity.name]
        if quantity.kind == "value":
            return stage.computed[node]
        if quantity.kind == "partial":
            return self.derivative(stage, self.named[quantity.of], node)
        return stage.gradient[node] if quantity.kind == "grad" else stage.updated[node]


Predictions = dict[Quantity, float]


def predict(computation: Computation, world: World, quantities: Iterable[Quantity]) -> Predictions:
    """What one computes for each quantity in that world."""
    wanted = list(dict.fromkeys(quantities))
    stages = computation.run(world, [quantity.after for quantity in wanted])
    return {quantity: computation.quantity(stages, quantity) for quantity in wanted}
