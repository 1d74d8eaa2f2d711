"""Slips on the way back: every wrong gradient that one slip gives.

A slip in one local partial changes a gradient by adjoint × change of the partial × tangent, whatever the number of
paths through that edge; so one sweep back and one forward price every edge and every node of the graph.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations

from autograd.auditor.example import Computation, Place, Stage, World
from autograd.auditor.slips import table as slips
from autograd.auditor.slips.candidate import (
    COMPOUND,
    LOCAL,
    MISREAD,
    PARTIAL,
    Candidate,
    Edge,
    Node,
    Route,
    Told,
    Window,
)

#: Up to this many paths are looked at one by one; beyond, only the edges they run over.
MOST_PATHS = 64
#: Up to this many edges are left out two at a time.
MOST_PAIRED_EDGES = 48
#: A claim with fewer digits cannot tell among the many ways to take a wrong factor.
DIGITS_FOR_WRONG_FACTORS, DIGITS_FOR_WRONG_INPUTS = 5, 4


class Gradient:
    """∂output/∂node in one stage, as the sum it is: of what arrives over every edge that leads away from the node.

    A claim may be more than the gradient: `offset + scale × gradient`, as a parameter after a step is. `sinks` are
    nodes whose adjoint was taken from the paper: what happens beyond them is not this claim's business.
    """

    def __init__(
        self,
        computation: Computation,
        stage: Stage,
        node: int,
        window: Window,
        *,
        of: int | None = None,
        offset: float = 0.0,
        scale: float = 1.0,
    ) -> None:
        """The gradient of the output; with `of`, ∂of/∂node along nodes without a name. Of slips, only those that lead
        into the `window` are of interest."""
        self.computation, self.stage, self.node, self.window = computation, stage, node, window
        self.offset, self.scale = offset, scale
        self.output = computation.output if of is None else of
        if of is None:
            self.adjoint: Sequence[float] = stage.adjoint
            self.sinks = stage.sinks - {node}
        else:
            adjoint, _ = computation.backward(stage.partials, of, {})
            self.sinks = frozenset(set(computation.name_of) - {of, node})
            self.adjoint = [0.0 if i in self.sinks else x for i, x in enumerate(adjoint)]
        self.tangent = computation.tangents(stage.partials, node, self.sinks)
        for sink in self.sinks:
            self.tangent[sink] = 0.0  # nothing passes on from there
        self.whole = math.fsum(m for (child, i), m in self.edges if computation.parents[child][i] == node)

    @cached_property
    def edges(self) -> list[tuple[Place, float]]:
        """Every edge some path runs over, with its contribution: adjoint × local partial × tangent."""
        found = []
        for child, parents in enumerate(self.computation.parents):
            arrived = self.adjoint[child]
            if arrived:
                for position, parent in enumerate(parents):
                    if self.tangent[parent]:
                        m = arrived * self.stage.partials[child][position] * self.tangent[parent]
                        if m and math.isfinite(m):
                            found.append(((child, position), m))
        return found

    def is_all(self, m: float) -> bool:
        """Whether a contribution is all there is."""
        return abs(self.whole - m) <= 1e-12 * abs(self.whole)

    def count_paths(self) -> int:
        """How many paths there are, those whose product is zero left out."""
        count = [0] * len(self.computation.nodes)
        count[self.node] = 1
        total = 0
        for child, parents in enumerate(self.computation.parents):
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
            for child, position in reversed(self.computation.children[node]):
                partial = self.stage.partials[child][position]
                if partial and self.adjoint[child]:
                    waiting.append((child, (*edges, (child, position)), product * partial))

    def wants(self, changed: float) -> bool:
        """Whether a slip that changes the gradient to this is worth writing down."""
        return self.offset + self.scale * changed in self.window

    def candidate(
        self, slip: str, cost: float, changed: float, sentence: str, told: tuple[Told, ...], **more: object
    ) -> Candidate:
        """The slip that changes the gradient to `changed`."""
        if self.offset:
            sentence += ", and the step leads to {}"
            told = (*told, self.offset + self.scale * changed)
        return Candidate(slip, cost, self.offset + self.scale * changed, sentence, told, **more)  # type: ignore[arg-type]


def gradient_slips(gradient: Gradient, digits: int) -> Iterator[Candidate]:
    """Every slip on the way back, for a claim with so many digits."""
    count = gradient.count_paths()
    if 1 < count <= MOST_PATHS:
        yield from _along_paths(gradient, digits)
    for place, m in gradient.edges:
        yield from _at_edge(gradient, place, m)
    for child in dict.fromkeys(child for (child, _), _ in gradient.edges):
        yield from _at_node(gradient, child)
    yield from _at_dead_nodes(gradient)
    yield from _before_activations(gradient)
    if count > MOST_PATHS:
        yield from _two_edges_left_out(gradient)
    if digits >= DIGITS_FOR_WRONG_INPUTS:
        yield from _wrong_factors(gradient, inputs_only=digits < DIGITS_FOR_WRONG_FACTORS)


def _at_edge(gradient: Gradient, place: Place, m: float) -> Iterator[Candidate]:
    """An edge left out, counted twice, with the wrong sign, or without its factor: its partial times 0, 2, -1, 1/it."""
    whole = gradient.whole
    partial, alone = gradient.stage.partials[place[0]][place[1]], gradient.is_all(m)
    ways = [
        (0.0, slips.PATH_LEFT_OUT, PARTIAL if alone else LOCAL, "the paths over {} are left out"),
        (2.0, slips.PATH_TWICE, PARTIAL, "the paths over {} are counted twice"),
        (-1.0, slips.SIGN, LOCAL if partial < 0 else PARTIAL, "the sign of the local partial of {} is lost"),
        (1 / partial, slips.FACTOR_DROPPED, LOCAL, "the factor of {} is left out"),
    ]
    for factor, slip, cost, sentence in ways:
        changed = whole - m + factor * m
        if factor != 1.0 and gradient.wants(changed):
            if slip == slips.FACTOR_DROPPED and _has_own_words(gradient, place):
                continue
            told: tuple[Told, ...] = (Edge(place), changed, whole)
            if slip == slips.FACTOR_DROPPED:
                sentence, told = sentence.replace("factor", "factor {}"), (partial, *told)
            where = _factor(gradient, place) if slip == slips.FACTOR_DROPPED else place
            world = World(factors={place: factor})
            sentence += ": {} instead of {}"
            yield gradient.candidate(slip, cost, changed, sentence, told, world=world, place=where)


def _has_own_words(gradient: Gradient, place: Place) -> bool:
    """Whether leaving a factor out is a slip with a name (a derivative forgotten), or none: a lost sign."""
    operation = gradient.computation.operation(place[0])
    partial = gradient.stage.partials[place[0]][place[1]]
    return partial == -1.0 or any(slip.slip == slips.FORGOTTEN for slip in slips.derivative_slips(operation))


def _factor(gradient: Gradient, place: Place) -> tuple[str, int]:
    """What the factor on an edge is: in a product of two, the other operand."""
    computation = gradient.computation
    child, position = place
    if computation.operation(child) == "multiply":
        return "factor", computation.parents[child][1 - position]
    return computation.operation(child), position


def _at_node(gradient: Gradient, child: int) -> Iterator[Candidate]:
    """The wrong derivatives of the table at one node, and the inner derivative forgotten there."""
    computation, stage, tangent, whole = gradient.computation, gradient.stage, gradient.tangent, gradient.whole
    parents, arrived, right = computation.parents[child], gradient.adjoint[child], stage.partials[child]
    yield from _wrong_derivatives(gradient, child)
    inner = parents[0] if len(parents) == 1 or computation.operation(child) == "power" else None
    if inner is not None and inner != gradient.node and tangent[inner] not in (0.0, 1.0):
        without = arrived * right[0]
        changed = whole - without * tangent[inner] + without
        if not gradient.wants(changed):
            return
        yield gradient.candidate(
            slips.INNER_FORGOTTEN, PARTIAL - 0.5, changed,
            "the inner derivative ∂{}/∂{} = {} is left out at {}: {} instead of {}",
            (Node(inner), Node(gradient.node), tangent[inner], Node(child), changed, whole),
            place=child,
        )  # fmt: skip


def _wrong_derivatives(gradient: Gradient, child: int) -> Iterator[Candidate]:
    computation, whole = gradient.computation, gradient.whole
    for slip in slips.derivative_slips(computation.operation(child)):
        change = gradient.adjoint[child] * _change(gradient, child, slip)
        if change and gradient.wants(whole + change):
            sentence = slips.worded(slip, computation.exponent(child)) + ", at {}: {} instead of {}"
            yield gradient.candidate(
                slip.slip, LOCAL, whole + change, sentence, (Node(child), whole + change, whole),
                world=World(places={child: slip.rule}), place=child,
            )  # fmt: skip


def _change(gradient: Gradient, child: int, slip: slips.Derivative) -> float:
    """How a wrong rule at a node changes its part of the sum; 0 where it says nothing finite."""
    computation, stage = gradient.computation, gradient.stage
    parents = computation.parents[child]
    try:
        wrong = slip.rule(stage.data[child], *[stage.data[parent] for parent in parents])
    except (ArithmeticError, ValueError):
        return 0.0
    pairs = zip(wrong, stage.partials[child], parents, strict=True)
    change = sum((bad - good) * gradient.tangent[parent] for bad, good, parent in pairs if gradient.tangent[parent])
    return change if math.isfinite(change) else 0.0


def _at_dead_nodes(gradient: Gradient) -> Iterator[Candidate]:
    """Wrong derivatives where the right one is zero, so that no path runs over the edge: a relu that is off."""
    computation, alive = gradient.computation, {child for (child, _), _ in gradient.edges}
    for child, parents in enumerate(computation.parents):
        if child not in alive and gradient.adjoint[child] and any(gradient.tangent[parent] for parent in parents):
            yield from _wrong_derivatives(gradient, child)


def _along_paths(gradient: Gradient, digits: int) -> Iterator[Candidate]:
    """Paths left out, counted twice, with a wrong sign, or without one of their factors."""
    whole = gradient.whole
    paths = list(gradient.paths())
    routes = [Route((gradient.node, *(child for child, _ in edges))) for edges, _ in paths]
    products = [product for _, product in paths]
    largest = len(paths) - 1 if len(paths) <= 8 and digits >= 4 else 2
    for count in range(1, len(paths)):
        kept = len(paths) - count
        if (count > largest and kept > 2) or math.comb(len(paths), count) > 2100:
            continue
        for left_out, lost in zip(combinations(range(len(paths)), count), combinations(products, count), strict=True):
            if gradient.wants(whole - sum(lost)):
                yield _paths_left_out(gradient, routes, products, left_out)
    for (edges, product), route in zip(paths, routes, strict=True):
        ways: list[tuple[str, float, float, str, tuple[Told, ...]]] = [
            (slips.PATH_TWICE, PARTIAL - 0.25, 2.0, "the path {} is counted twice", ()),
            (slips.SIGN, PARTIAL, -1.0, "the sign of the path {} is lost", ()),
        ]
        for child, position in edges:
            partial = gradient.stage.partials[child][position]
            if abs(partial) != 1.0:
                sentence = "the factor {} is left out of the path {}"
                ways.append((slips.FACTOR_DROPPED, PARTIAL, 1 / partial, sentence, (partial,)))
        for slip, cost, factor, sentence, told in ways:
            changed = whole - product + factor * product
            if gradient.wants(changed):
                yield gradient.candidate(
                    slip, cost, changed, sentence + ": {} instead of {}", (*told, route, changed, whole),
                    place=(route, factor),
                )  # fmt: skip


def _paths_left_out(
    gradient: Gradient, routes: Sequence[Route], products: Sequence[float], left_out: tuple[int, ...]
) -> Candidate:
    kept = tuple(i for i in range(len(routes)) if i not in left_out)
    told_of, verb = (kept, "counted") if len(kept) < len(left_out) else (left_out, "left out")
    what = "path {}" if len(told_of) == 1 else f"{len(told_of)} paths " + "; ".join(["{}"] * len(told_of))
    sentence = f"{'only ' * (told_of is kept)}the {what} {'is' if len(told_of) == 1 else 'are'} {verb}: "
    terms = [products[i] for i in kept]
    total = math.fsum(terms)
    if 1 < len(kept) <= 6:
        sentence += " + ".join("({})" if term < 0 else "{}" for term in terms) + " = "
    told = (*(routes[i] for i in told_of), *(terms if 1 < len(kept) <= 6 else ()), total, gradient.whole)
    return gradient.candidate(
        slips.PATH_LEFT_OUT, LOCAL + 0.5 * (min(len(left_out), len(kept) + 1) - 1), total,
        sentence + "{} instead of {}", told, place=left_out,
    )  # fmt: skip


def _two_edges_left_out(gradient: Gradient) -> Iterator[Candidate]:
    """Where there are too many paths to list: minus both contributions, plus what runs over both edges."""
    counted = [(place, m) for place, m in gradient.edges if not gradient.is_all(m)]
    counted = sorted(sorted(counted, key=lambda edge: -abs(edge[1]))[:MOST_PAIRED_EDGES])
    computation, partials, whole = gradient.computation, gradient.stage.partials, gradient.whole
    for i, (first, m) in enumerate(counted):
        child, position = first
        onward = computation.tangents(partials, child, gradient.sinks)
        enters = partials[child][position] * gradient.tangent[computation.parents[child][position]]
        for second, n in counted[i + 1 :]:
            child, position = second
            between = onward[computation.parents[child][position]]
            remaining = whole - m - n + gradient.adjoint[child] * partials[child][position] * between * enters
            if not gradient.wants(remaining):
                continue
            yield gradient.candidate(
                slips.PATH_LEFT_OUT, PARTIAL + 1, remaining,
                "the paths over {} and over {} are left out: {} remains of {}",
                (Edge(first), Edge(second), remaining, whole),
                world=World(factors={first: 0.0, second: 0.0}), place=(first, second),
            )  # fmt: skip


def _before_activations(gradient: Gradient) -> Iterator[Candidate]:
    """In ∂(u·h)/∂u, what went into the activation h in place of what came out."""
    computation, data = gradient.computation, gradient.stage.data
    for (child, position), m in gradient.edges:
        if computation.operation(child) != "multiply":
            continue
        factor = computation.parents[child][1 - position]
        inside = computation.parents[factor]
        if len(inside) == 1 and data[factor] and factor != gradient.node and not gradient.tangent[factor]:
            changed = gradient.whole - m + m / data[factor] * data[inside[0]]
            if gradient.wants(changed):
                yield gradient.candidate(
                    slips.BEFORE_ACTIVATION, LOCAL, changed, "{} = {} stands in place of {} = {}: {} instead of {}",
                    (Node(inside[0]), data[inside[0]], Node(factor), data[factor], changed, gradient.whole),
                    place=factor,
                )  # fmt: skip


def another_gradient(computation: Computation, stage: Stage, node: int) -> Iterator[Candidate]:
    """The gradient of another node of the same kind: two of them exchanged."""
    for other in computation.name_of:
        gradient = stage.adjoint[other]
        if other != node and gradient and bool(computation.parents[other]) == bool(computation.parents[node]):
            yield Candidate(
                slips.ANOTHER_GRADIENT, MISREAD, gradient, "this is the gradient of {}, {}, not that of {}",
                (Node(other), gradient, Node(node)), place=other, rich=True,
            )  # fmt: skip


def _wrong_factors(gradient: Gradient, inputs_only: bool) -> Iterator[Candidate]:
    """Another named number of the sheet in place of a factor, or of what has piled up at a node.

    With `inputs_only`, only one input in place of another: a weight of the wrong row.
    """
    computation, data, whole = gradient.computation, gradient.stage.data, gradient.whole
    numbers = {
        data[i]: i
        for i in reversed(list(computation.name_of))
        if data[i] and math.isfinite(data[i]) and not (inputs_only and computation.parents[i])
    }
    if len(numbers) * len(gradient.edges) > 20_000:
        return
    for (child, position), m in gradient.edges:
        partial, arrived = gradient.stage.partials[child][position], gradient.adjoint[child]
        for what, right in (("local partial", partial), ("gradient that arrives", arrived)):
            if what == "local partial" and abs(right) == 1.0:
                continue
            if inputs_only and (what != "local partial" or right not in numbers):
                continue
            for wrong, source in numbers.items():
                changed = whole - m + m / right * wrong
                if wrong != right and gradient.wants(changed):
                    yield gradient.candidate(
                        slips.WRONG_FACTOR, COMPOUND - 1, changed,
                        "{} = {} stands in place of the " + what + " {} at {}: {}",
                        (Node(source), wrong, right, Edge((child, position)), changed),
                        place=(child, position, source), rich=True,
                    )  # fmt: skip
