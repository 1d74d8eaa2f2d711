"""The rows of a CSV file, as people's spreadsheets write them; a damaged row costs no other row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from threading import Lock
from typing import NamedTuple

from autograd.language import say

#: A cell with a line break in it may have so many lines.
MOST_LINES = 5
#: A row with more characters is damaged.
LONGEST_ROW = 1_000_000
_DELIMITERS = ";\t,"


class Row(NamedTuple):
    """A row that is not empty: its number, as spreadsheets count, its cells, and what is wrong with it, if anything."""

    number: int
    cells: list[str]
    fault: str = ""


def rows_of(text: str) -> Iterator[Row]:
    r"""The rows of a table, the delimiter being what stands most often in the first of them outside of quotes and
    brackets.

    >>> [row.cells for row in rows_of('student;W[1,2];"b;c"\nAda;0,5;"say 1"\n')]
    [['student', 'W[1,2]', 'b;c'], ['Ada', '0,5', 'say 1']]
    """
    lines = re.split("\r\n|\n|\r", text)  # not at the other characters where `splitlines` ends a line
    at, number, delimiter = 0, 0, ""
    if lines and re.fullmatch(r"\s*\"?sep=(.)\"?\s*", lines[0], re.IGNORECASE):  # how Excel is told the delimiter
        delimiter, at = re.sub(r"[\"\s]*sep=", "", lines[0].lstrip(), flags=re.IGNORECASE)[0], 1
    while at < len(lines):
        number += 1
        line, count = _whole(lines, at)
        at += count
        if not line.strip():
            continue
        delimiter = delimiter or _delimiter(line)
        if "\x00" in line:
            yield Row(number, [], say("this row holds bytes that are 0"))
        elif line.count('"') % 2:
            yield Row(number, [], say("a quotation mark in this row is not closed"))
        elif len(line) > LONGEST_ROW:
            yield Row(number, [], say("this row has more than {count:,} characters", count=LONGEST_ROW))
        else:
            cells = _cells(line, delimiter)
            if any(cell.strip() for cell in cells):
                yield Row(number, cells)


def _whole(lines: list[str], at: int) -> tuple[str, int]:
    """A row that begins with a line, and of how many lines it is: of more where a quotation mark is closed later."""
    if lines[at].count('"') % 2:
        for count in range(2, MOST_LINES + 1):
            if at + count <= len(lines) and lines[at + count - 1].count('"') % 2:
                return "\n".join(lines[at : at + count]), count
    return lines[at], 1


def _delimiter(line: str) -> str:
    bare = re.sub(r'"[^"]*"', "", line)
    outside = re.sub(r"\[[^\[\]]*\]", "", bare)
    found = max(_DELIMITERS, key=outside.count)
    return found if found in outside else ","


#: The limit of Python's csv is one for all threads.
_limit_is_ours = Lock()


def _cells(line: str, delimiter: str) -> list[str]:
    """The cells of a row; one that a comma between brackets has cut, as in W[1,2], is put together again."""
    with _limit_is_ours:
        limit = csv.field_size_limit(LONGEST_ROW + 1)
        try:
            cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
        except csv.Error:
            cells = line.split(delimiter)
        finally:
            csv.field_size_limit(limit)
    if delimiter != "," or "[" not in line:
        return cells
    joined: list[str] = []
    depth = 0
    for nth, cell in enumerate(cells):
        if depth > 0 and any("]" in other for other in cells[nth : nth + 1000]):
            joined[-1] += delimiter + cell
        else:
            joined.append(cell)
            depth = 0
        depth += cell.count("[") - cell.count("]")
    return joined
