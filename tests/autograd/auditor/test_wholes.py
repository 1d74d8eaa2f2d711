"""What is said of an array as a whole: the factor all of it is off by, or the part of it that is wrong."""

from __future__ import annotations

import pytest

from autograd.auditor.claims import Claim, Quantity, read_printed
from autograd.auditor.verdicts import FOLLOWS, RIGHT, ROUNDING, WRONG, Finding
from autograd.auditor.wholes import WholeFinding, judge, whole_at

EXACT = (1.23, 2.34, 3.45, 4.56, 5.67, 6.78)


def finding(exact: float, printed: str, verdict: str = WRONG) -> Finding:
    return Finding(Claim(Quantity("grad", "W"), read_printed(printed)), exact, verdict)


def judged(findings: list[Finding], *lengths: int, places: list[int | None] | None = None) -> WholeFinding:
    whole = whole_at(Quantity("grad", "W"), places or list(range(len(findings))), lengths)
    return judge(whole, findings, "L")


@pytest.mark.parametrize("lengths", [(6,), (2, 3), (3, 2)])
@pytest.mark.parametrize(
    ("factor", "written"),
    [(2, "2"), (0.5, "0.5"), (-2, "-2"), (-0.5, "-0.5"), (6, "6"), (1 / 6, "0.1667"), (3, "3"), (10, "10")],
)
def test_a_factor_of_all_entries_is_told(factor: float, written: str, lengths: tuple[int, ...]) -> None:
    found = judged([finding(exact, f"{factor * exact:.5f}") for exact in EXACT], *lengths)
    said = f"every entry of ∂L/∂W is {written} times the right one"
    assert found == WholeFinding(Quantity("grad", "W"), WRONG, "all entries scaled", said)


def test_a_sign_of_all_entries_is_told() -> None:
    found = judged([finding(exact, f"{-exact:.2f}") for exact in EXACT], 2, 3)
    assert (found.slip, found.sentence) == ("sign of all entries", "every entry of ∂L/∂W has the wrong sign")


def test_a_factor_is_read_off_the_first_entry_that_is_not_zero() -> None:
    found = judged([finding(0.0, "0"), finding(1.23, "8.61"), finding(2.0, "14.00")], 3)
    assert found.sentence == "every entry of ∂L/∂W is 7 times the right one"


@pytest.mark.parametrize(
    "printed",
    [
        [f"{1.5 * exact:.3f}" for exact in EXACT],  # no familiar factor
        ["2.46", *(f"{3 * exact:.3f}" for exact in EXACT[1:])],  # one entry has another
    ],
)
def test_other_factors_are_none(printed: list[str]) -> None:
    found = judged([finding(exact, text) for exact, text in zip(EXACT, printed, strict=True)], 2, 3)
    assert (found.slip, found.sentence) == ("all entries wrong", "every entry of ∂L/∂W is wrong")


def test_a_familiar_factor_is_found_where_the_first_entry_has_few_digits() -> None:
    found = judged([finding(0.35, "1"), finding(1.23, "2.46")], 2)  # 0.7 prints as 1, and 1/0.35 is nearly 3
    assert found.sentence == "every entry of ∂L/∂W is 2 times the right one"


def test_one_digit_fits_any_factor_and_says_nothing() -> None:
    one = [finding(exact, text) for exact, text in ((1.2, "2"), (2.4, "5"), (3.4, "7"))]
    assert judged(one, 3).slip == "all entries wrong"
    two = [finding(exact, text) for exact, text in ((1.2, "2.4"), (2.4, "5"), (3.4, "7"))]
    assert judged(two, 3).sentence == "every entry of ∂L/∂W is 2 times the right one"


WRONG_AT = {
    ((3,), (1,)): ("one entry wrong", "one entry of ∂L/∂W is wrong: [2]"),
    ((3,), (0, 2)): ("entries wrong", "2 of 3 entries of ∂L/∂W are wrong"),
    ((3,), (0, 1, 2)): ("all entries wrong", "every entry of ∂L/∂W is wrong"),
    ((1,), (0,)): ("one entry wrong", "one entry of ∂L/∂W is wrong: [1]"),
    ((2, 3), (5,)): ("one entry wrong", "one entry of ∂L/∂W is wrong: [2,3]"),
    ((2, 3), (0,)): ("one entry wrong", "one entry of ∂L/∂W is wrong: [1,1]"),
    ((2, 3), (3, 4, 5)): ("one row wrong", "only row 2 of ∂L/∂W is wrong"),
    ((2, 3), (0, 2)): ("one row wrong", "only row 1 of ∂L/∂W is wrong"),
    ((2, 3), (2, 5)): ("one column wrong", "only column 3 of ∂L/∂W is wrong"),
    ((2, 3), (0, 3)): ("one column wrong", "only column 1 of ∂L/∂W is wrong"),
    ((2, 3), (0, 5)): ("entries wrong", "2 of 6 entries of ∂L/∂W are wrong"),
    ((2, 3), (0, 1, 2, 3, 4, 5)): ("all entries wrong", "every entry of ∂L/∂W is wrong"),
    ((1, 3), (0, 1, 2)): ("all entries wrong", "every entry of ∂L/∂W is wrong"),
    ((1, 3), (0, 1)): ("entries wrong", "2 of 3 entries of ∂L/∂W are wrong"),
    ((3, 1), (0, 1, 2)): ("all entries wrong", "every entry of ∂L/∂W is wrong"),
    ((3, 1), (0, 2)): ("entries wrong", "2 of 3 entries of ∂L/∂W are wrong"),
}


@pytest.mark.parametrize(("lengths", "wrong"), WRONG_AT)
@pytest.mark.parametrize("verdict", [WRONG, FOLLOWS])
def test_the_part_that_is_wrong_is_named(lengths, wrong, verdict: str) -> None:
    count = lengths[0] * lengths[-1] if len(lengths) == 2 else lengths[0]
    other = (9.87, 1.11, 0.77, 2.22, 8.88, 5.55)  # in no ratio to the right numbers
    findings = [
        finding(
            EXACT[i], f"{other[i] if i in wrong else EXACT[i]}", verdict if i in wrong else ROUNDING if i else RIGHT
        )
        for i in range(count)
    ]
    found = judged(findings, *lengths)
    assert (found.verdict, found.slip, found.sentence) == (WRONG, *WRONG_AT[lengths, wrong])


def test_an_entry_with_the_wrong_sign_beside_no_other_is_one_entry() -> None:
    assert judged([finding(1.23, "-1.23")], 1).slip == "one entry wrong"


def test_an_array_of_right_entries_is_right_and_entries_that_are_not_printed_do_not_count() -> None:
    right = [finding(exact, f"{exact}", RIGHT) for exact in EXACT]
    assert judged(right, 2, 3) == WholeFinding(Quantity("grad", "W"), RIGHT)
    one = [finding(1.23, "9.99"), finding(2.34, "2.34", RIGHT)]
    assert judged(one, 2, 2, places=[None, 1, None, 0]).sentence == "one entry of ∂L/∂W is wrong: [2,2]"


def test_rows_printed_as_columns_are_told_whatever_the_entries_are() -> None:
    whole = whole_at(Quantity("grad", "W"), list(range(6)), (2, 3), is_turned=True)
    assert judge(whole, [finding(exact, f"{exact}", RIGHT) for exact in EXACT], "L") == WholeFinding(
        Quantity("grad", "W"), WRONG, "transposed", "∂L/∂W is transposed: it is 2×3, and 3×2 is printed"
    )
    row = whole_at(Quantity("grad", "W"), [0, 1], (1, 2), is_turned=True)
    said = judge(row, [finding(1.23, "1.23", RIGHT), finding(2.34, "2.34", RIGHT)], "L").sentence
    assert said == "∂L/∂W is transposed: it is 1×2, and 2×1 is printed"
