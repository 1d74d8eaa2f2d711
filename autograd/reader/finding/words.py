"""Which words of a sentence belong to mathematics: the tokens of a line of plain text, and what each of them is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from autograd.reader.finding.chinese import HAN, is_leading, without_leading
from autograd.reader.finding.vocabulary import words

#: Stand for a formula within a line of text, and for a break that is no end of line (a `<br>` in a cell).
FORMULA, BREAK = "\ue010", "\ue003"

_LETTER = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1fff"
    "\u210f\u2113\u2202\u2207\U0001d400-\U0001d7ff"
)
_MARKS = "\u0300-\u036f\u2032-\u2034'′⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹ⁿᵀᵗ⁽⁾₀-₎ₐ-ₜᵢⱼᵣᵤᵥ"

_TOKEN = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<address>(?:https?://|www\.)[^\s<>]+)
    | (?P<date>\d{{4}}(?P<part>[-/.])[01]\d(?P=part)[0-3]\d(?![\d.,]*\d)|[0-3]?\d/[0-3]?\d/(?:19|20)\d\d(?!\d)
        |[0-2]?\d:[0-5]\d(?::[0-5]\d)?(?![\d:]))
    | (?P<relation>:=|<-|==|<=|>=|=>|->|[=≈≃≅≔←→⇒⟹⟶≡<>≤≥∼])
    | (?P<number>(?:\d+(?:[.,]\d+)*|\.\d+)(?:[eE][-+−]?\d+)?
        (?:%|[ \u00a0\u202f]%(?!\s*(?:[\d(]|[{_LETTER}](?![{_LETTER}]))))?)
    | (?P<command>\\[A-Za-z]+|\\[,;:!{{}}|])
    | (?P<name>(?:(?:np|numpy|math|torch|jnp|tf)\.)?[{_LETTER}][{_LETTER}{_MARKS}0-9_]*
        (?:[_^]\{{[^{{}}\n]{{0,60}}\}}[{_MARKS}]*)*(?:\^[+*](?=\s*(?:[=≈←]|:=)))?)
    | (?P<formula>{FORMULA})
    | (?P<power>[{_MARKS}]+|\^\{{[^{{}}\n]{{0,60}}\}})
    | (?P<operator>\*\*|[-+−–*/·•×÷∙⋅⊙⊗∘^_|√∑∏∇@±&½¼¾⅓⅔!])
    | (?P<open>[(\[{{（［])
    | (?P<close>[)\]}}）］])
    | (?P<comma>[,;])
    | (?P<other>[\s\S])
    """,
    re.VERBOSE,
)
#: Chinese characters with an operator on one side at least, and on the other one a relation, a bracket, or an end; and
#: before a relation such with a number, 误差1, or behind a letter, E总, w1新.
_OPERATOR = "[-+−*/·×÷]"
_END = rf"(?=[ ]?(?:{_OPERATOR}|[=≈)，。；、]|$))"
_CHINESE_NAME = re.compile(
    rf"(?:(?<={_OPERATOR})|(?<={_OPERATOR}[ ]))[{HAN}]{{1,8}}{_END}"
    rf"|(?:(?<=[=≈(])|(?<=[=≈(][ ]))[{HAN}]{{1,8}}(?=[ ]?{_OPERATOR})"
    rf"|(?:(?<=[-+−*/·×÷=≈(])|(?<=[-+−*/·×÷=≈(][ ]))(?:[A-Za-z]\d{{0,2}}[{HAN}]{{1,4}}|[{HAN}]{{1,8}}\d{{1,2}}){_END}"
    rf"|(?<![A-Za-z0-9_.])[A-Za-z]\d{{0,2}}[{HAN}]{{1,4}}(?=[ ]?[=≈])"
    rf"|(?P<numbered>[{HAN}]{{1,8}})\d{{1,2}}(?=[ ]?[=≈])"
)
_OF_A_SYMBOL = re.compile(rf"[\d_^{{∂∇{_MARKS}]")
#: Relations that make a line of text mathematics; the others only go on.
_ANCHORS = words("= ≈ ≃ ≅ ≔ ← := <- == ≡")
_FUNCTIONS = words(
    "abs acos asin atan cos cosh dot elu erf exp gelu leaky_relu ln log log10 log2 logistic max mean min mse norm "
    "pow relu sigm sigmoid sign silu sin sinh softmax softplus sqrt sum tan tanh"
)
#: Single letters that are words of a sentence.
_ARTICLES = words("a A I à e o y i")
_OPERAND = ("number", "name", "formula", "command")
#: LaTeX that sets a page rather than a formula.
_TYPESETTING = words(
    "\\textbf \\textit \\emph \\item \\section \\subsection \\subsubsection \\paragraph \\ref \\eqref \\cite "
    "\\label \\begin \\end \\footnote \\caption \\includegraphics \\href \\url \\noindent \\newline \\par "
    "\\underline \\texttt \\chapter \\title \\author \\usepackage \\documentclass \\input \\centering \\vspace "
    "\\hspace \\smallskip \\medskip \\bigskip \\newpage \\newcommand \\def"
)


@dataclass
class Token:
    """A piece of a line: its kind, where it stands, and, of a bracket, the number of the token that matches it."""

    kind: str
    text: str
    start: int
    end: int
    match: int = -1
    symbol: bool = False  # a name that no sentence would hold


def tokens(line: str) -> list[Token]:
    """The tokens of a line, brackets matched.

    >>> [token.text for token in tokens("so a1 = −0.5·x²") if token.kind != "space"]
    ['so', 'a1', '=', '−', '0.5', '·', 'x²']
    """
    found = [Token(match.lastgroup or "other", match[0], *match.span()) for match in _TOKEN.finditer(line)]
    if _CHINESE_NAME.search(line):
        found = _with_chinese_names(line, found)
    opened: list[int] = []
    for index, token in enumerate(found):
        if token.kind == "name" and not token.symbol:
            token.symbol = is_symbol(token.text)
        elif token.kind == "command" and token.text in _TYPESETTING:
            token.kind = "other"
        elif token.kind == "open":
            opened.append(index)
        elif token.kind == "close" and opened:
            token.match = opened.pop()
            found[token.match].match = index
    return found


def _with_chinese_names(line: str, found: list[Token]) -> list[Token]:
    """The tokens with one for each name of Chinese characters that can be told from a sentence."""
    names = {}
    for match in _CHINESE_NAME.finditer(line):
        run = match["numbered"] or ""
        if not run or not is_leading(run):
            names[match.start() + len(run) - len(without_leading(run))] = match.end()
    kept: list[Token] = []
    end = 0
    for token in found:
        if token.start in names:
            end = names[token.start]
            kept.append(Token("name", line[token.start : end], token.start, end, symbol=True))
        elif token.start >= end:
            kept.append(token)
    return kept


def is_symbol(name: str) -> bool:
    """Whether a word can only be a name of mathematics.

    >>> [word for word in "x1 w_new ŷ dL the loss dL_dw σ h sigmoid we".split() if is_symbol(word)]
    ['x1', 'w_new', 'ŷ', 'dL', 'dL_dw', 'σ', 'h', 'sigmoid']
    """
    if name.lower() in _FUNCTIONS or _OF_A_SYMBOL.search(name):
        return True
    letters = name.rstrip("'′")
    if len(letters) == 1:
        return True
    if re.match("[\u0370-\u03ff]", letters):  # a Greek letter, alone or with an index; not a Greek word
        return len(letters) <= 3
    if letters[0] == "d" and len(letters) == 2:
        return letters not in ("do", "de", "da", "du", "di")
    return letters[0] in "dδ" and len(letters) in (2, 3) and letters[1].isupper()


def anchors(line: list[Token]) -> list[int]:
    """The relations that may make mathematics of a line: not those among the arguments of a function."""
    found = []
    arguments = 0
    inside: list[bool] = []
    for index, token in enumerate(line):
        if token.kind == "open":
            call = token.text == "(" and index > 0 and line[index - 1].kind in ("name", "command")
            inside.append(call)
            arguments += call
        elif token.kind == "close" and inside:
            arguments -= inside.pop()
        elif token.kind == "relation" and token.text in _ANCHORS and not arguments:
            found.append(index)
    return found


def prosaic_words(line: list[Token]) -> list[int]:
    """How many tokens before each, and before the end, are words of a sentence: a word beside a word, other scripts."""
    counts = [0]
    before = ""
    for index, token in enumerate(line):
        prose = token.kind in ("other", "address")
        if token.kind == "name" and not token.symbol and not before and index + 1 < len(line):
            after = line[index + 1]
            following = line[index + 2] if after.kind == "space" and index + 2 < len(line) else after
            prose = after.kind == "space" and following.kind in ("name", "number", "other")
        elif token.kind == "name" and not token.symbol and before:
            prose = True
        counts.append(counts[-1] + prose)
        if token.kind != "space":
            spaced = token.kind in ("name", "number")
            before = token.kind if spaced else ""
    return counts


def article(line: list[Token], index: int) -> bool:
    """Whether a letter is a word of the sentence: `a` before another word."""
    if line[index].text not in _ARTICLES or index + 2 >= len(line):
        return False
    following = line[index + 2]
    return line[index + 1].kind == "space" and following.kind == "name" and not following.symbol


def is_operand(token: Token) -> bool:
    """Whether a token can stand on either side of an operator."""
    return token.kind in _OPERAND
