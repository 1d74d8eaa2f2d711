"""Worksheets: an exercise with blanks made of a sheet, and its key worked out step by step; one, or one a student."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from autograd.auditor import Sheet, sheet_data
from autograd.auditor import sheet as sheet_of
from autograd.auditor.bases import Base
from autograd.auditor.rules import SGD
from autograd.classroom.coincidences import base_of, numbers_of, told_alike
from autograd.classroom.formulas import Line, inputs_written, lines_of
from autograd.classroom.levels import Item, items_of, read_levels
from autograd.classroom.mistakes import Mistake, hide, written
from autograd.classroom.variants import MOST_VARIANTS, Variants
from autograd.errors import ExpressionError
from autograd.explanation import Explanation, explain
from autograd.files import reason, write_whole
from autograd.language import language, say
from autograd.notation import number, printable, quoted

#: Which quantities of a key are looked at for slips that cannot be told apart.
MOST_TOLD = 60


@dataclass(frozen=True)
class Worksheet:
    """One student's exercise, and the key to it.

    - `title`; `variant`, the number of the variant, if there are any; `seed` of the variants; `digits` asked for.
    - `data`: the sheet with this variant's numbers; `inputs` and `formulas` as they are written.
    - `items`: the questions; `answers`: their exact numbers; `printed`: as they stand in the key.
    - `steps`: the computation, explained; `updates`: the steps of the parameters, line by line.
    - `alike`: for a question, the slips that its digits cannot tell apart.
    - `lang`: the language it is written in.
    - `mistake`: a solution with one slip in it, for the other numbers of `mistake_data`, its `mistake_inputs`.
    """

    title: str
    variant: int | None
    seed: int
    digits: int
    data: Mapping[str, Any]
    inputs: tuple[tuple[str, str], ...]
    formulas: tuple[Line, ...]
    levels: tuple[str, ...]
    items: tuple[Item, ...]
    answers: tuple[float, ...]
    printed: tuple[str, ...]
    steps: Explanation
    updates: tuple[str, ...]
    alike: tuple[tuple[str, str], ...]
    mistake: Mistake | None
    mistake_inputs: tuple[tuple[str, str], ...] = ()
    mistake_data: Mapping[str, Any] = field(default_factory=dict)
    lang: str = "en"

    @property
    def rate(self) -> str:
        """The learning rate as it is written; nothing where none is needed."""
        has_step = "update" in self.levels
        return number(float(sheet_of({**self.data, "claims": []}).example.learning_rate)) if has_step else ""

    def of_level(self, level: str) -> list[tuple[Item, str]]:
        """The questions of a level with their answers."""
        return [(item, text) for item, text in zip(self.items, self.printed, strict=True) if item.level == level]


def make_worksheets(
    sheet: str | Path | Mapping[str, Any],
    *,
    variants: int = 0,
    seed: int = 0,
    levels: Sequence[str] = (),
    digits: int = 5,
    progress: Callable[[list[int]], Iterable[int]] | None = None,
) -> list[Worksheet]:
    """The worksheets of a sheet: one with its own numbers, or so many variants. See `worksheet`."""
    data = sheet if isinstance(sheet, Mapping) else sheet_data(sheet)
    sheet_of({**data, "claims": data.get("claims", [])})  # so that what is wrong with it is said first
    if isinstance(variants, bool) or not isinstance(variants, int) or not 0 <= variants <= MOST_VARIANTS:
        raise ExpressionError(
            say(
                "variants must be a whole number from 0 to {most_variants:,}, not {variants}",
                most_variants=MOST_VARIANTS,
                variants=quoted(variants),
            )
        )
    if isinstance(digits, bool) or not isinstance(digits, int) or not 2 <= digits <= 12:
        raise ExpressionError(say("digits must be a whole number from 2 to 12, not {digits}", digits=quoted(digits)))
    name = Path(sheet).stem if isinstance(sheet, (str, Path)) else ""
    title = printable(str(data.get("title", data.get("name", name)))) or say("Backpropagation")
    chosen = read_levels(levels, data)
    source = Variants(data, seed)
    found = []
    numbers = list(range(1, variants + 1)) or [0]
    for nth in progress(numbers) if progress else numbers:
        variant = nth or None
        own = data if variant is None else source.data(variant)
        hidden = source.data(variant or 0, part="mistake") if "mistake" in chosen else None
        found.append(_worksheet(own, hidden, title, variant, seed, chosen, digits, source))
    return found


def _worksheet(
    data: Mapping[str, Any], hidden: Mapping[str, Any] | None, title: str, variant: int | None, seed: int,
    levels: tuple[str, ...], digits: int, source: Variants,
) -> Worksheet:  # fmt: skip
    sheet = sheet_of({**data, "claims": []})
    items = items_of(data, levels)
    quantities = list(dict.fromkeys(item.quantity for item in items))
    base = base_of(sheet, quantities)
    answers = [base.number(item.quantity) * item.claim.scale for item in items]
    mistake = None
    if hidden is not None:
        others = [level for level in levels if level != "mistake"] or ["forward", "gradients"]
        solved = [item for item in items_of(hidden, others) if item.claim.scale == 1 and not item.quantity.after]
        mistake = hide(sheet_of({**hidden, "claims": []}), solved, Random(f"{seed}:{variant}:slip"), digits)
    return Worksheet(
        title=title,
        variant=variant,
        seed=seed,
        digits=digits,
        data={key: value for key, value in data.items() if key not in ("points", "vary")},
        inputs=inputs_written(data),
        formulas=lines_of(sheet, data),
        levels=levels,
        items=tuple(items),
        answers=tuple(answers),
        printed=tuple(written(answer, digits) for answer in answers),
        steps=explain(sheet.example.nodes[sheet.example.output], digits=max(digits, 6)),
        updates=tuple(_updates(sheet, base, items, digits)),
        alike=tuple(_alike(base, items, digits, source)),
        mistake=mistake,
        mistake_inputs=inputs_written(hidden) if hidden is not None else (),
        mistake_data=hidden or {},
        lang=language(),
    )


def _updates(sheet: Sheet, base: Base, items: Sequence[Item], digits: int) -> list[str]:
    """The first step of each parameter that is asked for, by plain gradient descent: old - rate · gradient."""
    example = sheet.example
    if example.update.rule is not SGD:
        return []
    lines = []
    rate = number(example.learning_rate)
    for item in items:
        if item.quantity.kind == "update" and not item.quantity.after:
            node = example.named[item.quantity.name]
            old, gradient = example.inputs[node], base.stages[0].gradient[node]
            new = written(base.number(item.quantity), max(digits, 6))
            lines.append(f"{item.written} = {number(old)} - {rate}·({number(gradient, max(digits, 6))}) = {new}")
    return lines


def _alike(base: Base, items: Sequence[Item], digits: int, source: Variants) -> list[tuple[str, str]]:
    """For each question the slips that its digits cannot tell apart, listed."""
    found = []
    for item in items[:MOST_TOLD]:
        if item.quantity.after or item.quantity.kind == "path":
            continue
        numbers = numbers_of(base, [item.quantity], digits)[item.quantity]
        groups = told_alike(numbers, digits)
        if unseen := source.hidden(item.quantity, numbers):
            groups = [["right", *unseen], *groups]
        told = [say("{slips}", slips=[say(slip) for slip in group]) for group in groups]
        if told:
            found.append((item.written, say("; ").join(told)))
    return found


def write_files(folder: str | Path, files: Mapping[str, str]) -> list[Path]:
    """Write files into a folder, which is made if it is not there. Raises `ExpressionError` if that cannot be done."""
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [write_whole(folder / name, text.encode()) for name, text in files.items()]
    except OSError as error:
        where = printable(str(error.filename or folder))
        raise ExpressionError(say("cannot write {where}: {reason}", where=where, reason=reason(error))) from None
