"""Arrays whose entries stand at each other's places: which exchanges are tried, and how an order is told."""

from __future__ import annotations

from itertools import permutations

import pytest

from autograd.auditor.claims import Claim, Quantity, read_printed
from autograd.auditor.layout import _exchanges, _listed
from autograd.auditor.verdicts import WRONG, Finding
from autograd.auditor.wholes import cells_of, whole_at


def exchanges(exact: list[float], printed: list[float], *lengths: int) -> list[tuple[str, str]]:
    """The names of all exchanges tried, and their sentences."""
    whole = whole_at(Quantity("value", "h"), range(len(exact)), lengths)
    findings = [
        Finding(Claim(Quantity("value", "h"), read_printed(f"{p:.3f}")), e, WRONG)
        for e, p in zip(exact, printed, strict=True)
    ]
    return [(tried.slip, tried.sentence) for tried in _exchanges(whole, cells_of(whole, findings), "h")]


def unlike(count: int) -> tuple[list[float], list[float]]:
    return [float(i) for i in range(count)], [1000.5 + i for i in range(count)]


@pytest.mark.parametrize(
    ("lengths", "pairs"),
    [((2,), 1), ((3,), 3), ((50,), 1225), ((51,), 0), ((2, 3), 1 + 3), ((3, 2), 3 + 1), ((1, 4), 6), ((51, 2), 1)],
)  # fmt: skip
def test_every_pair_of_up_to_fifty_lines_is_exchanged(lengths: tuple[int, ...], pairs: int) -> None:
    count = lengths[0] * lengths[1] if len(lengths) == 2 else lengths[0]
    assert len(exchanges(*unlike(count), *lengths)) == pairs


@pytest.mark.parametrize(("lengths", "is_square"), [((2, 2), True), ((3, 3), True), ((2, 3), False), ((2,), False)])
def test_a_square_array_may_be_transposed(lengths: tuple[int, ...], is_square: bool) -> None:
    count = lengths[0] * lengths[-1] if len(lengths) == 2 else lengths[0]
    tried = exchanges(*unlike(count), *lengths)
    assert (("transposed", "h is transposed: rows are printed as columns") in tried) is is_square


def test_what_is_exchanged_is_called_by_its_place() -> None:
    assert exchanges(*unlike(3), 3) == [
        ("entries exchanged", f"entries {i} and {j} of h are exchanged") for i, j in ((1, 2), (1, 3), (2, 3))
    ]
    assert exchanges(*unlike(6), 2, 3) == [
        ("rows exchanged", "rows 1 and 2 of h are exchanged"),
        *(("columns exchanged", f"columns {i} and {j} of h are exchanged") for i, j in ((1, 2), (1, 3), (2, 3))),
    ]


@pytest.mark.parametrize("order", [order for order in permutations(range(3)) if order != (0, 1, 2)])
def test_an_order_is_told_by_the_places_its_numbers_come_from(order: tuple[int, ...]) -> None:
    exact = [1.5, 2.5, 4.5]
    told = exchanges(exact, [exact[n] for n in order], 3)[3:]
    listed = ", ".join(str(n + 1) for n in order)
    sentence = (
        "the entries of h are in the reverse order"
        if order == (2, 1, 0)
        else f"the entries of h are in the order {listed}"
    )
    assert told == [("entries in another order", sentence)]
    both = [*exact, 7.0, 8.0, 9.0]
    by_rows = exchanges(both, [number for n in order for number in both[2 * n : 2 * n + 2]], 3, 2)
    assert ("rows in another order", sentence.replace("entries", "rows")) in by_rows


def test_numbers_that_stand_nowhere_are_in_no_order() -> None:
    assert len(exchanges([1.5, 2.5, 4.5], [2.5, 1.5, 9.5], 3)) == 3
    assert len(exchanges([1.5, 2.5, 4.5], [2.5, 2.5, 1.5], 3)) == 3  # each stands once


def test_of_a_long_order_eight_places_are_told() -> None:
    assert _listed([7, 6, 5, 4, 3, 2, 1, 0]) == ["8", "7", "6", "5", "4", "3", "2", "1"]
    assert _listed([8, 7, 6, 5, 4, 3, 2, 1, 0]) == ["9", "8", "7", "6", "5", "4", "3", "2", "…"]
