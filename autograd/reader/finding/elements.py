r"""MathML as LaTeX: what a `<math>` element was made from, or, where that is not kept, its simple elements."""

from __future__ import annotations

import html
import re

from autograd.reader.finding.vocabulary import words
from autograd.reader.located import Located, Run

_TAG = re.compile(r"<(?P<close>/)?(?:m:|mml:)?(?P<name>[A-Za-z-]{1,30})(?P<attributes>\s[^<>]*)?(?P<empty>/)?>")
_ANNOTATION = re.compile(r"<annotation\s[^<>]*encoding\s*=\s*[\"']application/x-(?:la)?tex[\"'][^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&[#A-Za-z0-9]{1,32};")
_ACCENTS = {"^": "hat", "ˆ": "hat", "\u0302": "hat", "~": "tilde", "˜": "tilde", "¯": "bar", "‾": "bar", "→": "vec"}
_LEAVES = words("mi mn mo mtext ms")
_LEFT_OUT = frozenset(["annotation", "annotation-xml", "mphantom"])
#: Signs that are read only by machines: function application, invisible times.
_INVISIBLE = frozenset("\u2061\u2062\u2063\u2064\u200b")

#: So deep are elements read in each other.
_DEEPEST = 60

_Pieces = list["Located | str"]


class MathElement:
    """The inside of a `<math>` element."""

    def __init__(self, inside: Located) -> None:
        self.inside = inside

    def annotation(self) -> Located | None:
        """The LaTeX that is kept beside the element, if any, with its entities."""
        opening = _ANNOTATION.search(self.inside.text)
        if opening is None:
            return None
        end = self.inside.text.find("</annotation", opening.end())
        inner = self.inside[opening.end() : end if end >= 0 else len(self.inside)].stripped()
        style = re.match(r"\{\\(?:displaystyle|textstyle) ?", inner.text)  # as Wikipedia writes
        if style and inner.text.endswith("}"):
            inner = inner[style.end() : -1].stripped()
        return inner

    def latex(self) -> Located:
        r"""The element in LaTeX.

        >>> page = Located.whole("<msub><mi>w</mi><mn>1</mn></msub><mo>=</mo><mfrac><mn>1</mn><mn>2</mn></mfrac>")
        >>> print(MathElement(page).latex().text)
        w_{1}=\frac{1}{2}
        """
        opened: list[tuple[str, list[_Pieces]]] = [("", [])]
        at = left_out = too_deep = 0
        for tag in _TAG.finditer(self.inside.text):
            name = tag["name"].lower()
            if name in _LEFT_OUT:
                left_out = max(left_out + (-1 if tag["close"] else 1), 0) if not tag["empty"] else left_out
            if not left_out:
                self._text(at, tag.start(), opened[-1][1])
            at = tag.end()
            if left_out or name in _LEFT_OUT:
                continue
            if tag["close"]:
                if too_deep:
                    too_deep -= 1
                elif len(opened) > 1:
                    closed, children = opened.pop()
                    opened[-1][1].append(_written(closed, children))
            elif not tag["empty"]:
                if len(opened) < _DEEPEST:
                    opened.append((name, []))
                else:
                    too_deep += 1
        while len(opened) > 1:
            closed, children = opened.pop()
            opened[-1][1].append(_written(closed, children))
        return Located.joined(piece for child in opened[0][1] for piece in child)

    def _text(self, start: int, end: int, children: list[_Pieces]) -> None:
        """The characters between two tags, entities resolved."""
        whole = resolved(self.inside[start:end]).stripped()
        if whole.text and whole.text not in _INVISIBLE:
            children.append([whole])


def resolved(text: Located) -> Located:
    """The text with the signs that its entities stand for."""
    if "&" not in text.text:
        return text
    pieces: _Pieces = []
    at = 0
    for entity in _ENTITY.finditer(text.text):
        where, until = text.span(*entity.span())
        pieces += [text[at : entity.start()], Located(html.unescape(entity[0]), (Run(0, where, until - where),))]
        at = entity.end()
    return Located.joined([*pieces, text[at:]])


def _written(name: str, children: list[_Pieces]) -> _Pieces:
    """An element with its children written already."""
    inner: _Pieces = [piece for child in children for piece in child]
    if name in _LEAVES:
        word = "".join(piece if isinstance(piece, str) else piece.text for piece in inner)
        if name == "mtext" or (name == "mi" and len(word) > 1 and word.isalpha()):
            return [r"\text{", *inner, "}"]
        return inner
    if name == "mfrac" and len(children) == 2:
        return [r"\frac{", *children[0], "}{", *children[1], "}"]
    if name in ("msub", "munder") and len(children) == 2:
        return [*children[0], "_{", *children[1], "}"]
    if name == "mover" and len(children) == 2 and (accent := _ACCENTS.get(_plain(children[1]))):
        return [rf"\{accent}{{", *children[0], "}"]
    if name in ("msup", "mover") and len(children) == 2:
        return [*children[0], "^{", *children[1], "}"]
    if name in ("msubsup", "munderover") and len(children) == 3:
        return [*children[0], "_{", *children[1], "}^{", *children[2], "}"]
    if name == "msqrt":
        return [r"\sqrt{", *inner, "}"]
    if name == "mroot" and len(children) == 2:
        return [r"\sqrt[", *children[1], "]{", *children[0], "}"]
    if name == "mfenced":
        return ["(", *inner, ")"]
    if name == "mtd":
        return inner
    if name == "mtr":
        return [piece for index, child in enumerate(children) for piece in ([" & "] if index else []) + child]
    if name == "mtable":
        rows = [piece for index, child in enumerate(children) for piece in ([r" \\ "] if index else []) + child]
        return [r"\begin{matrix}", *rows, r"\end{matrix}"]
    return inner


def _plain(pieces: _Pieces) -> str:
    return "".join(piece if isinstance(piece, str) else piece.text for piece in pieces).strip()
