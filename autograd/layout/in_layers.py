"""A layout in layers without Graphviz, after Sugiyama, Tagawa and Toda (1981).

Every node stands in a layer, its rank; an arrow leads through all layers between its ends, and has a *slot* in each: a
place of its own beside the nodes, as wide as its label in one of them. Then (1) the places of each layer are put in an
order with few crossings, each at the median of its neighbours; (2) they are moved as near to their neighbours as that
order lets them, in the sense of least squares; (3) arrows are drawn through their slots. As a curve bends between
layers only, no arrow and no number meets a box, whatever the graph.

"Along" is the way the arrows go, "across" the other one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean, median
from typing import NamedTuple

from autograd.layout.places import INCH, Arrow, Box, Curve, Layout, Point, Size, ranks

#: How often the layers are gone through, there and back, for their order; and for where they stand across.
_ORDERINGS, _MOVES = 12, 8
#: What may be gone through altogether: a graph with more slots gets less care, so that it takes seconds.
_CARE = 100_000
#: How much more a slot pulls at the next slot of its arrow than nodes pull: long arrows are straight.
_STRAIGHT = 8.0
#: How much further apart layers are for how far an arrow goes across between them, and at most, in points.
_SLANT, _FARTHER = 0.06, 40.0
#: Between two arrows side by side, in points; and the part of a node's side at which arrows begin and end.
_APART, _SIDE = 8.0, 0.5


class _Place:
    """A node, or an arrow's slot, in a layer: its size along and across, the places before and after it."""

    __slots__ = ("across", "after", "before", "breadth", "is_slot", "length", "rank")

    def __init__(self, rank: int, length: float = 0.0, breadth: float = 0.0, is_slot: bool = False) -> None:
        self.rank, self.length, self.breadth, self.is_slot = rank, length, breadth, is_slot
        self.across = 0.0
        self.before: list[_Place] = []
        self.after: list[_Place] = []


def lay_out(
    sizes: Sequence[Size],
    arrows: Sequence[Arrow],
    labels: Sequence[Size] | None,
    rankdir: str,
    ranksep: float,
    nodesep: float,
    lengths: Sequence[int] | None,
) -> Layout:
    """As `autograd.layout.lay_out` says.

    >>> lay_out([(60.0, 40.0), (60.0, 40.0)], [(0, 1)], None, "TB", 0.5, 0.25, None).boxes
    [Box(x=30.0, y=20.0, width=60.0, height=40.0), Box(x=30.0, y=96.0, width=60.0, height=40.0)]
    """
    down = rankdir == "TB"
    nodes, chains = _places(sizes, arrows, labels, lengths, down)
    layers: list[list[_Place]] = [[] for _ in range(max((node.rank for node in nodes), default=0) + 1)]
    for place in [*nodes, *(slot for chain in chains for slot in chain[1:-1])]:
        layers[place.rank].append(place)
    care = max(1, min(_ORDERINGS, _CARE // (sum(map(len, layers)) + 1)))
    layers = _in_order(layers, care)
    between = nodesep * INCH
    _move(layers, between, min(_MOVES, care))

    low = min((place.across - place.breadth / 2 for layer in layers for place in layer), default=0.0)
    for layer in layers:
        for place in layer:
            place.across -= low
    high = max((place.across + place.breadth / 2 for layer in layers for place in layer), default=0.0)
    # Where each layer begins and ends. Labels have layers of their own: these are then twice as many.
    gap = ranksep * INCH / (1 if labels is None else 2)
    alongs, end = [], 0.0
    for layer in layers:
        length = max((place.length for place in layer), default=0.0)
        alongs.append((end, end + length))
        farthest = max((abs(place.across - after.across) for place in layer for after in place.after), default=0.0)
        end += length + gap + min(_SLANT * farthest, _FARTHER)

    def point(along: float, across: float) -> Point:
        return (across, along) if down else (along, across)

    def middle(place: _Place) -> Point:
        return point(sum(alongs[place.rank]) / 2, place.across)

    ports = _ports(nodes, chains)
    curves = []
    for chain, acrosses in zip(chains, ports, strict=True):
        points = [point(*corner) for corner in _curve(_corners(chain, acrosses, alongs))]
        label = None if labels is None else middle(chain[len(chain) // 2])
        curves.append(Curve(points, label))
    boxes = [Box(*middle(node), *size) for node, size in zip(nodes, sizes, strict=True)]
    return Layout(*point(alongs[-1][1], high), boxes, curves)


def _places(
    sizes: Sequence[Size],
    arrows: Sequence[Arrow],
    labels: Sequence[Size] | None,
    lengths: Sequence[int] | None,
    down: bool,
) -> tuple[list[_Place], list[list[_Place]]]:
    """A place for each node; for each arrow all its places, from tail to head, with an odd number of slots between if
    it has a label: that is as large as the one in the middle.
    """
    step = 1 if labels is None else 2
    rank = [step * from_the_last for from_the_last in ranks(len(sizes), arrows, lengths)]
    last = max(rank, default=0)
    nodes = [_Place(last - r, *(size[::-1] if down else size)) for r, size in zip(rank, sizes, strict=True)]
    chains = []
    for i, (tail, head) in enumerate(arrows):
        slots = [_Place(r, breadth=_APART, is_slot=True) for r in range(nodes[tail].rank + 1, nodes[head].rank)]
        if labels is not None:
            middle, size = slots[len(slots) // 2], labels[i]
            middle.length, middle.breadth = size[::-1] if down else size
        chain = [nodes[tail], *slots, nodes[head]]
        for one, other in pairwise(chain):
            one.after.append(other)
            other.before.append(one)
        chains.append(chain)
    return nodes, chains


def _in_order(layers: list[list[_Place]], rounds: int) -> list[list[_Place]]:
    """The layers, each in an order, such that few arrows cross: the best of so many rounds."""
    best, fewest = layers, _crossings(layers)
    for i in range(rounds):
        forth = i % 2 == 0
        layers = [list(layer) for layer in layers]
        for one, other in pairwise(layers if forth else layers[::-1]):
            at = {id(place): float(position) for position, place in enumerate(one)}
            wanted = {}
            for position, place in enumerate(other):
                neighbours = [at[id(near)] for near in (place.before if forth else place.after)]
                wanted[id(place)] = median(neighbours) if neighbours else float(position)
            other.sort(key=lambda place, wanted=wanted: wanted[id(place)])  # type: ignore[misc]
        crossings = _crossings(layers)
        if crossings < fewest:
            best, fewest = layers, crossings
    return best


def _crossings(layers: list[list[_Place]]) -> int:
    """How many pairs of arrows cross; counted as in Barth, Jünger and Mutzel (2002), with a tree of counts."""
    count = 0
    for one, other in pairwise(layers):
        at = {id(place): position for position, place in enumerate(other)}
        size = len(other)
        tree, total = [0] * (size + 1), 0
        for place in one:
            ends = sorted(at[id(after)] for after in place.after)
            for end in ends:
                count += total
                node = end + 1
                while node:  # those that end at or before this one do not cross it
                    count -= tree[node]
                    node -= node & -node
            for end in ends:
                total += 1
                node = end + 1
                while node <= size:
                    tree[node] += 1
                    node += node & -node
    return count


def _move(layers: list[list[_Place]], between: float, rounds: int) -> None:
    """Set `across` of every place: near to its neighbours in the layer before, then in that after, and so on."""
    for layer in layers:
        _put(layer, [0.0] * len(layer), [1.0] * len(layer), between)
    for i in range(2 * rounds):
        forth = i % 2 == 0
        for layer in layers[1:] if forth else layers[-2::-1]:
            wanted, weights = [], []
            for place in layer:
                # The last rounds look both ways.
                near = place.before if forth else place.after
                near = [*place.before, *place.after] if i >= rounds or not near else near
                wanted.append(fmean(neighbour.across for neighbour in near) if near else place.across)
                weights.append(_STRAIGHT if any(one.is_slot for one in near) and place.is_slot else 1.0)
            _put(layer, wanted, weights, between)


def _put(layer: list[_Place], wanted: list[float], weights: list[float], between: float) -> None:
    """Places in their order, without overlap, such that their weighted squared distances to those wanted are least.

    With the room between them taken off, the order is all that is asked for: neighbours that are in the wrong order get
    their weighted mean, and are one from then on (Ayer et al. 1955: isotonic regression).
    """
    offsets, offset = [], 0.0
    for i, place in enumerate(layer):
        if i:
            before = layer[i - 1]
            room = _APART if before.is_slot and place.is_slot else between
            offset += (before.breadth + place.breadth) / 2 + room
        offsets.append(offset)
    blocks: list[tuple[float, float, int]] = []  # mean, weight, how many
    for want, weight, offset in zip(wanted, weights, offsets, strict=True):
        mean, count = want - offset, 1
        while blocks and blocks[-1][0] > mean:
            other, others, more = blocks.pop()
            mean = (mean * weight + other * others) / (weight + others)
            weight, count = weight + others, count + more
        blocks.append((mean, weight, count))
    means = [mean for mean, _, count in blocks for _ in range(count)]
    for place, mean, offset in zip(layer, means, offsets, strict=True):
        place.across = mean + offset


def _ports(nodes: list[_Place], chains: list[list[_Place]]) -> list[list[float]]:
    """Where each arrow runs across, at each of its places: those at one node side by side, in the order they come."""
    across = [[place.across for place in chain] for chain in chains]
    for end, neighbour in ((0, 1), (-1, -2)):
        at_node: dict[int, list[int]] = {}
        for i, chain in enumerate(chains):
            at_node.setdefault(id(chain[end]), []).append(i)
        for arrows in at_node.values():
            node = chains[arrows[0]][end]
            arrows.sort(key=lambda i: chains[i][neighbour].across)
            for position, i in enumerate(arrows, start=1):
                across[i][end] = node.across + node.breadth * _SIDE * (position / (len(arrows) + 1) - 0.5)
    return across


class _Corner(NamedTuple):
    """Where an arrow enters or leaves a place, along and across, and how much it then goes across for each along."""

    along: float
    across: float
    slope: float


def _corners(chain: list[_Place], acrosses: list[float], alongs: list[tuple[float, float]]) -> list[_Corner]:
    """An arrow's way: from the side of a box, slantwise through each slot as far as that is broad, to a box."""
    spans = [alongs[place.rank] for place in chain]
    for i in (0, -1):  # a box may be shorter than its layer
        half = (sum(spans[i]) / 2, chain[i].length / 2)
        spans[i] = (half[0] - half[1], half[0] + half[1])
    corners = []
    for i, (place, (start, stop), across) in enumerate(zip(chain, spans, acrosses, strict=True)):
        before, after = max(i - 1, 0), min(i + 1, len(chain) - 1)
        slope = (acrosses[after] - acrosses[before]) / (spans[after][0] - spans[before][1] or 1.0)
        if place.is_slot:
            most = place.breadth / (stop - start) if stop > start else math.inf
            slope = max(-most, min(most, slope))
            shift = slope * (stop - start) / 2
            corners += [_Corner(start, across - shift, slope), _Corner(stop, across + shift, slope)]
        else:
            corners.append(_Corner(stop if i == 0 else start, across, slope))
    return corners


def _curve(corners: list[_Corner]) -> list[Point]:
    """A chain of Bézier curves through the corners, with their slopes (Hermite's interpolation)."""
    points = [corners[0][:2]]
    for one, other in pairwise(corners):
        third = (other.along - one.along) / 3
        points += [
            (one.along + third, one.across + third * one.slope),
            (other.along - third, other.across - third * other.slope),
            other[:2],
        ]
    return points
