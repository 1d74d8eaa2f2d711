"""Random wrong numbers are seldom given a cause; and how much evidence a slip needs."""

from __future__ import annotations

import pytest
from generated_slips.accidents import ALLOWED, accidents

from autograd.auditor import Claim, Quantity, read_printed
from autograd.auditor.evidence import ODDS, Evidence
from autograd.auditor.slips import Candidate, Sentence
from autograd.auditor.slips.tables.frequencies import COUNTS, NEVER_MET, UNKNOWN, count, rarity

#: Random numbers of each length; `make audits` takes hundreds of times as many.
NUMBERS = 40


@pytest.mark.parametrize("digits", ALLOWED)
def test_a_random_number_is_seldom_given_a_cause(digits: int) -> None:
    given = [caused for _, _, caused in accidents(digits, NUMBERS)]
    assert len(given) >= NUMBERS
    assert sum(given) <= ALLOWED[digits] * NUMBERS + 2  # so few numbers cannot tell more


def test_only_the_wrong_claim_of_such_a_sheet_is_called_wrong() -> None:
    for report, at, _ in accidents(6, 20):
        assert [row.verdict for i, row in enumerate(report.rows) if i != at] == ["right"] * 19
        assert report.rows[at].verdict == "wrong"


def candidate(slip: str, number: float, **more: object) -> Candidate:
    return Candidate(slip, 3, number, Sentence("…"), **more)  # type: ignore[arg-type]


def enough(printed: str, slip: str, others: list[float]) -> bool:
    claim = Claim(Quantity("grad", "w"), read_printed(printed))
    made = candidate(slip, float(printed))
    return Evidence(claim, [made, *(candidate(slip, number) for number in others)]).suffices(made)


def test_a_slip_needs_the_more_evidence_the_more_of_its_kind_come_near_and_the_rarer_it_is() -> None:
    near = [0.500 + 0.001 * i for i in range(1, 100)]
    assert enough("0.500", "path left out", near[2:4])
    assert not enough("0.500", "path left out", near)
    assert not enough("0.500", "a slip never met", near[2:12])
    assert enough("0.500", "path left out", near[2:12])
    assert enough("0.500000", "path left out", near[:30])  # so many digits do not agree by accident
    assert enough("0.500", "path left out", [7.0 + 0.001 * i for i in range(100)])  # nor do numbers far away count


def test_the_odds_asked_for_are_frequency_against_accidents() -> None:
    # Near 0.500 there are 500·(1.25 - 0.8) = 225 numbers of three digits; so many others make the odds just too bad.
    most = int(COUNTS["path left out"] / UNKNOWN / ODDS * 225)
    others = [0.505 + 0.001 * i for i in range(most + 1)]
    assert enough("0.500", "path left out", others[:most])
    assert not enough("0.500", "path left out", others)


def test_what_was_met_more_often_is_less_rare() -> None:
    assert count("never heard of") == NEVER_MET
    ranked = sorted(COUNTS, key=rarity)
    assert [COUNTS[slip] for slip in ranked] == sorted(COUNTS.values(), reverse=True)
    assert rarity(ranked[0]) == 0
