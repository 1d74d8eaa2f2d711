"""Slips on the way forward: every wrong value that one slip gives, at a node or at what it was computed from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from autograd.auditor.slips.candidate import COMPOUND, LOCAL, MISREAD, PARTIAL, Candidate, Node, Sentence, Told
from autograd.auditor.slips.region import Region
from autograd.auditor.slips.sums import averaged, sums_in_loss
from autograd.auditor.slips.tables.names import (
    ANOTHER_QUANTITY,
    DIGIT_MISREAD,
    MEAN_FOR_SUM,
    OLD_WEIGHT,
    OPERAND_MISREAD,
    ROUNDED_EARLY,
)
from autograd.auditor.slips.tables.operations import Replaced, operation_slips
from autograd.auditor.world import World
from autograd.notation import number

#: How many nodes back from a claim a number read wrongly is looked for.
LARGEST_READ = 20
#: Digits taken for each other; besides, one is taken for the one beside it. Other misreadings need more digits.
LOOK_ALIKE = [set(pair) for pair in ("17", "38", "49", "56", "06", "08", "68", "58")]
DIGITS_FOR_ANY_READING = 5


def value_slips(region: Region, digits: int) -> Iterator[Candidate]:
    """Every slip on the way forward, for a claim with so many digits."""
    for at in reversed(region.nodes):  # the claim's own operation first
        yield from _wrong_operations(region, at)
    yield from _another_quantity(region)
    if len(region.nodes) <= LARGEST_READ:
        yield from _misread(region, digits)


def _wrong_operations(region: Region, at: int) -> Iterator[Candidate]:
    """The wrong operations of the table at one node."""
    example, data, node = region.example, region.data, region.node
    parents = example.parents[at]
    cost = LOCAL if at == node or at not in example.name_of else PARTIAL
    found = operation_slips(example.operation(at), len(parents))
    if (count := example.once(sums_in_loss).get(at)) and (forward := example.forwards[at]):
        template = f"the mean is taken over {count} terms that are only to be added: a division by {count} too many"
        found += (Replaced(MEAN_FOR_SUM, averaged(forward, count), template),)
    for slip in found:
        try:
            new = slip.rule(*[data[parent] for parent in parents])
        except (ArithmeticError, ValueError):
            continue
        if new == data[at]:
            continue
        wrong = region.computed_with(at, new)
        if wrong == data[node]:
            continue
        operands = [Node(parents[i]) for i in slip.operands if i < len(parents)]
        told = Sentence(slip.sentence, **dict(zip("ab", operands, strict=False)))
        yield Candidate(
            slip.slip, cost, wrong, Sentence("{slip}: {wrong}", slip=told, wrong=wrong),
            World(values={at: slip.rule}), place=(at, slip.sentence, slip.operands),
        )  # fmt: skip


def _another_quantity(region: Region) -> Iterator[Candidate]:
    """The value of a named result next to the node."""
    data, node = region.data, region.node
    for other in region.neighbours:
        if data[other] != data[node]:
            template = "this is {other} = {wrong}, not {node}"
            sentence = Sentence(template, other=Node(other), wrong=data[other], node=Node(node))
            yield Candidate(ANOTHER_QUANTITY, PARTIAL, data[other], sentence, place=other)


class Reading(NamedTuple):
    """A wrong number read in place of a right one, what is said of it, and what tells it from other readings."""

    slip: str
    cost: float
    wrong: float
    template: str
    told: dict[str, Told]
    read: str


def _misread(region: Region, digits: int) -> Iterator[Candidate]:
    """An operand read wrongly: another number of the same kind, one digit changed, or rounded once more."""
    example, data = region.example, region.data
    for at in region.nodes:
        parents, forward = example.parents[at], example.forwards[at]
        for position, parent in enumerate(parents):
            if parent in region.nodes or example.is_constant(parent) or forward is None:
                continue
            for reading in _readings(region, parent, digits):
                try:
                    new = forward(*(reading.wrong if i == position else data[p] for i, p in enumerate(parents)))
                except (ArithmeticError, ValueError):
                    continue
                result = region.computed_with(at, new)
                sentence = Sentence(
                    reading.template, operand=Node(parent), right=data[parent], result=result, **reading.told
                )
                yield Candidate(
                    reading.slip, reading.cost, result, sentence, place=(parent, reading.read), rich=True
                )  # fmt: skip


def _readings(region: Region, operand: int, digits: int) -> Iterator[Reading]:
    """How an operand may be misread."""
    example, data = region.example, region.data
    if region.before is not None and operand in example.parameters:
        old = region.before.data[operand]
        template = "{operand} = {right} is read as its old value {old}: {result}"
        yield Reading(OLD_WEIGHT, LOCAL, old, template, {"old": number(old)}, "old")
    for other, name in example.name_of.items():
        same_kind = example.operation(other) == example.operation(operand)
        if same_kind and other != operand and other < region.node and data[other] != data[operand]:
            template = "{operand} = {right} is read as {other} = {wrong}: {result}"
            told: dict[str, Told] = {"other": name, "wrong": number(data[other])}
            yield Reading(OPERAND_MISREAD, MISREAD, data[other], template, told, name)
    if digits < 3:
        return
    template = "{operand} = {right} is read as {wrong}: {result}"
    text = _as_printed(data[operand])
    # A changed third digit cannot be told from bad rounding.
    for i in [i for i, character in enumerate(text) if character.isdigit() and text[: i + 1].strip("-0.")][:2]:
        for digit in "0123456789".replace(text[i], ""):
            is_common = {text[i], digit} in LOOK_ALIKE or digit in text[max(i - 1, 0) : i + 2]
            if not is_common and digits < DIGITS_FOR_ANY_READING:
                continue
            wrong = text[:i] + digit + text[i + 1 :]
            cost = MISREAD if is_common else COMPOUND
            yield Reading(DIGIT_MISREAD, cost, float(wrong), template, {"wrong": wrong}, wrong)
    rounded = number(data[operand], 2)
    if rounded != text:
        yield Reading(ROUNDED_EARLY, MISREAD - 0.5, float(rounded), template, {"wrong": rounded}, rounded)


def _as_printed(x: float) -> str:
    """A number with the digits it was printed with; one that was computed, to four."""
    text = number(x, 6)
    return text if float(text) == x else number(x, 4)
