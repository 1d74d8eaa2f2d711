"""Program text, and what programs print: steps, comments, results behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograd.reader.finding.lines import Found, narrow
from autograd.reader.finding.prose import RELATION, relations
from autograd.reader.finding.vocabulary import words
from autograd.reader.located import Located
from autograd.reader.passage import CODE

#: Languages whose strings and comments are known; a fence without one holds what somebody worked out by hand.
_LANGUAGES = words(
    "c c++ cpp csharp cs go haskell java javascript js jl julia jsx kotlin lua matlab octave perl php py python "
    "python3 r ruby rs rust scala swift ts typescript ipython pycon"
)
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'")
_COMMENT = re.compile(r"(?<![\w&])#|//|(?<=\s)%|(?<=\s)--(?=\s)")
_PROMPT = re.compile(r"[ \t>]*(?:>>>|\.\.\.|In ?\[\d+\]:|Out ?\[\d+\]:|\$)?[ \t]*")
_RESULT = re.compile(
    r"\s*(?:=|==|≈|→|->|=>|⇒|~=|~|:)?\s*(?P<number>[-+−]?(?:\d+(?:[.,]\d+)*|\.\d+)(?:[eE][-+−]?\d+)?)\s*[.;✓]?\s*"
)
#: `w -= 0.1 * g`, of which the chain is w = w - (0.1 * g).
_IN_PLACE = re.compile(r"\s*(?P<name>[^\W\d]\w*)\s*(?P<sign>[-+*/])=(?!=)\s*(?P<change>\S.*)")
#: What a program prints about a number: `loss: 0.5`, `w1 0.3`.
_PRINTED = re.compile(
    r"[^\W\d][\w ∂/'′^.(){}\[\]]{0,40}?\s*[:：]\s*[-+−]?(?:\d+(?:[.,]\d+)*|\.\d+)(?:[eE][-+−]?\d+)?\s*"
)


def program(body: Located, start: int, end: int, language: str = "") -> Iterator[Found]:
    """The mathematics of program text, line by line.

    >>> page = Located.whole("z = 0.5*2 + 1  # 2.0" + chr(10) + "print('a = 3')  # a = 3")
    >>> [found.content.text for found in program(page, 0, len(page), "python")]
    ['z = 0.5*2 + 1 = 2.0', 'a = 3']
    """
    text = body.text
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if RELATION.search(text, at, stop) or "＝" in text[at:stop] or _PRINTED.fullmatch(text, at, stop):
            current = narrow(body[at:stop])
            yield from _known(current) if language in _LANGUAGES else _by_hand(current)
        at = stop + 1


def _by_hand(line: Located) -> Iterator[Found]:
    """A line of a fence without a language: what is written in it, with a result behind it."""
    if _PRINTED.fullmatch(line.text):
        yield Found(line.translated(line.text.replace("：", ":").replace(":", "=", 1)).stripped(), "plain", CODE)
        return
    comment = _COMMENT.search(line.text)
    if comment and comment.group() != "--" and line.text[: comment.start()].strip():
        yield from _with_comment(line, comment.start(), comment.end(), whole=False)
    else:
        yield from _pieces(line)


def _known(line: Located) -> Iterator[Found]:
    """A line of a language: a statement that is mathematics as a whole, and its comment; not what is in strings."""
    text = _STRING.sub(lambda string: "\ue011" * len(string[0]), line.text)
    comment = _COMMENT.search(text)
    if comment:
        yield from _with_comment(line.translated(text), comment.start(), comment.end(), whole=True, shown=line)
    else:
        yield from _statement(line.translated(text))


def _with_comment(line: Located, start: int, end: int, *, whole: bool, shown: Located | None = None) -> Iterator[Found]:
    statement = list(_statement(line[:start]) if whole else _pieces(line[:start]))
    comment = (shown or line)[end:]
    result = _RESULT.fullmatch(comment.text)
    if result and statement:
        last = statement.pop()
        number = comment[result.start("number") : result.end("number")]
        yield from statement
        yield Found(Located.joined([last.content, " = ", number]), last.notation, CODE)
    else:
        yield from statement
        yield from _pieces(comment)


def _statement(line: Located) -> Iterator[Found]:
    """A statement that is one relation and nothing else."""
    prompt = _PROMPT.match(line.text)
    line = line[prompt.end() :] if prompt else line
    if in_place := _IN_PLACE.match(line.text):
        name, change = (line[in_place.start(part) : in_place.end(part)] for part in ("name", "change"))
        line = Located.joined([name, " = ", name, f" {in_place['sign']} (", change.stripped(), ")"])
    bare = line.text.rstrip(" \t\r;,")
    for start, end, _ in relations(bare):
        if start == 0 and end == len(bare):
            yield Found(line[:end], "plain", CODE)


def _pieces(line: Located) -> Iterator[Found]:
    for start, end, latex in relations(line.text):
        yield Found(line[start:end], "latex" if latex else "plain", CODE)
