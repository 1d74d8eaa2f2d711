"""The slips people make, as data: one line each.

`DERIVATIVES` lists, for each operation, the wrong local partials people take for it, written like the right one in
`autograd.ops`: a function of the result and the operands. `FORWARD` lists what people compute in place of an operation,
`STEPS` what they do in place of a step of gradient descent. To add a slip is to add a line.

What needs no table (paths left out, factors dropped, digits transposed, …) is in the `…_slips` modules beside this one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from autograd import ops
from autograd.auditor.example import Rule, Step
from autograd.notation import number, superscript


class Derivative(NamedTuple):
    """A wrong local partial: the `slip` in a word or two, `rule` in place of the row's `partials`, and the sentence."""

    slip: str
    rule: Rule
    sentence: str


class Replaced(NamedTuple):
    """A wrong operation: `rule` in place of the row's `forward`."""

    slip: str
    rule: Callable[..., float]
    sentence: str


class WrongStep(NamedTuple):
    """A wrong update: `rule(old, gradient, learning rate)`."""

    slip: str
    rule: Step
    sentence: str


# What the slips are called.
AT_INPUT, FORGOTTEN, SWAPPED = "derivative at the input", "derivative forgotten", "operands swapped"
EXPONENT, FACTOR_OF_POWER = "exponent not lowered", "factor of the power forgotten"
LOWERED_FACTOR = "factor of the lowered exponent"
QUOTIENT, INNER_FORGOTTEN = "quotient rule", "inner derivative forgotten"
SIGN, OTHER = "sign lost", "another function's derivative"
PATH_LEFT_OUT, PATH_TWICE, TWICE_OVER = "path left out", "path counted twice", "derivative multiplied in twice"
FACTOR_DROPPED, WRONG_FACTOR = "factor dropped", "wrong factor"
TERM_SIGN, LEFT_OUT, TWICE = "sign of a term", "term left out", "term counted twice"
NOT_APPLIED, WRONG_FUNCTION = "function not applied", "another function"
ANOTHER_QUANTITY, OPERAND_MISREAD, DIGIT_MISREAD = "another quantity", "operand misread", "digit misread"
READINGS = (OPERAND_MISREAD, DIGIT_MISREAD, ROUNDED_EARLY := "rounded too early")
OLD_WEIGHT = "old weight used"
WRONG_START, TOO_EARLY = "wrong old value", "new weights used too early"
ANOTHER_RATE, BEFORE_ACTIVATION = "another learning rate", "input of the activation used"
ANOTHER_GRADIENT, ANOTHER_STEP = "another parameter's gradient", "another parameter's step"
DECIMAL, TRANSPOSED, MISPRINTED = "decimal point slipped", "digits transposed", "digit misprinted"


def _power(a: float, n: float) -> float:
    return math.pow(a, n)


# In a sentence about a power uⁿ, {n} is n, {lowered} n - 1 and {right} the derivative n·uⁿ⁻¹.
# fmt: off
DERIVATIVES: dict[str, tuple[Derivative, ...]] = {
    "sigmoid": (
        Derivative(AT_INPUT, lambda out, a: (a * (1 - a),), "the sigmoid is differentiated as h·(1 - h), at its input h, instead of O·(1 - O), at its output O"),
        Derivative(FORGOTTEN, lambda out, a: (1.0,), "the derivative of the sigmoid, O·(1 - O), is left out"),
        Derivative("half of the derivative", lambda out, a: (out,), "only O of the sigmoid's derivative O·(1 - O) is there"),
        Derivative("half of the derivative", lambda out, a: (1 - out,), "only 1 - O of the sigmoid's derivative O·(1 - O) is there"),
        Derivative(OTHER, lambda out, a: (1 - out * out,), "the sigmoid is differentiated like tanh, as 1 - O²"),
        Derivative(TWICE_OVER, lambda out, a: ((out * (1 - out)) ** 2,), "the derivative of the sigmoid, O·(1 - O), is multiplied in twice"),
        Derivative("derivative applied twice", lambda out, a: (ops.sigmoid.partials(ops.sigmoid.forward(out), out)[0],), "the sigmoid is applied once more before differentiating: σ(O)·(1 - σ(O))"),
    ),
    "tanh": (
        Derivative(AT_INPUT, lambda out, a: (1 - a * a,), "tanh is differentiated as 1 - h², at its input h, instead of 1 - O², at its output O"),
        Derivative(FORGOTTEN, lambda out, a: (1.0,), "the derivative of tanh, 1 - O², is left out"),
        Derivative("square forgotten", lambda out, a: (1 - out,), "tanh is differentiated as 1 - O: the square is missing"),
        Derivative(OTHER, lambda out, a: (out * (1 - out),), "tanh is differentiated like a sigmoid, as O·(1 - O)"),
        Derivative(TWICE_OVER, lambda out, a: ((1 - out * out) ** 2,), "the derivative of tanh, 1 - O², is multiplied in twice"),
        Derivative("derivative applied twice", lambda out, a: (1 - math.tanh(out) ** 2,), "tanh is applied once more before differentiating: 1 - tanh(O)²"),
    ),
    "relu": (
        Derivative(FORGOTTEN, lambda out, a: (1.0,), "a relu that is off passes the gradient on as if it were on"),
        Derivative("derivative at the output", lambda out, a: (out,), "the relu's own value is used as its derivative"),
    ),
    "leaky_relu": (Derivative(FORGOTTEN, lambda out, a, s: (1.0, 0.0), "the slope of the leaky relu is left out"),),
    "softplus": (
        Derivative(FORGOTTEN, lambda out, a: (1.0,), "the derivative of softplus, σ(a), is left out"),
        Derivative(SIGN, lambda out, a: (ops.sigmoid.forward(-a),), "softplus is differentiated as σ(-a) instead of σ(a)"),
        Derivative("derivative at the output", lambda out, a: (ops.sigmoid.forward(out),), "softplus is differentiated at its output: σ(softplus(a))"),
    ),
    "exp": (
        Derivative(FORGOTTEN, lambda out, a: (1.0,), "the derivative of exp, which is exp again, is left out"),
        Derivative("power rule for exp", lambda out, a: (a * math.exp(a - 1),), "exp(a) is differentiated by the power rule, as a·exp(a - 1)"),
        Derivative(AT_INPUT, lambda out, a: (a,), "the derivative of exp(a) is taken as a"),
    ),
    "log": (
        Derivative(FORGOTTEN, lambda out, a: (1.0,), "the derivative of log, 1/a, is left out"),
        Derivative("derivative at the output", lambda out, a: (1 / out,), "log is differentiated at its output: 1/log(a) instead of 1/a"),
        Derivative("derivative not inverted", lambda out, a: (a,), "log(a) is differentiated as a instead of 1/a"),
        Derivative(OTHER, lambda out, a: (out,), "the derivative of log(a) is taken as log(a) itself"),
    ),
    "sqrt": (
        Derivative(FORGOTTEN, lambda out, a: (1.0,), "the derivative of the square root, 1/(2√a), is left out"),
        Derivative("½ forgotten", lambda out, a: (1 / out,), "the ½ of the square root's derivative 1/(2√a) is missing"),
        Derivative("derivative at the input", lambda out, a: (0.5 / a,), "the square root is differentiated as 1/(2a): the root is missing"),
        Derivative("derivative not inverted", lambda out, a: (0.5 * out,), "the square root is differentiated as √a/2 instead of 1/(2√a)"),
    ),
    "sin": (
        Derivative(FORGOTTEN, lambda out, a: (1.0,), "the derivative of sin, cos(a), is left out"),
        Derivative(SIGN, lambda out, a: (-math.cos(a),), "sin is differentiated as -cos"),
        Derivative("not differentiated", lambda out, a: (out,), "sin stands where its derivative cos belongs"),
        Derivative("derivative at the output", lambda out, a: (math.cos(out),), "sin is differentiated at its output: cos(sin(a))"),
    ),
    "cos": (
        Derivative(FORGOTTEN, lambda out, a: (1.0,), "the derivative of cos, -sin(a), is left out"),
        Derivative(SIGN, lambda out, a: (math.sin(a),), "cos is differentiated as sin: the minus sign is lost"),
        Derivative("not differentiated", lambda out, a: (out,), "cos stands where its derivative -sin belongs"),
        Derivative("derivative at the output", lambda out, a: (-math.sin(out),), "cos is differentiated at its output: -sin(cos(a))"),
    ),
    "tan": (
        Derivative(FORGOTTEN, lambda out, a: (1.0,), "the derivative of tan, 1 + tan²(a), is left out"),
        Derivative(SIGN, lambda out, a: (1 - out * out,), "tan is differentiated as 1 - tan² instead of 1 + tan²"),
        Derivative("square forgotten", lambda out, a: (1 + out,), "tan is differentiated as 1 + tan: the square is missing"),
        Derivative(AT_INPUT, lambda out, a: (1 + a * a,), "tan is differentiated as 1 + a², at its input instead of its output"),
    ),
    "absolute": (Derivative(SIGN, lambda out, a: (1.0,), "|a| is differentiated as 1 where a is negative: its derivative is -1 there"),),
    "power": (
        Derivative(EXPONENT, lambda out, a, n: (n * _power(a, n), 0.0), "the exponent is not lowered: {right}·u instead of {right}"),
        Derivative(FACTOR_OF_POWER, lambda out, a, n: (_power(a, n - 1), 0.0), "the factor {n} of the derivative {right} is missing"),
        Derivative("not differentiated", lambda out, a, n: (out, 0.0), "the power itself stands where its derivative {right} belongs"),
        Derivative("power forgotten", lambda out, a, n: (n, 0.0), "the u of the derivative {right} is left out, and only its factor {n} is there"),
        Derivative(FORGOTTEN, lambda out, a, n: (1.0, 0.0), "the derivative of the power, {right}, is left out"),
        Derivative(LOWERED_FACTOR, lambda out, a, n: ((n - 1) * _power(a, n - 1), 0.0), "the factor of the derivative {right} is {lowered} instead of {n}"),
        Derivative("exponent raised", lambda out, a, n: (_power(a, n + 1) / (n + 1), 0.0), "the power is integrated, not differentiated: its derivative is {right}"),
    ),
    "exponential": (
        Derivative("logarithm forgotten", lambda out, a, b: (b * _power(a, b - 1), out), "the factor log(a) of the derivative of a to the power b is missing"),
        Derivative("power rule for exp", lambda out, a, b: (b * _power(a, b - 1), b * _power(a, b - 1)), "the power rule is used for the exponent"),
    ),
    "multiply": (
        Derivative(SWAPPED, lambda out, a, b: (a, b), "the operands of the product are swapped: ∂(a·b)/∂a is taken as a instead of b"),
    ),
    "dot": (
        Derivative(SWAPPED, lambda out, *xs: xs, "the operands of the products are swapped: ∂(w·h)/∂w is taken as w instead of h"),
    ),
    "divide": (
        Derivative(QUOTIENT, lambda out, a, b: (1 / b, out / b), "the minus sign of the quotient rule -a/b² is lost"),
        Derivative(QUOTIENT, lambda out, a, b: (1 / b, -out), "the square in the quotient rule -a/b² is missing"),
        Derivative(QUOTIENT, lambda out, a, b: (1 / b, -1 / (b * b)), "the numerator of the quotient rule -a/b² is missing"),
        Derivative(QUOTIENT, lambda out, a, b: (1 / b, 1 / b), "the divisor is treated like the dividend: 1/b instead of -a/b²"),
        Derivative(QUOTIENT, lambda out, a, b: (1 / b, a), "the quotient is differentiated like a product: ∂(a/b)/∂b is taken as a"),
        Derivative(QUOTIENT, lambda out, a, b: (b, -out / b), "the quotient is differentiated like a product: ∂(a/b)/∂a is taken as b"),
        Derivative(SWAPPED, lambda out, a, b: (-out / b, 1 / b), "the partials of the quotient are swapped"),
    ),
    "maximum": (Derivative(SWAPPED, lambda out, a, b: ops.maximum.partials(out, a, b)[::-1], "the gradient goes to the smaller operand of max"),),
    "minimum": (Derivative(SWAPPED, lambda out, a, b: ops.minimum.partials(out, a, b)[::-1], "the gradient goes to the larger operand of min"),),
    "logsumexp": (Derivative(FORGOTTEN, lambda out, *xs: (1.0,) * len(xs), "the softmax, which is the derivative of logsumexp, is left out"),),
}

FORWARD: dict[str, tuple[Replaced, ...]] = {
    "add": (
        Replaced(LEFT_OUT, lambda a, b: a, "the term {1} is left out"),
        Replaced(LEFT_OUT, lambda a, b: b, "the term {0} is left out"),
        Replaced(TERM_SIGN, lambda a, b: a - b, "{1} is subtracted instead of added"),
        Replaced(TERM_SIGN, lambda a, b: b - a, "{0} is subtracted instead of added"),
        Replaced(TWICE, lambda a, b: a + b + b, "the term {1} is counted twice"),
        Replaced(TWICE, lambda a, b: a + a + b, "the term {0} is counted twice"),
        Replaced(WRONG_FUNCTION, lambda a, b: a * b, "{0} and {1} are multiplied instead of added"),
    ),
    "subtract": (
        Replaced(TERM_SIGN, lambda a, b: a + b, "{1} is added instead of subtracted"),
        Replaced(SWAPPED, lambda a, b: b - a, "{1} - {0} stands where {0} - {1} belongs"),
        Replaced(LEFT_OUT, lambda a, b: a, "the term {1} is left out"),
    ),
    "multiply": (
        Replaced("factor left out", lambda a, b: a, "the factor {1} is left out"),
        Replaced("factor left out", lambda a, b: b, "the factor {0} is left out"),
        Replaced(SIGN, lambda a, b: -a * b, "the sign of the product {0}·{1} is lost"),
        Replaced(WRONG_FUNCTION, lambda a, b: a + b, "{0} and {1} are added instead of multiplied"),
    ),
    "divide": (
        Replaced(SWAPPED, lambda a, b: b / a, "{1} is divided by {0}, not {0} by {1}"),
        Replaced(WRONG_FUNCTION, lambda a, b: a * b, "{0} is multiplied by {1} instead of divided"),
        Replaced("factor left out", lambda a, b: a, "the division by {1} is left out"),
    ),
    "negate": (Replaced(SIGN, lambda a: a, "the minus sign before {0} is lost"),),
    "power": (
        Replaced("exponent taken as a factor", lambda a, n: a * n, "{0} is multiplied by {1} instead of raised to it"),
        Replaced("exponent forgotten", lambda a, n: a, "{0} is not raised to the power {1}"),
        Replaced(SIGN, lambda a, n: -_power(a, n), "the power of {0} has the wrong sign"),
    ),
    "sigmoid": (
        Replaced(NOT_APPLIED, lambda a: a, "the sigmoid is not applied to {0}"),
        Replaced(SIGN, lambda a: ops.sigmoid.forward(-a), "the sigmoid is taken at -{0}: a sign is lost"),
        Replaced("derivative in place of the function", lambda a: ops.sigmoid.forward(a) * ops.sigmoid.forward(-a), "the sigmoid's derivative is printed in place of its value at {0}"),
        Replaced(WRONG_FUNCTION, lambda a: math.tanh(a), "tanh is applied to {0} instead of the sigmoid"),
    ),
    "tanh": (
        Replaced(NOT_APPLIED, lambda a: a, "tanh is not applied to {0}"),
        Replaced(WRONG_FUNCTION, lambda a: ops.sigmoid.forward(a), "the sigmoid is applied to {0} instead of tanh"),
    ),
    "relu": (Replaced(NOT_APPLIED, lambda a: a, "the relu is not applied to {0}, which is negative"),),
    "softplus": (
        Replaced(SIGN, lambda a: ops.softplus.forward(-a), "softplus is taken at -({0}): a sign is lost"),
        Replaced(NOT_APPLIED, lambda a: a, "softplus is not applied to {0}"),
    ),
    "exp": (
        Replaced(SIGN, lambda a: math.exp(-a), "exp is taken at -({0}): a sign is lost"),
        Replaced(NOT_APPLIED, lambda a: a, "exp is not applied to {0}"),
    ),
    "log": (
        Replaced(SIGN, lambda a: -math.log(a), "the sign of log({0}) is lost"),
        Replaced("another base", lambda a: math.log10(a), "the logarithm of {0} is taken to base 10"),
        Replaced("another base", lambda a: math.log2(a), "the logarithm of {0} is taken to base 2"),
        Replaced(NOT_APPLIED, lambda a: a, "log is not applied to {0}"),
    ),
    "sqrt": (Replaced(NOT_APPLIED, lambda a: a, "the square root of {0} is not taken"),),
    "sin": (
        Replaced(WRONG_FUNCTION, lambda a: math.cos(a), "cos is taken of {0} instead of sin"),
        Replaced("degrees", lambda a: math.sin(math.radians(a)), "sin takes {0} in degrees"),
    ),
    "cos": (
        Replaced(WRONG_FUNCTION, lambda a: math.sin(a), "sin is taken of {0} instead of cos"),
        Replaced("degrees", lambda a: math.cos(math.radians(a)), "cos takes {0} in degrees"),
    ),
}

STEPS: tuple[WrongStep, ...] = (
    WrongStep("sign of the step", lambda old, g, rate: old + rate * g, "the step goes uphill: {0} + {1}·({2}) instead of {0} - {1}·({2})"),
    WrongStep("learning rate forgotten", lambda old, g, rate: old - g, "the learning rate is left out: {0} - ({2})"),
    WrongStep("step applied twice", lambda old, g, rate: old - 2 * rate * g, "the step is taken twice: {0} - 2·{1}·({2})"),
    WrongStep("sign of the step, learning rate forgotten", lambda old, g, rate: old + g, "the learning rate is left out and the step goes uphill: {0} + ({2})"),
    WrongStep("step instead of the new value", lambda old, g, rate: rate * g, "this is the step {1}·({2}) alone, not subtracted from {0}"),
    WrongStep("step instead of the new value", lambda old, g, rate: -rate * g, "this is the step -{1}·({2}) alone, not added to {0}"),
    WrongStep("old weight forgotten", lambda old, g, rate: g, "this is the gradient, not the new value"),
    WrongStep("decimal of the learning rate", lambda old, g, rate: old - 10 * rate * g, "the learning rate is taken ten times too large: {0} - 10·{1}·({2})"),
    WrongStep("decimal of the learning rate", lambda old, g, rate: old - rate * g / 10, "the learning rate is taken ten times too small: {0} - {1}·({2})/10"),
    WrongStep("old weight multiplied", lambda old, g, rate: old * (1 - rate * g), "the step is taken relative to the weight: {0}·(1 - {1}·({2}))"),
)
# fmt: on


def derivative_slips(operation: str) -> tuple[Derivative, ...]:
    """The wrong local partials people take for an operation of the table."""
    return DERIVATIVES.get(operation, ())


def worded(slip: Derivative, exponent: float | None) -> str:
    """The sentence about a wrong derivative; of a power, with its exponent.

    >>> worded(DERIVATIVES["power"][1], 2.0)
    'the factor 2 of the derivative 2·u is missing'
    """
    if exponent is None:
        return slip.sentence.format(n="n", lowered="n - 1", right="n·uⁿ⁻¹")
    n, lowered = number(exponent), number(exponent - 1)
    power = "" if lowered == "0" else "·u" if lowered == "1" else "·u" + superscript(lowered)
    if not lowered.lstrip("-").isdigit():
        power = f"·u**{lowered}"
    return slip.sentence.format(n=n, lowered=lowered, right=n + power)


def forward_slips(operation: str, arity: int) -> tuple[Replaced, ...]:
    """What people compute in place of an operation; for sums and products of many, term by term."""
    if operation in ("total", "dot"):
        return tuple(_in_sum(operation == "dot", arity))
    return FORWARD.get(operation, ())


def _in_sum(of_products: bool, arity: int) -> Any:
    forward = ops.TABLE["dot" if of_products else "total"].forward
    terms = arity // 2 if of_products else arity

    def changed(term: int, factor: float) -> Callable[..., float]:
        return lambda *xs: forward(*(x * factor if i == term else x for i, x in enumerate(xs)))

    for term in range(terms):
        name = f"{{{term}}}·{{{term + terms}}}" if of_products else f"{{{term}}}"
        yield Replaced(LEFT_OUT, changed(term, 0.0), f"the term {name} is left out")
        yield Replaced(TERM_SIGN, changed(term, -1.0), f"the sign of the term {name} is lost")
        yield Replaced(TWICE, changed(term, 2.0), f"the term {name} is counted twice")
