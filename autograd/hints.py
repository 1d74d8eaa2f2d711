"""What may have been meant by a name that is not known: the same under another name, or a plain slip of the fingers.

Names that look alike need not mean alike: asin is not sin, coth not cosh, w13 not w12. So a hint is given only where a
name means the same, or where two letters are exchanged, one is doubled, left out or wrong, and it is no other function
of mathematics.
"""

from __future__ import annotations

from collections.abc import Iterable

#: Other names of functions, and ours.
SYNONYMS = {
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctg": "atan", "arctan2": "atan2", "arcsinh": "asinh",
    "arccosh": "acosh", "arctanh": "atanh", "arsinh": "asinh", "arcosh": "acosh", "artanh": "atanh", "sine": "sin",
    "cosine": "cos", "tangent": "tan", "tg": "tan", "loge": "log", "exponential": "exp", "squareroot": "sqrt",
    "cuberoot": "cbrt", "expit": "sigmoid", "logistic": "sigmoid", "sigm": "sigmoid", "sigma": "sigmoid", "fabs": "abs",
    "lrelu": "leaky_relu",
    "swish": "silu", "lse": "logsumexp", "logaddexp": "logsumexp", "rectifier": "relu", "hardtanh": "hard_tanh",
    "signum": "sign", "modulo": "mod", "inner": "dot",
}  # fmt: skip

#: Functions of mathematics and its libraries that are none of ours, whatever they look like.
OTHERS = frozenset(
    word
    for line in (
        "sec csc cot cosec cotan sech csch coth asec acsc acot asech acsch acoth arcsec arccsc arccot arcoth arsech",
        "sinc sind cosd tand asind acosd atand sinpi cospi tanpi sn cn dn si ci li ei erfc erfi erfcx erfinv erfcinv",
        "logit gamma lgamma loggamma digamma beta exp10 exp2m1 log2p1 log10p1 log1mexp cosm1 sqr square rsqrt rand",
        "mean median mode var std norm1 celu crelu prelu rrelu relu6 softsign softmin softshrink hardsigmoid",
        "hardswish tanhshrink sort prod sums size argmax argmin amax amin trunc fmod frac step heaviside",
    )
    for word in line.split()
)

#: Of names shorter than this only exchanged and doubled letters are noticed; of those longer than the second any slip.
SHORT, LONG = 4, 5
MAX_LOOKED_AT = 200


def meant_by(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that may have been meant; None if there is none.

    >>> meant_by("sgmoid", ["sigmoid", "sin"]), meant_by("asin", ["sin"]), meant_by("LeakyReLU", ["leaky_relu"])
    ('sigmoid', None, 'leaky_relu')
    """
    known = list(candidates)[:MAX_LOOKED_AT]
    meant = SYNONYMS.get(_folded(name))
    if meant not in known:
        meant = next((other for other in known if _folded(other) == _folded(name)), None)
    if meant is None and _folded(name) not in OTHERS:
        meant = next((other for other in known if _is_slip(_folded(name), _folded(other))), None)
    return meant


def _folded(name: str) -> str:
    return name[:MAX_LOOKED_AT].casefold().replace("_", "")


def _is_slip(typed: str, meant: str) -> bool:
    """Whether one slip of the fingers makes `typed` of `meant`."""
    if abs(len(typed) - len(meant)) > 1 or typed == meant:
        return False
    shorter = min(len(typed), len(meant))
    start = next((i for i in range(shorter) if typed[i] != meant[i]), shorter)
    if len(typed) == len(meant):
        here, there = typed[start : start + 2], meant[start : start + 2]
        is_exchange = here == there[::-1] and here.isalpha() and typed[start + 2 :] == meant[start + 2 :]
        is_other_letter = typed[start + 1 :] == meant[start + 1 :] and (here[0] + there[0]).isalpha() and start > 0
        return is_exchange or (is_other_letter and len(meant) > LONG)
    if len(typed) > len(meant):
        is_doubled = start > 0 and typed[start].isalpha() and typed[start] == typed[start - 1]
        return is_doubled and typed[start + 1 :] == meant[start:]
    is_left_out = meant[start].isalpha() and typed[start:] == meant[start + 1 :]
    return is_left_out and len(meant) >= SHORT and (start > 0 or len(meant) > LONG)
