"""What an audit found, as text, Markdown and JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from math import isfinite
from typing import Any

from autograd.auditor.claims import Claim, Quantity, other_reading
from autograd.auditor.verdicts import FOLLOWS, RIGHT, ROUNDING, TOO_COARSE, WRONG, Finding
from autograd.auditor.wholes import WholeFinding
from autograd.notation import counted, in_markdown, number, printable, result

#: The sign of each verdict.
MARKS = {RIGHT: "✓", ROUNDING: "≈", TOO_COARSE: "~", WRONG: "✗", FOLLOWS: "↳"}

#: The summary: how many claims have each verdict. Those that follow, by whether they are one, and follow from one.
_SUMMARY, _NO_SUMMARY = "{claims}: {verdicts}", "{claims}: nothing to check"
_TOLD = {
    RIGHT: "{count} right",
    ROUNDING: "{count} off by carried rounding",
    TOO_COARSE: "{count} too coarse to be checked",
    WRONG: "{count} wrong",
}
_FOLLOWING = {
    (True, True): "{count} follows from it",
    (True, False): "{count} follows from those",
    (False, True): "{count} follow from it",
    (False, False): "{count} follow from those",
}

#: So many other claims about one quantity are named.
MOST_OTHERS = 20


@dataclass(frozen=True)
class Report:
    """The verdict on every claim: print it, or take `.markdown()`, `.json()`, or the `rows` themselves.

    `ok` says whether nothing is wrong; carried rounding is nothing wrong, nor is a number too coarse to be checked.
    `notes` are said below the table: an input that nothing is computed from.
    """

    name: str
    output: str
    rows: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    wholes: tuple[WholeFinding, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether no claim is wrong: each is right, off by carried rounding only, or too coarse to be checked."""
        entries_ok = all(row.verdict in (RIGHT, ROUNDING, TOO_COARSE) for row in self.rows)
        return entries_ok and all(whole.verdict == RIGHT for whole in self.wholes)

    @property
    def summary(self) -> str:
        """`40 claims: 8 right, 5 wrong, 27 follow from those`."""
        count = Counter(row.verdict for row in self.rows)
        of_one = count[WRONG] + count[TOO_COARSE] == 1
        told = [
            _TOLD[verdict].format(count=count[verdict])
            for verdict in (RIGHT, ROUNDING, TOO_COARSE, WRONG)
            if count[verdict]
        ]
        if count[FOLLOWS]:
            told.append(_FOLLOWING[count[FOLLOWS] == 1, of_one].format(count=count[FOLLOWS]))
        claims, verdicts = counted(len(self.rows), "claim"), ", ".join(told)
        return _SUMMARY.format(claims=claims, verdicts=verdicts) if told else _NO_SUMMARY.format(claims=claims)

    def __str__(self) -> str:
        table = [(self._quantity(row), printable(row.claim.printed.text), _exact(row)) for row in self.rows]
        widths = [max([len(line[i]) for line in [("", "printed", "exact"), *table]]) for i in range(3)]
        head = f"    {'':<{widths[0]}}  {'printed':>{widths[1]}}  {'exact':>{widths[2]}}"
        lines = [*([self.name] if self.name else []), head]
        for row, (quantity, printed, exact) in zip(self.rows, table, strict=True):
            cells = f"{quantity:<{widths[0]}}  {printed:>{widths[1]}}  {exact:>{widths[2]}}"
            lines.append(f"  {MARKS[row.verdict]} {cells}  {_verdict(row)}".rstrip())
            lines += [f"      {line}" for line in self.reasons(row)]
        return "\n".join([*lines, *self._of_wholes(), self.summary, *map(printable, self.notes)])

    def __repr__(self) -> str:
        return f"<audit{' of ' + self.name if self.name else ''}: {self.summary}>"

    def markdown(self) -> str:
        """A table, for notebooks, issues and course notes."""
        lines = [f"**{escaped(self.name)}**", ""] if self.name else []
        lines += ["| | quantity | printed | exact | verdict |", "|---|---|---:|---:|---|"]
        for row in self.rows:
            reasons = "<br>".join([_verdict(row) or RIGHT, *map(escaped, self.reasons(row))])
            cells = (MARKS[row.verdict], escaped(self._quantity(row)), escaped(row.claim.printed.text), _exact(row))
            lines.append(f"| {' | '.join(cells)} | {reasons} |")
        notes = [line for note in self.notes for line in ("", escaped(note))]
        wholes = [line for whole in self._of_wholes() for line in ("", escaped(whole))]
        return "\n".join([*lines, *wholes, "", self.summary, *notes, ""])

    def json(self) -> dict[str, Any]:
        """`{"name": …, "claims": [{quantity, printed, exact, verdict, follows_from, diagnoses}, …]}`.

        Where there are such, also `after` (so many steps) and `other_claims` (what else is printed for the quantity) of
        a claim, and `notes` of all; `arrays` has the verdict on each array as a whole. A number that is not finite is
        None: JSON has no word for it.
        """
        claims = []
        for row in self.rows:
            claim: dict[str, Any] = {
                "quantity": str(row.claim.quantity),
                "printed": row.claim.printed.text,
                "exact": _finite(row.exact),
                "verdict": row.verdict,
                "follows_from": [str(source.quantity) for source in row.follows_from],
                "diagnoses": [
                    {
                        "slip": diagnosis.slip,
                        "sentence": diagnosis.sentence,
                        "reproduces": _finite(diagnosis.reproduces),
                    }
                    for diagnosis in row.diagnoses
                ],
            }
            if row.arithmetic:
                claim["arithmetic"] = {
                    "sentence": row.arithmetic.sentence,
                    "formula": row.arithmetic.formula,
                    "gives": _finite(row.arithmetic.gives),
                    "operation": row.arithmetic.operation,
                }
            if row.claim.quantity.after:
                claim["after"] = row.claim.quantity.after
            if others := self._others(row):
                claim["other_claims"] = [other.claim.printed.text for other in others]
            claims.append(claim)
        found: dict[str, Any] = {"name": self.name, "claims": claims}
        if self.wholes:
            found["arrays"] = [
                {
                    "quantity": str(whole.quantity),
                    "verdict": whole.verdict,
                    "slip": whole.slip,
                    "sentence": whole.sentence,
                }
                for whole in self.wholes
            ]
        return {**found, **({"notes": list(self.notes)} if self.notes else {})}

    def _of_wholes(self) -> list[str]:
        """What is wrong with arrays as a whole."""
        return [printable(whole.sentence) for whole in self.wholes if whole.sentence]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/markdown": self.markdown()}

    @cached_property
    def _by_quantity(self) -> dict[Quantity, list[Finding]]:
        found: dict[Quantity, list[Finding]] = {}
        for row in self.rows:
            found.setdefault(row.claim.quantity, []).append(row)
        return found

    def _others(self, row: Finding) -> list[Finding]:
        """The other claims about the same quantity, at most so many of them."""
        others = (other for other in self._by_quantity[row.claim.quantity] if other is not row)
        return list(islice(others, MOST_OTHERS))

    def _quantity(self, row: Finding) -> str:
        """What a claim is about, with the scale it is printed in."""
        scale = row.claim.scale
        written = row.claim.quantity.written(self.output)
        if row.claim.quantity.of == self.output:  # the local partial; the gradient is written alike
            written = f"local {written}"
        if scale == 1:
            return written
        return f"-{written}" if scale == -1 else f"{number(scale)}·{written}"

    def reasons(self, row: Finding) -> Iterator[str]:
        """Where a number that is not right comes from, and what else is to be said of it, line by line."""
        if other_reading(row.claim.printed):
            yield f"{printable(row.claim.printed.text)} is read as {number(row.claim.printed.value, 12)}"
        yield from self._origin(row)
        if others := self._others(row):
            also = _listed([f"{self._quantity(other)} = {printable(other.claim.printed.text)}" for other in others])
            yield (
                f"there is another claim about this: {also}" if len(others) == 1 else f"there are other claims: {also}"
            )

    def _origin(self, row: Finding) -> Iterator[str]:
        printed, got = printable(row.claim.printed.text), _shown(row, row.from_printed)
        if row.verdict == ROUNDING:
            yield f"with the numbers printed before it one gets {got}: carried rounding"
        elif row.verdict == TOO_COARSE:
            yield f"{printed} has too few digits to be checked: the exact number is {_exact(row)}"
        elif row.verdict == FOLLOWS:
            sources = _listed([self._claim(source) for source in row.follows_from])
            yield f"the same slip as in {sources}" if row.same_slip else f"follows from {sources}"
        elif row.verdict == WRONG and row.diagnoses:
            first, *others = [printable(diagnosis.sentence) for diagnosis in row.diagnoses]
            yield first
            yield from (f"or: {other}" for other in others)
            if others:
                yield f"the digits of {printed} cannot tell these apart"
        elif row.verdict == WRONG and row.arithmetic:
            yield row.arithmetic.sentence
        elif row.verdict == WRONG and got != _exact(row):
            yield f"no slip known here gives {printed}; the numbers printed before it give {got}"
        elif row.verdict == WRONG:
            yield f"no slip known here gives {printed}"

    def _claim(self, claim: Claim) -> str:
        return f"{claim.quantity.written(self.output)} = {printable(claim.printed.text)}"


def _finite(number: float) -> float | None:
    return number if isfinite(number) else None


def _verdict(row: Finding) -> str:
    """The verdict in words; nothing for a number that is exactly right."""
    if row.verdict != RIGHT:
        return row.verdict
    exactly = abs(row.claim.printed.value - row.exact) <= 1e-12 * abs(row.exact)
    return "" if exactly else "right to its digits"


def _exact(row: Finding) -> str:
    """The exact number, with enough digits to compare."""
    return result(row.exact, min(max(row.claim.printed.digits + 2, 6), 12))


def _shown(row: Finding, quantity: float) -> str:
    return number(row.claim.scale * quantity, min(max(row.claim.printed.digits + 2, 6), 12))


def _listed(words: Sequence[str]) -> str:
    if len(words) > 4:
        words = [*words[:3], f"{len(words) - 3} more"]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def escaped(text: str) -> str:
    """Text from outside as Markdown shows it: printable, and without a meaning."""
    return in_markdown(printable(text))
