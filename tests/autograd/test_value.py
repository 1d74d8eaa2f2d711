"""`Value` as people use it: micrograd's programs, NumPy's numbers and arrays, and what it refuses."""

from __future__ import annotations

import math
import operator
import re
from decimal import Decimal
from fractions import Fraction

import mpmath
import numpy
import oracles
import pytest

import autograd
from autograd import Op, Value, values
from autograd.errors import ChainruleError, DivisionByZeroError, OperandError, TooLargeError, UndefinedError
from autograd.node import Node
from autograd.numpy_functions import METHODS

# --- programs written for micrograd ----------------------------------------------------------------------------------


def test_the_example_of_micrograds_readme_gives_its_printed_numbers() -> None:
    a = Value(-4.0)
    b = Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    assert f"{g.data:.4f}" == "24.7041"
    g.backward()
    assert f"{a.grad:.4f}" == "138.8338"
    assert f"{b.grad:.4f}" == "645.5773"


def test_the_neuron_of_karpathys_lecture_has_its_hand_derived_gradients() -> None:
    # b is chosen so that n = atanh(1/√2): tanh n = 1/√2 and tanh' n = 1/2 (b was printed with 16 decimals)
    x1, x2 = Value(2.0, label="x1"), Value(0.0, label="x2")
    w1, w2 = Value(-3.0, label="w1"), Value(1.0, label="w2")
    b = Value(6.8813735870195432, label="b")
    n = x1 * w1 + x2 * w2 + b
    n.label = "n"
    e = (2 * n).exp()
    for o in (n.tanh(), (e - 1) / (e + 1)):
        for leaf in (x1, x2, w1, w2, b):
            leaf.grad = 0
        o.backward()
        assert o.data == pytest.approx(1 / math.sqrt(2), rel=1e-14)
        gradients = [x1.grad, w1.grad, x2.grad, w2.grad, b.grad]
        assert gradients == pytest.approx([-3 / 2, 2 / 2, 1 / 2, 0 / 2, 1 / 2], rel=1e-13)


def test_one_step_of_gradient_descent_in_micrograds_idiom_is_the_hand_computed_one() -> None:
    # y = w·x + b, loss Σ (y - t)²: ∂/∂w = Σ 2 (y - t) x and ∂/∂b = Σ 2 (y - t)
    xs, ts = [1.0, 2.0, -1.0], [3.0, 5.0, 0.0]
    w, b = Value(0.5, label="w"), Value(-1.0, label="b")
    parameters = [w, b]
    # residuals: -0.5 - 3 = -3.5, 0 - 5 = -5, -1.5 - 0 = -1.5
    for _ in range(2):
        w.data, b.data = 0.5, -1.0
        loss = sum((w * x + b - t) ** 2 for x, t in zip(xs, ts, strict=True))
        assert loss.data == 3.5**2 + 5.0**2 + 1.5**2
        for p in parameters:
            p.grad = 0
        loss.backward()
        assert w.grad == 2 * (-3.5 * 1 - 5 * 2 + 1.5 * 1)
        assert b.grad == 2 * (-3.5 - 5 - 1.5)
        for p in parameters:
            p.data -= 0.1 * p.grad
        assert w.data == pytest.approx(0.5 + 2.4)
        assert b.data == pytest.approx(-1.0 + 2.0)


def test_a_two_layer_program_with_every_operator_agrees_with_difference_quotients() -> None:
    def network(x, y, u, v, w, relu, tanh, exp):
        hidden = [relu(x * u + y * v), tanh(x * v - y / u), exp(-(w**2)) / (1 + x**2)]
        out = sum(hidden) * w + 2 - 3 / (hidden[1] + 4) + (1 - hidden[0]) ** 3 + 2**w
        return tanh(out / 10) - w / 3

    point = [0.7, -1.3, 1.1, -0.6, 0.4]
    leaves = [Value(x, label=name) for x, name in zip(point, "xyuvw", strict=True)]
    out = network(*leaves, Value.relu, Value.tanh, Value.exp)
    out.backward()

    def exact(*xs):
        return network(*xs, oracles.DEFINITIONS["relu"], mpmath.tanh, mpmath.exp)

    assert out.data == pytest.approx(float(exact(*map(mpmath.mpf, point))), rel=1e-14)
    for leaf, slope in zip(leaves, oracles.gradient(exact, point), strict=True):
        assert leaf.grad == pytest.approx(float(slope), rel=1e-12)


# --- operators -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "value", "slope"),  # at v = 2
    [
        (lambda v: v + 3, 5.0, 1.0),
        (lambda v: 3 + v, 5.0, 1.0),
        (lambda v: v - 3, -1.0, 1.0),
        (lambda v: 3 - v, 1.0, -1.0),
        (lambda v: v * 3, 6.0, 3.0),
        (lambda v: 3 * v, 6.0, 3.0),
        (lambda v: v / 4, 0.5, 0.25),
        (lambda v: 3 / v, 1.5, -0.75),
        (lambda v: v**3, 8.0, 12.0),
        (lambda v: v**-1, 0.5, -0.25),
        (lambda v: v**0, 1.0, 0.0),
        (lambda v: 4**v, 16.0, 16 * math.log(4)),
        (lambda v: v**v, 4.0, 4 * (math.log(2) + 1)),
        (lambda v: -v, -2.0, -1.0),
        (lambda v: +v, 2.0, 1.0),
        (lambda v: abs(-v), 2.0, 1.0),
        (lambda v: v.log(), math.log(2), 0.5),
        (lambda v: v.sqrt(), math.sqrt(2), 0.5 / math.sqrt(2)),
        (lambda v: v.sin(), math.sin(2), math.cos(2)),
        (lambda v: v.cos(), math.cos(2), -math.sin(2)),
        (lambda v: v.tan(), math.tan(2), 1 / math.cos(2) ** 2),
        (lambda v: (-v).leaky_relu(), -0.02, -0.01),
        (lambda v: (-v).leaky_relu(0.5), -1.0, -0.5),
        (lambda v: (v / 4).hard_tanh(), 0.5, 0.25),
        (lambda v: v.softplus() - (-v).softplus(), 2.0, 1.0),  # log((1 + eᵛ) / (1 + e⁻ᵛ)) = v
        (lambda v: v.sigmoid() + (-v).sigmoid(), 1.0, 0.0),
    ],
)
def test_operators_and_methods_have_the_value_and_slope_of_the_calculus_book(f, value, slope) -> None:
    v = Value(2.0)
    out = f(v)
    out.backward()
    assert out.data == pytest.approx(value, rel=1e-15)
    assert v.grad == pytest.approx(slope, rel=1e-14, abs=1e-15)


@pytest.mark.parametrize("name", ["add", "sub", "mul", "truediv"])
def test_minus_and_divide_are_one_node_each_with_both_operands_in_order(name: str) -> None:
    a, b = values(a=3.0, b=4.0)
    node = getattr(operator, name)(a, b)
    assert node.parents[0] is a
    assert node.parents[1] is b
    assert node.op.name == {"add": "add", "sub": "subtract", "mul": "multiply", "truediv": "divide"}[name]


def test_sum_and_augmented_assignment_work_as_on_numbers() -> None:
    a, b, c = values(a=1.0, b=2.0, c=3.0)
    s = sum([a, b, c])
    assert s.data == 6.0
    s += a
    s *= 2
    s -= b
    s /= 4
    s.backward()
    # ((a + b + c + a)·2 - b) / 4
    assert (s.data, a.grad, b.grad, c.grad) == (3.0, 1.0, 0.25, 0.5)
    assert a.data == 1.0


def test_sum_starts_with_the_first_value_not_with_a_zero() -> None:
    a, b = values(a=1.0, b=2.0)
    s = sum([a, b])
    assert s.parents[0] is a
    assert s.parents[1] is b


def test_a_plain_number_takes_part_as_a_constant_without_a_gradient() -> None:
    a = Value(2.0)
    out = a * 5
    out.backward()
    assert out.parents[1].data == 5.0
    assert out.parents[1].grad == 0.0


# --- numbers of all kinds --------------------------------------------------------------------------------------------

NUMPY_SCALARS = [
    *(numpy.dtype(code).type(2) for code in "efdgbhilqBHILQ"),  # every real type NumPy has
    numpy.array(2.0),
    numpy.array(2),
]
ARITHMETIC = [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow]


@pytest.mark.parametrize("two", NUMPY_SCALARS, ids=lambda two: f"{type(two).__name__}-{two.dtype}")
@pytest.mark.parametrize("f", ARITHMETIC)
def test_numpy_scalars_are_numbers_on_either_side(f, two) -> None:
    for out, expected in [(f(Value(3.0), two), f(3.0, 2.0)), (f(two, Value(3.0)), f(2.0, 3.0))]:
        assert type(out) is Value
        assert type(out.data) is float
        assert out.data == expected
    assert type(Value(two).data) is float


def test_numpys_booleans_are_numbers_like_pythons() -> None:
    for yes in (True, numpy.True_):
        assert (yes * Value(3.0)).data == 3.0
        assert (Value(3.0) * yes).data == 3.0
        assert Value(yes).data == 1.0


@pytest.mark.parametrize(
    ("number", "data"), [(True, 1.0), (7, 7.0), (Fraction(1, 4), 0.25), (2**60, 2.0**60), (-0.0, 0.0)]
)
def test_every_real_number_of_python_is_accepted(number, data) -> None:
    assert Value(number).data == data
    assert type(Value(number).data) is float
    assert (Value(1.0) + number).data == 1.0 + data
    assert (number + Value(1.0)).data == 1.0 + data
    assert (number * Value(2.0)).data == 2.0 * data


BAD = ["two", b"2", None, 2j, [2.0], (2.0,), {}, Decimal(2), object(), numpy.complex128(2j), numpy.str_("2")]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: type(bad).__name__)
def test_what_is_no_real_number_is_a_type_error_that_shows_it(bad) -> None:
    v = Value(3.0)
    attempts = [lambda: Value(bad)]
    attempts += [lambda f=f: f(v, bad) for f in ARITHMETIC]
    if not isinstance(bad, numpy.generic):  # NumPy's own operators come first on the other side
        attempts += [lambda f=f: f(bad, v) for f in ARITHMETIC]
    for attempt in attempts:
        with pytest.raises(OperandError) as caught:
            attempt()
        assert isinstance(caught.value, TypeError)
        assert type(bad).__name__ in str(caught.value)
        assert repr(bad)[:20] in str(caught.value)


def test_a_long_thing_is_not_shown_in_full() -> None:
    with pytest.raises(OperandError) as caught:
        Value([0.5] * 10_000)
    assert len(str(caught.value)) < 150


def test_a_whole_number_beyond_the_floats_is_too_large() -> None:
    for attempt in (lambda: Value(10**400), lambda: Value(1.0) + 10**400, lambda: 10**400 * Value(1.0)):
        with pytest.raises(TooLargeError, match=r"whole number .* float"):
            attempt()


# --- arrays ----------------------------------------------------------------------------------------------------------


def grid(rows: list[list[float]]) -> numpy.ndarray:
    array = numpy.empty((len(rows), len(rows[0])), dtype=object)
    for i, row in enumerate(rows):
        for j, x in enumerate(row):
            array[i, j] = Value(x)
    return array


def data_of(array) -> list:
    return numpy.vectorize(lambda v: v.data, otypes=[float])(array).tolist()


def grad_of(array) -> list:
    return numpy.vectorize(lambda v: v.grad, otypes=[float])(array).tolist()


def test_a_matrix_product_of_values_has_the_gradients_of_linear_algebra() -> None:
    a = grid([[1.0, 2.0], [3.0, 4.0]])
    b = grid([[5.0, 6.0], [7.0, 8.0]])
    product = a @ b
    assert data_of(product) == [[19.0, 22.0], [43.0, 50.0]]
    product.sum().backward()
    # for s = 1ᵀ A B 1: ∂s/∂A = 1 (B 1)ᵀ and ∂s/∂B = (1ᵀ A)ᵀ 1ᵀ
    assert grad_of(a) == [[11.0, 15.0], [11.0, 15.0]]
    assert grad_of(b) == [[4.0, 4.0], [6.0, 6.0]]


def test_numpys_functions_work_on_arrays_of_values_and_on_a_single_one() -> None:
    xs = grid([[0.5, 1.0, 2.0]])
    for name in ["exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "negative", "absolute", "square"]:
        function = getattr(numpy, name)
        results = function(xs)
        assert results.shape == (1, 3)
        assert data_of(results)[0] == pytest.approx(function(numpy.array([0.5, 1.0, 2.0])).tolist(), rel=1e-15)
        single = function(Value(0.5))
        assert type(single) is Value
        assert single.data == pytest.approx(float(function(0.5)), rel=1e-15)
    v = Value(0.5)
    numpy.exp(v).backward()
    assert v.grad == pytest.approx(math.exp(0.5), rel=1e-15)


def test_sums_means_and_inner_products_of_arrays_are_values() -> None:
    (xs,) = grid([[1.0, 2.0, 4.0]])
    for out, expected, slopes in [
        (numpy.sum(xs), 7.0, [1.0] * 3),
        (xs.mean(), 7 / 3, [1 / 3] * 3),
        (numpy.dot(xs, xs), 21.0, [2.0, 4.0, 8.0]),
        (numpy.dot(xs, numpy.array([3.0, 2.0, 1.0])), 11.0, [3.0, 2.0, 1.0]),
        (numpy.array([3.0, 2.0, 1.0]) @ xs, 11.0, [3.0, 2.0, 1.0]),
        (autograd.dot(xs, [3, 2, 1]), 11.0, [3.0, 2.0, 1.0]),
        (autograd.total(xs), 7.0, [1.0] * 3),
        (numpy.prod(xs), 8.0, [8.0, 4.0, 2.0]),
    ]:
        for x in xs:
            x.grad = 0.0
        assert type(out) is Value
        out.backward()
        assert out.data == pytest.approx(expected)
        assert [x.grad for x in xs] == pytest.approx(slopes)


@pytest.mark.parametrize("f", ARITHMETIC)
def test_a_value_and_an_array_of_numbers_give_an_array_of_values(f) -> None:
    v, numbers = Value(3.0), numpy.array([[1.0, 2.0], [4.0, 0.5]])
    for out, expected in [(f(v, numbers), f(3.0, numbers)), (f(numbers, v), f(numbers, 3.0))]:
        assert out.shape == (2, 2)
        assert all(type(entry) is Value for entry in out.flat)
        assert data_of(out) == pytest.approx(expected)


@pytest.mark.parametrize("f", ARITHMETIC)
def test_gradients_reach_both_a_value_and_an_array_of_values(f) -> None:
    exact = oracles.gradient(f, [3.0, 2.0])
    for forward in (True, False):
        v, (xs,) = Value(3.0 if forward else 2.0), grid([[2.0 if forward else 3.0]])
        (out,) = f(v, xs) if forward else f(xs, v)
        out.backward()
        first, second = (v, xs[0]) if forward else (xs[0], v)
        assert first.grad == pytest.approx(float(exact[0]), rel=1e-14)
        assert second.grad == pytest.approx(float(exact[1]), rel=1e-14)


def test_autograds_functions_spread_a_value_over_an_array() -> None:
    v = Value(2.0)
    out = autograd.maximum(v, numpy.array([1.0, 2.0, 3.0]))
    assert [entry.data for entry in out] == [2.0, 2.0, 3.0]
    sum(out).backward()
    assert v.grad == 1.5  # 1 + a tie's half + 0


def test_numpys_maximum_of_a_value_and_a_number_is_a_number_with_the_right_gradient() -> None:
    v = Value(2.0)
    out = numpy.maximum(v, 1.0) * 1
    out.backward()
    assert (out.data, v.grad) == (2.0, 1.0)


# --- what a Value is -------------------------------------------------------------------------------------------------


def test_labels_are_kept_shown_and_text() -> None:
    a, b = values(a=2, b=-1.5)
    assert (a.label, a.data, b.label, b.data) == ("a", 2.0, "b", -1.5)
    e = (a * b).named("e")
    assert e.label == "e"
    assert repr(e) == "Value(-3, label='e')"
    assert Value(1.0).label == ""
    assert Value(1.0, label="x").label == "x"
    assert Value(1.0, 7).label == "7"
    e.backward()
    assert repr(a) == "Value(2, label='a', grad=-1.5)"
    assert "\x1b" not in repr(Value(1.0, "\x1b[31m"))


def test_a_value_formats_like_its_number() -> None:
    assert f"{Value(math.pi):.3f}" == "3.142"
    assert f"{Value(2.0, 'a')}" == "Value(2, label='a')"


def test_comparisons_are_about_the_numbers() -> None:
    a, b, also_a = Value(1.0), Value(2.0), Value(1.0)
    assert a < b
    assert a <= also_a
    assert b > 1
    assert Fraction(1) < b
    assert b >= 2.0
    assert a == also_a
    assert a == 1
    assert a != b
    assert a != "1"
    assert a is not None
    assert max([a, b]) is b
    assert sorted([b, a])[0] is a
    assert Value(0.5)
    assert not Value(0.0)


def test_as_keys_values_are_told_apart_by_identity() -> None:
    a, twin = Value(1.0), Value(1.0)
    assert a == twin
    assert len({a, twin}) == 2
    assert {a: "first", twin: "second"}[a] == "first"
    a.data = 5.0
    assert a in {a}


def test_a_value_is_its_slots_and_nothing_else() -> None:
    for node in (Value(1.0), Value(1.0) + 1, Value(1.0).exp()):
        assert not hasattr(node, "__dict__")
        with pytest.raises(AttributeError):
            node.color = "red"
        assert (type(node.parents), type(node.partials)) == (tuple, tuple)
        assert node.grad == 0.0
    assert {"label", "op", "left", "right", "by_left", "by_right"} < set(Node.__slots__)


def test_a_leaf_was_made_by_no_operation() -> None:
    leaf = Value(3)
    assert (leaf.op, leaf.parents, leaf.partials, leaf.grad) == (None, (), (), 0.0)


# --- errors that teach -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("f", [float, math.exp, math.sqrt, numpy.float64, lambda v: math.hypot(v, 1)])
def test_what_would_lose_the_graph_is_refused_with_the_way_out(f) -> None:
    with pytest.raises(OperandError) as caught:
        f(Value(2.0, "speed"))
    assert str(caught.value) == (
        "turning Value(2, label='speed') into a float would lose its graph, and with it the gradient: write autograd's "
        "exp, log, maximum, … instead of math's, or .data if only the number is wanted"
    )


@pytest.mark.parametrize("f", [int, operator.index, lambda v: [0, 1][v], lambda v: list(range(v))])
def test_a_value_is_no_whole_number(f) -> None:
    with pytest.raises(OperandError) as caught:
        f(Value(1.0))
    assert str(caught.value) == (
        "turning Value(1) into a whole number would lose its graph: write .data if only the number is wanted"
    )


def test_a_long_label_is_cut_in_an_error() -> None:
    value = Value(1.0, "x" * 300)
    cut = repr(value)[:99] + "…"
    with pytest.raises(OperandError, match=rf"^turning {re.escape(cut)} into a float "):
        float(value)
    with pytest.raises(OperandError, match=rf"^turning {re.escape(cut)} into a whole number "):
        int(value)


@pytest.mark.parametrize("attribute", ["data", "grad"])
def test_what_is_set_is_named_in_the_error(attribute: str) -> None:
    for value, called in ((Value(1.0, "w"), f"{attribute} of w"), (Value(1.0), attribute)):
        with pytest.raises(OperandError) as caught:
            setattr(value, attribute, "2")
        assert str(caught.value) == f"{called} needs a real number, not '2' (str)"


def test_a_rule_whose_partials_are_no_numbers_is_named() -> None:
    op = Op("mine", lambda a, b: a, partials=lambda out, a, b: (1.0, "x"))
    with pytest.raises(OperandError) as caught:
        op(Value(1.0), Value(2.0))
    assert str(caught.value) == "a partial of mine needs a real number, not 'x' (str)"
    short = Op("short", lambda a, b: a, partials=lambda out, a, b: (1.0,))
    with pytest.raises(OperandError) as caught:
        short(Value(1.0), 2.0)
    assert str(caught.value) == (
        "short: partials(out, …) must return a tuple with one derivative per operand, 2 here, not (1.0,)"
    )


def test_an_operation_may_give_any_number_and_is_kept_as_a_float() -> None:
    op = Op("whole", lambda a: Fraction(1, 2), partials=lambda out, a: (2,))
    node = op(Value(1.0))
    assert (node.data, node.partials) == (0.5, (2.0,))
    assert (type(node.data), type(node.partials[0])) == (float, float)


def test_micrograds_and_numpys_names_for_what_a_node_holds() -> None:
    a = Value(2.0)
    assert (a.item(), type(a.item())) == (2.0, float)
    assert (a * a)._prev == {a}
    assert (a + 1)._op == "+"


def test_what_numpy_calls_on_the_entries_of_an_array_a_value_has() -> None:
    for name in METHODS:
        assert callable(getattr(Value, name)), name
    xs = numpy.array([Value(4.0), Value(9.0)])
    for name in ("square", "reciprocal", "degrees", "deg2rad", "log1p", "cbrt", "fabs", "rint"):
        if name in METHODS:
            found = getattr(numpy, name)(xs)
            assert [node.data for node in found] == pytest.approx(getattr(numpy, name)([4.0, 9.0]), rel=1e-15)


def test_only_the_whole_zero_that_sum_begins_with_is_left_out() -> None:
    a = Value(2.0, "a")
    assert 0 + a is a
    for zero in (0.0, False, numpy.int64(0)):
        assert (zero + a).parents[1] is a
    assert (1 + a).data == 3.0


def test_filling_a_float_array_with_values_is_refused() -> None:
    with pytest.raises(TypeError, match="lose its graph"):
        numpy.array([Value(1.0)], dtype=float)


@pytest.mark.parametrize(
    ("f", "kind", "message"),
    [
        (lambda a, b: (a - b).log(), UndefinedError, "log(u) is undefined at u = -1 (u = a - b)"),
        (lambda a, b: (a - b).named("d").log(), UndefinedError, "log(d) is undefined at d = -1 (d = a - b)"),
        (lambda a, b: (a - b).sqrt(), UndefinedError, "sqrt(u) is undefined at u = -1 (u = a - b)"),
        (lambda a, b: b / (a - 1), DivisionByZeroError, "b / u divides by zero at u = 0 (u = a - 1)"),
        (lambda a, b: (a + 709).exp(), TooLargeError, "exp(u) is too large for a float at u = 710 (u = a + 709)"),
        (
            lambda a, b: (b - 2).sqrt().backward(),
            UndefinedError,
            "the derivative of sqrt(u) is not finite at u = 0 (u = b - 2)",
        ),
        (lambda a, b: (a - b) ** 0.5, UndefinedError, "u**0.5 is undefined at u = -1 (u = a - b)"),
        (
            lambda a, b: ((a - b) ** b).backward(),
            UndefinedError,
            "the derivative of u**b is not finite at u = -1 (u = a - b)",
        ),
    ],
)
def test_errors_name_the_node_and_how_it_was_made(f, kind, message) -> None:
    a, b = values(a=1.0, b=2.0)
    with pytest.raises(kind) as caught:
        f(a, b)
    assert str(caught.value) == message


def test_a_negative_base_in_an_error_is_written_in_parentheses() -> None:
    with pytest.raises(UndefinedError) as caught:
        ((-2) ** Value(3.0, "n")).backward()  # the value exists, the derivative log(-2) does not
    assert "(-2)**n" in str(caught.value)


def test_an_error_in_a_long_sum_stays_readable_and_tells_its_operands_apart() -> None:
    with pytest.raises(TooLargeError) as caught:
        autograd.total([Value(1e308) for _ in range(200)])
    assert len(str(caught.value)) < 300
    assert "?" not in str(caught.value)


def test_an_error_never_lets_a_label_drive_the_terminal() -> None:
    with pytest.raises(UndefinedError) as caught:
        Value(-1.0, "\x1b[2J").log()
    assert str(caught.value).isprintable()


def test_overflow_is_an_error_when_it_is_recorded() -> None:
    big = Value(1e200, "big")
    for attempt in (lambda: big * big, lambda: big**2, lambda: big / 1e-200, lambda: Value(1.7e308) + 1.7e308):
        with pytest.raises(TooLargeError, match="too large for a float"):
            attempt()


def test_infinite_and_undefined_leaves_propagate_as_ieee_says() -> None:
    inf, nan = Value(math.inf), Value(math.nan)
    assert (inf + 1).data == math.inf
    assert (-inf).data == -math.inf
    assert (1 / inf).data == 0.0
    assert (inf * 2).data == math.inf
    assert inf.exp().data == math.inf
    assert inf.tanh().data == 1.0
    assert (-inf).sigmoid().data == 0.0
    assert (-inf).relu().data == 0.0
    for make in (lambda: inf - inf, lambda: inf * 0, lambda: inf / inf, lambda: 0 * -inf, lambda: inf + -inf):
        with pytest.raises(UndefinedError, match=r"is undefined at u = -?inf|is undefined at .*inf"):
            make()
    for out in (nan + 1, 1 - nan, nan * 0, nan**2, nan.exp(), nan.log(), nan.tanh(), nan.sigmoid()):
        assert math.isnan(out.data)


@pytest.mark.parametrize(
    "partials",
    [
        lambda out, a: 1.0,
        lambda out, a: [1.0],
        lambda out, a: (1.0, 2.0),
        lambda out, a: (),
        lambda out, a: None,
    ],
    ids=["a number", "a list", "too many", "none at all", "None"],
)
def test_an_operation_whose_rule_returns_no_tuple_of_its_partials_is_told_so(partials) -> None:
    op = Op("mine", lambda a: a, partials=partials)
    with pytest.raises(OperandError, match=r"^mine: partials\(out, …\) must return a tuple"):
        op(Value(1.0))


def test_every_error_is_a_chainrule_error_and_the_builtin_one_expects() -> None:
    for kind, builtin in [
        (UndefinedError, ValueError),
        (DivisionByZeroError, ZeroDivisionError),
        (TooLargeError, OverflowError),
        (OperandError, TypeError),
    ]:
        assert issubclass(kind, builtin)
        assert issubclass(kind, ChainruleError)
