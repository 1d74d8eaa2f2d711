"""The pass over a formula's text that makes it one of Python's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container

from autograd.errors import ExpressionError
from autograd.language import say, template
from autograd.notation import shown
from autograd.numerals import VULGAR_FRACTIONS
from autograd.operation import Op
from autograd.spelling.levels import Level
from autograd.spelling.signs import FULL_WIDTH, LOWERED, PLAIN, POWER, RAISING, ROOTS, exponent, is_of_a_name

#: What an operand that begins is multiplied by, if that is what has just ended. A name is one of no quantity.
_MULTIPLIED = {
    "number": {"name", "function", "bracket", "root", "bar"},
    "quantity": {"function", "bracket", "root", "bar"},
    "name": {"root", "bar"},
    "closed": {"name", "function", "bracket", "root", "bar"},
    "bar": {"name", "function", "bracket", "root", "bar"},
    "power": {"name", "function", "bracket", "root", "bar"},
}
#: What ends with its operand.
_WITHOUT_BRACKETS = {*ROOTS, "argument"}

_NUMBER = re.compile(r"(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?")
_TYPED_POWER = re.compile(r"(?:\^|\*\*) *(\d+)(?![\w.])")


_CAPITAL = template("{sign} is not read: write a power behind ^, and an index behind _; numbers are not transposed")
_NOT_CLOSED = template("a bar | is never closed: |a| is the absolute value of a")
_BARS = template(
    "which bars belong together is not clear in |a|b|c|: write the products with their sign, |a|*b*|c| or |a*|b|*c|"
)
_BAR_BEHIND = template("a bar | stands where an operator is due: |a| is the absolute value of a")
_NO_OPERAND = template("{sign} needs a number, a name or brackets behind it: {sign}2, {sign}x, {sign}(a + b)")
_TOWER = template("a power of a power such as x²^3 may mean two things: write (x²)^3 or x^(2^3)")
_INVERSE = template("{name}⁻¹ may mean the inverse function, {inverse}(…), or 1/{name}(…): write one of these")
_NO_INVERSE = template("{name}⁻¹ may mean the inverse function, which is not known here, or 1/{name}(…)")
_BRACKETS = template("{name} takes several numbers: write {name}(…)")
_BOTH = template("{name} is a function, and a quantity here: write {function}(…) or {name}*(…)")
_OF_ARRAYS = template(
    "a sign is missing between {before} and {factor}: @ is the product of matrices, * that of all entries"
)
_INDEX = template("an index such as {sign} belongs to a name: x{sign}")
_INVERSES = {"exp": "log", "log": "exp", "ln": "exp", "log2": "exp2", "exp2": "log2", "log1p": "expm1"}


def _nothing(name: str) -> None:
    return None


def respelled(
    text: str,
    quantities: Container[str] = (),
    function: Callable[[str], Op | None] = _nothing,
    has_arrays: bool = False,
) -> str:
    """The text with Python's signs only.

    `quantities` are the names with a value, before or in this text; `function` gives the operation of a name. Where
    some are arrays, only a number is multiplied without a sign: of arrays there are two products.

    >>> respelled("2x² + |a|·√2 − e^-½"), respelled("x(a + b)", {"x"})
    ('2*x**2 + abs(a)*sqrt(2) - e**-(1/2)', 'x*(a + b)')

    Raises `ExpressionError` for bars and roots that are not complete, and for what could mean two things.
    """
    return _Respelling(text, quantities, function, has_arrays).run()


class _Respelling:
    """One pass: the place in the text, what was written so far, what is open, and the operand that has just ended."""

    def __init__(
        self, text: str, quantities: Container[str], function: Callable[[str], Op | None], has_arrays: bool
    ) -> None:
        self.text, self.at, self.quantities, self.function = text, 0, quantities, function
        self.has_arrays = has_arrays
        self.written: list[str] = []
        self.levels = [Level("", 0)]
        self.bars = 0
        self.ended = ""

    def run(self) -> str:
        """The whole text."""
        while self.at < len(self.text):
            character = self.text[self.at]
            if character in RAISING:
                self._superscript()
            elif character in VULGAR_FRACTIONS:
                self._operand("number", character, f"({VULGAR_FRACTIONS[character]})")
            elif number := _NUMBER.match(self.text, self.at):
                fraction = self.text[number.end() : number.end() + 1]
                if fraction in VULGAR_FRACTIONS and number[0].isdigit():
                    self._operand("number", number[0] + fraction, f"({number[0]}+{VULGAR_FRACTIONS[fraction]})")
                else:
                    self._operand("number", number[0])
            elif character in LOWERED:
                raise ExpressionError(say(_INDEX, sign=character))
            elif is_of_a_name(character):
                self._name()
            else:
                self._sign(character)
        self._refuse_open_bars()
        self._refuse_open_roots()
        return "".join(self.written)

    # --- operands -----------------------------------------------------------------------------------------------------

    def _operand(self, kind: str, source: str, written: str = "", ended: str = "") -> None:
        """A number or a name."""
        self._begin(kind, source)
        self.written.append(written or source)
        self.at += len(source)
        self._end(ended or kind)

    def _begin(self, kind: str, source: str) -> None:
        """An operand begins, perhaps behind another: then a product is meant, if it can be nothing else."""
        level = self.levels[-1]
        if kind in _MULTIPLIED.get(self.ended, ()):
            if self.has_arrays and self.ended != "number":
                raise ExpressionError(say(_OF_ARRAYS, before=shown(self.text[: self.at].strip()[-20:]), factor=source))
            level.refuse_factor(self.text, self.at, source, is_function=kind == "function")
            level.is_behind_bar = level.is_behind_bar or (self.ended == "bar" and kind != "bar")
            self.written.append("*")
        elif self.ended:
            self.written.append(" ")  # keeps apart what is refused later
        elif level.term is None:
            level.term = self.at
        level.joined, self.ended = None, ""

    def _end(self, kind: str) -> None:
        """An operand ends, and with it the roots and arguments without brackets that it is in."""
        self.ended = kind
        while self.levels[-1].kind in _WITHOUT_BRACKETS:
            if self.levels[-1].kind == "argument" and kind == "number" and self._factor_begins(self.at):
                return  # sin 2x
            level = self.levels.pop()
            self.written.append(level.ending)
            self.levels[-1].joined = level
            self.ended = "closed"

    def _name(self) -> None:
        end = self.at
        while end < len(self.text) and is_of_a_name(self.text[end]):
            end += 1
        source = self.text[self.at : end]
        name = unicodedata.normalize("NFKC", source)
        is_factor = name[0] == "π" != name and name not in self.quantities and name[1:] in self.quantities
        if is_factor:
            end, source, name = self.at + 1, source[0], "π"  # 2πr
        bracket = self._behind_spaces(end) == "("
        if self.text[self.at - 1 : self.at] == "." and self.at:  # W.T
            self._operand("name", source, ended="closed")
            return
        operation = self.function(name)
        is_quantity = name in self.quantities or name in ("pi", "π")
        if operation is not None and bracket and is_quantity and len(name) == 1:
            raise ExpressionError(say(_BOTH, name=name, function=operation.name))
        if operation is not None and (bracket or not is_quantity):
            self._function(source, end, operation, bracket)
        elif (bracket and not is_quantity) or self.text[end : end + 1] == "[":  # no function, or an item: let it stand
            self._begin("name", source)
            self.written.append(source)
            self.at = end
        else:
            is_factor = is_factor or (is_quantity and name not in self.quantities)
            self._operand("name", source, ended="number" if is_factor else "quantity" if is_quantity else "name")

    def _function(self, source: str, end: int, operation: Op, bracket: bool) -> None:
        """A function with its argument in brackets, or behind a space; squared perhaps, as in sin²(x)."""
        at, ending = end, ")"
        typed = _TYPED_POWER.match(self.text, end)
        raised = POWER.match(self.text, end) or typed
        if raised:
            at, ending = raised.end(), f")**{typed[1] if typed else exponent(raised[0])}"
            bracket = self._behind_spaces(at) == "("
        is_apart = bool(raised) or self.text.startswith(" ", at)
        if not bracket and not (is_apart and self._begins_operand(self._behind_spaces(at))):
            self._operand("function", source)  # to be refused: a function alone is no quantity
            return
        if not bracket and operation.arity != 1:
            raise ExpressionError(say(_BRACKETS, name=source))
        if ending == ")**-1":
            inverse = _INVERSES.get(source, f"a{source}")
            is_known = self.function(inverse) is not None
            raise ExpressionError(say(_INVERSE if is_known else _NO_INVERSE, name=source, inverse=inverse))
        self._begin("function", f"{source}(…)")
        self.written.append(f"{source}(")
        self.levels.append(Level("(" if bracket else "argument", self.at, ending))
        self.at = self.text.index("(", at) + 1 if bracket else at

    def _behind_spaces(self, at: int) -> str:
        while self.text.startswith(" ", at):
            at += 1
        return self.text[at : at + 1]

    def _begins_operand(self, character: str) -> bool:
        if character == "|":
            return self.levels[-1].kind != "|"
        return character in ROOTS or character in VULGAR_FRACTIONS or (bool(character) and is_of_a_name(character))

    def _factor_begins(self, at: int) -> bool:
        character = self.text[at : at + 1]
        return character in ROOTS or (bool(character) and is_of_a_name(character))

    def _superscript(self) -> None:
        power = POWER.match(self.text, self.at)
        if not power:
            raise ExpressionError(say(_CAPITAL, sign=self.text[self.at]))
        self._refuse_tower(power[0])
        self.at = power.end()
        self.written.append("**" + exponent(power[0]))
        self.ended = "power"

    # --- signs --------------------------------------------------------------------------------------------------------

    def _sign(self, character: str) -> None:
        sign = FULL_WIDTH.get(character, character)
        if sign.isspace() and sign != "\n":
            self.written.append(sign)
            self.at += 1
        elif sign in ROOTS:
            self._begin("root", f"{sign}…")
            name, ending = ROOTS[sign]
            self.written.append(name)
            self.levels.append(Level(sign, self.at, ending))
            self.at += 1
        elif sign == "|":
            self._bar()
        elif sign in "([":
            self._open(sign)
        else:
            self._refuse_open_roots()
            self._operator(sign)

    def _open(self, sign: str) -> None:
        if sign == "(" or not self.ended:
            level = self.levels[-1]
            if not self.ended and level.raised:
                level.raised = None  # a power that ends with its bracket
            self._begin("bracket", "(…)")
        self.written.append(sign)
        self.levels.append(Level(sign, self.at))
        self.ended = ""
        self.at += 1

    def _operator(self, sign: str) -> None:
        level, start = self.levels[-1], self.at
        if sign in ")]":
            self._close(sign)
            return
        typed = "**" if self.text.startswith("**", start) else "//" if self.text.startswith("//", start) else sign
        plain = PLAIN.get(sign, typed)
        if plain == "**":
            self._refuse_tower(f"{typed}…")
            level.raised = (start, start + len(typed))
        elif plain in ("*", "/", "//", "%"):
            level.refuse_more_argument(self.text, self.at, f"{typed}…")
            level.over = None if plain == "*" else (start, start + len(typed))
            level.raised = level.joined = None
        elif self.ended or plain not in "+-":  # a sign before an operand belongs to it
            level.begin()
        self.at += len(typed)
        # Two signs side by side are two signs: no power is made of ··, and no // of ÷/.
        if plain[0] in "*/" and self.written and self.written[-1].endswith(plain[0]):
            self.written.append(" ")
        self.written.append(plain)
        self.ended = ""
        if sign in ";\n":
            self._refuse_open_bars()

    def _close(self, sign: str) -> None:
        level = self.levels[-1]
        if level.kind == "|":
            self._refuse_open_bars()
        ending = sign
        if level.kind:
            self.levels.pop()
            ending += level.ending[1:]
        self.written.append(ending)
        self.at += 1
        self._end("power" if len(ending) > 1 else "closed")

    def _bar(self) -> None:
        if self.levels[-1].is_behind_bar:
            raise ExpressionError(say(_BARS))
        if self.ended and self.levels[-1].kind == "|":
            self.levels.pop()
            self.bars -= 1
            self.written.append(")")
            self.at += 1
            self._end("bar")
            return
        level = Level("|", self.at, is_behind=bool(self.ended))
        self._begin("bar", "|…|")
        self.written.append("abs(")
        self.levels.append(level)
        self.bars += 1
        self.at += 1

    # --- what is refused ----------------------------------------------------------------------------------------------

    def _refuse_tower(self, power: str) -> None:
        if self.ended == "power":
            raise ExpressionError(say(_TOWER))
        self.levels[-1].refuse_power(self.text, self.at, power)

    def _refuse_open_bars(self) -> None:
        if self.bars:
            behind = any(level.is_behind for level in self.levels)
            raise ExpressionError(say(_BAR_BEHIND if behind else _NOT_CLOSED))

    def _refuse_open_roots(self) -> None:
        if self.levels[-1].kind in ROOTS:
            raise ExpressionError(say(_NO_OPERAND, sign=self.levels[-1].kind))
