"""`compile` and the `Program` it makes: a function of one row, run on many rows at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy
from numpy.typing import ArrayLike

from autograd.errors import OperandError
from autograd.language import say
from autograd.notation import counted, quoted
from autograd.program.bound import LARGEST_BUFFERS, Bound
from autograd.program.data import Numbers, added_up, as_rows, as_vector
from autograd.program.report import Statistics, listing
from autograd.program.rules import Array
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.program.in_jax.function import JaxFunction

Reduce = Literal["mean", "sum", "none"]

#: So many traces are kept at most, for as many widths of the arguments.
MOST_TRACES = 64


def compile(
    function: Callable[..., Any], parameters: Sequence[Value], *, float32: bool = False, threads: int | None = None
) -> Program:
    """A program that runs `function` on all rows of data at once, and its gradient by `parameters`.

    `function(x, y, …)` computes something from *one row* with autograd's operations: x is a list of Values for an
    argument given as a 2-d array, one Value for a 1-d array. The parameters reach it as they always do, from outside.
    A plain number that it returns, alone or in a list, is a constant: the same for all rows, with gradient 0.

    >>> w, b = Value(2.0, "w"), Value(1.0, "b")
    >>> program = compile(lambda x, y: (w * x + b - y) ** 2, [w, b])
    >>> program.value([1.0, 2.0], [3.0, 4.0])
    array([0., 1.])
    >>> program.value_and_grad([1.0, 2.0], [3.0, 4.0])
    (0.5, array([2., 1.]))

    `float32=True` computes in single precision, which takes about half the time and half the memory. Values and
    gradients, still given as doubles, then have six or seven digits (`docs/accuracy.md` has the errors measured). What
    is too large for a float32, from 3.4e38 on, is an error, as any number that is not finite.

    Rows beyond a few thousand are worked on in blocks, and `threads` is how many of these at a time: by default as many
    as there are processors, but one where matrix products are most of the work, for which NumPy's library has threads
    of its own. No bit of the result depends on it.

    >>> quick = compile(lambda x, y: (w * x + b - y) ** 2, [w, b], float32=True, threads=2)
    >>> quick.value_and_grad([1.0, 2.0] * 10, [3.0, 4.0] * 10)
    (0.5, array([2., 1.]))

    Raises `TraceError`, when the program is first given data, if the function branches on a value or asks for its
    number.
    """
    return Program(function, parameters, float32=float32, threads=threads)


class Program:
    """What `compile` makes. It is traced when it first sees data, once for each number of columns.

    The last 64 of these traces are kept (fewer if their buffers take more than 256 MB); others are made again when
    they are needed.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        parameters: Sequence[Value],
        *,
        float32: bool = False,
        threads: int | None = None,
    ) -> None:
        if not callable(function):
            raise OperandError(
                say("compile takes a function of one row, not {function}", function=quoted(function, 60))
            )
        if isinstance(parameters, Value) or not isinstance(parameters, Iterable):
            raise OperandError(
                say("the parameters are a list of Values, not {parameters}", parameters=quoted(parameters, 60))
            )
        self.function = function
        self.parameters = list(parameters)
        for parameter in self.parameters:
            if not isinstance(parameter, Value) or parameter.parents:
                raise OperandError(
                    say(
                        "a parameter is a Value that was not computed from others, not {parameter}",
                        parameter=quoted(parameter, 60),
                    )
                )
        if len({id(parameter) for parameter in self.parameters}) < len(self.parameters):
            raise OperandError(say("a parameter is given twice"))
        if threads is not None and (not isinstance(threads, int) or isinstance(threads, bool) or threads < 1):
            raise OperandError(say("threads= is a whole number from 1 on, not {threads}", threads=quoted(threads, 60)))
        if float32 is not True and float32 is not False:
            raise OperandError(say("float32= is True or False, not {float32}", float32=quoted(float32, 60)))
        self._dtype, self._threads = numpy.float32 if float32 else float, threads
        self._own_numbers = Numbers(self.parameters)
        self._traces: dict[tuple[int | None, ...], Bound] = {}  # by widths, the least recently used first
        self._last: Bound | None = None

    def value(self, *arguments: ArrayLike, at: ArrayLike | None = None) -> Array:
        """The function of every row: an array of shape (N,), or (N, K) for a function that returns K Values.

        `at` is a vector of parameter values to use instead of the parameters' own.
        """
        arrays, bound = self._prepare(arguments)
        return bound.run(arrays, self._vector(at), gradient=False)[0]

    @overload
    def value_and_grad(
        self, *arguments: ArrayLike, at: ArrayLike | None = None, reduce: Literal["mean", "sum"] = "mean"
    ) -> tuple[float, Array]: ...

    @overload
    def value_and_grad(
        self, *arguments: ArrayLike, at: ArrayLike | None = None, reduce: Literal["none"]
    ) -> tuple[Array, Array]: ...

    def value_and_grad(
        self, *arguments: ArrayLike, at: ArrayLike | None = None, reduce: Reduce = "mean"
    ) -> tuple[float | Array, Array]:
        """The mean of the function over the rows, and its gradient: a vector with an entry for each of P parameters.

        `at` is a vector of parameter values to use instead of the parameters' own. `reduce="sum"` gives the sum over
        the rows and its gradient; `reduce="none"` the values of all rows, (N,), and the gradient of each, (N, P): to
        weigh rows, or as the Jacobian of a least-squares problem. Of a function that returns K Values, these are (N, K)
        and (N, K, P), which takes N·K·P numbers of memory.

        >>> w, b = Value(2.0, "w"), Value(1.0, "b")
        >>> program = compile(lambda x, y: (w * x + b - y) ** 2, [w, b])
        >>> program.value_and_grad([1.0, 2.0], [3.0, 4.0])
        (0.5, array([2., 1.]))
        >>> values, gradients = program.value_and_grad([1.0, 2.0], [3.0, 4.0], reduce="none")
        >>> values.tolist(), gradients.tolist()
        ([0.0, 1.0], [[0.0, 0.0], [4.0, 2.0]])
        >>> numpy.array([0.25, 0.75]) @ gradients  # the rows weighed
        array([3. , 1.5])

        Raises `OperandError` for the mean over no rows, and for several Values that are not taken apart.
        """
        if reduce not in ("mean", "sum", "none"):
            raise OperandError(say('reduce= is "mean", "sum" or "none", not {reduce}', reduce=quoted(reduce, 60)))
        arrays, bound = self._prepare(arguments)
        if reduce == "none":
            return bound.run_apart(arrays, self._vector(at))
        if not bound.single:
            raise OperandError(
                say('the function returns several values: add them up, or see outputs_and_grad and reduce="none"')
            )
        if reduce == "mean" and arrays and not len(arrays[0]):
            raise OperandError(say("the mean over no rows at all does not exist"))
        values, gradient = bound.run(arrays, self._vector(at), True, reduce == "mean")
        return added_up(values, len(values) if reduce == "mean" else 1), gradient

    @overload
    def __call__(
        self, theta: ArrayLike, *arguments: ArrayLike, reduce: Literal["mean", "sum"] = "mean"
    ) -> tuple[float, Array]: ...

    @overload
    def __call__(self, theta: ArrayLike, *arguments: ArrayLike, reduce: Literal["none"]) -> tuple[Array, Array]: ...

    def __call__(self, theta: ArrayLike, *arguments: ArrayLike, reduce: Reduce = "mean") -> tuple[float | Array, Array]:
        """`value_and_grad` as a function of the parameters, (P,), as optimizers of vectors want it.

        With SciPy: `minimize(program, theta, args=(X, Y), jac=True)`; for `least_squares`, whose function and Jacobian
        are two, `program.value` and the second part of `reduce="none"`.

        >>> w = Value(2.0, "w")
        >>> program = compile(lambda x, y: (w * x - y) ** 2, [w])
        >>> program([0.0], [1.0, 2.0], [3.0, 4.0])
        (12.5, array([-11.]))
        """
        vector = as_vector(theta, len(self.parameters), "theta")
        return self.value_and_grad(*arguments, at=vector, reduce=reduce)

    def outputs_and_grad(self, *arguments: ArrayLike, at: ArrayLike | None = None) -> tuple[Array, Array]:
        """What `value` returns, and the gradient of the mean of the *first* output: a loss and what it was made from.

        >>> w = Value(2.0, "w")
        >>> program = compile(lambda x, y: [(w * x - y) ** 2, w * x], [w])
        >>> outputs, gradient = program.outputs_and_grad([1.0, 2.0], [3.0, 4.0])
        >>> outputs.tolist(), gradient.tolist()
        ([[1.0, 2.0], [0.0, 4.0]], [-1.0])
        """
        arrays, bound = self._prepare(arguments)
        if arrays and not len(arrays[0]):
            raise OperandError(say("the mean over no rows at all does not exist"))
        return bound.run(arrays, self._vector(at), gradient=True)

    def to_jax(self, dtype: Any = "float64") -> JaxFunction:
        """The mean of the function over the rows as a pure function of JAX's: `(theta, *arguments) -> loss`.

        `theta` is a vector with an entry for each parameter; the arguments are those of `value_and_grad`. It is for
        `jax.jit`, `jax.grad`, `jax.hessian`, `jax.jvp`, `jax.vmap`, and arrays spread over devices. What runs is this
        program, in the same groups and matrix products, and each operation has the derivative of its row of the table:
        at kinks too, and to any order. For Values that the function uses and that are not parameters see
        `JaxFunction.frozen`.

        JAX does not stop at a number that is not finite; `JaxFunction.check` tells the row and the operation.

        - `dtype`: "float64", for which JAX has to be told `jax.config.update("jax_enable_x64", True)`, or "float32".

        Raises `MissingPackageError` without JAX, and `OperandError` for another dtype. The function itself raises
        `OperandError` for shapes that do not fit, and where double precision is switched off.
        """
        from autograd.program.in_jax.function import JaxFunction

        return JaxFunction(self, dtype)

    @property
    def statistics(self) -> Statistics:
        """Figures of the last trace: nodes, groups, matrix products, bytes, seconds."""
        if self._last is None:
            raise OperandError(say("the program has not been traced yet: call value or value_and_grad first"))
        return self._last.statistics()

    def __str__(self) -> str:
        if self._last is None:
            return "a program not traced yet: call value or value_and_grad first"
        return listing(self._last.plan)

    def __repr__(self) -> str:
        state = "not traced yet" if self._last is None else counted(len(self._last.plan.groups), "array operation")
        return f"<program of {counted(len(self.parameters), 'parameter')}, {state}>"

    def _vector(self, at: ArrayLike | None) -> Array:
        if at is None:
            return self._own_numbers()
        return as_vector(at, len(self.parameters), "at=")

    def _prepare(self, arguments: Sequence[ArrayLike]) -> tuple[list[Array], Bound]:
        arrays = [as_rows(argument, position) for position, argument in enumerate(arguments)]
        for array in arrays:
            if len(array) != len(arrays[0]):
                raise OperandError(
                    say("the arguments have different numbers of rows: {arrays}", arrays=[str(len(a)) for a in arrays])
                )
        widths = tuple([None if array.ndim == 1 else array.shape[1] for array in arrays])
        bound = self._last
        if bound is None or bound.widths != widths or bound.stale():
            self._last = bound = self.bound_to(widths)
        return arrays, bound

    def bound_to(self, widths: tuple[int | None, ...]) -> Bound:
        """The trace for these widths: one that is kept, or a new one. Threads that need the same one may make it twice.

        There is no lock: while one thread traces, others run what is there, and a fork leaves nothing locked.
        """
        bound = self._traces.pop(widths, None)
        if bound is None or bound.stale():
            bound = Bound(self.function, self.parameters, widths, self._dtype, self._threads)
        self._traces[widths] = bound  # the latest comes last
        kept = list(self._traces.items())
        taken = sum(one.bytes for _, one in kept)
        for others, one in kept[:-1]:
            if taken <= LARGEST_BUFFERS and len(self._traces) <= MOST_TRACES:
                break
            self._traces.pop(others, None)
            taken -= one.bytes
        return bound
