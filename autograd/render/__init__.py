"""Whatever turns DOT text into SVG and says where all stands: Graphviz, or what a page in a browser gives (`use`).

PNG and PDF are painted from the SVG (`autograd.painting`), so that all three show the same.
"""

from __future__ import annotations

from collections.abc import Callable

from autograd.errors import DrawingError
from autograd.language import say
from autograd.notation import shown
from autograd.render.processes import in_a_process

__all__ = ["Renderer", "render", "use"]

#: What draws: DOT text and a format in; the picture ("svg"), or where all stands ("plain"), out.
Renderer = Callable[[str, str], "bytes | str"]

_given: Renderer | None = None


def use(renderer: Renderer | None) -> Renderer | None:
    """Draw everything with this function from now on; with `None`, as usual. Returns the one that was used before.

    For where no process can be started, such as a page in a browser, which has a Graphviz of its own. The function
    takes DOT text and one of two of Graphviz's formats, "svg" for pictures or "plain" for pages to step through and for
    TikZ, and returns what `dot -Tsvg` or `dot -Tplain` writes, as text or bytes. It may raise any error, which then is
    a `DrawingError`. The DOT text may name the layout that it wants in its attribute `layout` ("nop2" for networks).

    >>> before = use(lambda source, file_format: "<svg/>")
    >>> render("digraph {}", "svg")
    b'<svg/>'
    >>> renderer = use(before)
    """
    global _given
    before, _given = _given, renderer
    return before


def render(source: str, file_format: str) -> bytes:
    """DOT text as a picture, "svg", or where all stands, "plain".

    Raises `DrawingError` with what Graphviz said if it cannot, or with what to install where there is none.
    """
    if _given is None:
        return in_a_process(source, file_format)
    try:
        made = _given(source, file_format)
    except Exception as error:
        raise DrawingError(
            say(
                "the renderer given to `use` made no {file_format}: {error}",
                file_format=file_format,
                error=shown(str(error), 400),
            )
        ) from error
    return made.encode() if isinstance(made, str) else bytes(made)
