"""Arrays whose numbers stand at each other's places, or that were computed with a matrix transposed.

What explains a printed array as a whole explains its wrong entries; no slip is looked for at each of them then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from itertools import combinations
from typing import Any, NamedTuple

from autograd.arrays.given import arrays_among, shape
from autograd.auditor.diagnosis import Diagnosis
from autograd.auditor.example import Example, Rule
from autograd.auditor.verdicts import Finding
from autograd.auditor.wholes import Cells, Whole, cells_of
from autograd.auditor.world import TRUTH, Predictions, World, Worlds
from autograd.notation import printable

#: Rows and columns of arrays with more of them are not tried in other orders, larger matrices not transposed.
MOST_EXCHANGED = 50

Source = Callable[[int, int], tuple[int, int]]


class Explanation(NamedTuple):
    """What explains an array as a whole, and its wrong entries by their positions among the claims."""

    slip: str
    sentence: str
    entries: Mapping[int, Diagnosis]


class _Exchange(NamedTuple):
    """Entries at each other's places: `source(i, j)` is where the number printed at i, j belongs."""

    slip: str
    sentence: str
    source: Source


def explanations(
    wholes: Sequence[Whole], worlds: Worlds, findings: Sequence[Finding], output: str
) -> dict[int, Explanation]:
    """For arrays that are explained as a whole, by their positions in `wholes`, what explains them."""
    found: dict[int, Explanation] = {}
    transposed: set[tuple[str, str]] = set()
    for nth, whole in enumerate(wholes):
        cells = cells_of(whole, findings)
        wrong = [place for place, finding in cells.items() if not _is_right(finding)]
        if whole.is_turned or len(wrong) < 2:
            continue
        written = whole.quantity.written(output)
        for exchange in _exchanges(whole, written):
            if all(_shows(cells, place, exchange.source) for place in cells):
                found[nth] = _explanation(exchange.slip, exchange.sentence, cells, wrong)
                break
        else:
            for matrix, slip, sentence, predicted in _transposed(worlds, cells, whole, written):
                is_all = all(finding.claim.accepts(predicted[finding.claim.quantity]) for finding in cells.values())
                if is_all and (matrix, slip) not in transposed:
                    transposed.add((matrix, slip))
                    found[nth] = _explanation(slip, sentence, cells, wrong)
                    break
    return found


def _is_right(finding: Finding) -> bool:
    return finding.claim.accepts(finding.exact / finding.claim.scale)


def _explanation(slip: str, sentence: str, cells: Cells, wrong: Sequence[tuple[int, int]]) -> Explanation:
    claims = [cells[place].claim for place in wrong]
    return Explanation(slip, sentence, {c.position: Diagnosis(slip, sentence, c.printed.value) for c in claims})


# --- entries at each other's places -----------------------------------------------------------------------------------


def _shows(cells: Cells, place: tuple[int, int], source: Source) -> bool:
    """Whether the number printed at a place is that of another place."""
    other = cells.get(source(*place))
    return other is None or cells[place].claim.accepts(other.exact / other.claim.scale)


def _exchanges(whole: Whole, written: str) -> Iterator[_Exchange]:
    height, length = len(whole.places), len(whole.places[0])
    if height == length:
        yield _Exchange("transposed", f"{written} is transposed: rows are printed as columns", lambda i, j: (j, i))
    for is_row, count in ((True, height), (False, length)):
        if not 2 <= count <= MOST_EXCHANGED:
            continue
        what = "entries" if whole.is_vector else "rows" if is_row else "columns"
        for first, second in combinations(range(count), 2):
            sentence = f"{what} {first + 1} and {second + 1} of {written} are exchanged"
            yield _Exchange(f"{what} exchanged", sentence, _moved({first: second, second: first}, is_row))
        sentence = f"the {what} of {written} are in the reverse order"
        yield _Exchange(f"{what} reversed", sentence, _moved({i: count - 1 - i for i in range(count)}, is_row))


def _moved(other: Mapping[int, int], is_row: bool) -> Source:
    return lambda i, j: (other.get(i, i), j) if is_row else (i, other.get(j, j))


# --- a matrix transposed ----------------------------------------------------------------------------------------------


def _transposed(
    worlds: Worlds, cells: Cells, whole: Whole, written: str
) -> Iterator[tuple[str, str, str, Predictions]]:
    """What one computes with each square matrix transposed: everywhere, or on the way back only."""
    example, quantities = worlds.example, [finding.claim.quantity for finding in cells.values()]
    if whole.quantity.after or whole.quantity.kind not in ("value", "grad"):
        return
    for name, names in arrays_among(example.named).items():
        lengths = shape(names)
        if len(lengths) != 2 or lengths[0] != lengths[1] or not 2 <= lengths[0] <= MOST_EXCHANGED:
            continue
        nodes = [[example.named[entry] for entry in row] for row in names]
        if any(example.parents[node] for row in nodes for node in row):
            continue
        matrix = printable(name)
        if whole.quantity.kind == "value":
            turned = copy(example)
            turned.inputs = list(example.inputs)
            for i, row in enumerate(nodes):
                for j, node in enumerate(row):
                    turned.inputs[node] = example.inputs[nodes[j][i]]
            sentence = f"{written} is computed with {matrix} transposed: {matrix}ᵀ in place of {matrix}"
            yield name, "matrix transposed", sentence, Worlds(turned).predict(TRUTH, quantities)
        else:
            exchanged = f"{matrix} and {matrix}ᵀ are exchanged on the way back"
            sentence = f"{written} is computed with {matrix} transposed: {exchanged}"
            world = World(places=dict(_turned_back(example, nodes)))
            yield name, "matrix transposed on the way back", sentence, worlds.predict(world, quantities)


def _turned_back(example: Example, nodes: Sequence[Sequence[int]]) -> Iterator[tuple[int, Rule]]:
    """Rules for the products of a matrix's entries, in which the other factor's partial is the transposed entry."""
    for i, row in enumerate(nodes):
        for j, node in enumerate(row):
            number = example.inputs[nodes[j][i]]
            for child, position in example.children[node]:
                if example.operation(child) == "multiply":
                    yield child, _product(number, position)


def _product(number: float, position: int) -> Rule:
    def rule(out: Any, *operands: Any) -> tuple[float, ...]:
        other = operands[1 - position]
        return (other, number) if position == 0 else (number, other)

    return rule
