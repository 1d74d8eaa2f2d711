"""What worked mathematics comes to, in every notation: each expression beside its value in Python's arithmetic.

An expression is put before its value: right; and before a number that is a third larger: wrong, with the value as what
it should be.
"""

from __future__ import annotations

from math import acos, asin, atan, cos, cosh, e, erf, exp, log, log2, log10, pi, radians, sin, sinh, sqrt, tan, tanh

import pytest

from autograd.reader.passage import Passage
from autograd.reader.understanding import understand


def sigmoid(x: float) -> float:
    return 1 / (1 + exp(-x))


LATEX = [
    # products and quotients
    (r"2 \cdot 3.7", 7.4), (r"2 \times 3.7", 7.4), (r"2 \ast 3.7", 7.4), (r"2(3.7)", 7.4), (r"(2)(3.7)", 7.4),
    (r"2 \left(1 + 2.7\right)", 7.4), (r"\bigl(1 + 2.7\bigr) 2", 7.4), (r"7.4 \div 2", 3.7), (r"7.4 / 2", 3.7),
    (r"\frac{7.4}{2}", 3.7), (r"\dfrac{7.4}{2}", 3.7), (r"\tfrac{7.4}2", 3.7), (r"\cfrac{7.4}{2} \cdot 3", 11.1),
    (r"\frac12 7.4", 3.7), (r"\frac{1}{2} \cdot \frac{7.4}{3.1}", 7.4 / 6.2), (r"\frac{1 + 2.5}{4 - 1.3}", 3.5 / 2.7),
    (r"\frac{\frac{1}{2}}{3.7}", 0.5 / 3.7), (r"1.5\,\times\,2.2", 3.3), (r"1.5 * 2.2", 3.3),
    (r"6.6 \div 2.2 \times 3", 9.0), (r"2 \bullet 3.7", 7.4),
    # sums and signs
    (r"1.25 + 2.5 - 0.5", 3.25), (r"-1.25 + 2.5", 1.25), (r"-(1.25 - 2.5)", 1.25), (r"2 \cdot (-1.25)", -2.5),
    (r"2 \times -1.25", -2.5), (r"1.5 - -2.5", 4.0), (r"1.5 + (-2.25)", -0.75),
    (r"1.5 + - 2.25", -0.75), (r"1 + \times 0.75", 1.75), (r"+1.5 + 2.25", 3.75),
    # powers and roots
    (r"1.5^2", 2.25), (r"(1 + 0.5)^{2}", 2.25), (r"1.5^{-2}", 1 / 2.25), (r"2^{0.5}", sqrt(2)), (r"(-1.5)^2", 2.25),
    (r"\sqrt{2.5}", sqrt(2.5)), (r"\sqrt{1.5 + 2.25}", sqrt(3.75)), (r"\sqrt2 \cdot 3", 3 * sqrt(2)),
    (r"1.5^2 \cdot 2^3", 18.0), (r"{1.5}^{2} - 1", 1.25), (r"\frac{1.5^2}{2}", 1.125), (r"(1.5 - 0.25)^2 / 2", 0.78125),
    (r"1.5²", 2.25), (r"2^{1 + 1.5}", 2**2.5), (r"1.3 \times 10^{-3} \cdot 2", 0.0026),
    (r"2.5 \cdot 10^{2} + 1", 251.0),
    # functions
    (r"e^{-1.5}", exp(-1.5)), (r"\exp(-1.5)", exp(-1.5)), (r"\exp\left(0.5 \cdot 3\right)", exp(1.5)),
    (r"e^{0.5} \cdot e^{0.25}", exp(0.75)), (r"\ln(2.5)", log(2.5)), (r"\ln 2.5", log(2.5)), (r"\ln{2.5}", log(2.5)),
    (r"\log(2.5)", log(2.5)), (r"\lg(2.5)", log10(2.5)), (r"\log_2(2.5)", log2(2.5)), (r"\log_{10}(2.5)", log10(2.5)),
    (r"\log_{10} 2.5", log10(2.5)), (r"\sin(0.5)", sin(0.5)), (r"\cos 0.5", cos(0.5)), (r"\tan(0.5)", tan(0.5)),
    (r"\tanh(0.5)", tanh(0.5)), (r"\tanh 0.5", tanh(0.5)), (r"\sinh(0.5)", sinh(0.5)), (r"\cosh(0.5)", cosh(0.5)),
    (r"\arctan(0.5)", atan(0.5)), (r"\sin^2(0.5)", sin(0.5) ** 2), (r"\tanh^2(0.5)", tanh(0.5) ** 2),
    (r"1 - \tanh^{2}(0.5)", 1 - tanh(0.5) ** 2), (r"\sigma(0.7)", sigmoid(0.7)), (r"\sigma(-0.7)", sigmoid(-0.7)),
    (r"\sigma\left(0.5 + 0.2\right)", sigmoid(0.7)), (r"\text{sigmoid}(0.7)", sigmoid(0.7)),
    (r"\mathrm{sigmoid}(0.7)", sigmoid(0.7)), (r"\operatorname{sigmoid}(0.7)", sigmoid(0.7)),
    (r"\frac{1}{1 + e^{-0.7}}", sigmoid(0.7)), (r"\sigma'(0.7)", sigmoid(0.7) * (1 - sigmoid(0.7))),
    (r"\sigma^{\prime}(0.7)", sigmoid(0.7) * (1 - sigmoid(0.7))), (r"\tanh'(0.5)", 1 - tanh(0.5) ** 2),
    (r"\text{ReLU}(0.7) \cdot 3", 2.1), (r"\mathrm{ReLU}(-0.7) + 1.5", 1.5), (r"\max(0, 0.7) + 1", 1.7),
    (r"\max(0.5, 0.7, 0.1)", 0.7), (r"\min(0.5, 0.7) + 1.0", 1.5), (r"\text{softplus}(0.5)", log(1 + exp(0.5))),
    (r"\text{GELU}(0.5)", 0.25 * (1 + erf(0.5 / sqrt(2)))), (r"\sin 30", sin(30)),
    # brackets and what only says how things look
    (r"\mathbf{1.5} \cdot 2.5", 3.75), (r"\color{red}{1.5} \cdot 2.5", 3.75),
    (r"\textcolor{blue}{1.5} \cdot 2.5", 3.75),
    (r"\underbrace{1.5 \cdot 2.5}", 3.75), (r"\boxed{1.5 \cdot 2.5}", 3.75), (r"1.5 \cdot 2.5 \quad", 3.75),
    (r"\text{1.5} \cdot 2.5", 3.75), (r"[1.5 + 2.5] \cdot 2", 8.0), (r"\{1.5 + 2.5\} \cdot 2", 8.0),
    (r"\lbrack 1.5 + 2.5 \rbrack \cdot 2", 8.0), (r"\Big[1.5 + 2.5\Big] 2", 8.0), (r"((1.5 + 2.5)) \cdot 2", 8.0),
    (r"25\% \cdot 3", 0.75), (r"½ \cdot 3.5", 1.75), (r"\cancel{1.5} \cdot 2.5", 3.75),
    # matrices
    (r"\begin{bmatrix} 1.5 & 2 \end{bmatrix} \begin{bmatrix} 3 \\ 0.5 \end{bmatrix}", 5.5),
    (r"[1.5, 2] \cdot [3, 0.5]", 5.5),
    (r"\begin{pmatrix} 1.5 & 2 \end{pmatrix} \begin{pmatrix} 3 & 0.5 \end{pmatrix}^T", 5.5),
    (r"\begin{bmatrix} 1.5 \\ 2 \end{bmatrix}^{T} \begin{bmatrix} 3 \\ 0.5 \end{bmatrix}", 5.5),
    (r"\text{sum}([1.5, 2, 0.25])", 3.75), (r"\text{mean}([1.5, 2, 0.25])", 1.25), (r"\max([1.5, 2, 0.25]) + 1.1", 3.1),
]  # fmt: skip
PLAIN = [
    ("2·3.7", 7.4), ("2×3.7", 7.4), ("2*3.7", 7.4), ("2 ∙ 3.7", 7.4), ("2⋅3.7", 7.4), ("7.4÷2", 3.7), ("7.4/2", 3.7),
    ("2(1 + 2.7)", 7.4), ("(1+2.7)(2)", 7.4), ("½·7.4", 3.7), ("1.5 − 2.25", -0.75), ("1.5 – 2.25", -0.75),
    ("−1.5 + 2.25", 0.75), ("1.5²", 2.25), ("1.5^2", 2.25), ("1.5**2", 2.25), ("2⁻³·3", 0.375), ("2^-3 * 3", 0.375),
    ("(1.5 − 0.25)²", 1.5625), ("√2.5", sqrt(2.5)), ("√(1.5 + 2.25)", sqrt(3.75)), ("sqrt(2.5)", sqrt(2.5)),
    ("e^(−1.5)", exp(-1.5)), ("e^-1.5", exp(-1.5)), ("exp(-1.5)", exp(-1.5)), ("np.exp(-1.5)", exp(-1.5)),
    ("math.exp(-1.5)", exp(-1.5)), ("ln(2.5)", log(2.5)), ("ln 2.5", log(2.5)), ("log(2.5)", log(2.5)),
    ("log2(2.5)", log2(2.5)), ("log10(2.5)", log10(2.5)), ("lg(2.5)", log10(2.5)), ("sin(0.5)", sin(0.5)),
    ("cos(0.5)", cos(0.5)), ("tanh(0.5)", tanh(0.5)), ("tgh(0.5)", tanh(0.5)), ("th(0.5)", tanh(0.5)),
    ("tanh²(0.5)", tanh(0.5) ** 2), ("1 − tanh²(0.5)", 1 - tanh(0.5) ** 2), ("σ(0.7)", sigmoid(0.7)),
    ("sigmoid(0.7)", sigmoid(0.7)), ("sig(0.7)", sigmoid(0.7)), ("logistic(0.7)", sigmoid(0.7)),
    ("σ′(0.7)", sigmoid(0.7) * (1 - sigmoid(0.7))), ("σ'(0.7)", sigmoid(0.7) * (1 - sigmoid(0.7))),
    ("ReLU(0.7)·3", 2.1), ("relu(-0.7) + 1.5", 1.5), ("max(0, -0.7) + 1.5", 1.5), ("min(0.5, 0.7)·3", 1.5),
    ("1/(1 + e^(-0.7))", sigmoid(0.7)), ("1/(1+exp(-0.7))", sigmoid(0.7)), ("pow(1.5, 3)", 3.375),
    ("sum([1.5, 2])", 3.5), ("mean([1.5, 2, 1])", 1.5), ("softplus(0.5)", log(1 + exp(0.5))),
    ("silu(0.5)", 0.5 * sigmoid(0.5)), ("erf(0.5)", erf(0.5)), ("abs(-1.5)*2", 3.0), ("arctan(0.5)", atan(0.5)),
    ("[1.5, 2]·[3, 0.5]", 5.5), ("25%·3", 0.75), ("2.5e-3*2", 0.005), ("2.5E3*2", 5000.0), ("1,234.5*2", 2469.0),
    ("0.5 × −2.5", -1.25), ("1.5 - -2.5", 4.0), ("2 (0.5 + 0.25) 3", 4.5), (".5*3", 1.5), ("1.5*(2.5", None),
    ("2^2^3", None), ("1.5!", None), ("max(1.5)", None), ("log(-1.5)", None), ("1.5/0", None), ("[1,2]+[1,2,3]", None),
    ("√[3](2.5)", None), ("2^2000", None), ("f(1.5)", None), ("σ''(0.7)", None),
]  # fmt: skip


@pytest.mark.parametrize("notation", ["latex", "plain"])
def test_what_an_expression_comes_to_is_what_stands_behind_it(notation: str) -> None:
    amiss = []
    for text, value in LATEX if notation == "latex" else PLAIN:
        if value is None:
            numbers = understand([Passage.of(f"y = {text} = 2.3456", notation)]).numbers
            amiss += [f"{text} is {one.verdict}" for one in numbers[-1:] if one.verdict != "not understood"]
            continue
        for printed, verdict in ((f"{value:.6g}", "right"), (f"{1.3117 * value:.6g}", "wrong")):
            last = understand([Passage.of(f"y = {text} = {printed}", notation)]).numbers[-1]
            if last.printed != printed or last.verdict != verdict or last.exact != pytest.approx(value, rel=1e-9):
                amiss.append(f"{text} = {printed} is {last.printed}, {last.verdict}, exactly {last.exact}, not {value}")
    assert not amiss, "\n".join(amiss)


@pytest.mark.parametrize(
    ("text", "either", "neither"),
    [
        (r"\log(2.5)", [log(2.5), log10(2.5), log2(2.5)], log(2.5) / log(3)),
        (r"\sin(30)", [sin(30), 0.5], cos(30)),
        (r"\cos(60) + 1", [cos(60) + 1, 1.5], 2.5),
        (r"\tan(45) + 1", [tan(45) + 1, 2.0], 3.5),
        (r"-1.5^2", [-2.25, 2.25], 1.25),
        (r"1 / 2 (1.5)", [0.75, 1 / 3], 1.5),
        (r"\sigma'(0.7)", [sigmoid(0.7) * (1 - sigmoid(0.7)), 0.21], 0.7),
        (r"\tanh'(0.7)", [1 - tanh(0.7) ** 2, 0.51], 0.7),
    ],
)  # fmt: skip
def test_signs_of_several_meanings_are_right_in_each(text: str, either: list[float], neither: float) -> None:
    def verdict(value: float) -> str:
        return understand([Passage.of(f"y = {text} = {value:.6g}", "latex")]).numbers[-1].verdict

    assert [verdict(value) for value in either] == ["right"] * len(either)
    assert verdict(neither) == "wrong"


ROWS = r"\begin{bmatrix} 1.5 & 2 \\ -1 & 0.5 \end{bmatrix}"


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        (ROWS + r"\begin{bmatrix} 2 \\ 3 \end{bmatrix}", [9.0, -0.5]),
        (ROWS + "[2, 3]", [9.0, -0.5]),
        (ROWS + r"\begin{bmatrix} 2 & 1 \\ 3 & 0 \end{bmatrix}", [9.0, 1.5, -0.5, -1.0]),
        (ROWS + "^T" + r"\begin{bmatrix} 2 \\ 3 \end{bmatrix}", [0.0, 5.5]),
        (ROWS + r" \odot \begin{bmatrix} 2 & 1 \\ 3 & 4 \end{bmatrix}", [3.0, 2.0, -3.0, 2.0]),
        (ROWS + r" \circ \begin{bmatrix} 2 & 1 \\ 3 & 4 \end{bmatrix}", [3.0, 2.0, -3.0, 2.0]),
        ("2 " + ROWS, [3.0, 4.0, -2.0, 1.0]),
        (ROWS + " / 2", [0.75, 1.0, -0.5, 0.25]),
        (ROWS + "^2", [2.25, 4.0, 1.0, 0.25]),
        (ROWS + r" + \begin{bmatrix} 0.5 & 1 \\ 1 & 0.25 \end{bmatrix}", [2.0, 3.0, 0.0, 0.75]),
        ("[1.5, 2] - [0.5, 0.25]", [1.0, 1.75]),
        ("-[1.5, 2]", [-1.5, -2.0]),
        ("0.5 [1.5, 2] + 1", [1.75, 2.0]),
        (r"\max(0, [1.5, -2])", [1.5, 0.0]),
        (r"\text{ReLU}([1.5, -2])", [1.5, 0.0]),
        (r"\sigma([0.7, -0.7])", [sigmoid(0.7), sigmoid(-0.7)]),
        (r"\tanh([0.5, 0.25])", [tanh(0.5), tanh(0.25)]),
        (r"\text{softmax}([1, 2, 3])", [exp(k) / (e + e**2 + e**3) for k in (1, 2, 3)]),
        (r"\text{softmax}(1, 2)", [1 / (1 + e), e / (1 + e)]),
        (r"\text{softmax}\begin{bmatrix} 1 \\ 2 \end{bmatrix}", [1 / (1 + e), e / (1 + e)]),
        (r"\begin{bmatrix} 1.5 \\ 2 \end{bmatrix} \begin{bmatrix} 2 & 3 \end{bmatrix}", [3.0, 4.5, 4.0, 6.0]),
        ("[[1.5, 2], [-1, 0.5]] [2, 3]", [9.0, -0.5]),
    ],
)  # fmt: skip
def test_arrays_are_checked_entry_by_entry(text: str, entries: list[float]) -> None:
    def checked(values: list[float]) -> list[str]:
        printed = ", ".join(f"{value:.5g}" for value in values)
        shown = f"[{printed}]"
        if len(values) == 4:
            shown = "[[{}, {}], [{}, {}]]".format(*(f"{value:.5g}" for value in values))
        numbers = understand([Passage.of(f"y = {text} = {shown}", "latex")]).numbers[-len(values) :]
        return [number.verdict for number in numbers]

    assert checked(entries) == ["right"] * len(entries)
    for nth in range(len(entries)):
        off = [value + (0.37 if i == nth else 0) for i, value in enumerate(entries)]
        assert checked(off) == ["wrong" if i == nth else "right" for i in range(len(entries))]


def test_softmax_of_rows_or_of_columns_is_right_in_each() -> None:
    by_rows = [1 / (1 + e), e / (1 + e), 1 / (1 + e**2), e**2 / (1 + e**2)]
    by_columns = [1 / (1 + e**2), 1 / (1 + e**3), e**2 / (1 + e**2), e**3 / (1 + e**3)]
    for a, b, c, d in (by_rows, by_columns):
        text = rf"P = \text{{softmax}}([[1, 2], [3, 5]]) = [[{a:.5g}, {b:.5g}], [{c:.5g}, {d:.5g}]]"
        assert [one.verdict for one in understand([Passage.of(text, "latex")]).numbers[-4:]] == ["right"] * 4


def test_angles_and_inverse_functions_are_those_of_python() -> None:
    assert radians(180) == pi
    for name, function in (("asin", asin), ("acos", acos)):
        [*_, last] = understand([Passage.of(f"y = {name}(0.5) = {function(0.5):.6g}", "plain")]).numbers
        assert last.verdict == "not understood"  # these are called arcsin and arccos
