"""Rows apart: the gradient of every output in every row by itself, nothing added up over the rows.

The plan and its forward steps are those of every run. Backward, a uniform slot gets an adjoint for each row, and what
would be summed over the rows is written there. With several outputs there is a sweep for each of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograd.program.plan import Plan
from autograd.program.rows import Rows
from autograd.program.rules import Array
from autograd.program.run import Part
from autograd.program.space import Space, all_finite


class Apart:
    """Buffers and steps for so many rows, both sides of the plan: the uniform one has adjoints of its own here."""

    def __init__(self, plan: Plan, rows: int, careful: bool, dtype: type = float) -> None:
        self.plan = plan
        self.uniform = Space(plan.uniform_slots, 1, rows, dtype)
        for slot, value in plan.constants.items():
            self.uniform.flat[slot] = value
        arguments: dict[int, Array] = {}
        groups = [group for group in plan.groups if not group.varying]
        self.uniform_part = Part(groups, self.uniform, Space(0, 0, dtype=dtype), arguments, careful, apart=True)
        for varying, slot in plan.outputs:
            if not varying:
                self.uniform.reached[slot] = True
        self.rows = Rows(plan, self.uniform, arguments, rows, careful, apart=True)
        self.uniform_part.make_backward()
        seeds = [(self.rows.space if varying else self.uniform).adjoints[slot] for varying, slot in plan.outputs]
        self._seeds = seeds

    @property
    def bytes(self) -> int:
        """What all of this takes."""
        return self.uniform.bytes + self.uniform_part.bytes + self.rows.bytes

    def forward(self, arrays: Sequence[Array]) -> bool:
        """Compute the values, of uniform slots too; whether all of them are finite."""
        for step in self.uniform_part.forward:
            step()
        self.rows.load(arrays)
        for step in self.rows.part.forward:
            step()
        return self.rows.part.finite() and all_finite(self.uniform.flat)

    def gradients(self, output: int) -> Array:
        """The gradient of this output by the parameters, (parameters, rows): a view, overwritten by the next."""
        for seed in self._seeds:
            seed[...] = 0.0
        self._seeds[output][...] = 1.0
        for step in self.rows.part.backward:
            step()
        for step in self.uniform_part.backward:
            step()
        return self.uniform.adjoints[: self.plan.parameters]
