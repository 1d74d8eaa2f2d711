"""e = (a + b)(b + 1) at a = 2, b = 1: two paths from b, and why a sweep beats adding up paths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from autograd import Value, count_paths, edges, explain, values
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


def edge_visits(output: Value, inputs: Iterable[Value]) -> tuple[int, int]:
    """How many edges one visits by following every path from every input separately, and how many a sweep visits."""
    graph = list(edges(output))
    along_paths = sum(
        count_paths(output, edge.child) * count_paths(edge.parent, start) for edge in graph for start in inputs
    )
    return along_paths, len(graph)


def tell() -> Iterator[str]:
    """The story."""
    a, b, e = inputs_and_output()
    yield from title("e = (a + b)·(b + 1) at a = 2, b = 1")
    yield ""
    yield from str(explain(e)).splitlines()
    yield from section("Path by path")
    for leaf in (a, b):
        yield f"∂e/∂{leaf.label}: the product of the local partials along every path from {leaf.label} to e"
        yield from path_lines(e, leaf)
    yield from section("Paths or one sweep?")
    along_paths, in_sweep = edge_visits(e, (a, b))
    yield f"Following every path separately visits {along_paths} edges, c -> e twice."
    yield f"One sweep visits each of the {in_sweep} edges once. In a deeper graph nothing else can finish:"
    x, tower = squarings(64)
    tower.backward()
    yield f"  64 squarings one after the other (x·x, and that times itself, ...), at x = {x.data:.0f}"
    yield f"  paths from x to the result: {count_paths(tower, x)}"
    yield f"  edges, and visits of the sweep: {len(list(edges(tower)))}"
    yield f"  gradient by the sweep: {x.grad:.0f}, which is 2**64, as it should be"


WALKTHROUGH = Walkthrough(
    name="sum-times-sum",
    about="e = (a+b)·(b+1): two paths from b, and why a sweep beats adding up paths",
    graph=lambda: inputs_and_output()[2],
    tell=tell,
    sheets=("sum-times-sum.toml",),
)
