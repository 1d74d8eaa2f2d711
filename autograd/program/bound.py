"""A function bound to data of given widths: traced, planned, and run in buffers for the numbers of rows it meets."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from copy import copy
from threading import Lock
from typing import Any
from weakref import WeakSet

import numpy

from autograd.errors import TooLargeError
from autograd.language import say
from autograd.notation import printable
from autograd.operation import undefined_as_nan
from autograd.program.apart import Apart
from autograd.program.blocks import Blocks, processors
from autograd.program.by_engine import ByEngine
from autograd.program.collector import with_collector_paused
from autograd.program.data import Numbers, argument_names
from autograd.program.plan import Group, Plan
from autograd.program.report import Statistics, check_arguments, check_numbers
from autograd.program.rows import Rows
from autograd.program.rules import Array
from autograd.program.run import Part
from autograd.program.space import Space, all_finite
from autograd.program.trace import Tape, trace
from autograd.value import Value

#: How many bytes of values and adjoints are worked on at a time, about what a processor keeps close at hand; but no
#: fewer rows than make up for the calls of NumPy, as long as the buffers stay below a size that fits any machine.
WORKING_SET, FEWEST_ROWS, LARGEST_BUFFERS = 4_000_000, 4096, 256_000_000
#: The most threads for which there is room, where buffers are as large as that.
MOST_THREADS = 4
#: What an array operation costs at least, in units of what the engine needs for one node: below that, arrays lose.
CALLS_PER_NODE = 2


_all: WeakSet[Bound] = WeakSet()


def _unlock_in_a_child() -> None:
    """A process forked while another thread ran a program has the lock, but not the thread that would open it."""
    for bound in list(_all):
        if bound._running.locked():  # steps half made
            bound._make_buffers(careful=False)
            bound._twin = None
        bound._running = Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_unlock_in_a_child)


class _NeedsCare(Exception):
    """A number was not finite, and the sweep did not stop at partials that do not exist."""


class Bound:
    """A function traced for given widths of its arguments, with buffers for the numbers of rows met."""

    def __init__(
        self,
        function: Callable[..., Any],
        parameters: Sequence[Value],
        widths: tuple[int | None, ...],
        dtype: type = float,
        threads: int | None = None,
    ) -> None:
        start = time.perf_counter()
        names = argument_names(function, len(widths))

        def planned() -> tuple[Tape, bool, Plan]:
            tape, single = trace(function, parameters, widths, names)
            return tape, single, undefined_as_nan(Plan, tape, widths)  # of constants, in an arm that is never chosen

        tape, self.single, self.plan = with_collector_paused(planned)
        plan = self.plan
        self.seconds = time.perf_counter() - start
        self._watched = tape.watched
        self._frozen_numbers = Numbers(plan.frozen.values())
        self._running = Lock()  # the buffers are for one run at a time
        _all.add(self)
        self.parameters, self.widths, self.dtype, self.threads = parameters, widths, dtype, threads
        self._engine = ByEngine(function, parameters, names, self.single, plan)
        self._slot_bytes = size = 16 * max(plan.varying_slots, 1)  # of a row: its values and adjoints
        self.rows_at_once = max(1, WORKING_SET // size, min(FEWEST_ROWS, LARGEST_BUFFERS // size))
        self._twin: Bound | None = None
        self._whole = True  # whether the last run came to its end, see `_begin`
        self._make_buffers(careful=False)

    def _make_buffers(self, careful: bool) -> None:
        plan, self.careful = self.plan, careful
        self.uniform = Space(plan.uniform_slots, 1, dtype=self.dtype)
        for slot, value in plan.constants.items():
            self.uniform.values[slot] = value
        self.arguments: dict[int, Array] = {}
        self.varying: dict[int, list[Rows]] = {}  # by the number of rows, for each thread
        groups = [group for group in plan.groups if not group.varying]
        self.uniform_part = Part(groups, self.uniform, Space(0, 0, dtype=self.dtype), self.arguments, careful)
        self._backward_ready = False
        self._apart: dict[tuple[int, bool], Apart] = {}

    def _carefully(self) -> Bound:
        """The same program, in whose sweep an adjoint of exactly 0 stops at a partial that does not exist."""
        if self._twin is None:
            twin = copy(self)
            twin._make_buffers(careful=True)
            self._twin = twin
            if self.plan.chooses:  # from now on only that one runs
                self.varying.clear()
        return self._twin

    def run(self, arrays: Sequence[Array], vector: Array, gradient: bool, mean: bool = True) -> tuple[Array, Array]:
        """The outputs of all rows, (N,) or (N, K), and the gradient of their mean or sum if it is asked for."""
        rows = len(arrays[0]) if arrays else 1
        if rows * self.plan.nodes < CALLS_PER_NODE * len(self.plan.groups):
            values, slopes = self._engine.run(arrays, vector, gradient)
            return values, slopes / rows if mean and rows else slopes
        with numpy.errstate(all="ignore"), self._running:
            self._begin()
            # Where arms that are not chosen were undefined before, they are again.
            bound = self._twin if self.plan.chooses and self._twin is not None else self
            results = bound._run_arrays(arrays, vector, rows, gradient, rows if mean else 1)
            self._whole = True
        return results

    def _begin(self) -> None:
        """Begin a run, in new buffers where the last one did not come to its end: Ctrl-C may leave them half made."""
        if not self._whole:
            self._twin = None
            self._make_buffers(careful=False)
        self._whole = False

    def run_apart(self, arrays: Sequence[Array], vector: Array) -> tuple[Array, Array]:
        """The outputs of all rows, (N,) or (N, K), and the gradients of each of them, (N, P) or (N, K, P)."""
        plan, rows = self.plan, len(arrays[0]) if arrays else 1
        values = numpy.empty((len(plan.outputs), rows))
        gradients = numpy.empty((len(plan.outputs), plan.parameters, rows))
        size = max(1, min(rows, 4 * WORKING_SET // (16 * plan.varying_slots + 8 * plan.uniform_slots)))
        with numpy.errstate(all="ignore"), self._running:
            self._begin()
            for start in range(0, rows, size):
                here = slice(start, min(start + size, rows))
                self._rows_apart(arrays, vector, here, size, values[:, here], gradients[:, :, here])
            self._whole = True
        if self.single:
            return values[0], gradients[0].T
        return values.T, gradients.transpose(2, 0, 1)

    def _rows_apart(
        self, arrays: Sequence[Array], vector: Array, here: slice, size: int, values: Array, gradients: Array
    ) -> None:
        part, count = [array[here] for array in arrays], here.stop - here.start
        for careful in (False, True):
            apart = self._apart.get((size, careful))
            if apart is None:
                if len(self._apart) > 3:
                    self._apart.clear()
                self._apart[size, careful] = apart = Apart(self.plan, size, careful, self.dtype)
            self._load_uniform(apart.uniform, vector)
            if not apart.forward(part):
                self._check_values(part, vector, apart.rows, apart.uniform, here.start)
                if not careful:
                    continue
            for output, (numbers, slopes) in enumerate(zip(values, gradients, strict=True)):
                numbers[...] = apart.rows.outputs[output][:count]
                found = apart.gradients(output)[:, :count]
                slopes[...] = found
                if not all_finite(found):
                    if careful:
                        self._refuse_row(part, vector, found, output, here.start)
                    break
            else:
                return

    def _refuse_row(self, arrays: Sequence[Array], vector: Array, slopes: Array, output: int, start: int) -> None:
        """Raise for the first row whose gradient is not finite."""
        row = int(numpy.flatnonzero(~numpy.isfinite(slopes).all(axis=0))[0])
        self._engine.run([array[row : row + 1] for array in arrays], vector, True, start + row, output)
        raise self._too_large(slopes[:, row]).in_row(start + row)

    def stale(self) -> bool:
        """Whether a Value has changed from which the function computes others before they meet a row or a parameter.

        That happened in Python while it was traced; it has to happen again.
        """
        return bool(self._watched) and any(leaf.data != x for leaf, x in self._watched.items())

    def _run_arrays(
        self,
        arrays: Sequence[Array],
        vector: Array,
        rows: int,
        gradient: bool,
        divisor: int,
        checked: bool = True,
    ) -> tuple[Array, Array]:
        plan, uniform = self.plan, self.uniform
        self._load_uniform(uniform, vector)
        for step in self.uniform_part.forward:
            step()
        blocks = max(1, -(-rows // self.rows_at_once))
        weight = 1.0 / divisor if gradient else None
        try:
            if blocks == 1:
                (varying,) = self._rows(rows)
                outputs = self._run_block(varying, arrays, vector, weight)[0]
            else:
                outputs = self._run_blocks(blocks, arrays, vector, weight)
            slopes = self._slopes(rows, divisor) if gradient else None
        except _NeedsCare:  # begin again, with care: seldom, and nothing is lost but time
            return self._carefully()._run_arrays(arrays, vector, rows, gradient, divisor, checked)
        values = outputs[0] if self.single else outputs.T
        if slopes is None:
            return values, numpy.empty(0)
        if checked and not all_finite(slopes):
            self._refuse_gradient(arrays, vector, slopes)
        return values, slopes[: plan.parameters]

    def _run_block(
        self, varying: Rows, arrays: Sequence[Array], vector: Array, weight: float | None, start: int = 0
    ) -> tuple[Array, Array | None]:
        """The outputs of these rows, (K, rows); and the adjoints of uniform slots, if each row has a weight."""
        varying.load(arrays)
        for step in varying.part.forward:
            step()
        finite = varying.part.squares_finite if self.plan.chooses else varying.part.finite
        if not (finite() and all_finite(self.uniform.flat)):
            self._check_values(arrays, vector, varying, self.uniform, start)
            if weight is not None and not self.careful:
                raise _NeedsCare
        count = len(arrays[0]) if arrays else 1
        return varying.results(), None if weight is None else varying.sweep_back(weight, count)

    def _run_blocks(self, blocks: int, arrays: Sequence[Array], vector: Array, weight: float | None) -> Array:
        """The outputs of all rows, worked on in blocks and several threads. What they contribute is added in order."""
        rows = len(arrays[0])
        size = -(-rows // blocks)
        everyone = self._rows(size, self._threads_for(blocks, size))
        outputs = numpy.empty((len(self.plan.outputs), rows))
        total = numpy.zeros(self.plan.uniform_slots)

        def work(block: int, thread: int) -> Array | None:
            start = block * size
            part = [array[start : start + size] for array in arrays]
            with numpy.errstate(all="ignore"):
                found, adjoints = self._run_block(everyone[thread], part, vector, weight, start)
            outputs[:, start : start + size] = found[:, : len(part[0])]
            return None if adjoints is None else adjoints.copy()

        def take(adjoints: Array | None) -> None:
            if adjoints is not None:
                numpy.add(total, adjoints, total)

        Blocks(-(-rows // size), work, take).run(len(everyone))
        reached = everyone[0].reached
        self.uniform.adjoints[reached, 0] = total[reached]
        return outputs

    def _threads_for(self, blocks: int, size: int) -> int:
        """How many threads are to work on so many blocks: those asked for, or as many as help and find room."""
        if self.threads is not None:
            return min(self.threads, blocks)
        if self.plan.multiplies:
            return 1
        room = MOST_THREADS * LARGEST_BUFFERS // (size * self._slot_bytes)
        return max(1, min(processors(), blocks, room))

    def _load_uniform(self, uniform: Space, vector: Array) -> None:
        """The numbers of the parameters and of the frozen Values."""
        uniform.flat[: self.plan.parameters] = vector
        if self.plan.frozen:
            uniform.flat[self.plan.frozen_slots] = self._frozen_numbers()

    def _slopes(self, rows: int, divisor: int) -> Array:
        """The adjoints of all uniform slots, when all rows have contributed to them."""
        adjoints = self.uniform.adjoints[:, 0]
        is_varying, slot = self.plan.outputs[0]
        if not is_varying:
            adjoints[slot] = rows / divisor
        for step in self.uniform_part.backward:
            step()
        slopes: Array = adjoints.astype(float)
        if not self.careful and not all_finite(slopes):
            raise _NeedsCare
        return slopes

    def _rows(self, count: int, threads: int = 1) -> list[Rows]:
        """Buffers for so many rows, for each thread."""
        rows = self.varying.get(count)
        return self._make_rows(count, threads) if rows is None or len(rows) < threads else rows[:threads]

    def _make_rows(self, count: int, threads: int) -> list[Rows]:
        while len(self.varying) > 3:
            del self.varying[next(iter(self.varying))]
        try:
            self.uniform.reached[:] = False
            first = Rows(self.plan, self.uniform, self.arguments, count, self.careful)
            others = [Rows(self.plan, self.uniform.beside(), {}, count, self.careful) for _ in range(threads - 1)]
            self.varying[count] = rows = [first, *others]
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

    def _check_values(self, arrays: Sequence[Array], vector: Array, varying: Rows, uniform: Space, start: int) -> None:
        """Raise for the first row with a value that is not finite, if an output hangs on it: the engine says why."""
        if varying.in_effect is not None:
            bad = varying.in_effect.rows_at_fault()
            if not len(bad):
                return
            check_arguments([array[bad[0] : bad[0] + 1] for array in arrays], start + int(bad[0]))
        else:
            bad = numpy.flatnonzero(~numpy.isfinite(varying.space.values).all(axis=0))
            check_arguments(arrays, start)
        check_numbers(self.plan, uniform)
        row = int(bad[0]) if len(bad) else 0
        self._engine.run([array[row : row + 1] for array in arrays], vector, False, start + row)
        kind = "float" if self.dtype is float else "float32"
        raise TooLargeError(say("a number on the way is too large for a {kind}", kind=kind)).in_row(start + row)

    def _refuse_gradient(self, arrays: Sequence[Array], vector: Array, slopes: Array) -> None:
        """The same for a gradient, of which only the sum over the rows is known: the row is found by halving."""
        first, last = 0, len(arrays[0]) if arrays else 1
        while last - first > 1:
            middle = (first + last) // 2
            part = [array[first:middle] for array in arrays]
            if all_finite(self._run_arrays(part, vector, middle - first, True, middle - first, checked=False)[1]):
                first = middle
            else:
                last = middle
        self._engine.run([array[first : first + 1] for array in arrays], vector, True, first)
        raise self._too_large(slopes)

    def _too_large(self, slopes: Array) -> TooLargeError:
        worst = numpy.flatnonzero(~numpy.isfinite(slopes[: self.plan.parameters]))
        name = printable(self.parameters[worst[0]].label) or f"number {worst[0]}" if len(worst) else "unknown"
        kind = "float" if self.dtype is float else "float32"
        return TooLargeError(say("the gradient by parameter {name} is too large for a {kind}", name=name, kind=kind))

    @property
    def bytes(self) -> int:
        """What the buffers take."""
        of_rows = sum(rows.bytes for several in list(self.varying.values()) for rows in several)
        of_rows += sum(apart.bytes for apart in list(self._apart.values()))
        twin = self._twin.bytes if self._twin is not None and self._twin is not self else 0
        return self.uniform.bytes + self.uniform_part.bytes + of_rows + twin

    def bytes_per_row(self) -> float:
        """What a row takes in the buffers of a gradient: of those there are, or of some made for the question."""
        made = [bound.varying for bound in (self, self._twin) if bound is not None and bound.varying]
        if made:
            return sum(by_count[max(by_count)][0].bytes / max(by_count) for by_count in made)
        count = min(self.rows_at_once, FEWEST_ROWS)
        uniform = Space(self.plan.uniform_slots, 1, dtype=self.dtype)
        return Rows(self.plan, uniform, {}, count, careful=self.plan.chooses).bytes / count

    def statistics(self) -> Statistics:
        """Figures of this trace."""
        return Statistics(
            nodes=self.plan.nodes,
            groups=len(self.plan.groups),
            products=sum(not isinstance(group, Group) for group in self.plan.groups),
            bytes=self.bytes,
            bytes_per_row=self.bytes_per_row(),
            rows_at_once=self.rows_at_once,
            seconds=self.seconds,
        )
