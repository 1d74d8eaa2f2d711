"""f(x) = sin(x³ + 5): the chain rule with one link after the other."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos

from autograd import Value, explain, sin
from autograd.language import say, template
from nn.walkthroughs.walkthrough import Walkthrough, path_lines, section, title


def output(x: Value) -> Value:
    """sin(x³ + 5), with a name for every step."""
    f: Value = sin(((x**3).named("cube") + 5).named("g"))
    return f.named("f")


def tell() -> Iterator[str]:
    """The story."""
    x = Value(1.0, "x")
    f = output(x)
    f.backward()
    yield from title(say("f(x) = sin(x³ + 5) at x = 1"))
    yield ""
    yield from str(explain(f, digits=10)).splitlines()
    yield from section(say("One path, so one product: one factor for each link of the chain"))
    yield from path_lines(f, x, digits=10)
    yield from section(say("The formula f'(x) = cos(x³ + 5)·3x² says the same"))
    by_formula = cos(x.data**3 + 5) * 3 * x.data**2
    yield say("  by the formula: {by_formula:.10f}", by_formula=by_formula)
    yield say("  by the sweep:   {gradient:.10f}", gradient=x.grad)


WALKTHROUGH = Walkthrough(
    name="sine-of-cube",
    about=template("f(x) = sin(x³+5): the chain rule, one link after the other"),
    graph=lambda: output(Value(1.0, "x")),
    tell=tell,
)
