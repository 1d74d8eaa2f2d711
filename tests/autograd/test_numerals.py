"""Numbers as people write them. Expected values are arithmetic: 1/3, √2, 33/100."""

import math
import time
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd.errors import OperandError
from autograd.numerals import EXACT_DIGITS, read_number, readings, text_of

DECIMALS = {
    "0.0772": (0.0772, 1e-4, 3), "-1.50e-3": (-1.5e-3, 1e-5, 3), ".5": (0.5, 0.1, 1), "5.": (5, 1, 1),
    "−1": (-1, 1, 1), "–1": (-1, 1, 1), "+2": (2, 1, 1), "1_000": (1000, 1, 4), "1 234.5": (1234.5, 0.1, 5),
    "0,5": (0.5, 0.1, 1), "12,34": (12.34, 0.01, 4), "1,234,567": (1234567, 1, 7), "1,234.5": (1234.5, 0.1, 5),
    "1.234,5": (1234.5, 0.1, 5), "5.000.000": (5e6, 1, 7), "12,345.67%": (123.4567, 1e-4, 7), "0,123": (0.123, 1e-3, 3),
    "33%": (0.33, 0.01, 2), "33,5 %": (0.335, 1e-3, 3), "-5%": (-0.05, 0.01, 1),
    "0.3333…": (0.3333, 1e-4, 4), "0.3333...": (0.3333, 1e-4, 4), "≈0.33": (0.33, 0.01, 2),
    "1.5·10³": (1500, 100, 2), "1.5×10^-3": (1.5e-3, 1e-4, 2), "1,5·10³": (1500, 100, 2),
    "1.5*10**-3": (1.5e-3, 1e-4, 2),
    "1.50·10^{-3}": (1.5e-3, 1e-5, 3), "1.5 x 10^-3": (1.5e-3, 1e-4, 2), "−2.0×10⁻⁸": (-2e-8, 1e-9, 2),
}  # fmt: skip

EXACT = {
    "1/3": 1 / 3, "2/3": 2 / 3, "-2/3": -2 / 3, "−1/−3": 1 / 3, "√2": math.sqrt(2), "sqrt(2)/3": math.sqrt(2) / 3,
    "2√3/3": 2 * math.sqrt(3) / 3, "½": 0.5, "-¾": -0.75, "1½": 1.5, "π/4": math.pi / 4, "2π": 2 * math.pi,
    "pi": math.pi,
    "e^-1": math.exp(-1), "e²": math.exp(2), "(1+√5)/2": (1 + math.sqrt(5)) / 2, "ln(2)": math.log(2), "2^-3": 0.125,
    "10^-3": 1e-3, "0.5/3": 0.5 / 3, "2 · 3": 6, "1 - 1": 0, "1/(2√3)": 1 / math.sqrt(12), "-2²": -4, "50/3%": 50 / 3e2,
}  # fmt: skip

NOTHING = [
    "", "x", "1.2.3", "nan", "inf", "-", "0x10", "1e9999", "7e308", "--1", ".", "1,2,3", "1/0", "√-1", "1/2√3", "1 1/2",
    "9^9^9^9", "10^400", "(-8)^(1/3)", "(1", "1)", "()", "exp(1000)", "__import__('os')", "1;2", "1=1", "²", "1/",
    "2··3", "2·*3", "5e", "e",
]  # fmt: skip


@pytest.mark.parametrize("text", DECIMALS)
def test_a_decimal_says_with_its_digits_how_exact_it_is(text: str) -> None:
    (found,) = readings(text)
    value, unit, digits = DECIMALS[text]
    assert found.value == pytest.approx(value, rel=1e-15)
    assert found.unit == pytest.approx(unit, rel=1e-15)
    assert found.digits == digits


@pytest.mark.parametrize("text", EXACT)
def test_an_expression_is_exact(text: str) -> None:
    (found,) = readings(text)
    assert found.value == pytest.approx(EXACT[text], rel=1e-15)
    assert found.digits == EXACT_DIGITS
    assert found.unit <= 1e-11 * (abs(found.value) or 1.0)


def test_decimals_in_an_expression_that_look_rounded_make_it_promise_less() -> None:
    assert readings("0.667/2")[0][1:] == (1e-3, 3)
    assert readings("0.6667/0.50")[0].digits == 4


def test_one_comma_before_three_digits_may_be_of_either_kind() -> None:
    assert [found.value for found in readings("3,142")] == [3142, 3.142]
    assert [found.value for found in readings("-1,234")] == [-1234, -1.234]
    assert [found.value for found in readings("1,234%")] == [12.34, 0.01234]
    assert [found.value for found in readings("1,234·10³")] == [1234]
    with pytest.raises(OperandError, match=r"a: '3,142' may be 3142 or 3\.142: write one of these"):
        read_number("3,142", "a")


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_number_is_none(text: str) -> None:
    assert readings(text) == []
    with pytest.raises(OperandError, match="must be a finite number, not"):
        read_number(text)


def test_numbers_of_every_type_are_written_as_they_would_be_printed() -> None:
    numbers = [5, 5.0, 0.25, 1e300, Fraction(1, 3), Decimal("0.50"), np.float32(0.1), np.float64(0.1), np.int64(3)]
    assert [text_of(x) for x in numbers] == ["5", "5", "0.25", "1e+300", "1/3", "0.50", "0.1", "0.1", "3"]
    for nothing in (True, None, "5", [1], 10**400, math.nan, math.inf, Decimal("nan"), Fraction(10**400, 3), 1j):
        assert text_of(nothing) == ""
    small = Fraction(1, 3**300)  # longer than anybody writes
    assert readings(text_of(small))[0].value == pytest.approx(float(small), rel=1e-15)


@pytest.mark.parametrize(
    "text",
    ["9" * 1_000_000, "0." + "3" * 1_000_000, "(" * 100_000, "√" * 100_000, "1/" * 100_000, "1," * 100_000,
     "½" * 100_000,
     "^2" * 50, "²" * 190, "-" * 199, "2^" * 99 + "2", "1_" * 500_000, " " * 1_000_000, "%" * 199, "1e" * 99],
)  # fmt: skip
def test_hostile_text_is_read_at_once(text: str) -> None:
    start = time.process_time()
    assert all(math.isfinite(found.value) for found in readings(text))
    assert time.process_time() - start < 20


@given(st.one_of(st.text(max_size=30), st.text(alphabet="0123456789.,+-−*/^()√½²³⁻·×%…eπ x", max_size=30)))
def test_any_text_is_a_finite_number_or_none(text: str) -> None:
    found = readings(text)
    assert len(found) <= 2
    assert all(math.isfinite(numeral.value) and numeral.digits >= 1 for numeral in found)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_python_writes_is_read_back(x: float) -> None:
    assert readings(repr(x))[0].value == x
    assert read_number(text_of(x)) == x
