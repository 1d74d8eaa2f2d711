"""Worksheets as questions for `jupyterquiz`, which shows them in a notebook: `display_quiz("quiz-01.json")`.

Each question stands for itself. The file holds the answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from autograd.classroom.as_html import formulas_as_html, given_as_html, solution_as_html
from autograd.classroom.formulas import html_text
from autograd.classroom.questions import said
from autograd.classroom.replies import Reply, choices_of, corrections_of, replies_of
from autograd.classroom.wording import ANSWER_RIGHT, ANSWER_WRONG, SHOULD_BE, WHICH_IS_WRONG, precision
from autograd.classroom.worksheets import Worksheet
from autograd.language import say

#: What is taken for a formula, or for a link.
_MARKS = str.maketrans({sign: f"&#{ord(sign)};" for sign in "$[]\\"})


def quiz(worksheet: Worksheet) -> str:
    """The questions of one worksheet."""
    text = json.dumps(list(_questions(worksheet)), indent=1)
    # It is read in the system's encoding, and put into a script: no end tag may stand in it.
    return text.replace("<", "\\u003c") + "\n"


def _questions(one: Worksheet) -> Iterator[dict[str, Any]]:
    given = given_as_html(one)
    for item, replies in replies_of(one):
        told = f"<p>{html_text(precision(one))}</p><p><b>{html_text(said(item.written))} = ?</b></p>"
        yield _numeric(given + told, replies)
    if one.mistake is not None:
        solved = formulas_as_html(one) + solution_as_html(one)
        answers = [
            {"answer": _marked(html_text(said(choice.written))), "correct": choice.is_right,
             "feedback": _said(choice.told, choice.is_right)}
            for choice in choices_of(one.mistake)
        ]  # fmt: skip
        asked = _marked(f"{solved}<p><b>{say(WHICH_IS_WRONG)}</b></p>")
        yield {"question": asked, "type": "multiple_choice", "answers": answers}
        corrections = corrections_of(one.mistake, one.digits)
        yield _numeric(f"{solved}<p><b>{say(WHICH_IS_WRONG)} {say(SHOULD_BE)}</b></p>", corrections)


def _numeric(question: str, replies: Iterable[Reply]) -> dict[str, Any]:
    answers: list[dict[str, Any]] = [
        {"type": "range", "range": list(reply.bounds), "correct": reply.is_right,
         "feedback": _said(reply.told, reply.is_right)}
        for reply in replies
    ]  # fmt: skip
    answers.append({"type": "default", "feedback": say(ANSWER_WRONG)})
    return {"question": _marked(question), "type": "numeric", "answers": answers}


def _said(told: str, is_right: bool) -> str:
    return say(ANSWER_RIGHT) if is_right else _marked(html_text(told))


def _marked(text: str) -> str:
    """HTML in which nothing is taken for a formula or a link."""
    return text.translate(_MARKS)
