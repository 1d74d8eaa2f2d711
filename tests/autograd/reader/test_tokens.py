"""The tokens of pieces of notation: the kind of each by its first letters, and its text."""

from __future__ import annotations

from autograd.reader.passage import Passage
from autograd.reader.tokens import tokens


def read(text: str, notation: str, *, comma: bool = False) -> str:
    """The tokens, a blank where one stands apart from the token before it."""
    found = tokens(Passage.of(text, notation), comma)
    at = 0
    for token in found:
        assert at <= token.start <= token.end <= len(text)
        at = token.end
    return "|".join(" " * token.spaced + f"{token.kind[:2]}:{token.text}" for token in found)


PLAIN = {
    "a1 = 0.5": "na:a1| re:=| nu:0.5",
    "1,234.5": "nu:1234.5",
    "7,006,652": "nu:7006652",
    "(1,234)": "op:(|nu:1|se:,|nu:234|cl:)",
    "1e-3 2E5 1e−3": "nu:1e-3| nu:2E5| nu:1e−3",
    "1e1234": "nu:1|na:e1234",
    ".5": "nu:.5",
    "a\nb": "na:a| ro:\n|na:b",
    "x²": "na:x|si:^|op:{|nu:2|cl:}",
    "x⁻¹": "na:x|si:^|op:{|si:-|nu:1|cl:}",
    "x⁻": "na:x|si:^|op:{|si:-|cl:}",
    "xᵀ": "na:x|si:^|op:{|si:⊤|cl:}",
    "½": "nu:½",
    "a−b – c": "na:a|si:-|na:b| si:-| na:c",
    "a**b": "na:a|si:^|na:b",
    "a += b": "na:a| re:<+| na:b",
    "a -= b −= c": "na:a| re:<-| na:b| re:<−| na:c",
    "a != b": "na:a| re:<| na:b",
    "a := b ≈ c → d ⇒ e": "na:a| re:←| na:b| re:≈| na:c| re:→| na:d| re:⇒| na:e",
    "E总 = 1": "na:E_总| re:=| nu:1",
    "误差1 = 1": "na:误差1| re:=| nu:1",
    "学习率 = 1": "na:学习率| re:=| nu:1",
    "что": "wo:что",
    "√2 ∑ ∂ · ÷ ⊙ ‖": "co:sqrt|nu:2| co:sum| si:∂| si:*| si:/| si:⊙| si:‖",
    "[a]{b}": "op:[|na:a|cl:]|op:{|na:b|cl:}",
    "a & b; c: d # e": "na:a| ce:&| na:b|se:,| na:c|se::| na:d| se:#| na:e",
    "¶": "wo:¶",
    "w_new w_1_2": "na:w_new| na:w_1_2",
}
LATEX = {
    r"a\\b": "na:a|ro:\\\\|na:b",
    r"a\,b\;c": "na:a| na:b| na:c",
    r"a\quad b\qquad c": "na:a|wi:quad| na:b|wi:qquad| na:c",
    r"\cdot\times\div\pm\partial\prime\%": "si:*|si:*|si:/|si:±|si:∂|si:'|si:%",
    r"\lbrack a\rbrack": "op:[| na:a|cl:]",
    r"\{a\}\lbrace b\rbrace": "op:(|na:a|cl:)|op:(| na:b|cl:)",
    r"\approx\to\gets\implies\le": "re:≈|re:→|re:←|re:⇒|re:<",
    r"\alpha1 \beta_2 \gamma12a": "na:α1| na:β|si:_|nu:2| na:γ12|na:a",
    r"\alpha²": "na:α|si:^|op:{|nu:2|cl:}",
    r"\alpha٣": "na:α|nu:٣",
    r"\sin\ln\max*": "na:sin|na:ln|na:max",
    r"\hat y\vec x\widehat{z}": "co:accent\u0302| na:y|co:accent| na:x|co:accent\u0302|op:{|na:z|cl:}",
    r"\color{red}a\label {x}b": "na:a|na:b",
    r"\color a": " na:a",
    r"\frac\dfrac\sqrt\sum": "co:frac|co:frac|co:sqrt|co:sum",
    r"\left(a\right)\left.b\right.\middle.c": "op:(|na:a|cl:)|na:b|na:c",
    r"\left a\mathbf b": " na:a| na:b",
    r"a\mathbf{b}\left[c": "na:a| op:{|na:b|cl:}|op:[|na:c",
    r"a\displaystyle\left[c": "na:a| op:[|na:c",
    r"\otherwise a": "wo:otherwise| na:a",
    r"\begin{bmatrix}a\end{bmatrix}": "be:matrix|na:a|en:matrix",
    r"\begin{array}{cc}a\end{array}": "be:matrix|na:a|en:matrix",
    r"\begin{cases}a\end{cases}": "wo:cases|na:a|wo:cases",
    r"\begin{tabular}{cc}a\end{tabular}": "na:a",
    r"\begin{alignat}{2}a\end{alignat}b": "na:a|na:b",
    r"\end{alignat}{2}": "op:{|nu:2|cl:}",
    r"\begin{align}{2}": "op:{|nu:2|cl:}",
    r"\text{net}\text{ReLU}": "na:net|na:ReLU",
    r"\text{h1}": "na:h1",
    r"\text{ if }a": "na:if|na:a",
    r"\text{ for }a": "wo:for|na:a",
    r"\text{ exp }a": "na:exp|na:a",
    r"\text{ new }a": "na:new|na:a",
    r"\text{ so }": "na:so",
    r"\text{and so on}": "wo:and so on",
    r"\text{0.5}": "op:{|nu:0.5|cl:}",
    r"\text {0.5, 2}": "op:{|nu:0.5|se:,| nu:2|cl:}",
    r"\text{w_1}": "op:{|na:w|si:_|nu:1|cl:}",
    r"\text{x^2 a}": "op:{|na:x|si:^|nu:2| na:a|cl:}",
    r"\text{\alpha b}": "op:{|na:α| na:b|cl:}",
    r"\text{}a": "na:a",
    r"\text{ }a": "na:a",
    r"\mathrm dL": " na:dL",
    r"\text{a": "na:a",
    r"\text{{a} b}": "wo:{a} b",
    "ab2 \nc": "na:ab2| na:c",
    "a~b": "na:a| na:b",
    "ℒℓ": "na:L|na:l",
    "a'": "na:a|si:'",
}


def test_the_tokens_of_plain_text() -> None:
    assert {text: read(text, "plain") for text in PLAIN} == PLAIN


def test_the_tokens_of_latex() -> None:
    assert {text: read(text, "latex") for text in LATEX} == LATEX


def test_where_commas_are_decimal_they_are_kept_in_numbers() -> None:
    assert read("0,5 · 1,25", "plain", comma=True) == "nu:0,5| si:*| nu:1,25"
    assert read("0{,}5", "latex", comma=True) == "nu:0{,}5"
    assert read("0,5", "plain") == "nu:0|se:,|nu:5"


def test_a_group_of_four_hundred_characters_is_passed_over() -> None:
    assert read("\\color{" + "x" * 398 + "}a", "latex") == "na:a"
    assert read("\\color{" + "x" * 399 + "}a", "latex").startswith("na:x")
    assert [(token.start, token.end) for token in tokens(Passage.of("a^{2} \\alpha12", "latex"))] == [
        (0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (6, 14),
    ]  # fmt: skip
    assert [(token.start, token.end) for token in tokens(Passage.of("x⁻¹² y", "plain"))] == [
        (0, 1), (1, 1), (1, 1), (1, 2), (2, 4), (4, 4), (5, 6),
    ]  # fmt: skip
