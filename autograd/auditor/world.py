"""What follows if something is otherwise: an example computed again with numbers from the paper, or with bent rules.

A `World` says what differs from the truth: quantities *forced* to what was printed, and rules that were got wrong.
`Worlds` runs an example in them: forward, backward, a step of the parameters, and forward again. Each run says, for
every quantity, what one computes for it from the numbers of that world: a number that is forced is not used for itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from autograd.auditor.claims import Quantity
from autograd.auditor.example import Example, Forward, Place, Rule
from autograd.auditor.shortcuts import shortcuts
from autograd.ops import written_partials

#: Stages beyond this many steps are computed once, with the right numbers, and not again in every world.
MOST_STEPS_REPLAYED = 12

#: New value of a parameter from its old value, its gradient and the learning rate.
Step = Callable[[float, float, float], float]


def descend(old: float, gradient: float, rate: float) -> float:
    """A step of gradient descent."""
    return old - rate * gradient


@dataclass(frozen=True)
class World:
    """What differs from the truth.

    - `forced`: quantities that carry a printed number.
    - `rules`: for an operation's name, other local partials, at every node of that operation.
    - `places`: for one node, other local partials.
    - `factors`: for one edge, what its local partial is multiplied by: 0 drops it, 2 counts it twice, -1 loses a sign.
    - `values`: for one node, another forward rule.
    - `step`: another way to update the parameters.
    """

    forced: Mapping[Quantity, float] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    places: Mapping[int, Rule] = field(default_factory=dict)
    factors: Mapping[Place, float] = field(default_factory=dict)
    values: Mapping[int, Forward] = field(default_factory=dict)
    step: Step = descend

    def with_forced(self, forced: Mapping[Quantity, float]) -> World:
        """The same slips on top of other printed numbers."""
        return replace(self, forced=forced)

    @property
    def bends_rules(self) -> bool:
        """Whether a rule on the way forward or back is another one."""
        return bool(self.rules or self.places or self.factors or self.values)

    def forced_nodes(self, example: Example, kind: str, after: int) -> dict[int, float]:
        """The nodes whose value, gradient or update is forced after so many steps, with that number."""
        return {
            example.named[quantity.name]: number
            for quantity, number in self.forced.items()
            if quantity.kind == kind and quantity.after == after
        }


TRUTH = World()

#: What one computes for each quantity.
Predictions = dict[Quantity, float]


@dataclass
class Stage:
    """All numbers after some steps: what each node carries (`data`, `adjoint`) and what one computes for it
    (`computed`, `gradient`); these differ where a number was forced. `sinks` are the nodes whose gradient was. What
    one computes for the local partials is `own_partials`, what is handed on `partials`."""

    data: list[float]
    computed: list[float]
    partials: list[tuple[float, ...]]
    adjoint: list[float]
    gradient: list[float]
    sinks: frozenset[int]
    own_partials: list[tuple[float, ...]]
    updated: dict[int, float] = field(default_factory=dict)  # what one computes for each parameter's new value


class Worlds:
    """Runs one example in any world; the right numbers are computed once and kept."""

    def __init__(self, example: Example) -> None:
        self.example = example
        self._right_inputs = [example.inputs]  # after each right step taken so far
        self._right_stages: dict[int, Stage] = {}

    def predict(self, world: World, quantities: Iterable[Quantity]) -> Predictions:
        """What one computes for each quantity in that world."""
        wanted = list(dict.fromkeys(quantities))
        stages = self.run(world, [quantity.after for quantity in wanted])
        return {quantity: self.number(stages, quantity) for quantity in wanted}

    def number(self, stages: Mapping[int, Stage], quantity: Quantity) -> float:
        """What one computes for a quantity, read from the stages of a run."""
        stage = stages[quantity.after]
        node = self.example.named[quantity.name]
        if quantity.kind == "value":
            return stage.computed[node]
        if quantity.kind == "partial":
            return self.example.derivative(stage.own_partials, self.example.named[quantity.of], node)
        if quantity.of:
            return self.example.term(
                stage.partials, [self.example.named[name] for name in quantity.of.split("/")], node
            )
        return stage.gradient[node] if quantity.kind == "grad" else stage.updated[node]

    def run(self, world: World, afters: Iterable[int]) -> dict[int, Stage]:
        """The stages after so many steps, for each number of steps asked for."""
        wanted = set(afters)
        if world is TRUTH:
            return {after: self._right_stage(after) for after in wanted}
        stages = {}
        inputs, last = self.example.inputs, min(max(wanted, default=-1), MOST_STEPS_REPLAYED)
        for after in range(last + 1):
            stage = self.stage(inputs, world, after)
            stages[after] = stage
            inputs = self._stepped(inputs, stage, world, after)
        for after in wanted - stages.keys():
            stages[after] = self.stage(self._inputs_after(after), world, after)
        return stages

    def stage(self, inputs: Sequence[float], world: World, after: int) -> Stage:
        """Forward and backward once, from these inputs."""
        example = self.example
        forced_values = world.forced_nodes(example, "value", after)
        forced_adjoints = world.forced_nodes(example, "grad", after)
        computed = example.forward(inputs, forced_values, world.values)
        data = [forced_values.get(i, x) for i, x in enumerate(computed)] if forced_values else computed
        own = self._partials(data, world, forced_values)
        partials = self._carried(own, world, after)
        known = {}
        if forced_values and not world.bends_rules:
            known = {
                z: data[p] - target
                for z, (p, target) in example.once(shortcuts).items()
                if p in forced_values and p not in forced_adjoints
            }
        adjoint, gradient = example.backward(partials, example.output, forced_adjoints, known)
        stage = Stage(data, computed, partials, adjoint, gradient, frozenset(forced_adjoints), own)
        for parameter in example.parameters:
            stage.updated[parameter] = world.step(data[parameter], adjoint[parameter], example.learning_rate)
        return stage

    def _partials(self, data: Sequence[float], world: World, forced: Mapping[int, float]) -> list[tuple[float, ...]]:
        """The local partials of every node, by the rules of the world.

        Where the result is another number than its operands give, a person went on with that number, by the formula on
        paper: O·(1 - O) with the O that was printed.
        """
        example = self.example
        rules: list[Rule | None] | None = None
        if forced:
            rules = list(example.rules)
            for node in forced:
                if (op := example.nodes[node].op) is not None and rules[node] is not None:
                    rules[node] = written_partials(op)
        if world.rules or world.places:
            own = rules or example.rules
            rules = [rule and world.rules.get(example.operation(i), rule) for i, rule in enumerate(own)]
            for node, rule in world.places.items():
                rules[node] = rule
        partials = example.partials(data, rules)
        for (child, position), factor in world.factors.items():
            scaled = list(partials[child])
            scaled[position] *= factor
            partials[child] = tuple(scaled)
        return partials

    def _carried(self, own: Sequence[tuple[float, ...]], world: World, after: int) -> list[tuple[float, ...]]:
        """The local partials that are handed on: those printed for ∂child/∂parent in place of what one computes.

        Where the formula of the child has more than one operation, the edges that leave the parent are scaled: every
        path from it to the child runs over one of them.
        """
        carried = list(own)
        for quantity, number in world.forced.items():
            if quantity.kind != "partial" or quantity.after != after:
                continue
            child, parent = self.example.named[quantity.of], self.example.named[quantity.name]
            edges = self.example.edges_within(child, parent)
            computed = self.example.derivative(own, child, parent)
            for node, position in edges:
                row = list(carried[node])
                if len(edges) == 1 and node == child:
                    row[position] = number
                elif computed and math.isfinite(computed):
                    row[position] = own[node][position] * (number / computed)
                carried[node] = tuple(row)
        return carried

    def _stepped(self, inputs: Sequence[float], stage: Stage, world: World, after: int) -> list[float]:
        """The inputs after one more step."""
        forced = world.forced_nodes(self.example, "update", after)
        stepped = list(inputs)
        for parameter, new in stage.updated.items():
            stepped[parameter] = forced.get(parameter, new)
        return stepped

    def _inputs_after(self, after: int) -> list[float]:
        """The inputs after so many right steps."""
        while len(self._right_inputs) <= after:
            steps = len(self._right_inputs) - 1
            inputs = self._right_inputs[steps]
            self._right_inputs.append(self._stepped(inputs, self.stage(inputs, TRUTH, steps), TRUTH, steps))
        return self._right_inputs[after]

    def _right_stage(self, after: int) -> Stage:
        if after not in self._right_stages:
            self._right_stages[after] = self.stage(self._inputs_after(after), TRUTH, after)
        return self._right_stages[after]
