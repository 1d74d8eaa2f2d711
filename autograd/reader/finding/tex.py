r"""LaTeX files: comments and preamble taken away, and the macros a page defines put into its formulas."""

from __future__ import annotations

import re

from autograd.reader.located import Located, Run

_FILE = re.compile(r"\\(?:documentclass|begin\s?\{document\}|usepackage|(?:sub)*section\*?\{|maketitle)")
_COMMENT = re.compile(r"\\[\\%]|%[^\n]*(?P<line>\n[ \t]*)?")
_DEFINITION = re.compile(
    r"\\(?P<how>(?:re)?newcommand|providecommand|DeclareMathOperator|def|let)\*?\s*"
    r"(?:\{\s*)?(?P<name>\\[A-Za-z]{1,40})(?:\s*\})?\s*(?:\[(?P<count>[1-9])\])?\s*(?:#[1-9])*\s*=?\s*(?=[{\\])"
)
_USE = re.compile(r"\\[A-Za-z]{1,40}")
#: A macro longer than this, or one that makes a formula longer than this, is left as it stands: hostile text.
_LONGEST_BODY, _LONGEST_FORMULA, _DEEPEST = 400, 20_000, 4

Macros = dict[str, tuple[int, str]]


def is_tex(text: str) -> bool:
    """Whether a text is a LaTeX file rather than a page with formulas in it."""
    return _FILE.search(text) is not None


def without_comments(page: Located) -> Located:
    r"""A LaTeX file's document, without its preamble and comments.

    >>> without_comments(Located.whole(r"\begin{document}a = 50\% % b = 2")).text
    'a = 50\\% '
    """
    text = page.text
    begin = re.search(r"\\begin\s?\{document\}", text)
    end = text.find(r"\end{document}")
    pieces: list[Located | str] = []
    at = begin.end() if begin else 0
    stop = end if end >= at else len(text)
    verbatim = _verbatim(text, at, stop)
    for comment in _COMMENT.finditer(text, at, stop):
        if comment[0].startswith("\\") or comment.start() < at:
            continue
        while verbatim and verbatim[-1][1] <= comment.start():
            verbatim.pop()
        if verbatim and verbatim[-1][0] <= comment.start():
            continue
        pieces.append(page[at : comment.start()])
        line_before = text.rfind("\n", max(0, comment.start() - 200), comment.start())
        whole_line = not text[line_before + 1 : comment.start()].strip()
        at = (
            comment.end()
            if comment["line"] and whole_line
            else comment.start("line")
            if comment["line"]
            else comment.end()
        )
    pieces.append(page[at:stop])
    return Located.joined(pieces)


_VERBATIM = re.compile(r"\\(begin|end)\{(?:verbatim|lstlisting|minted)\}")


def _verbatim(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """Where text stands as it is, the last first: a `%` there is no comment."""
    found = []
    opened = -1
    for mark in _VERBATIM.finditer(text, start, stop):
        if mark[1] == "begin" and opened < 0:
            opened = mark.end()
        elif mark[1] == "end" and opened >= 0:
            found.append((opened, mark.start()))
            opened = -1
    return found[::-1]


def macros(text: str) -> Macros:
    r"""What a page defines: the names, how many arguments each takes, and what it stands for.

    >>> macros(r"\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}} \DeclareMathOperator{\relu}{ReLU}")
    {'\\pd': (2, '\\frac{\\partial #1}{\\partial #2}'), '\\relu': (0, '\\operatorname{ReLU}')}
    """
    found: Macros = {}
    if "\\newcommand" not in text and "\\def" not in text and "\\DeclareMath" not in text and "\\renewc" not in text:
        return found
    for match in _DEFINITION.finditer(text):
        body = _group(text, match.end())
        if body is None or len(found) >= 500:
            continue
        count = int(match["count"] or 0) or (match[0].count("#") if match["how"] == "def" else 0)
        inner = text[body[0] : body[1]]
        found[match["name"]] = (count, rf"\operatorname{{{inner}}}" if match["how"].startswith("Decl") else inner)
    return found


def _group(text: str, at: int) -> tuple[int, int] | None:
    """The inside of a group in braces; None if it does not end soon."""
    if at >= len(text) or text[at] != "{":
        return None
    depth = 0
    for index in range(at, min(at + _LONGEST_BODY, len(text))):
        character = text[index]
        if character == "\\":
            continue
        if character == "{" and text[index - 1] != "\\":
            depth += 1
        elif character == "}" and text[index - 1] != "\\":
            depth -= 1
            if not depth:
                return (at + 1, index)
    return None


def expanded(formula: Located, known: Macros, depth: int = 0) -> Located:
    r"""A formula with the page's macros replaced by what they stand for.

    >>> print(expanded(Located.whole(r"\pd{L}{w} = 2"), {r"\pd": (2, r"\frac{d #1}{d #2}")}).text)
    \frac{d L}{d w} = 2
    """
    text = formula.text
    if depth >= _DEEPEST or "\\" not in text:
        return formula
    pieces: list[Located | str] = []
    at = length = 0
    for use in _USE.finditer(text):
        if use.start() < at or use[0] not in known:
            continue
        count, body = known[use[0]]
        arguments, end = _arguments(formula, use.end(), count)
        if len(arguments) < count:
            continue
        where, until = formula.span(use.start(), end)
        pieces.append(formula[at : use.start()])
        for index, piece in enumerate(re.split(r"#([1-9])", body)):
            if index % 2 == 0:
                pieces.append(Located(piece, (Run(0, where, until - where),)))
            elif int(piece) <= count:
                pieces.append(arguments[int(piece) - 1])
                length += len(arguments[int(piece) - 1])
        length += len(body)
        at = end
        if length > _LONGEST_FORMULA:
            return formula
    if not at:
        return formula
    pieces.append(formula[at:])
    return expanded(Located.joined(pieces), known, depth + 1)


def _arguments(formula: Located, at: int, count: int) -> tuple[list[Located], int]:
    """The arguments of a macro, each in braces or one character, and where they end."""
    text = formula.text
    found: list[Located] = []
    for _ in range(count):
        while at < len(text) and text[at].isspace():
            at += 1
        if at >= len(text):
            break
        group = _group(text, at)
        if group is not None:
            found.append(formula[group[0] : group[1]])
            at = group[1] + 1
        elif text[at] not in "{}":
            token = _USE.match(text, at)
            end = token.end() if token else at + 1
            found.append(formula[at:end])
            at = end
        else:
            break
    return found, at
