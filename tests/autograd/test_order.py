"""The walk that every sweep starts with, and what counts in it."""

from __future__ import annotations

import math

import pytest

from autograd import OperandError, total, values
from autograd.operation import undefined_as_nan
from autograd.ops import choice, exp, log, softplus, weighted
from autograd.order import as_node, in_effect, passed_on, topological_order, topological_order_of, zeros


def labels(nodes) -> list[str]:
    return [node.label for node in nodes]


def test_a_zero_is_kept_for_every_node_in_order() -> None:
    a, b, c = values(a=1.0, b=2.0, c=3.0)
    for output, order in [
        (a, "a"),
        (exp(a).named("y"), "ay"),
        ((a * b).named("y"), "aby"),
        (total([c, a, b, a]).named("y"), "caby"),
        (total([(a * b).named("u"), c, exp(c).named("v"), (b - c).named("w")]).named("y"), "abucvwy"),
        ((exp(exp(a).named("u")).named("v") * b).named("y"), "auvby"),
        ((b * exp(exp(a).named("u")).named("v")).named("y"), "bauvy"),
    ]:
        assert labels(zeros(output)) == list(order)
        assert set(zeros(output).values()) == {0.0}


def test_what_is_done_already_is_not_walked_again() -> None:
    a, b = values(a=1.0, b=2.0)
    u = (a * b).named("u")
    done = zeros(u)
    done[a] = 7.0
    assert labels(zeros((u * b).named("y"), done)) == ["a", "b", "u", "y"]
    assert list(done.values()) == [7.0, 0.0, 0.0, 0.0]


def test_several_outputs_have_one_order() -> None:
    a, b = values(a=1.0, b=2.0)
    u = (a * b).named("u")
    assert labels(topological_order_of([u, (u + a).named("v"), b])) == ["a", "b", "u", "v"]
    assert labels(topological_order_of([u])) == ["a", "b", "u"]
    assert topological_order_of([]) == []
    assert labels(topological_order(u)) == ["a", "b", "u"]


class HasParents:
    parents = ()


class HasPartials:
    partials = ()


@pytest.mark.parametrize("thing", [HasParents(), HasPartials(), 1.0, None])
def test_what_has_not_both_parents_and_partials_is_no_node(thing) -> None:
    for ask in (as_node, topological_order):
        with pytest.raises(OperandError, match=r"^a node of a graph is a Value, not "):
            ask(thing)


# --- what is in effect ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "arms"), [(1.0, "cay"), (2.0, "cay"), (-1.0, "cay"), (0.0, "cby"), (math.nan, "cy")]
)
def test_of_a_choice_the_arm_that_is_not_chosen_is_not_in_effect(condition: float, arms: str) -> None:
    c, a, b = values(c=condition, a=1.0, b=2.0)
    y = choice(c, a, b).named("y")
    assert labels(in_effect(topological_order(y), [y])) == list(arms)


@pytest.mark.parametrize(("weight", "counting"), [(0.0, "wy"), (-0.0, "wy"), (1.0, "way"), (-2.0, "way")])
def test_what_has_no_weight_is_not_in_effect(weight: float, counting: str) -> None:
    w, a = values(w=weight, a=1.0)
    y = weighted(w, a).named("y")
    assert labels(in_effect(topological_order(y), [y])) == list(counting)


def test_what_is_behind_an_arm_counts_if_another_way_leads_there() -> None:
    c, a, b = values(c=0.0, a=-1.0, b=2.0)
    u = undefined_as_nan(log, a).named("u")
    y = choice(c, u, b).named("y")
    z = softplus(a).named("z")
    assert labels(in_effect(topological_order_of([y, z]), [y])) == ["c", "b", "y"]
    assert labels(in_effect(topological_order_of([y, z]), [y, z])) == ["c", "a", "b", "y", "z"]


@pytest.mark.parametrize(
    ("arrived", "partial", "message"),
    [
        (2.0, 3.0, 6.0),
        (0.0, math.inf, 0.0),
        (math.nan, 0.0, 0.0),
        (0.0, math.nan, 0.0),
        (0.0, 0.0, 0.0),
        (math.inf, 2.0, math.inf),
    ],
)
def test_an_edge_carries_on_nothing_of_nothing(arrived: float, partial: float, message: float) -> None:
    assert passed_on(arrived, partial) == message
