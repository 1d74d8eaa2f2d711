"""Worksheets as questions for Moodle, in its XML: one numerical question for each answer, a category for each variant.

Right is what the printed digits allow. A number that a frequent slip gives is wrong, and its feedback says which slip.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as tree

from autograd.auditor import Claim, Sheet, read_printed
from autograd.auditor import sheet as sheet_of
from autograd.auditor.bases import Base
from autograd.auditor.slips import Teller
from autograd.auditor.slips.tables.frequencies import rarity
from autograd.classroom.as_html import given_as_html
from autograd.classroom.coincidences import base_of, slips_of
from autograd.classroom.formulas import html_text
from autograd.classroom.levels import Item
from autograd.classroom.mistakes import written
from autograd.classroom.wording import heading, precision, task
from autograd.classroom.worksheets import Worksheet
from autograd.notation import printable

#: So many slips have a feedback of their own.
MOST_SLIPS = 20
#: These were met at least so often.
OFTEN = 1


def quiz(worksheets: Sequence[Worksheet]) -> str:
    """The questions of all worksheets as one file to import."""
    root = tree.Element("quiz")
    for one in worksheets:
        category = tree.SubElement(root, "question", type="category")
        place = heading(one).replace("/", "//")  # a single stroke would begin a category within
        _text(category, "category", f"$course$/top/{place}")
        sheet = sheet_of({**one.data, "claims": []})
        base = base_of(sheet, list(dict.fromkeys(item.quantity for item in one.items)))
        for nth, (item, answer) in enumerate(zip(one.items, one.printed, strict=True), start=1):
            _question(root, one, nth, item, answer, sheet, base)
    tree.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tree.tostring(root, encoding="unicode") + "\n"


def _question(
    root: tree.Element, one: Worksheet, nth: int, item: Item, answer: str, sheet: Sheet, base: Base
) -> None:  # fmt: skip
    question = tree.SubElement(root, "question", type="numerical")
    _text(question, "name", f"{nth:03} {item.written}")
    asked = f"<p>{html_text(task(one, item.level))} {html_text(precision(one))}</p><p>{html_text(item.written)} = ?</p>"
    _text(question, "questiontext", given_as_html(one) + asked, format="html")
    _text(question, "generalfeedback", "", format="html")
    for name, value in (("defaultgrade", "1"), ("penalty", "0.3333333"), ("hidden", "0")):
        tree.SubElement(question, name).text = value
    printed = read_printed(answer)
    tolerance = max(printed.tolerance, abs(printed.value) * 10.0 ** (1 - one.digits))
    _answer(question, answer, "100", tolerance, "")
    for number, sentence in _slips(item, answer, tolerance, one.digits, sheet, base):
        _answer(question, number, "0", tolerance / 2, html_text(sentence))
    for name, value in (("unitgradingtype", "0"), ("unitpenalty", "0.1"), ("showunits", "3"), ("unitsleft", "0")):
        tree.SubElement(question, name).text = value


def _slips(
    item: Item, answer: str, tolerance: float, digits: int, sheet: Sheet, base: Base
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """The numbers of frequent slips, and a sentence about each, the most frequent ones first."""
    claim = Claim(item.quantity, read_printed(answer))
    teller, taken = Teller(sheet.example, claim), [float(answer)]
    found = sorted(slips_of(base, item.quantity, digits, OFTEN), key=lambda c: c.cost + rarity(c.slip))
    for candidate in found:
        number = candidate.quantity * item.claim.scale
        if all(abs(number - other) > 2 * tolerance for other in taken):
            taken.append(number)
            yield written(number, digits), teller.tell(candidate)
        if len(taken) > MOST_SLIPS:
            return


def _answer(question: tree.Element, number: str, fraction: str, tolerance: float, feedback: str) -> None:
    answer = tree.SubElement(question, "answer", fraction=fraction, format="moodle_auto_format")
    tree.SubElement(answer, "text").text = number
    _text(answer, "feedback", feedback, format="html")
    tree.SubElement(answer, "tolerance").text = f"{tolerance:.3g}"


def _text(parent: tree.Element, name: str, text: str, **attributes: str) -> None:
    tree.SubElement(tree.SubElement(parent, name, attributes), "text").text = printable(text)
