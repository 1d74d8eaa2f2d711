"""Whether a page writes its decimals 0.5 or 0,5: what most of its numbers say decides."""

from __future__ import annotations

import re
from collections.abc import Iterable

from autograd.reader.passage import Passage

_POINT = re.compile(r"(?<![\d.,])\d+\.\d+(?![\d,]*\.)")
#: A comma between digits without a space, and no list of them: 0,5 and 0{,}5, not 1,2,3.
#: Three digits behind it may be thousands, 5,678, and do not count.
_COMMA = re.compile(r"(?<![\d.,_{])(?![1-9]\d{0,2},\d{3}(?!\d))\d+(?:,|\{,\})\d+(?!\d*,?\d*[,}]\d)")
#: 0,5 that is no list, such as (0,1) is.
_ZERO_COMMA = re.compile(r"(?<![\d.,_{\[(])0(?:,|\{,\})\d+|[\[(]0(?:,|\{,\})\d+\s*(?:[-+*/·×−]|\\cdot|\\times)")


def has_decimal_commas(passages: Iterable[Passage]) -> bool:
    """Whether a comma is the decimal sign: where more numbers have one than have a point.

    >>> has_decimal_commas([Passage.of("z = 0,5 · 2 + 0,1 = 1,1")])
    True
    """
    points = commas = 0
    for passage in passages:
        points += len(_POINT.findall(passage.text))
        commas += len(_COMMA.findall(passage.text))
    return commas > points


def undecided(text: str, comma: bool) -> bool:
    """Whether a text has decimals of the other kind: 0,5 on a page that writes 0.5."""
    return not comma and _ZERO_COMMA.search(text) is not None
