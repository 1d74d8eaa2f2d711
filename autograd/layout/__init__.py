"""Where boxes, arrows and the numbers on them stand, for boxes whose sizes are known: by Graphviz, or without it.

All in points of 1/72 inch, from the upper left corner, y downwards.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograd.errors import DrawingError
from autograd.layout import by_graphviz, in_layers
from autograd.layout.by_graphviz import settings as settings
from autograd.layout.places import Arrow, Box, Curve, Layout, Point, Size
from autograd.layout.places import ranks as ranks

__all__ = ["Arrow", "Box", "Curve", "Layout", "Point", "Size", "lay_out", "ranks", "settings"]


def lay_out(
    sizes: Sequence[Size],
    arrows: Sequence[Arrow],
    labels: Sequence[Size] | None,
    rankdir: str,
    *,
    ranksep: float,
    nodesep: float = 0.35,
    lengths: Sequence[int] | None = None,
) -> Layout:
    """Boxes of these sizes, arrows from one to another (by number), each with room for a label of its size.

    Without `labels` there is none, and the layout is quicker. `ranksep` and `nodesep` as Graphviz has them, in inches;
    `lengths`: how many ranks each arrow spans at least, 1 by default. Where there is no Graphviz, `in_layers` does it.

    >>> found = lay_out([(60.0, 40.0), (60.0, 40.0)], [(0, 1)], [(20.0, 10.0)], "LR", ranksep=0.3)
    >>> found.boxes[0].x < found.curves[0].label[0] < found.boxes[1].x, found.boxes[0].y == found.boxes[1].y
    (True, True)
    """
    try:
        return by_graphviz.lay_out(sizes, arrows, labels, rankdir, ranksep, nodesep, lengths)
    except DrawingError:
        return in_layers.lay_out(sizes, arrows, labels, rankdir, ranksep, nodesep, lengths)
