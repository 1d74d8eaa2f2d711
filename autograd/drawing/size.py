"""A picture of a given width: how long that is, and what to leave out where its letters are too small there.

Lengths are in points of 1/72 inch, as everything Graphviz says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from autograd.drawing.arrangement import LEGIBLE, Fit
from autograd.drawing.detail import View
from autograd.errors import DrawingError
from autograd.graph import Graph
from autograd.language import say
from autograd.notation import counted, number, quoted, shown
from autograd.value import Value

_UNITS = {"cm": 72 / 2.54, "mm": 7.2 / 2.54, "in": 72.0, "px": 0.75, "pt": 1.0}
#: What a picture may measure: less is no picture, and a PDF of more cannot be shown.
_LEAST, _MOST = 36.0, 14400.0
#: The most results of which a warning asks how large they are.
_LOOKED_AT = 100


@dataclass(frozen=True)
class Length:
    """A length as it was written, and in points. Of a screen's pixels, an inch has 96."""

    written: str
    points: float

    @classmethod
    def read(cls, text: object) -> Length:
        """A length such as "12cm". Raises `DrawingError` for anything else.

        >>> Length.read("4 in").points, round(Length.read("12cm").points, 1), Length.read("400px").points
        (288.0, 340.2, 300.0)
        """
        match = re.fullmatch(r"\s*(\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})\s*(cm|mm|in|px|pt)\s*", str(text), re.ASCII)
        if not isinstance(text, str) or not match:
            raise DrawingError(
                say("width is a length in cm, mm, in, px or pt, such as '12cm', not {text}", text=quoted(text))
            )
        points = float(match[1]) * _UNITS[match[2]]
        if not _LEAST <= points <= _MOST:
            raise DrawingError(say("width {text}: a picture is between 0.5in and 200in wide", text=quoted(text)))
        return cls("".join(text.split()), points)

    @property
    def in_pixels(self) -> bool:
        """Whether it was given in pixels."""
        return self.written.endswith("px")


def too_small(fit: Fit, width: Length, view: View, graph: Graph, collapsed: Fit) -> str:
    """What to leave out of a picture whose letters are too small, by name and number.

    `collapsed` is the same with one node for each name: of use only if its letters are larger.
    """
    ways = []
    if collapsed.letters > 1.02 * fit.letters:
        ways.append(
            say(
                'detail="neuron" ({nodes} instead of {now:,}, letters of {letters} points)',
                nodes=counted(len(collapsed.picture.boxes), "node"),
                now=len(view.nodes),
                letters=number(collapsed.letters, 2),
            )
        )
    part = _part(view, graph)
    if part is not None:
        ways.append(say("a part of it, such as that of {name}", name=shown(graph.names[part])))
    return small_letters(width, fit.letters, ways)


def small_letters(width: Length, letters: float, ways: Sequence[str]) -> str:
    """What a warning says of letters of this size, in points, and what to do about them.

    >>> small_letters(Length.read("12cm"), 6.0, ["it in part"])
    'at 12cm, the smallest letters of this picture are 6 points high, less than 8: draw it in part, or a width of 16cm'
    """
    least = say("a width of {width}", width=f"{number(-(-width.points * LEGIBLE / letters // _UNITS['cm']))}cm")
    proposal, *others = [*ways, least]
    for other in others:
        proposal = say("{one}, or {other}", one=proposal, other=other)
    return say(
        "at {width}, the smallest letters of this picture are {letters} points high, less than 8: {advice}",
        width=width.written,
        letters=number(letters, 2),
        advice=say("draw {proposal}" if ways else "give it {proposal}", proposal=proposal),
    )


def _part(view: View, graph: Graph) -> Value | None:
    """The result with the largest graph of its own that is at most half of the whole."""
    below: dict[Value, int] = {}
    results = [node for node in view.nodes if node.parents and node is not graph.output]
    for node in sorted(results, key=lambda node: not node.label)[:_LOOKED_AT]:
        below[node] = len(Graph(node).nodes)
    fitting = [node for node, size in below.items() if size <= len(graph.nodes) / 2]
    return max(fitting, key=lambda node: (bool(node.label), below[node]), default=None)
