"""Rows apart, reduce="none": the gradient of every row, of every output, against closed forms and the engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy
import pytest
from numpy.testing import assert_allclose

from autograd import (
    OperandError,
    TooLargeError,
    UndefinedError,
    Value,
    compile,
    dot,
    exp,
    relu,
    sqrt,
    tanh,
    total,
    where,
)
from autograd.program import bound
from autograd.sweeps import sweep

slope, shift = Value(2.0, "slope"), Value(0.5, "shift")
x, y = numpy.array([0.0, 1.0, 2.0, 5.0]), numpy.array([1.0, 3.0, 5.5, 10.0])
squares = compile(lambda x, y: (slope * x + shift - y) ** 2, [slope, shift])


def test_every_row_has_its_value_and_its_gradient() -> None:
    residuals = 2.0 * x + 0.5 - y
    values, gradients = squares.value_and_grad(x, y, reduce="none")
    assert values.tolist() == (residuals**2).tolist()
    assert gradients.tolist() == numpy.column_stack([2 * residuals * x, 2 * residuals]).tolist()
    weights = numpy.array([1.0, 0.0, 3.0, 2.0])
    repeated = numpy.repeat(numpy.arange(4), [1, 0, 3, 2])
    assert_allclose(weights @ gradients, squares.value_and_grad(x[repeated], y[repeated], reduce="sum")[1], rtol=1e-15)


def test_the_sum_over_the_rows_and_its_gradient() -> None:
    residuals = 2.0 * x + 0.5 - y
    whole, gradient = squares.value_and_grad(x, y, reduce="sum")
    assert whole == pytest.approx((residuals**2).sum(), rel=1e-15)
    assert_allclose(gradient, [(2 * residuals * x).sum(), (2 * residuals).sum()], rtol=1e-15)
    other = squares([1.0, 0.0], x, y, reduce="sum")
    assert other[0] == pytest.approx(((x - y) ** 2).sum(), rel=1e-15)
    constant = compile(lambda x: slope * shift, [slope, shift])
    assert constant.value_and_grad(x, reduce="sum")[1].tolist() == [4 * 0.5, 4 * 2.0]
    chain = compile(lambda x: relu(relu(relu(relu(relu(x * slope))))), [slope])  # two rows go through the engine
    assert chain.value_and_grad([1.0, 2.0], reduce="sum")[1].tolist() == [3.0]


@pytest.mark.parametrize("rows", [20, 2000])
def test_a_mean_exists_where_the_sum_is_too_large_for_a_float(rows: int) -> None:
    steady = compile(lambda x: 0.0 * shift + x, [shift])
    for value in (1e308, -1e308):
        assert steady.value_and_grad(numpy.full(rows, value))[0] == pytest.approx(value, rel=1e-15)
        with pytest.raises(TooLargeError, match=r"^the sum over the rows is too large for a float"):
            steady.value_and_grad(numpy.full(rows, value), reduce="sum")
    mixed = numpy.resize([1e308, 1e308, -1e308, -1e308], rows)
    assert steady.value_and_grad(mixed, reduce="sum")[0] == 0.0


def test_the_jacobian_of_several_outputs() -> None:
    """Outputs on which others depend, twice the same, parameters, columns, numbers, and what depends on no row."""
    w, v = Value(3.0), Value(-2.0)

    def f(x: Value) -> list[Any]:
        inner = w * x
        return [inner, inner * inner, w, x, 7.0, w * v, inner, tanh(0.0 * inner + w) + v]

    z = numpy.array([1.0, -0.5, 2.0])
    values, jacobians = compile(f, [w, v]).value_and_grad(z, reduce="none")
    one, zero = numpy.ones(3), numpy.zeros(3)
    expected = [3 * z, 9 * z * z, 3 * one, z, 7 * one, -6 * one, 3 * z, (numpy.tanh(3.0) - 2) * one]
    assert_allclose(values, numpy.column_stack(expected), rtol=1e-15)
    by_w = [z, 6 * z * z, one, zero, zero, -2 * one, z, (1 - numpy.tanh(3.0) ** 2) * one]
    by_v = [zero, zero, zero, zero, zero, 3 * one, zero, one]
    assert jacobians.shape == (3, 8, 2)
    assert_allclose(jacobians[:, :, 0], numpy.column_stack(by_w), rtol=1e-12)
    assert_allclose(jacobians[:, :, 1], numpy.column_stack(by_v), rtol=1e-15)


def test_no_rows_have_no_gradients_and_a_sum_of_zero() -> None:
    none = numpy.empty(0)
    assert [part.shape for part in squares.value_and_grad(none, none, reduce="none")] == [(0,), (0, 2)]
    several = compile(lambda x: [slope * x, shift, x], [slope, shift])
    assert [part.shape for part in several.value_and_grad(none, reduce="none")] == [(0, 3), (0, 3, 2)]
    whole, gradient = squares.value_and_grad(none, none, reduce="sum")
    assert (whole, gradient.tolist()) == (0.0, [0.0, 0.0])


def test_a_function_without_arguments_has_one_row() -> None:
    values, gradients = compile(lambda: slope * slope, [slope, shift]).value_and_grad(reduce="none")
    assert (values.tolist(), gradients.tolist()) == ([4.0], [[4.0, 0.0]])


def network(
    inputs: int, hidden: int, outputs: int, with_bias: bool
) -> tuple[Callable[[Any], list[Value]], list[Value]]:
    rng = numpy.random.default_rng(inputs)
    first = [[Value(v) for v in row] for row in rng.normal(size=(hidden, inputs))]
    second = [[Value(v) for v in row] for row in rng.normal(size=(outputs, hidden))]
    offsets = [Value(v) for v in rng.normal(size=hidden)] if with_bias else [0.0] * hidden

    def f(x: Any) -> list[Value]:
        h = [tanh(dot(row, x) + offset) for row, offset in zip(first, offsets, strict=True)]
        return [dot(row, h) + 0.01 * total(w * w for w in second[0]) for row in second]

    return f, [*(w for row in [*first, *second] for w in row), *(offsets if with_bias else [])]


@pytest.mark.parametrize("with_bias", [True, False])
@pytest.mark.parametrize("inputs", [3, 20])  # copied into slots, and looked at as it is
@pytest.mark.parametrize("rows", [5, 900])
def test_networks_row_by_row(inputs: int, rows: int, with_bias: bool, monkeypatch) -> None:
    f, parameters = network(inputs, 4, 2, with_bias)
    X = numpy.random.default_rng(0).normal(size=(rows, inputs))
    program = compile(f, parameters)
    values, jacobians = program.value_and_grad(X, reduce="none")
    for row in range(0, rows, 1 + rows // 5):
        for k, out in enumerate(f([Value(v) for v in X[row]])):
            adjoint = sweep(out)
            assert values[row, k] == pytest.approx(out.data, rel=1e-13)
            assert_allclose(jacobians[row, k], [adjoint.get(p, 0.0) for p in parameters], rtol=1e-12, atol=1e-14)
    first = compile(lambda x: f(x)[0], parameters)
    assert_allclose(jacobians[:, 0].mean(axis=0), first.value_and_grad(X)[1], rtol=1e-11, atol=1e-14)
    monkeypatch.setattr(bound, "WORKING_SET", 16 * 7 * 80)  # a few rows at a time
    again = program.value_and_grad(X, reduce="none")
    assert_allclose(again[0], values, rtol=1e-13, atol=1e-15)
    assert_allclose(again[1], jacobians, rtol=1e-12, atol=1e-14)


def test_gradients_given_back_are_not_overwritten_by_the_next_call() -> None:
    values, gradients = squares.value_and_grad(x, y, reduce="none")
    before = values.copy(), gradients.copy()
    squares.value_and_grad(-x, y + 1, reduce="none", at=[7.0, 8.0])
    assert (values == before[0]).all()
    assert (gradients == before[1]).all()


def test_an_arm_that_is_not_chosen_may_be_undefined() -> None:
    root = compile(lambda x: where(x > 0, lambda: sqrt(x) * slope, lambda: x * shift), [slope, shift])
    z = numpy.array([4.0, -1.0, 0.0, 9.0] * 3)
    values, gradients = root.value_and_grad(z, reduce="none")
    assert values.tolist() == [4.0, -0.5, 0.0, 6.0] * 3
    assert gradients.tolist() == [[2.0, 0.0], [0.0, -1.0], [0.0, 0.0], [3.0, 0.0]] * 3


def test_what_does_not_exist_names_its_row() -> None:
    program = compile(lambda x: [x, sqrt(x * slope)], [slope])
    z = numpy.array([1.0] * 7 + [0.0, 1.0])
    assert program.value(z)[7].tolist() == [0.0, 0.0]
    with pytest.raises(UndefinedError, match=r"^row 7: the derivative of sqrt\(u\) is not finite") as error:
        program.value_and_grad(z, reduce="none")
    assert error.value.row == 7
    with pytest.raises(UndefinedError, match=r"^row 2: sqrt\(u\) is undefined"):
        program.value_and_grad([1.0, 1.0, -1.0] * 3, reduce="none")
    with pytest.raises(TooLargeError, match=r"^row 4: exp"):
        compile(lambda x: exp(x * slope), [slope]).value_and_grad([1.0] * 4 + [1000.0], reduce="none")
    with pytest.raises(UndefinedError, match=r"^argument 0 is nan in row 3"):
        program.value_and_grad([1.0, 1.0, 1.0, numpy.nan], reduce="none")
    with pytest.raises(UndefinedError, match=r"^parameter slope is inf"):
        program.value_and_grad([1.0] * 9, reduce="none", at=[numpy.inf])


def test_other_words_are_refused() -> None:
    for reduce in ("average", None, 1, ["mean"]):
        with pytest.raises(OperandError, match=r'^reduce= is "mean", "sum" or "none", not '):
            squares.value_and_grad(x, y, reduce=reduce)  # type: ignore[call-overload]


def test_scipy_solves_a_least_squares_problem_with_these_jacobians() -> None:
    """The line's closest parameters do not hang on where the search begins: numpy.polyfit finds the same."""
    optimize = pytest.importorskip("scipy.optimize")
    residuals = compile(lambda x, y: slope * x + shift - y, [slope, shift])
    found = optimize.least_squares(
        lambda theta: residuals.value(x, y, at=theta),
        [0.0, 0.0],
        jac=lambda theta: residuals(theta, x, y, reduce="none")[1],
    )
    assert_allclose(found.x, numpy.polyfit(x, y, 1), rtol=1e-9)
