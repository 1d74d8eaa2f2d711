"""What a program says about itself: its figures, its listing, and where numbers stopped being finite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from autograd.errors import UndefinedError
from autograd.language import say
from autograd.notation import counted, number, printable
from autograd.program.plan import Group, Operand, Plan
from autograd.program.rules import Array
from autograd.program.space import Space


@dataclass(frozen=True)
class Statistics:
    """What a program consists of, and what it takes.

    - `nodes` of the graph of one row, as so many `groups`: array operations, of which `products` are matrix products.
    - `bytes` of the buffers there are now.
    - `bytes_per_row`: what a row takes in them, as long as there are fewer than `rows_at_once`; more rows go through
      the same buffers, block by block. So a call with a gradient takes bytes_per_row·min(rows, rows_at_once), beside
      its results and what does not depend on rows.
    - `seconds` for tracing and planning.
    """

    nodes: int
    groups: int
    products: int
    bytes: int
    bytes_per_row: float
    rows_at_once: int
    seconds: float


def listing(plan: Plan) -> str:
    """The array operations, one a line, with their shapes."""
    lines = [f"{counted(plan.nodes, 'node')} as {counted(len(plan.groups), 'array operation')} (N rows):"]
    for group in plan.groups:
        count, rows = len(group.nodes), "N" if group.varying else "1"
        if isinstance(group, Group):
            operands = ", ".join(
                number(group.fixed[i]) if i in group.fixed else _shape(operand)
                for i, operand in enumerate(group.operands)
            )
            lines.append(f"  ({count}, {rows}) = {group.op.name}({operands})")
        else:
            width = group.weights.shape[1]
            bias = "" if group.bias is None else f" + bias ({count}, 1)"
            lines.append(f"  ({count}, N) = weights ({count}, {width}) @ {_shape(group.block)}{bias}")
    return "\n".join(lines)


def _shape(operand: Operand) -> str:
    if operand.argument is not None:
        return f"argument {operand.argument} ({len(operand.slots)}, N)"
    how = "" if operand.as_slice is not None else " gathered"
    return f"({len(operand.slots)}, {'N' if operand.varying else '1'}){how}"


def check_arguments(arguments: Sequence[Array], start: int) -> None:
    """Raise for the first argument that is not finite; `start` is the number of the first row given."""
    for position, array in enumerate(arguments):
        for place in numpy.argwhere(~numpy.isfinite(array))[:1]:
            column = say(", column {column}", column=place[1]) if len(place) > 1 else ""
            row = start + int(place[0])
            sentence = say(
                "argument {position} is {number} in row {row}{column}",
                position=position, number=array[tuple(place)], row=row, column=column,
            )  # fmt: skip
            error = UndefinedError(sentence)
            error.row = row
            raise error


def check_numbers(plan: Plan, uniform: Space) -> None:
    """Raise for a parameter, or another Value the function uses, that is not finite."""
    for slot in [*range(plan.parameters), *plan.frozen]:
        if not numpy.isfinite(uniform.values[slot, 0]):
            x = uniform.values[slot, 0]
            if slot < plan.parameters:
                name = printable(plan.names[slot])
                called = str(slot) if name == f"parameter {slot}" else name
                raise UndefinedError(say("parameter {name} is {x}", name=called, x=x))
            label = printable(plan.frozen[slot].label)
            raise UndefinedError(
                say("the Value {label} is {x}" if label else "a Value that the function uses is {x}", label=label, x=x)
            )
