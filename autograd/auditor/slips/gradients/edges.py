"""An edge of the graph left out of a gradient, counted twice, with the wrong sign, or without its factor."""

from __future__ import annotations

from collections.abc import Iterator

from autograd.auditor.example import Place
from autograd.auditor.slips.candidate import LOCAL, PARTIAL, Candidate, Edge, Node, Sentence, Told
from autograd.auditor.slips.gradients.gradient import Gradient
from autograd.auditor.slips.sums import sums_in_loss
from autograd.auditor.slips.tables.derivatives import derivative_slips
from autograd.auditor.slips.tables.names import (
    FACTOR_DROPPED,
    FORGOTTEN,
    MEAN_FOR_SUM,
    PATH_LEFT_OUT,
    PATH_TWICE,
    SIGN,
)
from autograd.auditor.world import World
from autograd.language import template

#: Up to this many edges are left out two at a time.
MOST_PAIRED_EDGES = 48


#: What is said of each slip at an edge.
TEMPLATES = {
    PATH_LEFT_OUT: template("the paths over {edge} are left out: {wrong} instead of {right}"),
    PATH_TWICE: template("the paths over {edge} are counted twice: {wrong} instead of {right}"),
    SIGN: template("the sign of the local partial of {edge} is lost: {wrong} instead of {right}"),
    FACTOR_DROPPED: template("the factor {factor} of {edge} is left out: {wrong} instead of {right}"),
}
NAMED_FACTOR = template("the factor {factor} of {edge} is left out, which is {name}: {wrong} instead of {right}")


def edge_slips(gradient: Gradient) -> Iterator[Candidate]:
    """At every edge, its partial times 0, 2, -1, or left out as a factor."""
    whole = gradient.whole
    for place, m in gradient.edges:
        partial = gradient.stage.partials[place[0]][place[1]]
        only_way = gradient.is_all(m)
        for factor, slip, cost in (
            (0.0, PATH_LEFT_OUT, PARTIAL if only_way else LOCAL),
            (2.0, PATH_TWICE, PARTIAL),
            (-1.0, SIGN, LOCAL if partial < 0 else PARTIAL),
            (1 / partial, FACTOR_DROPPED, LOCAL),
        ):
            changed = whole - m + factor * m
            if factor == 1.0 or not gradient.wants(changed):
                continue
            is_dropped = slip == FACTOR_DROPPED
            if is_dropped and _has_own_words(gradient, place):
                continue
            told: dict[str, Told] = {"edge": Edge(place), "factor": partial, "wrong": changed, "right": whole}
            sentence = Sentence(TEMPLATES[slip], **told)
            if is_dropped and (name := gradient.factor_at(place)):
                sentence = Sentence(NAMED_FACTOR, **told, name=name)
            where = _factor(gradient, place) if is_dropped else place
            yield gradient.candidate(slip, cost, changed, sentence, world=World(factors={place: factor}), place=where)


def means_for_sums(gradient: Gradient) -> Iterator[Candidate]:
    """The losses of samples or outputs averaged, where they should be summed."""
    for node, count in gradient.example.once(sums_in_loss).items():
        changed = gradient.whole + gradient.adjoint[node] * gradient.tangent[node] * (1 / count - 1)
        if changed != gradient.whole and gradient.wants(changed):
            sentence = Sentence(
                "the mean is taken over the {count} terms of {sum}, a division by {count} too many: {wrong} instead of "
                "{right}",
                count=count, sum=Node(node), wrong=changed, right=gradient.whole,
            )  # fmt: skip
            arity = len(gradient.example.parents[node])
            world = World(factors={(node, position): 1 / count for position in range(arity)})
            yield gradient.candidate(MEAN_FOR_SUM, LOCAL + 0.5, changed, sentence, world=world, place=node)


def _has_own_words(gradient: Gradient, place: Place) -> bool:
    """Whether leaving a factor out is a slip with a name (a derivative forgotten), or none: a lost sign."""
    operation = gradient.example.operation(place[0])
    partial = gradient.stage.partials[place[0]][place[1]]
    return partial == -1.0 or any(slip.slip == FORGOTTEN for slip in derivative_slips(operation))


def _factor(gradient: Gradient, place: Place) -> tuple[str, int]:
    """What the factor on an edge is: in a product of two, the other operand."""
    example = gradient.example
    child, position = place
    if example.operation(child) == "multiply":
        return "factor", example.parents[child][1 - position]
    return example.operation(child), position


def two_edges_left_out(gradient: Gradient) -> Iterator[Candidate]:
    """Where there are too many paths to list: minus both contributions, plus what runs over both edges."""
    counted = [(place, m) for place, m in gradient.edges if not gradient.is_all(m)]
    counted = sorted(sorted(counted, key=lambda edge: -abs(edge[1]))[:MOST_PAIRED_EDGES])
    example, partials, whole = gradient.example, gradient.stage.partials, gradient.whole
    for i, (first, m) in enumerate(counted):
        child, position = first
        onward = example.tangents(partials, child, gradient.sinks)
        enters = partials[child][position] * gradient.tangent[example.parents[child][position]]
        for second, n in counted[i + 1 :]:
            child, position = second
            between = onward[example.parents[child][position]]
            remaining = whole - m - n + gradient.adjoint[child] * partials[child][position] * between * enters
            if not gradient.wants(remaining):
                continue
            sentence = Sentence(
                "the paths over {first} and over {second} are left out: {remaining} remains of {right}",
                first=Edge(first), second=Edge(second), remaining=remaining, right=whole,
            )  # fmt: skip
            yield gradient.candidate(
                PATH_LEFT_OUT, PARTIAL + 1, remaining, sentence,
                world=World(factors={first: 0.0, second: 0.0}), place=(first, second),
            )  # fmt: skip
