"""The error function on arrays and in JavaScript, which have none: to a few units in the last place.

For |x| < ½ the Taylor series of erf; elsewhere erf = 1 - erfc, and erfc(x) = e⁻ˣ²·y(t) / (1 + 2x) for x ≥ 0 with
t = (x - 3.75)/(x + 3.75) and a Chebyshev series y (the form is M. M. Shepherd and J. G. Laframboise's, 1981). Its
coefficients were computed from the definition, at 80 points to 60 digits.
"""

from __future__ import annotations

import math

from autograd.ops.arrays import namespace, rounding_of_product

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


_CHEBYSHEV = (
    1.1775789345674017541, -0.0045900545806464773309, -0.084249133366517915584, 0.059209939998191890498,
    -0.026658668435305752277, 0.0090749976707052650939, -0.0024131635404176081909, 4.9077583652580863229e-4,
    -6.9169733025012063671e-5, 4.1390279860730101675e-6, 7.7403830661984906686e-7, -2.1886401049234395661e-7,
    1.0764999465670910377e-8, 4.5219598112182868979e-9, -7.7544002088313511065e-10, -6.3180883408866844944e-11,
    2.8687950109306698981e-11, 1.945586854577734723e-13, -9.6546967484334389059e-13, 3.2525481481487398415e-14,
    3.3478119482868053878e-14, -1.8645628804193131015e-15, -1.2507950530688647085e-15, 7.418235256624043463e-17,
    5.0681489047961113168e-17, -2.2370566594359995974e-18,
)  # fmt: skip
_TAYLOR = tuple(2 / math.sqrt(math.pi) * (-1) ** n / (math.factorial(n) * (2 * n + 1)) for n in range(12))

#: Beyond this, e⁻ˣ² is below the smallest float.
FAR = 28.0


def exp_of_minus_square(a: float) -> float:
    """e⁻ᵃ². The rounding of a², times e⁻ᵃ² itself, is what a plain exp(-a·a) would be wrong by.

    >>> exp_of_minus_square(26.3)
    4.007281139193885e-301
    """
    if abs(a) > FAR:
        return 0.0
    square = a * a
    lost: float = rounding_of_product(a, a, square)
    return math.exp(-square) * (1 - lost)


def exp_of_minus_square_array(a: Any) -> Any:
    """e⁻ᵃ² on arrays."""
    xp = namespace(a)
    near = xp.minimum(abs(a), FAR)
    square = near * near
    return xp.exp(-square) * (1 - rounding_of_product(near, near, square))


def erfc_array(a: Any) -> Any:
    """1 - erf(a), where it is small too."""
    xp = namespace(a)
    near = xp.minimum(xp.maximum(a, -FAR), FAR)
    size = abs(near)
    tail = exp_of_minus_square_array(size) * _chebyshev((size - 3.75) / (size + 3.75)) / (1 + 2 * size)
    return xp.where(a < -0.5, 2 - tail, xp.where(a < 0.5, 1 - _taylor(near), tail))


def erf_array(a: Any) -> Any:
    """The error function."""
    xp = namespace(a)
    near = xp.minimum(xp.maximum(a, -FAR), FAR)
    size = abs(near)
    outside = xp.copysign(1 - erfc_array(xp.maximum(size, 0.5)), a)
    return xp.where(size < 0.5, _taylor(near), outside)


def _taylor(a: Any) -> Any:
    """Σ cₙ a²ⁿ⁺¹, for |a| < ½."""
    square = a * a
    sum_of_powers: Any = _TAYLOR[-1]
    for coefficient in reversed(_TAYLOR[:-1]):
        sum_of_powers = sum_of_powers * square + coefficient
    return a * sum_of_powers


def _chebyshev(t: Any) -> Any:
    """Σ cₙ Tₙ(t), by C. W. Clenshaw's recurrence."""
    last: Any = 0.0
    before: Any = 0.0
    for coefficient in reversed(_CHEBYSHEV[1:]):
        last, before = 2 * t * last - before + coefficient, last
    return t * last - before + _CHEBYSHEV[0]


# The same in JavaScript: g(x) is e⁻ˣ², p(x) is erf for |x| < ½, r(x) is erfc for x ≥ ½.

_SQUARE = """h = x => { const s = 134217729 * x; return s - (s - x); },
 m = (a, b, q) => { const u = h(a), v = a - u, s = h(b), t = b - s; return ((u * s - q) + u * t + v * s) + v * t; },
 g = a => { const x = Math.min(Math.abs(a), 28), q = x * x; return Math.exp(-q) * (1 - m(x, x, q)); }"""
_TAIL = f"""p = x => x * {[*_TAYLOR]}.reduceRight((s, c) => s * x * x + c, 0),
 y = t => {{ let b = 0, d = 0; for (const c of {[*reversed(_CHEBYSHEV[1:])]}) [b, d] = [2 * t * b - d + c, b];
 return t * b - d + {_CHEBYSHEV[0]}; }},
 r = a => {{ const x = Math.min(a, 28); return g(x) * y((x - 3.75) / (x + 3.75)) / (1 + 2 * x); }},
 e = a => a < -0.5 ? 2 - r(-a) : a < 0.5 ? 1 - p(a) : r(a)"""


def javascript(body: str, a: str) -> str:
    """`body` at a, where h, m, g, p, r and e (erfc) are known."""
    return f"(a => {{ const {_SQUARE}, {_TAIL}; return {body}; }})({a})".replace("\n", "")


def javascript_exp_of_minus_square(a: str) -> str:
    """e⁻ᵃ² in JavaScript."""
    return f"(a => {{ const {_SQUARE}; return g(a); }})({a})".replace("\n", "")


def javascript_erf(a: str) -> str:
    """The error function in JavaScript."""
    return javascript("Math.abs(a) < 0.5 ? p(a) : Math.sign(a) * (1 - r(Math.abs(a)))", a)
