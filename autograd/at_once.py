"""Numbers of many nodes written at once: all or none of them, whatever interrupts.

Ctrl-C raises an exception between two steps of a program: where a function begins, after a call, on the way back to the
beginning of a loop. A loop that sets one parameter after the other may so end halfway, and leave weights that nobody
has computed. What `any` runs through, a `map` of what Python itself sets, is a single step.
"""

from __future__ import annotations

from itertools import chain, repeat

from autograd.node import Node, readings
from autograd.operation import CONSTANT
from autograd.stand_ins import by_thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from autograd.value import Value

    Write = Callable[[Sequence[Value], Iterable[float]], Iterator[None]]


def at_once(*writes: Iterator[None]) -> None:
    """Make the changes that these describe, as one step.

    >>> from autograd import Value
    >>> w, b = Value(1.0, "w"), Value(2.0, "b")
    >>> at_once(setting_data([w, b], [3.0, 4.0]), setting_grad([w], [0.5]))
    >>> w, b
    (Value(3, label='w', grad=0.5), Value(4, label='b'))
    """
    any(chain.from_iterable(writes))


def _setting(name: str) -> Write:
    slot: Any = vars(Node)[f"_{name}"]

    def setting(nodes: Sequence[Value], numbers: Iterable[float]) -> Iterator[None]:
        if by_thread:  # something may stand in for them, which the attribute sees to
            return map(setattr, nodes, repeat(name), numbers)
        write = map(slot.__set__, nodes, numbers)
        return chain(write, map(set.clear, (readings,))) if name == "data" else write

    return setting


#: Set `data`, or `grad`, of each node to a number, which has to be a float; see `at_once`.
setting_data = _setting("data")
setting_grad = _setting("grad")


def setting(thing: object, **attributes: object) -> Iterator[None]:
    """Set attributes of a thing; see `at_once`."""
    return map(setattr, repeat(thing), attributes, attributes.values())


def add_gradients(arrived: Iterator[tuple[Value, float]]) -> None:
    """What has arrived at each node of a sweep is added to the `grad` of a leaf, and is the `grad` of a result.

    An interrupt goes on once all are written. It can come between two rounds of the loop and nowhere in it, as nothing
    is called there (but before the second condition in Python 3.10, when a result is to be set).
    """
    op = None
    try:
        for node, adjoint in arrived:
            op = node.op
            if op is None:
                node._grad += adjoint
            elif op is not CONSTANT:
                node._grad = adjoint
    except BaseException:
        if op is not None and op is not CONSTANT:
            node._grad = adjoint
        add_gradients(arrived)
        raise
