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
from autograd.language import in_its_language, say, speaking, template, translated
from autograd.language.widths import columns, padded
from autograd.notation import counted, in_markdown, number, printable, result

#: The sign of each verdict.
MARKS = {RIGHT: "✓", ROUNDING: "≈", TOO_COARSE: "~", WRONG: "✗", FOLLOWS: "↳"}

#: The summary: how many claims have each verdict. Those that follow, by whether they are one, and follow from one.
_SUMMARY, _NO_SUMMARY = template("{claims}: {verdicts}"), template("{claims}: nothing to check")
_TOLD = {
    RIGHT: template("{count} right"),
    ROUNDING: template("{count} off by carried rounding"),
    TOO_COARSE: template("{count} too coarse to be checked"),
    WRONG: template("{count} wrong"),
}
_FOLLOWING = {
    (True, True): template("{count} follows from it"),
    (True, False): template("{count} follows from those"),
    (False, True): template("{count} follow from it"),
    (False, False): template("{count} follow from those"),
}

#: So many other claims about one quantity are named.
MOST_OTHERS = 20


@dataclass(frozen=True)
class Report:
    """The verdict on every claim: print it, or take `.markdown()`, `.json()`, or the `rows` themselves.

    `ok` says whether nothing is wrong; carried rounding is nothing wrong, nor is a number too coarse to be checked.
    `notes` are said below the table: an input that nothing is computed from. `lang` is the language of the words.
    """

    name: str
    output: str
    rows: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    wholes: tuple[WholeFinding, ...] = ()
    lang: str = "en"

    @property
    def ok(self) -> bool:
        """Whether no claim is wrong: each is right, off by carried rounding only, or too coarse to be checked."""
        entries_ok = all(row.verdict in (RIGHT, ROUNDING, TOO_COARSE) for row in self.rows)
        return entries_ok and all(whole.verdict == RIGHT for whole in self.wholes)

    @property
    @in_its_language
    def summary(self) -> str:
        """`40 claims: 8 right, 5 wrong, 27 follow from those`."""
        count = Counter(row.verdict for row in self.rows)
        of_one = count[WRONG] + count[TOO_COARSE] == 1
        told = [
            say(_TOLD[verdict], count=count[verdict])
            for verdict in (RIGHT, ROUNDING, TOO_COARSE, WRONG)
            if count[verdict]
        ]
        if count[FOLLOWS]:
            told.append(say(_FOLLOWING[count[FOLLOWS] == 1, of_one], count=count[FOLLOWS]))
        return say(_SUMMARY if told else _NO_SUMMARY, claims=counted(len(self.rows), "claim"), verdicts=told)

    @in_its_language
    def __str__(self) -> str:
        table = [(self._quantity(row), printable(row.claim.printed.text), _exact(row)) for row in self.rows]
        head = ("", say("printed"), say("exact"))
        widths = [max(columns(line[i]) for line in [head, *table]) for i in range(3)]
        lines = [*([self.name] if self.name else []), f"    {_cells(head, widths)}"]
        for row, cells in zip(self.rows, table, strict=True):
            lines.append(f"  {MARKS[row.verdict]} {_cells(cells, widths)}  {_verdict(row)}".rstrip())
            lines += [f"      {line}" for line in self._reasons(row)]
        return "\n".join([*lines, *self._of_wholes(), self.summary, *map(printable, self._notes())])

    @in_its_language
    def __repr__(self) -> str:
        if self.name:
            return say("<audit of {name}: {summary}>", name=self.name, summary=self.summary)
        return say("<audit: {summary}>", summary=self.summary)

    @in_its_language
    def markdown(self) -> str:
        """A table, for notebooks, issues and course notes."""
        lines = [f"**{escaped(self.name)}**", ""] if self.name else []
        head = ("", say("quantity"), say("printed"), say("exact"), say("verdict"))
        lines += [f"|{' |'.join(f' {cell}' if cell else '' for cell in head)} |", "|---|---|---:|---:|---|"]
        for row in self.rows:
            reasons = "<br>".join([_verdict(row) or say(RIGHT), *map(escaped, self._reasons(row))])
            cells = (MARKS[row.verdict], escaped(self._quantity(row)), escaped(row.claim.printed.text), _exact(row))
            lines.append(f"| {' | '.join(cells)} | {reasons} |")
        notes = [line for note in self._notes() for line in ("", escaped(note))]
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
        return {**found, **({"notes": speaking(self.lang).run(self._notes)} if self.notes else {})}

    def _notes(self) -> list[str]:
        """The notes in the language in force: a sheet may have been read in another."""
        return [translated(note) for note in self.notes]

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
            written = say("local {derivative}", derivative=written)
        if scale == 1:
            return written
        return f"-{written}" if scale == -1 else f"{number(scale)}·{written}"

    @in_its_language
    def reasons(self, row: Finding) -> list[str]:
        """Where a number that is not right comes from, and what else is to be said of it, line by line."""
        return list(self._reasons(row))

    def _reasons(self, row: Finding) -> Iterator[str]:
        if other_reading(row.claim.printed):
            printed, value = printable(row.claim.printed.text), number(row.claim.printed.value, 12)
            yield say("{printed} is read as {value}", printed=printed, value=value)
        yield from self._origin(row)
        if others := self._others(row):
            also = _listed([f"{self._quantity(other)} = {printable(other.claim.printed.text)}" for other in others])
            yield say(
                "there is another claim about this: {claims}"
                if len(others) == 1
                else "there are other claims: {claims}",
                claims=also,
            )

    def _origin(self, row: Finding) -> Iterator[str]:
        printed, got = printable(row.claim.printed.text), _shown(row, row.from_printed)
        if row.verdict == ROUNDING:
            yield say("with the numbers printed before it one gets {number}: carried rounding", number=got)
        elif row.verdict == TOO_COARSE:
            yield say(
                "{printed} has too few digits to be checked: the exact number is {exact}",
                printed=printed,
                exact=_exact(row),
            )
        elif row.verdict == FOLLOWS:
            sources = _listed([self._claim(source) for source in row.follows_from])
            yield say("the same slip as in {claims}" if row.same_slip else "follows from {claims}", claims=sources)
        elif row.verdict == WRONG and row.diagnoses:
            first, *others = [printable(diagnosis.sentence) for diagnosis in row.diagnoses]
            yield first
            yield from (say("or: {sentence}", sentence=other) for other in others)
            if others:
                yield say("the digits of {printed} cannot tell these apart", printed=printed)
        elif row.verdict == WRONG and row.arithmetic:
            yield row.arithmetic.sentence
        elif row.verdict == WRONG and got != _exact(row):
            yield say(
                "no slip known here gives {printed}; the numbers printed before it give {number}",
                printed=printed,
                number=got,
            )
        elif row.verdict == WRONG:
            yield say("no slip known here gives {printed}", printed=printed)

    def _claim(self, claim: Claim) -> str:
        return f"{claim.quantity.written(self.output)} = {printable(claim.printed.text)}"


def _finite(number: float) -> float | None:
    return number if isfinite(number) else None


def _verdict(row: Finding) -> str:
    """The verdict in words; nothing for a number that is exactly right."""
    if row.verdict != RIGHT:
        return say(row.verdict)
    exactly = abs(row.claim.printed.value - row.exact) <= 1e-12 * abs(row.exact)
    return "" if exactly else say("right to its digits")


def _exact(row: Finding) -> str:
    """The exact number, with enough digits to compare."""
    return result(row.exact, min(max(row.claim.printed.digits + 2, 6), 12))


def _shown(row: Finding, quantity: float) -> str:
    return number(row.claim.scale * quantity, min(max(row.claim.printed.digits + 2, 6), 12))


def _listed(words: Sequence[str]) -> str:
    if len(words) > 4:
        return say("{several} and {count} more", several=list(words[:3]), count=len(words) - 3)
    return words[0] if len(words) == 1 else say("{several} and {last}", several=list(words[:-1]), last=words[-1])


def _cells(cells: Sequence[str], widths: Sequence[int]) -> str:
    """What a claim is about, and the two numbers, each in its column."""
    return "  ".join(padded(cell, width, "<>>"[i]) for i, (cell, width) in enumerate(zip(cells, widths, strict=True)))


def escaped(text: str) -> str:
    """Text from outside as Markdown shows it: printable, and without a meaning."""
    return in_markdown(printable(text))
