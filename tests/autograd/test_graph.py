"""Reading a graph: order, edges, leaves and names."""

from __future__ import annotations

import random
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_graphs import random_graph

from autograd import Value, values
from autograd.graph import edges, leaves, topological_order
from autograd.naming import names
from autograd.operation import CONSTANT


def reachable(output: Value) -> set[int]:
    """The ids of all nodes below and including `output`."""
    found: dict[int, Value] = {}
    waiting = [output]
    while waiting:
        node = waiting.pop()
        if id(node) not in found:
            found[id(node)] = node
            waiting.extend(node.parents)
    return set(found)


@pytest.mark.parametrize("seed", range(40))
def test_the_order_has_every_node_once_and_parents_before_children(seed: int) -> None:
    output, _ = random_graph(random.Random(seed), size=1 + seed)
    order = topological_order(output)
    position = {id(node): i for i, node in enumerate(order)}
    assert len(position) == len(order)
    assert set(position) == reachable(output)
    assert order[-1] is output
    for node in order:
        for parent in node.parents:
            assert position[id(parent)] < position[id(node)]


def test_nodes_with_equal_numbers_are_different_nodes() -> None:
    a, twin = Value(1.0), Value(1.0)
    assert len(topological_order(a + twin)) == 3


def test_a_leaf_is_a_graph_of_one_node() -> None:
    a = Value(1.0)
    (only,) = topological_order(a)
    assert only is a
    assert list(edges(a)) == []
    (only,) = leaves(a)
    assert only is a


def test_leaves_come_in_the_order_the_computation_uses_them() -> None:
    a, b, c = values(a=1.0, b=2.0, c=3.0)
    assert [node.label for node in leaves(a * b + c)] == ["a", "b", "c"]
    assert [node.label for node in leaves(b * a + c)] == ["b", "a", "c"]
    assert [node.label for node in leaves(c + a * b)] == ["a", "b", "c"]  # the product comes first
    assert [node.label for node in leaves(c + c * c)] == ["c"]


def test_operands_stay_in_the_order_they_were_written() -> None:
    a, b = values(a=1.0, b=2.0)
    assert [node.label for node in topological_order(b - a)] == ["b", "a", ""]


def test_the_classic_example_has_exactly_five_edges() -> None:
    a, b = values(a=2.0, b=1.0)
    c = (a + b).named("c")
    d = (b + 1).named("d")
    e = (c * d).named("e")
    got = {(edge.child.label, edge.parent.label, edge.position): edge.partial for edge in edges(e)}
    assert len(list(edges(e))) == 5
    assert got == {
        ("c", "a", 0): 1.0,
        ("c", "b", 1): 1.0,
        ("d", "b", 0): 1.0,
        ("e", "c", 0): 2.0,
        ("e", "d", 1): 3.0,
    }


def test_both_operands_of_a_plus_a_are_edges() -> None:
    a = Value(2.0)
    assert [(edge.position, edge.partial) for edge in edges(a * a)] == [(0, 2.0), (1, 2.0)]


@pytest.mark.parametrize("seed", range(10))
def test_edges_are_the_operands_that_are_no_constants(seed: int) -> None:
    output, _ = random_graph(random.Random(seed), size=20)
    got = [(id(edge.child), id(edge.parent), edge.position, edge.partial) for edge in edges(output)]
    expected = [
        (id(node), id(parent), i, node.partials[i])
        for node in topological_order(output)
        for i, parent in enumerate(node.parents)
        if parent.op is not CONSTANT
    ]
    assert got == expected


def test_constants_are_neither_leaves_nor_named() -> None:
    a = Value(2.0, "a")
    out = 3 * a + 1
    (only,) = leaves(out)
    assert only is a
    assert len(names(topological_order(out))) == 3


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


def test_names_stay_in_the_order_given() -> None:
    nodes = [Value(0.0), Value(1.0, "b"), Value(2.0)]
    assert [id(node) for node in names(nodes)] == [id(node) for node in nodes]


def test_a_hundred_thousand_nodes_are_named_in_a_moment() -> None:
    for labels in ([""] * 100_000, [f"v{i}" for i in range(50_000)] + [""] * 50_000, ["w"] * 10_000):
        started = time.process_time()
        got = name_list(labels)
        assert len(set(got)) == len(labels)
        assert time.process_time() - started < 20
