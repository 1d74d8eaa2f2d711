"""A worksheet as an HTML page to print; its key likewise. The page makes no request to any network."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograd.classroom.formulas import html_text
from autograd.classroom.levels import LEVELS
from autograd.classroom.questions import said
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
)
from autograd.classroom.worksheets import Worksheet
from autograd.language import language, say
from autograd.notation import printable

_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>{style}</style>
</head>
<body class="{kind}">
<h1>{title}</h1>
{body}
</body>
</html>
"""


#: Longer lines do not stand in two columns.
LONGEST_IN_COLUMNS = 70


def _style() -> str:
    return (Path(__file__).parent / "worksheet.css").read_text(encoding="utf-8")


def exercise(worksheet: Worksheet) -> str:
    """The exercise, with a line to write on for each answer."""
    return _page(heading(worksheet), "exercise", _exercise(worksheet))


def key(worksheet: Worksheet) -> str:
    """The key, worked out step by step."""
    return _page(key_heading(worksheet), "key", _key(worksheet))


def _page(title: str, kind: str, body: Iterator[str]) -> str:
    return _PAGE.format(
        language=language(), title=html.escape(printable(title)), kind=kind, style=_style(), body="\n".join(body)
    )


def _exercise(worksheet: Worksheet) -> Iterator[str]:
    yield f'<div class="name">{say("Name:")} <span></span> {say("Date:")} <span></span></div>'
    yield from _given(worksheet)
    for level in worksheet.levels:
        yield f"<h2>{say(LEVELS[level])}</h2>"
        if level == "mistake":
            yield from _solution(worksheet)
            blanks = "".join(f"<div>{say(asked)} <span></span></div>" for asked in MISTAKE_ASKED)
            yield f'<div class="found">{blanks}</div>'
            continue
        yield f"<p>{html_text(asked_for(worksheet, level))}</p>"
        yield _questions([(item.written, "") for item, _ in worksheet.of_level(level)])


def given_as_html(worksheet: Worksheet) -> str:
    """The formulas and the numbers, for a page of somebody else's."""
    return "".join(_given(worksheet))


def solution_as_html(worksheet: Worksheet) -> str:
    """The solution in which a mistake is to be found, likewise, without the formulas."""
    return "".join(_solution(worksheet))


def formulas_as_html(worksheet: Worksheet) -> str:
    """The formulas, likewise."""
    return _list("formulas", [line.text for line in worksheet.formulas])


def _given(worksheet: Worksheet) -> Iterator[str]:
    yield formulas_as_html(worksheet)
    yield _inputs(worksheet.inputs)


def _inputs(pairs: Sequence[tuple[str, str]]) -> str:
    return _list("inputs", [f"{name} = {text}" for name, text in pairs])


def _list(kind: str, lines: Sequence[str]) -> str:
    return f'<ul class="{kind}">{"".join(f"<li>{html_text(line)}</li>" for line in lines)}</ul>'


def _questions(pairs: Sequence[tuple[str, str]], kind: str = "questions") -> str:
    rows = "".join(f"<li><i>{html_text(said(name))} =</i> <b>{html_text(text)}</b></li>" for name, text in pairs)
    return f'<ul class="{kind}">{rows}</ul>'


def _solution(worksheet: Worksheet) -> Iterator[str]:
    mistake = worksheet.mistake
    if mistake is not None:
        yield f"<p>{say(MISTAKE_TASK)}</p>"
        yield _inputs(worksheet.mistake_inputs)
        names = [item.written for item in mistake.items]
        yield _questions(list(zip(names, mistake.printed, strict=True)), "questions known")


def _key(worksheet: Worksheet) -> Iterator[str]:
    yield from _given(worksheet)
    for level in worksheet.levels:
        if level != "mistake":
            yield f"<h2>{say(LEVELS[level])}</h2>"
            yield _questions([(item.written, text) for item, text in worksheet.of_level(level)])
    if worksheet.mistake is not None:
        yield f"<h2>{say(LEVELS['mistake'])}</h2>"
        yield f"<p>{html_text(mistake_told(worksheet.mistake))}</p>"
        yield f"<p>{html_text(following_told(worksheet.mistake))}</p>"
    for section in str(worksheet.steps).split("\n\n"):
        title, *lines = section.splitlines()
        yield f"<h2>{html.escape(title)}</h2>"
        is_wide = max(map(len, lines), default=0) > LONGEST_IN_COLUMNS
        yield _list("steps" if is_wide else "steps columns", [line.strip() for line in lines])
    if worksheet.updates:
        yield f"<h2>{say(LEVELS['update'])}</h2>"
        yield _list("steps", worksheet.updates)
    if worksheet.alike:
        yield f"<h2>{say(ALIKE)}</h2>"
        yield _list("alike", alike_told(worksheet))
