"""An answer beside the truth: it agrees, or differs for a reason that has a name, or is not explained.

A number may be wrong by `truth.ALLOWED` units; see there for what a unit is.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graphs import Graph, pruned
from mpmath import mpf
from ours import FOREIGN, Answer, on_arrays
from truth import ALLOWED, DOUBLE, Precision, Rounded, Truth, look_forward, truth

#: The names of reasons, and what they mean.
REASONS = {
    "no such number": "it is outside the domain, or beyond floats: an error of ours, an infinity or NaN of a library",
    "beyond floats on the way": "the exact result is a float, but a number between is too large for one, or loses "
    "digits because it is smaller than 1e-300",
    "subnormal": "a number on the way is smaller than 2.2e-308, which XLA takes for 0",
    "0 times undefined": "a slope that does not exist meets one that is 0: the sweep on numbers refuses it unless the "
    "0 comes first, for the two do not say whether there is a derivative (√(0·x) at 0 has one, √(x²) has none); others "
    "stop at the 0, a library has NaN",
    "rounding decides": "a kink, a jump or the border of the domain lies within the rounding of an operand, or the "
    "sign of a zero counts",
    "on a corner": "a second derivative exactly on a corner, which is that of a convention",
    "no digits left": "the graph magnifies rounding until fewer than three digits are certain",
    "convention": "an operand lies exactly on a kink or border, where the library has another convention than we",
    "its own error": "ours is right, the library's is not, and one operation alone shows it, at the same operands or, "
    "where it multiplies in another order, with what arrives at it in the sweep",
    "left out": "a weight of 0 leaves out a term that is undefined; the engine stops at that term before",
}

#: A number of which less than this is certain is not compared.
CERTAIN = 1e-3

#: The kind of a graph that is one step of another, at exact operands: its bound holds, however few digits are certain.
ALONE = "one step"

NOT_COMPARED = ("rounding decides", "no digits left")


@dataclass
class Verdict:
    """What became of one answer: the reason if some of it was not compared or differs, and the largest error found."""

    reason: str = ""
    explained: bool = True
    numbers: int = 0
    units: float = 0.0
    last_places: float = 0.0
    detail: str = ""

    def set(self, reason: str, detail: str = "", explained: bool = True) -> None:
        """A reason; one that is not explained stays, and so does one that says more than that nothing was compared."""
        if self.explained and not (self.reason and reason in NOT_COMPARED):
            self.reason, self.detail, self.explained = reason, detail, explained


def judge(answer: Answer, found: Truth, floats: Precision = DOUBLE) -> Verdict:
    """An answer beside the truth."""
    verdict = Verdict()
    if answer.refused.startswith(FOREIGN):
        verdict.set("foreign error", answer.refused, explained=False)
    elif found.missing:
        said = [answer.value, *(answer.gradient or ())]
        fits = answer.refused or found.doubts or not all(x is None or math.isfinite(x) for x in said)
        verdict.set("no such number", "" if fits else f"{answer.value!r} where it is {found.missing}", bool(fits))
    else:
        if found.doubts:
            verdict.set("rounding decides")
        if answer.refused:
            _judge_refusal(answer.refused, found, verdict)
        for what, got, exact in pairs(answer, found):
            _compare(what, got, exact, found, floats, verdict)
    return verdict


def pairs(answer: Answer, found: Truth) -> Iterator[tuple[str, float | None, Rounded | None]]:
    """The numbers of an answer, each with the exact one, where rounding does not decide what that is."""
    if answer.value is not None and not found.doubts - {"kink"}:
        yield "the value", answer.value, found.value
    if answer.gradient is not None and not found.doubts:
        for i, (got, exact) in enumerate(zip(answer.gradient, found.gradient, strict=True)):
            yield f"the slope by leaf {i}", got, exact


def _judge_refusal(refused: str, found: Truth, verdict: Verdict) -> None:
    if found.doubts:
        verdict.set("rounding decides")
    elif None in found.gradient or any(abs(slope.exact) > DOUBLE.largest for slope in found.gradient if slope):
        verdict.set("no such number")
    elif found.undefined_times_nothing:
        verdict.set("0 times undefined")
    elif found.too_large or found.beyond_squared:
        verdict.set("beyond floats on the way")
    else:
        verdict.set("refused", refused, explained=False)


def _compare(
    what: str, got: float | None, exact: Rounded | None, found: Truth, floats: Precision, verdict: Verdict
) -> None:
    if got is None:
        return
    if exact is None:
        if not math.isfinite(got):
            verdict.set("no such number")
        elif found.undefined_times_nothing:
            verdict.set("0 times undefined")
        elif found.too_small:  # what meets the undefined slope is 0 in floats
            verdict.set("beyond floats on the way")
        else:
            verdict.set("defined", f"{what} is {got!r} where there is none", explained=False)
        return
    size = abs(exact.exact)
    if size > floats.largest:
        verdict.set("no such number")
        return
    unit = max(exact.unit, mpf(floats.underflow))
    firm = found.graph.kind == ALONE or not math.isfinite(got)  # NaN is not what rounding makes of a number
    if not is_certain(exact, floats) and not firm:
        verdict.set("no digits left")
        return
    error = abs(mpf(got) - exact.exact) if math.isfinite(got) else mpf("inf")
    if error <= ALLOWED * unit:
        verdict.numbers += 1
        if exact.unit > floats.smallest:
            verdict.units = max(verdict.units, float(error / unit))
        if exact.unit <= 4 * floats.epsilon * size and size > floats.smallest:
            verdict.last_places = max(verdict.last_places, float(error / last_place(exact.exact, floats)))
    elif found.too_large or (found.too_small and what != "the value"):
        verdict.set("beyond floats on the way")
    else:
        wrong = f"{what} is {got!r}, not {float(exact.exact)!r}: wrong by {float(error / unit):.3g} units"
        verdict.set("differs", wrong, explained=False)


def is_certain(exact: Rounded, floats: Precision) -> bool:
    """Whether rounding leaves some digits of a number."""
    reach = ALLOWED * exact.unit
    return bool(reach <= CERTAIN * abs(exact.exact) or reach <= floats.smallest)


def last_place(x: Any, floats: Precision) -> Any:
    """A unit in the last place of a number."""
    return mpf(math.ulp(float(x))) * (floats.epsilon / DOUBLE.epsilon)


#: Digits in which nothing is lost between 1e300 and 1e-300, squared.
WIDE = 1400


def judged(answer: Answer, found: Truth, floats: Precision = DOUBLE) -> Verdict:
    """The verdict; a difference is looked at again with more digits, for 50 are too few where 1e300 meets 1e-300."""
    verdict = judge(answer, found, floats)
    if verdict.explained:
        return verdict
    exact = truth(found.graph, floats, digits=WIDE)
    if not exact.missing:
        look_forward(exact, floats)
    return judge(answer, exact, floats)


Answering = Callable[[Sequence[Graph]], list[Answer]]


def judged_library(
    answer: Answer, found: Truth, alone: Answering, *, flushes: bool = False, ours: Answering | None = None
) -> Verdict:
    """The verdict on what another library computes; `alone` has it answer other graphs.

    What differs is its own where it answers one of the graph's operations alone, at these operands, as wrongly. If the
    library runs our rules, `ours` runs them on NumPy, and must be right about that operation.
    """
    verdict = judged(answer, found)
    if verdict.explained:
        return verdict
    told = Verdict(numbers=verdict.numbers)
    undefined = None in found.gradient or any(None in node.partials for node in found.nodes)
    if flushes and found.subnormal:
        told.set("subnormal")
    elif ours is None and (found.kinks or found.missing):
        told.set("convention", ", ".join(sorted(found.kinks)) or found.missing)
    elif undefined:
        told.set("0 times undefined")
    elif found.missing:
        if judged_value(answer, without_terms_of_weight_0(found.graph)):
            told.set("left out", found.missing)
        elif ours is not None and answer.value == on_arrays(found.graph).value:
            told.set("beyond floats on the way")  # arrays go on with infinities: 1/∞ is 0
    else:
        for with_adjoint in (False, True):
            if not told.reason:
                _one_step_shows_it(found, with_adjoint, told, alone, flushes, ours)
    return told if told.reason else verdict


def _one_step_shows_it(
    found: Truth, with_adjoint: bool, told: Verdict, alone: Answering, flushes: bool, ours: Answering | None
) -> None:
    parts = list(steps_alone(found, with_adjoint))
    for graph, said in zip(parts, alone(parts), strict=True):
        exact = truth(graph, digits=WIDE)
        here = judge(said, exact)
        if flushes and exact.subnormal and not here.explained:
            told.set("subnormal")
            return
        if with_adjoint and here.reason == "beyond floats on the way":  # in another order
            told.set(here.reason)
            return
        if not here.explained and (ours is None or judge(ours([graph])[0], exact).explained):
            told.set("its own error", graph.steps[0][0])
            return


def judged_value(answer: Answer, graph: Graph) -> bool:
    """Whether a value is that of another graph."""
    verdict = judged(Answer(answer.value, None), truth(graph))
    return verdict.explained and (verdict.numbers == 1 or verdict.reason in NOT_COMPARED)


def without_terms_of_weight_0(graph: Graph) -> Graph:
    """The graph in which a `weighted` term is the weight itself where that is 0, as what it weighs does not matter."""
    steps = list(graph.steps)
    for place, (name, (weight, *_)) in enumerate(graph.steps):
        if name == "weighted" and type(weight) is int:
            found = truth(pruned(replace(graph, steps=tuple(steps)), weight))
            if not found.missing and not found.doubts and found.value.exact == 0:
                steps[place] = ("identity", (weight,))
    return pruned(replace(graph, steps=tuple(steps)), len(graph.leaves) + len(steps) - 1)


def steps_alone(found: Truth, with_adjoint: bool = False) -> Iterator[Graph]:
    """Each step of a graph as a graph of its own, its operands as leaves; times ∂output/∂step, if asked for."""
    adjoints = found.adjoints[len(found.graph.leaves) :]
    for node, adjoint in zip(found.nodes[len(found.graph.leaves) :], adjoints, strict=True):
        places = sorted({i for i in node.operands if type(i) is int})
        leaves = tuple(float(found.nodes[i].value.exact) for i in places)
        operands = tuple(places.index(i) if type(i) is int else i for i in node.operands)
        steps: tuple[Any, ...] = ((node.name, operands),)
        if with_adjoint:
            if adjoint is None or not math.isfinite(float(adjoint.exact)):
                continue
            steps += (("multiply", (len(leaves), float(adjoint.exact))),)
        yield Graph(found.graph.number, ALONE, leaves, steps)


def judged_between(ours: Answer, theirs: Answer, verdicts: tuple[Verdict, Verdict], found: Truth) -> Verdict:
    """Two answers beside each other: a difference of more than what both may be wrong by has the reason of one."""
    between = _between(ours, theirs, verdicts, found)
    return between if between.explained else _between(ours, theirs, verdicts, truth(found.graph, digits=WIDE))


def _between(ours: Answer, theirs: Answer, verdicts: tuple[Verdict, Verdict], found: Truth) -> Verdict:
    between = Verdict()
    if found.missing:
        between.set("no such number")
        return between
    for (what, one, exact), (_, other, _) in zip(pairs(ours, found), pairs(theirs, found), strict=False):
        if one is None or other is None or exact is None:
            continue
        unit = max(exact.unit, mpf(DOUBLE.underflow))
        apart = abs(mpf(one) - mpf(other)) if math.isfinite(one) and math.isfinite(other) else mpf("inf")
        if not is_certain(exact, DOUBLE):
            between.set("no digits left")
        elif apart <= 2 * ALLOWED * unit:
            between.numbers += 1
            between.units = max(between.units, float(apart / unit) if exact.unit > DOUBLE.smallest else 0.0)
        else:
            reasons = [verdict for verdict in reversed(verdicts) if verdict.reason not in ("", *NOT_COMPARED)]
            if reasons:
                between.set(reasons[0].reason, reasons[0].detail, all(verdict.explained for verdict in reasons))
            else:
                between.set("differs", f"{what} is {one!r} and {other!r}", explained=False)
    if not between.reason and found.doubts:
        between.set("rounding decides")
    return between


@dataclass
class Tally:
    """The verdicts on one interpreter, added up."""

    graphs: int = 0
    numbers: int = 0
    units: float = 0.0
    last_places: float = 0.0
    reasons: Counter[str] = field(default_factory=Counter)
    details: Counter[str] = field(default_factory=Counter)
    unexplained: list[str] = field(default_factory=list)

    def add(self, verdict: Verdict, graph: Graph) -> None:
        """Count a verdict."""
        self.merge(
            Tally(
                1,
                verdict.numbers,
                verdict.units,
                verdict.last_places,
                Counter([verdict.reason] * (verdict.explained and bool(verdict.reason))),
                Counter([verdict.detail] * (verdict.reason == "its own error")),
                [] if verdict.explained else [f"{verdict.reason}: {verdict.detail}; {graph}"],
            )
        )

    def merge(self, other: Tally) -> None:
        """Add another's counts."""
        self.graphs += other.graphs
        self.numbers += other.numbers
        self.units = max(self.units, other.units)
        self.last_places = max(self.last_places, other.last_places)
        self.reasons += other.reasons
        self.details += other.details
        self.unexplained += other.unexplained
