"""What is said of a page as text and as Markdown, line by line."""

from __future__ import annotations

import json

import pytest

from autograd.reader.checked import check
from autograd.reader.numbers import Number
from autograd.reader.passage import Passage
from autograd.reader.reporting import exact

#: 0.5·2 + 0.1 = 1.1; (0.292 - 0.211 - 0.163)/3 = -0.0273333, off by what the rounding of its numbers may be.
PAGE = """so $z = 0.5 \\cdot 2 + 0.1 = 1.2$

and g = (0.292 - 0.211 - 0.163)/3 = -0.0275 as said

q = \\sum_i q_i = 0.5
"""
SUMMARY = (
    "3 numbers seen: 2 checked (2 by arithmetic, 0 by numbers carried from line to line, 0 by the graph), "
    "1 not understood"
)
COUNTED = "of those checked: 1 off by carried rounding, 1 wrong"


def test_the_lines_at_fault_and_all_lines() -> None:
    fault = [
        "  ✗ line 1: 1.2 should be 1.1",
        "      z = 0.5 \\cdot 2 + 0.1 = 1.2",
        "                              ^^^",
        "      its own numbers give 1.1, not 1.2",
    ]
    rest = [
        "  ≈ line 3: -0.0275: rounding, exactly -0.0273333",
        "      g = (0.292 - 0.211 - 0.163)/3 = -0.0275",
        "                                       ^^^^^^",
        "  ? line 5: not understood: 0.5",
    ]
    page = check(PAGE)
    assert page.written().splitlines() == [*fault, SUMMARY, COUNTED]
    assert [line for line in page.written(verbose=True).splitlines() if line not in fault] == [*rest, SUMMARY, COUNTED]
    assert check(PAGE, "notes.md").written().splitlines()[0] == "notes.md"


def test_the_table_of_faults_and_of_all_numbers() -> None:
    head = ["| | line | printed | right | verdict |", "|---|---:|---:|---:|---|"]
    wrong = "| ✗ | 1 | 1.2 | 1.1 | wrong: its own numbers give 1.1, not 1.2 |"
    others = ["| ≈ | 3 | -0.0275 | -0.0273333 | rounding |", "| ? | 5 | 0.5 | – | not understood |"]
    foot = ["", f"{SUMMARY}<br>{COUNTED}"]
    assert check(PAGE).markdown().splitlines() == [*head, wrong, *foot]
    assert check(PAGE).markdown(verbose=True).splitlines() == [*head, wrong, *others, *foot]
    assert check(PAGE, "notes.md").markdown().splitlines()[:3] == ["**notes.md**", "", head[0]]
    fine = check("a = 2*3 = 6").markdown()
    assert fine.splitlines()[0].startswith("1 number seen")
    assert fine.endswith("\n")


@pytest.mark.parametrize(("count", "more"), [(12, ""), (13, " and 1 more"), (30, " and 18 more")])
def test_twelve_numbers_of_a_line_are_named(count: int, more: str) -> None:
    page = check("; ".join(["q = \\sum_i q_i = 0.5"] * count))
    assert page.written(verbose=True).splitlines()[0] == f"  ? line 1: not understood: {', '.join(['0.5'] * 12)}{more}"


def excerpt(before: str, after: str) -> list[str]:
    return check(f"a = {before}2*3 = 7{after}").written().splitlines()[1:3]


def test_seventy_six_characters_before_a_number_are_shown_and_half_as_many_behind() -> None:
    ones = "1*" * 32  # a = 1*1*…*2*3 = 7: 4 + 64 + 5 characters and a space before the 7
    assert excerpt(ones + "01*", "") == ["      a = " + ones + "01*2*3 = 7", " " * (6 + 77) + "^"]
    assert excerpt(ones + "001*", "") == ["      … = " + ones + "001*2*3 = 7", " " * (6 + 78) + "^"]
    tail = " = 0" * 9 + " =0"
    assert excerpt("", tail)[0] == "      a = 2*3 = 7" + tail
    assert excerpt("", tail + "0")[0] == "      a = 2*3 = 7" + tail + "…"


def test_three_hundred_characters_before_a_number_and_behind_it_are_looked_at() -> None:
    def shown(before: int, behind: int) -> str:
        page = check(f"$a = 1 +{' ' * before}2 \\cdot 3 = 8{' ' * behind}\\text{{or so}}$")
        return page.written().splitlines()[1].strip()

    assert shown(287, 1) == "+ 2 \\cdot 3 = 8 \\text{or so}"
    assert shown(288, 1) == "2 \\cdot 3 = 8 \\text{or so}"
    assert shown(288, 299) == "2 \\cdot 3 = 8 \\"
    assert shown(288, 300) == "2 \\cdot 3 = 8"


@pytest.mark.parametrize(
    ("printed", "value", "shown"),
    [
        ("0.3", 1 / 3, "0.333333"),
        ("-0.333", -1 / 3, "-0.333333"),
        ("0.3333", 1 / 3, "0.333333"),
        ("0.33333", 1 / 3, "0.3333333"),
        ("0.0033333", 1 / 300, "0.003333333"),
        ("3.3333e-12", 1 / 3, "0.3333333"),
        ("0.3333333333", 1 / 3, "0.333333333333"),
        ("0.33333333333", 1 / 3, "0.333333333333"),
        ("0.333", None, "–"),
    ],
)
def test_the_right_number_has_two_digits_more_than_the_printed_one(
    printed: str, value: float | None, shown: str
) -> None:
    assert exact(Number(Passage.of(printed), 0, len(printed), printed, value, "wrong")) == shown


def test_in_a_notebook_the_cell_is_named() -> None:
    cells = [{"cell_type": "markdown", "source": [text]} for text in ("one", "$a = 2*3 = 7$")]
    page = check(json.dumps({"cells": cells}), "n.ipynb")
    place = f"line {page.numbers[0].line} (cell 2)"
    assert page.written().splitlines()[1] == f"  ✗ {place}: 7 should be 6"
    assert page.markdown().splitlines()[4].startswith(f"| ✗ | {place[5:]} | 7 | 6 |")
    assert '<span class="line">cell 2</span>' in page.html()
