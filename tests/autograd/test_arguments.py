"""What a transform is asked for, and what it must not lose: any argument, by any of its names; any graph."""

from __future__ import annotations

import math
import pickle
from fractions import Fraction

import numpy
import pytest

from autograd import (
    OperandError,
    Value,
    exp,
    explain,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    sin,
    stop_gradient,
    value_and_grad,
    vjp,
)


def product(x, y):
    return x * y


def test_a_repeated_argument_has_its_gradient_each_time() -> None:
    assert grad(product, argnum=(0, 0))(2.0, 3.0) == (3.0, 3.0)
    assert grad(product, argnum=(1, -1))(2.0, 3.0) == (2.0, 2.0)
    assert jacobian(product, argnum=(0, -2))(2.0, 3.0) == (3.0, 3.0)
    assert hessian(lambda x, y: x * x * y, argnum=0)(2.0, 3.0) == 6.0


@pytest.mark.parametrize(
    ("argnum", "expected"),
    [([1, 0], (2.0, 3.0)), ("y", 2.0), (("x", "y"), (3.0, 2.0)), ((), ()), (numpy.int64(1), 2.0), (-1, 2.0)],
)
def test_arguments_by_position_and_by_name(argnum, expected) -> None:
    assert grad(product, argnum)(2.0, 3.0) == expected
    assert grad(product, argnums=argnum)(2.0, 3.0) == expected
    assert value_and_grad(product, argnum=argnum)(2.0, 3.0) == (6.0, expected)


def test_arguments_given_by_name() -> None:
    assert grad(product, "y")(2.0, y=3.0) == 2.0
    assert grad(product, ("x", "y"))(x=2.0, y=3.0) == (3.0, 2.0)
    assert grad(product)(2.0, y=3.0) == 3.0


@pytest.mark.parametrize(
    ("argnum", "says"),
    [
        (1.0, "position or the name of an argument, or several, not 1.0"),
        (None, "not None"),
        (True, "not True"),
        (2, "argnum 2 is out of range: the function got 2 arguments"),
        ((0, -3), "argnum -3 is out of range"),
        ("z", "got no argument called 'z'"),
        ([[0]], r"not \[0\]"),
    ],
)
def test_an_argument_that_is_not_there_is_named(argnum, says: str) -> None:
    for transform in (grad, value_and_grad, jacobian, hessian):
        with pytest.raises(OperandError, match=says):
            transform(product, argnum)(2.0, 3.0)


def test_two_names_for_the_same_are_refused() -> None:
    with pytest.raises(OperandError, match=r"^argnum and argnums are two names for the same: give one of them$"):
        grad(product, 1, argnums=1)


def test_dicts_keep_their_shape() -> None:
    def f(p):
        return {"value": p["w"] * p["b"][0], "square": p["w"] ** 2}

    p = {"w": 2.0, "b": [3.0]}
    assert grad(lambda p: f(p)["value"])(p) == {"w": 3.0, "b": [2.0]}
    assert jacobian(f)(p) == {"value": {"w": 3.0, "b": [2.0]}, "square": {"w": 4.0, "b": [0.0]}}
    assert jvp(f, (p,), ({"w": 1.0, "b": [0.0]},)) == ({"value": 6.0, "square": 4.0}, {"value": 3.0, "square": 4.0})


def test_a_bare_number_is_one_argument_in_forward_mode() -> None:
    assert jvp(sin, 0.0, (1.0,)) == (0.0, 1.0)
    assert jvp(sin, (0.0,), 1.0) == (0.0, 1.0)
    with pytest.raises(
        OperandError, match=r"^jvp: primals and tangents must have the same shapes, one tangent for each number$"
    ):
        jvp(product, (2.0, 3.0), 1.0)


def test_an_array_and_a_list_of_the_same_shape_go_together() -> None:
    def f(x):
        return x[0] ** 2 * x[1]

    assert list(hvp(f, numpy.array([3.0, 5.0]), [1.0, 0.0])) == [10.0, 6.0]
    assert hvp(f, [3.0, 5.0], numpy.array([1.0, 0.0])) == [10.0, 6.0]


def test_the_names_of_what_is_returned() -> None:
    assert grad(sin).__name__ == "grad(sin)"
    assert hessian(product).__name__ == "hessian(product)"
    assert grad(grad(sin)).__name__ == "grad(grad(sin))"


def test_the_gradient_of_a_function_that_can_be_pickled_can_be() -> None:
    for transformed in (grad(product), value_and_grad(product, (0, 1)), jacobian(product), hessian(product)):
        again = pickle.loads(pickle.dumps(transformed))
        assert again(2.0, 3.0) == transformed(2.0, 3.0)
        assert again.__name__ == transformed.__name__


def test_has_aux() -> None:
    def f(x):
        return x**2, {"twice": 2 * x}

    (value, aux), slope = value_and_grad(f, has_aux=True)(3.0)
    assert (value, slope, aux["twice"].data) == (9.0, 6.0, 6.0)
    assert grad(f, has_aux=True)(3.0)[0] == 6.0
    with pytest.raises(OperandError, match=r"returns a pair, \(value, anything else\)"):
        grad(product, has_aux=True)(2.0, 3.0)


def test_vjp_is_the_transpose_of_jvp() -> None:
    def f(x, y):
        return [x[0] * y, exp(x[1]), x[0]]

    at = ([0.5, -1.0], 2.0)
    value, pullback = vjp(f, *at)
    assert value == [1.0, math.exp(-1), 0.5]
    (dx, dy), v = pullback([1.0, 2.0, 3.0]), [1.0, 2.0, 3.0]
    for direction in (([1.0, 0.0], 0.0), ([0.0, 1.0], 0.0), ([0.0, 0.0], 1.0)):
        moved = jvp(f, at, direction)[1]
        by_hand = direction[0][0] * dx[0] + direction[0][1] * dx[1] + direction[1] * dy
        assert sum(a * b for a, b in zip(v, moved, strict=True)) == pytest.approx(by_hand, rel=1e-15)
    with pytest.raises(
        OperandError, match=r"^the pullback of vjp takes a number for each output, in the shape of what f returns$"
    ):
        pullback([1.0])


# --- what must not be lost --------------------------------------------------------------------------------------------


def test_a_result_that_depends_on_another_value_keeps_its_graph() -> None:
    w = Value(2.0, "w")

    def u(x):
        return sin(w * x)

    loss = (grad(u)(0.3) + u(0.3)) ** 2
    loss.backward()
    # d/dw (w·cos(0.3w) + sin(0.3w))² at w = 2
    s, c = math.sin(0.6), math.cos(0.6)
    assert w.grad == pytest.approx(2 * (2 * c + s) * (c - 0.6 * s + 0.3 * c), rel=1e-14)
    assert "w" in str(explain(loss))


@pytest.mark.parametrize(
    "ask",
    [
        lambda f: grad(f)(0.3),
        lambda f: value_and_grad(f)(0.3)[0],
        lambda f: value_and_grad(f)(0.3)[1],
        lambda f: jacobian(f)(0.3),
        lambda f: jvp(f, (0.3,), (1.0,))[1],
        lambda f: jvp(f, (0.3,), (1.0,))[0],
        lambda f: vjp(f, 0.3)[1](1.0)[0],
        lambda f: hessian(f)(0.3),
        lambda f: hvp(f, 0.3, 1.0),
    ],
)
def test_every_transform_keeps_it_and_drops_it_when_it_is_stopped(ask) -> None:
    w = Value(2.0, "w")
    result = ask(lambda x: (w * x) ** 3)
    assert isinstance(result, Value)
    result.backward()
    assert w.grad != 0.0
    assert type(ask(lambda x: (stop_gradient(w) * x) ** 3)) is float
    assert type(ask(lambda x: (w.data * x) ** 3)) is float
    assert type(ask(lambda x: (w.detach() * x) ** 3)) is float


@pytest.mark.parametrize("number", [0, 0.0, numpy.float64(0.0), numpy.float32(2.0), Fraction(1, 3), True])
def test_a_branch_that_ends_in_a_plain_number_is_a_constant(number) -> None:
    def f(x):
        return x * x if x > 0 else number

    assert grad(f)(-1.0) == 0.0
    assert value_and_grad(f)(-1.0) == (float(number), 0.0)
    assert jvp(f, (-1.0,), (1.0,)) == (float(number), 0.0)
    assert jacobian(lambda x: [x[0] * x[1], number])([2.0, 3.0]) == [[3.0, 2.0], [0.0, 0.0]]
    assert hessian(f)(-1.0) == 0.0
    assert vjp(f, -1.0)[1](1.0) == (0.0,)
    assert grad(lambda x: max(x, 0.0))(-1.0) == 0.0
