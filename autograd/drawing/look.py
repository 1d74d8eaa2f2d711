"""How large the letters are, how long the lines, how far apart the parts of a picture: roomy, or compact.

Compact, all letters have one size: where a picture has to fit a width, its smallest letters decide what can be read.
"""

from __future__ import annotations

from typing import NamedTuple


class Look(NamedTuple):
    """Sizes of letters in nodes, on edges and below; the most characters in a line; distances as Graphviz has them."""

    node_size: int
    edge_size: int
    caption_size: int
    longest_line: int
    longest_on_edge: int
    nodesep: float
    ranksep: float
    margin: str
    pad: float

    @property
    def smallest(self) -> int:
        """The size of the smallest letters."""
        return min(self[:3])


ROOMY = Look(13, 11, 10, 40, 40, 0.3, 0.5, "0.12,0.07", 0.25)
COMPACT = Look(11, 11, 11, 14, 8, 0.05, 0.3, "0.06,0.055", 0.08)
