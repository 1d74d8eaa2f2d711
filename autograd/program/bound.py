"""A function bound to data of given widths: traced, planned, and run in buffers for the numbers of rows it meets."""

from __future__ import annotations

import gc
import inspect
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from copy import copy
from threading import Lock, get_ident
from typing import Any
from weakref import WeakSet

import numpy

from autograd.errors import ChainruleError, TooLargeError
from autograd.graph import refuse_undefined, topological_order
from autograd.notation import printable
from autograd.operation import undefined_as_nan
from autograd.program.choosing import InEffect
from autograd.program.data import Numbers
from autograd.program.plan import Group, Plan
from autograd.program.report import Statistics, check_arguments, check_numbers
from autograd.program.rules import Array
from autograd.program.run import Part
from autograd.program.space import Space, all_finite
from autograd.program.trace import as_output, trace
from autograd.stand_ins import recorded_comparisons, stand_in, stand_ins
from autograd.sweeps import pulled_back, sweep
from autograd.value import Value

#: How many bytes of values and adjoints are worked on at a time, about what a processor keeps close at hand; but no
#: fewer rows than make up for the calls of NumPy, as long as the buffers stay below a size that fits any machine.
WORKING_SET, FEWEST_ROWS, LARGEST_BUFFERS = 16_000_000, 4096, 256_000_000
#: What an array operation costs at least, in units of what the engine needs for one node: below that, arrays lose.
CALLS_PER_NODE = 2


_all: WeakSet[Bound] = WeakSet()
#: The threads that disabled the garbage collector, to enable it again.
_collector_paused_by: set[int] = set()


def _unlock_in_a_child() -> None:
    """A process forked while another thread ran a program has the lock, but not the thread that would open it.

    Nor the one that would let the collector run again.
    """
    if _collector_paused_by:
        _collector_paused_by.clear()
        gc.enable()
    for bound in list(_all):
        if bound._running.locked():  # steps half made
            bound._make_buffers(careful=False)
            bound._twin = None
        bound._running = Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_unlock_in_a_child)


class Bound:
    """A function traced for given widths of its arguments, with buffers for the numbers of rows met."""

    def __init__(
        self, function: Callable[..., Any], parameters: Sequence[Value], widths: tuple[int | None, ...]
    ) -> None:
        start = time.perf_counter()
        with _collector_paused():
            self.names = _argument_names(function, len(widths))
            tape, self.single = trace(function, parameters, widths, self.names)
            with undefined_as_nan():  # of constants, in an arm that may never be chosen
                self.plan = plan = Plan(tape, widths)
        self.seconds = time.perf_counter() - start
        self._watched = tape.watched
        self._frozen_numbers = Numbers(plan.frozen.values())
        self._running = Lock()  # the buffers are for one run at a time
        _all.add(self)
        self.function, self.parameters, self.widths = function, parameters, widths
        bytes_per_row = 16 * max(plan.varying_slots, 1)
        self.rows_at_once = max(1, WORKING_SET // bytes_per_row, min(FEWEST_ROWS, LARGEST_BUFFERS // bytes_per_row))
        self._twin: Bound | None = None
        self._make_buffers(careful=False)

    def _make_buffers(self, careful: bool) -> None:
        plan, self.careful = self.plan, careful
        self.uniform = Space(plan.uniform_slots, 1)
        for slot, value in plan.constants.items():
            self.uniform.values[slot] = value
        self.arguments: dict[int, Array] = {}
        self.varying: dict[int, _Rows] = {}
        groups = [group for group in plan.groups if not group.varying]
        self.uniform_part = Part(groups, self.uniform, Space(0, 0), self.arguments, careful)
        self._backward_ready = False

    def _carefully(self) -> Bound:
        """The same program, in whose sweep an adjoint of exactly 0 stops at a partial that does not exist."""
        if self._twin is None:
            self._twin = copy(self)
            self._twin._make_buffers(careful=True)
        return self._twin

    def run(self, arrays: Sequence[Array], vector: Array, gradient: bool) -> tuple[Array, Array]:
        """The outputs of all rows, (N,) or (N, K), and the gradient of their mean if it is asked for."""
        rows = len(arrays[0]) if arrays else 1
        if rows * self.plan.nodes < CALLS_PER_NODE * len(self.plan.groups):
            return self._run_scalars(arrays, vector, gradient)
        # Where arms that are not chosen were undefined before, they are again.
        bound = self._twin if self.plan.chooses and self._twin is not None else self
        with numpy.errstate(all="ignore"), self._running:
            return bound._run_arrays(arrays, vector, rows, gradient)

    def stale(self) -> bool:
        """Whether a Value has changed from which the function computes others before they meet a row or a parameter.

        That happened in Python while it was traced; it has to happen again.
        """
        return bool(self._watched) and any(leaf.data != x for leaf, x in self._watched.items())

    def _run_arrays(
        self, arrays: Sequence[Array], vector: Array, rows: int, gradient: bool, checked: bool = True
    ) -> tuple[Array, Array]:
        plan, uniform = self.plan, self.uniform
        uniform.flat[: plan.parameters] = vector
        if plan.frozen:
            uniform.flat[plan.frozen_slots] = self._frozen_numbers()
        for step in self.uniform_part.forward:
            step()
        outputs = numpy.empty((len(plan.outputs), rows))
        slopes: Array | None = None
        chunks = max(1, -(-rows // self.rows_at_once))
        size = max(1, -(-rows // chunks))
        for start in range(0, rows, size):
            part = arrays if chunks == 1 else [array[start : start + size] for array in arrays]
            varying = self._rows(min(size, rows - start))
            varying.load(part)
            for step in varying.part.forward:
                step()
            if not (varying.part.finite() and all_finite(uniform.flat)):
                self._check_values(part, vector, varying, start)
                if gradient and not self.careful:
                    return self._carefully()._run_arrays(arrays, vector, rows, gradient, checked)
            for output, numbers in zip(outputs, varying.outputs, strict=True):
                output[start : start + size] = numbers
            if gradient:
                slopes = self._sweep_back(varying, 1.0 / rows, slopes, last=start + size >= rows)
                if not all_finite(slopes):
                    if not self.careful:  # begin again, with care: seldom, and nothing is lost but time
                        return self._carefully()._run_arrays(arrays, vector, rows, gradient, checked)
                    if checked:
                        self._refuse_gradient(part, vector, slopes, start)
        values = outputs[0] if self.single else outputs.T
        return values, uniform.values[:0, 0] if slopes is None else slopes[: plan.parameters]

    def _sweep_back(self, varying: _Rows, weight: float, before: Array | None, last: bool) -> Array:
        """The adjoints of the uniform slots from these rows and those `before`; complete after the `last` rows."""
        adjoints = self.uniform.adjoints[:, 0]
        is_varying, slot = self.plan.outputs[0]
        if is_varying:
            varying.space.adjoints[slot] = weight
        for step in varying.part.backward:
            step()
        if before is not None:
            adjoints[varying.reached] += before[varying.reached]
        if last:
            if not is_varying:
                adjoints[slot] = 1.0
            for step in self.uniform_part.backward:
                step()
        return adjoints.copy()

    def _rows(self, count: int) -> _Rows:
        rows = self.varying.get(count)
        return self._make_rows(count) if rows is None else rows

    def _make_rows(self, count: int) -> _Rows:
        while len(self.varying) > 3:
            del self.varying[next(iter(self.varying))]
        try:
            self.uniform.reached[:] = False
            self.varying[count] = rows = _Rows(self, count)
            if not self._backward_ready:
                is_varying, slot = self.plan.outputs[0]
                if not is_varying:
                    self.uniform.reached[slot] = True
                self.uniform_part.make_backward()
                self._backward_ready = True
        except BaseException:  # no memory, or Ctrl-C: half of the steps would be wrong ones
            self._make_buffers(self.careful)
            raise
        return rows

    def _run_scalars(
        self, arrays: Sequence[Array], vector: Array, gradient: bool, first_row: int = 0
    ) -> tuple[Array, Array]:
        """Row by row with the engine: for graphs so thin, or rows so few, that array operations do not pay.

        `first_row` is the number of the first row given, for errors.
        """
        parameters = self.parameters
        rows = len(arrays[0]) if arrays else 1
        outputs, slopes = [], numpy.zeros(len(parameters))
        here = [
            parameter if parameter.data == x else Value(x, parameter.label)
            for parameter, x in zip(parameters, vector.tolist(), strict=True)
        ]
        chooses = self.plan.chooses
        with (
            stand_ins({own: other for own, other in zip(parameters, here, strict=True) if own is not other}),
            recorded_comparisons() if chooses else nullcontext(),
            undefined_as_nan() if chooses else nullcontext(),
        ):
            for index in range(rows):
                row = [array[index].tolist() for array in arrays]
                try:
                    out = self.function(*map(_labelled, row, self.names))
                    results = [stand_in(as_output(value)) for value in ([out] if self.single else out)]
                    if chooses:
                        refuse_undefined(results)
                    outputs.append([value.data for value in results])
                    if gradient and chooses:  # nothing is asked of the nodes on the way
                        slopes += pulled_back(topological_order(results[0]), results[:1], [1.0], here)
                    elif gradient:
                        adjoint = sweep(results[0])
                        slopes += [adjoint.get(parameter, 0.0) for parameter in here]
                except ChainruleError as error:
                    raise error.in_row(first_row + index) from None
        values = numpy.array(outputs).reshape(rows, len(self.plan.outputs))
        return (values[:, 0] if self.single else values), slopes / max(rows, 1)

    def _check_values(self, arrays: Sequence[Array], vector: Array, varying: _Rows, start: int) -> None:
        """Raise for the first row with a value that is not finite, if an output hangs on it: the engine says why."""
        if varying.in_effect is not None:
            bad = varying.in_effect.rows_at_fault()
            if not len(bad):
                return
            check_arguments([array[bad[0] : bad[0] + 1] for array in arrays], start + int(bad[0]))
        else:
            bad = numpy.flatnonzero(~numpy.isfinite(varying.space.values).all(axis=0))
            check_arguments(arrays, start)
        check_numbers(self.plan, self.uniform)
        row = int(bad[0]) if len(bad) else 0
        self._run_scalars([array[row : row + 1] for array in arrays], vector, False, start + row)
        raise TooLargeError("a number on the way is too large for a float").in_row(start + row)

    def _refuse_gradient(self, arrays: Sequence[Array], vector: Array, slopes: Array, start: int) -> None:
        """The same for a gradient, of which only the sum over the rows is known: the row is found by halving."""
        first, last = 0, len(arrays[0]) if arrays else 1
        while last - first > 1:
            middle = (first + last) // 2
            part = [array[first:middle] for array in arrays]
            if all_finite(self._run_arrays(part, vector, middle - first, gradient=True, checked=False)[1]):
                first = middle
            else:
                last = middle
        self._run_scalars([array[first : first + 1] for array in arrays], vector, True, start + first)
        worst = numpy.flatnonzero(~numpy.isfinite(slopes[: self.plan.parameters]))
        name = printable(self.parameters[worst[0]].label) or f"number {worst[0]}" if len(worst) else "unknown"
        raise TooLargeError(f"the gradient by parameter {name} is too large for a float")

    @property
    def bytes(self) -> int:
        """What the buffers take."""
        spaces = [self.uniform, *(rows.space for rows in list(self.varying.values()))]
        return sum(space.values.nbytes + space.adjoints.nbytes for space in spaces)

    def statistics(self) -> Statistics:
        """Figures of this trace."""
        return Statistics(
            nodes=self.plan.nodes,
            groups=len(self.plan.groups),
            products=sum(not isinstance(group, Group) for group in self.plan.groups),
            bytes=self.bytes,
            seconds=self.seconds,
        )


class _Rows:
    """The varying side of a program for a given number of rows: its buffers and steps."""

    def __init__(self, bound: Bound, rows: int) -> None:
        plan = bound.plan
        self.arguments = bound.arguments
        self.space = Space(plan.varying_slots, rows)
        self.space.values[plan.ones] = 1.0
        #: What to do with the arguments: a copy of some columns into slots, or where to look at the columns themselves.
        self._copies = [(position, column, self.space.values[slots]) for position, column, slots in plan.copied]
        self._looked_at = sorted(set(plan.direct.values()))
        groups = [group for group in plan.groups if group.varying]
        self.part = Part(groups, bound.uniform, self.space, bound.arguments, bound.careful)
        varying, slot = plan.outputs[0]
        if varying:
            self.space.reached[slot] = True
        self.part.make_backward()
        self.outputs = [(self.space if varying else bound.uniform).values[slot] for varying, slot in plan.outputs]
        self.in_effect = InEffect(plan, bound.uniform, self.space) if plan.chooses else None
        self.reached = numpy.flatnonzero(bound.uniform.reached)  # uniform slots these rows contribute to

    def load(self, arrays: Sequence[Array]) -> None:
        """Take the arguments of these rows: as they are, or copied into their slots."""
        for position in self._looked_at:
            self.arguments[position] = arrays[position].T
        for position, column, target in self._copies:
            transposed = arrays[position].T
            target[...] = transposed if column is None else transposed[column]


def _labelled(row: float | list[float], name: str) -> Value | list[Value]:
    """An argument's row as Values, called as the function calls them."""
    if isinstance(row, list):
        return [Value(x, f"{name}[{column}]") for column, x in enumerate(row)]
    return Value(row, name)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Tracing makes millions of small objects, all needed: looking for garbage among them takes half the time.

    Of several threads that trace at once, the one that found the collector enabled enables it again.
    """
    was_enabled = gc.isenabled()
    if was_enabled:
        _collector_paused_by.add(get_ident())
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
            _collector_paused_by.discard(get_ident())


def _argument_names(function: Callable[..., Any], count: int) -> list[str]:
    """What the function calls its arguments; used in messages."""
    try:
        names = [printable(name) for name in inspect.signature(function).parameters]
    except (TypeError, ValueError):
        names = []
    return [names[i] if i < len(names) else f"argument{i}" for i in range(count)]
