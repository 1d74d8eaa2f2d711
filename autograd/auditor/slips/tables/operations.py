"""What people compute in place of an operation: one line each.

In the sentences {a} and {b} are the operands, and {operation} is what is computed of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from autograd import ops
from autograd.auditor.example import Forward
from autograd.auditor.slips.tables.names import (
    LEFT_OUT,
    NOT_APPLIED,
    SIGN,
    SWAPPED,
    TERM_SIGN,
    TWICE,
    WRONG_FUNCTION,
)


class Replaced(NamedTuple):
    """A wrong operation: `rule` in place of the row's `forward`; the sentence speaks of these `operands`."""

    slip: str
    rule: Forward
    sentence: str
    operands: tuple[int, ...] = (0, 1)


class Weighed(NamedTuple):
    """A sum of which one term is multiplied by `factor`."""

    slip: str
    factor: float
    sentence: str


# fmt: off
FORWARD: dict[str, tuple[Replaced, ...]] = {
    "add": (
        Replaced(LEFT_OUT, lambda a, b: a, "the term {b} is left out"),
        Replaced(LEFT_OUT, lambda a, b: b, "the term {a} is left out"),
        Replaced(TERM_SIGN, lambda a, b: a - b, "{b} is subtracted instead of added"),
        Replaced(TERM_SIGN, lambda a, b: b - a, "{a} is subtracted instead of added"),
        Replaced(TWICE, lambda a, b: a + b + b, "the term {b} is counted twice"),
        Replaced(TWICE, lambda a, b: a + a + b, "the term {a} is counted twice"),
        Replaced(WRONG_FUNCTION, lambda a, b: a * b, "{a} and {b} are multiplied instead of added"),
    ),
    "subtract": (
        Replaced(TERM_SIGN, lambda a, b: a + b, "{b} is added instead of subtracted"),
        Replaced(SWAPPED, lambda a, b: b - a, "{b} - {a} stands where {a} - {b} belongs"),
        Replaced(LEFT_OUT, lambda a, b: a, "the term {b} is left out"),
        Replaced(LEFT_OUT, lambda a, b: -b, "the term {a} is left out"),
    ),
    "multiply": (
        Replaced("factor left out", lambda a, b: a, "the factor {b} is left out"),
        Replaced("factor left out", lambda a, b: b, "the factor {a} is left out"),
        Replaced(SIGN, lambda a, b: -a * b, "the sign of the product {a}·{b} is lost"),
        Replaced(WRONG_FUNCTION, lambda a, b: a + b, "{a} and {b} are added instead of multiplied"),
        Replaced(TWICE, lambda a, b: a * b * b, "the factor {b} is multiplied in twice, so that it is squared"),
        Replaced(TWICE, lambda a, b: a * a * b, "the factor {a} is multiplied in twice, so that it is squared"),
    ),
    "divide": (
        Replaced(SWAPPED, lambda a, b: b / a, "{b} is divided by {a}, not {a} by {b}"),
        Replaced(WRONG_FUNCTION, lambda a, b: a * b, "{a} is multiplied by {b} instead of divided"),
        Replaced("factor left out", lambda a, b: a, "the division by {b} is left out"),
        Replaced(TWICE, lambda a, b: a / b / b, "{a} is divided by {b} twice"),
    ),
    "negate": (Replaced(SIGN, lambda a: a, "the minus sign before {a} is lost"),),
    "power": (
        Replaced("exponent taken as a factor", lambda a, b: a * b, "{a} is multiplied by {b} instead of raised to it"),
        Replaced("exponent forgotten", lambda a, b: a, "{a} is not raised to the power {b}"),
        Replaced("exponent off by one", lambda a, b: math.pow(a, b + 1), "{a} is raised to a power one higher than {b}"),
        Replaced("exponent off by one", lambda a, b: math.pow(a, b - 1), "{a} is raised to a power one lower than {b}"),
        Replaced(SIGN, lambda a, b: -math.pow(a, b), "the power of {a} has the wrong sign"),
    ),
    "sigmoid": (
        Replaced(NOT_APPLIED, lambda a: a, "the sigmoid is not applied to {a}"),
        Replaced(SIGN, lambda a: ops.sigmoid.forward(-a), "the sigmoid is taken at -{a}: a sign is lost"),
        Replaced("derivative in place of the function", lambda a: ops.sigmoid.forward(a) * ops.sigmoid.forward(-a), "the sigmoid's derivative is printed in place of its value at {a}"),
        Replaced(WRONG_FUNCTION, lambda a: math.tanh(a), "tanh is applied to {a} instead of the sigmoid"),
    ),
    "tanh": (
        Replaced(NOT_APPLIED, lambda a: a, "tanh is not applied to {a}"),
        Replaced(WRONG_FUNCTION, lambda a: ops.sigmoid.forward(a), "the sigmoid is applied to {a} instead of tanh"),
        Replaced(SIGN, lambda a: math.tanh(-a), "tanh is taken at -{a}: a sign is lost"),
        Replaced("derivative in place of the function", lambda a: 1 - math.tanh(a) ** 2, "the derivative of tanh is printed in place of its value at {a}"),
    ),
    "relu": (Replaced(NOT_APPLIED, lambda a: a, "the relu is not applied to {a}, which is negative"),),
    "leaky_relu": (
        Replaced(NOT_APPLIED, lambda a, s: a, "the leaky relu is not applied to {a}, its slope {b} is left out"),
        Replaced(WRONG_FUNCTION, lambda a, s: max(a, 0.0), "relu is applied to {a} instead of the leaky relu"),
    ),
    "softplus": (
        Replaced(SIGN, lambda a: ops.softplus.forward(-a), "softplus is taken at -{a}: a sign is lost"),
        Replaced(NOT_APPLIED, lambda a: a, "softplus is not applied to {a}"),
    ),
    "exp": (
        Replaced(SIGN, lambda a: math.exp(-a), "exp is taken at -{a}: a sign is lost"),
        Replaced(NOT_APPLIED, lambda a: a, "exp is not applied to {a}"),
    ),
    "log": (
        Replaced(SIGN, lambda a: -math.log(a), "the sign of log({a}) is lost"),
        Replaced("another base", lambda a: math.log10(a), "the logarithm of {a} is taken to base 10"),
        Replaced("another base", lambda a: math.log2(a), "the logarithm of {a} is taken to base 2"),
        Replaced(NOT_APPLIED, lambda a: a, "log is not applied to {a}"),
    ),
    "sqrt": (
        Replaced(NOT_APPLIED, lambda a: a, "the square root of {a} is not taken"),
        Replaced(WRONG_FUNCTION, lambda a: a * a, "{a} is squared, and no square root of it taken"),
    ),
    "sin": (
        Replaced(WRONG_FUNCTION, lambda a: math.cos(a), "cos is taken of {a} instead of sin"),
        Replaced("degrees", lambda a: math.sin(math.radians(a)), "sin takes {a} in degrees"),
    ),
    "cos": (
        Replaced(WRONG_FUNCTION, lambda a: math.sin(a), "sin is taken of {a} instead of cos"),
        Replaced("degrees", lambda a: math.cos(math.radians(a)), "cos takes {a} in degrees"),
    ),
    "tan": (Replaced("degrees", lambda a: math.tan(math.radians(a)), "tan takes {a} in degrees"),),
    "absolute": (Replaced(NOT_APPLIED, lambda a: a, "the absolute value of {a} is not taken"),),
    "maximum": (Replaced(WRONG_FUNCTION, min, "the smaller of {a} and {b} is taken, not the larger"),),
    "minimum": (Replaced(WRONG_FUNCTION, max, "the larger of {a} and {b} is taken, not the smaller"),),
}

SUMS: dict[str, tuple[Weighed, ...]] = {
    "total": (
        Weighed(LEFT_OUT, 0.0, "the term {a} is left out"),
        Weighed(TERM_SIGN, -1.0, "the sign of the term {a} is lost"),
        Weighed(TWICE, 2.0, "the term {a} is counted twice"),
    ),
    "dot": (
        Weighed(LEFT_OUT, 0.0, "the term {a}·{b} is left out"),
        Weighed(TERM_SIGN, -1.0, "the sign of the term {a}·{b} is lost"),
        Weighed(TWICE, 2.0, "the term {a}·{b} is counted twice"),
    ),
}
# fmt: on


#: Operations of one operand that hand it on as it is.
_WITHOUT_EFFECT = {"identity", "stop_gradient"}


def operation_slips(operation: str, arity: int) -> tuple[Replaced, ...]:
    """What people compute in place of an operation; for sums and products of many, term by term."""
    if operation in SUMS:
        return tuple(_in_sum(operation, arity))
    if operation not in FORWARD and arity == 1 and operation not in _WITHOUT_EFFECT:
        return (Replaced(NOT_APPLIED, lambda a: a, "{operation} is not applied to {a}"),)
    return FORWARD.get(operation, ())


def _in_sum(operation: str, arity: int) -> Iterator[Replaced]:
    # The operands of dot are all first factors, then all second ones.
    terms = arity // 2 if operation == "dot" else arity
    for term in range(terms):
        operands = (term, term + terms) if operation == "dot" else (term,)
        for slip, factor, sentence in SUMS[operation]:
            yield Replaced(slip, _weighed(ops.TABLE[operation].forward, term, factor), sentence, operands)


def _weighed(forward: Forward, term: int, factor: float) -> Forward:
    return lambda *xs: forward(*(x * factor if i == term else x for i, x in enumerate(xs)))
