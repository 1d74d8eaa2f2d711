"""What is to be said of a printed array as a whole: transposed, two rows exchanged, one column wrong.

Its entries are claims of their own; `layout` has what explains them all at once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograd.auditor.claims import Quantity
from autograd.auditor.verdicts import FOLLOWS, RIGHT, WRONG, Finding
from autograd.language import say, template
from autograd.notation import counted, number

#: Factors that a whole array is off by: a sign, a half that was forgotten.
FACTORS = (-1.0, 2.0, 0.5, -2.0, -0.5)

#: What became of an array's entries, by row and column.
Cells = Mapping[tuple[int, int], Finding]


@dataclass(frozen=True)
class Whole:
    """A claim about an array: what it is about, how it is written, and where each entry's claim stands, row by row.

    `places` are rows of positions among the claims (None where nothing is printed); a vector is one row. `is_turned`
    says that rows were printed as columns, which shows in the shape alone.
    """

    quantity: Quantity
    places: tuple[tuple[int | None, ...], ...]
    is_vector: bool
    is_turned: bool


def whole_at(
    quantity: Quantity, places: Sequence[int | None], lengths: tuple[int, ...], is_turned: bool = False
) -> Whole:
    """The claim about an array of so many rows and columns, whose entries' claims stand at these places, row by row."""
    length = lengths[-1]
    rows = tuple(tuple(places[i : i + length]) for i in range(0, len(places), length))
    return Whole(quantity, rows, len(lengths) == 1, is_turned)


@dataclass(frozen=True)
class WholeFinding:
    """What became of a claim about an array; `slip` and `sentence` say what is wrong with it as a whole, if it is."""

    quantity: Quantity
    verdict: str
    slip: str = ""
    sentence: str = ""


def cells_of(whole: Whole, findings: Sequence[Finding]) -> Cells:
    """The findings about an array's entries, by row and column counted from 0."""
    return {
        (i, j): findings[place]
        for i, row in enumerate(whole.places)
        for j, place in enumerate(row)
        if place is not None
    }


def judge(whole: Whole, findings: Sequence[Finding], output: str) -> WholeFinding:
    """What is wrong with an array, and where, if nothing explains it as a whole."""
    written = whole.quantity.written(output)
    cells = cells_of(whole, findings)
    wrong = [place for place, finding in cells.items() if finding.verdict in (WRONG, FOLLOWS)]
    if whole.is_turned:
        height, length = len(whole.places), len(whole.places[0])
        sentence = say(
            "{array} is transposed: it is {height}×{length}, and {length}×{height} is printed",
            array=written, height=height, length=length,
        )  # fmt: skip
        return WholeFinding(whole.quantity, WRONG, template("transposed"), sentence)
    if not wrong:
        return WholeFinding(whole.quantity, RIGHT)
    slip, sentence = _where(whole, cells, wrong, written)
    return WholeFinding(whole.quantity, WRONG, slip, sentence)


def _where(whole: Whole, cells: Cells, wrong: Sequence[tuple[int, int]], written: str) -> tuple[str, str]:
    """In words, which part of an array is wrong, or by which factor all of it is off."""
    factor = _factor([cells[place] for place in cells])
    if factor is not None and len(wrong) == len(cells) > 1:
        if factor == -1:
            return template("sign of all entries"), say("every entry of {array} has the wrong sign", array=written)
        scaled = say(
            "every entry of {array} is {factor} times the right one", array=written, factor=number(factor, 4)
        )  # fmt: skip
        return template("all entries scaled"), scaled
    rows, columns = sorted({i for i, _ in wrong}), sorted({j for _, j in wrong})
    if len(wrong) == 1:
        name = wrong[0][1] + 1 if whole.is_vector else f"{wrong[0][0] + 1},{wrong[0][1] + 1}"
        said = say("one entry of {array} is wrong: [{place}]", array=written, place=name)
        return template("one entry wrong"), said
    if not whole.is_vector and len(rows) == 1 < len(whole.places):
        said = say("only row {row} of {array} is wrong", array=written, row=rows[0] + 1)
        return template("one row wrong"), said
    if not whole.is_vector and len(columns) == 1 < len(whole.places[0]):
        said = say("only column {column} of {array} is wrong", array=written, column=columns[0] + 1)
        return template("one column wrong"), said
    if len(wrong) == len(cells):
        return template("all entries wrong"), say("every entry of {array} is wrong", array=written)
    all_of_it = counted(len(cells), "entry", "entries")
    said = say("{wrong} of {entries} of {array} are wrong", array=written, wrong=len(wrong), entries=all_of_it)
    return template("entries wrong"), said


def _factor(findings: Sequence[Finding]) -> float | None:
    """The one factor by which all printed numbers differ from the right ones, if it is a familiar one."""
    if max(finding.claim.printed.digits for finding in findings) < 2:
        return None  # one digit fits any factor
    n = len(findings)
    for factor in (*FACTORS, float(n), 1.0 / n):
        if all(finding.claim.printed.shows(factor * finding.exact) for finding in findings):
            return factor
    sizes = [finding.claim.printed.value / finding.exact for finding in findings if finding.exact]
    ratio = round(sizes[0]) if sizes and math.isfinite(sizes[0]) else 0
    if ratio > 1 and all(finding.claim.printed.shows(ratio * finding.exact) for finding in findings):
        return float(ratio)
    return None
