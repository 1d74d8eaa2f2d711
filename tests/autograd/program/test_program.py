"""Programs: on every row what the engine gives, whatever the function. `test_program_errors` has what is refused.

The engine is the oracle here: it is itself checked against mpmath, row by row of the table.
"""

from __future__ import annotations

import gc
import math
import random
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy
import pytest
from numpy.testing import assert_allclose
from random_programs import by_engine, row_of_table

from autograd import (
    Op,
    OperandError,
    Value,
    compile,
    dot,
    grad,
    logsumexp,
    ops,
    tanh,
    total,
)
from autograd.program import bound

w = Value(1.0, "w")


def network(sizes: list[int], seed: int = 0, layer_first: bool = False):
    rng = random.Random(seed)
    weights = [[[Value(rng.uniform(-1, 1)) for _ in range(m)] for _ in range(n)] for m, n in pairwise(sizes)]
    biases = [[Value(rng.uniform(-1, 1)) for _ in range(n)] for n in sizes[1:]]

    def f(x):
        for depth, (matrix, offsets) in enumerate(zip(weights, biases, strict=True)):
            x = [dot(row, x) + offset for row, offset in zip(matrix, offsets, strict=True)]
            x = x if depth == len(weights) - 1 else [v.relu() for v in x]
        return x

    if layer_first:
        return f, [w for m, b in zip(weights, biases, strict=True) for w in [w for row in m for w in row] + b]
    return f, [p for m, b in zip(weights, biases, strict=True) for row, o in zip(m, b, strict=True) for p in [*row, o]]


@pytest.mark.parametrize("layer_first", [False, True])
@pytest.mark.parametrize("sizes", [[2, 16, 16, 1], [40, 8, 3], [17, 3], [3, 1, 1]])
def test_networks_become_one_matrix_product_a_layer(sizes, layer_first) -> None:
    f, parameters = network(sizes, layer_first=layer_first)
    rng = numpy.random.default_rng(1)
    X, Y = rng.normal(size=(50, sizes[0])), numpy.eye(max(sizes[-1], 2))[rng.integers(0, sizes[-1], 50)][:, : sizes[-1]]

    def loss(x, y):
        scores = f(x)
        return logsumexp([*scores, 0.5]) - dot(scores, y)

    program = compile(loss, parameters)
    mean, gradient = program.value_and_grad(X, Y)
    values, slopes, sizes_of = by_engine(loss, parameters, X, Y)
    assert mean == pytest.approx(values.mean(), rel=1e-12)
    assert (abs(gradient - slopes) <= 1e-12 * numpy.maximum(sizes_of, 1e-3)).all()
    assert program.statistics.products == sum(inputs > 1 for inputs in sizes[:-1])
    assert "@" in str(program)


def test_closed_forms() -> None:
    w, b = Value(2.0, "w"), Value(1.0, "b")
    program = compile(lambda x, y: (w * x + b - y) ** 2, [w, b])
    mean, gradient = program.value_and_grad([1.0, 2.0, 4.0], [3.0, 5.0, 8.0])
    assert (mean, gradient.tolist()) == (1 / 3, [2 * 4 / 3, 2 / 3])
    mean, gradient = program.value_and_grad([1.0, 2.0, 4.0], [3.0, 5.0, 8.0], at=[2.0, 0.0])
    assert (mean, gradient.tolist()) == (1 / 3 * 2, [2 * (-1 - 2) / 3, -4 / 3])
    assert program.value([1], [4]).tolist() == [1.0]


def test_what_does_not_depend_on_rows_is_counted_once() -> None:
    w, unused, frozen = Value(3.0, "w"), Value(5.0, "unused"), Value(2.0, "frozen")
    program = compile(lambda x: x * w * frozen + 0.5 * w**2, [w, unused])
    mean, gradient = program.value_and_grad([1.0, 3.0])
    assert (mean, gradient.tolist()) == (12 + 4.5, [4 + 3, 0])
    frozen.data = 0.0  # read at every call
    assert program.value([1.0, 3.0]).tolist() == [4.5, 4.5]
    constant = compile(lambda x: w * w, [w])
    mean, gradient = constant.value_and_grad([1.0, 3.0])
    assert (mean, gradient.tolist()) == (9, [6])


def test_row_counts_may_change_and_rows_may_come_in_parts(monkeypatch) -> None:
    f, parameters = network([3, 5, 1])
    program = compile(lambda x: f(x)[0].tanh(), parameters)
    X = numpy.random.default_rng(0).normal(size=(100, 3))
    whole, slopes = program.value(X), program.value_and_grad(X)[1]
    for count in (1, 2, 50, 100, 37):
        assert numpy.allclose(program.value(X[:count]), whole[:count], rtol=1e-14, atol=1e-15)
    monkeypatch.setattr(bound, "WORKING_SET", 1)
    monkeypatch.setattr(bound, "FEWEST_ROWS", 9)
    parts = compile(lambda x: f(x)[0].tanh(), parameters)
    assert numpy.allclose(parts.value_and_grad(X)[1], slopes, rtol=1e-12, atol=1e-14)


def test_several_outputs_have_a_value_each_and_no_gradient() -> None:
    f, parameters = network([3, 4])
    program = compile(f, parameters)
    X = numpy.ones((5, 3))
    assert program.value(X).shape == (5, 4)
    with pytest.raises(
        OperandError,
        match=r'^the function returns several values: add them up, or see outputs_and_grad and reduce="none"$',
    ):
        program.value_and_grad(X)


@pytest.mark.parametrize("dtype", [numpy.float32, numpy.int64, bool])
def test_other_kinds_of_numbers_are_converted(dtype) -> None:
    w = Value(2.0)
    X = numpy.array([[1, 0], [1, 1]], dtype=dtype)
    assert compile(lambda x: w * x[0] + x[1], [w]).value(X).tolist() == [2, 3]


def test_no_rows_have_values_but_no_mean() -> None:
    w = Value(2.0)
    program = compile(lambda x: w * x[0], [w])
    assert program.value(numpy.empty((0, 2))).shape == (0,)
    for mean in (program.value_and_grad, program.outputs_and_grad):
        with pytest.raises(OperandError, match=r"^the mean over no rows at all does not exist$"):
            mean(numpy.empty((0, 2)))


def test_a_long_chain_is_traced_without_recursion_and_the_collector_is_back_on() -> None:
    def f(x):
        for _ in range(5000):
            x = tanh(x * w + 0.1)
        return x

    program = compile(f, [w])
    values, slopes, _ = by_engine(f, [w], [0.3, 0.4])
    for rows in (1, 2, 20):
        mean, gradient = program.value_and_grad(([0.3, 0.4] * 10)[:rows])
        assert mean == pytest.approx(values[:rows].mean(), rel=1e-12)
        assert rows == 1 or gradient == pytest.approx(slopes, rel=1e-10)
    assert gc.isenabled()


def test_a_program_tells_what_it_is() -> None:
    program = compile(lambda x: x * w, [w])
    program.value([1.0] * 10)
    assert repr(program) == "<program of 1 parameter, 1 array operation>"
    assert str(program) == "3 nodes as 1 array operation (N rows):\n  (1, N) = multiply((1, N), (1, 1))"
    statistics = program.statistics
    assert (statistics.nodes, statistics.groups, statistics.products) == (3, 1, 0)
    assert statistics.bytes > 0


def test_every_row_of_the_table_alone(monkeypatch) -> None:
    monkeypatch.setattr(bound, "CALLS_PER_NODE", 0)
    rng = numpy.random.default_rng(5)
    for op in ops.TABLE.values():
        f, parameters, X = row_of_table(op, rng)
        mean, gradient = compile(f, parameters).value_and_grad(X)
        values, slopes, _ = by_engine(f, parameters, X)
        assert mean == pytest.approx(values.mean(), rel=1e-13), op
        assert gradient == pytest.approx(slopes, rel=1e-12), op


def test_symmetric_operations_with_operands_in_different_places_share_a_group(monkeypatch) -> None:
    monkeypatch.setattr(bound, "CALLS_PER_NODE", 0)
    p = [Value(0.5), Value(-1.0)]

    def f(x):
        one, two = total([p[0], x[0], x[1], p[1]]), total([x[0], p[0], p[1], x[1]])
        return one * two + logsumexp([p[0], x[1], p[1], x[0]]) * logsumexp([x[0], x[1], p[1], p[0]])

    X = numpy.array([[1.0, 2.0], [0.0, 0.5], [-1.0, 1.5]])
    values, slopes, _ = by_engine(f, p, X)
    assert compile(f, p).value(X) == pytest.approx(values, rel=1e-14)
    assert compile(f, p).value_and_grad(X)[1] == pytest.approx(slopes, rel=1e-13)


@pytest.mark.parametrize("width", [3, 20])
def test_a_column_can_be_an_output_too(width) -> None:
    weights = [Value(0.1 * i) for i in range(width)]
    X = numpy.random.default_rng(0).normal(size=(9, width))
    program = compile(lambda x: [dot(weights, x), x[1], weights[2]], weights)
    expected = numpy.column_stack([X @ [v.data for v in weights], X[:, 1], numpy.full(9, 0.2)])
    assert numpy.allclose(program.value(X), expected, rtol=1e-14, atol=1e-15)


def test_functions_that_depend_on_little() -> None:
    X = [1.0, 3.0]
    assert compile(lambda x: x, [w]).value_and_grad(X)[1].tolist() == [0.0]
    mean, gradient = compile(lambda x, unused: w, [w]).value_and_grad(X, X)
    assert (mean, gradient.tolist()) == (1.0, [1.0])
    mean, gradient = compile(lambda: w * w, [w]).value_and_grad()
    assert (mean, gradient.tolist()) == (1.0, [2.0])
    mean, gradient = compile(lambda x: x * x, []).value_and_grad(X)
    assert (mean, len(gradient)) == (5.0, 0)


def test_parameters_are_read_at_each_call_and_left_as_they_are() -> None:
    v = Value(2.0, "v")
    v.grad = 7.0
    program = compile(lambda x: v * x * x, [v])
    rows = [1.0, 2.0] * 10
    assert program.value_and_grad(rows)[0] == 5.0
    v.data = 4.0
    assert program.value_and_grad(rows)[0] == 10.0
    assert program.value_and_grad(rows, at=[1.0])[0] == 2.5
    assert (v.data, v.grad, v.label, type(v)) == (4.0, 7.0, "v", Value)


def test_a_regulariser_is_one_uniform_group() -> None:
    weights = [Value(0.1 * i, f"w{i}") for i in range(5)]
    program = compile(lambda x: dot(weights, x).tanh() + 0.01 * total(p * p for p in weights), weights)
    program.value(numpy.ones((50, 5)))
    assert "(5, 1) = multiply((5, 1), (5, 1))" in str(program)
    assert "(1, 1) = total((5, 1))" in str(program)


def test_lists_and_arrays_of_any_layout_are_the_same_data() -> None:
    X = numpy.arange(24.0).reshape(8, 3) / 10
    weights = [Value(0.5), Value(-1.0), Value(2.0)]
    program = compile(lambda x: dot(weights, x), weights)
    expected = program.value(X)
    for same in (X.tolist(), numpy.asfortranarray(X), numpy.repeat(X, 2, axis=1)[:, ::2], tuple(map(tuple, X))):
        assert (program.value(same) == expected).all()


def test_values_given_back_are_not_overwritten_by_the_next_call() -> None:
    program = compile(lambda x: w * x, [w])
    values = program.value([1.0, 2.0] * 8)
    gradient = program.value_and_grad([1.0, 2.0] * 8)[1]
    program.value_and_grad([5.0, 6.0] * 10)
    assert values.tolist() == [1.0, 2.0] * 8
    assert gradient.tolist() == [1.5]


@pytest.mark.parametrize("rows", [0, 1, 2, 50])
@pytest.mark.parametrize("result", [2, 2.0, numpy.float32(2.0), numpy.array(2.0), True + True])
def test_a_function_may_return_plain_numbers(rows: int, result: Any) -> None:
    """Their gradient is 0: a branch that ends in a number, an output of a list."""
    w, v, X = Value(3.0, "w"), Value(4.0, "v"), numpy.arange(rows) + 1.0
    constant = compile(lambda x: result, [w, v])
    assert constant.value(X).tolist() == [2.0] * rows
    several = compile(lambda x: [w * x, result, v, v * 1.0], [w, v])
    assert several.value(X).tolist() == [[3.0 * x, 2.0, 4.0, 4.0] for x in X]
    if rows:
        assert constant.value_and_grad(X)[0] == 2.0
        assert constant.value_and_grad(X)[1].tolist() == [0.0, 0.0]
        assert several.outputs_and_grad(X)[1].tolist() == [numpy.mean(X), 0.0]
        assert compile(lambda x: v, [w, v]).value_and_grad(X)[1].tolist() == [0.0, 1.0]


def test_derivatives_can_be_part_of_the_function() -> None:
    slope = compile(lambda x: grad(lambda z: (z * w).tanh())(x), [w])
    X = numpy.linspace(0, 1, 20)
    tanh_of_x = numpy.tanh(X)
    mean, gradient = slope.value_and_grad(X)
    assert mean == pytest.approx((1 - tanh_of_x**2).mean(), rel=1e-14)
    expected = (1 - tanh_of_x**2 - 2 * X * tanh_of_x * (1 - tanh_of_x**2)).mean()
    assert gradient == pytest.approx([expected], rel=1e-13)


def test_arrays_of_values_work_inside_the_function() -> None:
    weights = [Value(1.0), Value(2.0)]
    program = compile(lambda x: numpy.exp(numpy.array(x) @ numpy.array(weights)), weights)
    assert program.value([[0.0, 0.0], [1.0, -0.5]] * 10)[:2].tolist() == [1.0, 1.0]


def test_programs_that_share_parameters_run_in_threads() -> None:
    f, parameters = network([3, 5, 1])
    X = numpy.random.default_rng(0).normal(size=(40, 3))

    def work(_):
        return [compile(lambda x: f(x)[0].tanh(), parameters).value_and_grad(X) for _ in range(10)]

    expected = work(0)[0]
    with ThreadPoolExecutor(8) as pool:
        for results in pool.map(work, range(8)):
            for mean, gradient in results:
                assert mean == expected[0]
                assert (gradient == expected[1]).all()


def test_several_threads_may_run_one_program() -> None:
    weights = [Value(0.1 * i) for i in range(8)]
    program = compile(lambda x, y: (tanh(dot(weights, x)) - y) ** 2, weights)
    data = [(numpy.random.default_rng(seed).normal(size=(1000, 8)), numpy.full(1000, 0.1 * seed)) for seed in range(4)]
    expected = [program.value_and_grad(*rows) for rows in data]

    def wrong(seed: int) -> int:
        results = [program.value_and_grad(*data[seed]) for _ in range(100)]
        return sum(r[0] != expected[seed][0] or (r[1] != expected[seed][1]).any() for r in results)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(wrong, range(4))) == [0] * 4


def test_values_that_are_no_parameters_are_read_when_the_program_runs() -> None:
    """Those used directly, and those from which others are computed before they meet a row or a parameter."""
    w, v = Value(2.0, "w"), Value(3.0, "v")
    program = compile(lambda x, y: (w * x + v - y) ** 2 + 0.1 * v * v, [w])
    rows = numpy.ones(50)
    for v.data in (3.0, 10.0, -1.0):
        assert_allclose(program.value(rows, 0 * rows), (2 + v.data) ** 2 + 0.1 * v.data**2, rtol=1e-14)


def test_a_symmetric_operation_without_an_array_form() -> None:
    squares = Op(
        "squares", lambda *xs: math.fsum(x * x for x in xs), lambda out, *xs: tuple(2 * x for x in xs), symmetric=True
    )
    assert squares(numpy.array([1.0, 2.0]), numpy.array([3.0, 4.0])).tolist() == [10.0, 20.0]
    weights = [Value(0.3), Value(0.4), Value(0.5)]
    ones = numpy.ones((60, 3))
    for function, value in (
        (lambda x: squares(*[a * b for a, b in zip(weights, x, strict=True)]), 0.5),
        (lambda x: squares(*weights, *x), 3.5),
        (lambda x: squares(*weights) + x[0], 1.5),
    ):
        result, gradient = compile(function, weights).value_and_grad(ones)
        assert_allclose(result, value, rtol=1e-14)
        assert_allclose(gradient, [0.6, 0.8, 1.0], rtol=1e-14)


def test_parameters_keep_their_own_class() -> None:
    class Weight(Value):
        __slots__ = ()

    weight = Weight(2.0, "w")
    assert compile(lambda x: weight * x, [weight]).value([1.0] * 9)[0] == 2.0
    assert type(weight) is Weight


# --- a program as a function of its parameters -----------------------------------------------------------------------


def line_and_data():
    slope, shift = Value(0.0, "slope"), Value(0.0, "shift")
    program = compile(lambda x, y: (slope * x + shift - y) ** 2, [slope, shift])
    return program, numpy.array([0.0, 1.0, 2.0, 5.0]), numpy.array([1.0, 3.0, 5.5, 10.0]), (slope, shift)


def test_a_program_is_a_function_of_its_parameters_with_value_and_gradient() -> None:
    program, x, y, parameters = line_and_data()
    theta = numpy.array([2.0, 0.5])
    value, gradient = program(theta, x, y)
    residuals = theta[0] * x + theta[1] - y
    assert value == pytest.approx((residuals**2).mean())
    assert_allclose(gradient, [(2 * residuals * x).mean(), (2 * residuals).mean()], rtol=1e-14)
    assert [parameter.data for parameter in parameters] == [0.0, 0.0]
    before = gradient.copy()
    program([0.0, 0.0], x, y)
    assert (gradient == before).all()  # not a view of what the next call writes
    with pytest.raises(OperandError, match=r"^theta needs 2 numbers"):
        program([1.0], x, y)


def test_scipy_finds_the_least_squares_line() -> None:
    optimize = pytest.importorskip("scipy.optimize")
    program, x, y, _ = line_and_data()
    found = optimize.minimize(program, numpy.zeros(2), args=(x, y), jac=True)
    assert_allclose(found.x, numpy.polyfit(x, y, 1), rtol=1e-6)


class Frame:
    """What a data frame looks like to those who only ask for `to_numpy`."""

    def __init__(self, array) -> None:
        self.array = numpy.asarray(array)

    def to_numpy(self):
        return self.array


def test_data_frames_are_arguments() -> None:
    program, x, y, _ = line_and_data()
    assert_allclose(program.value(Frame(x), Frame(y)), program.value(x, y))
