"""Slips in how a step was taken show in everything after it, after one step as after ten thousand.

The network is the most copied one of all, 2-2-2 with sigmoids, of Matt Mazur's "A Step by Step Backpropagation Example"
(2015); its numbers are computed here by plain loops, by the right procedure and by wrong ones.
"""

from __future__ import annotations

import math
from typing import Any

import pytest

from autograd.auditor.example import Example
from autograd.auditor.procedures import GRADIENT_DESCENT, Procedure, Steps
from autograd.auditor.replay import Replay
from autograd.auditor.roles import biases, layers
from autograd.auditor.rules import read_update
from autograd.auditor.sheets import sheet
from autograd.auditor.world import World, Worlds
from autograd.expression import evaluate

INPUTS = {
    "i1": 0.05, "i2": 0.1, "b1": 0.35, "b2": 0.6, "t1": 0.01, "t2": 0.99,
    "w1": 0.15, "w2": 0.2, "w3": 0.25, "w4": 0.3, "w5": 0.4, "w6": 0.45, "w7": 0.5, "w8": 0.55,
}  # fmt: skip
EXPRESSIONS = [
    "h1 = sigmoid(w1*i1 + w2*i2 + b1)", "h2 = sigmoid(w3*i1 + w4*i2 + b1)",
    "o1 = sigmoid(w5*h1 + w6*h2 + b2)", "o2 = sigmoid(w7*h1 + w8*h2 + b2)",
    "E = (t1 - o1)**2/2 + (t2 - o2)**2/2",
]  # fmt: skip
WEIGHTS = [f"w{i}" for i in range(1, 9)]
BIASES = ["b1", "b2"]


def run(steps: int, early: bool = False, frozen: tuple[str, ...] = (), rate: float = 0.5, sign: float = -1.0):
    """E, o1 and o2 after so many steps, by hand."""
    v = dict(INPUTS)

    def sigmoid(z: float) -> float:
        return 1 / (1 + math.exp(-z))

    def forward() -> tuple[float, float, float, float]:
        h1 = sigmoid(v["w1"] * v["i1"] + v["w2"] * v["i2"] + v["b1"])
        h2 = sigmoid(v["w3"] * v["i1"] + v["w4"] * v["i2"] + v["b1"])
        return (
            h1,
            h2,
            sigmoid(v["w5"] * h1 + v["w6"] * h2 + v["b2"]),
            sigmoid(v["w7"] * h1 + v["w8"] * h2 + v["b2"]),
        )

    for _ in range(steps):
        h1, h2, o1, o2 = forward()
        d1, d2 = (o1 - v["t1"]) * o1 * (1 - o1), (o2 - v["t2"]) * o2 * (1 - o2)
        outer = {"w5": d1 * h1, "w6": d1 * h2, "w7": d2 * h1, "w8": d2 * h2, "b2": d1 + d2}
        new = {name: v[name] + sign * rate * g for name, g in outer.items() if name not in frozen}
        behind = {**v, **new} if early else v
        e1 = (d1 * behind["w5"] + d2 * behind["w7"]) * h1 * (1 - h1)
        e2 = (d1 * behind["w6"] + d2 * behind["w8"]) * h2 * (1 - h2)
        inner = {"w1": e1 * v["i1"], "w2": e1 * v["i2"], "w3": e2 * v["i1"], "w4": e2 * v["i2"], "b1": e1 + e2}
        new |= {name: v[name] + sign * rate * g for name, g in inner.items() if name not in frozen}
        v |= new
    _, _, o1, o2 = forward()
    return ((o1 - v["t1"]) ** 2 + (o2 - v["t2"]) ** 2) / 2, o1, o2


def audited(claims: list[tuple[str, str, int]], parameters: list[str] = WEIGHTS) -> Any:
    data = {"inputs": INPUTS, "expressions": EXPRESSIONS, "loss": "E", "learning_rate": 0.5, "params": parameters}
    printed = [{"quantity": quantity, "printed": text, "after": after} for quantity, text, after in claims]
    return sheet({**data, "claims": printed}).audit()


def example(parameters: list[str] = WEIGHTS) -> Example:
    named = evaluate("\n".join(EXPRESSIONS), INPUTS).named
    return Example(named, named["E"], parameters, 0.5)


def names(found: Example, nodes: tuple[int, ...]) -> list[str]:
    return [found.name_of[node] for node in nodes]


def test_parameters_are_known_by_layer_and_biases_as_such():
    found = example([*WEIGHTS, *BIASES])
    outer, inner = layers(found)
    assert names(found, outer) == ["w5", "w6", "w7", "w8", "b2"]
    assert names(found, inner) == ["w1", "w2", "w3", "w4", "b1"]
    assert names(found, biases(found)) == BIASES


@pytest.mark.parametrize("steps", [13, 200])
@pytest.mark.parametrize("early", [False, True])
def test_many_steps_are_replayed_as_by_hand(steps, early):
    found = example()
    procedure = Procedure(groups=tuple(layers(found))) if early else GRADIENT_DESCENT
    worlds = Worlds(found)
    stage = worlds.run(World(procedure=procedure), [steps])[steps]
    exact = run(steps, early, tuple(BIASES))
    assert [stage.data[found.named[name]] for name in ("E", "o1", "o2")] == pytest.approx(exact, rel=1e-12)


def test_the_quick_replay_is_the_slow_one():
    found = example([*WEIGHTS, *BIASES])
    anew = Procedure(groups=tuple(layers(found)), forward_again=True)
    for procedure in (GRADIENT_DESCENT, anew, Procedure(delayed=True)):
        worlds = Worlds(found)
        slow = worlds.run(World(procedure=procedure), range(13))[12].data
        steps = Steps(found, procedure)
        replay = Replay(found, steps, found.forwards, found.rules, lambda inputs: pytest.fail("all is defined"))
        quick = found.forward(replay.advance(steps.start(), 0, 12).inputs)
        assert quick == pytest.approx(slow, rel=1e-13)


def test_the_quick_replay_is_the_slow_one_where_gradients_are_taken_ahead():
    found = example([*WEIGHTS, *BIASES])
    found.update = read_update("nesterov")
    one_by_one = Procedure(groups=tuple((parameter,) for parameter in found.parameters))
    slow = Worlds(found).run(World(procedure=one_by_one), range(4))[3].data
    steps = Steps(found, one_by_one)
    replay = Replay(found, steps, found.forwards, found.rules, lambda inputs: pytest.fail("all is defined"))
    assert found.forward(replay.advance(steps.start(), 0, 3).inputs) == pytest.approx(slow, rel=1e-13)


def test_the_page_that_updates_the_output_weights_first():
    """It prints 0.291027924 where 0.291027774 is right, and what 10,000 such steps lead to."""
    error, o1, o2 = run(10_000, early=True, frozen=tuple(BIASES))
    assert (f"{o1:.9f}", f"{o2:.9f}") == ("0.015912196", "0.984065734")
    report = audited(
        [
            ("update:w5", "0.35891648", 0),
            ("update:w1", "0.149780716", 0),
            ("value:E", "0.291027924", 1),
            ("value:E", f"{error:.9g}", 10_000),
            ("value:o1", "0.015912196", 10_000),
            ("value:o2", "0.984065734", 10_000),
        ]
    )
    assert [row.verdict for row in report.rows] == ["right", "right", "wrong", "follows", "follows", "follows"]
    [said] = report.rows[2].diagnoses
    assert said.sentence == (
        "w5, w6, w7 and w8 are updated before the gradients of the layers behind are formed, "
        "which use the new numbers: 0.29102792391"
    )
    assert {source.printed.text for row in report.rows[3:] for source in row.follows_from} == {"0.291027924"}


@pytest.mark.parametrize("steps", [1, 3, 2000])
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"frozen": tuple(BIASES)}, "only the weights are updated; the biases, b1 and b2, are left as they are"),
        ({"frozen": ("w1", "w2", "w3", "w4", "b1")}, "one layer, w1, w2, w3, w4 and b1, is not updated"),
        ({"frozen": ("w5", "w6", "w7", "w8", "b2")}, "one layer, w5, w6, w7, w8 and b2, is not updated"),
        ({"sign": 1.0}, "the step goes uphill, for every parameter"),
        ({"rate": 1.0}, "the learning rate is left out, for every parameter"),
        ({"rate": 0.3}, "the learning rate is 0.3 instead of 0.5, for every parameter"),
        ({"rate": 0.05}, "ten times too small"),
        ({"early": True}, "w5, w6, w7, w8 and b2 are updated before"),
    ],
)
def test_every_kind_is_named_from_the_loss_alone(steps, wrong, words):
    error, o1, _ = run(steps, **wrong)
    report = audited([("value:E", f"{error:.9g}", steps), ("value:o1", f"{o1:.9g}", steps)], [*WEIGHTS, *BIASES])
    first = report.rows[0] if report.rows[0].diagnoses else report.rows[1]
    assert words.lower() in first.diagnoses[0].sentence.lower()
    other = report.rows[1] if first is report.rows[0] else report.rows[0]
    assert other.verdict == "follows"


def test_a_step_miscounted_is_named():
    error, _, _ = run(99)
    [row] = audited([("value:E", f"{error:.9g}", 100)], [*WEIGHTS, *BIASES]).rows
    assert row.diagnoses[0].sentence == "This is E after 99 steps"


def test_a_parameter_that_is_not_updated_is_named():
    [row] = audited([("update:b1", "0.350000", 0)], [*WEIGHTS, *BIASES]).rows
    assert row.diagnoses[0].sentence == "b1 is not updated: it is still 0.35"
