"""Programs written for micrograd run when the lines that import it are changed, and nothing else."""

from __future__ import annotations

import math
import random
import re
import runpy
import sys
from pathlib import Path

import numpy
import pytest

import autograd
import nn.layers.initialisation
from autograd import OperandError, UndefinedError, Value

PROGRAMS = Path(__file__).parent / "micrograd"
OURS = {
    "from micrograd.engine import Value": "from autograd import Value",
    "from micrograd.nn import MLP": "from nn import MLP",
    "from micrograd import nn": "import nn",
}


def with_our_imports(name: str, folder: Path) -> Path:
    lines = (PROGRAMS / name).read_text().splitlines()
    changed = [OURS.get(line, line) for line in lines]
    assert [line for line in changed if re.match(r"(from|import) .*micrograd", line)] == []
    assert sum(a != b for a, b in zip(lines, changed, strict=True)) == 2
    path = folder / name
    path.write_text("\n".join(changed))
    return path


@pytest.fixture
def as_after_random_seed(monkeypatch) -> None:
    """A network without a seed begins as micrograd's after random.seed(1337): for these tests not to depend on luck."""

    class Seeded(random.Random):
        def __init__(self, seed=None) -> None:
            super().__init__(1337 if seed is None else seed)

    monkeypatch.setattr(nn.layers.initialisation, "Random", Seeded)


def run(path: Path, monkeypatch, *arguments: str) -> dict:
    state = random.getstate(), numpy.random.get_state()
    monkeypatch.setattr(sys, "argv", [str(path), *arguments])
    try:
        return runpy.run_path(str(path))
    finally:
        random.setstate(state[0])
        numpy.random.set_state(state[1])


def test_the_moons_demo_learns_and_goes_micrograds_way(tmp_path, monkeypatch, as_after_random_seed, capsys) -> None:
    pytest.importorskip("sklearn")
    after = run(with_our_imports("moons_demo.py", tmp_path), monkeypatch, "20")
    assert "number of parameters 337" in capsys.readouterr().out
    losses = [loss for loss, _ in after["history"]]
    assert losses[-1] < 0.4 < 0.7 < losses[0]
    assert after["history"][-1][1] > 0.8
    assert after["Z"].shape == (4, 5)
    assert type(after["sampled"]) is Value

    pytest.importorskip("micrograd", reason="micrograd is in the extra [bench]")
    theirs = run(PROGRAMS / "moons_demo.py", monkeypatch, "2")
    assert losses[:2] == pytest.approx([loss for loss, _ in theirs["history"]], rel=1e-10)


def test_the_drawing_notebook_draws_the_same_graph(tmp_path, monkeypatch, as_after_random_seed) -> None:
    ours = run(with_our_imports("drawing_notebook.py", tmp_path), monkeypatch)
    simple = ours["simple"].source  # y = relu(x·2 + 1) at 1: dy/dx = 2, dy/d2 = x = 1 is a constant's, which has none
    assert "{ data 3.0000 | grad 1.0000 }" in simple
    assert "{ data 1.0000 | grad 2.0000 }" in simple
    assert [simple.count(f"label={sign}") for sign in ('"+"', '"*"', "ReLU")] == [1, 1, 1]
    assert simple.count("data ") == 6  # x, 2, x·2, 1, x·2 + 1, relu
    assert simple.count(" -> ") == 8  # five operands, three results of an operation
    # The same neuron as micrograd's: w = two draws from random.Random(1337), b = 0.
    draw = random.Random(1337).uniform
    weights = [draw(-1, 1), draw(-1, 1)]
    z = weights[0] * 1.0 + weights[1] * -2.0
    assert ours["out"].data == pytest.approx(max(z, 0.0))
    assert [w.grad for w in ours["n"].parameters()[:2]] == ([1.0, -2.0] if z > 0 else [0.0, 0.0])
    assert "data -6.0000" in ours["by_hand"].source

    pytest.importorskip("micrograd", reason="micrograd is in the extra [bench]")
    theirs = run(PROGRAMS / "drawing_notebook.py", monkeypatch)
    assert ours["out"].data == pytest.approx(theirs["out"].data)
    assert shape(ours["by_hand"].source) == shape(theirs["by_hand"].source)


def shape(source: str) -> tuple[list[str], int]:
    """What is drawn, without the identities: the labels, and the number of arrows."""
    return sorted(re.findall(r"label=(.*?)[ \]]", source)), source.count("->")


# --- the constructor -------------------------------------------------------------------------------------------------


def test_the_second_argument_is_children_if_it_is_a_tuple_and_the_label_if_not() -> None:
    a, b = Value(2.0, "a"), Value(-3.0, label="b")
    product = Value(-6.0, (a, b), "*", label="c")
    assert (a.label, b.label, product.label) == ("a", "b", "c")
    assert product._prev == {a, b}
    assert product.parents == (a, b)
    assert (product._op, product.op.name) == ("*", "multiply")
    product.backward()
    assert (a.grad, b.grad) == (-3.0, 2.0)
    assert Value(1.0, ()).label == Value(1.0, (), "").label == ""
    assert Value(1.0, (), "", "x").label == "x"
    assert Value(4.0, _children=(a,), _op="double").parents == (a,)


@pytest.mark.parametrize(
    ("build", "symbol"),
    [
        (lambda a, b: a + b, "+"), (lambda a, b: a - b, "-"), (lambda a, b: a * b, "*"), (lambda a, b: a / b, "/"),
        (lambda a, b: a**2, "**2"), (lambda a, b: a**-1, "**-1"), (lambda a, b: a**0.5, "**0.5"),
        (lambda a, b: a.relu(), "ReLU"), (lambda a, b: a.tanh(), "tanh"), (lambda a, b: a.exp(), "exp"),
        (lambda a, b: a, ""), (lambda a, b: (a + 1).parents[1], ""),
    ],
)  # fmt: skip
def test_op_is_micrograds_symbol_and_prev_the_set_of_operands(build, symbol) -> None:
    node = build(Value(2.0), Value(3.0))
    assert node._op == symbol
    assert node._prev == set(node.parents)


def test_a_node_whose_derivative_nobody_said_can_be_drawn_but_not_swept() -> None:
    a = Value(2.0, "a")
    made = Value(7.0, (a,), "magic")
    assert autograd.draw(made).source.count("magic") >= 1
    with pytest.raises(UndefinedError, match=r"the derivative of magic\(a\) is not finite"):
        made.backward()
    assert a.grad == 0.0
    wrong = Value(7.0, (a,), "tanh")  # not what tanh gives: its rule would be about another number
    assert wrong.op is not (a.tanh()).op
    with pytest.raises(OperandError, match="the children of a Value are Values, not 1"):
        Value(7.0, (1, 2), "+")


def test_item_is_the_number() -> None:
    assert Value(2.5).item() == 2.5
    assert type((Value(2.0) * 3).item()) is float
    with pytest.raises(OperandError, match="lose its graph"):
        float(Value(2.5))
    with pytest.raises(TypeError):
        int(Value(2.5))
    with pytest.raises(TypeError):
        math.trunc(Value(2.5))
