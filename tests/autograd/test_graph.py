"""Reading a graph: order, edges, leaves and names."""

from __future__ import annotations

import math
import random

import pytest
from random_graphs import random_graph

from autograd import OperandError, TooLargeError, UndefinedError, Value, ops, values
from autograd.graph import Graph, edges, leaves, read, refuse_undefined, topological_order
from autograd.naming import formula, names
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
    node = undefined_as_nan(lambda: make(Value(-1e200, "x")))
    with pytest.raises(kind) as caught:
        refuse_undefined([node])
    assert str(caught.value) == says
    refuse_undefined([undefined_as_nan(lambda: ops.choice(0.0, node, 1.0))])
    refuse_undefined([])


def test_numbers_that_were_given_are_refused_by_nobody() -> None:
    infinite, undefined = Value(math.inf, "i"), Value(math.nan, "n")
    refuse_undefined([infinite, undefined, constant(math.inf), infinite + 1, undefined * 2])
