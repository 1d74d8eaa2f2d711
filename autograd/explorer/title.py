"""What a page is called: the expression people know, e = (a + b)·(b + 1), where it is short enough to be one."""

from __future__ import annotations

from collections.abc import Collection

from autograd.graph import Graph
from autograd.notation import ATOM, Written
from autograd.operation import CONSTANT
from autograd.value import Value

#: A formula of more characters is not read as one.
_LONGEST = 60


def title(graph: Graph) -> str:
    """The output written out, its name where that is too long.

    Sums and products are written out down to the inputs, or, if that is too long, to the quantities that have a name.
    A function whose result has a name keeps it: a loss is (Oe - y)²·0.5, whatever Oe is the sigmoid of.

    >>> from autograd import parse
    >>> from autograd.graph import read
    >>> title(read(parse("c = a + b; d = b + 1; e = c * d", a=2, b=1)))
    'e = (a + b)·(b + 1)'
    """
    named = {node for node in graph.nodes if node.label}
    for kept in ({node for node in named if node.op is not None and node.op.binding == ATOM}, named):
        expression = _expression(graph, kept)
        if expression is not None and expression != graph.name:
            return f"{graph.name} = {expression}"
    return graph.name


def _expression(graph: Graph, kept: Collection[Value]) -> str | None:
    """The output written out down to its inputs and the nodes that are kept; None if that is too long."""
    written: dict[Value, Written | None] = {}
    whole: Written | None = None
    for node in graph.order:
        operands = [written[parent] for parent in node.parents]
        known = [operand for operand in operands if operand is not None]
        if node.op is CONSTANT:
            whole = Written.number(node.data)
        elif node.op is None or not operands:
            whole = Written(graph.names[node])
        elif len(known) < len(operands) or sum(len(operand.text) for operand in known) > _LONGEST:
            whole = None
        else:
            whole = node.op.write(*known)
        written[node] = Written(graph.names[node]) if node in kept and node is not graph.output else whole
    return whole.text if whole is not None and len(whole.text) <= _LONGEST else None
