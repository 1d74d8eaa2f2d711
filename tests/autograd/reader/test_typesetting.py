"""Formulas as HTML, sign by sign: what a person sees of each piece of notation."""

from __future__ import annotations

import pytest

from autograd.reader.typesetting import typeset


def fraction(above: str, below: str) -> str:
    return f'<span class="fraction"><span>{above}</span><span>{below}</span></span>'


def indices(above: str, below: str) -> str:
    return f'<span class="indices"><span>{above}</span><span>{below}</span></span>'


def matrix(left: str, right: str, *rows: list[str]) -> str:
    shown = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<span class="matrix" data-left="{left}" data-right="{right}"><table>{shown}</table></span>'


def upright(words: str) -> str:
    return f'<span class="upright">{words}</span>'


A, B, X, Z = (f"<i>{letter}</i>" for letter in "abxz")
LATEX = {
    "a+b": f"{A} + {B}",
    "a - b": f"{A} − {B}",
    "-a": f"−{A}",
    "(-a)": f"(−{A})",
    "a=-b": f"{A} = −{B}",
    "a\\cdot-b": f"{A} · −{B}",
    "+a": f"+{A}",
    "2-1": "2 − 1",
    "-−a": f"−−{A}",
    "a−b": f"{A} − {B}",
    ")-1": ") − 1",
    "]-1": "] − 1",
    "'-1": "&#x27; − 1",
    "′-1": "′ − 1",
    "!-1": "! − 1",
    "²-1": "² − 1",
    "³-1": "³ − 1",
    "[-1": "[−1",
    "/-1": "/−1",
    ",-1": ",−1",
    "a, b": f"{A}, {B}",
    "a,b": f"{A},{B}",
    "a ,\nb": f"{A}, {B}",
    "a<b": f"{A} &lt; {B}",
    "a>b": f"{A} &gt; {B}",
    "a*b": f"{A}*{B}",
    "a±b": f"{A} ± {B}",
    "=±1": " = ±1",
    "0.25": "0.25",
    "0.25.": "0.25.",
    "a  \n b": A + B,
    "a → b ⟹ x": f"{A} → {B} ⟹ {X}",
    "a ≈ b": f"{A} ≈ {B}",
    "a ⊙ b": f"{A} ⊙ {B}",
    '"': "&quot;",
    "{-a}-b": f"−{A} − {B}",
    "{}-b": " − " + B,
    "a{-b}": f"{A}−{B}",
    "a\\times b": f"{A} × {B}",
    "a\\approx b": f"{A} ≈ {B}",
    "a\\le b": f"{A} ≤ {B}",
    "a\\to b": f"{A} → {B}",
    "\\alpha-b": f"α − {B}",
    "\\alpha\\beta": "αβ",
    "\\Omega": "Ω",
    "\\omega": "ω",
    "\\partial-b": f"∂−{B}",
    "\\varepsilon": "ε",
    "\\infty": "∞",
    "a\\%": f"{A}%",
    "\\{a\\}": "{" + A + "}",
    "\\$": "$",
    "a\\&b": f"{A}&amp;{B}",
    "a\\,-b": f"{A}\u2009 − {B}",
    "=\\,-b": f" = \u2009−{B}",
    "a\\quad-b": f"{A}\u2003 − {B}",
    "=\\quad-b": f" = \u2003−{B}",
    "a\\!b": A + B,
    "a\\;b": f"{A}\u2005{B}",
    "a\\\\b": f"{A}<br>{B}",
    "\\|": "‖",
    "\\_": "_",
    "\\ ": " ",
    "\\gets": " ← ",
    "a\\ell-b": f"{A}ℓ − {B}",
    "\\otherwise{a}": upright("otherwise") + A,
    "\\unknown-b": upright("unknown") + f"−{B}",
    "\\<": upright("&lt;"),
    "\\": "\\",
    "a_1": f"{A}<sub>1</sub>",
    "a^2": f"{A}<sup>2</sup>",
    "a_1^2": A + indices("2", "1"),
    "a^2_1": A + indices("2", "1"),
    "a_{12}": f"{A}<sub>12</sub>",
    "x^10": f"{X}<sup>1</sup>0",
    "a^{-1}": f"{A}<sup>−1</sup>",
    "a_{b_1}": f"{A}<sub>{B}<sub>1</sub></sub>",
    "a^2^2": f"{A}<sup>2</sup><sup>2</sup>",
    "a_1_2": f"{A}<sub>1</sub><sub>2</sub>",
    "a_ 1": f"{A}<sub>1</sub>",
    "a^ {2}": f"{A}<sup>2</sup>",
    "a_\\alpha": f"{A}<sub>α</sub>",
    "a_b^x": A + indices(X, B),
    "a_": f"{A}_",
    "a^": f"{A}^",
    "a_1^": f"{A}<sub>1</sub>^",
    "a_ ": f"{A}<sub></sub>",
    "{a^2}_1": f"{A}<sup>2</sup><sub>1</sub>",
    "a^{2}-b": f"{A}<sup>2</sup> − {B}",
    "a_{b-1}": f"{A}<sub>{B} − 1</sub>",
    "\\frac{1}{2}": fraction("1", "2"),
    "\\dfrac12": fraction("1", "2"),
    "\\tfrac{a}b": fraction(A, B),
    "\\cfrac a b": fraction(A, B),
    "\\frac{-a}{b-1}": fraction(f"−{A}", f"{B} − 1"),
    "\\frac123": fraction("1", "2") + "3",
    "\\frac{\\frac12}{3}": fraction(fraction("1", "2"), "3"),
    "\\frac": fraction("", ""),
    "\\frac{a": fraction(A, ""),
    "\\sqrt2": '√<span class="root">2</span>',
    "\\sqrt{a+b}": f'√<span class="root">{A} + {B}</span>',
    "\\hat a": "<i>a\u0302</i>",
    "\\hat{ab}": f"<i>a\u0302</i>{B}",
    "\\bar{1}": "1\u0304",
    "\\vec x": "<i>x\u20d7</i>",
    "\\tilde a": "<i>a\u0303</i>",
    "\\dot a": "<i>a\u0307</i>",
    "\\widehat a": "<i>a\u0302</i>",
    "\\overline a": "<i>a\u0304</i>",
    "\\mathbf{a}": f"<b>{A}</b>",
    "\\bm a": f"<b>{A}</b>",
    "\\textbf{a b}": "<b>a b</b>",
    "\\text{if so}": upright("if so"),
    "\\text {if}": upright("if"),
    "\\text{a < b}": upright("a &lt; b"),
    "\\text{$x$ {y}}": upright(f"${X}$<i>y</i>"),
    "\\mathrm{ab c}": upright(f"{A}{B}<i>c</i>"),
    "\\operatorname{max}": upright("max"),
    "\\mbox{a b}": upright("a b"),
    "\\text a": upright(A),
    "\\left(a\\right)": f"({A})",
    "\\left.a\\right|": f"{A}|",
    "\\left.a\\right.": A,
    "\\big.a": f".{A}",
    "\\boxed{a}": A,
    "\\displaystyle a": A,
    "\\log a": upright("log") + A,
    "\\begin{bmatrix}a&b\\\\1&-2\\end{bmatrix}": matrix("[", "]", [A, B], ["1", "−2"]),
    "\\begin{pmatrix}1\\\\2\\end{pmatrix}-b": matrix("(", ")", ["1"], ["2"]) + f" − {B}",
    "\\begin{vmatrix}1\\end{vmatrix}": matrix("|", "|", ["1"]),
    "\\begin{Vmatrix}1\\end{Vmatrix}": matrix("‖", "‖", ["1"]),
    "\\begin{Bmatrix}1\\end{Bmatrix}": matrix("{", "}", ["1"]),
    "\\begin{cases}1&a\\\\\\end{cases}": matrix("{", " ", ["1", A]),
    "\\begin{matrix}1\\end{matrix}": matrix(" ", " ", ["1"]),
    "\\begin {array}{lc|r}1&2\\end {array}a": matrix(" ", " ", ["1", "2"]) + A,
    "\\begin{aligned}a&=1\\\\&=2\\end{aligned}": matrix(" ", " ", [A, " = 1"], ["", " = 2"]),
    "\\begin{split}a\\end{split}": matrix(" ", " ", [A]),
    "\\begin{bmatrix}a}b": matrix("[", "]", [A]) + B,
    "\\begin{bmatrix}a&": matrix("[", "]", [A, ""]),
    "\\begin{bmatrix}a": matrix("[", "]", [A]),
    "\\begin{other}": upright("begin") + "".join(f"<i>{c}</i>" for c in "other"),
    "\\begin{bmatrix}\\\\1\\end{bmatrix}": matrix("[", "]", ["1"]),
    "a}b": A + "}" + B,
    "{a&b}": f"{A}&amp;{B}",
    "{a": A,
    "}}": "}}",
    "}-1": "} − 1",
    "{a}}b": A + "}" + B,
    "a{b}x": A + B + X,
}
PLAIN = {
    "a_1 = -0.5": "a_1 = -0.5",
    "a_{h} = 2": "a<sub>h</sub> = 2",
    "x^{2} - 1": "x<sup>2</sup> - 1",
    "x^2": "x^2",
    "x_{1}^{2}": "x<sub>1</sub><sup>2</sup>",
    "a < b\nc": "a &lt; b c",
    "\\frac{1}": "\\frac{1}",
    "{a}b": "ab",
    "f{a}": "f{a}",
    "a}b": "a}b",
    "a_{b": "a<sub>b</sub>",
    "a_": "a_",
    "0.5\n": "0.5 ",
    "a & b": "a &amp; b",
    "a'": "a&#x27;",
}


def test_a_formula_of_latex_as_a_person_sees_it() -> None:
    assert {formula: typeset(formula, {}, latex=True) for formula in LATEX} == LATEX


def test_a_formula_of_plain_text_as_a_person_sees_it() -> None:
    assert {formula: typeset(formula, {}, latex=False) for formula in PLAIN} == PLAIN


@pytest.mark.parametrize(
    ("formula", "marked", "shown"),
    [
        ("a=0.5", ["0.5"], f"{A} = «0.5»"),
        ("a=-0.5+b", ["-0.5"], f"{A} = «−0.5» + {B}"),
        ("0.25", ["25"], "0.«25»"),
        ("0.25", [".2", "5"], "0«.2»«5»"),
        ("\\frac{0.5}{2}", ["0.5"], fraction("«0.5»", "2")),
        ("\\frac12", ["1", "2"], fraction("«1»", "«2»")),
        ("x^12", ["12"], f"{X}<sup>«12»</sup>"),
        ("\\text{0.5}", ["0.5"], upright("«0.5»")),
        ("\\text{0.5 a}", ["a"], upright(f"0.5«{A}»")),
        ("\\text{0.5 a}1", ["1"], upright("0.5 a") + "«1»"),
        ("\\begin{bmatrix}1&2\\end{bmatrix}", ["1", "2"], matrix("[", "]", ["«1»", "«2»"])),
        ("1.5\\times10^{-3}", ["1.5\\times10^{-3}"], "«1.5 × 10<sup>−3</sup>»"),
    ],
)  # fmt: skip
def test_the_numbers_that_are_chosen_are_marked_in_latex(formula: str, marked: list[str], shown: str) -> None:
    marks = {formula.index(part): (formula.index(part) + len(part), "«{}»".format) for part in marked}
    assert typeset(formula, marks, latex=True) == shown


@pytest.mark.parametrize(
    ("formula", "marked", "shown"),
    [
        ("a = 0.5", ["0.5"], "a = «0.5»"),
        ("0.25", ["25"], "0.«25»"),
        ("12, 34", ["12", "34"], "«12», «34»"),
        ("x^{2} = 5", ["2", "5"], "x<sup>«2»</sup> = «5»"),
        ("2 < 3", ["2 < 3"], "«2 &lt; 3»"),
    ],
)
def test_the_numbers_that_are_chosen_are_marked_in_plain_text(formula: str, marked: list[str], shown: str) -> None:
    marks = {formula.index(part): (formula.index(part) + len(part), "«{}»".format) for part in marked}
    assert typeset(formula, marks, latex=False) == shown


def test_braces_deeper_than_forty_are_shown_as_they_stand() -> None:
    assert typeset("{" * 40 + "a" + "}" * 40, {}, latex=True) == A
    assert typeset("{" * 41 + "a" + "}" * 41, {}, latex=True) == "a"
    assert typeset("\\sqrt" * 40 + " a", {}, latex=True).count("√") == 40
    assert typeset("\\sqrt" * 42 + " a", {}, latex=True).count("√") == 41
    nested = "\\begin{bmatrix}" * 41 + "a"
    assert typeset(nested, {}, latex=True).endswith("<td>a</td></tr></table></span>" + "</td></tr></table></span>" * 40)


@pytest.mark.parametrize("piece", ["{a}", "\\sqrt a", "\\sqrt{a}", "\\begin{matrix}a\\end{matrix}"])
def test_what_stands_before_does_not_count_as_depth(piece: str) -> None:
    assert typeset(piece * 60, {}, latex=True) == typeset(piece, {}, latex=True) * 60
    assert typeset(piece * 60 + "{" * 41 + "x" + "}" * 41, {}, latex=True).endswith("x")
