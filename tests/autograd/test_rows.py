"""Every row over its whole domain, at its edges and for infinite numbers. Numbers are mpmath's or from mathematics."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import Any

import mpmath
import numpy
import oracles
import pytest
from accuracy import measure

from autograd import (
    ChainruleError,
    Op,
    OperandError,
    TooLargeError,
    UndefinedError,
    Value,
    clip,
    compile,
    derivative,
    dot,
    explain,
    grad,
    hessian,
    jvp,
    log,
    logsumexp,
    norm,
    ops,
    parse,
    softmax,
    topological_order,
    total,
    values,
)
from autograd.ops import CONVENTIONS, written_partials
from autograd.ops.arrays import any_undefined, namespace, quiet, rounding_of_product
from autograd.symbolic import partial_formulas
from nn import losses

ROWS = pytest.mark.parametrize("op", ops.TABLE.values(), ids=ops.TABLE)


@ROWS
def test_values_and_derivatives_hold_to_a_few_units_in_the_last_place_over_the_whole_domain(op: Op) -> None:
    """From 1e-300 to 1e300, close to the edges of the domain and where functions saturate."""
    worst = measure(op, 12)
    assert worst.value <= 2, worst
    assert worst.array <= 3, worst
    assert worst.program <= 5, worst
    assert worst.first <= 5, worst
    assert worst.second <= 8, worst


# --- saturation ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "x", "slope", "second"),
    [
        ("sigmoid", 20.0, 2.0611536139418495e-9, -2.0611536054454597e-9),
        ("sigmoid", 37.5, 5.175555005801869e-17, -5.175555005801869e-17),
        ("sigmoid", -700.0, 9.85967654375977e-305, 9.85967654375977e-305),
        ("tanh", 20.0, 1.6993417021166355e-17, -3.398683404233271e-17),
        ("tanh", 300.0, 1.0602121578590247e-260, -2.1204243157180495e-260),
        ("softplus", 40.0, 1.0, 4.248354255291589e-18),
        ("softplus", -40.0, 4.248354255291589e-18, 4.248354255291589e-18),
    ],
)
def test_slopes_where_a_function_saturates(name: str, x: float, slope: float, second: float) -> None:
    op = ops.TABLE[name]
    assert grad(op)(x) == pytest.approx(slope, rel=2e-15)
    assert grad(grad(op))(x) == pytest.approx(second, rel=2e-15)


@pytest.mark.parametrize("name", ["silu", "gelu", "mish"])
def test_the_slopes_of_gates_have_their_limits_at_infinity(name: str) -> None:
    op = ops.TABLE[name]
    assert [grad(op)(x) for x in (-math.inf, math.inf)] == [0.0, 1.0]
    assert [grad(lambda x: op(x) + x)(x) for x in (-math.inf, math.inf)] == [1.0, 2.0]
    array = numpy.array([-math.inf, math.inf])
    assert op.partials(op(array), array)[0].tolist() == [0.0, 1.0]


@pytest.mark.parametrize("name", ["gaussian", "normal_density"])
def test_the_slopes_of_bells_are_0_at_infinity(name: str) -> None:
    assert [grad(ops.TABLE[name])(x) for x in (-math.inf, math.inf)] == [0.0, 0.0]


def test_the_smaller_number_of_logsumexp_is_not_lost() -> None:
    assert logsumexp([0.0, -40.0]) == pytest.approx(4.248354255291589e-18, rel=1e-15)
    assert logsumexp(numpy.array([[0.0], [-40.0]]))[0] == pytest.approx(4.248354255291589e-18, rel=1e-15)
    for row in hessian(logsumexp)([40.0, 0.0]):
        assert [abs(entry) for entry in row] == pytest.approx([4.248354255291589e-18] * 2, rel=1e-14)
    three = hessian(logsumexp)([40.0, 0.0, -5.0])
    # p(1 - p) of the largest is e⁻⁴⁰ + e⁻⁴⁵ to 17 digits
    assert three[0][0] == pytest.approx(4.248354255291589e-18 + 2.862518580549394e-20, rel=1e-14)


def test_the_softmax_of_large_numbers_loses_nothing() -> None:
    p = softmax([1e6, 1e6 - 3.0])
    assert p == pytest.approx([0.9525741268224334, 0.04742587317756678], rel=2e-15)
    node = logsumexp([Value(1e6), Value(1e6 - 3.0)])
    assert node.partials == pytest.approx(p, rel=2e-15)


@pytest.mark.parametrize("count", [2, 3, 4, 5, 12])
@pytest.mark.parametrize("size", [0.0, 1e17, -1e17, 1e300])
def test_equal_numbers_of_any_size_have_equal_shares_in_every_interpreter(count: int, size: float) -> None:
    """p = 1/n each, ∂p₁/∂z = (p(1 - p), -p² …), and ∂²p₁/∂z₁² = p(1 - p)(1 - 2p)."""
    p, zs = 1 / count, [size] * count
    slopes = [p * (1 - p)] + [-p * p] * (count - 1)

    def first(zs: Any) -> Any:
        return softmax(zs)[0]

    def log_of_last(zs: Any) -> Any:
        return log(softmax(zs)[-1])

    assert [share.data for share in softmax([Value(z) for z in zs])] == pytest.approx([p] * count, rel=1e-15)
    assert log_of_last([Value(z) for z in zs]).data == pytest.approx(-math.log(count), rel=1e-15)
    assert grad(first)(zs) == pytest.approx(slopes, rel=2e-15)
    assert jvp(lambda *zs: first(zs), zs, [1.0] * count)[1] == pytest.approx(0.0, abs=1e-16)
    assert hessian(first)(zs)[0][0] == pytest.approx(p * (1 - p) * (1 - 2 * p), rel=4e-15, abs=1e-16)
    parameters = [Value(z) for z in zs]
    mean, found = compile(lambda _: first(parameters), parameters).value_and_grad([[0.0]] * 30)
    assert mean == pytest.approx(p, rel=1e-15)
    assert found.tolist() == pytest.approx(slopes, rel=2e-15)


@pytest.mark.parametrize("zs", [[40.0, 0.0], [0.0, 40.0, -5.0], [700.0, 30.0, 0.0, 1e17]])
def test_the_slopes_of_few_shares_hold_where_one_outweighs_the_others(zs: list[float]) -> None:
    with mpmath.workdps(700):
        grown = [mpmath.exp(mpmath.mpf(z) - max(zs)) for z in zs]
        p = [part / mpmath.fsum(grown) for part in grown]
        exact = [[float(p[i] * ((i == j) - p[j])) for j in range(len(zs))] for i in range(len(zs))]
    parameters = [Value(z) for z in zs]
    for i, row in enumerate(exact):
        assert grad(lambda zs, i=i: softmax(zs)[i])(zs) == pytest.approx(row, rel=3e-15, abs=1e-300)
        program = compile(lambda _, i=i: softmax(parameters)[i], parameters)
        assert program.value_and_grad([[0.0]] * 30)[1].tolist() == pytest.approx(row, rel=3e-15, abs=1e-300)


def test_a_share_is_written_as_people_write_it() -> None:
    p, q = softmax(values(a=1.0, b=2.0))
    assert str(explain(q)).splitlines()[3] == "  c = exp(b) / (exp(b) + exp(a)) = exp(2) / (exp(2) + exp(1)) = 0.731059"
    assert "∂c/∂a = c·(1 - c)" in str(explain(p))
    assert r"\frac{e^{b}}{e^{b} + e^{a}}" in explain(q).latex()
    assert [node.data for node in softmax([Value(5.0)])] == [1.0]
    assert grad(lambda z: softmax([z])[0])(5.0) == 0.0


def test_a_hyperbola_has_two_branches() -> None:
    """√(5² - 4²) = 3: √(a² - 1) at ±5/4 is 3/4, with the slopes ±5/3."""
    for a, slope in ((1.25, 5 / 3), (-1.25, -5 / 3)):
        leaf = Value(a)
        out = ops.hyperbola(leaf)
        out.backward()
        assert (out.data, leaf.grad) == (0.75, pytest.approx(slope, rel=1e-15))
        assert ops.hyperbola(numpy.array([a]))[0] == 0.75
    with pytest.raises(UndefinedError):
        ops.hyperbola(0.5)


def test_many_operands_of_logsumexp_have_a_hessian_too() -> None:
    xs = [0.3 * i - 1.0 for i in range(12)]
    p = softmax(xs)
    for i, row in enumerate(hessian(logsumexp)(xs)):
        for j, entry in enumerate(row):
            assert entry == pytest.approx(p[i] * ((i == j) - p[j]), rel=1e-13)


@pytest.mark.parametrize("z", [36.0, 40.0, 700.0])
def test_binary_cross_entropy_where_the_model_is_sure(z: float) -> None:
    exact = math.exp(-z)  # log(1 + e⁻ᶻ), within e⁻³⁶ of it
    for logit, target in ((z, 1.0), (-z, 0.0)):
        assert losses.binary_cross_entropy(logit, target) == pytest.approx(exact, rel=1e-15)
        leaf = Value(logit)
        losses.binary_cross_entropy(leaf, target).backward()
        assert abs(leaf.grad) == pytest.approx(exact, rel=1e-15)
        probable = Value(target)  # a target that is a Value, as in a program
        assert losses.binary_cross_entropy(Value(logit), probable).data == pytest.approx(exact, rel=1e-15)


def test_what_is_written_on_paper_stays_as_it_is_in_books() -> None:
    x = Value(0.5, "x")
    written = {
        "sigmoid": "y·(1 - y)",
        "tanh": "1 - y²",
        "leaky_relu": "[x > 0] + 0.01·(1 - [x > 0])",
        "atan": "1 / (1 + x²)",
        "asin": "1 / sqrt(1 - x²)",
        "gelu": "Φ(x) + x·φ(x)",
        "expm1": "exp(x)",
    }
    for name, formula in written.items():
        node = ops.TABLE[name](x)
        assert partial_formulas(node, {node: "y", **dict.fromkeys(node.parents, "x")})[0].text.text == formula


@ROWS
def test_the_form_for_paper_is_the_same_derivative(op: Op) -> None:
    xs = [x if x in op.domain_of(i) else 1 + x for i, x in enumerate((0.7, 0.2, 1.3)[: op.arity or 3])]
    if op.name == "dot":
        xs.append(0.9)
    if op.fixed:
        xs[1] = 3.0
    out = op(*xs)
    assert written_partials(op)(out, *xs) == pytest.approx(op.partials(out, *xs), rel=1e-12)


# --- infinite numbers ------------------------------------------------------------------------------------------------

INF = math.inf


def test_zero_times_infinity_in_a_dot_product_is_an_error_that_names_it() -> None:
    with pytest.raises(UndefinedError, match=r"dot|·"):
        dot([0.0, 1.0], [-INF, 2.0])
    with pytest.raises(UndefinedError, match="b = -inf"):
        dot([Value(0.0, "a"), 1.0], [Value(-INF, "b"), 2.0])
    assert dot([1.0, 1.0], [-INF, 2.0]) == -INF


def test_cross_entropy_with_a_class_that_cannot_be() -> None:
    # log(1 + e)
    assert losses.cross_entropy([1.0, 2.0, -INF], [1, 0, 0]) == pytest.approx(1.3132616875182228, rel=1e-15)
    logits = [Value(1.0), Value(2.0), Value(-INF)]
    losses.cross_entropy(logits, [1, 0, 0]).backward()
    assert [z.grad for z in logits] == pytest.approx([-0.7310585786300049, 0.7310585786300049, 0.0], rel=1e-14)
    targets = [Value(1.0), Value(0.0), Value(0.0)]
    assert losses.cross_entropy(logits, targets).data == pytest.approx(1.3132616875182228, rel=1e-15)


@pytest.mark.parametrize("as_value", [False, True])
@pytest.mark.parametrize(
    ("logit", "target", "loss"), [(INF, 1.0, 0.0), (INF, 0.0, INF), (-INF, 0.0, 0.0), (-INF, 1.0, INF)]
)
def test_binary_cross_entropy_of_infinite_logits(logit: float, target: float, loss: float, as_value: bool) -> None:
    assert losses.binary_cross_entropy(logit, target) == loss
    found = losses.binary_cross_entropy(Value(logit), Value(target) if as_value else target)
    assert found.data == loss


@ROWS
def test_infinite_operands_give_a_number_or_an_error_never_nan(op: Op) -> None:
    count = op.arity or 2
    for xs in itertools.product([INF, -INF, 0.0, 1.0, -2.0, 0.5], repeat=count):
        if op.fixed and not math.isfinite(xs[1]):
            continue
        try:
            out = op.on_numbers(*xs)
        except ChainruleError:
            continue
        assert not math.isnan(out), (op.name, xs)


# --- zeros, edges, powers --------------------------------------------------------------------------------------------


def test_powers_of_zero_and_of_negative_numbers_with_variable_exponents() -> None:
    base, exponent = Value(0.0, "a"), Value(2.0, "b")
    power = base**exponent
    assert (power.data, power.partials) == (0.0, (0.0, 0.0))
    base = Value(-2.0, "a")
    power = base ** Value(3.0, "b")
    assert power.data == -8.0
    assert derivative(power, base) == 12.0
    assert math.isnan(power.partials[1])
    one = Value(0.0) ** Value(1.0)
    assert (one.data, one.partials) == (0.0, (1.0, 0.0))
    nothing = Value(0.0) ** Value(0.0)
    assert (nothing.data, nothing.partials[0]) == (1.0, 0.0)
    assert math.isnan(nothing.partials[1])
    half = Value(0.0) ** Value(0.5)
    assert (half.data, half.partials[1]) == (0.0, 0.0)
    assert math.isnan(half.partials[0])


def test_lengths_are_safe_at_zero_and_in_scale() -> None:
    x, y = Value(0.0), Value(0.0)
    for length in (ops.hypot(x, y), norm([x, y])):
        assert (length.data, length.partials) == (0.0, (0.0, 0.0))
    assert norm([3e200, 4e200]) == pytest.approx(5e200, rel=2e-16)
    assert norm([3e-200, 4e-200]) == pytest.approx(5e-200, rel=2e-16, abs=0)
    assert norm([Value(3e-320), Value(4e-320)]).partials == pytest.approx((0.6, 0.8), rel=1e-3)
    assert norm(numpy.array([[3e200, 0.0], [4e200, 0.0]])) == pytest.approx([5e200, 0.0], rel=2e-16)
    assert norm(numpy.array([[math.inf, 3.0], [1.0, 4.0]])).tolist() == [math.inf, 5.0]
    assert norm([]) == 0.0


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("round(0.5)", 0.0),
        ("round(1.5)", 2.0),
        ("round(-2.5)", -2.0),
        ("round(2.675, 2)", 2.67),
        ("floor(-0.5)", -1.0),
        ("ceil(-0.5)", 0.0),
        ("mod(-7, 3)", 2.0),
        ("-7 % 3", -7.0 % 3),
        ("mod(7, -3)", -2.0),
        ("-7 // 2", -4.0),
        ("arcsin(1)", math.pi / 2),
        ("arctan2(-1, -1)", -3 * math.pi / 4),
        ("clip(3, 0, 1)", 1.0),
        ("norm([3, 4])", 5.0),
        ("norm(2, 3, 6)", 7.0),
        ("hypot(3, 4)", 5.0),
        ("sgn(-2)", -1.0),
        ("copysign(2, -1)", -2.0),
        ("log2(8) + log10(1000) + ln(exp(1))", 7.0),
        ("elu(-1)", math.expm1(-1)),
    ],
)
def test_formulas_know_the_rows(formula: str, value: float) -> None:
    assert parse(formula).data == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("name", "operands", "value", "partials"),
    [
        ("floor", (2.0,), 2.0, (0.0,)),
        ("floor", (-2.5,), -3.0, (0.0,)),
        ("ceil", (-2.5,), -2.0, (0.0,)),
        ("rounded", (2.5, 0.0), 2.0, (0.0, 0.0)),
        ("rounded", (-0.5, 0.0), 0.0, (0.0, 0.0)),
        ("mod", (7.5, -2.0), -0.5, (1.0, 4.0)),
        ("floor_divide", (7.5, -2.0), -4.0, (0.0, 0.0)),
        ("clip", (1.0, 0.0, 1.0), 1.0, (1.0, 0.0, 0.0)),
        ("clip", (0.0, 0.0, 1.0), 0.0, (1.0, 0.0, 0.0)),
        ("clip", (5.0, 0.0, 1.0), 1.0, (0.0, 0.0, 1.0)),
        ("clip", (-5.0, 0.0, 1.0), 0.0, (0.0, 1.0, 0.0)),
        ("clip", (0.5, 1.0, 0.0), 0.0, (0.0, 0.0, 1.0)),
        ("copysign", (0.0, -1.0), -0.0, (0.0, 0.0)),
        ("copysign", (3.0, -0.0), -3.0, (-1.0, 0.0)),
        ("elu", (0.0, 1.5), 0.0, (1.5, 0.0)),
        ("selu", (0.0,), 0.0, (1.0507009873554805 * 1.6732632423543772,)),
        ("maximum", (INF, INF), INF, (0.5, 0.5)),
        ("weighted", (0.0, -INF), 0.0, (-INF, 0.0)),
        ("erf", (INF,), 1.0, (0.0,)),
        ("atan", (INF,), math.pi / 2, (0.0,)),
        ("stop_gradient", (3.0,), 3.0, (0.0,)),
    ],
)
def test_at_kinks_jumps_and_edges_what_the_row_states_holds(
    name: str, operands: tuple[float, ...], value: float, partials: tuple[float, ...]
) -> None:
    op = ops.TABLE[name]
    node = op(*(x if i in op.fixed else Value(x) for i, x in enumerate(operands)))
    assert node.data == value
    assert numpy.array_equal(node.partials, partials, equal_nan=True)
    assert op(*(numpy.array([x]) for x in operands))[0] == value


@pytest.mark.parametrize(
    ("name", "x"), [("asin", 1.0), ("asin", -1.0), ("acos", 1.0), ("acosh", 1.0), ("sqrt", 0.0), ("cbrt", 0.0)]
)
def test_a_value_at_the_edge_exists_and_its_derivative_does_not(name: str, x: float) -> None:
    leaf = Value(x, "x")
    node = ops.TABLE[name](leaf)
    assert node.data == pytest.approx(float(oracles.value(name, [x])), abs=1e-300)
    with pytest.raises(UndefinedError, match="x"):
        node.backward()
    assert leaf.grad == 0.0


@pytest.mark.parametrize(
    ("name", "operands"),
    [("asin", (1.5,)), ("acosh", (0.5,)), ("atanh", (1.0,)), ("log1p", (-1.0,)), ("log2", (0.0,)), ("mod", (1.0, 0.0))],
)
def test_outside_of_its_domain_a_row_is_an_error_that_names_the_operand(name: str, operands: tuple[float, ...]) -> None:
    with pytest.raises(ChainruleError, match=f"x{len(operands)} = "):
        ops.TABLE[name](*(Value(x, f"x{i + 1}") for i, x in enumerate(operands)))


def test_pythons_functions_work_on_a_value() -> None:
    x = Value(-7.5, "x")
    assert [math.floor(x).data, math.ceil(x).data, round(x).data, round(x, 1).data] == [-8.0, -7.0, -8.0, -7.5]
    assert [node.data for node in divmod(x, 2)] == list(divmod(-7.5, 2))
    assert [node.data for node in divmod(2, x)] == list(divmod(2, -7.5))
    assert (x % 2).data == -7.5 % 2
    assert (20 // x).data == 20 // -7.5
    assert (x % 2).partials == (1.0, 4.0)


def test_numpys_functions_work_on_arrays_of_values() -> None:
    xs = numpy.array([Value(0.25), Value(0.5)])
    for name in ("sinh", "arcsin", "log1p", "expm1", "cbrt", "log2", "log10", "exp2", "arctan", "floor", "ceil"):
        found = getattr(numpy, name)(xs)
        assert [node.data for node in found] == pytest.approx(getattr(numpy, name)([0.25, 0.5]), rel=1e-15)
    assert numpy.hypot(xs, xs)[1].data == math.hypot(0.5, 0.5)
    assert numpy.arctan2(xs, xs)[0].data == math.pi / 4


def test_clip_takes_one_bound_or_two() -> None:
    assert [clip(x, 0, 1) for x in (-1.0, 0.5, 2.0)] == [0.0, 0.5, 1.0]
    assert [clip(-3.0, low=-1.0), clip(-3.0, high=1.0), clip(5.0)] == [-1.0, -3.0, 5.0]
    assert clip(numpy.array([-1.0, 2.0]), 0.0, 1.0).tolist() == [0.0, 1.0]
    x = Value(0.5)
    clip(x, high=1.0).backward()
    assert x.grad == 1.0


def test_a_sum_that_exists_is_found_though_a_partial_sum_overflows() -> None:
    assert total([1e308, 1e308, Value(-1e308)]).data == 1e308
    with pytest.raises(TooLargeError):
        total([1e308, 1e308])
    with pytest.raises(TooLargeError):
        dot([1e200, 1e200], [1e200, -1e200])


def test_a_softmax_that_does_not_exist_is_an_error() -> None:
    for xs in ([INF, INF], [-INF, -INF]):
        with pytest.raises(UndefinedError, match="softmax"):
            softmax(xs)
    assert softmax([INF, 1.0]) == [1.0, 0.0]


def test_every_kink_has_its_convention_stated() -> None:
    assert {*oracles.KINKED, "power", "atan2", "weighted", "times_log"} - {"cbrt"} <= set(CONVENTIONS)


def test_array_forms_ask_their_argument_for_its_functions() -> None:
    class Namespaced(numpy.ndarray):
        asked = 0

        def __array_namespace__(self, **_: object):
            type(self).asked += 1
            return numpy

    for name in ("sigmoid", "softplus", "relu", "erf", "gelu", "sech", "elu", "mish", "clip", "weighted", "component"):
        op = ops.TABLE[name]
        before = Namespaced.asked
        op(*[numpy.array([0.5, 1.0]).view(Namespaced)] * (op.arity or 1))
        assert Namespaced.asked > before, name


def test_what_takes_several_numbers_says_so() -> None:
    with pytest.raises(OperandError, match="hypot takes 2 operands, not 1"):
        ops.hypot(1.0)


# --- signs of zeros, bounds, many operands ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "sign"),
    [
        (lambda: ops.relu(-0.0), 1.0),
        (lambda: ops.absolute(-0.0), 1.0),
        (lambda: ops.cbrt(-0.0), -1.0),
        (lambda: ops.copysign(3.0, -0.0), -1.0),
        (lambda: ops.weighted(0.0, -INF), 1.0),
        (lambda: ops.times_log(0.0, 0.0), 1.0),
        (lambda: ops.component(0.0, 0.0), 1.0),
        (lambda: ops.rounded(-0.3), -1.0),
    ],
)
def test_the_sign_of_a_zero_is_ieees(value, sign: float) -> None:
    assert math.copysign(1.0, value()) == sign


def test_a_bound_of_clip_that_is_not_known_leaves_the_number_unknown() -> None:
    for xs in ((1.0, math.nan, 2.0), (1.0, 0.0, math.nan), (math.nan, 0.0, 2.0)):
        assert math.isnan(ops.clipped(*xs))
    assert [ops.clipped(x, 0.0, 1.0) for x in (-1.0, 0.0, 0.5, 1.0, 2.0)] == [0.0, 0.0, 0.5, 1.0, 1.0]
    with pytest.raises(OperandError, match=r"^clip takes 3 operands, not 1$"):
        ops.clipped(1.0)


@pytest.mark.parametrize("count", [2, 3, 8, 9, 20])
def test_the_softmax_of_few_and_of_many_is_the_softmax(count: int) -> None:
    xs = [0.7 * i - 0.1 * i * i for i in range(count)]
    with mpmath.workdps(40):
        grown = [mpmath.exp(mpmath.mpf(x)) for x in xs]
        exact = [float(part / mpmath.fsum(grown)) for part in grown]
    node = logsumexp([Value(x) for x in xs])
    assert node.partials == pytest.approx(exact, rel=2e-15)
    assert softmax(xs) == pytest.approx(exact, rel=2e-15)
    slope = derivative(node, node.parents[0])
    assert slope.data == pytest.approx(exact[0], rel=2e-15)
    assert ("share" in {below.op.name for below in topological_order(slope) if below.op}) is (count < 9)


def test_what_a_softmax_does_not_have_is_said_in_one_line() -> None:
    says = "softmax is undefined where two numbers are inf, or all of them -inf"
    for xs in ([INF, INF, 1.0], [-INF, -INF]):
        with pytest.raises(UndefinedError, match=rf"^{says}$"):
            softmax(xs)
        with pytest.raises(UndefinedError):
            ops.share(*xs)
    assert all(map(math.isnan, softmax([math.nan, 1.0])))
    for function in (logsumexp, softmax):
        with pytest.raises(OperandError, match=r"^logsumexp needs at least one number$"):
            function([])
    with pytest.raises(OperandError, match=r"^dot needs two sequences of the same length, not 1 and 2$"):
        dot([1], [1, 2])


def test_single_precision_goes_as_far_as_its_exponentials() -> None:
    a = numpy.array([-87.0, -100.0, 0.0, 100.0], numpy.float32)
    out = numpy.empty_like(a)
    with numpy.errstate(all="raise", under="ignore"):
        found = ops.sigmoid.array(a, out=out)
    assert found is out
    assert found.dtype == numpy.float32
    assert found == pytest.approx([1.6458e-38, 3.72e-44, 0.5, 1.0], rel=2e-2)


@pytest.mark.parametrize("name", ["erf", "normal_cdf", "normal_density", "gaussian", "gelu"])
def test_bells_and_their_areas_end_where_floats_do(name: str) -> None:
    op = ops.TABLE[name]
    for x in (27.0, 28.0, 29.0, 38.0, 39.0, 40.0, 1e10, 1e300, INF):
        ends = {"erf": (-1.0, 1.0), "normal_cdf": (0.0, 1.0), "gelu": (0.0, x)}.get(name, (0.0, 0.0))
        for signed, end in zip((-x, x), ends, strict=True):
            exact = end if x > 40 else float(oracles.value(name, [signed]))
            assert op(signed) == pytest.approx(exact, rel=1e-14, abs=1e-321)
            assert op(numpy.array([signed]))[0] == pytest.approx(exact, rel=1e-14, abs=1e-321)


# --- what array forms share -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [float, numpy.float64, numpy.float32])
def test_the_rounding_of_a_product_is_found_exactly(kind) -> None:
    generator = numpy.random.default_rng(0)
    for _ in range(200):
        a, b = (kind(x) for x in generator.normal(size=2) * 10.0 ** generator.integers(-3, 4, 2))
        exact = Fraction(float(a)) * Fraction(float(b)) - Fraction(float(a * b))
        assert rounding_of_product(a, b, a * b) == exact
        arrays = [numpy.array([x]) for x in (a, b, a * b)]
        assert rounding_of_product(*arrays).tolist() == [float(exact)]


def test_what_is_undefined_is_found_among_what_is_large() -> None:
    with numpy.errstate(over="ignore"):
        for array, undefined in (
            ([1.0, 2.0], False),
            ([1e300, -1e300], False),
            ([math.inf, 1.0], False),
            ([math.inf, math.nan], True),
            ([[1.0], [math.nan]], True),
            ([], False),
        ):
            assert any_undefined(numpy.array(array)) is undefined


def test_the_namespace_is_that_of_the_first_array_that_names_one() -> None:
    class Own:
        def __array_namespace__(self):
            return math

    assert namespace(1.0, Own()) is math
    assert namespace(1.0) is numpy
    assert namespace() is numpy
    with quiet(math):  # which warns of nothing
        pass
    with quiet(numpy):
        assert numpy.array([1.0]) / numpy.array([0.0]) == [math.inf]
        assert numpy.exp(numpy.array([1000.0])) == [math.inf]
        assert math.isnan(numpy.log(numpy.array([-1.0]))[0])


@pytest.mark.parametrize("name", ["sin", "cos", "tanh", "sigmoid"])
@pytest.mark.parametrize("kind", [float, numpy.float32])
def test_slopes_for_arrays_alone_are_the_slopes(name: str, kind) -> None:
    op, a = ops.TABLE[name], numpy.array([[0.0, 0.5, -1.25, 3.0, -20.0]], kind)
    (beside,) = op.array_partials(op(a), a)
    exact = [float(oracles.partials(name, [float(x)])[0]) for x in a[0]]
    assert beside[0] == pytest.approx(exact, rel=1e-14 if kind is float else 2e-6)
    (slope,) = op.array_partials(op(0.5), 0.5)  # on numbers too
    assert slope == pytest.approx(exact[1], rel=1e-15)


def test_a_small_share_holds_to_its_last_digits_though_differences_are_rounded() -> None:
    generator = numpy.random.default_rng(1)
    for small, large in zip(
        generator.uniform(0, 1, 100).tolist(), generator.uniform(33, 63, 100).tolist(), strict=True
    ):
        with mpmath.workdps(60):
            exact = float(1 / (1 + mpmath.exp(mpmath.mpf(large) - mpmath.mpf(small))))
        assert ops.share(small, large) == pytest.approx(exact, rel=1e-15, abs=0)
        assert ops.share(numpy.array([small]), large)[0] == pytest.approx(exact, rel=1e-15, abs=0)
        assert softmax([large, small])[1] == pytest.approx(exact, rel=1e-15, abs=0)
