"""y = (a + b)(b·c) at a = 1, b = 2, c = 3: multiply along a path, add over paths."""

from __future__ import annotations

from collections.abc import Iterator

from autograd import Value, explain, values
from autograd.language import say, template
from nn.walkthroughs.walkthrough import Walkthrough, path_lines, section, title


def inputs_and_output() -> tuple[tuple[Value, ...], Value]:
    """(a, b, c) and y."""
    a, b, c = values(a=1.0, b=2.0, c=3.0)
    return (a, b, c), ((a + b).named("d") * (b * c).named("e")).named("y")


def tell() -> Iterator[str]:
    """The story."""
    inputs, y = inputs_and_output()
    yield from title(say("y = (a + b)·(b·c) at a = 1, b = 2, c = 3"))
    yield ""
    yield from str(explain(y)).splitlines()
    yield from section(say("Path by path: multiply along a path, add over paths"))
    for leaf in inputs:
        yield say("∂y/∂{leaf}: every path from {leaf} to y", leaf=leaf.label)
        yield from path_lines(y, leaf)


WALKTHROUGH = Walkthrough(
    name="product-of-sums",
    about=template("y = (a+b)·(b·c): multiply along a path, add over paths"),
    graph=lambda: inputs_and_output()[1],
    tell=tell,
)
