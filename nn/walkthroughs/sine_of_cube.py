"""f(x) = sin(x³ + 5): the chain rule with one link after the other."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos

from autograd import Value, explain, sin
from nn.walkthroughs.walkthrough import Walkthrough, section, title


def output(x: Value) -> Value:
    """sin(x³ + 5), with the inner function named g as in the document."""
    f: Value = sin((x**3 + 5).named("g"))
    return f.named("f")


def tell() -> Iterator[str]:
    """The story."""
    x = Value(1.0, "x")
    f = output(x)
    f.backward()
    yield from title("f(x) = sin(x³ + 5) at x = 1")
    yield ""
    yield from str(explain(f, digits=10)).splitlines()
    yield from section("Against the formula of the document")
    by_formula = cos(x.data**3 + 5) * 3 * x.data**2
    yield f"f'(x) = cos(x³ + 5)·3x² = {by_formula:.10f}; the sweep gives {x.grad:.10f}."


WALKTHROUGH = Walkthrough(
    name="sine-of-cube",
    about="f(x) = sin(x³+5): the chain rule, one link after the other",
    graph=lambda: output(Value(1.0, "x")),
    tell=tell,
)
