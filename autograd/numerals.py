"""Numbers as people write them: 0.0772, 1.5·10³, 33%, 0,5, ½, 1/3, √2, sqrt(2)/3. No text is ever run as code.

A decimal says with its digits how exact it means to be. An expression such as 1/3 is exact: it promises every digit a
float can be trusted with, `EXACT_DIGITS`. Only decimals in it that look rounded, those of three significant digits and
more, make it promise less: 0.667/2 promises three. Of what is promised, `unit` is the last place.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from autograd.errors import OperandError
from autograd.language import say
from autograd.notation import quoted
from autograd.ops import cbrt

#: What an exact number promises: the rounding of a long computation eats up the other digits of a float.
EXACT_DIGITS = 12
#: Longer expressions and deeper ones are no numbers somebody wrote down.
MAX_EXPRESSION, MAX_NESTING = 200, 20

MINUS_SIGNS = "\u2212\u2013\u2014\u2010\u2011\u2012\u2015\u02d7\u2796\ufe58\ufe63\uff0d"
SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True))
VULGAR_FRACTIONS = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5", "⅘": "4/5",
    "⅙": "1/6", "⅚": "5/6", "⅐": "1/7", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8", "⅑": "1/9", "⅒": "1/10",
}  # fmt: skip
TIMES, DIVIDED = "·×⋅∙∗•⨯✕✖", "÷∕⁄➗"

#: The types, beside Python's numbers, of what may be meant as one.
WRITTEN = (str, Decimal, Fraction)

_FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sqrt": math.sqrt, "exp": math.exp, "ln": math.log, "log": math.log, "abs": abs, "sin": math.sin, "cos": math.cos,
    "tan": math.tan, "tanh": math.tanh,
}  # fmt: skip
_ROOTS: dict[str, Callable[[float], float]] = {"√": math.sqrt, "∛": cbrt}
_CONSTANTS = {"pi": math.pi, "π": math.pi}

_MINUS = {ord(sign): "-" for sign in MINUS_SIGNS}
_PRODUCTS = {ord(sign): "·" for sign in TIMES} | {ord(sign): "/" for sign in DIVIDED}
_SPACES = re.compile(r"[ \u00a0\u2009\u202f]")
#: What people put behind: a power of ten, an ellipsis, a percent sign.
_DECIMAL = re.compile(
    r"(?P<sign>[-+]?)(?P<whole>\d*)(?P<comma>(?:,\d*)*)(?:\.(?P<fraction>\d*))?(?:[eE](?P<exponent>[-+]?\d{1,3}))?"
    rf"(?P<dots>…|\.\.\.)?(?:[{TIMES}*x]10"
    r"(?:(?:\^|\*\*)(?P<power>[-+]?\d{1,3}|\{[-+]?\d{1,3}\}|\([-+]?\d{1,3}\))"
    r"|(?P<superscript>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})))?(?P<percent>%?)"
)
_VULGAR = re.compile(rf"(?:(?<![\d.,])(\d+))?([{''.join(VULGAR_FRACTIONS)}])")
_UNDERSCORE = re.compile(r"(?<=\d)_(?=\d)")
#: 1.234,5 and 1.234.567
_SWAPPED = re.compile(r"([-+]?[1-9]\d{0,2}(?:\.\d{3}){2,}|[-+]?[1-9]\d{0,2}(?:\.\d{3})+(?=,))(?:,(\d+))?")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:[.,]\d*)?(?:[eE][-+]?\d{1,3})?|[.,]\d+)|(?P<name>[A-Za-zπ]+)"
    r"|(?P<superscript>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?P<sign>\*\*|[-+*·/^()√∛%]))"
)


class Numeral(NamedTuple):
    """What a text says: its `value`, the `unit` of the last place it promises, and how many significant `digits`."""

    value: float
    unit: float
    digits: int


def read_number(thing: Any, what: str = "a number") -> float:
    """A number, or a text that is one, as a float; raises `OperandError`, which calls it `what`.

    >>> read_number("1/3"), read_number("1,5·10³"), read_number("33%"), read_number("½")
    (0.3333333333333333, 1500.0, 0.33, 0.5)
    """
    if isinstance(thing, str):
        found = readings(thing)
        if len(found) == 2:
            first, second = (f"{numeral.value:.15g}" for numeral in found)
            raise OperandError(
                say(
                    "{what}: {thing} may be {first} or {second}: write one of these",
                    what=what,
                    thing=quoted(thing, 60),
                    first=first,
                    second=second,
                )
            )
        if found:
            return found[0].value
    else:
        try:
            number = math.nan if isinstance(thing, (bool, bytes)) or _is_array(thing) else float(thing)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if math.isfinite(number):
            return number
    raise OperandError(say("{what} must be a finite number, not {thing}", what=what, thing=quoted(thing, 60)))


def readings(text: str) -> list[Numeral]:
    """What a text may say, most likely first: nothing if it is no number, two if a comma may be of either kind."""
    plain = _UNDERSCORE.sub("", text.strip().translate(_MINUS)).lstrip("≈~ ")
    decimal = _decimal(_SPACES.sub("", plain))
    if decimal:
        return decimal
    if len(plain) > MAX_EXPRESSION:
        return []
    try:
        exact = _Expression(plain).read()
    except (ArithmeticError, ValueError):
        return []
    return [exact] if math.isfinite(exact.value) else []


def text_of(number: Any) -> str:
    """A number, as Python has it, as it would be printed; nothing for what is no finite number.

    >>> text_of(5.0), text_of(0.25), text_of(Fraction(1, 3)), text_of(Decimal("0.50"))
    ('5', '0.25', '1/3', '0.50')
    """
    if isinstance(number, (bool, complex, str, bytes)) or _is_array(number):
        return ""
    try:
        value = float(number)
    except (TypeError, ValueError, OverflowError):
        return ""
    if not math.isfinite(value):
        return ""
    if isinstance(number, (Fraction, Decimal)):
        return str(number) if len(str(number)) <= MAX_EXPRESSION else repr(value)
    if value == int(value) and abs(value) < 1e15:
        return repr(int(value))
    # A float of less precision, as NumPy has them, has its own shortest digits: 0.1, not 0.10000000149011612.
    text = str(number)
    return text if not isinstance(number, (int, float)) and _decimal(text) else repr(value)


def _is_array(thing: Any) -> bool:
    return bool(getattr(thing, "ndim", 0))


def _decimal(text: str) -> list[Numeral]:
    """The readings of a decimal without spaces: a comma groups thousands where it can, and is decimal elsewhere."""
    match = _DECIMAL.fullmatch(text)
    if not match:
        swapped = _SWAPPED.fullmatch(text)
        return _decimal(f"{swapped[1].replace('.', '')}.{swapped[2] or ''}") if swapped else []
    whole, comma, fraction = match["whole"], match["comma"], match["fraction"]
    written: list[tuple[str, str]] = []
    is_mantissa = match["exponent"] or match["dots"] or match["power"] or match["superscript"]
    is_grouped = comma.count(",") > 1 or fraction is not None or not is_mantissa
    if not comma:
        written.append((whole, fraction or ""))
    elif _GROUPED.fullmatch(whole + comma) and is_grouped:
        written.append((whole + comma.replace(",", ""), fraction or ""))
    if comma.count(",") == 1 and fraction is None and not (written and len(whole + comma) > 7):
        written.append((whole, comma[1:]))
    shift = int(match["exponent"] or 0) - 2 * bool(match["percent"])
    power = match["power"] or "".join(map(SUPERSCRIPTS.__getitem__, match["superscript"] or ""))
    shift += int(power.strip("{}()") or 0)
    return [numeral for digits in written if (numeral := _of_digits(match["sign"], *digits, shift)) is not None]


def _of_digits(sign: str, whole: str, fraction: str, shift: int) -> Numeral | None:
    if not whole and not fraction:
        return None
    value, unit = float(f"{sign}{whole or 0}.{fraction or 0}e{shift}"), float(f"1e{shift - len(fraction)}")
    digits = max(len((whole + fraction).lstrip("0")), 1)
    return Numeral(value, unit, digits) if math.isfinite(value) else None


class _Expression:
    """Reads one expression: + - * / ^ √ %, brackets, π, e, a few functions; a factor without its sign, as in 2√3."""

    def __init__(self, text: str) -> None:
        text = _VULGAR.sub(lambda match: f"({match[1] or 0}+{VULGAR_FRACTIONS[match[2]]})", text)  # 1½ is 1 + 1/2
        text = text.translate(_PRODUCTS)
        self.tokens: list[tuple[str, str]] = []
        self.rounded_digits = 0
        self.is_open = False  # whether a root or an exponent without brackets has just ended
        self.depth = at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if not match:
                raise ValueError(text)
            self.tokens.append((str(match.lastgroup), match[str(match.lastgroup)]))
            at = match.end()
        self.tokens.reverse()  # the next one is the last

    def read(self) -> Numeral:
        """The number, and what it promises."""
        value = self._sum()
        if self.tokens:
            raise ValueError(self.tokens[-1])
        digits = self.rounded_digits or EXACT_DIGITS
        unit = float(f"1e{(math.floor(math.log10(abs(value))) if value else 0) + 1 - digits}")
        return Numeral(value, unit, digits)

    def _next(self) -> str:
        return self.tokens[-1][1] if self.tokens else ""

    def _takes(self, *signs: str) -> str:
        return self.tokens.pop()[1] if self.tokens and self._next() in signs else ""

    def _sum(self) -> float:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise ValueError("too deep")
        total = self._product()
        while sign := self._takes("+", "-"):
            term = self._product()
            total = total + term if sign == "+" else total - term
        self.depth -= 1
        return total

    def _product(self) -> float:
        product = self._signed()
        divided = False
        while True:
            if sign := self._takes("*", "·", "/"):
                factor = self._signed()
                product = product / factor if sign == "/" else product * factor
                divided = sign == "/"
            elif self._takes("%"):  # of all before it: 50/3 % is a sixth
                product, divided = product / 100, False
            elif self.tokens and (self.tokens[-1][0] == "name" or self._next() in ("(", *_ROOTS)):
                if divided or self.is_open:  # 1/2√3 may be (1/2)·√3 or 1/(2√3), and √2π (√2)·π or √(2π)
                    raise ValueError("ambiguous")
                product *= self._power()
            else:
                return product

    def _signed(self) -> float:
        sign = self._takes("-", "+")
        return -self._power() if sign == "-" else self._power()

    def _power(self) -> float:
        is_root = self._next() in _ROOTS
        base = self._atom()
        while True:
            if is_root and self.tokens and (self.tokens[-1][0] == "superscript" or self._next() in ("^", "**")):
                raise ValueError("ambiguous")  # √2² may be 2 or √(2²)
            if self.tokens and self.tokens[-1][0] == "superscript":
                base = math.pow(base, int("".join(map(SUPERSCRIPTS.__getitem__, self.tokens.pop()[1]))))
            elif self._takes("^", "**"):
                self.depth += 1
                if self.depth > MAX_NESTING:
                    raise ValueError("too deep")
                is_closed = self._next() == "("
                exponent = self._signed()
                self.is_open = not is_closed
                self.depth -= 1
                return math.pow(base, exponent)
            else:
                return base

    def _atom(self) -> float:
        if not self.tokens:
            raise ValueError("nothing")
        kind, token = self.tokens.pop()
        self.is_open = False
        if kind == "number":
            return self._number(token)
        if token in _ROOTS:
            self.depth += 1
            if self.depth > MAX_NESTING:
                raise ValueError("too deep")
            is_closed = self._next() == "("
            root = _ROOTS[token](self._atom())
            self.is_open = not is_closed
            self.depth -= 1
            return root
        if token == "(":
            return self._closed()
        if token in _FUNCTIONS and self._takes("("):
            return _FUNCTIONS[token](self._closed())
        if token in _CONSTANTS:
            return _CONSTANTS[token]
        if token == "e" and self.tokens and (self.tokens[-1][0] == "superscript" or self._next() in ("^", "**")):
            return math.e  # alone it is half of a number such as 5e3
        raise ValueError(token)

    def _closed(self) -> float:
        value = self._sum()
        if not self._takes(")"):
            raise ValueError("never closed")
        return value

    def _number(self, token: str) -> float:
        found = _decimal(token)
        if len(found) != 1:
            raise ValueError(token)
        (numeral,) = found
        if ("." in token or "," in token) and numeral.digits > 2:
            self.rounded_digits = max(self.rounded_digits, numeral.digits)
        return numeral.value
