"""Deep copies and pickles of graphs say what the graphs said, at any depth, and keep what is told by identity."""

from __future__ import annotations

import copy
import operator
import pickle
import sys

import pytest

import autograd
from autograd import Op, OperandError, TraceError, Value, compile, draw, explain, grad, hessian, total, values
from autograd.graph import Graph, topological_order
from autograd.operation import CONSTANT
from autograd.ops import TABLE

cube = Op("cube", lambda a: a**3, partials=lambda out, a: (3 * a**2,))


def pickled(thing):
    return pickle.loads(pickle.dumps(thing))


BOTH = pytest.mark.parametrize("duplicate", [copy.deepcopy, pickled])


@BOTH
def test_the_copy_is_explained_drawn_and_swept_as_the_graph_was(duplicate) -> None:
    a, b = values(a=2.0, b=1.0)
    e = ((a + b) * (b + 1)).named("e")
    other = duplicate(e)
    assert other is not e
    assert len(Graph(other).nodes) == len(Graph(e).nodes) == 5  # the 1 is part of a formula, not a node
    assert str(explain(other)) == str(explain(e))
    assert draw(other).source == draw(e).source
    other.backward()
    by_label = {node.label: node.grad for node in topological_order(other)}
    assert (by_label["a"], by_label["b"]) == (2.0, 5.0)  # b + 1 and a + 2b + 1
    assert (a.grad, b.grad, e.grad) == (0.0, 0.0, 0.0)


@BOTH
def test_numbers_labels_gradients_and_partials_stay(duplicate) -> None:
    a, b, c = values(a=2.0, b=-3.0, c=0.5)
    out = total([a * b, c, a**2, autograd.maximum(a, b), cube(c), a]).named("out")
    out.backward()
    for node, other in zip(topological_order(out), topological_order(duplicate(out)), strict=True):
        assert (node.data, node.grad, node.label, node.op, node.partials) == (
            other.data, other.grad, other.label, other.op, other.partials,
        )  # fmt: skip
        assert [parent.data for parent in node.parents] == [parent.data for parent in other.parents]
        assert type(other) is Value


@BOTH
@pytest.mark.parametrize("op", [*TABLE.values(), CONSTANT, cube], ids=lambda op: op.name)
def test_an_operation_is_itself(op, duplicate) -> None:
    assert duplicate(op) is op
    assert copy.copy(op) is op


@BOTH
def test_a_graph_of_a_hundred_thousand_nodes_in_a_row_is_no_recursion(duplicate) -> None:
    x = y = Value(1.0, "x")
    for _ in range(100_000):
        y = y + x
    other = duplicate(y)
    assert other.data == 100_001.0
    other.backward()
    (leaf,) = autograd.leaves(other)
    assert leaf.grad == 100_001.0
    assert x.grad == 0.0


def test_a_deep_copy_of_several_things_shares_what_they_shared() -> None:
    a = Value(3.0, "a")
    square = a * a
    copies = copy.deepcopy({"square": square, "twice": square + square, "leaf": a, "again": [a, square]})
    assert copies["twice"].parents == (copies["square"], copies["square"])
    assert copies["twice"].parents[0] is copies["square"] is copies["again"][1]
    assert copies["square"].parents[0] is copies["leaf"] is copies["again"][0]
    assert copies["leaf"] is not a


def test_in_a_pickle_leaves_are_shared_between_results_and_what_is_computed_belongs_to_one() -> None:
    a = Value(3.0, "a")
    square = a * a
    first, second, leaf = pickled([square, square + 1, a])
    assert first.parents[0] is leaf is second.parents[0].parents[0]
    assert second.parents[0] is not first
    (first + second).backward()
    assert leaf.grad == 12.0


def test_a_shallow_copy_has_the_same_operands() -> None:
    a = Value(3.0, "a")
    other = copy.copy(a * a)
    assert other.parents == (a, a)
    assert other.parents[0] is a
    assert copy.copy(a) is not a


class Named(Value):
    """A leaf with an attribute of its own."""


@BOTH
def test_a_leaf_of_a_class_of_ones_own_keeps_its_attributes(duplicate) -> None:
    leaf = Named(2.0, "w")
    leaf.unit = "m/s"
    other = duplicate(leaf)
    assert (type(other), other.unit, other.data, other.label) == (Named, "m/s", 2.0, "w")


def test_an_own_operation_without_a_name_in_a_module_is_one_clear_line() -> None:
    local = Op("halve", operator.pos, partials=lambda out, a: (0.5,))
    assert copy.deepcopy(local(Value(2.0))).op is local
    for thing in (local, local(Value(2.0))):
        with pytest.raises(OperandError) as caught:
            pickle.dumps(thing)
        assert str(caught.value) == (
            "the operation 'halve' cannot be pickled: it has no name in a module; assign it at the top of one, as "
            "functions must be too"
        )


def test_a_pickle_made_with_an_operation_that_is_not_there_says_so(monkeypatch) -> None:
    ours = pickle.dumps(cube(Value(2.0)))
    monkeypatch.delattr(sys.modules[__name__], "cube")
    with pytest.raises(OperandError, match=r"there is no operation '.*cube' here"):
        pickle.loads(ours)
    with pytest.raises(OperandError, match="there is no operation 'a row called sinus' here"):
        pickle.loads(b"cautograd.copies\noperation_called\n(X\x05\x00\x00\x00sinustR.")


def test_the_gradient_of_a_function_with_a_name_can_be_pickled() -> None:
    assert pickled(grad(cube))(2.0) == 12.0
    assert pickled(hessian(cube))(2.0) == 12.0


def test_a_row_being_traced_is_not_copied() -> None:
    w = Value(2.0, "w")
    for thing in (lambda x: copy.deepcopy(x), lambda x: copy.copy(w) * x):
        with pytest.raises(TraceError, match="cop"):
            compile(lambda x, thing=thing: thing(x) * w, [w]).value([1.0, 2.0] * 10)
