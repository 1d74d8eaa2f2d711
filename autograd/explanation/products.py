"""The chain rule for one input, written out from the output all the way: a product for each path, as far as readable.

Where steps have names, a product goes from name to name, as on paper: ∂E/∂w = ∂E/∂o·∂o/∂z·∂z/∂w, whatever is computed
in between. Where none has, as in (a+b)·(b+1), every step is a factor. Of more paths, or longer ones, than anybody would
read, what is written goes one edge back from the input, or on to where its paths part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import NamedTuple

from autograd import ops
from autograd.graph import Edge, Graph
from autograd.order import added_up, passed_on
from autograd.symbolic import Symbol
from autograd.value import Value

#: The most paths of one input, and factors in all, that are written out.
_MOST_PATHS, _MOST_FACTORS = 4, 24

Path = tuple[Edge, ...]


class Factor(NamedTuple):
    """∂child/∂parent, by name or as a formula where that name would mean more than this way, and its number."""

    child: str
    parent: str
    formula: Symbol | None
    number: float


class Products:
    """The products for each input of a graph.

    - `above`: the edges from a node on. `adjoint`: ∂output/∂node. `formula`: of the local partial of an edge.
    """

    def __init__(
        self,
        graph: Graph,
        above: Mapping[Value, Sequence[Edge]],
        adjoint: Mapping[Value, float],
        formula: Callable[[Edge], Symbol],
    ) -> None:
        self.names, self.output, self.adjoint, self._formula_of = graph.names, graph.output, adjoint, formula
        self._parallel: dict[Edge, list[Edge]] = {}
        self.above = {node: list(edges) if node.op is None else self._joined(edges) for node, edges in above.items()}
        above = self.above
        steps = [node for node in graph.nodes if node.op is not None]
        has_names = any(node.label and node is not graph.output for node in steps)
        self.unnamed = {node for node in steps if not node.label and node is not graph.output} if has_names else set()
        # How many paths lead from each node to the output; beyond the most, only that it is more.
        self.count: dict[Value, int] = {graph.output: 1}
        for node in reversed(graph.order):
            if node is not graph.output and node in above:
                self.count[node] = min(_MOST_PATHS + 1, sum(self.count.get(edge.child, 0) for edge in above[node]))

    def _joined(self, edges: Sequence[Edge]) -> list[Edge]:
        """The edges from a step on; several into the same node, as in s·s, as one: their partials added."""
        into: dict[Value, list[Edge]] = {}
        for edge in edges:
            into.setdefault(edge.child, []).append(edge)
        joined = []
        for parallel in into.values():
            first = parallel[0]
            if len(parallel) > 1:
                first = first._replace(partial=added_up(edge.partial for edge in parallel))
                self._parallel[first] = parallel
            joined.append(first)
        return joined

    def _formula(self, edge: Edge) -> Symbol:
        total: Symbol | float = 0.0
        for one in self._parallel.get(edge, [edge]):
            total = ops.add(total, self._formula_of(one))
        return Symbol.of(total)

    def of(self, leaf: Value) -> list[list[Factor]]:
        """The products whose sum is ∂output/∂leaf; of the output itself, none."""
        if leaf is self.output:
            return []
        if self.count.get(leaf, 0) <= _MOST_PATHS:
            paths = self._paths(leaf)
            if paths is not None:
                products = [self._product(path, paths) for path in paths]
                if sum(map(len, products)) <= _MOST_FACTORS:
                    return products
        return [self._up_to_a_fork(leaf)] if len(self.above[leaf]) == 1 else self.one_edge_back(leaf)

    def one_edge_back(self, leaf: Value) -> list[list[Factor]]:
        """The same by the nodes next to the leaf alone: what each has received, times the local partial."""
        paths = [(edge,) for edge in self.above[leaf]]
        return [[*self._received(edge.child), *self._product((edge,), paths)] for (edge,) in paths]

    def _paths(self, leaf: Value) -> list[Path] | None:
        """Every path from the leaf, in the order of its edges; None if one is too long to be read."""
        found: list[Path] = []
        waiting: list[Path] = [(edge,) for edge in reversed(self.above[leaf])]
        while waiting:
            path = waiting.pop()
            if len(path) > 2 * _MOST_FACTORS:
                return None
            if path[-1].child is self.output:
                found.append(path)
            else:
                waiting += [(*path, edge) for edge in reversed(self.above[path[-1].child])]
        return found

    def _up_to_a_fork(self, leaf: Value) -> list[Factor]:
        """One product, up to the node from which several paths go on, or as long as it can be read."""
        path, end = [self.above[leaf][0]], self.above[leaf][0].child
        while end is not self.output and len(self.above[end]) == 1 and len(path) < _MOST_FACTORS // 3:
            path.append(self.above[end][0])
            end = path[-1].child
        while len(path) > 1 and path[-1].child in self.unnamed:
            path.pop()
        return [*self._received(path[-1].child), *self._product(tuple(path), [tuple(path)])]

    def _received(self, node: Value) -> list[Factor]:
        if node is self.output:
            return []
        return [Factor(self.names[self.output], self.names[node], None, self.adjoint[node])]

    def _product(self, path: Path, paths: Sequence[Path]) -> list[Factor]:
        """The factors along a path, the one at the output first."""
        pieces: list[list[Edge]] = [[]]
        for edge in path:
            pieces[-1].append(edge)
            if edge.child not in self.unnamed and edge is not path[-1]:
                pieces.append([])
        if len(pieces) == 1:
            pieces = [[edge] for edge in path]
        factors = []
        for piece in pieces:
            if len(piece) > 1 and self._ways(piece[0].parent, piece[-1].child, paths) > 1:
                factors += [self._factor([edge], path, paths) for edge in piece]
            else:
                factors.append(self._factor(piece, path, paths))
        return factors[::-1]

    def _factor(self, piece: Sequence[Edge], path: Path, paths: Sequence[Path]) -> Factor:
        start, end = piece[0].parent, piece[-1].child
        # ∂e/∂b alone would say what is to be said; and it says too much where there are other ways from b to e.
        alone = len(piece) == len(path) and end is self.output
        by_formula = len(piece) == 1 and (alone or self._ways(start, end, paths) > 1)
        formula = self._formula(piece[0]) if by_formula else None
        return Factor(self.names[end], self.names[start], formula, reduce(passed_on, [edge.partial for edge in piece]))

    def _ways(self, start: Value, end: Value, paths: Sequence[Path]) -> int:
        """How many different ways from one node to another are part of these paths."""
        ways = set()
        for path in paths:
            starts = [i for i, edge in enumerate(path) if edge.parent is start]
            ends = [i for i, edge in enumerate(path) if edge.child is end]
            if starts and ends and starts[0] <= ends[0]:
                ways.add(tuple((id(edge.child), edge.position) for edge in path[starts[0] : ends[0] + 1]))
        return len(ways)
