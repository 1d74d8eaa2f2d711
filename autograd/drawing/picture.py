"""What a picture says: boxes with lines of text, arrows with lines of text, a legend. How it looks is for others.

Each line stands there twice, as text and as LaTeX, for the formats that can set formulas.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

#: What a line of text is about: what a node is, the numbers of the way forward, what flows back, and a remark.
NAME, VALUE, GRADIENT, NOTE = "name", "value", "gradient", "note"


class Line(NamedTuple):
    """A line of text, the same as LaTeX (to stand between dollar signs), and what it is about."""

    text: str
    latex: str
    about: str


@dataclass(frozen=True)
class Box:
    """A node: its identifier, what stands in it, what a browser says of it, whether it is an input, or the output.

    `stands_out`: whether it is on the path that is highlighted; None if there is no such path.
    """

    identifier: str
    lines: tuple[Line, ...]
    title: str
    is_input: bool = False
    is_output: bool = False
    stands_out: bool | None = None


@dataclass(frozen=True)
class Arrow:
    """An edge, from the box `tail` to the box `head`, and what stands on it."""

    tail: str
    head: str
    lines: tuple[Line, ...]
    title: str
    stands_out: bool | None = None


@dataclass(frozen=True)
class Picture:
    """Boxes and arrows, parents before children; below them a legend and a remark; `rankdir` as Graphviz has it."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    legend: tuple[Line, ...]
    note: str
    rankdir: str
