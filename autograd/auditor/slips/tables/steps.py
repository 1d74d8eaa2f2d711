"""What people do in place of a step of gradient descent: one line each."""

from __future__ import annotations

from typing import NamedTuple

from autograd.auditor.procedures import Step

#: Learning rates that people choose.
RATES = (0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 2.0)


class WrongStep(NamedTuple):
    """A wrong update, `rule(old, gradient, learning rate)`: the sentence about one parameter's new value, and the one
    about a value that comes after a step of all parameters."""

    slip: str
    rule: Step
    sentence: str
    for_all: str


# fmt: off
STEPS: tuple[WrongStep, ...] = (
    WrongStep("sign of the step", lambda old, g, rate: old + rate * g, "the step goes uphill: {old} + {rate}·({gradient}) = {new}, where {old} - {rate}·({gradient}) belongs", "the step goes uphill, for every parameter"),
    WrongStep("learning rate forgotten", lambda old, g, rate: old - g, "the learning rate is left out: {old} - ({gradient}) = {new}", "the learning rate is left out, for every parameter"),
    WrongStep("step applied twice", lambda old, g, rate: old - 2 * rate * g, "the step is taken twice: {old} - 2·{rate}·({gradient}) = {new}", "the step is taken twice, for every parameter"),
    WrongStep("sign of the step, learning rate forgotten", lambda old, g, rate: old + g, "the learning rate is left out and the step goes uphill: {old} + ({gradient}) = {new}", "the learning rate is left out and the step goes uphill, for every parameter"),
    WrongStep("step instead of the new value", lambda old, g, rate: rate * g, "this is the step {rate}·({gradient}) = {new} alone, not subtracted from {old}", "the step alone, rate · gradient, is taken as the new value, for every parameter"),
    WrongStep("step instead of the new value", lambda old, g, rate: -rate * g, "this is the step -{rate}·({gradient}) = {new} alone, not added to {old}", "the step alone, -rate · gradient, is taken as the new value, for every parameter"),
    WrongStep("old weight forgotten", lambda old, g, rate: g, "this is the gradient {gradient}, not the new value", "the gradient is taken as the new value, for every parameter"),
    WrongStep("decimal of the learning rate", lambda old, g, rate: old - 10 * rate * g, "the learning rate is taken ten times too large: {old} - 10·{rate}·({gradient}) = {new}", "the learning rate is taken ten times too large, for every parameter"),
    WrongStep("decimal of the learning rate", lambda old, g, rate: old - rate * g / 10, "the learning rate is taken ten times too small: {old} - {rate}·({gradient})/10 = {new}", "the learning rate is taken ten times too small, for every parameter"),
    WrongStep("old weight multiplied", lambda old, g, rate: old * (1 - rate * g), "the step is taken relative to the weight: {old}·(1 - {rate}·({gradient})) = {new}", "the step is taken relative to the weight, for every parameter"),
)
# fmt: on
