"""Slips in a step of gradient descent: its sign, its learning rate, where it starts, whose gradient it takes."""

from __future__ import annotations

from collections.abc import Iterator

from autograd.auditor.claims import Quantity
from autograd.auditor.example import TRUTH, Computation, Stage, Step, World, predict
from autograd.auditor.slips import table as slips
from autograd.auditor.slips.candidate import COMPOUND, LOCAL, PARTIAL, WHOLE, Candidate, Edge, Node

#: Learning rates that people choose.
RATES = (0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 2.0)
#: A claim with fewer digits cannot tell among the many steps that may have been added.
DIGITS_FOR_ANOTHER_STEP = 5
#: Slips in unwritten gradients are tried edge by edge where there are not more edges than this, times the steps.
MOST_EDGES = 150


def step_slips(computation: Computation, stage: Stage, parameter: int, digits: int) -> Iterator[Candidate]:
    """Slips in the step itself, for a claim about a parameter's new value."""
    rate, old, gradient = computation.learning_rate, stage.data[parameter], stage.adjoint[parameter]
    for slip in slips.STEPS:
        new = slip.rule(old, gradient, rate)
        yield Candidate(
            slip.slip, WHOLE, new, slip.sentence + " = {3}", (old, rate, gradient, new), World(step=slip.rule),
            place=slip.sentence,
        )  # fmt: skip
    for other_rate in RATES:
        if other_rate != rate:
            new = old - other_rate * gradient
            yield Candidate(
                slips.ANOTHER_RATE, LOCAL, new, "the learning rate is {} instead of {}: {} - {}·({}) = {}",
                (other_rate, rate, old, other_rate, gradient, new), World(step=_with_rate(other_rate)),
                place=other_rate, rich=True,
            )  # fmt: skip
    starts: list[tuple[float, str, Node | str]] = [(0.0, "0", "")]
    for other in computation.parameters:
        if other != parameter:
            starts += [(stage.data[other], "the old {} = {}", Node(other))]
            starts += [(stage.updated[other], "the new {} = {}", Node(other))]
    for start, what, node in starts:
        if start != old:
            new = start - rate * gradient
            told = (node, start, Node(parameter), old, start, rate, gradient, new)
            yield Candidate(
                slips.WRONG_START, LOCAL, new,
                "the step starts from " + (what if node else "0{}, {}") + ", not from {} = {}: {} - {}·({}) = {}", told,
                place=(node, what),
            )  # fmt: skip
    for other in computation.parameters:
        if other != parameter:
            step = rate * stage.adjoint[other]
            yield Candidate(
                slips.ANOTHER_GRADIENT, PARTIAL, old - step, "the gradient of {} is used: {} - {}·({}) = {}",
                (Node(other), old, rate, stage.adjoint[other], old - step),
                place=other,
            )  # fmt: skip
            for sign, word in ((-1, "taken too"), (1, "added too")) if digits >= DIGITS_FOR_ANOTHER_STEP else ():
                new = old - rate * gradient + sign * step
                yield Candidate(
                    slips.ANOTHER_STEP, COMPOUND - 1, new, "the step of {}, {}, is " + word + ": {}",
                    (Node(other), step, new), place=(other, sign), rich=True,
                )  # fmt: skip


def _with_rate(rate: float) -> Step:
    return lambda old, gradient, _: old - rate * gradient


def early_updates(
    computation: Computation, stage: Stage, node: int, after: int, *, of_update: bool
) -> Iterator[Candidate]:
    """New weights used before all gradients were taken: in a gradient, or in the new value it leads to."""
    order = computation.parameters
    others = [other for other in order if other != node]
    groups: dict[tuple[int, ...], str] = {
        tuple(others): "all the other weights",
        **{(other,): "" for other in others[:60]},
    }
    if node in order:
        place = order.index(node)
        groups |= {tuple(order[:place]): "the weights before it", tuple(order[place + 1 :]): "the weights after it"}
    for group, what in groups.items():
        if not group:
            continue
        inputs = list(stage.data)
        for other in group:
            inputs[other] = stage.updated[other]
        # On the way back only, with the values of the old way forward; or with a way forward of their own.
        sunk = {sink: stage.adjoint[sink] for sink in stage.sinks - {node}}
        back_only, _ = computation.backward(computation.partials(inputs), computation.output, sunk)
        for gradient in (back_only[node], computation.stage(inputs, TRUTH, after).adjoint[node]):
            result = stage.data[node] - computation.learning_rate * gradient if of_update else gradient
            yield Candidate(
                slips.TOO_EARLY, LOCAL if len(group) > 1 else PARTIAL, result,
                "the gradient is taken with {} updated already, before all gradients were there: {}",
                (what if len(group) > 1 else Node(group[0]), result), place=group,
                rich=len(group) == 1,
            )  # fmt: skip


def slips_before(computation: Computation, quantity: Quantity, forced: dict[Quantity, float]) -> Iterator[Candidate]:
    """Slips in a step that nobody wrote down, for a value after it."""
    for slip in slips.STEPS:
        yield _in_world(
            computation, quantity, slip.slip, WHOLE + 0.5, World(forced, step=slip.rule),
            slip.sentence.partition(":")[0].replace("{", "{{").replace("}", "}}") + ", for every parameter: {}", (),
        )  # fmt: skip
    edges = [
        (child, position)
        for child, parents in enumerate(computation.parents)
        for position, parent in enumerate(parents)
        if not computation.is_constant(parent)
    ]
    if len(edges) * quantity.after > MOST_EDGES:
        return
    for place in edges:
        for factor, name, what in (
            (0.0, slips.PATH_LEFT_OUT, "left out"),
            (-1.0, slips.SIGN, "given the wrong sign"),
        ):
            yield _in_world(
                computation, quantity, name, PARTIAL, World(forced, factors={place: factor}),
                "in the gradients, the paths over {} are " + what + ": {}", (Edge(place),),
            )  # fmt: skip


def _in_world(
    computation: Computation,
    quantity: Quantity,
    slip: str,
    cost: float,
    world: World,
    sentence: str,
    told: tuple[Edge, ...],
) -> Candidate:
    result = predict(computation, world, [quantity])[quantity]
    return Candidate(slip, cost, result, sentence, (*told, result), world, place=(told, sentence), rich=bool(told))
