"""Where a number stopped being finite: the row of data, and the part of the run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from autograd import DivisionByZeroError, TooLargeError, UndefinedError
from autograd.language import say

#: What is raised where a number stops being finite.
NOT_FINITE = (UndefinedError, TooLargeError, DivisionByZeroError)


@contextmanager
def in_row(row: int, data: str = "") -> Iterator[None]:
    """Say in which row a number stopped being finite: in the message, and as the error's `row`.

    `data` goes before the row in the message, for rows of other data than those one learns from.

    >>> with in_row(4):
    ...     raise UndefinedError("log(x) is undefined at x = -2")
    Traceback (most recent call last):
    autograd.errors.UndefinedError: row 4: log(x) is undefined at x = -2
    """
    try:
        yield
    except NOT_FINITE as error:
        raise error.in_row(row, data) from error.__cause__ or error


@contextmanager
def in_part(part: str) -> Iterator[None]:
    """Say in which part of the run a number stopped being finite; an error that knows its row keeps it.

    >>> with in_part("epoch 1, batch 2"), in_row(4):
    ...     raise UndefinedError("log(x) is undefined at x = -2")
    Traceback (most recent call last):
    autograd.errors.UndefinedError: epoch 1, batch 2, row 4: log(x) is undefined at x = -2
    """
    try:
        yield
    except NOT_FINITE as error:
        message = say("{part}: {error}" if error.row is None else "{part}, {error}", part=part, error=error)
        raise error.retold(message, error.row) from error.__cause__ or error
