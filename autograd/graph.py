"""Reading a graph: its order, its edges, its names, its paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from heapq import heappop, heappush
from itertools import count as count_from
from math import prod
from typing import Any, NamedTuple

from autograd.errors import OperandError
from autograd.notation import Written, printable
from autograd.value import CONSTANT, Value


def topological_order(output: Value) -> list[Value]:
    """Every node `output` depends on, and `output` last: parents always come before their children.

    >>> a = Value(3.0, "a")
    >>> [node.data for node in topological_order(a * a + a)]
    [3.0, 9.0, 12.0]
    """
    return list(zeros(output))


def as_node(thing: Any) -> Value:
    """`thing`, if it is a node of a graph; raises `OperandError` for anything else."""
    if not isinstance(thing, Value):
        raise OperandError(f"a node of a graph is a Value, not {printable(repr(thing)[:40])}")
    return thing


def zeros(output: Value) -> dict[Value, float]:
    """A zero for every node `output` depends on, in topological order: what the reverse sweep starts from.

    A depth-first walk with a stack of its own, so that a graph may be as deep as memory allows. A node being walked
    cannot be met again below itself: it is enough to mark the finished ones, by their place in the order.
    """
    as_node(output)
    order: dict[Value, float] = {}
    above: list[tuple[Value, Iterator[Value]]] = []  # the nodes being walked, each with the parents still to come
    node, parents = output, iter(output.parents)
    while True:
        for parent in parents:
            if parent not in order:
                its_parents = parent.parents
                if its_parents:
                    above.append((node, parents))
                    node, parents = parent, iter(its_parents)
                    break
                order[parent] = 0.0
        else:
            order[node] = 0.0
            if not above:
                return order
            node, parents = above.pop()


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
    """The inputs of the computation, in the order it uses them: nodes without parents that are not plain numbers."""
    order = topological_order(output)
    used = dict.fromkeys(parent for node in order for parent in node.parents)
    return [node for node in (used or order) if node.op is None]


def names(order: list[Value]) -> dict[Value, str]:
    """A name for each node, all different: its label, or a short automatic one.

    Unlabelled nodes take the letters after the last one used as an input: (a+b)*(b+1) continues with c, d, e.

    >>> a, b = Value(2.0, "a"), Value(1.0, "b")
    >>> list(names(topological_order((a + b) * (b + 1))).values())
    ['a', 'b', 'c', 'd', 'e']
    """
    named: dict[Value, str] = {}
    taken: set[str] = set()
    seen: dict[str, int] = {}
    unnamed = []
    for node in order:
        if node.op is CONSTANT:
            continue
        if not node.label:
            unnamed.append(node)
            continue
        name = label = printable(node.label)
        copies = seen.get(label, 1)
        while name in taken:
            copies += 1
            name = f"{label}#{copies}"
        seen[label] = copies
        named[node] = name
        taken.add(name)
    inputs = {name for node, name in named.items() if not node.parents}
    fresh = _fresh_names(taken, inputs, len(unnamed))
    named.update((node, next(fresh)) for node in unnamed)
    return {node: named[node] for node in order if node in named}


def definition(node: Value, named: Mapping[Value, str]) -> str:
    """How `node` was made, in the names of `names`: "c = a + b"; only its name for a leaf."""
    if node.op is None or not node.parents:
        return named[node]
    operands = [
        Written.number(parent.data) if parent.op is CONSTANT else Written(named[parent]) for parent in node.parents
    ]
    return f"{named[node]} = {node.op.write(*operands).text}"


def _fresh_names(taken: set[str], inputs: set[str], count: int) -> Iterator[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    last = max(inputs.intersection(letters), default="")
    free = [letter for letter in letters if letter > last and letter not in taken]
    if count > len(free):
        free = [letter for letter in letters if letter not in taken]
    if count <= len(free):
        yield from free
    yield from (f"v{index}" for index in count_from(1) if f"v{index}" not in taken)


class Path(NamedTuple):
    """One way from a node to the output: `nodes` in that order, the local `partials` along it, and their product."""

    nodes: tuple[Value, ...]
    partials: tuple[float, ...]
    product: float


def count_paths(output: Value, start: Value) -> int:
    """How many paths lead from `start` to `output`: exact, however many, by adding up node by node.

    >>> x = y = Value(1.0)
    >>> for _ in range(64):
    ...     y = y * y
    >>> count_paths(y, x)
    18446744073709551616
    """
    paths_from_start: dict[Value, int] = {as_node(start): 1}
    for node in topological_order(output):
        if node is not start:
            paths_from_start[node] = sum(paths_from_start[parent] for parent in node.parents)
    return paths_from_start.get(output, 0)


def paths(output: Value, start: Value, *, largest_first: bool = False) -> Iterator[Path]:
    """Every path from `start` to `output`, one at a time: the products of all of them add up to ∂output/∂start.

    There may be exponentially many: look at `count_paths` first, or stop early. With `largest_first`, those with the
    largest products (by size) come first, found without enumerating the others.

    >>> a, b = Value(2.0, "a"), Value(1.0, "b")
    >>> e = (a + b) * (b + 1)
    >>> [path.product for path in paths(e, b)]
    [2.0, 3.0]
    """
    # The largest product, by size, of any path from `start` to each node; nodes not in it do not lead to `start`.
    best: dict[Value, float] = {as_node(start): 1.0}
    for node in topological_order(output):
        if node is not start:
            reached = [
                abs(partial) * best[parent]
                for parent, partial in zip(node.parents, node.partials, strict=True)
                if parent in best
            ]
            if reached:
                best[node] = max(reached)
    if output not in best:
        return
    # Walk from the output down. `above` is a linked list of the edges walked so far, shared by the paths that fork.
    # A step along the best way on keeps its rank, and of equal ranks the last found comes first: the walk goes deep.
    turn = count_from(0, -1)
    heap: list[tuple[float, int, Value, Any, float]] = [(-best[output], next(turn), output, None, 1.0)]
    while heap:
        rank, _, node, above, product = heappop(heap)
        if node is start:
            yield _path(start, above)
            continue
        for parent, partial in zip(reversed(node.parents), reversed(node.partials), strict=True):
            if parent in best:
                along = product * partial
                on_the_best_way = abs(partial) * best[parent] == best[node]
                its_rank = rank if on_the_best_way or not largest_first else -abs(along) * best[parent]
                heappush(heap, (its_rank, next(turn), parent, (node, partial, above), along))


def _path(start: Value, above: Any) -> Path:
    nodes, partials = [start], []
    while above is not None:
        node, partial, above = above
        nodes.append(node)
        partials.append(partial)
    return Path(tuple(nodes), tuple(partials), prod(partials))
