"""What `Program.to_jax` gives: the mean loss as a pure function, for all that JAX does with functions."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import numpy

from autograd.errors import MissingPackageError, OperandError, TooLargeError
from autograd.language import say
from autograd.notation import counted, quoted
from autograd.program.bound import Bound

if TYPE_CHECKING:
    from autograd.program.program import Program

_PRECISIONS = ("float64", "float32")


class JaxFunction:
    """The mean of a program's function over all rows, as JAX's arrays have it; see `Program.to_jax`.

    >>> import jax, jax.numpy as jnp                                                     # doctest: +SKIP
    >>> from autograd import Value, compile
    >>> jax.config.update("jax_enable_x64", True)                                        # doctest: +SKIP
    >>> w, b = Value(2.0, "w"), Value(1.0, "b")
    >>> f = compile(lambda x, y: (w * x + b - y) ** 2, [w, b]).to_jax()                  # doctest: +SKIP
    >>> theta, x, y = jnp.array([2.0, 1.0]), jnp.array([1.0, 2.0]), jnp.array([3.0, 4.0])  # doctest: +SKIP
    >>> loss, gradient = jax.jit(jax.value_and_grad(f))(theta, x, y)                     # doctest: +SKIP
    >>> float(loss), gradient.tolist(), jax.hessian(f)(theta, x, y).tolist()             # doctest: +SKIP
    (0.5, [2.0, 1.0], [[5.0, 3.0], [3.0, 2.0]])
    """

    def __init__(self, program: Program, dtype: Any) -> None:
        try:
            import jax
        except ImportError:
            raise MissingPackageError(say("to_jax needs JAX: pip install 'chainrule[jax]'")) from None
        jax.numpy  # noqa: B018  imported with it
        self.program = program
        self.dtype = numpy.dtype(_precision(dtype))

    def __call__(self, theta: Any, *arguments: Any, frozen: Any = None) -> Any:
        """The mean over the rows. Raises `OperandError` for shapes that the program refuses; it cannot see numbers."""
        bound, outputs = self._run(theta, arguments, frozen)
        if not bound.single:
            raise OperandError(say("the function returns several values: add them up, or see outputs"))
        if arguments and not len(arguments[0]):
            raise OperandError(say("the mean over no rows at all does not exist"))
        return outputs[0].mean()

    def outputs(self, theta: Any, *arguments: Any, frozen: Any = None) -> Any:
        """The function of every row: an array (N,), or (N, K) for a function that returns K Values."""
        import jax.numpy as jnp

        bound, outputs = self._run(theta, arguments, frozen)
        rows = len(arguments[0]) if arguments else 1
        spread = [jnp.broadcast_to(output, (rows,)) for output in outputs]
        return spread[0] if bound.single else jnp.stack(spread, axis=1)

    def frozen(self, *arguments: Any) -> Any:
        """The numbers, now, of the Values that the function uses and that are not parameters: an array, to be given as
        `frozen=`.

        Left out, they are what they were when JAX traced the function: `jax.jit` keeps them.
        """
        leaves = self._bound(arguments).plan.frozen.values()
        return numpy.array([leaf.data for leaf in leaves], self.dtype)

    def trace(self, *arguments: Any) -> object:
        """What the function was traced to for arguments of such shapes: another object, where it had to be traced anew.

        That happens where a Value has changed from which the function computes others before they meet a row or a
        parameter. What `jax.jit` has compiled before is then of no use any more.
        """
        return self._bound(arguments)

    def check(self, theta: Any, *arguments: Any) -> None:
        """Raise the program's error, with row and operation, where a number on the way to the gradient is not finite.

        JAX computes on with NaN. This finds where it began: the same numbers, by the program on NumPy.
        """
        loss, gradient = self.program.value_and_grad(*map(numpy.asarray, arguments), at=numpy.asarray(theta))
        largest = float(numpy.finfo(self.dtype).max)
        if max(abs(loss), *abs(gradient)) > largest:
            raise TooLargeError(say("a number on the way is too large for single precision"))

    def precision(self) -> AbstractContextManager[Any]:
        """A context in which JAX computes in this function's precision."""
        import jax

        if self.dtype == numpy.float32:
            return nullcontext()
        context: AbstractContextManager[Any]
        if hasattr(jax, "enable_x64"):
            context = jax.enable_x64(True)
        else:  # before JAX 0.8
            from jax.experimental import enable_x64

            context = enable_x64(True)
        return context

    def __repr__(self) -> str:
        return f"<JAX function of {counted(len(self.program.parameters), 'parameter')}, in {self.dtype}>"

    def _run(self, theta: Any, arguments: tuple[Any, ...], frozen: Any) -> tuple[Bound, list[Any]]:
        import jax
        import jax.numpy as jnp

        from autograd.program.in_jax.lowering import run

        if self.dtype == numpy.float64 and not jax.config.jax_enable_x64:
            raise OperandError(
                say(
                    "a program computes in double precision, which JAX has switched off: "
                    "jax.config.update('jax_enable_x64', True), or to_jax(dtype='float32')"
                )
            )
        theta = jnp.asarray(theta, self.dtype)
        count = len(self.program.parameters)
        if theta.shape != (count,):
            wanted = counted(count, "number")
            raise OperandError(
                say(
                    "theta needs {wanted}, one for each parameter, not an array of shape {shape}",
                    wanted=wanted,
                    shape=theta.shape,
                )
            )
        arrays = [jnp.asarray(argument, self.dtype) for argument in arguments]
        if len({len(array) for array in arrays if array.ndim}) > 1:
            rows = ", ".join(str(len(array)) for array in arrays)
            raise OperandError(say("the arguments have different numbers of rows: {rows}", rows=rows))
        bound = self._bound(arrays)
        numbers = self.frozen(*arrays) if frozen is None else frozen
        return bound, run(bound.plan, theta, jnp.asarray(numbers, self.dtype), arrays)

    def _bound(self, arguments: Any) -> Bound:
        return self.program.bound_to(_widths(arguments))


def _widths(arguments: Any) -> tuple[int | None, ...]:
    """How many columns each argument has; None for one without columns. Nothing but their shapes is looked at."""
    shapes = [numpy.shape(argument) for argument in arguments]
    for position, shape in enumerate(shapes):
        if len(shape) not in (1, 2):
            raise OperandError(
                say(
                    "argument {position} has shape {shape}: give a 1-d array, or a 2-d array of rows",
                    position=position,
                    shape=shape,
                )
            )
    return tuple([None if len(shape) == 1 else shape[1] for shape in shapes])


def _precision(dtype: Any) -> str:
    try:
        name = str(numpy.dtype(dtype).name)
    except TypeError:
        name = ""
    if name not in _PRECISIONS:
        raise OperandError(say("dtype is 'float64' or 'float32', not {dtype}", dtype=quoted(dtype, 60)))
    return name
