"""A local partial that was printed is carried on like any other number."""

from __future__ import annotations

import math

from autograd.auditor import sheet

NEURON = {
    "inputs": {"x": 2, "w": 0.4, "b": 0.1, "t": 0.9}, "expressions": ["z = w*x + b", "a = sigmoid(z)", "err = a - t",
    "L = err**2/2"], "loss": "L",
}  # fmt: skip
A = 1 / (1 + math.exp(-0.9))  # 0.710950
SLOPE = A * (1 - A)  # 0.205500


def rows(*claims: tuple[str, str], **changes):
    data = {**NEURON, **changes, "claims": [{"quantity": quantity, "printed": printed} for quantity, printed in claims]}
    return sheet(data).audit().rows


def test_what_comes_from_a_rounded_partial_is_rounding() -> None:
    # (a - t)·a(1 - a)·x = -0.18905·0.2055·2 = -0.077699; with 0.206 printed: -0.189·0.206·2 = -0.077868
    assert f"{(A - 0.9) * SLOPE * 2:.5f}" == "-0.07770"
    first, second, third = rows(("value:err", "-0.189"), ("partial:a/z", "0.206"), ("grad:w", "-0.07787"))
    assert (first.verdict, second.verdict, third.verdict) == ("right", "right", "rounding")
    (alone,) = rows(("grad:w", "-0.07787"))
    assert alone.verdict == "wrong"


def test_what_comes_from_a_wrong_partial_follows_from_it() -> None:
    # 1 - a in place of a(1 - a)
    wrong = f"{1 - A:.4f}"
    claims = ("partial:a/z", wrong), ("grad:z", f"{(A - 0.9) * float(wrong):.5f}")
    first, second = rows(*claims, ("grad:w", f"{(A - 0.9) * float(wrong) * 2:.5f}"))[:2]
    assert (first.verdict, second.verdict) == ("wrong", "follows")
    assert [str(claim.quantity) for claim in second.follows_from] == ["partial:a/z"]
    assert "O·(1 - O)" in first.diagnoses[0].sentence


def test_a_printed_partial_is_not_used_for_itself() -> None:
    first, second = rows(("partial:a/z", "0.300"), ("partial:a/z", "0.2055"))
    assert (first.verdict, second.verdict) == ("wrong", "right")


def test_a_partial_over_a_formula_of_several_operations_is_carried_on_as_a_whole() -> None:
    # L = (a·a - t)²: ∂L/∂a = 2(a² - t)·2a = 8.8 at a = 1.1, t = -0.79; printed 8.9, ∂L/∂x = 8.9·3
    changes = {"inputs": {"x": 0.5, "t": -0.79}, "expressions": ["a = 3*x - 0.4", "L = (a*a - t)**2"]}
    first, second = rows(("partial:L/a", "8.9"), ("grad:x", "26.7"), **changes)
    assert (first.exact, second.exact) == (8.8, 26.4) or abs(first.exact - 8.8) < 1e-12
    assert (first.verdict, second.verdict) == ("wrong", "follows")
