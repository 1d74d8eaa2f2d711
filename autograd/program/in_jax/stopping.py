"""A product of a local partial and what flows along its edge, at which an exact 0 stops.

In reverse an adjoint of exactly 0 stops at a partial that does not exist (that of √u at u = 0, of log u in an arm of a
choice that is not chosen); forward a tangent of exactly 0 does. JAX would make both NaN: it transposes what is linear,
and a product with NaN is. So the product is a primitive of its own, which is its own transpose.
"""

from __future__ import annotations

from functools import cache
from typing import Any


def product(factor: Any, flow: Any, both: bool = False) -> Any:
    """factor · flow, linear in `flow`; exactly 0 where `flow` is, whatever the factor is; `both`: where that is, too.

    The arrays are spread over each other as NumPy does.
    """
    import jax.numpy as jnp

    if jnp.shape(factor) != jnp.shape(flow):
        factor, flow = jnp.broadcast_arrays(factor, flow)
    return _primitive().bind(factor, flow, both=both)


@cache
def _primitive() -> Any:
    import jax.numpy as jnp
    from jax.extend.core import Primitive
    from jax.interpreters import ad, batching, mlir

    primitive = Primitive("stopping_product")

    def compute(factor: Any, flow: Any, *, both: bool) -> Any:
        stops = (flow == 0) | (factor == 0) if both else flow == 0
        return jnp.where(stops, jnp.zeros((), flow.dtype), factor * flow)

    def differentiate(primals: Any, tangents: Any, *, both: bool) -> Any:
        """As of any product. Where one factor is 0, the other's tangent may well be undefined: there, both stop."""
        factor, flow = primals
        of_factor, of_flow = tangents
        terms = []
        if type(of_factor) is not ad.Zero:
            terms.append(primitive.bind(flow, of_factor, both=True))
        if type(of_flow) is not ad.Zero:
            terms.append(primitive.bind(factor, of_flow, both=both))
        return primitive.bind(factor, flow, both=both), sum(terms[1:], terms[0])

    def transpose(cotangent: Any, factor: Any, flow: Any, *, both: bool) -> Any:
        if type(cotangent) is ad.Zero:
            return None, ad.Zero(flow.aval)
        return None, primitive.bind(factor, cotangent, both=both)

    def batch(operands: Any, axes: Any, *, both: bool) -> Any:
        size = next(x.shape[axis] for x, axis in zip(operands, axes, strict=True) if axis is not None)
        front = [batching.bdim_at_front(x, axis, size) for x, axis in zip(operands, axes, strict=True)]
        return primitive.bind(*front, both=both), 0

    primitive.def_impl(compute)
    primitive.def_abstract_eval(lambda factor, flow, *, both: flow.update(weak_type=False))
    ad.primitive_jvps[primitive] = differentiate
    ad.primitive_transposes[primitive] = transpose
    batching.primitive_batchers[primitive] = batch
    mlir.register_lowering(primitive, mlir.lower_fun(compute, multiple_results=False))
    return primitive
