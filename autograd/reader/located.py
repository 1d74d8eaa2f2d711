"""Text whose characters know where they stand in the file, through everything that is cut out, resolved and joined."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from operator import attrgetter
from re import Pattern
from typing import NamedTuple

#: The width of a run in which every character stands for one of the file.
EACH = -1


class Run(NamedTuple):
    """A stretch of characters, from `at` up to where the next run begins, and where they come from.

    With width EACH the characters stand one after the other in the file, from `offset` on. Otherwise all of them
    together stand for the `width` characters at `offset`: `−` for `&minus;`, or, with width 0, for nothing: ` = ` put
    in between the cells of a row.
    """

    at: int
    offset: int
    width: int = EACH


_at = attrgetter("at")


class Located:
    """A text with the runs that say where it comes from. Slicing and joining keep every character's place.

    >>> page = Located.whole("w = &minus;2")
    >>> minus = Located("−", (Run(0, 4, 7),))
    >>> text = Located.joined([page[:4], minus, page[11:]])
    >>> text.text, text.span(4, 6), text.span(5, 6)
    ('w = −2', (4, 12), (11, 12))
    """

    __slots__ = ("runs", "text")

    def __init__(self, text: str, runs: tuple[Run, ...]) -> None:
        self.text, self.runs = text, runs

    @classmethod
    def whole(cls, text: str) -> Located:
        """The file itself."""
        return cls(text, (Run(0, 0),))

    @classmethod
    def joined(cls, pieces: Iterable[Located | str]) -> Located:
        """The pieces one after the other; a plain string among them stands for nothing in the file."""
        texts: list[str] = []
        runs: list[Run] = []
        length, last = 0, 0
        for piece in pieces:
            if isinstance(piece, str):
                if piece:
                    runs.append(Run(length, last, 0))
                    texts.append(piece)
                    length += len(piece)
                continue
            for run in piece.runs:
                runs.append(Run(run.at + length, run.offset, run.width))
            texts.append(piece.text)
            length += len(piece.text)
            if piece.text:
                last = piece.span(0, len(piece.text))[1]
        return cls("".join(texts), tuple(runs))

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, part: slice) -> Located:
        start, stop, _ = part.indices(len(self.text))
        stop = max(start, stop)
        first = max(bisect_right(self.runs, start, key=_at) - 1, 0)
        runs = []
        for index in range(first, len(self.runs)):
            run = self.runs[index]
            if run.at >= stop and index > first:
                break
            ahead = max(start - run.at, 0)
            runs.append(Run(run.at + ahead - start, run.offset + (ahead if run.width == EACH else 0), run.width))
        return Located(self.text[start:stop], tuple(runs))

    def stripped(self) -> Located:
        """Without white space at its ends."""
        start = len(self.text) - len(self.text.lstrip())
        return self[start : start + len(self.text.strip())]

    def without(self, marks: Pattern[str]) -> Located:
        """Without the marks that a pattern finds."""
        pieces: list[Located | str] = []
        at = 0
        for mark in marks.finditer(self.text):
            pieces.append(self[at : mark.start()])
            at = mark.end()
        return Located.joined([*pieces, self[at:]]) if at else self

    def translated(self, text: str) -> Located:
        """Another text whose characters stand where these stand, one for one."""
        return Located(text, self.runs)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters from `start` to `end` stand in the file: its offsets."""
        return span(self.runs, start, end)


def span(runs: tuple[Run, ...], start: int, end: int) -> tuple[int, int]:
    """Where the characters from `start` to `end` of a text with these runs stand in the file."""
    if not runs:
        return (0, 0)
    run = runs[max(bisect_right(runs, start, key=_at) - 1, 0)]
    begin = run.offset + (start - run.at if run.width == EACH else 0)
    if end <= start:
        return (begin, begin)
    run = runs[max(bisect_right(runs, end - 1, key=_at) - 1, 0)]
    return (begin, run.offset + (end - run.at if run.width == EACH else run.width))
