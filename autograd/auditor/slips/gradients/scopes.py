"""Slips at many edges at once: every product a node feeds, every step of a recurrence, every gradient on paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from autograd.auditor.example import Place
from autograd.auditor.shortcuts import shortcuts
from autograd.auditor.slips.candidate import EVERYWHERE, LOCAL, Candidate, Node, Nodes, Operation
from autograd.auditor.slips.gradients.gradient import Gradient
from autograd.auditor.slips.layers import PRODUCTS, partner
from autograd.auditor.slips.scopes import Scopes
from autograd.auditor.slips.tables.names import FACTOR_DROPPED, FORGOTTEN, ONCE_MORE, SWAPPED
from autograd.language import template

#: In examples with more nodes only what the claim's own node feeds is looked at.
MOST_NODES = 3000

# What is said of a derivative that the cross-entropy has in it.
MULTIPLIED_ONCE_MORE = template(
    "{p} - target is multiplied by the derivative p·(1 - p) once more: the cross-entropy has it in it already: {wrong} "
    "instead of {right}"
)
DIVIDED_ONCE_MORE = template(
    "{p} - target is divided by the derivative p·(1 - p) once more: the cross-entropy has it in it already: {wrong} "
    "instead of {right}"
)


def slips_at_many_edges(gradient: Gradient) -> Iterator[Candidate]:
    """Every such slip."""
    for nodes in _groups(gradient):
        yield from _at_consumers(gradient, nodes)
    yield from _same_factor_of_a_layer(gradient)
    yield from _in_the_carry(gradient)
    yield from _derivative_once_more(gradient)
    yield from _cross_entropy(gradient)


def _groups(gradient: Gradient) -> Iterator[tuple[int, ...]]:
    """Each node the gradient runs through, and each layer of such nodes."""
    example = gradient.example
    reached = [i for i in range(gradient.node, len(example.nodes)) if gradient.tangent[i] and gradient.adjoint[i]]
    if len(example.nodes) > MOST_NODES:
        reached = [gradient.node]
    yield from ((node,) for node in reached)
    inside = set(reached)
    for layers in example.once(Scopes).layers.values():
        for layer in layers:
            if len(concerned := tuple(node for node in layer if node in inside)) > 1:
                yield concerned


def _at_consumers(gradient: Gradient, nodes: tuple[int, ...]) -> Iterator[Candidate]:
    """In every product that a node feeds: the operands swapped, or the other factor left out."""
    example, data = gradient.example, gradient.stage.data
    edges = [
        (child, position)
        for node in nodes
        for child, position in example.children[node]
        if example.operation(child) in PRODUCTS and (child, position) in gradient.contributions
    ]
    if len(edges) < 2 or len({child for child, _ in edges}) < len(edges):
        return
    others = [partner(example, edge) for edge in edges]
    factors = tuple(dict.fromkeys(example.parents[child][position] for child, position in others))
    own = {(child, position): data[example.parents[child][position]] for child, position in edges}
    if gradient.leaves_out(edges, own):
        return  # then what is fed cancels, and the same comes of leaving it out
    yield from gradient.with_partials(
        SWAPPED, EVERYWHERE - 0.25, own,
        "in every product that {nodes} feed, the operands are swapped: they stand where {factors} belong: {wrong} "
        "instead of {right}" if len(nodes) > 1 else
        "in every product that {nodes} feeds, the operands are swapped: it stands where {factors} belong: {wrong} "
        "instead of {right}",
        nodes=Nodes(nodes), factors=Nodes(factors), place=tuple(edges),
    )  # fmt: skip
    yield from gradient.with_partials(
        FACTOR_DROPPED, LOCAL, dict.fromkeys(edges, 1.0),
        "the factors {factors} are left out of every product that {nodes} feed: {wrong} instead of {right}"
        if len(nodes) > 1 else
        "the factors {factors} are left out of every product that {nodes} feeds: {wrong} instead of {right}",
        nodes=Nodes(nodes), factors=Nodes(factors), place=("factors", *factors),
    )  # fmt: skip


def _same_factor_of_a_layer(gradient: Gradient) -> Iterator[Candidate]:
    """One number, such as a ½, left out at every node of a layer."""
    example, partials = gradient.example, gradient.stage.partials
    for operation in ("multiply", "divide"):
        for layer in example.once(Scopes).layers.get(operation, ()):
            for position in (0, 1):
                edges = [(node, position) for node in layer if (node, position) in gradient.contributions]
                factors = {partials[child][position] for child, position in edges}
                if len(edges) > 1 and len(factors) == 1 and not factors & {1.0, -1.0}:
                    yield from gradient.with_partials(
                        FACTOR_DROPPED, LOCAL - 0.25, dict.fromkeys(edges, 1.0),
                        "the factor {factor} is left out at every one of {nodes}: {wrong} instead of {right}",
                        factor=factors.pop(), nodes=Nodes(tuple(child for child, _ in edges)), place=tuple(edges),
                    )  # fmt: skip


def _in_the_carry(gradient: Gradient) -> Iterator[Candidate]:
    """In a recurrence, the derivative of the activation left out of what is carried back to the step before."""
    example, partials = gradient.example, gradient.stage.partials
    if len(example.nodes) > MOST_NODES:
        return
    scopes = example.once(Scopes)
    for operation in example.nodes_by_operation:
        for chain in scopes.chains(operation):
            carries = {}
            for before, node in pairwise(chain):
                edges = [edge for edge in _edges_towards(gradient, before, node) if edge in gradient.contributions]
                if edges and partials[node][0] not in (0.0, 1.0):
                    carries[node] = {edge: partials[edge[0]][edge[1]] / partials[node][0] for edge in edges}
            for node, new in carries.items():
                before = example.parents[next(iter(new))[0]][next(iter(new))[1]]
                yield from gradient.with_partials(
                    FORGOTTEN, LOCAL + 0.5, new,
                    "the derivative of {operation} at {node} is left out in what is carried back to {before}: {wrong} "
                    "instead of {right}",
                    operation=Operation(operation), node=Node(node), before=Node(before), place=(node, before),
                )  # fmt: skip
            if len(carries) > 1:
                yield from gradient.with_partials(
                    FORGOTTEN, LOCAL, {edge: number for new in carries.values() for edge, number in new.items()},
                    "the derivative of {operation} is left out in what is carried back, at each step, from {nodes}: "
                    "{wrong} instead of {right}",
                    operation=Operation(operation), nodes=Nodes(tuple(carries)), place=("carry", operation),
                    parallel=False,
                )  # fmt: skip


def _edges_towards(gradient: Gradient, start: int, end: int) -> Iterator[Place]:
    """The edges that leave `start` on the way to `end`."""
    parents = gradient.example.parents
    inside = {end}
    for node in range(end, start, -1):
        if node in inside:
            inside.update(parents[node])
    return (place for place in gradient.example.children[start] if place[0] in inside)


def _derivative_once_more(gradient: Gradient) -> Iterator[Candidate]:
    """A gradient on paper multiplied by the derivative of the activation, which it holds already."""
    example, partials = gradient.example, gradient.stage.partials
    found: dict[int, float] = {}
    for sink in sorted(gradient.sinks):
        for child, _ in example.children[sink]:
            if len(example.parents[child]) == 1 and partials[child][0] not in (0.0, 1.0, -1.0):
                found[sink] = partials[child][0]
    wording = template(
        "the derivative {number} is multiplied in once more, although the gradient of {nodes} holds it already: "
        "{wrong} instead of {right}"
    )
    for sink, number in found.items():
        new = {edge: partials[sink][edge[1]] * number for edge in _into(gradient, [sink])}
        yield from gradient.with_partials(
            ONCE_MORE, LOCAL, new, wording, number=number, nodes=Node(sink), place=sink
        )  # fmt: skip
    several = _into(gradient, found)
    if len({child for child, _ in several}) > 1:
        yield from gradient.with_partials(
            ONCE_MORE, LOCAL, {edge: partials[edge[0]][edge[1]] * found[edge[0]] for edge in several},
            "the derivative of the activation is multiplied in once more, although the gradients of {nodes} hold it "
            "already: {wrong} instead of {right}",
            nodes=Nodes(tuple(dict.fromkeys(child for child, _ in several))), place=tuple(several),
        )  # fmt: skip


def _into(gradient: Gradient, nodes: Iterable[int]) -> list[Place]:
    return [place for node in nodes for place in gradient.contributions_into(node)]


def _cross_entropy(gradient: Gradient) -> Iterator[Candidate]:
    """p - t multiplied by p(1 - p), or divided by it: the derivative is in p - t already."""
    example, data, partials = gradient.example, gradient.stage.data, gradient.stage.partials
    found = {
        z: (p, target)
        for z, (p, target, share) in example.once(shortcuts).items()
        if share == 1.0 and 0.0 < data[p] < 1.0 and example.operation(p) in ("sigmoid", "divide")
    }
    for nodes in [*([z] for z in found), list(found)]:
        for power, wording in ((1, MULTIPLIED_ONCE_MORE), (-1, DIVIDED_ONCE_MORE)):
            new: dict[Place, float] = {}
            for z in nodes:
                p = data[found[z][0]]
                edges = (
                    list(gradient.contributions_into(z)) if z in gradient.sinks
                    else [edge for edge in example.children[z] if edge in gradient.contributions]
                )  # fmt: skip
                new |= {edge: partials[edge[0]][edge[1]] * (p * (1 - p)) ** power for edge in edges}
            probabilities = tuple(found[z][0] for z in nodes)
            yield from gradient.with_partials(
                ONCE_MORE, LOCAL if len(nodes) == 1 else LOCAL + 0.25, new, wording,
                p=Nodes(probabilities), place=(tuple(nodes), power),
            )  # fmt: skip
