"""A column whose heading is the formula of others, `w_new = w_old - 0.1 × grad`: each row's numbers are put in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograd.reader.finding.cells import Cell
from autograd.reader.finding.prose import RELATION
from autograd.reader.located import Located

_WORD = re.compile(
    r"\\(?:text|mathrm|operatorname)\{\s*(?P<inner>[^{}]+)\}|(?<![A-Za-z\\_{^])[A-Za-z]{3,}(?![A-Za-z_{(])"
)


def computed(headings: Sequence[Cell], row: Sequence[Cell], column: int) -> tuple[Located, bool]:
    r"""A row's relation in a column whose heading is a formula, and whether it is in LaTeX.

    Where every name on the right of the heading is another column's, their numbers stand in its place.
    """
    heading, cell = headings[column].shown, row[column].shown
    latex = headings[column].latex
    relation = RELATION.search(heading.text)
    assert relation is not None
    pieces: list[Located | str] = [heading[: relation.end()]]
    at = relation.end()
    others = [
        (other.shown.text, row[index]) for index, other in enumerate(headings)
        if index != column and index < len(row) and row[index].numeric and 0 < len(other.shown.text) <= 40
    ]  # fmt: skip
    for start, end, number in _places(heading.text, at, others):
        if start < at:
            continue
        signed = number.shown.text[:1] in "-+−"
        pieces += [heading[at:start], "(" if signed else " ", number.shown, ")" if signed else ""]
        at = end
    pieces += [heading[at:], " = ", cell]
    return Located.joined(pieces), latex


def _places(text: str, start: int, others: list[tuple[str, Cell]]) -> list[tuple[int, int, Cell]]:
    """Where other columns are named in a formula."""
    found = []
    for name, number in others:
        at = text.find(name, start)
        while at >= 0:
            end = at + len(name)
            if not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum():
                found.append((at, end, number))
            at = text.find(name, end)
    taken = {at for at, _, _ in found}
    for word in _WORD.finditer(text, start):
        short = (word["inner"] or word[0]).strip().lower()
        for name, number in others:
            bare = name.lower()
            if word.start() not in taken and len(short) >= 3 and (bare.startswith(short) or short.startswith(bare)):
                found.append((*word.span(), number))
                break
    return sorted(found, key=lambda place: (place[0], -place[1]))
