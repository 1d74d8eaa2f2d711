"""Derivatives of Python functions: grad, value_and_grad, jacobian, hessian, jvp, vjp, hvp.

Each runs the function once on fresh Values and reads the recorded graph: backward for gradients, forward for
Jacobian-vector products. The results are numbers if the function depends on nothing but its arguments. If it depends
on other Values too (of a transform outside, or of anybody's), the results are graphs, made of these Values: nothing is
lost, and transforms nest to any order, in any mixture. All are pure: no `grad` is touched, and threads may run them at
once. `functools.partial` makes the functions that are returned, so that those of a function that can be pickled can be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from autograd import ops
from autograd.arguments import Variables, name_of
from autograd.errors import OperandError
from autograd.graph import as_node, as_recorded
from autograd.language import say
from autograd.nested import flatten, shape_of, stacked, unflatten
from autograd.notation import quoted
from autograd.operation import as_float, is_array, is_number
from autograd.order import topological_order_of
from autograd.stand_ins import stand_in
from autograd.sweeps import (
    backward_graph,
    depends_on_others,
    forward_graph,
    forward_numbers,
    gradients,
    pulled_back,
)
from autograd.value import Value, constant

if TYPE_CHECKING:
    from autograd.arguments import Argnum


def derivative(output: Value, variable: Value) -> Value:
    """∂output/∂variable as a graph of its own, made of the same leaves: draw it, explain it, differentiate it again.

    >>> x = Value(3.0, "x")
    >>> slope = derivative(x**3, x)
    >>> slope, derivative(slope, x)
    (Value(27), Value(18))

    Raises `OperandError` for a variable that is not a Value, `StaleError` if a leaf has changed since `output` was
    computed.
    """
    variable = stand_in(as_node(variable))
    output = stand_in(as_node(output))
    as_recorded(output)
    return _as_value(backward_graph(output, [variable])[0])


def value_and_grad(
    f: Callable[..., Any], argnum: Argnum = 0, *, has_aux: bool = False, argnums: Argnum | None = None
) -> Callable[..., tuple[Any, Any]]:
    """A function that returns (value of f, gradient of f) at its arguments, from one evaluation of f.

    `argnum` says which argument to differentiate by, by its position or name; several give a tuple of gradients
    (`argnums` is the same). An argument is a number, an array, or a list, tuple or dict of arguments; its gradient has
    the same shape. With `has_aux`, f returns a pair (value, anything else), and so does the new function in its first
    place.

    Value and gradient are graphs if f depends on a Value that is not an argument, else numbers. A plain number that f
    returns is a constant, with gradient 0.

    >>> value_and_grad(lambda x, y: x * y, argnum=(0, 1))(2.0, 3.0)
    (6.0, (3.0, 2.0))
    >>> value_and_grad(lambda x, y: x * y, argnum="y")(2.0, y=3.0)
    (6.0, 2.0)

    Raises `OperandError` if f does not return one Value, and for an `argnum` that it does not have.
    """
    return _named(partial(_value_and_grad, f, _one_of(argnum, argnums), has_aux), "value_and_grad", f)


def grad(
    f: Callable[..., Any], argnum: Argnum = 0, *, has_aux: bool = False, argnums: Argnum | None = None
) -> Callable[..., Any]:
    """The gradient of f, as a function of the same arguments; see `value_and_grad`. Nests to any order.

    >>> grad(lambda x: x**3)(3.0), grad(grad(lambda x: x**3))(3.0)
    (27.0, 18.0)
    >>> grad(lambda x: x[0] * x[1])([2.0, 5.0])
    [5.0, 2.0]
    """
    return _named(partial(_grad, f, _one_of(argnum, argnums), has_aux), "grad", f)


def jacobian(f: Callable[..., Any], argnum: Argnum = 0, *, argnums: Argnum | None = None) -> Callable[..., Any]:
    """The Jacobian of f, as a function of the same arguments: a row for each output, a column for each input.

    f may return one Value, or a list, tuple, dict or array of them. The rows have the shape of the argument.

    >>> jacobian(lambda x: [x[0] * x[1], x[0] + x[1]])([2.0, 5.0])
    [[5.0, 2.0], [1.0, 1.0]]
    """
    return _named(partial(_jacobian, f, _one_of(argnum, argnums)), "jacobian", f)


def hessian(f: Callable[..., Any], argnum: Argnum = 0, *, argnums: Argnum | None = None) -> Callable[..., Any]:
    """The matrix of second derivatives of f, as a function of the same arguments.

    >>> hessian(lambda x: x[0] ** 2 * x[1])([3.0, 5.0])
    [[10.0, 6.0], [6.0, 0.0]]
    """
    chosen = _one_of(argnum, argnums)
    return _named(partial(_jacobian, grad(f, chosen), chosen), "hessian", f)


def jvp(f: Callable[..., Any], primals: Any, tangents: Any) -> tuple[Any, Any]:
    """(value of f at the primals, its derivative in the direction of the tangents), in forward mode.

    `primals` are the arguments of f in a list or tuple, `tangents` the direction, of the same shapes; anything else is
    one argument. What f returns, a Value or a list, tuple, dict or array of them, both results have the shape of.

    >>> jvp(lambda x, y: x * y, (2.0, 3.0), (1.0, 0.0))
    (6.0, 3.0)
    >>> jvp(ops.sin, 0.0, 1.0)
    (0.0, 1.0)

    Raises `OperandError` for a direction of another shape.
    """
    primals, tangents = _in_a_tuple(primals), _in_a_tuple(tangents)
    variables = Variables(f, tuple(range(len(primals))), primals, {})
    out = variables.call(f)
    if [shape_of(x) for x in primals] != [shape_of(x) for x in tangents]:
        raise OperandError(say("jvp: primals and tangents must have the same shapes, one tangent for each number"))
    directions = flatten(tangents)
    outputs = [one_value(output, f) for output in flatten(out)]
    order = topological_order_of(outputs)
    moving = any(isinstance(direction, Value) for direction in directions)
    if moving or depends_on_others(outputs, variables.flat, order):
        moved: list[Any] = [_as_value(t) for t in forward_graph(outputs, variables.flat, directions)]
        return unflatten(out, outputs), unflatten(out, moved)
    numbers = [as_float(direction, "a tangent") for direction in directions]
    moved = list(forward_numbers(order, outputs, variables.flat, numbers))
    return unflatten(out, [output.data for output in outputs]), unflatten(out, moved)


def vjp(f: Callable[..., Any], *primals: Any) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
    """(value of f at the primals, pullback): `pullback(v)` is vᵀ·(Jacobian of f), a gradient for each argument.

    `v` has the shape of what f returns: a number, or a list, tuple, dict or array of numbers.

    >>> value, pullback = vjp(lambda x, y: [x * y, x + y], 2.0, 3.0)
    >>> value, pullback([1.0, 10.0])
    ([6.0, 5.0], (13.0, 12.0))

    Raises `OperandError` for a `v` of another shape.
    """
    variables = Variables(f, tuple(range(len(primals))), primals, {})
    out = variables.call(f)
    outputs = [one_value(output, f) for output in flatten(out)]
    order = topological_order_of(outputs)
    as_graph = depends_on_others(outputs, variables.flat, order)

    def pullback(v: Any) -> tuple[Any, ...]:
        if shape_of(v) != shape_of(out):
            raise OperandError(
                say("the pullback of vjp takes a number for each output, in the shape of what f returns")
            )
        seeds = flatten(v)
        slopes: list[Any]
        if as_graph or any(isinstance(seed, Value) for seed in seeds):
            weighted = one_value(ops.dot(seeds, outputs), f)
            slopes = [_as_value(slope) for slope in backward_graph(weighted, variables.flat)]
        else:
            numbers = [as_float(seed, "a number for the pullback") for seed in seeds]
            slopes = list(pulled_back(order, outputs, numbers, variables.flat))
        shaped: tuple[Any, ...] = variables.shaped(slopes)
        return shaped

    return unflatten(out, outputs if as_graph else [output.data for output in outputs]), pullback


def hvp(f: Callable[[Any], Any], x: Any, v: Any) -> Any:
    """The Hessian of f at x times v, without the Hessian: one forward sweep over one reverse sweep, O(graph).

    >>> hvp(lambda x: x[0] ** 2 * x[1], [3.0, 5.0], [1.0, 0.0])
    [10.0, 6.0]
    """
    return jvp(grad(f), (x,), (v,))[1]


# --- what the returned functions do -----------------------------------------------------------------------------------


def _value_and_grad(f: Callable[..., Any], argnum: Argnum, has_aux: bool, *arguments: Any, **keywords: Any) -> Any:
    if argnum == 0 and len(arguments) == 1 and type(arguments[0]) is float and not keywords:
        variable = Value(arguments[0])  # nearly always: one number
        out = f(variable)
        flat: list[Value] = [variable]
        shaped: Callable[[Sequence[Any]], Any] = _first
    else:
        variables = Variables(f, argnum, arguments, keywords)
        out = variables.call(f)
        flat, shaped = variables.flat, variables.shaped
    aux = None
    if has_aux:
        out, aux = _with_aux(out, f)
    output = one_value(out, f)
    slopes: list[Any] | None = gradients(output, flat)
    value: Any = output.data if slopes is not None else output
    if slopes is None:
        slopes = [_as_value(slope) for slope in backward_graph(output, flat)]
    return (value, aux) if has_aux else value, shaped(slopes)


def _first(slopes: Sequence[Any]) -> Any:
    return slopes[0]


def _grad(f: Callable[..., Any], argnum: Argnum, has_aux: bool, *arguments: Any, **keywords: Any) -> Any:
    value, slopes = _value_and_grad(f, argnum, has_aux, *arguments, **keywords)
    return (slopes, value[1]) if has_aux else slopes


def _jacobian(f: Callable[..., Any], argnum: Argnum, *arguments: Any, **keywords: Any) -> Any:
    variables = Variables(f, argnum, arguments, keywords)
    out = variables.call(f)
    outputs = [one_value(output, f) for output in flatten(out)]
    rows: list[list[Any]] = []
    for output in outputs:
        slopes = gradients(output, variables.flat)
        if slopes is None:  # one output depends on others: all rows are graphs
            rows = [[_as_value(slope) for slope in backward_graph(output, variables.flat)] for output in outputs]
            break
        rows.append(slopes)
    shaped = unflatten(out, [variables.shaped(row) for row in rows])
    return stacked(shaped) if is_array(out) or any(map(is_array, arguments)) else shaped


def _one_of(argnum: Argnum, argnums: Argnum | None) -> Argnum:
    if argnums is None:
        return argnum
    if argnum != 0:
        raise OperandError(say("argnum and argnums are two names for the same: give one of them"))
    return argnums


def _in_a_tuple(arguments: Any) -> tuple[Any, ...]:
    return tuple(arguments) if isinstance(arguments, (list, tuple)) else (arguments,)


def _with_aux(out: Any, f: Callable[..., Any]) -> tuple[Any, Any]:
    if not isinstance(out, tuple) or len(out) != 2:
        raise OperandError(
            say(
                "with has_aux, {function} returns a pair, (value, anything else), not {out}",
                function=name_of(f),
                out=quoted(out),
            )
        )
    return out


def _as_value(x: Value | float) -> Value:
    return x if isinstance(x, Value) else constant(float(x))


def one_value(out: Any, f: Callable[..., Any]) -> Value:
    """What f returned as one Value: a plain number is a constant. Otherwise an error that says what it was."""
    if is_array(out) and out.ndim == 0:
        out = out.item()
    if isinstance(out, Value):
        return out
    if is_number(out):
        return constant(as_float(out, name_of(f)))
    if not hasattr(out, "__len__") or isinstance(out, str):
        raise OperandError(say("{function} returned {out} where a Value is due", function=name_of(f), out=quoted(out)))
    raise OperandError(
        say(
            "{function} returned {out} values where one is due: take jacobian, or add them up",
            function=name_of(f),
            out=len(out),
        )
    )


def _named(transformed: Callable[..., Any], transform: str, f: Callable[..., Any]) -> Callable[..., Any]:
    transformed.__name__ = f"{transform}({name_of(f)})"
    transformed.__wrapped__ = f  # type: ignore[attr-defined]  # its arguments have the names that f gives them
    transformed.__doc__ = f"{transform} of: {f.__doc__}" if f.__doc__ else None
    return transformed
