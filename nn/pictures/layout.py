"""Where the circles of a network stand, and where on its edges the numbers: geometry only, in points of 1/72 inch.

Circles stand in columns, one for each layer, centred on the height 0; y goes upwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from nn.pictures.line_labels import Disc, Line, Point, Text, in_a_column, wherever_free

#: The most neurons in a column of circles with text in them.
TEXT_ROWS = 10

_RADIUS, _ROW, _COLUMN = 42.0, 100.0, 240.0  # of circles with text
_TIGHT_COLUMN = 165.0  # without text between the columns
_SMALL_RADIUS, _SMALL_ROW, _SMALL_COLUMN = 9.0, 28.0, 200.0  # of circles without
_TIGHTEST_ROW, _HEIGHT = 6.0, 600.0  # of these: rows draw together where a column would be higher than that
#: Distances of rows and columns at which the texts may find room on the edges, smallest first.
_ROOMS = (
    (112.0, 260.0),
    (124.0, 285.0),
    (138.0, 310.0),
    (152.0, 335.0),
    (168.0, 360.0),
    (190.0, 400.0),
    (225.0, 460.0),
    (260.0, 520.0),
)
#: The most edges between two columns for which room is looked for.
_MOST_TEXTS = 24


class Circle(NamedTuple):
    """A neuron, by its layer (0: the inputs) and its place in it; one place below the last, the bias of the next."""

    column: int
    row: int


class Wire(NamedTuple):
    """An edge between circles of neighbouring columns, and the size of the text on it: 0 for none."""

    tail: Circle
    head: Circle
    width: float = 0.0
    height: float = 0.0


#: A skip connection.
Skip = tuple[Circle, Circle]


class Layout:
    """Where everything stands.

    - `sizes`: how many neurons each column has, inputs first.
    - `row`, `column`: the distances of rows and of columns. Small circles are closer together in a high column.
    - `text`: whether circles are large enough for text.

    >>> layout = Layout([2, 1], row=100.0, column=240.0, text=True)
    >>> layout.at(Circle(0, 0)), layout.at(Circle(0, 1)), layout.at(Circle(1, 0)), layout.radius(1)
    ((0.0, 50.0), (0.0, -50.0), (240.0, 0.0), 42.0)
    """

    def __init__(self, sizes: Sequence[int], row: float, column: float, text: bool, skips: Sequence[Skip] = ()) -> None:
        self.sizes, self.column, self.text, self.skips = list(sizes), column, text, list(skips)
        self.rows = [row if text else min(row, max(_TIGHTEST_ROW, _HEIGHT / size)) for size in sizes]
        #: Where the text of a wire stands, for those that have one.
        self.labels: dict[Wire, Point] = {}

    def at(self, circle: Circle) -> Point:
        """The middle of a circle."""
        column, row = circle
        return column * self.column, ((self.sizes[column] - 1) / 2 - row) * self.rows[column]

    def radius(self, column: int) -> float:
        """The radius of the circles in a column."""
        return _RADIUS if self.text else min(_SMALL_RADIUS, 0.4 * self.rows[column])

    def arc(self, tail: Circle, head: Circle) -> list[Point]:
        """The four control points of a Bézier curve from above one circle to above another."""
        (x0, y0), (x1, y1) = self.at(tail), self.at(head)
        y0, y1 = y0 + self.radius(tail.column), y1 + self.radius(head.column)
        over = max(y0, y1) + 0.6 * (self.rows[head.column] - self.radius(head.column))
        return [(x0, y0), (x0 + 0.2 * (x1 - x0), over), (x1, over), (x1, y1)]

    @property
    def width(self) -> float:
        """From the left of the first column to the right of the last."""
        return (len(self.sizes) - 1) * self.column + self.radius(0) + self.radius(len(self.sizes) - 1)

    @property
    def top(self) -> float:
        """The height of what is highest."""
        circles = [self.at(Circle(column, 0))[1] + self.radius(column) for column in range(len(self.sizes))]
        return max([*circles, *(y for skip in self.skips for line in _pieces(self.arc(*skip)) for _, y in line)])

    def line(self, wire: Wire) -> Line:
        """From the middle of a circle to the middle of another."""
        return self.at(wire.tail), self.at(wire.head)


def lay_out(
    sizes: Sequence[int],
    wires: Sequence[Sequence[Wire]],
    skips: Sequence[Skip] = (),
    *,
    texts: bool | None = None,
    tight: bool = False,
) -> Layout:
    """The layout of columns of these sizes, with these wires from each column to the next.

    `texts`: whether the texts of the wires get places; None: if there is a place for each where it hides nothing.
    `tight`: whether room is short, so that less of it is better than texts in columns.

    >>> wire = Wire(Circle(0, 0), Circle(1, 0), width=40, height=28)
    >>> layout = lay_out([1, 1], [[wire]])
    >>> layout.labels[wire]
    (91.0, 17.0)
    """
    if max(sizes) > TEXT_ROWS and not texts:
        highest = min(_HEIGHT, max(sizes) * _SMALL_ROW)
        return Layout(sizes, _SMALL_ROW, max(_SMALL_COLUMN, 0.45 * highest), False, skips)
    if texts is not False and max(map(len, wires)) <= _MOST_TEXTS:
        searches = (in_a_column, wherever_free)
        tries = [(search, room) for search in searches for room in _ROOMS]  # texts in columns are easier to read
        for search, (row, column) in sorted(tries, key=lambda trial: trial[1]) if tight else tries:
            layout = Layout(sizes, row, column, True, skips)
            if _gives_places(layout, wires, search):
                return layout
    row, column = _ROOMS[-1] if texts else (_ROW, max(_TIGHT_COLUMN if tight else _COLUMN, 0.4 * _ROW * max(sizes)))
    layout = Layout(sizes, row, column, True, skips)
    if texts:
        written = [wire for between in wires for wire in between if wire.width]
        layout.labels = {wire: Text(layout.line(wire), wire.width, wire.height).middle(0.35) for wire in written}
    return layout


#: Finds the middles of texts among lines and circles: one of those in `line_labels`.
Search = Callable[[Sequence[Text], Sequence[Line], Sequence[Disc]], "list[Point] | None"]


def _gives_places(layout: Layout, wires: Sequence[Sequence[Wire]], search: Search) -> bool:
    """Give every text a place where it hides nothing; False if there is none for one of them."""
    arcs = [line for skip in layout.skips for line in _pieces(layout.arc(*skip))]
    for between in wires:
        lines = {wire: layout.line(wire) for wire in between}
        written = [wire for wire in between if wire.width]
        circles = {circle for wire in between for circle in wire[:2]}
        found = search(
            [Text(lines[wire], wire.width, wire.height) for wire in written],
            [*lines.values(), *arcs],
            [(layout.at(circle), layout.radius(circle.column)) for circle in circles],
        )
        if found is None:
            return False
        layout.labels |= dict(zip(written, found, strict=True))
    return True


def _pieces(corners: Sequence[Point]) -> Iterator[Line]:
    """A Bézier curve as straight lines."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners

    def point(t: float) -> Point:
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        return a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3

    yield from pairwise(point(step / 12) for step in range(13))
