r"""One line of a page: the formulas in it, the relations in its sentences, and both together, `$z_1$ = 0.7`."""

from __future__ import annotations

import re
from typing import NamedTuple

from autograd.reader.finding.chinese import is_leading, may_say_a_number, with_signs, without_items
from autograd.reader.finding.delimiters import DISPLAY, SPAN_OF_CODE, Span
from autograd.reader.finding.prose import RELATION, relations
from autograd.reader.finding.rows import rows
from autograd.reader.finding.words import FORMULA
from autograd.reader.located import Located, Run
from autograd.reader.passage import CODE, INLINE, TEXT

#: Marks that Markdown does not show: bold, emphasis around one word, the backslash before a sign that means itself.
_UNSHOWN = re.compile(
    r"\\(?=[_*#+.\-!~<>|`\[\]])|(?<![\w)\]*])\*\*(?![\s*])|(?<![\s*])\*\*(?![\w(*-])"
    r"|(?<![\w)*])\*(?=[^\s*]{1,20}\*(?![\w(*]))"
    r"|(?<=[^\s*])\*(?![\w(*\s])(?<=[\w)]\*)"
)
#: What a line of mathematics has at least, full width included; in LaTeX a sentence may have it too.
_RELATION = re.compile(RELATION.pattern + "|＝")
#: `Learning rate: 0.1`: a name, a colon, a number, and nothing else; a date or a range, `Room 3-2: 12`, is no name.
_COLON = re.compile(
    r"(?![^:：\n]{0,40}\d[-/.]\d)[^\s\d:=|][^:：=|\n，。；]{0,40}[:：]\s*"
    r"[-+−]?(?:\d+(?:[.,]\d+)*|\.\d+)(?:[eE][-+−]?\d+)?[.。]?\s*"
)
_COMMAND = re.compile(r"\\[A-Za-z]{2,}")
#: Commas, colons and semicolons stay: at full width they end a part of a sentence, as plain ones they might not.
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，；："}
_FULL_WIDTH |= {0x3000: 0x20, 0xA0: 0x20}
_WIDE = re.compile("[\uff01-\uff5e\u3000\u00a0]")


class Found(NamedTuple):
    """A piece of mathematics in a line, before it is put in its place on the page."""

    content: Located
    notation: str
    kind: str


def narrow(text: Located) -> Located:
    """Full-width letters, digits and signs as the usual ones; commas stay, as they end what they stand behind."""
    if not _WIDE.search(text.text):
        return text
    return text.translated(text.text.translate(_FULL_WIDTH))


def line(body: Located, start: int, end: int, inside: list[Span], *, shown: bool = False) -> list[Found]:
    """The mathematics of a line: `inside` are the formulas and pieces of program text in it.

    `shown`: the text stands as it is shown, as in program text, without marks for bold and the like.
    """
    text = body.text
    in_words = not shown and (_colon(text, start, end) or may_say_a_number(text, start, end))
    if not (inside or _RELATION.search(text, start, end) or in_words):
        return []
    pieces: list[Located | str] = []
    formulas: list[list[Found]] = []
    at = start
    for span in inside:
        pieces.append(body[at : span.start])
        where, until = body.span(span.start, span.end)
        pieces.append(Located(FORMULA, (Run(0, where, until - where),)))
        formulas.append(formula(body, span))
        at = span.end
    pieces.append(body[at:end])
    whole = narrow(without_items(Located.joined(pieces)))
    if not shown:
        whole = with_signs(_cleaned(whole))
    return _mathematics(whole, formulas)


def _colon(text: str, start: int, end: int) -> bool:
    """Whether a line may be a name, a colon and a number, marks for bold and the like included."""
    return end - start < 120 and (text.find(":", start, end) >= 0 or text.find("：", start, end) >= 0)


def formula(body: Located, span: Span) -> list[Found]:
    """What stands between two marks: the rows of a formula, the relations of a piece of program text or that whole."""
    content = narrow(body[span.inner : span.inner_end])
    if span.kind != SPAN_OF_CODE:
        kind = DISPLAY if span.kind == DISPLAY else INLINE
        return [Found(row, "latex", kind) for row in rows(content)]
    content = content.stripped()
    inner = content.text
    if inner[:1] == inner[-1:] == "$" and len(inner) > 2:  # GitLab's `$…$` within backquotes
        return [Found(row, "latex", INLINE) for row in rows(content[1:-1])]
    if body.text[max(span.start - 6, 0) : span.start] == ":math:" or _COMMAND.search(inner):  # reStructuredText's role
        return [Found(row, "latex", INLINE) for row in rows(content)]
    found = relations(inner)
    if not found:
        return [Found(content, "plain", CODE)] if content.text else []
    return [Found(content[start:end], "latex" if latex else "plain", CODE) for start, end, latex in found]


def _cleaned(text: Located) -> Located:
    """Without the marks that are not shown."""
    if "*" not in text.text and "\\" not in text.text:
        return text
    return text.without(_UNSHOWN)


def _mathematics(whole: Located, formulas: list[list[Found]]) -> list[Found]:
    """The relations of a line, in which a formula stands for itself, and the formulas that are in none."""
    text = whole.text
    found: list[Found] = []
    if not formulas and _COLON.fullmatch(text) and not is_leading(re.split("[:：]", text)[0].strip()):
        return [Found(_with_equals(whole).stripped(), "plain", TEXT)]
    places = [at for at, character in enumerate(text) if character == FORMULA]
    if len(places) != len(formulas):  # the sign itself stands on the page
        return [item for group in formulas for item in group]
    taken = 0
    for start, end, latex in relations(text):
        until = end
        while taken < len(places) and places[taken] < start:
            found += _alone(whole, places, formulas, taken)
            taken += 1
        pieces: list[Located | str] = []
        at = start
        notation = "latex" if latex else "plain"
        while taken < len(places) and places[taken] < until:
            *before, last = formulas[taken] or [Found(Located.whole(""), "plain", TEXT)]
            if before:  # `$a = 1, b$ = 2`
                found += before
            pieces += [whole[at : places[taken]], last.content]
            at = places[taken] + 1
            notation = "latex" if last.notation == "latex" else notation
            taken += 1
        pieces.append(whole[at:until])
        found.append(Found(Located.joined(pieces).stripped(), notation, TEXT))
    while taken < len(places):
        found += _alone(whole, places, formulas, taken)
        taken += 1
    return found


def _alone(whole: Located, places: list[int], formulas: list[list[Found]], index: int) -> list[Found]:
    """A formula in no relation of the sentence; `$z =$ 0.7` goes on behind its mark."""
    group = formulas[index]
    if group and re.search(r"(?:=|≈|\\approx|\\leftarrow)\s*$", group[-1].content.text):
        after = places[index] + 1
        number = _AFTER.match(whole.text, after)
        if number:
            last = Found(Located.joined([group[-1].content, whole[after : number.end()]]), group[-1].notation, TEXT)
            return [*group[:-1], last]
    return group


_AFTER = re.compile(r"\s*[-+−]?(?:\d+(?:[.,]\d+)*|\.\d+)(?:[eE][-+−]?\d+)?")


def _with_equals(text: Located) -> Located:
    """`name: number` as `name= number`."""
    return text.translated(text.text.replace("：", ":").replace(":", "=", 1))
