"""An operation of the table as a function on JAX's arrays, whose derivative is the table's.

The value is the row's array form, which takes its functions from the library its arguments belong to. The derivative is
the row's rule, given to `jax.custom_jvp`: recorded once on traced Values, and computed by the same operations, so that
its own derivatives are the table's too, to any order.

What cannot be recorded (a rule or a form of the user's own that branches on numbers) is computed on the host, number by
number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy

from autograd.errors import ChainruleError
from autograd.operation import CONSTANT, Op, undefined_as_nan
from autograd.ops import choice, log_sum_exp, weighted
from autograd.order import topological_order_of
from autograd.program.in_jax.stopping import product
from autograd.program.trace import Traced, traced
from autograd.sweeps import backward_graph
from autograd.value import Value

#: A symmetric operation of at most so many operands is differentiated with each on its own: its rule may be the more
#: exact then, as that of the softmax is.
FEW = 8

Fixed = tuple[tuple[int, float], ...]


def apply(op: Op, *operands: Any) -> Any:
    """`op` on JAX's arrays; a float among the operands is a constant."""
    fixed = tuple([(i, x) for i, x in enumerate(operands) if isinstance(x, float)])
    return function_of(op, len(operands), fixed)(*[x for x in operands if not isinstance(x, float)])


@cache
def function_of(op: Op, count: int, fixed: Fixed = ()) -> Callable[..., Any]:
    """`op` of so many operands, of which some are `fixed` numbers, as a function of the others."""
    import jax

    known = dict(fixed)

    def complete(operands: Sequence[Any]) -> list[Any]:
        rest = iter(operands)
        return [known[i] if i in known else next(rest) for i in range(count)]

    moving = [i for i in range(count) if i not in known]
    value = _value_of(op)
    function: Any = jax.custom_jvp(lambda *operands: value(*complete(operands)))

    def differentiate(primals: Any, tangents: Any) -> tuple[Any, Any]:
        out = function(*primals)
        given = {i: t for i, t in zip(moving, tangents, strict=True) if not _is_zero(t)}
        partials = _partials(op, out, complete(primals), list(given))
        return out, _added(op, out, [(partials[i], t) for i, t in given.items()])

    function.defjvp(differentiate, symbolic_zeros=True)
    return function  # type: ignore[no-any-return]


@cache
def function_of_stack(op: Op) -> Callable[..., Any]:
    """A symmetric operation as a function of its operands stacked along a first axis."""
    import jax

    function: Any = jax.custom_jvp(_value_of_stack(op))

    def differentiate(primals: Any, tangents: Any) -> tuple[Any, Any]:
        (stack,), (tangent,) = primals, tangents
        out = function(stack)
        if _is_zero(tangent):
            return out, _added(op, out, [])
        if len(stack) <= FEW:
            partials = _partials(op, out, list(stack), range(len(stack)))
            return out, _added(op, out, [(partials[i], tangent[i]) for i in range(len(stack))])
        (partial,) = _partials(op, out, [stack], [0]).values()
        if op is log_sum_exp:  # the softmax: normalised by its own sum, it does not have the rounding of `out`
            partial = partial / partial.sum(axis=0)
        flow = tangent if isinstance(partial, float) else product(partial, tangent)
        return out, flow.sum(axis=0) * (partial if isinstance(partial, float) else 1.0)

    function.defjvp(differentiate, symbolic_zeros=True)
    return function  # type: ignore[no-any-return]


def _is_zero(tangent: Any) -> bool:
    from jax.custom_derivatives import SymbolicZero

    return isinstance(tangent, SymbolicZero)


def _added(op: Op, out: Any, messages: list[tuple[Any, Any]]) -> Any:
    """Σ partial · tangent. At a choice and by a weight, a partial of 0 lets nothing through either."""
    import jax.numpy as jnp

    both = op is choice or op is weighted
    whole = None
    for partial, tangent in messages:
        if isinstance(partial, float):
            if partial == 0.0:
                continue
            term = tangent if partial == 1.0 else partial * tangent
        else:
            term = product(partial, tangent, both)
        whole = term if whole is None else whole + term
    return jnp.zeros_like(out) if whole is None else jnp.broadcast_to(whole, out.shape)


# --- the value --------------------------------------------------------------------------------------------------------


def _value_of(op: Op) -> Callable[..., Any]:
    def value(*operands: Any) -> Any:
        import jax.numpy as jnp

        if not op.symmetric:
            return _tried(op, _array_form(op) or op.forward, operands)
        return _value_of_stack(op)(jnp.stack(jnp.broadcast_arrays(*operands)))

    return value


def _value_of_stack(op: Op) -> Callable[[Any], Any]:
    form = _array_form(op)
    return lambda stack: _tried(op, form, (stack,)) if form else _tried(op, op.forward, tuple(stack))


def _array_form(op: Op) -> Callable[..., Any] | None:
    """The array form: of NumPy's functions, JAX's of the same name."""
    import jax.numpy as jnp

    form = op.array_form()
    name = getattr(form, "__name__", "")
    is_of_numpy = form is not None and getattr(numpy, name, None) is form
    return getattr(jnp, name, form) if is_of_numpy else form


def _tried(op: Op, form: Callable[..., Any], operands: tuple[Any, ...]) -> Any:
    """The form on these operands; on the host, number by number, if it cannot take JAX's arrays."""
    import jax.numpy as jnp

    arrays = [x for x in operands if not isinstance(x, float)]
    dtype = jnp.result_type(*arrays)
    try:
        out = form(*operands)
    except (TypeError, ValueError, AttributeError):
        return _on_host(op.on_numbers, operands, dtype)
    return out.astype(dtype)


def _on_host(function: Callable[..., float], operands: Sequence[Any], dtype: Any) -> Any:
    """The function of numbers, entry by entry.

    Numbers travel as their bits: in the thread that calls back, JAX may have double precision switched off, and round.
    """
    import jax
    import jax.numpy as jnp
    from jax.lax import bitcast_convert_type

    shape = jnp.broadcast_shapes(*map(jnp.shape, operands))
    halves = (2,) if dtype == numpy.float64 else ()

    def compute(*bits: Any) -> Any:
        arrays = [numpy.ascontiguousarray(array).view(dtype) for array in bits]
        out = undefined_as_nan(numpy.vectorize(function, otypes=[float]), *arrays)
        return numpy.ascontiguousarray(out.astype(dtype)).view(numpy.uint32)

    result = jax.ShapeDtypeStruct(shape + halves, numpy.uint32)
    spread = [bitcast_convert_type(jnp.broadcast_to(jnp.asarray(x, dtype), shape), numpy.uint32) for x in operands]
    return bitcast_convert_type(jax.pure_callback(compute, result, *spread, vmap_method="broadcast_all"), dtype)


# --- the partials -----------------------------------------------------------------------------------------------------


def _partials(op: Op, out: Any, operands: list[Any], wanted: Sequence[int]) -> dict[int, Any]:
    """The local partials by the wanted operands: arrays, or floats where they are the same everywhere."""
    fixed = tuple([(i, x) for i, x in enumerate(operands) if isinstance(x, float)])
    recorded = _recorded(op, len(operands), fixed)
    if recorded is None:
        return {i: apply(_slope(op, i), *operands) for i in wanted}
    stand_ins, results = recorded
    arrays: dict[Value, Any] = dict(
        zip(stand_ins, [out, *[x for x in operands if not isinstance(x, float)]], strict=True)
    )
    for node in topological_order_of([results[i] for i in wanted if isinstance(results[i], Value)]):
        if node.op is CONSTANT:
            arrays[node] = node.data
        elif node.op is not None:
            arrays[node] = apply(node.op, *[arrays[parent] for parent in node.parents])
    return {i: arrays[results[i]] if isinstance(results[i], Value) else float(results[i]) for i in wanted}


@cache
def _recorded(op: Op, count: int, fixed: Fixed) -> tuple[list[Traced], tuple[Any, ...]] | None:
    """What stands in for the result and for each operand that is not fixed, and the partials as graphs of them.

    None if the rule cannot be recorded.
    """
    known = dict(fixed)
    out, operands = traced("out"), [known[i] if i in known else traced("operand") for i in range(count)]
    stand_ins = [out, *[x for x in operands if isinstance(x, Traced)]]
    try:
        results = op.partials(out, *operands)
    except (ChainruleError, ArithmeticError, AttributeError, TypeError, ValueError):
        return None
    leaves = {node for node in topological_order_of([x for x in results if isinstance(x, Value)]) if node.op is None}
    if not leaves <= set(stand_ins) or not all(isinstance(x, (int, float, Traced)) for x in results):
        return None  # a Value of the user's own in a rule: it may change
    return stand_ins, results


@cache
def _slope(op: Op, index: int) -> Op:
    """A partial of an operation whose rule cannot be recorded, as an operation of its own, computed by the engine."""

    def partial(*xs: Any) -> Any:
        return op.partials(op(*xs), *xs)[index]

    def differentiate(out: Any, *xs: Any) -> tuple[Any, ...]:
        nodes = [x if isinstance(x, Value) else Value(x) for x in xs]
        found = partial(*nodes)
        slopes = backward_graph(found, nodes) if isinstance(found, Value) else [0.0] * len(nodes)
        if any(isinstance(x, Value) for x in xs):
            return tuple(slopes)
        return tuple([slope.data if isinstance(slope, Value) else slope for slope in slopes])

    return Op(f"{op.name}_{index}", lambda *xs: float(partial(*xs)), differentiate)
