"""Paths: how many, in which order, and their products."""

from __future__ import annotations

import math

import pytest

from autograd import StaleError, Value, count_paths, paths, sqrt, values
from autograd.ops import log, weighted


def ways(output: Value, start: Value, **options: bool) -> list[str]:
    return ["".join(node.label for node in path.nodes) for path in paths(output, start, **options)]


def diamond() -> tuple[Value, Value]:
    """y = u·v with u = x·x and v = 3·x + u, at x = 2: u = 4, v = 10, ∂y/∂u = 10, ∂y/∂v = 4."""
    x = Value(2.0, "x")
    u = (x * x).named("u")
    v = ((3 * x).named("w") + u).named("v")
    return x, (u * v).named("y")


def test_paths_go_deep_first_and_an_operands_first_edge_before_its_second() -> None:
    x, y = diamond()
    assert ways(y, x) == ["xuy", "xuy", "xwvy", "xuvy", "xuvy"]
    assert [path.product for path in paths(y, x)] == [20.0, 20.0, 12.0, 8.0, 8.0]
    assert [path.partials for path in paths(y, x)][2] == (3.0, 1.0, 4.0)
    assert count_paths(y, x) == 5


def test_the_largest_come_first_if_asked_by_size() -> None:
    a, b, c = values(a=1.0, b=-7.0, c=3.0)
    x = Value(1.0, "x")
    y = ((x * a).named("p") + (x * b).named("q") + (x * c).named("r")).named("y")
    assert [path.product for path in paths(y, x)] == [1.0, -7.0, 3.0]
    assert [path.product for path in paths(y, x, largest_first=True)] == [-7.0, 3.0, 1.0]


def test_a_node_has_one_path_to_itself_and_none_to_what_does_not_use_it() -> None:
    x, y = diamond()
    (only,) = paths(x, x)
    assert ([node.label for node in only.nodes], only.partials, only.product) == (["x"], (), 1.0)
    assert (count_paths(x, x), count_paths(x, y), list(paths(x, y))) == (1, 0, [])


def test_a_product_is_exact_or_else_what_is_carried_back() -> None:
    x = Value(1e-300, "x")
    ((path,)) = paths(((x * 1e200) * 1e200) * 1e-300, x)
    assert path.product == pytest.approx(1e100, rel=1e-15)  # though 1e200·1e200 is no float
    zero = Value(0.0, "x")
    (path,) = paths(sqrt(zero) * 0, zero)
    assert path.partials == (math.inf, 0.0) or math.isnan(path.partials[0])
    assert path.product == 0.0


def test_a_partial_that_does_not_exist_counts_as_the_largest() -> None:
    x = Value(0.0, "x")
    y = (100 * x).named("p") + sqrt(x).named("q")
    assert ways(y, x, largest_first=True) == ["xq", "xp"]


def test_what_no_longer_follows_has_no_paths() -> None:
    x = Value(2.0, "x")
    y = log(x) * weighted(x, 3.0)
    x.data = 3.0
    with pytest.raises(StaleError):
        next(paths(y, x))
    assert count_paths(y, x) == 2
