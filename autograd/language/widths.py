"""How wide text is in a terminal, where a Chinese character takes two columns; lines and columns of text by that."""

from __future__ import annotations

import re
from unicodedata import combining, east_asian_width

#: What does not begin a line.
_CLOSING = "，。、；：？！）」』】》…"


def columns(text: str) -> int:
    """How many columns of a terminal a text takes.

    >>> columns("grad"), columns("梯度")
    (4, 4)
    """
    if text.isascii():
        return len(text)
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def padded(text: str, width: int, align: str = "<") -> str:
    """The text with spaces behind it (`<`) or before it (`>`), so that it takes so many columns.

    >>> padded("梯度", 6) + "|", padded("5", 3, ">")
    ('梯度  |', '  5')
    """
    space = " " * (width - columns(text))
    return space + text if align == ">" else text + space


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most so many columns, broken at spaces and between Chinese characters.

    >>> wrapped("a word, another", 8), wrapped("链式法则，逐步写出", 8)
    (['a word,', 'another'], ['链式法', '则，逐步', '写出'])
    """
    lines, line = [], ""
    for piece in _pieces(text):
        if line and columns((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    """What is not broken: a word with the space behind it, a wide character with what may not begin a line."""
    found = re.findall(rf"[^\s\u2e80-\uffef]+[{_CLOSING}]*\s*|[\u2e80-\uffef][{_CLOSING}]*\s*|\s+", text)
    return [re.sub(r"\s+", " ", piece) for piece in found]
