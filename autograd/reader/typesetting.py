r"""A formula as HTML: fractions over a line, indices below, matrices in brackets, and chosen numbers in marks.

Not a typesetter for LaTeX: it shows what worked examples are written with, and what it does not know as it stands.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping

from autograd.reader.finding.vocabulary import words

#: Where a mark begins in the formula: where it ends, and what turns the HTML between into the marked HTML.
Marks = Mapping[int, tuple[int, Callable[[str], str]]]

_SIGNS = {
    "cdot": "·", "times": "×", "div": "÷", "pm": "±", "odot": "⊙", "otimes": "⊗", "circ": "∘", "ast": "*", "star": "⋆",
    "approx": "≈", "simeq": "≃", "cong": "≅", "sim": "∼", "equiv": "≡", "neq": "≠", "ne": "≠", "leq": "≤", "le": "≤",
    "geq": "≥", "ge": "≥", "gets": "←", "leftarrow": "←", "to": "→", "rightarrow": "→", "Rightarrow": "⇒",
    "implies": "⟹", "partial": "∂", "nabla": "∇", "sum": "∑", "prod": "∏", "int": "∫", "infty": "∞", "in": "∈",
    "ell": "ℓ", "top": "⊤",
    "ldots": "…", "cdots": "⋯", "dots": "…", "vdots": "⋮", "mid": "|", "vert": "|", "lVert": "‖", "rVert": "‖",
    "lbrace": "{", "rbrace": "}", "langle": "⟨", "rangle": "⟩", "prime": "′", "coloneqq": "≔", "therefore": "∴",
    "varepsilon": "ε", "epsilon": "ϵ", "varphi": "φ", "triangledown": "▽", "quad": "\u2003", "qquad": "\u2003\u2003",
    "{": "{", "}": "}", "%": "%", "$": "$", "_": "_", "#": "#", "&": "&", ",": "\u2009", ";": "\u2005", ":": "\u2005",
    "!": "", " ": " ", "|": "‖",
}  # fmt: skip
_GREEK = (
    "alpha beta gamma delta zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega "
    "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
)
_SIGNS |= dict(zip(_GREEK.split(), "αβγδζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ", strict=True))
_ACCENTS = {"hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "bar": "\u0304", "overline": "\u0304"}
_ACCENTS |= {"vec": "\u20d7", "dot": "\u0307"}
_UPRIGHT = words("text mathrm operatorname textrm mbox mathbb mathcal mathsf textit mathit textnormal")
_BOLD = words("mathbf boldsymbol textbf bm bf")
_NOTHING = words("left right big Big bigl bigr Bigl Bigr bigg Bigg displaystyle textstyle limits nolimits boxed middle")
_TOKEN = re.compile(
    r"\\(?P<command>[A-Za-z]+|.)|(?P<space>\s+)|(?P<digits>[\d.]+)|(?P<letter>[A-Za-z])|(?P<sign>.)", re.DOTALL
)
_MATRIX = re.compile(r"\\begin\s?\{(?P<kind>[A-Za-z]*matrix|cases|array|aligned|split)\}(?:\{[lcr|]*\})?")
_ENDING = re.compile(r"\\end\s?\{[A-Za-z]*\*?\}")
_BRACKETS = {"b": ("[", "]"), "p": ("(", ")"), "v": ("|", "|"), "B": ("{", "}"), "V": ("‖", "‖"), "c": ("{", " ")}
_DEEPEST = 40


def typeset(formula: str, marks: Marks, *, latex: bool) -> str:
    r"""The formula as HTML.

    >>> typeset(r"a_1 = \frac{1}{2} = 0.6", {19: (22, "<mark>{}</mark>".format)}, latex=True)[-16:]
    '<mark>0.6</mark>'
    """
    return _Typesetter(formula, marks, latex=latex).all()


class _Typesetter:
    def __init__(self, formula: str, marks: Marks, *, latex: bool) -> None:
        self.text, self.marks, self.latex = formula, marks, latex
        self.at = self.depth = 0
        self.operand = False  # what stands before can be an operand

    def all(self) -> str:
        return self.until(len(self.text))

    def until(self, end: int, *stops: str) -> str:
        """The HTML up to `end`, or up to one of `stops`, which is left."""
        found: list[str] = []
        while self.at < end and not self.text.startswith(stops, self.at):
            found.append(self.element(end))
        return "".join(found)

    def element(self, end: int) -> str:
        """One sign, command, group or mark."""
        if self.at in self.marks:
            stop, marked = self.marks[self.at]
            inner = []
            while self.at < min(stop, end):
                inner.append(self.plain(end))
            return marked("".join(inner))
        return self.plain(end)

    def plain(self, end: int) -> str:
        match = _TOKEN.match(self.text, self.at)
        if match is None or self.depth > _DEEPEST:
            self.at += 1
            return html.escape(self.text[self.at - 1])
        sign = match[0]
        if sign in ("^", "_") and self.at + 1 < len(self.text) and (self.latex or self.text[self.at + 1] == "{"):
            return self.index(sign, end)
        if sign == "{" and (self.latex or not match.start()):
            return self.group(end)
        if not self.latex:
            stop = min(match.end(), end)
            stop = min([stop, *(mark for mark in self.marks if mark > self.at)])
            self.at = stop
            return html.escape(self.text[match.start() : stop]).replace("\n", " ")
        if match["command"] is not None:
            return self.command(match, end)
        stop = min([match.end(), end, *(mark for mark in self.marks if mark > self.at)])
        self.at = stop
        sign = self.text[match.start() : stop]
        if match["space"]:
            return ""
        if match["letter"]:
            self.operand = True
            return f"<i>{sign}</i>"
        return self.sign(sign, match.start())

    def index(self, sign: str, end: int) -> str:
        """What stands above or below the line; both one over the other where both follow each other."""
        self.at += 1
        first = self.argument(end)
        other = "_" if sign == "^" else "^"
        if not self.text.startswith(other, self.at) or self.at + 1 >= end or not self.latex:
            tag = "sup" if sign == "^" else "sub"
            return f"<{tag}>{first}</{tag}>"
        self.at += 1
        second = self.argument(end)
        above, below = (first, second) if sign == "^" else (second, first)
        return f'<span class="indices"><span>{above}</span><span>{below}</span></span>'

    def sign(self, sign: str, start: int) -> str:
        """A sign, with room around it where it stands between two operands."""
        before, self.operand = self.operand, sign[0].isalnum() or sign in ")]}'′!²³"
        if sign in "-−+±" and not before:
            return "−" if sign == "-" else sign
        if sign == "," and self.text[start + 1 : start + 2].isspace():
            return ", "
        return _SPACED.get(sign) or html.escape(sign)

    def group(self, end: int) -> str:
        """What stands between two braces."""
        self.at += 1
        self.depth += 1
        self.operand = False
        inner = self.until(end, "}")
        self.operand = True
        self.depth -= 1
        if self.text.startswith("}", self.at):
            self.at += 1
        return inner

    def argument(self, end: int) -> str:
        """A group, or one element."""
        while self.at < end and self.text[self.at].isspace():
            self.at += 1
        if self.at >= end:
            return ""
        if self.text[self.at] == "{":
            return self.group(end)
        if self.text[self.at].isdigit() and self.at not in self.marks:  # x^10 is x¹0
            self.at += 1
            return self.text[self.at - 1]
        self.depth += 1
        one = self.element(end)
        self.depth -= 1
        return one

    def command(self, match: re.Match[str], end: int) -> str:
        name = match["command"]
        matrix = _MATRIX.match(self.text, self.at)
        if matrix:
            self.at = matrix.end()
            return self.matrix(matrix["kind"], end)
        self.at = match.end()
        if name in ("frac", "dfrac", "tfrac", "cfrac"):
            above, below = self.argument(end), self.argument(end)
            return f'<span class="fraction"><span>{above}</span><span>{below}</span></span>'
        if name == "sqrt":
            return f'√<span class="root">{self.argument(end)}</span>'
        if name in _ACCENTS:
            inner = self.argument(end)
            return inner.replace("</i>", f"{_ACCENTS[name]}</i>", 1) if "</i>" in inner else inner + _ACCENTS[name]
        if name in _UPRIGHT or name in _BOLD:
            inner = self.words(end) if name.startswith(("text", "mbox", "op")) else self.argument(end)
            return f"<b>{inner}</b>" if name in _BOLD else f'<span class="upright">{inner}</span>'
        if name in _NOTHING:
            if self.text.startswith(".", self.at) and name in ("left", "right"):
                self.at += 1
            return ""
        if name == "\\":
            return "<br>"
        if name in _SIGNS:
            sign = _SIGNS[name]
            self.operand = sign.isalnum() or (self.operand and not sign.strip())
            return _SPACED.get(sign) or html.escape(sign)
        self.operand = False
        return f'<span class="upright">{html.escape(name)}</span>'

    def words(self, end: int) -> str:
        """The argument of a command that sets words, spaces included."""
        group = re.compile(r"\s*\{([^{}\\]*)\}").match(self.text, self.at, end)
        if group is None or any(mark in range(*group.span(1)) for mark in self.marks):
            return self.argument(end)
        self.at = group.end()
        return html.escape(group[1])

    def matrix(self, kind: str, end: int) -> str:
        """Rows and cells up to the end of the environment."""
        rows: list[list[str]] = [[]]
        self.depth += 1
        while True:
            self.operand = False
            rows[-1].append(self.until(end, "}", "&", "\\\\", "\\end"))
            if self.text.startswith("&", self.at):
                self.at += 1
            elif self.text.startswith("\\\\", self.at):
                self.at += 2
                rows.append([])
            else:
                break
        self.depth -= 1
        ending = _ENDING.match(self.text, self.at)
        self.at = ending.end() if ending else min(self.at + 1, end)
        cells = "".join(
            f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"
            for row in rows
            if any(cell.strip() for cell in row)
        )
        left, right = _BRACKETS.get(kind[0], (" ", " "))
        return f'<span class="matrix" data-left="{left}" data-right="{right}"><table>{cells}</table></span>'


_SPACED = {sign: f" {sign} " for sign in "=≈≃≅≡≔←→⇒⟹+×·⊙±≤≥∼"} | {"-": " − ", "−": " − ", "<": " &lt; ", ">": " &gt; "}
