"""What an audit found, as text, Markdown and JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autograd.auditor.verdicts import FOLLOWS, RIGHT, ROUNDING, WRONG, Finding
from autograd.notation import counted, number, printable

_MARKS = {RIGHT: "✓", ROUNDING: "≈", WRONG: "✗", FOLLOWS: "↳"}


@dataclass(frozen=True)
class Report:
    """The verdict on every claim: print it, or take `.markdown()`, `.json()`, or the `rows` themselves.

    `ok` says whether nothing is wrong; carried rounding is nothing wrong.
    """

    name: str
    output: str
    rows: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether every claim is right, or off by carried rounding only."""
        return all(row.verdict in (RIGHT, ROUNDING) for row in self.rows)

    @property
    def summary(self) -> str:
        """`40 claims: 8 right, 5 wrong, 27 follow from those`."""
        count = Counter(row.verdict for row in self.rows)
        follows = "follows" if count[FOLLOWS] == 1 else "follow"
        those = "it" if count[WRONG] == 1 else "those"
        told = {
            RIGHT: f"{count[RIGHT]} right",
            ROUNDING: f"{count[ROUNDING]} off by carried rounding",
            WRONG: f"{count[WRONG]} wrong",
            FOLLOWS: f"{count[FOLLOWS]} {follows} from {those}",
        }
        verdicts = ", ".join(told[verdict] for verdict in told if count[verdict]) or "nothing to check"
        return f"{counted(len(self.rows), 'claim')}: {verdicts}"

    def __str__(self) -> str:
        table = [(self._quantity(row), printable(row.claim.printed.text), _exact(row)) for row in self.rows]
        widths = [max([len(line[i]) for line in [("", "printed", "exact"), *table]]) for i in range(3)]
        head = f"    {'':<{widths[0]}}  {'printed':>{widths[1]}}  {'exact':>{widths[2]}}"
        lines = [*([self.name] if self.name else []), head]
        for row, (quantity, printed, exact) in zip(self.rows, table, strict=True):
            cells = f"{quantity:<{widths[0]}}  {printed:>{widths[1]}}  {exact:>{widths[2]}}"
            lines.append(f"  {_MARKS[row.verdict]} {cells}  {_verdict(row)}".rstrip())
            lines += [f"      {line}" for line in self._reasons(row)]
        return "\n".join([*lines, self.summary])

    def __repr__(self) -> str:
        return f"<audit{' of ' + self.name if self.name else ''}: {self.summary}>"

    def markdown(self) -> str:
        """A table, for notebooks, issues and course notes."""
        lines = [f"**{_escaped(self.name)}**", ""] if self.name else []
        lines += ["| | quantity | printed | exact | verdict |", "|---|---|---:|---:|---|"]
        for row in self.rows:
            reasons = "<br>".join([_verdict(row) or RIGHT, *map(_escaped, self._reasons(row))])
            cells = (_MARKS[row.verdict], _escaped(self._quantity(row)), _escaped(row.claim.printed.text), _exact(row))
            lines.append(f"| {' | '.join(cells)} | {reasons} |")
        return "\n".join([*lines, "", self.summary, ""])

    def json(self) -> dict[str, Any]:
        """`{"name": …, "claims": [{quantity, printed, exact, verdict, follows_from, diagnoses}, …]}`."""
        claims = []
        for row in self.rows:
            claim: dict[str, Any] = {
                "quantity": str(row.claim.quantity),
                "printed": row.claim.printed.text,
                "exact": row.exact,
                "verdict": row.verdict,
                "follows_from": [str(source.quantity) for source in row.follows_from],
                "diagnoses": [
                    {"slip": diagnosis.slip, "sentence": diagnosis.sentence, "reproduces": diagnosis.reproduces}
                    for diagnosis in row.diagnoses
                ],
            }
            if row.claim.quantity.after:
                claim["after"] = row.claim.quantity.after
            claims.append(claim)
        return {"name": self.name, "claims": claims}

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/markdown": self.markdown()}

    def _quantity(self, row: Finding) -> str:
        """What a claim is about, with the scale it is printed in."""
        scale = row.claim.scale
        written = row.claim.quantity.written(self.output)
        if row.claim.quantity.of == self.output:  # the local partial; the gradient is written alike
            written = f"local {written}"
        if scale == 1:
            return written
        return f"-{written}" if scale == -1 else f"{number(scale)}·{written}"

    def _reasons(self, row: Finding) -> Iterator[str]:
        """Where a number that is not right comes from, line by line."""
        printed, got = printable(row.claim.printed.text), _shown(row, row.from_printed)
        if row.verdict == ROUNDING:
            yield f"with the numbers printed before it one gets {got}: carried rounding"
        elif row.verdict == FOLLOWS:
            sources = _listed([self._claim(source) for source in row.follows_from])
            yield f"the same slip as in {sources}" if row.same_slip else f"follows from {sources}"
        elif row.verdict == WRONG and row.diagnoses:
            first, *others = [printable(diagnosis.sentence) for diagnosis in row.diagnoses]
            yield first
            yield from (f"or: {other}" for other in others)
            if others:
                yield f"the digits of {printed} cannot tell these apart"
        elif row.verdict == WRONG and got != _exact(row):
            yield f"no slip known here gives {printed}; the numbers printed before it give {got}"
        elif row.verdict == WRONG:
            yield f"no slip known here gives {printed}"

    def _claim(self, claim: Any) -> str:
        return f"{claim.quantity.written(self.output)} = {printable(claim.printed.text)}"


def _verdict(row: Finding) -> str:
    """The verdict in words; nothing for a number that is exactly right."""
    if row.verdict != RIGHT:
        return row.verdict
    exactly = abs(row.claim.printed.value - row.exact) <= 1e-12 * abs(row.exact)
    return "" if exactly else "right to its digits"


def _exact(row: Finding) -> str:
    """The exact number, with enough digits to compare."""
    return number(row.exact, min(max(row.claim.printed.digits + 2, 6), 12))


def _shown(row: Finding, quantity: float) -> str:
    return number(row.claim.scale * quantity, min(max(row.claim.printed.digits + 2, 6), 12))


def _listed(words: Sequence[str]) -> str:
    if len(words) > 4:
        words = [*words[:3], f"{len(words) - 3} more"]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _escaped(text: str) -> str:
    """Text that Markdown and HTML leave as it is."""
    text = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for character in "\\|*_`[]$~":
        text = text.replace(character, f"&#{ord(character)};")
    return text
