"""Worked examples from the literature, one module each: recomputed step by step, checked against print."""

from collections import Counter
from collections.abc import Iterator

from autograd import ExpressionError
from autograd.language import say
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
    head = ("document", "claims", "right", "wrong", "follow")
    yield f"{head[0]:<32} {head[1]:>6} {head[2]:>6} {head[3]:>6} {head[4]:>6}  causes"
    for walkthrough in ALL.values():
        for report in walkthrough.audits:
            count = Counter(row.verdict for row in report.rows)
            causes = [
                f"{row.claim.quantity.written(report.output)}: {row.diagnoses[0].slip if row.diagnoses else 'unknown'}"
                for row in report.rows
                if row.verdict == "wrong"
            ]
            fine = count["right"] + count["rounding"]
            numbers = f"{len(report.rows):>6} {fine:>6} {count['wrong']:>6} {count['follows']:>6}"
            yield f"{report.name:<32} {numbers}  {'; '.join(causes)}".rstrip()


__all__ = ["ALL", "Walkthrough", "find", "overview"]
