"""Calculus got wrong as students do: every wrong number is worked out here in plain Python, or by hand."""

from __future__ import annotations

import math

import pytest

from autograd import audit, parse
from autograd.auditor.slips.tables.derivatives import derivative_slips
from autograd.ops import TABLE


def sentences(formula, inputs, name, wrong, digits=6, kind="gradients"):
    """What is said of one wrong claim, in lower case."""
    (row,) = audit(parse(formula, **inputs), **{kind: {name: f"{wrong:.{digits}f}"}}).rows
    assert row.verdict == "wrong"
    return [diagnosis.sentence.lower() for diagnosis in row.diagnoses]


X = 0.83
SIN, COS = math.sin(X), math.cos(X)
SIGMOID = 1 / (1 + math.exp(-X))


@pytest.mark.parametrize(
    ("formula", "wrong", "words"),
    [
        # (x² + 1)·sin x and x/(1 + x²)
        ("u = x**2 + 1; v = sin(x); y = u*v", 2 * X * COS, "(uv)' = u'v'"),
        ("u = x**2 + 1; v = sin(x); y = u*v", 2 * X * SIN - (X**2 + 1) * COS, "with a minus sign"),
        ("d = 1 + x**2; y = x/d", 1 / (2 * X), "(u/v)' = u'/v'"),
        ("d = 1 + x**2; y = x/d", 2 * X, "(u/v)' = u'·v'"),
        ("d = 1 + x**2; y = x/d", 1 + X**2 - X * 2 * X, "without its divisor"),
        ("d = 1 + x**2; y = sin(x)/d", COS - SIN * 2 * X / (1 + X**2), "square is missing"),
        ("d = 1 + x**2; y = x/d", (X * 2 * X - 1 - X**2) / (1 + X**2) ** 2, "sign"),  # or the terms exchanged
        # chains
        ("q = x**2; y = sin(q)", math.cos(2 * X), "stands inside the derivative of sin"),
        ("q = x**3; y = exp(q)", math.exp(3 * X**2), "stands inside the derivative of exp"),
        ("s = sin(x); y = s**3", 3 * COS ** 2, "stands inside the derivative of power"),
        ("q = x**2; y = sin(q)", 2 * SIN * COS, "the power 2 of sin(x) is differentiated"),
        ("s = sin(x); y = s**2", 2 * X * math.cos(X**2), "sin of the power 2 of x is differentiated"),
        # constants
        ("u = x**2 + 3; v = sin(x); y = u*v", (2 * X + 3) * SIN + (X**2 + 3) * COS, "constant 3 is kept"),
        ("u = x**2 + 3; v = sin(x); y = u*v", (2 * X + 1) * SIN + (X**2 + 3) * COS, "3 is differentiated as 1"),
        ("u = x**2 - 3; v = exp(x); y = u*v", (2 * X - 3 + X**2 - 3) * math.exp(X), "constant 3 is kept"),
        # powers
        ("u = x**4; y = 2*u", 2 * 4 * X**4, "exponent is not lowered"),
        ("u = x**4; y = 2*u", 2 * 3 * X**3, "the factor of the derivative 4·u³ is 3 instead of 4"),
        # a sign inside
        ("s = sigmoid(x); y = 3*s", 3 * SIGMOID * (1 + SIGMOID), "o·(1 + o)"),
        ("s = tanh(x); y = 3*s", 3 * (1 + math.tanh(X) ** 2), "1 + o²"),
        ("s = atan(x); y = 3*s", 3 / (1 - X**2), "1/(1 - a²)"),
        # other functions
        ("s = asinh(x); y = 3*s", 3.0, "derivative of asinh is left out"),
        ("s = sinh(x); y = 3*s", 3 * math.cosh(X) ** 2, "derivative of sinh is multiplied in twice"),
        ("s = cosh(x); y = 3*s", -3 * math.sinh(X), "-sinh"),
    ],
)  # fmt: skip
def test_a_rule_of_calculus_got_wrong_is_named(formula: str, wrong: float, words: str) -> None:
    said = sentences(formula, {"x": X}, "x", wrong)
    assert any(words in sentence for sentence in said), said


def test_the_exponent_of_a_power_off_by_one_is_named_in_a_value_too() -> None:
    # 3x³ and 2a·(x - m)², where the line should say 3x² and 2a·(x - m)
    said = sentences("g = 3*x**2; y = g + 1", {"x": X}, "g", 3 * X**3, kind="values")
    assert any("a power one higher than 2" in sentence for sentence in said), said
    inputs = {"x": 3.17, "m": 1.42, "a": 0.73}
    said = sentences("g = 2*a*(x - m); y = g*g", inputs, "g", 2 * 0.73 * (3.17 - 1.42) ** 2, kind="values")
    assert any("multiplied in twice" in sentence and "x - m" in sentence for sentence in said), said


SAMPLES = "r1 = w*x1 - y1; r2 = w*x2 - y2; r3 = w*x3 - y3; "
DATA = {"w": 1.13, "x1": 0.83, "x2": 1.94, "x3": 2.76, "y1": 1.62, "y2": 3.05, "y3": 5.37}
RESIDUALS = [DATA["w"] * DATA[f"x{i}"] - DATA[f"y{i}"] for i in (1, 2, 3)]


def test_a_mean_taken_for_a_sum_is_named_in_the_gradient_and_in_the_loss() -> None:
    formula = SAMPLES + "L = r1**2 + r2**2 + r3**2"
    wrong = sum(2 * r * DATA[f"x{i}"] for i, r in enumerate(RESIDUALS, 1)) / 3
    for said in (
        sentences(formula, DATA, "w", wrong),
        sentences(formula, DATA, "L", sum(r * r for r in RESIDUALS) / 3, kind="values"),
    ):
        assert "mean is taken over" in said[0]
        assert "division by 3" in said[0]


def test_a_quotient_rule_is_not_blamed_where_the_divisor_is_a_plain_number() -> None:
    wrong = 2 * RESIDUALS[0] * DATA["x1"]  # the ½ of the square left out
    said = sentences("r = w*x - y; L = r**2/2", {"w": DATA["w"], "x": DATA["x1"], "y": DATA["y1"]}, "w", wrong)
    assert any("0.5" in sentence and "left out" in sentence for sentence in said)
    assert not any("quotient" in sentence for sentence in said)


def test_every_function_of_one_operand_that_has_a_slope_has_slips() -> None:
    flat = {"sign", "step", "floor", "ceil", "negate", "identity", "stop_gradient", "hard_tanh"}
    for name, op in TABLE.items():
        if op.arity == 1:
            assert bool(derivative_slips(name)) is (name not in flat), name
