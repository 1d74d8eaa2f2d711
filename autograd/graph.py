"""Reading a graph: its order, its edges, its names, its paths.

All that is asked of a node is what it was made from (`parents` and `partials`; `left` and `right`, where time counts)
and what to call it by (`op`, `label`, `data`). So this file stands below `Value`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from functools import cached_property
from heapq import heappop, heappush
from itertools import count as count_from
from math import nan, prod
from typing import TYPE_CHECKING, Any, NamedTuple

from autograd.errors import ChainruleError, OperandError, StaleError
from autograd.notation import Written, number, printable, quoted, shown
from autograd.operation import CONSTANT
from autograd.stand_ins import stand_in

if TYPE_CHECKING:
    from autograd.operation import Op
    from autograd.value import Value


def topological_order(output: Value) -> list[Value]:
    """Every node `output` depends on, and `output` last: parents always come before their children.

    >>> from autograd import Value
    >>> a = Value(3.0, "a")
    >>> [node.data for node in topological_order(a * a + a)]
    [3.0, 9.0, 12.0]
    """
    return list(zeros(output))


def as_node(thing: Any) -> Value:
    """`thing`, if it is a node of a graph; raises `OperandError` for anything else."""
    if not (hasattr(type(thing), "parents") and hasattr(type(thing), "partials")):
        raise _no_node(thing)
    node: Value = thing
    return node


def _no_node(thing: object) -> OperandError:
    return OperandError(f"a node of a graph is a Value, not {quoted(thing)}")


def zeros(output: Value) -> dict[Value, float]:
    """A zero for every node `output` depends on, in topological order: what the reverse sweep starts from.

    A depth-first walk with a stack of its own, so that a graph may be as deep as memory allows. A node on the stack
    cannot be met again below itself: it is enough to mark the finished ones, by their place in the order.
    """
    order: dict[Value, float] = {}
    above: list[Value] = []  # the nodes being walked, above the one that is looked at
    rest: dict[Value, Iterator[Value]] = {}  # of those with many operands, the operands still to come
    node = output
    try:
        if node.left is None:
            return {as_node(node): 0.0}
    except AttributeError:
        raise _no_node(node) from None
    while True:  # a leaf is finished where it is met, so `node` has operands
        left = node.left
        right = node.right
        if right is not None:
            if left not in order:
                if left.left is not None:
                    above.append(node)
                    node = left
                    continue
                order[left] = 0.0
            if right not in order:
                if right.left is not None:
                    above.append(node)
                    node = right
                    continue
                order[right] = 0.0
        elif type(left) is tuple:
            inner = _next_inner(rest.setdefault(node, iter(left)), order)
            if inner is not None:
                above.append(node)
                node = inner
                continue
            del rest[node]
        elif left not in order:
            if left.left is not None:
                above.append(node)
                node = left
                continue
            order[left] = 0.0
        order[node] = 0.0
        if not above:
            return order
        node = above.pop()


def _next_inner(operands: Iterator[Value], order: dict[Value, float]) -> Value | None:
    """The next of many operands that has operands itself and is not finished; leaves before it are finished here."""
    for operand in operands:
        if operand not in order:
            if operand.left is not None:
                return operand
            order[operand] = 0.0
    return None


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


def names(order: list[Value]) -> dict[Value, str]:
    """A name for each node, all different: its label, or a short automatic one.

    Unlabelled nodes take the letters after the last one used as an input: (a+b)*(b+1) continues with c, d, e.

    >>> from autograd import Value
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


def formula(node: Value, depth: int = 3) -> str:
    """How `node` was made, in labels and numbers: `a - b`. Beyond `depth` unnamed operations it is cut short: `…`."""
    return _written(node, depth, inside=False).text


def _written(node: Value, depth: int, inside: bool = True) -> Written:
    if node.label and (inside or not node.parents):
        return Written(shown(node.label))
    if node.op is None or not node.parents:
        return Written.number(node.data)
    if depth == 0 or len(node.parents) > 6:
        return Written("…")
    return node.op.write(*(_written(parent, depth - 1) for parent in node.parents))


def failure(
    op: Op, parents: tuple[Value, ...], error: Exception | None = None, of_derivative: bool = False
) -> ChainruleError:
    """The error for an operation that has no finite result, and what its operands are called."""
    labels = {parent.label for parent in parents}
    spare = (letter for letter in "uvwxyz" if letter not in labels)
    names = []
    for parent in parents:
        if parent.op is CONSTANT:
            names.append(number(parent.data))
        else:
            names.append(shown(parent.label) or next(spare, "?"))
    origins = [formula(parent) if parent.parents else "" for parent in parents]
    data = [parent.data for parent in parents]
    return op.failure(data, names, error, of_derivative=of_derivative, origins=origins)


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
    among = f"one of {', '.join(changed[:6])} has" if len(changed) > 1 else f"{changed[0] if changed else 'it'} has"
    return StaleError(
        f"{definition(node, called)} = {number(node.data)} was recorded, but no longer follows from its operands: "
        f"{among} been changed since; compute the output anew from the changed inputs"
    )


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
    return paths_from_start.get(output, 0)


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
