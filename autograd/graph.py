"""Reading a graph: its edges, its names, its leaves, in the order of `order`.

All that is asked of a node is what it was made from (`parents` and `partials`) and what to call it by (`op`, `label`,
`data`). So this file stands below `Value`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from functools import cached_property
from math import nan
from typing import TYPE_CHECKING, NamedTuple

from autograd.errors import StaleError
from autograd.language import say
from autograd.naming import definition, failure, names
from autograd.notation import number
from autograd.operation import CONSTANT, is_fault
from autograd.order import as_node as as_node
from autograd.order import in_effect, topological_order_of
from autograd.order import topological_order as topological_order

if TYPE_CHECKING:
    from autograd.value import Value


class Edge(NamedTuple):
    """One operand of one operation: the graph's arrow from `parent` to `child`.

    `position` counts the child's operands (`a + a` has two edges) and `partial` the local partial ∂child/∂parent.
    """

    parent: Value
    child: Value
    position: int
    partial: float


def edges(output: Value) -> Iterator[Edge]:
    """Every edge below `output`, in the order of the computation. Constants are part of a formula, not of the graph."""
    return _edges_in(topological_order(output))


def _edges_in(order: list[Value]) -> Iterator[Edge]:
    for child in order:
        for position, (parent, partial) in enumerate(zip(child.parents, child.partials, strict=True)):
            if parent.op is not CONSTANT:
                yield Edge(parent, child, position, partial)


def leaves(output: Value) -> list[Value]:
    """The inputs of the computation, in the order it uses them: nodes without parents that are not plain numbers."""
    return _leaves_in(topological_order(output))


def _leaves_in(order: list[Value]) -> list[Value]:
    used = dict.fromkeys(parent for node in order for parent in node.parents)
    return [node for node in (used or order) if node.op is None]


def as_recorded(output: Value) -> list[Value]:
    """The graph in topological order, if every result still follows from its operands.

    A leaf that is changed after its results were computed (by an optimizer, by hand) leaves numbers that do not belong
    together. `backward` is right for what was recorded; to show or explain them would be wrong.

    Raises `StaleError` for the first operation whose result does not follow.
    """
    order = topological_order(output)
    for node in order:
        if node.op is not None and node.left is not None and hasattr(node, "_data"):  # a traced node has no number
            operands = [parent.data for parent in node.parents]
            try:
                out = node.op.forward(*operands)
            except (ArithmeticError, ValueError):
                out = nan
            if out != node.data and (out == out or node.data == node.data):
                raise _stale(node, order)
    return order


def _stale(node: Value, order: list[Value]) -> StaleError:
    called = names(order)
    changed = [called[leaf] for leaf in _leaves_in(topological_order(node))]
    among: str = changed[0] if changed else say("it")
    if len(changed) > 1:
        among = say("one of {names}", names=changed[:6])
    return StaleError(
        say(
            "{definition} = {data} was recorded, but no longer follows from its operands: {among} "
            "has been changed since; compute the output anew from the changed inputs",
            definition=definition(node, called),
            data=number(node.data),
            among=among,
        )
    )


def refuse_undefined(outputs: Sequence[Value]) -> None:
    """Raise for the first operation that has no result, if an output hangs on it: not in an arm that is not chosen.

    For graphs recorded by `undefined_as_nan`; outside, such an operation raises by itself.
    """
    for node in in_effect(topological_order_of(outputs), outputs):
        if node.op is not None and node.left is not None:
            operands = [parent.data for parent in node.parents]
            if is_fault(node.data, operands):
                error: Exception | None = ValueError() if node.data != node.data else None
                try:
                    node.op.forward(*operands)
                except (ArithmeticError, ValueError) as raised:
                    error = raised
                raise failure(node.op, node.parents, error)


class Graph:
    """All there is to read in the graph of one output, read once: what every explanation and picture starts from.

    - `output`: the node asked about. `nodes`: everything it depends on, parents first; plain numbers are part of the
      formulas, not of the graph, and left out, except an output that is one.
    - `names`: what each node is called, see `names`; an output that is a plain number is called by its number.
    - `edges`: every edge, in the order of the computation. `leaves`: the inputs, in the order they are used.

    >>> from autograd import Value
    >>> a, b = Value(2.0, "a"), Value(1.0, "b")
    >>> graph = Graph((a + b) * (b + 1))
    >>> list(graph.names.values()), len(graph.edges), [leaf.label for leaf in graph.leaves]
    (['a', 'b', 'c', 'd', 'e'], 5, ['a', 'b'])
    """

    def __init__(self, output: Value) -> None:
        self.output = output
        self.order = as_recorded(output)
        self.nodes = [node for node in self.order if node.op is not CONSTANT or node is output]
        self.names = names(self.order)
        if output not in self.names:
            self.names[output] = number(output.data)

    @cached_property
    def edges(self) -> list[Edge]:
        """Every edge, a child's edges in the order of its operands."""
        return list(_edges_in(self.order))

    @cached_property
    def leaves(self) -> list[Value]:
        """The inputs of the computation, in the order it uses them."""
        return _leaves_in(self.order)

    @property
    def name(self) -> str:
        """What the output is called."""
        return self.names[self.output]

    def definition(self, node: Value) -> str:
        """How a node was made: "c = a + b"."""
        return definition(node, self.names)

    def outward(self) -> Iterator[Edge]:
        """Every edge, from the output outwards, layer by layer: a node's once all its children's have been given."""
        below: dict[Value, list[Edge]] = {}
        waiting: dict[Value, int] = {}
        for edge in self.edges:
            below.setdefault(edge.child, []).append(edge)
            waiting[edge.parent] = waiting.get(edge.parent, 0) + 1
        ready = deque([self.output])
        while ready:
            for edge in below.get(ready.popleft(), ()):
                yield edge
                waiting[edge.parent] -= 1
                if not waiting[edge.parent]:
                    ready.append(edge.parent)


def read(output: Value) -> Graph:
    """The graph of `output`, read once. Raises `OperandError` for anything that is not a node."""
    return Graph(output)
