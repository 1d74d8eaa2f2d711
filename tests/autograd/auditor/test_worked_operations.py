"""Every wrong operation of the table, worked out by hand for one sheet: the audit names exactly that slip.

The numbers are plain arithmetic, written for the sheet; nothing here calls the table's own formulas.
"""

from __future__ import annotations

from math import cos, exp, log, log2, log10, pi, sin, tan, tanh

import pytest
from worked_slips import Sheet, Worked, not_named, without_example

from autograd.auditor.slips.tables.operations import FORWARD, SUMS, operation_slips

A, B, K, X = 1.7013, 0.6472, 5.2391, 0.8317
TWO = {"a": A, "b": B, "k": K}
ONE = {"x": X, "k": K}
BELOW = {"x": -X, "k": -K}
S = 1 / (1 + exp(-X))

#: Of each operation the formula and its inputs, with the slips made in it.
WORKED: dict[str, list[tuple[Sheet, list[Worked]]]] = {
    "add": [(Sheet("y = k*(a + b)", TWO, "y"), [
        Worked("term left out", K * A, "the term b is left out: "),
        Worked("term left out", K * B, "the term a is left out: "),
        Worked("sign of a term", K * (A - B), "b is subtracted instead of added: "),
        Worked("sign of a term", K * (B - A), "a is subtracted instead of added: "),
        Worked("term counted twice", K * (A + B + B), "the term b is counted twice: "),
        Worked("term counted twice", K * (A + A + B), "the term a is counted twice: "),
        Worked("another function", K * (A * B), "a and b are multiplied instead of added: "),
    ])],
    "subtract": [(Sheet("y = k*(a - b)", TWO, "y"), [
        Worked("sign of a term", K * (A + B), "b is added instead of subtracted: "),
        Worked("operands swapped", K * (B - A), "b - a stands where a - b belongs: ", ("sign lost", "operands swapped")),
        Worked("term left out", K * A, "the term b is left out: "),
        Worked("term left out", K * -B, "the term a is left out: "),
    ])],
    "multiply": [(Sheet("y = k + a*b", TWO, "y"), [
        Worked("factor left out", K + A, "the factor b is left out: "),
        Worked("factor left out", K + B, "the factor a is left out: "),
        Worked("sign lost", K - A * B, "the sign of the product a·b is lost: "),
        Worked("another function", K + (A + B), "a and b are added instead of multiplied: "),
        Worked("term counted twice", K + A * B * B, "the factor b is multiplied in twice, so that it is squared: "),
        Worked("term counted twice", K + A * A * B, "the factor a is multiplied in twice, so that it is squared: "),
    ])],
    "divide": [(Sheet("y = k + a/b", TWO, "y"), [
        Worked("operands swapped", K + B / A, "b is divided by a, not a by b: "),
        Worked("another function", K + A * B, "a is multiplied by b instead of divided: "),
        Worked("factor left out", K + A, "the division by b is left out: "),
        Worked("term counted twice", K + A / (B * B), "a is divided by b twice: "),
    ])],
    "negate": [(Sheet("y = k + log1p(-x)", ONE, "y"), [Worked("sign lost", K + log(1 + X), "the minus sign before x is lost: ")])],
    "power": [(Sheet("y = k + x**3", ONE, "y"), [
        Worked("exponent taken as a factor", K + 3 * X, "x is multiplied by 3 instead of raised to it: "),
        Worked("exponent forgotten", K + X, "x is not raised to the power 3: "),
        Worked("exponent off by one", K + X * X * X * X, "x is raised to a power one higher than 3: "),
        Worked("exponent off by one", K + X * X, "x is raised to a power one lower than 3: "),
        Worked("sign lost", K - X * X * X, "the power of x has the wrong sign: "),
    ])],
    "sigmoid": [(Sheet("y = k*sigmoid(x)", ONE, "y"), [
        Worked("function not applied", K * X, "the sigmoid is not applied to x: "),
        Worked("sign lost", K / (1 + exp(X)), "the sigmoid is taken at -x: a sign is lost: "),
        Worked("derivative in place of the function", K * S * (1 - S), "the sigmoid's derivative is printed in place of its value at x: "),
        Worked("another function", K * (1 - exp(-2 * X)) / (1 + exp(-2 * X)), "tanh is applied to x instead of the sigmoid: "),
    ])],
    "tanh": [(Sheet("y = k + tanh(x)", ONE, "y"), [
        Worked("function not applied", K + X, "tanh is not applied to x: "),
        Worked("another function", K + S, "the sigmoid is applied to x instead of tanh: "),
        Worked("sign lost", K + tanh(-X), "tanh is taken at -x: a sign is lost: "),
        Worked("derivative in place of the function", K + 1 - tanh(X) ** 2, "the derivative of tanh is printed in place of its value at x: "),
    ])],
    "relu": [(Sheet("y = k + relu(x)", BELOW, "y"), [Worked("function not applied", -K - X, "the relu is not applied to x, which is negative: ")])],
    "leaky_relu": [(Sheet("y = k + leaky_relu(x, 0.2)", BELOW, "y"), [
        Worked("function not applied", -K - X, "the leaky relu is not applied to x, its slope 0.2 is left out: "),
        Worked("another function", -K + 0, "relu is applied to x instead of the leaky relu: ", ("term left out", "another function")),
    ])],
    "softplus": [(Sheet("y = k*softplus(x)", ONE, "y"), [
        Worked("sign lost", K * log(1 + exp(-X)), "softplus is taken at -x: a sign is lost: "),
        Worked("function not applied", K * X, "softplus is not applied to x: "),
    ])],
    "exp": [(Sheet("y = k + exp(x)", ONE, "y"), [
        Worked("sign lost", K + exp(-X), "exp is taken at -x: a sign is lost: "),
        Worked("function not applied", K + X, "exp is not applied to x: "),
    ])],
    "log": [(Sheet("y = k + log(a)", TWO, "y"), [
        Worked("sign lost", K - log(A), "the sign of log(a) is lost: "),
        Worked("another base", K + log10(A), "the logarithm of a is taken to base 10: "),
        Worked("another base", K + log2(A), "the logarithm of a is taken to base 2: "),
        Worked("function not applied", K + A, "log is not applied to a: "),
    ])],
    "sqrt": [(Sheet("y = k + sqrt(x)", ONE, "y"), [
        Worked("function not applied", K + X, "the square root of x is not taken: "),
        Worked("another function", K + X * X, "x is squared, and no square root of it taken: "),
    ])],
    "sin": [(Sheet("y = k + sin(x)", ONE, "y"), [
        Worked("another function", K + cos(X), "cos is taken of x instead of sin: "),
        Worked("degrees", K + sin(X * pi / 180), "sin takes x in degrees: "),
    ])],
    "cos": [(Sheet("y = k + cos(x)", ONE, "y"), [
        Worked("another function", K + sin(X), "sin is taken of x instead of cos: "),
        Worked("degrees", K + cos(X * pi / 180), "cos takes x in degrees: "),
    ])],
    "tan": [(Sheet("y = k + tan(x)", ONE, "y"), [Worked("degrees", K + tan(X * pi / 180), "tan takes x in degrees: ")])],
    "absolute": [(Sheet("y = log1p(abs(x))", BELOW, "y"), [Worked("function not applied", log(1 - X), "the absolute value of x is not taken: ")])],
    "maximum": [(Sheet("y = k + max(a, b)", {**TWO, "b": 0.0647}, "y"), [Worked("another function", K + 0.0647, "the smaller of a and b is taken, not the larger: ", ("another function", "operand misread"))])],
    "minimum": [(Sheet("y = k + min(a, b)", {**TWO, "a": 9.7013}, "y"), [Worked("another function", K + 9.7013, "the larger of a and b is taken, not the smaller: ", ("another function", "operand misread"))])],
    "total": [(Sheet("y = sum([a, b, k])", TWO, "y"), [
        Worked("term left out", A + K, "the term b is left out: "),
        Worked("sign of a term", A - B + K, "the sign of the term b is lost: "),
        Worked("term counted twice", A + 2 * B + K, "the term b is counted twice: "),
    ])],
    "dot": [(Sheet("y = dot([a, b], [k, x])", {**TWO, "x": X}, "y"), [
        Worked("term left out", A * K, "the term b·x is left out: "),
        Worked("sign of a term", A * K - B * X, "the sign of the term b·x is lost: "),
        Worked("term counted twice", A * K + 2 * B * X, "the term b·x is counted twice: "),
    ])],
}  # fmt: skip


@pytest.mark.parametrize("operation", WORKED)
def test_a_wrong_operation_is_named(operation: str) -> None:
    assert not [line for asked, slips in WORKED[operation] for slip in slips for line in not_named(asked, slip)]
    made = [slip for _, slips in WORKED[operation] for slip in slips]
    rows = [*FORWARD.get(operation, ()), *SUMS.get(operation, ())]
    assert not without_example((row.sentence + ": " for row in rows), made)


def test_every_operation_with_slips_has_worked_examples() -> None:
    assert set(WORKED) == set(FORWARD) | set(SUMS)


#: Functions without slips of their own.
OTHERS = ("expm1", "exp2", "log1p", "log2", "log10", "sinh", "cosh", "asinh", "atanh", "sign", "floor", "ceil", "erf")
OTHERS += ("logsigmoid", "silu", "gelu", "selu", "mish", "cbrt", "asin", "acos", "atan")


@pytest.mark.parametrize("function", OTHERS)
def test_a_function_that_is_not_applied_is_named(function: str) -> None:
    asked = Sheet(f"y = exp({function}(x))", {"x": X}, "y")
    assert not not_named(asked, Worked("function not applied", exp(X), f"{function} is not applied to x: "))


def test_what_hands_its_operand_on_is_not_missed() -> None:
    assert operation_slips("identity", 1) == operation_slips("stop_gradient", 1) == ()
