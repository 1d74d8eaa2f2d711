"""Where boxes, arrows and their labels stand: what holds of every layout, with Graphviz and without."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations, pairwise

import pytest

from autograd import DrawingError, draw, explore, parse, values
from autograd.layout import Layout, by_graphviz, in_layers, lay_out
from autograd.render import use


@pytest.fixture
def no_graphviz() -> Iterator[None]:
    """Nothing draws, as on a machine where no process can be started."""

    def nothing(source: str, file_format: str) -> bytes:
        raise OSError("no processes here")

    before = use(nothing)
    yield
    use(before)


LAYOUTS: dict[str, Callable[..., Layout]] = {
    "by Graphviz": by_graphviz.lay_out,
    "in layers": in_layers.lay_out,
}


def example(seed: int, nodes: int) -> tuple[list[tuple[float, float]], list[tuple[int, int]]]:
    """Sizes, and arrows to larger numbers: now and then two between the same nodes, and some across many ranks."""
    rng = random.Random(seed)
    sizes = [(rng.uniform(40, 160), rng.uniform(30, 60)) for _ in range(nodes)]
    arrows = [(rng.randrange(head), head) for head in range(1, nodes) for _ in range(rng.randint(1, 2))]
    return sizes, arrows


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two rectangles, by centre and size, overlap by more than a point."""
    return all(abs(one[i] - other[i]) < (one[2 + i] + other[2 + i]) / 2 - 1 for i in range(2))


def at(points: list[tuple[float, float]], t: float) -> tuple[float, float]:
    """The point of a Bézier curve of degree three, by De Casteljau's construction."""
    while len(points) > 1:
        points = [(x0 + t * (x1 - x0), y0 + t * (y1 - y0)) for (x0, y0), (x1, y1) in pairwise(points)]
    return points[0]


@pytest.mark.parametrize("way", LAYOUTS)
@pytest.mark.parametrize("rankdir", ["LR", "TB"])
@pytest.mark.parametrize(("seed", "nodes"), [(1, 2), (2, 5), (3, 12), (4, 30)])
def test_nothing_overlaps_and_every_arrow_joins_its_boxes(way: str, rankdir: str, seed: int, nodes: int) -> None:
    sizes, arrows = example(seed, nodes)
    labels = [(50.0, 14.0)] * len(arrows)
    found = LAYOUTS[way](sizes, arrows, labels, rankdir, 0.4, 0.3, None)
    along = ["LR", "TB"].index(rankdir)
    boxes = [tuple(box) for box in found.boxes]
    for box, size in zip(boxes, sizes, strict=True):
        assert box[2:] == pytest.approx(size, abs=1)  # Graphviz rounds to whole points
        for axis, room in enumerate((found.width, found.height)):
            assert box[axis] - box[2 + axis] / 2 >= -1
            assert box[axis] + box[2 + axis] / 2 <= room + 1
    numbers = [(*curve.label, *size) for curve, size in zip(found.curves, labels, strict=True) if curve.label]
    assert len(numbers) == len(arrows)
    assert not any(overlap(one, other) for one, other in combinations([*boxes, *numbers], 2))
    for (tail, head), curve in zip(arrows, found.curves, strict=True):
        assert boxes[tail][along] < boxes[head][along]
        for point, box in ((curve.points[0], boxes[tail]), (curve.points[-1], boxes[head])):
            assert all(abs(point[i] - box[i]) <= box[2 + i] / 2 + 1 for i in range(2))


@pytest.mark.parametrize("rankdir", ["LR", "TB"])
@pytest.mark.parametrize("labelled", [True, False])
def test_in_layers_no_arrow_runs_through_a_box_or_through_the_label_of_another(rankdir: str, labelled: bool) -> None:
    sizes, arrows = example(5, 40)
    labels = [(50.0, 14.0)] * len(arrows)
    found = in_layers.lay_out(sizes, arrows, labels if labelled else None, rankdir, 0.4, 0.3, None)
    numbers = [(*curve.label, *size) if curve.label else None for curve, size in zip(found.curves, labels, strict=True)]
    assert all((number is not None) == labelled for number in numbers)
    for i, curve in enumerate(found.curves):
        inside = [number for j, number in enumerate(numbers) if number and j != i]
        for start in range(0, len(curve.points) - 1, 3):
            piece = curve.points[start : start + 4]
            for step in range(11):
                point = (*at(piece, step / 10), 0.0, 0.0)
                assert not any(overlap(point, tuple(box)) for box in [*found.boxes, *inside])


def test_in_layers_a_tree_is_drawn_without_crossings() -> None:
    level = random.Random(7).sample(range(32), 32)
    arrows, count = [], 32
    while len(level) > 1:
        above = list(range(count, count + len(level) // 2))
        arrows += [(node, above[i // 2]) for i, node in enumerate(level)]
        level, count = above, count + len(above)
    boxes = in_layers.lay_out([(40.0, 20.0)] * count, arrows, None, "LR", 0.5, 0.2, None).boxes
    for (tail, head), (other, other_head) in combinations(arrows, 2):
        if boxes[tail].x == boxes[other].x:
            assert (boxes[tail].y - boxes[other].y) * (boxes[head].y - boxes[other_head].y) >= 0


def test_in_layers_a_chain_is_straight_and_an_arrow_spans_the_ranks_asked_for() -> None:
    straight = partial(in_layers.lay_out, [(40.0, 20.0)] * 4, [(0, 1), (1, 2), (2, 3)], None, "LR", 0.5, 0.2)
    assert {box.y for box in straight(None).boxes} == {10.0}
    ranks = [box.x for box in straight([1, 3, 1]).boxes]
    # 40 points of a box and 36 between, and two more empty ranks on the way of the second
    assert ranks == [20.0, 96.0, 96.0 + 76 + 2 * 36, 96.0 + 76 + 2 * 36 + 76]


def test_nothing_at_all_is_a_layout() -> None:
    assert in_layers.lay_out([], [], [], "LR", 0.5, 0.2, None) == Layout(0.0, 0.0, [], [])
    assert in_layers.lay_out([(40.0, 20.0)], [], None, "TB", 0.5, 0.2, None).boxes == [(20.0, 10.0, 40.0, 20.0)]


@pytest.mark.usefixtures("no_graphviz")
def test_without_graphviz_there_are_pages_and_tikz_and_mermaid_but_no_pictures() -> None:
    a, b = values(a=2.0, b=1.0)
    e = ((a + b) * (b + 1)).named("e")
    e.backward()
    assert '"layouts"' in explore(e).html
    drawing = draw(e)
    assert r"\begin{tikzpicture}" in drawing.tikz()
    assert "flowchart" in drawing.mermaid()
    assert "no picture" in drawing._repr_mimebundle_()["text/plain"]
    with pytest.raises(DrawingError, match="no processes here"):
        drawing.svg()
    wide = draw(parse("y = " + " * ".join(f"sin(x{i})" for i in range(30)), **{f"x{i}": 1.0 for i in range(30)}))
    assert "flowchart" in wide.mermaid()


def test_a_page_has_the_layout_of_the_renderer_that_is_given() -> None:
    asked = []

    def given(source: str, file_format: str) -> str:
        asked.append((source, file_format))
        return "graph 1 4 2\nnode n0 1 1 1 1 x\nnode n1 3 1 1 1 x\nedge n0 n1 4 1 1 2 1 2 1 3 1 solid black\nstop\n"

    before = use(given)
    try:
        found = lay_out([(72.0, 72.0)] * 2, [(0, 1)], None, "LR", ranksep=1.0)
    finally:
        assert use(before) is given
    assert [file_format for _, file_format in asked] == ["plain"]
    assert found.boxes == [(72.0, 72.0, 72.0, 72.0), (216.0, 72.0, 72.0, 72.0)]
    assert found.curves[0].points == [(72.0, 72.0), (144.0, 72.0), (144.0, 72.0), (216.0, 72.0)]
