"""Update rules written out as values, v2 = beta*v1 + g2 and so on: one line computed otherwise, with Python's own
arithmetic, is told as what it is."""

from __future__ import annotations

import ast
import operator
from typing import Any

import pytest

from autograd.auditor.sheets import sheet

MOMENTUM = {
    "inputs": {"w0": 3.17, "m": 1.42, "a": 0.73, "v0": 0.38, "beta": 0.85, "eta": 0.08},
    "expressions": [
        "g1 = 2*a*(w0 - m)", "v1 = beta*v0 + g1", "w1 = w0 - eta*v1",
        "g2 = 2*a*(w1 - m)", "v2 = beta*v1 + g2", "w2 = w1 - eta*v2",
    ],
}  # fmt: skip
ADAM = {
    "inputs": {"w0": 2.83, "m": 1.27, "a": 0.64, "beta1": 0.87, "beta2": 0.98, "eta": 0.07, "eps": 0.01},
    "expressions": [
        "g1 = 2*a*(w0 - m)", "m1 = (1 - beta1)*g1", "s1 = (1 - beta2)*g1**2", "mh1 = m1/(1 - beta1)",
        "sh1 = s1/(1 - beta2)", "w1 = w0 - eta*mh1/(sh1**0.5 + eps)", "g2 = 2*a*(w1 - m)",
        "m2 = beta1*m1 + (1 - beta1)*g2", "s2 = beta2*s1 + (1 - beta2)*g2**2", "mh2 = m2/(1 - beta1**2)",
        "sh2 = s2/(1 - beta2**2)", "w2 = w1 - eta*mh2/(sh2**0.5 + eps)",
    ],
}  # fmt: skip
NESTEROV = {
    "inputs": {"x0": 1.3, "v0": 0.4, "alpha": 0.12, "beta": 0.85, "c": 1.7},
    "expressions": [
        "l0 = x0 - alpha*beta*v0", "g0 = c*l0", "v1 = beta*v0 + g0", "x1 = x0 - alpha*v1",
        "l1 = x1 - alpha*beta*v1", "g1 = c*l1", "v2 = beta*v1 + g1", "x2 = x1 - alpha*v2",
    ],
}  # fmt: skip
DECAY = {
    "inputs": {"w0": 1.734, "b0": 0.6123, "gw": 0.8176, "gb": -0.3171, "lam": 0.137, "eta": 0.0517},
    "expressions": ["w1 = w0 - eta*(gw + lam*w0)", "b1 = b0 - eta*gb"],
}

_OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}  # fmt: skip


def value(formula: str, numbers: dict[str, float]) -> float:
    """What a formula gives, by Python's own operators."""

    def of(node: ast.AST) -> float:
        if isinstance(node, ast.BinOp):
            return _OPERATORS[type(node.op)](of(node.left), of(node.right))
        return numbers[node.id] if isinstance(node, ast.Name) else float(ast.literal_eval(node))

    return of(ast.parse(formula, mode="eval").body)


def audited(example: dict[str, Any], name: str, formula: str) -> Any:
    """The audit of all lines, one of them computed by another formula, and those after it from its number."""
    numbers, claims = dict(example["inputs"]), []
    for line in example["expressions"]:
        left, right = line.split(" = ")
        printed = f"{value(formula if left == name else right, numbers):.7g}"
        numbers[left] = float(printed)
        claims.append({"quantity": f"value:{left}", "printed": printed})
    return sheet({**example, "claims": claims}).audit()


@pytest.mark.parametrize(
    ("example", "name", "formula", "words"),
    [
        (MOMENTUM, "v2", "beta*v1 + (1 - beta)*g2", "g2 is multiplied by 1 - beta, as in a running mean"),
        (MOMENTUM, "v2", "(1 - beta)*v1 + beta*g2", "beta and 1 - beta are exchanged"),
        (MOMENTUM, "v2", "beta*(v1 + g2)", "beta multiplies the whole sum"),
        (MOMENTUM, "v2", "beta*v1 + eta*g2", "g2 is multiplied by eta already here"),
        (MOMENTUM, "v2", "g2 - beta*v1", "sign of the product beta·v1 is lost"),
        (MOMENTUM, "v2", "v1 + g2", "factor beta is left out"),
        (MOMENTUM, "v2", "beta*v0 + g2", "v0 = 0.38, of the step before, stands in place of v1"),
        (MOMENTUM, "w2", "w0 - eta*v2", "w0 = 3.17, of the step before, stands in place of w1"),
        (MOMENTUM, "w2", "w1 - eta*g2", "stands in place of v2"),
        (MOMENTUM, "w2", "w1 + v2", "is added, not subtracted, and its factor eta left out"),
        (ADAM, "w1", "w0 - eta*m1/(sh1**0.5 + eps)", "the correction is left out: m1"),
        (ADAM, "w2", "w1 - eta*m2/(s2**0.5 + eps)", "the correction is left out: m2 and s2"),
        (ADAM, "w1", "w0 - eta*mh1/(sh1 + eps)**0.5", "eps stands inside the root"),
        (ADAM, "mh2", "m2/beta1**2", "(beta1²) stands in place of 1 - (beta1²)"),
        (ADAM, "m2", "(1 - beta1)*m1 + beta1*g2", "beta1 and 1 - beta1 are exchanged"),
        (ADAM, "s2", "beta1*s1 + (1 - beta1)*g2**2", "beta2 = 0.98 is read as beta1 = 0.87 wherever it stands"),
        (NESTEROV, "l1", "x1 + beta*v1", "is added, not subtracted, and its factor alpha left out"),
        (NESTEROV, "l1", "x1 + alpha*beta*v1", "sign of the product"),
        (NESTEROV, "l1", "x1 - alpha*beta*v0", "v0 = 0.4, of the step before, stands in place of v1"),
        (NESTEROV, "x2", "l1 - alpha*v2", "l1"),
        (DECAY, "b1", "b0 - eta*(gb + lam*b0)", "the weight decay is applied to b0, too"),
        (DECAY, "w1", "w0 - eta*gw - lam*w0", "eta multiplies gw only"),
        (DECAY, "w1", "w0 - eta*(gw - lam*w0)", "sign of the product lam·w0 is lost"),
    ],
)
def test_a_slip_in_a_written_out_step_is_named_and_the_rest_follows(example, name, formula, words):
    report = audited(example, name, formula)
    [row] = [row for row in report.rows if row.verdict == "wrong"]
    assert row.claim.quantity.name == name
    assert words.lower() in row.diagnoses[0].sentence.lower()
    assert all(other.verdict in ("right", "rounding", "follows") for other in report.rows if other is not row)


def test_an_audit_of_right_steps_finds_nothing():
    for example in (MOMENTUM, ADAM, NESTEROV, DECAY):
        name, formula = example["expressions"][0].split(" = ")
        assert audited(example, name, formula).ok


def test_a_wrong_look_ahead_is_named_from_two_digits():
    """x + β·v for x - α·β·v, all three factors known: 0.9 + 0.9·1 = 1.8 for 0.9 - 0.1·0.9·1 = 0.81."""
    example = {
        "inputs": {"x1": 0.9, "v1": 1, "alpha": 0.1, "beta": 0.9, "c": 1},
        "expressions": ["l1 = x1 - alpha*beta*v1", "g1 = c*l1"],
        "claims": [{"quantity": "value:l1", "printed": "1.8"}, {"quantity": "value:g1", "printed": "1.8"}],
    }
    ahead, gradient = sheet(example).audit().rows
    assert "is added, not subtracted, and its factor alpha left out: 1.8" in ahead.diagnoses[0].sentence
    assert gradient.verdict == "follows"
