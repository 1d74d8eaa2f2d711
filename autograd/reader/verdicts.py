"""What the graph says, joined to what the arithmetic says.

A result that its own chain contradicts stays wrong, whatever the graph says. Otherwise the graph decides where it knows
more: where it has another exact number than the chain gives without rounding, and a slip that gives the printed digits.
"""

from __future__ import annotations

import math

from autograd.auditor.verdicts import FOLLOWS, RIGHT, ROUNDING, TOO_COARSE, WRONG, Finding
from autograd.language import say
from autograd.notation import number as written
from autograd.notation import printable
from autograd.reader.graphing import Claimed, Graph
from autograd.reader.ledger import Entry
from autograd.reader.numbers import GRAPH, NOT_UNDERSTOOD

#: A logarithm to another base is right by itself, and wrong in a page that takes gradients.
ANOTHER_BASE = "another base"
_FINE = (RIGHT, ROUNDING, TOO_COARSE)


def join(graph: Graph) -> None:
    """Give every claimed number of a graph its verdict."""
    if graph.report is None:
        return
    is_trusted = _is_trusted(graph)
    for claim, finding in zip(graph.claims, graph.report.rows, strict=True):
        _join(graph, claim, finding, is_trusted)
        for entry in claim.again:
            if entry.verdict != WRONG:
                entry.verdict, entry.by, entry.exact = claim.entry.verdict, claim.entry.by, claim.entry.exact
                entry.sentence = claim.entry.sentence


def _is_trusted(graph: Graph) -> bool:
    """Whether the graph is the page's: no value that the page computes rightly from its numbers is another one here."""
    if graph.report is None:
        return False
    rows = zip(graph.claims, graph.report.rows, strict=True)
    values = [(claim.entry, row) for claim, row in rows if claim.quantity.startswith("value")]
    odd = [row for entry, row in values if row.verdict == WRONG and entry.verdict in (RIGHT, ROUNDING)]
    return all(ANOTHER_BASE in {diagnosis.slip for diagnosis in row.diagnoses} for row in odd)


def _join(graph: Graph, claim: Claimed, finding: Finding, is_trusted: bool) -> None:
    entry = claim.entry
    told = _told(graph, finding)
    is_value = claim.quantity.startswith("value")
    is_bare = is_value and entry.before is None and entry.verdict == NOT_UNDERSTOOD and not claim.has_formula
    if is_bare and entry.numeral.digits < 3 and finding.verdict not in (RIGHT, ROUNDING):
        return  # y = 1 beside y = (a + b)·c may be another y
    if entry.verdict == WRONG:
        _of_wrong(entry, finding, told)
    elif finding.verdict in _FINE:
        if graph.draft.broken and entry.exact is not None:  # the chain knows where its numbers come from, the graph not
            return
        if entry.verdict != finding.verdict:
            entry.verdict, entry.by, entry.sentence, entry.is_given = finding.verdict, GRAPH, "", False
            if finding.verdict == TOO_COARSE:
                exact = written(finding.exact, 6)
                entry.sentence = say("too few digits to be checked: the exact number is {exact}", exact=exact)
        entry.exact = finding.exact
    elif _decides(graph, claim, finding, is_trusted):
        entry.verdict, entry.by, entry.exact, entry.is_given = finding.verdict, GRAPH, finding.exact, False
        entry.sentence = say("; ").join(told)


def _told(graph: Graph, finding: Finding) -> list[str]:
    """Why a number is not what the graph gives."""
    if finding.verdict == WRONG:
        first, *others = [printable(diagnosis.sentence) for diagnosis in finding.diagnoses] or [""]
        return [first, *(say("or: {sentence}", sentence=other) for other in others[:2])] if first else []
    if finding.verdict != FOLLOWS or graph.report is None:
        return []
    sources = [
        f"{printable(source.quantity.written(graph.report.output))} = {printable(source.printed.text)}"
        for source in finding.follows_from[:3]
    ]
    return [say("the same slip as in {claims}" if finding.same_slip else "follows from {claims}", claims=sources)]


def _of_wrong(entry: Entry, finding: Finding, told: list[str]) -> None:
    """A result its own chain contradicts stays wrong; the graph may say why, or that the numbers before are wrong."""
    if finding.verdict == WRONG and finding.diagnoses:
        entry.sentence = say("; ").join([entry.sentence, *told])
        entry.exact = finding.exact
    elif finding.verdict in _FINE:
        entry.exact = finding.exact
        if not entry.knows_misprint:
            entry.sentence = say(
                "{sentence}; the formulas of the page give it, so the numbers before it are misprinted",
                sentence=entry.sentence,
            )


def _decides(graph: Graph, claim: Claimed, finding: Finding, is_trusted: bool) -> bool:
    """Whether the graph knows better than the number's own chain."""
    entry = claim.entry
    known = entry.exact if entry.verdict != NOT_UNDERSTOOD else None
    if known is not None and math.isclose(known, finding.exact, rel_tol=1e-9, abs_tol=1e-15):
        return False
    if not is_trusted or graph.draft.broken & graph.connected:
        return False
    if claim.key.rpartition("∂")[2].rstrip("′") in graph.draft.guessed:
        return False
    return finding.verdict == FOLLOWS or bool(finding.diagnoses)
