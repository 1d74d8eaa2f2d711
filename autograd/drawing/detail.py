"""How much of a graph a picture shows: every operation, or one node for each quantity that has a name.

Either way a node has its formula and an edge its partial, as a number and as a formula; along every path, the product
of the partials is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from autograd import ops
from autograd.graph import Edge, Graph
from autograd.naming import condition_of
from autograd.notation import Written, number
from autograd.operation import CONSTANT
from autograd.order import added_up, passed_on
from autograd.symbolic import Symbol, partial_formulas, symbol, written_partials
from autograd.value import Value

#: A formula of more characters than this is not written out: nobody would read it.
_LONGEST_FORMULA = 400
#: What stands for it.
_DOTS = Symbol(Written("…"), Written(r"\ldots"))


@dataclass(frozen=True)
class View:
    """What is shown: the nodes, parents first, with their formulas (of an input its name); the edges, with theirs."""

    nodes: tuple[Value, ...]
    formulas: Mapping[Value, Symbol]
    edges: tuple[Edge, ...]
    partial: Callable[[Edge], Symbol]


def every_operation(graph: Graph) -> View:
    """The graph as it is."""
    named = {node: _named(node, graph.names) for node in graph.order}
    formulas = {node: _formula(node, named) for node in graph.nodes}
    written = cache(lambda node: partial_formulas(node, graph.names))
    return View(
        tuple(graph.nodes), formulas, tuple(graph.edges), partial=lambda edge: written(edge.child)[edge.position]
    )


def every_name(graph: Graph) -> View:
    """One node for each quantity with a name; what leads to it without one of its own is part of its formula.

    Shown are the inputs, the output, the results that have a label, and those used more than once: written out at each
    use, their formulas would grow beyond all bounds. An edge from one of these to another stands for all paths between
    them, so its partial is the sum of their products.
    """
    uses: dict[Value, int] = {}
    for edge in graph.edges:
        uses[edge.parent] = uses.get(edge.parent, 0) + 1
    kept = {node for node in graph.nodes if node.op is None or node.label or uses.get(node, 0) > 1}
    kept.add(graph.output)
    formulas: dict[Value, Symbol] = {}
    inside: dict[Value, Symbol] = {}  # how a node stands in the formulas of others
    for node in graph.order:
        written = _formula(node, inside | {node: _named(node, graph.names)} if node.op is None else inside)
        if node in kept:
            formulas[node] = written
        inside[node] = _named(node, graph.names) if node in kept else written
    edges: dict[Edge, Symbol] = {}
    for node in graph.nodes:
        if node in kept:
            edges |= _edges_into(node, kept, inside)
    return View(tuple(node for node in graph.nodes if node in kept), formulas, tuple(edges), partial=edges.__getitem__)


def _named(node: Value, names: Mapping[Value, str]) -> Symbol:
    return symbol(names[node]) if node.op is not CONSTANT or node in names else Symbol.of(node.data)


def _formula(node: Value, operands: Mapping[Value, Symbol]) -> Symbol:
    """How a node was made, in the symbols of its operands; its own symbol for an input."""
    if node.op is None or not node.parents:
        return operands[node] if node in operands else Symbol.of(node.data)
    parts = [operands[parent] for parent in node.parents]
    if (condition := condition_of(node)) is not None:
        parts[0] = _formula(condition, operands)
    formula = Symbol(
        node.op.write(*(part.text for part in parts)), node.op.write(*(part.latex for part in parts), latex=True)
    )
    return Symbol.of(_cut(formula))


def _cut(formula: Symbol | float) -> Symbol | float:
    """The formula, or dots for one that nobody would read."""
    too_long = isinstance(formula, Symbol) and len(formula.text.text) > _LONGEST_FORMULA
    return _DOTS if too_long else formula


def _edges_into(child: Value, kept: set[Value], inside: Mapping[Value, Symbol]) -> dict[Edge, Symbol]:
    """The edges into a node from the kept nodes it is made of. In between every node is used once: it is a tree."""
    found: dict[Value, list[tuple[float, Symbol | float]]] = {}
    waiting: list[tuple[Value, float, Symbol | float]] = [(child, 1.0, 1.0)]
    while waiting:
        node, arrived, formula = waiting.pop()
        steps = zip(node.parents, node.partials, written_partials(node, inside), strict=True)
        for parent, partial, local in reversed(list(steps)):
            if parent.op is CONSTANT:
                continue
            # A plain number is multiplied as one, so that nobody reads 1·1·x.
            factor = partial if local.text.text == number(partial) else local
            product = formula if formula is _DOTS else _cut(ops.multiply(formula, factor))
            if parent in kept:
                found.setdefault(parent, []).append((passed_on(arrived, partial), product))
            else:
                waiting.append((parent, passed_on(arrived, partial), product))
    edges: dict[Edge, Symbol] = {}
    for position, (parent, terms) in enumerate(found.items()):
        total: Symbol | float = 0.0
        for _, term in terms:
            total = total if total is _DOTS else _cut(ops.add(total, term))
        edges[Edge(parent, child, position, added_up(product for product, _ in terms))] = Symbol.of(total)
    return edges
