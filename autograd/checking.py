"""Checking gradients against differences of function values, which need no rule at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import inf
from typing import Any

from autograd.errors import ChainruleError, GradientError, OperandError
from autograd.graph import names, topological_order
from autograd.nested import flatten, map_entries
from autograd.notation import number, printable, quoted
from autograd.operation import CONSTANT, Op
from autograd.sweeps import sweep
from autograd.transforms import one_value
from autograd.value import Value


def gradcheck(
    f: Callable[..., Any], inputs: Any, *, relative_tolerance: float = 1e-6, absolute_tolerance: float = 1e-9
) -> bool:
    """True if the gradient of f at `inputs` agrees with differences of its values; otherwise raises `GradientError`.

    `inputs` is a tuple of the arguments of f (numbers, lists, tuples or arrays of them), or the one argument.
    Differences are central, with steps in proportion to the input, extrapolated to step zero (Ridders, Adv. Eng.
    Software 4, 1982). A function made of + - * / ** alone is also evaluated at complex numbers, which gives its
    derivative without the rounding of a difference (W. Squire and G. Trapp, SIAM Review 40, 1998).

    The error names the worst entry with both numbers, and the operation whose rule is wrong if there is one.

    >>> gradcheck(lambda x, y: (x * y).sin(), (0.5, 2.0))
    True
    """
    for name, tolerance in (("relative", relative_tolerance), ("absolute", absolute_tolerance)):
        if not isinstance(tolerance, (int, float)) or not 0 <= tolerance < inf:
            raise OperandError(f"{name}_tolerance= is a number of at least 0, not {quoted(tolerance)}")
    arguments = inputs if isinstance(inputs, tuple) else (inputs,)
    variables = [map_entries(Value, argument) for argument in arguments]
    output = one_value(f(*variables), f)
    adjoint = sweep(output)
    entries: list[Value] = flatten(variables)
    worst: tuple[float, int, float, float] | None = None
    for index, variable in enumerate(entries):
        claimed = adjoint.get(variable, 0.0)

        def value_at(x: Any, index: int = index) -> Any:
            return _evaluate(f, arguments, index, x)

        def excess_of(slope: tuple[float, float], claimed: float = claimed) -> float:
            allowed = absolute_tolerance + relative_tolerance * max(abs(slope[0]), abs(claimed)) + 2 * slope[1]
            return abs(claimed - slope[0]) / allowed if claimed != slope[0] else 0.0

        slope = _slope(value_at, variable.data)
        if excess_of(slope) > 1:
            slope = _surest(value_at, variable.data)
        measured, excess = slope[0], excess_of(slope)
        if excess > 1 and (worst is None or excess > worst[0]):
            worst = (excess, index, claimed, measured)
    if worst is None:
        return True
    _, index, claimed, measured = worst
    where = list(_entry_names(arguments))[index]
    message = f"the gradient by {where} is {number(claimed, 10)}, but differences of values give {number(measured, 10)}"
    raise GradientError("; ".join([message, *_wrong_rules(output)]))


def _evaluate(f: Callable[..., Any], arguments: Sequence[Any], changed: int, to: complex) -> Any:
    """The value of f with entry number `changed` of its arguments set to `to`: a number, complex if `to` is."""
    entries = iter(range(len(flatten(list(arguments)))))
    plain = isinstance(to, complex)

    def replaced(entry: Any) -> Any:
        x = to if next(entries) == changed else float(entry)
        return x if plain else Value(x)  # type: ignore[arg-type]

    out = f(*[map_entries(replaced, argument) for argument in arguments])
    return out if plain else one_value(out, f).data


def _slope(value_at: Callable[[Any], Any], x: float) -> tuple[float, float]:
    """The derivative at x, and how far off it may be."""
    scale = max(abs(x), 1e-2)
    slope, uncertainty = _ridders(value_at, x, 0.02 * scale)
    try:
        out = value_at(complex(x, scale * 1e-20))
    except (ChainruleError, TypeError, AttributeError, ValueError, ArithmeticError):
        return slope, uncertainty  # not a function of complex numbers
    sharper = out.imag / (scale * 1e-20) if isinstance(out, complex) else slope
    # abs() of a complex number has another derivative: believe the complex step only where the differences bear it out.
    if abs(sharper - slope) <= 1e-6 * max(1.0, abs(slope)) + 2 * uncertainty:
        return sharper, 0.0 if isinstance(out, complex) else uncertainty
    return slope, uncertainty


def _ridders(value_at: Callable[[float], float], x: float, step: float) -> tuple[float, float]:
    """Central differences with steps halved again and again, extrapolated to step zero; with an error estimate."""
    best, error = 0.0, float("inf")
    previous: list[float] = []
    for _ in range(10):
        try:
            row = [(value_at(x + step) - value_at(x - step)) / (2 * step)]
        except ChainruleError:  # the step leaves the domain: shorter ones may not
            previous, step = [], step / 4
            continue
        for order, coarser in enumerate(previous, start=1):
            row.append(row[-1] + (row[-1] - coarser) / (4**order - 1))
            change = max(abs(row[-1] - row[-2]), abs(row[-1] - coarser))
            if change < error:
                best, error = row[-1], change
        previous, step = row, step / 2
    return best, error


def _surest(value_at: Callable[[float], float], x: float) -> tuple[float, float]:
    """The difference least in doubt, from steps of very different lengths: the usual one may be far too long."""
    scale = 0.02 * max(abs(x), 1e-2)
    return min((_ridders(value_at, x, scale / 100**times) for times in range(5)), key=lambda slope: slope[1])


def _wrong_rules(output: Value) -> Iterator[str]:
    """A sentence for each operation in the graph whose local partial is not what differences of its values give."""
    order = topological_order(output)
    called = names(order)
    blamed = set()
    for node in order:
        if node.op is None or node.op is CONSTANT or node.op in blamed:
            continue
        for position, (parent, partial) in enumerate(zip(node.parents, node.partials, strict=True)):
            if parent.op is CONSTANT:
                continue
            measured, uncertainty = _measured_partial(node.op, [operand.data for operand in node.parents], position)
            if abs(partial - measured) > 1e-6 * max(1.0, abs(partial), abs(measured)) + 2 * uncertainty:
                blamed.add(node.op)
                ordinal = ("first ", "second ", "third ")[position] if len(node.parents) in (2, 3) else ""
                yield (
                    f"the rule of {printable(node.op.name)} is wrong for its {ordinal}operand: at "
                    f"{called[parent]} = {number(parent.data)} its partial says {number(partial, 10)}, "
                    f"differences {number(measured, 10)}"
                )
                break


def _measured_partial(op: Op, operands: list[float], position: int) -> tuple[float, float]:
    """∂op/∂operand by differences of its forward value, and how far off that may be."""

    def value_at(x: float) -> float:
        return op.on_numbers(*operands[:position], x, *operands[position + 1 :])

    return _surest(value_at, operands[position])


def _entry_names(arguments: Sequence[Any]) -> Iterator[str]:
    """What to call each entry of the arguments: `argument 0`, `argument 1[2]`."""

    def inside(prefix: str, argument: Any) -> Iterator[str]:
        if hasattr(argument, "__len__"):
            for index, item in enumerate(argument):
                yield from inside(f"{prefix}[{index}]", item)
        else:
            yield prefix

    for index, argument in enumerate(arguments):
        yield from inside(f"argument {index}", argument)
