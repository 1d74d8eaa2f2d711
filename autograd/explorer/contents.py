"""What a page needs to know of a graph, as data: nodes, edges, the steps back, where everything stands.

`Contents.data` is what the page's scripts read, as JSON; `Contents.functions` are the rules they compute with.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from typing import Any

from autograd.explorer.javascript import forward_function, partials_function
from autograd.explorer.layout import Layout, layouts
from autograd.graph import Edge, Graph
from autograd.lettering import width
from autograd.notation import PRODUCT, Written
from autograd.operation import CONSTANT, Op
from autograd.ops import choice
from autograd.symbolic import partial_formulas
from autograd.value import Value

#: In pixels: the letters in a node and on an edge, and a line.
_LETTER, _SMALL_LETTER, _LINE = 14.0, 13.0, 20.0
#: The most characters of a formula and of a gradient in a node; of the numbers the widest there are, of six digits
#: and of four.
_LONGEST_FORMULA, _LONGEST_GRADIENT = 34, 26
_LONGEST_NUMBER, _LONGEST_SHORT_NUMBER = "-0.000123456", "-0.0001234"
#: In a node, where longer ones are pressed together.
_USUAL_NUMBER = "-0.0123456"
#: The room for a message on an edge.
_MESSAGE = 60.0
#: A partial that is the same at all inputs.
_PLAIN = re.compile(r"-?[0-9.]{1,9}")
#: Formulas of more operands than this are not written out with numbers.
_MOST_OPERANDS = 40


class Contents:
    """What a page needs to know of a graph."""

    def __init__(self, graph: Graph, parameters: Collection[Value] = ()) -> None:
        self.graph = graph
        self._parameters = {graph.names[parameter] for parameter in parameters}
        # The inputs first, in the order the computation uses them.
        self.nodes = list(dict.fromkeys([*graph.leaves, *graph.nodes]))
        self.index = {node: i for i, node in enumerate(self.nodes)}
        self._scripts: dict[str, int] = {}
        self.data: dict[str, Any] = {
            "output": self.index[graph.output],
            "nodes": [self._node(node) for node in self.nodes],
            "edges": [self._edge(edge) for edge in graph.edges],
            "backward": self._backward(),
        }
        self.data["layouts"] = [_written(places) for places in self._layouts()]

    @property
    def functions(self) -> str:
        """The rules that occur, as a list of JavaScript."""
        return "const RULES = [\n" + ",\n".join(self._scripts) + "\n];\n"

    def _script(self, text: str | None) -> int | None:
        return None if text is None else self._scripts.setdefault(text, len(self._scripts))

    def _node(self, node: Value) -> dict[str, Any]:
        """Name, formula with places for the operands, operands, rules.

        `frozen`: only Python can compute it. `chooses`: its second operand counts, or its third, as its first says.
        """
        described: dict[str, Any] = {
            "name": self.graph.names[node],
            "value": _finite(node.data),
            "formula": self.graph.definition(node),
        }
        if node.op is None or not node.parents:
            return described
        fixed = {i: node.parents[i].data for i in node.op.fixed}
        forward = self._script(forward_function(node.op, len(node.parents), fixed))
        partials = self._script(partials_function(node.op, len(node.parents), fixed))
        return described | {
            "written": _pieces(node.op, node.parents, fixed) if len(node.parents) <= _MOST_OPERANDS else [],
            "operands": [
                {"constant": parent.data} if parent.op is CONSTANT and parent not in self.index
                else {"node": self.index[parent]}
                for parent in node.parents
            ],
            "forward": forward,
            "partials": partials,
            "recorded": [_finite(partial) for partial in node.partials],
            "frozen": forward is None or partials is None,
            "chooses": node.op is choice,
        }  # fmt: skip

    def _edge(self, edge: Edge) -> dict[str, Any]:
        formula = partial_formulas(edge.child, self.graph.names)[edge.position].text
        return {
            "parent": self.index[edge.parent],
            "child": self.index[edge.child],
            "position": edge.position,
            "partial": formula.text,
            "factor": f"{formula:{PRODUCT}}",
        }

    def _backward(self) -> list[dict[str, int]]:
        """The steps back: a node's sum once every message has arrived, then its messages, one edge at a time."""
        number_of = {(edge.child, edge.position): i for i, edge in enumerate(self.graph.edges)}
        messages: dict[Value, list[dict[str, int]]] = {}
        complete = {self.graph.output: None}  # nodes in the order in which their last message arrives
        for edge in self.graph.outward():
            messages.setdefault(edge.child, []).append({"message": number_of[edge.child, edge.position]})
            complete.pop(edge.parent, None)
            complete[edge.parent] = None
        return [step for node in complete for step in [{"sum": self.index[node]}, *messages.get(node, ())]]

    def _layouts(self) -> tuple[Layout, Layout]:
        """Where everything stands. A node is as wide as its formula and its gradient, at most inputs."""
        sizes = []
        for node in self.nodes:
            formula = width(self.graph.definition(node)[:_LONGEST_FORMULA], _LETTER, bold=True)
            gradient = f"∂{self.graph.name}/∂{self.graph.names[node]} = {_USUAL_NUMBER}"
            if len(gradient) > _LONGEST_GRADIENT:
                gradient = f"gradient = {_USUAL_NUMBER}"
            sizes.append((max(formula, width(gradient, _LETTER)) + 20, 3 * _LINE + 12))
        arrows = [(edge["parent"], edge["child"]) for edge in self.data["edges"]]
        return layouts(sizes, arrows, [self._number_width(edge["partial"]) for edge in self.data["edges"]])

    def _number_width(self, partial: str) -> float:
        """The room that the number on an edge takes: of a partial that is a plain number, what that takes."""
        if partial in self._parameters:
            partial += f" = {_LONGEST_SHORT_NUMBER}"
        elif not _PLAIN.fullmatch(partial):
            partial = _LONGEST_NUMBER
        return max(width(partial, _SMALL_LETTER) + 8, _MESSAGE)


def _written(places: Layout) -> dict[str, Any]:
    return {
        "width": places.width,
        "height": places.height,
        "boxes": [box._asdict() for box in places.boxes],
        "routes": [route._asdict() for route in places.routes],
    }


class _Place(Written):
    """A place for an operand in a formula, for the page to put a number into.

    A number needs parentheses in some places: -2 in a product, but not in a sum. The rule of the operation asks for
    that when it is written (`{:2}`): the place notes what was asked for beside the number of the operand.
    """

    def __format__(self, needed: str) -> str:
        return self.text.replace(":0", f":{needed or 0}")


#: A place as it is written: a number of an operand, and how tightly what is put there has to hold together.
_PLACE = re.compile("\0(\\d+):(\\d)\0")


def _pieces(op: Op, parents: Sequence[Value], fixed: Collection[int]) -> list[str | dict[str, int]]:
    """The formula of a node as the page fills it in: text, and places for operands.

    >>> from autograd import ops, values
    >>> _pieces(ops.divide, values(a=2, b=3), ())
    [{'operand': 0, 'binding': 2}, ' / ', {'operand': 1, 'binding': 3}]
    """
    operands = [Written.number(parent.data) if i in fixed else _Place(f"\0{i}:0\0") for i, parent in enumerate(parents)]
    # What is split at a pattern of two groups: text, first group, second group, text, …
    text, *rest = _PLACE.split(op.write(*operands).text)
    pieces: list[str | dict[str, int]] = [text]
    for operand, binding, text in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        pieces += [{"operand": int(operand), "binding": int(binding)}, text]
    return [piece for piece in pieces if piece]


def _finite(x: float) -> float | None:
    """A number as JSON has it; it has none that are not finite."""
    return x if math.isfinite(x) else None
