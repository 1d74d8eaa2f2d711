"""Numbers copied wrongly: a digit dropped, a digit too many, two digits changed, the number of the line above."""

from __future__ import annotations

import math
from collections.abc import Iterator

from autograd.auditor.claims import Claim, Printed, Quantity
from autograd.auditor.slips.candidate import DIGITS, PARTIAL, Candidate, Sentence
from autograd.auditor.slips.tables.names import DIGIT_DROPPED, DIGIT_TOO_MANY, LINE_ABOVE, TWO_MISPRINTED
from autograd.language import template

#: With fewer digits left to compare, a digit more or less is no evidence of anything.
DIGITS_FOR_DROPPED, DIGITS_FOR_TOO_MANY, DIGITS_FOR_TWO, DIGITS_FOR_LINE_ABOVE = 4, 5, 7, 3
#: So many digits have to be right behind the place where one was lost: else it is the rounding that is wrong.
DIGITS_BEHIND = 2

SIGN_TOO = template("{slip}; and its sign is lost")


def copying_slips(claim: Claim, right: float) -> Iterator[Candidate]:
    """Every such slip for a claim of which `right` is the right quantity."""
    meant, printed = claim.scale * right, claim.printed
    if not math.isfinite(meant) or not meant or not printed.value:
        return
    decimals = max(-round(math.log10(printed.unit)), 0)
    has_sign_too = (meant < 0) != (printed.value < 0)
    for slip, cost, text, wording in _misshapen(printed, abs(meant), decimals):
        if float(text) == abs(printed.value):  # a zero more or less at the end changes nothing
            continue
        sentence = Sentence(wording, meant="-" + text if meant < 0 else text, printed=printed.text)
        if has_sign_too:
            sentence, cost = Sentence(SIGN_TOO, slip=sentence), cost + 1
        yield Candidate(slip, cost, claim.implied, sentence, place=text)


def _misshapen(printed: Printed, meant: float, decimals: int) -> Iterator[tuple[str, float, str, str]]:
    """Each slip, how simple it is, the text that was meant, and what is said."""
    size = abs(printed.value)
    room = 0.5 * printed.unit * (1 + 1e-6)
    written = f"{size:.{decimals}f}"
    places = sum(map(str.isdigit, written)) - DIGITS_BEHIND  # where one may be too many
    if printed.digits >= DIGITS_FOR_DROPPED:
        for text in dict.fromkeys(f"{meant:.{decimals + more}f}" for more in (0, 1, 3)):
            if any(abs(float(short) - size) <= room for short in _shortened(text, places + 1)):
                yield DIGIT_DROPPED, PARTIAL, text, template("a digit is dropped: {meant} is printed as {printed}")
                break
    if printed.digits >= DIGITS_FOR_TOO_MANY:
        for short in _shortened(written, places):
            unit = 10.0 ** -len(short.partition(".")[2])
            if abs(float(short) - meant) <= 0.5 * unit * (1 + 1e-6):
                yield (
                    DIGIT_TOO_MANY,
                    PARTIAL,
                    short,
                    template("a digit too many is written: {meant} is printed as {printed}"),
                )
                break
    right = f"{meant:.{decimals}f}"
    if printed.digits >= DIGITS_FOR_TWO and len(right) == len(written):
        differing = [i for i, (a, b) in enumerate(zip(right, written, strict=True)) if a != b]
        if len(differing) == 2 and differing[-1] < len(right) - DIGITS_BEHIND:
            yield (
                TWO_MISPRINTED,
                DIGITS + 1,
                right,
                template("two digits are misprinted: {meant} is printed as {printed}"),
            )


def _shortened(text: str, places: int) -> Iterator[str]:
    """A number without one of its first digits, so many of them: a zero in front only says where the point is."""
    for i in [i for i, character in enumerate(text) if character.isdigit()][:places]:
        short = text[:i] + text[i + 1 :]
        if short and text[: i + 1].strip("0."):
            yield short if short[0] != "." else "0" + short


def line_above(claim: Claim, above: Quantity, number: float, output: str) -> Iterator[Candidate]:
    """The number that stands in the line above, copied."""
    if claim.printed.digits >= DIGITS_FOR_LINE_ABOVE and math.isclose(number, claim.implied, rel_tol=1e-12):
        wording = template("this is the number of the line above, {above} = {number}, copied")
        sentence = Sentence(wording, above=above.written(output), number=claim.printed.text)
        yield Candidate(LINE_ABOVE, PARTIAL, claim.implied, sentence, place=above)
