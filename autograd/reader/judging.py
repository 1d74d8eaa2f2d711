"""Whether a printed number is what its own numbers give, digits deciding."""

from __future__ import annotations

from autograd.auditor.verdicts import RIGHT, ROUNDING, WRONG
from autograd.reader.evaluation import Measure
from autograd.reader.trees import Numeral

_EPSILON = 1e-9


def printed_text(sign: int, numeral: Numeral) -> str:
    """The digits in one notation: an ASCII minus, a decimal point, e for powers of ten."""
    text = numeral.text.replace("−", "-")
    return f"-{text}" if sign == -1 and numeral.value else text


def tolerance(numeral: Numeral) -> float:
    """How far off a number may be for its digits alone: half a unit of one or two digits, a unit of three and more."""
    cut_off = numeral.text.endswith("…")
    return numeral.unit * (1.0 if numeral.digits >= 3 or cut_off else 0.5)


def shows(value: float, numeral: Numeral, number: float) -> bool:
    """Whether `number` prints as these digits."""
    return abs(value - number) <= numeral.unit / 2 * (1 + _EPSILON) + 1e-12 * abs(value)


def judged(value: float, numeral: Numeral, computed: Measure) -> str:
    """Right, off by no more than the rounding of the numbers it is computed from, or wrong."""
    off = abs(value - computed.value)
    room = _EPSILON * numeral.unit + 1e-12 * abs(value)
    if off <= tolerance(numeral) + room:
        return RIGHT
    return ROUNDING if off <= numeral.unit / 2 + computed.slack * (1 + _EPSILON) + room else WRONG


def is_misprint_of(printed: Numeral, meant: Numeral) -> bool:
    """Whether two numbers of three digits and more differ as misprints do: in one digit, or two that are transposed."""
    first, second = printed.text, meant.text
    if len(first) != len(second) or min(printed.digits, meant.digits) < 3 or first == second:
        return False
    places = [i for i, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    if len(places) == 1:
        return True
    digits = [first[i] for i in places]
    return len(places) == 2 and digits == [second[i] for i in places][::-1]
