"""gradcheck: right rules pass, every slip is found and named."""

from __future__ import annotations

import itertools
import math
import random
from typing import Any

import numpy
import oracles
import pytest

from autograd import (
    ChainruleError,
    GradientError,
    Op,
    OperandError,
    UnmeasurableError,
    Value,
    VanishingWarning,
    gradcheck,
    maximum,
    minimum,
    ops,
    relu,
    sin,
    tan,
    tanh,
)
from autograd.checking.differences import Differences

OPERANDS = {1: (0.7,), 2: (0.7, 1.3), 3: (0.7, 0.2, 1.3), None: (0.7, 1.3, -0.4, 0.9)}


def operands_of(op: Op) -> tuple[float, ...]:
    """Operands inside the domain, away from kinks and jumps."""
    return tuple(x if x in op.domain_of(i) else 1 + x for i, x in enumerate(OPERANDS[op.arity]))


@pytest.mark.parametrize("op", ops.TABLE.values(), ids=ops.TABLE)
def test_every_row_passes(op: Op) -> None:
    if op is ops.stop_gradient:
        pytest.skip("its gradient is not its derivative: that is what it is for")
    operands = operands_of(op)
    if op.fixed:
        assert gradcheck(lambda a: op(a, 3.0 if op is ops.power else 0.0), operands[0])
    else:
        assert gradcheck(op, operands)


@pytest.mark.parametrize("op", ops.TABLE.values(), ids=ops.TABLE)
def test_a_slip_in_any_partial_of_any_row_is_found(op: Op) -> None:
    operands = operands_of(op)
    for position in range(len(operands)):
        if position in op.fixed:
            continue

        def slipped(out, *xs, position=position):
            partials = list(op.partials(out, *xs))
            partials[position] = partials[position] * 1.01 + 0.05
            return tuple(partials)

        wrong = Op(op.name, op.forward, slipped)
        with pytest.raises(GradientError) as error:
            gradcheck(lambda *xs, wrong=wrong: wrong(*xs), operands)
        assert f"the rule of {op.name} is wrong for its" in str(error.value)
        ordinal = {
            1: "",
            2: ("first ", "second ")[position % 2],
            3: ("first ", "second ", "third ", "")[position],
            4: "",
        }[len(operands)]
        assert f"its {ordinal}operand" in str(error.value)


def test_the_message_has_the_worst_entry_and_both_numbers() -> None:
    def f(a, b):
        return a[0] * b + Value(a[1].data ** 2) * a[0]  # the square is lost for the gradient

    with pytest.raises(GradientError, match=r"by argument 0\[1\] is 0, but differences of values give 12") as error:
        gradcheck(f, ([2.0, 3.0], 5.0))
    assert "rule" not in str(error.value)  # every rule is right; the graph is not


def test_lists_tuples_and_arrays_are_checked_entry_by_entry() -> None:
    assert gradcheck(lambda a: (a @ a) * a.sum() / a[0], numpy.array([1.0, 2.0, -3.0]))
    assert gradcheck(lambda x: x[0] * x[1], [2.0, 3.0])
    assert gradcheck(lambda x, y: x[0] * y[1][0], ([2.0], [1.0, [3.0]]))


def test_arithmetic_is_checked_by_a_complex_step_where_differences_would_be_too_rough() -> None:
    def f(x):
        return (x**3 - 3 * x + 1e6) / (x + 2)  # a large value and a small slope: differences lose ten digits

    slope = Op("f", lambda x: (x**3 - 3 * x + 1e6) / (x + 2), lambda out, x: ((3 * x * x - 3 - out) / (x + 2),))
    assert gradcheck(f, 1.5, relative_tolerance=1e-12)
    assert gradcheck(slope, 1.5, relative_tolerance=1e-6)


def test_a_complex_step_does_not_mislead_where_absolute_values_are_taken() -> None:
    assert gradcheck(lambda x: abs(x) * x, 0.7)  # abs() of a complex number has no derivative


def test_steps_shrink_where_a_function_ends() -> None:
    assert gradcheck(ops.log, 1e-9)
    assert gradcheck(ops.sqrt, 1e-6)


def test_wide_ranges_of_scale() -> None:
    for x in (1e-8, 1e-3, 1.0, 1e3, 1e8):
        assert gradcheck(lambda a: ops.tanh(a / 1e8) * a, x)
        assert gradcheck(ops.softplus, min(x, 30.0))


def test_the_oracles_agree_that_the_slips_are_slips() -> None:
    assert math.isclose(float(oracles.partials("tanh", [0.7])[0]), 1 - math.tanh(0.7) ** 2, rel_tol=1e-14)


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (sin, 1e4),
        (lambda x: sin(1e4 * x), 1.0),
        (lambda x: 1 / x, 1e-6),
        (tan, math.pi / 2 - 1e-6),
        (relu, 1e-9),
        (lambda x: maximum(x, 1 + 1e-9), 1.0),
    ],
)
def test_a_right_rule_passes_where_the_usual_step_is_far_too_long(f, x) -> None:
    assert gradcheck(f, x)


@pytest.mark.parametrize("x", [1e-2, 2.0, 1e4])
def test_a_wrong_rule_fails_at_every_scale(x) -> None:
    wrong = Op("cube", lambda a: a**3, partials=lambda out, a: (2 * a**2,))
    with pytest.raises(GradientError, match="the rule of cube is wrong"):
        gradcheck(wrong, x, absolute_tolerance=0)


@pytest.mark.parametrize("tolerance", [-1, math.nan, math.inf, None, "x"])
def test_a_tolerance_is_a_number_from_0_up(tolerance) -> None:
    for name in ("relative_tolerance", "absolute_tolerance"):
        with pytest.raises(OperandError, match=f"{name}= is a number of at least 0"):
            gradcheck(sin, 1.0, **{name: tolerance})


# --- right rules are not accused, wrong ones do not pass --------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (sin, 1e6),
        (lambda x: sin(1000 * x), 300.0),
        (lambda x: 1 / x, 1e-12),
        (lambda x: 1 / x, 1.3e-12),
        (lambda x: 1 / (x - 1), 1 + 1e-9),
        (lambda x: (1e12 + x) - 1e12, 1.0),  # a staircase of rounding
        (lambda x: abs(x - 1 - 1e-9), 1.0),  # a kink close by
        (lambda x: x**1.5, 0.0),  # the domain ends here, and the slope has no power series
        (lambda x: x * abs(x), 0.0),
        (ops.sigmoid, -40.0),
        (ops.exp, 1e-300),
        (lambda x: x**2, 1e150),
        (lambda x: 2 * x, 1.7e308 / 4),
        (sin, 1e-320),
        (ops.cos, math.pi),  # the slope vanishes
        (lambda x: x * x + 5, 0.0),
        (lambda x: x * ops.log(x), math.exp(-1)),
        (lambda x: (x * x - 2) ** 2, math.sqrt(2)),
        (lambda x: minimum(x, 1.0), 20.0),  # flat, and really so
    ],
)
def test_a_right_rule_passes_at_any_scale(f, x) -> None:
    assert gradcheck(f, x)


ASIN = Op("asin", math.asin, lambda out, a: (1 / (1 - a * a) ** 0.5,))
INVERSE = Op("inverse", lambda a: 1 / a, lambda out, a: (-out * out,))


def scaled(op: Op, factor: float, position: int = 0) -> Op:
    """The operation with one of its partials wrong by a factor."""

    def partials(out, *xs):
        right = list(op.partials(out, *xs))
        right[position] = right[position] * factor
        return tuple(right)

    return Op(op.name, op.forward, partials)


@pytest.mark.parametrize("factor", [0, -1, 2, 1.001, 0.999, 1e6])
@pytest.mark.parametrize(
    ("op", "x"), [(ops.sqrt, 1e-12), (ops.log, 1e-300), (ASIN, 1 - 1e-10), (INVERSE, 1e-6), (sin, 1e6), (tanh, -3.0)]
)
def test_a_wrong_rule_is_named_close_to_the_edge_of_a_domain_and_at_any_scale(op, x, factor) -> None:
    with pytest.raises(GradientError, match=f"the rule of {op.name} is wrong") as error:
        gradcheck(scaled(op, factor), x)
    assert not isinstance(error.value, UnmeasurableError)
    assert gradcheck(op, x)


def pieces_shorter_than_an_ulp(op: Op, xs: list[float]) -> bool:
    """Where all floats are whole numbers, rounding down is the identity, as far as any value can tell."""
    rounding = {"floor": 1.0, "ceil": 1.0, "rounded": 10.0 ** -xs[-1] if abs(xs[-1]) < 300 else 1.0}
    piece = rounding.get(op.name, abs(xs[-1]) if op.name in ("mod", "floor_divide") else 0.0)
    return bool(piece) and abs(xs[0]) >= 2.0**50 * piece


def point(rng: random.Random, domain: Any) -> float:
    """A number of any size in a domain, often close to an edge of it."""
    for _ in range(100):
        sign = rng.choice((-1, 1))
        size = rng.choice((rng.uniform(-300, 300), rng.uniform(-15, 15), rng.uniform(-3, 2), rng.uniform(-1, 1)))
        x = sign * 10**size
        if math.isfinite(domain.low) and math.isfinite(domain.high):
            x = domain.low + (domain.high - domain.low) * rng.choice((rng.random(), 1e-12, 1e-6, 1 - 1e-9))
        elif math.isfinite(domain.low) or math.isfinite(domain.high):
            x = domain.low + abs(x) if math.isfinite(domain.low) else domain.high - abs(x)
        if x in domain:
            return x
    raise AssertionError("no point")


@pytest.mark.parametrize("op", ops.TABLE.values(), ids=ops.TABLE)
def test_over_the_table_at_all_scales_right_rules_are_not_accused_and_wrong_ones_do_not_pass(op: Op) -> None:
    if op.name == "stop_gradient":
        pytest.skip("its gradient is not its derivative: that is what it is for")
    rng = random.Random(op.name)
    measured = 0
    for _ in range(12):
        count = op.arity or 4
        xs = [rng.choice((2.0, 3.0, -1.0)) if i in op.fixed else point(rng, op.domain_of(i)) for i in range(count)]
        position = rng.choice([i for i in range(count) if i not in op.fixed])
        try:
            slope = op.partials(op(*xs), *xs)[position]
        except (ArithmeticError, ValueError):
            continue
        if not math.isfinite(slope) or pieces_shorter_than_an_ulp(op, xs):
            continue

        def moved(a, op=op, xs=xs, position=position):
            return op(*xs[:position], a, *xs[position + 1 :])

        right = verdict(moved, xs[position])
        assert right != "wrong", (op.name, xs, position)
        measured += right == "right"
        # What moves the result by less than its rounding, over all of the way to 0, is 0 as far as floats can tell.
        if abs(slope * xs[position]) <= 1e-9 * abs(op(*xs)):
            continue
        for factor in (0, -1, 2, 1.001, 0.999, 1e3):
            if slope:
                wrong = scaled(op, factor, position)
                found = verdict(lambda a, wrong=wrong: moved(a, wrong), xs[position])
                assert found != "right", (op.name, xs, position, factor)
                assert found == "wrong" or right == "unmeasured"
    assert measured >= 3


def verdict(f, x, **more) -> str:
    try:
        return "right" if gradcheck(f, x, **more) else ""
    except UnmeasurableError:
        return "unmeasured"
    except GradientError:
        return "wrong"
    except ChainruleError:
        return "undefined"


# --- what cannot be measured ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("factor", [0, -1, 1, 2])
@pytest.mark.parametrize(
    ("op", "x"),
    [
        (tanh, 20.0),  # the slope, 1.7e-17, is less than the rounding of 1
        (ops.sigmoid, 40.0),
        (sin, 1e16),  # a step of one ulp is a third of the period
        (ASIN, 1 - 1e-15),
        (Op("square", lambda a: a * a, lambda out, a: (2 * a,)), 1e-170),  # the values underflow
    ],
)
def test_what_rounding_hides_is_an_error_for_any_rule(op, x, factor) -> None:
    with pytest.raises(UnmeasurableError, match="cannot be measured at") as error:
        gradcheck(scaled(op, factor), x)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("size", [1e15, 4e17, 1e190])
@pytest.mark.parametrize(
    ("name", "f"),
    [
        ("floor", ops.floor),
        ("ceil", ops.ceil),
        ("rounded", ops.rounded),
        ("mod", lambda x: x % 3.0),
        ("floor_divide", lambda x: x // 3.0),
        ("floor", lambda x: sin(1.0) * ops.floor(x)),
    ],
)
def test_jumps_closer_than_the_floats_are_no_fault_of_the_rule(name, f, size) -> None:
    """Where every float is a whole number, rounding down is the identity to differences."""
    for x in (size, -size):
        with pytest.raises(UnmeasurableError, match=f"{name} jumps more often at a = .* than differences see there"):
            gradcheck(f, x)


def test_a_wrong_rule_beside_hidden_jumps_is_still_accused() -> None:
    wrong = scaled(Op("cube", lambda a: a**3, lambda out, a: (3 * a * a,)), 2)
    with pytest.raises(GradientError, match="the rule of cube is wrong") as error:
        gradcheck(lambda x: wrong(x) + ops.floor(x * 1e190) * 1e-200, 2.0)
    assert not isinstance(error.value, UnmeasurableError)


def test_stop_gradient_is_not_called_a_wrong_rule() -> None:
    for f in (ops.stop_gradient, lambda x: x * ops.stop_gradient(x)):
        with pytest.raises(
            GradientError, match=r"stop_gradient passes no gradient on to a = 1\.5, as it is meant to"
        ) as e:
            gradcheck(f, 1.5)
        assert "rule" not in str(e.value)


@pytest.mark.parametrize("slope", [1e-11, -1e-12, 1e-13])
def test_a_slope_that_passes_as_0_is_said(slope) -> None:
    with pytest.warns(VanishingWarning, match=r"counts a slope of .* as 0"):
        assert gradcheck(lambda x: ops.cos(x) + slope * x, 2 * math.pi)


def test_an_absolute_tolerance_lets_pass_what_is_too_small_to_matter() -> None:
    assert gradcheck(tanh, 20.0, absolute_tolerance=1e-9)
    with pytest.raises(GradientError, match="wrong"):
        gradcheck(scaled(tanh, 2), 2.0, absolute_tolerance=1e-9)


@pytest.mark.parametrize(
    ("f", "x", "sides", "operation", "convention"),
    [
        (relu, 0.0, "slope 0 on the left and 1 on the right", "relu", "0"),
        (abs, 0.0, "slope -1 on the left and 1 on the right", "absolute", "0"),
        (lambda x: 3 * maximum(2 * x, 2.0), 1.0, "slope 0 on the left and 6 on the right", "maximum", "0.5"),
        (ops.hard_tanh, 1.0, "slope 1 on the left and 0 on the right", "hard_tanh", "0"),
    ],
)
def test_a_kink_is_said_with_its_operation_and_convention(f, x, sides, operation, convention) -> None:
    with pytest.raises(UnmeasurableError) as error:
        gradcheck(f, x)
    message = str(error.value)
    assert f"there is a kink at argument 0 = {x:g}: {sides}" in message
    assert f"; {operation} has a kink at " in message
    assert message.endswith(f"where its slope is {convention} by convention")


def test_at_a_kink_a_slope_outside_of_both_sides_is_wrong() -> None:
    steep = Op("relu", lambda a: max(a, 0.0), lambda out, a: (1.5,))
    with pytest.raises(GradientError, match=r"1\.5, neither, nor between them") as error:
        gradcheck(steep, 0.0)
    assert not isinstance(error.value, UnmeasurableError)


def test_a_jump_is_said_and_beside_it_the_slope_is_measured() -> None:
    floor = Op("whole", lambda a: float(math.floor(a)), lambda out, a: (0.0,))
    sloping = Op("whole", lambda a: float(math.floor(a)), lambda out, a: (1.0,))
    assert gradcheck(floor, 2.5)
    assert gradcheck(floor, 1e6 + 0.5)
    with pytest.raises(UnmeasurableError, match=r"there is a jump at argument 0 = 2.*whole has a jump at a = 2"):
        gradcheck(floor, 2.0)
    with pytest.raises(GradientError, match="the rule of whole is wrong"):
        gradcheck(sloping, 2.5)
    with pytest.raises(UnmeasurableError):  # seen from afar a staircase has a slope
        gradcheck(sloping, 1e6 + 0.5)


def test_a_function_that_answers_twice_differently_is_named() -> None:
    rng, asked = random.Random(1), itertools.count(1)

    def noisy(x):
        return x * rng.random()

    def remembers(x):
        return x * next(asked)

    with pytest.raises(UnmeasurableError, match=r"noisy answers twice differently at the same inputs, 0\.13\d* and"):
        gradcheck(noisy, 1.0)
    with pytest.raises(UnmeasurableError, match="remembers answers twice differently at the same inputs, 1 and 2"):
        gradcheck(remembers, 1.0)


def test_an_infinite_value_cannot_be_measured() -> None:
    with pytest.raises(UnmeasurableError, match="returned inf, which has no gradient that could be measured"):
        gradcheck(lambda x: x + math.inf, 1.0)
    with pytest.raises(UnmeasurableError, match="argument 0 is inf, where no gradient can be measured"):
        gradcheck(tanh, math.inf)


# --- shapes, constants, second order ----------------------------------------------------------------------------------

TRIPLE_SLOPE = Op("square", lambda a: a * a, lambda out, a: (3 * a,))


def test_several_outputs_are_checked_each() -> None:
    assert gradcheck(lambda x: [x * x, sin(x)], 0.7)
    assert gradcheck(lambda x, y: {"product": x * y, "others": (x + y, 3.0)}, (0.7, 0.2))
    assert gradcheck(lambda x: numpy.array([x[0] * x[1], x[0]]), numpy.array([0.7, 2.0]))
    with pytest.raises(GradientError, match="the gradient of output 1 by argument 0 is 6, but differences of values"):
        gradcheck(lambda x: [x, TRIPLE_SLOPE(x)], 2.0)


def test_arguments_may_be_dicts_and_have_names() -> None:
    assert gradcheck(lambda p: p["w"] * p["b"][1], {"w": 2.0, "b": [1.0, 3.0]})
    assert gradcheck(lambda x, rate: x**2 * rate, 3.0, keywords={"rate": 0.1})
    with pytest.raises(GradientError, match=r"by argument 0\['b'\]\[1\] is 18, but"):
        gradcheck(lambda p: p["w"] * TRIPLE_SLOPE(p["b"][1]), {"w": 2.0, "b": [1.0, 3.0]})
    with pytest.raises(GradientError, match=r"by rate is 0\.9, but differences of values give 0\.6"):
        gradcheck(lambda x, rate: x * TRIPLE_SLOPE(rate), 3.0, keywords={"rate": 0.1})


def test_a_plain_number_is_a_constant() -> None:
    assert gradcheck(lambda x: max(x, 0.0), -1.0)
    assert gradcheck(lambda x: 3, 1.0)
    assert gradcheck(lambda x: numpy.float64(3), 1.0)
    with pytest.raises(OperandError, match="returned None"):
        gradcheck(lambda x: None, 1.0)
    with pytest.raises(GradientError, match="is 0, but differences of values give 2"):
        gradcheck(lambda x: 2 * x.data, 1.0)


def test_second_derivatives_are_checked_through_the_graph() -> None:
    slope = Op("slope", lambda a: 3 * a * a, lambda out, a: (5 * a,))
    cube = Op("cube", lambda a: a**3, lambda out, a: (slope(a),))
    assert gradcheck(lambda x, y: sin(x * y) * ops.exp(x), (0.5, 2.0), order=2)
    assert gradcheck(lambda x: [x**3, ops.exp(x)], 1.3, order=2)
    assert gradcheck(cube, 2.0)
    message = "the second derivative by argument 0 and argument 0 is 10, but differences of gradients give 12.*slope is"
    with pytest.raises(GradientError, match=message):
        gradcheck(cube, 2.0, order=2)
    with pytest.raises(UnmeasurableError, match="second derivative by argument 0 and argument 0"):
        gradcheck(lambda x: x * relu(x), 0.0, order=2)


@pytest.mark.parametrize("order", [0, 3, 1.5, "2", None])
def test_an_order_is_1_or_2(order) -> None:
    with pytest.raises(OperandError, match="order= is 1 or 2"):
        gradcheck(sin, 1.0, order=order)


@pytest.mark.parametrize("wrong", ["a", None, 1j])
def test_an_input_is_a_number(wrong) -> None:
    with pytest.raises(OperandError, match="an input of gradcheck needs a real number"):
        gradcheck(sin, wrong)
    with pytest.raises(OperandError):
        gradcheck(lambda x: x[0], [wrong])


def test_a_measurement_knows_how_far_off_it_is() -> None:
    for f, slope in ((math.exp, math.e), (math.atan, 0.5), (math.log, 1.0), (lambda x: x**5, 5.0)):
        differences = Differences(f, 1.0)
        differences.look(0)
        found = differences.measured().slope
        assert found is not None
        assert abs(found.value - slope) <= found.error < 1e-9
