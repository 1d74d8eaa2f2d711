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
        self.arguments, self.count, self._uniform = arguments, rows, uniform
        self.space = Space(plan.varying_slots, rows, dtype=uniform.values.dtype.type)
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
        self._seed = self.space.adjoints[first] if first_varies else None

    @property
    def bytes(self) -> int:
        """What all of this takes."""
        return self.space.bytes + self.part.bytes + (self.in_effect.bytes if self.in_effect is not None else 0)

    def results(self) -> Array:
        """The outputs of these rows, as they are now: (K, rows)."""
        found = numpy.stack(self.outputs) if self._only_output is None else self._only_output.copy()
        return found if found.dtype == float else found.astype(float)

    def load(self, arrays: Sequence[Array]) -> None:
        """Take the arguments of these rows: as they are, or copied into their slots. The last fills those that lack."""
        if arrays and len(arrays[0]) < self.count:
            lacking = self.count - len(arrays[0])
            arrays = [numpy.concatenate([array, numpy.repeat(array[-1:], lacking, axis=0)]) for array in arrays]
        for position in self._looked_at:
            self.arguments[position] = arrays[position].T.astype(self.space.values.dtype, copy=False)
        for position, column, target in self._copies:
            transposed = arrays[position].T
            target[...] = transposed if column is None else transposed[column]

    def sweep_back(self, weight: float, count: int) -> Array:
        """The adjoints of the uniform slots, if each of the first `count` rows has this weight, and the others none."""
        if self._seed is not None:
            self._seed[...] = weight
            if count < self.count:
                self._seed[count:] = 0.0
        for step in self.part.backward:
            step()
        return self._uniform.adjoints[:, 0]
