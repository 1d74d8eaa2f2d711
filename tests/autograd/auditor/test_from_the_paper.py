"""Numbers rightly computed from printed ones, as people compute them: each is worked out here in plain Python."""

from __future__ import annotations

import math

from autograd import audit, parse


def verdicts(report):
    return {row.claim.quantity.name: row.verdict for row in report.rows}


def test_a_cosine_on_paper_is_the_derivative_of_the_sine_beside_it() -> None:
    """f = (r cos t)²·r sin t: ∂f/∂t is a small difference of large numbers, so each rounding shows."""
    r, t = 1.7, 0.6
    c, s = round(math.cos(t), 5), round(math.sin(t), 5)
    x, y = round(r * c, 5), round(r * s, 5)
    u = round(x * x, 5)
    of_x = round(y * 2 * x, 4)
    of_c, of_s = round(of_x * r, 4), round(u * r, 4)
    wrong_by_rounding = -of_c * s + of_s * c
    assert abs(wrong_by_rounding - (-y * 2 * x * r * s + u * r * c)) > 5e-6  # and not what all digits give
    f = parse("c = cos(t); s = sin(t); x = r*c; y = r*s; u = x**2; f = u*y", r=r, t=t)
    report = audit(
        f,
        values={"c": f"{c}", "s": f"{s}", "x": f"{x}", "y": f"{y}", "u": f"{u}"},
        gradients={"x": f"{of_x}", "c": f"{of_c}", "s": f"{of_s}", "t": f"{wrong_by_rounding:.5f}"},
    )
    assert set(verdicts(report).values()) <= {"right", "rounding"}, str(report)


def test_both_classes_of_a_mean_over_samples_take_p_minus_t_from_the_paper() -> None:
    """Two samples, mean loss: ∂L/∂a = (p - 1)/2, and of the other class -(p - 1)/2, with the p that was printed."""
    w, v, x1, x2 = 0.6, -0.3, 1.1, 2.4
    p1, p2 = (round(1 / (1 + math.exp((v - w) * x)), 3) for x in (x1, x2))
    L = parse(
        "a1 = w*x1; c1 = v*x1; p1 = exp(a1)/(exp(a1) + exp(c1)); a2 = w*x2; c2 = v*x2;"
        "p2 = exp(a2)/(exp(a2) + exp(c2)); L = (-log(p1) - log(p2))/2",
        w=w, v=v, x1=x1, x2=x2,
    )  # fmt: skip
    of = {"a1": (p1 - 1) / 2, "c1": -(p1 - 1) / 2, "a2": (p2 - 1) / 2, "c2": -(p2 - 1) / 2}
    report = audit(
        L, values={"p1": f"{p1}", "p2": f"{p2}"}, gradients={name: f"{number:.4f}" for name, number in of.items()}
    )
    assert set(verdicts(report).values()) <= {"right", "rounding"}, str(report)


def test_the_other_class_follows_from_a_wrong_probability() -> None:
    """p = 0.70 is wrong; -(0.70 - 1) = 0.30 is what comes of it for the other class."""
    L = parse("a = w*x; c = v*x; p = exp(a)/(exp(a) + exp(c)); L = -log(p)", w=0.6, v=-0.3, x=1.1)
    report = audit(L, values={"p": "0.701"}, gradients={"a": "-0.299", "c": "0.299"})
    assert verdicts(report) == {"p": "wrong", "a": "follows", "c": "follows"}
