"""The units of a network, found in the graph: sums of weight·input and a bias; and which of them stand side by side.

Units with the same inputs are the rows of one matrix; units with the same weights are the samples of a batch or the
steps of a recurrence. Which of two factors is the weight is guessed as a reader would: a parameter; else a letter
that stands for one; else what is an input of the graph and used less often.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from autograd.auditor.example import Example, Place


class Term(NamedTuple):
    """weight·input in a sum: both nodes, and the edges over which the product has them."""

    weight: int
    input: int
    weight_edge: Place
    input_edge: Place


class Unit(NamedTuple):
    """A sum of products: its terms, and the edges of what is added to them as it is, the biases."""

    node: int
    terms: tuple[Term, ...]
    biases: tuple[Place, ...]


class Network:
    """The units of an example, those side by side in `layers` (same inputs), and in `series` (same weights)."""

    def __init__(self, example: Example) -> None:
        self.units = list(_units(example))
        layers: dict[tuple[int, ...], list[Unit]] = {}
        series: dict[tuple[int, ...], list[Unit]] = {}
        for unit in self.units:
            layers.setdefault(tuple(term.input for term in unit.terms), []).append(unit)
            series.setdefault(tuple(term.weight for term in unit.terms), []).append(unit)
        self.layers = [tuple(units) for units in layers.values() if len(units) > 1]
        self.series = [tuple(units) for units in series.values() if len(units) > 1]
        self.unit_of: dict[Place, int] = {}  # for each edge into a product or to a bias, the position of its unit
        for i, unit in enumerate(self.units):
            edges = [edge for term in unit.terms for edge in (term.weight_edge, term.input_edge)]
            self.unit_of.update(dict.fromkeys((*edges, *unit.biases), i))
        self.layer_of = {unit.node: layer for layer in self.layers for unit in layer}
        self.series_of = {unit.node: alike for alike in self.series for unit in alike}


def _units(example: Example) -> Iterator[Unit]:
    for node, parents in enumerate(example.parents):
        operation = example.operation(node)
        is_part = node not in example.name_of and any(
            example.operation(child) in ("add", "total") for child, _ in example.children[node]
        )
        if operation not in ("add", "total", "multiply") or is_part:
            continue
        edges = [(node, 0)] if operation == "multiply" else list(_summands(example, node))
        terms, biases = [], []
        for child, position in edges:
            term = child if operation == "multiply" else example.parents[child][position]
            if example.operation(term) == "multiply" and (found := _term(example, term)):
                terms.append(found)
            elif operation != "multiply" and not example.parents[term] and not example.is_constant(term):
                biases.append((child, position))
        if terms and (operation != "multiply" or node in example.name_of) and parents:
            yield Unit(node, tuple(terms), tuple(biases))


def _summands(example: Example, node: int) -> Iterator[Place]:
    """The edges of all that is added up in a formula."""
    for position, parent in enumerate(example.parents[node]):
        if example.operation(parent) in ("add", "total") and parent not in example.name_of:
            yield from _summands(example, parent)
        else:
            yield node, position


def _term(example: Example, product: int) -> Term | None:
    a, b = example.parents[product]
    if a == b or example.is_constant(a) or example.is_constant(b):
        return None
    first_is_weight = _weight_like(example, a) >= _weight_like(example, b)
    weight, other = (a, b) if first_is_weight else (b, a)
    position = 0 if first_is_weight else 1
    if example.parents[weight]:  # neither is an input of the graph
        return None
    return Term(weight, other, (product, position), (product, 1 - position))


def _weight_like(example: Example, node: int) -> tuple[bool, bool, bool, int]:
    """How much a factor looks like a weight."""
    is_letter = example.name_of.get(node, "").lower().startswith(("w", "v", "u"))
    return not example.parents[node], node in example.stepped, is_letter, -len(example.children[node])
