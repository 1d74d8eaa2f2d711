"""Worked examples from the literature, one module each: recomputed step by step, checked against print."""

from autograd import ExpressionError
from nn.walkthroughs import (
    activations,
    output_units,
    product_of_sums,
    sigmoid_2_2_1,
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
        sigmoid_2_2_1,
        product_of_sums,
        sine_of_cube,
        three_inputs_two_outputs,
    )
}


def find(name: str) -> Walkthrough:
    """The walkthrough of that name; an error that lists the names otherwise."""
    if name not in ALL:
        raise ExpressionError(f"there is no walkthrough {name!r}; there are {', '.join(ALL)}")
    return ALL[name]


__all__ = ["ALL", "Walkthrough", "find"]
