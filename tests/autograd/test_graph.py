"""Reading a graph: order, edges, leaves and names."""

from __future__ import annotations

import math
import random
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_graphs import random_graph

from autograd import OperandError, TooLargeError, UndefinedError, Value, ops, parse, total, values
from autograd.graph import Graph, edges, leaves, read, refuse_undefined, topological_order
from autograd.naming import condition_of, definition, failure, formula, names
from autograd.operation import CONSTANT, undefined_as_nan
from autograd.value import constant


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


# --- a graph, read once -----------------------------------------------------------------------------------------------


def test_a_plain_number_is_a_graph_too_and_called_by_its_number() -> None:
    graph = read(constant(2.5))
    assert (graph.name, len(graph.nodes), graph.edges, graph.leaves) == ("2.5", 1, [], [])
    assert (graph.definition(graph.output), formula(graph.output)) == ("2.5", "2.5")
    a = Value(2.0, "a")
    graph = Graph(3 * a + 1)
    assert [graph.names[node] for node in graph.nodes] == ["a", "b", "c"]
    assert (graph.name, graph.definition(graph.output)) == ("c", "c = b + 1")
    with pytest.raises(OperandError, match=r"^a node of a graph is a Value, not 2\.5$"):
        read(2.5)


@pytest.mark.parametrize("seed", range(10))
def test_outward_every_edge_comes_once_and_after_all_that_lead_to_its_child(seed: int) -> None:
    output, _ = random_graph(random.Random(seed), size=25)
    graph = Graph(output)
    outward = list(graph.outward())
    assert sorted(map(repr, outward)) == sorted(map(repr, graph.edges))
    for place, edge in enumerate(outward):
        assert all(later.parent is not edge.child for later in outward[place:])


def test_outward_goes_layer_by_layer() -> None:
    a, b = values(a=2.0, b=3.0)
    u, v = (a * b).named("u"), (a + b).named("v")
    y = ((u * 2).named("w") * v).named("y")
    steps = [f"{edge.child.label}{edge.parent.label}" for edge in Graph(y).outward()]
    assert steps == ["yw", "yv", "wu", "va", "vb", "ua", "ub"]


# --- what has no number -----------------------------------------------------------------------------------------------


def unchecked(make):
    with undefined_as_nan():
        return make()


@pytest.mark.parametrize(
    ("make", "kind", "says"),
    [
        (lambda x: ops.log(x), UndefinedError, "log(x) is undefined at x = -1e200"),
        (lambda x: (x * x).named("y"), TooLargeError, "x·x is too large for a float at x = -1e200"),
        (lambda x: Value(math.inf, "i") * 0 + x, UndefinedError, "i·0 is undefined at i = inf"),
        (lambda x: 1 / (x - x).named("d"), ZeroDivisionError, "1 / d divides by zero at d = 0 (d = x - x)"),
        (lambda x: ops.log(x) + x * x, UndefinedError, "log(x) is undefined at x = -1e200"),
    ],
)
def test_the_first_operation_without_a_result_is_refused_if_an_output_hangs_on_it(make, kind, says) -> None:
    node = unchecked(lambda: make(Value(-1e200, "x")))
    with pytest.raises(kind) as caught:
        refuse_undefined([node])
    assert str(caught.value) == says
    refuse_undefined([unchecked(lambda: ops.choice(0.0, node, 1.0))])
    refuse_undefined([])


def test_numbers_that_were_given_are_refused_by_nobody() -> None:
    infinite, undefined = Value(math.inf, "i"), Value(math.nan, "n")
    refuse_undefined([infinite, undefined, constant(math.inf), infinite + 1, undefined * 2])
