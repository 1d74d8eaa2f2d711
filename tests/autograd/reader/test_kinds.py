"""Kinds of pages and of numbers on them: each read right, its mistakes found, and nothing else accused."""

from __future__ import annotations

import pytest

from autograd.reader.checked import check


def verdicts(page: str) -> list[tuple[str, str]]:
    return [(number.printed, number.verdict) for number in check(page).numbers]


@pytest.mark.parametrize(
    "sentence",
    [
        "Next meeting 2021-06-01 = 14 people.",
        "Written 12/03/2019 = last edit, 10:30:05 = end of 2020.01.31 = 12",
        "本文首发于 2021-05-04，转载请注明出处。阅读量：10234",
        "Stand 2021-05-04: 10234",
        "Room 3-2: 12",
        "Lap 7-8 = 15 min each",
        "Bayern gegen Dortmund 3 - 1 = 3 Punkte",
        "Season 2019/20 = 38 games.",
        "passed: 3/4 = 75 %, failed: 1/4 = 25 % of them",
    ],
)
def test_dates_scores_ranges_and_percentages_in_a_sentence_are_not_accused(sentence: str) -> None:
    assert not [one for one in verdicts(sentence) if one[1] in ("wrong", "follows")]


@pytest.mark.parametrize(
    ("sentence", "number"),
    [("we get 0.5 - 0.1 = 0.6 here", "0.6"), ("so 3/4 = 80 %", "80%"), ("3 - 1 = 1", "1"), ("a = 7 - 8 = 1 now", "1")],
)
def test_a_difference_and_a_quotient_in_a_sentence_are_still_checked(sentence: str, number: str) -> None:
    assert verdicts(sentence) == [(number, "wrong")]
