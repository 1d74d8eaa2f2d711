"""The computation as a page to step through: forward, backward, path by path, with inputs that can be changed.

The page is one file without any request to a network. It computes everything itself, by the rules of the table written
as JavaScript (see `autograd.javascript`); Graphviz only says where the nodes stand. What comes from the graph, labels
above all, goes into the page as data, is shown as text, and nothing else: its scripts are the two of this file, and a
policy in the page forbids any other.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import math
import os
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograd.errors import DrawingError
from autograd.explorer.javascript import forward_function, partials_function
from autograd.explorer.layout import Layout, layout
from autograd.files import write_whole
from autograd.graph import Edge, definition, edges, leaves, names, topological_order
from autograd.notation import PRODUCT, Written, number
from autograd.operation import CONSTANT
from autograd.palette import LINE
from autograd.symbolic import partial_formulas
from autograd.value import Value

_FOLDER = Path(__file__).parent
#: Pixels per character of a bold formula and of a number, and per line.
_BOLD, _CHARACTER, _LINE = 9.0, 7.8, 20.0
#: Marks, in a formula, for the operands that the page fills in; formulas of more operands are not written out.
_FIRST_MARK, _OPERANDS = 0xE000, 40


@dataclass(frozen=True)
class Training:
    """Gradient descent to step through: `epochs` steps of `learning_rate` on `parameters`, down `loss`.

    Raises `DrawingError` for a parameter that is no input of the loss, and for numbers that make no sense.
    """

    loss: Value
    parameters: Sequence[Value]
    learning_rate: float = 0.1
    epochs: int = 100

    def __post_init__(self) -> None:
        if not isinstance(self.loss, Value):
            raise DrawingError(f"the loss of a training is a Value, not {self.loss!r:.60}")
        if isinstance(self.parameters, Value) or not isinstance(self.parameters, Iterable):
            raise DrawingError(f"the parameters of a training are a list of Values, not {self.parameters!r:.60}")
        inputs = {id(leaf) for leaf in leaves(self.loss)}
        for parameter in self.parameters:
            if id(parameter) not in inputs:
                raise DrawingError(f"{parameter!r} is no input of the loss, so no step can change it")
        rate, epochs = self.learning_rate, self.epochs
        if isinstance(rate, str) or not math.isfinite(rate) or not isinstance(epochs, int) or not 1 <= epochs <= 10_000:
            raise DrawingError(
                f"a training has a finite learning rate, not {rate!r:.20}, and 1 to 10,000 epochs, not {epochs!r:.20}"
            )


class Page:
    """A page: `html` is all of it; `save` writes it; in Jupyter it shows itself."""

    def __init__(self, title: str, data: dict[str, Any], functions: str) -> None:
        self.title = title
        self._height = round(min(max(300 + data["height"] * min(1.0, 620 / data["width"]), 460), 760))
        self.html = _page(title, data, functions)

    def __repr__(self) -> str:
        return f"Page({self.title}: {len(self.html):,} characters)"

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page as a file, whole or not at all; returns its path. Raises `DrawingError` unless it ends in
        .html."""
        path = Path(path)
        if path.suffix.lower() not in (".html", ".htm"):
            raise DrawingError(f"a page is an .html file, not {path.name!r}")
        return write_whole(path, self.html.encode())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """For Jupyter: in a frame of its own, so that neither styles nor names meet those of the notebook."""
        frame = (
            f'<iframe srcdoc="{html.escape(self.html)}" sandbox="allow-scripts" title="{html.escape(self.title)}" '
            f'style="display:block;box-sizing:border-box;width:100%;height:{self._height}px;border:1px solid {LINE};'
            f'border-radius:6px"></iframe>'
        )
        return {"text/plain": repr(self), "text/html": frame}


def explore(computation: Value | Training, *, node_limit: int = 300, edge_limit: int = 1200) -> Page:
    """The computation of a Value, or a `Training`, as a page to step through.

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
        raise DrawingError(f"explore needs a Value or a Training, not {type(output).__name__}")
    # The inputs first, in the order the computation uses them.
    order = dict.fromkeys([*leaves(output), *topological_order(output)])
    nodes = [node for node in order if node.op is not CONSTANT or node is output]
    arrows = list(edges(output))
    for things, limit, kind in ((nodes, node_limit, "node"), (arrows, edge_limit, "edge")):
        if len(things) > limit:
            raise DrawingError(
                f"this graph has {len(things):,} {kind}s and a page holds {limit:,}: explore a part of it (a node "
                f"further up), or raise {kind}_limit= and wait"
            )
    for node in order:
        if not math.isfinite(node.data):
            raise DrawingError(f"{node!r} is not finite: a page computes with finite numbers")
    contents = _Contents(output, nodes, training is not None)
    data = contents.data
    if training is not None:
        data["training"] = {
            "parameters": [contents.index[parameter] for parameter in training.parameters],
            "rate": training.learning_rate,
            "epochs": training.epochs,
        }
    return Page(definition(output, contents.names), data, contents.functions)


class _Contents:
    """What a page needs to know of a graph."""

    def __init__(self, output: Value, nodes: list[Value], training: bool = False) -> None:
        self.names = {output: number(output.data)} | names(topological_order(output))
        self.index = {node: i for i, node in enumerate(nodes)}
        self.arrows = list(edges(output))
        self._scripts: dict[str, int] = {}
        places = self._layout(nodes, training)
        self.data: dict[str, Any] = {
            "output": self.index[output],
            "width": places.width,
            "height": places.height,
            "nodes": [self._node(node) | {"box": box._asdict()} for node, box in zip(nodes, places.boxes, strict=True)],
            "edges": [
                self._edge(edge) | {"route": route._asdict()}
                for edge, route in zip(self.arrows, places.routes, strict=True)
            ],
            "backward": self._backward(output),
        }

    @property
    def functions(self) -> str:
        """The rules that occur, as a list of JavaScript."""
        return "const RULES = [\n" + ",\n".join(self._scripts) + "\n];\n"

    def _script(self, text: str | None) -> int | None:
        return None if text is None else self._scripts.setdefault(text, len(self._scripts))

    def _node(self, node: Value) -> dict[str, Any]:
        """Name, formula with marks for the operands, operands, rules. `frozen`: only Python can compute it."""
        described: dict[str, Any] = {
            "name": self.names[node],
            "value": _finite(node.data),
            "formula": definition(node, self.names),
        }
        if node.op is None or not node.parents:
            return described
        fixed = {i: node.parents[i].data for i in node.op.fixed}
        forward = self._script(forward_function(node.op, len(node.parents), fixed))
        partials = self._script(partials_function(node.op, len(node.parents), fixed))
        marks = [
            Written.number(parent.data) if i in fixed else _Mark(chr(_FIRST_MARK + i))
            for i, parent in enumerate(node.parents)
        ]
        return described | {
            "written": node.op.write(*marks).text if len(marks) <= _OPERANDS else "",
            "operands": [
                {"constant": parent.data} if parent.op is CONSTANT and parent not in self.index
                else {"node": self.index[parent]}
                for parent in node.parents
            ],
            "forward": forward,
            "partials": partials,
            "recorded": [_finite(partial) for partial in node.partials],
            "frozen": forward is None or partials is None,
        }  # fmt: skip

    def _edge(self, edge: Edge) -> dict[str, Any]:
        formula = partial_formulas(edge.child, self.names)[edge.position].text
        return {
            "parent": self.index[edge.parent],
            "child": self.index[edge.child],
            "position": edge.position,
            "partial": formula.text,
            "factor": f"{formula:{PRODUCT}}",
        }

    def _backward(self, output: Value) -> list[dict[str, int]]:
        """The steps back: a node's sum once every message has arrived, then its messages, one edge at a time."""
        below: dict[Value, list[int]] = {}
        waiting: dict[Value, int] = {}
        for i, edge in enumerate(self.arrows):
            below.setdefault(edge.child, []).append(i)
            waiting[edge.parent] = waiting.get(edge.parent, 0) + 1
        steps: list[dict[str, int]] = []
        ready = deque([output])
        while ready:
            node = ready.popleft()
            steps.append({"sum": self.index[node]})
            for i in below.get(node, ()):
                steps.append({"message": i})
                parent = self.arrows[i].parent
                waiting[parent] -= 1
                if not waiting[parent]:
                    ready.append(parent)
        return steps

    def _layout(self, nodes: list[Value], training: bool) -> Layout:
        """Where everything stands. A node is as wide as its formula and its gradient will be."""
        sizes = []
        for node in nodes:
            gradient = len(f"∂{self.names[nodes[-1]]}/∂{self.names[node]} = -0.000123456")
            formula = min(len(definition(node, self.names)), 34) * _BOLD
            sizes.append((max(formula, min(max(gradient, 12), 24) * _CHARACTER) + 20, 3 * _LINE + 12))
        arrows = [(self.index[edge.parent], self.index[edge.child]) for edge in self.arrows]
        return layout(sizes, arrows, number_width=100.0 if training else 66.0)


class _Mark(Written):
    """A place for an operand in a formula; it says how tightly what is put there has to hold together."""

    def __format__(self, needed: str) -> str:
        return chr(ord(self.text) + _OPERANDS * int(needed or 0))


def _page(title: str, data: dict[str, Any], functions: str) -> str:
    """The whole page. In JSON inside a script element only `<` could end it; it is written as its code."""
    template, style, script = ((_FOLDER / f"page.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js"))
    if "</" in functions or "<!--" in functions:
        raise DrawingError("the javascript= of an operation holds </ or <!--, which would end the script of the page")
    script = functions + script
    allowed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    content = json.dumps(data, ensure_ascii=True, separators=(",", ":"), default=_unwritable)
    for character in "<>&":
        content = content.replace(character, f"\\u{ord(character):04x}")
    filled = {"TITLE": html.escape(title), "HASH": allowed, "STYLE": style, "DATA": content, "SCRIPT": script}
    pieces = template.split("%%")
    return "".join(filled[piece] if nth % 2 else piece for nth, piece in enumerate(pieces))


def _finite(x: float) -> float | None:
    """A number as JSON has it; it has none that are not finite."""
    return x if math.isfinite(x) else None


def _unwritable(thing: object) -> Any:
    raise DrawingError(f"{thing!r} cannot be written into a page")
