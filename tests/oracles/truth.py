"""What a graph's value and gradient are, to 50 digits, and what rounding may do to them.

Each operation has its value and its derivatives from its definition in mpmath (`shared/oracles.py`, and for derivatives
`shared/taylor.py`), at the exact numbers of its operands. The chain rule then runs over numbers that know three things:
what they are exactly; the sum of the sizes of all paths that add up to them; and what they would be wrong by, to first
order, if each operation and each local partial erred by one unit in the last place, all in the worst direction. That is
the *unit* in which errors are measured: it is large where terms cancel, or where an operation magnifies what its
operands have lost, and it holds for any order in which the terms are multiplied and added up.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import mpmath
import oracles
from graphs import Graph
from mpmath import mp, mpf
from taylor import Taylor, number, variables

from autograd import ops

#: The largest error of a value or a partial that `docs/accuracy.md` has, in units in the last place, rounded up.
ALLOWED = 4
#: The same for partials of partials.
ALLOWED_SECOND = 8


@dataclass(frozen=True)
class Precision:
    """The floats that an interpreter has: their last place, the largest, and below what they begin to lose digits."""

    epsilon: float
    largest: float
    smallest: float
    underflow: float
    subnormal: float


DOUBLE = Precision(2.0**-52, 1.7976931348623157e308, 1e-300, 5e-324, 2.2250738585072014e-308)
SINGLE = Precision(2.0**-23, 3.4028234663852886e38, 1e-36, 1.5e-45, 1.1754943508222875e-38)

NOTHING, ONE = mpf(0), mpf(1)


class Rounded:
    """A number: exactly, the sum of the sizes of its paths, and its unit of error."""

    __slots__ = ("exact", "size", "unit")

    def __init__(self, exact: Any, size: Any, unit: Any) -> None:
        self.exact, self.size, self.unit = exact, size, unit

    def plus(self, other: Rounded, floats: Precision) -> Rounded:
        """The sum, rounded."""
        size = self.size + other.size
        return Rounded(self.exact + other.exact, size, self.unit + other.unit + size * (floats.epsilon / 2))

    def times(self, other: Rounded, floats: Precision) -> Rounded:
        """The product, rounded."""
        if other.exact == 1 and not other.unit:
            return self
        size = self.size * other.size
        unit = self.size * other.unit + self.unit * other.size + size * (floats.epsilon / 2)
        return Rounded(self.exact * other.exact, size, unit + floats.underflow)


EXACTLY_NOTHING = Rounded(NOTHING, NOTHING, NOTHING)


@dataclass
class Node:
    """A step: its value, ∂value/∂operand for each operand (None where there is none), and which operands are nodes."""

    name: str
    value: Rounded
    partials: list[Rounded | None]
    operands: tuple[int | float, ...]
    expansion: Any = None


@dataclass
class Truth:
    """What is true of a graph."""

    graph: Graph
    nodes: list[Node] = field(default_factory=list)
    #: Why there is no value, if there is none: "undefined", or "too large" for floats; and at which operation.
    missing: str = ""
    #: What rounding decides: whether there is a value, on which side of a jump, or of a kink.
    doubts: set[str] = field(default_factory=set)
    #: Operations whose operand lies on a kink, exactly: what holds there is a convention.
    kinks: set[str] = field(default_factory=set)
    #: None where there is no gradient.
    gradient: list[Rounded | None] = field(default_factory=list)
    #: ∂output/∂node for each node, likewise.
    adjoints: list[Rounded | None] = field(default_factory=list)
    #: Whether, on the way, a number is beyond floats or loses digits because it is as small as floats get.
    too_large: bool = False
    too_small: bool = False
    subnormal: bool = False
    #: For slopes of slopes: whether the square of a value, or its reciprocal, is beyond floats.
    beyond_squared: bool = False
    #: Whether a slope that does not exist meets one that is 0 everywhere: some interpreters refuse, others stop there.
    undefined_times_nothing: bool = False

    @property
    def value(self) -> Rounded:
        return self.nodes[-1].value


def truth(graph: Graph, floats: Precision = DOUBLE, digits: int = oracles.DIGITS, order: int = 2) -> Truth:
    """The truth of a graph to so many digits, with the derivatives of each operation up to `order`."""
    with mpmath.workdps(digits):
        found = Truth(graph)
        found.nodes = [Node("", Rounded(mpf(x), abs(mpf(x)), NOTHING), [], ()) for x in graph.leaves]
        found.too_small = any(0 < abs(x) < floats.smallest for x in graph.leaves)
        found.subnormal = any(0 < abs(x) < floats.subnormal for x in graph.leaves)
        for name, operands in graph.steps:
            node = _node(name, operands, found, floats, order)
            if found.missing:
                return found
            found.nodes.append(node)
        found.adjoints = _adjoints(found, floats)
        found.gradient = found.adjoints[: len(graph.leaves)]
        return found


def _node(name: str, operands: Sequence[int | float], found: Truth, floats: Precision, order: int) -> Node:
    given = [found.nodes[i].value if type(i) is int else Rounded(mpf(i), abs(mpf(i)), NOTHING) for i in operands]
    node = Node(name, EXACTLY_NOTHING, [], tuple(operands))
    xs = [x.exact for x in given]
    units = [x.unit for x in given]
    _judge_edges(name, xs, units, operands, found)
    try:
        out, partials = at_edge(name, xs, order) or expansion(name, xs, order)
    except (ArithmeticError, ValueError):
        found.missing = f"undefined: {name}"
        return node
    if not mp.isfinite(number(out)) or isinstance(number(out), mpmath.mpc):
        found.missing = f"undefined: {name}"
        return node
    value = +number(out)
    inherited = _inherited(name, operands, units, partials, out)
    own = NOTHING
    if name not in EXACT and not (name in ROUNDED_ONCE and not any(units) and _is_float(name, xs, value, floats)):
        own = max(_size(name, xs, value), mpf(floats.smallest)) * floats.epsilon
    node.value = Rounded(value, abs(value), inherited + own)
    if abs(value) - ALLOWED * node.value.unit > floats.largest:
        found.missing = f"too large: {name}"
    elif abs(value) + ALLOWED * node.value.unit > floats.largest:
        found.doubts.add("whether it is a float")
    if 0 < abs(value) < floats.smallest:
        found.too_small = True
        found.subnormal |= bool(abs(value) < floats.subnormal)
    if _overflows_inside(name, xs, floats):
        found.too_large = True
    node.partials = [
        None if partial is None else _partial(name, i, partial, out, xs, units, floats)
        for i, partial in enumerate(partials)
    ]
    node.expansion = out
    return node


def _inherited(
    name: str, operands: Sequence[int | float], units: Sequence[Any], partials: Sequence[Any], out: Any
) -> Any:
    """What the units of the operands move the value by, to second order; a node that is two operands moves both."""
    moved = NOTHING
    slopes: dict[int | float, Any] = {}
    for i, (operand, unit, partial) in enumerate(zip(operands, units, partials, strict=True)):
        if not unit:
            continue
        slope = ONE if name == "stop_gradient" else mp.inf if partial is None else partial
        slopes[operand] = slopes.get(operand, NOTHING) + slope
        if isinstance(out, Taylor):
            for j, other in enumerate(units):
                if other:
                    moved += ALLOWED * abs(out.derivative(i, j)) * unit * other / 2
    return moved + sum((abs(slope) * units[operands.index(operand)] for operand, slope in slopes.items()), NOTHING)


def _partial(
    name: str, i: int, partial: Any, out: Any, xs: Sequence[Any], units: Sequence[Any], floats: Precision
) -> Rounded:
    unit = NOTHING
    if isinstance(out, Taylor):
        for j, other in enumerate(units):
            if other:
                unit += abs(out.derivative(i, j)) * other
    if not (partial in (0, 1, -1) and name in STRAIGHT) and name not in ("multiply", "weighted", "dot"):
        unit += max(_size_of_partial(name, xs, partial, number(out)), mpf(floats.smallest)) * floats.epsilon
    return Rounded(+partial, abs(partial), unit)


def expansion(name: str, xs: Sequence[Any], order: int) -> tuple[Any, list[Any]]:
    """The operation's Taylor polynomial at exact numbers, and its partials."""
    fixed = ops.TABLE[name].fixed
    if name in oracles.SLOPES:
        return oracles.DEFINITIONS[name](*xs), [mpf(slope) for slope in oracles.SLOPES[name](*xs)]
    operands = [xs[i] if i in fixed else x for i, x in enumerate(variables(xs, order))]
    out = oracles.DEFINITIONS[name](*operands)
    if not isinstance(out, Taylor):
        return out, [NOTHING] * len(xs)
    return out, [NOTHING if i in fixed else out.derivative(i) for i in range(len(xs))]


# --- where there is a convention, an edge or a jump -------------------------------------------------------------------


def at_edge(name: str, xs: Sequence[Any], order: int) -> tuple[Any, list[Any]] | None:
    """Value and partials where the definition has none, by the convention that stands in the documentation.

    None for a partial that does not exist there.
    """
    a, b = xs[0], xs[-1]
    if name in ("relu", "absolute") and a == 0:
        return NOTHING, [NOTHING]
    if name == "hard_tanh" and abs(a) == 1:
        return a, [NOTHING]
    if name in ("maximum", "minimum") and a == b:
        return a, [mpf(0.5)] * 2
    if name in ("hypot", "norm") and not any(xs):
        return NOTHING, [NOTHING] * len(xs)
    if name == "copysign" and a == 0:
        return NOTHING, [NOTHING] * 2
    if name == "component" and b == 0:
        return NOTHING, [None, None]
    if name in ("sqrt", "cbrt") and a == 0:
        return NOTHING, [None]
    if (name in ("semicircle", "hyperbola") and abs(a) == 1) or (name == "acosh" and a == 1):
        return NOTHING, [None]
    if name in ("asin", "acos") and abs(a) == 1:
        return getattr(mp, name)(a), [None]
    if name == "atan2" and a == b == 0:
        return NOTHING, [None, None]
    if name == "times_log" and a == 0 and b <= 0:
        return NOTHING, [None, NOTHING if b < 0 else None]
    if name == "power":
        return _power_at_edge(a, b, order)
    if name == "exponential" and (a < 0 or a == 0):
        return _exponential_at_edge(a, b)
    return None


def _power_at_edge(a: Any, n: Any, order: int) -> tuple[Any, list[Any]] | None:
    """a⁰ is 1, with slope 0. A whole power of 0, or of a negative number, is a polynomial's."""
    if n == 0:
        return ONE, [NOTHING, NOTHING]
    if n == 1:
        return a, [ONE, NOTHING]
    if a == 0 and n in (2, 3, 4):
        (variable,) = variables([a], order)
        return math.prod([variable] * int(n)), [NOTHING, NOTHING]
    if a == 0:
        if n < 0:
            raise ZeroDivisionError
        return NOTHING, [None if n < 1 else NOTHING, NOTHING]
    return None


def _exponential_at_edge(a: Any, b: Any) -> tuple[Any, list[Any]]:
    """0ᵇ has the partials 0 and 0 for b > 1; of a negative number only whole powers exist, with no slope by b."""
    if a == 0:
        if b < 0:
            raise ZeroDivisionError
        if b == 0:
            return ONE, [NOTHING, None]
        return NOTHING, [ONE if b == 1 else None if b < 1 else NOTHING, NOTHING]
    if b % 1 != 0:
        raise ValueError
    return mp.power(a, b), [b * mp.power(a, b - 1), None]


def _judge_edges(
    name: str, xs: Sequence[Any], units: Sequence[Any], operands: Sequence[int | float], found: Truth
) -> None:
    """Note kinks that are met exactly, and what the rounding of the operands decides."""
    if name not in KINKS:
        return
    for kind, distance, of in KINKS[name](*xs):
        tied = len(of) > 1 and len({operands[i] for i in of}) == 1  # a node and itself
        reach = NOTHING if tied and distance == 0 else ALLOWED * sum((units[i] for i in of), NOTHING)
        if (reach and abs(distance) <= reach) or (distance == 0 and kind == "sign of zero"):
            found.doubts.add(kind)
        elif distance == 0:
            found.kinks.add(name)


def _whole(x: Any) -> Any:
    """The distance to the nearest whole number."""
    with mpmath.workdps(700):
        return x - mp.nint(x)


def _of(*points: float, kind: str = "kink") -> Callable[..., Any]:
    return lambda a, *_: [(kind, a - point, (0,)) for point in points]


def _tie(a: Any, b: Any) -> Any:
    return [("kink", a - b, (0, 1))]


def _jump_at_tie(a: Any, b: Any) -> Any:
    return [("jump", a - b, (0, 1))]


def _quotient(a: Any, b: Any) -> Any:
    if b == 0:
        return [("border", b, (1,))]
    if a == b:
        return [("jump", NOTHING, (0, 1)), ("border", b, (1,))]
    with mpmath.workdps(700):
        left = _whole(a / b) * b
        return [("jump", left, (0,)), ("jump", left / max(abs(a / b), ONE), (1,)), ("border", b, (1,))]


def _decimal(a: Any, digits: Any) -> Any:
    with mpmath.workdps(700):
        scale = mpf(10) ** digits
        return [("jump", (abs(_whole(a * scale)) - 0.5) / scale, (0,))]


#: For each row with kinks, jumps or a border: what is 0 there, and which operands it is made of.
KINKS: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("absolute", "relu", "leaky_relu", "elu", "selu"), _of(0)),
    "hard_tanh": _of(-1, 1),
    "maximum": _tie,
    "minimum": _tie,
    "clip": lambda a, low, high: [("kink", a - low, (0, 1)), ("kink", a - high, (0, 2)), ("kink", low - high, (1, 2))],
    "hypot": lambda a, b: [("kink", max(abs(a), abs(b)), (0, 1))],
    "norm": lambda *xs: [("kink", max(map(abs, xs)), range(len(xs)))],
    "copysign": lambda a, b: [("kink", a, (0,)), ("jump", b, (1,)), ("sign of zero", b, (1,))],
    "atan2": lambda y, x: [
        *([("jump", y, (0,)), ("sign of zero", y, (0,))] if x <= 0 else []),
        ("border", max(abs(x), abs(y)), (0, 1)),
    ],
    "where": lambda c, a, b: [("jump", c, (0,))],
    **dict.fromkeys(("sign", "step"), _of(0, kind="jump")),
    **dict.fromkeys(("compared", "greater", "less", "greater_equal", "less_equal", "equal", "not_equal"), _jump_at_tie),
    **dict.fromkeys(("floor", "ceil"), lambda a: [("jump", _whole(a), (0,))]),
    "floor_divide": _quotient,
    "mod": _quotient,
    "rounded": _decimal,
    **dict.fromkeys(("sqrt", "cbrt", "log", "log2", "log10"), _of(0, kind="border")),
    "log1p": _of(-1, kind="border"),
    **dict.fromkeys(("asin", "acos", "atanh", "semicircle"), _of(-1, 1, kind="border")),
    "acosh": _of(1, kind="border"),
    "hyperbola": _of(-1, 1, kind="border"),
    **dict.fromkeys(("divide", "component"), lambda a, b: [("border", b, (1,))]),
    "times_log": lambda a, b: [("border", b, (1,)), *([("border", a, (0,))] if b <= 0 else [])],
    "weighted": lambda weight, a: [],
    "power": lambda a, n: [("border", a, (0,))] if n < 0 or n % 1 else [],
    "exponential": lambda a, b: [("border", a, (0,)), *([("jump", _whole(b), (1,))] if a <= 0 else [])],
    "tan": lambda a: [("border", mp.cos(a), (0,))],
}


# --- sizes ------------------------------------------------------------------------------------------------------------

#: Rows that only choose, or change a sign: nothing is rounded.
EXACT = {
    "negate", "identity", "stop_gradient", "absolute", "relu", "hard_tanh", "maximum", "minimum", "clip", "sign",
    "step", "compared", "greater", "less", "greater_equal", "less_equal", "equal", "not_equal", "where", "copysign",
    "floor", "ceil",
}  # fmt: skip
#: Rows that IEEE 754 wants rounded correctly: a result that is a float is that float.
ROUNDED_ONCE = {
    "add", "subtract", "multiply", "divide", "sqrt", "weighted", "component", "mod", "leaky_relu", "elu", "power",
}  # fmt: skip
#: Rows whose partials are whole numbers.
STRAIGHT = EXACT | {"add", "subtract", "total", "leaky_relu", "elu", "mod", "power"}


def _is_float(name: str, xs: Sequence[Any], value: Any, floats: Precision) -> bool:
    """Whether a result is a float exactly, where the operands are: of sums of very different sizes to all digits."""
    if name in ("add", "subtract"):
        value = (mp.fadd if name == "add" else mp.fsub)(*xs, exact=True)
    return bool(mpf(float(value)) == value) if floats is DOUBLE else bool(value == 0)


def _size(name: str, xs: Sequence[Any], value: Any) -> Any:
    """The sum of the sizes of the terms, where a row adds up terms that may cancel."""
    if name == "total":
        return sum(map(abs, xs))
    if name == "dot":
        half = len(xs) // 2
        return sum(abs(a * b) for a, b in zip(xs[:half], xs[half:], strict=True))
    if name == "logsumexp":
        return max(abs(value), abs(max(xs)))
    return abs(value)


def _size_of_partial(name: str, xs: Sequence[Any], partial: Any, value: Any) -> Any:
    """The same for a partial: that of a·gate(a) is gate(a) + a·gate'(a)."""
    if name in ("silu", "gelu", "mish") and xs[0] != 0:
        gate = value / xs[0]
        return abs(gate) + abs(partial - gate)
    return abs(partial)


def _overflows_inside(name: str, xs: Sequence[Any], floats: Precision) -> bool:
    if name == "dot":
        half = len(xs) // 2
        return any(abs(a * b) >= floats.largest for a, b in zip(xs[:half], xs[half:], strict=True))
    if name == "exponential" and xs[0]:  # whose slope is b times a to the power of b - 1
        return bool(abs(mp.power(abs(xs[0]), xs[1] - 1)) >= floats.largest)
    return bool(name == "total" and sum(map(abs, xs)) >= floats.largest)


# --- the chain rule ---------------------------------------------------------------------------------------------------


def _adjoints(found: Truth, floats: Precision) -> list[Rounded | None]:
    """∂output/∂node for each node. Where exactly 0 arrives, nothing is passed on, as the documentation has it."""
    adjoints: list[Rounded | None] = [EXACTLY_NOTHING] * len(found.nodes)
    adjoints[-1] = Rounded(ONE, ONE, NOTHING)
    for place in range(len(found.nodes) - 1, len(found.graph.leaves) - 1, -1):
        node, adjoint = found.nodes[place], adjoints[place]
        if adjoint is not None and adjoint.size == 0:
            continue
        for i, partial in zip(node.operands, node.partials, strict=True):
            if type(i) is not int or adjoints[i] is None:
                continue
            if partial is not None and partial.size == 0 and not partial.unit:
                found.undefined_times_nothing |= adjoint is None
                continue
            if adjoint is None or partial is None:
                adjoints[i] = None
                continue
            message = adjoint.times(partial, floats)
            for size in (partial.size, message.size):
                if size >= floats.largest:
                    found.too_large = True
                if 0 < size < floats.smallest:
                    found.too_small = True
                    found.subnormal |= bool(size < floats.subnormal)
            adjoints[i] = message if adjoints[i] is EXACTLY_NOTHING else adjoints[i].plus(message, floats)
    return adjoints


def look_forward(found: Truth, floats: Precision = DOUBLE) -> None:
    """Note what happens on the way forward, in the direction of each leaf: numbers beyond floats, undefined slopes."""
    leaves = len(found.graph.leaves)
    for leaf in range(leaves):
        moved = [Rounded(x, x, NOTHING) for x in (ONE if i == leaf else NOTHING for i in range(leaves))]
        for node in found.nodes[leaves:]:
            tangent = EXACTLY_NOTHING
            for i, partial in zip(node.operands, node.partials, strict=True):
                if type(i) is int and partial is None:
                    found.undefined_times_nothing |= moved[i].exact == 0
                elif type(i) is int and partial is not None:
                    step = moved[i].times(partial, floats)
                    found.too_large |= bool(step.size >= floats.largest)
                    found.too_small |= bool(0 < step.size < floats.smallest)
                    tangent = tangent.plus(step, floats)
            moved.append(tangent)
