"""Where characters stand in the file, through cutting, joining and putting in."""

from __future__ import annotations

import re

from autograd.reader.located import Located, Run, span
from autograd.reader.passage import Lines, Passage


def spans(text: Located) -> list[tuple[int, int]]:
    return [text.span(i, i + 1) for i in range(len(text))]


PAGE = Located.whole("w = &minus;2 + 3")
MINUS = Located("−", (Run(0, 4, 7),))
TEXT = Located.joined([PAGE[:4], MINUS, PAGE[11:]])
EACH = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 11), (11, 12), (12, 13), (13, 14), (14, 15), (15, 16)]


def test_every_character_keeps_its_place() -> None:
    assert TEXT.text == "w = −2 + 3"
    assert spans(TEXT) == EACH
    assert len(TEXT) == 10
    for start in range(11):
        for stop in range(start, 11):
            part = TEXT[start:stop]
            assert part.text == TEXT.text[start:stop]
            assert spans(part) == spans(TEXT)[start:stop]
            assert part.span(0, len(part)) == TEXT.span(start, stop)
    assert TEXT[7:3].text == ""
    assert spans(TEXT[-3:]) == spans(TEXT)[7:]


def test_a_part_of_the_whole_file_and_of_a_sign_put_in() -> None:
    assert spans(PAGE[4:11]) == [(i, i + 1) for i in range(4, 11)]
    wide = Located("abc", (Run(0, 20, 5),))
    assert spans(wide[1:]) == [(20, 25), (20, 25)]
    assert wide.span(0, 3) == (20, 25)
    shifted = Located("ab", (Run(0, 5),))[1:]
    assert (shifted.text, spans(shifted)) == ("b", [(6, 7)])
    assert Located("ab", ())[1:].text == "b"
    assert span((), 0, 2) == (0, 0)


def test_what_is_put_in_stands_for_nothing_behind_what_was_before() -> None:
    text = Located.joined([PAGE[:1], " = ", PAGE[11:12], "", "!"])
    assert text.text == "w = 2!"
    assert spans(text) == [(0, 1), (1, 1), (1, 1), (1, 1), (11, 12), (12, 12)]
    assert Located.joined(["ab", PAGE[:1]]).span(0, 2) == (0, 0)
    assert spans(Located.joined([])) == []
    assert spans(Located.joined([MINUS, "="])) == [(4, 11), (11, 11)]
    assert Located.joined([]).span(0, 0) == (0, 0)
    again = Located.joined([TEXT, PAGE[:0], " ", TEXT])
    assert spans(again) == [*spans(TEXT), (16, 16), *spans(TEXT)]


def test_stripped_and_without_marks() -> None:
    page = Located.whole("  a **b** c \n")
    assert (page.stripped().text, page.stripped().span(0, 1)) == ("a **b** c", (2, 3))
    bare = page.without(re.compile(r"\*\*"))
    assert bare.text == "  a b c \n"
    assert spans(bare)[4:7] == [(6, 7), (9, 10), (10, 11)]
    assert page.without(re.compile("x")) is page
    assert page.translated("  A **B** C \n").span(2, 3) == (2, 3)


def test_a_span_of_nothing_is_a_place() -> None:
    assert TEXT.span(2, 2) == (2, 2)
    assert TEXT.span(3, 2) == (3, 3)
    assert TEXT.span(4, 4) == (4, 4)


def test_lines_are_counted_from_one() -> None:
    text = "\na\n\nbc\n"
    assert [Lines(text).line(offset) for offset in range(len(text) + 1)] == [1, 2, 2, 3, 4, 4, 4, 5]
    assert Passage("a", "plain", (Run(0, 7),)).line(0) == 1
    passage = Passage("bc", "plain", (Run(0, 4),), lines=Lines(text))
    assert (passage.line(0), passage.span(1, 2)) == (4, (5, 6))
    bare = Passage("a", "plain", ())
    assert (bare.block, bare.section, bare.cell, bare.heading, bare.row, bare.kind) == (0, 0, 0, "", "", "text")
    assert Passage.of("a").block == 0
