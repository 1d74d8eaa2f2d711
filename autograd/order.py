"""The order of a graph, parents first: the walk that every sweep starts with.

All that is asked of a node is what it was made from, as `left` and `right` have it (see `node`), so this file stands
below `Value`.
"""

from __future__ import annotations

from math import fsum

from autograd.errors import OperandError
from autograd.language import say
from autograd.notation import quoted
from autograd.ops import choice, weighted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from autograd.value import Value


def topological_order(output: Value) -> list[Value]:
    """Every node `output` depends on, and `output` last: parents always come before their children.

    >>> from autograd import Value
    >>> a = Value(3.0, "a")
    >>> [node.data for node in topological_order(a * a + a)]
    [3.0, 9.0, 12.0]
    """
    return list(zeros(output))


def as_node(thing: Any) -> Value:
    """`thing`, if it is a node of a graph; raises `OperandError` for anything else."""
    if not (hasattr(type(thing), "parents") and hasattr(type(thing), "partials")):
        raise _no_node(thing)
    node: Value = thing
    return node


def _no_node(thing: object) -> OperandError:
    return OperandError(say("a node of a graph is a Value, not {thing}", thing=quoted(thing)))


def zeros(output: Value, done: dict[Value, float] | None = None) -> dict[Value, float]:
    """A zero for every node `output` depends on, in topological order: what the reverse sweep starts from.

    Those that are `done` already are walked no more, and the others put behind them.

    A depth-first walk with a stack of its own, so that a graph may be as deep as memory allows. A node on the stack
    cannot be met again below itself: it is enough to mark the finished ones, by their place in the order.
    """
    order: dict[Value, float] = {} if done is None else done
    above: list[Value] = []  # the nodes being walked, above the one that is looked at
    rest: dict[Value, Iterator[Value]] = {}  # of those with many operands, the operands still to come
    node = output
    try:
        if node.left is None:
            order[as_node(node)] = 0.0
            return order
    except AttributeError:
        raise _no_node(node) from None
    while True:  # a leaf is finished where it is met, so `node` has operands
        left = node.left
        right = node.right
        if right is not None:
            if left not in order:
                if left.left is not None:
                    above.append(node)
                    node = left
                    continue
                order[left] = 0.0
            if right not in order:
                if right.left is not None:
                    above.append(node)
                    node = right
                    continue
                order[right] = 0.0
        elif type(left) is tuple:
            inner = _next_inner(rest.setdefault(node, iter(left)), order)
            if inner is not None:
                above.append(node)
                node = inner
                continue
            del rest[node]
        elif left not in order:
            if left.left is not None:
                above.append(node)
                node = left
                continue
            order[left] = 0.0
        order[node] = 0.0
        if not above:
            return order
        node = above.pop()


def _next_inner(operands: Iterator[Value], order: dict[Value, float]) -> Value | None:
    """The next of many operands that has operands itself and is not finished; leaves before it are finished here."""
    for operand in operands:
        if operand not in order:
            if operand.left is not None:
                return operand
            order[operand] = 0.0
    return None


class _Together:
    """What the walk takes for one node, with the outputs as operands."""

    __slots__ = ("left", "right")

    def __init__(self, outputs: tuple[Value, ...]) -> None:
        self.left, self.right = outputs, None


def topological_order_of(outputs: Sequence[Value]) -> list[Value]:
    """Every node any of the outputs depends on, parents first: in one walk, however much they share."""
    if len(outputs) == 1:
        return topological_order(outputs[0])
    order: Any = zeros(_Together(tuple(outputs)))  # type: ignore[arg-type]
    order.popitem()
    return list(order)


def in_effect(order: Sequence[Value], outputs: Iterable[Value]) -> list[Value]:
    """The nodes of an order on whose numbers the outputs hang: no arm that is not chosen, nothing without weight."""
    found = set(outputs)
    for node in reversed(order):
        if node in found:
            parents = node.parents
            if node.op is choice:  # of no arm, while its condition is undefined
                condition = parents[0].data
                parents = parents[:1] if condition != condition else parents[:2] if condition else parents[::2]
            elif node.op is weighted and parents[0].data == 0:
                parents = parents[:1]
            found.update(parents)
    return [node for node in order if node in found]


def passed_on(arrived: float, partial: float) -> float:
    """What an edge carries on of what arrived at it. Of nothing, nothing: exactly 0 stops, were the other undefined."""
    return arrived * partial if arrived and partial else 0.0


def added_up(terms: Iterable[float]) -> float:
    """Σ of what arrives, rounded once; if that is not finite, what adding up one by one gives.

    >>> added_up([0.1] * 10), added_up([1e308, 1e308]), added_up([float("inf"), float("-inf")])
    (1.0, inf, nan)
    """
    terms = list(terms)
    try:
        return fsum(terms)
    except (OverflowError, ValueError):  # a partial sum is too large; +∞ and -∞
        return sum(terms)
