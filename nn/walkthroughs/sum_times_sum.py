"""e = (a + b)(b + 1) at a = 2, b = 1: two paths from b, and why a sweep beats adding up paths."""

from __future__ import annotations

from collections.abc import Iterator

from autograd import Value, count_paths, explain, values
from nn.walkthroughs.walkthrough import Walkthrough, path_lines, section, title


def inputs_and_output() -> tuple[Value, Value, Value]:
    """a, b and e, with the two sums named as in the document."""
    a, b = values(a=2.0, b=1.0)
    c = (a + b).named("c")
    d = (b + 1).named("d")
    return a, b, (c * d).named("e")


def squarings(count: int) -> tuple[Value, Value]:
    """x and ((x²)²)²…, every square written as a product of a node with itself."""
    x = square = Value(1.0, "x")
    for _ in range(count):
        square = square * square
    return x, square


def edge_visits(output: Value, start: Value) -> tuple[int, int]:
    """How many edges one meets by following every path from `start` separately, and how many lie on those paths."""
    from autograd import edges

    along_paths = on_paths = 0
    for edge in edges(output):
        through = count_paths(output, edge.child) * count_paths(edge.parent, start)
        along_paths += through
        on_paths += through > 0
    return along_paths, on_paths


def tell() -> Iterator[str]:
    """The story."""
    a, b, e = inputs_and_output()
    yield from title("e = (a + b)·(b + 1) at a = 2, b = 1")
    yield ""
    yield from str(explain(e)).splitlines()
    yield from section("Path by path")
    for leaf in (a, b):
        yield f"∂e/∂{leaf.label}, every path from {leaf.label} to e:"
        yield from path_lines(e, leaf)
    yield from section("Paths or one sweep?")
    from_a, from_b = edge_visits(e, a), edge_visits(e, b)
    yield (
        f"Following every path separately visits {from_a[0] + from_b[0]} edges, c-e twice;"
        f" the sweep visits each of the {from_a[1] + from_b[1] - 1} edges once."
    )
    x, tower = squarings(64)
    tower.backward()
    yield (
        f"64 squarings x·x, one after the other: {count_paths(tower, x)} paths, but 128 edges."
        f" The sweep still needs no time: the gradient at x = 1 is {x.grad:.0f} = 2**64."
    )


WALKTHROUGH = Walkthrough(
    name="sum-times-sum",
    about="e = (a+b)·(b+1): two paths from b, and why a sweep beats adding up paths",
    graph=lambda: inputs_and_output()[2],
    tell=tell,
)
