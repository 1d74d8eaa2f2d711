"""A number of the page, and what became of it: what the reading hands to whoever prints it."""

from __future__ import annotations

from dataclasses import dataclass

from autograd.language import template
from autograd.reader.passage import Passage

#: The verdict on a number that nothing on the page says how to compute; the others are those of the auditor.
NOT_UNDERSTOOD = template("not understood")
#: What a verdict comes from: the number's own chain, numbers printed before, the graph of the page's formulas.
ARITHMETIC, CARRIED, GRAPH = "arithmetic", "carried", "graph"


@dataclass(frozen=True)
class Number:
    """A printed number: `passage.text[start:end]`, its digits in one notation, what it should be, the verdict, what
    that comes from, and the sentence that says why."""

    passage: Passage
    start: int
    end: int
    printed: str
    exact: float | None
    verdict: str
    by: str = ""
    sentence: str = ""

    @property
    def line(self) -> int:
        """The line of the file, counted from 1."""
        return self.passage.line(self.start)
