"""Operations on any number of operands; `total`, `dot`, `logsumexp` and `softmax` hand them their items."""

from __future__ import annotations

import math
import operator

from autograd.errors import OperandError, UndefinedError
from autograd.language import say
from autograd.notation import PRODUCT, SUM, Written
from autograd.operation import Op
from autograd.ops.arithmetic import add, stop_gradient
from autograd.ops.arrays import any_undefined, namespace, quiet
from autograd.ops.exponentials import exp
from autograd.ops.kinks import maximum
from autograd.ops.slopes import grown_array, grown_beside, shares_beside
from autograd.ops.table import row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any


def _sum(*xs: float) -> float:
    """Σ x, rounded once. Where only a partial sum is too large for a float, the sum of numbers 2⁻⁶⁴ times as large."""
    try:
        return math.fsum(xs)
    except OverflowError:
        return math.ldexp(math.fsum(math.ldexp(x, -64) for x in xs), 64)


def _inner_product(*operands: float) -> float:
    half = len(operands) // 2
    products = list(map(operator.mul, operands[:half], operands[half:]))
    try:
        out = _sum(*products)
    except ValueError:
        if all(x - x == 0 for x in operands):  # +∞ and -∞ come from products that are too large
            raise OverflowError from None
        raise
    if out != out and not any(x != x for x in operands):
        raise ValueError  # 0·∞
    return out


def _write_inner_product(times: str) -> Callable[..., str]:
    def write(*operands: Written) -> str:
        half = len(operands) // 2
        return " + ".join(f"{a:2}{times}{b:2}" for a, b in zip(operands[:half], operands[half:], strict=True))

    return write


def _javascript_inner_product(*operands: str) -> str:
    half = len(operands) // 2
    return " + ".join(f"{a} * {b}" for a, b in zip(operands[:half], operands[half:], strict=True))


def _log_sum_exp(*xs: float) -> float:
    """log Σ eˣ = m + log(1 + Σ eˣ⁻ᵐ over all x but one that is the largest, m): nothing overflows, nothing is lost."""
    top = max(xs)
    if top - top != 0 or any(x != x for x in xs):
        return math.nan if any(x != x for x in xs) else top
    return top + math.log1p(math.fsum([-1.0, *[math.exp(x - top) for x in xs]]))


def _log_sum_exp_array(stack: Any, out: Any = None) -> Any:
    """The same: each column's largest entry is the 1 of log1p, so it is left out once."""
    xp = namespace(stack)
    top = stack.max(axis=0)
    if out is not None:
        return _log_sum_exp_into(xp, stack, top, out)
    with quiet(xp):
        shifted = xp.exp(stack - top)
        first = xp.argmax(stack, axis=0) == _places(xp, stack)
        shifted = top + xp.log1p(xp.where(first, 0.0, shifted).sum(axis=0))
    return xp.where(abs(top) == math.inf, top, shifted)


def _log_sum_exp_into(xp: Any, stack: Any, top: Any, out: Any) -> Any:
    """The same in NumPy's arrays, with fewer of them."""
    shifted = stack - top
    largest = xp.equal(stack, top)
    if xp.count_nonzero(largest) == top.size:  # one in each column, unless there is a tie
        xp.exp(shifted, out=shifted)
        xp.subtract(shifted, largest, out=shifted)  # 1 - 1
    else:
        first = shifted.argmax(axis=0)[None]
        xp.exp(shifted, out=shifted)
        xp.put_along_axis(shifted, first, 0.0, axis=0)
    xp.add.reduce(shifted, axis=0, out=out)
    xp.log1p(out, out=out)
    out += top
    if any_undefined(top - top):  # a column with an infinite number is that
        infinite = abs(top) == math.inf
        out[infinite] = top[infinite]
    return out


def _places(xp: Any, stack: Any) -> Any:
    """0, 1, 2 … along the first axis."""
    return xp.reshape(xp.arange(stack.shape[0]), (-1,) + (1,) * (stack.ndim - 1))


def _javascript_log_sum_exp(*operands: str) -> str:
    listed = ", ".join(operands)
    rest = "xs.reduce((s, x, i) => i === k ? s : s + Math.exp(x - m), 0)"
    body = f"const m = Math.max(...xs), k = xs.indexOf(m); return Math.abs(m) === Infinity ? m : m + Math.log1p({rest})"
    return f"((...xs) => {{ {body}; }})({listed})"


#: From this many operands on, the softmax is written with one sum for all of them: as what logsumexp's slopes are, and
#: as what a person asks for, for which programs have nodes of their own and should not take long.
_MANY, _MANY_NODES = 9, 5


def _shares(out: Any, *xs: Any) -> tuple[Any, ...]:
    """The softmax: eˣ / Σ eˣ for each x.

    Each as an operation of its own, it holds, with its derivatives, where one operand outweighs all others: nothing is
    subtracted from 1. That takes work for each pair of operands. For many, it is eˣ⁻ᵒᵘᵗ over the sum of these, for
    which the rounding of `out` does not count. One operand may be a stack of all of them (see `Op`): then it is eˣ⁻ᵒᵘᵗ.
    """
    if type(out) is float and all(type(x) is float for x in xs):
        return tuple(_shares_of_numbers(xs))
    if len(xs) == 1:
        return (exp(xs[0] - out),)
    if len(xs) < _MANY:
        return tuple([share(x, *xs[:i], *xs[i + 1 :]) for i, x in enumerate(xs)])
    return _quotients(out, xs)


def _quotients(normaliser: Any, xs: Sequence[Any]) -> tuple[Any, ...]:
    """eˣ⁻ⁿ over the sum of these, in which n cancels: its rounding does not count."""
    grown = [exp(x - normaliser) for x in xs]
    whole = summation(*grown)
    return tuple([part / whole for part in grown])


def _shares_on_arrays(out: Any, *xs: Any) -> tuple[Any, ...]:
    return (shares_beside(out, xs[0]),) if len(xs) == 1 else _shares(out, *xs)


def _share(*xs: float) -> float:
    """The first number's part of the softmax."""
    first = _shares_of_numbers(xs)[0]
    if first != first and not any(x != x for x in xs):
        raise ValueError  # ∞/∞ or 0/0
    return first


def _other_shares(x: Any, *others: Any) -> list[Any]:
    """The share of each of the others."""
    if type(x) is float and all(type(other) is float for other in others):
        return _shares_of_numbers((x, *others))[1:]
    return [share(other, x, *others[:i], *others[i + 1 :]) for i, other in enumerate(others)]


def _share_partials(out: Any, *xs: Any) -> tuple[Any, ...]:
    """out·(1 - out), and -out·share for the share of each other; 1 - out is the sum of these."""
    shares = _other_shares(*xs)
    rest = summation(*shares) if len(shares) > 1 else shares[0] if shares else 0.0
    return out * rest, *[-out * other for other in shares]


def _share_partials_on_paper(out: Any, *xs: Any) -> tuple[Any, ...]:
    return out * (1 - out), *[-(out * other) for other in _other_shares(*xs)]


def _share_partials_on_arrays(out: Any, *xs: Any) -> tuple[Any, ...]:
    """The same, the exponential of each number taken once."""
    if len(xs) == 1:
        return (0.0,)
    top = _folded(maximum, xs)
    grown = [grown_beside(x, top) for x in xs]
    whole = _folded(add, grown)
    shares = [part / whole for part in grown[1:]]
    minus = -out
    return out * _folded(add, shares), *[minus * other for other in shares]


def _folded(operation: Any, xs: Sequence[Any]) -> Any:
    out = xs[0]
    for x in xs[1:]:
        out = operation(out, x)
    return out


def _write_share(exponential: str, quotient: str) -> Callable[..., str]:
    def write(*operands: Written) -> str:
        grown = [exponential.format(x) for x in operands]
        return quotient.format(grown[0], " + ".join(grown))

    return write


def _share_array(x: Any, *others: Any) -> Any:
    xp = namespace(x, *others)
    top = _folded(xp.maximum, (x, *others))
    with quiet(xp):
        first, *rest = [grown_array(each, top) for each in (x, *others)]
        return first / sum(rest, first)


def _shares_of_numbers(xs: Sequence[float]) -> list[float]:
    """The softmax of floats; NaN where two operands or more are +∞, or all of them -∞."""
    top = max(xs)
    if top - top != 0:
        alone = top == math.inf and xs.count(top) == 1
        return [float(x == top) if alone else math.nan for x in xs]
    grown = []
    for x in xs:
        # eˣ⁻ᵗᵒᵖ, times e to the power of what the rounding of x - top leaves out (D. E. Knuth's sum of two numbers).
        shifted = x - top
        turned = shifted - x
        lost = (x - (shifted - turned)) - (top + turned)
        grown.append(math.exp(shifted) * (1 + lost) if lost - lost == 0 else math.exp(shifted))
    whole = math.fsum(grown)
    return [part / whole for part in grown]


# fmt: off
summation: Op = row(
    "total", _sum, lambda out, *xs: (1.0,) * len(xs),
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
    "logsumexp", _log_sum_exp, _shares, shown=lambda out, *xs: tuple([exp(x - out) for x in xs]),
    array=_log_sum_exp_array, array_partials=_shares_on_arrays, symmetric=True, javascript=_javascript_log_sum_exp,
)
share: Op = row(
    "share", _share, _share_partials, shown=_share_partials_on_paper,
    array=_share_array, array_partials=_share_partials_on_arrays,
    text=_write_share("exp({:0})", "{} / ({})"), latex=_write_share("e^{{{:0}}}", r"\frac{{{}}}{{{}}}"),
    binding=PRODUCT,
    javascript=lambda x, *others: " + ".join(["1 / (1", *(f"Math.exp({other} - {x})" for other in others)]) + ")",
)
# fmt: on
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
        raise OperandError(say("dot needs two sequences of the same length, not {xs} and {ys}", xs=len(xs), ys=len(ys)))
    return inner_product(*xs, *ys)


def logsumexp(values: Iterable[Any]) -> Any:
    """log Σ eˣ, as one operation that does not overflow. Its partials are the softmax.

    >>> round(logsumexp([1000.0, 1000.0]) - 1000, 6)
    0.693147
    """
    values = tuple(values)
    if not values:
        raise OperandError(say("logsumexp needs at least one number"))
    return log_sum_exp(*values)


def softmax(values: Iterable[Any]) -> list[Any]:
    """The softmax eˣ / Σ eˣ of each value, a list that adds up to 1; it cannot overflow.

    Of Values, each is one operation, or, of five and more, eˣ⁻ⁿ / Σ eˣ⁻ⁿ with n = log Σ eˣ taken as a plain number. The
    shares are made of differences between the values, so that they are right however large these are.

    >>> softmax([0.0, 0.0])
    [0.5, 0.5]
    """
    values = tuple(values)
    normaliser = logsumexp(values)
    if isinstance(normaliser, float):
        shares = _shares_of_numbers([float(value) for value in values])
        if shares[0] != shares[0] and normaliser == normaliser:
            raise UndefinedError(say("softmax is undefined where two numbers are inf, or all of them -inf"))
        return shares
    if len(values) < _MANY_NODES:
        return [share(x, *values[:i], *values[i + 1 :]) for i, x in enumerate(values)]
    return list(_quotients(stop_gradient(normaliser), values))
