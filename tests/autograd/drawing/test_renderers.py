"""Pictures by each build of Graphviz that is here: the same nodes, edges and texts, and nothing cut off.

The suite looks at some; `make pictures` compares every picture that any test draws.
"""

from __future__ import annotations

from collections.abc import Callable

import pictures
import pytest

from autograd import draw, parse, sigmoid, values
from autograd.drawing import Drawing
from nn import MLP, draw_network
from nn.walkthroughs import ALL

COMMANDS = pictures.renderers()


def textbook(**options: str) -> Drawing:
    a, b = values(a=2.0, b=1.0)
    e = ((a + b) * (b + 1)).named("e")
    e.backward()
    return draw(e, **options)


def twice() -> Drawing:
    (a,) = values(a=3.0)
    return draw((a * a + a).named("e"), gradients=False)


def chinese() -> Drawing:
    rate, weight = values(学习率=0.5, 权重=-1.25)
    return draw(sigmoid(rate * weight).named("损失"), gradients=False)


def quoting() -> Drawing:
    nodes = {'<b> & "x"': 1.0, "a\\\\N": 2.0, "∂σ/∂z⁻¹": 3.0}
    one, two, three = values(**nodes)
    return draw((one * two * three).named("e {|}"), gradients=False)


def wide() -> Drawing:
    names = [f"x{i}" for i in range(12)]
    return draw(parse("y = " + " + ".join(f"sin({name})·{name}" for name in names), **dict.fromkeys(names, 0.5)))


PICTURES: dict[str, Callable[[], Drawing]] = {
    "textbook": textbook,
    "from top to bottom": lambda: textbook(rankdir="TB"),
    "of some width": lambda: textbook(width="12cm"),
    "two arrows between the same nodes": twice,
    "Chinese": chinese,
    "what means something in DOT": quoting,
    "wide": wide,
    "neurons": lambda: draw(MLP(2, [2, 1], seed=1)([0.5, -1.0]), detail="neuron", gradients=False),
    "a network with numbers": lambda: draw_network(MLP(2, [3, 1], seed=1), [1.0, 2.0]),
    "a network without": lambda: draw_network(MLP(8, [16, 12, 3], seed=1), [1.0] * 8),
    "a walkthrough": lambda: ALL["sigmoid-2-2-1"].draw(),
}


@pytest.mark.parametrize("picture", PICTURES)
def test_every_build_says_the_same_and_cuts_nothing_off(picture: str) -> None:
    source = PICTURES[picture]().source
    made = {name: pictures.svg_by(command, source) for name, command in COMMANDS.items()}
    assert list(pictures.differences(made)) == []


def test_there_is_something_to_compare() -> None:
    if len(COMMANDS) < 2:
        pytest.skip(f"only {', '.join(COMMANDS) or 'no Graphviz'} is here: nothing to compare with")
    assert "graphviz-pure" in COMMANDS


def test_the_comparison_notices_what_differs_and_what_is_cut_off() -> None:
    command = next(iter(COMMANDS.values()))
    narrow = 'digraph { a -> b [label="1"]; b [label="a long label", fixedsize=true, width=0.3] }'
    roomy = 'digraph { a -> b [label="2"]; b [label="a long label"] }'
    one, other = (pictures.svg_by(command, source) for source in (narrow, roomy))
    assert list(pictures.differences({"one": one, "other": other})) == [
        "edges by one and by other differ",
        "'a long label' leaves the page, by one",
        "'a long label' leaves its node, by one",
    ]
