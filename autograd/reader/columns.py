"""Columns headed by a formula of other columns: whether that is what the heading means.

`e²` and `xy` say how their columns are computed; `Q1-Q2` may head a sum and `A+B` a logical or. What most rows of a
column contradict is not what its heading means, so that nothing is known of its numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograd.auditor.verdicts import WRONG
from autograd.reader.chains import Chain
from autograd.reader.evaluation import as_printed, conventions, evaluate
from autograd.reader.judging import judged
from autograd.reader.passage import COLUMN
from autograd.reader.trees import NotUnderstood, signed


def without_misread_columns(chains: Sequence[Chain]) -> list[Chain]:
    """The chains of a page without those of columns whose numbers are not what the heading seems to say."""
    columns: dict[tuple[int, str, str], list[bool]] = {}
    for chain in chains:
        if chain.passage.kind == COLUMN:
            columns.setdefault(_column(chain), []).append(_contradicts(chain))
    if not columns:
        return list(chains)
    misread = set()
    for column, rows in columns.items():
        wrong = 2 * sum(rows)
        if wrong > len(rows) or (wrong == len(rows) and column[2] == "plain"):
            misread.add(column)
    return [chain for chain in chains if chain.passage.kind != COLUMN or _column(chain) not in misread]


def _column(chain: Chain) -> tuple[int, str, str]:
    return chain.passage.section, chain.passage.heading, chain.passage.notation


def _contradicts(chain: Chain) -> bool:
    """Whether the number in a cell is not what the other numbers of its row come to."""
    formula, printed = chain.sides[0].tree, chain.sides[-1].tree
    plain = signed(printed) if printed is not None else None
    if formula is None or plain is None:
        return False
    sign, numeral = plain
    for convention in conventions(formula):
        try:
            result = evaluate(formula, as_printed, convention)
        except NotUnderstood:
            continue
        if not isinstance(result, list) and judged(sign * numeral.value, numeral, result) != WRONG:
            return False
    return True
