"""What people write down in place of an update rule's formulas: one line each.

Each row takes a rule and gives the wrong one; it concerns the rules named. In the sentence, v, m, s and θ stand for
what the rule keeps and for the parameter, α for the learning rate.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from autograd.auditor.rules import Formula, Point, UpdateRule, quotient
from autograd.auditor.slips.tables.names import (
    DECAY,
    EPSILON,
    LOOK_AHEAD,
    NO_CORRECTION,
    NO_MOMENTUM,
    ROOT,
    SHARE,
    SIGN_OF_MOMENTUM,
    SQUARE,
    WRONG_CORRECTION,
)

Wrong = Callable[[UpdateRule], UpdateRule]


class WrongRule(NamedTuple):
    """A wrong form of some rules, by their names, and what is said of it."""

    slip: str
    rules: tuple[str, ...]
    wrong: Wrong
    sentence: str


def _formula(name: str, formula: Formula) -> Wrong:
    return lambda rule: rule.with_formula(name, formula)


def _root(of: Callable[[float, float], float], numerator: int | None, square: int) -> Wrong:
    """Another denominator, from the square and ε; the numerator is the gradient, or a number kept."""
    return lambda rule: rule._replace(
        direction=lambda theta, g, kept, s: (
            quotient(g if numerator is None else kept[numerator], of(kept[square], s.epsilon))
            + (s.decay * theta if rule.is_decoupled else 0.0)
        )
    )


def _point(point: Point | None) -> Wrong:
    return lambda rule: rule._replace(point=point)


def _not_squared(rule: UpdateRule) -> UpdateRule:
    """The gradient in place of its square, in whatever keeps squares."""
    name = "v" if "m" in rule.keeps else "s"
    right = next(kept.formula for kept in rule.kept if kept.name == name)
    return rule.with_formula(name, lambda old, new, g, t, s: right(old, new, math.sqrt(abs(g)), t, s))


# fmt: off
_MOMENTUM, _NESTEROV, _SQUARE, _ADAM = ("momentum", "nesterov"), ("nesterov",), ("adagrad", "rmsprop"), ("adam", "adamw")
_ALL = ("sgd", *_MOMENTUM, *_SQUARE, "adam")

RULE_SLIPS: tuple[WrongRule, ...] = (
    WrongRule(SIGN_OF_MOMENTUM, _MOMENTUM, _formula("v", lambda old, new, g, t, s: -s.beta * old[0] + (1 - s.dampening) * g), "the sign of the momentum is lost, the old velocity is subtracted: v = g - β·v"),
    WrongRule(NO_MOMENTUM, _MOMENTUM, _formula("v", lambda old, new, g, t, s: (1 - s.dampening) * g), "the momentum is left out, β·v of the step before is not added"),
    WrongRule(NO_MOMENTUM, _MOMENTUM, _formula("v", lambda old, new, g, t, s: old[0] + (1 - s.dampening) * g), "the old velocity is not multiplied by β: v = v + g"),
    WrongRule(SHARE, _MOMENTUM, lambda rule: rule.with_settings(dampening=rule.settings.beta), "the gradient is multiplied by 1 - β, as in a running mean: v = β·v + (1 - β)·g"),
    WrongRule(SHARE, _MOMENTUM, lambda rule: rule.with_settings(dampening=0.0), "the new gradient is not multiplied by 1 - β in the velocity: v = β·v + g"),
    WrongRule(SHARE, _MOMENTUM, _formula("v", lambda old, new, g, t, s: (1 - s.beta) * old[0] + s.beta * g), "the factors β and 1 - β are exchanged in the velocity: v = (1 - β)·v + β·g"),
    WrongRule(LOOK_AHEAD, ("momentum",), lambda rule: rule._replace(direction=lambda theta, g, kept, s: g + s.beta * kept[0]), "the step is Nesterov's, g + β·v, not the velocity"),
    WrongRule(LOOK_AHEAD, _NESTEROV, _point(lambda theta, rate, kept, s: theta + rate * s.beta * kept[0]), "the look-ahead goes the wrong way, uphill: the gradient is taken at θ + α·β·v, where θ - α·β·v belongs"),
    WrongRule(LOOK_AHEAD, _NESTEROV, _point(lambda theta, rate, kept, s: theta + s.beta * kept[0]), "the look-ahead goes the wrong way, uphill, and without the learning rate: the gradient is taken at θ + β·v, where θ - α·β·v belongs"),
    WrongRule(LOOK_AHEAD, _NESTEROV, _point(lambda theta, rate, kept, s: theta - s.beta * kept[0]), "the learning rate is left out of the look-ahead: the gradient is taken at θ - β·v, where θ - α·β·v belongs"),
    WrongRule(LOOK_AHEAD, _NESTEROV, _point(lambda theta, rate, kept, s: theta - rate * kept[0]), "the factor β is left out of the look-ahead: the gradient is taken at θ - α·v, where θ - α·β·v belongs"),
    WrongRule(LOOK_AHEAD, _NESTEROV, _point(None), "there is no look-ahead: the gradient is taken at θ, where θ - α·β·v belongs"),
    WrongRule(NO_CORRECTION, _ADAM, lambda rule: _uncorrected(rule, "m", "v"), "the bias correction of m and v is left out, they are not divided by 1 - β₁ᵗ and 1 - β₂ᵗ"),
    WrongRule(NO_CORRECTION, _ADAM, lambda rule: _uncorrected(rule, "m"), "the bias correction of m is left out, it is not divided by 1 - β₁ᵗ"),
    WrongRule(NO_CORRECTION, _ADAM, lambda rule: _uncorrected(rule, "v"), "the bias correction of v is left out, it is not divided by 1 - β₂ᵗ"),
    WrongRule(WRONG_CORRECTION, _ADAM, lambda rule: _corrected(rule, lambda x, beta, t: x / (1 - beta)), "the bias correction has no exponent, it divides by 1 - β in every step, not by 1 - βᵗ"),
    WrongRule(WRONG_CORRECTION, _ADAM, lambda rule: _corrected(rule, lambda x, beta, t: x / (1 - beta ** (t + 1))), "the bias correction counts the steps from 2, it divides by 1 - βᵗ⁺¹"),
    WrongRule(WRONG_CORRECTION, _ADAM, lambda rule: _corrected(rule, lambda x, beta, t: x * (1 - beta**t)), "the bias correction multiplies by 1 - βᵗ, where it should divide"),
    WrongRule(WRONG_CORRECTION, _ADAM, lambda rule: _corrected(rule, lambda x, beta, t: x / beta**t), "the bias correction divides by βᵗ, not by 1 - βᵗ"),
    WrongRule(SHARE, _ADAM, lambda rule: rule.with_settings(beta1=rule.settings.beta2, beta2=rule.settings.beta1), "the factors β₁ and β₂ are exchanged"),
    WrongRule(SHARE, _ADAM, _formula("m", lambda old, new, g, t, s: s.beta1 * old[0] + g), "the new gradient is not multiplied by 1 - β₁: m = β₁·m + g"),
    WrongRule(SHARE, _ADAM, _formula("v", lambda old, new, g, t, s: s.beta2 * old[1] + g * g), "the new square is not multiplied by 1 - β₂: v = β₂·v + g²"),
    WrongRule(SHARE, _ADAM, _formula("m", lambda old, new, g, t, s: (1 - s.beta1) * old[0] + s.beta1 * g), "the factors β₁ and 1 - β₁ are exchanged: m = (1 - β₁)·m + β₁·g"),
    WrongRule(SHARE, _ADAM, _formula("v", lambda old, new, g, t, s: (1 - s.beta2) * old[1] + s.beta2 * g * g), "the factors β₂ and 1 - β₂ are exchanged: v = (1 - β₂)·v + β₂·g²"),
    WrongRule(SHARE, ("rmsprop",), _formula("s", lambda old, new, g, t, s: s.rho * old[0] + g * g), "the new square is not multiplied by 1 - ρ: s = ρ·s + g²"),
    WrongRule(SHARE, ("rmsprop",), _formula("s", lambda old, new, g, t, s: (1 - s.rho) * old[0] + s.rho * g * g), "the factors ρ and 1 - ρ are exchanged: s = (1 - ρ)·s + ρ·g²"),
    WrongRule(SHARE, ("rmsprop",), _formula("s", lambda old, new, g, t, s: old[0] + g * g), "the squares are summed as in Adagrad, s = s + g², not averaged"),
    WrongRule(SHARE, _SQUARE, _formula("s", lambda old, new, g, t, s: g * g), "only the new square counts, s = g², the old ones are forgotten"),
    WrongRule(SQUARE, (*_SQUARE, *_ADAM), _not_squared, "the gradient is not squared, |g| stands in place of g²"),
    WrongRule(ROOT, _SQUARE, _root(lambda s, e: s + e, None, 0), "the root is left out: α·g/(s + ε), where α·g/(√s + ε) belongs"),
    WrongRule(ROOT, _ADAM, _root(lambda s, e: s + e, 2, 3), "the root is left out: α·m̂/(v̂ + ε), where α·m̂/(√v̂ + ε) belongs"),
    WrongRule(EPSILON, _SQUARE, _root(lambda s, e: math.sqrt(s + e), None, 0), "the ε stands inside the root: α·g/√(s + ε), where α·g/(√s + ε) belongs"),
    WrongRule(EPSILON, _ADAM, _root(lambda s, e: math.sqrt(s + e), 2, 3), "the ε stands inside the root: α·m̂/√(v̂ + ε), where α·m̂/(√v̂ + ε) belongs"),
    WrongRule(EPSILON, (*_SQUARE, *_ADAM), lambda rule: rule.with_settings(epsilon=0.0), "the ε is left out of the denominator"),
    WrongRule(DECAY, (*_ALL, "adamw"), lambda rule: rule.with_settings(decay=0.0), "the weight decay is forgotten"),
    WrongRule(DECAY, (*_ALL, "adamw"), lambda rule: rule.with_settings(decay=-rule.settings.decay), "the sign of the weight decay is lost"),
    WrongRule(DECAY, (*_ALL, "adamw"), lambda rule: rule.with_settings(decay_biases=True), "the weight decay is applied to the biases, too"),
    WrongRule(DECAY, (*_ALL, "adamw"), lambda rule: rule.with_settings(decay_biases=False), "the weight decay is not applied to the biases"),
    WrongRule(DECAY, (*_ALL, "adamw"), lambda rule: rule.with_settings(decay=2 * rule.settings.decay), "the weight decay is taken twice as large, the derivative of decay·θ², not of decay·θ²/2"),
    WrongRule(DECAY, _ALL, lambda rule: rule.with_settings(decay=1.0) if rule.settings.decay else rule, "the weight is added to the gradient without the factor of the weight decay"),
    WrongRule(DECAY, ("adam",), lambda rule: _decoupled(rule, True), "the weight decay is added to the direction, as in AdamW, not to the gradient"),
    WrongRule(DECAY, ("adamw",), lambda rule: _decoupled(rule, False), "the weight decay is added to the gradient, as in Adam, not to the direction"),
)
# fmt: on


def _uncorrected(rule: UpdateRule, *names: str) -> UpdateRule:
    """Adam with these means in place of the corrected ones."""
    for name in names:
        at = rule.keeps.index(name)
        rule = rule.with_formula(f"{name}_hat", lambda old, new, g, t, s, at=at: new[at])  # type: ignore[misc]
    return rule


def _corrected(rule: UpdateRule, correct: Callable[[float, float, int], float]) -> UpdateRule:
    """Adam with another correction of both means."""
    rule = rule.with_formula("m_hat", lambda old, new, g, t, s: correct(new[0], s.beta1, t))
    return rule.with_formula("v_hat", lambda old, new, g, t, s: correct(new[1], s.beta2, t))


def _decoupled(rule: UpdateRule, is_decoupled: bool) -> UpdateRule:
    """Adam with its weight decay where AdamW has it, or the other way round."""
    right = rule.direction
    sign = 1.0 if is_decoupled else -1.0
    return rule._replace(
        direction=lambda theta, g, kept, s: right(theta, g, kept, s) + sign * s.decay * theta, is_decoupled=is_decoupled
    )


def wrong_rules(rule: UpdateRule) -> list[tuple[WrongRule, UpdateRule]]:
    """The rows about a rule, each with the wrong one; not those that change nothing."""
    found = []
    for row in RULE_SLIPS:
        if rule.name in row.rules:
            wrong = row.wrong(rule)
            if wrong != rule:
                found.append((row, wrong))
    return found
