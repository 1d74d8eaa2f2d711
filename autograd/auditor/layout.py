"""Arrays whose numbers stand at each other's places, or that were computed with a matrix transposed.

What explains a printed array as a whole explains its wrong entries; no slip is looked for at each of them then.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from itertools import combinations
from typing import Any, NamedTuple

from autograd.arrays.given import arrays_among, shape
from autograd.auditor.diagnosis import Diagnosis
from autograd.auditor.example import Example, Rule
from autograd.auditor.verdicts import Finding
from autograd.auditor.wholes import Cells, Whole, cells_of
from autograd.auditor.world import TRUTH, World, Worlds
from autograd.language import say, template
from autograd.notation import printable

#: Rows and columns of arrays with more of them are not tried in other orders, larger matrices not transposed.
MOST_EXCHANGED = 50

Source = Callable[[int, int], tuple[int, int]]


class Explanation(NamedTuple):
    """What explains an array as a whole, and its wrong entries by their positions among the claims."""

    slip: str
    sentence: str
    entries: Mapping[int, Diagnosis]


class _Lines(NamedTuple):
    """What is said of the entries, the rows or the columns of an array."""

    exchanged: str
    are_exchanged: str
    in_another_order: str
    are_reversed: str
    are_in_order: str


ENTRIES = _Lines(
    template("entries exchanged"),
    template("entries {first} and {second} of {array} are exchanged"),
    template("entries in another order"),
    template("the entries of {array} are in the reverse order"),
    template("the entries of {array} are in the order {order}"),
)
ROWS = _Lines(
    template("rows exchanged"),
    template("rows {first} and {second} of {array} are exchanged"),
    template("rows in another order"),
    template("the rows of {array} are in the reverse order"),
    template("the rows of {array} are in the order {order}"),
)
COLUMNS = _Lines(
    template("columns exchanged"),
    template("columns {first} and {second} of {array} are exchanged"),
    template("columns in another order"),
    template("the columns of {array} are in the reverse order"),
    template("the columns of {array} are in the order {order}"),
)


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
    made: set[tuple[str, str]] = set()  # what comes after such a slip follows from it
    for nth, whole in enumerate(wholes):
        cells = cells_of(whole, findings)
        wrong = [place for place, finding in cells.items() if not _is_right(finding)]
        same_array = any(
            wholes[other].quantity._replace(kind="") == whole.quantity._replace(kind="") for other in found
        )
        if whole.is_turned or len(wrong) < 2 or (same_array and whole.quantity.kind == "update"):
            continue  # a step with a gradient that is wrong follows from it
        written = whole.quantity.written(output)
        for exchange in _exchanges(whole, cells, written):
            if all(_shows(cells, place, exchange.source) for place in cells):
                found[nth] = _explanation(exchange.slip, exchange.sentence, cells, wrong)
                break
        else:
            for other in _otherwise(worlds, cells, whole, written):
                is_all = all(finding.claim.accepts(other.numbers[place]) for place, finding in cells.items())
                if is_all and other.identity not in made:
                    made.add(other.identity)
                    found[nth] = _explanation(other.slip, other.sentence, cells, wrong)
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


def _exchanges(whole: Whole, cells: Cells, written: str) -> Iterator[_Exchange]:
    height, length = len(whole.places), len(whole.places[0])
    if height == length:
        sentence = say("{array} is transposed: rows are printed as columns", array=written)
        yield _Exchange(template("transposed"), sentence, lambda i, j: (j, i))
    for is_row, count in ((True, height), (False, length)):
        if not 2 <= count <= MOST_EXCHANGED:
            continue
        lines = ENTRIES if whole.is_vector else ROWS if is_row else COLUMNS
        for first, second in combinations(range(count), 2):
            sentence = say(lines.are_exchanged, array=written, first=first + 1, second=second + 1)
            yield _Exchange(lines.exchanged, sentence, _moved({first: second, second: first}, is_row))
        if order := _order(cells, is_row, count):
            is_reverse = order == list(range(count))[::-1]
            sentence = say(
                lines.are_reversed if is_reverse else lines.are_in_order, array=written, order=_listed(order)
            )  # fmt: skip
            yield _Exchange(lines.in_another_order, sentence, _moved(dict(enumerate(order)), is_row))


def _order(cells: Cells, is_row: bool, count: int) -> list[int]:
    """Which row, or column, stands at the place of each, if each of them stands somewhere; else nothing."""
    lines: list[list[Finding]] = [[] for _ in range(count)]
    for (i, j), cell in sorted(cells.items(), key=lambda item: item[0]):
        lines[i if is_row else j].append(cell)
    order: list[int] = []
    for printed in lines:
        found = next((n for n, line in enumerate(lines) if n not in order and _is_line(printed, line)), None)
        if found is None:
            return []
        order.append(found)
    return order


def _is_line(printed: Sequence[Finding], line: Sequence[Finding]) -> bool:
    if len(printed) != len(line):
        return False
    return all(a.claim.accepts(b.exact / b.claim.scale) for a, b in zip(printed, line, strict=True))


def _listed(order: Sequence[int]) -> list[str]:
    numbers = [str(place + 1) for place in order]
    return numbers if len(numbers) <= 8 else [*numbers[:8], "…"]


def _moved(other: Mapping[int, int], is_row: bool) -> Source:
    return lambda i, j: (other.get(i, i), j) if is_row else (i, other.get(j, j))


# --- computed with other rows and columns -----------------------------------------------------------------------------


class _Otherwise(NamedTuple):
    """What an array is, computed with rows and columns exchanged somewhere; `of` is what was exchanged."""

    slip: str
    sentence: str
    of: str
    numbers: Mapping[tuple[int, int], float]

    @property
    def identity(self) -> tuple[str, str]:
        """What tells it from another one."""
        return self.slip, self.of


def _otherwise(worlds: Worlds, cells: Cells, whole: Whole, written: str) -> Iterator[_Otherwise]:
    if whole.quantity.kind == "update":
        yield from _transposed_step(worlds, cells, whole, written)
    elif whole.quantity.after == 0 and whole.quantity.kind == "value":
        yield from _other_softmax(worlds, cells, whole, written)
        yield from _transposed(worlds, cells, written, on_the_way_back=False)
    elif whole.quantity.after == 0 and whole.quantity.kind == "grad":
        yield from _transposed(worlds, cells, written, on_the_way_back=True)


def _transposed_step(worlds: Worlds, cells: Cells, whole: Whole, written: str) -> Iterator[_Otherwise]:
    """A step along the gradient's rows as columns."""
    if len(whole.places) != len(whole.places[0]) or len(cells) != len(whole.places) ** 2:
        return
    gradients = {place: cell.claim.quantity._replace(kind="grad") for place, cell in cells.items()}
    values = {place: quantity._replace(kind="value") for place, quantity in gradients.items()}
    exact = worlds.predict(TRUTH, [*gradients.values(), *values.values()])
    rate = worlds.example.learning_rate
    numbers = {(i, j): exact[values[i, j]] - rate * exact[gradients[j, i]] for i, j in cells}
    sentence = say("{array} is computed with the gradient transposed", array=written)
    yield _Otherwise(template("transposed gradient in a step"), sentence, whole.quantity.name, numbers)


def _other_softmax(worlds: Worlds, cells: Cells, whole: Whole, written: str) -> Iterator[_Otherwise]:
    """A softmax of each column where one of each row belongs, or the other way round."""
    example = worlds.example
    scores: dict[tuple[int, int], float] = {}
    for place, cell in cells.items():
        node = example.named[cell.claim.quantity.name]
        if example.operation(node) == "divide":  # one of many: eˣ⁻ⁿ over the sum of these
            node = example.parents[example.parents[node][0]][0]
            if example.operation(node) != "subtract" or example.operation(example.parents[node][1]) != "stop_gradient":
                return
        elif example.operation(node) != "share":
            return
        scores[place] = example.nodes[example.parents[node][0]].data
    lines: list[dict[int, list[float]]] = [{}, {}]  # the scores of each row, and of each column
    for place, score in scores.items():
        for axis in (0, 1):
            lines[axis].setdefault(place[axis], []).append(score)
    shares = [{p: _share(score, lines[axis][p[axis]]) for p, score in scores.items()} for axis in (0, 1)]
    by_row = all(_is_close(shares[0][place], cell.exact / cell.claim.scale) for place, cell in cells.items())
    sentence = say(
        "{array} is the softmax of each column, where that of each row belongs"
        if by_row
        else "{array} is the softmax of each row, where that of each column belongs",
        array=written,
    )
    numbers = shares[1] if by_row else shares[0]
    yield _Otherwise(template("softmax along the other axis"), sentence, whole.quantity.name, numbers)


def _share(score: float, scores: Sequence[float]) -> float:
    return 1 / math.fsum(math.exp(min(other - score, 700.0)) for other in scores)


def _is_close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-300)


def _transposed(worlds: Worlds, cells: Cells, written: str, on_the_way_back: bool) -> Iterator[_Otherwise]:
    """What one computes with each square matrix transposed: everywhere, or on the way back only."""
    example = worlds.example
    quantities = {place: finding.claim.quantity for place, finding in cells.items()}
    for name, names in arrays_among(example.named).items():
        lengths = shape(names)
        if len(lengths) != 2 or lengths[0] != lengths[1] or not 2 <= lengths[0] <= MOST_EXCHANGED:
            continue
        nodes = [[example.named[entry] for entry in row] for row in names]
        if any(example.parents[node] for row in nodes for node in row):
            continue
        matrix = printable(name)
        if on_the_way_back:
            slip = template("matrix transposed on the way back")
            sentence = say(
                "{array} is computed with {matrix} transposed: {matrix} and {matrix}ᵀ are exchanged on the way back",
                array=written, matrix=matrix,
            )  # fmt: skip
            world = World(places=dict(_turned_back(example, nodes)))
            predicted = worlds.predict(world, quantities.values())
        else:
            slip = template("matrix transposed")
            sentence = say(
                "{array} is computed with {matrix} transposed: {matrix}ᵀ in place of {matrix}",
                array=written, matrix=matrix,
            )  # fmt: skip
            turned = copy(example)
            turned.inputs = list(example.inputs)
            for i, row in enumerate(nodes):
                for j, node in enumerate(row):
                    turned.inputs[node] = example.inputs[nodes[j][i]]
            predicted = Worlds(turned).predict(TRUTH, quantities.values())
        yield _Otherwise(slip, sentence, name, {place: predicted[quantity] for place, quantity in quantities.items()})


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
