"""Paths left out of a gradient, counted twice, with the wrong sign, or without one of their factors."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations

from autograd.auditor.slips.candidate import LOCAL, PARTIAL, Candidate, Route, Routes, Sentence, Sum, Told
from autograd.auditor.slips.gradients.gradient import Gradient
from autograd.auditor.slips.tables.names import FACTOR_DROPPED, PATH_LEFT_OUT, PATH_TWICE, SIGN
from autograd.language import template

#: Up to this many paths, with enough digits, any number of them may be left out; of more, two or all but two.
FEW_PATHS, DIGITS_FOR_ANY_PATHS = 8, 4
#: So many ways to leave out the same number of paths are tried.
MOST_COMBINATIONS = 2100
#: So many remaining terms are written out.
MOST_TERMS = 6

# What is said of one path.
TWICE = template("the path {route} is counted twice: {wrong} instead of {right}")
SIGN_LOST = template("the sign of the path {route} is lost: {wrong} instead of {right}")
FACTOR = template("the factor {factor} is left out of the path {route}: {wrong} instead of {right}")
NAMED_FACTOR = template(
    "the factor {factor}, which is {name}, is left out of the path {route}: {wrong} instead of {right}"
)


def path_slips(gradient: Gradient, digits: int) -> Iterator[Candidate]:
    """Every slip that is about whole paths, for a claim with so many digits."""
    paths = list(gradient.paths())
    routes = [Route((gradient.node, *(child for child, _ in edges))) for edges, _ in paths]
    yield from _left_out(gradient, routes, [product for _, product in paths], digits)
    for (edges, product), route in zip(paths, routes, strict=True):
        factors = [(gradient.stage.partials[edge[0]][edge[1]], gradient.factor_at(edge)) for edge in edges]
        one = factors[0]  # not told of
        ways = [
            (PATH_TWICE, PARTIAL - 0.25, 2.0, one, TWICE),
            (SIGN, PARTIAL, -1.0, one, SIGN_LOST),
        ] + [
            (FACTOR_DROPPED, PARTIAL, 1 / factor[0], factor, NAMED_FACTOR if factor[1] else FACTOR)
            for factor in factors if abs(factor[0]) != 1.0
        ]  # fmt: skip
        for slip, cost, multiplied_by, (factor, name), wording in ways:
            changed = gradient.whole - product + multiplied_by * product
            if gradient.wants(changed):
                named: dict[str, Told] = {"factor": factor, **({"name": name} if name else {})}
                sentence = Sentence(wording, **named, route=route, wrong=changed, right=gradient.whole)
                yield gradient.candidate(slip, cost, changed, sentence, place=(route, multiplied_by))


def _left_out(
    gradient: Gradient, routes: Sequence[Route], products: Sequence[float], digits: int
) -> Iterator[Candidate]:
    """Some of the paths left out, or only some of them counted."""
    paths = range(len(routes))
    largest = len(paths) - 1 if len(paths) <= FEW_PATHS and digits >= DIGITS_FOR_ANY_PATHS else 2
    for count in range(1, len(paths)):
        is_many = count > largest and len(paths) - count > 2
        if is_many or math.comb(len(paths), count) > MOST_COMBINATIONS:
            continue
        for left_out, lost in zip(combinations(paths, count), combinations(products, count), strict=True):
            if gradient.wants(gradient.whole - sum(lost)):
                yield _without(gradient, routes, products, left_out)


def _without(
    gradient: Gradient, routes: Sequence[Route], products: Sequence[float], left_out: tuple[int, ...]
) -> Candidate:
    """The sentence names the paths left out, or those that are left if these are fewer."""
    kept = tuple(i for i in range(len(routes)) if i not in left_out)
    if len(kept) < len(left_out):
        told_of = kept
        one = template("only the path {routes} is counted: {remaining} instead of {right}")
        many = template("only the {count} paths {routes} are counted: {remaining} instead of {right}")
    else:
        told_of = left_out
        one = template("the path {routes} is left out: {remaining} instead of {right}")
        many = template("the {count} paths {routes} are left out: {remaining} instead of {right}")
    terms = tuple(products[i] for i in kept)
    total = math.fsum(terms)
    sentence = Sentence(
        one if len(told_of) == 1 else many,
        count=len(told_of),
        routes=Routes(tuple(routes[i] for i in told_of)),
        remaining=Sum(terms, total) if 1 < len(terms) <= MOST_TERMS else total,
        right=gradient.whole,
    )
    cost = LOCAL + 0.5 * (min(len(left_out), len(kept) + 1) - 1)
    return gradient.candidate(PATH_LEFT_OUT, cost, total, sentence, place=left_out)
