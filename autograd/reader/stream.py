"""A place in a list of tokens, to look ahead from and to take the next one."""

from __future__ import annotations

from collections.abc import Sequence

from autograd.reader.tokens import SIGN, Token
from autograd.reader.trees import NotUnderstood


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
