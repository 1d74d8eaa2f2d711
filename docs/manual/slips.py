"""Every slip in the audit's tables, with an example worked out: what is right, and what the slip gives."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from autograd import ops
from autograd.auditor.rules import RULES, UpdateRule
from autograd.auditor.slips.tables.derivatives import DERIVATIVES, exponents
from autograd.auditor.slips.tables.operations import FORWARD, SUMS, operation_slips
from autograd.auditor.slips.tables.pairs import OF_TWO
from autograd.auditor.slips.tables.rules import RULE_SLIPS
from autograd.auditor.slips.tables.steps import STEPS
from autograd.notation import Written, number

Numbers = tuple[float, ...]

#: The numbers of the examples: operands, by operation where these do not do.
OPERANDS = (0.6, 1.7)
POINTS: dict[str, tuple[float, ...]] = {
    "relu": (-0.6,), "leaky_relu": (-0.6, 0.1), "absolute": (-0.6,), "power": (0.6, 3.0), "dot": (0.6, 1.7, 0.3, 2.0),
    "total": (0.6, 1.7, 0.3), "logsumexp": (0.6, 1.7), "cosh": (0.6,), "sin": (0.6,), "cos": (0.6,),
}  # fmt: skip
#: A step: the old value, the gradient, the learning rate.
OLD, GRADIENT, RATE = 0.5, 0.2, 0.1
#: The derivatives of two functions u and v.
OF_U, OF_V = 0.5, -0.4


def point(operation: str) -> tuple[float, ...]:
    """The operands of an operation's example."""
    return POINTS.get(operation, OPERANDS[: ops.TABLE[operation].arity or 2])


def lines() -> Iterator[str]:
    """One table for each kind of place at which a slip is made."""
    yield from ("## Derivatives", "", "Taken in place of a local partial.", "")
    for operation in DERIVATIVES:
        yield from derivatives(operation)
    yield from ("## Products and quotients of two functions", "")
    yield f"Of u = {OPERANDS[0]} and v = {OPERANDS[1]} with u' = {OF_U} and v' = {OF_V}."
    yield from ("", *pairs(), "")
    yield from ("## Values", "", "Computed in place of an operation.", "")
    for operation in (*FORWARD, *SUMS):
        yield from values(operation)
    yield from ("## Steps", "")
    yield f"Of the old value {OLD}, the gradient {GRADIENT} and the learning rate {RATE}."
    yield from ("", *steps(), "")
    yield from ("## Update rules", "")
    yield f"The parameter {OLD} after steps with the gradients {GRADIENT}, -0.3 and 0.4, the learning rate {RATE};"
    yield "where the slip is about weight decay it is a bias and the decay 0.05, where it is about ε this is 0.1. Shown"
    yield "for the first rule that a line is about."
    yield from ("", *rules(), "")


def _head(right: str, wrong: str) -> Iterator[str]:
    yield f"| slip | what is said of it | {right} | {wrong} |"
    yield "|---|---|---:|---:|"


def derivatives(operation: str) -> Iterator[str]:
    """The wrong partials of one operation: those that differ from the right ones in the example."""
    operands = point(operation)
    yield f"### `{operation}`"
    yield ""
    yield f"At {_at(operation, operands)}:"
    yield from ("", *_head("right", "with the slip"))
    for slip, rule, sentence in DERIVATIVES[operation]:
        said = _cell(sentence.format(**exponents(operands[1])) if operation == "power" else sentence)
        right, wrong = compared(operation, rule, operands)
        if right == wrong:  # a relu that is off hides it
            elsewhere = tuple(abs(x) for x in operands)
            right, wrong = compared(operation, rule, elsewhere)
            said += f" (at {_at(operation, elsewhere)})"
        yield f"| {slip} | {said} | {_numbers(right)} | {_numbers(wrong)} |"
    yield ""


def compared(operation: str, rule: Callable[..., Numbers], operands: Numbers) -> tuple[Numbers, Numbers]:
    """The right partials and those of a wrong rule."""
    op = ops.TABLE[operation]
    out = op.on_numbers(*operands)
    return op.partials(out, *operands), tuple(rule(out, *operands))


def values(operation: str) -> Iterator[str]:
    """What is computed in place of one operation."""
    op, operands = ops.TABLE[operation], point(operation)
    right = number(op.on_numbers(*operands))
    yield f"### `{operation}`"
    yield ""
    yield f"In place of {_formula(operation, operands)}:"
    yield from ("", *_head("right", "with the slip"))
    for slip, rule, sentence, about in operation_slips(operation, len(operands)):
        if operation in SUMS and about[0] > 0:
            continue  # the same of every term
        called = [number(operands[i]) for i in about if i < len(operands)]
        said = sentence.format(**dict(zip("ab", called, strict=False)))
        yield f"| {slip} | {_cell(said)} | {right} | {number(rule(*operands))} |"
    yield ""


def pairs() -> Iterator[str]:
    """What is taken for the derivative of a product or a quotient."""
    a, b = OPERANDS
    right = {"multiply": OF_U * b + a * OF_V, "divide": (OF_U * b - a * OF_V) / b**2}
    yield from _head("right", "with the slip")
    for operation, rows in OF_TWO.items():
        for rule, sentence in rows:
            said = sentence.format(u=OF_U, v=OF_V)
            yield f"| {operation} | {_cell(said)} | {number(right[operation])} | {number(rule(a, b, OF_U, OF_V))} |"


def steps() -> Iterator[str]:
    """What is done in place of a step."""
    yield from _head("right", "with the slip")
    for slip, rule, sentence, _ in STEPS:
        new = rule(OLD, GRADIENT, RATE)
        said = sentence.format(old=OLD, rate=RATE, gradient=GRADIENT, new=number(new))
        yield f"| {slip} | {_cell(said)} | {number(OLD - RATE * GRADIENT)} | {number(new)} |"


def rules() -> Iterator[str]:
    """What stands in place of an update rule's formulas."""
    yield "| rule | slip | what is said of it | right | with the slip |"
    yield "|---|---|---|---:|---:|"
    for slip, names, wrong, sentence in RULE_SLIPS:
        rule = RULES[names[0]]
        if slip == "weight decay":
            rule = rule.with_settings(decay=0.05)
        elif slip == "place of epsilon":
            rule = rule.with_settings(epsilon=0.1)
        if wrong(rule) == rule:  # about what this rule does not do by default
            rule = rule.with_settings(dampening=rule.settings.beta, decay_biases=False)
        yield f"| {names[0]} | {slip} | {_cell(sentence)} | {after(rule)} | {after(wrong(rule))} |"


def after(rule: UpdateRule, gradients: Sequence[float] = (GRADIENT, -0.3, 0.4)) -> str:
    """A parameter that has taken a step for each gradient."""
    theta, kept = OLD, (0.0,) * len(rule.kept)
    for t, gradient in enumerate(gradients, start=1):
        # The gradient is that of a square beside the one given, so that it matters where it is taken.
        at = rule.point(theta, RATE, kept, rule.settings) if rule.point and rule.settings.look_ahead else theta
        g = gradient + 0.1 * (at - OLD)
        settings = rule.settings if rule.settings.decay_biases else rule.settings._replace(decay=0.0)
        if not rule.is_decoupled:
            g += settings.decay * theta
        kept, _ = rule.advanced(kept, g, t)
        theta -= RATE * rule.direction(theta, g, kept, settings)
    return number(theta)


def _formula(operation: str, operands: Sequence[float]) -> str:
    return _cell(ops.TABLE[operation].write(*(Written.number(x) for x in operands)).text)


def _at(operation: str, operands: Sequence[float]) -> str:
    return f"{_formula(operation, operands)} = {number(ops.TABLE[operation].on_numbers(*operands))}"


def _numbers(partials: Sequence[float]) -> str:
    return ", ".join("none" if math.isnan(x) else number(x, 5) for x in partials)


def _cell(text: str) -> str:
    """Text as it may stand in a cell of a table in Markdown."""
    for character in "\\|*_<>":
        text = text.replace(character, "\\" + character)
    return text
