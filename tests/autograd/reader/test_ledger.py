"""What was printed before, by its name and by its digits: the latest first, and no more than a page needs."""

from __future__ import annotations

from autograd.reader.ledger import MOST_ENTRIES, Entry, Ledger
from autograd.reader.passage import Passage
from autograd.reader.trees import numeral


def entry(text: str, *keys: str, sign: int = 1, exact: float | None = None, verdict: str = "right") -> Entry:
    return Entry(numeral(text, Passage.of(text), 0, len(text)), sign, keys, exact=exact, verdict=verdict)


def test_an_entry_knows_its_value_and_whether_digits_were_lost() -> None:
    assert entry("0.5", sign=-1).value == -0.5
    assert [entry("0.5", verdict=verdict).is_fine for verdict in ("right", "rounding", "wrong", "follows")] == [
        True,
        True,
        False,
        False,
    ]
    assert not entry("0.5").is_rounded
    assert not entry("1e-330", exact=0.0).is_rounded
    assert not entry("0.5", exact=0.5).is_rounded
    assert not entry("0.5", exact=0.5 + 0.45e-9).is_rounded
    assert entry("0.5", exact=0.5 + 0.9e-9).is_rounded
    assert entry("0.5", exact=0.5 - 0.9e-9).is_rounded
    assert not entry("0", exact=0.9e-9).is_rounded
    assert entry("0", exact=1.5e-9).is_rounded


def test_of_a_name_the_latest_hundred_entries_are_looked_through() -> None:
    ledger = Ledger()
    added = [ledger.add(entry("0.5", "w", "v")) for _ in range(150)]
    assert ledger.entries == added
    assert ledger.named("w") == added[:49:-1]
    assert ledger.named("v") == added[:49:-1]
    assert ledger.named("x") == []


def test_of_the_same_digits_the_latest_twenty_that_are_computed_are_looked_through() -> None:
    ledger = Ledger()
    added = [ledger.add(entry("0.5", exact=0.5)) for _ in range(30)]
    one = numeral("0.5", Passage.of("0.5"), 0, 3)
    assert MOST_ENTRIES == 20
    assert list(ledger.printed_as(one)) == added[:9:-1]
    added[-1].is_given = True
    added[-2].exact = None
    assert list(ledger.printed_as(one)) == added[27:9:-1]
    for text in ("0.50", "0.4", "5", "05e-1"):
        other = numeral(text, Passage.of(text), 0, len(text))
        assert bool(list(ledger.printed_as(other))) == (text == "05e-1")


def test_digits_that_no_float_has_are_kept_apart() -> None:
    ledger = Ledger()
    tiny = ledger.add(entry("1e-330", exact=0.0))
    assert list(ledger.printed_as(tiny.numeral)) == [tiny]
    assert not list(ledger.printed_as(entry("0.5").numeral))


def test_misprints_are_looked_for_among_the_last_three_hundred() -> None:
    ledger = Ledger()
    early, wrong, near = entry("0.1781"), entry("0.1782", verdict="wrong"), entry("0.1783")
    ledger.add(early)
    for _ in range(297):
        ledger.add(entry("0.9"))
    ledger.add(wrong)
    ledger.add(near)
    printed = entry("0.1785").numeral
    assert ledger.alike(printed) == [early, near]
    ledger.add(entry("0.9"))
    assert ledger.alike(printed) == [near]


def test_one_minus_a_number_is_known_by_its_digits() -> None:
    def complement(text: str, known: Entry) -> bool:
        ledger = Ledger()
        ledger.add(known)
        return ledger.complement_of(entry(text).numeral) is known

    assert complement("0.377", entry("0.623", exact=0.6225))
    assert not complement("0.377", entry("0.623"))
    assert not complement("0.377", entry("0.623", exact=-0.6225, sign=-1))
    assert not complement("0.377", entry("0.622", exact=0.6225))
    assert not complement("0.37", entry("0.63", exact=0.63))
    assert not complement("1.00", entry("0.00", exact=0.0))
    assert not complement("0.000", entry("1.000", exact=1.0))
    assert not complement("1.25", entry("0.25", exact=-0.25))
    ledger = Ledger()
    ledger.add(entry("0.623", exact=0.6225))
    ledger.add(entry("0.623"))
    assert ledger.complement_of(entry("0.377").numeral) is None
