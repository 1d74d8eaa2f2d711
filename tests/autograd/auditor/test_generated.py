"""The audit on worked examples made up from seeds, one slip in each: `generated_slips` says how they are made."""

from __future__ import annotations

import pytest
from generated_slips import KINDS, case, found, measure


@pytest.mark.parametrize("kind", KINDS)
def test_a_slip_of_each_kind_is_found_and_says_what_was_printed(kind: str) -> None:
    listed = 0
    for seed in range(5):
        made = case(kind, seed)
        report = made.audit()
        listed += found(made, report)[0]
        unit = 10.0 ** -len(made.printed.partition(".")[2])
        for diagnosis in report.rows[-1].diagnoses:  # never one that does not reproduce the digits
            assert abs(diagnosis.reproduces - float(made.printed)) <= unit * 1.001
    assert listed >= 4


def test_of_all_cases_95_percent_are_found_80_percent_first_and_no_right_claim_is_doubted() -> None:
    rows = list(measure(cases=5))
    cases, listed, first, right, doubted = (sum(row[i] for row in rows) for i in range(1, 6))
    assert listed >= 0.95 * cases
    assert first >= 0.80 * cases
    assert doubted <= 0.001 * right
