"""Formulas as people write them: every expected number is the same formula in Python's math."""

from __future__ import annotations

import math
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import ops
from autograd.errors import ChainruleError, ExpressionError
from autograd.expression import evaluate
from autograd.notation import POWER, PRODUCT, SUM, Written
from autograd.operation import CONSTANT

X, Y, A, N, Z = 0.5, 2.0, 2.5, 3.0, 0.3
GIVEN = {"x": X, "y": Y, "r": 3.0, "a": A, "b": 1.0, "n": N, "o": 0.6, "z": Z}

READ = {
    # powers
    "x²": X**2, "x³": X**3, "x⁻¹": 1 / X, "xⁿ": X**N, "2ⁿ": 8, "xⁿ⁺¹": X**4, "x²ⁿ": X**6, "e⁻ˣ": math.exp(-X),
    "eˣ + e⁻ˣ": math.exp(X) + math.exp(-X), "(a + b)²": 12.25, "e^x²": math.exp(X**2), "(x²)³": X**6, "x^n": X**N,
    "x¹⁰": X**10, "-x²": -(X**2),
    # functions
    "sin²(x)": math.sin(X) ** 2, "tanh²(z)": math.tanh(Z) ** 2, "sin²(x) + cos²(x)": 1.0, "sin^2(x)": math.sin(X) ** 2,
    "sin**2 (x)": math.sin(X) ** 2, "sin²x": math.sin(X) ** 2, "sin² x": math.sin(X) ** 2, "sin(x)²": math.sin(X) ** 2,
    "sinⁿ(x)": math.sin(X) ** 3, "1/cosh²(x)": 1 / math.cosh(X) ** 2, "sin⁻²(x)": math.sin(X) ** -2,
    "max²(a, b)": A**2, "e^-sin²(x)": math.exp(-(math.sin(X) ** 2)), "√sin²(x)": math.sin(X),
    "sin x": math.sin(X), "sin x + cos y": math.sin(X) + math.cos(Y), "sin 2x": math.sin(2 * X), "ln 2": math.log(2),
    "-ln x": -math.log(X), "2 sin x": 2 * math.sin(X), "log log y": math.log(math.log(Y)), "sin √x": math.sin(X**0.5),
    "log |x|": math.log(X), "|sin x|": math.sin(X), "(sin x)/x": math.sin(X) / X, "exp ½": math.exp(0.5),
    "sin x cos x": math.sin(X) * math.cos(X), "sin²x cos²x": (math.sin(X) * math.cos(X)) ** 2, "sin πx": 1.0,
    "log₂(y) + log₁₀ 10": 2.0,
    # products
    "2x": 2 * X, "2x²": 2 * X**2, "2 x": 1.0, "2(a+b)": 7.0, "(a+b)(b+1)": 7.0, "(a)b": A, "a(b+1)": 5.0,
    "a (b+1)": 5.0,
    "2πr": 6 * math.pi, "πr²": 9 * math.pi, "4πr³/3": 36 * math.pi, "π r": 3 * math.pi, "π(a+b)": 3.5 * math.pi,
    "2π": 2 * math.pi, "3 sin(x)": 3 * math.sin(X), "3sin(x)": 3 * math.sin(X), "x sin(x)": X * math.sin(X),
    "0.5(o−y)²": 0.98, "½(o−y)²": 0.98, "x²y": 0.5, "x²(y+1)": 0.75, "2x(a+b)": 3.5, "2xⁿ": 0.25, "-2x": -1.0,
    "2e^x": 2 * math.exp(X), "3e2x": 150.0, "1.5x + .5y": 1.75, "sin(x)cos(x)": math.sin(X) * math.cos(X),
    "(1/2)x": 0.25, "½x": 0.25, "1½x": 0.75, "1/(2x)": 1.0, "x/2·y": 0.5, "1/2*x": 0.25, "e^(2x)y": 2 * math.e,
    "2|a−5|": 5.0, "|a||b|": 2.5, "a|b−3|": 5.0, "|a|b": 2.5, "|2·|a−5| − 1|": 4.0, "|2(|a−5|) − 1|": 4.0,
    "[a, b][0](b + 1)": 5.0,
    # roots and signs
    "√2": math.sqrt(2), "∛27": 3.0, "∛(−8)": -2.0, "∜16": 2.0, "2√3": 2 * math.sqrt(3), "√2·x": math.sqrt(2) / 2,
    "a√y": A * math.sqrt(2), "√(2)x": math.sqrt(2) / 2, "√2/2": math.sqrt(2) / 2, "√x + 1": math.sqrt(X) + 1,
    "a÷y×x": 0.625, "a⋅y∙x∗1•1⨯1✕1✖1": 2.5, "a∕y⁄x➗1": 2.5,
    **{f"a{minus}b": 1.5 for minus in "−–—‐‑‒―˗➖﹘﹣－"},
    "（a＋b）＊２": 7.0, "（a＋b）×2": 7.0, "ｌｎ（y）": math.log(2), "max（a，b）": A, "t＝2x；t²": 1.0,
    # names
    "x₁ = 4; w₁₂ = 2; x1·w12": 8.0, "ŷ = 2; 3ŷ": 6.0, "π = 3; 2πr": 18.0,
    "πr = 7; 2πr": 14.0, "t = 2; x(t+1)": 1.5, "σ(0) + σ²(0)": 0.75, "σ = 2; 3σ²": 12.0, "sin = 2; sin² + 3sin": 10.0,
}  # fmt: skip


@pytest.mark.parametrize("text", READ)
def test_a_formula_means_what_it_means_on_paper(text: str) -> None:
    assert evaluate(text, GIVEN).result.data == pytest.approx(READ[text], rel=1e-14)


#: What is read in two ways, and both of them.
AMBIGUOUS = {
    "1/2x": ["(1/2)*x", "1/(2*x)"], "1/2 x": ["(1/2)*x", "1/(2*x)"], "3a/2b + 1": ["(3a/2)*b", "3a/(2*b)"],
    "a/b(x+y)": ["(a/b)*(…)", "a/(b*(…))"], "1/2sin(x)": ["(1/2)*sin(…)", "1/(2*sin(…))"], "x÷2y": ["(x÷2)*y"],
    "a/(b)(x)": ["(a/(b))*(…)"], "1 + a/x²y": ["(a/x²)*y", "a/(x²*y)"], "a % 2b": ["(a % 2)*b"], "1/2π": ["1/(2*π)"],
    "1/πr": ["(1/π)*r", "1/(π*r)"], "(1/2x)": ["1/(2*x)"], "a/2|b|": ["(a/2)*|…|"], "a/2√b": ["a/(2*√…)"],
    "e^2x": ["(e^2)*x", "e^(2*x)"], "2^-3x": ["2^(-3*x)"], "x**2y": ["(x**2)*y"], "3e^2x": ["(3e^2)*x", "3e^(2*x)"],
    "x^2 sin(x)": ["(x^2)*sin(…)"], "x^2(a+b)": ["(x^2)*(…)", "x^(2*(…))"],
    "√2x": ["(√2)*x", "√(2*x)"], "∛8x": ["(∛8)*x"], "√x²": ["(√x)²", "√(x²)"], "√x^2": ["(√x)^", "√(x^"],
    "√(a+b)²": ["(√(a+b))²", "√((a+b)²)"],
    "sin⁻¹(x)": ["asin(…)", "1/sin(…)"], "tanh⁻¹(x)": ["atanh(…)"], "exp⁻¹(x)": ["log(…)"], "σ⁻¹(x)": ["1/σ(…)"],
    "sin x²": ["sin x²: write it in brackets"], "sin x y": ["sin x y: write"], "sin x·y": ["sin x·…: write"],
    "sin x/2": ["sin x/…: write"], "sin x^2": ["sin x^…: write"], "sin 2(x)": ["sin 2(…): write"],
    "σ = 2; σ(x)": ["sigmoid(…)", "σ*(…)"], "eˣ²": ["ˣ² may mean two things"], "xⁿᵐ": ["ⁿᵐ may mean two things"],
    "|2|a−5| − 1|": ["|a|*b*|c| or |a*|b|*c|"], "|a|b|x|": ["which bars belong together"],
    "x²^3": ["may mean two things"],
}  # fmt: skip


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_what_may_mean_two_things_is_an_error_that_says_which(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        evaluate(text, GIVEN)
    assert all(reading in str(caught.value) for reading in AMBIGUOUS[text]), str(caught.value)
    assert str(caught.value).isprintable()


REFUSED = {
    "ab": r"unknown name ab; known: .*; for a product write a\*b", "xsin(x)": r"for a product write x\*sin\(…\)",
    "x₁ = 4; w₁₂ = 2; x₁w₁₂": r"for a product write x1\*w12", "f(x)": "behind a name without a value",
    "a b": r"write a\*b", "x 2": r"write x\*2", "(a)2": r"write \)\*2", "x²3": "operator is missing", "2 3": "missing",
    "max a": r"max takes several numbers: write max\(…\)", "sin -x": r"sin is a function: write sin\(…\)",
    "Wᴬx": "ᴬ is not read: write a power behind \\^", "Wᵀx": "unknown name W", "a⁽¹⁾": "⁽ is not read",
    "10₂": "an index such as ₂ belongs to a name",
    "√": "√ needs a number", "∛·2": "∛ needs a number", "x⁻": "⁻ needs digits", "a|": "where an operator is due",
}  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_formula_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ExpressionError, match=REFUSED[text]) as caught:
        evaluate(text, GIVEN)
    assert str(caught.value).isprintable()


ARRAYS = {"W": [[1.0, 2.0], [3.0, 4.0]], "V": [[1.0, 0.0], [0.0, 1.0]], "x": [1.0, 1.0]}


@pytest.mark.parametrize("text", ["Wᵀx", "W.T x", "(W + V)x", "(W + V)(W - V)", "W²x", "W[1,2](x)"])
def test_a_product_of_arrays_needs_its_sign_as_there_are_two(text: str) -> None:
    with pytest.raises(ExpressionError, match="@ is the product of matrices"):
        evaluate(f"sum({text})", ARRAYS)


def test_a_number_times_an_array_is_a_product() -> None:
    assert evaluate("sum(2W) + sum(2Wᵀ) + sum(½(W + V)) + 2 sum(x)", ARRAYS).result.data == 50.0


@pytest.mark.parametrize("name", ["x²", "xⁿ", "Wᵀ"])
def test_a_name_has_no_exponent(name: str) -> None:
    with pytest.raises(ExpressionError, match="cannot be a name"):
        evaluate("1", {name: 1.0})


#: Rows that are written with a sign that stands for something else in other books, or with a comparison.
WITH_SIGNS_OF_THEIR_OWN = {"step", "normal_cdf", "normal_density"}


@pytest.mark.parametrize("name", sorted(ops.TABLE.keys() - WITH_SIGNS_OF_THEIR_OWN))
def test_the_formula_of_every_row_is_read_back_as_the_row(name: str) -> None:
    op = ops.TABLE[name]
    assert op is not CONSTANT
    given = {"x": 1.25, "y": 0.5, "b": 0.75} if op.domain_of(0).high > 1 else {"x": 0.25, "y": 0.125}
    for first, binding, value in (
        ("x", 4, given["x"]),
        ("2·x", PRODUCT, 2 * given["x"]),
        ("x + y", SUM, given["x"] + given["y"]),
    ):
        operands = [Written(first, binding), *(Written("2") if i in op.fixed else Written("b") for i in (1, 2))]
        numbers = [
            given["x"] + given["y"] if value is None else value,
            *(2.0 if i in op.fixed else 0.75 for i in (1, 2)),
        ]
        count = op.arity or 2
        text = op.write(*operands[:count]).text
        if op in ops.COMPARISONS.values():
            text = f"where({text}, 1, 0)"
        elif name == "where":
            text, numbers[0] = op.write(Written(f"{first} > 0"), *operands[1:3]).text, float(value > 0)
        assert evaluate(text, given).result.data == pytest.approx(op(*numbers[:count]), rel=1e-14), text
    assert POWER > PRODUCT > SUM


def outcome(text: str) -> str:
    """The number that `text` stands for, or the error's sentence."""
    try:
        return str(evaluate(text, GIVEN).result.data)
    except ChainruleError as error:
        return str(error)


HOSTILE = [
    "2(" * 40_000, "sin " * 20_000 + "x", "2x" * 40_000, "√" * 40_000 + "x", "∜" * 40_000 + "x", "|x" * 40_000,
    "x²" * 40_000, "sin²" * 30_000 + "(x)", "(x)" * 30_000, "1/2" * 30_000 + "x", "x" + "ⁿ" * 90_000, "x=" * 40_000,
    "π" * 90_000, "x" + "₁" * 90_000, "sin" + " " * 90_000 + "x", ("sin" + " " * 300) * 300 + "x", "2^" * 40_000 + "x",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:8])
def test_hostile_text_takes_no_time(text: str) -> None:
    start = time.process_time()
    assert re.fullmatch(r"[^\n]{1,300}", outcome(text))
    assert time.process_time() - start < 20


PIECES = [
    "2",
    "x",
    "y",
    "π",
    "sin",
    "ln",
    "(",
    ")",
    "|",
    "√",
    "²",
    "ⁿ",
    "⁻",
    "^",
    "+",
    "−",
    "·",
    "/",
    " ",
    "½",
    "₁",
    "=",
    ";",
]


@given(st.lists(st.sampled_from([*PIECES, " "]), max_size=14).map("".join))
def test_any_mixture_is_a_number_or_one_line(text: str) -> None:
    assert re.fullmatch(r"[^\n]{1,400}", outcome(text))
