"""What is painted, at given places: for whoever writes it in some format. In points of 1/72 inch, y upwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from nn.pictures.line_labels import Point

#: A piece of text and its colour; what is in INK is a name, in bold.
Written = tuple[str, str]
#: What stands below a picture, piece by piece.
Caption = Sequence[Written]


class Disc(NamedTuple):
    """A circle with lines of text in it; `style` as Graphviz has it."""

    name: str
    middle: Point
    radius: float
    lines: Sequence[Written]
    style: Mapping[str, str]

    def corners(self) -> Iterator[Point]:
        """Two corners of what it takes up."""
        (x, y), radius = self.middle, self.radius
        yield from ((x - radius, y - radius), (x + radius, y + radius))


class Stroke(NamedTuple):
    """A line between two circles: straight between two points or a Bézier curve by four; with an arrow or not."""

    tail: str
    head: str
    points: Sequence[Point]
    arrow: bool
    style: Mapping[str, str]

    def corners(self) -> Iterator[Point]:
        """Points that it stays between."""
        yield from self.points


class Words(NamedTuple):
    """Lines of text below each other; with an `anchor`, "start" or "end", pieces beside each other."""

    lines: Sequence[Written]
    middle: Point
    width: float
    height: float
    anchor: str | None = None

    def corners(self) -> Iterator[Point]:
        """Two corners of what it takes up."""
        (x, y), across, up = self.middle, self.width / 2, self.height / 2
        yield from ((x - across, y - up), (x + across, y + up))


Shape = Disc | Stroke | Words
