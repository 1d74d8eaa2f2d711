"""Tables: a row is what its first cell names, a column what its heading says, and that may be a formula."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from autograd.reader.finding.cells import CELL_MARK, ROW_MARK, Cell, cell_at, first, named
from autograd.reader.finding.columns import computed
from autograd.reader.finding.delimiters import Span, spans
from autograd.reader.finding.layout import Line
from autograd.reader.finding.lines import Found, line
from autograd.reader.finding.prose import RELATION
from autograd.reader.located import Located
from autograd.reader.passage import CELL

_SEPARATOR = re.compile(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_RULE = re.compile(r"[ \t>]*[+|├┌└╞╔╚╠─═┼╪┬┴-][-+|─═┼╪┬┴=┤┐┘╡╗╝╣├┌└ ]*")
_NOTHING = re.compile(r"[\s—–−*.…/-]*|n/?a", re.IGNORECASE)
#: Headings of columns that hold what the row names, or its gradient, or what becomes of it.
_OF_THE_ROW = re.compile(
    "valu|wert|valor|valeur|值|数值|wartoś|значен|giá trị|nilai|값|値|result|ergebnis|结果|結果|initial|init|grad|"
    "deriv|ableit|∂|partial|梯度|导数|導數|偏导|勾配|градиент|delta|δ|new|neu|nuev|updat|更新|после|after|before|old|"
    "alt|exact|forward|backward|output|number|zahl",
    re.IGNORECASE,
)


def table_at(text: str, reading: Sequence[Line], at: int) -> int:
    """The number of the line after the table that begins at a line; 0 if none does."""
    mark = _mark(text, reading[at])
    if not mark:
        return 0
    until = at + 1
    if mark != ROW_MARK:
        bare = text[reading[at].start : reading[at].start + 200].lstrip(" \t>")[:1] != "|"
        if mark == "|" and bare:  # `p(y|x)` is no row: the next line must be the rule below a heading
            below = reading[until] if until < len(reading) else reading[at]
            if not _SEPARATOR.fullmatch(text, below.start, below.end) or "-" not in text[below.start : below.end]:
                return 0
        while until < len(reading) and _mark(text, reading[until]) == mark:
            until += 1
        return until if until - at >= 2 else 0
    following = until
    while following < len(reading) and reading[following].block is None:
        row = reading[following]
        following += 1
        if text.startswith(2 * ROW_MARK, row.start):
            break
        if _mark(text, row) == mark:
            until = following
        elif text[row.start : row.end].strip():  # between the rows of HTML there are empty lines
            break
    return until


def _mark(text: str, row: Line) -> str:
    """What parts the cells of a line, if it is a row of a table."""
    if row.block is not None:
        return ""
    start, end = row.start, row.end
    begins = text[start : min(start + 200, end)].lstrip(" \t>")[:1]
    if begins == ROW_MARK:
        return ROW_MARK
    for mark in ("|", "│", "\t"):
        if text.find(mark, start, end) >= 0:
            if mark == "|" and begins != "|" and not _outside(text, row, mark):
                continue
            if mark == "\t" and not text[start:end].strip().count("\t"):
                continue
            return mark
    if begins in ("+", "├", "┌", "└", "╞", "╔", "╚", "╠") and _RULE.fullmatch(text, start, end):
        return "|" if begins == "+" else "│"
    return ""


def _outside(text: str, row: Line, mark: str) -> list[int]:
    """Where a mark stands outside of formulas and program text."""
    found = []
    at = row.start
    for span in [*row.inside, None]:
        limit = span.start if span else row.end
        while (here := text.find(mark, at, limit)) >= 0:
            if here == row.start or text[here - 1] != "\\":
                found.append(here)
            at = here + 1
        at = span.end if span else at
    return found


def table(body: Located, lines: Sequence[Line]) -> Iterator[tuple[Found, str, str]]:
    """The mathematics of a table's cells, with the heading of the column and the name of the row."""
    text = body.text
    mark = _mark(text, lines[0])
    mark = CELL_MARK if mark == ROW_MARK else mark
    rows = []
    for row in lines:
        if mark == CELL_MARK and not text[row.start : row.end].strip():
            continue
        if mark in ("|", "│") and (
            _SEPARATOR.fullmatch(text, row.start, row.end) or _RULE.fullmatch(text, row.start, row.end)
        ):
            continue
        cuts = _outside(text, row, mark)
        edges = [row.start, *(cut + 1 for cut in cuts)], [*cuts, row.end]
        cells = [cell_at(body, start, end, row.inside) for start, end in zip(*edges, strict=True)]
        if mark != "\t" and cells and not cells[0].text.strip(f" >\t{ROW_MARK}"):
            cells = cells[1:]
        if mark != "\t" and cells and not cells[-1].text:
            cells = cells[:-1]
        if cells:
            rows.append(cells)
    yield from _mathematics(body, rows)


def tabular(body: Located, span: Span) -> Iterator[tuple[Found, str, str]]:
    r"""The same of a LaTeX table: rows end with `\\`, cells with `&`."""
    text = body.text
    inside = [
        one._replace(start=one.start + span.inner - 1, end=one.end + span.inner - 1, inner=one.inner + span.inner - 1,
                     inner_end=one.inner_end + span.inner - 1)
        for one in spans("\n" + text[span.inner : span.inner_end])
    ]  # fmt: skip
    rows: list[list[Cell]] = [[]]
    at = span.inner
    for found in _TABULAR.finditer(text, span.inner, span.inner_end):
        if any(one.start <= found.start() < one.end for one in _near(inside, found.start())):
            continue
        if found["rule"]:
            at = found.end()
            continue
        rows[-1].append(cell_at(body, at, found.start(), inside))
        at = found.end()
        if found["row"]:
            rows.append([])
    if text[at : span.inner_end].strip():
        rows[-1].append(cell_at(body, at, span.inner_end, inside))
    yield from _mathematics(body, [row for row in rows if row])


_TABULAR = re.compile(
    r"(?P<row>\\\\(?:\[[^\]\n]{0,20}\])?)|(?P<rule>\\(?:hline|toprule|midrule|bottomrule)(?![a-z])"
    r"|\A\s*(?:\[[a-z]\])?\{[^{}]*\})|(?P<escape>\\[\s\S])(?!)|(?P<cell>(?<!\\)&)"
)


def _near(inside: list[Span], at: int) -> list[Span]:
    index = bisect_right(inside, at, key=first)
    return inside[max(index - 1, 0) : index]


def _mathematics(body: Located, rows: list[list[Cell]]) -> Iterator[tuple[Found, str, str]]:
    if not rows:
        return
    headed = (
        len(rows) > 1
        and not any(cell.numeric for cell in rows[0])
        and any(cell.numeric for row in rows[1:] for cell in row)
    )
    headings = rows[0] if headed else []
    if headed:
        for cell in headings:
            for found in line(body, cell.start, cell.end, cell.inside):
                if RELATION.search(found.content.text) and not _column_formula(cell):
                    yield found, "", ""
    data = rows[1:] if headed else rows
    rows_named = any(not row[0].numeric and row[0].text and len(row) > 1 for row in data)
    for row in data:
        yield from _row(body, headings, row, rows_named, single=len(data) == 1)


def _column_formula(cell: Cell) -> bool:
    return RELATION.search(cell.text) is not None


def _row(
    body: Located, headings: list[Cell], row: list[Cell], rows_named: bool, *, single: bool
) -> Iterator[tuple[Found, str, str]]:
    name = named(row[0]) if rows_named and not row[0].numeric else None
    label = row[0].text[:80] if rows_named or (len(row) > 1 and headings and not single) else ""
    if rows_named and row[0].text and not any(cell.numeric for cell in row[1:]):
        name = None  # nothing is said of what it names
    numbers = sum(cell.numeric for cell in row)
    for column, cell in enumerate(row):
        heading = headings[column].text[:200] if column < len(headings) else ""
        if column == 0 and (name is not None or (rows_named and not RELATION.search(cell.text))):
            continue
        if _NOTHING.fullmatch(cell.text):
            continue
        if not cell.numeric:
            for found in line(body, cell.start, cell.end, cell.inside):
                yield found, heading, label
            continue
        notation = "latex" if cell.latex else "plain"
        if column < len(headings) and _column_formula(headings[column]):
            content, latex = computed(headings, row, column)
            yield Found(content, "latex" if latex or cell.latex else "plain", CELL), heading, label
        elif name is not None and (name.latex or numbers < 2 or not heading or _OF_THE_ROW.search(heading)):
            content = Located.joined([name.shown, " = ", cell.shown])
            yield Found(content, "latex" if name.latex or cell.latex else "plain", CELL), heading, label
        elif single and not rows_named and column < len(headings) and (of := named(headings[column])) is not None:
            content = Located.joined([of.shown, " = ", cell.shown])
            yield Found(content, "latex" if of.latex or cell.latex else "plain", CELL), heading, label
        else:
            yield Found(cell.shown, notation, CELL), heading, label
