"""e = (a + b)(b + 1) at a = 2, b = 1: two paths from b, and why a sweep beats adding up paths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from autograd import Value, count_paths, edges, explain, values
from autograd.language import say, template
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
    yield from title(say("e = (a + b)·(b + 1) at a = 2, b = 1"))
    yield ""
    yield from str(explain(e)).splitlines()
    yield from section(say("Path by path"))
    for leaf in (a, b):
        yield say("∂e/∂{leaf}: the product of the local partials along every path from {leaf} to e", leaf=leaf.label)
        yield from path_lines(e, leaf)
    yield from section(say("Paths or one sweep?"))
    along_paths, in_sweep = edge_visits(e, (a, b))
    yield say("Following every path separately visits {edges} edges, c -> e twice.", edges=along_paths)
    yield say(
        "One sweep visits each of the {edges} edges once. In a deeper graph nothing else can finish:", edges=in_sweep
    )
    x, tower = squarings(64)
    tower.backward()
    yield say("  64 squarings one after the other (x·x, and that times itself, ...), at x = {x:.0f}", x=x.data)
    yield say("  paths from x to the result: {count}", count=count_paths(tower, x))
    yield say("  edges, and visits of the sweep: {count}", count=len(list(edges(tower))))
    yield say("  gradient by the sweep: {gradient:.0f}, which is 2**64, as it should be", gradient=x.grad)


WALKTHROUGH = Walkthrough(
    name="sum-times-sum",
    about=template("e = (a+b)·(b+1): two paths from b, and why a sweep beats adding up paths"),
    graph=lambda: inputs_and_output()[2],
    tell=tell,
    sheets=("sum-times-sum.toml",),
)
