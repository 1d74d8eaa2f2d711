"""A gradient as the sum it is, over edges or over paths: what slips on the way back take something away from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property

from autograd.auditor.example import Example, Place
from autograd.auditor.slips.candidate import Candidate, Sentence, Window
from autograd.auditor.world import Stage, World


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
