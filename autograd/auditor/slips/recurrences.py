"""Slips in update rules that are written out, step by step, as values: v2 = beta*v1 + g2, w2 = w1 - eta*v2.

They are recognised by the shape of the formula: a share of what was there before and something new, a root with an ε
beside it, an old value minus a product.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import combinations

from autograd.auditor.example import Example
from autograd.auditor.slips.candidate import COMPOUND, LOCAL, MISREAD, PARTIAL, Candidate, Node, Sentence, same_family
from autograd.auditor.slips.region import Region
from autograd.auditor.slips.tables.names import (
    DECAY,
    EPSILON,
    LOOK_AHEAD,
    NO_CORRECTION,
    OFF_BY_ONE,
    OPERAND_MISREAD,
    SHARE,
)
from autograd.language import template

#: A claim with fewer digits cannot tell these slips apart.
DIGITS = 4
#: But for the look-ahead of Nesterov's momentum, x - α·β·v, which is known by so many factors.
LOOK_AHEAD_FACTORS = 3
#: Regions with more operands are no update rule.
MOST_OPERANDS = 12
_INDEX = re.compile(r"(.*?)(\d+)")


def recurrence_slips(region: Region, digits: int) -> Iterator[Candidate]:
    """Every such slip, for a claim with so many digits."""
    if digits < DIGITS:
        if region.example.operation(region.node) == "subtract":
            yield from _look_ahead(region, region.node, LOOK_AHEAD_FACTORS)
        return
    operands = _operands(region)
    if len(operands) <= MOST_OPERANDS:
        yield from _another_step(region, operands)
        yield from _before_correction(region, operands)
        yield from _everywhere(region, operands)
    for at in region.nodes:
        operation = region.example.operation(at)
        if operation == "add":
            yield from _shares(region, at)
            yield from _root(region, at)
        elif operation == "subtract":
            yield from _complement(region, at)
            yield from _step(region, at)


def _operands(region: Region) -> list[int]:
    """The named numbers that a claim is computed from."""
    example = region.example
    inside = set(region.nodes)
    found = dict.fromkeys(
        p for i in region.nodes for p in example.parents[i] if p in example.name_of or p not in inside
    )
    return [p for p in found if p in example.name_of and not example.is_constant(p)]


def _told(
    region: Region, slip: str, cost: float, result: float, sentence: Sentence, place: object
) -> Iterator[Candidate]:
    if math.isfinite(result) and not math.isclose(result, region.data[region.node], rel_tol=1e-13):
        yield Candidate(slip, cost, result, Sentence("{slip}: {result}", slip=sentence, result=result), place=place)


def _another_step(region: Region, operands: list[int]) -> Iterator[Candidate]:
    """The number of the step before or after in place of one: v0 for v1."""
    example, data = region.example, region.data
    for operand in operands:
        found = _INDEX.fullmatch(example.name_of[operand])
        if not found:
            continue
        for shift, wording in (
            (-1, template("{other} = {wrong}, of the step before, stands in place of {operand} = {right}")),
            (1, template("{other} = {wrong}, of the step after, stands in place of {operand} = {right}")),
        ):
            other = example.named.get(f"{found[1]}{int(found[2]) + shift}")
            if other is None or other >= region.node or data[other] == data[operand]:
                continue
            if example.operation(other) == example.operation(operand):  # one of those that `readings` tells of
                continue
            sentence = Sentence(
                wording, other=Node(other), wrong=data[other], operand=Node(operand), right=data[operand],
            )  # fmt: skip
            result = region.computed_from({operand: data[other]})
            yield from _told(region, OFF_BY_ONE, MISREAD - 0.5, result, sentence, (operand, other))


def _before_correction(region: Region, operands: list[int]) -> Iterator[Candidate]:
    """What a number was computed from in place of it: m for m̂ = m/(1 - βᵗ), the gradient for the velocity."""
    example, data = region.example, region.data
    origins: dict[int, int] = {}
    for operand in operands:
        operation, parents = example.operation(operand), example.parents[operand]
        if operation == "divide" and parents[0] in example.name_of and example.parents[parents[0]]:
            origins[operand] = parents[0]
            sentence = Sentence(
                "the correction is left out: {origin} = {wrong} stands in place of {operand} = {right}",
                origin=Node(parents[0]), wrong=data[parents[0]], operand=Node(operand), right=data[operand],
            )  # fmt: skip
            result = region.computed_from({operand: data[parents[0]]})
            yield from _told(region, NO_CORRECTION, LOCAL, result, sentence, (operand, parents[0]))
        elif operation == "add" and operand in example.name_of:
            for origin in parents:
                if origin in example.name_of and data[origin] != data[operand]:
                    sentence = Sentence(
                        "{origin} = {wrong} stands in place of {operand} = {right}, of which it is one term",
                        origin=Node(origin), wrong=data[origin], operand=Node(operand), right=data[operand],
                    )  # fmt: skip
                    result = region.computed_from({operand: data[origin]})
                    yield from _told(region, OPERAND_MISREAD, MISREAD - 0.25, result, sentence, (operand, origin))
    for first, second in combinations(origins, 2):
        sentence = Sentence(
            "the correction is left out: {one} and {other} stand in place of {first} and {second}",
            one=Node(origins[first]), other=Node(origins[second]), first=Node(first), second=Node(second),
        )  # fmt: skip
        result = region.computed_from({first: data[origins[first]], second: data[origins[second]]})
        yield from _told(region, NO_CORRECTION, LOCAL, result, sentence, (first, second))


def _everywhere(region: Region, operands: list[int]) -> Iterator[Candidate]:
    """One constant for another of its family, wherever it stands in the formula: β₁ for β₂."""
    example, data = region.example, region.data
    for operand in operands:
        if example.parents[operand]:
            continue
        for other, name in example.name_of.items():
            is_kin = not example.parents[other] and same_family(name, example.name_of[operand])
            if is_kin and data[other] != data[operand]:
                sentence = Sentence(
                    "{operand} = {right} is read as {other} = {wrong} wherever it stands",
                    operand=Node(operand), right=data[operand], other=Node(other), wrong=data[other],
                )  # fmt: skip
                result = region.computed_from({operand: data[other]})
                yield from _told(region, OPERAND_MISREAD, MISREAD, result, sentence, ("everywhere", operand, other))


def _shares(region: Region, at: int) -> Iterator[Candidate]:
    """In β·old + new, what β and 1 - β multiply."""
    example, data = region.example, region.data
    for kept, new in (example.parents[at], example.parents[at][::-1]) if len(example.parents[at]) == 2 else ():
        if example.operation(kept) != "multiply":
            continue
        for share, old in (example.parents[kept], example.parents[kept][::-1]):
            is_share = not example.parents[share] and 0 < data[share] < 1
            if not is_share or not _are_of_one_row(example, old, at):
                continue
            beta, before, complement = data[share], data[old], 1 - data[share]
            nodes = {"share": Node(share), "old": Node(old), "new": Node(new)}
            ways = [
                (beta * before + complement * data[new],
                 template("{new} is multiplied by 1 - {share}, as in a running mean: "
                          "{share}·{old} + (1 - {share})·{new}")),
                (beta * (before + data[new]), template("{share} multiplies the whole sum, {old} and {new}")),
            ]  # fmt: skip
            rest = _times_complement(example, new, share)
            exchanged = template(
                "the factors {share} and 1 - {share} are exchanged: (1 - {share})·{old} + {share}·{new}"
            )
            if rest is None:
                ways.append((complement * before + beta * data[new], exchanged))
            else:
                nodes["new"] = Node(rest)
                ways = [(complement * before + beta * data[rest], exchanged)]
            for number, wording in ways:
                result = region.computed_with(at, number)
                yield from _told(region, SHARE, PARTIAL, result, Sentence(wording, **nodes), (at, wording))
            for rate in (i for i in example.name_of if not example.parents[i] and 0 < data[i] < 1 and i != share):
                if rest is None:
                    result = region.computed_with(at, beta * before + data[rate] * data[new])
                    sentence = Sentence("{new} is multiplied by {rate} already here", rate=Node(rate), new=Node(new))
                    yield from _told(region, SHARE, COMPOUND - 1, result, sentence, (at, rate))


def _are_of_one_row(example: Example, old: int, new: int) -> bool:
    """Whether two numbers are the same of two steps, v1 and v2."""
    names = example.name_of
    return old in names and new in names and same_family(names[old], names[new])


def _times_complement(example: Example, node: int, share: int) -> int | None:
    """What 1 - share is multiplied by in a product; nothing if that is not what it is."""
    if example.operation(node) != "multiply":
        return None
    for factor, rest in (example.parents[node], example.parents[node][::-1]):
        if example.operation(factor) == "subtract" and example.parents[factor][1] == share:
            return rest
    return None


def _root(region: Region, at: int) -> Iterator[Candidate]:
    """√s + ε with the ε inside the root."""
    example, data = region.example, region.data
    for root, epsilon in (example.parents[at], example.parents[at][::-1]) if len(example.parents[at]) == 2 else ():
        is_root = example.operation(root) == "sqrt" or example.exponent(root) == 0.5
        if is_root and data[example.parents[root][0]] + data[epsilon] > 0:
            square = example.parents[root][0]
            sentence = Sentence(
                "{epsilon} stands inside the root: √({square} + {epsilon}), where √{square} + {epsilon} belongs",
                epsilon=Node(epsilon), square=Node(square),
            )  # fmt: skip
            result = region.computed_with(at, math.sqrt(data[square] + data[epsilon]))
            yield from _told(region, EPSILON, LOCAL, result, sentence, at)


def _complement(region: Region, at: int) -> Iterator[Candidate]:
    """q in place of 1 - q."""
    example, data = region.example, region.data
    one, share = example.parents[at]
    if example.is_constant(one) and data[one] == 1.0:
        sentence = Sentence("{share} stands in place of 1 - {share}", share=Node(share))
        yield from _told(region, SHARE, PARTIAL, region.computed_with(at, data[share]), sentence, ("complement", at))


def _step(region: Region, at: int) -> Iterator[Candidate]:
    """In old - a·b·v: a sign and a factor lost at once; what the rate multiplies; a decay where none belongs."""
    example, data = region.example, region.data
    old, product = example.parents[at]
    if example.operation(product) != "multiply":
        return
    yield from _look_ahead(region, at)
    for rate, direction in (example.parents[product], example.parents[product][::-1]):
        if example.operation(direction) == "add" and direction not in example.name_of:
            for first, rest in (example.parents[direction], example.parents[direction][::-1]):
                sentence = Sentence(
                    "{rate} multiplies {first} only, not {rest}", rate=Node(rate), first=Node(first), rest=Node(rest)
                )
                result = region.computed_with(at, data[old] - data[rate] * data[first] - data[rest])
                yield from _told(region, DECAY, PARTIAL, result, sentence, (at, first))
        elif not example.parents[rate] and not example.parents[old]:
            for decay in example.once(decays):
                sentence = Sentence(
                    "the weight decay is applied to {old}, too: {decay}·{old} is added to the gradient",
                    old=Node(old), decay=Node(decay),
                )  # fmt: skip
                new = data[old] - data[rate] * (data[direction] + data[decay] * data[old])
                yield from _told(region, DECAY, LOCAL, region.computed_with(at, new), sentence, (at, decay))


def _look_ahead(region: Region, at: int, factors: int = 2) -> Iterator[Candidate]:
    """In old - a·b·v, of so many factors at least, the sign lost and one of them, too."""
    example, data = region.example, region.data
    old, product = example.parents[at]
    found = _factors(example, product) if example.operation(product) == "multiply" else []
    for factor in found if len(found) >= factors else ():
        if data[factor]:
            sentence = Sentence(
                "{product} is added, not subtracted, and its factor {factor} left out",
                product=Node(product), factor=Node(factor),
            )  # fmt: skip
            result = region.computed_with(at, data[old] + data[product] / data[factor])
            yield from _told(region, LOOK_AHEAD, LOCAL, result, sentence, (at, factor))


def _factors(example: Example, product: int) -> list[int]:
    """What is multiplied in a product of products."""
    found, waiting = [], [product]
    while waiting:
        node = waiting.pop()
        if example.operation(node) == "multiply" and (node == product or node not in example.name_of):
            waiting += example.parents[node]
        else:
            found.append(node)
    return found


def decays(example: Example) -> list[int]:
    """The inputs that multiply an input which is added to something: the λ of g + λ·w."""
    found: dict[int, None] = {}
    for node in example.nodes_by_operation.get("add", ()):
        for term in example.parents[node]:
            if example.operation(term) == "multiply" and not any(example.parents[p] for p in example.parents[term]):
                found.update(dict.fromkeys(p for p in example.parents[term] if p in example.name_of))
    return list(found)[:6]
