"""An SVG of ours read back: outlines and lines of text, in points from the upper left corner, in the order of painting.

It reads what Graphviz writes and what `Drawing.svg` makes of it, no more: polygons, paths, ellipses, rectangles and
text, below one transformation that scales and moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree import ElementTree

Point = tuple[float, float]

#: How far the handles of a Bézier curve stand from the ends of a quarter of a circle of radius 1.
_QUARTER = 0.5522847498

_NUMBER = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")
_COMMAND = re.compile(r"([MLCZz])([^MLCZz]*)")


class Style(NamedTuple):
    """Colours as SVG has them ("#0b5cad", "white"), or none; the width of the line, its dashes, how opaque it is."""

    fill: str | None
    stroke: str | None
    width: float
    dashes: tuple[float, ...]
    opacity: float


@dataclass(frozen=True)
class Outline:
    """A line, open or closed: a chain of cubic Bézier curves, three points each after the first."""

    points: list[Point]
    closed: bool
    style: Style


@dataclass(frozen=True)
class Text:
    """A line of text: where its start, middle or end stands on the baseline; its size in points."""

    text: str
    at: Point
    anchor: str
    size: float
    bold: bool
    colour: str


@dataclass(frozen=True)
class Page:
    """All that is painted, and the size of the page."""

    width: float
    height: float
    shapes: list[Outline | Text]

    @property
    def characters(self) -> set[str]:
        """All characters that are painted."""
        return {character for shape in self.shapes if isinstance(shape, Text) for character in shape.text}


def read(svg: str) -> Page:
    """The page that an SVG shows.

    >>> page = read(
    ...     '<svg width="40pt" height="20pt" viewBox="0 0 20 10"><g transform="scale(1 1) rotate(0) translate(2 8)">'
    ...     '<text x="1" y="-3" font-size="4" fill="black">e</text></g></svg>'
    ... )
    >>> page.width, page.shapes
    (40.0, [Text(text='e', at=(6.0, 10.0), anchor='start', size=8.0, bold=False, colour='black')])
    """
    root = ElementTree.fromstring(svg)
    width, height = (float(root.attrib[side].removesuffix("pt")) for side in ("width", "height"))
    left, top, wide, _ = map(float, root.attrib["viewBox"].split())
    return Page(width, height, list(_shapes(root, width / wide, (-left, -top))))


def _shapes(element: ElementTree.Element, scale: float, move: Point) -> Iterator[Outline | Text]:
    """What an element and those in it paint; a point of theirs is moved, then scaled."""
    transform = element.get("transform")
    if transform:
        factor, _, _, x, y = map(float, _NUMBER.findall(transform))
        scale, move = scale * factor, (move[0] / factor + x, move[1] / factor + y)

    def place(x: float, y: float) -> Point:
        return (x + move[0]) * scale, (y + move[1]) * scale

    tag, number = element.tag.rpartition("}")[2], _Numbers(element)
    style = _style(element, scale)
    if tag == "polygon":
        corners = [place(*point) for point in _pairs(element.attrib["points"])]
        yield Outline(_straight(corners), True, style)
    elif tag == "path":
        points, closed = _path(element.attrib["d"])
        yield Outline([place(*point) for point in points], closed, style)
    elif tag in ("ellipse", "rect"):
        if tag == "ellipse":
            rx, ry = number["rx"], number["ry"]
            box = (number["cx"] - rx, number["cy"] - ry, number["cx"] + rx, number["cy"] + ry)
        else:
            rx = ry = number["rx"]
            box = (number["x"], number["y"], number["x"] + number["width"], number["y"] + number["height"])
        yield Outline([place(*point) for point in _rounded(*box, rx, ry)], True, style)
    elif tag == "text":
        yield Text(
            "".join(element.itertext()), place(number["x"], number["y"]), element.get("text-anchor", "start"),
            number["font-size"] * scale, element.get("font-weight") == "bold", element.get("fill", "black"),
        )  # fmt: skip
    for child in element:
        yield from _shapes(child, scale, move)


class _Numbers:
    """The attributes of an element as numbers, 0 if there is none."""

    def __init__(self, element: ElementTree.Element) -> None:
        self._attributes = element.attrib

    def __getitem__(self, name: str) -> float:
        return float(self._attributes.get(name, "0"))


def _style(element: ElementTree.Element, scale: float) -> Style:
    def colour(name: str) -> str | None:
        value = element.get(name)
        return None if value in (None, "none", "transparent") else value

    dashes = tuple(float(part) * scale for part in _NUMBER.findall(element.get("stroke-dasharray", "")))
    width = float(element.get("stroke-width", "1")) * scale
    return Style(colour("fill"), colour("stroke"), width, dashes, float(element.get("stroke-opacity", "1")))


def _pairs(numbers: str) -> list[Point]:
    found = [float(number) for number in _NUMBER.findall(numbers)]
    return list(zip(found[::2], found[1::2], strict=True))


def _straight(corners: list[Point]) -> list[Point]:
    """A chain of Bézier curves along straight lines."""
    points = corners[:1]
    for corner in corners[1:]:
        points += [points[-1], corner, corner]
    return points


def _path(commands: str) -> tuple[list[Point], bool]:
    """The chain that a path's commands describe, all of them absolute, and whether it is closed."""
    points: list[Point] = []
    closed = False
    for command, numbers in _COMMAND.findall(commands):
        found = _pairs(numbers)
        if command == "L":
            points = points[:-1] + _straight([points[-1], *found])
        else:
            points += found
        closed = closed or command in "Zz"
    return points, closed


def _rounded(left: float, top: float, right: float, bottom: float, rx: float, ry: float) -> list[Point]:
    """A rectangle with corners of these radii; with radii of half its sides, an ellipse."""
    points: list[Point] = [(right - rx, top)]
    for x, y, comes_along in ((right, top, True), (right, bottom, False), (left, bottom, True), (left, top, False)):
        # From the side before the corner to the one after it: where a quarter begins and ends.
        inward_x, inward_y = (-1 if x == right else 1) * rx, (-1 if y == bottom else 1) * ry
        start = (x + inward_x, y) if comes_along else (x, y + inward_y)
        end = (x, y + inward_y) if comes_along else (x + inward_x, y)
        handles = [(a + _QUARTER * (x - a), b + _QUARTER * (y - b)) for a, b in (start, end)]
        points = [*points[:-1], *_straight([points[-1], start]), *handles, end]
    return [*points[:-1], *_straight([points[-1], points[0]])]
