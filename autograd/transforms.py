"""Derivatives of Python functions: grad, value_and_grad, jacobian, hessian, jvp, hvp.

Each runs the function once on fresh Values and reads the recorded graph: backward for gradients, forward for
Jacobian-vector products, on numbers, or as graphs where someone outside differentiates the result again: that is how
transforms nest to any order, in any mixture. All are pure: no `grad` is touched, and threads may run them at once.

Nested transforms never confuse their variables, because every transform makes fresh ones. A fresh variable made from a
Value of an outer transform is its `identity`: a new node for the inner sweep to stop at, through which the outer sweep
passes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any

from autograd import ops
from autograd.errors import OperandError
from autograd.graph import as_node
from autograd.nested import flatten, map_entries, shape_of, stacked, unflatten
from autograd.notation import quoted
from autograd.operation import as_float, is_array
from autograd.sweeps import backward_graph, forward_graph, forward_numbers, sweep
from autograd.value import Value, constant

_depth: ContextVar[int] = ContextVar("how many transforms are running a function of ours", default=0)


def derivative(output: Value, variable: Value) -> Value:
    """∂output/∂variable as a graph of its own, made of the same leaves: draw it, explain it, differentiate it again.

    >>> x = Value(3.0, "x")
    >>> slope = derivative(x**3, x)
    >>> slope, derivative(slope, x)
    (Value(27), Value(18))

    Raises `OperandError` for a variable that is not a Value.
    """
    as_node(variable)
    return _as_value(backward_graph(output, [variable])[0])


Argnum = int | tuple[int, ...]


def value_and_grad(f: Callable[..., Any], argnum: Argnum = 0) -> Callable[..., tuple[Any, Any]]:
    """A function that returns (value of f, gradient of f) at its arguments, from one evaluation of f.

    `argnum` says which argument to differentiate by; a tuple gives a tuple of gradients. An argument is a number, a
    list or tuple of numbers, or an array; its gradient has the same shape. Given Values, value and gradient are graphs.

    >>> value_and_grad(lambda x, y: x * y, argnum=(0, 1))(2.0, 3.0)
    (6.0, (3.0, 2.0))

    Raises `OperandError` if f does not return one Value.
    """

    def transformed(*arguments: Any, **keywords: Any) -> tuple[Any, Any]:
        if argnum == 0 and len(arguments) == 1 and type(arguments[0]) is float and not _depth.get():
            variable = Value(arguments[0])  # nearly always: one number, and nobody outside who differentiates
            output = one_value(_inside(f, (variable,), keywords), f)
            return output.data, sweep(output).get(variable, 0.0)
        variables, as_graph, out = _run(f, argnum, arguments, keywords)
        output = one_value(out, f)
        if as_graph:
            slopes: list[Any] = [_as_value(slope) for slope in backward_graph(output, variables.flat)]
        else:
            adjoint = sweep(output)
            slopes = [adjoint.get(variable, 0.0) for variable in variables.flat]
        return (output if as_graph else output.data), variables.shaped(slopes)

    return _named(transformed, "value_and_grad", f)


def grad(f: Callable[..., Any], argnum: Argnum = 0) -> Callable[..., Any]:
    """The gradient of f, as a function of the same arguments. Nests to any order.

    >>> grad(lambda x: x**3)(3.0), grad(grad(lambda x: x**3))(3.0)
    (27.0, 18.0)
    >>> grad(lambda x: x[0] * x[1])([2.0, 5.0])
    [5.0, 2.0]
    """
    both = value_and_grad(f, argnum)
    return _named(lambda *arguments, **keywords: both(*arguments, **keywords)[1], "grad", f)


def jacobian(f: Callable[..., Any], argnum: Argnum = 0) -> Callable[..., Any]:
    """The Jacobian of f, as a function of the same arguments: a row for each output, a column for each input.

    f may return one Value, or a list, tuple or array of them. The rows have the shape of the argument.

    >>> jacobian(lambda x: [x[0] * x[1], x[0] + x[1]])([2.0, 5.0])
    [[5.0, 2.0], [1.0, 1.0]]
    """

    def transformed(*arguments: Any, **keywords: Any) -> Any:
        variables, as_graph, out = _run(f, argnum, arguments, keywords)

        def row(output: Any) -> Any:
            output = one_value(output, f)
            if as_graph:
                return variables.shaped([_as_value(slope) for slope in backward_graph(output, variables.flat)])
            adjoint = sweep(output)
            return variables.shaped([adjoint.get(variable, 0.0) for variable in variables.flat])

        rows = map_entries(row, out)
        return stacked(rows) if is_array(out) or any(is_array(argument) for argument in arguments) else rows

    return _named(transformed, "jacobian", f)


def hessian(f: Callable[..., Any], argnum: int = 0) -> Callable[..., Any]:
    """The matrix of second derivatives of f, as a function of the same arguments.

    >>> hessian(lambda x: x[0] ** 2 * x[1])([3.0, 5.0])
    [[10.0, 6.0], [6.0, 0.0]]
    """
    return _named(jacobian(grad(f, argnum), argnum), "hessian", f)


def jvp(f: Callable[..., Any], primals: Sequence[Any], tangents: Sequence[Any]) -> tuple[Any, Any]:
    """(value of f at the primals, its derivative in the direction of the tangents), in forward mode.

    `primals` are the arguments of f, `tangents` the direction, of the same shapes. What f returns, a Value or a list,
    tuple or array of them, both results have the shape of.

    >>> jvp(lambda x, y: x * y, (2.0, 3.0), (1.0, 0.0))
    (6.0, 3.0)
    """
    primals, tangents = tuple(primals), tuple(tangents)
    directions = flatten(tangents)
    variables, as_graph, out = _run(f, tuple(range(len(primals))), primals, {})
    if [shape_of(x) for x in primals] != [shape_of(x) for x in tangents]:
        raise OperandError("jvp: primals and tangents must have the same shapes, one tangent for each number")
    outputs = [one_value(output, f) for output in flatten(out)]
    if as_graph or any(isinstance(direction, Value) for direction in directions):
        moved: list[Any] = [_as_value(t) for t in forward_graph(outputs, variables.flat, directions)]
        reached: list[Any] = list(outputs)
    else:
        moved = list(
            map(float, forward_numbers(outputs, variables.flat, [as_float(t, "a tangent") for t in directions]))
        )
        reached = [output.data for output in outputs]
    return unflatten(out, reached), unflatten(out, moved)


def hvp(f: Callable[[Any], Any], x: Any, v: Any) -> Any:
    """The Hessian of f at x times v, without the Hessian: one forward sweep over one reverse sweep, O(graph).

    >>> hvp(lambda x: x[0] ** 2 * x[1], [3.0, 5.0], [1.0, 0.0])
    [10.0, 6.0]
    """
    return jvp(grad(f), (x,), (v,))[1]


# --- running a function on fresh variables ----------------------------------------------------------------------------


class _Variables:
    """The fresh variables of one transform: all of them in a row, and the shapes of the arguments they stand for."""

    def __init__(self, argnum: Argnum, arguments: tuple[Any, ...]) -> None:
        self.argnum = argnum
        self.chosen = argnum if isinstance(argnum, tuple) else (argnum,)
        for index in self.chosen:
            if not -len(arguments) <= index < len(arguments):
                raise OperandError(f"argnum {index} is out of range: the function got {len(arguments)} arguments")
        self.shapes = [arguments[index] for index in self.chosen]
        self.fresh = [map_entries(_fresh, shape) for shape in self.shapes]
        self.flat: list[Value] = flatten(self.fresh)

    def shaped(self, numbers: Sequence[Any]) -> Any:
        """Numbers, one for each variable, in the shape of the arguments."""
        iterator = iter(numbers)
        shaped = tuple(map_entries(lambda _: next(iterator), shape) for shape in self.shapes)
        return shaped if isinstance(self.argnum, tuple) else shaped[0]


def _run(
    f: Callable[..., Any], argnum: Argnum, arguments: tuple[Any, ...], keywords: dict[str, Any]
) -> tuple[_Variables, bool, Any]:
    """Run f on fresh variables; whether its derivative must be a graph, because someone outside differentiates it."""
    variables = _Variables(argnum, arguments)
    replaced = list(arguments)
    for index, fresh in zip(variables.chosen, variables.fresh, strict=True):
        replaced[index] = fresh
    as_graph = _depth.get() > 0 or any(isinstance(thing, Value) for thing in flatten(list(arguments)))
    return variables, as_graph, _inside(f, replaced, keywords)


def _inside(f: Callable[..., Any], arguments: Sequence[Any], keywords: dict[str, Any]) -> Any:
    """Call f, with the transforms inside it knowing that they are inside."""
    token = _depth.set(_depth.get() + 1)
    try:
        return f(*arguments, **keywords)
    finally:
        _depth.reset(token)


def _fresh(argument: Any) -> Value:
    if isinstance(argument, Value):
        fresh: Value = ops.identity(argument)
        return fresh
    return Value(as_float(argument, "an argument to differentiate by"))


def _as_value(x: Value | float) -> Value:
    return x if isinstance(x, Value) else constant(x)


def one_value(out: Any, f: Callable[..., Any]) -> Value:
    """What f returned, if it is one Value; otherwise an error that says what it was."""
    if is_array(out) and out.ndim == 0:
        out = out.item()
    if isinstance(out, Value):
        return out
    name = getattr(f, "__name__", "the function")
    if isinstance(out, (int, float)) or not hasattr(out, "__len__"):
        what = "None" if out is None else f"the plain {type(out).__name__} {quoted(out)}"
        raise OperandError(
            f"{name} returned {what}, which has no graph: compute with the argument itself and autograd's functions "
            "(not with .data or math's); a constant is Value(…)"
        )
    raise OperandError(f"{name} returned {len(out)} values where one is due: take jacobian, or add them up")


def _named(transformed: Callable[..., Any], transform: str, f: Callable[..., Any]) -> Callable[..., Any]:
    transformed.__name__ = f"{transform}({getattr(f, '__name__', 'f')})"
    transformed.__doc__ = f"{transform} of: {f.__doc__}" if f.__doc__ else None
    return transformed
