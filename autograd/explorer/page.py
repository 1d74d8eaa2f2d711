"""The computation as a page to step through: forward, backward, path by path, with inputs that can be changed.

The page is one file without any request to a network. It computes everything itself, by the rules of the table written
as JavaScript (see `autograd.explorer.javascript`); Graphviz only says where the nodes stand. What comes from the graph,
labels above all, goes into the page as data, is shown as text, and nothing else: the page has one script, known by its
hash, and a policy in the page forbids any other.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from autograd.errors import DrawingError
from autograd.explorer.contents import Contents
from autograd.explorer.title import title
from autograd.explorer.training import Training
from autograd.explorer.words import phrases
from autograd.files import write_whole
from autograd.graph import read
from autograd.language import language, say, speaking
from autograd.notation import counted, quoted, shown
from autograd.order import in_effect
from autograd.palette import LINE
from autograd.value import Value

_FOLDER = Path(__file__).parent
#: The parts of the page's script, in `script/`, in the order in which they run.
SCRIPTS = (
    "data", "numbers", "sweeps", "steps", "picture", "size", "show", "selected", "inputs", "training", "presenting",
    "saving", "paper", "controls",
)  # fmt: skip
#: A page's heading is no longer than this.
_HEADING = 80


class Page:
    """A page: `html` is all of it; `save` writes it; in Jupyter it shows itself."""

    def __init__(self, title: str, data: dict[str, Any], functions: str) -> None:
        self.title = title
        self._height = _height_of_frame(data["layouts"])
        self.html = _page(title, data, functions)

    def __repr__(self) -> str:
        return f"Page({self.title}: {len(self.html):,} characters)"

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page as a file, whole or not at all; returns its path. Raises `DrawingError` unless it ends in
        .html."""
        path = Path(path)
        if path.suffix.lower() not in (".html", ".htm"):
            raise DrawingError(say("a page is an .html file, not {path}", path=quoted(path.name, 60)))
        return write_whole(path, self.html.encode())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """For Jupyter: in a frame of its own, so that neither styles nor names meet those of the notebook."""
        frame = (
            f'<iframe srcdoc="{html.escape(self.html)}" sandbox="allow-scripts allow-downloads" '
            f'allow="fullscreen" title="{html.escape(self.title)}" '
            f'style="display:block;box-sizing:border-box;width:100%;height:{self._height}px;border:1px solid {LINE};'
            'border-radius:6px"></iframe>'
        )
        return {"text/plain": repr(self), "text/html": frame}


def explore(
    computation: Value | Training, *, node_limit: int = 300, edge_limit: int = 1200, lang: str | None = None
) -> Page:
    """The computation of a Value, or a `Training`, as a page to step through; `lang` is the language of its words,
    such as "zh".

    >>> from autograd import values
    >>> a, b = values(a=2.0, b=1.0)
    >>> page = explore(((a + b) * (b + 1)).named("e"))
    >>> "<script" in page.html
    True

    Raises `DrawingError` for anything else, for an input that is not finite, and for a graph of more nodes than
    `node_limit` or more edges than `edge_limit`.
    """
    training = computation if isinstance(computation, Training) else None
    output = training.loss if training is not None else computation
    if not isinstance(output, Value):
        raise DrawingError(say("explore needs a Value or a Training, not {kind}", kind=type(output).__name__))
    graph = read(output)
    part = say("explore a part of it (an intermediate node)")
    if len(graph.nodes) > node_limit:
        raise DrawingError.too_large(counted(len(graph.nodes), "node"), say("a page"), node_limit, part, "node_limit")
    if len(graph.edges) > edge_limit:
        raise DrawingError.too_large(counted(len(graph.edges), "edge"), say("a page"), edge_limit, part, "edge_limit")
    inputs = [node for node in graph.order if not node.parents]
    for node in dict.fromkeys([*graph.leaves, *inputs, *in_effect(graph.order, [output])]):
        if not math.isfinite(node.data):
            raise DrawingError(say("{node} is not finite: a page computes with finite numbers", node=quoted(node)))
    contents = Contents(graph, training.parameters if training is not None else ())
    data = contents.data
    if training is not None:
        data["training"] = {
            "parameters": [contents.index[parameter] for parameter in training.parameters],
            "rate": training.learning_rate,
            "epochs": training.epochs,
        }
    return speaking(lang).run(lambda: Page(title(graph), data, contents.functions))


def _height_of_frame(layouts: Sequence[Mapping[str, Any]]) -> int:
    """For a frame as wide as a notebook's: the picture at a readable size below the title, the controls, the step."""
    sizes: list[tuple[float, float]] = [(places["width"], places["height"]) for places in layouts]
    scale, height = max((min(600 / width, 480 / height, 1.2), height) for width, height in sizes)
    return 240 + round(min(max(240, scale * height if scale > 0.55 else 0.75 * height), 440))


def _page(title: str, data: dict[str, Any], functions: str) -> str:
    """The whole page. In JSON inside a script element only `<` could end it; it is written as its code."""
    template, style = ((_FOLDER / f"page.{kind}").read_text(encoding="utf-8") for kind in ("html", "css"))
    if "</" in functions or "<!--" in functions:
        raise DrawingError(
            say("the javascript= of an operation holds </ or <!--, which would end the script of the page")
        )
    script = functions + _script()
    allowed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    content = json.dumps(
        data | ({"phrases": said} if (said := phrases()) else {}),
        ensure_ascii=True,
        separators=(",", ":"),
        default=_unwritable,
    )
    for character in "<>&":
        content = content.replace(character, f"\\u{ord(character):04x}")
    filled = {
        "LANGUAGE": language(),
        "TITLE": html.escape(title),
        "HEADING": html.escape(shown(title, _HEADING)),
        "HASH": allowed,
        "STYLE": style,
        "DATA": content,
        "SCRIPT": script,
    }
    pieces = template.split("%%")
    return "".join(_filled(piece, filled) if nth % 2 else piece for nth, piece in enumerate(pieces))


def _filled(piece: str, filled: Mapping[str, str]) -> str:
    """What stands between two `%%` of the template: the name of a part, or, behind a sign of equality, words to say."""
    return html.escape(say(piece[1:])) if piece.startswith("=") else filled[piece]


def _script() -> str:
    """The page's script: one strict program, whose parts see each other's names."""
    return "\n".join((_FOLDER / "script" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)


def _unwritable(thing: object) -> Any:
    raise DrawingError(say("{thing} cannot be written into a page", thing=quoted(thing)))
