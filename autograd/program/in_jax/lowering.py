"""A plan on JAX's arrays: group by group, each an array (nodes, N), or (nodes, 1) where it is the same for all rows.

Regular groups and matrix products are computed as arrays. A group whose operands lie here and there is computed node by
node: nothing is copied to put it together, and XLA fuses what follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy

from autograd.program.in_jax.operations import apply, function_of_stack
from autograd.program.in_jax.slots import Slots
from autograd.program.plan import Group, Plan, Product

Held = dict[bool, Slots]


def run(plan: Plan, theta: Any, frozen: Any, arguments: Sequence[Any]) -> list[Any]:
    """The outputs of the function for all rows: arrays (N,), or (1,) where a number is the same for all of them.

    `theta`: (parameters,). `frozen`: a number for each of `plan.frozen`. `arguments`: (N,) or (N, columns) each.
    """
    import jax.numpy as jnp

    held = {False: Slots(), True: Slots()}
    constants = jnp.asarray(numpy.array(list(plan.constants.values())), theta.dtype)
    held[False].hold(0, theta[:, None])
    # The slots of constants, and of frozen Values, have been given out one after the other.
    held[False].hold(min(plan.constants, default=0), constants[:, None])
    held[False].hold(min(plan.frozen, default=0), frozen[:, None])
    for position, column, slots in plan.copied:
        argument = arguments[position]
        rows = argument[None, :] if argument.ndim == 1 else argument.T
        held[True].hold(slots.start, rows if column is None else rows[column : column + 1])
    for group in plan.groups:
        if isinstance(group, Product):
            arrays = [_product(group, held, arguments, plan.chooses)]
        elif _is_gathered(group, held):
            arrays = [_group(group, held, node) for node in range(len(group.nodes))]
        else:
            arrays = [_group(group, held)]
        for number, array in enumerate(arrays):
            held[group.varying].hold(group.slots.start + number, array)
    return [held[varying].read(numpy.array([slot]))[0] for varying, slot in plan.outputs]


def _is_gathered(group: Group, held: Held) -> bool:
    """Whether a group is computed node by node. Numbers that are the same for all rows cost nothing either way."""
    operands = [operand for i, operand in enumerate(group.operands) if operand.varying and i not in group.fixed]
    return (
        len(group.nodes) > 1
        and not group.stacked
        and any(held[True].is_gathered(operand.slots) for operand in operands)
    )


def _group(group: Group, held: Held, node: int | None = None) -> Any:
    """A group (nodes, N), or one of its nodes."""
    import jax.numpy as jnp

    count = len(group.nodes) if node is None else 1
    if group.stacked:
        (operand,) = group.operands
        stack = held[operand.varying].read(operand.slots)
        stack = jnp.broadcast_to(stack, (len(operand.slots), stack.shape[1]))
        return function_of_stack(group.op)(stack.reshape(-1, count, stack.shape[1]))
    which = slice(None) if node is None else slice(node, node + 1)
    operands = [
        group.fixed[i] if i in group.fixed else held[operand.varying].read(operand.slots[which])
        for i, operand in enumerate(group.operands)
    ]
    made = apply(group.op, *operands)
    return made if len(made) == count else jnp.broadcast_to(made, (count, made.shape[1]))


def _product(product: Product, held: Held, arguments: Sequence[Any], chooses: bool) -> Any:
    """Weights (K, M) times a block (M, N), plus bias (K, 1)."""
    import jax.numpy as jnp
    from jax import lax

    argument = product.block.argument
    weights = held[False].matrix(product.weights)
    block = held[True].read(product.block.slots) if argument is None else arguments[argument].T
    block = jnp.broadcast_to(block, (product.weights.shape[1], block.shape[1]))
    undefined: Any = 0.0
    if chooses:
        weights, of_weights = _defined(weights, axis=1)
        block, of_block = _defined(block, axis=0)
        undefined = of_weights + of_block
    made = jnp.matmul(weights, block, precision=lax.Precision.HIGHEST)
    if product.bias is not None:
        made = made + held[False].read(product.bias)
    return made + undefined


def _defined(factor: Any, axis: int) -> tuple[Any, Any]:
    """A factor with zeros where it is undefined, in an arm that is not chosen, and NaN for the sums in which that is.

    An adjoint of 0 times NaN is not to become NaN, and a matrix product has no place for a mask.
    """
    import jax.numpy as jnp

    finite = jnp.isfinite(factor)
    nan = jnp.where(finite.all(axis=axis, keepdims=True), jnp.zeros((), factor.dtype), jnp.nan)
    return jnp.where(finite, factor, 0.0), nan
