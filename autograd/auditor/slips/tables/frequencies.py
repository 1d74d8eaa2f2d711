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

#: How often each was met.
COUNTS: dict[str, float] = {
    names.SIGN: 13, names.FORGOTTEN: 12, names.PATH_LEFT_OUT: 10, names.FACTOR_DROPPED: 8, names.FACTOR_OF_POWER: 7,
    names.SWAPPED: 7, names.ANOTHER_GRADIENT: 7, names.WRONG_FACTOR: 5, "learning rate forgotten": 5,
    "factor left out": 4, "another base": 4, "half of the derivative": 3, names.FACTOR_BY_FACTOR: 3,
    names.QUOTIENT: 3, names.ROUNDED_EARLY: 3, names.TRANSPOSED: 3, names.OPERAND_MISREAD: 3, names.TWICE: 3,
    names.TOO_EARLY: 4, names.DECIMAL: 3, names.SIGN_INSIDE: 2, "derivative applied twice": 2, "square forgotten": 2,
    names.PATH_TWICE: 2, names.MEAN_FOR_SUM: 2, names.TWICE_OVER: 2, names.INNER_INSIDE: 2, names.INNER_FORGOTTEN: 2,
    names.CONSTANT_KEPT: 2, "sign of the step": 2, names.COPIED_TRANSPOSED: 2, names.DIGIT_DROPPED: 2,
    names.DIGIT_MISREAD: 3, names.ANOTHER_QUANTITY: 2, names.OLD_WEIGHT: 2, names.EXPONENT: 2, names.AT_INPUT: 2,
    names.MISPRINTED: 2, names.ANOTHER_RATE: 2, names.TERM_SIGN: 2, names.NOT_UPDATED: 4,
    names.NEIGHBOUR_INPUT: 3, names.NEIGHBOUR_WEIGHT: 2, names.NEIGHBOUR_DERIVATIVE: 2, names.TRANSPOSED_WEIGHTS: 2,
    names.BIAS_TIMES_INPUT: 2, names.MEAN_OR_SUM: 2, names.LINE_ABOVE: 1, names.COPIED_SHIFTED: 1,
    names.DIGIT_TOO_MANY: 1, names.TWO_MISPRINTED: 2, "decimal of the learning rate": 1, names.LEFT_OUT: 1, "derivative at the output": 1,
    names.NO_CORRECTION: 2, names.SIGN_OF_MOMENTUM: 2, names.LOOK_AHEAD: 1, names.DECAY: 1, names.ROOT: 1,
    names.NOT_UPDATED: 2, names.MEAN_OR_SUM: 2, names.MISCOUNTED: 1, names.PREVIOUS_GRADIENT: 1,
    names.WRONG_START: 1, "step applied twice": 1, names.ANOTHER_STEP: 1,
    names.NEIGHBOUR_INPUT: 3, names.NEIGHBOUR_WEIGHT: 3, names.ONCE_MORE: 3, names.NEIGHBOUR_DERIVATIVE: 2,
    names.TRANSPOSED_WEIGHTS: 2, names.BIAS_TIMES_INPUT: 2, names.AS_CONSTANT: 2, names.NEIGHBOUR_GRADIENT: 1,
    names.OFF_BY_ONE: 1,
}  # fmt: skip


def count(slip: str) -> float:
    """How often a slip was met.

    >>> count("path left out"), count("exponent raised")
    (10, 0.5)
    """
    return COUNTS.get(slip, NEVER_MET)


def rarity(slip: str) -> float:
    """How many steps of `Candidate.cost` a slip is behind the most frequent one: half a step for half as often."""
    return 0.5 * math.log2(max(COUNTS.values()) / count(slip))
