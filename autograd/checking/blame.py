"""Which operations of a graph are to blame, where a gradient and differences of values disagree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite, ulp
from typing import TYPE_CHECKING, Any

from autograd.checking.differences import Differences
from autograd.checking.judging import Tolerances, judge
from autograd.graph import topological_order
from autograd.naming import names
from autograd.notation import number, printable
from autograd.operation import CONSTANT
from autograd.ops import PIECES, stop_gradient

if TYPE_CHECKING:
    from autograd.value import Value


#: So many floats at least lie between two jumps where differences are to see them.
_FLOATS_BETWEEN_JUMPS = 4096


def hidden_jumps(output: Value) -> list[str]:
    """A sentence for each operation whose jumps lie closer than differences can look: floor, at 1e190."""
    order = topological_order(output)
    found = [node for node in order if node.op in PIECES and isfinite(node.parents[0].data)]
    hidden = [node for node in found if _hides_jumps(node)]
    called = names(order) if hidden else {}
    return [
        f"{node.op.name} jumps more often at {_called(node.parents[0], called)} than differences see there"
        for node in hidden
        if node.op is not None
    ]


def _hides_jumps(node: Value) -> bool:
    first, *_ = operands = [parent.data for parent in node.parents]
    return node.op is not None and PIECES[node.op](*operands) < _FLOATS_BETWEEN_JUMPS * ulp(first)


def _called(node: Value, called: Mapping[Value, str]) -> str:
    return f"{called[node]} = {number(node.data)}" if node in called else number(node.data)


def blamed(output: Value, corner: bool) -> Iterator[str]:
    """A sentence for each operation in the graph to blame: its partial is wrong, or, at a corner, it has one."""
    order = topological_order(output)
    called = names(order)
    found = set()
    for node in order:
        if node.op is None or node.op is CONSTANT or node.op in found:
            continue
        if node.op is stop_gradient:
            yield f"stop_gradient passes no gradient on to {_called(node.parents[0], called)}, as it is meant to"
            found.add(node.op)
            continue
        if node.op in PIECES and _hides_jumps(node):
            continue
        operands = [operand.data for operand in node.parents]
        for position, (parent, partial) in enumerate(zip(node.parents, node.partials, strict=True)):
            if parent.op is CONSTANT or not (isfinite(partial) and isfinite(parent.data) and isfinite(node.data)):
                continue

            def value_at(x: float, op: Any = node.op, operands: list[float] = operands, at: int = position) -> float:
                out: float = op.on_numbers(*operands[:at], x, *operands[at + 1 :])
                return out

            judged = judge(partial, Differences(value_at, parent.data), Tolerances(1e-6, 0.0))
            if judged is None:
                continue
            excess, measured = judged
            name, at = printable(node.op.name), f"{called[parent]} = {number(parent.data)}"
            ordinal = ("first ", "second ", "third ")[position] if len(node.parents) in (2, 3) else ""
            if excess and measured.slope:
                yield (
                    f"the rule of {name} is wrong for its {ordinal}operand: at {at} its partial says "
                    f"{number(partial, 10)}, differences {number(measured.slope.value, 10)}"
                )
            elif corner and (measured.kink or measured.jump):
                what = "kink" if measured.kink else "jump"
                yield f"{name} has a {what} at {at}, where its slope is {number(partial, 10)} by convention"
            else:
                continue
            found.add(node.op)
            break
