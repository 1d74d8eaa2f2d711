"""What follows if something is otherwise: an example computed again with numbers from the paper, or with bent rules.

A `World` says what differs from the truth: quantities *forced* to what was printed, and rules that were got wrong.
`Worlds` runs an example in them: forward, backward, a step of the parameters, and forward again. Each run says, for
every quantity, what one computes for it from the numbers of that world: a number that is forced is not used for itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from autograd.auditor.claims import Quantity
from autograd.auditor.example import Example, Forward, Place, Rule
from autograd.auditor.procedures import GRADIENT_DESCENT, Procedure
from autograd.auditor.replay import Replay, State
from autograd.auditor.shortcuts import shortcuts
from autograd.ops import written_partials

#: Stages beyond this many steps are computed once, with the right numbers, and not again in every world.
MOST_STEPS_REPLAYED = 12


def is_replayed(after: int) -> bool:
    """Whether so many steps are taken again in every world."""
    return after <= MOST_STEPS_REPLAYED


@dataclass(frozen=True)
class World:
    """What differs from the truth.

    - `forced`: quantities that carry a printed number.
    - `rules`: for an operation's name, other local partials, at every node of that operation.
    - `places`: for one node, other local partials.
    - `factors`: for one edge, what its local partial is multiplied by: 0 drops it, 2 counts it twice, -1 loses a sign.
    - `values`: for one node, another forward rule.
    - `procedure`: how a step is taken. Where it is not gradient descent, all steps are taken again, however many.
    """

    forced: Mapping[Quantity, float] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    places: Mapping[int, Rule] = field(default_factory=dict)
    factors: Mapping[Place, float] = field(default_factory=dict)
    values: Mapping[int, Forward] = field(default_factory=dict)
    procedure: Procedure = GRADIENT_DESCENT

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
        #: For each procedure the states after so many steps that were asked for.
        self._states: dict[Procedure, dict[int, State]] = {}
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
        """The stages after so many steps, for each number of steps asked for.

        The first steps are taken again in every world; later ones by the world's procedure alone, from right numbers.
        """
        wanted = set(afters)
        if world is TRUTH:
            return {after: self._right_stage(after) for after in wanted}
        stages: dict[int, Stage] = {}
        inputs: Sequence[float] = self.example.inputs
        before: Sequence[float] | None = None
        for after in range(max(filter(is_replayed, wanted), default=-1) + 1):
            stage = self.stage(inputs, world, after, before)
            stages[after] = stage
            inputs, before = self._stepped(inputs, stage, world, after), stage.adjoint
        for after in wanted - stages.keys():
            inputs, before = self._state_after(after, world.procedure)
            stages[after] = self.stage(inputs, world, after, before)
        return stages

    def stage(self, inputs: Sequence[float], world: World, after: int, before: Sequence[float] | None = None) -> Stage:
        """Forward and backward once, from these inputs; `before` are the gradients of the step before, if any."""
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
        stage.updated = self._updated(world, data, adjoint, before)
        return stage

    def _updated(
        self, world: World, data: Sequence[float], adjoint: Sequence[float], before: Sequence[float] | None
    ) -> dict[int, float]:
        """The new value of every parameter, from the numbers of one stage and the gradients of the stage before."""
        example = self.example

        def gradients(changed: Mapping[int, float], forward_again: bool) -> Sequence[float]:
            new = list(data)
            for parameter, number in changed.items():
                new[parameter] = number
            if forward_again:
                new = example.forward(new, None, world.values)
            return example.backward(self._partials(new, world, {}), example.output)[0]

        procedure, rate = world.procedure, example.learning_rate
        return procedure.take(example.parameters, data, adjoint, gradients, before, rate)

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

    def _state_after(self, after: int, procedure: Procedure) -> State:
        """The inputs after so many steps by a procedure from right numbers, and the gradients of the last of them."""
        known = self._states.setdefault(procedure, {0: (self.example.inputs, None)})
        if after not in known:
            last = max(steps for steps in known if steps <= after)
            replay, rate = self.example.once(Replay), self.example.learning_rate
            try:
                known[after] = replay.steps(known[last], after - last, procedure, rate)
            except (ArithmeticError, ValueError):
                known[after] = self._state_slowly(known[last], last, after, procedure)
        return known[after]

    def _state_slowly(self, start: State, last: int, after: int, procedure: Procedure) -> State:
        """The same where a number is not defined, and so are those computed from it."""
        inputs, before = start
        world = World(procedure=procedure)
        for steps in range(last, after):
            stage = self.stage(inputs, world, steps, before)
            inputs, before = self._stepped(inputs, stage, world, steps), stage.adjoint
        return inputs, before

    def _right_stage(self, after: int) -> Stage:
        if after not in self._right_stages:
            inputs, _ = self._state_after(after, GRADIENT_DESCENT)
            self._right_stages[after] = self.stage(inputs, TRUTH, after)
        return self._right_stages[after]
