"""From a tape to a plan: which scalar operations become one array operation, and where every number lives.

Nodes are *uniform* (the same for all rows: parameters, constants and what is computed from them) or *varying* (one
number per row). Each kind has its own space of slots. A varying slot is a contiguous row of N numbers.

- Nodes of the same operation at the same depth become one group, an array operation on all their slots at once.
- A sum of products of uniform and varying operands (a neuron, however it was written) becomes a `Product` of a matrix
  of weights with a block of varying slots; neurons that look at the same operands share one matrix product.
- Slots are given out group by group, so that the operands of a group are a slice of slots wherever the graph allows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy
from numpy.typing import NDArray

from autograd.operation import Op
from autograd.ops import CHOOSING
from autograd.program.lower import Lowered
from autograd.program.trace import Tape

Indices = NDArray[numpy.intp]

#: Up to this width an argument is copied into slots, where a constant row of ones can stand beside it.
NARROW = 16


@dataclass
class Group:
    """Nodes computed by one array operation. `operands[i]` are the slots of operand i, one for each node."""

    op: Op
    varying: bool
    nodes: list[int]
    operands: list[Operand]
    fixed: dict[int, float]  # operands that are part of the operation: the exponent of a power
    slots: slice = field(default_factory=lambda: slice(0))
    stacked: bool = False  # one operand holding several slots for each node, to be reduced: a total


@dataclass
class Product:
    """Sums of products with the same varying operands: weights (K, M) times a block (M, N), plus bias."""

    nodes: list[int]
    weights: Indices
    block: Operand
    bias: Indices | None
    varying: bool = True
    slots: slice = field(default_factory=lambda: slice(0))
    wanted: bool = True  # whether a gradient has to reach any of the weights
    bias_wanted: bool = True
    ones: bool = False  # the slot behind the block is the constant row of ones: the bias is one more column of weights


@dataclass
class Operand:
    """Where an operand lives: uniform slots, varying slots, or the columns of an argument as they are."""

    varying: bool
    slots: Indices
    argument: int | None = None
    wanted: bool = True  # whether anything that depends on a parameter is in it, so that a gradient has to reach it

    @property
    def as_slice(self) -> slice | None:
        """The slots as a slice, if they are one."""
        return contiguous(self.slots)


class Plan:
    """The whole program, but for the number of rows."""

    def __init__(self, tape: Tape, widths: Sequence[int | None]) -> None:
        graph = Lowered(tape)
        self.parameters = tape.parameters
        self.nodes = tape.count
        self.chooses = not CHOOSING.isdisjoint(tape.ops)  # then an arm that is not chosen may be undefined
        self.constants: dict[int, float] = {}
        self.copied: list[tuple[int, int | None, slice]] = []  # (argument, column or all, its varying slots)
        self.slot = [-1] * len(graph.ops)
        self.slot[: tape.parameters] = range(tape.parameters)
        self.uniform_slots, self.varying_slots = tape.parameters, 0
        self.ones: list[int] = []
        self.groups: list[Group | Product] = []
        for node, value in graph.constants.items():
            self.constants[self._new_slots([node], varying=False).start] = value
        self.frozen_slots = self._new_slots([graph.number[node] for node in tape.frozen], varying=False)
        self.frozen = dict(enumerate(tape.frozen.values(), self.frozen_slots.start))
        self.direct = self._place_columns(graph, widths, {graph.number[out] for out in tape.outputs})
        for keyed in _in_order(graph):
            self._add(graph, *keyed)
        #: Whether matrix products are most of the work: then the library that multiplies has threads of its own.
        self.multiplies = sum(p.weights.size for p in self.groups if isinstance(p, Product)) > self.varying_slots
        self.outputs = [(graph.varying[n], self.slot[n]) for n in (graph.number[out] for out in tape.outputs)]
        self.names = [tape.names[origin] for origin in graph.origin]

    def _new_slots(self, nodes: Iterable[int], varying: bool) -> slice:
        start = self.varying_slots if varying else self.uniform_slots
        stop = start
        for node in nodes:
            self.slot[node] = stop
            stop += 1
        if varying:
            self.varying_slots = stop
        else:
            self.uniform_slots = stop
        return slice(start, stop)

    def _place_columns(self, graph: Lowered, widths: Sequence[int | None], outputs: set[int]) -> dict[int, int]:
        """Give the arguments' columns slots, but for wide arguments only ever used whole, in matrix products."""
        by_argument: dict[int, list[tuple[int, int]]] = {}
        for node, (argument, column) in graph.columns.items():
            by_argument.setdefault(argument, []).append((column, node))
        used_whole = {block for block, _ in graph.products.values()}
        used_singly = outputs | {
            parent for n, parents in enumerate(graph.parents) if n not in graph.products for parent in parents
        }
        direct: dict[int, int] = {}
        for argument, places in by_argument.items():
            nodes = tuple(node for _, node in sorted(places))
            width = widths[argument]
            others = {n for block in used_whole if block != nodes for n in block} | used_singly
            if width is not None and width > NARROW and len(nodes) == width and others.isdisjoint(nodes):
                direct.update((node, argument) for node in nodes)
            elif width is None or len(nodes) < width:
                for column, node in sorted(places):
                    self.copied.append((argument, None if width is None else column, self._new_slots([node], True)))
            else:
                self.copied.append((argument, None, self._new_slots(nodes, True)))
                if nodes in used_whole:
                    self._add_ones()
        return direct

    def _add_ones(self) -> None:
        self.ones.append(self.varying_slots)
        self.varying_slots += 1

    def _operand(self, graph: Lowered, nodes: Sequence[int]) -> Operand:
        argument = self.direct.get(nodes[0])
        if argument is not None:
            return Operand(True, numpy.arange(len(nodes)), argument, wanted=False)
        slots = numpy.fromiter((self.slot[n] for n in nodes), dtype=numpy.intp, count=len(nodes))
        return Operand(graph.varying[nodes[0]], slots, wanted=any(graph.wanted[n] for n in nodes))

    def _add(self, graph: Lowered, op: Op, nodes: list[int]) -> None:
        first = nodes[0]
        if first in graph.products:
            block, _ = graph.products[first]
            operand = self._operand(graph, sorted(block, key=lambda n: self.slot[n]))
            rank = {n: position for position, n in enumerate(block)}
            order = [rank[n] for n in sorted(block, key=lambda n: self.slot[n])]
            weights = numpy.array([[self.slot[n] for n in graph.products[node][1]] for node in nodes])[:, order]
            biases = [graph.bias.get(node) for node in nodes]
            bias = None if biases[0] is None else numpy.array([self.slot[n] for n in biases])  # type: ignore[index]
            product = Product(nodes, weights, operand, bias)
            product.wanted = any(graph.wanted[n] for node in nodes for n in graph.products[node][1])
            product.bias_wanted = any(graph.wanted[n] for n in biases if n is not None)
            behind = operand.as_slice
            product.ones = (
                bias is not None
                and product.wanted == product.bias_wanted
                and operand.argument is None
                and behind is not None
                and behind.stop in self.ones
            )
            self.groups.append(product)
            product.slots = self._new_slots(nodes, True)
            self._ones_behind(graph, nodes)
            return
        varying = graph.varying[first]
        arity = len(graph.parents[first])
        stacked = op.symmetric and len({graph.varying[p] for n in nodes for p in graph.parents[n]}) == 1
        fixed = {i: graph.constants[graph.parents[first][i]] for i in op.fixed}
        if op.arity is not None and not stacked:
            nodes.sort(key=lambda n: [self.slot[p] for p in graph.parents[n]])
        if stacked:
            operands = [self._operand(graph, [graph.parents[n][i] for i in range(arity) for n in nodes])]
        else:
            operands = [self._operand(graph, [graph.parents[n][i] for n in nodes]) for i in range(arity)]
        group = Group(op, varying, nodes, operands, fixed, stacked=stacked)
        self.groups.append(group)
        group.slots = self._new_slots(nodes, varying)
        if varying:
            self._ones_behind(graph, nodes)

    def _ones_behind(self, graph: Lowered, nodes: list[int]) -> None:
        """A row of ones behind a block that some matrix product will take whole."""
        if tuple(sorted(nodes)) in graph.blocks:
            self._add_ones()


def _in_order(graph: Lowered) -> list[tuple[Op, list[int]]]:
    """The groups, in an order in which every operand is ready: uniform ones first, then level by level."""
    level = [0] * len(graph.ops)
    groups: dict[tuple[object, ...], tuple[Op, list[int]]] = {}
    for node, op in enumerate(graph.ops):
        parents = graph.parents[node]
        if op is None or not parents:
            continue
        varying = graph.varying
        here = varying[node]
        level[node] = depth = 1 + max([level[parent] if varying[parent] == here else 0 for parent in parents])
        key: tuple[object, ...]
        if node in graph.products:
            key = (True, depth, graph.products[node][0], node in graph.bias)
        else:
            moving = tuple([varying[parent] for parent in parents])
            # A symmetric operation has its varying operands first: their number says it all.
            kinds: tuple[object, ...] = (len(parents), sum(moving)) if op.symmetric else moving
            kinds += tuple([graph.constants[parents[i]] for i in op.fixed])
            key = (here, depth, op, kinds)
        groups.setdefault(key, (op, []))[1].append(node)
    ordered = sorted(groups.items(), key=lambda item: (item[0][0], item[0][1]))
    return [group for _, group in ordered]


def contiguous(slots: Indices) -> slice | None:
    """The slots as a slice, if they are consecutive."""
    first, count = int(slots[0]), len(slots)
    if int(slots[-1]) - first == count - 1 and (count < 3 or bool((numpy.diff(slots) == 1).all())):
        return slice(first, first + count)
    return None
