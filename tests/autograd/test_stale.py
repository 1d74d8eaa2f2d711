"""A leaf changed after its results were computed: no number is shown that was neither recorded nor computed anew."""

from __future__ import annotations

import math

import pytest

from autograd import (
    ChainruleError,
    StaleError,
    Value,
    audit,
    derivative,
    draw,
    exp,
    explain,
    explore,
    log,
    paths,
    total,
    values,
)
from autograd.ops import multiply

SHOWING = {
    "explain": explain,
    "draw": draw,
    "explore": explore,
    "audit": lambda y: audit(y, gradients={"x": "5.43656"}),
    "paths": lambda y: list(paths(y, y.parents[0])),
    "derivative": lambda y: derivative(y, y.parents[0]),
}


@pytest.mark.parametrize("show", SHOWING.values(), ids=SHOWING)
def test_a_changed_leaf_is_noticed_and_named(show) -> None:
    x = Value(1.0, "x")
    y = (x * exp(x)).named("y")
    show(y)
    x.data = 2.0
    with pytest.raises(StaleError) as caught:
        show(y)
    said = str(caught.value)
    assert "exp(x) = 2.71828 was recorded, but no longer follows" in said
    assert "x has been changed since" in said
    assert "compute the output anew" in said
    assert isinstance(caught.value, ChainruleError)
    x.data = 1.0
    show(y)


def test_the_first_operation_that_no_longer_follows_is_named_with_its_leaves() -> None:
    a, b, c = values(a=2.0, b=1.0, c=3.0)
    e = ((a + b) * c).named("e")
    c.data = 4.0
    with pytest.raises(StaleError, match=r"e = d·c = 9 was recorded, .*: one of a, b, c has been changed since"):
        explain(e)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda x: x * x, "y = x·x = 1 was recorded, but no longer follows from its operands: x has been changed "
         "since"),
        (
            lambda x: total([x, *values(a=1.0, b=1.0)]).named("y"),
            "y = x + a + b = 3 was recorded, but no longer follows from its operands: one of x, a, b has been changed "
            "since",
        ),
        (
            lambda x: total([x, *values(a=1.0, b=1.0, c=1.0, d=1.0, e=1.0, f=1.0)]).named("y"),
            "y = x + a + b + c + d + e + f = 7 was recorded, but no longer follows from its operands: one of "
            "x, a, b, c, d, e has been changed since",
        ),
        (lambda x: log(x).named("y"), "y = log(x) = 0 was recorded, but no longer follows from its operands: x has "
         "been changed since"),
    ],
)  # fmt: skip
def test_what_no_longer_follows_is_said_in_one_line(make, says: str) -> None:
    x = Value(1.0, "x")
    y = make(x)
    x.data = -1.0 if y.op is not multiply else 3.0
    with pytest.raises(StaleError) as caught:
        explain(y)
    assert str(caught.value) == f"{says}; compute the output anew from the changed inputs"


def test_a_number_where_nan_was_recorded_and_a_changed_constant_are_noticed_too() -> None:
    x = Value(math.nan, "x")
    y = (x * 2).named("y")
    x.data = 1.0
    with pytest.raises(StaleError, match=r"^y = x·2 = nan was recorded, but no longer follows"):
        explain(y)
    fixed = Value(1.0).detach()
    z = (fixed + fixed).named("z")
    fixed.data = 2.0
    with pytest.raises(StaleError, match=r"^z = 2 \+ 2 = 2 was recorded, but .*: it has been changed since; compute"):
        explain(z)


def test_backward_is_right_for_what_was_recorded() -> None:
    x = Value(1.0, "x")
    y = x * x
    x.data = 5.0
    y.backward()
    assert x.grad == 2.0


def test_what_was_drawn_before_still_shows_itself() -> None:
    x = Value(1.0, "x")
    drawing, page, explanation = draw(x * x), explore(x * x), explain(x * x)
    x.data = 2.0
    for shown in (drawing, page, explanation):
        assert "text/plain" in shown._repr_mimebundle_()


def test_a_nan_that_was_recorded_still_follows() -> None:
    x = Value(float("nan"), "x")
    assert "x" in str(draw(x * 2).source)
