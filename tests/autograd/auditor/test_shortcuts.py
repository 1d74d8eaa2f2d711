"""Where a gradient is share·(p - t), and where a derivative is printed beside its operation: textbook calculus."""

from __future__ import annotations

import pytest

from autograd.auditor.example import Example
from autograd.auditor.shortcuts import printed_derivatives, shortcuts
from autograd.expression import evaluate

NUMBERS = {"a": 0.3, "b": -0.8, "x": 0.7, "w": 1.3, "one": 1.0, "zero": 0.0, "half": 0.5}


def example(formula: str, output: str = "L") -> Example:
    named = evaluate(formula, {name: number for name, number in NUMBERS.items() if name in formula}).named
    return Example(named, named[output])


def found(formula: str) -> dict[str, tuple[str, float, float]]:
    made = example(formula)
    named = made.name_of
    return {named[z]: (named[p], target, share) for z, (p, target, share) in shortcuts(made).items()}


CROSS = "-(one*log(p) + (1 - one)*log(1 - p))"
NONE = "-(zero*log(p) + (1 - zero)*log(1 - p))"


@pytest.mark.parametrize(
    ("formula", "z", "shortcut"),
    [
        (f"z = w*x; p = sigmoid(z); L = {CROSS}", "z", ("p", 1.0, 1.0)),
        (f"z = w*x; p = sigmoid(z); L = {NONE}", "z", ("p", 0.0, 1.0)),
        (f"z = w*x; p = sigmoid(z); L = {CROSS}/3", "z", ("p", 1.0, pytest.approx(1 / 3))),
        (f"z = w*x; p = sigmoid(z); L = 4*({NONE})", "z", ("p", 0.0, 4.0)),
        (f"z = a - b; p = sigmoid(z); L = {CROSS}", "a", ("p", 1.0, 1.0)),
        (f"z = a - b; p = sigmoid(z); L = {CROSS}", "b", ("p", 1.0, -1.0)),
        (f"z = a - b; p = sigmoid(z); L = {CROSS}/2", "b", ("p", 1.0, -0.5)),
        ("p = softmax([a, b]); L = -log(p[0])", "a", ("p[0]", 1.0, 1.0)),
        ("p = softmax([a, b]); L = -log(p[0])", "b", ("p[1]", 0.0, 1.0)),
    ],
)
def test_a_cross_entropy_comes_to_p_minus_t(formula, z, shortcut) -> None:
    assert found(formula)[z] == shortcut


def test_where_it_does_not_there_is_none() -> None:
    squares = found("z = w*x; p = sigmoid(z); L = (p - one)**2")
    assert "z" not in squares
    half = found("z = w*x; p = sigmoid(z); L = -(half*log(p) + (1 - half)*log(1 - p))")  # p - 1/2
    assert "z" not in half


@pytest.mark.parametrize(
    ("operation", "other", "sign"),
    [("sin", "cos", 1.0), ("cos", "sin", -1.0), ("sinh", "cosh", 1.0), ("cosh", "sinh", 1.0)],
)
def test_a_derivative_may_be_printed_beside_its_operation(operation, other, sign) -> None:
    made = example(f"s = {operation}(x); c = {other}(x); L = s*c")
    assert printed_derivatives(made)[made.named["s"]] == (made.named["c"], sign)
    assert printed_derivatives(example(f"s = {operation}(x); c = {other}(a); L = s*c")) == {}
    without_name = example(f"s = {operation}(x); L = s*{other}(x)")
    assert without_name.named["s"] not in printed_derivatives(without_name)


def test_of_softplus_it_is_the_sigmoid_and_not_the_other_way_round() -> None:
    made = example("s = softplus(x); c = sigmoid(x); L = s*c")
    assert printed_derivatives(made) == {made.named["s"]: (made.named["c"], 1.0)}
