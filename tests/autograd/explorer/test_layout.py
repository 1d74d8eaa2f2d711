"""Where boxes, arrows and numbers stand in graphs too large to look at each: no number on a box or on another."""

from __future__ import annotations

import random

import pytest

from autograd.explorer.layout import layouts


def drawn(nodes: int, edges_each: int):
    """A random graph whose nodes have up to so many operands among the eight before them, laid out both ways."""
    random_ = random.Random(nodes)
    sizes = [(random_.uniform(120, 240), 72.0) for _ in range(nodes)]
    arrows = [
        (parent, child)
        for child in range(1, nodes)
        for parent in random_.sample(range(max(0, child - 8), child), min(child, random_.randint(1, edges_each)))
    ]
    return layouts(sizes, arrows, [96.0] * len(arrows)), arrows


def meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    """Whether two rectangles overlap, given by centre, width and height; by less than two pixels does not count."""
    return max(abs(one[i] - other[i]) - (one[2 + i] + other[2 + i]) / 2 for i in range(2)) < -2


def on_boxes_and_together(places) -> tuple[int, int]:
    """How many numbers stand on a box, and how many pairs of numbers on each other."""
    numbers = [(route.x + 40 if route.beside else route.x, route.y - 4, 80.0, 14.0) for route in places.routes]
    on_boxes = sum(any(meet(number, tuple(box)) for box in places.boxes) for number in numbers)
    return on_boxes, sum(meet(one, other) for i, one in enumerate(numbers) for other in numbers[:i])


@pytest.mark.parametrize(("nodes", "edges_each"), [(12, 2), (40, 2), (100, 2)])
def test_up_to_150_arrows_every_number_has_a_place_of_its_own(nodes: int, edges_each: int) -> None:
    found, arrows = drawn(nodes, edges_each)
    assert len(arrows) <= 150
    assert [on_boxes_and_together(places) for places in found] == [(0, 0), (0, 0)]


@pytest.mark.parametrize(("nodes", "edges_each"), [(120, 3), (200, 2)])
def test_beyond_that_nearly_every_number_has(nodes: int, edges_each: int) -> None:
    (across, down), arrows = drawn(nodes, edges_each)
    assert len(arrows) > 150
    on_boxes, together = on_boxes_and_together(down)
    assert on_boxes == 0
    assert together <= 0.01 * len(arrows)
    on_boxes, together = on_boxes_and_together(across)
    assert on_boxes <= 0.02 * len(arrows)
    assert together <= 0.06 * len(arrows)


def test_arrows_run_across_in_one_layout_and_down_in_the_other() -> None:
    (across, down), arrows = drawn(20, 2)
    for places, axis in ((across, 0), (down, 1)):
        assert all(places.boxes[parent][axis] < places.boxes[child][axis] for parent, child in arrows)
        assert not any(meet(one, other) for i, one in enumerate(places.boxes) for other in places.boxes[:i])
