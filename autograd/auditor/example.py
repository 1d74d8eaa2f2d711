"""The worked example: its nodes, their names, and how to compute it again, forward and backward, on plain floats.

The graph is recorded once; here it is a list of operations, parents before children, to be run many times. Nothing in
this file knows of claims being right or wrong: which numbers and rules a run takes is said by `world`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar, cast

from autograd.auditor.rules import Update
from autograd.errors import ExpressionError
from autograd.language import say
from autograd.naming import formula
from autograd.notation import quoted
from autograd.operation import CONSTANT
from autograd.order import zeros
from autograd.value import Value

#: The local partials of a node, from its result and its operands.
Rule = Callable[..., tuple[float, ...]]
#: The value of a node, from its operands.
Forward = Callable[..., float]
#: An edge: the index of the child, and which of its operands the parent is.
Place = tuple[int, int]
#: What is found in an example.
T = TypeVar("T")


class Example:
    """The graph of a worked example: what to compute, of what to take the gradient, and what a step changes.

    Nodes are numbered, parents before children. Raises `ExpressionError` for a parameter that is not an input.
    """

    def __init__(
        self,
        named: Mapping[str, Value],
        output: Value,
        parameters: Sequence[str] = (),
        learning_rate: float = 0.0,
        update: Update | None = None,
    ) -> None:
        order: dict[Value, float] = {}
        for node in (*named.values(), output):
            if node not in order:
                zeros(node, order)
        self.nodes = list(order)
        index = {node: i for i, node in enumerate(self.nodes)}
        self.output = index[output]
        self.name_of = {index[node]: name for name, node in named.items()}
        self.named = {name: index[node] for name, node in named.items()}
        self.parents = [tuple(index[parent] for parent in node.parents) for node in self.nodes]
        operations = [node.op if node.parents else None for node in self.nodes]
        self.forwards: list[Forward | None] = [None if op is None else op.forward for op in operations]
        self.rules: list[Rule | None] = [None if op is None else op.partials for op in operations]
        self.inputs = [node.data for node in self.nodes]
        self.learning_rate = learning_rate
        self.update = update or Update()
        for name in parameters:
            if name not in self.named or self.nodes[self.named[name]].op is not None:
                raise ExpressionError(say("{name} is not an input, so a step cannot change it", name=quoted(name)))
        self.parameters = [self.named[name] for name in parameters]
        self._found: dict[Callable[[Example], Any], Any] = {}

    # --- what it is made of ------------------------------------------------------------------------------------------

    def operation(self, node: int) -> str:
        """The name of the operation that made a node; nothing for an input."""
        op = self.nodes[node].op
        return "" if op is None or not self.parents[node] else op.name

    def exponent(self, node: int) -> float | None:
        """The exponent of a power; nothing for other operations."""
        return self.inputs[self.parents[node][1]] if self.operation(node) == "power" else None

    def is_constant(self, node: int) -> bool:
        """Whether a node is a plain number inside a formula."""
        return self.nodes[node].op is CONSTANT

    def is_edge(self, child: str, parent: str) -> bool:
        """Whether the formula of `child` has `parent` in it: nodes without a name of their own are part of it."""
        waiting, seen = [self.named[child]], {self.named[child]}
        while waiting:
            for node in self.parents[waiting.pop()]:
                if node == self.named[parent]:
                    return True
                if node not in self.name_of and node not in seen:
                    seen.add(node)
                    waiting.append(node)
        return False

    @cached_property
    def stepped(self) -> frozenset[int]:
        """The parameters, to be asked whether a node is one."""
        return frozenset(self.parameters)

    def edges_within(self, child: int, parent: int) -> list[Place]:
        """The edges that leave `parent` within the formula of `child`, nodes without a name of their own being part of
        it."""
        inside = {child}
        for node in range(child, parent, -1):
            if node in inside:
                inside.update(operand for operand in self.parents[node] if operand not in self.name_of)
        return [place for place in self.children[parent] if place[0] in inside]

    def depends(self, child: str, parent: str) -> bool:
        """Whether `child` is computed from `parent`, over however many nodes."""
        start, end = self.named[parent], self.named[child]
        reached = {start}
        for node in range(start + 1, end + 1):
            if any(operand in reached for operand in self.parents[node]):
                reached.add(node)
        return end in reached

    @cached_property
    def children(self) -> list[list[Place]]:
        """For each node the edges that leave it."""
        children: list[list[Place]] = [[] for _ in self.nodes]
        for child, parents in enumerate(self.parents):
            for position, parent in enumerate(parents):
                children[parent].append((child, position))
        return children

    def once(self, find: Callable[[Example], T]) -> T:
        """What `find` finds in this example, found once: its layers, say."""
        if find not in self._found:
            self._found[find] = find(self)
        return cast(T, self._found[find])

    @cached_property
    def nodes_by_operation(self) -> dict[str, list[int]]:
        """For each operation its nodes, in the order of the computation."""
        found: dict[str, list[int]] = {}
        for node in range(len(self.nodes)):
            if operation := self.operation(node):
                found.setdefault(operation, []).append(node)
        return found

    # --- what it is called -------------------------------------------------------------------------------------------

    @cached_property
    def known_by_name(self) -> dict[int, str]:
        """The nodes the reader knows by name: those with a label, if there are such between inputs and output."""
        labelled = {i: name for i, name in self.name_of.items() if self.nodes[i].label or i == self.output}
        between = any(self.parents[i] and i != self.output for i in labelled)
        return labelled if between else self.name_of

    def formula(self, node: int) -> str:
        """A node by its name, or by the formula that made it."""
        return self.known_by_name.get(node) or formula(self.nodes[node], depth=2)

    # --- computing it again ------------------------------------------------------------------------------------------

    def forward(
        self,
        inputs: Sequence[float],
        forced: Mapping[int, float] | None = None,
        altered: Mapping[int, Forward] | None = None,
    ) -> list[float]:
        """What one computes for each node, where `forced` nodes hand on another number and `altered` ones are computed
        by another rule; not a number where the operation is not defined."""
        carried: list[float] = []
        computed: list[float] = [] if forced else carried
        for i, forward in enumerate(self.forwards):
            if forward is None:
                out = inputs[i]
            else:
                if altered and i in altered:
                    forward = altered[i]
                try:
                    out = forward(*[carried[parent] for parent in self.parents[i]])
                except (ArithmeticError, ValueError):
                    out = math.nan
            if forced:
                computed.append(out)
                carried.append(forced.get(i, out))
            else:
                carried.append(out)
        return computed

    def partials(self, data: Sequence[float], rules: Sequence[Rule | None] | None = None) -> list[tuple[float, ...]]:
        """The local partials of every node, by its own rule or by one of `rules`; not numbers where undefined."""
        result: list[tuple[float, ...]] = []
        for i, rule in enumerate(rules or self.rules):
            if rule is None:
                result.append(())
                continue
            if data[i] != data[i]:  # what is undefined has no slope
                result.append((math.nan,) * len(self.parents[i]))
                continue
            try:
                row = rule(data[i], *[data[parent] for parent in self.parents[i]])
                if complex in map(type, row):  # Python's ** of a negative number, which a claim may have put here
                    raise ArithmeticError
                result.append(row)
            except (ArithmeticError, ValueError):
                result.append((math.nan,) * len(self.parents[i]))
        return result

    def backward(
        self,
        partials: Sequence[tuple[float, ...]],
        output: int,
        forced: Mapping[int, float] | None = None,
        known: Mapping[int, float] | None = None,
    ) -> tuple[list[float], list[float]]:
        """The adjoint each node hands on (`forced` ones another number), and the gradient one computes for it; those in
        `known` are not summed up."""
        adjoint = [0.0] * len(self.nodes)
        adjoint[output] = 1.0
        gradient = list(adjoint) if forced else adjoint
        for i in range(len(self.nodes) - 1, -1, -1):
            if known and i in known:
                adjoint[i] = known[i]
            if forced:
                gradient[i] = adjoint[i]
                if i in forced:
                    adjoint[i] = forced[i]
            arrived = adjoint[i]
            if arrived:
                for parent, partial in zip(self.parents[i], partials[i], strict=True):
                    adjoint[parent] += arrived * partial
        return adjoint, gradient

    def tangents(self, partials: Sequence[tuple[float, ...]], start: int, sinks: Iterable[int] = ()) -> list[float]:
        """∂node/∂start for every node, along paths that do not lead through a node of `sinks`.

        What leaves such a node is zero; its own tangent is in the list nevertheless.
        """
        tangent = [0.0] * len(self.nodes)
        tangent[start] = 1.0
        stopped = set(sinks) - {start}
        for i in range(start + 1, len(self.nodes)):
            total = 0.0
            for parent, partial in zip(self.parents[i], partials[i], strict=True):
                if partial and tangent[parent] and parent not in stopped:
                    total += partial * tangent[parent]
            tangent[i] = total
        return tangent

    def term(self, partials: Sequence[tuple[float, ...]], over: Sequence[int], parent: int) -> float:
        """The part of ∂over[0]/∂parent that comes along paths over the other nodes; of one node alone, all of it."""
        product = 1.0
        for node, start in zip(over, (*over[1:], parent), strict=True):
            product *= self.tangents(partials, start)[node]
        return product

    def derivative(self, partials: Sequence[tuple[float, ...]], child: int, parent: int) -> float:
        """∂child/∂parent as the formula of `child` has it: along nodes that have no name of their own."""
        return self.tangents(partials, parent, set(self.name_of) - {child})[child]
