"""gradcheck: right rules pass, every slip is found and named."""

from __future__ import annotations

import math

import numpy
import oracles
import pytest

from autograd import GradientError, Op, OperandError, Value, gradcheck, maximum, ops, relu, sin, tan

OPERANDS = {1: (0.7,), 2: (0.7, 1.3), None: (0.7, 1.3, -0.4, 0.9)}


@pytest.mark.parametrize("op", ops.TABLE.values(), ids=ops.TABLE)
def test_every_row_passes(op: Op) -> None:
    if op is ops.stop_gradient:
        pytest.skip("its gradient is not its derivative: that is what it is for")
    operands = OPERANDS[op.arity]
    if op.fixed:
        assert gradcheck(lambda a: op(a, 3.0), operands[0])
    else:
        assert gradcheck(op, operands)


@pytest.mark.parametrize("op", ops.TABLE.values(), ids=ops.TABLE)
def test_a_slip_in_any_partial_of_any_row_is_found(op: Op) -> None:
    operands = OPERANDS[op.arity]
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
        ordinal = {1: "", 2: ("first ", "second ")[position % 2], 4: ""}[len(operands)]
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
