"""What nodes are called, and how one was made: in formulas, pictures and errors."""

from __future__ import annotations

import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Value, ops, parse, total, values
from autograd.graph import topological_order
from autograd.naming import condition_of, definition, failure, formula, names
from autograd.value import constant

# --- names -----------------------------------------------------------------------------------------------------------


def name_list(labels: list[str]) -> list[str]:
    return list(names([Value(float(i), label) for i, label in enumerate(labels)]).values())


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["a", "b", "", "", ""], ["a", "b", "c", "d", "e"]),
        (["", "x", ""], ["y", "x", "z"]),
        (["", ""], ["a", "b"]),
        ([""] * 26, list(string.ascii_lowercase)),
        (["x", "", "", ""], ["x", "a", "b", "c"]),  # y and z are not enough
        (["a", "a", "a"], ["a", "a#2", "a#3"]),
        (["a#2", "a", "a"], ["a#2", "a", "a#3"]),
        (["a", "a", "a#2"], ["a", "a#2", "a#2#2"]),
        (["loss", ""], ["loss", "a"]),
        (["hi", ""], ["hi", "a"]),  # a word is no letter, also where it is a piece of the alphabet
        (["xyz", "a", ""], ["xyz", "a", "b"]),
        (["W", ""], ["W", "a"]),
        (["x", "", ""], ["x", "y", "z"]),  # just enough
        (["b[1]", "a", ""], ["b[1]", "a", "c"]),  # the array b is an input
        (["b[1]", "c[0]", "", ""], ["b[1]", "c[0]", "d", "e"]),
        (["a", "a", "a", "a#3"], ["a", "a#2", "a#3", "a#3#2"]),
        ([""] * 27, [f"v{i}" for i in range(1, 28)]),
        (["v2"] + [""] * 27, ["v2", "v1"] + [f"v{i}" for i in range(3, 29)]),
    ],
)
def test_nodes_are_called_by_their_labels_and_else_by_the_next_letters(labels, expected) -> None:
    assert name_list(labels) == expected


@given(st.lists(st.one_of(st.just(""), st.sampled_from(["a", "z", "a#2", "v1", "v2", "\x1b", r"\x1b"]), st.text())))
def test_names_are_all_different_printable_and_not_empty(labels: list[str]) -> None:
    got = name_list(labels)
    assert len(got) == len(labels)
    assert len(set(got)) == len(got)
    assert all(name and name.isprintable() for name in got)
    for label, name in zip(labels, got, strict=True):
        if label and label.isprintable() and labels.count(label) == 1 and "#" not in label and "\\" not in label:
            assert name == label


def test_only_the_labels_of_inputs_say_where_the_letters_go_on() -> None:
    a, b = values(a=1.0, b=2.0)
    x = (a + b).named("x")
    arrays = (x * a).named("d[0]")
    order = topological_order(arrays * b + 1)
    assert list(names(order).values()) == ["a", "b", "x", "d[0]", "c", "e"]  # d would be taken for the array


def test_names_stay_in_the_order_given() -> None:
    nodes = [Value(0.0), Value(1.0, "b"), Value(2.0)]
    assert [id(node) for node in names(nodes)] == [id(node) for node in nodes]


def test_a_hundred_thousand_nodes_are_named_in_a_moment() -> None:
    for labels in ([""] * 100_000, [f"v{i}" for i in range(50_000)] + [""] * 50_000, ["w"] * 10_000):
        started = time.process_time()
        got = name_list(labels)
        assert len(set(got)) == len(labels)
        assert time.process_time() - started < 20


# --- how a node was made ----------------------------------------------------------------------------------------------


def test_a_definition_is_written_in_names_and_numbers() -> None:
    a, b = values(a=1.0, b=2.0)
    c = a * b
    d = c - 3
    named = names(topological_order(d))
    assert [definition(node, named) for node in named] == ["a", "b", "c = a·b", "d = c - 3"]


def test_a_comparison_without_a_name_is_written_out_in_the_choice() -> None:
    y = parse("where(x > 0, a, x)", x=1, a=2)
    named = names(topological_order(y))
    assert definition(y, named) == f"{named[y]} = where(x > 0, a, x)"
    assert condition_of(y) is y.parents[0]
    assert condition_of(y.parents[0]) is None
    x, a = values(x=1.0, a=2.0)
    positive = ops.greater(x, 0.0).named("positive")
    chosen = ops.choice(positive, a, x).named("y")
    assert condition_of(chosen) is None
    assert definition(chosen, names(topological_order(chosen))) == "y = where(positive, a, x)"
    by_number = ops.choice(x, a, x).named("y")
    assert condition_of(by_number) is None
    assert definition(by_number, names(topological_order(by_number))) == "y = where(x, a, x)"


def test_a_formula_goes_three_operations_deep() -> None:
    a, b = values(a=1.0, b=2.0)
    assert formula(a) == "a"
    assert formula(Value(2.5)) == "2.5"
    assert formula(a + 1) == "a + 1"
    assert formula(ops.exp(ops.sin(a + 1))) == "exp(sin(a + 1))"
    assert formula(ops.log(ops.exp(ops.sin(a + 1)))) == "log(exp(sin(…)))"
    assert formula(((a + b).named("s") * 2).named("y")) == "s·2"
    assert formula(total([a] * 6)) == " + ".join("a" * 6)
    assert formula(total([a] * 7)) == "…"


def test_operands_without_a_name_are_called_by_letters_that_are_free() -> None:
    u, x = Value(2.0, "u"), Value(3.0, "x")
    error = failure(ops.summation, (x + 1, u, u * x, Value(1.0), constant(4.0)))
    assert str(error) == (
        "v + u + w + x + 4 is too large for a float at v = 4, u = 2, w = 6, x = 1 (v = x + 1, w = u·x)"
    )
    many = failure(ops.summation, tuple(Value(float(i)) for i in range(6)), of_derivative=True)
    assert str(many).startswith("the derivative of u + v + w + x + y + z is not finite at u = 0, v = 1, w = 2, x = 3")
    more = failure(ops.atan2, (Value(1.0), Value(2.0)), ValueError())
    assert str(more) == "atan2(u, v) is undefined at u = 1, v = 2"
