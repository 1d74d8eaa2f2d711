"""A graph with other numbers for some names, beside the graph itself: L at w1 = 0.11, as in a finite difference.

What depends on a number that was changed is computed once more, and its nodes bear their names with the change behind:
L(w1=0.11). They are nodes like any other, so everything that is known about right and wrong numbers holds for them.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from autograd.errors import ExpressionError
from autograd.graph import topological_order
from autograd.language import say
from autograd.notation import number, quoted
from autograd.operation import CONSTANT
from autograd.value import Value

#: Of more changes than these only the first are in the names.
MOST_SAID = 3


def in_order(named: dict[str, Value]) -> list[Value]:
    """All nodes, operands before what is computed from them."""
    order: dict[Value, None] = {}
    for node in reversed(named.values()):  # the last ones are computed from most of the others
        if node not in order:
            order.update(dict.fromkeys(topological_order(node)))
    return list(order)


def nudged(
    named: Mapping[str, Value], nodes: Iterable[Value], at: Mapping[str, float], taken: Container[str] = ()
) -> tuple[dict[str, Value], dict[str, str]]:
    """The nodes that are other ones with the numbers of `at`, by their new names; and the new name for each old one.

    `nodes` are all of them, as `in_order` gives them; new names are none of those `taken`.

    Raises `ExpressionError` for a name that is not there.
    """
    for name in at:
        if name not in named:
            raise ExpressionError(say("there is no {name} in the example", name=quoted(name)))
    changes = [f"{name}={number(new, 12)}" for name, new in at.items()]
    suffix = f"({', '.join(changes if len(changes) <= MOST_SAID else [*changes[: MOST_SAID - 1], '…'])})"
    while any(f"{name}{suffix}" in taken for name in at):
        suffix += "'"
    other = {named[name]: Value(float(new), f"{name}{suffix}") for name, new in at.items()}
    called = {node: name for name, node in named.items()}
    for node in nodes:
        if node in other or node.op is None or all(parent not in other for parent in node.parents):
            continue
        operands = [p.data if p.op is CONSTANT else other.get(p, p) for p in node.parents]
        again = node.op(*operands)
        other[node] = again.named(f"{called[node]}{suffix}") if node in called else again
    names = {name: f"{name}{suffix}" for name, node in named.items() if node in other}
    return {new: other[named[old]] for old, new in names.items()}, names
