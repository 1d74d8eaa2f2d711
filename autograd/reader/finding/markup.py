r"""HTML in a page: tags taken away, entities resolved, formulas in `$…$`, tables in rows, indices as `_{…}` and `^{…}`.

A scanner of our own rather than the standard library's parser: that one takes quadratic time on hostile text in Python
before 3.13, and does not say where a resolved entity stood. What is no tag that HTML knows stays as it is: pages are
mixtures, and `a<b` is a relation.
"""

from __future__ import annotations

import re
from html.entities import html5

from autograd.reader.finding.cells import CELL_MARK, ROW_MARK
from autograd.reader.finding.elements import MathElement, resolved
from autograd.reader.finding.vocabulary import words
from autograd.reader.finding.words import BREAK
from autograd.reader.located import Located, Run

_BLOCKS = words(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form "
    "header hr html main nav ol p section summary ul caption"
)
_INLINE = words(
    "a abbr b bdi big cite del dfn em font i iframe input ins kbd label link mark meta nobr q s samp small source "
    "span strike strong time tt u var video wbr col colgroup button object picture base title annotation "
    "semantics tbody thead tfoot"
)
_DROPPED = words("script style svg noscript template head select textarea")
_HEADINGS = words("h1 h2 h3 h4 h5 h6")
_OTHERS = words("br code img li math pre sub sup table td th tr mjx-container")
_KNOWN = _BLOCKS | _INLINE | _DROPPED | _HEADINGS | _OTHERS

_MARK = re.compile(
    r"<(?:(?P<comment>!--)|(?P<declaration>[!?][A-Za-z\[][^<>]*>)"
    r"|(?P<close>/)?(?P<name>[A-Za-z][A-Za-z0-9-]{0,30})(?P<attributes>[\s/][^<>]*)?>)"
    r"|&(?:#(?P<code>[0-9]{1,7}|[xX][0-9A-Fa-f]{1,6})|(?P<entity>[A-Za-z][A-Za-z0-9]{1,30}));"
    r"|(?P<line>\n)"
)
_ATTRIBUTE = re.compile(r"(?<![A-Za-z-])([A-Za-z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
#: Elements that show again, in pieces, what stands in LaTeX or MathML beside them.
_REPEATED = re.compile(r"(?:^|\s)(?:katex-html|MathJax|MathJax_Preview|MathJax_Display|mjx-chtml|MJXc-display)(?:\s|$)")
_EQUATION = re.compile(r"(?:^|[\s_-])(?:latex|tex|math|equation|mwe-math-fallback-image)(?:$|[\s_-])", re.IGNORECASE)
_SIGN = re.compile(r"<(?:/|!|\?)?[A-Za-z]|<!--|&[#A-Za-z]")
#: An entity that stands for white space, or for nothing that is read.
_SPACES = frozenset("\u00a0\u2002\u2003\u2009\u200a\u2061\u2062\u2063\u200b\u00ad")


def is_markup(text: str) -> bool:
    """Whether there may be tags or entities of HTML in a text."""
    return _SIGN.search(text) is not None


def without_markup(page: Located) -> Located:
    """The page as text, every character with its place.

    >>> without_markup(Located.whole("<p>W<sub>ca</sub> &minus; 1 &lt; b<c")).text
    '\\nW_{ca} − 1 < b<c'
    """
    for repeated in (True, False):  # again, if an element that repeats others never ends
        scanner = _Scanner(page, skips=repeated)
        if scanner.scan():
            break
    return Located.joined(scanner.pieces)


def pictures(text: str) -> int:
    """How many pictures a page shows, which nothing here reads."""
    return sum(1 for _ in _PICTURE.finditer(text))


_PICTURE = re.compile(r"!\[[^\]\n]{0,300}\]\(|<img[\s>]|\\includegraphics\b", re.IGNORECASE)


class _Scanner:
    def __init__(self, page: Located, *, skips: bool) -> None:
        self.page, self.text, self.skips = page, page.text, skips
        self.pieces: list[Located | str] = []
        self.from_ = 0
        self.skipped = ("", 0)  # an element whose inside is left out, and how many of its name are open
        self.missing: set[str] = set()  # closing tags that do not come any more
        self.cell = self.row = False
        self.preformatted = 0
        self.paragraph = False  # an end of line is a space
        self.indices = 0  # <sub>, <sup> that are open
        self.display = False
        self.piped = False  # the line is a row of a table of Markdown
        self.first_row = False

    def scan(self) -> bool:
        """Fill `pieces`; False if the end was reached within an element that is left out."""
        text = self.text
        self.piped = text[:200].lstrip().startswith("|")
        for mark in _MARK.finditer(text):
            start = mark.start()
            if start < self.from_:
                continue
            if mark["line"]:
                self._line(start)
            elif mark["comment"]:
                self._keep(start)
                end = self._find("-->", start)
                self.from_ = end if end > 0 else start
            elif mark["declaration"]:
                if not mark["declaration"].startswith("![CDATA"):
                    self._keep(start)
                    self.from_ = mark.end()
            elif mark["name"]:
                self._tag(mark)
            elif not self.skipped[0]:
                self._entity(mark)
        if self.skipped[0]:
            return False
        self._keep(len(text))
        self.pieces.append("}" * self.indices)
        return True

    def _keep(self, end: int) -> None:
        """What stands before `end` belongs to the page."""
        if end > self.from_ and not self.skipped[0]:
            self.pieces.append(self.page[self.from_ : end])
        self.from_ = end

    def _instead(self, text: str, start: int, end: int) -> None:
        """`text` for what stands from `start` to `end`."""
        self._keep(start)
        where, until = self.page.span(start, end)
        self.pieces.append(Located(text, (Run(0, where, until - where),)))
        self.from_ = end

    def _find(self, closing: str, start: int) -> int:
        """Where a mark that closes ends; -1 if there is none. What is missing once is not looked for again."""
        if closing in self.missing:
            return -1
        if closing.startswith("</"):
            found = re.compile(re.escape(closing) + r"\s*>", re.IGNORECASE).search(self.text, start)
            end = found.end() if found else -1
        else:
            at = self.text.find(closing, start)
            end = at + len(closing) if at >= 0 else -1
        if end < 0:
            self.missing.add(closing)
        return end

    def _line(self, start: int) -> None:
        if self.cell or self.row or (self.paragraph and not self.preformatted):
            blank = self.text[start + 1 : start + 200].lstrip(" \t\r").startswith("\n")
            if self.cell or self.row or not blank:
                self._instead(" ", start, start + 1)
            else:
                self.paragraph = False
        following = self.text[start + 1 : start + 200].lstrip(" \t>")
        self.piped = following.startswith("|")

    def _entity(self, mark: re.Match[str]) -> None:
        if mark["code"]:
            digits = mark["code"]
            code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
            character = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        else:
            character = html5.get(mark["entity"] + ";", "")
        if character:
            character = " " if character in _SPACES else character
            self._instead(character, *mark.span())

    def _break(self, gap: str = "\n") -> None:
        """An end of line; within a cell only a break."""
        self.pieces.append("}" * self.indices)
        self.indices = 0
        self.pieces.append(BREAK if self.cell or self.piped else gap)

    def _tag(self, mark: re.Match[str]) -> None:
        name = mark["name"].lower()
        if name not in _KNOWN:
            return
        start, end = mark.span()
        attributes = mark["attributes"] or ""
        if attributes.count('"') % 2:  # a > within an attribute
            quote = self.text.find('">', end, end + 2000)
            other = self.text.find("<", end, end + 2000)
            if quote >= 0 and (other < 0 or quote < other):
                attributes, end = self.text[mark.start("attributes") : quote + 1], quote + 2
        if self.skipped[0]:
            self._skip(name, bool(mark["close"]), attributes, end)
            return
        self._keep(start)
        self.from_ = end
        if mark["close"]:
            self._closed(name)
        else:
            given = {key.lower(): a or b or c for key, a, b, c in _ATTRIBUTE.findall(attributes)} if attributes else {}
            self._opened(name, given, start, end, empty=attributes.rstrip().endswith("/"))

    def _skip(self, name: str, closing: bool, attributes: str, end: int) -> None:
        """A tag within an element that is left out: count those of its name."""
        of, depth = self.skipped
        if name == of and not attributes.rstrip().endswith("/"):
            depth += -1 if closing else 1
            self.skipped = (of, depth) if depth else ("", 0)
        if not depth or (name == "math" and not closing):
            self.from_ = end

    def _opened(self, name: str, given: dict[str, str], start: int, end: int, *, empty: bool) -> None:
        kind = given.get("class", "")
        if name == "script" and given.get("type", "").startswith("math/tex"):
            self._formula(end, self._find("</script", end), display="mode=display" in given["type"])
        elif name == "math":
            self._mathml(end, given)
        elif name in _DROPPED:
            closing = self._find(f"</{name}", end)
            self.from_ = closing if closing > 0 else end
        elif self.skips and not empty and (_REPEATED.search(kind) or kind == "katex-html"):
            self.skipped = (name, 1)
        elif name == "img":
            if (
                given.get("alt")
                and "mwe-math" not in kind
                and (_EQUATION.search(kind) or "tex=" in given.get("src", "") or "eeimg" in given)
            ):
                at = self.text.find(given["alt"], start, end)
                self.pieces += ["$", resolved(self.page[at : at + len(given["alt"])]), "$"]
        elif name in ("sub", "sup"):
            if self.text[end : end + 1] == "[" or self.text[end : end + 3] == "<a ":  # the number of a footnote
                closing = self.text.find(f"</{name}>", end, end + 400)
                if closing >= 0:
                    self.from_ = closing + 6
                    return
            self.indices += 1
            self.pieces.append("_{" if name == "sub" else "^{")
        elif name == "code":
            if not self.preformatted:
                self.pieces.append("`")
        elif name == "span" and given.get("data-tex"):
            at = self.text.find(given["data-tex"], start, end)
            self.pieces += [r"\(", resolved(self.page[at : at + len(given["data-tex"])]), r"\)"]
            self.skipped = (name, 1) if self.skips else ("", 0)
        elif name == "span":
            self.display = self.display or "katex-display" in kind
        elif name not in _INLINE:
            self._placed(name, opening=True)

    def _closed(self, name: str) -> None:
        if name in ("sub", "sup"):
            if self.indices:
                self.indices -= 1
                self.pieces.append("}")
        elif name == "code":
            if not self.preformatted:
                self.pieces.append("`")
        elif name not in _INLINE and name not in _DROPPED:
            self._placed(name, opening=False)

    def _placed(self, name: str, *, opening: bool) -> None:
        """A tag that begins or ends a line, a paragraph, a row, a cell."""
        if name == "br":
            self._break()
        elif name == "table":
            self.cell = self.row = False
            self._break("\n\n")
            self.first_row = opening
        elif name == "tr":
            self.cell = False
            self._break("\n")
            self.row = opening
            if opening:
                self.pieces.append(ROW_MARK * (1 + self.first_row))  # two: a table begins
                self.first_row = False
        elif name in ("td", "th"):
            if opening and self.cell:  # </td> may be left out
                self.pieces.append(CELL_MARK)
            elif opening:
                self.cell = True
            else:
                self.cell = False
                self.pieces += ["}" * self.indices, CELL_MARK]
                self.indices = 0
        elif name == "pre":
            self.preformatted = max(self.preformatted + (1 if opening else -1), 0)
            if not self.cell and not self.piped:
                self.pieces.append("\n```text\n" if opening else "\n```\n")
        elif name in _HEADINGS:
            self._break("\n\n")
            if opening and not self.cell:
                self.pieces.append("# ")
            self.paragraph = opening
        elif name == "li":
            self._break("\n")
            if opening and not self.cell:
                self.pieces.append("- ")
            self.paragraph = opening
        else:
            self._break("\n")
            self.paragraph = opening and name in ("p", "dd", "dt", "figcaption", "caption")

    def _formula(self, start: int, end: int, *, display: bool) -> None:
        """LaTeX between two tags; `end` is behind the second."""
        if end < 0:
            return
        inner = self.page[start : self.text.rindex("<", start, end)]
        self._latex(resolved(inner), display=display)
        self.from_ = end

    def _latex(self, inner: Located, *, display: bool) -> None:
        bare = inner.stripped()
        if display and not self.cell and not self.piped:
            self.pieces += ["\n", r"\[", bare, r"\]", "\n"]
        else:
            flat = bare.translated(bare.text.replace("\n", " "))
            self.pieces += [r"\(", flat, r"\)"]

    def _mathml(self, start: int, given: dict[str, str]) -> None:
        """MathML: the LaTeX it was made from, where it is kept, or what it says itself."""
        end = self._find("</math", start)
        if end < 0:
            return
        element = MathElement(self.page[start:end])
        display = self.display or given.get("display") == "block"
        self.display = False
        latex = element.annotation()
        self._latex(resolved(latex) if latex is not None else element.latex(), display=display)
        self.from_ = end
