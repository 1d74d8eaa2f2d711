"""A graph with other numbers for some names: what is computed again, and how it is called."""

from __future__ import annotations

import pytest

from autograd.auditor.nudged import in_order, nudged
from autograd.errors import ExpressionError
from autograd.expression import evaluate

NUMBERS = {"a": 2.0, "b": 3.0, "c": 5.0, "d": 7.0}
NAMED = evaluate("h = a*b + 1; k = c*d; L = 2*h + k*k", NUMBERS).named


def again(**at: float) -> dict[str, float]:
    found, _ = nudged(NAMED, in_order(NAMED), at)
    return {name: node.data for name, node in found.items()}


def test_operands_come_before_what_is_computed_from_them_and_each_once() -> None:
    order = in_order(NAMED)
    place = {node: nth for nth, node in enumerate(order)}
    assert len(place) == len(order)
    assert set(NAMED.values()) <= set(place)
    assert all(place[parent] < place[node] for node in order for parent in node.parents)


def test_what_depends_on_the_number_is_computed_once_more() -> None:
    # h = 2.5·3 + 1 = 8.5 and L = 17 + 35² = 1242; k is as it was.
    assert again(a=2.5) == {"a(a=2.5)": 2.5, "h(a=2.5)": 8.5, "L(a=2.5)": 1242.0}
    # k = 4·7 = 28 and L = 14 + 784 = 798.
    assert again(c=4) == {"c(c=4)": 4.0, "k(c=4)": 28.0, "L(c=4)": 798.0}
    # A number in the middle: L = 2·10 + 35² = 1245.
    assert again(h=10) == {"h(h=10)": 10.0, "L(h=10)": 1245.0}
    # Of two numbers on one path the later one stays as it is given.
    assert again(a=1, h=10) == {"a(a=1, h=10)": 1.0, "h(a=1, h=10)": 10.0, "L(a=1, h=10)": 1245.0}
    _, names = nudged(NAMED, in_order(NAMED), {"c": 4})
    assert names == {"c": "c(c=4)", "k": "k(c=4)", "L": "L(c=4)"}


@pytest.mark.parametrize(
    ("at", "called"),
    [
        ({"a": 1, "b": 1}, "L(a=1, b=1)"),
        ({"a": 1, "b": 1, "c": 1}, "L(a=1, b=1, c=1)"),
        ({"a": 1, "b": 1, "c": 1, "d": 1}, "L(a=1, b=1, …)"),
        ({"a": 1 / 3}, "L(a=0.333333333333)"),
    ],
)
def test_the_first_changes_are_in_the_names(at: dict[str, float], called: str) -> None:
    assert called in again(**at)


def test_a_name_that_is_taken_gets_a_prime() -> None:
    found, names = nudged(NAMED, in_order(NAMED), {"a": 1}, taken={"a(a=1)", "a(a=1)'"})
    assert list(found) == ["a(a=1)''", "h(a=1)''", "L(a=1)''"]
    assert names["L"] == "L(a=1)''"
    assert list(nudged(NAMED, in_order(NAMED), {"a": 1}, taken={"b(a=1)"})[0]) == ["a(a=1)", "h(a=1)", "L(a=1)"]


def test_a_name_that_is_not_there_is_refused() -> None:
    with pytest.raises(ExpressionError) as error:
        again(q=1)
    assert str(error.value) == "there is no 'q' in the example"
