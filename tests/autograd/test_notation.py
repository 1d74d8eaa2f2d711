"""How numbers, names and formulas are written."""

from __future__ import annotations

import math
import operator
import re
import unicodedata
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Value, ops, values
from autograd.naming import formula
from autograd.notation import (
    ANYTHING,
    ATOM,
    POWER,
    PRODUCT,
    SUM,
    Written,
    latex_name,
    latex_number,
    number,
    printable,
    superscript,
)


@pytest.mark.parametrize(
    ("x", "written"),
    [
        (0.1 + 0.2, "0.3"),
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-3.0, "-3"),
        (2.5, "2.5"),
        (1 / 3, "0.333333"),
        (2 / 3, "0.666667"),
        (-2 / 3, "-0.666667"),
        (1e-7, "1e-7"),
        (-2.5e-8, "-2.5e-8"),
        (0.00001234567, "1.23457e-5"),
        (0.0001234567, "0.000123457"),
        (1e22, "1e22"),
        (1.5e300, "1.5e300"),
        (123456789.0, "123456789"),
        (1234567.5, "1.23457e6"),
        (100.0, "100"),
        (0.9999999, "1"),
        (5e-324, "4.94066e-324"),
        (math.nan, "nan"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
    ],
)
def test_numbers_stand_as_on_paper(x: float, written: str) -> None:
    assert number(x) == written


@pytest.mark.parametrize(
    ("x", "digits", "written"), [(math.pi, 3, "3.14"), (math.pi, 10, "3.141592654"), (1234.5, 2, "1.2e3")]
)
def test_numbers_have_the_digits_asked_for(x: float, digits: int, written: str) -> None:
    assert number(x, digits) == written


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 17))
def test_a_written_number_reads_back_as_the_number_to_its_digits(x: float, digits: int) -> None:
    shown, exact = Fraction(number(x, digits)), Fraction(x)
    assert abs(shown - exact) <= abs(exact) * Fraction(1, 2) * Fraction(10) ** (1 - digits)
    assert float(number(x, 17)) == x


@pytest.mark.parametrize(
    ("x", "written"),
    [
        (2.0, "2"),
        (-0.5, "-0.5"),
        (-2.5e-8, r"-2.5 \times 10^{-8}"),
        (1e22, r"1 \times 10^{22}"),
        (math.inf, r"\infty"),
        (-math.inf, r"-\infty"),
    ],
)
def test_numbers_in_latex_have_powers_of_ten(x: float, written: str) -> None:
    assert latex_number(x) == written


def test_exponents_are_written_above() -> None:
    assert superscript("-12") == "⁻¹²"


# --- labels ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "written"),
    [
        ("w", "w"),
        ("中文 é ∂", "中文 é ∂"),
        ("w\x1b[31m", r"w\x1b[31m"),
        ("a\nb\tc", r"a\nb\tc"),
        ("\u202egnp.exe", r"\u202egnp.exe"),  # right-to-left override
        ("zero\u200bwidth", r"zero\u200bwidth"),
        ("\x00\x7f", r"\x00\x7f"),
        ("", ""),
    ],
)
def test_what_drives_a_terminal_or_hides_is_escaped(label: str, written: str) -> None:
    assert printable(label) == written


@given(st.text())
def test_a_printable_label_has_no_control_or_format_character(label: str) -> None:
    shown = printable(label)
    assert shown.isprintable()
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in shown)


@pytest.mark.parametrize(
    ("label", "latex"),
    [
        ("b", "b"),
        ("W", "W"),
        ("w12", "w_{12}"),
        ("w_12", "w_{12}"),
        ("W_ca", "W_{ca}"),
        ("theta", r"\theta"),
        ("lambda_1", r"\lambda_{1}"),
        ("θ", r"\theta"),
        ("δ_1", r"\delta_{1}"),
        ("Σ", r"\Sigma"),
        ("loss", r"\mathrm{loss}"),
        ("x'", "x'"),
        ("h1'", "h_{1}'"),
        ("|x|", r"|\text{x}|"),
    ],
)
def test_usual_labels_become_symbols_with_subscripts(label: str, latex: str) -> None:
    assert latex_name(label) == latex


TOKEN = re.compile(r"\\[A-Za-z]+|\\.|.", re.DOTALL)
KNOWN = {
    *(r"\text", r"\mathrm", r"\backslash", r"\wedge", r"\sim"),
    *("\\" + c for c in "{}$&#%_"),
    *TOKEN.findall(
        r"\alpha\beta\gamma\delta\epsilon\zeta\eta\theta\kappa\lambda\mu\nu\xi\pi\rho\sigma\tau\phi\chi\psi\omega"
    ),
}


def assert_is_harmless_latex(latex: str) -> None:
    depth = 0
    tokens = TOKEN.findall(latex)
    for token, following in zip(tokens, [*tokens[1:], ""], strict=False):
        depth += (token == "{") - (token == "}")
        assert depth >= 0, latex
        assert token not in set("$&#%^~\\"), latex
        assert token != "_" or following == "{", latex
        assert not token.startswith("\\") or token in KNOWN, latex
    assert depth == 0, latex
    assert latex.isprintable()


@pytest.mark.parametrize(
    "label",
    [
        "50%",
        "$x$",
        "a & b",
        "#1",
        "a_b_c",
        "_",
        "__init__",
        "a_",
        "x^2",
        "~",
        "{",
        "}{",
        "\\",
        r"\input{/etc/passwd}",
        r"\end{document}",
        r"\def\x{\x}",
        "a\nb",
        "<script>",
        "\x1b[31m",
        "中文",
        "x" * 500,
        "''",
        "x''_2",
        r"\\\\",
        "%\n}",
    ],
)
def test_hostile_labels_are_harmless_in_latex(label: str) -> None:
    assert_is_harmless_latex(latex_name(label))


@given(st.text(alphabet=st.one_of(st.sampled_from("ab1_'\\{}$&#%^~<> \n"), st.characters())))
def test_any_label_is_harmless_in_latex(label: str) -> None:
    assert_is_harmless_latex(latex_name(label))


# --- formulas --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("binding", "needed", "parentheses"),
    [
        (SUM, ANYTHING, False),
        (SUM, SUM, False),
        (SUM, PRODUCT, True),
        (SUM, ATOM, True),
        (PRODUCT, SUM, False),
        (PRODUCT, PRODUCT, False),
        (PRODUCT, POWER, True),
        (POWER, PRODUCT, False),
        (POWER, ATOM, True),
        (ATOM, ATOM, False),
    ],
)
def test_a_looser_piece_inside_a_tighter_one_gets_parentheses(binding: int, needed: int, parentheses: bool) -> None:
    assert f"{Written('p', binding):{needed}}" == ("(p)" if parentheses else "p")


def test_a_piece_without_a_demand_stands_as_it_is() -> None:
    assert f"{Written('a + b', SUM)}" == "a + b"
    assert f"{Written('a')}" == "a"


def test_a_negative_number_binds_like_a_sum_and_a_positive_one_holds_together() -> None:
    assert f"{Written.number(-2.0):{PRODUCT}}" == "(-2)"
    assert f"{Written.number(2.0):{ATOM}}" == "2"
    assert f"{Written.number(-0.0):{ATOM}}" == "0"


def test_a_power_of_a_latex_number_with_an_exponent_has_no_double_superscript() -> None:
    base = Written.number(1e22, latex=True)
    written = ops.power.write(base, Written("2"), latex=True).text
    assert re.sub(r"\s", "", written).startswith(("(1\\times10^{22})^", "\\left(1\\times10^{22}\\right)^"))


@pytest.mark.parametrize(
    ("build", "written"),
    [
        (lambda a, b: a + b + a, "a + b + a"),
        (lambda a, b: a - (b - a), "a - (b - a)"),
        (lambda a, b: a - (b + a), "a - (b + a)"),
        (lambda a, b: (a - b) - a, "a - b - a"),
        (lambda a, b: (a + b) * (a - b), "(a + b)·(a - b)"),
        (lambda a, b: a * b * a, "a·b·a"),
        (lambda a, b: a / (b * a), "a / (b·a)"),
        (lambda a, b: a / (b / a), "a / (b / a)"),
        (lambda a, b: (a + b) / a, "(a + b) / a"),
        (lambda a, b: (a + b) ** 2, "(a + b)²"),
        (lambda a, b: (a**2) ** 3, "(a²)³"),
        (lambda a, b: (-a) ** 2, "(-a)²"),
        (lambda a, b: -(a**2), "-a²"),
        (lambda a, b: a**-1, "a⁻¹"),
        (lambda a, b: a**0.5, "a**0.5"),
        (lambda a, b: a**b**2, "a**b²"),
        (lambda a, b: (a * b) ** b, "(a·b)**b"),
        (lambda a, b: a * -2, "a·(-2)"),
        (lambda a, b: -2 * a, "(-2)·a"),
        (lambda a, b: (-a).__neg__(), "-(-a)"),
        (lambda a, b: -(a + b), "-(a + b)"),
        (lambda a, b: a - (-b), "a - (-b)"),
        (lambda a, b: (a + b).tanh(), "tanh(a + b)"),
        (lambda a, b: abs(a - b), "|a - b|"),
    ],
)
def test_a_formula_has_the_parentheses_its_meaning_needs(build, written: str) -> None:
    a, b = values(a=4.0, b=3.0)
    assert formula(build(a, b)) == written


def evaluate(text: str, **numbers: float) -> float:
    """The value of a written formula of + - · / ** ², by Python's own grammar, through the syntax tree."""
    import ast

    for power, digit in zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True):
        text = text.replace(power, f"**{digit}")

    def compute(node: ast.AST) -> float:
        match node:
            case ast.Expression():
                return compute(node.body)
            case ast.Constant():
                return float(node.value)
            case ast.Name():
                return numbers[node.id]
            case ast.UnaryOp(op=ast.USub()):
                return -compute(node.operand)
            case ast.BinOp():
                left, right = compute(node.left), compute(node.right)
                operations = {
                    ast.Add: lambda: left + right,
                    ast.Sub: lambda: left - right,
                    ast.Mult: lambda: left * right,
                    ast.Div: lambda: left / right,
                    ast.FloorDiv: lambda: left // right,
                    ast.Mod: lambda: left % right,
                    ast.Pow: lambda: left**right,
                }
                return operations[type(node.op)]()
        raise AssertionError(ast.dump(node))

    return compute(ast.parse(text.replace("·", "*"), mode="eval"))


TREE = st.recursive(
    st.sampled_from(["a", "b", 2.0, -3.0, 0.5]),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["+", "-", "*", "/", "//", "%"]), inner, inner),
        st.tuples(st.just("neg"), inner),
        st.tuples(st.just("square"), inner),
        st.tuples(st.just("total"), inner, inner),
        st.tuples(st.just("dot"), inner, inner),
    ),
    max_leaves=6,
)


OPERATORS = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv,
    "%": operator.mod,
}  # fmt: skip


@given(TREE)
def test_a_written_formula_read_by_pythons_grammar_means_what_was_computed(tree) -> None:
    numbers = {"a": 1.75, "b": -0.625}
    leaves = {name: Value(x, name) for name, x in numbers.items()}

    def build(tree) -> Value:
        match tree:
            case str():
                return leaves[tree]
            case float():
                from autograd.value import constant

                return constant(tree)
            case ("neg", inner):
                return -build(inner)
            case ("square", inner):
                return build(inner) ** 2
            case ("total", left, right):
                return ops.total([build(left), build(right)])
            case ("dot", left, right):
                return ops.dot([build(left)], [build(right)])
            case (symbol, left, right):
                left, right = build(left), build(right)
                if symbol in ("/", "//", "%") and right.data == 0:
                    return left
                return OPERATORS[symbol](left, right)
        raise AssertionError(tree)

    node = build(tree)
    assert evaluate(formula(node, depth=10), **numbers) == pytest.approx(node.data, rel=1e-9, abs=1e-9)
