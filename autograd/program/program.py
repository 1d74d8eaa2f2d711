"""`compile` and the `Program` it makes: a function of one row, run on many rows at once."""

from __future__ import annotations

import gc
import inspect
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy
from numpy.typing import ArrayLike, NDArray

from autograd.backward import sweep
from autograd.errors import ChainruleError, OperandError, TooLargeError, UndefinedError
from autograd.notation import number, printable
from autograd.program.plan import Group, Plan
from autograd.program.run import Part, Space
from autograd.program.trace import trace
from autograd.value import Value

Array = NDArray[numpy.float64]

#: How many bytes of values and adjoints are worked on at a time, about what a processor keeps close at hand; but no
#: fewer rows than make up for the calls of NumPy, as long as the buffers stay below a size that fits any machine.
WORKING_SET, FEWEST_ROWS, LARGEST_BUFFERS = 16_000_000, 1024, 500_000_000
#: What an array operation costs at least, in units of what the engine needs for one node: below that, arrays lose.
CALLS_PER_NODE = 2


def compile(function: Callable[..., Any], parameters: Sequence[Value]) -> Program:
    """A program that runs `function` on all rows of data at once, and its gradient by `parameters`.

    `function(x, y, …)` computes something from *one row* with autograd's operations: x is a list of Values for an
    argument given as a 2-d array, one Value for a 1-d array. The parameters reach it as they always do, from outside.

    >>> w, b = Value(2.0, "w"), Value(1.0, "b")
    >>> program = compile(lambda x, y: (w * x + b - y) ** 2, [w, b])
    >>> program.value([1.0, 2.0], [3.0, 4.0])
    array([0., 1.])
    >>> program.value_and_grad([1.0, 2.0], [3.0, 4.0])
    (0.5, array([2., 1.]))

    Raises `TraceError`, when the program is first given data, if the function branches on a value or asks for its
    number.
    """
    return Program(function, parameters)


class Program:
    """What `compile` makes. It is traced when it first sees data, once for each number of columns."""

    def __init__(self, function: Callable[..., Any], parameters: Sequence[Value]) -> None:
        self.function = function
        self.parameters = list(parameters)
        for parameter in self.parameters:
            if not isinstance(parameter, Value) or parameter.parents:
                raise OperandError(f"a parameter is a Value that was not computed from others, not {parameter!r:.60}")
        if len({id(parameter) for parameter in self.parameters}) < len(self.parameters):
            raise OperandError("a parameter is given twice")
        self._bound: dict[tuple[int | None, ...], _Bound] = {}
        self._last: _Bound | None = None

    def value(self, *arguments: ArrayLike, at: ArrayLike | None = None) -> Array:
        """The function of every row: an array of shape (N,), or (N, K) for a function that returns K Values.

        `at` is a vector of parameter values to use instead of the parameters' own.
        """
        arrays, bound = self._prepare(arguments)
        return bound.run(arrays, self._vector(at), self.function, gradient=False)[0]

    def value_and_grad(self, *arguments: ArrayLike, at: ArrayLike | None = None) -> tuple[float, Array]:
        """The mean of the function over the rows, and its gradient: a vector with an entry for each parameter."""
        arrays, bound = self._prepare(arguments)
        if not bound.single:
            raise OperandError("the function returns several values: only one has a gradient, add them up")
        if arrays and not len(arrays[0]):
            raise OperandError("the mean over no rows at all does not exist")
        values, gradient = bound.run(arrays, self._vector(at), self.function, gradient=True)
        return float(numpy.add.reduce(values)) / len(values), gradient

    @property
    def statistics(self) -> Statistics:
        """Figures of the last trace: nodes, groups, matrix products, bytes, seconds."""
        if self._last is None:
            raise OperandError("the program has not been traced yet: call value or value_and_grad first")
        return self._last.statistics()

    def __str__(self) -> str:
        if self._last is None:
            return "a program not traced yet: call value or value_and_grad first"
        return self._last.listing()

    def __repr__(self) -> str:
        state = "not traced yet" if self._last is None else f"{len(self._last.plan.groups)} array operations"
        return f"<program of {len(self.parameters)} parameters, {state}>"

    def _vector(self, at: ArrayLike | None) -> Array:
        if at is None:
            return numpy.array([parameter.data for parameter in self.parameters], dtype=float)
        vector = numpy.asarray(at, dtype=float)
        if vector.shape != (len(self.parameters),):
            raise OperandError(f"at= needs a number for each of {len(self.parameters)} parameters, not {vector.shape}")
        return vector

    def _prepare(self, arguments: Sequence[ArrayLike]) -> tuple[list[Array], _Bound]:
        arrays = [_as_rows(argument, position) for position, argument in enumerate(arguments)]
        if len({len(array) for array in arrays}) > 1:
            raise OperandError(
                f"the arguments have different numbers of rows: {', '.join(str(len(a)) for a in arrays)}"
            )
        widths = tuple([None if array.ndim == 1 else array.shape[1] for array in arrays])
        if widths not in self._bound:
            self._bound[widths] = _Bound(self.function, self.parameters, widths)
        self._last = self._bound[widths]
        return arrays, self._last


@dataclass(frozen=True)
class Statistics:
    """What a program consists of, and what making it took."""

    nodes: int
    groups: int
    products: int
    bytes: int
    seconds: float


class _Bound:
    """A function traced for given widths of its arguments, with buffers for the numbers of rows met."""

    def __init__(self, function: Callable[..., Any], parameters: Sequence[Value], widths: Sequence[int | None]) -> None:
        start = time.perf_counter()
        with _collector_paused():
            tape, self.single = trace(function, parameters, widths, _argument_names(function, len(widths)))
            self.plan = plan = Plan(tape, widths)
        self.seconds = time.perf_counter() - start
        self.parameters = parameters
        self.uniform = Space(plan.uniform_slots, 1)
        for slot, value in plan.constants.items():
            self.uniform.values[slot] = value
        self.arguments: dict[int, Array] = {}
        self.varying: dict[int, _Rows] = {}
        varying = [group for group in plan.groups if group.varying]
        bytes_per_row = 16 * max(plan.varying_slots, 1)
        self.rows_at_once = max(1, WORKING_SET // bytes_per_row, min(FEWEST_ROWS, LARGEST_BUFFERS // bytes_per_row))
        self.varying_groups = varying
        self.uniform_part = Part(
            [group for group in plan.groups if not group.varying], self.uniform, Space(0, 0), self.arguments
        )
        self._backward_ready = False

    def run(
        self, arrays: Sequence[Array], vector: Array, function: Callable[..., Any], gradient: bool
    ) -> tuple[Array, Array]:
        """The outputs of all rows, and the gradient of their mean."""
        rows = len(arrays[0]) if arrays else 1
        if rows * self.plan.nodes < CALLS_PER_NODE * len(self.plan.groups):
            return self._run_scalars(arrays, vector, function, gradient)
        with numpy.errstate(all="ignore"):
            return self._run_arrays(arrays, vector, rows, gradient)

    def _run_arrays(self, arrays: Sequence[Array], vector: Array, rows: int, gradient: bool) -> tuple[Array, Array]:
        plan, uniform = self.plan, self.uniform
        uniform.values[: plan.parameters, 0] = vector
        for slot, leaf in plan.frozen.items():
            uniform.values[slot] = leaf.data
        for step in self.uniform_part.forward:
            step()
        outputs = numpy.empty((len(plan.outputs), rows))
        total: Array | None = None
        chunks = max(1, -(-rows // self.rows_at_once))
        size = -(-rows // chunks)
        for start in range(0, rows, max(size, 1)):
            part = arrays if chunks == 1 else [array[start : start + size] for array in arrays]
            varying = self._rows(min(size, rows - start))
            varying.load(part)
            for step in varying.part.forward:
                step()
            found = outputs[:, start : start + size]
            for index, (is_varying, slot) in enumerate(plan.outputs):
                found[index] = (varying.space if is_varying else uniform).values[slot]
            if not isfinite(numpy.add.reduce(found, axis=None)) and not numpy.isfinite(found).all():
                self._refuse(varying, part, start)
            if gradient:
                varying.seed(1.0 / rows)
                for step in varying.part.backward:
                    step()
                if chunks > 1:
                    reached = uniform.adjoints[varying.reached]
                    total = reached.copy() if total is None else numpy.add(total, reached, out=total)
        values = outputs[0] if self.single else outputs.T
        if not gradient:
            return values, outputs[0, :0]
        if total is not None:
            uniform.adjoints[varying.reached] = total
        if not plan.outputs[0][0]:
            uniform.adjoints[plan.outputs[0][1]] = 1.0
        for step in self.uniform_part.backward:
            step()
        slopes = uniform.adjoints[: plan.parameters, 0].copy()
        if not isfinite(numpy.add.reduce(slopes)) and not numpy.isfinite(slopes).all():
            worst = int(numpy.flatnonzero(~numpy.isfinite(slopes))[0])
            raise TooLargeError(f"the gradient by parameter {self._parameter(worst)} is not finite")
        return values, slopes

    def _rows(self, count: int) -> _Rows:
        if count not in self.varying:
            while len(self.varying) > 3:
                del self.varying[next(iter(self.varying))]
            self.uniform.reached[:] = False
            self.varying[count] = _Rows(self, count)
            if not self._backward_ready:
                varying, slot = self.plan.outputs[0]
                if not varying:
                    self.uniform.reached[slot] = True
                self.uniform_part.make_backward()
                self._backward_ready = True
        return self.varying[count]

    def _run_scalars(
        self, arrays: Sequence[Array], vector: Array, function: Callable[..., Any], gradient: bool
    ) -> tuple[Array, Array]:
        """Row by row with the engine: for graphs so thin, or rows so few, that array operations do not pay."""
        parameters = self.parameters
        before = [parameter.data for parameter in parameters]
        rows = len(arrays[0]) if arrays else 1
        outputs, slopes = [], numpy.zeros(len(parameters))
        try:
            for parameter, x in zip(parameters, vector.tolist(), strict=True):
                parameter.data = x
            for index in range(rows):
                row = [[Value(x) for x in array[index]] if array.ndim == 2 else Value(array[index]) for array in arrays]
                try:
                    out = function(*row)
                    outputs.append([value.data for value in ([out] if self.single else out)])
                    if gradient:
                        adjoint = sweep(out)
                        slopes += [adjoint.get(parameter, 0.0) for parameter in parameters]
                except ChainruleError as error:
                    raise _in_row(error, index) from None
        finally:
            for parameter, x in zip(parameters, before, strict=True):
                parameter.data = x
        values = numpy.array(outputs).reshape(rows, len(self.plan.outputs))
        return (values[:, 0] if self.single else values), slopes / max(rows, 1)

    def _refuse(self, varying: _Rows, arguments: Sequence[Array], start: int) -> None:
        """Raise for the first node, in the order of the computation, that is not finite in some row."""
        for position, array in enumerate(arguments):
            for place in numpy.argwhere(~numpy.isfinite(array))[:1]:
                column = f", column {place[1]}" if len(place) > 1 else ""
                x = array[tuple(place)]
                raise UndefinedError(f"argument {position} is {x} in row {start + place[0]}{column}")
        for group in self.plan.groups:
            values = (varying.space if group.varying else self.uniform).values[group.slots]
            bad = numpy.argwhere(~numpy.isfinite(values))
            if not len(bad):
                continue
            node, row = bad[0]
            if isinstance(group, Group) and not group.stacked:
                operands = [
                    group.fixed[i] if i in group.fixed else self._number(operand, node, row, varying)
                    for i, operand in enumerate(group.operands)
                ]
                try:
                    group.op.on_numbers(*operands)
                except ChainruleError as error:
                    raise _in_row(error, start + int(row)) from None
            what = printable(self.plan.names[group.nodes[node]])
            raise TooLargeError(
                f"row {start + row}: {what} is {number(float(values[node, row]))}, too large for a float"
            )

    def _number(self, operand: Any, node: int, row: int, varying: _Rows) -> float:
        space = varying.space if operand.varying else self.uniform
        return float(space.values[operand.slots[node], row if operand.varying else 0])

    def _parameter(self, index: int) -> str:
        return printable(self.parameters[index].label) or f"number {index}"

    def statistics(self) -> Statistics:
        """Figures of this trace."""
        arrays = [self.uniform, *(rows.space for rows in self.varying.values())]
        return Statistics(
            nodes=self.plan.nodes,
            groups=len(self.plan.groups),
            products=sum(not isinstance(group, Group) for group in self.plan.groups),
            bytes=sum(space.values.nbytes + space.adjoints.nbytes for space in arrays),
            seconds=self.seconds,
        )

    def listing(self) -> str:
        """The array operations, one a line, with their shapes."""
        lines = [f"{self.plan.nodes} nodes as {len(self.plan.groups)} array operations (N rows):"]
        for group in self.plan.groups:
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


class _Rows:
    """The varying side of a program for a given number of rows: its buffers and steps."""

    def __init__(self, bound: _Bound, rows: int) -> None:
        plan = bound.plan
        self.plan, self.arguments = plan, bound.arguments
        self.space = Space(plan.varying_slots, rows)
        self.space.values[plan.ones] = 1.0
        self.part = Part(bound.varying_groups, bound.uniform, self.space, bound.arguments)
        varying, slot = plan.outputs[0]
        if varying:
            self.space.reached[slot] = True
        self.part.make_backward()
        self.reached = numpy.flatnonzero(bound.uniform.reached)
        if len(self.reached) and self.reached[-1] - self.reached[0] == len(self.reached) - 1:
            self.reached = slice(int(self.reached[0]), int(self.reached[-1]) + 1)  # type: ignore[assignment]

    def load(self, arrays: Sequence[Array]) -> None:
        """Take the arguments of these rows: as they are, or copied into their slots."""
        for position, array in enumerate(arrays):
            self.arguments[position] = array.T
        for position, column, slots in self.plan.copied:
            transposed = arrays[position].T
            self.space.values[slots] = transposed if column is None else transposed[column]

    def seed(self, weight: float) -> None:
        """The adjoint of the output: its weight in the mean."""
        varying, slot = self.plan.outputs[0]
        if varying:
            self.space.adjoints[slot] = weight


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Tracing makes millions of small objects, all needed: looking for garbage among them takes half the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _as_rows(argument: ArrayLike, position: int) -> Array:
    """An argument as an array of floats with one or two axes."""
    try:
        array = numpy.asarray(argument)
    except ValueError:
        raise OperandError(f"argument {position} is ragged: its rows have different lengths") from None
    if array.dtype.kind not in "biuf":
        raise OperandError(f"argument {position} must hold real numbers, not {array.dtype}")
    if array.ndim not in (1, 2):
        raise OperandError(f"argument {position} has shape {array.shape}: give a 1-d array, or a 2-d array of rows")
    return array if array.dtype == float else array.astype(float)


def _argument_names(function: Callable[..., Any], count: int) -> list[str]:
    """What the function calls its arguments; used in messages."""
    try:
        names = [printable(name) for name in inspect.signature(function).parameters]
    except (TypeError, ValueError):
        names = []
    return [names[i] if i < len(names) else f"argument{i}" for i in range(count)]


def _in_row(error: ChainruleError, row: int) -> ChainruleError:
    return type(error)(f"row {row}: {error}")


def _shape(operand: Any) -> str:
    if operand.argument is not None:
        return f"argument {operand.argument} ({len(operand.slots)}, N)"
    how = "" if operand.as_slice is not None else " gathered"
    return f"({len(operand.slots)}, {'N' if operand.varying else '1'}){how}"
