"""What is to be said of a printed array as a whole: transposed, two rows exchanged, one column wrong.

Its entries are claims of their own. Where all that is wrong about them is their place, that is the cause of each.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from autograd.auditor.claims import Quantity
from autograd.auditor.diagnosis import Diagnosis
from autograd.auditor.verdicts import FOLLOWS, WRONG, Finding
from autograd.notation import counted, number

#: Rows and columns of arrays with more of them are not tried in other orders.
MOST_EXCHANGED = 50
#: Factors that a whole array is off by: a sign, a half that was forgotten.
FACTORS = (-1.0, 2.0, 0.5, -2.0, -0.5)


@dataclass(frozen=True)
class Whole:
    """A claim about an array: what it is about, how it is written, and where each entry's claim stands, row by row.

    `places` are rows of positions among the claims (None where nothing is printed); a vector is one row. `is_turned`
    says that rows were printed as columns, which shows in the shape alone.
    """

    quantity: Quantity
    places: tuple[tuple[int | None, ...], ...]
    is_vector: bool = False
    is_turned: bool = False


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


class _Exchange(NamedTuple):
    """Entries at each other's places: `source(i, j)` is where the number printed at i, j belongs."""

    slip: str
    sentence: str
    source: Callable[[int, int], tuple[int, int]]


def judge(whole: Whole, findings: Sequence[Finding], output: str) -> WholeFinding:
    """What is wrong with an array; entries that are only misplaced get this as their one cause."""
    written = whole.quantity.written(output)
    cells = {
        (i, j): findings[place]
        for i, row in enumerate(whole.places)
        for j, place in enumerate(row)
        if place is not None
    }
    wrong = [place for place, finding in cells.items() if finding.verdict in (WRONG, FOLLOWS)]
    if whole.is_turned:
        shape = f"{len(whole.places[0])}×{len(whole.places)}"
        sentence = f"{written} is transposed: it is {len(whole.places)}×{len(whole.places[0])}, and {shape} is printed"
        return WholeFinding(whole.quantity, WRONG, "transposed", sentence)
    if not wrong:
        return WholeFinding(whole.quantity, "right")
    for exchange in _exchanges(whole, written):
        if len(wrong) > 1 and all(_shows(cells, place, exchange.source) for place in cells):
            for place in wrong:
                finding = cells[place]
                finding.verdict, finding.follows_from, finding.same_slip = WRONG, (), False
                finding.diagnoses = (Diagnosis(exchange.slip, exchange.sentence, finding.claim.printed.value),)
            return WholeFinding(whole.quantity, WRONG, exchange.slip, exchange.sentence)
    slip, sentence = _where(whole, cells, wrong, written)
    return WholeFinding(whole.quantity, WRONG, slip, sentence)


def _shows(
    cells: dict[tuple[int, int], Finding], place: tuple[int, int], source: Callable[[int, int], tuple[int, int]]
) -> bool:
    """Whether the number printed at a place is that of another place."""
    claim, other = cells[place].claim, cells.get(source(*place))
    return other is None or claim.printed.shows(other.exact, 1.0)


def _exchanges(whole: Whole, written: str) -> Iterator[_Exchange]:
    height, length = len(whole.places), len(whole.places[0])
    if height == length:
        yield _Exchange("transposed", f"{written} is transposed: rows are printed as columns", lambda i, j: (j, i))
    for what, count in (("row", height), ("column", length)):
        if not 2 <= count <= MOST_EXCHANGED:
            continue
        what = "entry" if whole.is_vector else what
        for first, second in combinations(range(count), 2):
            sentence = f"{_plural(what)} {first + 1} and {second + 1} of {written} are exchanged"
            yield _Exchange(f"{_plural(what)} exchanged", sentence, _swap(first, second, what == "row"))
        sentence = f"the {_plural(what)} of {written} are in the reverse order"
        yield _Exchange(f"{_plural(what)} reversed", sentence, _reverse(count, what == "row"))


def _swap(first: int, second: int, is_row: bool) -> Callable[[int, int], tuple[int, int]]:
    other = {first: second, second: first}
    return lambda i, j: (other.get(i, i), j) if is_row else (i, other.get(j, j))


def _reverse(count: int, is_row: bool) -> Callable[[int, int], tuple[int, int]]:
    return lambda i, j: (count - 1 - i, j) if is_row else (i, count - 1 - j)


def _where(
    whole: Whole, cells: dict[tuple[int, int], Finding], wrong: Sequence[tuple[int, int]], written: str
) -> tuple[str, str]:
    """In words, which part of an array is wrong, or by which factor all of it is off."""
    factor = _factor([cells[place] for place in cells])
    if factor is not None and len(wrong) == len(cells) > 1:
        if factor == -1:
            return "sign of all entries", f"every entry of {written} has the wrong sign"
        return "all entries scaled", f"every entry of {written} is {number(factor, 4)} times the right one"
    rows, columns = sorted({i for i, _ in wrong}), sorted({j for _, j in wrong})
    of = f"of {counted(len(cells), 'entry', 'entries')}"
    if len(wrong) == 1:
        name = wrong[0][1] + 1 if whole.is_vector else f"{wrong[0][0] + 1},{wrong[0][1] + 1}"
        return "one entry wrong", f"one entry of {written} is wrong: [{name}]"
    if not whole.is_vector and len(rows) == 1 < len(whole.places):
        return "one row wrong", f"only row {rows[0] + 1} of {written} is wrong"
    if not whole.is_vector and len(columns) == 1 < len(whole.places[0]):
        return "one column wrong", f"only column {columns[0] + 1} of {written} is wrong"
    if len(wrong) == len(cells):
        return "all entries wrong", f"every entry of {written} is wrong"
    return "entries wrong", f"{len(wrong)} {of} of {written} are wrong"


def _factor(findings: Sequence[Finding]) -> float | None:
    """The one factor by which all printed numbers differ from the right ones, if it is a familiar one."""
    n = len(findings)
    for factor in (*FACTORS, float(n), 1.0 / n):
        if all(finding.claim.printed.shows(factor * finding.exact, 1.0) for finding in findings):
            return factor
    sizes = [finding.claim.printed.value / finding.exact for finding in findings if finding.exact]
    ratio = round(sizes[0]) if sizes and math.isfinite(sizes[0]) else 0
    if ratio > 1 and all(finding.claim.printed.shows(ratio * finding.exact, 1.0) for finding in findings):
        return float(ratio)
    return None


def _plural(what: str) -> str:
    return "entries" if what == "entry" else f"{what}s"
