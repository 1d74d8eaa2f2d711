"""A value that exists is returned; a derivative that does not exist is an error when a gradient flows through it."""

from __future__ import annotations

import math

import numpy
import pytest

from autograd import (
    Op,
    UndefinedError,
    Value,
    compile,
    derivative,
    draw,
    explain,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    log,
    maximum,
    ops,
    relu,
    sqrt,
    total,
    value_and_grad,
    vjp,
)

NO_DERIVATIVE = {
    "sqrt": lambda x: sqrt(x),
    "power": lambda x: x**0.5,
    "inside": lambda x: 3 * sqrt(x * 1.0) + x,
    "own": lambda x: Op("root", math.sqrt, partials=lambda out, a: (0.5 / out,))(x),
}


@pytest.mark.parametrize("f", NO_DERIVATIVE.values(), ids=NO_DERIVATIVE)
def test_the_value_is_there_and_the_derivative_is_refused_in_every_mode(f) -> None:
    x = Value(0.0, "x")
    y = f(x)
    assert y.data == 0.0
    with pytest.raises(UndefinedError, match=r"^the derivative of .* is not finite at \w+ = 0"):
        y.backward()
    assert (x.grad, y.grad) == (0.0, 0.0)
    for ask in (
        lambda: grad(f)(0.0),
        lambda: value_and_grad(f)(0.0),
        lambda: jacobian(f)(0.0),
        lambda: jvp(f, (0.0,), (1.0,)),
        lambda: vjp(f, 0.0)[1](1.0),
        lambda: derivative(y, x),
        lambda: grad(grad(f))(0.0),
        lambda: hessian(f)(0.0),
        lambda: hvp(f, 0.0, 1.0),
        lambda: explain(y),
    ):
        with pytest.raises(UndefinedError, match="derivative"):
            ask()


def test_of_several_partials_one_may_exist() -> None:
    base, exponent = Value(-2.0, "base"), Value(3.0, "exponent")
    y = base**exponent
    assert y.data == -8.0
    assert derivative(y, base).data == 12.0
    assert grad(lambda b: b ** Value(3.0).detach())(-2.0) == 12.0
    with pytest.raises(UndefinedError, match=r"^the derivative of base\*\*exponent is not finite at base = -2"):
        y.backward()
    assert (base.grad, exponent.grad) == (0.0, 0.0)


def test_what_nobody_asks_for_is_nobodys_error() -> None:
    assert grad(lambda a, b: a**b, argnum=0)(-2.0, Value(3.0).detach()) == 12.0
    with pytest.raises(UndefinedError):
        grad(lambda a, b: a**b, argnum=1)(-2.0, 3.0)


STOPPED = {
    "times 0": lambda x: sqrt(x) * 0.0,
    "maximum": lambda x: maximum(sqrt(x), 1.0),
    "relu": lambda x: relu(-sqrt(x) - 1.0),
    "minus itself": lambda x: total([sqrt(x) * 0.0, 2 * x]) - 2 * x,
}


@pytest.mark.parametrize("f", STOPPED.values(), ids=STOPPED)
def test_an_adjoint_of_exactly_0_stops_at_a_partial_that_does_not_exist(f) -> None:
    x = Value(0.0, "x")
    y = f(x)
    y.backward()
    assert x.grad == 0.0
    assert grad(f)(0.0) == 0.0
    assert derivative(y, x).data == 0.0
    assert jvp(lambda x, z: f(x) + z, (0.0, 1.0), (0.0, 1.0))[1] == 1.0


@pytest.mark.parametrize("name", ["times 0", "maximum", "relu"])
def test_a_slope_of_exactly_0_stops_what_does_not_exist_on_the_way_forward(name: str) -> None:
    f, w = STOPPED[name], Value(3.0, "w")
    assert jvp(f, (0.0,), (1.0,))[1] == 0.0
    assert jvp(lambda x: f(x) * w, (0.0,), (1.0,))[1].data == 0.0  # recorded: it depends on w


def test_a_tangent_of_exactly_0_stops_there_too() -> None:
    assert jvp(lambda x, y: sqrt(x) + y, (0.0, 2.0), (0.0, 1.0)) == (2.0, 1.0)
    with pytest.raises(UndefinedError, match=r"sqrt\(u\)"):
        jvp(lambda x, y: sqrt(x) + y, (0.0, 2.0), (1.0, 1.0))


def test_a_rule_that_gives_no_number_is_an_error_where_the_derivative_is_a_graph_too() -> None:
    """1/0 in the rule is of plain numbers, so that no operation of the derivative's graph is to blame."""
    x = Value(-1e9, "x")
    part = ops.component(ops.hard_tanh(x), 0.0)
    assert part.data == 0.0
    with pytest.raises(UndefinedError, match="the derivative of u / 0 is not finite"):
        derivative(part, x)
    with pytest.raises(UndefinedError, match="the derivative of u / 0 is not finite"):
        part.backward()
    assert math.isnan(derivative(x * Value(math.nan), x).data)  # what is not known is passed on


def test_partials_beyond_floats_that_nothing_flows_through_are_explained_and_drawn() -> None:
    x = Value(8e-318, "x")  # 1/x and -x/x² are beyond floats
    y = ((x / x).named("z") * 0.0 + x).named("y")
    assert str(explain(y)).endswith(" = 1")
    assert draw(y, detail="neuron").source.count(" -> ") == 3  # x to z, x to y, z to y


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_programs_and_values_agree(rows: int) -> None:
    w = Value(2.0, "w")
    program = compile(lambda x: maximum(sqrt(x * w), 1.0), [w])
    X = numpy.linspace(0.0, 3.0, rows)
    by_row = [value_and_grad(lambda v, x=float(x): maximum(sqrt(x * v), 1.0))(2.0) for x in X]
    mean, gradient = program.value_and_grad(X)
    assert mean == pytest.approx(numpy.mean([value for value, _ in by_row]), rel=1e-14)
    assert gradient == pytest.approx([numpy.mean([slope for _, slope in by_row])], rel=1e-14)
    with pytest.raises(UndefinedError, match=r"^row 0: the derivative of sqrt"):
        compile(lambda x: sqrt(x * w), [w]).value_and_grad(X)


def test_overflow_on_the_way_is_an_error_in_forward_mode_as_in_reverse() -> None:
    def steep(x):
        return (x * 1e200) * 1e200

    v = Value(0.0, "v")
    for ask in (lambda: grad(steep)(0.0), lambda: jvp(steep, (0.0,), (1.0,)), lambda: derivative(steep(v), v)):
        with pytest.raises(ArithmeticError):
            ask()


def test_a_nested_derivative_is_evaluated_no_further_than_it_is_asked_for() -> None:
    assert grad(lambda x: x * grad(lambda y: y**1.5)(0.0))(2.0) == 0.0
    assert grad(lambda x: x * grad(lambda y: log(y))(2.0))(3.0) == 0.5
