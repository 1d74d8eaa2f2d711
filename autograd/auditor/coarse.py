"""Printed numbers that say too little to be checked: 0 for 0.00044, 1 for 0.6457."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from copy import copy

from autograd.auditor.claims import Claim, Quantity
from autograd.auditor.example import Example
from autograd.auditor.world import TRUTH, Predictions, Worlds

#: Rounded to half a unit, a number that is off by more than this part of the exact one says too little.
MOST_OFF = 0.25
#: A number is rounding noise if inputs that differ by so little give quite another one, in one of so many trials.
NUDGE, TRIALS = 2.0**-48, 8


def too_coarse(example: Example, claims: Iterable[Claim], exact: Predictions) -> list[Claim]:
    """The claims that are within half a unit of their last digit, and nevertheless far from the exact number.

    Not those about a number that is zero, or zero but for what rounding left over: 0 says all of it.
    """
    far = [claim for claim in claims if _is_far(claim, claim.scale * exact[claim.quantity])]
    if not far:
        return []
    nudged = list(_nudged(example, [claim.quantity for claim in far]))
    return [claim for claim in far if not _is_noise(exact[claim.quantity], [trial[claim.quantity] for trial in nudged])]


def _is_far(claim: Claim, exact: float) -> bool:
    off = abs(exact - claim.printed.value)
    return MOST_OFF * abs(exact) < off <= 0.5 * claim.printed.unit * (1 + 1e-9)


def _is_noise(exact: float, nudged: Sequence[float]) -> bool:
    """Whether a number is but what rounding left over, such as 5.6e-17 for 0.1 + 0.2 - 0.3: then it is any number."""
    return any(abs(number - exact) > MOST_OFF * abs(exact) for number in nudged)


def _nudged(example: Example, quantities: Sequence[Quantity]) -> Iterator[Predictions]:
    """The quantities for inputs that differ by a few units of their last place, each time in other directions."""
    for trial in range(TRIALS):
        nudged = copy(example)
        nudged.inputs = [
            x if example.is_constant(i) else x * (1 + NUDGE * math.sin(1 + 7 * i + 3 * trial))
            for i, x in enumerate(example.inputs)
        ]
        yield Worlds(nudged).predict(TRUTH, quantities)
