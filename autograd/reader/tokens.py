"""The tokens of worked mathematics: numbers, names, signs, relations, brackets and words, of LaTeX and Unicode alike.

One pass from left to right. What only says how things look (bold, colour, size, spacing) is gone afterwards; a sign is
the same whatever it was written with: `*` for `\\cdot`, `\\times`, `·` and `×`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from autograd.numerals import MINUS_SIGNS, SUPERSCRIPTS, VULGAR_FRACTIONS
from autograd.reader.finding.chinese import HAN, is_leading, stands_for_a_number, without_leading
from autograd.reader.passage import Passage
from autograd.reader.vocabulary import (
    ACCENTS,
    CHARACTERS,
    ENVIRONMENTS,
    FUNCTION_COMMANDS,
    FUNCTIONS,
    GREEK_COMMANDS,
    KEPT,
    NEW,
    RELATION_COMMANDS,
    RELATIONS,
    SIGN_COMMANDS,
    SKIPPED,
    SPACES,
    STYLE_COMMANDS,
    TEXT_COMMANDS,
)  # fmt: skip

NUMBER, NAME, SIGN, OPEN, CLOSE, RELATION, SEPARATOR = (
    "number",
    "name",
    "sign",
    "open",
    "close",
    "relation",
    "separator",
)
ROW, CELL, COMMAND, BEGIN, END, WORDS, WIDE = "row", "cell", "command", "begin", "end", "words", "wide"


class Token(NamedTuple):
    """A token: its kind, its text in normal form, and where it stands in its passage."""

    kind: str
    text: str
    start: int
    end: int
    passage: Passage
    spaced: bool = False


_SUPERSCRIPT = "".join(SUPERSCRIPTS) + "ᵀ"
_SUBSCRIPT = "₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"
_MARK = "\u0300-\u036f"
_LATIN = "A-Za-zªºÀ-ÖØ-öø-ɏḀ-ỿ"
_GREEK = "Α-Ωα-ωϑϕϖϱϵ"
_LETTER = f"[{_LATIN}{_GREEK}ℒℓℰ\U0001d400-\U0001d7cb][{_MARK}]*"
_PLAIN_NAME = rf"{_LETTER}(?:{_LETTER}|[0-9{_SUBSCRIPT}])*(?:_(?:{_LETTER}|[0-9])+)*"
#: Of plain text: a letter with Chinese characters behind it, as with an index; such characters with a number.
_CHINESE_NAME = (
    rf"(?P<chinese>(?P<letter>[A-Za-z]\d{{0,2}})(?P<word>[{HAN}]{{1,4}})"
    rf"(?=[ ]?(?:[-+−*/·×÷=≈),，。；]|$))|[{HAN}]{{1,8}}\d{{1,2}}(?![\d.]))"
)
#: In LaTeX letters side by side may be a product; digits behind them are an index.
_LATEX_NAME = rf"(?:[{_GREEK}][{_MARK}]*|(?:[{_LATIN}\U0001d400-\U0001d7cb][{_MARK}]*)+|[ℒℓℰ])[0-9{_SUBSCRIPT}]*"
_POINT = r"(?:\d+(?:\.\d+)?|\.\d+)"
_COMMA = r"(?:\d+(?:(?:,|\{,\})\d+|\.\d+)?|\.\d+)"
#: 1,234.5, and 7,006,652 where it cannot be a list.
_GROUPED = r"\d{1,3}(?:,\d{3})+\.\d+|(?<![\[(,])\d{1,3}(?:,\d{3})+(?![\d,])"
_EXPONENT = rf"(?:[eE][-+{MINUS_SIGNS}]?\d{{1,3}}(?![\d.]))?"
_SUPER = f"[{_SUPERSCRIPT}]+"

_RELATION_SIGN = "|".join(re.escape(sign) for sign in sorted(RELATIONS, key=len, reverse=True))

_PATTERNS: dict[tuple[bool, bool], re.Pattern[str]] = {}


def _pattern(latex: bool, comma: bool) -> re.Pattern[str]:
    """What tokens look like; the alternatives do not overlap, so nothing is tried twice."""
    if (latex, comma) not in _PATTERNS:
        number = _COMMA if comma else rf"(?:{_GROUPED}|{_POINT})"
        parts = [
            rf"(?P<number>{number}{_EXPONENT})",
            r"(?P<command>\\(?:[A-Za-z]+\*?|[^A-Za-z]))",
            *([] if latex else [_CHINESE_NAME]),
            rf"(?P<name>{_LATEX_NAME if latex else _PLAIN_NAME})",
            rf"(?P<superscript>{_SUPER})",
            rf"(?P<relation>{_RELATION_SIGN})",
            rf"(?P<minus>[{MINUS_SIGNS}])",
            r"(?P<power>\*\*)",
            r"(?P<space>\s+|~+)",
            rf"(?P<vulgar>[{''.join(VULGAR_FRACTIONS)}])",
            r"(?P<words>[^\W\d_]+)",
            r"(?P<other>.)",
        ]
        _PATTERNS[latex, comma] = re.compile("|".join(parts), re.DOTALL)
    return _PATTERNS[latex, comma]


_JOINED_WORD = re.compile(r"[^\W\d_]+\d*")
_HAN = re.compile(f"[{HAN}]+")
_PURE_NUMBER = re.compile(rf"[-+{MINUS_SIGNS}\d.,\s%\[\]]+")


def tokens(passage: Passage, comma: bool = False) -> list[Token]:
    r"""The tokens of a passage; `comma` says that its decimals are written 0,5.

    >>> [token.text for token in tokens(Passage.of(r"\mathbf{z_{h_1}} \approx 0.5 \cdot 2", "latex"))]
    ['{', 'z', '_', '{', 'h', '_', '1', '}', '}', '≈', '0.5', '*', '2']
    """
    return list(_Tokenizer(passage, comma).run())


class _Tokenizer:
    def __init__(self, passage: Passage, comma: bool) -> None:
        self.passage, self.text = passage, passage.text
        self.latex = passage.notation == "latex"
        self.pattern, self.comma = _pattern(self.latex, comma), comma
        self.at = 0
        self.spaced = False

    def token(self, kind: str, text: str, start: int, end: int) -> Token:
        token = Token(kind, text, start, end, self.passage, self.spaced)
        self.spaced = False
        return token

    def run(self) -> Iterator[Token]:
        text, match_at = self.text, self.pattern.match
        while self.at < len(text):
            match = match_at(text, self.at)
            if match is None:  # cannot be: the last alternative is any character
                break
            start, self.at = self.at, match.end()
            kind, found = str(match.lastgroup), match[0]
            if kind == "space":
                self.spaced = True
                if "\n" in found and not self.latex:
                    yield self.token(ROW, "\n", start, self.at)
            elif kind == "number":
                text_of_it = found if self.comma else found.replace(",", "")
                yield self.token(NUMBER, text_of_it, start, self.at)
            elif kind == "chinese":  # E总, 误差1
                name = f"{match['letter']}_{match['word']}" if match["letter"] else found
                yield self.token(NAME, name, start, self.at)
            elif kind == "name":
                yield self.token(NAME, unicodedata.normalize("NFKC", found), start, self.at)
            elif kind == "command":
                yield from self._command(found[1:], start)
            elif kind == "superscript":
                yield from self._superscript(found, start)
            elif kind == "relation":
                yield self.token(RELATION, RELATIONS[found] + found[:1] * (found in ("+=", "-=", "−=")), start, self.at)
            elif kind == "minus":
                yield self.token(SIGN, "-", start, self.at)
            elif kind == "power":
                yield self.token(SIGN, "^", start, self.at)
            elif kind == "vulgar":
                yield self.token(NUMBER, found, start, self.at)
            elif kind == "words":
                yield self._words_or_name(found, start)
            else:
                yield self.token(*CHARACTERS.get(found, (WORDS, found)), start, self.at)

    def _words_or_name(self, found: str, start: int) -> Token:
        """Chinese characters are a name where a number could stand: 学习率 = 0.1, w - 学习率·g."""
        name = without_leading(found)
        is_name = _HAN.fullmatch(name) and not is_leading(name)
        if is_name and stands_for_a_number(self.text, start, self.at):
            return self.token(NAME, name, self.at - len(name), self.at)
        return self.token(WORDS, found, start, self.at)

    def _superscript(self, found: str, start: int) -> Iterator[Token]:
        plain = "⊤" if "ᵀ" in found else "".join(map(SUPERSCRIPTS.__getitem__, found))
        yield self.token(SIGN, "^", start, start)
        yield self.token(OPEN, "{", start, start)
        sign = plain[:1] if plain[:1] in "+-" else ""
        if sign:
            yield self.token(SIGN, sign, start, start + 1)
        rest = plain[len(sign) :]
        if rest:
            yield self.token(NUMBER if rest.isdigit() else SIGN, rest, start + len(sign), self.at)
        yield self.token(CLOSE, "}", self.at, self.at)

    def _command(self, name: str, start: int) -> Iterator[Token]:
        bare = name.rstrip("*")
        if name == "\\":
            yield self.token(ROW, "\\\\", start, self.at)
        elif name in SPACES:
            self.spaced = True
        elif bare in ("quad", "qquad"):
            yield self.token(WIDE, name, start, self.at)
        elif bare in SIGN_COMMANDS:
            text = SIGN_COMMANDS[bare]
            kind = OPEN if text == "[" else CLOSE if text == "]" else SIGN
            yield self.token(kind, text, start, self.at)
        elif name in "{}":
            yield self.token(OPEN if name == "{" else CLOSE, "(" if name == "{" else ")", start, self.at)
        elif bare in RELATION_COMMANDS:
            yield self.token(RELATION, RELATION_COMMANDS[bare], start, self.at)
        elif bare in GREEK_COMMANDS:
            end = self.at
            while self.text[end : end + 1].isdigit() and self.text[end].isascii():
                end += 1
            name = GREEK_COMMANDS[bare] + self.text[self.at : end]
            self.at = end
            yield self.token(NAME, name, start, end)
        elif bare in FUNCTION_COMMANDS:
            yield self.token(NAME, bare, start, self.at)
        elif bare in TEXT_COMMANDS:
            yield from self._words(start)
        elif bare in ACCENTS:
            yield self.token(COMMAND, "accent" + ACCENTS[bare], start, self.at)
        elif bare in SKIPPED:
            self._argument()
        elif bare in ("begin", "end"):
            yield from self._environment(bare, start)
        elif bare in KEPT:
            yield self.token(COMMAND, "frac" if bare.endswith("frac") else bare, start, self.at)
        elif bare in ("lbrace", "rbrace"):
            yield self.token(*((OPEN, "(") if bare == "lbrace" else (CLOSE, ")")), start, self.at)
        elif bare in ("left", "right", "middle") and self.text[self.at : self.at + 1] == ".":
            self.at += 1
        elif bare in STYLE_COMMANDS:
            self.spaced = self.spaced or bare not in ("left", "right")
        else:
            yield self.token(WORDS, name, start, self.at)

    def _environment(self, which: str, start: int) -> Iterator[Token]:
        name = self._argument()
        if name in ENVIRONMENTS:
            if name == "array":
                self._argument()
            yield self.token(BEGIN if which == "begin" else END, "matrix", start, self.at)
        elif name == "cases":
            yield self.token(WORDS, name, start, self.at)
        elif which == "begin" and name.startswith(("alignat", "tabular")):
            self._argument()

    def _argument(self) -> str:
        """The text of the group that follows, which is passed over."""
        at = self.at
        while self.text[at : at + 1].isspace():
            at += 1
        if self.text[at : at + 1] != "{":
            return ""
        end = self._closing(at)
        self.at = end + 1
        return self.text[at + 1 : end]

    def _closing(self, at: int) -> int:
        """Where the group that opens at `at` closes, within the length that a label or a few words have."""
        depth = 0
        for end in range(at, min(len(self.text), at + 400)):
            depth += (self.text[end] == "{") - (self.text[end] == "}")
            if not depth:
                return end
        return at

    def _words(self, start: int) -> Iterator[Token]:
        """What stands in \\text{…}: a name, a number in other letters, or words."""
        begin = self.at
        content = self._argument()
        first = self.text.find("{", begin) + 1
        if not content and self.at == begin:  # \mathrm d
            return
        stripped = content.strip()
        in_sentence = stripped != content and len(stripped) > 2 and stripped not in FUNCTIONS and stripped not in NEW
        if _JOINED_WORD.fullmatch(stripped) and not in_sentence:
            yield self.token(NAME, unicodedata.normalize("NFKC", stripped), start, self.at)
        elif stripped and (_PURE_NUMBER.fullmatch(stripped) or "\\" in stripped or "_" in stripped or "^" in stripped):
            self.at = first - 1  # read as mathematics, braces and all
        elif stripped:
            yield self.token(WORDS, stripped, start, self.at)
