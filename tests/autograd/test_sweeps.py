"""The reverse sweep: what it computes, what it writes, how far it reaches."""

from __future__ import annotations

import itertools
import math
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mpmath
import oracles
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd import Op, Value, logsumexp, ops, values
from autograd.errors import ChainruleError, TooLargeError, UndefinedError
from autograd.graph import edges, topological_order
from autograd.sweeps import sweep

# --- what accumulates, and what does not -----------------------------------------------------------------------------


def test_the_gradient_of_a_cube_is_27_however_often_one_zeroes_and_sweeps() -> None:
    x = Value(3.0)
    y = x * x * x
    for _ in range(5):
        y.zero_grad()
        y.backward()
        assert x.grad == 27.0


def test_zeroing_the_leaf_alone_is_enough() -> None:
    x = Value(3.0)
    square = x * x
    y = square * x
    for _ in range(3):
        x.grad = 0
        y.backward()
        assert (x.grad, square.grad, y.grad) == (27.0, 3.0, 1.0)


def test_without_zeroing_leaves_accumulate_and_interior_nodes_are_set_afresh() -> None:
    x = Value(3.0)
    square = x * x
    y = square * x
    y.backward()
    y.backward()
    assert (x.grad, square.grad, y.grad) == (54.0, 3.0, 1.0)
    y.backward()
    assert (x.grad, square.grad, y.grad) == (81.0, 3.0, 1.0)


def test_two_outputs_add_up_in_the_leaves_they_share() -> None:
    a, b = values(a=2.0, b=5.0)
    shared = a * b
    (shared * 3).backward()
    assert shared.grad == 3.0
    (shared + a).backward()
    assert shared.grad == 1.0  # of the last sweep
    assert (a.grad, b.grad) == (3 * 5 + (5 + 1), 3 * 2 + 2)


def test_zero_grad_reaches_every_node_below_and_none_above() -> None:
    a = Value(2.0)
    square = a * a
    y = square + 1
    y.backward()
    square.zero_grad()
    assert (a.grad, square.grad, y.grad) == (0.0, 0.0, 1.0)


def test_a_leaf_is_its_own_output_with_gradient_one() -> None:
    x = Value(4.0)
    x.backward()
    assert x.grad == 1.0
    x.backward()
    assert x.grad == 2.0


def test_a_sweep_from_an_interior_node_leaves_what_is_above_alone() -> None:
    x = Value(3.0)
    square = x * x
    y = square * 10
    square.backward()
    assert (x.grad, square.grad, y.grad) == (6.0, 1.0, 0.0)


# --- shared nodes ----------------------------------------------------------------------------------------------------


def test_a_node_added_to_itself_has_two_edges_and_gradient_two() -> None:
    a = Value(3.0)
    s = a + a
    assert len(list(edges(s))) == 2
    assert s.partials == (1.0, 1.0)
    s.backward()
    assert a.grad == 2.0


def test_a_node_times_itself_is_its_square() -> None:
    a = Value(3.0)
    (a * a).backward()
    assert a.grad == 6.0


def test_a_node_minus_itself_and_over_itself_is_constant() -> None:
    a = Value(3.0)
    (a - a).backward()
    assert a.grad == 0.0
    (a / a).backward()
    assert a.grad == pytest.approx(0.0, abs=1e-16)


def test_both_arms_of_a_diamond_arrive_before_the_gradient_goes_on() -> None:
    x = Value(2.0)
    top = x * x  # 4
    left, right = top * 3, top * top
    out = left * right  # 3x² · x⁴ = 3x⁶
    out.backward()
    assert x.grad == 18 * 2.0**5
    assert top.grad == 9 * 4.0**2  # 3t³


def test_a_node_used_at_different_depths_collects_from_all_of_them() -> None:
    x = Value(3.0)
    y = x
    for _ in range(4):
        y = y * x  # x⁵ in the end
    y.backward()
    assert x.grad == 5 * 3.0**4


def test_repeated_squaring_has_exponentially_many_paths_and_takes_no_time() -> None:
    x = y = Value(1.0)
    for _ in range(60):
        y = y * y
    y.backward()
    assert x.grad == 2.0**60  # x^(2⁶⁰) at 1


def test_the_worked_example_of_olahs_blog() -> None:
    a, b = values(a=2.0, b=1.0)
    e = (a + b) * (b + 1)
    e.backward()
    assert (e.data, a.grad, b.grad) == (6.0, 2.0, 5.0)


# --- trust -----------------------------------------------------------------------------------------------------------


def test_changing_a_leaf_after_recording_does_not_corrupt_the_gradient() -> None:
    a, b = values(a=2.0, b=5.0)
    y = a * b + a**3
    a.data, b.data = 100.0, -7.0
    y.backward()
    assert (a.grad, b.grad) == (5.0 + 3 * 4.0, 2.0)


def test_the_sweep_is_pure() -> None:
    a, b = values(a=2.0, b=5.0)
    y = (a * b).tanh() + a
    for marker, node in enumerate(topological_order(y), start=100):
        node.grad = float(marker)
    before = [(node.data, node.grad, node.label, node.parents, node.partials) for node in topological_order(y)]
    first, second = sweep(y), sweep(y)
    after = [(node.data, node.grad, node.label, node.parents, node.partials) for node in topological_order(y)]
    assert first == second
    assert before == after
    assert first[y] == 1.0


def test_the_sweep_covers_every_node_parents_first() -> None:
    a, b = values(a=2.0, b=5.0)
    y = (a * b).tanh() + a
    assert list(map(id, sweep(y))) == list(map(id, topological_order(y)))


def test_a_gradient_that_overflows_names_its_node_and_writes_nothing() -> None:
    x, z = Value(1e-300, "x"), Value(2.0, "z")
    middle = (x * 1e200).named("m")
    y = (middle * 1e200) * z  # 2e100, but ∂y/∂x = 2e400
    everything = topological_order(y)
    for node in everything:
        node.grad = 7.0
    with pytest.raises(TooLargeError, match=r"^the gradient of x is too large for a float \(∂m/∂x at x = 1e-300\)$"):
        y.backward()
    assert [node.grad for node in everything] == [7.0] * len(everything)


def test_an_infinite_local_partial_is_refused_by_name_also_among_finite_ones() -> None:
    for build in (lambda x: ops.log(x), lambda x: ops.log(x) + x, lambda x: x + ops.log(x), lambda x: x - ops.log(x)):
        x = Value(5e-324, "x")  # 1/x = 2¹⁰⁷⁴ is no float
        y = build(x)
        logarithm = next(node for node in topological_order(y) if node.op is ops.log)
        logarithm.label = "l"
        with pytest.raises(ChainruleError, match="∂l/∂x"):
            y.backward()
        assert x.grad == 0.0


def test_messages_that_are_finite_and_add_up_to_too_much_name_the_node_where_they_meet() -> None:
    x, a, b = values(x=1e-300, a=1e308, b=1e308)
    y = ((x * a).named("u") + (x * b).named("v")).named("y")
    with pytest.raises(TooLargeError) as caught:
        y.backward()
    assert str(caught.value) == "the gradient of x is too large for a float (∂v/∂x at x = 1e-300)"


def test_a_derivative_that_does_not_exist_names_its_edge_if_both_ends_have_a_label() -> None:
    x = Value(0.0, "x")
    with pytest.raises(UndefinedError) as caught:
        x.sqrt().named("r").backward()
    assert str(caught.value) == "the derivative of sqrt(x) is not finite at x = 0: ∂r/∂x"
    for node in (x.sqrt(), Value(0.0).sqrt().named("r")):
        with pytest.raises(UndefinedError, match=r"^the derivative of sqrt\(\w\) is not finite at \w = 0$"):
            node.backward()


def test_an_undefined_local_partial_is_refused_too() -> None:
    broken = Op("broken", lambda a: a, partials=lambda out, a: (math.nan,))
    x = Value(1.0, "x")
    with pytest.raises(UndefinedError, match="x"):
        (broken(x) * 2).backward()
    assert x.grad == 0.0


def test_an_infinite_partial_through_which_nothing_flows_does_no_harm() -> None:
    x, y = Value(5e-324, "x"), Value(3.0)
    out = ops.log(x) * 0 + y
    out.backward()
    assert (x.grad, y.grad) == (0.0, 1.0)


# --- size ------------------------------------------------------------------------------------------------------------

CHAIN = """
import gc, resource, sys
from pathlib import Path
from autograd import Value
gc.collect()
blocks = sys.getallocatedblocks()
start, a, b = Value(0.0), Value(1.0), Value(1.0)
y = start
for _ in range(500_000):
    y = (y + a) * b
y.backward()
print(y.data, start.grad, a.grad, b.grad)
y.zero_grad()
print(a.grad, b.grad, y.grad)
del y, start, a, b, _
gc.collect()
print(sys.getallocatedblocks() - blocks)
status = Path("/proc/self/status")
if status.exists():  # what Linux tells of a process through getrusage counts the memory of the one that started it
    print(int(status.read_text().split("VmHWM:")[1].split()[0]) * 1024)
else:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024))
"""


def test_a_chain_of_a_million_operations_is_built_swept_and_freed_in_less_than_a_gigabyte() -> None:
    root = Path(__file__).parent.parent.parent
    done = subprocess.run([sys.executable, "-c", CHAIN], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    gradients, zeroed, left_over, peak = done.stdout.splitlines()
    n = 500_000  # y = start·bⁿ + a (b + b² + … + bⁿ), at start = 0, a = b = 1
    assert gradients == f"{float(n)} 1.0 {float(n)} {n * (n + 1) / 2}"
    assert zeroed == "0.0 0.0 0.0"
    assert int(left_over) < 1000
    assert int(peak) < 2**30


# --- random graphs ---------------------------------------------------------------------------------------------------

SMOOTH = [op for name, op in ops.TABLE.items() if name not in oracles.KINKED]

#: One step of a recipe: an operation, and which earlier nodes it takes (modulo how many there are).
STEP = st.tuples(st.sampled_from(SMOOTH), st.lists(st.integers(0, 11), min_size=4, max_size=4))
RECIPE = st.tuples(st.lists(st.integers(-30, 30), min_size=2, max_size=3), st.lists(STEP, min_size=3, max_size=12))


def build(leaves: list[Any], steps: list[tuple[Op, list[int]]], apply: Callable[[Op, list[Any]], Any]) -> Any:
    """Follow a recipe. Every node so far may be an operand, so most are shared; all of them end in one sum."""
    nodes = list(leaves)
    for op, picks in steps:
        count = op.arity or 4
        operands = [nodes[pick % len(nodes)] for pick in picks[:count]]
        if op.fixed:
            operands[1] = float(picks[1] % 4)
        result = apply(op, operands)
        if result is not None:
            nodes.append(result)
    return apply(ops.summation, nodes)


def tame(op: Op, operands: list[Any]) -> Value | None:
    """The node, unless it is out of the domain or so steep that rounding would drown the comparison."""
    data = [x if isinstance(x, float) else x.data for x in operands]
    if any(x not in op.domain_of(i) for i, x in enumerate(data)):
        return None
    try:
        node = op(*operands)
    except ChainruleError:
        return None
    return node if all(abs(x) <= 8 for x in (node.data, *node.partials)) else None


@given(RECIPE)
@settings(max_examples=300)
def test_the_gradient_of_a_random_graph_of_smooth_operations_is_its_difference_quotient(recipe) -> None:
    numbers, steps = recipe
    leaves = [Value(n / 10) for n in numbers]
    kept: list[bool] = []

    def record(op: Op, operands: list[Any]) -> Value | None:
        if op is ops.summation and len(kept) == len(steps):
            return op(*operands)  # the last, over all nodes
        node = tame(op, operands)
        kept.append(node is not None)
        return node

    output = build(leaves, steps, record)
    output.backward()

    def exact(*xs: Any) -> Any:
        decisions = iter([*kept, True])
        return build(
            list(xs), steps, lambda op, operands: oracles.DEFINITIONS[op.name](*operands) if next(decisions) else None
        )

    with mpmath.workdps(oracles.DIGITS):
        assert abs(output.data - exact(*(mpmath.mpf(leaf.data) for leaf in leaves))) <= 1e-9 * (1 + abs(output.data))
    steepness = absolute_sweep(output)
    for leaf, slope in zip(leaves, oracles.gradient(exact, [leaf.data for leaf in leaves]), strict=True):
        assert abs(leaf.grad - slope) <= 1e-9 * (1 + steepness[leaf])


def absolute_sweep(output: Value) -> dict[Value, float]:
    """Σ over paths of |product|: how large the numbers are whose sum is the gradient."""
    order = topological_order(output)
    size = dict.fromkeys(order, 0.0)
    size[output] = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials, strict=True):
            size[parent] += size[node] * abs(partial)
    return size


def every_path(node: Value, goal: Value) -> list[list[float]]:
    """The local partials along every path from `node` down to `goal`, by plain recursion."""
    if node is goal:
        return [[]]
    return [
        [partial, *rest]
        for parent, partial in zip(node.parents, node.partials, strict=True)
        for rest in every_path(parent, goal)
    ]


@pytest.mark.parametrize("seed", range(30))
def test_the_gradient_is_the_sum_over_all_paths_of_the_products_of_local_partials(seed: int) -> None:
    rng = random.Random(seed)
    leaves = [Value(rng.uniform(0.5, 1.5)) for _ in range(3)]
    nodes = list(leaves)
    for _ in range(8):
        a, b = rng.choice(nodes), rng.choice(nodes)
        nodes.append(
            rng.choice(
                [
                    lambda a, b: a * b,
                    lambda a, b: a + b,
                    lambda a, b: a - b,
                    lambda a, b: a / (b * b + 1),
                    lambda a, b: a.tanh() * b.sigmoid(),
                    lambda a, b: logsumexp([a, b, a]),
                ]
            )(a, b)
        )
    output = ops.total(nodes)
    adjoint = sweep(output)
    for leaf in leaves:
        products = [math.prod(path) for path in every_path(output, leaf)]
        assert adjoint[leaf] == pytest.approx(math.fsum(products), rel=1e-10, abs=1e-10)


def test_small_integer_graphs_have_exact_gradients_in_every_order_of_construction() -> None:
    # y = Π (x + i) for i in any order: y' = Σ Π_{j≠i} (x + j), all integers
    for order in itertools.permutations(range(4)):
        x = Value(2.0)
        y = Value(1.0)
        for i in order:
            y = y * (x + i)
        y.backward()
        factors = [2 + i for i in range(4)]
        assert x.grad == sum(math.prod(factors) // factor for factor in factors)
