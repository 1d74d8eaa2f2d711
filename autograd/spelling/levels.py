"""What is open at a place in a formula, and what people read in two ways there: an error writes out both readings."""

from __future__ import annotations

from autograd.errors import ExpressionError
from autograd.language import say, template
from autograd.notation import shown

_TWO_READINGS = template("{whole} may mean {one} or {other}: write one of these")
_ARGUMENT = template("where the argument ends is not clear in {whole}: write it in brackets")


class Level:
    """An open bracket, bar or root, or a function's argument without brackets; and the term being written in it.

    - `kind`, `start`: its sign or "argument", and where that stands. `ending`: what closes it.
    - `is_behind`: whether it stands behind an operand, as factor of a product; `is_behind_bar`: whether in it a factor
      stands behind a closed bar: then another bar may belong to either.
    - `term`: where the term begins; `over`, `raised`: the sign before its divisor, and before an exponent that has no
      brackets. `joined`: where the root or argument without brackets began that has just ended.
    """

    __slots__ = ("ending", "is_behind", "is_behind_bar", "joined", "kind", "over", "raised", "start", "term")

    def __init__(self, kind: str, start: int, ending: str = ")", is_behind: bool = False) -> None:
        self.kind, self.start, self.ending, self.is_behind = kind, start, ending, is_behind
        self.is_behind_bar = False
        self.begin()

    def begin(self) -> None:
        """A new term."""
        self.term: int | None = None
        self.over: tuple[int, int] | None = None
        self.raised: tuple[int, int] | None = None
        self.joined: Level | None = None

    def refuse_factor(self, text: str, at: int, factor: str, is_function: bool) -> None:
        """A factor without its sign behind a divisor, an exponent, a root or an argument: it may be a part of that.

        sin x cos x is a product.
        """
        if not is_function:
            self.refuse_more_argument(text, at, factor)
        if self.joined and self.joined.kind != "argument":
            root, inside = text[self.joined.start], text[self.joined.start + 1 : at].strip()
            if inside[-1] not in ")|":
                raise _two_readings(root + inside, factor, f"({root}{inside})*{factor}", f"{root}({inside}*{factor})")
        sign = self.raised or self.over
        if sign and self.term is not None:
            whole, before = text[self.term : at].strip(), text[self.term : sign[0]].strip()
            typed, behind = text[slice(*sign)], text[sign[1] : at].strip()
            raise _two_readings(whole, factor, f"({whole})*{factor}", f"{before}{typed}({behind}*{factor})")

    def refuse_power(self, text: str, at: int, power: str) -> None:
        """A power behind a root or an argument without brackets: either may be raised."""
        self.refuse_more_argument(text, at, power)
        if self.joined:
            root, inside = text[self.joined.start], text[self.joined.start + 1 : at].strip()
            raise _two_readings(root + inside, power, f"({root}{inside}){power}", f"{root}({inside}{power})")

    def refuse_more_argument(self, text: str, at: int, following: str) -> None:
        """What may be a part of an argument without brackets, or not: sin x·y."""
        if self.joined and self.joined.kind == "argument":
            whole = text[self.joined.start : at] + following
            raise ExpressionError(say(_ARGUMENT, whole=shown(whole)))


def _two_readings(whole: str, following: str, one: str, other: str) -> ExpressionError:
    return ExpressionError(say(_TWO_READINGS, whole=shown(whole + following), one=shown(one), other=shown(other)))
