"""The reverse sweep."""

from __future__ import annotations

from math import isfinite

from autograd import value
from autograd.errors import TooLargeError, UndefinedError
from autograd.graph import names, zeros
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
    adjoint = zeros(output)
    adjoint[output] = 1.0
    for node, arrived in reversed(adjoint.items()):
        if not arrived:
            continue
        parents = node.parents
        if len(parents) == 2:  # nearly always: written out, this takes half the time of the loop below
            left, right = parents
            by_left, by_right = node.partials
            adjoint[left] += arrived * by_left
            adjoint[right] += arrived * by_right
        elif parents:
            for parent, partial in zip(parents, node.partials):  # noqa: B905
                adjoint[parent] += arrived * partial
    if not isfinite(sum(adjoint.values())):
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


# `Value.backward` stands a floor below and cannot import this file; importing inside the method would cost each call
# as much as the sweep of a small graph.
value.sweep = sweep
