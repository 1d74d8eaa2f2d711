"""Numbers printed once more after the update: O(e) = 0.6469, and after a step O(e) = 0.6484.

They are audited with the sheet of the page, after one step. Only what is right then, or wrong in a way that a known
slip reproduces, is believed: a second number of a name may as well belong to another example.
"""

from __future__ import annotations

from autograd.auditor.sheets import sheet
from autograd.auditor.verdicts import FOLLOWS, RIGHT, ROUNDING, WRONG
from autograd.errors import ChainruleError
from autograd.language import say
from autograd.notation import printable
from autograd.reader.graphing import Claimed, Graph
from autograd.reader.judging import printed_text
from autograd.reader.numbers import GRAPH

#: Names of what a step changes, where no line of the page says so.
_PARAMETERS = ("w", "W", "b", "θ", "v", "u", "V", "U")
#: A number of fewer digits shows too little of a step.
MIN_DIGITS = 5


def judge_later(graph: Graph) -> None:
    """Give the numbers printed after a step their verdicts."""
    bare = [claim for claim in graph.later if claim.entry.before is None]  # the others have a chain of their own
    later = [claim for claim in bare if claim.entry.numeral.digits >= MIN_DIGITS]
    parameters = graph.parameters or _parameters(graph)
    if not later or graph.rate is None or not parameters:
        return
    data = graph.data()
    data["params"], data["learning_rate"] = parameters, graph.rate
    data["claims"] += [
        {"quantity": claim.quantity, "after": 1, "printed": printed_text(claim.entry.sign, claim.entry.numeral)}
        for claim in later
    ]
    try:
        rows = sheet(data).audit().rows[-len(later) :]
    except ChainruleError:
        return
    accepted: list[Claimed] = []
    explained = {row.claim.position for row in rows if row.verdict == WRONG and row.diagnoses}
    for claim, row in zip(later, rows, strict=True):
        if claim.entry.verdict == WRONG:
            continue
        follows = row.verdict == FOLLOWS and {source.position for source in row.follows_from} & explained
        if row.verdict in (RIGHT, ROUNDING):
            claim.entry.verdict, claim.entry.sentence = row.verdict, ""
        elif row.verdict == WRONG and row.diagnoses:
            claim.entry.verdict, claim.entry.sentence = WRONG, printable(row.diagnoses[0].sentence)
        elif follows:
            source = row.follows_from[-1]
            claim.entry.verdict = FOLLOWS
            claim.entry.sentence = say(
                "the same slip as in {claims}" if row.same_slip else "follows from {claims}",
                claims=f"{printable(source.quantity.name)} = {printable(source.printed.text)}",
            )
        else:
            continue
        claim.entry.by, claim.entry.exact, claim.entry.is_given = GRAPH, row.exact, False
        claim.after = 1
        accepted.append(claim)
    if accepted:
        graph.parameters, graph.claims = parameters, [*graph.claims, *accepted]
        graph.report = sheet(graph.data()).audit()


def _parameters(graph: Graph) -> list[str]:
    """The inputs the loss depends on that are called as weights and biases are."""
    keys = [key for key in graph.draft.inputs if key in graph.connected and key.startswith(_PARAMETERS)]
    return [graph.draft.identifiers.of(key) for key in keys]
