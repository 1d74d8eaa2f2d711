"""The characters of formulas beside those of Python, and what superscripts say."""

from __future__ import annotations

import re

from autograd.errors import ExpressionError
from autograd.language import say
from autograd.notation import shown
from autograd.numerals import DIVIDED, MINUS_SIGNS, SUPERSCRIPTS, TIMES, VULGAR_FRACTIONS

#: The signs as Chinese and Japanese keyboards type them.
FULL_WIDTH = {chr(0xFEE0 + ord(sign)): sign for sign in "()+*/,;=[]|%<>!"}
#: The signs of Python that others stand for.
PLAIN = {**dict.fromkeys(MINUS_SIGNS, "-"), **dict.fromkeys(TIMES, "*"), **dict.fromkeys(DIVIDED, "/"), "^": "**"}
PLAIN |= {"≥": ">=", "⩾": ">=", "≧": ">=", "≤": "<=", "⩽": "<=", "≦": "<=", "≠": "!="}
#: Letters that are exponents, as in xⁿ, and signs that have other meanings, as in Wᵀ and a⁽¹⁾.
_RAISED = dict(zip("ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", "abcdefghijklmnoprstuvwxyz", strict=True))
_RAISED_OTHERS = "ᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ⁽⁾⁼"
#: Digits that belong to a name: x₁ is x1.
LOWERED = "₀₁₂₃₄₅₆₇₈₉"
#: What a root becomes: before its operand, and behind it.
ROOTS = {"√": ("sqrt(", ")"), "∛": ("cbrt(", ")"), "∜": ("sqrt(sqrt(", "))")}
#: What raises, and can therefore be no part of a name.
RAISING = frozenset({*SUPERSCRIPTS, *_RAISED, *_RAISED_OTHERS})
#: The characters beside those of Python that a formula may have.
SIGNS = frozenset({*PLAIN, *RAISING, *VULGAR_FRACTIONS, *ROOTS, *FULL_WIDTH, *LOWERED, "|"})

#: An exponent of superscripts.
POWER = re.compile(rf"[{''.join({**SUPERSCRIPTS, **_RAISED})}]+")
#: What the superscripts of one place say: -1, n, 2n, n+1.
_EXPONENT = re.compile(r"[-+]?(?:\d+[a-z]?|[a-z])(?:[-+](?:\d+[a-z]?|[a-z]))*")
_FACTOR = re.compile(r"(?<=\d)(?=[a-z])")
_RAISED_NUMBER = re.compile(r"[-+]?\d+")


def exponent(raised: str) -> str:
    """What the superscripts of one place say.

    >>> exponent("⁻¹"), exponent("ⁿ"), exponent("²ⁿ⁺¹")
    ('-1', 'n', '(2*n+1)')
    """
    plain = "".join(SUPERSCRIPTS.get(sign) or _RAISED[sign] for sign in raised)
    if _RAISED_NUMBER.fullmatch(plain):
        return plain
    if not any(map(str.isalnum, plain)):
        raise ExpressionError(say("{raised} needs digits behind it", raised=shown(raised)))
    if not _EXPONENT.fullmatch(plain):
        raise ExpressionError(
            say("the exponent {raised} may mean two things: write it behind ^ and in brackets", raised=shown(raised))
        )
    return f"({_FACTOR.sub('*', plain)})" if len(plain) > 1 else plain


def is_of_a_name(character: str) -> bool:
    """Whether names may have this character, in any place but the first."""
    return character in LOWERED or (character not in SIGNS and f"a{character}".isidentifier())
