"""A checked page as text and as Markdown: the lines at fault, in the file's order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from autograd.auditor.report import MARKS as AUDIT_MARKS
from autograd.auditor.report import escaped
from autograd.auditor.verdicts import FOLLOWS, ROUNDING, TOO_COARSE, WRONG
from autograd.language import say, template
from autograd.language.widths import columns
from autograd.notation import number, printable
from autograd.reader.numbers import NOT_UNDERSTOOD, Number

if TYPE_CHECKING:
    from autograd.reader.checked import Check

MARKS = {**AUDIT_MARKS, NOT_UNDERSTOOD: "?"}

#: So many characters of a formula are shown before a number, and behind it.
_BEFORE, _BEHIND = 76, 38
#: So many are looked at, white space counted.
_LOOKED_AT = 300
#: So many numbers that were not understood are named in a line.
_MOST_IN_A_LINE = 12


def written(page: Check, *, verbose: bool) -> str:
    """The lines at fault, with the right number and why, then the summary."""
    lines = [printable(page.name)] if page.name else []
    for one in page.understanding.numbers:
        if one.verdict in (WRONG, FOLLOWS) or (verbose and one.verdict in (ROUNDING, TOO_COARSE)):
            lines += _told(one)
    if verbose:
        lines += _not_understood(page)
    return "\n".join([*lines, *str(page.summary).splitlines()])


def markdown(page: Check, *, verbose: bool) -> str:
    """A table of the numbers at fault, and the summary."""
    told = (WRONG, FOLLOWS, ROUNDING, TOO_COARSE, NOT_UNDERSTOOD) if verbose else (WRONG, FOLLOWS)
    rows = [one for one in page.understanding.numbers if one.verdict in told]
    lines = [f"**{escaped(page.name)}**", ""] if page.name else []
    if rows:
        head = " | ".join([say("line"), say("printed"), say("right"), say("verdict")])
        lines += [f"| | {head} |", "|---|---:|---:|---:|---|"]
    for one in rows:
        why = escaped(one.sentence) or say(one.verdict)
        if _explains(one):
            why = say("{verdict}: {sentence}", verdict=say(one.verdict), sentence=why)
        lines.append(f"| {MARKS[one.verdict]} | {_line(one)} | {escaped(one.printed)} | {exact(one)} | {why} |")
    if rows:
        lines.append("")
    return "\n".join([*lines, *("<br>".join(map(escaped, str(page.summary).splitlines())),), ""])


def exact(one: Number) -> str:
    """The right number, with enough digits to compare; a dash where it is not known."""
    if one.exact is None:
        return "–"
    digits = sum(character.isdigit() for character in one.printed.partition("e")[0].lstrip("-0."))
    return number(one.exact, min(max(digits + 2, 6), 12))


def _explains(one: Number) -> bool:
    """Whether a number's sentence says more than its verdict, and does not begin with it."""
    return bool(one.sentence) and not one.sentence.startswith(say(one.verdict))


def _line(one: Number) -> str:
    cell = one.passage.cell
    return say("{line} (cell {cell})", line=one.line, cell=cell) if cell else str(one.line)


def _place(one: Number) -> str:
    cell = one.passage.cell
    return say("line {line} (cell {cell})" if cell else "line {line}", line=one.line, cell=cell)


def _told(one: Number) -> Iterator[str]:
    """A number, the right one, the formula it stands in, and why."""
    if one.exact is None:
        wording = template("{place}: {printed}: {verdict}")
    elif one.verdict in (WRONG, FOLLOWS):
        wording = template("{place}: {printed} should be {exact}")
    else:
        wording = template("{place}: {printed}: {verdict}, exactly {exact}")
    fields = {"place": _place(one), "printed": printable(one.printed), "verdict": say(one.verdict), "exact": exact(one)}
    yield f"  {MARKS[one.verdict]} {say(wording, **fields)}"
    formula, before, marked = _excerpt(one)
    yield f"      {formula}"
    yield f"      {' ' * before}{'^' * marked}"
    if one.sentence:
        yield f"      {printable(one.sentence)}"


def _excerpt(one: Number) -> tuple[str, int, int]:
    """The formula around a number in one line; how many columns stand before the number, and how many it takes."""
    text = one.passage.text
    before, number_, after = (
        printable(" ".join(part.split()))
        for part in (text[max(one.start - _LOOKED_AT, 0) : one.start], text[one.start : one.end],
                     text[one.end : one.end + _LOOKED_AT])
    )  # fmt: skip
    gap = " " if one.start and text[one.start - 1].isspace() else ""
    if len(before) > _BEFORE:
        before = "…" + before[-_BEFORE:]
    if len(after) > _BEHIND:
        after = after[:_BEHIND] + "…"
    following = " " if one.end < len(text) and text[one.end].isspace() else ""
    return f"{before}{gap}{number_}{following}{after}", columns(before + gap), max(columns(number_), 1)


def _not_understood(page: Check) -> Iterator[str]:
    """The numbers that nothing on the page says how to compute, line by line."""
    lines: dict[tuple[int, str], list[str]] = {}
    for one in page.understanding.numbers:
        if one.verdict == NOT_UNDERSTOOD:
            lines.setdefault((one.line, _place(one)), []).append(printable(one.printed))
    for (_, place), numbers in lines.items():
        named: str | list[str] = numbers[:_MOST_IN_A_LINE]
        if (more := len(numbers) - _MOST_IN_A_LINE) > 0:
            named = say("{several} and {count} more", several=named, count=more)
        yield f"  ? {say('{place}: not understood: {numbers}', place=place, numbers=named)}"
