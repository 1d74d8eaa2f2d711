"""What counts as mathematics on a page, in every notation; where it stands; and that hostile pages are only text."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autograd.reader.finding import passages, pictures
from autograd.reader.passage import CELL, CODE, DISPLAY, INLINE, OUTPUT, TEXT, Passage

PIECEWISE = r"f = \begin{cases} 0 & x < 0 \\ 1 & x = 0 \end{cases}"
MATRIX = r"W = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"
PAGES = sorted(Path(__file__).with_name("pages").glob("*_*.md"))


def texts(page: str, name: str = "") -> list[str]:
    return [" ".join(passage.text.split()) for passage in passages(page, name)]


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("so $a = 1$ and", ["a = 1"]),
        (r"so \(a = 1\) and \\(b = 2\\)", ["a = 1", "b = 2"]),
        ("$$a = 1$$", ["a = 1"]),
        ("$$\na = 1\n\n+ 2\n$$", ["a = 1 + 2"]),
        (r"\[ a = 1 \]", ["a = 1"]),
        ("$w_1 = 0.3, w_2 = 0.5$", ["w_1 = 0.3", "w_2 = 0.5"]),
        ("$x = 0,5, y = 2$", ["x = 0,5", "y = 2"]),
        (r"$f(x, y) = 3$", ["f(x, y) = 3"]),
        (r"$$y_1 \approx 0.6,\quad y_2 \approx 0.7$$", [r"y_1 \approx 0.6", r"y_2 \approx 0.7"]),
        (r"$$\begin{align}a &= 1\\ &= 2 \tag{3}\end{align}$$", ["a = 1", "= 2"]),
        (r"\begin{aligned} z &= 1 & h &= 2 \end{aligned}", ["z = 1", "h = 2"]),
        (r"\begin{gather*} a = 1 \\[4pt] b = 2 \label{eq:1} \end{gather*}", ["a = 1", "b = 2"]),
        (r"\begin{equation} a = 1. \end{equation}", ["a = 1"]),
        (r"$$f = \begin{cases} 0 & x < 0 \\ 1 & x = 0 \end{cases}$$", [PIECEWISE]),
        (r"$$\begin{cases} a = 1 \\ b = 2 \end{cases}$$", ["a = 1", "b = 2"]),
        (r"$$\left\{\begin{array}{l} a = 1 \\ b = 2 \end{array}\right.$$", ["a = 1", "b = 2"]),
        (rf"$${MATRIX} \\ b = 1$$", [MATRIX, "b = 1"]),
        ("```\nz = 2×0.5 = 1.0\n```", ["z = 2×0.5 = 1.0"]),
        ("```python\nz = 2 * 0.5  # 1.0\nprint('k = 3')\n# w = 4\n```", ["z = 2 * 0.5 = 1.0", "w = 4"]),
        ("```math\nz = \\frac{1}{2}\n```", [r"z = \frac{1}{2}"]),
        ("    z = 2×0.5 = 1.0", ["z = 2×0.5 = 1.0"]),
        ("- `x1 = 2, x2 = 3`", ["x1 = 2", "x2 = 3"]),
        (r"the role :math:`w^+ = 0.4 - 0.5 \times 0.2 = 0.3` is", [r"w^+ = 0.4 - 0.5 \times 0.2 = 0.3"]),
        ("w5^+ = 0.4 - 0.5 * 0.2 = 0.3", ["w5^+ = 0.4 - 0.5 * 0.2 = 0.3"]),
        ("∂L/∂w1 = −0.430 · 0.6457 = −0.278", ["∂L/∂w1 = −0.430 · 0.6457 = −0.278"]),
        ("[\na = 0.5\n]\n", ["a = 0.5"]),
        (r"[ \hat{y} = \sigma(0.5) = 0.622 ]", [r"\hat{y} = \sigma(0.5) = 0.622"]),
        (r"( \hat{y} = \sigma(0.5) = 0.622 )", [r"\hat{y} = \sigma(0.5) = 0.622"]),
        ("> so $a = 1$\n> and b = 2", ["a = 1", "b = 2"]),
        ("> $$\n> a = 1\n> + 2\n> $$", ["a = 1 + 2"]),
        ("ｗ＝０．５，ｂ＝１", ["w=0.5", "b=1"]),
        ("1. **z** = 0.5 × 2 = **1.0**", ["z = 0.5 × 2 = 1.0"]),
        (r"w\_1 = 0.3 \* 2 = 0.6", ["w_1 = 0.3 * 2 = 0.6"]),
        ("- **Learning rate:** 0.1", ["Learning rate= 0.1"]),
        ("学习率：0.1", ["学习率=0.1"]),
        ("$z_1$ = 0.5·2 = 1.0, and the loss $L =$ 0.25", ["z_1 = 0.5·2 = 1.0", "L = 0.25"]),
        ("f(y|x) = 0.5\ng(y|x) = 0.25", ["f(y|x) = 0.5", "g(y|x) = 0.25"]),
    ],
)  # fmt: skip
def test_mathematics_is_found_in_every_notation(page: str, found: list[str]) -> None:
    assert texts(page) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("so a1 = 0.6457, which is", ["a1 = 0.6457"]),
        ("with learning rate = 0.1 we get w = 0.4.", ["learning rate = 0.1", "w = 0.4"]),
        ("After sample 1: w ← 0.5 - 0.1·0.292 = 0.4708", ["w ← 0.5 - 0.1·0.292 = 0.4708"]),
        ("Step 1 - z = 0.5", ["z = 0.5"]),
        ("b receives 2 + 3 = 5", ["2 + 3 = 5"]),
        ("b receives 2 - 3 = -1", ["2 - 3 = -1"]),
        ("节点 c 输入：h(c)=W*x=0.61，节点 d 输出：O(d)=0.5。", ["h(c)=W*x=0.61", "O(d)=0.5"]),
        ("堆放起来的量为2*1+3*1=5, 即", ["2*1+3*1=5"]),
        ("This gives z₁ = w₁x₁ + b = 0.1 × 2 + 0.3 = 0.5 for it.", ["z₁ = w₁x₁ + b = 0.1 × 2 + 0.3 = 0.5"]),
        ("L = 0.5 × (ŷ - target)² = 0.0196 (rounded)", ["L = 0.5 × (ŷ - target)² = 0.0196"]),
        ("if y = 1, else 0", ["y = 1"]),
        ("the output y = the sum of all", []),
        ("see https://a.b/?x=1&y=2 and p(y=1|x)", []),
        ("it costs $5 and $10 today", []),
        ("Title\n=====\n", []),
        ("<p>if a<b then x = 2</p>", ["x = 2"]),
    ],
)
def test_a_sentence_around_a_relation_stays_out(sentence: str, found: list[str]) -> None:
    assert texts(sentence) == found


def test_a_row_of_a_table_is_what_its_first_cell_names() -> None:
    page = "| Variable | Value | Gradient |\n|---|---|---|\n| $z_1$ | 0.7 | 0.00678 |\n| $y$ (label) | 1 | - |\n"
    cells = [(one.text, one.heading, one.row, one.kind) for one in passages(page)]
    assert cells == [
        ("z_1 = 0.7", "Value", "z_1", CELL),
        ("z_1 = 0.00678", "Gradient", "z_1", CELL),
        ("y = 1", "Value", "y (label)", CELL),
    ]


@pytest.mark.parametrize(
    "page",
    [
        "| w1 | 0.5 |\n|----|-----|\n| b | 0.1 |",
        "w1\t0.5\nb\t0.1",
        "<table><tr><td>w1<td>0.5<tr><td>b</td>\n<td>0.1</table>",
        "<TABLE><tr><td>w1</td>\n<td>0.5</td></tr>\n\n<tr><td>b</td><td><b>0.1</b></td></tr></TABLE>",
        r"\begin{tabular}{lc} \hline w1 & 0.5 \\ \hline b & 0.1 \end{tabular}",
        "┌────┬─────┐\n│ w1 │ 0.5 │\n├────┼─────┤\n│ b  │ 0.1 │\n└────┴─────┘",
        "| x | y |\n|---|---|\n| w1 | 0.5 |\n| b | 0.1 |",
    ],
)
def test_tables_of_names_and_numbers_in_every_notation(page: str) -> None:
    assert texts(page) == ["w1 = 0.5", "b = 0.1"]


def test_names_above_one_row_of_numbers() -> None:
    assert texts("| x1 | x2 |\n|---|---|\n| 0.5 | −0.2 |") == ["x1 = 0.5", "x2 = −0.2"]


def test_the_formula_of_a_column_takes_each_rows_numbers() -> None:
    page = (
        "| edge | $w_{old}$ | Gradient | $w_{new} = w_{old} - 0.1 \\times \\text{grad}$ |\n|---|---|---|---|\n"
        "| $x \\to h$ | -0.3 | 0.02 | -0.302 |\n"
    )
    *_, last = passages(page)
    assert last.text == r"w_{new} = (-0.3) - 0.1 \times  0.02 = -0.302"
    at = last.text.rindex("-0.302")
    assert page[slice(*last.span(at, at + 6))] == "-0.302"
    assert last.line(at) == 3
    at = last.text.index("0.02")
    assert page[slice(*last.span(at, at + 4))] == "0.02"


def test_a_name_that_is_a_formula_begins_the_chain() -> None:
    page = "| what | result |\n|---|---|\n| $\\delta_o h$ | $0.1481 \\times 0.8 = 0.1185$ |"
    assert texts(page) == [r"\delta_o h = 0.1481 \times 0.8 = 0.1185"]


MATHML = "<msub><mi>w</mi><mn>1</mn></msub><mo>=</mo><mfrac><mn>1</mn><mn>2</mn></mfrac>"
KATEX = (
    '<span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>z</mi></mrow>'
    '<annotation encoding="application/x-tex">z = 0.5 &lt; 1</annotation></semantics></math></span>'
    '<span class="katex-html" aria-hidden="true"><span>z=0.5<span></span></span></span></span>'
)


@pytest.mark.parametrize(
    ("page", "found"),
    [
        (KATEX, ["z = 0.5 < 1"]),
        ('<script type="math/tex; mode=display">a = 1 \\\\ b = 2</script>', ["a = 1", "b = 2"]),
        ("<p>so \\(a = 1\\) and $b &lt; 2$</p>", ["a = 1", "b < 2"]),
        (f"<math>{MATHML}</math>", [r"w_{1}=\frac{1}{2}"]),
        ("<p>W<sub>ca</sub> = x<sup>2</sup> &minus; 1 = 3</p>", ["W_{ca} = x^{2} − 1 = 3"]),
        ("<p>a = 0.5<sup>[1]</sup></p>", ["a = 0.5"]),
        ("<style>p {a=1}</style><script>b = 2</script><!-- c = 3 --><p>d = 4</p>", ["d = 4"]),
        ("<ul><li>a = 1<li>b = 2</ul>", ["a = 1", "b = 2"]),
        ("<pre><code>a = 1\n  b = 2</code></pre>", ["a = 1", "b = 2"]),
        ("<p>z = 0.5 · 2\n = 1.0</p>", ["z = 0.5 · 2 = 1.0"]),
        ('<img class="latex" alt="q = 0.25" src="q.png">', ["q = 0.25"]),
        ('<span class="MathJax">z=1</span>a = 2', ["a = 2"]),
        ('<span class="MathJax">a = 2', ["a = 2"]),  # never closed: nothing is lost
        ("a = 1<br>b = 2", ["a = 1", "b = 2"]),
        ('<span class="ztext-math" data-tex="a_1 &lt; b = 2">a1&lt;b=2</span>', ["a_1 < b = 2"]),
        (f'<math>{MATHML}</math><img class="mwe-math-fallback-image-inline" alt="w = 1">', [r"w_{1}=\frac{1}{2}"]),
    ],
)  # fmt: skip
def test_mathematics_in_html(page: str, found: list[str]) -> None:
    assert texts(page) == found


def test_a_latex_file_without_its_preamble_and_comments() -> None:
    page = (
        "\\documentclass{article}\n\\newcommand{\\pd}[2]{\\frac{d #1}{d #2}}\n% a = 1\n\\begin{document}\n"
        "$x = 50\\%$ % b = 2\n\\section{Back}\n\\begin{align}\n\\pd{z}{x} &= 2 \\\\ % c = 3\n&= 4\n\\end{align}\n"
        "\\begin{verbatim}\n100% q = 7\n\\end{verbatim}\n\\end{document}\nd = 4\n"
    )
    found = passages(page, "x.tex")
    assert [" ".join(one.text.split()) for one in found] == [r"x = 50\%", r"\frac{d z}{d x} = 2", "= 4", "q = 7"]
    assert [one.line(0) for one in found] == [5, 8, 9, 12]
    assert found[1].heading == "Back"
    assert (found[0].section, found[1].section) == (0, 1)


def notebook() -> str:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Forward\n", "$\\delta = 0.5$ and “γ” = 1\n"]},
        {
            "cell_type": "code",
            "metadata": {},
            "outputs": [
                {"name": "stdout", "output_type": "stream", "text": ["z = 0.7\n", "loss: 0.5\n"]},
                {"data": {"text/plain": ["0.5"], "text/latex": "$q = 3$"}, "output_type": "execute_result"},
            ],
            "source": "# w = 0.5 * 2 = 1.0\nz = 2 * 0.35  # 0.7\nprint('k = 3')",
        },
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}, indent=1)


def test_a_notebooks_cells_comments_and_outputs() -> None:
    page = notebook()
    found = passages(page)
    assert [(one.text, one.kind, one.cell) for one in found] == [
        (r"\delta = 0.5", INLINE, 1),
        ("w = 0.5 * 2 = 1.0", CODE, 2),
        ("z = 2 * 0.35 = 0.7", CODE, 2),
        ("z = 0.7", OUTPUT, 2),
        ("loss= 0.5", OUTPUT, 2),
        ("q = 3", INLINE, 2),
    ]
    start, end = found[0].span(0, len(found[0].text))
    assert page[start:end] == r"\\delta = 0.5"
    assert "delta = 0.5" in page.splitlines()[found[0].line(0) - 1]


def test_blocks_follow_each_other_and_sections_are_counted() -> None:
    found = passages("# A\n$a = 1$\n$b = 2$\n\n$$c = 3$$\n## B\n- $a = 4$\n- $d = 5$\n")
    assert [(one.text, one.block, one.section, one.heading) for one in found] == [
        ("a = 1", 0, 1, "A"), ("b = 2", 0, 1, "A"), ("c = 3", 1, 1, "A"), ("a = 4", 2, 2, "B"), ("d = 5", 3, 2, "B"),
    ]  # fmt: skip


def test_kinds_and_notations() -> None:
    found = passages("$a = 1$ and b = 2\n\n$$c = 3$$\n```\nd = 4\n```\n")
    assert [(one.kind, one.notation) for one in found] == [
        (INLINE, "latex"), (TEXT, "plain"), (DISPLAY, "latex"), (CODE, "plain"),
    ]  # fmt: skip


def test_broken_pages_lose_no_mathematics() -> None:
    page = "$$ a = 1\n\n# Next\n\n$$b = 2$$ and \\[ c = 3 \n\n\\(d = 4\\) ```\n e = 5"
    assert texts(page) == ["a = 1", "b = 2", "c = 3", "d = 4", "e = 5"]
    assert "b = 2" in texts("\\begin{align} a &= 1 \n\n b = 2")
    assert texts("````\na = 1") == ["a = 1"]


def test_pictures_are_counted() -> None:
    assert pictures('![a](b.png) <img src="c"> \\includegraphics{d} ! [e]') == 3


def check_offsets(page: str, found: list[Passage]) -> None:
    """A character of a passage stands where it says: itself, what stands for it, or nothing."""
    for passage in found:
        for position, character in enumerate(passage.text):
            start, end = passage.span(position, position + 1)
            assert 0 <= start <= end <= len(page)
            if end == start + 1 and page[start] != character:
                assert (page[start], character) in {(":", "="), ("：", "="), ("\n", " ")} or (
                    ord(page[start]) - 0xFEE0 == ord(character) or character == " "
                )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_character_of_the_published_pages_has_its_place(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    found = passages(page)
    assert len(found) >= 5
    check_offsets(page, found)
    for passage in found:
        if passage.kind in (INLINE, DISPLAY) and "&" not in page:
            assert page[slice(*passage.span(0, len(passage.text)))] == passage.text


MARKS = [
    "$", "$$", "\\(", "\\)", "\\[", "\\]", "[", "]", "\n", "\n\n", "```", "```python", "|", "|---|", "a = 1", "0.5",
    "\\begin{align}", "\\end{align}", "\\begin{cases}", "\\begin{tabular}{l}", "\\end{tabular}", "\\\\", "&", "**",
    "`", "<p>", "</p>", "<sub>", "</sub>", "<table>", "<tr>", "<td>", "</table>", "<math>", "</math>", "<mi>", "&lt;",
    "&#0;", '<span class="MathJax">', "</span>", "<!--", "-->", "<script type='math/tex'>", "</script>", "> ", "# ",
    "- ", "：", "，", "％", "=", "≈", "(", ")", "word", "中文", "\\frac{1}{2}", "{", "}", "%",
    "\\newcommand{\\a}{\\a\\a}",
    "\\a", "\t", '{"cells": [{"cell_type": "markdown", "source": ["', '"]}]}', "\\u03b4", "\ue010", "\ue000",
    "\ue001", "\ue003", "\x00",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(MARKS) | st.text(max_size=4), max_size=40).map("".join))
@example('{"cells": [{"cell_type": "markdown", "source": ["\\ud835\\udc65 = 1"]}]}')
@example("| $a$ | b |\n|---|---|\n| `c` | 1 |\n")
def test_any_text_is_only_text(page: str) -> None:
    check_offsets(page, passages(page))


HOSTILE = {
    "dollars": "$ ", "displays": "$$ x ", "brackets": "\\[ \\( ", "environments": "\\begin{align} ",
    "fences": "```a\n", "backquotes": "` `` ``` ", "pipes": "|a", "rows": "|a|1|\n", "bare brackets": "[\n",
    "one bracket": "[ =", "quotes": ">", "equals": "=", "stars": "**", "parentheses": "(", "groups": "a_{",
    "tags": "<a b='", "entities": "&lt;", "spans": "<span>", "comments": "<!--",
    "scripts": "<script type='math/tex'>", "roots": "<math><msqrt>", "indices": "x<sub>", "items": "- ",
    "equations": "a=1,", "sums": "x - ", "backslashes": "\\", "powers": "a^{b}", "calls": "f(a=1)", "commas": "$a,",
    "cells": "<td>1", "colons": "a: 1\n", "empty lines": "\n", "spaces": " ", "words": "word ", "digits": "1",
    "definitions": "\\newcommand{\\a}{\\a\\a} $\\a$ ", "percent": "\\section{a}%\n", "nested": '[{"cells":',
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_time_grows_with_the_length_only(kind: str) -> None:
    """Eight times the text takes less than some thirty times the time: were it quadratic, it would take sixty-four.

    A busy machine may slow one run, not all of them.
    """

    def seconds(length: int) -> float:
        page = HOSTILE[kind] * (length // len(HOSTILE[kind])) + "\na = 1"
        start = time.process_time()
        passages(page)
        return time.process_time() - start

    small = min(seconds(4_000) for _ in range(3))
    assert any(seconds(32_000) < 32 * small + 0.1 for _ in range(4))


def test_a_line_of_text_keeps_the_sign_it_begins_with_and_those_behind_an_operator() -> None:
    for line in ("-0.5 · 2 = -1", "0.7 · -0.5 · 2 = -0.7", "o receives 0.25 + 1 = 1.25", "We get −0.5 · 2 = −1 here"):
        (found,) = passages(line)
        assert found.text == line.removeprefix("o receives ").removeprefix("We get ").removesuffix(" here")


def test_a_power_written_with_two_stars_is_no_bold_type() -> None:
    assert [p.text for p in passages("e = a**2 + b**2 = 5")] == ["e = a**2 + b**2 = 5"]
    assert [p.text for p in passages("**Loss:** L = (o - y)**2 = **4**")] == ["L = (o - y)**2 = 4"]
