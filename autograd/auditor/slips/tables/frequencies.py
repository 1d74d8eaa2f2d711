"""How often people make each slip: what is listed first, and how much evidence it needs.

Counted by their known causes: on 28 published worked examples with 54 slips of their own, twelve of them of 2024 and
later (in tests/autograd/auditor/published), and on 118 worked solutions with one mistake each, of the 53 kinds that
teachers name. One slip is counted once for each page it is on and each number it was made for.
"""

from __future__ import annotations

import math

from autograd.auditor.slips.tables import names

#: So many of the slips counted have no known cause: arithmetic.
UNKNOWN = 20
#: One that was never met is not impossible.
NEVER_MET = 0.5

#: The slips, by how often they were met.
MET: dict[float, tuple[str, ...]] = {
    13: (names.SIGN,),
    12: (names.FORGOTTEN,),
    10: (names.PATH_LEFT_OUT,),
    8: (names.FACTOR_DROPPED,),
    7: (names.FACTOR_OF_POWER, names.SWAPPED, names.ANOTHER_GRADIENT),
    5: (names.WRONG_FACTOR, "learning rate forgotten"),
    4: ("factor left out", "another base", names.TOO_EARLY),
    3: (
        "half of the derivative", names.FACTOR_BY_FACTOR, names.QUOTIENT, names.ROUNDED_EARLY,
        names.TRANSPOSED, names.OPERAND_MISREAD, names.TWICE, names.DECIMAL, names.DIGIT_MISREAD,
        names.NEIGHBOUR_INPUT, names.NEIGHBOUR_WEIGHT, names.ONCE_MORE,
    ),
    2: (
        names.SIGN_INSIDE, "derivative applied twice", names.SQUARE, names.PATH_TWICE, names.MEAN_FOR_SUM,
        names.TWICE_OVER, names.INNER_INSIDE, names.INNER_FORGOTTEN, names.CONSTANT_KEPT, "sign of the step",
        names.COPIED_TRANSPOSED, names.DIGIT_DROPPED, names.ANOTHER_QUANTITY, names.OLD_WEIGHT,
        names.EXPONENT, names.AT_INPUT, names.MISPRINTED, names.ANOTHER_RATE, names.TERM_SIGN,
        names.NOT_UPDATED, names.NEIGHBOUR_DERIVATIVE, names.TRANSPOSED_WEIGHTS, names.BIAS_TIMES_INPUT,
        names.MEAN_OR_SUM, names.TWO_MISPRINTED, names.NO_CORRECTION, names.SIGN_OF_MOMENTUM,
        names.AS_CONSTANT,
    ),
    1: (
        names.LINE_ABOVE, names.COPIED_SHIFTED, names.DIGIT_TOO_MANY, "decimal of the learning rate",
        names.LEFT_OUT, "derivative at the output", names.LOOK_AHEAD, names.DECAY, names.ROOT,
        names.MISCOUNTED, names.PREVIOUS_GRADIENT, names.WRONG_START, "step applied twice",
        names.ANOTHER_STEP, names.NEIGHBOUR_GRADIENT, names.OFF_BY_ONE,
    ),
}  # fmt: skip

#: How often each was met.
COUNTS: dict[str, float] = {slip: times for times, slips in MET.items() for slip in slips}


def count(slip: str) -> float:
    """How often a slip was met.

    >>> count("path left out"), count("exponent raised")
    (10, 0.5)
    """
    return COUNTS.get(slip, NEVER_MET)


def rarity(slip: str) -> float:
    """How many steps of `Candidate.cost` a slip is behind the most frequent one: half a step for half as often."""
    return 0.5 * math.log2(max(COUNTS.values()) / count(slip))
