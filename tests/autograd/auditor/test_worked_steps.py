"""Every wrong step and every wrong update rule of the tables, worked out by hand: the audit names exactly that slip.

The steps are plain loops, written here; nothing calls the tables' own formulas.
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import pytest
from worked_slips import Sheet, Worked, not_named, without_example

from autograd.auditor.slips.tables.rules import RULE_SLIPS
from autograd.auditor.slips.tables.steps import STEPS

RATE = 0.13
START = {"w": 0.7241, "b": -0.4}
X, TARGET = 1.3, 0.9
FORMULAS = "y = w*x + b; L = (y - t)**2/2"
INPUTS = {**START, "x": X, "t": TARGET}
MORE = {"learning_rate": RATE, "params": ["w", "b"]}

#: A step of one parameter, from its name, the parameter, its gradient, what is kept of it, and the number of the step.
Step = Callable[[str, float, float, dict[str, float], int], float]
#: Where the gradient is taken.
Point = Callable[[float, float], float]


def stepped(steps: int, step: Step, point: Point = lambda theta, v: theta) -> dict[str, float]:
    """Both parameters and the loss after so many steps, by hand: L = (w·x + b - t)²/2, ∂L/∂w = (w·x + b - t)·x."""
    at, kept = dict(START), {"w": {}, "b": {}}
    for t in range(1, steps + 1):
        seen = {name: point(at[name], kept[name].get("v", 0.0)) for name in at}
        off = seen["w"] * X + seen["b"] - TARGET
        at = {name: step(name, at[name], g, kept[name], t) for name, g in (("w", off * X), ("b", off))}
    return {**at, "L": (at["w"] * X + at["b"] - TARGET) ** 2 / 2}


OLD = START["w"]
GRADIENT = (OLD * X + START["b"] - TARGET) * X  # (0.7241·1.3 - 0.4 - 0.9)·1.3 = -0.466271
NEW_W = Sheet(FORMULAS, INPUTS, "update:w", MORE, right=(("grad:w", "-0.466271"), ("y", "0.54133")))
THEN_L = Sheet(FORMULAS, INPUTS, "L", MORE, after=1)

#: Each wrong step, from a parameter and its gradient; what is said of it under the new w, and under the loss afterwards.
WRONG_STEPS: list[tuple[Callable[[float, float], float], Worked, Worked]] = [
    (lambda old, g: old + RATE * g, Worked("sign of the step", 0, "the step goes uphill: 0.7241 + 0.13·(-0.466271) = 0.66348477, where 0.7241 - 0.13·(-0.466271) belongs"), Worked("sign of the step", 0, "the step goes uphill, for every parameter: ", ("sign of the step", "sign lost"))),
    (lambda old, g: old - g, Worked("learning rate forgotten", 0, "the learning rate is left out: 0.7241 - (-0.466271) = 1.190371"), Worked("learning rate forgotten", 0, "the learning rate is left out, for every parameter: ")),
    (lambda old, g: old - 2 * RATE * g, Worked("step applied twice", 0, "the step is taken twice: 0.7241 - 2·0.13·(-0.466271) = 0.84533046", ("step applied twice", "mean or sum")), Worked("step applied twice", 0, "the step is taken twice, for every parameter: ", ("step applied twice", "mean or sum"))),
    (lambda old, g: old + g, Worked("sign of the step, learning rate forgotten", 0, "the learning rate is left out and the step goes uphill: 0.7241 + (-0.466271) = 0.257829"), Worked("sign of the step, learning rate forgotten", 0, "the learning rate is left out and the step goes uphill, for every parameter: ")),
    (lambda old, g: RATE * g, Worked("step instead of the new value", 0, "this is the step 0.13·(-0.466271) = -0.06061523 alone, not subtracted from 0.7241", ("step instead of the new value", "wrong old value")), Worked("step instead of the new value", 0, "the step alone, rate · gradient, is taken as the new value, for every parameter: ")),
    (lambda old, g: -RATE * g, Worked("step instead of the new value", 0, "this is the step -0.13·(-0.466271) = 0.06061523 alone, not added to 0.7241", ("step instead of the new value", "wrong old value")), Worked("step instead of the new value", 0, "the step alone, -rate · gradient, is taken as the new value, for every parameter: ")),
    (lambda old, g: g, Worked("old weight forgotten", 0, "this is the gradient -0.466271, not the new value"), Worked("old weight forgotten", 0, "the gradient is taken as the new value, for every parameter: ")),
    (lambda old, g: old - 1.3 * g, Worked("decimal of the learning rate", 0, "the learning rate is taken ten times too large: 0.7241 - 10·0.13·(-0.466271) = 1.3302523"), Worked("decimal of the learning rate", 0, "the learning rate is taken ten times too large, for every parameter: ")),
    (lambda old, g: old - 0.013 * g, Worked("decimal of the learning rate", 0, "the learning rate is taken ten times too small: 0.7241 - 0.13·(-0.466271)/10 = 0.730161523"), Worked("decimal of the learning rate", 0, "the learning rate is taken ten times too small, for every parameter: ")),
    (lambda old, g: old - RATE * g * old, Worked("old weight multiplied", 0, "the step is taken relative to the weight: 0.7241·(1 - 0.13·(-0.466271)) = 0.76799148804"), Worked("old weight multiplied", 0, "the step is taken relative to the weight, for every parameter: ")),
]  # fmt: skip


def plain(new: Callable[[float, float], float]) -> Step:
    return lambda name, theta, g, kept, t: new(theta, g)


def velocity(new: Callable[[float, float], float]) -> Step:
    """θ ← θ - α·v, with a velocity made of the old one and the gradient."""

    def step(name: str, theta: float, g: float, kept: dict[str, float], t: int) -> float:
        kept["v"] = new(kept.get("v", 0.0), g)
        return theta - RATE * kept["v"]

    return step


def squares(new: Callable[[float, float], float], under: Callable[[float], float] | None = None) -> Step:
    """θ ← θ - α·g/(√s + ε), with s made of the old one and the gradient, ε = 0.01."""

    def step(name: str, theta: float, g: float, kept: dict[str, float], t: int) -> float:
        kept["s"] = new(kept.get("s", 0.0), g)
        return theta - RATE * g / (under(kept["s"]) if under else sqrt(kept["s"]) + 0.01)

    return step


def adam(
    m: Callable[[float, float], float] = lambda m, g: 0.8 * m + 0.2 * g,
    v: Callable[[float, float], float] = lambda v, g: 0.95 * v + 0.05 * g * g,
    m_hat: Callable[[float, int], float] = lambda m, t: m / (1 - 0.8**t),
    v_hat: Callable[[float, int], float] = lambda v, t: v / (1 - 0.95**t),
    under: Callable[[float], float] = lambda v: sqrt(v) + 0.01,
    added: Callable[[float], float] = lambda theta: 0.0,
    coupled: Callable[[float], float] = lambda theta: 0.0,
) -> Step:
    """Adam with β₁ = 0.8, β₂ = 0.95, ε = 0.01; a decay is added to the direction, or coupled to the gradient."""

    def step(name: str, theta: float, g: float, kept: dict[str, float], t: int) -> float:
        g += coupled(theta)
        kept["m"], kept["v"] = m(kept.get("m", 0.0), g), v(kept.get("v", 0.0), g)
        return theta - RATE * (m_hat(kept["m"], t) / under(v_hat(kept["v"], t)) + added(theta))

    return step


def decayed(of_weight: float, of_bias: float) -> Step:
    """Plain steps, with this much of the parameter added to the gradient."""
    return lambda name, theta, g, kept, t: theta - RATE * (g + (of_weight if name == "w" else of_bias) * theta)


def new_w(update: object) -> Sheet:
    """w after the second step."""
    return Sheet(FORMULAS, INPUTS, "update:w", {**MORE, "update": update}, after=1)


def then_l(update: object) -> Sheet:
    """The loss after two steps."""
    return Sheet(FORMULAS, INPUTS, "L", {**MORE, "update": update}, after=2)


MOMENTUM = {"rule": "momentum", "beta": 0.8}
DAMPENED = {"rule": "momentum", "beta": 0.8, "dampening": 0.3}
NESTEROV = {"rule": "nesterov", "beta": 0.8}
ADAGRAD = {"rule": "adagrad", "epsilon": 0.01}
RMSPROP = {"rule": "rmsprop", "rho": 0.7, "epsilon": 0.01}
ADAM = {"rule": "adam", "beta1": 0.8, "beta2": 0.95, "epsilon": 0.01}
ADAMW = {**ADAM, "rule": "adamw", "decay": 0.3}
DECAY = {"rule": "sgd", "decay": 0.3}
WEIGHTS_ONLY = {"rule": "sgd", "decay": 0.3, "decay_biases": False}


def ahead(point: Point) -> tuple[Step, Point]:
    return velocity(lambda v, g: 0.8 * v + g), point


#: Of each wrong rule its name, the right rule, the wrong step (and where the gradient is taken), and what is said.
WRONG_RULES: list[tuple[str, dict[str, object], Step | tuple[Step, Point], str]] = [
    ("sign of the momentum", MOMENTUM, velocity(lambda v, g: g - 0.8 * v), "the sign of the momentum is lost, the old velocity is subtracted: v = g - β·v"),
    ("momentum forgotten", MOMENTUM, velocity(lambda v, g: g), "the momentum is left out, β·v of the step before is not added"),
    ("momentum forgotten", MOMENTUM, velocity(lambda v, g: v + g), "the old velocity is not multiplied by β: v = v + g"),
    ("share of the new gradient", MOMENTUM, velocity(lambda v, g: 0.8 * v + 0.2 * g), "the gradient is multiplied by 1 - β, as in a running mean: v = β·v + (1 - β)·g"),
    ("share of the new gradient", DAMPENED, velocity(lambda v, g: 0.8 * v + g), "the new gradient is not multiplied by 1 - β in the velocity: v = β·v + g"),
    ("share of the new gradient", MOMENTUM, velocity(lambda v, g: 0.2 * v + 0.8 * g), "the factors β and 1 - β are exchanged in the velocity: v = (1 - β)·v + β·g"),
    ("look-ahead", MOMENTUM, lambda name, theta, g, kept, t: velocity(lambda v, g: 0.8 * v + g)(name, theta, g, kept, t) + RATE * (kept["v"] - (g + 0.8 * kept["v"])), "the step is Nesterov's, g + β·v, not the velocity"),
    ("look-ahead", NESTEROV, ahead(lambda theta, v: theta + RATE * 0.8 * v), "the look-ahead goes the wrong way, uphill: the gradient is taken at θ + α·β·v, where θ - α·β·v belongs"),
    ("look-ahead", NESTEROV, ahead(lambda theta, v: theta + 0.8 * v), "the look-ahead goes the wrong way, uphill, and without the learning rate: the gradient is taken at θ + β·v, where θ - α·β·v belongs"),
    ("look-ahead", NESTEROV, ahead(lambda theta, v: theta - 0.8 * v), "the learning rate is left out of the look-ahead: the gradient is taken at θ - β·v, where θ - α·β·v belongs"),
    ("look-ahead", NESTEROV, ahead(lambda theta, v: theta - RATE * v), "the factor β is left out of the look-ahead: the gradient is taken at θ - α·v, where θ - α·β·v belongs"),
    ("look-ahead", NESTEROV, ahead(lambda theta, v: theta), "there is no look-ahead: the gradient is taken at θ, where θ - α·β·v belongs"),
    ("bias correction forgotten", ADAM, adam(m_hat=lambda m, t: m, v_hat=lambda v, t: v), "the bias correction of m and v is left out, they are not divided by 1 - β₁ᵗ and 1 - β₂ᵗ"),
    ("bias correction forgotten", ADAM, adam(m_hat=lambda m, t: m), "the bias correction of m is left out, it is not divided by 1 - β₁ᵗ"),
    ("bias correction forgotten", ADAM, adam(v_hat=lambda v, t: v), "the bias correction of v is left out, it is not divided by 1 - β₂ᵗ"),
    ("bias correction", ADAM, adam(m_hat=lambda m, t: m / 0.2, v_hat=lambda v, t: v / 0.05), "the bias correction has no exponent, it divides by 1 - β in every step, not by 1 - βᵗ"),
    ("bias correction", ADAM, adam(m_hat=lambda m, t: m / (1 - 0.8 ** (t + 1)), v_hat=lambda v, t: v / (1 - 0.95 ** (t + 1))), "the bias correction counts the steps from 2, it divides by 1 - βᵗ⁺¹"),
    ("bias correction", ADAM, adam(m_hat=lambda m, t: m * (1 - 0.8**t), v_hat=lambda v, t: v * (1 - 0.95**t)), "the bias correction multiplies by 1 - βᵗ, where it should divide"),
    ("bias correction", ADAM, adam(m_hat=lambda m, t: m / 0.8**t, v_hat=lambda v, t: v / 0.95**t), "the bias correction divides by βᵗ, not by 1 - βᵗ"),
    ("share of the new gradient", ADAM, adam(lambda m, g: 0.95 * m + 0.05 * g, lambda v, g: 0.8 * v + 0.2 * g * g, lambda m, t: m / (1 - 0.95**t), lambda v, t: v / (1 - 0.8**t)), "the factors β₁ and β₂ are exchanged"),
    ("share of the new gradient", ADAM, adam(m=lambda m, g: 0.8 * m + g), "the new gradient is not multiplied by 1 - β₁: m = β₁·m + g"),
    ("share of the new gradient", ADAM, adam(v=lambda v, g: 0.95 * v + g * g), "the new square is not multiplied by 1 - β₂: v = β₂·v + g²"),
    ("share of the new gradient", ADAM, adam(m=lambda m, g: 0.2 * m + 0.8 * g), "the factors β₁ and 1 - β₁ are exchanged: m = (1 - β₁)·m + β₁·g"),
    ("share of the new gradient", ADAM, adam(v=lambda v, g: 0.05 * v + 0.95 * g * g), "the factors β₂ and 1 - β₂ are exchanged: v = (1 - β₂)·v + β₂·g²"),
    ("share of the new gradient", RMSPROP, squares(lambda s, g: 0.7 * s + g * g), "the new square is not multiplied by 1 - ρ: s = ρ·s + g²"),
    ("share of the new gradient", RMSPROP, squares(lambda s, g: 0.3 * s + 0.7 * g * g), "the factors ρ and 1 - ρ are exchanged: s = (1 - ρ)·s + ρ·g²"),
    ("share of the new gradient", RMSPROP, squares(lambda s, g: s + g * g), "the squares are summed as in Adagrad, s = s + g², not averaged"),
    ("share of the new gradient", RMSPROP, squares(lambda s, g: g * g), "only the new square counts, s = g², the old ones are forgotten"),
    ("square forgotten", ADAGRAD, squares(lambda s, g: s + abs(g)), "the gradient is not squared, |g| stands in place of g²"),
    ("square forgotten", ADAM, adam(v=lambda v, g: 0.95 * v + 0.05 * abs(g)), "the gradient is not squared, |g| stands in place of g²"),
    ("root forgotten", ADAGRAD, squares(lambda s, g: s + g * g, lambda s: s + 0.01), "the root is left out: α·g/(s + ε), where α·g/(√s + ε) belongs"),
    ("root forgotten", ADAM, adam(under=lambda v: v + 0.01), "the root is left out: α·m̂/(v̂ + ε), where α·m̂/(√v̂ + ε) belongs"),
    ("place of epsilon", ADAGRAD, squares(lambda s, g: s + g * g, lambda s: sqrt(s + 0.01)), "the ε stands inside the root: α·g/√(s + ε), where α·g/(√s + ε) belongs"),
    ("place of epsilon", ADAM, adam(under=lambda v: sqrt(v + 0.01)), "the ε stands inside the root: α·m̂/√(v̂ + ε), where α·m̂/(√v̂ + ε) belongs"),
    ("place of epsilon", ADAM, adam(under=sqrt), "the ε is left out of the denominator"),
    ("weight decay", DECAY, decayed(0.0, 0.0), "the weight decay is forgotten"),
    ("weight decay", DECAY, decayed(-0.3, -0.3), "the sign of the weight decay is lost"),
    ("weight decay", WEIGHTS_ONLY, decayed(0.3, 0.3), "the weight decay is applied to the biases, too"),
    ("weight decay", DECAY, decayed(0.3, 0.0), "the weight decay is not applied to the biases"),
    ("weight decay", DECAY, decayed(0.6, 0.6), "the weight decay is taken twice as large, the derivative of decay·θ², not of decay·θ²/2"),
    ("weight decay", DECAY, decayed(1.0, 1.0), "the weight is added to the gradient without the factor of the weight decay"),
    ("weight decay", {**ADAM, "decay": 0.3}, adam(added=lambda theta: 0.3 * theta), "the weight decay is added to the direction, as in AdamW, not to the gradient"),
    ("weight decay", ADAMW, adam(coupled=lambda theta: 0.3 * theta), "the weight decay is added to the gradient, as in Adam, not to the direction"),
]  # fmt: skip


@pytest.mark.parametrize(("new", "of_w", "of_loss"), WRONG_STEPS)
def test_a_wrong_step_is_named(new: Callable[[float, float], float], of_w: Worked, of_loss: Worked) -> None:
    assert not not_named(NEW_W, of_w._replace(wrong=new(OLD, GRADIENT)))
    assert not not_named(THEN_L, of_loss._replace(wrong=stepped(1, plain(new))["L"]))


@pytest.mark.parametrize(("slip", "update", "step", "said"), WRONG_RULES)
def test_a_wrong_rule_is_named(
    slip: str, update: dict[str, object], step: Step | tuple[Step, Point], said: str
) -> None:
    reached = stepped(2, *step) if isinstance(step, tuple) else stepped(2, step)
    assert not not_named(new_w(update), Worked(slip, reached["w"], said))
    assert not not_named(then_l(update), Worked(slip, reached["L"], said))


def test_every_wrong_step_and_rule_has_a_worked_example() -> None:
    assert not without_example((row.sentence for row in STEPS), (of_w for _, of_w, _ in WRONG_STEPS))
    assert not without_example((row.for_all + ": " for row in STEPS), (of_loss for _, _, of_loss in WRONG_STEPS))
    told = [Worked(slip, 0, said) for slip, _, _, said in WRONG_RULES]
    assert not without_example((row.sentence for row in RULE_SLIPS), told)


@pytest.mark.parametrize(
    "rate", [0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 2.0]
)
def test_another_rate_that_people_choose_is_named(rate: float) -> None:
    new = OLD - rate * GRADIENT
    said = f"the learning rate is {rate:g} instead of 0.13: 0.7241 - {rate:g}·(-0.466271) = "
    # 0.1·∂L/∂w is 0.13·∂L/∂b, as x is 1.3.
    named = ("another learning rate", "another parameter's gradient") if rate == 0.1 else ()
    assert not not_named(NEW_W, Worked("another learning rate", new, said, named))
