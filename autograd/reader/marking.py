"""A checked page as HTML: its formulas in the file's order, each number marked in colour and in shape."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograd.auditor.verdicts import FOLLOWS, RIGHT, ROUNDING, TOO_COARSE, WRONG
from autograd.language import language, say, say_counted, template
from autograd.notation import printable, shown
from autograd.reader.numbers import NOT_UNDERSTOOD, Number
from autograd.reader.passage import Passage
from autograd.reader.reporting import MARKS, exact
from autograd.reader.typesetting import typeset

if TYPE_CHECKING:
    from autograd.reader.checked import Check

#: So many formulas are shown; of a longer page, those with a number at fault come first.
MOST_SHOWN = 3000
#: The longest formula that is shown whole.
_LONGEST = 4000

_CLASSES = {
    RIGHT: "right", ROUNDING: "rounding", TOO_COARSE: "coarse", WRONG: "wrong", FOLLOWS: "follows",
    NOT_UNDERSTOOD: "unread",
}  # fmt: skip
_LEGEND = {
    RIGHT: RIGHT, ROUNDING: template("off by carried rounding"), TOO_COARSE: template("too coarse to be checked"),
    WRONG: WRONG, FOLLOWS: template("follows from a wrong one"), NOT_UNDERSTOOD: NOT_UNDERSTOOD,
}  # fmt: skip


def page(checks: Sequence[Check]) -> str:
    """A page of its own, for one or more checked files."""
    title = say(", ").join(shown(one.name, 80) for one in checks if one.name) or say("A page checked")
    body = "\n".join(_section(one) for one in checks)
    return (
        f'<!DOCTYPE html>\n<html lang="{language()}"><head><meta charset="utf-8"><title>{html.escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>body {{ margin: 0; background: var(--paper); }}\n{_style(':root')}</style></head>\n"
        f'<body><main class="checked">\n{body}\n</main></body></html>\n'
    )


def fragment(one: Check) -> str:
    """The same for a notebook's cell: styled on its own, without a page around it."""
    return f'<div class="checked embedded"><style>{_style(".checked")}</style>\n{_section(one)}\n</div>'


def _style(root: str) -> str:
    style = Path(__file__).with_name("marking.css").read_text(encoding="utf-8")
    return style.replace(":root", root)


def _section(one: Check) -> str:
    numbers: dict[int, list[Number]] = {}
    for number in one.understanding.numbers:
        numbers.setdefault(id(number.passage), []).append(number)
    formulas = [passage for passage in one.passages if id(passage) in numbers or _told(passage)]
    hidden = len(formulas) - MOST_SHOWN
    if hidden > 0:
        faulty = {
            id(number.passage) for number in one.understanding.numbers if number.verdict in (WRONG, FOLLOWS)
        }  # fmt: skip
        first = [passage for passage in formulas if id(passage) in faulty][:MOST_SHOWN]
        kept = {id(passage) for passage in first}
        kept |= {id(passage) for passage in formulas[: MOST_SHOWN - len(first)]}
        formulas = [passage for passage in formulas if id(passage) in kept]
    summary = "".join(f"<p>{html.escape(line)}</p>" for line in str(one.summary).splitlines())
    name = f"<h1>{html.escape(printable(one.name))}</h1>" if one.name else ""
    rows = [f'<section>{name}<div class="summary">{summary}</div>{_legend(one)}<ol>']
    section = -1
    for passage in formulas:
        if passage.section != section and passage.heading and not passage.row and passage.kind != "cell":
            rows.append(f'<li class="title"><h2>{html.escape(printable(passage.heading))}</h2></li>')
            section = passage.section
        rows.append(_row(passage, numbers.get(id(passage), [])))
    rows.append("</ol>")
    if hidden > 0:
        more = say_counted(
            hidden,
            "{count:,} more formula on the page is not shown here",
            "{count:,} more formulas on the page are not shown here",
        )
        rows.append(f"<p>{more}</p>")
    return "\n".join([*rows, "</section>"])


def _told(passage: Passage) -> bool:
    """Whether a passage without a result says something: a relation."""
    return any(sign in passage.text for sign in ("=", "≈", "←", "\\approx", "\\leftarrow"))


def _legend(one: Check) -> str:
    """What the marks mean that are used."""
    used = {number.verdict for number in one.understanding.numbers}
    items = "".join(
        f'<li><mark class="{_CLASSES[verdict]}">0.5</mark> {html.escape(say(meaning))}</li>'
        for verdict, meaning in _LEGEND.items() if verdict in used
    )  # fmt: skip
    return f'<ul class="legend">{items}</ul>' if items else ""


def _row(passage: Passage, numbers: list[Number]) -> str:
    line = passage.line(numbers[-1].start if numbers else 0)
    where = say("cell {cell}", cell=passage.cell) if passage.cell else str(line)
    notes = "".join(_note(number) for number in numbers if number.verdict in (WRONG, FOLLOWS) or number.sentence)
    column = ""
    if passage.row and passage.heading:
        column = f'<span class="column">{html.escape(shown(passage.heading, 60))}</span>'
    formula = f'<div class="formula">{_formula(passage, numbers)}{column}</div>'
    return f'<li><span class="line">{where}</span><div>{formula}{notes}</div></li>'


def _note(number: Number) -> str:
    right = "" if number.exact is None or number.verdict == RIGHT else f" → {exact(number)}"
    sentence = html.escape(printable(number.sentence or say(number.verdict)))
    printed = html.escape(printable(number.printed))
    told = say("{number}: {sentence}", number=f"{MARKS[number.verdict]} {printed}{right}", sentence=sentence)
    return f'<p class="note {_CLASSES[number.verdict]}">{told}</p>'


def _formula(passage: Passage, numbers: list[Number]) -> str:
    """The formula, its numbers marked."""
    text = printable_formula(passage.text)
    if len(text) > _LONGEST:
        return html.escape(shown(text, 400))
    marks = {number.start: (number.end, _marker(number)) for number in numbers}
    return typeset(text, marks, latex=passage.notation == "latex")


def printable_formula(text: str) -> str:
    """The text, as long as it was, with a sign in place of every character that is not printed."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else " " if character.isspace() else "�" for character in text)


def _marker(number: Number) -> Callable[[str], str]:
    title = verdict = say(number.verdict)
    if number.exact is not None:
        title = say("{verdict}: {exact}", verdict=verdict, exact=exact(number))
    if number.sentence:
        title = say("{verdict}. {sentence}", verdict=title, sentence=printable(number.sentence))
    title = html.escape(title)

    def marked(inner: str) -> str:
        hooks = f'data-verdict="{html.escape(number.verdict)}" data-line="{number.line}"'
        return f'<mark class="{_CLASSES[number.verdict]}" title="{title}" {hooks}>{inner.strip()}</mark>'

    return marked
