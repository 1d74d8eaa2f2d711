"""Printed numbers that say too little to be checked, and what is computed from them."""

from __future__ import annotations

import pytest

from autograd import audit, parse
from autograd.auditor import sheet


def verdict(exact: float, printed: str) -> str:
    return audit(parse("y = 1*x", x=exact), values={"y": printed}).rows[0].verdict


@pytest.mark.parametrize(
    ("exact", "printed", "expected"),
    [
        (0.00044, "0", "too coarse"), (0.2424, "0", "too coarse"), (0.6457, "1", "too coarse"),
        (-0.00044, "0.00", "too coarse"), (4e-18, "0", "too coarse"), (0.00449, "0.00", "too coarse"),
        (0.81, "1", "right"), (0.79, "1", "too coarse"),  # 0.19/0.81 = 23 %, 0.21/0.79 = 27 %
        (1.33, "1", "right"), (1.34, "1", "too coarse"),  # 0.33/1.33 = 24.8 %, 0.34/1.34 = 25.4 %
        (0.04, "0.04", "right"), (0.0449, "0.04", "right"), (0.5, "1", "too coarse"), (0.0, "0", "right"),
        (0.55, "1", "too coarse"), (0.45, "1", "wrong"), (0.6, "0", "wrong"), (0.2424, "0.0", "wrong"),
        (0.2424, "1/4", "wrong"),
    ],
)  # fmt: skip
def test_a_quarter_of_the_number_is_too_much_to_be_rounded_away(exact: float, printed: str, expected: str) -> None:
    assert verdict(exact, printed) == expected


@pytest.mark.parametrize(
    ("formula", "inputs"),
    [
        ("y = a + b - c", {"a": 0.1, "b": 0.2, "c": 0.3}),
        ("y = (a*b)/b - a", {"a": 0.1, "b": 0.7}),
        ("y = sqrt(a)**2 - a", {"a": 2.0}),
        ("y = exp(log(a)) - a", {"a": 3.3}),
    ],
)
def test_zero_says_all_of_what_only_rounding_left_over(formula: str, inputs: dict[str, float]) -> None:
    assert audit(parse(formula, **inputs), values={"y": "0"}).rows[0].verdict == "right"


def test_a_small_difference_that_is_real_is_no_noise() -> None:
    y = parse("y = a - b", a=1.0000001, b=1)
    assert audit(y, values={"y": "0"}).rows[0].verdict == "too coarse"


# Chain of two sigmoid neurons; ∂L/∂w is (s - t)·s(1 - s)·x.
NEURON = {
    "inputs": {"w": 0.24, "x": 1.5, "t": 0.0}, "expressions": ["z = w*x", "s = sigmoid(z)", "L = (s - t)**2/2"],
    "loss": "L", "learning_rate": 0.1, "params": ["w"],
}  # fmt: skip


def test_what_is_computed_from_a_coarse_number_follows_from_it() -> None:
    # z = 0.36, s = 0.589040, ∂L/∂w = 0.589040·0.242072·1.5 = 0.213885, so w becomes 0.2186; with 0 it stays 0.24.
    claims = [("grad:w", "0", 0), ("update:w", "0.2400000", 0), ("value:z", "0.3600000", 1)]
    data = {**NEURON, "claims": [{"quantity": q, "printed": p, "after": after} for q, p, after in claims]}
    report = sheet(data).audit()
    assert [row.verdict for row in report.rows] == ["too coarse", "follows", "follows"]
    assert [str(claim.quantity) for claim in report.rows[1].follows_from] == ["grad:w"]
    assert not report.ok
    assert report.summary == "3 claims: 1 too coarse to be checked, 2 follow from it"
    assert "0 has too few digits to be checked: the exact number is 0.213885" in str(report)


def test_a_coarse_number_is_accepted_and_counted_apart() -> None:
    claims = [{"quantity": "grad:w", "printed": "0"}, {"quantity": "value:z", "printed": "0.36"}]
    report = sheet({**NEURON, "claims": claims}).audit()
    assert report.ok
    assert report.summary == "2 claims: 1 right, 1 too coarse to be checked"
    assert report.json()["claims"][0]["verdict"] == "too coarse"
    assert report.rows[0].diagnoses == ()


def test_a_right_number_beside_a_coarse_one_is_right() -> None:
    claims = [{"quantity": "grad:w", "printed": "0"}, {"quantity": "update:w", "printed": "0.2186"}]
    assert [row.verdict for row in sheet({**NEURON, "claims": claims}).audit().rows] == ["too coarse", "right"]


def test_the_command_accepts_a_coarse_number(run) -> None:
    status, out, error = run("audit", "y = w*x", "w=0.0004", "x=1", "--claim", "x=0")
    assert (status, error) == (0, "")
    assert "1 claim: 1 too coarse to be checked" in out


def test_one_digit_lists_few_causes() -> None:
    formula = "z1=w1*x1+w2*x2; a1=sigmoid(z1); z2=v*a1; a2=sigmoid(z2); L=(a2-t)**2/2"
    L = parse(formula, w1=0.5, w2=-0.3, x1=1.2, x2=0.4, v=2.1, t=1)
    for name in ("w1", "w2", "x1", "x2", "v", "z1", "a1", "z2"):
        for printed in ("1", "-1", "0.1", "-0.2", "0.3", "2"):
            (row,) = audit(L, gradients={name: printed}).rows
            assert len(row.diagnoses) <= 2
