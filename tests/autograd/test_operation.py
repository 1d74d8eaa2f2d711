"""What an operation is: where it is differentiable, how it counts and refuses operands, what its errors say."""

from __future__ import annotations

import math
from copy import copy, deepcopy
from fractions import Fraction
from functools import partial

import numpy
import pytest

from autograd import Op, OperandError, TooLargeError, UndefinedError, Value, ops
from autograd.notation import Written
from autograd.operation import (
    CONSTANT,
    NONZERO,
    POSITIVE,
    REAL,
    Interval,
    as_float,
    boxed,
    careful_partials,
    is_array,
    is_fault,
    is_number,
    unboxed,
)

INF, NAN = math.inf, math.nan
LONG = "x" * 300


@pytest.mark.parametrize(
    ("interval", "inside", "outside"),
    [
        (REAL, [0.0, -1e308, 1e308], [INF, -INF, NAN]),
        (POSITIVE, [5e-324, 1.0], [0.0, -1.0, INF]),
        (NONZERO, [5e-324, -5e-324], [0.0, -0.0, NAN]),
        (Interval(-1.0, 1.0), [0.0, 0.999, -0.999], [1.0, -1.0, 1.001, NAN]),
        (Interval(low=1.0), [1.001], [1.0, 0.5]),
        (Interval(-1.0, 1.0, without_zero=True), [0.5], [0.0, 1.0]),
    ],
)
def test_an_interval_is_open_and_may_be_without_zero(interval, inside, outside) -> None:
    assert [x in interval for x in inside] == [True] * len(inside)
    assert [x in interval for x in outside] == [False] * len(outside)


def test_an_operation_says_its_name_and_is_its_own_copy() -> None:
    assert repr(ops.sin) == "Op('sin')"
    assert copy(ops.sin) is ops.sin
    assert deepcopy([ops.sin])[0] is ops.sin


def test_the_operands_of_a_rule_are_counted_whatever_it_is() -> None:
    def rule(scale, out, a, b):
        return scale * b, scale * a

    class Rule:
        def __call__(self, out, *xs):
            return xs

    assert Op("two", lambda a, b: a * b, partials=partial(rule, 1.0)).arity == 2
    assert Op("any", lambda *xs: sum(xs), partials=Rule()).arity is None
    assert Op("one", math.sin, partials=lambda out, a: (math.cos(a),)).arity == 1
    assert (CONSTANT.arity, CONSTANT(), CONSTANT.partials(0.0)) == (0, 0.0, ())


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: ops.sin(), "sin takes 1 operand, not 0"),
        (lambda: ops.sin(1.0, 2.0), "sin takes 1 operand, not 2"),
        (lambda: ops.add(1.0), "add takes 2 operands, not 1"),
        (lambda: ops.leaky_relu(), "leaky_relu takes 2 operands, not 0"),
        (lambda: ops.power(2.0, Value(3.0)), "power: operand 2 must be a plain number"),
        (lambda: ops.sin("a"), "sin needs a real number, not 'a' (str)"),
        (lambda: ops.add(1.0, [1]), "add needs a real number, not [1] (list)"),
        (lambda: ops.sin(LONG), f"sin needs a real number, not '{LONG[:58]}… (str)"),
        (lambda: ops.sin(10**400), "sin is a whole number too large for a float"),
        (lambda: Value(1.0, "w") + LONG, f"add needs a real number, not '{LONG[:58]}… (str)"),
    ],
)
def test_operands_that_do_not_fit_are_refused_in_one_line(call, says) -> None:
    with pytest.raises((OperandError, TooLargeError)) as caught:
        call()
    assert str(caught.value) == says


def test_operands_that_are_left_out_take_their_defaults_and_only_these() -> None:
    assert ops.elu(-1.0) == math.expm1(-1.0)
    assert ops.elu(-1.0, 2.0) == 2 * math.expm1(-1.0)
    assert Value(-1.0).elu().data == math.expm1(-1.0)
    assert ops.rounded(2.5) == 2.0
    three = Op(
        "three", lambda a, b, c: a + 10 * b + 100 * c, lambda out, a, b, c: (1.0, 10.0, 100.0), defaults=(2.0, 3.0)
    )
    assert [three(1.0), three(1.0, 5.0), three(1.0, 5.0, 6.0)] == [321.0, 351.0, 651.0]
    assert ops.summation() == 0.0


@pytest.mark.parametrize(
    ("call", "kind", "says"),
    [
        (lambda: ops.multiply(1e200, 1e200), TooLargeError, "1e200·1e200 is too large for a float"),
        (lambda: ops.multiply(INF, 0.0), UndefinedError, "inf·0 is undefined"),
        (lambda: ops.subtract(INF, INF), UndefinedError, "inf - inf is undefined"),
        (lambda: ops.summation(*[1e308] * 6), TooLargeError, f"{' + '.join(['1e308'] * 6)} is too large for a float"),
        (lambda: ops.summation(*[1e308] * 7), TooLargeError, "total is too large for a float"),
    ],
)
def test_what_plain_numbers_do_not_have_is_said_with_the_formula(call, kind, says) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == says


def test_of_many_operands_at_fault_four_are_named() -> None:
    with pytest.raises(TooLargeError) as caught:
        ops.summation(*[Value(1e308, name) for name in "abcdef"])
    points = ", ".join(f"{name} = 1e308" for name in "abcd")
    assert str(caught.value) == f"a + b + c + d + e + f is too large for a float at {points}"


def test_of_operands_that_are_in_their_domain_and_one_that_is_not_only_that_is_named() -> None:
    a, b = Value(3.0, "a"), Value(0.0, "b")
    with pytest.raises(ZeroDivisionError) as caught:
        a / b
    assert str(caught.value) == "a / b divides by zero at b = 0"


@pytest.mark.parametrize(
    ("out", "operands", "fault"),
    [
        (1.0, [1.0, 2.0], False),
        (NAN, [1.0, 2.0], True),
        (NAN, [INF, 2.0], True),
        (NAN, [1.0, NAN], False),
        (INF, [1.0, 2.0], True),
        (-INF, [1.0], True),
        (INF, [1.0, INF], False),
        (INF, [NAN, 1.0], False),
        (INF, [INF, 1.0], False),
    ],
)
def test_a_result_is_at_fault_if_its_operands_were_better(out, operands, fault) -> None:
    assert is_fault(out, operands) is fault


def test_partials_that_do_not_exist_are_nan_and_those_that_do_are_kept() -> None:
    assert careful_partials(ops.sqrt, 2.0, [4.0]) == (0.25,)
    assert numpy.isnan(careful_partials(ops.sqrt, 0.0, [0.0])).tolist() == [True]
    by_base, by_exponent = careful_partials(ops.exponential, -8.0, [-2.0, 3.0])
    assert by_base == 12.0
    assert math.isnan(by_exponent)
    broken = Op("broken", lambda a, b: a, partials=lambda out, a, b: (1 / 0, 1.0))
    assert numpy.isnan(careful_partials(broken, 1.0, [1.0, 1.0])).tolist() == [True, True]


# --- numbers in boxes -------------------------------------------------------------------------------------------------


class Tensor:
    """Like one number of another library."""

    ndim = 0

    def __init__(self, held: object) -> None:
        self.held = held

    def item(self) -> object:
        return self.held


def test_a_box_without_dimensions_is_opened_if_a_number_or_a_value_is_in_it() -> None:
    w, text, half = Value(2.0), numpy.array("a"), numpy.float64(0.5)
    assert unboxed(numpy.array(2)) == 2
    assert type(unboxed(numpy.array(2))) is int
    assert unboxed(numpy.array(w, dtype=object)) is w
    assert unboxed(Tensor(w)) is w
    assert unboxed(Tensor(1.5)) == 1.5
    assert unboxed(half) is half
    assert unboxed(text) is text
    for thing in (numpy.array([2.0]), [2.0], "a", None):
        assert unboxed(thing) is thing


def test_every_real_number_is_a_number_and_nothing_else_is() -> None:
    for number in (1, 1.0, True, Fraction(1, 2), numpy.float32(1), numpy.int8(1), numpy.True_):
        assert is_number(number)
    for thing in (1j, "1", None, numpy.array(1.0), numpy.complex128(1), Value(1.0)):
        assert not is_number(thing)
    assert is_array(numpy.array(1.0))
    assert not is_array([1.0])


def test_a_number_becomes_a_float_also_out_of_a_box() -> None:
    for thing in (2, Fraction(4, 2), numpy.float32(2), numpy.array(2), Tensor(2.0)):
        assert (as_float(thing, "it"), type(as_float(thing, "it"))) == (2.0, float)
    for thing in (Tensor("2"), Value(2.0), numpy.array([2.0])):
        with pytest.raises(OperandError, match=r"^it needs a real number, not "):
            as_float(thing, "it")


def test_a_value_in_an_operation_with_an_array_is_an_array_of_one_object() -> None:
    w, array = Value(2.0), numpy.array([1.0])
    box = boxed(w)
    assert (box.shape, box.dtype, box.item()) == ((), object, w)
    assert box.item() is w
    assert boxed(array) is array
    assert boxed(3.0) == 3.0
    assert type(boxed(numpy.int64(3))) is float


# --- how it is written ------------------------------------------------------------------------------------------------


def test_without_a_template_an_operation_is_written_as_a_call() -> None:
    mine = Op("mine", lambda a, b: a, partials=lambda out, a, b: (1.0, 0.0))
    a, b = Written("a"), Written("b")
    assert mine.write(a, b).text == "mine(a, b)"
    assert mine.write(a, b, latex=True).text == r"\mathrm{mine}(a, b)"
    assert ops.add.write(a, b, latex=True).text == "a + b"  # one template for both
    assert ops.divide.write(a, b, latex=True).text == r"\frac{a}{b}"


# --- arrays -----------------------------------------------------------------------------------------------------------


def test_a_form_for_numbers_is_tried_on_arrays_and_else_applied_to_their_entries() -> None:
    seen = []

    def square(a):
        seen.append(type(a))
        return a * a

    xs = numpy.array([[1.0, 2.0], [3.0, 4.0]])
    assert Op("square", square, lambda out, a: (2 * a,))(xs).tolist() == [[1.0, 4.0], [9.0, 16.0]]
    assert seen == [numpy.ndarray]
    assert Op("sine", math.sin, lambda out, a: (math.cos(a),))(xs[:1, :1]).shape == (1, 1)
    larger = Op("larger", max, lambda out, a, b: (1.0, 0.0))
    assert larger(xs, 2.5).tolist() == [[2.5, 2.5], [3.0, 4.0]]
    whole = Op("whole", math.floor, lambda out, a: (0.0,))(xs + 0.5)
    assert (whole.tolist(), whole.dtype) == ([[1.0, 2.0], [3.0, 4.0]], float)


def test_arrays_of_all_kinds_of_numbers_go_through_a_row() -> None:
    for array in (numpy.array([0, 1]), numpy.array([False, True]), numpy.array([0.0, 1.0], numpy.float32)):
        assert ops.exp(array) == pytest.approx([1.0, math.e], rel=1e-7)
        assert ops.hypot(array, 0.0).tolist() == [0.0, 1.0]
    nodes = ops.exp(numpy.array([Value(0.0), 1.0], dtype=object))
    assert (nodes[0].data, nodes[1]) == (1.0, math.e)
