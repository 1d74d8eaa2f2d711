"""Slips in a step of gradient descent: its sign, its learning rate, where it starts, whose gradient it takes."""

from __future__ import annotations

from collections.abc import Iterator

from autograd.auditor.bases import Base
from autograd.auditor.claims import Claim, Quantity
from autograd.auditor.example import Example
from autograd.auditor.procedures import Procedure, Step
from autograd.auditor.slips.candidate import COMPOUND, LOCAL, PARTIAL, WHOLE, Candidate, Edge, Node, Sentence, Window
from autograd.auditor.slips.procedures import with_rate
from autograd.auditor.slips.tables.names import (
    ANOTHER_GRADIENT,
    ANOTHER_RATE,
    ANOTHER_STEP,
    NOT_UPDATED,
    PATH_LEFT_OUT,
    SIGN,
    WRONG_START,
)
from autograd.auditor.slips.tables.steps import RATES, STEPS
from autograd.auditor.world import Stage, World
from autograd.language import template

#: A claim with fewer digits cannot tell among the many steps that may have been added.
DIGITS_FOR_ANOTHER_STEP = 5
#: Slips in unwritten gradients are tried edge by edge where there are not more edges than this, times the steps.
MOST_EDGES = 150


def step_slips(example: Example, stage: Stage, parameter: int, claim: Claim) -> Iterator[Candidate]:
    """Slips in the step itself, for a claim about a parameter's new value."""
    window = Window(claim)
    yield from _wrong_steps(example, stage, parameter)
    yield from _other_starts(example, stage, parameter, window)
    rate, old, gradient = example.learning_rate, stage.data[parameter], stage.direction[parameter]
    for other in example.parameters:
        if other == parameter:
            continue
        step = rate * stage.direction[other]
        if old - step in window:
            sentence = Sentence(
                "the gradient of {other} is used: {old} - {rate}·({gradient}) = {new}",
                other=Node(other), old=old, rate=rate, gradient=stage.direction[other], new=old - step,
            )  # fmt: skip
            yield Candidate(ANOTHER_GRADIENT, PARTIAL, old - step, sentence, place=other)
        if claim.printed.digits >= DIGITS_FOR_ANOTHER_STEP:
            for sign, wording in (
                (-1, template("the step of {other}, {step}, is taken too: {new}")),
                (1, template("the step of {other}, {step}, is added too: {new}")),
            ):
                new = old - rate * gradient + sign * step
                if new not in window:
                    continue
                sentence = Sentence(wording, other=Node(other), step=step, new=new)
                yield Candidate(ANOTHER_STEP, COMPOUND - 1, new, sentence, place=(other, sign), rich=True)


def _wrong_steps(example: Example, stage: Stage, parameter: int) -> Iterator[Candidate]:
    """The wrong steps of the table, and other learning rates."""
    rate, old, gradient = example.learning_rate, stage.data[parameter], stage.direction[parameter]
    for slip in STEPS:
        new = slip.rule(old, gradient, rate)
        sentence = Sentence(slip.sentence, old=old, rate=rate, gradient=gradient, new=new)
        yield Candidate(slip.slip, WHOLE, new, sentence, _stepping(slip.rule), place=slip.sentence)
    same = Sentence("{parameter} is not updated: it is still {old}", parameter=Node(parameter), old=old)
    yield Candidate(
        NOT_UPDATED, LOCAL, old, same, World(procedure=Procedure(frozen=frozenset([parameter]))), place=parameter
    )
    for other in RATES:
        if other != rate:
            new = old - other * gradient
            sentence = Sentence(
                "the learning rate is {other} instead of {rate}: {old} - {other}·({gradient}) = {new}",
                other=other, rate=rate, old=old, gradient=gradient, new=new,
            )  # fmt: skip
            yield Candidate(
                ANOTHER_RATE,
                LOCAL,
                new,
                sentence,
                _stepping(with_rate(other)),
                place=other,
                rich=True,
            )


def _stepping(step: Step) -> World:
    return World(procedure=Procedure(step=step))


def _other_starts(example: Example, stage: Stage, parameter: int, window: Window) -> Iterator[Candidate]:
    """The step taken from zero, or from the old or new value of another parameter."""
    rate, old, gradient = example.learning_rate, stage.data[parameter], stage.direction[parameter]
    from_zero = template("the step starts from 0, not from {parameter} = {old}: {start} - {rate}·({gradient}) = {new}")
    from_old = template(
        "the step starts from the old {other} = {start}, not from {parameter} = {old}: "
        "{start} - {rate}·({gradient}) = {new}"
    )
    from_new = template(
        "the step starts from the new {other} = {start}, not from {parameter} = {old}: "
        "{start} - {rate}·({gradient}) = {new}"
    )
    starts = [(0.0, from_zero, parameter)]
    for other in example.parameters:
        if other != parameter:
            starts += [(stage.data[other], from_old, other), (stage.updated[other], from_new, other)]
    for start, wording, other in starts:
        new = start - rate * gradient
        if start != old and new in window:
            sentence = Sentence(
                wording, other=Node(other), start=start, parameter=Node(parameter), old=old, rate=rate,
                gradient=gradient, new=new,
            )  # fmt: skip
            yield Candidate(WRONG_START, LOCAL, new, sentence, place=(other, wording))


def slips_before(base: Base, quantity: Quantity) -> Iterator[Candidate]:
    """Slips in the gradients of a step that nobody wrote down, for a value after it."""
    example = base.example
    edges = [
        (child, position)
        for child, parents in enumerate(example.parents)
        for position, parent in enumerate(parents)
        if not example.is_constant(parent)
    ]
    if len(edges) * quantity.after > MOST_EDGES:
        return
    for place in edges:
        for factor, name, wording in (
            (0.0, PATH_LEFT_OUT, template("in the gradients, the paths over {edge} are left out: {wrong}")),
            (-1.0, SIGN, template("in the gradients, the paths over {edge} are given the wrong sign: {wrong}")),
        ):
            world = World(base.forced, factors={place: factor})
            wrong = base.worlds.predict(world, [quantity])[quantity]
            sentence = Sentence(wording, edge=Edge(place), wrong=wrong)
            yield Candidate(name, COMPOUND, wrong, sentence, world, place=(place, factor), rich=True)
