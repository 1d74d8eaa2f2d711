"""Paths through a graph: how many there are, and each of them with its product."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count as count_from
from math import inf, isfinite, prod
from typing import TYPE_CHECKING, Any, NamedTuple

from autograd.graph import as_node, as_recorded, topological_order
from autograd.order import passed_on
from autograd.stand_ins import stand_in

if TYPE_CHECKING:
    from autograd.value import Value


class Path(NamedTuple):
    """One way from a node to the output: `nodes` in that order, the local `partials` along it, and their product."""

    nodes: tuple[Value, ...]
    partials: tuple[float, ...]
    product: float


def count_paths(output: Value, start: Value) -> int:
    """How many paths lead from `start` to `output`: exact, however many, by adding up node by node.

    >>> from autograd import Value
    >>> x = y = Value(1.0)
    >>> for _ in range(64):
    ...     y = y * y
    >>> count_paths(y, x)
    18446744073709551616
    """
    start = stand_in(as_node(start))
    paths_from_start: dict[Value, int] = {start: 1}
    for node in topological_order(output):
        if node is not start:
            paths_from_start[node] = sum(paths_from_start[parent] for parent in node.parents)
    return paths_from_start[output]


def paths(output: Value, start: Value, *, largest_first: bool = False) -> Iterator[Path]:
    """Every path from `start` to `output`, one at a time: the products of all of them add up to ∂output/∂start.

    There may be exponentially many: look at `count_paths` first, or stop early. With `largest_first`, those with the
    largest products (by size) come first, found without enumerating the others.

    >>> from autograd import Value
    >>> a, b = Value(2.0, "a"), Value(1.0, "b")
    >>> e = (a + b) * (b + 1)
    >>> [path.product for path in paths(e, b)]
    [2.0, 3.0]
    """
    # The largest product, by size, of any path from `start` to each node; nodes not in it do not lead to `start`.
    start = stand_in(as_node(start))
    best: dict[Value, float] = {start: 1.0}
    for node in as_recorded(output):
        if node is not start:
            reached = [
                passed_on(_size(partial), best[parent])
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
            yield _path(start, above, product)
            continue
        for parent, partial in zip(reversed(node.parents), reversed(node.partials), strict=True):
            if parent in best:
                along = passed_on(product, partial)
                on_the_best_way = passed_on(_size(partial), best[parent]) == best[node]
                its_rank = rank if on_the_best_way or not largest_first else -passed_on(_size(along), best[parent])
                heappush(heap, (its_rank, next(turn), parent, (node, partial, above), along))


def _size(x: float) -> float:
    return abs(x) if x == x else inf


def _path(start: Value, above: Any, product: float) -> Path:
    nodes, partials = [start], []
    while above is not None:
        node, partial, above = above
        nodes.append(node)
        partials.append(partial)
    exact = prod(partials)  # in the order in which it is written
    return Path(tuple(nodes), tuple(partials), exact if isfinite(exact) else product)
