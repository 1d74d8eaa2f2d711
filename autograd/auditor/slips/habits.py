"""Habits: a wrong derivative taken at every node of an operation, not only at one."""

from __future__ import annotations

import math
from collections.abc import Iterator

from autograd.auditor.bases import Base
from autograd.auditor.claims import Claim
from autograd.auditor.slips.candidate import EVERYWHERE, Candidate, Node, Sentence
from autograd.auditor.slips.tables.derivatives import derivative_slips, exponents
from autograd.auditor.world import World


def habits(claim: Claim, base: Base) -> Iterator[Candidate]:
    """Every habit that changes the claim's quantity."""
    quantity, right, example = claim.quantity, base.number(claim.quantity), base.example
    for operation, nodes in example.nodes_by_operation.items():
        raised_to = {example.exponent(node) for node in nodes}
        fields = exponents(raised_to.pop() if len(raised_to) == 1 else None)
        for slip in derivative_slips(operation):
            world = World(rules={operation: slip.rule})
            wrong = base.differently(world, difference=(operation, slip))[quantity]
            if math.isclose(wrong, right, rel_tol=1e-13):
                continue
            told = Sentence(slip.sentence, **fields)
            if len(nodes) > 1:
                template = "{slip}, at every {operation}: {wrong}"
                sentence = Sentence(template, slip=told, operation=operation, wrong=wrong)
            else:
                sentence = Sentence("{slip}, at {node}: {wrong}", slip=told, node=Node(nodes[0]), wrong=wrong)
            yield Candidate(slip.slip, EVERYWHERE, wrong, sentence, world, place=operation)
