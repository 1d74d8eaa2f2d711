"""The key of worksheets as a table, `key.csv`: all answers, so that `grade` marks it all right; the seed; and for each
variant which number of the solution is wrong."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograd.classroom.answers import VARIANT, decoded, read_limited, safe_cell, unmarked, variant_of
from autograd.classroom.levels import CORRECTION, MISTAKE
from autograd.classroom.table import rows_of
from autograd.classroom.worksheets import Worksheet
from autograd.errors import ExpressionError
from autograd.language import say
from autograd.notation import quoted, shown

#: Notes: the slip, what is wrong because of it, and the seed of the numbers.
_SLIP, _FOLLOWING, _SEED = "# slip", "# wrong because of it", "# seed"
_BETWEEN = "; "


@dataclass(frozen=True)
class Hidden:
    """Which number of a solution is wrong, what it should be, by which slip, and what is wrong because of it."""

    mistake: str
    correction: str
    slip: str
    following: tuple[str, ...] = ()


@dataclass(frozen=True)
class Key:
    """What a key says beside the answers: the `seed`, and what is hidden in each variant's solution."""

    seed: int = 0
    hidden: Mapping[int | None, Hidden] = field(default_factory=dict)


def key_table(worksheets: Sequence[Worksheet]) -> str:
    """The keys of all worksheets: one row each, one column for each question. Columns that begin with # are notes."""
    headings = list(dict.fromkeys(item.written for one in worksheets for item in one.items))
    has_variants = any(one.variant is not None for one in worksheets)
    has_mistake = any(one.mistake for one in worksheets)
    of_mistakes = [MISTAKE, CORRECTION, _SLIP, _FOLLOWING] if has_mistake else []
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["student", *([VARIANT] if has_variants else []), *map(safe_cell, headings), *of_mistakes, _SEED])
    for one in worksheets:
        numbers = {item.written: text for item, text in zip(one.items, one.printed, strict=True)}
        row = ["key" if one.variant is None else f"key {one.variant}"]
        row += [str(one.variant)] if has_variants else []
        row += [numbers.get(heading, "") for heading in headings]
        if one.mistake:
            told = (one.mistake.wrong.written, one.mistake.right, one.mistake.slip)
            row += [*map(safe_cell, told), safe_cell(_BETWEEN.join(one.mistake.following))]
        else:
            row += [""] * len(of_mistakes)
        writer.writerow([*row, str(one.seed)])
    return file.getvalue()


def read_key(path: str | Path) -> Key:
    """What a key says beside the answers.

    Raises `ExpressionError`, naming the file, for one that cannot be read or is no key.
    """
    path = Path(path)
    rows = rows_of(decoded(read_limited(path)).removeprefix("\ufeff"))
    first = next(rows, None)
    heading = [cell.strip().lower() for cell in first.cells] if first else []
    if _SEED not in heading:
        raise ExpressionError(
            say(
                "{path} is no key of worksheets: it has no column {seed}", path=shown(path.name, 60), seed=quoted(_SEED)
            )
        )
    seeds: set[int] = set()
    hidden: dict[int | None, Hidden] = {}
    for row in rows:
        cells = dict(zip(heading, (unmarked(cell) for cell in row.cells), strict=False))
        seed = cells.get(_SEED, "")
        if row.fault or not re.fullmatch(r"-?[0-9]{1,300}", seed):
            raise ExpressionError(
                say("{path}: row {number} cannot be read", path=shown(path.name, 60), number=row.number)
            )
        seeds.add(int(seed))
        if cells.get(MISTAKE):
            following = tuple(filter(None, cells.get(_FOLLOWING, "").split(_BETWEEN)))
            hidden[variant_of(cells.get(VARIANT, ""))] = Hidden(
                cells[MISTAKE], cells.get(CORRECTION, ""), cells.get(_SLIP, ""), following
            )
    if len(seeds) != 1:
        raise ExpressionError(
            say("{path} has more than one seed" if seeds else "{path} has no row", path=shown(path.name, 60))
        )
    return Key(seeds.pop(), hidden)
