"""Names that a program gives a new number: what is computed from them later is not held against the first number.

Formulas of a worked example hold as equations, lines of a program in their order: `n = n + 1`. Behind such a line a
formula of program text that uses `n` is not compared with anything; the numbers beside it still are.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograd.reader.chains import Chain, Side
from autograd.reader.lines import occurs
from autograd.reader.passage import CODE
from autograd.reader.trees import Name, Tree, is_numeric, leaves, named


def without_reassigned(chains: Sequence[Chain]) -> None:
    """Leave unread what a line of a program computes from a name that lines before it have changed."""
    formulas: dict[str, Tree] = {}
    changed: set[str] = set()
    for chain in chains:
        first = chain.sides[0].tree
        subject = named(first) if first is not None else None
        if chain.passage.kind != CODE or not isinstance(subject, Name):
            continue
        uses_changed = any(_uses(side, changed) for side in chain.sides)
        formula = next((tree for side in chain.sides[1:] if (tree := side.tree) and not is_numeric(tree)), None)
        if formula is not None and (occurs(subject.key, chain) or formulas.setdefault(subject.key, formula) != formula):
            changed.add(subject.key)
        if uses_changed:
            for side in chain.sides:
                if side.tree is not None and not is_numeric(side.tree):
                    side.tree = None


def _uses(side: Side, names: set[str]) -> bool:
    return side.tree is not None and any(isinstance(leaf, Name) and leaf.key in names for leaf in leaves(side.tree))
