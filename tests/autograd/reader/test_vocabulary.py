"""The lists of words hold words of mathematics, and none of prose."""

from __future__ import annotations

import pytest

from autograd.reader import vocabulary

LISTS = {
    name: value for name, value in vars(vocabulary).items() if isinstance(value, dict | frozenset) and name[0] != "_"
}


@pytest.mark.parametrize("word", ["otherwise", "when", "the", "and", "with", ""])
def test_no_word_of_prose_is_notation(word: str) -> None:
    assert [name for name, words in LISTS.items() if word in words] == []


def test_each_list_is_there() -> None:
    assert len(LISTS) >= 18
    assert all(LISTS.values())
