"""Tables: a row is what its first cell names, a column what its heading says, and that may be a formula."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from math import isclose, nan

from autograd.reader.finding.cells import CELL_MARK, ROW_MARK, Cell, cell_at, first, named
from autograd.reader.finding.columns import Formulas, computed, formula
from autograd.reader.finding.delimiters import Span, spans
from autograd.reader.finding.layout import Line
from autograd.reader.finding.lines import Found, line
from autograd.reader.finding.prose import RELATION
from autograd.reader.located import Located
from autograd.reader.passage import CELL, COLUMN

_SEPARATOR = re.compile(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_RULE = re.compile(r"[ \t>]*[+|├┌└╞╔╚╠─═┼╪┬┴-][-+|─═┼╪┬┴=┤┐┘╡╗╝╣├┌└ ]*")
_NOTHING = re.compile(r"[\s—–−*.…/-]*|n/?a", re.IGNORECASE)
#: In a table of more columns no heading is taken for a formula of others.
_MOST_COLUMNS = 60
#: The name of a row that adds up the others or takes their mean.
_SUM = re.compile(
    r"[*_ $\\]*(?:sums?|totals?|mean|average|avg|summe|mittel(?:wert)?|somme|moyenne|suma|media|promedio|soma|média"
    r"|totale|somma|średnia|сумма|среднее|итого|toplam|ortalama|tổng|合计|总和|平均|合計|합계|평균|Σ|∑|x̄)[*_ $:]*",
    re.IGNORECASE,
)
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
        and not any(cell.is_number and not cell.has_names for cell in rows[0])
        and any(cell.numeric for row in rows[1:] for cell in row)
    )
    headings = rows[0] if headed else []
    if headed:
        for cell in headings:
            for found in line(body, cell.start, cell.end, cell.inside):
                if RELATION.search(found.content.text) and not _column_formula(cell):
                    yield found, "", ""
    data = rows[1:] if headed else rows
    unnumbered = [not row[0].numeric and len(row) > 1 for row in data]
    rows_named = any(named and row[0].text for named, row in zip(unnumbered, data, strict=True))
    formulas: Formulas = {}
    for column in range(len(headings) if len(headings) <= _MOST_COLUMNS else 0):
        if (of := formula(headings, column)) is not None:
            formulas[column] = of
    are_samples = sum(unnumbered) * 2 < len(data)
    for is_unnumbered, row in zip(unnumbered, data, strict=True):
        is_sum = (is_unnumbered and are_samples) or len(row) != len(headings) or _SUM.fullmatch(row[0].text)
        adds_up = row is data[-1] and _adds_up(data, formulas)
        of_row = {} if is_sum or adds_up else formulas  # a row of sums: its numbers are not those of one sample
        yield from _row(body, headings, row, rows_named, of_row, single=len(data) == 1)


def _adds_up(data: list[list[Cell]], formulas: Formulas) -> bool:
    """Whether the last row holds the sums of those above, though it does not say so."""
    *above, last = data
    sums = [
        sum(_value(row[column]) for row in above)
        for column in range(len(last))
        if column not in formulas and all(column < len(row) for row in above)
    ]
    plain = [_value(cell) for column, cell in enumerate(last) if column not in formulas]
    return (
        len(above) > 1
        and len(sums) == len(plain)
        and all(isclose(total, value, abs_tol=1e-9) for total, value in zip(sums, plain, strict=True))
    )


def _value(cell: Cell) -> float:
    """The number in a cell, if it is nothing else."""
    try:
        return float(cell.text.replace("−", "-").replace(",", ".")) if len(cell.text) < 30 else nan
    except ValueError:
        return nan


def _column_formula(cell: Cell) -> bool:
    return RELATION.search(cell.text) is not None


def _row(
    body: Located,
    headings: list[Cell],
    row: list[Cell],
    rows_named: bool,
    formulas: Formulas,
    *,
    single: bool,
) -> Iterator[tuple[Found, str, str]]:
    name = named(row[0]) if rows_named and not row[0].numeric else None
    label = row[0].text[:80] if rows_named or (len(row) > 1 and headings and not single) else ""
    if rows_named and row[0].text and not any(cell.numeric for cell in row[1:]):
        name = None  # nothing is said of what it names
    numbers = sum(cell.numeric for cell in row)
    done = 0
    for column, cell in enumerate(row):
        if column < done:
            continue
        if name is not None and column and (done := _chain_end(headings, row, column, name, formulas)):
            pieces: list[Located | str] = [name.shown]
            for part in filter(lambda part: part.text, row[column:done]):
                pieces += ["" if part.text[0] in "=≈" or part.text.startswith("\\approx") else " = ", part.shown]
            latex = name.latex or any(part.latex for part in row[column:done])
            heading = headings[done - 1].text[:200] if done <= len(headings) else ""
            yield Found(Located.joined(pieces), "latex" if latex else "plain", CELL), heading, label
            continue
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
        if column in formulas:
            content, latex = computed(headings, row, column, formulas[column])
            kind = CELL if _column_formula(headings[column]) else COLUMN
            yield Found(content, "latex" if latex or cell.latex else "plain", kind), heading, label
        elif _SIZES.search(heading) and cell.is_expression:
            yield Found(cell.shown, notation, CELL), heading, label
        elif name is not None and (name.latex or numbers < 2 or not heading or _OF_THE_ROW.search(heading)):
            content = Located.joined([name.shown, " = ", cell.shown])
            yield Found(content, "latex" if name.latex or cell.latex else "plain", CELL), heading, label
        elif single and not rows_named and column < len(headings) and (of := named(headings[column])) is not None:
            content = Located.joined([of.shown, " = ", cell.shown])
            yield Found(content, "latex" if of.latex or cell.latex else "plain", CELL), heading, label
        else:
            yield Found(cell.shown, notation, CELL), heading, label


#: Headings of columns that say how large something is: 3 × 3 is no product there.
_SIZES = re.compile(
    "shape|size|dim|kernel|形状|大小|维|größe|forme$|taill|tamañ|rozmiar|размер|kích|サイズ|크기", re.IGNORECASE
)


def _chain_end(headings: Sequence[Cell], row: Sequence[Cell], column: int, name: Cell, formulas: Formulas) -> int:
    """The column behind the number that the expressions from a column on come to: δ₁x₁ | 0.1 × 2 | 0.2; 0 if none."""
    at = column
    while at < len(row) and at not in formulas and (row[at].is_expression or (at > column and not row[at].text)):
        at += 1
    if at in (column, len(row)) or not row[at].is_plain or at in formulas:
        return 0
    if any(_SIZES.search(heading.text) for heading in headings[column:at]):
        return 0
    heading = headings[at].text if at < len(headings) else ""
    plain = sum(cell.is_plain for cell in row[1:])
    return at + 1 if name.latex or plain < 2 or not heading or _OF_THE_ROW.search(heading) else 0
