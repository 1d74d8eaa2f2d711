"""One slip at many places, and what stands beside the right factor in its place: worked out here in plain Python.

The network is 2-2-2 with biases, its gradients written out by hand as in a textbook: δ = (o - t)·o(1 - o), and so on.
"""

from __future__ import annotations

import math

import pytest

from autograd import Value, audit, dot, parse
from autograd.auditor import sheet
from autograd.ops import sigmoid as squash

NUMBERS = {
    "i1": 0.13, "i2": 0.28, "t1": 0.06, "t2": 0.94, "w1": 0.17, "w2": 0.26, "w3": -0.34, "w4": 0.45, "b1": 0.32,
    "b2": -0.21, "w5": 0.56, "w6": -0.39, "w7": 0.64, "w8": 0.72, "b3": 0.11, "b4": 0.48,
}  # fmt: skip
EXPRESSIONS = [
    "n1 = w1*i1 + w2*i2 + b1", "n2 = w3*i1 + w4*i2 + b2", "h1 = sigmoid(n1)", "h2 = sigmoid(n2)",
    "m1 = w5*h1 + w6*h2 + b3", "m2 = w7*h1 + w8*h2 + b4", "o1 = sigmoid(m1)", "o2 = sigmoid(m2)",
    "E = (o1 - t1)**2/2 + (o2 - t2)**2/2",
]  # fmt: skip
N = NUMBERS


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


h1 = sigmoid(N["w1"] * N["i1"] + N["w2"] * N["i2"] + N["b1"])
h2 = sigmoid(N["w3"] * N["i1"] + N["w4"] * N["i2"] + N["b2"])
o1 = sigmoid(N["w5"] * h1 + N["w6"] * h2 + N["b3"])
o2 = sigmoid(N["w7"] * h1 + N["w8"] * h2 + N["b4"])
d1, d2 = (o1 - N["t1"]) * o1 * (1 - o1), (o2 - N["t2"]) * o2 * (1 - o2)  # at m1 and m2
D1, D2 = o1 - N["t1"], o2 - N["t2"]  # the same without the derivative of the sigmoid
e1 = (d1 * N["w5"] + d2 * N["w7"]) * h1 * (1 - h1)  # at n1
e2 = (d1 * N["w6"] + d2 * N["w8"]) * h2 * (1 - h2)  # at n2


def said(name: str, wrong: float, digits: int = 7, *others: tuple[str, str]) -> list[str]:
    """The sentences about one wrong gradient of the network."""
    claims = [{"quantity": q, "printed": p} for q, p in (*others, (f"grad:{name}", f"{wrong:.{digits}f}"))]
    data = {"inputs": NUMBERS, "expressions": EXPRESSIONS, "loss": "E", "claims": claims}
    row = sheet(data).audit().rows[-1]
    assert row.verdict == "wrong", row
    assert all(abs(diagnosis.reproduces - wrong) <= 1.01 * 10**-digits for diagnosis in row.diagnoses)
    return [diagnosis.sentence for diagnosis in row.diagnoses]


@pytest.mark.parametrize(
    ("name", "wrong", "words"),
    [
        # every consumer of a node
        ("h1", d1 * h1 + d2 * h1, "in every product that h1 feeds, the operands are swapped"),
        ("w1", (d1 + d2) * h1 * h1 * (1 - h1) * N["i1"], "in every product that h1 feeds, the operands are swapped"),
        ("h1", d1 + d2, "the factors w5 and w7 are left out of every product that h1 feeds"),
        ("w2", (d1 + d2) * h1 * (1 - h1) * N["i2"], "the factors w5 and w7 are left out"),
        # rows and columns
        ("h1", d1 * N["w5"] + d2 * N["w6"], "the weights are transposed, row and column exchanged"),
        ("h2", d1 * N["w7"] + d2 * N["w8"], "the weights are transposed, row and column exchanged"),
        # one layer, and everywhere
        ("w1", (D1 * N["w5"] + D2 * N["w7"]) * h1 * (1 - h1) * N["i1"], "at every sigmoid of one layer, o1 and o2"),
        ("w1", (D1 * N["w5"] + D2 * N["w7"]) * N["i1"], "at every sigmoid"),
        ("w1", 2 * e1 * N["i1"], "the factor 0.5 is left out"),
        # the neighbour's
        ("n1", e1 / (h1 * (1 - h1)) * h2 * (1 - h2), "the derivative of sigmoid is taken at h2 instead of h1"),
        ("w1", e1 * N["i2"], "another input in place of i1"),
        ("w1", e2 * N["i1"], "the gradient of n2"),
        ("h1", d1 * N["w6"] + d2 * N["w7"], "another weight in place of w5"),
        # a bias
        ("b1", e1 * N["i1"], "a bias has no input, its factor is 1"),
        ("b3", d1 * h2, "a bias has no input, its factor is 1"),
    ],
)  # fmt: skip
def test_a_slip_at_any_scope_of_a_network_is_named(name: str, wrong: float, words: str) -> None:
    found = said(name, wrong)
    assert any(words in sentence[0].lower() + sentence[1:] for sentence in found), found


def test_a_bias_gradient_taken_as_zero_is_named_where_many_paths_lead_to_it() -> None:
    assert "The gradient by b1 is taken as 0, as if it were a constant" in said("b1", 0.0, 4)[0]
    batch = "L = (w*x1 + b - y1)**2 + (w*x2 + b - y2)**2 + (w*x3 + b - y3)**2"
    inputs = {"w": 0.5, "b": 0.27, "x1": 0.3, "x2": 1.1, "x3": -0.4, "y1": 1.2, "y2": 0.4, "y3": 0.9}
    (row,) = audit(parse(batch, **inputs), gradients={"b": "0.000"}).rows
    assert "taken as 0" in row.diagnoses[0].sentence


def test_a_derivative_that_the_printed_gradient_holds_already_is_not_multiplied_in_again() -> None:
    found = said("w5", d1 * o1 * (1 - o1) * h1, 7, ("grad:m1", f"{d1:.7f}"))
    assert any("multiplied in once more, although the gradient of m1 holds it already" in s for s in found) or any(
        "multiplied in twice" in s for s in found
    )


SOFTMAX = "s = exp(z1) + exp(z2); p1 = exp(z1)/s; p2 = exp(z2)/s; L = -log(p1)"


@pytest.mark.parametrize(("power", "way"), [(1, "multiplied by"), (-1, "divided by")])
def test_the_derivative_beside_the_gradient_of_a_cross_entropy_is_named(power: int, way: str) -> None:
    p = math.exp(0.4) / (math.exp(0.4) + math.exp(-0.3))
    wrong = (p - 1) * (p * (1 - p)) ** power
    (row,) = audit(parse(SOFTMAX, z1=0.4, z2=-0.3), gradients={"z1": f"{wrong:.6f}"}).rows
    assert any(way in d.sentence and "p1 - target" in d.sentence[0].lower() + d.sentence[1:] for d in row.diagnoses)


def test_sums_of_products_in_one_operation_are_layers_too() -> None:
    values = {name: Value(number, name) for name, number in NUMBERS.items()}

    def unit(weights: str, inputs: list[Value], bias: str) -> Value:
        return dot([values[name] for name in weights.split()], inputs) + values[bias]

    inputs = [values["i1"], values["i2"]]
    hidden = [squash(unit("w1 w2", inputs, "b1")).named("h1"), squash(unit("w3 w4", inputs, "b2")).named("h2")]
    outputs = [squash(unit("w5 w6", hidden, "b3")).named("o1"), squash(unit("w7 w8", hidden, "b4")).named("o2")]
    E = (((outputs[0] - values["t1"]) ** 2 + (outputs[1] - values["t2"]) ** 2) / 2).named("E")
    for name, wrong, words in (
        ("h1", d1 * h1 + d2 * h1, "in every product that h1 feeds, the operands are swapped"),
        ("h1", d1 + d2, "the factors w5 and w7 are left out of every product that h1 feeds"),
        ("h1", d1 * N["w5"] + d2 * N["w6"], "the weights are transposed"),
        ("b1", e1 * N["i2"], "a bias has no input"),
    ):
        (row,) = audit(E, gradients={name: f"{wrong:.8f}"}).rows
        found = [diagnosis.sentence for diagnosis in row.diagnoses]
        assert any(words in sentence[0].lower() + sentence[1:] for sentence in found), (words, found)


# --- recurrences and batches -----------------------------------------------------------------------------------------

R = {"x1": 0.64, "x2": 0.91, "x3": -0.35, "h0": 0.27, "u": 0.83, "w": 0.57, "y": 0.35}
STEPS = "h1 = tanh(u*x1 + w*h0); h2 = tanh(u*x2 + w*h1); h3 = tanh(u*x3 + w*h2); L = (h3 - y)**2/2"
k1 = math.tanh(R["u"] * R["x1"] + R["w"] * R["h0"])
k2 = math.tanh(R["u"] * R["x2"] + R["w"] * k1)
k3 = math.tanh(R["u"] * R["x3"] + R["w"] * k2)
s1, s2, s3 = 1 - k1 * k1, 1 - k2 * k2, 1 - k3 * k3
a3 = (k3 - R["y"]) * s3  # at the three sums
a2 = a3 * R["w"] * s2
a1 = a2 * R["w"] * s1


def said_of_steps(name: str, wrong: float) -> list[str]:
    (row,) = audit(parse(STEPS, **R), gradients={name: f"{wrong:.7f}"}).rows
    assert row.verdict == "wrong"
    return [diagnosis.sentence for diagnosis in row.diagnoses]


def test_the_written_out_gradients_of_the_recurrence_are_right() -> None:
    u, w = a1 * R["x1"] + a2 * R["x2"] + a3 * R["x3"], a1 * R["h0"] + a2 * k1 + a3 * k2
    assert audit(parse(STEPS, **R), gradients={"u": f"{u:.9f}", "w": f"{w:.9f}"}).ok


@pytest.mark.parametrize(
    ("name", "wrong", "words"),
    [
        # 1 - h² left out where the gradient is carried from step to step, but there in each step's own term
        ("w", (k3 - R["y"]) * (R["w"] ** 2 * s1 * R["h0"] + R["w"] * s2 * k1 + s3 * k2), "carried back, at each step"),
        ("w", a1 / s3 * R["h0"] + a2 / s3 * k1 + a3 * k2, "at h3 is left out in what is carried back to h2"),
        # h of the step after or before
        ("w", a1 * k1 + a2 * k2 + a3 * k3, "index is off by one"),
        ("w", a2 * R["h0"] + a3 * k1, "index is off by one"),
        ("u", a1 * R["x1"] + a2 * R["x3"] + a3 * R["x3"], "another input in place of x2"),
        # from a step on: the derivative left out at h2 and h3, not at h1
        ("u", (k3 - R["y"]) * (R["w"] ** 2 * s1 * R["x1"] + R["w"] * R["x2"] + R["x3"]), "from h2 on, at every tanh"),
        ("u", (k3 - R["y"]) * (R["w"] ** 2 * R["x1"] + R["w"] * R["x2"] + R["x3"]), "at every tanh"),
    ],
)  # fmt: skip
def test_a_slip_at_steps_of_a_recurrence_is_named(name: str, wrong: float, words: str) -> None:
    found = said_of_steps(name, wrong)
    assert any(words in sentence[0].lower() + sentence[1:] for sentence in found), found


def test_of_an_input_twice_as_large_both_readings_are_told_the_familiar_first() -> None:
    # x2 = 2·x1: with x2 for x1 the gradient by w1 is that of a path counted twice.
    formula = "o = tanh(w1*x1 + w2*x2); L = (o - y)**2"
    inputs = {"w1": 0.3, "w2": -0.2, "x1": 0.4, "x2": 0.8, "y": 0.5}
    o = math.tanh(0.3 * 0.4 - 0.2 * 0.8)
    (row,) = audit(parse(formula, **inputs), gradients={"w1": f"{2 * (o - 0.5) * (1 - o * o) * 0.8:.6f}"}).rows
    found = [diagnosis.sentence for diagnosis in row.diagnoses]
    assert "x2 = 0.8 stands in place" in found[0]
    assert any("twice" in sentence for sentence in found)


def test_what_follows_with_all_digits_from_a_slip_follows_from_it() -> None:
    # a = log2(2.3) = 1.20163, printed 1.20; b = exp(5a) = 406.74 with all digits, 403.43 with 1.20
    a = math.log2(2.3)
    report = audit(
        parse("a = log(x); b = exp(5*a); L = 2*b", x=2.3), values={"a": "1.20", "b": f"{math.exp(5 * a):.1f}"}
    )
    assert [row.verdict for row in report.rows] == ["wrong", "follows"]


def test_rounding_that_is_carried_on_rules_no_slip_out() -> None:
    """50/3 is printed as 16.6667, and 16.6667·9 = 150.0003: right, but for the rounding; which says nothing of tanh."""
    a, w = 0.4, 0.9
    h = round(math.tanh(w * a), 4)
    e = parse("x = p/q; z = x*9; s = w*a; h = tanh(s); k = tanh(d); L = z*h + k", p=50, q=3, w=w, a=a, d=0.5)
    report = audit(
        e,
        values={"x": "16.6667", "z": "150.0003", "h": f"{h}"},
        gradients={"h": "150.0003", "s": f"{150.0003 * (1 - h):.4f}", "d": f"{1 - math.tanh(0.5) ** 2:.4f}"},
    )
    by_name = {row.claim.quantity.name + row.claim.quantity.kind[0]: row for row in report.rows}
    assert by_name["zv"].verdict == "rounding"
    row = by_name["sg"]
    assert row.verdict == "wrong"
    assert "square is missing, at h:" in row.diagnoses[0].sentence  # at every tanh it is not, as ∂L/∂d shows


def test_a_habit_is_not_named_where_later_numbers_show_that_it_is_none() -> None:
    """tanh' is left out at m only: the gradient by g, computed from that, has its 1 - g² as it should."""
    x, w, v = 0.6, 0.7, 1.3
    g = round(math.tanh(w * x), 5)
    c = round(v * g, 5)
    m = round(math.tanh(c), 5)
    e = parse("s = w*x; g = tanh(s); c = v*g; m = tanh(c); L = m**2/2", w=w, x=x, v=v)
    of_c = m  # ∂L/∂m = m, and its factor 1 - m² is missing
    of_g = round(of_c * v, 5)
    of_s = round(of_g * (1 - g * g), 5)
    report = audit(
        e,
        values={"g": f"{g}", "c": f"{c}", "m": f"{m}"},
        gradients={"m": f"{m}", "c": f"{of_c}", "g": f"{of_g}", "s": f"{of_s}"},
    )
    rows = {row.claim.quantity.name: row for row in report.rows if row.claim.quantity.kind == "grad"}
    assert [rows[name].verdict for name in "mcgs"][1:] == ["wrong", "follows", "follows"]
    assert "at m:" in rows["c"].diagnoses[0].sentence
    assert not any("every tanh" in diagnosis.sentence for diagnosis in rows["c"].diagnoses[:1])


def test_operands_may_be_swapped_in_the_gradient_by_one_of_them_only() -> None:
    """s = q·k: ∂s/∂k is taken as k, while ∂s/∂q = k is right."""
    q, k, r, p = 0.9, 0.7, 1.1, 0.4
    e = parse("s = q*k; u = r*p; L = s**2/2 + u**2", q=q, k=k, r=r, p=p)
    s, u = q * k, r * p
    report = audit(
        e,
        gradients={"q": f"{s * k:.5f}", "k": f"{s * k:.5f}", "r": f"{2 * u * p:.5f}", "p": f"{2 * u * r:.5f}"},
    )
    (wrong,) = (row for row in report.rows if row.verdict == "wrong")
    assert wrong.claim.quantity.name == "k"
    assert wrong.diagnoses[0].sentence.startswith("The operands of the product are swapped")
    assert "at s:" in wrong.diagnoses[0].sentence
