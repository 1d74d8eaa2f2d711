"""Where boxes, arrows and the numbers on them stand: a layout by Graphviz of boxes whose sizes are known.

All in points of 1/72 inch, from the upper left corner, y downwards.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from autograd.render import render

_INCH = 72.0
#: How many ranks all arrows together may span, each at least one, before Graphviz's usual care takes it more than about
#: a second. Of an arrow with a label it doubles them.
_SPANNED = 2000
#: Graphviz then looks for fewer crossings less often, gives up sooner on shorter arrows, and draws them straight:
#: seconds instead of minutes for 5,000 arrows, or 800 that all run across the picture.
_QUICK = {"splines": "line", "mclimit": "0.2", "nslimit": "0.5", "nslimit1": "0.5"}

Point = tuple[float, float]
#: A width and a height.
Size = tuple[float, float]


class Box(NamedTuple):
    """A node: its centre, its width and height."""

    x: float
    y: float
    width: float
    height: float


class Curve(NamedTuple):
    """An arrow: a chain of cubic Bézier curves, three points each after the first; and the middle of its label."""

    points: list[Point]
    label: Point | None


class Layout(NamedTuple):
    """Width, height, a box for each node and a curve for each arrow."""

    width: float
    height: float
    boxes: list[Box]
    curves: list[Curve]


def ranks(count: int, arrows: Sequence[tuple[int, int]]) -> list[int]:
    """How far each of so many nodes is from the last: the most arrows on a way there. An arrow goes to a larger number.

    >>> ranks(4, [(0, 2), (1, 2), (0, 3), (2, 3)])
    [2, 2, 1, 0]
    """
    rank = [0] * count
    for tail, head in sorted(arrows, reverse=True):
        rank[tail] = max(rank[tail], rank[head] + 1)
    return rank


def settings(count: int, arrows: Sequence[tuple[int, int]]) -> dict[str, str]:
    """What Graphviz needs to be told for so many nodes and these arrows: nothing, unless it would take too long."""
    rank = ranks(count, arrows)
    return _QUICK if sum(rank[tail] - rank[head] for tail, head in arrows) > _SPANNED else {}


def lay_out(
    sizes: Sequence[Size],
    arrows: Sequence[tuple[int, int]],
    labels: Sequence[Size] | None,
    rankdir: str,
    *,
    ranksep: float,
    nodesep: float = 0.35,
    lengths: Sequence[int] | None = None,
) -> Layout:
    """Boxes of these sizes, arrows from one to another (by number), each with room for a label of its size.

    Without `labels` there is none, and the layout is quicker. `ranksep` and `nodesep` as Graphviz has them, in inches;
    `lengths`: how many ranks each arrow spans at least, 1 by default.

    >>> found = lay_out([(60.0, 40.0), (60.0, 40.0)], [(0, 1)], [(20.0, 10.0)], "LR", ranksep=0.3)
    >>> found.boxes[0].x < found.curves[0].label[0] < found.boxes[1].x, found.boxes[0].y == found.boxes[1].y
    (True, True)
    """
    lines = [
        f'digraph {{ rankdir={rankdir}; nodesep={nodesep}; node [shape=box, fixedsize=true, label=""]',
        f"ranksep={ranksep}" + ("" if labels is not None else "; nslimit=1"),
        *(f"{name}={value}" for name, value in settings(len(sizes), arrows).items()),
    ]
    lines += [
        f"n{i} [width={width / _INCH:.3f}, height={height / _INCH:.3f}]" for i, (width, height) in enumerate(sizes)
    ]
    for i, (tail, head) in enumerate(arrows):
        room = f", label={_room(*labels[i])}" if labels is not None else ""
        length = f", minlen={lengths[i]}" if lengths is not None and lengths[i] > 1 else ""
        lines.append(f"n{tail} -> n{head} [arrowhead=none{room}{length}]")
    return _read(render("\n".join([*lines, "}"]), "plain").decode(), len(sizes), arrows, labels is not None)


def _room(width: float, height: float) -> str:
    size = f'FIXEDSIZE="TRUE" WIDTH="{width:.0f}" HEIGHT="{height:.0f}"'
    return f'<<TABLE BORDER="0" {size}><TR><TD></TD></TR></TABLE>>'


def _read(plain: str, count: int, arrows: Sequence[tuple[int, int]], labelled: bool) -> Layout:
    width = height = 0.0
    boxes: dict[int, Box] = {}
    found: dict[tuple[int, int], deque[Curve]] = {}
    for line in plain.splitlines():
        words = line.split()
        if words[0] == "graph":
            width, height = (float(word) * _INCH for word in words[2:4])
        elif words[0] == "node":
            x, y, wide, high = (float(word) * _INCH for word in words[2:6])
            boxes[int(words[1][1:])] = Box(x, height - y, wide, high)
        elif words[0] == "edge":
            numbers = [float(word) * _INCH for word in words[4 : 4 + 2 * int(words[3])]]
            points = [(x, height - y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
            label = None
            if labelled:
                x, y = (float(word) * _INCH for word in words[-4:-2])
                label = (x, height - y)
            found.setdefault((int(words[1][1:]), int(words[2][1:])), deque()).append(Curve(points, label))
    curves = [found[arrow].popleft() for arrow in arrows]
    return Layout(width, height, [boxes[i] for i in range(count)], curves)
