"""Formulas as people write them, made into formulas as Python reads them: x² + |a|·√2 becomes x**2+abs(a)*sqrt(2).

Each sign stands for what it says on paper: ^ and ² are powers, √ takes the number, name or bracket behind it, and a bar
opens an absolute value where an operand is due and closes it where one has ended. One pass over the text; what cannot
be read is passed on, for the reader of formulas to refuse, except a bar without its partner.
"""

from __future__ import annotations

import re

from autograd.errors import ExpressionError
from autograd.numerals import DIVIDED, MINUS_SIGNS, SUPERSCRIPTS, TIMES, VULGAR_FRACTIONS

_PLAIN = {**dict.fromkeys(MINUS_SIGNS, "-"), **dict.fromkeys(TIMES, "*"), **dict.fromkeys(DIVIDED, "/"), "^": "**"}
#: The characters beside those of Python that a formula may have.
SIGNS = frozenset({*_PLAIN, *SUPERSCRIPTS, *VULGAR_FRACTIONS, "√", "|"})

_NUMBER = re.compile(r"(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?")
_POWER = re.compile(r"[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_NOT_CLOSED = "a bar | is never closed: |a| is the absolute value of a"


def respelled(text: str) -> str:
    """The text with Python's signs only.

    >>> respelled("x² + |a|·√2 − e^-½")
    'x**2 + abs(a)*sqrt(2) - e**-(1/2)'

    Raises `ExpressionError` for bars and roots that are not complete, and for powers that could mean two things.
    """
    return text if SIGNS.isdisjoint(text) else _Respelling(text).run()


class _Respelling:
    """One pass: the place in the text, what was written so far, and the brackets, bars and roots that are open."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.written: list[str] = []
        self.open: list[str] = []
        self.bars = 0
        self.after_operand = self.after_superscript = False

    def run(self) -> str:
        """The whole text."""
        while self.at < len(self.text):
            character = self.text[self.at]
            if character in SUPERSCRIPTS:
                self._superscript()
            elif number := _NUMBER.match(self.text, self.at):
                self.at = number.end()
                self._operand(self._with_fraction(number[0]))
            elif character in VULGAR_FRACTIONS:
                self.at += 1
                self._operand(f"({VULGAR_FRACTIONS[character]})")
            elif _is_of_a_name(character):
                self._name()
            else:
                self.at += 1
                self._sign(character)
        self._refuse_open_bars()
        self._refuse_open_roots()
        return "".join(self.written)

    def _operand(self, text: str) -> None:
        # A space keeps what is written side by side apart, to be refused later: √2 behind a, say.
        self.written.append(f" {text}" if self.after_operand else text)
        self._end_of_operand()

    def _end_of_operand(self) -> None:
        self.after_operand, self.after_superscript = True, False
        while self.open and self.open[-1] == "√":
            self.open.pop()
            self.written.append(")")

    def _with_fraction(self, number: str) -> str:
        """1½ is 1 + 1/2."""
        fraction = VULGAR_FRACTIONS.get(self.text[self.at : self.at + 1])
        if fraction is None or not number.isdigit():
            return number
        self.at += 1
        return f"({number}+{fraction})"

    def _name(self) -> None:
        start = self.at
        while self.at < len(self.text) and _is_of_a_name(self.text[self.at]):
            self.at += 1
        name = self.text[start : self.at]
        if self.text[self.at : self.at + 1] in ("(", "["):  # a function, or an item: the operand ends with the bracket
            self.written.append(f" {name}" if self.after_operand else name)
            self.after_operand = False
        else:
            self._operand(name)

    def _superscript(self) -> None:
        power = _POWER.match(self.text, self.at)
        if not power:
            raise ExpressionError(f"{self.text[self.at]} needs digits behind it")
        self._refuse_tower()
        self.at = power.end()
        self.written.append("**" + "".join(map(SUPERSCRIPTS.__getitem__, power[0])))
        self.after_operand = self.after_superscript = True

    def _refuse_tower(self) -> None:
        if self.after_superscript:
            raise ExpressionError("a power of a power such as x²^3 may mean two things: write (x²)^3 or x^(2^3)")

    def _sign(self, character: str) -> None:
        if character.isspace() and character != "\n":
            self.written.append(character)
            return
        if character == "√":
            self.written.append(" sqrt(" if self.after_operand else "sqrt(")
            self.open.append("√")
            self.after_operand = self.after_superscript = False
            return
        if character == "|":
            self._bar()
            return
        if character not in "([":
            self._refuse_open_roots()
        if character == "^" or self.text[self.at - 1 : self.at + 1] == "**":
            self._refuse_tower()
        plain = _PLAIN.get(character, character)
        # Two signs side by side are two signs: no power is made of ··, and no // of ÷/.
        is_apart = plain in "*/" and self.text[self.at - 2 : self.at - 1] != character
        if self.written and (is_apart or character in TIMES + DIVIDED) and self.written[-1].endswith(plain):
            self.written.append(" ")
        self.written.append(plain)
        self.after_operand = self.after_superscript = False
        if character in "([":
            self.open.append(character)
        elif character in ")]":
            if self.open and self.open[-1] == "|":
                raise ExpressionError(_NOT_CLOSED)
            if self.open:
                self.open.pop()
            self._end_of_operand()
        elif character in ";\n":
            self._refuse_open_bars()

    def _bar(self) -> None:
        if not self.after_operand:
            self.written.append("abs(")
            self.open.append("|")
            self.bars += 1
            return
        if not self.open or self.open[-1] != "|":
            raise ExpressionError("a bar | stands where an operator is due: |a| is the absolute value of a")
        self.open.pop()
        self.bars -= 1
        self.written.append(")")
        self._end_of_operand()

    def _refuse_open_bars(self) -> None:
        if self.bars:
            raise ExpressionError(_NOT_CLOSED)

    def _refuse_open_roots(self) -> None:
        if self.open and self.open[-1] == "√":
            raise ExpressionError("√ needs a number, a name or brackets behind it: √2, √x, √(a + b)")


def _is_of_a_name(character: str) -> bool:
    return character not in SIGNS and f"a{character}".isidentifier()
