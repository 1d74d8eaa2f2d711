"""Wrong derivatives of products and quotients of two functions u and v: one line each.

They need the derivatives u' and v', so they are no local partials.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class OfTwo(NamedTuple):
    """What stands in place of (uv)' or (u/v)': `rule(a, b, u', v')`, where a and b are the values of u and v.

    In the sentence {u} and {v} are u' and v'.
    """

    rule: Callable[[float, float, float, float], float]
    sentence: str


# fmt: off
OF_TWO: dict[str, tuple[OfTwo, ...]] = {
    "multiply": (
        OfTwo(lambda a, b, u, v: u * v, "the product is differentiated factor by factor, (uv)' = u'v', with u' = {u} and v' = {v}"),
        OfTwo(lambda a, b, u, v: u * b - a * v, "the product rule u'v + uv' is used with a minus sign, with u' = {u} and v' = {v}"),
    ),
    "divide": (
        OfTwo(lambda a, b, u, v: u / v, "the quotient is differentiated numerator and divisor apart, (u/v)' = u'/v', with u' = {u} and v' = {v}"),
        OfTwo(lambda a, b, u, v: u * v, "the quotient is differentiated like a product, factor by factor: (u/v)' = u'·v', with u' = {u} and v' = {v}"),
        OfTwo(lambda a, b, u, v: (a * v - u * b) / (b * b), "the terms of the quotient rule are exchanged, (uv' - u'v)/v², with u' = {u} and v' = {v}"),
        OfTwo(lambda a, b, u, v: (u * b - a * v) / (v * v), "the quotient rule is used with the divisor v'² instead of v², with u' = {u} and v' = {v}"),
    ),
}
# fmt: on
