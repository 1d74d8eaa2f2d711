"""Chains of worked mathematics, in any notation: what is right in them, and what their own numbers contradict."""

import time

import pytest

from autograd.reader.passage import CODE, Passage
from autograd.reader.understanding import understand

#: A passage, its notation, and the numbers in it that are results, each with its verdict.
CHAINS = [
    (r"z_{h1} = 0.5(2) + (-0.3)(-1) + 0.2 = 1.0 + 0.3 + 0.2 = 1.5", "latex", "1.0 right 0.3 right 1.5 right"),
    (r"h_1 = \sigma(1.5) = \frac{1}{1+e^{-1.5}} \approx 0.8176", "latex", "0.8176 right"),
    (r"L = \frac{1}{2}(0.6625 - 0)^2 = \frac{1}{2}(0.4389) = 0.2195", "latex", "0.4389 right 0.2195 right"),
    (r"\dfrac12\cdot 3 = 1.5", "latex", "1.5 right"),
    (r"\hat{y} = \mathbf{0.25}\times 4 = \boldsymbol{1.0}", "latex", "1.0 right"),
    (r"p = 3.06\times 10^{-7} \cdot 10 = 3.06\times10^{-6}", "latex", "3.06e-6 right"),
    ("a = 2e-3 * 2 = 4e-3", "plain", "4e-3 right"),
    (
        r"\delta = (0.419 - 0) \times \sigma'(-0.325) = 0.419 \times 0.230 = 0.096",
        "latex",
        "0.230 wrong 0.096 follows",
    ),
    ("dC ≈ 0.1·0.53·(1 − tanh²(0.2146)) ≈ 0.1028", "plain", "0.1028 wrong"),
    ("1 / (1 + e^(−1.4)) ≈ 0.802", "plain", "0.802 right"),
    ("L = 0.5 × (−0.198)² = 0.0196", "plain", "0.0196 right"),
    (r"\sqrt{2}\cdot\sqrt{2} = 2.000", "latex", "2.000 right"),
    (r"-\ln(0.7) = 0.357, \quad -\log(0.7) = 0.155", "latex", "0.357 right 0.155 right"),
    (r"-\ln(0.7) = 0.155", "latex", "0.155 wrong"),
    (r"\max(0, -0.3) = 0, \text{ReLU}(1.2) = 1.2", "latex", "0 right 1.2 right"),
    (
        r"z = \begin{bmatrix}0.5 & -0.3\\0.2 & 0.8\end{bmatrix}\begin{pmatrix}1\\2\end{pmatrix} = "
        r"\begin{bmatrix}-0.1\\1.9\end{bmatrix}",
        "latex",
        "-0.1 right 1.9 wrong",
    ),
    (
        r"0.293 \times [0.4,\ 0.0,\ {-0.2}] = [0.117,\ 0.000,\ {-0.059}]",
        "latex",
        "0.117 right 0.000 right -0.059 right",
    ),
    (r"w_1 := w_1 - \alpha \frac {dE} {dw_1} = 0.1 - 0.01 \times 0.0020 = 0.1000", "latex", "0.1000 right"),
    (r"w_1^{\text{new}} = 0.3 - 0.1 \times 0.01356 = 0.2986", "latex", "0.2986 right"),
    ("w ← 0.5 - 0.1·0.292 = 0.4708", "plain", "0.4708 right"),
    ("z = 0,5 · 2 + 0,25 = 1,25", "plain", "1.25 right"),
    ("z = 0,5 · 2 + 0,25 = 1,75", "plain", "1.75 wrong"),
    (r"p = 25\% \cdot 4 = 1", "latex", "1 right"),
    (r"-12 + 4 = 8", "latex", "8 wrong"),
    # Off by less than the rounding of the numbers it is computed from, and by more.
    (r"g = \frac{0.292 - 0.211 - 0.163}{3} \approx -0.0275", "latex", "-0.0275 rounding"),
    (r"g = \frac{0.292 - 0.211 - 0.163}{3} \approx -0.0299", "latex", "-0.0299 wrong"),
    # The same signs may mean several things: each is right in one of them.
    ("sin 30 = 0.5", "plain", "0.5 right"),
    (r"-2^2 = 4", "latex", "4 right"),
    ("8 / 2(2 + 2) = 16", "plain", "16 right"),
    ("8 / 2(2 + 2) = 1", "plain", "1 right"),
    ("1,234 × 5,678 = 7,006,652", "plain", "7006652 right"),
    ("5! = 120", "plain", "120 not-understood"),
    ("1 + 2 = 3 + 4 = 7", "plain", "7 right"),
    ("95/100 = 95%", "plain", "95% right"),
    # Prose around a relation, and what stands behind a result.
    ("the loss is L = 0.5 * 4 = 2 for this sample", "plain", "2 right"),
    (r"a = 0.5 \cdot 3 = 1.5 \text{ (hidden layer)}", "latex", "1.5 right"),
    # What cannot be read says nothing.
    (r"J = \sum_{i=1}^n (y_i - t_i)^2 = 0.083", "latex", "0.083 not-understood"),
    (r"z = 0.6 \cdot [0.7, 1.2] + 0.5 = 1.45", "latex", "1.45 not-understood"),
    (r"x_1 = 1, x_2 = 4, t = 0.05", "latex", ""),
]


@pytest.mark.parametrize(("text", "notation", "expected"), CHAINS, ids=[text[:40] for text, _, _ in CHAINS])
def test_a_chain_is_read_and_its_arithmetic_checked(text: str, notation: str, expected: str) -> None:
    numbers = understand([Passage.of(text, notation)]).numbers
    found = " ".join(f"{number.printed} {number.verdict.replace(' ', '-')}" for number in numbers)
    assert found == expected


def page(*lines: str, notation: str = "plain") -> list[Passage]:
    return [Passage.of(line, notation, block) for block, line in enumerate(lines)]


def verdicts(passages: list[Passage]) -> list[tuple[str, str, str]]:
    return [(number.printed, number.verdict, number.by) for number in understand(passages).numbers]


def test_a_chain_goes_on_behind_a_sign_of_equality_and_where_the_same_name_is_given_its_next_line() -> None:
    assert verdicts(page("z = 2×0.5 + 3×(−0.2) + 1", "= 1.0 − 0.6 + 1.0", "= 1.5"))[-1][:2] == ("1.5", "wrong")
    lines = page("L = 0.5 × (0.802 - 1)²", "L = 0.5 × (-0.198)²", "L = 0.5 × 0.0392", "L ≈ 0.0296")
    assert verdicts(lines)[-1][:2] == ("0.0296", "wrong")


def test_a_number_put_in_for_a_name_is_compared_with_the_one_printed_before() -> None:
    lines = page("o = 1 / (1 + e^(−2.0862)) = 0.8896", "d = o · 2 = 0.8869 · 2 = 1.7792")
    assert verdicts(lines) == [
        ("0.8896", "right", "arithmetic"),
        ("0.8869", "wrong", "carried"),
        ("1.7792", "right", "arithmetic"),
    ]
    follows = page("o = 1 / (1 + e^(−2.0862)) = 0.8896", "d = o · 2 = 0.8869 · 2 = 1.7738")
    assert verdicts(follows)[1:] == [("0.8869", "wrong", "carried"), ("1.7738", "follows", "carried")]


def test_a_result_computed_rightly_from_a_wrong_one_follows_from_it_unless_it_is_right_after_all() -> None:
    lines = page("a = 2 · 0.3452 = 0.6924", "b = a + 1 = 0.6924 + 1 = 1.6924", "c = a · 0.1 = 0.6924 · 0.1 = 0.069")
    assert [verdict for _, verdict, _ in verdicts(lines)] == ["wrong", "follows", "right"]


def test_where_the_numbers_before_are_the_misprint_the_sentence_says_so() -> None:
    lines = page("c = tanh(0.18) ≈ 0.1785", "C = 0.5744 · 0.2 + 0.5597 · 0.1785 ≈ 0.2146")
    number = understand(lines).numbers[-1]
    assert (number.verdict, number.by) == ("wrong", "arithmetic")
    assert number.sentence.endswith("it is right if c = 0.1785 on line 1 is the misprint")


def test_a_decimal_comma_on_a_page_of_decimal_points_is_not_understood_and_said() -> None:
    understanding = understand(page("a = 0.5 · 2.5 = 1.25", "z = 0,5 · 2 = 1", "p = (0,1)"))
    assert [number.printed for number in understanding.numbers] == ["1.25"]
    assert understanding.notes == ("most numbers of the page have a decimal point: 0,5 is not understood (line 1)",)


def test_numbers_in_a_comment_are_what_the_line_of_code_comes_to() -> None:
    code = [Passage.of("a = w * x + b  # 0.8*1.5 + 0.1 = 1.4", "plain")]
    code = [Passage(p.text, p.notation, p.origin, kind=CODE, lines=p.lines) for p in code]
    assert verdicts(code) == [("1.4", "wrong", "arithmetic")]


def test_a_new_value_of_a_name_is_no_misprint() -> None:
    lines = page(
        "w = 0.520 · 1 = 0.520", "w = w − 0.1 · 0.2 = 0.520 − 0.1 · 0.2 = 0.500", "z = w · 2 = 0.500 · 2 = 1.000"
    )
    assert {verdict for _, verdict, _ in verdicts(lines)} == {"right"}


@pytest.mark.parametrize("notation", ["latex", "plain"])
@pytest.mark.parametrize(
    "text",
    [
        "x = " + "(" * 19_000 + " = 1", "x = " + "f(" * 9_000, "x = " + r"\frac{" * 3_000, "x = 9" + "^9" * 9_000,
        "x = 1 = " + r"\sqrt" * 3_000, "x = 2" + "^-" * 9_000 + "1 = 1", "x = 2" + "^2" * 9_000 + " = 1", "=" * 19_000,
        "{=" * 9_000, "x" + "_{x" * 6_000 + " = 1", r"\text{" * 3_000 + " = 1", r"x=\begin{bmatrix}" * 1_000,
        "d/d" * 6_000 + " = 1", r"a=1 \quad " * 2_000, "x = " + "-" * 19_000 + "1 = 1", "x = " + "9" * 19_000 + " = 1",
        "1 = " + "9^" * 9 + "9", "2 = " * 4_000, "x = 10^{" * 2_000, "x = σ'" + "'" * 19_000 + "(1) = 1",
        "x = " + "1+" * 9_000 + "1 = 1",
    ],
)  # fmt: skip
def test_hostile_text_is_read_in_little_time(text: str, notation: str) -> None:
    began = time.process_time()
    understand([Passage.of(text, notation)])
    assert time.process_time() - began < 20


def test_a_long_page_takes_time_in_proportion() -> None:
    lines = [Passage.of(f"a_{i} = 0.{i:05d} * 2 = {2 * i / 1e5:.5f}", "plain", i) for i in range(4000)]
    began = time.process_time()
    assert all(number.verdict == "right" for number in understand(lines).numbers)
    assert time.process_time() - began < 60


def test_of_a_page_that_no_person_wrote_the_beginning_is_read_and_it_is_said() -> None:
    text = "a = 1 + 1 = 2" + " " * 15_000
    understanding = understand([Passage.of(text, "plain", block) for block in range(0, 1000, 2)])
    assert len(understanding.numbers) < 100
    assert understanding.notes == (
        "at most 20,000 relations in 1,000,000 characters are read: the rest of the page was not",
    )
    assert {number.verdict for number in understanding.numbers} == {"right"}
