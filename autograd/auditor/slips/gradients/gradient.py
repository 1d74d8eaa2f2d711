"""A gradient as the sum it is, over edges or over paths: what slips on the way back take something away from."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cached_property

from autograd.auditor.example import Example, Place
from autograd.auditor.slips.candidate import Candidate, Node, Sentence, Told, Window
from autograd.auditor.world import Stage, World

#: What is said of a slip that nobody is told of.
UNTOLD = Sentence("")


class Gradient:
    """∂output/∂node in one stage, as the sum it is: of what arrives over every edge that leads away from the node.

    A claim may be more than the gradient: `offset + scale × gradient`, as a parameter after a step is. `sinks` are
    nodes whose adjoint was taken from the paper: what happens beyond them is not this claim's business.
    """

    def __init__(
        self,
        example: Example,
        stage: Stage,
        node: int,
        window: Window,
        *,
        of: int | None = None,
        over_names: bool = False,
        offset: float = 0.0,
        scale: float = 1.0,
    ) -> None:
        """The gradient of the output; with `of`, ∂of/∂node along nodes without a name, or along all. Of slips, only
        those that lead into the `window` are of interest."""
        self.example, self.stage, self.node, self.window = example, stage, node, window
        self.offset, self.scale = offset, scale
        self.output = example.output if of is None else of
        if of is None:
            self.adjoint: Sequence[float] = stage.adjoint
            self.sinks = stage.sinks - {node}
        else:
            adjoint, _ = example.backward(stage.partials, of, {})
            self.sinks = frozenset() if over_names else frozenset(set(example.name_of) - {of, node})
            self.adjoint = [0.0 if i in self.sinks else x for i, x in enumerate(adjoint)]
        self.tangent = example.tangents(stage.partials, node, self.sinks)
        for sink in self.sinks:
            self.tangent[sink] = 0.0  # nothing passes on from there
        self.whole = math.fsum(m for (child, i), m in self.edges if example.parents[child][i] == node)

    @cached_property
    def edges(self) -> list[tuple[Place, float]]:
        """Every edge some path runs over, with its contribution: adjoint × local partial × tangent."""
        found = []
        for child, parents in enumerate(self.example.parents):
            arrived = self.adjoint[child]
            if arrived:
                for position, parent in enumerate(parents):
                    if self.tangent[parent]:
                        m = arrived * self.stage.partials[child][position] * self.tangent[parent]
                        if m and math.isfinite(m):
                            found.append(((child, position), m))
        return found

    @cached_property
    def contributions(self) -> dict[Place, float]:
        """The contribution of each edge, by its place."""
        return dict(self.edges)

    def contributions_into(self, node: int) -> list[Place]:
        """The edges some path runs over into a node."""
        places = [(node, position) for position in range(len(self.example.parents[node]))]
        return [place for place in places if place in self.contributions]

    def with_partials(
        self,
        slip: str,
        cost: float,
        new: Mapping[Place, float],
        wording: str,
        *,
        place: Hashable,
        rich: bool = False,
        parallel: bool = True,
        **told: Told,
    ) -> Iterator[Candidate]:
        """The slip that takes other numbers for the local partials of some edges; nothing if it leads far away.

        `parallel` says that no path runs over two of these edges. In the template {wrong} and {right} are gradients.
        """
        partials, parents = self.stage.partials, self.example.parents
        if parallel:
            changed = self.whole + math.fsum(
                self.adjoint[child] * (number - partials[child][position]) * self.tangent[parents[child][position]]
                for (child, position), number in new.items()
            )
        else:
            changed = self._whole_with(new)
        if not new or not math.isfinite(changed) or math.isclose(changed, self.whole, rel_tol=1e-13):
            return
        if self.wants(changed):
            factors = {edge: number / partials[edge[0]][edge[1]] for edge, number in new.items() if self._is_bent(edge)}
            world = World(factors=factors) if len(factors) == len(new) else None
            sentence = Sentence(wording, wrong=changed, right=self.whole, **told)
            yield self.candidate(slip, cost, changed, sentence, world=world, place=place, rich=rich)

    def factor_at(self, place: Place) -> Node | None:
        """The node that the local partial of an edge is, as the other factor of the product, if it has a name."""
        child, position = place
        if self.example.operation(child) == "multiply":
            other = self.example.parents[child][1 - position]
            if other in self.example.name_of and self.stage.data[other] == self.stage.partials[child][position]:
                return Node(other)
        return None

    def leaves_out(self, edges: Sequence[Place], new: Mapping[Place, float]) -> bool:
        """Whether other partials of these edges come to nothing, within the digits of the claim."""
        partials = self.stage.partials
        terms = [self.contributions[edge] / partials[edge[0]][edge[1]] * new[edge] for edge in edges]
        return abs(self.scale * self.window.scale * math.fsum(terms)) <= self.window.room

    def _is_bent(self, edge: Place) -> bool:
        """Whether the partial of an edge can be bent by a factor: none makes another number of zero."""
        return bool(self.stage.partials[edge[0]][edge[1]])

    def _whole_with(self, new: Mapping[Place, float]) -> float:
        """The gradient with other local partials, whatever the paths over them."""
        partials = list(self.stage.partials)
        for (child, position), number in new.items():
            row = list(partials[child])
            row[position] = number
            partials[child] = tuple(row)
        tangent = self.example.tangents(partials, self.node, self.sinks)
        ends = {*self.sinks, self.output} - {self.node}
        return math.fsum(self.adjoint[end] * tangent[end] for end in ends if tangent[end])

    def is_all(self, m: float) -> bool:
        """Whether this contribution is the whole gradient."""
        return abs(self.whole - m) <= 1e-12 * abs(self.whole)

    def count_paths(self) -> int:
        """How many paths there are, those whose product is zero left out."""
        count = [0] * len(self.example.nodes)
        count[self.node] = 1
        total = 0
        for child, parents in enumerate(self.example.parents):
            if child > self.node and self.adjoint[child]:
                for parent, partial in zip(parents, self.stage.partials[child], strict=True):
                    if self.tangent[parent] and partial:
                        count[child] += count[parent]
            if count[child] and (child in self.sinks or child == self.output):
                total += count[child]
                count[child] = 0
        return total

    def paths(self) -> Iterator[tuple[tuple[Place, ...], float]]:
        """Each path as its edges from the node outwards, and its product (times the adjoint of the sink it ends in)."""
        waiting: list[tuple[int, tuple[Place, ...], float]] = [(self.node, (), 1.0)]
        while waiting:
            node, edges, product = waiting.pop()
            if (node in self.sinks or node == self.output) and edges:
                yield edges, product * self.adjoint[node]
                continue
            for child, position in reversed(self.example.children[node]):
                partial = self.stage.partials[child][position]
                if partial and self.adjoint[child]:
                    waiting.append((child, (*edges, (child, position)), product * partial))

    def wants(self, changed: float) -> bool:
        """Whether a slip that changes the gradient to this is worth writing down."""
        return self.offset + self.scale * changed in self.window

    def may_show(self, changed: float) -> bool:
        """Whether a slip that changes the gradient to this may be told: others are only counted."""
        return self.window.is_close(self.offset + self.scale * changed)

    def only_counted(self, slip: str, cost: float, changed: float) -> Candidate:
        """One of many that comes near the claim, but does not show its digits."""
        return Candidate(slip, cost, self.offset + self.scale * changed, UNTOLD, rich=True)

    def candidate(
        self,
        slip: str,
        cost: float,
        changed: float,
        sentence: Sentence,
        *,
        place: object,
        world: World | None = None,
        rich: bool = False,
    ) -> Candidate:
        """The slip that changes the gradient to `changed`."""
        quantity = self.offset + self.scale * changed
        if (self.offset, self.scale) != (0.0, 1.0):
            sentence = Sentence("{slip}, and the step leads to {new}", slip=sentence, new=quantity)
        return Candidate(slip, cost, quantity, sentence, world, place, rich)
