"""What a text of formulas came to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from autograd.graph import refuse_undefined
from autograd.order import topological_order_of
from autograd.statements import normal_name
from autograd.value import Value


class Evaluation(NamedTuple):
    """What a text came to: the Value of its last statement, and every name with its Value, the given ones first."""

    result: Value
    named: dict[str, Value]

    def refuse_undefined(self) -> None:
        """Raise for the first operation without a result, unless it is only in arms that are not chosen."""
        # While a function is compiled there are no numbers.
        nodes = [node for node in (*self.named.values(), self.result) if hasattr(node, "_data")]
        if nodes:
            used = {parent for node in topological_order_of(nodes) for parent in node.parents}
            refuse_undefined([node for node in nodes if node not in used])

    def unused(self, given: Iterable[str]) -> list[str]:
        """Those of the `given` names from which neither the result nor any other name is computed.

        >>> from autograd.expression import evaluate
        >>> evaluate("a + b", {"a": 1, "b": 1, "c": 3}).unused("abc")
        ['c']
        """
        inputs: dict[str, list[Value]] = {normal_name(name): [] for name in given}
        waiting = [self.result]
        for name, node in self.named.items():
            array = name.partition("[")[0]
            inputs.get(array, waiting).append(node)
        reached = set(waiting)
        while waiting:
            new = [parent for parent in waiting.pop().parents if parent not in reached]
            reached.update(new)
            waiting += new
        return [name for name, nodes in inputs.items() if nodes and reached.isdisjoint(nodes)]
