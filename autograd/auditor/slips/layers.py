"""The units of a network, found in the graph: sums of weight·input and a bias; and which of them stand side by side.

Units with the same inputs are the rows of one matrix; units with the same weights are the samples of a batch or the
steps of a recurrence. Which of two factors is the weight is guessed as a reader would: a parameter; else a letter
that stands for one; else what is an input of the graph and used less often.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from autograd.auditor.example import Example, Place

#: Products, and sums of them: all first factors before all second ones.
PRODUCTS = ("multiply", "dot")


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
        is_added = any(example.operation(child) in ("add", "total") for child, _ in example.children[node])
        is_part = is_added and (operation in PRODUCTS or node not in example.known_by_name)
        if is_part or not parents:
            continue
        terms: list[Term] = []
        biases: list[Place] = []
        if operation in PRODUCTS:
            terms += _terms(example, node)
        elif operation in ("add", "total"):
            for child, position in _summands(example, node):
                summand = example.parents[child][position]
                if example.operation(summand) in PRODUCTS:
                    terms += _terms(example, summand)
                elif not example.parents[summand] and not example.is_constant(summand):
                    biases.append((child, position))
        if terms:
            yield Unit(node, tuple(terms), tuple(biases))


def partner(example: Example, edge: Place) -> Place:
    """The edge of the factor that another one is multiplied by, in a product or in a sum of products."""
    child, position = edge
    operands = len(example.parents[child])
    return child, (position + operands // 2) % operands


def _summands(example: Example, node: int) -> Iterator[Place]:
    """The edges of all that is added up in a formula, in the order of writing."""
    waiting = [(node, position) for position in reversed(range(len(example.parents[node])))]
    while waiting:
        child, position = waiting.pop()
        parent = example.parents[child][position]
        if example.operation(parent) in ("add", "total") and parent not in example.known_by_name:
            waiting += [(parent, i) for i in reversed(range(len(example.parents[parent])))]
        else:
            yield child, position


def _terms(example: Example, product: int) -> Iterator[Term]:
    """The weight and the input of each product, where one of them is an input of the graph."""
    parents = example.parents[product]
    for position in range(len(parents) // 2):
        first = (product, position)
        second = partner(example, first)
        a, b = parents[first[1]], parents[second[1]]
        if a == b or example.is_constant(a) or example.is_constant(b):
            continue
        if _weight_like(example, a) < _weight_like(example, b):
            a, b, first, second = b, a, second, first
        if not example.parents[a]:
            yield Term(a, b, first, second)


def _weight_like(example: Example, node: int) -> tuple[bool, bool, bool, int]:
    """How much a factor looks like a weight."""
    is_letter = example.name_of.get(node, "").lower().startswith(("w", "v", "u"))
    return not example.parents[node], node in example.stepped, is_letter, -len(example.children[node])
