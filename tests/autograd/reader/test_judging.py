"""Whether a printed number is what its numbers give: at the edge of each tolerance, and on both sides of it."""

from __future__ import annotations

import pytest

from autograd.reader.evaluation import Measure
from autograd.reader.judging import is_misprint_of, judged, printed_text, shows, tolerance
from autograd.reader.passage import Passage
from autograd.reader.trees import Numeral, numeral


def number(text: str) -> Numeral:
    return numeral(text, Passage.of(text), 0, len(text))


@pytest.mark.parametrize(
    ("text", "off", "slack", "verdict"),
    [
        # half a unit of one or two digits, a unit of three and more or of one that is cut off
        ("0.5", 0.05 * (1 + 1.5e-9), 0.0, "right"),
        ("0.5", 0.05 * (1 + 2.5e-9), 0.0, "wrong"),
        ("0.25", 0.00501, 0.0, "wrong"),
        ("0.254", 0.001, 0.0, "right"),
        ("0.254", 0.00101, 0.0, "wrong"),
        ("0.5…", 0.1, 0.0, "right"),
        ("0.5…", 0.1001, 0.0, "wrong"),
        # what carried rounding may move it by
        ("0.5", 0.06, 0.01, "rounding"),
        ("0.5", 0.05 + 0.1 * 0.95e-9 + 0.01, 0.01, "rounding"),
        ("0.5", 0.05 + 0.1 * 1.5e-9 + 0.01, 0.01, "wrong"),
        ("0.5", 0.0601, 0.01, "wrong"),
        ("0.254", 0.0009, 0.01, "right"),
        ("0.254", 0.0104, 0.01, "rounding"),
        ("0.254", 0.0106, 0.01, "wrong"),
        ("0.5", 1000 * (1 + 0.9e-9), 1000.0 - 0.05, "rounding"),
        ("0.5", 1000 * (1 + 1.5e-9), 1000.0 - 0.05, "wrong"),
        # a large number: the rounding of floats, 1e-12 of it
        ("123456000", 1 + 1e-9 + 0.9e-12 * 123456000, 0.0, "right"),
        ("123456000", 1 + 1e-9 + 1.2e-12 * 123456000, 0.0, "wrong"),
    ],
)
def test_a_number_is_judged_by_its_digits_and_what_is_carried(
    text: str, off: float, slack: float, verdict: str
) -> None:
    value = number(text).value
    assert judged(value, number(text), Measure(value + off, slack)) == verdict
    assert judged(value, number(text), Measure(value - off, slack)) == verdict


@pytest.mark.parametrize(
    ("text", "off", "is_shown"),
    [
        ("0.5", 0.05 * (1 + 0.9e-9), True),
        ("0.5", 0.05 * (1 + 1.5e-9), False),
        ("0.254", 0.0005, True),
        ("0.254", 0.00051, False),
        ("123456789", 0.5 * (1 + 1e-9) + 0.9e-12 * 123456789, True),
        ("123456789", 0.5 * (1 + 1e-9) + 1.2e-12 * 123456789, False),
    ],
)
def test_a_number_shows_what_rounds_to_its_digits(text: str, off: float, is_shown: bool) -> None:
    value = number(text).value
    assert shows(value, number(text), value + off) is is_shown
    assert shows(-value, number(text), -value - off) is is_shown


def test_a_number_that_no_float_holds_is_right_where_nothing_is_off() -> None:
    tiny = number("1e-330")
    assert shows(0.0, tiny, 0.0)
    assert judged(0.0, tiny, Measure(0.0)) == "right"
    assert judged(0.0, tiny, Measure(0.1, 0.1)) == "rounding"


def test_the_digits_in_one_notation() -> None:
    assert [tolerance(number(text)) for text in ("7", "12", "123", "0.5…")] == [0.5, 0.5, 1.0, 0.1]
    assert printed_text(1, number("0.5")) == "0.5"
    assert printed_text(-1, number("0.5")) == "-0.5"
    assert printed_text(-1, number("0.0")) == "0.0"
    assert printed_text(1, number("2e−3")) == "2e-3"


@pytest.mark.parametrize(
    ("printed", "meant", "is_misprint"),
    [
        ("0.1785", "0.1781", True),
        ("0.1785", "0.1758", True),
        ("0.1785", "0.7185", True),
        ("0.1785", "0.5781", True),
        ("0.1785", "0.1874", False),
        ("0.1785", "0.1768", False),
        ("0.1785", "0.1785", False),
        ("0.1785", "0.178", False),
        ("0.12", "0.13", False),
        ("123", "124", True),
        ("0.123", "0.321", True),
        ("0.012", "0.112", False),
        ("0.112", "0.012", False),
        ("0.1234", "0.2341", False),
    ],
)
def test_a_misprint_is_one_digit_or_two_that_are_transposed(printed: str, meant: str, is_misprint: bool) -> None:
    assert is_misprint_of(number(printed), number(meant)) is is_misprint
