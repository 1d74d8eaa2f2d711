"""A page's passages understood: every number that is a result, with its verdict and what that comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograd.reader.arithmetic import Arithmetic
from autograd.reader.chains import chains
from autograd.reader.decimals import has_decimal_commas
from autograd.reader.judging import printed_text
from autograd.reader.ledger import Entry
from autograd.reader.numbers import Number
from autograd.reader.passage import Passage


@dataclass(frozen=True)
class Understanding:
    """What a page says, in the order of the file: `numbers`, those that are given left out."""

    numbers: list[Number]


def understand(passages: Sequence[Passage]) -> Understanding:
    """Read the passages of a page and judge every number in it that is computed.

    >>> page = Passage.of("z = 0.5 * 2 + 0.1 = 1.2")
    >>> (number,) = understand([page]).numbers
    >>> number.printed, number.verdict, number.by, number.sentence
    ('1.2', 'wrong', 'arithmetic', 'its own numbers give 1.1, not 1.2')
    """
    reckoning = Arithmetic(chains(passages, has_decimal_commas(passages)))
    place = {id(passage): i for i, passage in enumerate(passages)}
    found = [entry for entry in reckoning.ledger.entries if not entry.is_given]
    found.sort(key=lambda entry: (place[id(entry.numeral.passage)], entry.numeral.start))
    return Understanding([_number(entry) for entry in found])


def _number(entry: Entry) -> Number:
    numeral = entry.numeral
    return Number(
        numeral.passage,
        numeral.start,
        numeral.end,
        printed_text(entry.sign, numeral),
        entry.exact,
        entry.verdict,
        entry.by,
        entry.sentence,
    )
