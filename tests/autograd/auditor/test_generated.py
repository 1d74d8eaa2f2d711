"""The audit on worked examples made up from seeds, one slip in each: `generated_slips` says how they are made."""

from __future__ import annotations

import pytest
from generated_slips import KINDS, Answer, answers

#: Sheets of each kind; `make audits` takes more.
CASES = 5


@pytest.fixture(scope="module")
def by_kind() -> dict[str, list[Answer]]:
    """What the audit says about some sheets of every kind of slip."""
    return {kind: list(answers(kind, CASES)) for kind in KINDS}


def test_at_most_one_slip_of_each_kind_is_missed(by_kind: dict[str, list[Answer]]) -> None:
    missed = {kind: sum(not any(answer.named) for answer in found) for kind, found in by_kind.items()}
    assert {kind: count for kind, count in missed.items() if count > 1} == {}


def test_every_slip_named_gives_the_number_printed(by_kind: dict[str, list[Answer]]) -> None:
    for answer in (answer for found in by_kind.values() for answer in found):
        printed = answer.made.printed
        unit = 10.0 ** -len(printed.partition(".")[2])
        for diagnosis in answer.diagnoses:
            assert abs(diagnosis.reproduces - float(printed)) <= unit * 1.001, (answer.made.kind, diagnosis)


def test_of_all_slips_99_percent_are_found_and_98_percent_first_and_no_right_claim_is_doubted(
    by_kind: dict[str, list[Answer]],
) -> None:
    every = [answer for found in by_kind.values() for answer in found]
    assert len(every) == CASES * len(KINDS)
    assert sum(any(answer.named) for answer in every) >= 0.99 * len(every)
    assert sum(answer.named[:1] == [True] for answer in every) >= 0.98 * len(every)
    assert sum(answer.right for answer in every) > 2 * len(every)
    assert sum(answer.doubted for answer in every) == 0
