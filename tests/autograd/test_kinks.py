"""Second derivatives through a corner: there is no convention of first slopes that makes all of them right."""

from __future__ import annotations

import warnings

import pytest

from autograd import KinkWarning, Value, derivative, grad, hessian, hvp, jvp, maximum, minimum, ops, relu
from autograd.ops import CONVENTIONS, JUMPS

CORNERS = {
    "|x|²": (lambda x: abs(x) ** 2, 0.0),
    "relu(x)² + relu(-x)²": (lambda x: relu(x) ** 2 + relu(-x) ** 2, 0.0),
    "(max - min)²": (lambda x: (maximum(x, 1.0) - minimum(x, 1.0)) ** 2, 1.0),
    "inside": (lambda x: (abs(3 * x - 3) * x) ** 2, 1.0),
}


@pytest.mark.parametrize(("f", "at"), CORNERS.values(), ids=CORNERS)
def test_a_second_derivative_exactly_through_a_corner_warns(f, at: float) -> None:
    for ask in (
        lambda: hessian(f)(at),
        lambda: grad(grad(f))(at),
        lambda: hvp(f, at, 1.0),
        lambda: jvp(lambda x: jvp(f, (x,), (1.0,))[1], (at,), (1.0,)),
    ):
        with pytest.warns(KinkWarning, match=r"exactly where it jumps, at .*: by convention") as caught:
            ask()
        assert len(caught) == 1
    x = Value(at, "x")
    slope = derivative(f(x), x)
    with pytest.warns(KinkWarning, match="x") as caught:
        derivative(slope, x)
    assert caught[0].filename == __file__


def test_the_warning_says_where_and_by_which_convention() -> None:
    x = Value(0.0, "x")
    slope = derivative(abs(x) ** 2, x)
    with pytest.warns(KinkWarning) as caught:
        derivative(slope, x)
    assert str(caught[0].message) == (
        "a derivative passes through sign(x) exactly where it jumps, at x = 0: by convention sign(0) = 0, and "
        "sign' = 0 at 0, and the result need not be the derivative"
    )


@pytest.mark.parametrize(("f", "at"), CORNERS.values(), ids=CORNERS)
def test_a_first_derivative_there_and_a_second_beside_it_do_not(f, at: float) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert grad(f)(at) == 0.0
        assert jvp(f, (at,), (1.0,))[1] == 0.0
        x = Value(at, "x")
        assert derivative(f(x), x).data == 0.0
        for beside in (at + 1e-9, at - 1e-9):
            assert hessian(f)(beside) == pytest.approx(18.0 if at and f(0.0) == 0.0 else 2.0, rel=1e-6)


def test_a_corner_that_no_slope_reaches_does_not_warn() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert hessian(lambda x: x**2 + 0.0 * abs(x))(0.0) == 2.0


def test_every_row_that_jumps_has_a_convention() -> None:
    assert {op.name for op in JUMPS} <= set(CONVENTIONS)
    assert {ops.sign, ops.step, ops.compared} == set(JUMPS)
