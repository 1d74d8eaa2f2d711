"""A column headed by a formula of others, `w_new = w_old - 0.1 × grad` or `e²`: each row's numbers are put in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from autograd.reader.finding.cells import Cell, without_functions
from autograd.reader.finding.prose import RELATION
from autograd.reader.located import Located

_WORD = re.compile(
    r"\\(?:text|mathrm|operatorname)\{\s*(?P<inner>[^{}]+)\}|(?<![A-Za-z\\_{^])[A-Za-z]{3,}(?![A-Za-z_{(])"
)
_OPERATION = re.compile(r"[-+−*/·×⋅^²³(]|\\(?:cdot|times|frac|[dt]frac)")
_LETTER = re.compile(r"[^\W\d_]|\\[A-Za-z]")
_RUN = re.compile(r"(?<![A-Za-z\\_{'′])[A-Za-z]+(?![A-Za-z_{'′])")
_NAME_GOES_ON = re.compile(r"[^\W\d]|['′]")
_ACCENT = re.compile(r"\\[A-Za-z]+\s?\{$")
#: A longer heading is no formula.
_LONGEST = 200


class Formula(NamedTuple):
    """Where in a heading other columns are named, and where its relation ends; without one it is of others only."""

    places: list[tuple[int, int, int]]
    after: int


#: The columns of a table that are headed by formulas.
Formulas = dict[int, Formula]


def formula(headings: Sequence[Cell], column: int) -> Formula | None:
    r"""How a heading says its column is computed: with a relation, or from other columns, as `e \cdot x`."""
    text = headings[column].text
    names = _names(headings)
    names[column] = ""
    relation = RELATION.search(text)
    if relation is not None:
        return Formula(_places(text, relation.end(), names), relation.end())
    if len(headings) < 2 or len(text) > _LONGEST or not text:
        return None
    places = _places(text, 0, ["" if name == text else name for name in names], words=False)
    left, at = "", 0
    for start, end, _ in places:
        left += f"{text[at:start]} "
        at = end
    left = without_functions(left + text[at:])
    is_product = len(places) > 1 and not left.strip(" $")
    is_one = bool(places) and not _LETTER.search(left) and (is_product or _OPERATION.search(left) is not None)
    return Formula(places, 0) if is_one else None


def computed(headings: Sequence[Cell], row: Sequence[Cell], column: int, of: Formula) -> tuple[Located, bool]:
    r"""A row's relation in a column whose heading is a formula, and whether it is in LaTeX.

    Where every name on the right of the heading is another column's, their numbers stand in its place.
    """
    heading, cell = headings[column].shown, row[column].shown
    latex = headings[column].latex
    at = of.after
    pieces: list[Located | str] = [heading[:at]]
    for start, end, index in of.places:
        if index >= len(row) or not row[index].numeric:
            continue
        number = row[index].shown
        before = heading.text[start - 1 : start]
        bracketed = number.text[:1] in "-+−" or before.isalnum() or before in ")}" or start == at
        pieces += [heading[at:start], "(" if bracketed else " ", number, ")" if bracketed else ""]
        at = end
    pieces += [heading[at:], " = ", cell]
    return Located.joined(pieces), latex


def _names(headings: Sequence[Cell]) -> list[str]:
    """What each column is called: what stands left of the relation in its heading."""
    found = []
    for heading in headings:
        relation = RELATION.search(heading.text)
        name = heading.text[: relation.start()].strip() if relation else heading.text
        found.append(name if len(name) <= 40 else "")
    return found


def _places(text: str, start: int, names: Sequence[str], *, words: bool = True) -> list[tuple[int, int, int]]:
    """Where other columns are named in a formula, one after the other; `words`: by a part of their names too, grad for
    Gradient."""
    found = []
    single = {name for name in names if len(name) == 1}
    products = [run.span() for run in _RUN.finditer(text, start) if len(run[0]) > 1 and single.issuperset(run[0])]
    for index, name in enumerate(names):
        at = text.find(name, start) if name else -1
        while at >= 0:
            end = at + len(name)
            in_product = len(name) == 1 and any(first <= at < last for first, last in products)
            if in_product or (_begins(text, at, name) and not _NAME_GOES_ON.match(text, end)):
                found.append((at, end, index))
            at = text.find(name, end)
    taken = {at for at, _, _ in found}
    for word in _WORD.finditer(text, start) if words else ():
        short = (word["inner"] or word[0]).strip().lower()
        if word.start() in taken or len(short) < 3:
            continue
        for index, name in enumerate(names):
            bare = name.lower()
            if len(bare) >= 3 and (bare.startswith(short) or short.startswith(bare)):
                found.append((*word.span(), index))
                break
    kept: list[tuple[int, int, int]] = []
    for place in sorted(found, key=lambda place: (place[0], -place[1])):
        if not kept or place[0] >= kept[-1][1]:
            kept.append(place)
    return kept


def _begins(text: str, at: int, name: str) -> bool:
    """Whether a name can begin here: not within another name or a command, nor below an accent."""
    before = text[at - 1 : at]
    if before.isalpha() or before in ("_", "\\") or (before.isdigit() and not name[0].isalpha()):
        return False
    return not (before == "{" and _ACCENT.search(text, max(at - 20, 0), at))
