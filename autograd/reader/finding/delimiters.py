r"""Where formulas and program text begin and end: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`, environments, fences, backquotes.

One pass over the text makes tokens of all marks, one pass over the tokens pairs them; a mark without its partner is
text. A search for a partner ends at the next mark of its own kind, so that hostile text is no slower than any other.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from autograd.reader.finding.vocabulary import words

#: What a span is: a formula in a sentence, one on lines of its own, program text in a sentence, on lines of its own,
#: rows of a LaTeX table.
INLINE, DISPLAY, SPAN_OF_CODE, FENCE, TABULAR = "inline", "display", "code", "fence", "tabular"

_MATHEMATICAL = words(
    "align alignat aligned alignedat array bmatrix cases displaymath dmath eqnarray equation flalign gather "
    "gathered math matrix multline pmatrix smallmatrix split subequations vmatrix Bmatrix Vmatrix"
)
_VERBATIM = words("verbatim Verbatim lstlisting minted alltt")
_TABLES = words("tabular tabularx longtable tabu")

_TOKEN = re.compile(
    r"""
      (?P<blank>\n(?=[ \t>]*\n))
    | (?P<fence>\n[ \t>]*(?:[-*+][ \t]+)?(?P<ticks>`{3,}|~{3,})(?P<info>[^\n]*))
    | (?P<heading>\n[ \t>]*\#{1,6}[ \t])
    | (?P<backquotes>`+)
    | (?P<dollars>\$\$?)
    | (?P<bracket>\\\\?[()\[\]])
    | \\(?P<edge>begin|end)[ ]?\{(?P<environment>[A-Za-z]{1,20})\*?\}
    | (?P<escape>\\[\s\S])
    """,
    re.VERBOSE,
)
_CLOSING = {r"\(": r"\)", r"\[": r"\]", r"\\(": r"\\)", r"\\[": r"\\]"}
_WORDS = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{4,}(?=[\s,.;:])")
_COMMAND_WITH_TEXT = re.compile(r"\\(?:text|mathrm|textbf|textit|mbox|operatorname|textrm|tag)\*?\s?\{[^{}]*\}")
_IDEOGRAPH = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")

#: So many marks may stand between two backquotes.
_FARTHEST_BACKQUOTE = 200


class Span(NamedTuple):
    """A stretch of the text, its inside without the marks, what it is, and the word behind a fence's marks."""

    start: int
    end: int
    inner: int
    inner_end: int
    kind: str
    language: str = ""


class _Token(NamedTuple):
    start: int
    end: int
    kind: str
    mark: str
    info: str = ""


def spans(text: str) -> list[Span]:
    """Formulas and program text, in order, none within another. `text` begins with an end of line.

    >>> [(span.kind, text[span.inner : span.inner_end]) for text in ["\\n so $a=1$ and \\\\(b\\\\) for $5 or `c`"]
    ...  for span in spans(text)]
    [('inline', 'a=1'), ('inline', 'b'), ('code', 'c')]
    """
    return _Pairing(text).spans()


def prosaic(text: str) -> bool:
    """Whether what stands between two marks is rather a sentence than a formula."""
    bare = _COMMAND_WITH_TEXT.sub(" ", text) if "\\" in text else text
    return len(_WORDS.findall(bare)) >= 4 or len(_IDEOGRAPH.findall(bare)) >= 8


def _token(match: re.Match[str]) -> _Token:
    kind = match.lastgroup or ""
    if match["ticks"]:
        return _Token(*match.span(), "fence", match["ticks"], match["info"].strip())
    if match["edge"]:
        return _Token(*match.span(), match["edge"], match["environment"])
    return _Token(*match.span(), kind, match[0])


class _Pairing:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [_token(match) for match in _TOKEN.finditer(text)]
        self.ends = self._environments()
        self.unclosed = {"`": 1 << 30, "~": 1 << 30}  # fences this long have no partner any more

    def _environments(self) -> dict[int, int]:
        r"""The `\end` of each `\begin`, as numbers of tokens; what is not closed has none."""
        partner: dict[int, int] = {}
        opened: list[int] = []
        depth: dict[str, int] = {}
        for index, token in enumerate(self.tokens):
            if token.kind == "begin":
                opened.append(index)
                depth[token.mark] = depth.get(token.mark, 0) + 1
            elif token.kind == "end" and depth.get(token.mark):
                while True:
                    begin = opened.pop()
                    depth[self.tokens[begin].mark] -= 1
                    if self.tokens[begin].mark == token.mark:
                        partner[begin] = index
                        break
        return partner

    def spans(self) -> list[Span]:
        found: list[Span] = []
        index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            partner = self._partner(index, token)
            if partner is None:
                index += 1
                continue
            span, index = partner
            found.append(span)
        return found

    def _partner(self, index: int, token: _Token) -> tuple[Span, int] | None:
        """The span that begins with a token, and the number of the token after it."""
        if token.kind == "fence":
            return self._fence(index, token)
        if token.kind == "backquotes":
            return self._backquotes(index, token)
        if token.kind == "dollars":
            return self._display(index, token) if token.mark == "$$" else self._inline(index, token)
        if token.kind == "bracket" and token.mark in _CLOSING:
            return self._bracket(index, token)
        if token.kind == "begin" and index in self.ends:
            return self._environment(index, token)
        return None

    def _fence(self, index: int, token: _Token) -> tuple[Span, int] | None:
        character, length = token.mark[0], len(token.mark)
        if length >= self.unclosed[character]:
            return None
        for at in range(index + 1, len(self.tokens)):
            other = self.tokens[at]
            if other.kind == "fence" and other.mark[0] == character and len(other.mark) >= length and not other.info:
                language = token.info.split()[0].strip("{.}").lower() if token.info.strip("{.} ") else ""
                return Span(token.start + 1, other.end, token.end, other.start + 1, FENCE, language), at + 1
        self.unclosed[character] = length
        return None

    def _backquotes(self, index: int, token: _Token) -> tuple[Span, int] | None:
        for at in range(index + 1, min(index + _FARTHEST_BACKQUOTE, len(self.tokens))):
            other = self.tokens[at]
            if other.kind in ("blank", "fence", "heading"):
                return None
            if other.kind == "backquotes" and len(other.mark) == len(token.mark):
                return Span(token.start, other.end, token.end, other.start, SPAN_OF_CODE), at + 1
        return None

    def _display(self, index: int, token: _Token) -> tuple[Span, int] | None:
        for at in range(index + 1, len(self.tokens)):
            other = self.tokens[at]
            if other.kind in ("fence", "heading"):
                return None
            if other.mark == "$$":
                inside = self.text[token.end : other.start]
                if not inside.strip() or ("\n" in inside and prosaic(inside)):
                    return None
                return Span(token.start, other.end, token.end, other.start, DISPLAY), at + 1
        return None

    def _inline(self, index: int, token: _Token) -> tuple[Span, int] | None:
        for at in range(index + 1, len(self.tokens)):
            other = self.tokens[at]
            if other.kind in ("blank", "fence", "heading"):
                return None
            if other.kind == "dollars":
                inside = self.text[token.end : other.start]
                if not self._formula(inside, other.start + 1):
                    return None
                if other.mark == "$$":  # `$a$$b$`: the end of one and the beginning of the next
                    self.tokens[at] = _Token(other.start + 1, other.end, "dollars", "$")
                    return Span(token.start, other.start + 1, token.end, other.start, INLINE), at
                return Span(token.start, other.end, token.end, other.start, INLINE), at + 1
        return None

    def _formula(self, inside: str, after: int) -> bool:
        """Whether what stands between two dollar signs is a formula, and not what something costs."""
        if not inside.strip() or prosaic(inside):
            return False
        if "\n" in inside and (inside[0].isdigit() or inside[-1].isspace()):
            return False
        if re.search(r"[\\=_^≈]", inside):
            return True
        return not inside[0].isspace() and not inside[-1].isspace() and not self.text[after : after + 1].isdigit()

    def _bracket(self, index: int, token: _Token) -> tuple[Span, int] | None:
        closing = _CLOSING[token.mark]
        display = token.mark[-1] == "["
        if display and self.text[max(token.start - 40, 0) : token.start].rstrip()[-1:] in ("=", "≈", ",", "("):
            return None  # an escaped bracket: x = \[1, 2\]
        for at in range(index + 1, len(self.tokens)):
            other = self.tokens[at]
            if other.kind in ("fence", "heading") or other.mark == token.mark:
                return None
            if other.mark == closing:
                if prosaic(self.text[token.end : other.start]):
                    return None
                kind = DISPLAY if display else INLINE
                return Span(token.start, other.end, token.end, other.start, kind), at + 1
        return None

    def _environment(self, index: int, token: _Token) -> tuple[Span, int] | None:
        at = self.ends[index]
        end = self.tokens[at]
        if token.mark in _MATHEMATICAL:  # with its marks: what is inside depends on them
            return Span(token.start, end.end, token.start, end.end, DISPLAY), at + 1
        if token.mark in _TABLES:
            return Span(token.start, end.end, token.end, end.start, TABULAR), at + 1
        if token.mark in _VERBATIM:
            return Span(token.start, end.end, token.end, end.start, FENCE), at + 1
        return None
