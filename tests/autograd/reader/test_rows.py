"""What a number in a table is: a value, a gradient where the column says so, a new value.

y = 0.5·2 + 0.3 = 1.3 and L = 1.69, so ∂L/∂w1 = 2·1.3·2 = 5.2 and ∂L/∂w2 = 2.6; with η = 0.1 the new values are
0.5 - 0.52 = -0.02 and 0.3 - 0.26 = 0.04.
"""

from __future__ import annotations

import pytest

from autograd.reader.checked import check

PAGE = "w1 = 0.5\nw2 = 0.3\nx = 2\ny = w1·x + w2 = 1.3\nL = y² = 1.69\n"
STEP = "η = 0.1\n∂L/∂w1 = 5.2\n∂L/∂w2 = 2.6\n"


@pytest.mark.parametrize(
    ("heading", "before", "first", "second", "found"),
    [
        ("gradient", "", "5.2", "2.6", "5.2 right 2.6 right"),
        ("gradient", "", "2.6", "2.6", "2.6 wrong 2.6 right"),
        ("∂L", "", "5.2", "2.6", "5.2 right 2.6 right"),
        ("value", "", "5.2", "2.6", ""),
        ("new", STEP, "-0.02", "0.04", "5.2 right 2.6 right -0.02 right 0.04 right"),
        ("new", STEP, "1.02", "0.04", "5.2 right 2.6 right 1.02 not understood 0.04 right"),
        ("value", STEP, "-0.02", "0.04", "5.2 right 2.6 right"),
    ],
)
def test_the_heading_of_a_column_says_what_its_numbers_are(
    heading: str, before: str, first: str, second: str, found: str
) -> None:
    table = f"\n| weight | {heading} |\n|---|---|\n| w1 | {first} |\n| w2 | {second} |\n"
    numbers = check(PAGE + before + table).numbers[2:]
    assert " ".join(f"{number.printed} {number.verdict}" for number in numbers) == found
