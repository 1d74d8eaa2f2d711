"""Finds the mathematics on a page, whatever it is written in: told by what the page holds, not by its name."""

from __future__ import annotations

from autograd.reader.finding import notebook, tex
from autograd.reader.finding.markup import is_markup, pictures, without_markup
from autograd.reader.finding.page import Page
from autograd.reader.located import Located
from autograd.reader.passage import OUTPUT, Lines, Passage

__all__ = ["passages", "pictures"]


def passages(text: str, name: str = "") -> list[Passage]:
    r"""The mathematics of a file, in the file's order; `name` is the file's, only a hint at what it holds.

    >>> [passage.text for passage in passages("so $a = 0.5$, and | b | thus c = 2*a = 1.")]
    ['a = 0.5', 'c = 2*a = 1']
    """
    page = Page(Lines(text), tex.macros(text))
    if notebook.is_notebook(text):
        for part in notebook.parts(text):
            page.cell = part.cell
            if part.kind == notebook.CODE:
                page.program(part.content, 0, len(part.content), "python")
            else:
                page.kind = OUTPUT if part.kind == notebook.OUTPUT else ""
                page.read(_plain(part.content, printed=part.kind == notebook.OUTPUT))
                page.kind = ""
    elif name.lower().endswith((".py", ".jl", ".r", ".m")) and not text.lstrip().startswith("<"):
        page.program(Located.whole(text), 0, len(text), "python")
    else:
        page.read(_plain(Located.whole(text)))
    return page.finished()


def _plain(content: Located, *, printed: bool = False) -> Located:
    """A text without what only sets it: the comments of LaTeX, the tags of HTML."""
    if tex.is_tex(content.text):
        content = tex.without_comments(content)
    return without_markup(content) if not printed and is_markup(content.text) else content
