"""What is said of a page as a whole."""

from __future__ import annotations

import pytest

from autograd.errors import ExpressionError
from autograd.reader.chains import MAX_CHARACTERS
from autograd.reader.checked import check
from autograd.reader.passage import Passage
from autograd.reader.understanding import understand

NOTES = {
    "n = 3": [],
    "a = 2*3 = 6": [],
    "z = 0,5·2 + 0,25 = 1,25": ["commas are read as decimal commas, as in most numbers of the page"],
    "a = 0.5·2.5 = 1.25\n\nb = 0.5·3.5 = 1.75\n\nz = 0,5·2 = 1": [
        "most numbers of the page have a decimal point: 0,5 is not understood (line 5)"
    ],
    "a = b + c": ["1 formula without numbers: nothing on the page to hold them against"],
    "a = b + c\n\nd = a·b": ["2 formulas without numbers: nothing on the page to hold them against"],
}


def test_the_notes_of_a_page() -> None:
    assert {text: list(check(text).understanding.notes) for text in NOTES} == NOTES


def test_a_passage_of_too_many_characters_is_not_read() -> None:
    def notes(length: int) -> list[str]:
        return list(understand([Passage.of("a = 2*3 = 6" + " " * (length - 11))]).notes)

    assert notes(MAX_CHARACTERS) == []
    assert notes(MAX_CHARACTERS + 1) == ["1 formula of more than 20,000 characters not read"]


def test_a_page_without_a_graph_has_no_sheet_and_no_audit() -> None:
    found = check("$1 + 1 = 2$").understanding
    assert found.audit is None
    with pytest.raises(ExpressionError) as caught:
        found.sheet()
    assert str(caught.value) == "no sheet can be made of this page: its formulas do not connect"


def test_numbers_come_in_the_order_of_the_passages() -> None:
    passages = [Passage.of(text, "plain", block) for block, text in enumerate(["b = 2*3 = 6", "a = 2*2 = 4 = 8/2"])]
    assert [number.printed for number in understand(passages).numbers] == ["6", "4"]
    assert [number.printed for number in understand(passages[::-1]).numbers] == ["4", "6"]
