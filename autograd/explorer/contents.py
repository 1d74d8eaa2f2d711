"""What a page needs to know of a graph, as data: nodes, edges, the steps back, where everything stands.

`Contents.data` is what the page's scripts read, as JSON; `Contents.functions` are the rules they compute with.
"""

from __future__ import annotations

import math
from typing import Any

from autograd.explorer.javascript import forward_function, partials_function
from autograd.explorer.layout import Layout, layout
from autograd.graph import Edge, Graph
from autograd.notation import PRODUCT, Written
from autograd.operation import CONSTANT
from autograd.symbolic import partial_formulas
from autograd.value import Value

#: Pixels per character of a bold formula and of a number, and per line.
_BOLD, _CHARACTER, _LINE = 9.0, 7.8, 20.0
#: Marks, in a formula, for the operands that the page fills in; formulas of more operands are not written out.
_FIRST_MARK, _OPERANDS = 0xE000, 40


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
        """Name, formula with marks for the operands, operands, rules. `frozen`: only Python can compute it."""
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


class _Mark(Written):
    """A place for an operand in a formula, for the page to put a number into.

    A number needs parentheses in some places: -2 in a product, but not in a sum. The rule of the operation asks for
    that when it is written (`{:2}`), so the mark notes it: its character is that of the operand, `_OPERANDS` further on
    for each degree of how tightly what is put there has to hold together. The characters are of Unicode's private use
    area, which no name holds: names show them as escapes.
    """

    def __format__(self, needed: str) -> str:
        return chr(ord(self.text) + _OPERANDS * int(needed or 0))


def _finite(x: float) -> float | None:
    """A number as JSON has it; it has none that are not finite."""
    return x if math.isfinite(x) else None
