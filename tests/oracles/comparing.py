"""Many graphs run by every interpreter and judged beside the truth and beside other libraries."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import libraries
import numpy
from graphs import Graph, random_graph
from judging import Answering, Tally, Verdict, judge, judged, judged_between, judged_library, steps_alone
from ours import (
    PROGRAMS,
    SINGLE,
    Answer,
    by_program,
    by_program_in_jax_of_rows,
    by_program_or_refusal,
    in_batches,
)
from second_order import SECOND, direction, judged_second, second_truth
from truth import SINGLE as SINGLE_PRECISION
from truth import Truth, truth
from written import judged_formulas

MPMATH = "mpmath"

#: Of so many graphs one is run by interpreters that take long, or compare less than all.
EVERY_SECOND, EVERY_WRITTEN, EVERY_IN_SINGLE, EVERY_OF_ROWS, ROWS = 10, 50, 5, 500, 50


@dataclass
class Comparison:
    """What has been compared: a tally for each interpreter and oracle."""

    tallies: defaultdict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))

    def merge(self, other: Comparison) -> None:
        """Add another's counts."""
        for pair, tally in other.tallies.items():
            self.tallies[pair].merge(tally)


class Oracles:
    """The libraries that are installed, each in its process; what is missing is said once."""

    def __init__(self, pytorch: str | None = None) -> None:
        self.others: dict[str, libraries.Library] = {}
        self.missing: list[str] = []
        self.rules: libraries.Library | None = None
        for name, start in (("JAX", libraries.jax), ("PyTorch", lambda: libraries.pytorch(pytorch))):
            try:
                self.others[name] = start()
            except libraries.Missing:
                self.missing.append(name)
        if "JAX" in self.others:
            self.rules = libraries.rules_in_jax()

    def close(self) -> None:
        """End their processes."""
        for library in [*self.others.values(), *([self.rules] if self.rules else [])]:
            library.close()


def compare(numbers: Iterable[int], seed: int, oracles: Oracles) -> Comparison:
    """All interpreters on the graphs with these numbers."""
    graphs = [random_graph(number, seed) for number in numbers]
    truths = [truth(graph) for graph in graphs]
    found = Comparison()
    answers = {name: [interpreter(graph) for graph in graphs] for name, interpreter in SINGLE.items()}
    answers["program"] = of_those_that_run(by_program, graphs, answers["backward"])
    verdicts = {
        name: [_judged(name, *both) for both in zip(said, truths, strict=True)] for name, said in answers.items()
    }
    if oracles.rules is not None:
        name = "rules in JAX"
        answers[name] = oracles.rules.answers(graphs)
        verdicts[name] = [
            judged_library(*both, oracles.rules.answers, flushes=True, ours=by_program_or_refusal)
            for both in zip(answers[name], truths, strict=True)
        ]
    for name, given in verdicts.items():
        for verdict, graph in zip(given, graphs, strict=True):
            found.tallies[name, MPMATH].add(verdict, graph)
    for library, process in oracles.others.items():
        theirs = process.answers(graphs)
        judged_theirs = [
            judged_library(*both, process.answers, flushes=library == "JAX")
            for both in zip(theirs, truths, strict=True)
        ]
        for verdict, graph in zip(judged_theirs, graphs, strict=True):
            found.tallies[library, MPMATH].add(verdict, graph)
        for name in answers:
            for one, other, of_one, of_other, exact in zip(
                answers[name], theirs, verdicts[name], judged_theirs, truths, strict=True
            ):
                between = judged_between(one, other, (of_one, of_other), exact)
                found.tallies[name, library].add(between, exact.graph)
    _compare_second_order(graphs, oracles, found)
    _compare_formulas(truths, found)
    _compare_single_precision(graphs, found)
    if oracles.rules is not None:
        _compare_rows(graphs, seed, found)
    return found


def of_those_that_run(program: Answering, graphs: Sequence[Graph], answers: Sequence[Answer]) -> list[Answer]:
    """A program's answers for the graphs that the engine does not refuse; for the others the engine's refusal stands.

    A program of many graphs has one error for all of them.
    """
    running = [graph for graph, answer in zip(graphs, answers, strict=True) if not answer.refused]
    said = iter(in_batches(program, running))
    return [answer if answer.refused else next(said) for answer in answers]


def _judged(name: str, answer: Answer, exact: Truth) -> Verdict:
    verdict = judged(answer, exact)
    if not verdict.explained and name == "rows on arrays" and exact.missing:
        verdict = Verdict("beyond floats on the way")  # arrays go on with infinities: 1/∞ is 0
    return verdict


def _compare_second_order(graphs: Sequence[Graph], oracles: Oracles, found: Comparison) -> None:
    """The Hessian times a direction; of PyTorch only that it agrees where it does, and how far apart they are."""
    graphs = [graph for graph in graphs if graph.number % EVERY_SECOND == 0]
    truths = [second_truth(graph) for graph in graphs]
    pytorch = oracles.others.get("PyTorch")
    theirs = pytorch.answers(graphs, direction) if pytorch else []
    for name, interpreter in SECOND.items():
        answers = [interpreter(graph) for graph in graphs]
        verdicts = [judged_second(*both) for both in zip(answers, truths, strict=True)]
        for verdict, graph in zip(verdicts, graphs, strict=True):
            found.tallies[name, MPMATH].add(verdict, graph)
        for ours, other, verdict, exact in zip(answers, theirs, verdicts, truths, strict=False):
            of_other = judge(Answer(None, other.gradient), exact)
            if not of_other.explained:  # ours is right beside mpmath, or the verdict on it is not explained
                of_other = Verdict("on a corner" if exact.kinks else "its own error")
            between = judged_between(ours, Answer(None, other.gradient), (verdict, of_other), exact)
            found.tallies[name, "PyTorch"].add(between, exact.graph)


def _compare_formulas(truths: Sequence[Truth], found: Comparison) -> None:
    """The formulas of partials, of each operation of a graph as a graph of its own."""
    for exact in truths:
        if exact.graph.number % EVERY_WRITTEN == 0 and not exact.missing:
            for step in steps_alone(exact):
                found.tallies["written formulas", MPMATH].add(judged_formulas(step), step)


def _compare_single_precision(graphs: Sequence[Graph], found: Comparison) -> None:
    """`float32=True`, on leaves that are such floats; where an operation's number is one too."""
    rounded = [
        Graph(graph.number, graph.kind, tuple(float(numpy.float32(x)) for x in graph.leaves), graph.steps)
        for graph in graphs
        if graph.number % EVERY_IN_SINGLE == 0 and graph.kind != "extreme" and not {0.1, -0.7} & _numbers(graph)
    ]
    truths = {graph.number: truth(graph, SINGLE_PRECISION) for graph in rounded}
    fit = [graph for graph in rounded if not truths[graph.number].missing and not truths[graph.number].too_large]
    for graph, answer in zip(fit, in_batches(PROGRAMS["program, float32"], fit), strict=True):
        verdict = judged(answer, truths[graph.number], SINGLE_PRECISION)
        found.tallies["program, float32", MPMATH].add(verdict, graph)


def _numbers(graph: Graph) -> set[float]:
    return {x for _, operands in graph.steps for x in operands if type(x) is float}


def _compare_rows(graphs: Sequence[Graph], seed: int, found: Comparison) -> None:
    """`to_jax()` takes long to trace a graph and compile its operations: each is run at many numbers at once."""
    for graph in graphs:
        if graph.number % EVERY_OF_ROWS:
            continue
        rng = random.Random(f"{seed} {graph.number} rows")
        moved = [graph.leaves] + [
            tuple(x * (1 + rng.uniform(-0.1, 0.1)) for x in graph.leaves) for _ in range(ROWS - 1)
        ]
        rows = [Graph(graph.number, graph.kind, leaves, graph.steps) for leaves in moved]
        for row, answer in zip(rows, by_program_in_jax_of_rows(rows), strict=True):
            verdict = judged_library(
                answer, truth(row), by_program_in_jax_of_rows, flushes=True, ours=by_program_or_refusal
            )
            found.tallies["program in JAX", MPMATH].add(verdict, row)
