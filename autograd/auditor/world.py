"""What follows if something is otherwise: an example computed again with numbers from the paper, or with bent rules.

A `World` says what differs from the truth: quantities *forced* to what was printed, rules or steps that were got wrong.
`Worlds` runs an example in them: forward, backward, a step of the parameters, and forward again. Each run says, for
every quantity, what one computes for it from the numbers of that world: a number that is forced is not used for itself.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from autograd.auditor.claims import Quantity
from autograd.auditor.example import Example, Forward, Place, Rule
from autograd.auditor.procedures import GRADIENT_DESCENT, Forced, Position, Procedure, Steps
from autograd.auditor.replay import Replay
from autograd.auditor.rules import Memory
from autograd.auditor.shortcuts import printed_derivatives, shortcuts
from autograd.ops import written_partials

#: Printed numbers are carried on over so many steps; beyond, people let a program compute.
MOST_STEPS_REPLAYED = 12
#: In worlds with other rules, so many operations are computed again beyond these steps, over all such worlds; then
#: later stages start from the right numbers.
MOST_REPLAYED = 1_500_000
#: So many positions that steps lead to are remembered.
MOST_REMEMBERED = 400


def is_replayed(after: int) -> bool:
    """Whether so many steps are taken again with printed numbers."""
    return after <= MOST_STEPS_REPLAYED


@dataclass(frozen=True)
class World:
    """What differs from the truth.

    - `forced`: quantities that carry a printed number.
    - `rules`: for an operation's name, other local partials, at every node of that operation.
    - `places`: for one node, other local partials.
    - `factors`: for one edge, what its local partial is multiplied by: 0 drops it, 2 counts it twice, -1 loses a sign.
    - `values`: for one node, another forward rule.
    - `procedure`: another way to take a step.
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

    @property
    def is_otherwise(self) -> bool:
        """Whether rules or steps are other ones, apart from printed numbers."""
        return self.bends_rules or self.procedure is not GRADIENT_DESCENT


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
    kept: dict[int, Memory] = field(default_factory=dict)  # and for what the update rule keeps for it
    direction: dict[int, float] = field(default_factory=dict)  # in which it goes: of plain descent the gradient
    onward: Position | None = None  # after the step


class Worlds:
    """Runs one example in any world; the right numbers are computed once and kept."""

    def __init__(self, example: Example) -> None:
        self.example = example
        self._right_stages: dict[int, Stage] = {}
        self._replays: list[tuple[World, Replay]] = []
        self._positions: list[tuple[World, dict[int, Position]]] = []  # after so many steps of a world
        self._replayed = 0

    def predict(self, world: World, quantities: Iterable[Quantity]) -> Predictions:
        """What one computes for each quantity in that world."""
        wanted = list(dict.fromkeys(quantities))
        ways_back = {quantity.after for quantity in wanted if quantity.kind != "value"}
        stages = self.run(world, [quantity.after for quantity in wanted], ways_back)
        return {quantity: self.number(stages, quantity) for quantity in wanted}

    def may_matter(self, key: Quantity, others: Iterable[Quantity]) -> bool:
        """Whether any of these may be another number where one is: a new value matters after the step only."""
        is_input = not self.example.parents[self.example.named[key.name]]
        for other in others:
            if other.after > key.after:
                return True
            if other.after < key.after or other == key:
                continue
            is_of_step = other.kind in ("update", "state") and other.name == key.name
            if key.kind == "grad":
                matters = is_of_step if is_input else other.kind not in ("value", "partial")
            else:
                matters = key.kind not in ("update", "state") or (key.kind == "state" and is_of_step)
            if matters:
                return True
        return False

    def number(self, stages: Mapping[int, Stage], quantity: Quantity) -> float:
        """What one computes for a quantity, read from the stages of a run."""
        stage = stages[quantity.after]
        node = self.example.named[quantity.name]
        if quantity.kind == "value":
            return stage.computed[node]
        if quantity.kind == "partial":
            return self.example.derivative(stage.own_partials, self.example.named[quantity.of], node)
        if quantity.kind == "state":
            return stage.kept[node][self.example.update.rule.keeps.index(quantity.of)]
        if quantity.of:
            return self.example.term(
                stage.partials, [self.example.named[name] for name in quantity.of.split("/")], node
            )
        return stage.gradient[node] if quantity.kind == "grad" else stage.updated[node]

    def run(self, world: World, afters: Iterable[int], ways_back: Container[int] | None = None) -> dict[int, Stage]:
        """The stages after so many steps, for each number of steps asked for. Where `ways_back` are given, the others
        of these have values only, if nothing comes after them."""
        wanted = set(afters)
        if world is TRUTH:
            return {after: self._right_stage(after) for after in wanted}
        stages = {}
        steps = Steps(self.example, world.procedure)
        position, last = steps.start(), max(filter(is_replayed, wanted), default=-1)
        for after in range(last + 1):
            if after == last and ways_back is not None and after not in ways_back:
                stages[after] = self._way_forward(position, world, after)
                break
            stages[after] = stage = self.stage(position, world, after, steps)
            position = stage.onward or position
        for after in sorted(after for after in wanted if not is_replayed(after)):
            stages[after] = self.stage(self._later(world, after), world, after, steps)
        return stages

    def _way_forward(self, position: Position, world: World, after: int) -> Stage:
        """The values alone."""
        forced = _Forced(world, self.example, after)
        computed = self.example.forward(position.inputs, forced.values, world.values)
        return Stage(forced.carried(computed), computed, [], [], [], frozenset(), [])

    def stage(self, position: Position, world: World, after: int, steps: Steps | None = None) -> Stage:
        """Forward and backward once, and a step."""
        example = self.example
        steps = steps or Steps(example, world.procedure)
        forced = _Forced(world, example, after)
        computed = example.forward(position.inputs, forced.values, world.values)
        data = forced.carried(computed)
        ahead = steps.ahead(position)
        at = data if ahead is position.inputs else forced.carried(example.forward(ahead, forced.values, world.values))
        stage = self._way_back(at, world, forced)
        stage.data, stage.computed = data, computed

        def gradients(inputs: Sequence[float], nth: int) -> Sequence[float]:
            """For later groups of parameters, a way back with the new values of the others, and the old way forward."""
            if nth:
                if world.procedure.forward_again:
                    again = forced.carried(example.forward(inputs, forced.values, world.values))
                else:
                    again = list(at)
                    for parameter in example.parameters:
                        again[parameter] = inputs[parameter]
                later = self._way_back(again, world, forced)
                stage.partials, stage.own_partials = later.partials, later.own_partials
                stage.adjoint, stage.gradient = later.adjoint, later.gradient
            return stage.adjoint

        stepped = steps.take(position, after, gradients, forced.of_step(data))
        if world.procedure is not GRADIENT_DESCENT:  # else these are the gradients that were taken
            for parameter, gradient in zip(example.parameters, stepped.gradients, strict=True):
                stage.adjoint[parameter] = gradient
                if parameter not in forced.adjoints:
                    stage.gradient[parameter] = gradient
        stage.updated = dict(zip(example.parameters, stepped.updated, strict=True))
        stage.kept = dict(zip(example.parameters, stepped.kept, strict=True))
        stage.direction = dict(zip(example.parameters, stepped.directions, strict=True))
        stage.onward = stepped.position
        return stage

    def _way_back(self, data: list[float], world: World, forced: _Forced) -> Stage:
        """All gradients, from the value of every node."""
        example = self.example
        own = self._partials(data, world, forced.values)
        partials = self._carried(own, forced.partials)
        known = {}
        if forced.values and not world.bends_rules:
            known = {
                z: share * (data[p] - target)
                for z, (p, target, share) in example.once(shortcuts).items()
                if p in forced.values and p not in forced.adjoints
            }
        adjoint, gradient = example.backward(partials, example.output, forced.adjoints, known)
        return Stage(data, data, partials, adjoint, gradient, frozenset(forced.adjoints), own)

    def _partials(self, data: Sequence[float], world: World, forced: Mapping[int, float]) -> list[tuple[float, ...]]:
        """The local partials of every node, by the rules of the world.

        Where the result is another number than its operands give, a person went on with that number, by the formula on
        paper: O·(1 - O) with the O that was printed. So too where the derivative itself was printed, a cosine beside
        its sine.
        """
        example = self.example
        rules: list[Rule | None] | None = None
        if forced:
            rules = list(example.rules)
            for node in forced:
                if (op := example.nodes[node].op) is not None and rules[node] is not None:
                    rules[node] = written_partials(op)
            for node, (companion, sign) in example.once(printed_derivatives).items():
                if companion in forced:
                    rules[node] = _is(sign * data[companion])
        partials = example.partials(data, _bent(world, example, rules or example.rules))
        for (child, position), factor in world.factors.items():
            scaled = list(partials[child])
            scaled[position] *= factor
            partials[child] = tuple(scaled)
        return partials

    def _carried(
        self, own: list[tuple[float, ...]], printed: Mapping[tuple[int, int], float]
    ) -> list[tuple[float, ...]]:
        """The local partials that are handed on: those printed for ∂child/∂parent in place of what one computes.

        Where the formula of the child has more than one operation, the edges that leave the parent are scaled: every
        path from it to the child runs over one of them.
        """
        if not printed:
            return own
        carried = list(own)
        for (child, parent), number in printed.items():
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

    # --- many steps --------------------------------------------------------------------------------------------------

    def _later(self, world: World, after: int) -> Position:
        """The position after more steps than printed numbers are carried on over: computed without these."""
        slip = world.with_forced({}) if world.is_otherwise else TRUTH
        found = next((positions for other, positions in self._positions if other == slip), None)
        if found is None:
            found = {0: Steps(self.example, slip.procedure).start()}
            self._positions = [*self._positions[-MOST_REMEMBERED:], (slip, found)]
        before = max(steps for steps in found if steps <= after)
        if before < after:
            replay = self._replay(slip)
            work = replay.size * (after - before)
            if slip.bends_rules:
                if self._replayed + work > MOST_REPLAYED:
                    return self._later(TRUTH, after)
                self._replayed += work
            found[after] = replay.advance(found[before], before, after - before)
        return found[after]

    def _replay(self, world: World) -> Replay:
        for other, replay in self._replays:
            if other == world:
                return replay
        example = self.example
        forwards = list(example.forwards)
        for node, forward in world.values.items():
            forwards[node] = forward
        rules = list(_bent(world, example, example.rules))
        for (child, _), _ in world.factors.items():
            rules[child] = _scaled(rules[child], {p: f for (node, p), f in world.factors.items() if node == child})

        def slowly(inputs: Sequence[float]) -> Sequence[float]:
            data = example.forward(inputs, None, world.values)
            return example.backward(self._partials(data, world, {}), example.output)[0]

        replay = Replay(example, Steps(example, world.procedure), forwards, rules, slowly)
        self._replays = [*self._replays[-2:], (world, replay)]
        return replay

    def _right_stage(self, after: int) -> Stage:
        if after not in self._right_stages:
            self._right_stages[after] = self.stage(self._later(TRUTH, after), TRUTH, after)
        return self._right_stages[after]


class _Forced:
    """The printed numbers of one stage, by node."""

    def __init__(self, world: World, example: Example, after: int) -> None:
        self.values: dict[int, float] = {}
        self.adjoints: dict[int, float] = {}
        self.partials: dict[tuple[int, int], float] = {}
        self.updates: dict[int, float] = {}
        self.kept: dict[tuple[int, str], float] = {}
        of_kind = {"value": self.values, "grad": self.adjoints, "update": self.updates}
        for quantity, number in world.forced.items():
            if quantity.after != after:
                continue
            node = example.named[quantity.name]
            if quantity.kind in of_kind:
                of_kind[quantity.kind][node] = number
            elif quantity.kind == "partial":
                self.partials[example.named[quantity.of], node] = number
            elif quantity.kind == "state":
                self.kept[node, quantity.of] = number

    def carried(self, computed: list[float]) -> list[float]:
        """The values of all nodes as they are handed on."""
        return [self.values.get(i, x) for i, x in enumerate(computed)] if self.values else computed

    def of_step(self, data: Sequence[float]) -> Forced | None:
        """What a step goes on with, where that is not what is computed."""
        if not (self.values or self.updates or self.kept):
            return None
        return Forced({node: data[node] for node in self.values}, self.kept, self.updates)


def _bent(world: World, example: Example, rules: Sequence[Rule | None]) -> Sequence[Rule | None]:
    """The rules of all nodes, some of them other ones in this world."""
    if not (world.rules or world.places):
        return rules
    bent = [rule and world.rules.get(example.operation(i), rule) for i, rule in enumerate(rules)]
    for node, rule in world.places.items():
        bent[node] = rule
    return bent


def _is(derivative: float) -> Rule:
    """The rule of a function of one operand whose derivative is known."""
    return lambda *numbers: (derivative,)


def _scaled(rule: Rule | None, factors: Mapping[int, float]) -> Rule | None:
    """A rule whose partials by some operands are multiplied by a factor."""
    if rule is None:
        return None

    def scaled(*numbers: float) -> tuple[float, ...]:
        return tuple(partial * factors.get(i, 1.0) for i, partial in enumerate(rule(*numbers)))

    return scaled
