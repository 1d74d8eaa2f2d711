"""Slips worked out by hand, and whether the audit names them: what the files `test_worked_*.py` share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from autograd.auditor.sheets import sheet
from autograd.auditor.verdicts import Finding


class Sheet(NamedTuple):
    """What was asked: formulas, their inputs, and which number of them.

    `more` are other keys of a sheet, `right` the right numbers that stand on the page before that one.
    """

    formulas: str
    inputs: Mapping[str, Any]
    quantity: str
    more: Mapping[str, Any] = {}
    after: int = 0
    right: tuple[tuple[str, str], ...] = ()

    def row(self, printed: str) -> Finding:
        """The audit's verdict on a number written for it."""
        claims: list[dict[str, Any]] = [{"quantity": quantity, "printed": text} for quantity, text in self.right]
        claims.append({"quantity": self.quantity, "printed": printed, "after": self.after})
        data = {"inputs": self.inputs, "expressions": self.formulas.split("; "), "claims": claims}
        return sheet({**data, **self.more}).audit().rows[-1]


class Worked(NamedTuple):
    """A slip: its name, the number a person with it writes, worked out in plain arithmetic, and what is said of it.

    `named` are all the slips that give the same number on this sheet, whatever its inputs, in the order of the report;
    if left out, this one alone.
    """

    slip: str
    wrong: float
    said: str
    named: tuple[str, ...] = ()


def not_named(asked: Sheet, slip: Worked) -> list[str]:
    """What is amiss, in a line, if the audit does not name exactly that slip in these words."""
    row = asked.row(f"{slip.wrong:#.9g}")
    told = [f"{diagnosis.slip}: {diagnosis.sentence}" for diagnosis in row.diagnoses]
    names = tuple(diagnosis.slip for diagnosis in row.diagnoses)
    is_told = any(sentence.startswith(f"{slip.slip}: {capital(slip.said, asked)}") for sentence in told)
    if row.verdict == "wrong" and is_told and names == (slip.named or (slip.slip,)):
        return []
    return [f"{asked.formulas}, {asked.quantity} = {slip.wrong:.9g} should be {slip}, is {told}"]


def capital(sentence: str, asked: Sheet) -> str:
    """A sentence that begins with a capital, unless it begins with a formula or with a name."""
    first = sentence.partition(" ")[0].rstrip(",")
    return sentence[0].upper() + sentence[1:] if first.isalpha() and first not in asked.inputs else sentence


def without_example(templates: Iterable[str], slips: Iterable[Worked]) -> list[str]:
    """Of the sentences of a table, which may have fields, those that no slip here is told by."""
    said = [slip.said for slip in slips]
    return [
        template
        for template in templates
        if not any(re.fullmatch(re.sub(r"\\{\w+\\}", ".+", re.escape(template)), sentence) for sentence in said)
    ]


class Answer(NamedTuple):
    """A wrong number for a quantity, worked out or as a text, and all that the audit says of it, `slip: sentence`."""

    quantity: str
    wrong: float | str
    told: list[str]
    after: int = 0


class Page(NamedTuple):
    """Formulas, their inputs, other keys of a sheet, the right numbers that stand on the page, and wrong answers."""

    formulas: str
    inputs: Mapping[str, Any]
    answers: list[Answer]
    more: Mapping[str, Any] = {}
    right: tuple[tuple[str, str], ...] = ()

    def amiss(self) -> list[str]:
        """The answers of which the audit says something else, a line each."""
        lines = []
        for quantity, wrong, told, after in self.answers:
            text = wrong if isinstance(wrong, str) else f"{wrong:#.9g}"
            row = Sheet(self.formulas, self.inputs, quantity, self.more, after, self.right).row(text)
            said = [f"{diagnosis.slip}: {diagnosis.sentence}" for diagnosis in row.diagnoses]
            if row.arithmetic:
                said.append(f"arithmetic: {row.arithmetic.sentence}")
            if row.verdict != "wrong" or said != told:
                lines.append(f"{quantity} = {text} is {row.verdict}: {said}, not {told}")
        return lines
