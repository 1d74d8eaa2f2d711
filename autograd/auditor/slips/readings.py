"""Operands read wrongly: another number of the same kind, digits changed on the way into the next line, rounded once
more."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise
from typing import NamedTuple

from autograd.auditor.slips.candidate import COMPOUND, LOCAL, MISREAD, Candidate, Node, Sentence, Told
from autograd.auditor.slips.region import Region
from autograd.auditor.slips.tables.names import (
    COPIED_SHIFTED,
    COPIED_SHORT,
    COPIED_TRANSPOSED,
    DIGIT_MISREAD,
    OLD_WEIGHT,
    OPERAND_MISREAD,
    ROUNDED_EARLY,
    TWO_MISREAD,
)
from autograd.language import template
from autograd.notation import number

#: How many nodes back from a claim a number read wrongly is looked for.
LARGEST_READ = 20
#: With fewer digits a digit read wrongly is named only if it is one that people do confuse.
DIGITS_FOR_ANY_DIGIT, DIGITS_FOR_COPIED, DIGITS_FOR_TWO = 5, 3, 6
#: Digits that look alike in print or in handwriting.
CONFUSED = {frozenset(pair) for pair in ("17", "38", "49", "56", "06", "08", "68", "58")}
#: Of so many operands, and so many ways to read each, two at once are tried.
MOST_OPERANDS, MOST_WAYS = 8, 4


class Reading(NamedTuple):
    """A wrong number read in place of a right one, what is said of it, and what tells it from other readings."""

    slip: str
    cost: float
    wrong: float
    wording: str
    told: dict[str, Told]
    read: str


def readings(region: Region, digits: int) -> Iterator[Candidate]:
    """An operand read wrongly, or two, for a claim with so many digits."""
    if len(region.nodes) > LARGEST_READ:
        return
    operands: dict[int, list[Reading]] = {}
    places = Counter(parent for at in region.nodes for parent in region.example.parents[at])
    for at in region.nodes:
        for position, parent in enumerate(region.example.parents[at]):
            if parent in region.nodes or region.example.is_constant(parent):
                continue
            if parent not in operands:
                operands[parent] = list(_readings(region, parent, digits))
            for reading in operands[parent]:
                result = region.computed_with_operand(at, position, reading.wrong)
                yield from _read(region, parent, reading, result)
    for operand, found in operands.items():
        for reading in (
            found if places[operand] > 1 and region.example.parents[operand] else ()
        ):  # wherever it stands in the formula
            yield from _read(region, operand, reading, region.computed_from({operand: reading.wrong}))
    if digits >= DIGITS_FOR_TWO and len(operands) <= MOST_OPERANDS:
        yield from _two_at_once(region, operands)


def _read(region: Region, operand: int, reading: Reading, result: float | None) -> Iterator[Candidate]:
    if result is not None and math.isfinite(result):
        told = {"right": region.data[operand], "result": result, **reading.told}
        sentence = Sentence(reading.wording, operand=Node(operand), **told)
        yield Candidate(reading.slip, reading.cost, result, sentence, place=(operand, reading.read), rich=True)


def _two_at_once(region: Region, operands: Mapping[int, list[Reading]]) -> Iterator[Candidate]:
    """Two operands read wrongly in one line: each as another of its family, or copied badly."""
    likely = {
        operand: [reading for reading in found if reading.slip != DIGIT_MISREAD and reading.cost < MISREAD][:MOST_WAYS]
        for operand, found in operands.items()
    }
    for first, second in combinations(likely, 2):
        for one in likely[first]:
            for other in likely[second]:
                result = region.computed_from({first: one.wrong, second: other.wrong})
                sentence = Sentence(
                    "two numbers are read wrongly, {first} = {first_right} as {first_wrong} and {second} = "
                    "{second_right} as {second_wrong}: {result}",
                    first=Node(first), first_right=region.data[first], first_wrong=one.wrong,
                    second=Node(second), second_right=region.data[second], second_wrong=other.wrong, result=result,
                )  # fmt: skip
                place = (first, one.read, second, other.read)
                yield Candidate(TWO_MISREAD, COMPOUND + 1, result, sentence, place=place, rich=True)


def _readings(region: Region, operand: int, digits: int) -> Iterator[Reading]:
    """How an operand may be misread."""
    data = region.data
    if region.before is not None and operand in region.example.parameters:
        old = region.before.data[operand]
        wording = template("{operand} = {right} is read as its old value {old}: {result}")
        yield Reading(OLD_WEIGHT, LOCAL, old, wording, {"old": number(old)}, "old")
    yield from _others(region, operand)
    if digits >= DIGITS_FOR_COPIED:
        yield from _copied(_as_printed(data[operand]), digits)


def _others(region: Region, operand: int) -> Iterator[Reading]:
    """Another number of the same kind; those of the same family, w2 for w1, first. Or what it is computed from: x for
    x - α·v, or for tanh(x)."""
    example, data = region.example, region.data
    family = _family(example.name_of.get(operand, ""))
    for other, name in example.name_of.items():
        is_kin = bool(family) and _family(name) == family
        same_kind = example.operation(other) == example.operation(operand)
        if same_kind and other != operand and other < region.node and data[other] != data[operand]:
            wording = template("{operand} = {right} is read as {other} = {wrong}: {result}")
            told: dict[str, Told] = {"other": name, "wrong": number(data[other])}
            yield Reading(OPERAND_MISREAD, MISREAD - 0.25 if is_kin else MISREAD, data[other], wording, told, name)
    if operand in example.name_of and (len(example.parents[operand]) == 1 or example.operation(operand) == "subtract"):
        wording = template(
            "{other} = {wrong} stands where {operand} = {right} belongs, which is computed from it: {result}"
        )
        for other in _within(region, operand):
            told = {"other": example.name_of[other], "wrong": number(data[other])}
            yield Reading(OPERAND_MISREAD, MISREAD - 0.25, data[other], wording, told, f"before:{other}")


def _within(region: Region, node: int) -> Iterator[int]:
    """The named operands of a difference or of a function; not the same of the step before, w0 of w1."""
    names = region.example.name_of
    for parent in region.example.parents[node]:
        is_other = parent in names and _family(names[parent]) != _family(names[node])
        if is_other and region.data[parent] != region.data[node]:
            yield parent


def _family(name: str) -> str:
    """The letters of a name without its index: w for w12."""
    return name.rstrip("0123456789_[], ")


def _copied(text: str, digits: int) -> Iterator[Reading]:
    """The number on the way into the next line: digits exchanged, changed, dropped; the point moved; rounded."""

    def reading(slip: str, cost: float, wrong: str, wording: str) -> Reading:
        return Reading(slip, cost, float(wrong), wording, {"wrong": wrong}, wrong)

    wording = template("{operand} = {right} is read as {wrong}: {result}")
    places = [i for i, character in enumerate(text.partition("e")[0]) if character.isdigit()]  # not of a power of ten
    counted = [i for i in places if text[: i + 1].strip("-0.")]
    for i, j in pairwise(places):
        wrong = text[:i] + text[j] + text[i + 1 : j] + text[i] + text[j + 1 :]
        is_shift = wrong.replace(".", "").strip("-0") == text.replace(".", "").strip("-0")  # 0.70 for 0.07
        if text[i] != text[j] and digits >= 4 and not is_shift:
            exchanged = template(
                "two digits are transposed in copying, {operand} = {right} is read as {wrong}: {result}"
            )
            yield reading(COPIED_TRANSPOSED, MISREAD - 0.25, wrong, exchanged)
    # A changed third digit cannot be told from bad rounding.
    for i in counted[:2]:
        for digit in "0123456789".replace(text[i], ""):
            beside = {text[j] for j in places if abs(places.index(j) - places.index(i)) == 1}
            is_known = frozenset((digit, text[i])) in CONFUSED or digit in beside
            if is_known or digits >= DIGITS_FOR_ANY_DIGIT:
                wrong = text[:i] + digit + text[i + 1 :]
                yield reading(DIGIT_MISREAD, MISREAD if is_known else COMPOUND, wrong, wording)
    for shift, moved in (
        (10, template("the decimal point slips one place right, {operand} = {right} is read as {wrong}: {result}")),
        (0.1, template("the decimal point slips one place left, {operand} = {right} is read as {wrong}: {result}")),
    ):
        if math.isfinite(shifted := float(text) * shift):
            yield reading(COPIED_SHIFTED, MISREAD, number(shifted, 6), moved)
    if digits >= DIGITS_FOR_ANY_DIGIT and len(counted) > 2:
        short = template("a digit is dropped in copying, {operand} = {right} is read as {wrong}: {result}")
        for i in counted[:-1]:
            yield reading(COPIED_SHORT, COMPOUND, text[:i] + text[i + 1 :], short)
    rounded = number(float(text), 2)
    if rounded != text:
        yield reading(ROUNDED_EARLY, MISREAD - 0.5, rounded, wording)


def _as_printed(x: float) -> str:
    """A number with the digits it was printed with; one that was computed, to four."""
    text = number(x, 6)
    return text if float(text) == x else number(x, 4)
