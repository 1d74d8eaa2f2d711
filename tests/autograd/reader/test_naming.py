"""Names as pages write them, and their normal form."""

from __future__ import annotations

from autograd.reader.naming import says_gradient, says_new, spelled
from autograd.reader.passage import Passage
from autograd.reader.tokens import tokens


def read(text: str, notation: str) -> str:
    """The name at the beginning: ! where it is new, ? where its letters may be a product, T where it is transposed, '
    for each prime; and what is left behind it."""
    found = tokens(Passage.of(text, notation))
    name = spelled(found, 0)
    if name is None:
        return "no name"
    key = name.name
    marks = "!" * key.fresh + "?" * key.run + "T" * key.transposed + "'" * name.primes
    rest = "".join(token.text for token in found[name.end :])
    return f"{key.key} {marks} {rest}".strip()


LATEX = {
    # indices below
    "w": "w",
    "w_1": "w1",
    "w_{1}": "w1",
    "w_{h_1}": "wh1",
    "w_{12}": "w12",
    "w1": "w1",
    "w_{t-1}": "wt-1",
    "w_{t+1}": "wt+1",
    "w_{i,j}": "wij",
    "w_{i \\to j}": "wi→j",
    "w_{(1)}": "w1",
    "w_a b": "wa  b",
    "w_\\text{out}": "wout",
    "w_\\alpha": "wα",
    "w_+": "w+",
    "w_*": "w",
    "w_'": "w",
    "w_": "w  _",
    "w_-": "w  _-",
    "w_=": "w  _=",
    "w_(1)": "w  _(1)",
    "w_{1": "w  _{1",
    "w_{}": "w  _{}",
    "w_{" + "a" * 30 + "}": "w" + "a" * 30,
    # powers are left alone, upper indices are not
    "w^2": "w  ^2",
    "w^{2}": "w  ^{2}",
    "w^a": "w(a)",
    "w^{ab}": "w(ab)",
    "w^{(1)}": "w(1)",
    "w^{[1]}": "w(1)",
    "w^{(1)}_2": "w2(1)",
    "w_2^{(1)}": "w2(1)",
    "w^{(1)T}": "w(1) T",
    "w^{[1]T} x": "w(1) T x",
    "w^{(1)\\top}": "w(1) T",
    "w^{(1)2}": "w  ^{(1)2}",
    "w^{(1}": "w  ^{(1}",
    "w^*": "w",
    "w^{*}": "w",
    "w^T": "w T",
    "w^{T}": "w T",
    "w^\\top": "w T",
    "w^{\\top}_1": "w1 T",
    "w^{-1}": "w  ^{-1}",
    "w^{a+b}": "w  ^{a+b}",
    "w^{{a}}": "w  ^{{a}}",
    "e^T": "e  ^T",
    "e^a": "e  ^a",
    "e_1^a": "e1  ^a",
    # primes
    "w'": "w '",
    "w''": "w ''",
    "w^{'}": "w '",
    "w^{\\prime}": "w '",
    "w^{\\prime\\prime}": "w ''",
    "w^\\prime_1": "w1 '",
    "w_1'": "w1 '",
    # new and old
    "w_{new}": "w !",
    "w^{new}": "w !",
    "w^{\\text{new}}": "w !",
    "w_{1,new}": "w1 !",
    "w^{old}": "w",
    "w_{old}": "w",
    "w_{1,\\text{alt}}": "w1",
    "w^+": "w !",
    "w^{+}": "w !",
    "w_{neu}": "w !",
    # accents and braces
    "\\hat y": "ŷ",
    "\\hat{y}": "ŷ",
    "\\hat{y}_1": "ŷ1",
    "\\hat{y_1}": "ŷ1",
    "\\bar{x}": "x̄",
    "\\vec{x}": "x",
    "\\hat{\\bar{x}}": "x̂̄",
    "\\mathbf{w}_1": "w1",
    "\\mathbf{w_1}": "w1",
    "{{w}}": "w",
    "{" * 5 + "w" + "}" * 5: "w",
    "{" * 6 + "w" + "}" * 6: "no name",
    "{w": "no name",
    "{w + 1}": "no name",
    "{w'}'": "w ''",
    "{w_{new}}": "w !",
    "{w^{(1)}}_2": "w2(1)",
    "{w^T}": "w T",
    "{w^T}^T": "w",
    "w^{(1)TT}": "w  ^{(1)TT}",
    "w^{()}": "w",
    "\\hat 2": "no name",
    "\\hat": "no name",
    "2": "no name",
    "": "no name",
    "{": "no name",
    # letters side by side
    "ab": "ab ?",
    "ab_1": "ab1",
    "ab1": "ab1",
    "\\alpha": "α",
    "\\text{net}": "net ?",
    "\\theta_{1}": "θ1",
}
PLAIN = {
    "w1_new": "w1 !",
    "w_new_1": "w1 !",
    "w_old": "w",
    "w_1": "w1",
    "w_h_1": "wh1",
    "z_h1": "zh1",
    "net": "net",
    "E_total": "Etotal",
    "w₁": "w1",
    "w₁′": "w1 '",
    "ŷ": "ŷ",
    "ŷ₁": "ŷ1",
    "w12": "w12",
    "h1(2)": "h1  (2)",
    "w^2": "w  ^2",
    "new": "new",
    "x1y2": "x1y2",
}


def test_a_name_of_latex_in_its_normal_form() -> None:
    assert {text: read(text, "latex") for text in LATEX} == LATEX


def test_a_name_of_plain_text_in_its_normal_form() -> None:
    assert {text: read(text, "plain") for text in PLAIN} == PLAIN


def test_an_index_is_looked_through_for_sixty_tokens() -> None:
    longest = "a" + "+a" * 28 + "+"  # with its braces 60 tokens
    assert read(f"w_{{{longest}}}", "latex") == f"w{longest}"
    assert read(f"w_{{{longest}a}}", "latex") == f"w  _{{{longest}a}}"


def test_what_a_columns_heading_says() -> None:
    gradients = ("Gradient", "∂L", "the partial derivative", "Ableitung", "梯度", "weight gradients")
    assert [heading for heading in gradients if not says_gradient(heading)] == []
    new = ("new", "w_new", "New value", "neu", "updated weight", "w (new)")
    assert [heading for heading in new if not says_new(heading)] == []
    neither = ("value", "w+", "renewed", "weight", "otherwise", "")
    assert [heading for heading in neither if says_new(heading) or says_gradient(heading)] == []
    assert not says_gradient("new gradient")
