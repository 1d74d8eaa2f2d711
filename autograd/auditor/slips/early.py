"""New weights used before all gradients were taken: in a gradient, or in the new value it leads to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from autograd.auditor.bases import Base
from autograd.auditor.example import Example
from autograd.auditor.rules import SGD
from autograd.auditor.slips.candidate import LOCAL, PARTIAL, Candidate, Node, Sentence
from autograd.auditor.slips.tables.names import TOO_EARLY
from autograd.auditor.world import Stage
from autograd.language import template

#: So many weights are tried, one at a time, as updated too early.
MOST_UPDATED_EARLY = 60
#: Of more parameters than these, nobody updates one after the other by hand.
MOST_IN_ORDER = 200
#: So many nodes are computed again for that, and for each base.
MOST_RECOMPUTED = 60_000

ONE_UPDATED = template("the gradient is taken with {weight} updated already, before all gradients were there: {wrong}")
OTHERS_UPDATED = template(
    "the gradient is taken with all the other weights updated already, before all gradients were there: {wrong}"
)
EARLIER_UPDATED = template(
    "the gradient is taken with the weights before it updated already, before all gradients were there: {wrong}"
)
LATER_UPDATED = template(
    "the gradient is taken with the weights after it updated already, before all gradients were there: {wrong}"
)


def early_updates(base: Base, stage: Stage, node: int, after: int, *, of_update: bool) -> Iterator[Candidate]:
    """New weights used before all gradients were taken: in a gradient, or in the new value it leads to."""
    example = base.example
    if of_update and example.update.rule != SGD:
        return
    for group, wording in _updated_early(example, node).items():
        is_one = len(group) == 1
        for gradient in base.once((group, after), partial(_gradients, base, stage, group)):
            wrong = stage.data[node] - example.learning_rate * gradient[node] if of_update else gradient[node]
            sentence = Sentence(wording, weight=Node(group[0]), wrong=wrong)
            yield Candidate(TOO_EARLY, PARTIAL if is_one else LOCAL, wrong, sentence, place=group, rich=is_one)


def _gradients(base: Base, stage: Stage, group: tuple[int, ...]) -> tuple[Sequence[float], Sequence[float]]:
    """All gradients with some weights updated already: on the way back only, with the values of the old way forward; or
    with a way forward of their own."""
    example = base.example
    inputs = list(stage.data)
    for other in group:
        inputs[other] = stage.updated[other]
    _, back_only = example.backward(
        example.partials(inputs), example.output, {sink: stage.adjoint[sink] for sink in stage.sinks}
    )
    data = example.forward(inputs)
    return back_only, example.backward(example.partials(data), example.output)[0]


def _updated_early(example: Example, node: int) -> dict[tuple[int, ...], str]:
    """Which weights may have been updated already, and what is said of it."""
    order = example.parameters
    others = [other for other in order if other != node]
    singly = others[: min(MOST_UPDATED_EARLY, MOST_RECOMPUTED // len(example.nodes))]
    found: dict[tuple[int, ...], str] = {
        tuple(others): OTHERS_UPDATED,
        **{(other,): ONE_UPDATED for other in singly},
    }
    if node in order and len(order) <= MOST_IN_ORDER:
        place = order.index(node)
        found |= {tuple(order[:place]): EARLIER_UPDATED, tuple(order[place + 1 :]): LATER_UPDATED}
    return {group: ONE_UPDATED if len(group) == 1 else wording for group, wording in found.items() if group}
