"""The slips of `worked_pages`, and whether every slip that has a name has an example there or beside its table's row."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from worked_pages import PAGES
from worked_slips import Page

from autograd.auditor.slips.tables import names
from autograd.auditor.slips.tables.derivatives import DERIVATIVES
from autograd.auditor.slips.tables.frequencies import COUNTS
from autograd.auditor.slips.tables.operations import FORWARD, SUMS
from autograd.auditor.slips.tables.rules import RULE_SLIPS
from autograd.auditor.slips.tables.steps import STEPS


@pytest.mark.parametrize("page", PAGES)
def test_the_slips_on_a_page_are_told_for_what_they_are(page: Callable[[], Page]) -> None:
    assert not page().amiss()


def test_every_slip_has_an_example() -> None:
    tables = [row for table in (DERIVATIVES, FORWARD, SUMS) for rows in table.values() for row in rows]
    with_example = {row.slip for row in (*tables, *RULE_SLIPS, *STEPS)}  # in the files `test_worked_*.py` beside this
    with_example |= {told.partition(": ")[0] for page in PAGES for answer in page().answers for told in answer.told}
    known = {name for key, name in vars(names).items() if key.isupper() and isinstance(name, str)}
    assert not {*known, *COUNTS} - with_example
