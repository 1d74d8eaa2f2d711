"""Worksheets as questions for Moodle, in its XML: a category for each variant, in it a question for each answer, or one
cloze question for all of them.

Right is what the digits that are asked for allow. A number that a frequent slip gives is wrong, and its feedback says
which slip. The files hold the answers.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator, Sequence
from xml.etree import ElementTree as tree

from autograd.classroom.as_html import formulas_as_html, given_as_html, solution_as_html
from autograd.classroom.formulas import html_text
from autograd.classroom.levels import LEVELS, Item
from autograd.classroom.questions import said
from autograd.classroom.replies import Choice, Reply, choices_of, corrections_of, replies_of
from autograd.classroom.wording import SHOULD_BE, WHICH_IS_WRONG, asked_for, heading
from autograd.classroom.worksheets import Worksheet
from autograd.language import say
from autograd.notation import printable

#: Moodle keeps so many characters of the name of a question or of a category.
LONGEST_NAME = 200
#: What would end a gap, or part of it, or begin one.
_IN_GAPS = str.maketrans({sign: f"&#{ord(sign)};" for sign in '{}~#\\"'} | {"&": "&amp;", "\n": " "})


_Writer = Callable[[Worksheet], Iterator[tree.Element]]


def quiz(worksheets: Sequence[Worksheet]) -> str:
    """A question for each answer of all worksheets, as one file to import."""
    return _file(worksheets, _questions)


def cloze(worksheets: Sequence[Worksheet]) -> str:
    """A cloze question for each worksheet, as one file to import."""
    return _file(worksheets, _cloze)


def _file(worksheets: Sequence[Worksheet], write: _Writer) -> str:
    root = tree.Element("quiz")
    for one in worksheets:
        category = tree.SubElement(root, "question", type="category")
        place = _name(heading(one)).replace("/", "//")  # a single stroke would begin a category within
        _text(category, "category", f"$course$/top/{place}")
        for question in write(one):
            root.append(question)
    tree.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tree.tostring(root, encoding="unicode") + "\n"


def _questions(one: Worksheet) -> Iterator[tree.Element]:
    given = given_as_html(one)
    nth = 0
    for nth, (item, replies) in enumerate(replies_of(one), start=1):
        question = _question("numerical", f"{nth:03} {said(item.written)}", given + _asked(one, item))
        yield _numerical(question, replies)
    if one.mistake is not None:
        solved = formulas_as_html(one) + solution_as_html(one)
        question = _question(
            "multichoice", f"{nth + 1:03} {say(LEVELS['mistake'])}", f"{solved}<p>{say(WHICH_IS_WRONG)}</p>"
        )
        for name, value in (("single", "true"), ("shuffleanswers", "false"), ("answernumbering", "none")):
            tree.SubElement(question, name).text = value
        for choice in choices_of(one.mistake):
            _answer(question, html_text(said(choice.written)), choice.is_right, html_text(choice.told), format="html")
        yield question
        asked = f"{solved}<p>{say(WHICH_IS_WRONG)} {say(SHOULD_BE)}</p>"
        question = _question("numerical", f"{nth + 2:03} {say(LEVELS['mistake'])}", asked)
        yield _numerical(question, corrections_of(one.mistake, one.digits))


def _asked(one: Worksheet, item: Item) -> str:
    told = asked_for(one, item.level)
    return f"<p>{html_text(told)}</p><p>{html_text(said(item.written))} = ?</p>"


def _question(kind: str, name: str, text: str) -> tree.Element:
    question = tree.Element("question", type=kind)
    _text(question, "name", _name(name))
    _text(question, "questiontext", text, format="html")
    _text(question, "generalfeedback", "", format="html")
    for key, value in (("defaultgrade", "1"), ("penalty", "0.3333333"), ("hidden", "0")):
        tree.SubElement(question, key).text = value
    return question


def _numerical(question: tree.Element, replies: Iterable[Reply]) -> tree.Element:
    for reply in replies:
        answer = _answer(question, reply.number, reply.is_right, html_text(reply.told), format="moodle_auto_format")
        tree.SubElement(answer, "tolerance").text = f"{reply.tolerance:.3g}"
    for name, value in (("unitgradingtype", "0"), ("unitpenalty", "0.1"), ("showunits", "3"), ("unitsleft", "0")):
        tree.SubElement(question, name).text = value
    return question


def _answer(question: tree.Element, text: str, is_right: bool, feedback: str, **attributes: str) -> tree.Element:
    answer = tree.SubElement(question, "answer", {"fraction": "100" if is_right else "0", **attributes})
    tree.SubElement(answer, "text").text = text
    _text(answer, "feedback", feedback, format="html")
    return answer


def _cloze(one: Worksheet) -> Iterator[tree.Element]:
    """The whole worksheet, with a gap for each answer."""
    lines = [_outside(given_as_html(one))]
    level = ""
    for item, replies in replies_of(one):
        if item.level != level:
            level = item.level
            told = html_text(asked_for(one, level))
            lines.append(_outside(f"<h4>{say(LEVELS[level])}</h4><p>{told}</p>"))
        lines.append(f"<p>{_outside(html_text(said(item.written)))} = {_number_gap(replies)}</p>")
    if one.mistake is not None:
        lines.append(_outside(f"<h4>{say(LEVELS['mistake'])}</h4>{solution_as_html(one)}"))
        lines.append(f"<p>{say(WHICH_IS_WRONG)} {_choice_gap(choices_of(one.mistake))}</p>")
        lines.append(f"<p>{say(SHOULD_BE)} {_number_gap(corrections_of(one.mistake, one.digits))}</p>")
    yield _question("cloze", heading(one), "\n".join(lines))


def _outside(text: str) -> str:
    """HTML in which no gap begins."""
    return text.replace("{", "&#123;").replace("}", "&#125;")


def _number_gap(replies: Iterable[Reply]) -> str:
    """A gap for a number: `{1:NUMERICAL:=0.5:0.001~%0%0.25:0.0005#what is said}`."""
    parts = [
        f"{'=' if reply.is_right else '%0%'}{reply.number}:{reply.tolerance:.3g}" + _feedback(reply.told)
        for reply in replies
    ]
    return f"{{1:NUMERICAL:{'~'.join(parts)}}}"


def _choice_gap(choices: Iterable[Choice]) -> str:
    """A gap in which one of several is chosen; it shows plain text."""
    parts = [
        ("=" if choice.is_right else "%0%")
        + html.escape(said(choice.written)).translate(_IN_GAPS)
        + _feedback(choice.told)
        for choice in choices
    ]
    return f"{{1:MULTICHOICE:{'~'.join(parts)}}}"


def _feedback(told: str) -> str:
    return f"#{html_text(told).translate(_IN_GAPS)}" if told else ""


def _name(text: str) -> str:
    text = printable(text)
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"


def _text(parent: tree.Element, name: str, text: str, **attributes: str) -> None:
    tree.SubElement(tree.SubElement(parent, name, attributes), "text").text = text
