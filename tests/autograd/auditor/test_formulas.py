"""Formulas put together wrongly on the way forward, as students do: the numbers are worked out here in plain Python."""

from __future__ import annotations

import math

import pytest

from autograd import audit, parse


def sentences(formula, inputs, name, wrong, digits=6, kind="values"):
    """What is said of one wrong claim."""
    (row,) = audit(parse(formula, **inputs), **{kind: {name: f"{wrong:.{digits}f}"}}).rows
    assert row.verdict == "wrong"
    return [diagnosis.sentence for diagnosis in row.diagnoses]


@pytest.mark.parametrize(
    ("formula", "inputs", "name", "wrong", "words"),
    [
        # (1 - z)·h + z·n with the two states exchanged: some texts have it that way round
        ("y = (1 - z)*h + z*n", {"z": 0.668, "h": -0.35, "n": 0.671}, "y", 0.332 * 0.671 + 0.668 * -0.35, "h and n"),
        ("c = f*c0 + i*g", {"f": 0.61, "c0": -0.53, "i": 0.58, "g": -0.42}, "c", 0.58 * -0.53 + 0.61 * -0.42,
         "c0 and g are exchanged, the products are f·g and i·c0"),
        # ε inside the root or outside of it, and the like
        ("s = sqrt(v + e); y = 2*s", {"v": 0.81, "e": 0.02}, "s", math.sqrt(0.81) + 0.02,
         "e is added outside the square root, and belongs inside it"),
        ("y = log(a + c); L = y", {"a": 2.3, "c": 0.7}, "y", math.log(2.3) + 0.7, "outside the logarithm"),
        ("y = exp(a) + c", {"a": 0.3, "c": 0.7}, "y", math.exp(1.0), "c is added inside the exponential"),
        ("v = (a**2 + b**2 + c**2)/3; s = sqrt(v)", {"a": 1.1, "b": 0.3, "c": -1.4}, "v", 3.26 / 2, "2 = 3 - 1"),
        # the first term of a difference left out
        ("v = m*u - r*g; y = 2*v", {"m": 0.9, "u": -0.204, "r": 0.2, "g": 0.7956}, "v", -0.2 * 0.7956,
         "term (m·u) is left out"),
    ],
)  # fmt: skip
def test_a_formula_put_together_wrongly_is_named(formula, inputs, name, wrong, words) -> None:
    said = sentences(formula, inputs, name, wrong)
    assert any(words in sentence for sentence in said), said


@pytest.mark.parametrize(
    ("formula", "inputs", "right", "name", "wrong", "words"),
    [
        # the function of the line before forgotten in this one; the same number misread both times it stands there
        ("c = a*b; t = tanh(c); h = o*t", {"a": 0.8, "b": 0.9, "o": 0.7}, {"c": 0.72, "t": math.tanh(0.72)}, "h",
         0.7 * 0.72, "c = 0.72 stands where t"),
        ("l = x - r*v; g = k*(l - m)", {"x": 2.3, "r": 0.15, "v": 0.4, "k": 0.8, "m": 0.5}, {"l": 2.24}, "g", 0.8 * 1.8,
         "x = 2.3 stands where l = 2.24 belongs"),
        ("x1 = r*x0*(1 - x0); x2 = r*x1*(1 - x1); x3 = r*x2*(1 - x2)", {"r": 2.9, "x0": 0.3},
         {"x1": 0.609, "x2": 0.690545}, "x3", 2.9 * 0.609 * 0.391, "x2 = 0.690545 is read as x1 = 0.609"),
    ],
)  # fmt: skip
def test_another_number_on_paper_taken_for_one_of_a_formula_is_named(
    formula, inputs, right, name, wrong, words
) -> None:
    numbers = {**{key: f"{number:.6f}" for key, number in right.items()}, name: f"{wrong:.6f}"}
    row = audit(parse(formula, **inputs), values=numbers).rows[-1]
    assert row.verdict == "wrong"
    assert any(words in diagnosis.sentence for diagnosis in row.diagnoses), row.diagnoses


def test_a_term_left_out_line_by_line_is_told_so_in_each() -> None:
    """The decay λ·w is forgotten in each gradient; λ taken for the 0 of v would give the same, and comes second."""
    w0, w1, w2 = 1.2, 0.96, 0.714
    formula = "g1 = w0 - y + q*w0; g2 = w1 - y + q*w1; g3 = w2 - y + q*w2; L = g1*v + g2 + g3"
    e = parse(formula, w0=w0, w1=w1, w2=w2, y=0.3, q=0.1, v=0.0)
    report = audit(e, values={"g1": f"{w0 - 0.3:.5f}", "g2": f"{w1 - 0.3:.5f}", "g3": f"{w2 - 0.3:.5f}"})
    assert [row.diagnoses[0].sentence[:9] for row in report.rows] == ["The term "] * 3


def test_a_lost_sign_alone_is_not_said_to_be_something_else_with_its_sign_lost() -> None:
    said = sentences("h = w*x; y = h*v; L = (y - t)**2", {"w": 0.7, "x": 1.3, "v": 0.9, "t": 0.2}, "y",
                     -2 * (0.7 * 1.3 * 0.9 - 0.2), kind="gradients")  # fmt: skip
    assert [sentence for sentence in said if "sign" in sentence] == said[:1]
    assert sentences("n = -s; y = exp(n)", {"s": 0.81}, "n", 0.81, digits=7)[0].startswith("The sign is lost")


def test_a_factor_left_out_is_called_by_its_name() -> None:
    said = sentences("h = w*x; u1 = c1*h; u2 = c2*h; L = u1*a + u2*b",
                     {"w": 0.7, "x": 1.3, "c1": 0.63, "c2": -0.45, "a": 0.9, "b": 1.7}, "h", 0.9 - 0.45 * 1.7,
                     kind="gradients")  # fmt: skip
    assert any(sentence.startswith("The factor 0.63 of h -> u1 is left out, which is c1:") for sentence in said), said


def test_what_is_left_of_numbers_that_cancel_is_no_factor() -> None:
    """0.4 - (1.5 + 0.4 - 0.7)/3 is 5.6e-17 to the computer, and 0 to everybody else."""
    formula = "m = (a + b + c)/3; d = b - m; q = a - m; L = q**2*d + q"
    said = sentences(formula, {"a": 1.5, "b": 0.4, "c": -0.7}, "q", 0.7, digits=5, kind="gradients")
    assert not any("e-1" in sentence for sentence in said)
