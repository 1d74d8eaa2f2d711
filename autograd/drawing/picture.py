"""What a picture says: boxes with lines of text, arrows with lines of text, a legend. How it looks is for others.

Each line stands there twice, as text and as LaTeX, for the formats that can set formulas.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from autograd.drawing.look import ROOMY, Look

#: What a line of text is about: what a node is, the numbers of the way forward, what flows back, and a remark.
NAME, VALUE, GRADIENT, NOTE = "name", "value", "gradient", "note"


@dataclass(frozen=True)
class Line:
    """A line of text, what it is about, and what writes the same as LaTeX, to stand between dollar signs.

    LaTeX is written only when it is asked for: most pictures are not for LaTeX.
    """

    text: str
    about: str
    write_latex: Callable[[], str] = str

    @property
    def latex(self) -> str:
        """The line as LaTeX."""
        return self.write_latex()

    def pieces(self, longest: int) -> list[Line]:
        """The line; in two pieces, broken at an equals sign, if it has more characters than this.

        Either the number at its end is the second piece, or, of "name = formula", the formula if that is short enough.

        >>> [piece.text for piece in Line("∂e/∂b = 5", GRADIENT).pieces(7)]
        ['∂e/∂b =', '5']
        """
        if len(self.text) <= longest:
            return [self]
        broken = str.rpartition if self.about == GRADIENT else str.partition
        _, equals, rest = broken(self.text, " = ")
        if not equals or (self.about != GRADIENT and len(rest) > longest):
            return [self]
        return [
            Line(f"{broken(self.text, ' = ')[0]} =", self.about, lambda: f"{broken(self.latex, ' = ')[0]} ="),
            Line(rest, self.about, lambda: broken(self.latex, " = ")[2]),
        ]


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
    """An edge, from the box `tail` to the box `head`, and what stands on it; how many ranks it spans at least."""

    tail: str
    head: str
    lines: tuple[Line, ...]
    title: str
    stands_out: bool | None = None
    length: int = 1


@dataclass(frozen=True)
class Picture:
    """Boxes and arrows, parents before children; below them a legend and a remark; `rankdir` as Graphviz has it."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    legend: tuple[Line, ...]
    note: str
    rankdir: str
    look: Look = ROOMY

    @property
    def goes_down(self) -> bool:
        """Whether its arrows go down or up, with their text beside them."""
        return self.rankdir in ("TB", "BT")

    def ends(self) -> list[tuple[int, int]]:
        """The arrows by the numbers of their boxes."""
        index = {box.identifier: i for i, box in enumerate(self.boxes)}
        return [(index[arrow.tail], index[arrow.head]) for arrow in self.arrows]
