"""What the tokens of one side are read into, tree by tree; and what is refused, with the reason."""

from __future__ import annotations

from autograd.reader.parsing import parse
from autograd.reader.passage import Passage
from autograd.reader.tokens import tokens
from autograd.reader.trees import (
    Applied,
    Array,
    Call,
    Derivative,
    Fraction,
    Name,
    NotUnderstood,
    Power,
    Product,
    Sum,
    Tree,
    numerals,
)  # fmt: skip


def told(tree: Tree) -> str:
    """A tree in one line: (+a -b), [a *b /c], {a|b}, <a^b>, f'(a), name'«a», ∂a/∂b, ⟦a b; c d⟧; what is marked on a
    name behind it: ! new, ? a run of letters, T transposed."""
    match tree:
        case Name():
            return tree.key + "!" * tree.fresh + "?" * tree.run + "T" * tree.transposed
        case Derivative():
            return f"{tree.key}" + "!" * tree.fresh
        case Sum():
            return "(" + " ".join({1: "+", -1: "-"}[sign] + told(term) for sign, term in tree.terms) + ")"
        case Product():
            return "[" + " ".join(how + told(factor) for how, factor in tree.factors) + "]"
        case Fraction():
            return f"{{{told(tree.above)}|{told(tree.below)}}}"
        case Power():
            return f"<{told(tree.base)}^{told(tree.exponent)}>"
        case Call():
            return tree.function + "'" * tree.primes + f"({', '.join(map(told, tree.arguments))})"
        case Applied():
            return told(tree.name) + "'" * tree.primes + f"«{', '.join(map(told, tree.arguments))}»"
        case Array():
            rows = "; ".join(" ".join(map(told, row)) for row in tree.rows)
            return f"⟦{rows}⟧" + "L" * tree.is_list + "T" * tree.transposed
    return tree.text


def read(text: str, notation: str, *, comma: bool = False) -> str:
    try:
        return told(parse(tokens(Passage.of(text, notation), comma)))
    except NotUnderstood as refused:
        return f"! {refused}"


PLAIN = {
    # sums, signs, products
    "a + b - c": "(+a +b -c)",
    "-a": "(-a)",
    "+a": "a",
    "--a": "a",
    "a - -b": "(+a +b)",
    "a + -b": "(+a -b)",
    "a - + b": "(+a -b)",
    "a + * b": "(+a +b)",
    "* a": "! *",
    "(* a)": "a",
    "a * b": "[a *b]",
    "a * * b": "[a *b]",
    "a / b / c": "[a /b /c]",
    "a / * b": "[a /b]",
    "a * -b": "[a *(-b)]",
    "a * --b": "[a *b]",
    "a * +b": "[a *b]",
    "2 a": "[2 a]",
    "2 3": "! 3",
    "a 3": "[a 3]",
    "(2) 3": "! 3",
    "(a) 3": "[a 3]",
    "2 (3) (4)": "[2 3 4]",
    "a b": "[a b]",
    "2 ∂L/∂w": "[2 ∂L/∂w]",
    "a ⊙ b": "[a ⊙b]",
    "a,": "! ,",
    "a)": "! )",
    "a *": "! it ends too early",
    "": "! it ends too early",
    "a +": "! it ends too early",
    # powers, exponents, per cent
    "a^2": "<a^2>",
    "a^-2": "<a^(-2)>",
    "a^{-2}": "<a^(-2)>",
    "a^{b + 1}": "<a^(+b +1)>",
    "2^3^4": "! a power of a power without brackets",
    "{a + 1}^2": "<(+a +1)^2>",
    "-a^2": "(-<a^2>)",
    "2 a^2": "[2 <a^2>]",
    "25%": "25%",
    "2 * 25%": "[2 *25%]",
    "a%": "! %",
    "(2 + 3)%": "! %",
    "2^": "! it ends too early",
    # transposed
    "[1, 2]^T": "⟦1 2⟧LT",
    "[1, 2]^{T}": "⟦1 2⟧LT",
    "[1, 2]^⊤": "⟦1 2⟧LT",
    "[1, 2]^{T} 3": "[⟦1 2⟧LT 3]",
    "[1, 2]^{T 2}": "<⟦1 2⟧L^[T 2]>",
    "[1, 2]^{2}": "<⟦1 2⟧L^2>",
    "W^T x": "[WT x]",
    "(W x)^T": "! transposed",
    "(W x)^{T}": "! transposed",
    "(2)^T": "! transposed",
    "2^{T}": "! transposed",
    "2^{T + 1}": "<2^(+T +1)>",
    "(W)^T": "WT",
    "(W)^T x": "[WT x]",
    "(W)^{T} x": "[WT x]",
    "(W)^⊤^T": "W",
    "[1, 2]^{⊤} 3": "[⟦1 2⟧LT 3]",
    "(W)^{T": "! it ends too early",
    "{w}_1": "w1",
    "2 {w}_1": "[2 w1]",
    "{w}'": "w!",
    "e^{T}": "exp(T)",
    # brackets and lists
    "(a)": "a",
    "[a]": "a",
    "{a}": "a",
    "(a, b)": "⟦a b⟧L",
    "[a, b]": "⟦a b⟧L",
    "[[1, 2], [3, 4]]": "⟦1 2; 3 4⟧",
    "[[1, 2]]": "⟦1 2⟧",
    "([1, 2])": "⟦1 2⟧L",
    "[[[1, 2], [3, 4]], 5]": "⟦⟦1 2; 3 4⟧ 5⟧L",
    "[[[1, 2], [3, 4]], [5, 6]]": "⟦⟦1 2; 3 4⟧ ⟦5 6⟧L⟧L",
    "[a)": "a",
    "(a]": "a",
    "(a}": "! }",
    "{a + b)": "! )",
    "(a; b)": "⟦a b⟧L",
    "(a = b)": "! =",
    "(a : b)": "! :",
    "dL_dw * 2": "[∂L/∂w *2]",
    "dL_dw x": "[∂L/∂w x]",
    "(a": "! it ends too early",
    "()": "! )",
    "(a)_1": "! an index of a bracket",
    # functions
    "exp(a)": "exp(a)",
    "exp(a, b)": "exp(a, b)",
    "max(a, b)": "max(a, b)",
    "exp a": "exp(a)",
    "exp 2": "exp(2)",
    "exp": "exp",
    "exp^2": "exp(2)",
    "exp^{a}": "exp(a)",
    "tanh^2(a)": "<tanh(a)^2>",
    "tanh^2 a": "<tanh(a)^2>",
    "tanh": "tanh",
    "tanh + 1": "(+tanh +1)",
    "tanh^2": "<tanh^2>",
    "sigmoid a": "[sigmoid a]",
    "sigmoid(a)": "sigmoid(a)",
    "sigmoid'(a)": "sigmoid'(a)",
    "sigmoid''(a)": "sigmoid''(a)",
    "log_2(a)": "log2(a)",
    "log_10(a)": "log10(a)",
    "log_3(a)": "log3«a»",
    "ln_2(a)": "ln2«a»",
    "σ^2 a": "[<σ^2> a]",
    "log[a]": "log(a)",
    "e^a": "exp(a)",
    "e^{-a}": "exp((-a))",
    "e^-a": "exp((-a))",
    "e^2": "exp(2)",
    "e": "e",
    "e * 2": "[e *2]",
    "f(a)": "f«a»",
    "f(a, b)": "f«a, b»",
    "f'(a)": "f'«a»",
    "f''(a)": "f''«a»",
    "f[a]": "[f a]",
    "f(a)^2": "<f«a»^2>",
    "w'": "w!",
    "w''": "w!",
    "w' x": "[w! x]",
    # derivatives
    "∂L/∂w": "∂L/∂w",
    "dL/dw": "∂L/∂w",
    "dL_dw": "∂L/∂w",
    "∂L'/∂w": "∂L/∂w!",
    "∂L/∂w * 2": "[∂L/∂w *2]",
    "∂L": "! ∂",
    "∂L/w": "! ∂",
    "dL/w": "[dL /w]",
    "dL": "dL",
    "dL * dw": "[dL *dw]",
    "dL/dw'": "∂L/∂w",
    "dL'/dw": "∂L/∂w!",
    "2 dL/dw + 1": "(+[2 ∂L/∂w] +1)",
    "dL_1/dw_1": "∂L1/∂w1",
    "dL_total_dw_h1": "∂Ltotal/∂wh1",
    "dL2/dw": "∂L2/∂w",
    "d L / d w": "∂L/∂w",
    "d/d": "[d /d]",
    "cL_dw": "cLdw",
    "d/dw": "[d /dw]",
    "dL/d": "[dL /d]",
    # what is no mathematics
    "a ? b": "! ?",
    "?": "! ?",
    "∑": "! sum",
    "a ± b": "! ±",
    "|a|": "! |",
}

LATEX = {
    # fractions
    r"\frac{a}{b}": "{a|b}",
    r"\dfrac{a + 1}{b}": "{(+a +1)|b}",
    r"\tfrac12": "{1|2}",
    r"\cfrac1 2": "{1|2}",
    r"\frac12 3": "[{1|2} 3]",
    r"\frac{12}{3}": "{12|3}",
    r"\frac123": "! it ends too early",
    r"\frac123 4": "! an argument without braces",
    r"\frac2.5 4": "! an argument without braces",
    r"\frac1{23}": "{1|23}",
    r"\frac a b": "{a|b}",
    r"\frac\alpha\beta": "{α|β}",
    r"\frac{\frac12}{3}": "{{1|2}|3}",
    r"\frac{a}": "! it ends too early",
    r"\frac{a}{b": "! it ends too early",
    r"\frac{a}{}": "! }",
    r"\frac\frac12 3": "{{1|2}|3}",
    r"\frac{\partial L}{\partial w}": "∂L/∂w",
    r"\frac{\partial L}{\partial w} x": "[∂L/∂w x]",
    r"\frac{dL}{dw}": "∂L/∂w",
    r"\frac{d L}{d w}": "∂L/∂w",
    r"\frac{\mathrm{d}L}{\mathrm{d}w}": "∂L/∂w",
    r"\frac{\partial L'}{\partial w'}": "∂L/∂w!",
    r"\frac{\partial L}{\partial w x}": "! ∂",
    r"\frac{\partial L x}{\partial w}": "! ∂",
    r"\frac{\partial L}{w}": "! ∂",
    r"\frac{dE}{d_{o_1}}": "∂E/∂o1",
    r"\frac{d_{E}}{d_{o_1}}": "∂E/∂o1",
    r"\frac{dE}{d_2}": "∂E/∂2",
    r"\frac{dE}{d_}": "! an index of a bracket",
    r"\frac{dE}{dw'}": "∂E/∂w",
    r"\frac{dE_1}{dw_{12}} x": "[∂E1/∂w12 x]",
    r"\frac{d\hat{y}}{d\hat{z}}": "∂ŷ/∂ẑ",
    r"\frac{\partial_1 L}{\partial w}": "! ∂",
    r"\frac{\partial}{\partial w}": "! ∂",
    r"\frac{dL}{w}": "{dL?|w}",
    r"\frac{d}{dw}": "{d|dw?}",
    r"\frac{dL}{d}": "{dL?|d}",
    r"\partial L/\partial w": "∂L/∂w",
    r"\partial^2 L": "! ∂",
    r"\frac{\partial^2 L}{\partial w}": "! ∂",
    # roots
    r"\sqrt2": "sqrt(2)",
    r"\sqrt2^2": "<sqrt(2)^2>",
    r"\frac{dE}{d_*}": "{dE?|d}",
    r"\frac{d_*}{dw}": "{d|dw?}",
    r"d_*/dw": "[d /dw?]",
    r"dE/d_*": "[dE? /d]",
    r"\sqrt{a + 1}": "sqrt((+a +1))",
    r"\sqrt25": "! an argument without braces",
    r"\sqrt[3]{8}": "! a root of another order",
    r"\sqrt\frac12": "sqrt({1|2})",
    r"\sqrt a b": "[sqrt(a) b]",
    r"√25": "sqrt(25)",
    r"√2.5 a": "[sqrt(2.5) a]",
    r"√(a)": "sqrt(a)",
    r"√": "! it ends too early",
    # functions
    r"\log_2(a)": "log2(a)",
    r"\log_{10} a": "log10(a)",
    r"\ln\frac12": "ln({1|2})",
    r"\ln a b": "[ln(a) b]",
    r"\ln a^2": "ln(<a^2>)",
    r"\ln": "ln?",
    r"\max\begin{bmatrix}1&2\end{bmatrix}": "max(⟦1 2⟧)",
    r"\text{sigmoid}\begin{bmatrix}1&2\end{bmatrix}": "sigmoid(⟦1 2⟧)",
    r"\sigma{a}": "sigmoid(a)",
    r"\sigma a": "[σ a]",
    r"\sigma^2(a)": "<sigmoid(a)^2>",
    r"\sigma^{2} + 1": "(+<σ^2> +1)",
    r"\tanh^{2}\left(a\right)": "<tanh(a)^2>",
    r"\sigma\{a\}": "sigmoid(a)",
    r"e^{a}": "exp(a)",
    r"e^T": "exp(T)",
    r"e^a b": "[exp(a) b]",
    # matrices
    r"\begin{bmatrix}1&2\\3&4\end{bmatrix}": "⟦1 2; 3 4⟧",
    r"\begin{pmatrix}1\\2\\\end{pmatrix}": "⟦1; 2⟧",
    r"\begin{matrix}\\1&2\end{matrix}": "⟦1 2⟧",
    r"\begin{bmatrix}1\quad&2\end{bmatrix}": "⟦1 2⟧",
    r"\begin{bmatrix}\quad 1&2\end{bmatrix}": "⟦1 2⟧",
    r"\begin{bmatrix}\quad\quad a+1&2\end{bmatrix}": "⟦(+a +1) 2⟧",
    r"\begin{bmatrix}7\end{bmatrix}": "7",
    r"\begin{bmatrix}1&2\\3\end{bmatrix}": "! rows of different lengths",
    r"\begin{bmatrix}\end{bmatrix}": "! rows of different lengths",
    r"\begin{bmatrix}1&2": "! a matrix that does not end",
    r"\begin{bmatrix}1,2\end{bmatrix}": "! ,",
    r"\begin{bmatrix}1&2\end{bmatrix}^T": "⟦1 2⟧T",
    r"\begin{bmatrix}1&2\end{bmatrix}^{T}": "⟦1 2⟧T",
    r"\begin{bmatrix}1&2\end{bmatrix}^{\top} 3": "[⟦1 2⟧T 3]",
    r"\begin{array}{cc}1&2\end{array}": "⟦1 2⟧",
    # lists and brackets
    r"(1,\quad 2)": "⟦1 2⟧L",
    r"(\quad 1\quad, 2)": "⟦1 2⟧L",
    r"(\quad\quad 1\quad\quad)": "1",
    r"[1\quad 2]": "! 2",
    r"\{a + 1\}": "(+a +1)",
    r"{a}": "a",
    r"{a} b": "[a b]",
    r"{a b}": "[a b]",
    r"{\bf a}": "a",
    r"\left[a\right)": "a",
    r"\hat{y} - y": "(+ŷ -y)",
    r"\hat y y": "[ŷ y]",
    r"\hat 2": "! ∂",
    r"\sum a": "! sum",
    r"a \text{ and so on}": "! and so on",
}


def test_what_a_side_of_plain_text_is_read_into() -> None:
    assert {text: read(text, "plain") for text in PLAIN} == PLAIN


def test_what_a_side_of_latex_is_read_into() -> None:
    assert {text: read(text, "latex") for text in LATEX} == LATEX


NUMBERS = {
    "1.3 * 10^-3": "1.3e-3",
    "1.3 * 10^3": "1.3e3",
    "1.3 * 10^{-7}": "1.3e-7",
    "1.3 * 10^(-7)": "1.3e-7",
    "1.3 * 10^+7": "1.3e7",
    "1.3 * 10^{123} a": "[1.3e123 a]",
    "1.3 * 10^{1234}": "[1.3 *<10^1234>]",
    "1.3 * 10^{7": "! it ends too early",
    "1.3 * 10^{7 + 1}": "[1.3 *<10^(+7 +1)>]",
    "1.3 * 10^1.5": "[1.3 *<10^1.5>]",
    "1.3 * 10^a": "[1.3 *<10^a>]",
    "1.3 * 10": "[1.3 *10]",
    "1.3 * 100^3": "[1.3 *<100^3>]",
    "1.3 + 10^3": "(+1.3 +<10^3>)",
    "1.3 10^3": "! 10",
    "1.3*10": "[1.3 *10]",
    "0.3…": "0.3…",
    "0.3… * 2": "[0.3… *2]",
    "0.3… * 10^2": "! 0.3…e2",
    "1,234.5": "1234.5",
}


def test_numbers_with_a_power_of_ten_or_cut_off_are_one_number() -> None:
    assert {text: read(text, "plain") for text in NUMBERS} == NUMBERS


def places(text: str) -> list[tuple[str, int, int]]:
    return [(one.text, one.start, one.end) for one in numerals(parse(tokens(Passage.of(text, "latex"))))]


def test_a_number_stands_from_its_first_digit_to_its_last_sign() -> None:
    assert places("0.25") == [("0.25", 0, 4)]
    assert places(" 25\\%") == [("25%", 1, 5)]
    assert places("1.5 \\cdot 10^{-3}") == [("1.5e-3", 0, 17)]
    assert places("1.5 \\cdot 10^3") == [("1.5e3", 0, 14)]
    assert places("0.3…") == [("0.3…", 0, 4)]
    assert places("\\frac47") == [("4", 5, 6), ("7", 6, 7)]


def test_a_comma_in_a_number_is_a_point_on_a_page_of_decimal_commas() -> None:
    assert read("0,5 * 2", "plain", comma=True) == "[0.5 *2]"
    assert read("0{,}5", "latex", comma=True) == "0.5"
    assert read("1.5", "plain", comma=True) == "1.5"
    assert read("(0,5; 2)", "plain", comma=True) == "⟦0.5 2⟧L"


def test_brackets_and_roots_thirty_deep_are_read_and_no_more() -> None:
    assert read("(" * 29 + "a" + ")" * 29, "plain") == "a"
    assert read("(" * 30 + "a" + ")" * 30, "plain") == "! nested too deeply"
    assert read("√" * 29 + "a", "plain") == "sqrt(" * 29 + "a" + ")" * 29
    assert read("√" * 30 + "a", "plain") == "! nested too deeply"
    assert read(" + ".join(["(a)"] * 100), "plain") == "(" + " ".join(["+a"] * 100) + ")"
    assert read("(a) + " * 100 + "(" * 30 + "a" + ")" * 30, "plain") == "! nested too deeply"


def test_of_dx_sixty_tokens_are_looked_through() -> None:
    longest = "a" + "+a" * 27 + "+"  # with dx, _ and braces 60 tokens
    assert read(f"\\frac{{dx_{{{longest}}}}}{{dw}}", "latex") == f"∂x{longest}/∂w"
    assert read(f"\\frac{{dx_{{{longest}a}}}}{{dw}}", "latex") == f"{{dx{longest}a|dw?}}"
