"""How much evidence a slip needs: the odds p/q : n/R, worked out by hand.

Near a claim of 0.500, from 0.4 to 0.625, there are R = 225 numbers of three digits. A path left out was met 10 times
where 20 slips had no known cause: p/q = 0.5. The odds asked for are 1.3 at three digits and 5.3 times as many for each
further one, up to six.
"""

from __future__ import annotations

import pytest

from autograd.auditor import Claim, Quantity, read_printed
from autograd.auditor.evidence import Evidence
from autograd.auditor.procedures import Procedure
from autograd.auditor.slips import Candidate, Sentence
from autograd.auditor.slips.tables.frequencies import COUNTS, MET, count, rarity
from autograd.auditor.world import World


def candidate(slip: str, number: float, cost: float = 3.0, **more: object) -> Candidate:
    return Candidate(slip, cost, number, Sentence("…"), **more)  # type: ignore[arg-type]


def evidence(printed: str, *tried: Candidate, kind: str = "grad", scale: float = 1.0) -> Evidence:
    return Evidence(Claim(Quantity(kind, "w"), read_printed(printed), scale=scale), tried)


def is_believed(
    printed: str, slip: str, others: int, cost: float = 3.0, without_sign: bool = False, **more: object
) -> bool:
    """Whether a slip is, where so many others of its kind come near the claim; the simplest of its name has cost 3."""
    unit = 10.0 ** -len(printed.partition(".")[2])
    made = candidate(slip, float(printed), cost, **more)
    near = [candidate(slip, float(printed) + unit * (2 + i), cost, **more) for i in range(others)]
    return evidence(printed, made, candidate(slip, 7.0), *near).suffices(made, without_sign=without_sign)


@pytest.mark.parametrize(
    ("printed", "slip", "more", "others"),
    [
        ("0.500", "path left out", {}, 86),  # 0.5/1.3 · 225 = 86.5
        ("0.5000", "path left out", {}, 163),  # 0.5/(1.3·5.3) · 2250 = 163.3
        ("0.50000", "path left out", {}, 308),  # 0.5/(1.3·5.3²) · 22500 = 308.1
        ("0.500000", "path left out", {}, 581),  # 0.5/(1.3·5.3³) · 225000 = 581.3
        ("0.5000000", "path left out", {}, 5812),  # no more is asked for: ten times as many
        ("0.500", "path left out", {"cost": 4.0}, 43),  # one step more than the simplest: half as often
        ("0.500", "path left out", {"cost": 3.5}, 61),  # 86.5/√2
        ("0.500", "path left out", {"without_sign": True}, 56),  # the sign lost on top: times 13/20
        ("0.500", "sign lost", {}, 112),  # 13/20/1.3 · 225 = 112.5
        ("0.500", "never met", {}, 4),  # 0.5/20/1.3 · 225 = 4.3
    ],
)
def test_the_odds_asked_for_are_frequency_to_accidents(printed, slip, more, others) -> None:
    assert is_believed(printed, slip, others, **more)
    assert not is_believed(printed, slip, others + 1, **more)


def test_accidents_are_the_share_of_all_numbers_near_that_the_family_gives() -> None:
    made = candidate("path left out", 0.5)
    others = [candidate("path left out", 0.51 + 0.001 * i) for i in range(9)]
    assert evidence("0.500", made, *others).accidents(made) == pytest.approx(9 / 225)
    assert evidence("0.500", made, *others, *others).accidents(made) == pytest.approx(
        9 / 225
    )  # each number counts once
    assert evidence("0.500", made, *others, scale=-1.0).accidents(made) == pytest.approx(9 / 225)
    halves = [candidate("path left out", 0.255 + 0.0005 * i) for i in range(9)]
    assert evidence("0.500", made, *halves, scale=2.0).accidents(made) == pytest.approx(9 / 225)
    # What is far away, of another family, or the claim itself does not count; then one in 1.5·500 numbers.
    far = [candidate("path left out", number) for number in (0.399, 0.626, 0.499, 0.5, 0.501)]
    strangers = [candidate("sign lost", 0.51), candidate("path left out", 0.51, 4.0)]
    strangers.append(candidate("path left out", 0.51, rich=True))
    assert evidence("0.500", made, *far, *strangers).accidents(made) == pytest.approx(1 / 750)
    edges = [candidate("path left out", number) for number in (0.4, 0.625, -0.6)]
    assert evidence("0.500", made, *edges).accidents(made) == pytest.approx(3 / 225)


def test_a_number_of_one_digit_is_among_few() -> None:
    made = candidate("path left out", 1.0)
    assert evidence("1", made).accidents(made) == pytest.approx(1 / 1.5)
    others = [candidate("path left out", 1.2), candidate("path left out", -1.2)]  # both round to 1, as the claim does
    assert evidence("1", made, *others).accidents(made) == pytest.approx(1 / 1.5)


@pytest.mark.parametrize(
    ("slip", "ways"),
    [
        ("digits transposed", 5),  # six digits have five pairs
        ("digit misprinted", 27),  # nine other digits at the three inner places
        ("two digits misprinted", 243),  # 81 · 3
        ("digit dropped", 40),  # ten digits at four places
        ("digit too many", 3),
    ],
)
def test_of_slips_in_writing_down_all_that_could_have_been_meant_counts(slip: str, ways: int) -> None:
    made = candidate(slip, 0.5)
    assert evidence("0.500000", made).accidents(made) == pytest.approx(ways / 225_000)
    short = candidate(slip, 5.0)
    made = candidate("digit too many", 1.0)
    assert evidence("1", made).accidents(made) == 1.0  # one way among less than one number
    few = {"digits transposed": 0, "digit misprinted": 9, "digit dropped": 10, "digit too many": 1}
    assert evidence("5", short).accidents(short) == pytest.approx(max(few.get(slip, 0) / 2.25, 1 / 7.5))


def test_wrong_procedures_need_to_be_few_nearby() -> None:
    """A step moves little: among 101 numbers around the claim, p/q must be 7 times what the procedures take up."""

    def believed(
        others: int, slip: str = "another learning rate", kind: str = "value", cost: float = 3.0, at: int = 49
    ) -> bool:
        def procedure(number: float, cost: float = 3.0) -> Candidate:
            return candidate(slip, number, cost, world=World(procedure=Procedure(delayed=True)))

        made = procedure(0.5)
        near = [procedure(0.5 + 1e-6 * (at - i), cost) for i in range(others)]
        far = [procedure(0.5 + 1e-6 * (52 + i)) for i in range(5)]
        return evidence("0.500000", made, *near, *far, kind=kind).suffices(made)

    assert believed(1)  # met 2 times: 2/20 = 0.1 to 7·1/100
    assert not believed(2)
    assert not believed(2, at=50)  # the last that is nearby
    assert believed(2, at=51)
    assert believed(2, "not updated") is believed(2, "mean or sum") is False
    assert believed(48, cost=4.0)  # those that are less simple take nothing up
    assert believed(2, kind="update")  # of a new value, a rate is a slip in the step alone
    assert not believed(2, "mean or sum", "update")
    many = [candidate("not updated", 0.5 + 1e-6 * (2 + i), world=World()) for i in range(40)]
    made = candidate("not updated", 0.5, world=World())
    assert evidence("0.500000", made, *many, kind="value").suffices(made)


def test_slips_are_ranked_by_how_often_they_were_met() -> None:
    """Half a step of cost for half as often."""
    assert [count(slip) for slip in ("sign lost", "derivative forgotten", "path left out")] == [13, 12, 10]
    assert [count(slip) for slip in ("factor dropped", "operands swapped", "wrong factor")] == [8, 7, 5]
    assert [count(slip) for slip in ("another base", "quotient rule", "not updated", "weight decay")] == [4, 3, 2, 1]
    assert count("exponent raised") == 0.5
    assert rarity("sign lost") == 0
    assert rarity("weight decay") == pytest.approx(1.8502, abs=1e-4)  # log₂(13)/2
    assert rarity("another base") == pytest.approx(rarity("weight decay") - 1)
    assert rarity("exponent raised") == pytest.approx(rarity("weight decay") + 0.5)
    assert len(COUNTS) == sum(map(len, MET.values()))  # none stands twice
