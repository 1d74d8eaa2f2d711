"""Formulas with their numbers put in: how they are written and what they come to, worked by hand."""

from __future__ import annotations

import math

import pytest

from autograd import ops
from autograd.auditor.worked import TooLongError, Worked
from autograd.notation import Written

A, B = Worked.number(3), Worked.number(2)


@pytest.mark.parametrize(
    ("worked", "text", "value", "coefficient", "operations"),
    [
        (A * B, "3·2", 6, 1, {"multiply"}),
        (A * 2, "2·3", 6, 2, {"multiply"}),
        (2 * A, "2·3", 6, 2, {"multiply"}),
        (A / 2, "0.5·3", 1.5, 0.5, {"multiply"}),
        (A / B, "3 / 2", 1.5, 1, {"divide"}),
        (5 / B, "5 / 2", 2.5, 1, {"divide"}),
        (2 * (A - B) / 2, "3 - 2", 1, 1, {"subtract"}),
        ((2 * A) * (4 * B), "8·3·2", 48, 8, {"multiply"}),
        (A + 0.0, "3", 3, 1, set()),
        (0.0 + A, "3", 3, 1, set()),
        (A - 0.0, "3", 3, 1, set()),
        (0.0 - A, "-3", -3, -1, {"negate"}),
        (-A, "-3", -3, -1, {"negate"}),
        (A + 1, "3 + 1", 4, 1, {"add"}),
        (1 + A, "1 + 3", 4, 1, {"add"}),
        (1 - A, "1 - 3", -2, 1, {"subtract"}),
        (A + -B, "3 - 2", 1, 1, {"subtract"}),
        (-A + B, "-3 + 2", -1, 1, {"add", "negate"}),
        (-(A - B), "2 - 3", -1, 1, {"subtract"}),
        (-(A + B), "-(3 + 2)", -5, -1, {"add", "negate"}),
        (A - 2 * B, "3 - 2·2", -1, 1, {"subtract", "multiply"}),
        (A + 2 * B, "3 + 2·2", 7, 1, {"add", "multiply"}),
        ((A + B) * B, "(3 + 2)·2", 10, 1, {"add", "multiply"}),
        (A**1.0, "3", 3, 1, set()),
        (A**2, "3²", 9, 1, {"power"}),
        (A**B, "3**2", 9, 1, {"exponential"}),
    ],
)  # fmt: skip
def test_a_formula_is_written_as_a_person_would(worked, text, value, coefficient, operations) -> None:
    assert (worked.text, worked.value, worked.coefficient) == (text, value, coefficient)
    assert worked.operations == operations
    assert worked.coefficient * worked.body.value == value


@pytest.mark.parametrize("nothing", [0 * A, 0.0 * (A + B), (A - B) * 0])
def test_zero_times_a_formula_is_a_plain_number(nothing) -> None:
    assert not isinstance(nothing, Worked)
    assert nothing == 0.0


@pytest.mark.parametrize("undefined", [ops.log(-A), ops.log(A - 3), A / (B - 2)])
def test_what_is_undefined_has_no_value(undefined) -> None:
    assert math.isnan(undefined.value)


def test_a_number_counts_with_the_twelve_digits_it_is_written_with() -> None:
    assert (Worked.number(1 / 3).text, Worked.number(1 / 3).value) == ("0.333333333333", 0.333333333333)
    assert Worked.number(math.inf).value == math.inf


def test_a_formula_of_more_than_twelve_numbers_or_of_more_characters_than_fit_is_not_told() -> None:
    twelve = A
    for _ in range(11):
        twelve = twelve + B
    assert (twelve.size, twelve.value) == (12, 25)
    with pytest.raises(TooLongError):
        twelve + B
    assert Worked(Written("1" * 110), 1.0).size == 1
    with pytest.raises(TooLongError) as error:
        Worked(Written("1" * 111), 1.0)
    assert str(error.value) == "1" * 110
