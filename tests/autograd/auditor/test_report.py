"""What a report says of each claim, whole; how it counts, and how it lists what it names."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from autograd.auditor.claims import Claim, Quantity, read_printed
from autograd.auditor.diagnosis import Diagnosis
from autograd.auditor.report import MOST_OTHERS, Report, _listed
from autograd.auditor.verdicts import FOLLOWS, RIGHT, ROUNDING, TOO_COARSE, WRONG, Finding
from autograd.auditor.wholes import WholeFinding

W = Quantity("grad", "w")


def row(printed: str, exact: float, verdict: str, quantity: Quantity = W, scale: float = 1.0, **more: Any) -> Finding:
    return Finding(Claim(quantity, read_printed(printed), scale), exact, verdict, **more)


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("a", "a"),
        ("ab", "a and b"),
        ("abc", "a, b and c"),
        ("abcd", "a, b, c and d"),
        ("abcde", "a, b, c and 2 more"),
        ("abcdefg", "a, b, c and 4 more"),
    ],
)
def test_of_more_than_four_three_are_named(words: str, written: str) -> None:
    assert _listed(words) == written


Z, H = Claim(Quantity("value", "z"), read_printed("0.52")), Claim(Quantity("value", "h"), read_printed("0.7"))
ONE, TWO = Diagnosis("a", "This is one slip", 0.5), Diagnosis("b", "This is another", 0.5)


@pytest.mark.parametrize(
    ("finding", "reasons"),
    [
        (row("0.5", 0.5, RIGHT), []),
        (
            row("0.512", 0.5, ROUNDING, from_printed=0.5119),
            ["with the numbers printed before it one gets 0.5119: carried rounding"],
        ),
        (row("0", 0.00044, TOO_COARSE), ["0 has too few digits to be checked: the exact number is 0.00044"]),
        (row("0.5", 0.7, FOLLOWS, follows_from=(Z,)), ["follows from z = 0.52"]),
        (row("0.5", 0.7, FOLLOWS, follows_from=(Z, H)), ["follows from z = 0.52 and h = 0.7"]),
        (row("0.5", 0.7, FOLLOWS, follows_from=(Z,), same_slip=True), ["the same slip as in z = 0.52"]),
        (row("0.5", 0.7, WRONG, diagnoses=(ONE,)), ["This is one slip"]),
        (
            row("0.5", 0.7, WRONG, diagnoses=(ONE, TWO)),
            ["This is one slip", "or: This is another", "the digits of 0.5 cannot tell these apart"],
        ),
        (row("0.5", 0.7, WRONG, from_printed=0.7), ["no slip known here gives 0.5"]),
        (
            row("0.5", 0.7, WRONG, from_printed=0.75),
            ["no slip known here gives 0.5; the numbers printed before it give 0.75"],
        ),
        (  # the scale is that of the claim
            row("-1.4", -1.6, WRONG, scale=-2.0, from_printed=0.75),
            ["no slip known here gives -1.4; the numbers printed before it give -1.5"],
        ),
        (row("3,142", 3.142, RIGHT), ["3,142 is read as 3142"]),
    ],
)
def test_every_reason_is_said_whole(finding: Finding, reasons: list[str]) -> None:
    assert Report("", "L", (finding,)).reasons(finding) == reasons


@pytest.mark.parametrize(
    ("printed", "exact"),
    [("0.3", "0.333333"), ("0.3333", "0.333333"), ("0.33333", "0.3333333"), ("0.3333333333", "0.333333333333"),
     ("0.33333333333", "0.333333333333")],
)  # fmt: skip
def test_the_exact_number_has_two_digits_more_from_six_to_twelve(printed: str, exact: str) -> None:
    (line,) = (line for line in str(Report("", "L", (row(printed, 1 / 3, RIGHT),))).splitlines() if "∂L/∂w" in line)
    assert line.split()[3] == exact
    wrong = row(printed, 0.5, WRONG, from_printed=1 / 3)
    said = f"no slip known here gives {printed}; the numbers printed before it give {exact}"
    assert Report("", "L", (wrong,)).reasons(wrong) == [said]


@pytest.mark.parametrize(
    ("quantity", "scale", "written"),
    [
        (W, 1.0, "∂L/∂w"),
        (W, -1.0, "-∂L/∂w"),
        (W, 2.0, "2·∂L/∂w"),
        (Quantity("partial", "w", of="L"), 1.0, "local ∂L/∂w"),
        (Quantity("partial", "w", of="z"), 1.0, "∂z/∂w"),
    ],
)
def test_a_claim_is_called_with_its_scale(quantity: Quantity, scale: float, written: str) -> None:
    assert f" {written}  " in str(Report("", "L", (row("0.5", 0.5, RIGHT, quantity, scale),)))


@pytest.mark.parametrize(
    ("exact", "words"),
    [(0.5, ""), (0.5 + 4e-13, ""), (0.5 + 6e-13, "right to its digits"), (0.51, "right to its digits")],
)  # fmt: skip
def test_what_is_right_but_for_digits_not_printed_is_called_so(exact: float, words: str) -> None:
    line = str(Report("", "L", (row("0.5", exact, RIGHT),))).splitlines()[1]
    assert line.endswith(words or "0.5")


@pytest.mark.parametrize(
    ("verdicts", "summary", "ok"),
    [
        ([RIGHT], "1 claim: 1 right", True),
        ([RIGHT, RIGHT, ROUNDING], "3 claims: 2 right, 1 off by carried rounding", True),
        ([TOO_COARSE], "1 claim: 1 too coarse to be checked", True),
        ([WRONG], "1 claim: 1 wrong", False),
        ([WRONG, FOLLOWS], "2 claims: 1 wrong, 1 follows from it", False),
        ([WRONG, FOLLOWS, FOLLOWS], "3 claims: 1 wrong, 2 follow from it", False),
        ([WRONG, WRONG, FOLLOWS], "3 claims: 2 wrong, 1 follows from those", False),
        (
            [WRONG, TOO_COARSE, FOLLOWS, FOLLOWS],
            "4 claims: 1 too coarse to be checked, 1 wrong, 2 follow from those",
            False,
        ),
        ([], "0 claims: nothing to check", True),
    ],
)
def test_verdicts_are_counted(verdicts: list[str], summary: str, ok: bool) -> None:
    report = Report("page", "L", tuple(row("0.5", 0.5, verdict, follows_from=(Z,)) for verdict in verdicts))
    assert (report.summary, report.ok) == (summary, ok)
    assert format(report).splitlines()[0] == "page"
    assert f"{[report]}" == f"[<audit of page: {summary}>]"
    assert f"{[replace(report, name='')]}" == f"[<audit: {summary}>]"


def test_an_array_that_is_wrong_as_a_whole_makes_the_page_wrong() -> None:
    rows, said = (row("0.5", 0.5, RIGHT),), "∂L/∂W is transposed"
    wrong = Report("", "L", rows, wholes=(WholeFinding(W, WRONG, "transposed", said), WholeFinding(W, RIGHT)))
    assert not wrong.ok
    assert str(wrong).splitlines()[-2:] == [said, "1 claim: 1 right"]
    assert wrong.json()["arrays"] == [
        {"quantity": "grad:w", "verdict": "wrong", "slip": "transposed", "sentence": said},
        {"quantity": "grad:w", "verdict": "right", "slip": "", "sentence": ""},
    ]
    assert Report("", "L", rows, wholes=(WholeFinding(W, RIGHT),)).ok


def test_the_json_form_has_none_for_what_is_not_finite_and_leaves_out_what_there_is_not() -> None:
    later = Quantity("value", "L", 2)
    rows = (row("0.5", math.inf, WRONG, later, diagnoses=(ONE, Diagnosis("b", "c", math.nan))), row("0.5", 0.5, RIGHT))
    assert Report("page", "L", rows, ("a note",)).json() == {
        "name": "page",
        "claims": [
            {
                "quantity": "value:L", "printed": "0.5", "exact": None, "verdict": "wrong", "follows_from": [],
                "after": 2,
                "diagnoses": [
                    {"slip": "a", "sentence": "This is one slip", "reproduces": 0.5},
                    {"slip": "b", "sentence": "c", "reproduces": None},
                ],
            },
            {
                "quantity": "grad:w", "printed": "0.5", "exact": 0.5, "verdict": "right", "follows_from": [],
                "diagnoses": [],
            },
        ],
        "notes": ["a note"],
    }  # fmt: skip


def test_so_many_other_claims_are_named_and_no_more() -> None:
    rows = tuple(row(f"0.{n}", 0.5, RIGHT) for n in range(100, 102))
    assert Report("", "L", rows).reasons(rows[0]) == ["there is another claim about this: ∂L/∂w = 0.101"]
    rows = tuple(row(f"0.{n}", 0.5, RIGHT) for n in range(100, 130))
    assert MOST_OTHERS == 20
    assert Report("", "L", rows).json()["claims"][0]["other_claims"] == [f"0.{n}" for n in range(101, 121)]
    assert Report("", "L", rows).reasons(rows[0]) == [
        "there are other claims: ∂L/∂w = 0.101, ∂L/∂w = 0.102, ∂L/∂w = 0.103 and 17 more"
    ]
