"""One node for each name: its formula, and edges whose partials still multiply to the gradients."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd import Value, ops, topological_order, values
from autograd.drawing import draw
from autograd.drawing.detail import every_name, every_operation
from autograd.errors import DrawingError
from autograd.expression import evaluate
from autograd.graph import read
from autograd.sweeps import sweep

NEURON = {"w1": 0.4, "w2": 0.6, "x1": 0.5, "x2": 0.8, "b": 0.1, "y": 1.0}


def neuron():
    return evaluate("z = w1*x1 + w2*x2 + b\no = sigmoid(z)\nL = (o - y)**2/2", NEURON).result


def definitions(drawing):
    return [line.split("  = ")[0].strip() for line in drawing.text.splitlines()]


def test_what_has_no_name_is_part_of_the_formula_of_what_has_one():
    drawing = draw(neuron(), detail="neuron", gradients=True)
    assert [line.rsplit("  = ")[0].strip() for line in drawing.text.splitlines()] == [
        "w1",
        "x1",
        "w2",
        "x2",
        "b",
        "z = w1·x1 + w2·x2 + b",
        "o = sigmoid(z)",
        "y",
        "L = (o - y)² / 2",
    ]


def test_an_edge_says_where_its_partial_comes_from():
    source = draw(neuron(), detail="neuron").source
    # o = σ(0.4·0.5 + 0.6·0.8 + 0.1) = σ(0.78) = 0.685680, o·(1 - o) = 0.215523
    assert "x1 = 0.5<" in source
    assert "w2 = 0.6<" in source
    assert "o·(1 - o) = 0.215523" in source


def test_full_detail_is_what_draw_does_of_itself():
    assert draw(neuron()).source == draw(neuron(), detail="full").source
    assert len(every_operation(read(neuron())).nodes) == 14 > len(every_name(read(neuron())).nodes) == 9


def test_a_result_used_twice_stays_a_node_so_that_formulas_do_not_grow_without_bounds():
    x = Value(1.0, "x")
    y = x
    for _ in range(60):
        y = y * y  # written out, 2⁶⁰ factors
    view = every_name(read(y))
    assert len(view.nodes) == 61
    assert all(len(formula.text.text) < 400 for formula in view.formulas.values())


def test_a_formula_too_long_to_read_is_cut():
    y = Value(0.5, "x")
    for _ in range(20_000):
        y = y.sin()
    view = every_name(read(y))
    assert [len(formula.text.text) < 500 for formula in view.formulas.values()] == [True, True]
    assert len(view.edges) == 1


def test_parallel_paths_are_one_edge_with_the_sum_of_their_products():
    a, b = values(a=2.0, b=1.0)
    view = every_name(read(((a + b) * (b + 1)).named("e")))
    partials = {edge.parent.label: edge.partial for edge in view.edges}
    assert partials == {"a": 2.0, "b": 5.0}  # ∂e/∂b = (b + 1) + (a + b) = 2 + 3


def test_the_formula_of_such_an_edge_is_its_sum():
    a, b = values(a=2.0, b=1.0)
    view = every_name(read(((a + b) * (b + 1)).named("e")))
    formulas = {edge.parent.label: view.partial(edge).text.text for edge in view.edges}
    assert formulas == {"a": "b + 1", "b": "b + 1 + (a + b)"}


def test_an_unknown_detail_is_an_error():
    with pytest.raises(DrawingError, match="detail is 'full' or 'neuron', not 'atom'"):
        draw(Value(1.0, "a"), detail="atom")


def test_a_constant_and_an_input_alone_can_be_drawn_at_either_detail():
    for detail in ("full", "neuron"):
        assert repr(draw(Value(2.0, "a"), detail=detail)) == "Drawing(a: 1 node, 0 edges)"


@given(seed=st.integers(0, 10**6), share=st.floats(0.0, 1.0))
@settings(max_examples=60)
def test_along_every_path_the_product_of_the_partials_is_still_the_gradient(seed, share):
    random_ = random.Random(seed)
    nodes = [Value(random_.uniform(0.2, 1.5), name) for name in "abc"]
    for i in range(20):
        op = ops.TABLE[random_.choice(["add", "subtract", "multiply", "sin", "tanh", "sigmoid"])]
        node = op(*random_.choices(nodes, k=op.arity))
        nodes.append(node.named(f"n{i}") if random_.random() < share else node)
    output = sum(nodes[4:], nodes[3])
    graph = read(output)
    view = every_name(graph)
    adjoint = dict.fromkeys(view.nodes, 0.0) | {output: 1.0}
    for node in reversed(view.nodes):
        for edge in view.edges:
            if edge.child is node:
                adjoint[edge.parent] += adjoint[node] * edge.partial
    exact = sweep(output)
    assert {node for node in topological_order(output) if node.op is None and node.label} <= set(view.nodes)
    for node in view.nodes:
        assert adjoint[node] == pytest.approx(exact[node], rel=1e-9, abs=1e-9)
