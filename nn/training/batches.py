"""The inner step of training: the mean loss of a batch, its gradient, and the outputs.

Two ways that agree to rounding: `Compiled` runs the graph of one row as a program on all rows at once (see
`autograd.compile`); `RowByRow` records and sweeps one small graph for every row, as fast as one large graph and in a
fraction of the memory. The second is for models that cannot be compiled, and for errors, which it tells better.
"""

from __future__ import annotations

import gc
import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from autograd import (
    ChainruleError,
    OperandError,
    UndefinedError,
    Value,
    names,
    topological_order,
)
from nn.optimizers.vectors import gather
from nn.training.where import NOT_FINITE, in_row

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from nn.layers.module import Module

    Array = NDArray[numpy.float64]

#: The loss of one row, from the model's output and the row's target (a number each, or a list of them).
Loss = Callable[[Any, Any], Value]

#: Fewer rows than this are sooner predicted one by one than compiled.
FEWEST_ROWS = 16


class Batch(NamedTuple):
    """The mean loss of some rows, its gradient by the parameters, and the model's output for each row."""

    loss: float
    gradient: Array
    outputs: Array


class RowByRow:
    """One graph a row, swept at once and freed."""

    def __init__(self, model: Module, loss: Loss, parameters: Sequence[Value]) -> None:
        self.model, self.loss, self.parameters = model, loss, parameters

    def batch(self, X: Array, Y: Array, rows: Sequence[int] | NDArray[numpy.intp] | None = None) -> Batch:
        """Loss, gradient (which the parameters' `grad` holds too) and outputs at the parameters' own numbers.

        `rows` are the numbers by which an error calls the rows. Raises the engine's error, with the row, where a loss
        or gradient is not finite.
        """
        import numpy

        for parameter in self.parameters:
            parameter.grad = 0.0
        losses, outputs = [], []
        # Graphs have no cycles, and looking for some takes longer than all the rest.
        collecting = gc.isenabled()
        gc.disable()
        try:
            for index, (x, y) in enumerate(zip(X.tolist(), Y.tolist(), strict=True)):
                with in_row(index if rows is None else int(rows[index])):
                    output, value = self.row(x, y)
                    value.backward()
                losses.append(value.data)
                outputs.append(numbers(output))
                del output, value
        finally:
            if collecting:
                gc.enable()
        for parameter in self.parameters:
            parameter.grad /= len(losses)
        gradient = numpy.array([parameter.grad for parameter in self.parameters], dtype=float)
        return Batch(math.fsum(losses) / len(losses), gradient, numpy.array(outputs))

    def measure(self, X: Array, Y: Array) -> tuple[float, Array]:
        """The mean loss and the outputs, without a gradient."""
        import numpy

        losses, outputs = [], []
        for index, (x, y) in enumerate(zip(X.tolist(), Y.tolist(), strict=True)):
            with in_row(index):
                output, value = self.row(x, y)
            losses.append(value.data)
            outputs.append(numbers(output))
        return math.fsum(losses) / len(losses), numpy.array(outputs)

    def row(self, x: list[float], y: Any) -> tuple[Any, Value]:
        """Output and loss of one row. Raises `UndefinedError` naming the first node that is not finite."""
        output = self.model(x)
        value = self.loss(output, y)
        if not isinstance(value, Value):
            raise OperandError(f"the loss is {value!r}, not a Value: it does not depend on the model's output")
        if not math.isfinite(value.data):
            order = topological_order(value)
            first = next(node for node in order if not math.isfinite(node.data))
            raise UndefinedError(
                f"the loss is {value.data}: the first to blame is {names(order)[first]} = {first.data}"
            )
        return output, value


class Compiled:
    """All rows at once. Raises `TraceError`, when made, for a model or loss that cannot be compiled."""

    def __init__(self, model: Module, loss: Loss, parameters: Sequence[Value], X: Array, Y: Array) -> None:
        from autograd import compile  # needs NumPy: imported where it is used

        self.by_row = RowByRow(model, loss, parameters)
        self.parameters = parameters

        def loss_and_outputs(x: list[Value], y: Any) -> list[Value]:
            output = model(x)
            return [loss(output, y), *([output] if isinstance(output, Value) else output)]

        self.program = compile(loss_and_outputs, parameters)
        self.one_output = isinstance(model(X[0].tolist()), Value)
        self.program.value(X[:0], Y[:0])  # traces it

    def batch(self, X: Array, Y: Array, rows: Sequence[int] | NDArray[numpy.intp] | None = None) -> Batch:
        """Loss, gradient and outputs at the parameters' own numbers. Raises as `RowByRow` does."""
        try:
            values, gradient = self.program.outputs_and_grad(X, Y, at=gather(self.parameters))
        except NOT_FINITE:
            self.by_row.batch(X, Y, rows)  # finds the row and the node at fault
            raise
        return Batch(math.fsum(values[:, 0].tolist()) / len(values), gradient, self._outputs(values))

    def measure(self, X: Array, Y: Array) -> tuple[float, Array]:
        """The mean loss and the outputs, without a gradient."""
        try:
            values = self.program.value(X, Y, at=gather(self.parameters))
        except NOT_FINITE:
            self.by_row.measure(X, Y)
            raise
        return math.fsum(values[:, 0].tolist()) / len(values), self._outputs(values)

    def _outputs(self, values: Array) -> Array:
        return values[:, 1] if self.one_output else values[:, 1:]


def _targets_make_sense(model: Module, loss: Loss, X: Array, Y: Array) -> bool:
    """Whether the loss takes every target: a program sees no numbers while it is traced, and could not refuse any."""
    import numpy

    output = model(X[0].tolist())
    _, first = numpy.unique(Y, axis=0, return_index=True)
    for target in Y[first].tolist():
        try:
            loss(output, target)
        except OperandError:
            return False
        except ChainruleError:  # this output and this target do not belong together
            continue
    return True


def batches_of(
    model: Module, loss: Loss, parameters: Sequence[Value], X: Array, Y: Array
) -> tuple[RowByRow | Compiled, str]:
    """The fast way if there is one; else the other, and why."""
    try:
        if _targets_make_sense(model, loss, X, Y):
            return Compiled(model, loss, parameters, X, Y), ""
        return RowByRow(model, loss, parameters), ""
    except Exception as error:  # a model is any code: whatever it cannot do while traced, it may do row by row
        by_row, reason = RowByRow(model, loss, parameters), " ".join(str(error).split()) or type(error).__name__
    try:
        by_row.row(X[0].tolist(), Y[0].tolist())
    except Exception:  # it is not the compiling: the first step will tell what is wrong
        return by_row, ""
    return by_row, reason


def parameters_of(model: Module) -> list[Value]:
    """The parameters of a model; a plain function of a row has none."""
    return model.parameters() if hasattr(model, "parameters") else []


def outputs_of(model: Module, X: Array) -> Array:
    """The model's output for each row: (rows,) for one output, (rows, outputs) for several."""
    import numpy

    from autograd import compile

    if len(X) >= FEWEST_ROWS:
        # Row by row works wherever this can work, and says what is wrong where it cannot.
        with suppress(Exception):
            parameters = parameters_of(model)
            outputs: Array = compile(model, parameters).value(X, at=gather(parameters))
            return outputs
    rows = []
    for index, x in enumerate(X.tolist()):
        with in_row(index):
            rows.append(numbers(model(x)))
    return numpy.array(rows)


def numbers(output: Any) -> Any:
    """A model's output without its graph."""
    return output.data if isinstance(output, Value) else [value.data for value in output]
