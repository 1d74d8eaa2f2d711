"""Where boxes, arrows and the numbers on them stand: from left to right, and from top to bottom.

Which of the two fills a screen better is for the page to say: it knows the screen. Pixels count from the upper left
corner, y downwards.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from autograd.layout import Box, lay_out

#: The height of a number on an arrow.
_NUMBER = 18.0
#: The grid in which a free place is looked for.
_CELL = 6.0
#: How far along a curve, the middle first.
_TRIED = [0.5, *(0.5 + way * step / 60 for step in range(1, 29) for way in (-1, 1))]
#: Up to so many arrows each number gets a place of its own; beyond, finding those would take Graphviz minutes.
_ROOMY = 150


class Route(NamedTuple):
    """An arrow: its path in SVG, and where its number stands, beginning `beside` the arrow or centred on that point."""

    path: str
    x: float
    y: float
    beside: bool


class Layout(NamedTuple):
    """Width, height, a box for each node and a route for each arrow."""

    width: float
    height: float
    boxes: list[Box]
    routes: list[Route]


def layouts(
    sizes: Sequence[tuple[float, float]], arrows: Sequence[tuple[int, int]], number_widths: Sequence[float]
) -> tuple[Layout, Layout]:
    """From left to right, and from top to bottom.

    `sizes` are the widths and heights of the nodes, `arrows` pairs of their numbers, from and to, `number_widths` the
    room that each arrow's number takes.

    >>> across, down = layouts([(60.0, 40.0), (60.0, 40.0)], [(0, 1)], [20.0])
    >>> across.boxes[0].x < across.boxes[1].x, across.boxes[0].y == across.boxes[1].y
    (True, True)
    >>> down.boxes[0].x == down.boxes[1].x, down.boxes[0].y < down.boxes[1].y
    (True, True)
    """
    return _laid_out(sizes, arrows, number_widths, "LR"), _laid_out(sizes, arrows, number_widths, "TB")


def _laid_out(
    sizes: Sequence[tuple[float, float]],
    arrows: Sequence[tuple[int, int]],
    number_widths: Sequence[float],
    rankdir: str,
) -> Layout:
    roomy, downwards = len(arrows) <= _ROOMY, rankdir == "TB"
    labels = [(width, _NUMBER) for width in number_widths] if roomy else None
    ranksep = (0.25 if downwards else 0.3) if roomy else (0.95 if downwards else 2.0)
    found = lay_out(sizes, arrows, labels, rankdir, ranksep=ranksep)
    boxes = [Box(*(round(number, 1) for number in box)) for box in found.boxes]
    taken = {cell for box in boxes for cell in _cells(box.x, box.y, box.width, box.height)} if not roomy else set()
    routes = []
    for curve, width in zip(found.curves, number_widths, strict=True):
        if curve.label is not None:
            place = (curve.label[0] - (width / 2 - 4) * downwards, curve.label[1])
        else:
            place = _free_place(curve.points, width, taken)
        start, *rest = (f"{x:.1f},{y:.1f}" for x, y in curve.points)
        path = f"M{start}C{' '.join(rest)}"
        routes.append(Route(path, round(place[0], 1), round(place[1] + 4, 1), roomy and downwards))
    return Layout(round(found.width, 1), round(found.height, 1), boxes, routes)


def _cells(x: float, y: float, width: float, height: float) -> list[tuple[int, int]]:
    """The cells of a grid that a rectangle around this point touches."""
    left, top = int((x - width / 2) // _CELL), int((y - height / 2) // _CELL)
    right, bottom = int((x + width / 2) // _CELL), int((y + height / 2) // _CELL)
    return [(i, j) for i in range(left, right + 1) for j in range(top, bottom + 1)]


def _free_place(
    points: Sequence[tuple[float, float]], number_width: float, taken: set[tuple[int, int]]
) -> tuple[float, float]:
    """A point on the curve where the number meets no box and no other number; where it meets least, if none is free."""
    found: tuple[float, float] = points[0]
    least = math.inf
    for x, y in (_point(points, at) for at in _TRIED):
        met = len(taken.intersection(_cells(x, y, number_width, _NUMBER)))
        if met < least:
            found, least = (x, y), met
        if not met:
            break
    taken.update(_cells(*found, number_width, _NUMBER))
    return found


def _point(points: Sequence[tuple[float, float]], at: float) -> tuple[float, float]:
    """The point of a chain of cubic Bézier curves, three points each after the first, `at` 0 to 1 of the way."""
    count = (len(points) - 1) // 3
    piece = min(int(at * count), count - 1)
    t = at * count - piece
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    four = points[3 * piece : 3 * piece + 4]
    x, y = (sum(weight * point[axis] for weight, point in zip(weights, four, strict=True)) for axis in (0, 1))
    return x, y
