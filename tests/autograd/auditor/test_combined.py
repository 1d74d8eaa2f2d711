"""The chain rule put together wrongly, as students do: the numbers are worked out here in plain Python, or by hand."""

from __future__ import annotations

import math

import pytest

from autograd import audit, parse
from autograd.auditor import sheet

X = 0.83
TWO_SAMPLES = {"w": 0.4, "b": 0.25, "x1": 0.7, "x2": 1.9, "y1": 3.0, "y2": 2.0}
POISSON = "z1 = w*x1 + b; z2 = w*x2 + b; L = exp(z1) - y1*z1 + exp(z2) - y2*z2"
G1, G2 = math.exp(0.4 * 0.7 + 0.25) - 3.0, math.exp(0.4 * 1.9 + 0.25) - 2.0  # ∂L/∂z = r - y


@pytest.mark.parametrize(
    ("formula", "inputs", "name", "wrong", "words"),
    [
        (POISSON, TWO_SAMPLES, "w", G1 * 1.9 + G2 * 0.7, "x1 and x2 are exchanged, each stands in the other's term"),
        (POISSON, TWO_SAMPLES, "w", (G1 * 0.7 + G2 * 1.9) / 2, "mean over the 2 places where w is used"),
        ("h = w*x; z = u*h + v; L = z**2", {"w": 0.7, "x": 1.3, "u": 1.2, "v": 0.3}, "h",
         2 * (1.2 * 0.91 + 0.3) * 1.2**2, "the factor u = 1.2 is multiplied in twice"),
        # the derivative of the outer function at a part of its operand
        ("e = exp(x); s = 1 + e; y = log(s)", {"x": X}, "s", 1 / math.exp(X),
         "log is taken at e, a part of its operand s"),
        ("q = x**2; y = sin(q)", {"x": X}, "x", math.cos(X) * 2 * X, "sin is taken at x, a part of its operand q"),
        # three factors differentiated one by one
        ("u = x**2; v = sin(x); w = exp(x); p = u*v; y = p*w", {"x": X}, "x", 2 * X * math.cos(X) * math.exp(X),
         "(uvw)' = u'v'w'"),
    ],
)  # fmt: skip
def test_a_chain_put_together_wrongly_is_named(formula, inputs, name, wrong, words) -> None:
    (row,) = audit(parse(formula, **inputs), gradients={name: f"{wrong:.6f}"}).rows
    assert row.verdict == "wrong"
    assert any(words.lower() in diagnosis.sentence.lower() for diagnosis in row.diagnoses), row.diagnoses


def test_a_product_differentiated_factor_by_factor_is_seen_where_the_gradients_in_between_are_on_paper() -> None:
    """y = x·atan(3x² + 1): y' is taken as 1·a', from the ∂y/∂q on paper, which has the factor x in it."""
    x = 0.8
    v = 3 * x * x + 1
    of_v, of_q = x / (1 + v * v), 3 * x / (1 + v * v)
    e = parse("q = x**2; v = 3*q + 1; a = atan(v); y = a*x", x=x)
    report = audit(e, gradients={"a": "0.8", "v": f"{of_v:.7f}", "q": f"{of_q:.6f}", "x": f"{round(of_q, 6) * 2:.6f}"})
    wrong = report.rows[-1]
    assert wrong.verdict == "wrong"
    assert "(uv)' = u'v'" in wrong.diagnoses[0].sentence


def test_the_derivative_of_another_step_is_told_from_the_right_one() -> None:
    """x3 = r·x2(1 - x2), and before it x2 = r·x1(1 - x1): r(1 - 2·x2) is taken twice, for r(1 - 2·x1), too."""
    r, x0 = 2.9, 0.3
    x1 = r * x0 * (1 - x0)
    x2 = r * x1 * (1 - x1)
    data = {
        "inputs": {"r": r, "x0": x0},
        "expressions": ["x1 = r*x0*(1 - x0)", "x2 = r*x1*(1 - x1)", "x3 = r*x2*(1 - x2)"],
        "loss": "x3",
        "claims": [{"quantity": "grad:x1", "printed": f"{(r * (1 - 2 * x2)) ** 2:.6f}"}],
    }
    (row,) = sheet(data).audit().rows
    assert row.diagnoses[0].sentence.startswith("∂x3/∂x2 = -1.1051")


def test_a_path_left_out_comes_before_what_only_cancels() -> None:
    """Two classes: what h2 sends over both is opposite and equal, so to swap the operands there leaves the path out."""
    w, v, u = 0.6, 0.9, -0.7
    xs = (0.5, -1.2, 2.1)
    samples = "".join(
        f"h{k} = tanh(w*x{k}); a{k} = v*h{k}; c{k} = u*h{k}; p{k} = exp(a{k})/(exp(a{k}) + exp(c{k})); "
        for k in (1, 2, 3)
    )
    e = parse(samples + "L = (-log(p1) - log(1 - p2) - log(p3))/3", w=w, v=v, u=u, x1=xs[0], x2=xs[1], x3=xs[2])
    terms = []
    for x, target in zip(xs, (1, 0, 1), strict=True):
        h = math.tanh(w * x)
        p = 1 / (1 + math.exp((u - v) * h))
        terms.append((p - target) / 3 * (v - u) * (1 - h * h) * x)
    (row,) = audit(e, gradients={"w": f"{terms[0] + terms[2]:.6f}"}).rows
    assert row.diagnoses[0].slip == "path left out"
    assert not any("operands are swapped" in diagnosis.sentence for diagnosis in row.diagnoses)


def test_the_square_of_the_divisor_is_missed_in_a_sum_of_two_terms() -> None:
    """L = (d/s)²/2 + ln s: ∂L/∂s = -u·d/s² + 1/s, and the s² is taken as s."""
    d, s = 0.92, 0.7788
    e = parse("u = d/s; L = u**2/2 + log(s)", d=d, s=s)
    u = round(d / s, 4)
    report = audit(e, values={"u": f"{u}"}, gradients={"s": f"{-u * d / s + 1 / s:.6f}"})
    assert "square in the quotient rule -a/b² is missing" in report.rows[-1].diagnoses[0].sentence


@pytest.mark.parametrize(
    ("kind", "name", "wrong", "words"),
    [
        ("values", "h", -1.25, "the leaky relu is not applied to z"),
        ("values", "h", 0.0, "relu is applied to z instead of the leaky relu"),
        ("gradients", "z", 0.0, "differentiated like a relu"),
    ],
)
def test_the_slope_of_a_leaky_relu_is_known(kind: str, name: str, wrong: float, words: str) -> None:
    e = parse("z = w*x; h = leaky_relu(z, 0.3); y = v*h", w=-0.5, x=2.5, v=0.7)
    row = audit(e, **{kind: {name: f"{wrong:.4f}"}}).rows[0]
    assert any(words in diagnosis.sentence.lower() for diagnosis in row.diagnoses), row.diagnoses
