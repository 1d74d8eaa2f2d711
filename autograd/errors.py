"""Everything that can go wrong, as one tree.

    ChainruleError
    ├── UndefinedError        (ValueError)         log(-1), sqrt(-1), an infinite derivative
    ├── DivisionByZeroError   (ZeroDivisionError)  1 / 0
    ├── TooLargeError         (OverflowError)      exp(1000): the result does not fit a float
    ├── OperandError          (TypeError)          a Value plus something that is not a number
    ├── StaleError            (ValueError)         a graph whose leaf was changed since it was recorded
    ├── ExpressionError       (ValueError)         text that cannot be read as a formula
    ├── TraceError            (TypeError)          a function that cannot be compiled for all rows at once
    ├── GradientError         (AssertionError)     a gradient that differences of values contradict
    │   └── UnmeasurableError                      a gradient that they cannot judge: a kink, too much rounding
    ├── DrawingError          (ValueError)         a graph too large to draw, an unknown format
    └── MissingPackageError   (ImportError)        a program on JAX without JAX

Each is also the built-in error one expects, so `except ValueError` keeps working. Its `str()` is English; where its
message was made by `say`, `translated(error)` is the same in the language in force.
"""

from __future__ import annotations

from autograd.language import in_english, say, template


class ChainruleError(Exception):
    """What every error of this package is.

    `row`: of the data in which it happened, counted from 0, where many rows are worked on; else None.
    `without_row`: what the error says but for the row, where `in_row` has added it.
    """

    row: int | None = None
    without_row: str | None = None

    def __str__(self) -> str:
        return in_english(self.said)

    @property
    def said(self) -> str:
        """What the error says, as it was given: a `Sentence`, where it was made by `say`."""
        return self.args[0] if len(self.args) == 1 and isinstance(self.args[0], str) else super().__str__()

    def retold(self, message: str, row: int | None) -> ChainruleError:
        """An error of the same kind with another message."""
        error = type(self).__new__(type(self), message)
        error.__dict__.update(self.__dict__, row=row)
        error.args = (message,)
        return error

    def in_row(self, row: int, data: str = "") -> ChainruleError:
        """The same error, saying in which row, instead of another it may say; `data` names data that is not the usual.

        >>> print(UndefinedError("log(x) is undefined at x = -2").in_row(4))
        row 4: log(x) is undefined at x = -2
        """
        message = self.without_row or self.said
        error = self.retold(say("{data}row {row}: {message}", data=data, row=row, message=message), row)
        error.without_row = message
        return error


class UndefinedError(ChainruleError, ValueError):
    """A value or derivative that does not exist at the operands given."""


class DivisionByZeroError(ChainruleError, ZeroDivisionError):
    """A division by zero."""


class TooLargeError(ChainruleError, OverflowError):
    """A finite computation whose result no float can hold."""


class OperandError(ChainruleError, TypeError):
    """Something that is not a real number where a real number is due."""


class StaleError(ChainruleError, ValueError):
    """A graph that no longer says what its numbers are: a leaf was changed after it was recorded."""


class ExpressionError(ChainruleError, ValueError):
    """Text that cannot be read as a formula."""


class TraceError(ChainruleError, TypeError):
    """A function that asks for numbers while it is being compiled for all rows."""


class KinkWarning(UserWarning):
    """A derivative by a convention, through a point where there is none: a second one, through a corner."""


class LegibilityWarning(UserWarning):
    """A picture whose letters are too small to be read at the width it was given."""


class VanishingWarning(UserWarning):
    """A gradient that passes as 0: so small against the slopes around it that differences do not tell it from 0."""


class GradientError(ChainruleError, AssertionError):
    """A gradient that is not what differences of function values give."""


class UnmeasurableError(GradientError):
    """A gradient that differences of function values can neither bear out nor contradict."""


class DrawingError(ChainruleError, ValueError):
    """A graph that cannot be drawn as asked."""

    @classmethod
    def too_large(cls, size: str, holder: str, limit: int, instead: str, option: str) -> DrawingError:
        """The error for a graph of more nodes or edges than "a page" or "a picture" holds; `option` raises the limit.

        >>> DrawingError.too_large("1,200 nodes", "a picture", 500, "draw a part of it", "node_limit")
        ... # doctest: +NORMALIZE_WHITESPACE
        DrawingError('this graph has 1,200 nodes and a picture holds 500: draw a part of it, or pass a larger
        node_limit= (slower)')
        """
        return cls(
            say(
                "this graph has {size} and {holder} holds {limit:,}: {instead}, or pass a larger {option}= (slower)",
                size=size, holder=holder, limit=limit, instead=instead, option=option,
            )
        )  # fmt: skip


class MissingPackageError(ChainruleError, ImportError):
    """A package that is not installed and that only this needs."""


#: What is said of an operation that has no result: alone, with its operands, and with what these were computed from.
_OF_DERIVATIVE = (
    template("the derivative of {formula} is not finite"),
    template("the derivative of {formula} is not finite at {points}"),
    template("the derivative of {formula} is not finite at {points} ({sources})"),
)
_BY_ZERO = (
    template("{formula} divides by zero"),
    template("{formula} divides by zero at {points}"),
    template("{formula} divides by zero at {points} ({sources})"),
)
_UNDEFINED = (
    template("{formula} is undefined"),
    template("{formula} is undefined at {points}"),
    template("{formula} is undefined at {points} ({sources})"),
)
_TOO_LARGE = (
    template("{formula} is too large for a float"),
    template("{formula} is too large for a float at {points}"),
    template("{formula} is too large for a float at {points} ({sources})"),
)


def failure(what: object, formula: str, points: list[str], sources: list[str]) -> ChainruleError:
    """The error for an operation without a result; `what` is what Python raised for it, or "derivative".

    >>> failure(ZeroDivisionError(), "x / y", ["x = 1", "y = 0"], ["y = a - b"])
    DivisionByZeroError('x / y divides by zero at x = 1, y = 0 (y = a - b)')
    """
    kind: type[ChainruleError] = UndefinedError
    if what == "derivative":
        sentences = _OF_DERIVATIVE
    elif isinstance(what, ZeroDivisionError):
        kind, sentences = DivisionByZeroError, _BY_ZERO
    elif isinstance(what, ValueError):
        sentences = _UNDEFINED
    else:
        kind, sentences = TooLargeError, _TOO_LARGE
    sentence = sentences[2 if points and sources else 1 if points else 0]
    return kind(say(sentence, formula=formula, points=points, sources=sources))
