"""The right number, put down wrongly: without its sign, the decimal point slipped, two digits transposed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from autograd.auditor.claims import Claim
from autograd.auditor.slips import table as slips
from autograd.auditor.slips.candidate import DIGITS, EVERYWHERE, PARTIAL, WHOLE, Candidate


def printing_slips(claim: Claim, right: float) -> Iterator[Candidate]:
    """Every such slip for a claim of which `right` is the right quantity."""
    shown, text = claim.scale * right, claim.printed.text
    yield Candidate(slips.SIGN, WHOLE, -right, "the sign is lost: {} is printed as {}", (shown, text))
    for power, where in ((1, "one place right"), (-1, "one place left"), (2, "two right"), (-2, "two left")):
        cost = EVERYWHERE if abs(power) == 1 else PARTIAL
        sentence = f"the decimal point slipped {where}: {{}} is printed as {{}}"
        yield Candidate(slips.DECIMAL, cost, right * 10.0**power, sentence, (shown, text), place=power)
    for meant, slip in _meant(claim):
        number = float(meant.replace("\u2212", "-").replace(",", "").replace(" ", ""))
        if claim.printed._replace(value=number).shows(shown):
            what = "two digits are transposed" if slip == slips.TRANSPOSED else "one digit is misprinted"
            cost = PARTIAL if slip == slips.TRANSPOSED else DIGITS
            yield Candidate(slip, cost, claim.implied, what + ": {} is printed as {}", (meant, text), place=meant)


def _meant(claim: Claim) -> Iterator[tuple[str, str]]:
    """What the printed digits may have been meant to be: two of them exchanged, or one of them another."""
    text = claim.printed.text
    mantissa = text.lower().partition("e")[0]
    places = [i for i, character in enumerate(mantissa) if character.isdigit()]
    for i, j in pairwise(places):
        if text[i] != text[j]:
            yield text[:i] + text[j] + text[i + 1 : j] + text[i] + text[j + 1 :], slips.TRANSPOSED
    # One digit wrong and all others right, the last two among them, is hardly an accident of the computation.
    if claim.printed.digits >= 4:
        for i in places[:-2]:
            for digit in "0123456789".replace(text[i], ""):
                yield text[:i] + digit + text[i + 1 :], slips.MISPRINTED
