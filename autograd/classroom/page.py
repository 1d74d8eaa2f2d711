"""A class's marks as one page: a heat map of students and questions; a click shows a student's report.

The page makes no request to any network. What students wrote goes into it escaped, as text; its one script is known by
its hash, and a policy in the page forbids any other.
"""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograd.classroom.marks import BLANK, NOT_READ, SIGNS, Mark, Student
from autograd.classroom.questions import said
from autograd.language import language, say, template, translated
from autograd.notation import counted, number, printable
from autograd.palette import LINE

if TYPE_CHECKING:
    from autograd.classroom.class_report import ClassReport

_FOLDER = Path(__file__).parent
#: The class of a cell for the style sheet, by verdict.
_KINDS = {
    "right": "right", "rounding": "right", "too coarse": "coarse", "follows": "follows", "wrong": "wrong",
    "blank": "blank", "not read": "unread",
}  # fmt: skip
_LEGEND = (
    ("right", template("right")), ("rounding", template("carried rounding")),
    ("too coarse", template("too few digits")), ("follows", template("follows from a wrong one")),
    ("wrong", template("wrong")), (BLANK, template("no answer")), (NOT_READ, template("no number")),
)  # fmt: skip
_TITLE, _UNTITLED = template("{name}: a class's answers"), template("A class's answers")
_HINT = template(
    "What went best comes first, from the left and from above. A click on a row shows that student's report."
)
#: The heads of tables.
_OF_MAP = (template("student"), template("points"))
_OF_ANSWERS = (template("question"), template("answer"), template("exact"), template("points"), template("verdict"))
_OF_SLIPS, _BESIDE_SLIPS = (template("slip"), template("students")), (template("in one of the answers"),)
#: So many slips are listed.
MOST_LISTED = 10


def page(report: ClassReport) -> str:
    """The whole page as HTML."""
    template, style, script = ((_FOLDER / f"page.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js"))
    title = say(_TITLE, name=report.name) if report.name else say(_UNTITLED)
    told = say(
        "{students}, {questions}: {share:.0%} of the points",
        students=counted(len(report.students), "student"),
        questions=counted(len(report.questions), "question"),
        share=report.share,
    )
    filled = {
        "TITLE": _text(title),
        "HASH": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        "STYLE": style,
        "LANGUAGE": language(),
        "SUMMARY": _text(told),
        "HEAT_MAP": _text(say("heat map")),
        "ROWS_AND_COLUMNS": _text(say("Students and questions")),
        "HINT": _text(say(_HINT)),
        "SIGNS": _text(say("signs")),
        "MOST_OFTEN": _text(say("What the class did most often")),
        "LEGEND": "".join(f"<li>{_sign(verdict)} {_text(say(words))}</li>" for verdict, words in _LEGEND),
        "SLIPS": _slips(report),
        "COLUMNS": str(len(report.questions)),
        "MAP": _map(report),
        "REPORTS": "".join(_report(nth, one) for nth, one in enumerate(report.students)),
        "NOT_READ": _not_read(report),
        "SCRIPT": script,
    }
    pieces = template.split("%%")
    return "".join(filled[piece] if nth % 2 else piece for nth, piece in enumerate(pieces))


def frame(report: ClassReport) -> str:
    """The page for Jupyter: in a frame of its own, so that neither styles nor names meet those of the notebook."""
    height = min(420 + 28 * len(report.students), 800)
    return (
        f'<iframe srcdoc="{html.escape(page(report))}" sandbox="allow-scripts" title="{_text(say(_UNTITLED))}" '
        f'style="display:block;box-sizing:border-box;width:100%;height:{height}px;border:1px solid {LINE};'
        'border-radius:6px"></iframe>'
    )


def _map(report: ClassReport) -> str:
    """The heat map: questions from the one that went best to the one that went worst, students likewise."""
    columns = sorted(range(len(report.questions)), key=lambda i: -report.shares[i])
    order = sorted(range(len(report.students)), key=lambda i: -_share(report.students[i]))
    heads = "".join(
        f'<th scope="col"><span>{_text(said(report.questions[i]))}</span></th>' for i in columns
    )  # fmt: skip
    shares = "".join(f"<td>{report.shares[i]:.0%}</td>" for i in columns)
    rows = []
    for nth in order:
        one = report.students[nth]
        cells = "".join(_cell(one.marks[i]) for i in columns)
        name = f'<button type="button" data-report="r{nth}" aria-expanded="false">{_text(one.name)}</button>'
        points = f"{number(one.points, 4)}&#8239;/&#8239;{number(one.of, 4)}"
        rows.append(f'<tr data-report="r{nth}"><th scope="row">{name}</th><td class="points">{points}</td>{cells}</tr>')
    return (
        f"<thead><tr>{_heads(_OF_MAP)}{heads}</tr>"
        f'<tr class="shares"><th scope="row">{_text(say("all"))}</th><td class="points">{report.share:.0%}</td>{shares}'
        f"</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody>"
    )


def _share(one: Student) -> float:
    return one.points / (one.of or 1.0)


def _cell(mark: Mark) -> str:
    quantity = said(mark.quantity)
    told = [f"{quantity} = {mark.printed}" if mark.printed else quantity, say(mark.verdict), *map(say, mark.slips[:1])]
    return f'<td class="{_KINDS[mark.verdict]}" title="{_text(say(": ").join(told))}">{SIGNS[mark.verdict]}</td>'


def _report(nth: int, one: Student) -> str:
    """One student's answers, one by one."""
    rows = []
    for mark in one.marks:
        exact = "" if mark.exact is None else number(mark.exact, 7)
        sentences = "".join(f"<p>{_text(translated(line))}</p>" for line in mark.sentences)
        rows.append(
            f'<tr><td>{_sign(mark.verdict)}</td><th scope="row">{_text(said(mark.quantity))}</th>'
            f'<td class="number">{_text(mark.printed)}</td><td class="number">{_text(exact)}</td>'
            f'<td class="number">{number(mark.points, 4)}</td><td>{_text(say(mark.verdict))}{sentences}</td></tr>'
        )
    told = {"points": number(one.points, 4), "of": number(one.of, 4)}
    points = (
        say("{points} of {of} points", **told)
        if one.variant is None
        else say("{points} of {of} points, variant {variant}", **told, variant=one.variant)
    )
    return (
        f'<section class="report" id="r{nth}"><h2 tabindex="-1">{_text(one.name)}</h2><p>{points}</p>'
        f'<div class="scroller"><table class="answers"><thead><tr><td></td>{_heads(_OF_ANSWERS)}'
        f"</tr></thead><tbody>{''.join(rows)}</tbody></table></div></section>"
    )


def _slips(report: ClassReport) -> str:
    if not report.slips:
        return f"<p>{_text(say('No slip was found.'))}</p>"
    most = report.slips[0].count
    rows = "".join(
        f'<tr><th scope="row">{_text(say(slip.slip))}</th><td class="number">{slip.count}</td>'
        f'<td class="bar"><span style="width:{slip.count / most:.0%}"></span></td>'
        f"<td>{_text(translated(slip.sentence))}</td></tr>"
        for slip in report.slips[:MOST_LISTED]
    )
    return (
        f'<div class="scroller"><table class="slips"><thead><tr>{_heads(_OF_SLIPS)}<td></td>'
        f"{_heads(_BESIDE_SLIPS)}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _not_read(report: ClassReport) -> str:
    if not report.not_read:
        return ""
    listed = "".join(f"<li>{_text(row.said())}</li>" for row in report.not_read)
    return f"<section><h2>{_text(say('Not read'))}</h2><ul>{listed}</ul></section>"


def _heads(words: Sequence[str]) -> str:
    return "".join(f'<th scope="col">{_text(say(word))}</th>' for word in words)


def _sign(verdict: str) -> str:
    return f'<span class="sign {_KINDS[verdict]}" aria-hidden="true">{SIGNS[verdict]}</span>'


def _text(text: str) -> str:
    """Text from outside as it may stand in the page."""
    return html.escape(printable(text))
