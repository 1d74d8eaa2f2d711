"""Messages brought to adjoints: whatever slots they go to, in whichever way, the sums are those of numpy.add.at."""

from __future__ import annotations

import math
import random
from functools import partial
from typing import Any

import numpy
import pytest
from numpy.testing import assert_array_equal

from autograd.program import runs
from autograd.program.choosing import product_with_adjoint
from autograd.program.delivery import Destination, bring, stopping, summed, times
from autograd.program.rules import Scratch
from autograd.program.space import Space

SLOTS = [[0], [0, 1, 2], [3, 2, 1], [0, 2, 4], [1, 1, 1], [5, 0, 0, 3, 5], [0, 1, 2, 4, 5], [6, 0, 1, 2, 6, 5, 4, 3]]


def filled(reached: list[int], rows: int) -> Space:
    """Adjoints of seven slots: whole numbers where something has arrived, and what must not be read elsewhere."""
    space = Space(7, rows)
    space.adjoints[...] = math.nan
    space.adjoints[reached] = 100.0 * numpy.arange(7)[reached, None] + numpy.arange(rows)
    space.reached[reached] = True
    return space


def expected(space: Space, slots: list[int], messages: Any) -> Any:
    sums = numpy.where(space.reached[:, None], space.adjoints, 0.0)
    numpy.add.at(sums, slots, messages)
    touched = space.reached.copy()
    touched[slots] = True
    return numpy.where(touched[:, None], sums, math.nan)


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("reached", [[], [0], [1, 2], [0, 2, 4], [0, 1, 2, 3, 4, 5, 6]], ids=str)
@pytest.mark.parametrize("slots", SLOTS, ids=str)
def test_what_is_brought_adds_up(slots: list[int], reached: list[int], sign: int, many: bool, monkeypatch: Any) -> None:
    monkeypatch.setattr(runs, "MANY_ROWS", 1 if many else 100)
    messages = numpy.random.default_rng(len(slots)).integers(-9, 9, (len(slots), 3)).astype(float)
    for through_bring in (False, True):
        space = filled(reached, 3)
        sums = expected(space, slots, messages if through_bring else sign * messages)
        destination = Destination(space, numpy.array(slots))
        assert space.reached[slots].all()
        if through_bring:
            steps = bring(destination, messages.shape, Scratch(), lambda out: [partial(numpy.copyto, out, messages)])
        else:
            steps = destination.steps(messages, sign)
        for step in steps:
            step()
        assert_array_equal(space.adjoints, sums)


def test_messages_that_are_the_first_to_a_row_of_slots_are_written_at_once() -> None:
    assert Destination(filled([], 3), numpy.array([2, 3, 4])).direct is not None
    assert Destination(filled([], 3), numpy.array([0, 2, 4])).direct is not None
    assert Destination(filled([2, 3, 4], 3), numpy.array([2, 3, 4])).direct is None
    assert Destination(filled([2], 3), numpy.array([2, 3, 4])).direct is None
    assert Destination(filled([], 3), numpy.array([2, 2, 4])).direct is None


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("factor", ["one", "number", "of slots", "of entries", "of rows"])
@pytest.mark.parametrize("slots", [1, 3])
def test_sums_over_the_rows_are_sums_of_products(slots: int, factor: str, many: bool, monkeypatch: Any) -> None:
    monkeypatch.setattr(runs, "MANY_ROWS", 1 if many else 100)
    adjoint = numpy.arange(4.0 * slots).reshape(slots, 4) - 3
    by: Any = {
        "one": 1.0,
        "number": -2.5,
        "of slots": numpy.arange(1.0, slots + 1)[:, None],
        "of entries": numpy.arange(4.0 * slots).reshape(slots, 4) ** 2,
        "of rows": numpy.array([[1.0, 2.0, -1.0, 4.0]]),
    }[factor]
    out = numpy.full((slots, 1), math.nan)
    for step in summed(adjoint, by, Scratch(), None)(out):
        step()
    assert out[:, 0].tolist() == (adjoint * by).sum(axis=1).tolist()
    for step in summed(adjoint, by, Scratch(), stopping(adjoint, by, both=False))(out):
        step()
    assert out[:, 0].tolist() == (adjoint * by).sum(axis=1).tolist()
    entries = numpy.empty((slots, 4))
    for step in times(adjoint, by, None)(entries):
        step()
    assert entries.tolist() == (adjoint * by).tolist()


@pytest.mark.parametrize("both", [False, True])
def test_an_adjoint_of_zero_stops_and_at_a_choice_a_factor_of_zero_too(both: bool) -> None:
    adjoint = numpy.array([[0.0, 1.0, math.inf, 2.0, 0.0]])
    factor = numpy.array([[math.nan, math.inf, 0.0, 3.0, 5.0]])
    out = numpy.empty((1, 5))
    with numpy.errstate(all="ignore"):
        for step in times(adjoint, factor, stopping(adjoint, factor, both))(out):
            step()
    assert_array_equal(out, [[0.0, math.inf, 0.0 if both else math.nan, 6.0, 0.0]])


@pytest.mark.parametrize("shape", [(2, 5, 3), (2, 3, 5), (1, 1, 1), (3, 4, 4)])
def test_a_matrix_product_in_which_an_adjoint_of_zero_stops(shape: tuple[int, int, int]) -> None:
    rows, inner, columns = shape
    rng = random.Random(rows + inner)
    for _ in range(20):
        factors = numpy.array(
            [[rng.choice([1.0, 2.0, -3.0, math.nan, math.inf]) for _ in range(inner)] for _ in range(rows)]
        )
        adjoint = numpy.array([[rng.choice([0.0, 0.0, 1.0, -2.0]) for _ in range(columns)] for _ in range(inner)])
        with numpy.errstate(all="ignore"):
            exact = [
                [sum(factors[i, k] * adjoint[k, j] for k in range(inner) if adjoint[k, j]) for j in range(columns)]
                for i in range(rows)
            ]
            assert_array_equal(product_with_adjoint(factors, adjoint), numpy.array(exact, dtype=float))
