"""Worked examples from the literature, one module each: recomputed step by step, checked against print."""

from collections import Counter
from collections.abc import Iterator

from autograd import ExpressionError, Report
from autograd.language import say, template
from autograd.language.widths import padded
from autograd.notation import quoted
from nn.walkthroughs import (
    activations,
    backprop_algorithm,
    jacobian_chain,
    layer_in_matrix_form,
    mlp_matrix_form,
    output_units,
    product_of_sums,
    sigmoid_2_2_1,
    sigmoid_neuron,
    sine_of_cube,
    skip,
    sum_times_sum,
    three_inputs_two_outputs,
    three_three_one,
    xor,
)
from nn.walkthroughs.walkthrough import Walkthrough

ALL: dict[str, Walkthrough] = {
    module.WALKTHROUGH.name: module.WALKTHROUGH
    for module in (
        sum_times_sum,
        xor,
        activations,
        output_units,
        three_three_one,
        skip,
        sigmoid_neuron,
        mlp_matrix_form,
        jacobian_chain,
        backprop_algorithm,
        sigmoid_2_2_1,
        product_of_sums,
        sine_of_cube,
        three_inputs_two_outputs,
        layer_in_matrix_form,
    )
}


def find(name: str) -> Walkthrough:
    """The walkthrough of that name; an error that lists the names otherwise."""
    if name not in ALL:
        raise ExpressionError(say("there is no walkthrough {name}; there are {all}", name=quoted(name), all=list(ALL)))
    return ALL[name]


def overview() -> Iterator[str]:
    """One table of every document's printed numbers: claims, right, wrong, and the causes of the wrong ones."""
    heads = [say("document"), say("claims"), say("right"), say("wrong"), say("follow")]
    yield f"{padded(heads[0], 32)} {' '.join(padded(head, 6, '>') for head in heads[1:])}  {say('causes')}"
    for walkthrough in ALL.values():
        for report in walkthrough.audits:
            count = Counter(row.verdict for row in report.rows)
            fine = count["right"] + count["rounding"]
            numbers = f"{len(report.rows):>6} {fine:>6} {count['wrong']:>6} {count['follows']:>6}"
            yield f"{padded(report.name, 32)} {numbers}  {'; '.join(_causes(report))}".rstrip()


def _causes(report: Report) -> Iterator[str]:
    """Each wrong number with what made it wrong, in a few words."""
    for row in report.rows:
        if row.verdict == "wrong":
            slip = row.diagnoses[0].slip if row.diagnoses else template("unknown")
            yield say("{claim}: {cause}", claim=row.claim.quantity.written(report.output), cause=say(slip))


__all__ = ["ALL", "Walkthrough", "find", "overview"]
