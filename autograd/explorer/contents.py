"""What a page needs to know of a graph, as data: nodes, edges, the steps back, where everything stands.

`Contents.data` is what the page's scripts read, as JSON; `Contents.functions` are the rules they compute with.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from typing import Any

from autograd.explorer.javascript import forward_function, partials_function
from autograd.explorer.layout import Layout, layout
from autograd.graph import Edge, Graph
from autograd.notation import PRODUCT, Written
from autograd.operation import CONSTANT, Op
from autograd.ops import choice
from autograd.symbolic import partial_formulas
from autograd.value import Value

#: Pixels per character of a bold formula and of a number, and per line.
_BOLD, _CHARACTER, _LINE = 9.0, 7.8, 20.0
#: Formulas of more operands than this are not written out with numbers.
_MOST_OPERANDS = 40


class Contents:
    """What a page needs to know of a graph."""

    def __init__(self, graph: Graph, training: bool = False) -> None:
        self.graph = graph
        # The inputs first, in the order the computation uses them.
        self.nodes = list(dict.fromkeys([*graph.leaves, *graph.nodes]))
        self.index = {node: i for i, node in enumerate(self.nodes)}
        self._scripts: dict[str, int] = {}
        places = self._layout(training)
        self.data: dict[str, Any] = {
            "output": self.index[graph.output],
            "width": places.width,
            "height": places.height,
            "nodes": [
                self._node(node) | {"box": box._asdict()} for node, box in zip(self.nodes, places.boxes, strict=True)
            ],
            "edges": [
                self._edge(edge) | {"route": route._asdict()}
                for edge, route in zip(graph.edges, places.routes, strict=True)
            ],
            "backward": self._backward(),
        }

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

    def _layout(self, training: bool) -> Layout:
        """Where everything stands. A node is as wide as its formula and its gradient will be."""
        sizes = []
        for node in self.nodes:
            gradient = len(f"∂{self.graph.name}/∂{self.graph.names[node]} = -0.000123456")
            formula = min(len(self.graph.definition(node)), 34) * _BOLD
            sizes.append((max(formula, min(max(gradient, 12), 24) * _CHARACTER) + 20, 3 * _LINE + 12))
        arrows = [(self.index[edge.parent], self.index[edge.child]) for edge in self.graph.edges]
        return layout(sizes, arrows, number_width=100.0 if training else 66.0)


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
