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
    └── DrawingError          (ValueError)         a graph too large to draw, an unknown format

Each is also the built-in error one expects, so `except ValueError` keeps working.
"""

from __future__ import annotations


class ChainruleError(Exception):
    """What every error of this package is.

    `row`: of the data in which it happened, counted from 0, where many rows are worked on; else None.
    """

    row: int | None = None


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


class VanishingWarning(UserWarning):
    """A gradient that passes as 0: so small against the slopes around it that differences do not tell it from 0."""


class GradientError(ChainruleError, AssertionError):
    """A gradient that is not what differences of function values give."""


class UnmeasurableError(GradientError):
    """A gradient that differences of function values can neither bear out nor contradict."""


class DrawingError(ChainruleError, ValueError):
    """A graph that cannot be drawn as asked."""
