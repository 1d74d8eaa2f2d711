"""What every walkthrough consists of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograd import (
    Drawing,
    ExpressionError,
    Report,
    Value,
    count_paths,
    draw,
    names,
    paths,
    read_sheet,
    topological_order,
    write_path,
)
from autograd.language import language, say
from autograd.language.widths import columns


@dataclass(frozen=True)
class Walkthrough:
    """A worked example: `name` on the command line, `about` in one line, its `graph`, and its story line by line.

    `about` is kept in English, for `say`; the story is told in the language in force.

    `sheets` are the files beside this one with what its document prints, for the audit.
    """

    name: str
    about: str
    graph: Callable[[], Value]
    tell: Callable[[], Iterator[str]]
    sheets: tuple[str, ...] = ()

    @property
    def audits(self) -> list[Report]:
        """The audit of what the document prints, in the language in force."""
        return _audits(self.sheets, language())

    def sheet_path(self) -> Path:
        """The file of its first sheet. Raises `ExpressionError` if it has none."""
        if not self.sheets:
            raise ExpressionError(say("the walkthrough {name} has no sheet: write one, a .toml", name=self.name))
        return Path(__file__).with_name(self.sheets[0])

    def draw(self) -> Drawing:
        """The graph with values, gradients and the local partial on every edge."""
        return draw(self.graph(), gradients=True)

    def lines(self) -> Iterator[str]:
        """The story, and the audit of the document at its end."""
        yield from self.tell()
        for report in self.audits:
            yield from section(say("What the document prints, audited"))
            yield from str(report).splitlines()

    def __str__(self) -> str:
        return "\n".join(self.lines())


@cache
def _audits(sheets: tuple[str, ...], lang: str) -> list[Report]:
    """The audits of these sheets, told in that language."""
    return [read_sheet(Path(__file__).with_name(sheet)).audit(lang=lang) for sheet in sheets]


def title(text: str) -> Iterator[str]:
    """A headline."""
    yield text
    yield "=" * columns(text)


def section(text: str) -> Iterator[str]:
    """A headline inside a story."""
    yield ""
    yield text
    yield "-" * columns(text)


def matrix_lines(matrix: Iterable[Iterable[float]]) -> Iterator[str]:
    """A matrix, a line for each row, its columns aligned; works for lists and arrays."""
    rows = [[number(float(entry)) for entry in row] for row in matrix]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "    " + "  ".join(f"{entry:>{width}}" for entry, width in zip(row, widths, strict=True))


def number(x: float, digits: int = 6) -> str:
    """A number as on paper, -0 as 0."""
    return f"{x + 0.0:.{digits}g}"


def path_lines(output: Value, start: Value, digits: int = 6) -> Iterator[str]:
    """Each path from `start` to `output`: its nodes by label, the product of its partials; and the sum of them all."""
    called = names(topological_order(output))
    total = 0.0
    for path in paths(output, start):
        total += path.product
        yield f"  {write_path(path, called, digits)}"
    if count_paths(output, start) > 1:
        written = f"{total:.{digits}g}"
        yield say("  sum over {count} paths = {total}", count=count_paths(output, start), total=written)
