"""A place in a list of tokens, to look ahead from and to take the next one, or the next number."""

from __future__ import annotations

from collections.abc import Sequence

from autograd.reader.tokens import CLOSE, NUMBER, OPEN, SIGN, Token
from autograd.reader.trees import NotUnderstood, Numeral, numeral


class Stream:
    """The tokens, and how many are read."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0

    def peek(self, ahead: int = 0) -> Token | None:
        """The next token, or one behind it."""
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else None

    def is_sign(self, text: str, ahead: int = 0) -> bool:
        """Whether the next token is this sign."""
        token = self.peek(ahead)
        return token is not None and token.kind == SIGN and token.text == text

    def takes(self, kind: str, *texts: str) -> Token | None:
        """The next token, taken, if it is of that kind."""
        token = self.peek()
        if token is not None and token.kind == kind and (not texts or token.text in texts):
            self.at += 1
            return token
        return None

    def next(self) -> Token:
        """The next token, taken."""
        token = self.peek()
        if token is None:
            raise NotUnderstood("it ends too early")
        self.at += 1
        return token

    def number(self, token: Token) -> Numeral:
        """The number that a token begins, with the power of ten behind it."""
        text, end = token.text.replace("{,}", ".").replace(",", "."), token.end
        if (ellipsis := self.peek()) is not None and ellipsis.kind == SIGN and ellipsis.text == "…":
            self.at += 1
            text, end = text + "…", ellipsis.end
        exponent = self._power_of_ten()
        if exponent:
            text, end = f"{text}e{exponent[0]}", exponent[1]
        return numeral(text, token.passage, token.start, end)

    def _power_of_ten(self) -> tuple[str, int] | None:
        """The exponent of `\\times 10^{-7}` behind a number, and where it ends."""
        start = self.at
        ten = self.peek(1)
        if not (self.is_sign("*") and ten is not None and ten.text == "10" and self.is_sign("^", 2)):
            return None
        self.at += 3
        braced = self.takes(OPEN, "{", "(")
        minus = self.takes(SIGN, "-", "+")
        digits = self.takes(NUMBER)
        if digits is None or not digits.text.isdigit() or len(digits.text) > 3:
            self.at = start
            return None
        end = digits.end
        if braced is not None:
            closed = self.takes(CLOSE)
            if closed is None:
                self.at = start
                return None
            end = closed.end
        return ("-" if minus is not None and minus.text == "-" else "") + digits.text, end
