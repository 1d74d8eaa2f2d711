"""The inner step of training: the mean loss of a batch, its gradient, and the outputs.

Two ways that agree to rounding: `Compiled` runs the graph of one row as a program on all rows at once (see
`autograd.compile`); `RowByRow` records and sweeps one small graph for every row, as fast as one large graph and in a
fraction of the memory. The second is for models that cannot be compiled, and for errors, which it tells better.
"""

from __future__ import annotations

import functools
import gc
import math
from collections.abc import Callable, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from autograd import (
    ChainruleError,
    OperandError,
    TooLargeError,
    TraceError,
    UndefinedError,
    Value,
    names,
    topological_order,
)
from autograd.at_once import at_once, setting_grad
from autograd.language import say
from autograd.notation import shown
from nn.arguments import as_value
from nn.training.where import NOT_FINITE, in_row

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from autograd import Program
    from nn.layers.module import Module

    Array = NDArray[numpy.float64]
    Rows = Sequence[int] | NDArray[numpy.intp]

#: The loss of one row, from the model's output and the row's target (a number each, or a list of them).
Loss = Callable[[Any, Any], Value]

#: Fewer rows than this are predicted one by one: compiling would take longer.
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

    def batch(self, X: Array, Y: Array, rows: Rows | None = None) -> Batch:
        """Loss, gradient (which the parameters' `grad` holds too) and outputs at the parameters' own numbers.

        `rows` are the numbers by which an error calls the rows. Raises the engine's error, with the row, where a loss
        or gradient is not finite.
        """
        import numpy

        at_once(setting_grad(self.parameters, repeat(0.0)))
        losses, outputs = [], []
        collecting = gc.isenabled()
        try:
            gc.disable()  # graphs have no cycles, and looking for some takes longer than all the rest
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
        gradient = numpy.array([parameter.grad for parameter in self.parameters], dtype=float) / len(losses)
        at_once(setting_grad(self.parameters, gradient.tolist()))
        return Batch(math.fsum(losses) / len(losses), gradient, numpy.array(outputs))

    def measure(self, X: Array, Y: Array, rows: Rows | None = None) -> tuple[float, Array]:
        """The mean loss and the outputs, without a gradient."""
        import numpy

        losses, outputs = [], []
        for index, (x, y) in enumerate(zip(X.tolist(), Y.tolist(), strict=True)):
            with in_row(index if rows is None else int(rows[index])):
                output, value = self.row(x, y)
            losses.append(value.data)
            outputs.append(numbers(output))
        return math.fsum(losses) / len(losses), numpy.array(outputs)

    def row(self, x: list[float], y: Any) -> tuple[Any, Value]:
        """Output and loss of one row. Raises `UndefinedError` naming the first node that is not finite."""
        output = self.model(x)
        value = as_value(self.loss(output, y), "the loss")
        if not math.isfinite(value.data):
            order = topological_order(value)
            first = next(node for node in order if not math.isfinite(node.data))
            raise UndefinedError(
                say(
                    "the loss is {data}: the first node that is not finite is {name} = {number}",
                    data=value.data,
                    name=names(order)[first],
                    number=first.data,
                )
            )
        return output, value


class Compiled:
    """All rows at once. Raises `TraceError` or `OperandError`, when made, where model and loss cannot be compiled.

    `one_output` says whether the model returns a Value, and not a list of them.
    """

    def __init__(self, by_row: RowByRow, X: Array, Y: Array, one_output: bool) -> None:
        self.by_row, self.parameters, self.one_output = by_row, by_row.parameters, one_output
        model, loss = by_row.model, by_row.loss

        def loss_and_outputs(x: list[Value], y: Any) -> list[Value]:
            output = model(x)
            return [as_value(loss(output, y), "the loss"), *as_values(output)]

        self.program = program_of(loss_and_outputs, self.parameters, X, Y)

    def batch(self, X: Array, Y: Array, rows: Rows | None = None) -> Batch:
        """Loss, gradient and outputs at the parameters' own numbers. Raises as `RowByRow` does."""
        try:
            values, gradient = self.program.outputs_and_grad(X, Y)
        except NOT_FINITE as error:
            self._refuse(error, self.by_row.batch, X, Y, rows)
        return Batch(math.fsum(values[:, 0].tolist()) / len(values), gradient, self._outputs(values))

    def measure(self, X: Array, Y: Array, rows: Rows | None = None) -> tuple[float, Array]:
        """The mean loss and the outputs, without a gradient."""
        try:
            values = self.program.value(X, Y)
        except NOT_FINITE as error:
            self._refuse(error, self.by_row.measure, X, Y, rows)
        return math.fsum(values[:, 0].tolist()) / len(values), self._outputs(values)

    def _outputs(self, values: Array) -> Array:
        return values[:, 1] if self.one_output else values[:, 1:]

    def _refuse(
        self, error: ChainruleError, compute: Callable[..., object], X: Array, Y: Array, rows: Rows | None
    ) -> NoReturn:
        """Raise the error, which names the node, with the row as the caller counts it.

        The program has computed that row again, node by node, to tell. Where it has not, `RowByRow` does: the row that
        its error knows, or all rows, to find it.
        """
        if error.row is None:
            compute(X, Y, rows)
            raise error
        index, number = error.row, error.row if rows is None else int(rows[error.row])
        if error.without_row is not None:
            raise error.in_row(number) from error.__cause__
        compute(X[index : index + 1], Y[index : index + 1], [number])
        with in_row(number):  # alone it is finite, by a hair: the program adds up in another order
            raise TooLargeError(say("a number on the way is too large for a float")) from error


def program_of(function: Callable[..., Any], parameters: Sequence[Value], *arguments: Array) -> Program:
    """`function` compiled, and traced for arguments as wide as these.

    Raises `TraceError` for whatever the function raises while it is traced: a model is any code, and what it cannot do
    without numbers, it may well do row by row. `OperandError` where it returns something else than Values. Any other
    error, and one that begins in autograd's own code without being one of its errors, is a fault of ours, and is not to
    be hidden.
    """
    from autograd import compile  # needs NumPy: imported where it is used

    tracing = True

    @functools.wraps(function, updated=())  # for the names of its arguments, which errors use
    def traced(*row: Any) -> Any:
        try:
            return function(*row)
        except Exception as error:
            if not tracing or isinstance(error, TraceError) or _is_ours(error):
                raise
            raise TraceError(_in_one_line(error)) from error

    program = compile(traced, parameters)
    program.value(*(array[:0] for array in arguments))  # traces it; there is nothing to compute
    tracing = False
    return program


def _is_ours(error: Exception) -> bool:
    """Whether an error that is none of autograd's was raised by autograd's own code, whoever called it."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    raised_in = "" if at is None else str(at.tb_frame.f_globals.get("__name__"))
    return not isinstance(error, ChainruleError) and raised_in.partition(".")[0] == "autograd"


def batches_of(
    model: Module, loss: Loss, parameters: Sequence[Value], X: Array, Y: Array
) -> tuple[RowByRow | Compiled, str]:
    """The fast way if there is one; else the other, and why: "" where the first step will tell what is wrong."""
    by_row = RowByRow(model, loss, parameters)
    try:
        output = model(X[0].tolist())
        if not _targets_make_sense(loss, output, Y):
            return by_row, ""
    except Exception:  # from the model's code or the loss's, with numbers: nothing is being compiled yet
        return by_row, ""
    try:
        return Compiled(by_row, X, Y, one_output=is_one(output)), ""
    except (TraceError, OperandError) as error:
        reason = _in_one_line(error)
    try:
        by_row.row(X[0].tolist(), Y[0].tolist())
    except Exception:  # the same with numbers: compiling is not what is wrong
        return by_row, ""
    return by_row, reason


def _targets_make_sense(loss: Loss, output: Any, Y: Array) -> bool:
    """Whether the loss takes every target: a program sees no numbers while it is traced, and could not refuse any."""
    import numpy

    _, first = numpy.unique(Y, axis=0, return_index=True)
    for target in Y[first].tolist():
        try:
            loss(output, target)
        except OperandError:
            return False
        except ChainruleError:  # this output and this target do not belong together
            continue
    return True


def _in_one_line(error: Exception) -> str:
    """What an error says; its name if it says nothing."""
    return shown(str(error), longest=300) or type(error).__name__


def parameters_of(model: Module) -> list[Value]:
    """The parameters of a model; a plain function of a row has none."""
    return model.parameters() if hasattr(model, "parameters") else []


def outputs_of(model: Module, X: Array) -> Array:
    """The model's output for each row: (rows,) for one output, (rows, outputs) for several."""
    import numpy

    def output_of(row: int) -> Any:
        with in_row(row):
            return numbers(model(X[row].tolist()))

    if len(X) >= FEWEST_ROWS:
        parameters = parameters_of(model)
        try:
            one = is_one(model(X[0].tolist()))
            program = program_of(lambda x: as_values(model(x)), parameters, X)
            outputs: Array = program.value(X)
            return outputs[:, 0] if one else outputs
        except (TraceError, OperandError):
            pass  # row by row works wherever this can work, and says what is wrong where it cannot
        except NOT_FINITE as error:
            if error.row is not None:
                output_of(error.row)  # says what is wrong in it
    return numpy.array([output_of(row) for row in range(len(X))])


def numbers(output: Any) -> Any:
    """A model's output without its graph."""
    values = as_values(output)
    return values[0].data if is_one(output) else [value.data for value in values]


def as_values(output: Any) -> list[Value]:
    """The outputs of a model for a row, one or several: Values, of which some may be plain numbers to the model.

    Raises `OperandError` for anything else.
    """
    return [as_value(entry, "what the model returns") for entry in ([output] if is_one(output) else output)]


def is_one(output: Any) -> bool:
    """Whether a model returned one output, and not a list of them."""
    return isinstance(output, Value) or not hasattr(output, "__len__") or getattr(output, "ndim", 1) == 0
