"""How much work an audit may be: the limits of a sheet, each generous, must not multiply."""

from __future__ import annotations

from collections.abc import Sequence

from autograd.auditor.claims import Claim
from autograd.auditor.example import Example
from autograd.auditor.world import MOST_STEPS_REPLAYED
from autograd.errors import ExpressionError
from autograd.notation import counted

#: So many times the audit may compute a node again: a minute's work or two.
MOST_NODES_COMPUTED = 30_000_000


def check_budget(example: Example, claims: Sequence[Claim]) -> None:
    """Refuse an audit of too many nodes × (steps + claims), where a claim looks at a few steps, too.

    Raises `ExpressionError` that says what it comes to and what can be done.
    """
    nodes, steps = len(example.nodes), max((claim.quantity.after for claim in claims), default=0)
    cost = nodes * (steps + len(claims) * (1 + min(steps, MOST_STEPS_REPLAYED)))
    if cost <= MOST_NODES_COMPUTED:
        return
    over = f", after {counted(steps, 'step')}" if steps else ""
    raise ExpressionError(
        f"{counted(len(claims), 'claim')} about {counted(nodes, 'node')}{over} are too much for one audit: about "
        f"{cost / 1e6:,.0f} million nodes to compute, and at most {MOST_NODES_COMPUTED / 1e6:,.0f} million are "
        "computed; put the claims into several sheets, or claim fewer steps"
    )
