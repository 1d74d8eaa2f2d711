"""Sets of words, written in one line."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text.

    >>> sorted(words("br p"))
    ['br', 'p']
    """
    return frozenset(text.split())
