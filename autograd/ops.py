"""The calculus: one row per operation, and nothing about an operation anywhere else.

A row says how to compute an operation on floats and on arrays, how to write it, where it is differentiable, and its
local partials `partials(out, *operands)`: one derivative per operand, given the operands and the result. A rule uses
only Python's operators and other rows, so the same rule runs on floats, on Values (gradients that are graphs
themselves), on arrays and on symbols.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable
from typing import Any

from autograd.errors import OperandError
from autograd.notation import ATOM, POWER, PRODUCT, SUM, Written, superscript
from autograd.operation import NONZERO, POSITIVE, REAL, Op

# fmt: off

TABLE: dict[str, Op] = {}


def row(name: str, forward: Callable[..., float], partials: Callable[..., tuple[Any, ...]], **more: Any) -> Op:
    """Declare one row of the table."""
    TABLE[name] = op = Op(name, forward, partials, **more)
    return op


# Arithmetic. `-` and `/` are rows of their own, so that a drawing shows what was typed.

add = row(
    "add", operator.add, lambda out, a, b: (1.0, 1.0), array="add", text="{:1} + {:2}", binding=SUM
)
subtract = row(
    "subtract", operator.sub, lambda out, a, b: (1.0, -1.0), array="subtract", text="{:1} - {:2}", binding=SUM
)
multiply = row(
    "multiply", operator.mul, lambda out, a, b: (b, a),
    array="multiply", text="{:2}·{:2}", latex=r"{:2} \cdot {:2}", binding=PRODUCT,
)
divide = row(
    "divide", operator.truediv, lambda out, a, b: (1 / b, -out / b),
    array="divide", domain=(REAL, NONZERO), text="{:2} / {:3}", latex=r"\frac{{{:0}}}{{{:0}}}", binding=PRODUCT,
)
negate = row("negate", operator.neg, lambda out, a: (-1.0,), array="negative", text="-{:2}", binding=SUM)
identity = row("identity", operator.pos, lambda out, a: (1.0,), array="positive", text="{:4}")

stop_gradient = row(
    "stop_gradient", operator.pos, lambda out, a: (0.0,), array="positive", latex=r"\mathrm{{stop\_gradient}}({:0})",
    javascript="{0}",
)  # passes the value on, and no gradient


def _power(a: float, n: float) -> float:
    """aⁿ as math.pow has it, but 0 to a negative power divides by zero, as with Python's **."""
    try:
        return math.pow(a, n)
    except ValueError:
        if a == 0:
            raise ZeroDivisionError from None
        raise


def _lowered_power(out: Any, a: Any, n: float) -> tuple[Any, ...]:
    """n·aⁿ⁻¹, also at a = 0. The exponent is part of the operation, so nothing flows into it."""
    return (0.0 if n == 0 else 1.0 if n == 1 else 2 * a if n == 2 else n * a ** (n - 1)), 0.0


def _write_power(base: Written, exponent: Written) -> str:
    whole = exponent.text.lstrip("-").isdigit()
    return f"{base:{ATOM}}" + superscript(exponent.text) if whole else f"{base:{ATOM}}**{exponent:{POWER}}"


# Two rows, as in a table of derivatives: aⁿ with a constant exponent exists for negative a too (n whole), and nothing
# flows into n; aᵇ with a variable exponent is differentiable in b for positive a only.
power = row(
    "power", _power, _lowered_power,
    array="power", fixed=(1,), text=_write_power, latex="{:4}^{{{:0}}}", binding=POWER, javascript="Math.pow({0}, {1})",
)
exponential = row(
    "exponential", _power, lambda out, a, b: (b * a ** (b - 1), out * log(a)),
    array="power", domain=(POSITIVE, REAL), text="{:4}**{:3}", latex="{:4}^{{{:0}}}", binding=POWER,
    javascript="Math.pow({0}, {1})",
)

# Kinks. Each states its convention; all agree with PyTorch's.

def _step_array(a: Any, out: Any = None) -> Any:
    mask = a > 0
    if out is None:
        return mask.astype(float)
    out[...] = mask
    return out


sign = row(
    "sign", lambda a: float((a > 0) - (a < 0)), lambda out, a: (0.0,), array="sign", domain=NONZERO,
    javascript="Math.sign({0})",
)  # sign(0) = 0
step = row(
    "step", lambda a: 1.0 if a > 0 else 0.0, lambda out, a: (0.0,),
    array=_step_array, domain=NONZERO, text="[{:0} > 0]", latex="[{:0} > 0]", javascript="+({0} > 0)",
)  # step(0) = 0
absolute = row(
    "absolute", abs, lambda out, a: (sign(a),),
    array="absolute", domain=NONZERO, text="|{:0}|", latex=r"\left|{:0}\right|", javascript="Math.abs({0})",
)  # |x|' = 0 at 0


def _relu_array(a: Any, out: Any = None) -> Any:
    import numpy

    return numpy.maximum(a, 0.0, out=out)


relu = row(
    "relu", lambda a: 0.0 if a <= 0 else a, lambda out, a: (step(a),),
    array=_relu_array, domain=NONZERO, javascript="Math.max(0, {0})",
)  # relu' = 0 at 0
leaky_relu = row(
    "leaky_relu", lambda a, slope: a if a > 0 else slope * a,
    lambda out, a, slope: (step(a) + slope * (1 - step(a)), a * (1 - step(a))),
    array=lambda a, slope: a * ((a > 0) + slope * (a <= 0)), domain=(NONZERO, REAL), defaults=(0.01,),
    latex=r"\mathrm{{leaky\_relu}}({:0}, {:0})", javascript="({0} > 0 ? {0} : {1} * {0})",
)  # leaky_relu' = slope at 0
hard_tanh = row(
    "hard_tanh", lambda a: -1.0 if a <= -1 else 1.0 if a >= 1 else a, lambda out, a: (step(1 - absolute(a)),),
    array=lambda a: a.clip(-1.0, 1.0), latex=r"\mathrm{{hard\_tanh}}({:0})",
    javascript="Math.max(-1, Math.min(1, {0}))",
)  # hard_tanh' = 0 at -1 and 1
maximum = row(
    "maximum", lambda a, b: b if b >= a or b != b else a,
    lambda out, a, b: ((1 + sign(a - b)) / 2, (1 - sign(a - b)) / 2),
    array="maximum", text="max({:0}, {:0})", latex=r"\max({:0}, {:0})", javascript="Math.max({0}, {1})",
)  # a tie: half to each
minimum = row(
    "minimum", lambda a, b: b if b <= a or b != b else a,
    lambda out, a, b: ((1 - sign(a - b)) / 2, (1 + sign(a - b)) / 2),
    array="minimum", text="min({:0}, {:0})", latex=r"\min({:0}, {:0})", javascript="Math.min({0}, {1})",
)  # a tie: half to each

# Smooth functions of one variable.


def _sigmoid(a: float) -> float:
    """1 / (1 + e⁻ᵃ), written so that the exponential cannot overflow."""
    if a >= 0:
        return 1.0 / (1.0 + math.exp(-a))
    grown = math.exp(a)
    return grown / (1.0 + grown)


def _sigmoid_array(a: Any) -> Any:
    import numpy

    shrunk = numpy.exp(-abs(a))
    return numpy.where(a >= 0, 1.0, shrunk) / (1.0 + shrunk)


def _softplus_array(a: Any) -> Any:
    import numpy

    return numpy.maximum(a, 0.0) + numpy.log1p(numpy.exp(-abs(a)))


exp: Op = row("exp", math.exp, lambda out, a: (out,), array="exp", latex="e^{{{:0}}}")
log: Op = row(
    "log", math.log, lambda out, a: (1 / a,), array="log", domain=POSITIVE, latex=r"\log\left({:0}\right)",
)
sqrt = row("sqrt", math.sqrt, lambda out, a: (0.5 / out,), array="sqrt", domain=POSITIVE, latex=r"\sqrt{{{:0}}}")
sin: Op = row("sin", math.sin, lambda out, a: (cos(a),), array="sin", latex=r"\sin\left({:0}\right)")
cos: Op = row("cos", math.cos, lambda out, a: (-sin(a),), array="cos", latex=r"\cos\left({:0}\right)")
tan = row("tan", math.tan, lambda out, a: (1 + out**2,), array="tan", latex=r"\tan\left({:0}\right)")
tanh = row("tanh", math.tanh, lambda out, a: (1 - out**2,), array="tanh", latex=r"\tanh\left({:0}\right)")
sigmoid = row(
    "sigmoid", _sigmoid, lambda out, a: (out * (1 - out),), array=_sigmoid_array, latex=r"\sigma\left({:0}\right)",
    javascript="1 / (1 + Math.exp(-{0}))",
)
softplus = row(
    "softplus", lambda a: max(a, 0.0) + math.log1p(math.exp(-abs(a))), lambda out, a: (sigmoid(a),),
    array=_softplus_array, javascript="Math.max({0}, 0) + Math.log1p(Math.exp(-Math.abs({0})))",
)

# Any number of operands; `total`, `dot`, `logsumexp` and `softmax` below hand them their items.


def _logsumexp(*xs: float) -> float:
    """log Σ eˣ, shifted by the largest x so that no exponential overflows."""
    top = max(xs)
    if math.isinf(top) and not any(map(math.isnan, xs)):
        return top
    return top + math.log(math.fsum(math.exp(x - top) for x in xs))


def _logsumexp_array(stack: Any) -> Any:
    import numpy

    top = stack.max(axis=0)
    with numpy.errstate(invalid="ignore"):
        shifted = top + numpy.log(numpy.exp(stack - top).sum(axis=0))
    return numpy.where(numpy.isinf(top), top, shifted)


def _inner_product(*operands: float) -> float:
    half = len(operands) // 2
    return math.fsum(map(operator.mul, operands[:half], operands[half:]))


def _write_inner_product(times: str) -> Callable[..., str]:
    def write(*operands: Written) -> str:
        half = len(operands) // 2
        return " + ".join(f"{a:2}{times}{b:2}" for a, b in zip(operands[:half], operands[half:], strict=True))

    return write


def _javascript_inner_product(*operands: str) -> str:
    half = len(operands) // 2
    return " + ".join(f"{a} * {b}" for a, b in zip(operands[:half], operands[half:], strict=True))


def _javascript_logsumexp(*operands: str) -> str:
    listed = ", ".join(operands)
    shifted = "xs.reduce((s, x) => s + Math.exp(x - m), 0)"
    return f"((...xs) => {{ const m = Math.max(...xs); return m + Math.log({shifted}); }})({listed})"


summation = row(
    "total", lambda *xs: math.fsum(xs), lambda out, *xs: (1.0,) * len(xs),
    array=lambda stack: stack.sum(axis=0), symmetric=True,
    text=lambda *xs: " + ".join(f"{x:2}" for x in xs), binding=SUM, javascript=lambda *xs: " + ".join(xs),
)
inner_product = row(
    "dot", _inner_product, lambda out, *xs: xs[len(xs) // 2 :] + xs[: len(xs) // 2],
    array=lambda *xs: sum(a * b for a, b in zip(xs[: len(xs) // 2], xs[len(xs) // 2 :], strict=True)),
    text=_write_inner_product("·"), latex=_write_inner_product(r" \cdot "), binding=SUM,
    javascript=_javascript_inner_product,
)
log_sum_exp: Op = row(
    "logsumexp", _logsumexp, lambda out, *xs: tuple(exp(x - out) for x in xs),
    array=_logsumexp_array, symmetric=True, javascript=_javascript_logsumexp,
)
# fmt: on

# --- functions of sequences ------------------------------------------------------------------------------------------


def total(values: Iterable[Any]) -> Any:
    """The sum of all values, as one operation: Σ x. Its partials are all 1.

    >>> total([1.0, 2.0, 3.5])
    6.5
    """
    return summation(*values)


def dot(xs: Iterable[Any], ys: Iterable[Any]) -> Any:
    """The inner product Σ x·y of two sequences of equal length, as one operation. ∂/∂xᵢ = yᵢ and ∂/∂yᵢ = xᵢ.

    >>> dot([1.0, 2.0], [3.0, 4.0])
    11.0
    """
    xs, ys = tuple(xs), tuple(ys)
    if len(xs) != len(ys):
        raise OperandError(f"dot needs two sequences of the same length, not {len(xs)} and {len(ys)}")
    return inner_product(*xs, *ys)


def logsumexp(values: Iterable[Any]) -> Any:
    """log Σ eˣ, as one operation that does not overflow. Its partials are the softmax.

    >>> round(logsumexp([1000.0, 1000.0]) - 1000, 6)
    0.693147
    """
    values = tuple(values)
    if not values:
        raise OperandError("logsumexp needs at least one number")
    return log_sum_exp(*values)


def softmax(values: Iterable[Any]) -> list[Any]:
    """The softmax eˣ / Σ eˣ of each value, a list that adds up to 1; it cannot overflow.

    >>> softmax([0.0, 0.0])
    [0.5, 0.5]
    """
    values = tuple(values)
    normaliser = logsumexp(values)
    return [exp(value - normaliser) for value in values]
