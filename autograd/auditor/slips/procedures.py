"""Slips in how a step was taken: which parameters, in which order, with which gradients, by which rule.

They show in everything that is computed after the step, after one as after ten thousand.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import NamedTuple

from autograd.auditor.bases import Base
from autograd.auditor.claims import Quantity
from autograd.auditor.example import Example
from autograd.auditor.procedures import Procedure, Step
from autograd.auditor.roles import biases, layers
from autograd.auditor.slips.candidate import EVERYWHERE, LOCAL, WHOLE, Candidate, Node, Nodes, Sentence
from autograd.auditor.slips.sums import sums_in_loss
from autograd.auditor.slips.tables.names import (
    ANOTHER_RATE,
    MEAN_OR_SUM,
    MISCOUNTED,
    NOT_UPDATED,
    PREVIOUS_GRADIENT,
    TOO_EARLY,
)
from autograd.auditor.slips.tables.rules import wrong_rules
from autograd.auditor.slips.tables.steps import RATES, STEPS
from autograd.auditor.world import World, is_replayed
from autograd.language import template
from autograd.notation import counted

#: Procedures that one parameter alone does not show.
OF_ALL = (TOO_EARLY, PREVIOUS_GRADIENT, MEAN_OR_SUM)
#: Of so many parameters each is tried on its own.
MOST_PARAMETERS = 24
#: So many runs of the whole procedure are worth a claim about a late step: nodes × steps × procedures.
MOST_WORK = 6_000_000
#: And so many nodes, each procedure being run once, for all claims about an early one.
MOST_NODES = 300_000


class Slip(NamedTuple):
    """A wrong procedure: its name, how simple it is, what is said of it, and what tells it from others."""

    slip: str
    cost: float
    procedure: Procedure
    sentence: Sentence
    place: Hashable


def procedure_slips(base: Base, quantity: Quantity) -> Iterator[Candidate]:
    """Every wrong procedure, for a quantity after a step, with what it gives.

    For a new value, those that show in one parameter alone are `step_slips`.
    """
    example, after = base.example, quantity.after
    tried = example.once(wrong_procedures)
    most = MOST_NODES if is_replayed(after) else MOST_WORK // after
    tried = tried[: max(most // len(example.nodes), 1)]
    for slip in tried:
        procedure = slip.procedure
        takes_old_gradients = procedure.delayed or procedure.repeated
        is_told = quantity.kind == "update" and slip.slip not in OF_ALL and procedure.rule is None
        if is_told or (takes_old_gradients and not after):
            continue
        world = World(base.forced, procedure=procedure)
        wrong = base.after_steps(procedure, after)[quantity]
        sentence = Sentence("{slip}: {wrong}", slip=slip.sentence, wrong=wrong)
        yield Candidate(slip.slip, slip.cost, wrong, sentence, world, place=slip.place)
    for other in (after - 1, after + 1) if quantity.kind == "value" else ():
        then, node = quantity._replace(after=other), Node(example.named[quantity.name])
        if then in base.quantities and then not in base.forced:  # what is printed for it is what one copies
            continue
        wrong = base.forced[then] if then in base.forced else base.worlds.predict(World(base.forced), [then])[then]
        sentence = Sentence("this is {node} after {steps}", node=node, steps=counted(other, "step"))
        yield Candidate(MISCOUNTED, LOCAL, wrong, sentence, place=other)


def wrong_procedures(example: Example) -> list[Slip]:
    """The wrong procedures for an example, those that people take most often first."""
    if not example.parameters:
        return []
    found = [*_in_the_wrong_order(example), *_not_all(example), *_by_another_rule(example)]
    return sorted(found, key=lambda slip: slip.cost)


def _in_the_wrong_order(example: Example) -> Iterator[Slip]:
    """Some parameters changed before the gradients of the others were taken."""
    by_layer = example.once(layers)
    if len(by_layer) > 1:
        back = template(
            "{first} are updated before the gradients of the layers behind are formed, which use the new numbers"
        )
        one = template(
            "{first} is updated before the gradients of the layers behind are formed, which use the new number"
        )
        again = template(
            "each layer is updated before the gradients of the next one are taken, with a way forward of its own"
        )
        sentence = Sentence(back if len(by_layer[0]) > 1 else one, first=Nodes(by_layer[0]))
        yield Slip(TOO_EARLY, WHOLE + 0.25, Procedure(groups=tuple(by_layer)), sentence, "layers")
        anew = Procedure(groups=tuple(by_layer), forward_again=True)
        yield Slip(TOO_EARLY, EVERYWHERE, anew, Sentence(again), "layers again")
        forwards = template(
            "the layers are updated from the input on, each before the gradients of the next one are formed"
        )
        yield Slip(
            TOO_EARLY,
            EVERYWHERE,
            Procedure(groups=tuple(by_layer[::-1]), forward_again=True),
            Sentence(forwards),
            "from the input",
        )
        for layer in by_layer[1:-1] if len(by_layer) > 2 else ():
            sentence = Sentence(back if len(layer) > 1 else one, first=Nodes(layer))
            yield Slip(TOO_EARLY, LOCAL, Procedure(groups=(layer,)), sentence, layer)
    if 1 < len(example.parameters) <= MOST_PARAMETERS:
        sentence = Sentence("each parameter is updated before the gradient of the next one is taken")
        groups = tuple((p,) for p in example.parameters)
        yield Slip(TOO_EARLY, EVERYWHERE, Procedure(groups=groups, forward_again=True), sentence, "one by one")
        for p in example.parameters:
            sentence = Sentence("{weight} is updated before the other gradients are taken", weight=Node(p))
            yield Slip(TOO_EARLY, LOCAL + 0.5, Procedure(groups=((p,),)), sentence, (p,))
    yield Slip(
        PREVIOUS_GRADIENT, EVERYWHERE, Procedure(delayed=True),
        Sentence("each step goes by the gradients of the step before"), "delayed",
    )  # fmt: skip
    yield Slip(
        PREVIOUS_GRADIENT, EVERYWHERE, Procedure(repeated=True),
        Sentence("each step goes by the gradients of the first, which are never taken again"), "repeated",
    )  # fmt: skip


def _not_all(example: Example) -> Iterator[Slip]:
    """Some parameters left as they are."""
    every, told = frozenset(example.parameters), set()
    by_layer, added = example.once(layers), example.once(biases)

    def left_out(group: tuple[int, ...], cost: float, wording: str) -> Iterator[Slip]:
        if group and len(group) < len(every) and group not in told:
            told.add(group)
            sentence = Sentence(wording, nodes=Nodes(group))
            yield Slip(NOT_UPDATED, cost, Procedure(frozen=frozenset(group)), sentence, group)

    yield from left_out(
        added, WHOLE + 0.25, template("only the weights are updated; the biases, {nodes}, are left as they are")
    )
    for layer in reversed(by_layer):
        yield from left_out(layer, EVERYWHERE, template("one layer, {nodes}, is not updated"))
    for layer in by_layer:
        others = tuple(p for p in example.parameters if p not in layer)
        yield from left_out(others, EVERYWHERE, template("only one layer is updated; {nodes} are left as they are"))
    if len(every) <= MOST_PARAMETERS:
        for p in example.parameters:
            yield from left_out((p,), LOCAL, template("{nodes} is not updated"))


def _by_another_rule(example: Example) -> Iterator[Slip]:
    """Every parameter changed by another rule, or with another rate."""
    for slip in STEPS:
        yield Slip(slip.slip, WHOLE + 0.5, Procedure(step=slip.rule), Sentence(slip.for_all), slip.for_all)
    for row, rule in wrong_rules(example.update.rule):
        yield Slip(row.slip, WHOLE, Procedure(rule=rule), Sentence(row.sentence), row.sentence)
    rate = example.learning_rate
    for other in RATES:
        if other != rate:
            wording = template("the learning rate is {other} instead of {rate}, for every parameter")
            sentence = Sentence(wording, other=other, rate=rate)
            yield Slip(ANOTHER_RATE, LOCAL, Procedure(step=with_rate(other)), sentence, other)
    for count in counts(example):
        for factor, wording in (
            (float(count), template("the gradients are taken {count} times as large: a sum over {count} for a mean")),
            (1 / count, template("the gradients are divided by {count}: a mean over {count} for a sum")),
        ):
            sentence = Sentence(wording, count=float(count))
            yield Slip(MEAN_OR_SUM, EVERYWHERE, Procedure(step=times(factor)), sentence, factor)


def counts(example: Example) -> list[int]:
    """The whole numbers a sum may have been divided by, or not: those in the formulas, and the numbers of addends."""
    found = {
        int(number)
        for node, number in enumerate(example.inputs)
        if example.is_constant(node) and number == int(number) and 2 <= number <= 1000
    }
    found |= {round(1 / x) for i, x in enumerate(example.inputs) if example.is_constant(i) and 0 < x <= 0.5}
    addends = list(dict.fromkeys(example.once(sums_in_loss).values()))
    return [*addends[:3], *sorted(found.difference(addends))][:6]


def times(factor: float) -> Step:
    """A step so many times as long."""
    return lambda old, direction, rate: old - rate * factor * direction


def with_rate(rate: float) -> Step:
    """A step of gradient descent with a rate of its own."""
    return lambda old, gradient, _: old - rate * gradient
