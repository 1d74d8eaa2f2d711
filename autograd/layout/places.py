"""What a layout is, and the ranks that every layout begins with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

INCH = 72.0

Point = tuple[float, float]
#: A width and a height.
Size = tuple[float, float]
#: The numbers of the nodes that an arrow goes from and to; the second is larger.
Arrow = tuple[int, int]


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


def ranks(count: int, arrows: Sequence[Arrow], lengths: Sequence[int] | None = None) -> list[int]:
    """How far each of so many nodes is from the last: the most arrows on a way there, or the most of their lengths.

    >>> ranks(4, [(0, 2), (1, 2), (0, 3), (2, 3)])
    [2, 2, 1, 0]
    """
    rank = [0] * count
    for (tail, head), length in sorted(zip(arrows, lengths or [1] * len(arrows), strict=True), reverse=True):
        rank[tail] = max(rank[tail], rank[head] + length)
    return rank
