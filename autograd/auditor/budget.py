"""How much work an audit may be: the limits of a sheet, each generous, must not multiply.

Counted are nodes computed: once for each step taken; for each claim about a later stage, the few steps that are taken
again for it; and for each wrong number, all nodes, as many times as there are such steps, for its causes.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograd.auditor.claims import Claim
from autograd.auditor.example import Example
from autograd.auditor.world import MOST_STEPS_REPLAYED
from autograd.errors import ExpressionError
from autograd.language import say
from autograd.notation import counted

#: So many nodes an audit may compute: a minute's work or two.
MOST_NODES_COMPUTED = 30_000_000
#: So many numbers of stages, one for each node, it may keep at a time.
MOST_NODES_KEPT = 3_000_000


def check_budget(example: Example, claims: Sequence[Claim], wrong: int = 0) -> None:
    """Refuse an audit that is too much work; `wrong` is how many causes are to be looked for, as far as is known.

    Raises `ExpressionError` that says what it comes to and what can be done.
    """
    nodes = len(example.nodes)
    later = [claim.quantity.after for claim in claims if claim.quantity.after]
    steps = max(later, default=0)
    again = min(steps, MOST_STEPS_REPLAYED)
    cost = nodes * (steps + len(later) * again + wrong * (1 + again))
    if cost > MOST_NODES_COMPUTED:
        raise ExpressionError(
            say(
                "{what} about {nodes} after {steps} are too much for one audit: about {cost:,.0f} million nodes "
                "to compute, and at most {limit:,.0f} million are computed; put the claims into several "
                "sheets, or claim fewer steps"
                if steps
                else "{what} about {nodes} are too much for one audit: about {cost:,.0f} million nodes "
                "to compute, and at most {limit:,.0f} million are computed; put the claims into several "
                "sheets, or claim fewer steps",
                what=counted(wrong, "wrong claim") if wrong else counted(len(claims), "claim"),
                nodes=counted(nodes, "node"),
                steps=counted(steps, "step"),
                cost=cost / 1e6,
                limit=MOST_NODES_COMPUTED / 1e6,
            )
        )
    stages = len(set(later))
    if nodes * stages > MOST_NODES_KEPT:
        raise ExpressionError(
            say(
                "claims about {nodes} after {stages:,} different numbers of steps are too much for one "
                "audit: at most {limit:,.0f} million numbers are kept; put the claims into several sheets",
                nodes=counted(nodes, "node"),
                stages=stages,
                limit=MOST_NODES_KEPT / 1e6,
            )
        )
