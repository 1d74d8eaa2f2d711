"""What a plan consists of: slots in slices, groups in runs, gradients asked for; and what programs are given."""

from __future__ import annotations

import math
from typing import Any

import numpy
import pytest

from autograd import OperandError, TooLargeError, UndefinedError, Value, compile, dot, tanh, total, values, where
from autograd.program import bound, program
from autograd.program.data import FEW, added_up, argument_names, as_rows, as_vector
from autograd.program.plan import Group, Product, contiguous
from autograd.program.rules import Scratch
from autograd.program.run import _matrix_view
from autograd.program.runs import MANY_ROWS, cut, evenly, many
from autograd.program.space import Space, all_finite


def planned(function: Any, parameters: list[Value], *arguments: Any) -> Any:
    made = compile(function, parameters)
    made.value(*arguments)
    return made._last.plan  # type: ignore[union-attr]


# --- slots ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slots", "whole", "even"),
    [
        ([4], slice(4, 5), slice(4, 5, 1)),
        ([4, 5], slice(4, 6), slice(4, 6, 1)),
        ([4, 5, 6], slice(4, 7), slice(4, 7, 1)),
        ([4, 6], None, slice(4, 7, 2)),
        ([4, 7, 10], None, slice(4, 11, 3)),
        ([5, 4], None, None),
        ([6, 5, 4], None, None),
        ([4, 4], None, None),
        ([4, 4, 6], None, None),
        ([4, 6, 5, 7], None, None),
        ([4, 6, 6, 10], None, None),
        ([4, 5, 7], None, None),
        ([3, 3, 3], None, None),
    ],
)
def test_slots_in_a_row_or_in_equal_steps_are_a_slice(slots: list[int], whole, even) -> None:
    assert contiguous(numpy.array(slots)) == whole
    assert evenly(numpy.array(slots)) == even


def test_slots_are_cut_where_any_of_the_lists_changes_its_step() -> None:
    found = list(cut([numpy.array([0, 1, 2, 4, 6, 5]), numpy.array([9, 10, 11, 13, 14, 15])]))
    assert [part for part, _ in found] == [slice(0, 3), slice(3, 5), slice(5, 6)]
    assert [views for _, views in found] == [
        [slice(0, 3, 1), slice(9, 12, 1)],
        [slice(4, 7, 2), slice(13, 15, 1)],
        [slice(5, 6, 1), slice(15, 16, 1)],
    ]
    assert [many(rows) for rows in (MANY_ROWS - 1, MANY_ROWS)] == [False, True]


@pytest.mark.parametrize(
    ("slots", "is_view"),
    [
        ([[0, 1, 2], [3, 4, 5]], True),
        ([[0, 1], [3, 4], [6, 7]], True),
        ([[0, 3], [1, 4], [2, 5]], True),
        ([[2, 3, 4]], True),
        ([[2], [3], [4]], True),
        ([[2], [5], [8]], True),
        ([[0, 1, 2], [2, 3, 4]], False),
        ([[0, 2], [1, 3]], True),
        ([[0, 2], [4, 6]], False),
        ([[0, 1], [3, 5]], False),
        ([[4, 3]], False),
        ([[7]], True),
    ],
)
def test_weights_that_lie_evenly_are_seen_as_a_matrix(slots: list[list[int]], is_view: bool) -> None:
    column = numpy.arange(10.0)[:, None] ** 2
    found = _matrix_view(column, numpy.array(slots))
    assert (found is not None) is is_view
    if found is not None:
        assert found.tolist() == (numpy.array(slots) ** 2.0).tolist()
        found[0, 0] = -1.0
        assert column[slots[0][0], 0] == -1.0


def test_scratch_shares_nothing_until_it_is_released() -> None:
    scratch = Scratch()
    first, second = scratch.take((2, 3)), scratch.take((4,))
    first[...], second[...] = 1.0, 2.0
    assert (first.shape, second.shape, first.sum(), second.sum()) == ((2, 3), (4,), 6.0, 8.0)
    third = scratch.take((2,))
    assert not any(numpy.shares_memory(third, other) for other in (first, second))
    taken = scratch.bytes
    scratch.release()
    again = scratch.take((2,))
    assert scratch.bytes == taken  # the same room
    assert numpy.shares_memory(again, second)
    single = Scratch(numpy.float32)
    assert (single.bytes, single.take((5,)).dtype, single.bytes) == (0, numpy.float32, 20)


def test_a_space_has_rooms_of_the_kind_asked_for() -> None:
    space = Space(3, 4, dtype=numpy.float32)
    assert (space.values.shape, space.adjoints.shape, space.flat.shape, space.bytes) == ((3, 4), (3, 4), (12,), 96)
    assert Space(3, 1, 4).adjoints.shape == (3, 4)
    space.adjoints[...], space.reached[0] = 1.0, True
    beside = space.beside()
    assert beside.values is space.values
    assert (beside.adjoints.any(), beside.reached.any(), space.adjoints.all()) == (False, False, True)


def test_what_is_finite_is_found_whatever_the_size_of_the_numbers() -> None:
    with numpy.errstate(over="ignore"):
        assert all_finite(numpy.full((2, 3), 1e300))
        for bad in (math.nan, math.inf):
            assert not all_finite(numpy.array([[1e300, bad], [1.0, 2.0]]))
    assert all_finite(numpy.empty((0, 4)))


# --- groups -----------------------------------------------------------------------------------------------------------


def test_a_plan_is_listed_with_its_shapes() -> None:
    weights = [[Value(0.1), Value(0.2)], [Value(0.3), Value(0.4)]]
    biases, c = [Value(0.5), Value(0.6)], Value(2.0)

    def f(x):
        hidden = [tanh(dot(row, x) + offset) for row, offset in zip(weights, biases, strict=True)]
        return hidden[0] ** 3 + hidden[1] ** 3 + c * 1.5

    made = compile(f, [*weights[0], *weights[1], *biases, c])
    made.value(numpy.ones((40, 2)))
    assert str(made).splitlines() == [
        "23 nodes as 6 array operations (N rows):",
        "  (1, 1) = multiply((1, 1), (1, 1))",
        "  (2, N) = weights (2, 2) @ (2, N) + bias (2, 1)",
        "  (2, N) = tanh((2, N))",
        "  (2, N) = power((2, N), 3)",
        "  (1, N) = add((1, N), (1, N))",
        "  (1, N) = add((1, N), (1, 1))",
    ]
    wide = compile(lambda x: dot([Value(1.0) for _ in range(20)], x), [])
    wide.value(numpy.ones((40, 20)))
    assert str(wide).splitlines()[1:] == ["  (1, N) = weights (1, 20) @ argument 0 (20, N)"]
    gathered = compile(lambda x: total([tanh(x[2] * x[0]), tanh(x[0] * x[1]), tanh(x[1] * x[2])]), [])
    gathered.value(numpy.ones((40, 3)))
    assert " gathered" in str(gathered)


def test_a_gradient_reaches_what_depends_on_a_parameter_and_nothing_else() -> None:
    w = Value(2.0, "w")
    plan = planned(lambda x: where(w * x > 1, w * x, x), [w], numpy.ones(40))
    by_name = {group.op.name: group for group in plan.groups if isinstance(group, Group)}
    assert [operand.wanted for operand in by_name["where"].operands] == [False, True, False]
    assert [operand.wanted for operand in by_name["multiply"].operands] in ([True, False], [False, True])
    fixed = planned(lambda x: tanh(dot([0.5, 0.25, 2.0], x)) * w, [w], numpy.ones((40, 3)))
    (product,) = [group for group in fixed.groups if isinstance(group, Product)]
    assert (product.wanted, product.bias, product.block.wanted) == (False, None, False)
    own = planned(lambda x: dot([w, w, 1.0], [tanh(w * v) for v in x]), [w], numpy.ones((40, 3)))
    (product,) = [group for group in own.groups if isinstance(group, Product)]
    assert (product.wanted, product.block.wanted) == (True, True)


def test_which_sums_of_products_become_matrix_products() -> None:
    u, v, w = values(u=1.0, v=2.0, w=3.0)

    def products(function: Any, width: int = 3) -> list[tuple[int, ...]]:
        plan = planned(function, [u, v, w], numpy.ones((40, width)))
        return [group.weights.shape for group in plan.groups if isinstance(group, Product)]

    assert products(lambda x: u * x[0] + v * x[1] + w * x[2]) == [(1, 3)]
    assert products(lambda x: u * x[0] + v * x[1]) == [(1, 2)]
    assert products(lambda x: u * x[0] + w) == []  # of one product there is nothing to gather
    assert products(lambda x: 0.5 * x[0] + 0.25 * x[1]) == []  # of two numbers there is not either
    assert products(lambda x: 0.5 * x[0] + 0.25 * x[1] + 2.0 * x[2]) == [(1, 3)]
    assert products(lambda x: 0.5 * x[0] + v * x[1]) == [(1, 2)]
    assert products(lambda x: u * x[0] + v * x[0]) == []  # the same operand twice
    assert products(lambda x: tanh(u * x[0]) + (u * x[0] + v * x[1]) ** 2) == [(1, 2)]
    assert products(lambda x: [u * x[0] + v * x[1], v * x[0] + w * x[1]][0] + (v * x[0] + w * x[1]).tanh()) == [(2, 2)]


def test_wide_arguments_that_are_only_multiplied_are_looked_at_as_they_are() -> None:
    weights = [Value(1.0) for _ in range(17)]
    for width, uses_one, copied in ((16, False, 1), (17, False, 0), (17, True, 1)):
        plan = planned(
            lambda x, width=width, uses_one=uses_one: dot(weights[:width], x) + (tanh(x[0]) if uses_one else 0.0),
            weights,
            numpy.ones((40, width)),
        )
        assert len(plan.copied) == copied
    part = planned(lambda x: x[1] * weights[0] + tanh(x[3]), weights, numpy.ones((40, 20)))
    assert [(argument, column) for argument, column, _ in part.copied] == [(0, 1), (0, 3)]


# --- what a program is given ------------------------------------------------------------------------------------------


def test_arguments_are_called_as_the_function_calls_them() -> None:
    assert argument_names(lambda x, y: x, 2) == ["x", "y"]
    assert argument_names(lambda x, *rest: x, 3) == ["x", "rest", "argument2"]
    assert argument_names(max, 2) == ["argument0", "argument1"]
    with pytest.raises(OperandError) as caught:
        argument_names(lambda x, y: x, 1)
    assert str(caught.value) == "the function takes (x, y), not 1 argument: missing a required argument: 'y'"


def test_arrays_of_floats_are_taken_as_they_are_and_others_are_converted() -> None:
    for array in (numpy.ones(3), numpy.ones((3, 2))):
        assert as_rows(array, 0) is array
    assert as_rows([[1, 2]], 0).dtype == float
    for array in (numpy.array(1.0), numpy.ones((1, 1, 1))):
        with pytest.raises(OperandError, match=r"^argument 3 has shape .*: give a 1-d array, or a 2-d array of rows$"):
            as_rows(array, 3)
    assert as_vector([1, 2], 2, "theta").tolist() == [1.0, 2.0]
    long = "x" * 100
    with pytest.raises(OperandError) as caught:
        as_vector([long], 1, "theta")
    assert str(caught.value) == f"theta must hold real numbers, not '{long[:58]}… at position 0"


@pytest.mark.parametrize("count", [1, FEW, FEW + 1, 1000])
def test_sums_exist_where_their_parts_do_and_are_divided(count: int) -> None:
    values_ = numpy.arange(1.0, count + 1)
    assert added_up(values_, 1) == count * (count + 1) / 2
    assert added_up(values_, count) == (count + 1) / 2
    assert added_up(numpy.full(count, 1e308), count) == pytest.approx(1e308, rel=1e-15)
    if count > 1:
        with pytest.raises(TooLargeError, match=r"^the sum over the rows is too large for a float$"):
            added_up(numpy.full(count, 1e308), 1)


def test_few_numbers_are_added_up_without_rounding_on_the_way() -> None:
    assert added_up(numpy.array([1e16, 1.0, -1e16] + [0.0] * (FEW - 3)), 1) == 1.0


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda program, scale: program.value([1.0] * 40, at=[math.inf]), "parameter 0 is inf"),
        (
            lambda program, scale: (setattr(scale, "data", math.nan), program.value([1.0] * 40)),
            "the Value scale is nan",
        ),
        (lambda program, scale: program.value([1.0] * 7 + [math.nan] * 33), "argument 0 is nan in row 7"),
    ],
)
def test_numbers_that_are_not_finite_are_named(call, says: str) -> None:
    w, scale = Value(2.0), Value(3.0, "scale")
    with pytest.raises(UndefinedError) as caught:
        call(compile(lambda x: w * x * scale, [w]), scale)
    assert str(caught.value) == says
    nameless = Value(math.inf)
    with pytest.raises(UndefinedError) as caught:
        compile(lambda x: w * x * nameless, [w]).value([1.0] * 40)
    assert str(caught.value) == "a Value that the function uses is inf"


@pytest.mark.parametrize(("label", "called"), [("w", "w"), ("", "number 1")])
def test_a_gradient_that_is_too_large_names_its_parameter(label: str, called: str) -> None:
    v, w = Value(1.0, "v"), Value(1e-30, label)
    single = compile(lambda x: v + w * x * 1e10, [v, w], float32=True)
    assert single.value([1e30] * 40) == pytest.approx([1.0 + 1e10] * 40, rel=1e-6)
    for reduce in ("mean", "none"):
        with pytest.raises(TooLargeError) as caught:
            single.value_and_grad([1e30] * 40, reduce=reduce)  # 1e40
        row = "row 0: " if reduce == "none" else ""
        assert str(caught.value) == f"{row}the gradient by parameter {called} is too large for a float32"
    steep = compile(lambda x: v + (w * 1e200) * 1e200 * x, [v, w])
    with pytest.raises(TooLargeError, match=r"^row 0: the gradient of .* is too large for a float \(∂"):
        steep.value_and_grad([1.0] * 40, at=[1.0, 1e-300])


# --- traces that are kept ---------------------------------------------------------------------------------------------


def test_as_many_traces_are_kept_as_there_may_be_and_the_latest_in_any_case(monkeypatch) -> None:
    w = Value(2.0, "w")
    made = compile(lambda x: total(w * v for v in x), [w])
    monkeypatch.setattr(program, "MOST_TRACES", 2)
    for width in (1, 2, 3, 2, 4):
        assert made.value(numpy.ones((40, width))).tolist() == [2.0 * width] * 40
    assert list(made._traces) == [(2,), (4,)]
    taken = sum(one.bytes for one in made._traces.values())
    monkeypatch.setattr(program, "LARGEST_BUFFERS", taken)
    made.bound_to((2,))
    assert list(made._traces) == [(4,), (2,)]  # just as much as there may be
    monkeypatch.setattr(program, "LARGEST_BUFFERS", taken - 1)
    made.bound_to((2,))
    assert list(made._traces) == [(2,)]
    monkeypatch.setattr(program, "LARGEST_BUFFERS", 0)
    made.bound_to((2,))
    assert list(made._traces) == [(2,)]


def test_a_few_rows_of_a_thin_graph_go_through_the_engine_and_many_through_arrays(monkeypatch) -> None:
    w = Value(2.0, "w")
    chain = compile(lambda x: tanh(tanh(tanh(w * x))), [w])
    runs = []
    engine = bound.ByEngine.run
    monkeypatch.setattr(bound.ByEngine, "run", lambda self, *a, **k: runs.append(1) or engine(self, *a, **k))
    expected = math.tanh(math.tanh(math.tanh(1.0)))
    # 6 nodes, of which 4 are array operations: an array operation costs as much as two nodes
    for rows, by_engine in ((1, True), (2, False), (3, False)):
        runs.clear()
        assert chain.value([0.5] * rows) == pytest.approx([expected] * rows, rel=1e-15)
        assert bool(runs) is by_engine, rows
