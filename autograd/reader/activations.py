"""Activations that a page names in a picture only: what its numbers say.

A number without a formula may be the sigmoid of one printed before. It is taken for that where the digits of two names
at least say so, each with four digits or more and one number only that fits; and it is said.
"""

from __future__ import annotations

from collections.abc import Mapping

from autograd import ops
from autograd.auditor.verdicts import RIGHT, ROUNDING
from autograd.reader.evaluation import Measure, apply
from autograd.reader.judging import judged
from autograd.reader.ledger import Entry, Ledger
from autograd.reader.trees import Call, Name, Tree

ACTIVATIONS = ("sigmoid", "tanh")
MIN_DIGITS, MIN_NAMES, MOST_NUMBERS = 4, 2, 60


def inferred(unexplained: Mapping[str, Entry], computed: Mapping[str, object], ledger: Ledger) -> dict[str, Tree]:
    """For names with a number and no formula, the function of a computed name that gives its digits."""
    sources = {key: ledger.by_key[key][0] for key in list(computed)[:MOST_NUMBERS] if key in ledger.by_key}
    for function in ACTIVATIONS:
        found: dict[str, Tree] = {}
        for key, entry in list(unexplained.items())[:MOST_NUMBERS]:
            fitting = [name for name, source in sources.items() if name != key and _fits(function, source, entry)]
            if entry.numeral.digits >= MIN_DIGITS and len(fitting) == 1:
                found[key] = Call(function, (Name(fitting[0]),))
        if len(found) >= MIN_NAMES:
            return found
    return {}


def _fits(function: str, source: Entry, entry: Entry) -> bool:
    at = Measure(source.value, source.numeral.unit / 2 if source.numeral.looks_rounded else 0.0)
    return judged(entry.value, entry.numeral, apply(ops.TABLE[function], at)) in (RIGHT, ROUNDING)
