"""Reading a graph: its order, its edges, its names, its paths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from autograd.notation import printable
from autograd.value import CONSTANT, Value


def topological_order(output: Value) -> list[Value]:
    """Every node `output` depends on, and `output` last: parents always come before their children.

    A depth-first walk with a stack of its own, so that a graph may be as deep as memory allows.

    >>> a = Value(3.0, "a")
    >>> [node.data for node in topological_order(a * a + a)]
    [3.0, 9.0, 12.0]
    """
    order: list[Value] = []
    seen = {output}
    walk = [(output, iter(output.parents))]
    while walk:
        node, parents = walk[-1]
        for parent in parents:
            if parent not in seen:
                seen.add(parent)
                if parent.parents:
                    walk.append((parent, iter(parent.parents)))
                    break
                order.append(parent)
        else:
            order.append(node)
            walk.pop()
    return order


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
    for child in topological_order(output):
        for position, (parent, partial) in enumerate(zip(child.parents, child.partials, strict=True)):
            if parent.op is not CONSTANT:
                yield Edge(parent, child, position, partial)


def leaves(output: Value) -> list[Value]:
    """The inputs of the computation: no parents, and not plain numbers. In the order of their labels' first use."""
    return [node for node in topological_order(output) if node.op is None]


def names(order: list[Value]) -> dict[Value, str]:
    """A name for each node, all different: its label, or a short automatic one.

    Unlabelled nodes take the letters after the last one used as a label: (a+b)*(b+1) continues with c, d, e.

    >>> a, b = Value(2.0, "a"), Value(1.0, "b")
    >>> list(names(topological_order((a + b) * (b + 1))).values())
    ['a', 'b', 'c', 'd', 'e']
    """
    named: dict[Value, str] = {}
    taken: set[str] = set()
    unnamed = []
    for node in order:
        if node.op is CONSTANT:
            continue
        if not node.label:
            unnamed.append(node)
            continue
        name, copies = printable(node.label), 1
        while name in taken:
            copies += 1
            name = f"{printable(node.label)}#{copies}"
        named[node] = name
        taken.add(name)
    fresh = _fresh_names(taken, len(unnamed))
    named.update((node, next(fresh)) for node in unnamed)
    return {node: named[node] for node in order if node in named}


def _fresh_names(taken: set[str], count: int) -> Iterator[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    last = max((letter for letter in taken if letter in letters), default="") if taken else ""
    free = [letter for letter in letters if letter > last and letter not in taken]
    if count > len(free):
        free = [letter for letter in letters if letter not in taken]
    if count <= len(free):
        yield from free
    index = 0
    while True:
        index += 1
        if f"v{index}" not in taken:
            yield f"v{index}"
