"""A formula put together wrongly on the way forward, where each of its operations is right: factors exchanged between
two products, a number inside a function that belongs outside, n - 1 for n."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from autograd.auditor.slips.candidate import LOCAL, PARTIAL, Candidate, Node, Operation, Sentence
from autograd.auditor.slips.region import Region
from autograd.auditor.slips.tables.names import FACTORS_EXCHANGED, ONE_LESS, OUTSIDE
from autograd.language import template
from autograd.notation import number

#: In longer sums so many factors may be exchanged that none of it is evidence.
MOST_PRODUCTS = 5
SUMS = ("add", "subtract", "total")


def formula_slips(region: Region) -> Iterator[Candidate]:
    """Every such slip in the formulas that the node was computed by."""
    for at in region.nodes:
        yield from _factors_exchanged(region, at)
        yield from _inside_or_outside(region, at)
        yield from _one_less(region, at)


def _told(
    region: Region,
    slip: str,
    cost: float,
    changed: dict[int, float],
    wording: str,
    place: object,
    **told: Node | Operation | str,
) -> Iterator[Candidate]:
    """The slip that computes some nodes otherwise; nothing if that changes nothing."""
    wrong = region.computed_from(changed)
    if wrong != region.data[region.node] and wrong == wrong:
        sentence = Sentence(wording, wrong=wrong, **told)
        yield Candidate(slip, cost, wrong, sentence, place=place, rich=slip == FACTORS_EXCHANGED)


def _factors_exchanged(region: Region, at: int) -> Iterator[Candidate]:
    """a·d + c·b for a·b + c·d, such as (1 - z)·n + z·h for (1 - z)·h + z·n."""
    example, data = region.example, region.data
    if example.operation(at) not in SUMS:
        return
    products = [node for node in _terms(region, at) if example.operation(node) == "multiply"]
    if len(products) > MOST_PRODUCTS:
        return
    wording = template(
        "{first} and {second} are exchanged, the products are {kept}·{second} and {other}·{first}: {wrong}"
    )
    for one, other in combinations(products, 2):
        (a, b), (c, d) = example.parents[one], example.parents[other]
        for first, second, kept, other_kept in ((b, d, a, c), (b, c, a, d)):
            if first == second or kept == other_kept:
                continue
            changed = {one: data[kept] * data[second], other: data[other_kept] * data[first]}
            yield from _told(
                region, FACTORS_EXCHANGED, PARTIAL + 0.25, changed, wording, (one, other, second),
                first=Node(first), second=Node(second), kept=Node(kept), other=Node(other_kept),
            )  # fmt: skip


def _inside_or_outside(region: Region, at: int) -> Iterator[Candidate]:
    """√x + ε for √(x + ε), and the other way round."""
    example, data, forwards = region.example, region.data, region.example.forwards
    for function, other, wording in (
        (at, _sum_inside(region, at), template("{c} is added outside the {function}, and belongs inside it: {wrong}")),
        (
            _function_in_sum(region, at),
            at,
            template("{c} is added inside the {function}, and belongs outside it: {wrong}"),
        ),
    ):
        forward = forwards[function] if function is not None else None
        if forward is None or function is None or other is None:
            continue
        for c, x in (example.parents[other], example.parents[other][::-1]):
            if example.parents[c] or (function != at and x != function):
                continue
            operands = [data[parent] for parent in example.parents[function]]
            operands[0] = data[x] if function == at else operands[0] + data[c]
            try:
                wrong = forward(*operands) + (data[c] if function == at else 0.0)
            except (ArithmeticError, ValueError):
                continue
            name = FUNCTIONS.get(example.operation(function), example.operation(function))
            yield from _told(
                region, OUTSIDE, LOCAL + 0.25, {at: wrong}, wording, (at, c), c=Node(c), function=Operation(name)
            )


def _one_less(region: Region, at: int) -> Iterator[Candidate]:
    """A sum divided by n - 1, as in the variance of a sample, where the mean of n belongs."""
    example, data = region.example, region.data
    if example.operation(at) != "divide":
        return
    total, n = example.parents[at]
    if example.is_constant(n) and data[n] > 2 and data[n] % 1 == 0 and example.operation(total) in SUMS:
        wording = template(
            "the sum is divided by {less} = {n} - 1, as in the variance of a sample, not by {n}: {wrong}"
        )
        changed = {at: data[total] / (data[n] - 1)}
        yield from _told(region, ONE_LESS, LOCAL, changed, wording, at, n=Node(n), less=number(data[n] - 1))


#: What functions are called in a sentence, where that is not their name.
FUNCTIONS = {"sqrt": template("square root"), "log": template("logarithm"), "exp": template("exponential")}


def _is_function(region: Region, node: int) -> bool:
    example = region.example
    is_power = example.operation(node) == "power"
    return bool(example.parents[node]) and (is_power or len(example.parents[node]) == 1)


def _sum_inside(region: Region, at: int) -> int | None:
    """The sum that a function is applied to, if it is part of the same formula."""
    inner = region.example.parents[at][0] if _is_function(region, at) else -1
    return inner if inner in region.nodes and region.example.operation(inner) == "add" else None


def _function_in_sum(region: Region, at: int) -> int | None:
    """The function to which something is added, if it is part of the same formula."""
    if region.example.operation(at) != "add":
        return None
    inside = (i for i in region.example.parents[at] if i in region.nodes and _is_function(region, i))
    return next(inside, None)


def _terms(region: Region, at: int) -> Iterator[int]:
    """What is added up in a formula."""
    for parent in region.example.parents[at]:
        if parent in region.nodes and region.example.operation(parent) in SUMS:
            yield from _terms(region, parent)
        elif parent in region.nodes:
            yield parent
