"""The reverse sweep."""

from __future__ import annotations

from math import isfinite

from autograd.errors import TooLargeError, UndefinedError
from autograd.graph import names, topological_order
from autograd.notation import number
from autograd.value import CONSTANT, Value


def sweep(output: Value) -> dict[Value, float]:
    """∂output/∂node for every node below `output`, parents first. Pure: no `grad` is touched.

    Each node hands `adjoint × local partial` to each of its parents, and what arrives at a node adds up. In reversed
    topological order everything has arrived before a node passes it on, so every edge is visited once, however many
    paths run over it.

    >>> a, b = Value(2.0, "a"), Value(1.0, "b")
    >>> adjoint = sweep((a + b) * (b + 1))
    >>> adjoint[a], adjoint[b]
    (2.0, 5.0)

    Raises `TooLargeError` or `UndefinedError` naming the node where a gradient stops being finite.
    """
    order = topological_order(output)
    adjoint = dict.fromkeys(order, 0.0)
    adjoint[output] = 1.0
    for node in reversed(order):
        arrived = adjoint[node]
        if arrived:
            for parent, partial in zip(node.parents, node.partials, strict=False):
                adjoint[parent] += arrived * partial
    if not all(map(isfinite, adjoint.values())):
        _refuse_infinite(adjoint)
    return adjoint


def _refuse_infinite(adjoint: dict[Value, float]) -> None:
    """Raise for the first node, on the way back, whose adjoint is not finite."""
    called = names(list(adjoint))
    back = [
        (node, parent, partial)
        for node in reversed(adjoint)
        for parent, partial in zip(node.parents, node.partials, strict=True)
        if parent.op is not CONSTANT and not isfinite(adjoint[parent])
    ]
    if not back:
        return
    # First the edges whose own message is not finite; if there is none, finite messages added up to too much.
    node, parent, partial = min(back, key=lambda edge: isfinite(adjoint[edge[0]] * edge[2]))
    edge = f"∂{called[node]}/∂{called[parent]}"
    at = f"at {called[parent]} = {number(parent.data)}"
    if isfinite(partial):
        raise TooLargeError(f"the gradient of {called[parent]} is too large for a float ({edge} {at})")
    raise UndefinedError(f"the local partial {edge} is not finite {at}")
