"""Finds the mathematics on a page, whatever it is written in."""

from __future__ import annotations

from autograd.reader.passage import Passage


def passages(text: str, name: str = "") -> list[Passage]:
    """The mathematics of a file, in the file's order; `name` is the file's, only a hint at what it holds."""
    return [Passage.of(text)]
