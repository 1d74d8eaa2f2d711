"""The varying side of a program for a number of rows: its buffers and steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy

from autograd.program.choosing import InEffect
from autograd.program.plan import Plan
from autograd.program.rules import Array
from autograd.program.run import Part
from autograd.program.space import Space


class Rows:
    """Buffers for so many rows, and the steps that run in them; the `uniform` side is given, and shared by several."""

    def __init__(
        self, plan: Plan, uniform: Space, arguments: dict[int, Array], rows: int, careful: bool, apart: bool = False
    ) -> None:
        self.arguments = arguments
        self.space = Space(plan.varying_slots, rows)
        self.space.values[plan.ones] = 1.0
        #: What to do with the arguments: a copy of some columns into slots, or where to look at the columns themselves.
        self._copies = [(position, column, self.space.values[slots]) for position, column, slots in plan.copied]
        self._looked_at = sorted(set(plan.direct.values()))
        groups = [group for group in plan.groups if group.varying]
        self.part = Part(groups, uniform, self.space, arguments, careful, apart)
        for varying, slot in plan.outputs if apart else plan.outputs[:1]:
            if varying:
                self.space.reached[slot] = True
        self.part.make_backward()
        self.outputs = [
            self.space.values[slot] if varying else numpy.broadcast_to(uniform.values[slot], (rows,))
            for varying, slot in plan.outputs
        ]
        first_varies, first = plan.outputs[0]
        alone = first_varies and len(plan.outputs) == 1
        self._only_output = self.space.values[first : first + 1] if alone else None
        self.in_effect = InEffect(plan, uniform, self.space) if plan.chooses else None
        self.reached = numpy.flatnonzero(uniform.reached)  # uniform slots these rows contribute to

    def results(self) -> Array:
        """The outputs of these rows, as they are now: (K, rows)."""
        return numpy.stack(self.outputs) if self._only_output is None else self._only_output.copy()

    def load(self, arrays: Sequence[Array]) -> None:
        """Take the arguments of these rows: as they are, or copied into their slots."""
        for position in self._looked_at:
            self.arguments[position] = arrays[position].T
        for position, column, target in self._copies:
            transposed = arrays[position].T
            target[...] = transposed if column is None else transposed[column]
