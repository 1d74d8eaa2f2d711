"""Reads a worked example where it is written, and says which of its numbers are wrong. README.md shows the way in."""

from autograd.reader.checked import Check, CheckedNumber, Summary, check
from autograd.reader.numbers import NOT_UNDERSTOOD, Number
from autograd.reader.passage import Passage

__all__ = ["NOT_UNDERSTOOD", "Check", "CheckedNumber", "Number", "Passage", "Summary", "check"]
