r"""A worksheet as a LaTeX document with amsmath; its key likewise. Both compile with pdflatex."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograd.classroom.formulas import Line, latex_quantity, latex_text, latex_value
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
)
from autograd.classroom.worksheets import Worksheet
from autograd.language import language, say
from autograd.notation import latex_name

_DOCUMENT = r"""\documentclass[11pt,a4paper]{article}
%(letters)s
\usepackage{amsmath,amssymb,multicol}
\usepackage[margin=2cm]{geometry}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\pagestyle{plain}
\begin{document}
{\Large\bfseries %(title)s\par}
\bigskip
%(body)s
\end{document}
"""
_NAME = r"%s \rule[-2pt]{8cm}{0.4pt}\hfill %s \rule[-2pt]{3.5cm}{0.4pt}\par"
#: What gives the document its letters: of another language with LuaLaTeX or XeLaTeX.
_LETTERS, _LETTERS_OF = r"\usepackage[utf8]{inputenc}", {"zh": r"\usepackage{ctex}"}
#: Longer lines, as text, do not stand in two columns.
LONGEST_IN_COLUMNS = 70
_STEP = r"{\raggedright\hangindent=2em\hangafter=1 $\displaystyle %s$\par}"
_BLANK = r"\noindent\makebox[\linewidth]{$\displaystyle %s ={}$\hrulefill}\par\vspace{10pt}"
_KNOWN = r"\noindent$\displaystyle %s = %s$\par\vspace{6pt}"


def exercise(worksheet: Worksheet) -> str:
    """The exercise, with a line to write on for each answer."""
    return _document(heading(worksheet), _exercise(worksheet))


def key(worksheet: Worksheet) -> str:
    """The key, worked out step by step."""
    return _document(key_heading(worksheet), _key(worksheet))


def _document(title: str, body: Iterator[str]) -> str:
    return _DOCUMENT % {
        "letters": _LETTERS_OF.get(language(), _LETTERS),
        "title": latex_text(title),
        "body": "\n".join(body),
    }


def _exercise(worksheet: Worksheet) -> Iterator[str]:
    yield _NAME % (latex_text(say("Name:")), latex_text(say("Date:")))
    yield from _given(worksheet)
    for level in worksheet.levels:
        if level == "mistake":
            yield from _solution(worksheet)
            continue
        told = latex_text(asked_for(worksheet, level))
        blanks = [_BLANK % latex_quantity(item.written) for item, _ in worksheet.of_level(level)]
        yield from _columns(blanks, rf"\subsection*{{{latex_text(say(LEVELS[level]))}}} {told}")


def _columns(lines: Sequence[str], head: str) -> Iterator[str]:
    """Lines in two columns, on the page of what stands above them, and not at its very end."""
    if len(lines) > 1:
        yield rf"\begin{{multicols}}{{2}}[{{{head}}}][5cm]\raggedcolumns"
        yield from lines
        yield r"\end{multicols}"
    else:
        yield head
        yield ""
        yield from lines


def _given(worksheet: Worksheet) -> Iterator[str]:
    yield from _formulas(worksheet.formulas)
    yield _inputs(worksheet.inputs)


def _formulas(lines: Sequence[Line]) -> Iterator[str]:
    if all(line.latex for line in lines):
        yield r"\begin{align*}"
        yield " \\\\\n".join(line.latex.replace(" = ", " &= ", 1) for line in lines)
        yield r"\end{align*}"
    else:
        yield r"\begin{quote}"
        yield "\\\\\n".join(rf"\texttt{{{latex_text(line.text)}}}" for line in lines)
        yield r"\end{quote}"


def _inputs(pairs: Sequence[tuple[str, str]]) -> str:
    told = say("with {inputs}", inputs=[f"${latex_name(name)} = {latex_value(text)}$" for name, text in pairs])
    return rf"\begin{{flushleft}}{told}\end{{flushleft}}"


def _solution(worksheet: Worksheet) -> Iterator[str]:
    mistake = worksheet.mistake
    if mistake is not None:
        task_told = f"{latex_text(say(MISTAKE_TASK))} {_inputs(worksheet.mistake_inputs)}"
        head = rf"\subsection*{{{latex_text(say(LEVELS['mistake']))}}} {task_told}"
        rows = zip(mistake.items, mistake.printed, strict=True)
        yield from _columns([_KNOWN % (latex_quantity(item.written), text) for item, text in rows], head)
        yield (
            r"\enspace ".join(rf"{latex_text(to_answer(asked))}\enspace\hrulefill" for asked in MISTAKE_ASKED) + r"\par"
        )


def _steps(worksheet: Worksheet) -> Iterator[str]:
    """The computation, line by line: in the text, where a line that is too long is broken at its signs."""
    texts = iter(str(worksheet.steps).split("\n\n"))
    for section in worksheet.steps.latex().split(r"\paragraph{")[1:]:
        title, _, rest = section.partition("}\n")
        head = rf"\subsection*{{{title}}}"
        lines = [_STEP % line[2:].removesuffix(r" \\") for line in rest.splitlines() if line.startswith("& ")]
        if max(map(len, next(texts).splitlines())) > LONGEST_IN_COLUMNS:
            yield head
            yield from lines
        else:
            yield from _columns(lines, head)


def _key(worksheet: Worksheet) -> Iterator[str]:
    yield from _given(worksheet)
    for level in worksheet.levels:
        if level != "mistake":
            known = [_KNOWN % (latex_quantity(item.written), text) for item, text in worksheet.of_level(level)]
            yield from _columns(known, rf"\subsection*{{{latex_text(say(LEVELS[level]))}}}")
    if worksheet.mistake is not None:
        yield rf"\subsection*{{{latex_text(say(LEVELS['mistake']))}}}"
        yield latex_text(mistake_told(worksheet.mistake))
        yield ""
        yield latex_text(following_told(worksheet.mistake))
    yield from _steps(worksheet)
    if worksheet.updates:
        yield rf"\subsection*{{{latex_text(say(LEVELS['update']))}}}"
        yield "\\\\\n".join(latex_text(line) for line in worksheet.updates)
    if worksheet.alike:
        yield rf"\subsection*{{{latex_text(say(ALIKE))}}}"
        yield r"\begin{itemize}"
        yield from (rf"\item {latex_text(told)}" for told in alike_told(worksheet))
        yield r"\end{itemize}"
