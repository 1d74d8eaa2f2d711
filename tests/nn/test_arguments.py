"""What an argument must be: taken as it should be, or refused in one line that says so."""

from __future__ import annotations

import math

import numpy
import pytest

from autograd import OperandError
from nn.arguments import (
    ABOVE_0_TO_1,
    BETWEEN_0_AND_1,
    FROM_0_BELOW_1,
    FROM_0_TO_1,
    NOT_NEGATIVE,
    POSITIVE,
    chosen,
    filled,
    number_in,
    sequence,
    whole_number,
)
from nn.errors import DataError, SettingError


@pytest.mark.parametrize("given", [3, numpy.int64(3), numpy.uint8(3)])
def test_whole_numbers_of_any_kind_are_ints_afterwards(given) -> None:
    assert type(whole_number("n", given, low=3)) is int


@pytest.mark.parametrize("given", [2, -3, 3.0, True, None, "3", numpy.array([3, 4]), math.nan])
def test_anything_else_is_refused_in_one_line(given) -> None:
    with pytest.raises(SettingError, match=r"^n must be a whole number, 3 or more, not ") as caught:
        whole_number("n", given, low=3)
    assert str(caught.value).isprintable()


def test_the_caller_says_what_is_raised() -> None:
    with pytest.raises(OperandError):
        whole_number("n", 0.5, low=1, error=OperandError)
    with pytest.raises(DataError):
        number_in("x", -1, NOT_NEGATIVE, DataError)


@pytest.mark.parametrize(
    ("span", "has", "has_not"),
    [
        (NOT_NEGATIVE, [0, 0.5, 1e308], [-1e-300, 10**400, math.inf, math.nan, True, "1", None, 1j]),
        (POSITIVE, [1e-300, 2], [0, -0.0, math.inf]),
        (FROM_0_TO_1, [0, 0.5, 1, numpy.float32(0.25)], [-0.1, 1.1]),
        (FROM_0_BELOW_1, [0, 0.999], [1, 1.0, -0.1]),
        (ABOVE_0_TO_1, [0.1, 1], [0, 1.1]),
        (BETWEEN_0_AND_1, [0.1, 0.9], [0, 1]),
    ],
    ids=lambda value: value.called if hasattr(value, "called") else "",
)
def test_a_span_has_its_numbers_and_no_others(span, has, has_not) -> None:
    for number in has:
        found = number_in("x", number, span)
        assert (type(found), found) == (float, number)
    for number in has_not:
        with pytest.raises(SettingError, match=f"^x must be {span.called}, not "):
            number_in("x", number, span)


def test_names_and_sequences_are_taken_as_they_are_or_refused() -> None:
    assert chosen({"a": 1}, "a", "letter") == 1
    assert sequence((1, 2), 2, "pair") == [1, 2]
    assert sequence(numpy.array([1.0, 2.0]), 2, "pair") == [1.0, 2.0]
    assert filled([0], "list") == [0]
    for things in ("ab", {"a": 1, "b": 2}, 3, None, numpy.array(1.0), {1, 2}):
        with pytest.raises(OperandError, match=r"^pair must be a list of 2, not "):
            sequence(things, 2, "pair")


def test_hostile_arguments_are_quoted_without_harm() -> None:
    class Hostile:
        def __repr__(self) -> str:
            raise RuntimeError("no")

    for given in ("a\x1b[2J\n\u202eb", Hostile(), "x" * 10**6, list(range(10**5))):
        with pytest.raises(SettingError) as caught:
            whole_number("n", given, low=1)
        assert str(caught.value).isprintable()
        assert len(str(caught.value)) < 100
