"""Where boxes, arrows and the numbers on them stand on a page: whichever layout fills a screen better.

Pixels count from the upper left corner, y downwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from autograd.layout import Box, lay_out

#: The picture's share of a screen: what a layout should fill.
_SCREEN = (950.0, 620.0)
#: A scale beyond which a picture is large enough, so that it may as well go from left to right.
_LARGE = 1.2
#: The height of a number on an arrow.
_NUMBER = 18.0
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


def layout(sizes: Sequence[tuple[float, float]], arrows: Sequence[tuple[int, int]], number_width: float) -> Layout:
    """From left to right, or from top to bottom where that makes the picture larger on a screen.

    `sizes` are the widths and heights of the nodes, `arrows` pairs of their numbers, from and to.

    >>> found = layout([(60.0, 40.0), (60.0, 40.0)], [(0, 1)], 20.0)
    >>> found.boxes[0].x < found.boxes[1].x, found.boxes[0].y == found.boxes[1].y
    (True, True)
    """
    layouts = [_laid_out(sizes, arrows, number_width, rankdir) for rankdir in ("LR", "TB")]
    return max(layouts, key=lambda found: min(_SCREEN[0] / found.width, _SCREEN[1] / found.height, _LARGE))


def _laid_out(
    sizes: Sequence[tuple[float, float]], arrows: Sequence[tuple[int, int]], number_width: float, rankdir: str
) -> Layout:
    roomy, downwards = len(arrows) <= _ROOMY, rankdir == "TB"
    labels = [(number_width, _NUMBER)] * len(arrows) if roomy else None
    ranksep = (0.25 if downwards else 0.3) if roomy else (0.6 if downwards else 0.85)
    found = lay_out(sizes, arrows, labels, rankdir, ranksep=ranksep)
    boxes = [Box(*(round(number, 1) for number in box)) for box in found.boxes]
    taken: set[tuple[int, int]] = set()
    routes = []
    for curve in found.curves:
        if curve.label is not None:
            place = (curve.label[0] - (number_width / 2 - 4) * downwards, curve.label[1])
        else:
            place = _free_place(curve.points, number_width, taken)
        start, *rest = (f"{x:.1f},{y:.1f}" for x, y in curve.points)
        path = f"M{start}C{' '.join(rest)}"
        routes.append(Route(path, round(place[0], 1), round(place[1] + 4, 1), roomy and downwards))
    return Layout(round(found.width, 1), round(found.height, 1), boxes, routes)


def _free_place(
    points: Sequence[tuple[float, float]], number_width: float, taken: set[tuple[int, int]]
) -> tuple[float, float]:
    """A point on the curve where no other number stands, if one of a few tried is free."""
    places = [_point(points, at) for at in (0.5, 0.35, 0.65, 0.2, 0.8)]
    cells = [(int(x // number_width), int(y // _NUMBER)) for x, y in places]
    chosen = next((i for i, cell in enumerate(cells) if cell not in taken), 0)
    taken.add(cells[chosen])
    return places[chosen]


def _point(points: Sequence[tuple[float, float]], at: float) -> tuple[float, float]:
    """The point of a chain of cubic Bézier curves, three points each after the first, `at` 0 to 1 of the way."""
    count = (len(points) - 1) // 3
    piece = min(int(at * count), count - 1)
    t = at * count - piece
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    four = points[3 * piece : 3 * piece + 4]
    x, y = (sum(weight * point[axis] for weight, point in zip(weights, four, strict=True)) for axis in (0, 1))
    return x, y
