"""The right number, put down wrongly: without its sign, the decimal point slipped, two digits transposed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from autograd.auditor.claims import Claim
from autograd.auditor.slips.candidate import DIGITS, EVERYWHERE, PARTIAL, WHOLE, Candidate, Sentence
from autograd.auditor.slips.tables.names import DECIMAL, MISPRINTED, SIGN, TRANSPOSED
from autograd.language import template
from autograd.numerals import readings

#: For so many places: how simple it is, and what is said of it.
POINT_SLIPPED = {
    1: (EVERYWHERE, template("the decimal point slipped one place right: {meant} is printed as {printed}")),
    -1: (EVERYWHERE, template("the decimal point slipped one place left: {meant} is printed as {printed}")),
    2: (PARTIAL, template("the decimal point slipped two places right: {meant} is printed as {printed}")),
    -2: (PARTIAL, template("the decimal point slipped two places left: {meant} is printed as {printed}")),
}


#: How far the rounded numbers on paper may lead from the exact one, if either is to be the number that was meant.
MOST_ROUNDED_AWAY = 0.05


def printing_slips(claim: Claim, right: float, exact: float) -> Iterator[Candidate]:
    """Every such slip for a claim of which `right` is the right quantity, and `exact` the one with all digits."""
    meant, printed = claim.scale * right, claim.printed.text
    sentence = Sentence("the sign is lost: {meant} is printed as {printed}", meant=meant, printed=printed)
    yield Candidate(SIGN, WHOLE, -right, sentence)
    for power, (cost, wording) in POINT_SLIPPED.items():
        number = right * 10.0**power
        # Rounded or not, or with some numbers rounded: what was meant lies between.
        low, high = sorted((number, exact * 10.0**power))
        is_between = low <= claim.implied <= high and high - low <= MOST_ROUNDED_AWAY * abs(claim.implied)
        number = claim.implied if is_between else number
        sentence = Sentence(wording, meant=claim.scale * number / 10.0**power, printed=printed)
        yield Candidate(DECIMAL, cost, number, sentence, place=power)
    for text in _transposed(claim):
        if _is(text, meant, claim):
            wording = template("two digits are transposed: {meant} is printed as {printed}")
            sentence = Sentence(wording, meant=text, printed=printed)
            yield Candidate(TRANSPOSED, PARTIAL, claim.implied, sentence, place=text)
    for text in _misprinted(claim):
        if _is(text, meant, claim):
            wording = template("one digit is misprinted: {meant} is printed as {printed}")
            sentence = Sentence(wording, meant=text, printed=printed)
            yield Candidate(MISPRINTED, DIGITS, claim.implied, sentence, place=text)


def _is(text: str, meant: float, claim: Claim) -> bool:
    """Whether this text would have been the right print of the number meant."""
    return any(claim.printed._replace(value=found.value).shows(meant) for found in readings(text))


def _places(text: str) -> list[int]:
    """Where the digits of the mantissa stand."""
    return [i for i, character in enumerate(text.lower().partition("e")[0]) if character.isdigit()]


def _transposed(claim: Claim) -> Iterator[str]:
    """What was meant, if two digits beside each other were exchanged."""
    text = claim.printed.text
    for i, j in pairwise(_places(text)):
        if text[i] != text[j]:
            yield text[:i] + text[j] + text[i + 1 : j] + text[i] + text[j + 1 :]


def _misprinted(claim: Claim) -> Iterator[str]:
    """What was meant, if one digit should be another.

    One digit wrong and all others right, the last two among them, is hardly an accident of the computation.
    """
    text = claim.printed.text
    if claim.printed.digits >= 4:
        for i in _places(text)[:-2]:
            for digit in "0123456789".replace(text[i], ""):
                yield text[:i] + digit + text[i + 1 :]
