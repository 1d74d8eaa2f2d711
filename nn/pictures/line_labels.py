"""Places for texts beside lines, where they hide no line, no other text and no circle."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

Point = tuple[float, float]
Line = tuple[Point, Point]
#: A circle: its middle and its radius.
Disc = tuple[Point, float]

#: How far along its line a text may stand, best first: nearer to where the line begins, as lines cross in the middle.
_ALONG = sorted((round(0.2 + 0.03 * step, 2) for step in range(21)), key=lambda along: abs(along - 0.35))
#: The same, above the line and below it.
_PLACES = [(along, side) for along in _ALONG for side in (1, -1)]
#: How much room there may be around the texts if they stand in a column, best first; and if they do not.
_MARGINS, _MARGIN = (12.0, 8.0, 5.0), 3.0
#: How much farther from other lines a text is than that, at least.
_CLEAR = 7.0
#: To know whether anything is hidden, and not how much.
_ANY = math.ulp(0.0)
#: Between a text and its line.
_GAP = 3.0
#: Where all texts are before they are moved one by one, and how often each that hides something is moved.
_STARTS, _ROUNDS = (0.35, 0.25, 0.5, 0.65), 2


class Text(NamedTuple):
    """A text beside a line, and its size.

    >>> text = Text(((0, 0), (100, 0)), width=30, height=12)
    >>> text.at(0.25), text.middle(0.25)
    ((25.0, 0.0), (25.0, 9.0))
    """

    line: Line
    width: float
    height: float

    def at(self, along: float) -> Point:
        """The point so far along the line: 0 where it begins, 1 where it ends."""
        (x0, y0), (x1, y1) = self.line
        return x0 + along * (x1 - x0), y0 + along * (y1 - y0)

    def middle(self, along: float, side: int = 1) -> Point:
        """Its middle, if it stands above that point (or below: -1), as near to the line as it can without touching."""
        (x0, y0), (x1, y1) = self.line
        length = math.dist(*self.line)
        across, up = -(y1 - y0) / length, (x1 - x0) / length  # at right angles to the line; lines go to the right
        far = side * (abs(across) * self.width / 2 + abs(up) * self.height / 2 + _GAP)
        x, y = self.at(along)
        return x + far * across, y + far * up


class _Box(NamedTuple):
    left: float
    bottom: float
    right: float
    top: float


def in_a_column(texts: Sequence[Text], lines: Sequence[Line], discs: Sequence[Disc]) -> list[Point] | None:
    """The middles of the texts, above their lines and all equally far along, or None if some then hide something.

    `lines` and `discs` are all that may not be hidden; the lines of the texts are among them. A text is as near to its
    own line as it may be, however much room there is to be around it.

    >>> first, second = ((0, 0), (100, 0)), ((0, 80), (100, 80))
    >>> in_a_column([Text(first, 10, 10), Text(second, 10, 10)], [first, second], discs=[])
    [(35.0, 8.0), (35.0, 88.0)]
    >>> in_a_column([Text(first, 10, 90), Text(second, 10, 90)], [first, second], discs=[])
    """
    for margin in _MARGINS:
        for along in _ALONG:
            boxes = [_box(text, along, 1, margin) for text in texts]
            if not any(_hidden(i, boxes, texts, lines, discs, enough=_ANY) for i in range(len(texts))):
                return [text.middle(along) for text in texts]
    return None


def wherever_free(texts: Sequence[Text], lines: Sequence[Line], discs: Sequence[Disc]) -> list[Point] | None:
    """The same, with each text in a place of its own, above or below its line.

    >>> first, second = ((0, 0), (100, 0)), ((0, 40), (100, 40))
    >>> wherever_free([Text(first, 20, 20), Text(second, 20, 20)], [first, second], discs=[((35, 0), 20)])
    [(68.0, 13.0), (35.0, 53.0)]
    """
    for start in _STARTS:
        chosen = [(start, 1)] * len(texts)
        boxes = [_box(text, start, 1, _MARGIN) for text in texts]
        for _ in range(_ROUNDS):
            hiding = False
            for i, text in enumerate(texts):
                least = _hidden(i, boxes, texts, lines, discs)
                for place in _PLACES:
                    if not least:
                        break
                    before, boxes[i] = boxes[i], _box(text, *place, _MARGIN)
                    hidden = _hidden(i, boxes, texts, lines, discs, enough=least)
                    if hidden < least:
                        least, chosen[i] = hidden, place
                    else:
                        boxes[i] = before
                hiding = hiding or least > 0
            if not hiding:
                return [text.middle(*place) for text, place in zip(texts, chosen, strict=True)]
    return None


def _hidden(
    i: int,
    boxes: Sequence[_Box],
    texts: Sequence[Text],
    lines: Sequence[Line],
    discs: Sequence[Disc],
    enough: float = math.inf,
) -> float:
    """How much text `i`, in its box, hides of everything else, as a length; if that is `enough`, perhaps not all."""
    box, own = boxes[i], texts[i].line
    # A text as near to another line as to its own could belong to either.
    wide = _Box(box.left - _CLEAR, box.bottom - _CLEAR, box.right + _CLEAR, box.top + _CLEAR)
    of_lines = of_texts = of_discs = 0.0
    for line in lines:
        if line is not own:
            of_lines += _inside(line, wide)
            if of_lines >= enough:
                return of_lines
    for j, other in enumerate(boxes):
        if j != i:
            of_texts += _overlap(box, other)
    if of_lines + of_texts >= enough:
        return of_lines + of_texts
    for middle, radius in discs:
        of_discs += max(0.0, radius - _distance(middle, box))
    return of_lines + of_texts + of_discs


def _box(text: Text, along: float, side: int, margin: float) -> _Box:
    x, y = text.middle(along, side)
    across, up = (text.width + margin) / 2, (text.height + margin) / 2
    return _Box(x - across, y - up, x + across, y + up)


def _inside(line: Line, box: _Box) -> float:
    """The length of the line inside the box, by clipping (Liang and Barsky 1984)."""
    (x0, y0), (x1, y1) = line
    if x1 < box.left or x0 > box.right or (y0 > box.top and y1 > box.top) or (y0 < box.bottom and y1 < box.bottom):
        return 0.0  # most lines are far away; they go to the right
    first, last = 0.0, 1.0
    for start, way, low, high in ((x0, x1 - x0, box.left, box.right), (y0, y1 - y0, box.bottom, box.top)):
        if way:
            near, far = (low - start) / way, (high - start) / way
            first, last = max(first, min(near, far)), min(last, max(near, far))
            if first >= last:
                return 0.0
        elif not low < start < high:
            return 0.0
    return (last - first) * math.dist(*line)


def _overlap(box: _Box, other: _Box) -> float:
    """How far one box would have to move to leave the other free."""
    if box.right < other.left or other.right < box.left:
        return 0.0
    across = min(box.right, other.right) - max(box.left, other.left)
    up = min(box.top, other.top) - max(box.bottom, other.bottom)
    return max(0.0, min(across, up))


def _distance(point: Point, box: _Box) -> float:
    x, y = point
    return math.hypot(max(box.left - x, 0.0, x - box.right), max(box.bottom - y, 0.0, y - box.top))
