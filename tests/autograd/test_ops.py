"""Every row of the table against its mathematical definition. The loops run over the table: a new row tests itself."""

from __future__ import annotations

import itertools
import math
import random
import re
import zlib
from pathlib import Path

import numpy
import oracles
import pytest
from oracles import EPSILON, TINY

from autograd import Op, Value, ops
from autograd.errors import ChainruleError, DivisionByZeroError, OperandError, TooLargeError, UndefinedError
from autograd.notation import Written
from autograd.sweeps import sweep

ROWS = pytest.mark.parametrize("op", ops.TABLE.values(), ids=ops.TABLE)
POINTS = 60


def operand(op: Op, index: int, rng: random.Random, low: float, high: float) -> float:
    """A random number of a magnitude between `low` and `high` in the domain of one operand."""
    while True:
        x = math.exp(rng.uniform(math.log(low), math.log(high))) * rng.choice([-1, 1])
        if x in op.domain_of(index):
            return x


def operands_of(op: Op, rng: random.Random, low: float = 1e-3, high: float = 1e3) -> list[float]:
    """Random operands in the domain of `op`: one to five where it takes any number, pairs for `dot`."""
    count = op.arity
    if count is None:
        count = rng.randint(1, 5) * (2 if op.name == "dot" else 1)
    xs = [operand(op, i, rng, low, high) for i in range(count)]
    if op.name == "rounded":
        xs[1] = float(rng.randint(-2, 4))
    elif op.name == "where" and rng.random() < 0.5:  # the other arm
        xs[0] = 0.0
    elif op.fixed:  # aⁿ: whole exponents with bases of both signs, real exponents with positive bases
        if rng.random() < 0.5:
            xs[1] = float(rng.randint(-5, 5))
        else:
            xs = [abs(xs[0]), rng.uniform(-3.0, 3.0)]
    return xs


def sample(op: Op, count: int = POINTS, low: float = 1e-3, high: float = 1e3) -> list[list[float]]:
    """Random operands for which the operation and its partials fit a float, as the oracle judges; always the same."""
    rng = random.Random(zlib.crc32(op.name.encode()))
    found: list[list[float]] = []
    for _ in range(100 * count):
        xs = operands_of(op, rng, low, high)
        if abs(oracles.value(op.name, xs)) < 1e300:
            found.append(xs)
        if len(found) == count:
            return found
    raise AssertionError(f"{op.name}: hardly any operand of its domain has a value that fits a float")


def rule_noise(op: Op, out: float, xs: list[float]) -> list[float]:
    """How much each partial moves when `out` and the operands move by four units in the last place, one at a time.

    A rule that uses the rounded result cannot be better than this: sigmoid's out·(1 - out) and tanh's 1 - out² lose
    eps·|∂rule/∂out · out| where out is close to 1. Likewise eˣ⁻ᵒᵘᵗ in logsumexp.
    """
    point = [out, *xs]
    here = op.partials(*point)
    noise = [0.0] * len(xs)
    for i, factor in itertools.product(range(len(point)), (1 - 4 * EPSILON, 1 + 4 * EPSILON)):
        there = op.partials(*point[:i], point[i] * factor, *point[i + 1 :])
        noise = [total + abs(moved - still) for total, moved, still in zip(noise, there, here, strict=True)]
    return noise


def test_every_row_has_a_mathematical_definition_and_every_definition_a_row() -> None:
    assert set(oracles.DEFINITIONS) == set(ops.TABLE)


def test_every_row_is_filed_under_its_own_name() -> None:
    assert [op.name for op in ops.TABLE.values()] == list(ops.TABLE)


@ROWS
def test_the_value_is_the_definition(op: Op) -> None:
    for xs in sample(op):
        exact = oracles.value(op.name, xs)
        slopes = oracles.partials(op.name, xs, op.fixed)
        condition = sum(abs(x * slope) for x, slope in zip(xs, slopes, strict=True))
        assert abs(op(*xs) - exact) <= 4 * EPSILON * (abs(exact) + condition) + TINY, (op.name, xs)


@ROWS
def test_every_partial_is_the_derivative_of_the_definition(op: Op) -> None:
    for xs in sample(op):
        exact = oracles.partials(op.name, xs, op.fixed)
        if any(abs(slope) > 1e300 for slope in exact):
            continue
        out = float(oracles.value(op.name, xs))
        got = op.partials(out, *xs)
        assert isinstance(got, tuple)
        assert len(got) == len(xs)
        for partial, slope, noise in zip(got, exact, rule_noise(op, out, xs), strict=True):
            oracle_noise = 1e-40 * abs(out)  # a difference quotient of 50 digits
            assert abs(partial - slope) <= 4 * EPSILON * abs(slope) + noise + oracle_noise + TINY, (op.name, xs)


@ROWS
def test_second_derivatives_come_out_of_the_same_rule_on_values(op: Op) -> None:
    for xs in sample(op, 12, low=0.1, high=3.0):
        if abs(oracles.value(op.name, xs)) > 1e3 or len(xs) > 4:
            continue
        nodes = [x if i in op.fixed else Value(x) for i, x in enumerate(xs)]
        for i, partial in enumerate(op.partials(op(*nodes), *nodes)):
            adjoint = sweep(partial) if isinstance(partial, Value) else {}
            for j in range(len(xs)):
                if i in op.fixed or j in op.fixed:
                    continue
                exact = oracles.second(op.name, xs, i, j)
                assert abs(adjoint.get(nodes[j], 0.0) - exact) <= 1e-11 * (1 + abs(exact)), (op.name, xs, i, j)


@ROWS
def test_a_value_records_the_number_and_the_partials_of_its_row(op: Op) -> None:
    for xs in sample(op, 10, high=30.0):
        parents = [x if i in op.fixed else Value(x) for i, x in enumerate(xs)]
        node = op(*parents)
        assert node.op is op
        assert [parent.data for parent in node.parents] == xs
        assert all(
            parent is given for parent, given in zip(node.parents, parents, strict=True) if isinstance(given, Value)
        )
        exact = oracles.partials(op.name, xs, op.fixed)
        noise = rule_noise(op, node.data, xs)
        assert abs(node.data - oracles.value(op.name, xs)) <= 1e-12 * (1 + abs(node.data))
        for partial, slope, slack in zip(node.partials, exact, noise, strict=True):
            assert abs(partial - slope) <= 4 * EPSILON * abs(slope) + slack + TINY


# --- arrays ----------------------------------------------------------------------------------------------------------

KINKS = [-2.0, -1.0, -0.5, -0.0, 0.0, 0.5, 1.0, 2.0]


def column(op: Op, points: list[list[float]]) -> list[list[float]]:
    """The points that have as many operands as the first, and a float value."""

    def exists(xs: list[float]) -> bool:
        try:
            op(*xs)
        except ChainruleError:
            return False
        return True

    return [xs for xs in points if len(xs) == len(points[0]) and exists(xs)]


def assert_entries_are_the_float_form(op: Op, points: list[list[float]]) -> None:
    arrays = [numpy.array(xs) for xs in zip(*points, strict=True)]
    got = op(*arrays)
    assert got.shape == (len(points),)
    assert got.dtype == numpy.float64
    for entry, xs in zip(got, points, strict=True):
        out = op(*xs)
        slack = sum(abs(x * p) for x, p in zip(xs, op.partials(out, *xs), strict=True))
        assert abs(entry - out) <= 4 * EPSILON * (abs(out) + slack) + TINY, (op.name, xs)


@ROWS
def test_the_array_form_is_the_float_form_entry_by_entry(op: Op) -> None:
    points = column(op, sample(op, high=30.0))
    assert points
    assert_entries_are_the_float_form(op, points)


@ROWS
def test_the_array_form_is_the_float_form_at_zeros_ones_and_ties(op: Op) -> None:
    count = op.arity or 2
    grid = [list(xs) for xs in itertools.product(KINKS, repeat=count)]
    points = [xs for xs in column(op, grid) if all(x in op.domain_of(i) or x == 0 for i, x in enumerate(xs))]
    for xs in list(points):
        try:
            op.partials(op(*xs), *xs)
        except (ArithmeticError, ValueError):
            points.remove(xs)
    assert_entries_are_the_float_form(op, points)


@ROWS
def test_the_array_form_keeps_shapes(op: Op) -> None:
    xs = sample(op, 1, high=3.0)[0]
    for shape in [(1,), (4,), (2, 3), (0, 3), (2, 1, 2)]:
        assert op(*(numpy.full(shape, x) for x in xs)).shape == shape


@ROWS
def test_the_array_form_broadcasts_arrays_and_plain_numbers(op: Op) -> None:
    first, second = two_points(op)
    if len(first) == 1:
        assert op(numpy.array(first * 3)).tolist() == [op(numpy.array(first)).item()] * 3
        return
    rows = numpy.array([[first[0]], [second[0]]])
    columns = numpy.array([first[1], second[1], first[1]])
    rest = first[2:]
    got = op(rows, columns, *rest)
    assert got.shape == (2, 3)
    for i, j in itertools.product(range(2), range(3)):
        assert got[i, j] == pytest.approx(op(rows[i, 0].item(), columns[j].item(), *rest), rel=1e-13, abs=1e-13)
    assert op(rows, first[1], *rest).shape == (2, 1)
    assert op(first[0], columns, *rest).shape == (3,)


def two_points(op: Op) -> tuple[list[float], list[float]]:
    """Two points with positive operands, equally many, so that any mixture of them is in the domain too."""
    points = [[abs(x) for x in xs] for xs in sample(op, 200, low=0.5, high=3.0)]
    points = [xs for xs in points if len(xs) == (op.arity or 4)]
    return points[0], points[1]


@ROWS
def test_nan_in_an_operand_that_matters_comes_out_as_nan(op: Op) -> None:
    for xs in sample(op, 20, high=30.0):
        for i, slope in enumerate(oracles.partials(op.name, xs, op.fixed)):
            if slope:
                poisoned = [*xs[:i], math.nan, *xs[i + 1 :]]
                assert math.isnan(op(*poisoned)), poisoned
                with numpy.errstate(invalid="ignore"):  # that NumPy may warn of a nan is not our subject
                    assert numpy.isnan(op(*map(numpy.array, ([x] for x in poisoned)))).all(), poisoned


# --- conventions at kinks --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "operands", "value", "partials"),
    [
        ("relu", (0.0,), 0.0, (0.0,)),
        ("relu", (-0.0,), 0.0, (0.0,)),
        ("absolute", (0.0,), 0.0, (0.0,)),
        ("sign", (0.0,), 0.0, (0.0,)),
        ("step", (0.0,), 0.0, (0.0,)),
        ("leaky_relu", (0.0, 0.01), 0.0, (0.01, 0.0)),
        ("leaky_relu", (0.0, 0.3), 0.0, (0.3, 0.0)),
        ("hard_tanh", (1.0,), 1.0, (0.0,)),
        ("hard_tanh", (-1.0,), -1.0, (0.0,)),
        ("maximum", (2.0, 2.0), 2.0, (0.5, 0.5)),
        ("maximum", (0.0, -0.0), 0.0, (0.5, 0.5)),
        ("minimum", (2.0, 2.0), 2.0, (0.5, 0.5)),
        ("minimum", (-3.0, -3.0), -3.0, (0.5, 0.5)),
        ("power", (0.0, 0.0), 1.0, (0.0, 0.0)),  # x⁰ = 1, constant
        ("power", (0.0, 1.0), 0.0, (1.0, 0.0)),
        ("power", (0.0, 2.0), 0.0, (0.0, 0.0)),
        ("power", (0.0, 3.0), 0.0, (0.0, 0.0)),
        ("power", (0.0, 1.5), 0.0, (0.0, 0.0)),
        ("power", (-3.0, 1.0), -3.0, (1.0, 0.0)),
        ("power", (-3.0, 0.0), 1.0, (0.0, 0.0)),
        ("power", (-3.0, 2.0), 9.0, (-6.0, 0.0)),
    ],
)
def test_at_a_kink_the_convention_holds(
    name: str, operands: tuple[float, ...], value: float, partials: tuple[float, ...]
) -> None:
    op = ops.TABLE[name]
    assert op(*operands) == value
    assert op.partials(value, *operands) == partials
    node = op(*(x if i in op.fixed else Value(x) for i, x in enumerate(operands)))
    assert (node.data, node.partials) == (value, partials)
    (entry,) = op(*(numpy.array([x]) for x in operands))
    assert entry == value


# --- at the edges of the domain and of the floats --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "operands", "value", "partials"),
    [
        # σ(-1000) = e⁻¹⁰⁰⁰ ≈ 5e-435, below the smallest float; 1 - σ(1000) likewise
        ("sigmoid", (1000.0,), 1.0, (0.0,)),
        ("sigmoid", (-1000.0,), 0.0, (0.0,)),
        ("sigmoid", (-750.0,), 0.0, (0.0,)),
        ("softplus", (1000.0,), 1000.0, (1.0,)),
        ("softplus", (-1000.0,), 0.0, (0.0,)),
        ("softplus", (1e308,), 1e308, (1.0,)),
        ("tanh", (1e308,), 1.0, (0.0,)),
        ("tanh", (-1e308,), -1.0, (0.0,)),
        ("exp", (-1000.0,), 0.0, (0.0,)),
        ("logsumexp", (1000.0, -1000.0), 1000.0, (1.0, 0.0)),
        ("logsumexp", (1e308, -1e308), 1e308, (1.0, 0.0)),
        ("logsumexp", (-1000.0,), -1000.0, (1.0,)),
        ("sqrt", (2.0**-1074,), 2.0**-537, (2.0**536,)),
        ("sqrt", (2.0**1022,), 2.0**511, (2.0**-512,)),
        ("divide", (1.0, 2.0**1000), 2.0**-1000, (2.0**-1000, 0.0)),
        ("multiply", (2.0**-1074, 2.0**1000), 2.0**-74, (2.0**1000, 2.0**-1074)),
        ("maximum", (1e308, -1e308), 1e308, (1.0, 0.0)),
        ("minimum", (1e308, -1e308), -1e308, (0.0, 1.0)),
        ("absolute", (-(2.0**-1074),), 2.0**-1074, (-1.0,)),
        ("relu", (2.0**-1074,), 2.0**-1074, (1.0,)),
        ("hard_tanh", (-1e308,), -1.0, (0.0,)),
    ],
)
def test_huge_and_tiny_operands_neither_overflow_nor_lose_the_derivative(
    name: str, operands: tuple[float, ...], value: float, partials: tuple[float, ...]
) -> None:
    node = ops.TABLE[name](*map(Value, operands))
    assert node.data == value
    assert node.partials == partials
    with numpy.errstate(over="ignore"):  # NumPy's logaddexp warns on its way to the right number
        (entry,) = ops.TABLE[name](*(numpy.array([x]) for x in operands))
    assert entry == value


@pytest.mark.parametrize("sign", [1, -1])
def test_two_equal_huge_operands_of_logsumexp_differ_from_one_by_log_2(sign: int) -> None:
    node = ops.logsumexp([Value(sign * 1000.0), Value(sign * 1000.0)])
    assert node.data == pytest.approx(sign * 1000 + math.log(2), rel=2 * EPSILON)
    assert node.partials == pytest.approx((0.5, 0.5), rel=1e-12)


def test_the_logarithm_of_the_smallest_float_is_finite() -> None:
    assert ops.log(5e-324) == pytest.approx(-1074 * math.log(2), rel=2 * EPSILON)


def test_the_derivative_of_the_logarithm_at_the_smallest_float_is_refused_not_infinite() -> None:
    x = Value(5e-324, "x")  # 1/x = 2^1074
    with pytest.raises(ChainruleError, match=r"x = 4\.94066e-324"):
        ops.log(x).backward()
    assert x.grad == 0.0


FAILURES = [
    (lambda x: ops.log(x), 0.0, UndefinedError, ValueError, "log(x) is undefined at x = 0"),
    (lambda x: ops.log(x), -1.0, UndefinedError, ValueError, "log(x) is undefined at x = -1"),
    (lambda x: ops.sqrt(x), -1.0, UndefinedError, ValueError, "sqrt(x) is undefined at x = -1"),
    (lambda x: 1 / x, 0.0, DivisionByZeroError, ZeroDivisionError, "1 / x divides by zero at x = 0"),
    (lambda x: x / x, 0.0, DivisionByZeroError, ZeroDivisionError, "x / x divides by zero at x = 0"),
    (lambda x: x**-1, 0.0, DivisionByZeroError, ZeroDivisionError, "x⁻¹ divides by zero at x = 0"),
    (lambda x: x ** (1 / 3), -8.0, UndefinedError, ValueError, "x**0.333333 is undefined at x = -8"),
    (lambda x: ops.exp(x), 710.0, TooLargeError, OverflowError, "exp(x) is too large for a float at x = 710"),
    (lambda x: x * x, 1e200, TooLargeError, OverflowError, "x·x is too large for a float at x = 1e200"),
    (lambda x: x + x, 1.7e308, TooLargeError, OverflowError, "x + x is too large for a float at x = 1.7e308"),
    (lambda x: x**2, 1e200, TooLargeError, OverflowError, "x² is too large for a float at x = 1e200"),
    (lambda x: 1e300 / x, 1e-300, TooLargeError, OverflowError, "1e300 / x is too large for a float at x = 1e-300"),
    (lambda x: ops.sqrt(x), -math.inf, UndefinedError, ValueError, "sqrt(x) is undefined at x = -inf"),
]


@pytest.mark.parametrize(("f", "x", "kind", "builtin", "message"), FAILURES, ids=[row[-1] for row in FAILURES])
def test_a_result_that_does_not_exist_is_an_error_naming_operand_and_value(f, x, kind, builtin, message) -> None:
    with pytest.raises(kind) as caught:
        f(Value(x, "x"))
    assert isinstance(caught.value, builtin)
    assert isinstance(caught.value, ChainruleError)
    written = str(caught.value)
    # an operand may be listed twice (x / x); the sentence has to start like this
    assert written.startswith(message), written


@pytest.mark.parametrize(
    ("f", "kind", "formula"),
    [
        (lambda: ops.log(0.0), UndefinedError, "log(0)"),
        (lambda: ops.log(-1.0), UndefinedError, "log(-1)"),
        (lambda: ops.sqrt(-1), UndefinedError, "sqrt(-1)"),
        (lambda: ops.divide(1, 0), DivisionByZeroError, "1 / 0"),
        (lambda: ops.power(0.0, -1), DivisionByZeroError, "0⁻¹"),
        (lambda: ops.power(-8, 1 / 3), UndefinedError, "(-8)**0.333333"),
        (lambda: ops.exp(710), TooLargeError, "exp(710)"),
    ],
)
def test_plain_numbers_raise_the_same_errors_and_are_shown(f, kind, formula) -> None:
    with pytest.raises(kind) as caught:
        f()
    assert str(caught.value).startswith(formula)


def test_zero_to_any_negative_power_is_a_division_by_zero_as_in_python() -> None:
    for base, exponent in itertools.product([0.0, -0.0], [-1, -2, -0.5, -2.5]):
        with pytest.raises(ZeroDivisionError):
            base**exponent
        with pytest.raises(DivisionByZeroError, match="x = 0"):
            Value(base, "x") ** exponent


@pytest.mark.parametrize("count", [2, 4, 9])
def test_an_overflowing_sum_of_plain_numbers_names_no_empty_operands(count: int) -> None:
    with pytest.raises(TooLargeError, match=r"total|\+") as caught:
        ops.total([1e308] * count)
    assert "at  =" not in str(caught.value)
    assert ",  =" not in str(caught.value)
    assert count > 6 or "1e308" in str(caught.value)


def test_the_derivative_of_the_square_root_at_zero_is_refused_and_says_so() -> None:
    x = Value(0.0, "x")
    with pytest.raises(UndefinedError, match=r"^the derivative of sqrt\(x\) is not finite at x = 0"):
        x.sqrt().backward()
    with pytest.raises(UndefinedError, match="derivative"):
        (x**0.5).backward()
    assert x.sqrt().data == ops.sqrt(0.0) == 0.0  # the value alone exists


# --- operands --------------------------------------------------------------------------------------------------------


@ROWS
@pytest.mark.parametrize("bad", ["1", None, 1j, [1.0], object()], ids=["text", "None", "complex", "list", "object"])
def test_what_is_no_real_number_is_refused_and_shown(op: Op, bad: object) -> None:
    xs: list[object] = [0.5] * (op.arity or 2)
    for i in range(len(xs)):
        with pytest.raises(OperandError) as caught:
            op(*xs[:i], bad, *xs[i + 1 :])
        assert isinstance(caught.value, TypeError)
        assert type(bad).__name__ in str(caught.value)


@ROWS
def test_too_many_operands_are_refused(op: Op) -> None:
    if op.arity is None:
        return
    with pytest.raises(OperandError, match=f"{op.name} takes {op.arity} operand"):
        op(*[0.5] * (op.arity + 1))
    with pytest.raises(OperandError, match=f"{op.name} takes {op.arity} operand"):
        op()


@ROWS
def test_a_value_where_only_a_plain_number_can_stand_never_loses_its_gradient(op: Op) -> None:
    for i in op.fixed:  # ops.power(a, Value(3)): an error, or the derivative towards it too
        xs: list[float | Value] = [2.0, 3.0]
        xs[i] = value = Value(xs[i])
        try:
            node = op(*xs)
        except OperandError:
            continue
        exact = oracles.gradient(oracles.DEFINITIONS[op.name], [2.0, 3.0])[i]
        assert sweep(node)[value] == pytest.approx(float(exact), rel=1e-14)


def test_left_out_operands_take_their_defaults() -> None:
    assert ops.leaky_relu(-2.0) == -0.02
    assert ops.leaky_relu(-2.0, 0.5) == -1.0


def test_sums_products_and_softmax_of_sequences() -> None:
    assert ops.total([]) == 0.0
    assert ops.total(range(1, 101)) == 5050.0
    assert ops.total([0.1] * 10) == 1.0  # rounded once, at the end
    assert ops.dot([1, 2, 3], [4, 5, 6]) == 32.0
    assert ops.softmax([math.log(1), math.log(2), math.log(5)]) == pytest.approx([1 / 8, 2 / 8, 5 / 8], rel=1e-15)
    assert ops.softmax([1e4, 1e4 - math.log(3), -1e4]) == pytest.approx([3 / 4, 1 / 4, 0.0], rel=1e-11)
    with pytest.raises(OperandError, match="same length, not 1 and 2"):
        ops.dot([1], [1, 2])
    for function in (ops.logsumexp, ops.softmax):
        with pytest.raises(OperandError, match="at least one"):
            function([])


def test_an_infinite_operand_of_logsumexp_takes_over_or_drops_out() -> None:
    # a masked logit: e^-∞ = 0 adds nothing
    node = ops.logsumexp([Value(-math.inf), Value(2.0)])
    assert (node.data, node.partials) == (2.0, (0.0, 1.0))
    assert ops.logsumexp([math.inf, 1.0]) == math.inf
    assert ops.logsumexp([-math.inf, -math.inf]) == -math.inf


# --- how rows are written --------------------------------------------------------------------------------------------


@ROWS
def test_every_row_can_be_written_as_text_and_in_latex(op: Op) -> None:
    names = [Written(name) for name in "pqrstuvwxy"[: op.arity or 4]]
    for latex in (False, True):
        text = op.write(*names, latex=latex).text
        assert all(name.text in text for name in names), text
        assert text.count("{") == text.count("}")
        assert text.count("(") == text.count(")")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("add", "a + b"),
        ("subtract", "a - b"),
        ("multiply", "a·b"),
        ("divide", "a / b"),
        ("exponential", "a**b"),
        ("power", "a**b"),
        ("negate", "-a"),
        ("absolute", "|a|"),
        ("log", "log(a)"),
        ("maximum", "max(a, b)"),
        ("total", "a + b"),
        ("dot", "a·b"),
    ],
)
def test_formulas_look_as_on_paper(name: str, written: str) -> None:
    op = ops.TABLE[name]
    assert op.write(*map(Written, "ab"[: op.arity or 2])).text == written


def test_one_declaration_makes_an_operation() -> None:
    cube = Op("cube", lambda a: a**3, partials=lambda out, a: (3 * a**2,))
    assert cube(2.0) == 8.0
    assert cube(numpy.array([[1.0, 2.0]])).tolist() == [[1.0, 8.0]]
    x = Value(3.0)
    cube(x).backward()
    assert x.grad == 27.0
    with pytest.raises(TooLargeError, match="cube"):
        cube(1e200)


# --- what a row says about itself -------------------------------------------------------------------------------------


def test_the_documentation_quotes_every_convention() -> None:
    page = Path(__file__).parents[2] / "docs" / "accuracy.md"
    if not page.exists():
        pytest.skip("the documentation is not in this distribution")
    quoted = dict(
        re.findall(r"^\| (\w+) \| (.+) \|$", page.read_text(encoding="utf-8").partition("## Conventions")[2], re.M)
    )
    del quoted["operation"]
    assert {name: convention.replace(r"\|", "|") for name, convention in quoted.items()} == ops.CONVENTIONS


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("log", [5e-324], [0.0]),
        ("log1p", [-0.999], [-1.0]),
        ("log2", [5e-324], [0.0]),
        ("log10", [5e-324], [0.0]),
        ("sqrt", [5e-324], [0.0]),
        ("cbrt", [-1.0, 5e-324], [0.0]),
        ("asin", [-0.999, 0.999], [-1.0, 1.0]),
        ("acos", [-0.999, 0.999], [-1.0, 1.0]),
        ("atanh", [-0.999, 0.999], [-1.0, 1.0]),
        ("acosh", [1.001, 1e300], [1.0]),
        ("semicircle", [-0.999, 0.999], [-1.0, 1.0]),
        ("hyperbola", [1.001, 1e300], [1.0]),
        ("relu", [-1.0, 1.0], [0.0]),
        ("sin", [0.0, -1e300], []),
    ],
)
def test_where_a_row_is_differentiable(name: str, inside: list[float], outside: list[float]) -> None:
    domain = ops.TABLE[name].domain_of(0)
    assert all(x in domain for x in inside)
    assert not any(x in domain for x in outside)


def test_of_two_operands_each_has_its_own_domain() -> None:
    for name, first, second in (("divide", True, False), ("exponential", False, True), ("leaky_relu", False, True),
                                ("elu", False, True), ("times_log", True, False), ("mod", True, False),
                                ("floor_divide", True, False), ("component", True, False)):  # fmt: skip
        op = ops.TABLE[name]
        assert (0.0 in op.domain_of(0), 0.0 in op.domain_of(1)) == (first, second), name


def test_how_far_apart_the_jumps_of_a_row_are() -> None:
    distances = {
        (ops.floor, (2.5,)): 1.0,
        (ops.ceil, (2.5,)): 1.0,
        (ops.rounded, (2.5, 0.0)): 1.0,
        (ops.rounded, (2.5, 2.0)): 0.01,
        (ops.rounded, (2.5, -3.0)): 1000.0,
        (ops.rounded, (2.5, 400.0)): 1e-300,
        (ops.rounded, (2.5, -400.0)): 1e300,
        (ops.floor_divide, (7.0, -2.0)): 2.0,
        (ops.mod, (7.0, 3.0)): 3.0,
    }
    for (op, operands), distance in distances.items():
        assert ops.PIECES[op](*operands) == pytest.approx(distance, rel=1e-14)
    assert {op for op, _ in distances} == set(ops.PIECES)


def test_a_row_that_jumps_knows_where() -> None:
    for op in (ops.sign, ops.step):
        assert [ops.JUMPS[op](x) for x in (0.0, -0.0, 1.0, -1.0)] == [True, True, False, False]
    assert [ops.JUMPS[ops.compared](a, b) for a, b in ((1.0, 1.0), (0.0, 1.0), (1.0, 0.0))] == [True, False, False]


def test_rows_with_a_form_of_their_own_in_latex() -> None:
    a, b = Written("a"), Written("b")
    for name, latex in {
        "add": "a + b", "multiply": r"a \cdot b", "divide": r"\frac{a}{b}", "power": "a^{b}", "exponential": "a^{b}",
        "negate": "-a", "absolute": r"\left|a\right|", "sqrt": r"\sqrt{a}", "cbrt": r"\sqrt[3]{a}", "exp": "e^{a}",
        "exp2": "2^{a}", "log": r"\log\left(a\right)", "log2": r"\log_{2}\left(a\right)",
        "log10": r"\log_{10}\left(a\right)", "logsigmoid": r"\log \sigma\left(a\right)",
        "sigmoid": r"\sigma\left(a\right)", "times_log": r"a \cdot \log\left(b\right)", "maximum": r"\max(a, b)",
        "minimum": r"\min(a, b)", "floor": r"\left\lfloor a \right\rfloor", "ceil": r"\left\lceil a \right\rceil",
        "floor_divide": r"\left\lfloor \frac{a}{b} \right\rfloor", "mod": r"a \; \mathrm{mod} \; b",
        "greater": "a > b", "less_equal": r"a \leq b", "not_equal": r"a \neq b", "equal": "a = b",
        "rounded": r"\mathrm{round(a, b)}", "hypot": r"\sqrt{a^{2} + b^{2}}", "norm": r"\left\|(a, b)\right\|",
        "gaussian": "e^{-a^{2}}", "normal_cdf": r"\Phi\left(a\right)", "normal_density": r"\varphi\left(a\right)",
        "erf": r"\mathrm{erf}\left(a\right)", "asinh": r"\mathrm{arsinh}\left(a\right)", "total": "a + b",
        "dot": r"a \cdot b", "stop_gradient": r"\mathrm{stop\_gradient}(a)", "softplus": r"\mathrm{softplus}(a)",
        "semicircle": r"\sqrt{1 - a^{2}}", "hyperbola": r"\sqrt{a^{2} - 1}", "compared": r"\mathrm{sign}(a - b)",
    }.items():  # fmt: skip
        op = ops.TABLE[name]
        assert op.write(a, b, latex=True).text == latex if op.arity != 1 else op.write(a, latex=True).text == latex
    assert ops.rounded.write(a, Written("0"), latex=True).text == r"\mathrm{round}\left(a\right)"
    assert ops.rounded.write(a, Written("0")).text == "round(a)"
    assert ops.rounded.write(a, Written("2")).text == "round(a, 2)"
    assert ops.inner_product.write(*map(Written, "abcd")).text == "a·c + b·d"
    assert ops.inner_product.write(*map(Written, "abcd"), latex=True).text == r"a \cdot c + b \cdot d"
    assert ops.power.write(a, Written("3")).text == "a³"
    assert ops.power.write(a, Written("-3")).text == "a⁻³"
    assert ops.power.write(a, Written("0.5")).text == "a**0.5"
