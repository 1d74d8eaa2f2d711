"""Kinds of pages and of numbers on them: each read right, its mistakes found, and nothing else accused."""

from __future__ import annotations

import pytest

from autograd.reader.checked import check


def verdicts(page: str) -> list[tuple[str, str]]:
    return [(number.printed, number.verdict) for number in check(page).numbers]


@pytest.mark.parametrize(
    "sentence",
    [
        "Next meeting 2021-06-01 = 14 people.",
        "Written 12/03/2019 = last edit, 10:30:05 = end of 2020.01.31 = 12",
        "本文首发于 2021-05-04，转载请注明出处。阅读量：10234",
        "Stand 2021-05-04: 10234",
        "Room 3-2: 12",
        "Lap 7-8 = 15 min each",
        "Bayern gegen Dortmund 3 - 1 = 3 Punkte",
        "Season 2019/20 = 38 games.",
        "passed: 3/4 = 75 %, failed: 1/4 = 25 % of them",
    ],
)
def test_dates_scores_ranges_and_percentages_in_a_sentence_are_not_accused(sentence: str) -> None:
    assert not [one for one in verdicts(sentence) if one[1] in ("wrong", "follows")]


@pytest.mark.parametrize(
    ("sentence", "number"),
    [("we get 0.5 - 0.1 = 0.6 here", "0.6"), ("so 3/4 = 80 %", "80%"), ("3 - 1 = 1", "1"), ("a = 7 - 8 = 1 now", "1")],
)
def test_a_difference_and_a_quotient_in_a_sentence_are_still_checked(sentence: str, number: str) -> None:
    assert verdicts(sentence) == [(number, "wrong")]


@pytest.mark.parametrize(
    ("page", "found"),
    [
        # σ(0.5) = 0.62246, σ(0.7) = 0.66819, σ′(0.3) = 0.24445, tanh 0.6 = 0.53705
        ("$f(x) = \\frac{1}{1+e^{-x}}$\n\n$h = f(0.5) = 0.6225$\n\n$k = f(0.7) = 0.6861$", ["right", "wrong"]),
        ("f(net) = 1/(1 + exp(-net))\n\nh = f(0.5) = 0.6225\n\nd = f'(0.3) = 0.2444", ["right", "right"]),
        ("g(z) = max(0, z)\n\na = g(0.4 - 0.9) = 0\n\nb = g(0.5) = 0.6", ["right", "wrong"]),
        ("φ(v) = tanh(v)\n\nd = φ(0.2·3) = 0.5370\n\nc = 2 φ(0.6) = 1.0741", ["right", "right"]),
        ("f(x) = x² + 3x\n\nf(2) = 10\n\nf(3) = 17\n\nf'(x) = 2x + 3\n\nf'(2) = 7", ["right", "wrong", "right"]),
        ("$f(x, y, z) = (x + y) z$, so $f(-2, 5, -4) = -12$ and $f(1, 2, 3) = 6$", ["right", "wrong"]),
        ("f(x) = x²; f(3) = 9. Next: f(x) = 2x; f(3) = 6; f(4) = 9", ["right", "right", "wrong"]),
        # read off where it is used: sigmoid of 0.5 is 0.62246, and of 0.7 not 0.6861
        ("$y = f(z) = \\frac{1}{1+e^{-0.5}} = 0.6225$\n\n$u = f(0.7) = 0.6861$", ["right", "wrong"]),
        # y(1 - y) is a product, whatever y(x) was called before
        ("y(x) = 1/(1 + e^(-x))\n\ny = 0.6\n\nd = y(1 - y) = 0.24", ["right"]),
    ],
)
def test_a_function_that_the_page_defines_is_put_in(page: str, found: list[str]) -> None:
    assert [verdict for _, verdict in verdicts(page)] == found


def test_a_function_of_itself_again_and_again_takes_no_time() -> None:
    page = "f(x) = x·x + x\n\ny = " + "f(" * 40 + "0.5" + ")" * 40 + " = 0.3"
    assert len(verdicts(page)) == 1


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("so c = 2 tanh(0.6) = 1.0741", [("1.0741", "right")]),
        ("x = 0.4, y = 0.5 x + 1 = 1.3", [("1.3", "wrong")]),
        ("a = 0.6 b = 0.7 c = a + b = 1.3", [("1.3", "right")]),
        ("z = 0.2 + 0.4 = 0.6 σ(z) = 0.6457", [("0.6", "right"), ("0.6457", "right")]),
    ],
)
def test_a_factor_behind_a_number_is_told_from_the_next_name_of_a_list(line: str, found: list[tuple[str, str]]) -> None:
    assert verdicts(line) == found


def test_a_row_of_a_table_goes_from_its_name_over_formulas_to_the_number() -> None:
    # σ(0.4) = 0.598688, 0.5 (0.55 - 0.5)² = 0.00125, δ z₁ = -0.18 · 0.6 = -0.108
    page = r"""
| variable | formula | value |
|---|---|---|
| $u$ | $0.5 \times 0.6 + 0.1$ | 0.4 |
| $z_1$ | $\mathrm{sigmoid}(0.4)$ | 0.5987 |
| $E$ | $\frac{1}{2} (0.55 - 0.5)^2$ | **0.00152** |

| gradient | formula | numbers | result |
|---|---|---|---|
| $\partial E/\partial v_1$ | $\delta z_1$ | $-0.18 \times 0.6$ | $-0.108$ |
| $\partial E/\partial v_2$ | $\delta z_2 = -0.18 \times 0.3$ | | $≈ -0.054$ |
| $\partial E/\partial v_3$ | $\delta z_3 = -0.18 \times 0.4$ | $≈ -0.074$ | |

| layer | shape | parameters |
|---|---|---|
| $W_1$ | $3 \times 4$ | 10 |
"""
    assert verdicts(page) == [
        ("0.4", "right"),
        ("0.5987", "right"),
        ("0.00152", "wrong"),
        ("-0.108", "right"),
        ("-0.054", "right"),
        ("-0.074", "wrong"),
    ]


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ("|$x$|$y$|$\\hat{y} = 1.5x + 0.5$|$e = \\hat{y} - y$|$e^2$|$e \\cdot x$|\n|-|-|-|-|-|-|\n"
         "|1|3|2.0|-1.0|1.00|-1.0|\n|2|5|3.5|-1.5|2.25|-3.0|\n|3|6|5.0|-1.0|1.00|-3.3|\n|Σ|14|10.5|-3.5|4.25|-7|",
         ["-3.3"]),
        ("|x|y|xy|x²|\n|-|-|-|-|\n|1|2|2|1|\n|2|4|8|4|\n|3|5|16|9|\n|6|11|25|14|", ["16"]),
        ("|z|σ(z)|1-σ(z)|\n|-|-|-|\n|0|0.5|0.5|\n|1|0.7311|0.2698|\n|-1|0.2689|0.7311|", ["0.2698"]),
        # headings that are no formulas
        ("|A|B|A+B|\n|-|-|-|\n|0|1|1|\n|1|1|1|", []),
        ("|Year|Q1|Q2|Q1-Q2|\n|-|-|-|-|\n|2019|10|12|22|\n|2020|11|14|25|", []),
        ("|Model|Params|Top-1|Top-1 / Params|\n|-|-|-|-|\n|a|12|76.2|6.4|\n|b|20|78.0|3.9|", []),
        ("|t|x|x(t+1)|\n|-|-|-|\n|0|5|4|\n|1|4|3.2|", []),
    ],
)  # fmt: skip
def test_a_column_headed_by_a_formula_of_others_is_checked_row_by_row(table: str, wrong: list[str]) -> None:
    assert [printed for printed, verdict in verdicts(table) if verdict in ("wrong", "follows")] == wrong


PROGRAM = """```python
n = 3
n = n + 1
total = n * 2   # 8
i = 0
i += 1
k = i * 2  # 2
def f(x):
    y = x * 3
def g(x):
    y = x + 1
    t = y * 2  # 7
x = 7 // 2
r = 7 % 4 + 1  # 4
print(7 // 2 == 3)
```
"""


def test_a_name_that_a_program_gives_a_new_number_accuses_nothing() -> None:
    assert not [one for one in verdicts(PROGRAM) if one[1] in ("wrong", "follows")]


def test_an_update_in_place_and_numbers_beside_changed_names_are_still_checked() -> None:
    page = "```python\nw = 0.5\nw -= 0.1 * 0.3  # 0.47\nz = w * 2 = 0.47 * 2  # 0.95\n```\n"
    assert verdicts(page) == [("0.47", "right"), ("0.95", "wrong")]


@pytest.mark.parametrize(
    "number", ["1e-330", "5e-324", "1e400", "1" + "0" * 400, "0." + "0" * 400 + "1", "-1e-330", "4.9e-324", "1e308"]
)
def test_numbers_that_no_float_can_hold_are_read_past(number: str) -> None:
    for page in (f"a = {number}\nb = a * 2 = 0\n", f"eps = {number}", f"$c = {number} \\cdot 10 = {number}0$, d = c"):
        assert not [one for one in verdicts(page) if one[1] == "follows"]
