"""How a report lists what it names."""

from __future__ import annotations

import pytest

from autograd.auditor.report import _listed


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
