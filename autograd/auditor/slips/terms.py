"""One term of a derivative: all of it in its place, or the term over another node."""

from __future__ import annotations

from collections.abc import Iterator

from autograd.auditor.bases import Base
from autograd.auditor.claims import Claim
from autograd.auditor.slips.candidate import LOCAL, WHOLE, Candidate, Node, Route, Sentence
from autograd.language import template


def term_slips(claim: Claim, base: Base) -> Iterator[Candidate]:
    """What else may have been written down for a term over certain nodes."""
    example, quantity = base.example, claim.quantity
    partials, named = base.stages[quantity.after].partials, base.example.named
    (of, *over), node = [named[name] for name in quantity.of.split("/")], named[quantity.name]
    whole = example.term(partials, [of], node)
    sentence = Sentence(
        "This is all of ∂{of}/∂{node}; the term asked for is what leads over {route}",
        of=Node(of), node=Node(node), route=Route((node, *reversed(over), of)),
    )  # fmt: skip
    yield Candidate(template("the whole derivative"), WHOLE, whole, sentence, place=node)
    if len(over) > 1:
        return
    onward = example.tangents(partials, node)
    for other in sorted(set(example.name_of) - {of, node, *over}):
        if onward[other] and node < other < of:
            term = example.term(partials, [of, other], node)
            told = {"of": Node(of), "node": Node(node), "other": Node(other), "asked": Node(over[0])}
            sentence = Sentence("This is the term of ∂{of}/∂{node} over {other}, not over {asked}", **told)
            yield Candidate(template("the term over another node"), LOCAL, term, sentence, place=other)
