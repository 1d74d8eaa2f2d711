"""The wrong local partials people take, for each operation: one line each.

Written like the right ones in the table of operations: a function of the result and the operands.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from autograd import ops
from autograd.auditor.example import Example, Rule
from autograd.auditor.slips.tables.names import (
    AT_INPUT,
    DIVISOR,
    EXPONENT,
    FACTOR_OF_POWER,
    FORGOTTEN,
    LOWERED_FACTOR,
    OTHER,
    QUOTIENT,
    SIGN,
    SIGN_INSIDE,
    SWAPPED,
    TWICE_OVER,
)
from autograd.notation import number, superscript


class Derivative(NamedTuple):
    """A wrong local partial: the `slip` in a word or two, `rule` in place of the row's `partials`, and the sentence."""

    slip: str
    rule: Rule
    sentence: str


# In the sentences {operation} is what is differentiated. In one about a power uⁿ, {n} is n, {lowered} n - 1 and {right} the derivative n·uⁿ⁻¹.
# fmt: off
DERIVATIVES: dict[str, tuple[Derivative, ...]] = {
    "sigmoid": (
        Derivative(AT_INPUT, lambda out, a: (a * (1 - a),), "the sigmoid is differentiated as h·(1 - h), at its input h, instead of O·(1 - O), at its output O"),
        Derivative(FORGOTTEN, lambda out, a: (1.0,), "the derivative of the sigmoid, O·(1 - O), is left out"),
        Derivative("half of the derivative", lambda out, a: (out,), "only O of the sigmoid's derivative O·(1 - O) is there"),
        Derivative("half of the derivative", lambda out, a: (1 - out,), "only 1 - O of the sigmoid's derivative O·(1 - O) is there"),
        Derivative(OTHER, lambda out, a: (1 - out * out,), "the sigmoid is differentiated like tanh, as 1 - O²"),
        Derivative(SIGN_INSIDE, lambda out, a: (out * (1 + out),), "the sigmoid is differentiated as O·(1 + O) instead of O·(1 - O)"),
        Derivative(TWICE_OVER, lambda out, a: ((out * (1 - out)) ** 2,), "the derivative of the sigmoid, O·(1 - O), is multiplied in twice"),
        Derivative("derivative applied twice", lambda out, a: (ops.sigmoid.partials(ops.sigmoid.forward(out), out)[0],), "the sigmoid is applied once more before differentiating: σ(O)·(1 - σ(O))"),
    ),
    "tanh": (
        Derivative(AT_INPUT, lambda out, a: (1 - a * a,), "tanh is differentiated as 1 - h², at its input h, instead of 1 - O², at its output O"),
        Derivative(FORGOTTEN, lambda out, a: (1.0,), "the derivative of tanh, 1 - O², is left out"),
        Derivative("square forgotten", lambda out, a: (1 - out,), "tanh is differentiated as 1 - O: the square is missing"),
        Derivative(OTHER, lambda out, a: (out * (1 - out),), "tanh is differentiated like a sigmoid, as O·(1 - O)"),
        Derivative(SIGN_INSIDE, lambda out, a: (1 + out * out,), "tanh is differentiated as 1 + O² instead of 1 - O²"),
        Derivative(TWICE_OVER, lambda out, a: ((1 - out * out) ** 2,), "the derivative of tanh, 1 - O², is multiplied in twice"),
        Derivative("derivative applied twice", lambda out, a: (1 - math.tanh(out) ** 2,), "tanh is applied once more before differentiating: 1 - tanh(O)²"),
    ),
    "relu": (
        Derivative(FORGOTTEN, lambda out, a: (1.0,), "a relu that is off passes the gradient on as if it were on"),
        Derivative("derivative at the output", lambda out, a: (out,), "the relu's own value is used as its derivative"),
    ),
    "leaky_relu": (
        Derivative(FORGOTTEN, lambda out, a, s: (1.0, 0.0), "the slope of the leaky relu is left out"),
        Derivative(OTHER, lambda out, a, s: (0.0 if a < 0 else 1.0, 0.0), "the leaky relu is differentiated like a relu, as 0 where its input is negative"),
    ),
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
    "log2": (Derivative("logarithm forgotten", lambda out, a: (1 / a,), "the factor 1/ln 2 of the derivative of log2 is missing"),),
    "log10": (Derivative("logarithm forgotten", lambda out, a: (1 / a,), "the factor 1/ln 10 of the derivative of log10 is missing"),),
    "exp2": (Derivative("logarithm forgotten", lambda out, a: (out,), "the factor ln 2 of the derivative of 2 to the power a is missing"),),
    "cosh": (Derivative(OTHER, lambda out, a: (-math.sinh(a),), "cosh is differentiated like cos, as -sinh"),),
    "sinh": (Derivative(OTHER, lambda out, a: (-math.cosh(a),), "sinh is differentiated as -cosh"),),
    "atan": (
        Derivative(SIGN_INSIDE, lambda out, a: (1 / (1 - a * a),), "atan is differentiated as 1/(1 - a²) instead of 1/(1 + a²)"),
        Derivative("square forgotten", lambda out, a: (1 / (1 + a),), "atan is differentiated as 1/(1 + a): the square is missing"),
        Derivative("derivative not inverted", lambda out, a: (1 + a * a,), "atan is differentiated as 1 + a² instead of 1/(1 + a²)"),
        Derivative("root added", lambda out, a: (1 / math.sqrt(1 + a * a),), "atan is differentiated as 1/√(1 + a²): there is no root in it"),
    ),
    "asin": (
        Derivative("root forgotten", lambda out, a: (1 / (1 - a * a),), "asin is differentiated as 1/(1 - a²): the root is missing"),
        Derivative(SIGN_INSIDE, lambda out, a: (1 / math.sqrt(1 + a * a),), "asin is differentiated as 1/√(1 + a²) instead of 1/√(1 - a²)"),
        Derivative(SIGN, lambda out, a: (-1 / math.sqrt(1 - a * a),), "asin is differentiated like acos: its derivative has no minus sign"),
    ),
    "acos": (
        Derivative("root forgotten", lambda out, a: (-1 / (1 - a * a),), "acos is differentiated as -1/(1 - a²): the root is missing"),
        Derivative(SIGN, lambda out, a: (1 / math.sqrt(1 - a * a),), "the minus sign of the derivative of acos is lost"),
    ),
    "silu": (
        Derivative("product rule", lambda out, a: (ops.sigmoid.forward(a),), "a·σ(a) is differentiated as σ(a): the term a·σ'(a) is missing"),
        Derivative("product rule", lambda out, a: (ops.sigmoid.partials(ops.sigmoid.forward(a), a)[0],), "a·σ(a) is differentiated as σ'(a), factor by factor"),
    ),
    "tan": (
        Derivative(FORGOTTEN, lambda out, a: (1.0,), "the derivative of tan, 1 + tan²(a), is left out"),
        Derivative(SIGN, lambda out, a: (1 - out * out,), "tan is differentiated as 1 - tan² instead of 1 + tan²"),
        Derivative("square forgotten", lambda out, a: (1 + out,), "tan is differentiated as 1 + tan: the square is missing"),
        Derivative(AT_INPUT, lambda out, a: (1 + a * a,), "tan is differentiated as 1 + a², at its input instead of its output"),
    ),
    "absolute": (Derivative(SIGN, lambda out, a: (1.0,), "|a| is differentiated as 1 where a is negative: its derivative is -1 there"),),
    "power": (
        Derivative(EXPONENT, lambda out, a, n: (n * math.pow(a, n), 0.0), "the exponent is not lowered: {right}·u instead of {right}"),
        Derivative(FACTOR_OF_POWER, lambda out, a, n: (math.pow(a, n - 1), 0.0), "the factor {n} of the derivative {right} is missing"),
        Derivative("not differentiated", lambda out, a, n: (out, 0.0), "the power itself stands where its derivative {right} belongs"),
        Derivative("power forgotten", lambda out, a, n: (n, 0.0), "the u of the derivative {right} is left out, and only its factor {n} is there"),
        Derivative(FORGOTTEN, lambda out, a, n: (1.0, 0.0), "the derivative of the power, {right}, is left out"),
        Derivative(LOWERED_FACTOR, lambda out, a, n: ((n - 1) * math.pow(a, n - 1), 0.0), "the factor of the derivative {right} is {lowered} instead of {n}"),
        Derivative("exponent raised", lambda out, a, n: (math.pow(a, n + 1) / (n + 1), 0.0), "the power is integrated, not differentiated: its derivative is {right}"),
    ),
    "exponential": (
        Derivative("logarithm forgotten", lambda out, a, b: (b * math.pow(a, b - 1), out), "the factor log(a) of the derivative of a to the power b is missing"),
        Derivative("power rule for exp", lambda out, a, b: (b * math.pow(a, b - 1), b * math.pow(a, b - 1)), "the power rule is used for the exponent"),
    ),
    "multiply": (
        Derivative(SWAPPED, lambda out, a, b: (a, b), "the operands of the product are swapped: ∂(a·b)/∂a is taken as a instead of b"),
    ),
    "dot": (
        Derivative(SWAPPED, lambda out, *xs: xs, "the operands of the products are swapped: ∂(w·h)/∂w is taken as w instead of h"),
    ),
    "divide": (
        Derivative(QUOTIENT, lambda out, a, b: (1 / b, a / (b * b)), "the minus sign of the quotient rule -a/b² is lost"),
        Derivative(QUOTIENT, lambda out, a, b: (1 / b, -a / b), "the square in the quotient rule -a/b² is missing"),
        Derivative(QUOTIENT, lambda out, a, b: (1 / b, -1 / (b * b)), "the numerator of the quotient rule -a/b² is missing"),
        Derivative(QUOTIENT, lambda out, a, b: (1 / b, 1 / b), "the divisor is treated like the dividend: 1/b instead of -a/b²"),
        Derivative(QUOTIENT, lambda out, a, b: (1 / b, a), "the quotient is differentiated like a product: ∂(a/b)/∂b is taken as a"),
        Derivative(QUOTIENT, lambda out, a, b: (b, -out / b), "the quotient is differentiated like a product: ∂(a/b)/∂a is taken as b"),
        Derivative(DIVISOR, lambda out, a, b: (b, -a), "the quotient rule (u'v - uv')/v² is used without its divisor v²"),
        Derivative(DIVISOR, lambda out, a, b: (1.0, -out), "the quotient rule (u'v - uv')/v² is used with the divisor v: the square is missing"),
        Derivative(DIVISOR, lambda out, a, b: (b, a), "the quotient is differentiated like a product: (u/v)' is taken as u'v + uv'"),
        Derivative(SWAPPED, lambda out, a, b: (-out / b, 1 / b), "the partials of the quotient are swapped"),
    ),
    "maximum": (Derivative(SWAPPED, lambda out, a, b: ops.maximum.partials(out, a, b)[::-1], "the gradient goes to the smaller operand of max"),),
    "minimum": (Derivative(SWAPPED, lambda out, a, b: ops.minimum.partials(out, a, b)[::-1], "the gradient goes to the larger operand of min"),),
    "logsumexp": (Derivative(FORGOTTEN, lambda out, *xs: (1.0,) * len(xs), "the softmax, which is the derivative of logsumexp, is left out"),),
}
# fmt: on


#: Operations of one operand without a slope to get wrong: it is 0, 1 or -1 wherever there is one.
_WITHOUT_SLOPE = {
    "sign",
    "step",
    "floor",
    "ceil",
    "negate",
    "identity",
    "stop_gradient",
    "hard_tanh",
    "relu",
    "absolute",
}
#: Slips that say nothing where the divisor is a plain number.
_OF_DIVISORS = {SWAPPED, DIVISOR}


@cache
def derivative_slips(operation: str) -> tuple[Derivative, ...]:
    """The wrong local partials people take for an operation: its own lines, and what any function may suffer."""
    own = DERIVATIVES.get(operation, ())
    if operation not in ops.TABLE or ops.TABLE[operation].arity != 1 or operation in _WITHOUT_SLOPE:
        return own
    known = {slip.slip for slip in own}
    return own + tuple(slip for slip in _of_any_function(operation, bool(own)) if slip.slip not in known)


def slips_at(example: Example, node: int) -> tuple[Derivative, ...]:
    """The wrong local partials people take at one node: where a divisor is a plain number, nobody differentiates it."""
    found = derivative_slips(example.operation(node))
    if example.operation(node) == "divide" and example.is_constant(example.parents[node][1]):
        return tuple(slip for slip in found if slip.slip not in _OF_DIVISORS)
    return found


def _of_any_function(operation: str, has_lines: bool) -> Iterator[Derivative]:
    """A derivative left out or multiplied in twice; and, of a function without lines of its own, the function in place
    of its derivative."""
    right = ops.TABLE[operation].partials

    def squared(out: float, a: float) -> tuple[float, ...]:
        return (right(out, a)[0] ** 2,)

    yield Derivative(FORGOTTEN, lambda out, a: (1.0,), "the derivative of {operation} is left out")
    yield Derivative(TWICE_OVER, squared, "the derivative of {operation} is multiplied in twice")
    if not has_lines:
        yield Derivative("not differentiated", lambda out, a: (out,), "{operation} stands where its derivative belongs")


def exponents(n: float | None) -> dict[str, str]:
    """What the sentences about a power say of its exponent, which may differ from node to node.

    >>> DERIVATIVES["power"][1].sentence.format(**exponents(2.0))
    'the factor 2 of the derivative 2·u is missing'
    """
    if n is None:
        return {"n": "n", "lowered": "n - 1", "right": "n·uⁿ⁻¹"}
    lowered = number(n - 1)
    if lowered == "0":
        right = number(n)
    elif lowered == "1":
        right = f"{number(n)}·u"
    elif lowered.lstrip("-").isdigit():
        right = f"{number(n)}·u{superscript(lowered)}"
    else:
        right = f"{number(n)}·u**{lowered}"
    return {"n": number(n), "lowered": lowered, "right": right}
