"""How often people make each slip: what is listed first, and how much evidence it needs.

Counted on 28 published worked examples with 56 slips of their own (twelve of 2024 and later, sixteen older ones), of
which 25 have no known cause, and on 118 worked solutions with one mistake each, of 53 kinds that teachers name.
"""

from __future__ import annotations

import math

from autograd.auditor.slips.tables.names import (
    ANOTHER_GRADIENT,
    ANOTHER_QUANTITY,
    ANOTHER_RATE,
    ANOTHER_STEP,
    AT_INPUT,
    CONSTANT_KEPT,
    COPIED_SHIFTED,
    COPIED_TRANSPOSED,
    DECIMAL,
    DIGIT_DROPPED,
    DIGIT_MISREAD,
    DIGIT_TOO_MANY,
    DIVISOR,
    EXPONENT,
    FACTOR_BY_FACTOR,
    FACTOR_DROPPED,
    FACTOR_OF_POWER,
    FORGOTTEN,
    INNER_FORGOTTEN,
    INNER_INSIDE,
    LINE_ABOVE,
    MEAN_FOR_SUM,
    MISPRINTED,
    OLD_WEIGHT,
    OPERAND_MISREAD,
    PATH_LEFT_OUT,
    PATH_TWICE,
    QUOTIENT,
    ROUNDED_EARLY,
    SIGN,
    SIGN_INSIDE,
    SWAPPED,
    TERM_SIGN,
    TOO_EARLY,
    TRANSPOSED,
    TWICE,
    TWICE_OVER,
    WRONG_FACTOR,
    WRONG_START,
)

#: So many of the slips counted have no known cause.
UNKNOWN = 25
#: One that was never met is not impossible.
NEVER_MET = 0.5

#: How often each was met.
COUNTS: dict[str, float] = {
    FORGOTTEN: 12, SIGN: 11, PATH_LEFT_OUT: 10, FACTOR_OF_POWER: 8, FACTOR_DROPPED: 8, ANOTHER_GRADIENT: 8,
    SWAPPED: 8, WRONG_FACTOR: 7, AT_INPUT: 4, "half of the derivative": 5, "learning rate forgotten": 5,
    "factor left out": 4, "another base": 4, "sign of the step": 4, TERM_SIGN: 4, ROUNDED_EARLY: 4, OLD_WEIGHT: 4,
    OPERAND_MISREAD: 4, TRANSPOSED: 5, ANOTHER_QUANTITY: 3, DECIMAL: 3, "decimal of the learning rate": 2,
    TWICE_OVER: 4, PATH_TWICE: 2, TOO_EARLY: 3, TWICE: 2, "square forgotten": 2, "derivative applied twice": 2,
    INNER_FORGOTTEN: 2, EXPONENT: 2, QUOTIENT: 3, DIGIT_MISREAD: 3, MISPRINTED: 2, ANOTHER_STEP: 1, WRONG_START: 1,
    "step applied twice": 1, ANOTHER_RATE: 2, SIGN_INSIDE: 2, DIVISOR: 1, FACTOR_BY_FACTOR: 3, INNER_INSIDE: 2,
    CONSTANT_KEPT: 2, MEAN_FOR_SUM: 2, DIGIT_DROPPED: 2, DIGIT_TOO_MANY: 1, COPIED_TRANSPOSED: 2, COPIED_SHIFTED: 1,
    LINE_ABOVE: 1,
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
