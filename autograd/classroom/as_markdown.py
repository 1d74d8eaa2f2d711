"""A worksheet as Markdown with formulas between dollar signs; its key likewise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograd.classroom.formulas import Line, latex_quantity, latex_value
from autograd.classroom.levels import LEVELS
from autograd.classroom.wording import (
    ALIKE,
    MISTAKE_ASKED,
    MISTAKE_TASK,
    alike_told,
    asked_for,
    following_told,
    heading,
    key_heading,
    mistake_told,
    to_answer,
)  # fmt: skip
from autograd.classroom.worksheets import Worksheet
from autograd.language import say
from autograd.notation import in_markdown, latex_name


def exercise(worksheet: Worksheet) -> str:
    """The exercise, with a blank for each answer."""
    lines = [f"# {in_markdown(heading(worksheet))}", "", f"{say('Name:')} ______________________", ""]
    lines += given(worksheet)
    for level in worksheet.levels:
        lines += ["", f"## {say(LEVELS[level])}", ""]
        if level == "mistake":
            lines += [
                *solution(worksheet),
                "",
                *(f"{to_answer(asked)} ______________________  " for asked in MISTAKE_ASKED),
            ]
            continue
        lines += [asked_for(worksheet, level), ""]
        lines += table(
            [say("quantity"), say("answer")],
            [(f"${latex_quantity(i.written)}$", "") for i, _ in worksheet.of_level(level)],
        )
    return "\n".join(lines) + "\n"


def given(worksheet: Worksheet) -> list[str]:
    """The formulas and the numbers."""
    return [*formulas(worksheet.formulas), "", *inputs(worksheet.inputs)]


def formulas(lines: Sequence[Line]) -> list[str]:
    """Formulas below one another."""
    if all(line.latex for line in lines):
        return ["$$", r"\begin{aligned}", " \\\\\n".join(line.latex.replace(" = ", " &= ", 1) for line in lines),
                r"\end{aligned}", "$$"]  # fmt: skip
    return ["```text", *(line.text for line in lines), "```"]


def inputs(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """The inputs and their numbers."""
    return [say("with {inputs}", inputs=[f"${latex_name(name)} = {latex_value(text)}$" for name, text in pairs])]


def solution(worksheet: Worksheet) -> Iterator[str]:
    """The solution in which a mistake is to be found."""
    if worksheet.mistake is None:
        return
    yield say(MISTAKE_TASK)
    yield ""
    yield from inputs(worksheet.mistake_inputs)
    yield ""
    rows = zip(worksheet.mistake.items, worksheet.mistake.printed, strict=True)
    yield from table(
        [say("quantity"), say("number")], [(f"${latex_quantity(item.written)}$", f"${text}$") for item, text in rows]
    )


def key(worksheet: Worksheet) -> str:
    """The key, worked out step by step."""
    lines = [f"# {in_markdown(key_heading(worksheet))}", "", *given(worksheet)]
    for level in worksheet.levels:
        if level != "mistake":
            lines += ["", f"## {say(LEVELS[level])}", ""]
            rows = [(f"${latex_quantity(item.written)}$", f"${text}$") for item, text in worksheet.of_level(level)]
            lines += table([say("quantity"), say("answer")], rows)
    lines += ["", f"## {say('Step by step')}", "", worksheet.steps.markdown().rstrip()]
    lines += [line for update in worksheet.updates for line in ("", in_markdown(update))]
    if worksheet.mistake is not None:
        mistake = worksheet.mistake
        told = mistake_told(mistake)
        lines += ["", f"## {say(LEVELS['mistake'])}", "", in_markdown(told)]
        lines += ["", in_markdown(following_told(mistake))]
    if worksheet.alike:
        lines += ["", f"## {say(ALIKE)}", ""]
        lines += [f"- {in_markdown(told)}" for told in alike_told(worksheet)]
    return "\n".join(lines) + "\n"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table."""
    return [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads), *(f"| {' | '.join(row)} |" for row in rows)]
