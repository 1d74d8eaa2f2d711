"""A program's function run by the engine, row by row: for errors, which it tells best, and where arrays do not pay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy

from autograd.errors import ChainruleError
from autograd.graph import refuse_undefined, topological_order
from autograd.operation import undefined_as_nan
from autograd.program.plan import Plan
from autograd.program.rules import Array
from autograd.program.trace import as_output
from autograd.stand_ins import recorded_comparisons, stand_in, stand_ins
from autograd.sweeps import pulled_back, sweep
from autograd.value import Value


class ByEngine:
    """The function with Values that have numbers. `names` are its arguments' names."""

    def __init__(
        self,
        function: Callable[..., Any],
        parameters: Sequence[Value],
        names: Sequence[str],
        single: bool,
        plan: Plan,
    ) -> None:
        self.function, self.parameters, self.names = function, parameters, names
        self.single, self.outputs, self.chooses = single, len(plan.outputs), plan.chooses

    def run(
        self, arrays: Sequence[Array], vector: Array, gradient: bool, first_row: int = 0, of: int = 0
    ) -> tuple[Array, Array]:
        """The outputs, (N,) or (N, K), and the sum over the rows of the gradient of one of them, if it is asked for.

        `first_row` is the number of the first row given, for errors; `of` is the number of that output.
        """
        parameters, chooses = self.parameters, self.chooses
        rows = len(arrays[0]) if arrays else 1
        outputs, slopes = [], numpy.zeros(len(parameters))
        here = [
            parameter if parameter.data == x else Value(x, parameter.label)
            for parameter, x in zip(parameters, vector.tolist(), strict=True)
        ]

        def run_rows() -> None:
            nonlocal slopes
            for index in range(rows):
                row = [array[index].tolist() for array in arrays]
                try:
                    out = self.function(*map(_labelled, row, self.names))
                    results = [stand_in(as_output(value)) for value in ([out] if self.single else out)]
                    if chooses:
                        refuse_undefined(results)
                    outputs.append([value.data for value in results])
                    if gradient and chooses:  # nothing is asked of the nodes on the way
                        slopes += pulled_back(topological_order(results[of]), [results[of]], [1.0], here)
                    elif gradient:
                        adjoint = sweep(results[of])
                        slopes += [adjoint.get(parameter, 0.0) for parameter in here]
                except ChainruleError as error:
                    raise error.in_row(first_row + index) from None

        others = stand_ins({own: other for own, other in zip(parameters, here, strict=True) if own is not other})
        if chooses:
            others.run(recorded_comparisons().run, undefined_as_nan, run_rows)
        else:
            others.run(run_rows)
        values = numpy.array(outputs).reshape(rows, self.outputs)
        return (values[:, 0] if self.single else values), slopes


def _labelled(row: float | list[float], name: str) -> Value | list[Value]:
    """An argument's row as Values, called as the function calls them."""
    if isinstance(row, list):
        return [Value(x, f"{name}[{column}]") for column, x in enumerate(row)]
    return Value(row, name)
