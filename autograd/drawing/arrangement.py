"""Which way a picture goes, and how much it is drawn together, to fit a width.

From left to right, a picture is as wide as its longest way from an input to the output; from top to bottom, as its
largest rank of nodes side by side. Where neither fits it is made compact: one size of letters, long lines in pieces,
and no more nodes side by side than there is room for. Inputs then stand in ranks above that of what they go into, as in
the layering by Coffman and Graham (1972); an arrow that spans so many ranks keeps them there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from autograd.drawing.dot import box_width, dot, label_width
from autograd.drawing.look import COMPACT
from autograd.drawing.picture import Picture
from autograd.errors import DrawingError
from autograd.layout import ranks
from autograd.render import render

#: Letters smaller than this, in points, are hard to read in print.
LEGIBLE = 8.0
#: A picture whose width nobody gave is no wider than this if it can be, in points: 1,280 pixels.
_USUAL_WIDTH = 960.0
#: Pictures of more nodes are not measured in many arrangements: each measurement takes Graphviz a second or more.
_MOST_NODES = 100
#: How wide a rank may be, as shares of the widest there is.
_SHARES = (0.85, 0.7, 0.55, 0.45)


@dataclass(frozen=True)
class Fit:
    """A picture in some room: its own width and height, in points, and the size of its smallest letters there."""

    picture: Picture
    width: float
    height: float
    letters: float

    @property
    def is_legible(self) -> bool:
        """Whether its letters can be read in print."""
        return self.letters >= LEGIBLE

    @property
    def shape(self) -> float:
        """Its height, as a share of its width."""
        return self.height / self.width


def fitted(picture: Picture, width: float, rankdir: str | None = None) -> Fit:
    """The picture at this width, in the direction asked for, or else in the one with the larger letters.

    Letters larger than usual are no gain: where both ways have room enough, from left to right. If they are smaller
    than can be read, the picture becomes compact, as high as it needs to be for letters that can.
    """
    fits = [_measured(replace(picture, rankdir=way), width) for way in ((rankdir,) if rankdir else ("LR", "TB"))]
    best = max(fits, key=lambda fit: min(fit.letters, picture.look.smallest))
    if best.is_legible or len(picture.boxes) > _MOST_NODES:
        return best
    fits = [best, *(_measured(drawn, width) for fit in fits for drawn in _compact(fit.picture))]
    return max(fits, key=lambda fit: (min(fit.letters, LEGIBLE), -fit.shape))


def turned(picture: Picture) -> Picture:
    """The picture, from left to right unless it is wide that way: then from top to bottom, compact if need be.

    Where there is no Graphviz to measure it, the direction in which it seems less wide.
    """
    sideways, downwards = replace(picture, rankdir="LR"), replace(picture, rankdir="TB")
    across, down = _about_as_wide(picture, [box_width(box, picture.look) for box in picture.boxes])
    if across <= _USUAL_WIDTH:
        return sideways
    less_wide = sideways if across <= down else downwards
    if len(picture.boxes) > _MOST_NODES:
        return less_wide
    try:
        fits = [_measured(way, _USUAL_WIDTH) for way in (downwards, sideways)]
    except DrawingError:
        return less_wide
    for fit in fits:
        if fit.width <= _USUAL_WIDTH:
            return fit.picture
    fits += [_measured(drawn, _USUAL_WIDTH) for fit in fits for drawn in _compact(fit.picture)]
    return max(fits, key=lambda fit: (min(_USUAL_WIDTH / fit.width, 1.0), -fit.height)).picture


def natural_size(source: str) -> tuple[float, float]:
    """The width and the height of DOT text's picture as Graphviz makes it."""
    match = re.search(r'<svg width="([\d.]+)pt" height="([\d.]+)pt"', render(source, "svg").decode())
    assert match is not None
    return float(match[1]), float(match[2])


def _measured(picture: Picture, room: float) -> Fit:
    width, height = natural_size(dot(picture))
    return Fit(picture, width, height, picture.look.smallest * room / width)


def _compact(picture: Picture) -> Iterator[Picture]:
    """The picture drawn together: as its ranks are, and, from top to bottom, in narrower and narrower ranks."""
    compact = replace(picture, look=COMPACT)
    yield compact
    if picture.goes_down:
        sizes = [box_width(box, COMPACT) + 72 * COMPACT.nodesep for box in picture.boxes]
        most = max(_by_rank(compact, sizes, sum))
        for share in _SHARES:
            yield _narrowed(compact, sizes, share * most)


def _narrowed(picture: Picture, sizes: Sequence[float], room: float) -> Picture:
    """The picture with the nodes of a rank no wider, together, than `room`, or one node in it."""
    ends = picture.ends()
    children: list[set[int]] = [set() for _ in sizes]
    above = [0] * len(sizes)  # how many arrows lead to a node at most: those far from the inputs come first
    for tail, head in sorted(ends, key=lambda arrow: arrow[1]):
        children[tail].add(head)
        above[head] = max(above[head], above[tail] + 1)
    rank: dict[int, int] = {}
    waiting = sorted(range(len(sizes)), key=lambda i: (-above[i], -i))
    for now in range(len(sizes)):
        ready = [i for i in waiting if all(rank.get(child, now) < now for child in children[i])]
        taken = 0.0
        for i in ready:
            if not taken or taken + sizes[i] <= room:
                rank[i], taken = now, taken + sizes[i]
        waiting = [i for i in waiting if i not in rank]
    arrows = [
        replace(arrow, length=rank[tail] - rank[head])
        for arrow, (tail, head) in zip(picture.arrows, ends, strict=True)
    ]  # fmt: skip
    return replace(picture, arrows=tuple(arrows))


def _about_as_wide(picture: Picture, sizes: Sequence[float]) -> tuple[float, float]:
    """About how wide a picture comes to, without Graphviz: from left to right, and from top to bottom."""
    look = picture.look
    labels = [max(widths, default=0.0) + 72 * look.ranksep for widths in _labels_between(picture)]
    downwards = _by_rank(picture, [size + 72 * look.nodesep for size in sizes], sum)
    return sum(_by_rank(picture, sizes, max)) + sum(labels), max(downwards)


def _by_rank(picture: Picture, sizes: Sequence[float], of: Callable[[list[float]], float]) -> list[float]:
    """Their sizes put together, for each rank of the picture."""
    rank = ranks(len(sizes), picture.ends())
    members: list[list[float]] = [[] for _ in range(max(rank) + 1)]
    for i, size in zip(rank, sizes, strict=True):
        members[i].append(size)
    return [of(some) for some in members]


def _labels_between(picture: Picture) -> list[list[float]]:
    """The widths of what stands on the arrows out of each rank but the last."""
    ends = picture.ends()
    rank = ranks(len(picture.boxes), ends)
    widths: list[list[float]] = [[] for _ in range(max(rank))]
    for arrow, (_, head) in zip(picture.arrows, ends, strict=True):
        widths[rank[head]].append(label_width(arrow, picture.look))
    return widths
