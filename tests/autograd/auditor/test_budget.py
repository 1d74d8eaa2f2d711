"""How much one audit may be: each limit is kept to the last node. The counts are worked out by hand."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from autograd.auditor.budget import check_budget
from autograd.auditor.claims import Claim, Quantity, read_printed
from autograd.errors import ExpressionError

LEFT = "; put the claims into several sheets, or claim fewer steps"


def claims(*afters: int) -> list[Claim]:
    return [Claim(Quantity("value", "y", after), read_printed("1")) for after in afters]


def checked(nodes: int, afters: tuple[int, ...], wrong: int = 0) -> None:
    check_budget(SimpleNamespace(nodes=range(nodes)), claims(*afters), wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("nodes", "afters", "wrong", "what"),
    [
        # One node, or three, once for each wrong claim: 30,000,000.
        (1, (0,), 30_000_000, "30,000,001 wrong claims about 1 node"),
        (3, (0,), 10_000_000, "10,000,001 wrong claims about 3 nodes"),
        # 12 steps, taken again for the claim, and 13 times for each wrong one: 24 + 13·769,228 = 9,999,988.
        (3, (12,), 769_228, "769,229 wrong claims about 3 nodes after 12 steps"),
        # 20 steps, of which 12 are taken again: 20 + 12 + 13·769,228 = 9,999,996.
        (3, (0, 20), 769_228, "769,229 wrong claims about 3 nodes after 20 steps"),
        # 1 step, taken again for each of two claims: 1 + 2 + 2·4,999,998 = 9,999,999.
        (3, (1, 1), 4_999_998, "4,999,999 wrong claims about 3 nodes after 1 step"),
    ],
)
def test_so_many_causes_are_looked_for_and_no_more(nodes, afters, wrong, what) -> None:
    checked(nodes, afters, wrong)
    with pytest.raises(ExpressionError) as error:
        checked(nodes, afters, wrong + 1)
    assert str(error.value) == (
        f"{what} are too much for one audit: about 30 million nodes to compute, and at most 30 million are computed"
        + LEFT
    )


def test_so_many_steps_are_taken_and_no_more() -> None:
    checked(1000, (29_988,))  # 1000·(29,988 + 12) = 30,000,000
    check_budget(SimpleNamespace(nodes=range(1000)), claims(29_988))  # type: ignore[arg-type]
    with pytest.raises(ExpressionError) as error:
        checked(2000, (29_988,))
    assert str(error.value) == (
        "1 claim about 2,000 nodes after 29,988 steps are too much for one audit: about 60 million nodes to compute, "
        "and at most 30 million are computed" + LEFT
    )
    with pytest.raises(ExpressionError, match=r"^1 claim about 1,000 nodes after 29,989 steps are too much"):
        checked(1000, (29_989,))


def test_so_many_numbers_of_stages_are_kept_and_no_more() -> None:
    checked(1_500_000, (0, 1, 2, 2))  # two stages later than the first: 3,000,000
    checked(3_000_000, (1,))
    with pytest.raises(ExpressionError, match=r"^claims about 3,000,001 nodes after 1 different"):
        checked(3_000_001, (1,))
    with pytest.raises(ExpressionError) as error:
        checked(1_500_001, (0, 1, 2, 2))
    assert str(error.value) == (
        "claims about 1,500,001 nodes after 2 different numbers of steps are too much for one audit: "
        "at most 3 million numbers are kept; put the claims into several sheets"
    )
