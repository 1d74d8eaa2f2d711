"""A class's marks as one page: a heat map of students and questions; a click shows a student's report.

The page makes no request to any network. What students wrote goes into it escaped, as text; its one script is known by
its hash, and a policy in the page forbids any other.
"""

from __future__ import annotations

import base64
import hashlib
import html
from pathlib import Path
from typing import TYPE_CHECKING

from autograd.classroom.marks import SIGNS, Mark, Student
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
    ("right", "right"), ("rounding", "carried rounding"), ("too coarse", "too few digits"),
    ("follows", "follows from a wrong one"), ("wrong", "wrong"), ("blank", "no answer"), ("not read", "no number"),
)  # fmt: skip
_TITLE, _UNTITLED = "{name}: a class's answers", "A class's answers"
#: So many slips are listed.
MOST_LISTED = 10


def page(report: ClassReport) -> str:
    """The whole page as HTML."""
    template, style, script = ((_FOLDER / f"page.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js"))
    title = _TITLE.format(name=report.name) if report.name else _UNTITLED
    told = f"{counted(len(report.students), 'student')}, {counted(len(report.questions), 'question')}"
    filled = {
        "TITLE": _text(title),
        "HASH": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        "STYLE": style,
        "SUMMARY": _text(f"{told}: {report.share:.0%} of the points"),
        "LEGEND": "".join(f"<li>{_sign(verdict)} {_text(words)}</li>" for verdict, words in _LEGEND),
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
        f'<iframe srcdoc="{html.escape(page(report))}" sandbox="allow-scripts" title="a class\'s answers" '
        f'style="display:block;box-sizing:border-box;width:100%;height:{height}px;border:1px solid {LINE};'
        'border-radius:6px"></iframe>'
    )


def _map(report: ClassReport) -> str:
    """The heat map: questions from the one that went best to the one that went worst, students likewise."""
    columns = sorted(range(len(report.questions)), key=lambda i: -report.shares[i])
    order = sorted(range(len(report.students)), key=lambda i: -_share(report.students[i]))
    heads = "".join(
        f'<th scope="col"><span>{_text(report.questions[i])}</span></th>' for i in columns
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
        f'<thead><tr><th scope="col">student</th><th scope="col">points</th>{heads}</tr>'
        f'<tr class="shares"><th scope="row">all</th><td class="points">{report.share:.0%}</td>{shares}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody>"
    )


def _share(one: Student) -> float:
    return one.points / (one.of or 1.0)


def _cell(mark: Mark) -> str:
    facts = [f"{mark.quantity} = {mark.printed}" if mark.printed else mark.quantity, mark.verdict, *mark.slips[:1]]
    return f'<td class="{_KINDS[mark.verdict]}" title="{_text(": ".join(facts))}">{SIGNS[mark.verdict]}</td>'


def _report(nth: int, one: Student) -> str:
    """One student's answers, one by one."""
    rows = []
    for mark in one.marks:
        exact = "" if mark.exact is None else number(mark.exact, 7)
        said = "".join(f"<p>{_text(line)}</p>" for line in mark.sentences)
        rows.append(
            f'<tr><td>{_sign(mark.verdict)}</td><th scope="row">{_text(mark.quantity)}</th>'
            f'<td class="number">{_text(mark.printed)}</td><td class="number">{_text(exact)}</td>'
            f'<td class="number">{number(mark.points, 4)}</td><td>{_text(mark.verdict)}{said}</td></tr>'
        )
    variant = "" if one.variant is None else f", variant {one.variant}"
    points = f"{number(one.points, 4)} of {number(one.of, 4)} points{variant}"
    return (
        f'<section class="report" id="r{nth}"><h2 tabindex="-1">{_text(one.name)}</h2><p>{points}</p>'
        '<div class="scroller"><table class="answers"><thead><tr><td></td><th scope="col">question</th>'
        '<th scope="col">answer</th><th scope="col">exact</th><th scope="col">points</th><th scope="col">verdict</th>'
        f"</tr></thead><tbody>{''.join(rows)}</tbody></table></div></section>"
    )


def _slips(report: ClassReport) -> str:
    if not report.slips:
        return "<p>No slip was found.</p>"
    most = report.slips[0].count
    rows = "".join(
        f'<tr><th scope="row">{_text(slip.slip)}</th><td class="number">{slip.count}</td>'
        f'<td class="bar"><span style="width:{slip.count / most:.0%}"></span></td>'
        f"<td>{_text(slip.sentence)}</td></tr>"
        for slip in report.slips[:MOST_LISTED]
    )
    return (
        '<div class="scroller"><table class="slips"><thead><tr><th scope="col">slip</th><th scope="col">students</th>'
        f'<td></td><th scope="col">in one of the answers</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _not_read(report: ClassReport) -> str:
    if not report.not_read:
        return ""
    listed = "".join(f"<li>{_text(str(row))}</li>" for row in report.not_read)
    return f"<section><h2>Not read</h2><ul>{listed}</ul></section>"


def _sign(verdict: str) -> str:
    return f'<span class="sign {_KINDS[verdict]}" aria-hidden="true">{SIGNS[verdict]}</span>'


def _text(text: str) -> str:
    """Text from outside as it may stand in the page."""
    return html.escape(printable(text))
