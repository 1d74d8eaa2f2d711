"""Text in pictures: how wide it is, and a line of it as a cell of one of Graphviz's HTML-like labels.

Whoever looks at an SVG has other fonts than the machine that made it. Graphviz measures a line of text in a font of
*its* machine and says where the line begins; in a wider or a narrower font it is then off its place, and may leave its
box. So no picture relies on a font: each line has a cell of its own, wide enough for any common font (`cell`), and an
SVG says where the middle of that cell is instead of where the text begins (`anchored`). The same picture is therefore
the same SVG on every machine.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape, unescape

from autograd.notation import latex_name
from autograd.palette import GREY

# Ems per character in DejaVu Sans, the widest of the common fonts, rounded up to a few classes.
_NARROW, _SLIM, _ROUND, _USUAL, _CAPITAL, _BROAD, _SQUARE = 0.38, 0.45, 0.56, 0.64, 0.8, 0.86, 1.0
_EMS = {
    character: ems
    for ems, characters in (
        (_NARROW, "'`ijlIJ,.·/:;\\|- \xa0"),
        (_SLIM, "fr()[]t!²³"),
        (_ROUND, "csz"),
        (_CAPITAL, "ABCDEGHKNOQRUVXYZ&σ"),
        (_BROAD, "w#+<=>^~×−→"),
        (_SQUARE, "mMW%@…∂"),
    )
    for character in characters
}
_BOLD = 1.13  # times as wide
#: The width in the average font, of the width in the widest: for texts beside each other with room between them.
_AVERAGE = 0.95
#: From the middle of a line to its baseline, in ems.
_BASELINE = 0.35

#: Signs that not every font of LaTeX has.
_SIGNS = {
    "∂": r"\partial ", "·": r"\cdot ", "×": r"\times ", "−": "-", "√": r"\surd ", "∛": r"\sqrt[3]{}", "∞": r"\infty ",
    "≤": r"\le ", "≥": r"\ge ", "≠": r"\ne ", "≈": r"\approx ", "→": r"\to ", "…": r"\ldots ", "σ": r"\sigma ",
    "π": r"\pi ", **{raised: f"^{digit}" for raised, digit in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", strict=True)},
}  # fmt: skip

#: What has a meaning in Mermaid's text, in the Markdown it allows there, or in the HTML it is turned into.
_MERMAID = set('"#&<>;`*_\\[]{}()|~$@:')

#: A cell's ground, as Graphviz draws it (older ones say "transparent" for "none"), and the text on it; or the name
#: of the node or edge that cells belong to.
_CELL = re.compile(
    r"<title>(?P<name>.*?)</title>"
    r'|<polygon fill="(?:none|transparent)" stroke="(?:none|transparent)" points="(?P<points>[^"]*)"/>\n'
    r'(?P<start><text [^>]*?)text-anchor="start" x="[^"]*" y="[^"]*"(?P<end>[^>]*? font-size="(?P<size>[^"]*)")'
)


def width(text: str, size: float, bold: bool = False) -> float:
    """The most room that `text` takes in any common font of this size; in the unit of the size.

    >>> width("l", 10) < width("0", 10) < width("W", 10) == width("中", 10)
    True
    """
    return size * (_BOLD if bold else 1.0) * _ems_of(text)


@lru_cache(maxsize=4096)
def _ems_of(text: str) -> float:
    return sum(map(_ems, text))


def _ems(character: str) -> float:
    if character.isascii() or character in _EMS:
        return _EMS.get(character, _USUAL)
    if unicodedata.combining(character):
        return 0.0
    return _SQUARE if unicodedata.east_asian_width(character) in "WF" else _USUAL


def markup(text: str, colour: str, bold: bool = False) -> str:
    """`text` as it is, in Graphviz's HTML, which has no empty text. A backslash doubled is one, and no escape (\\N)."""
    shown = escape(text).replace("\\", "\\\\") if text.strip() else "&#160;"
    return f'<FONT COLOR="{colour}">{f"<B>{shown}</B>" if bold else shown}</FONT>'


def cell(content: str, width: float, height: float, align: str = "CENTER") -> str:
    """One line of markup in a cell of this size, whatever font it is shown in.

    Its ground, transparent, is what tells `anchored` where the cell is.
    """
    size = f'FIXEDSIZE="TRUE" WIDTH="{math.ceil(width)}" HEIGHT="{math.ceil(height)}"'
    return f'<TD BGCOLOR="transparent" {size} ALIGN="{align}">{content}</TD>'


def table(rows: str, ground: str = "", margin: int = 0) -> str:
    """Rows of cells as a label, on a ground of some colour or none, with a margin around it."""
    inside = _table(rows, ground)
    return f"<{_table(f'<TR><TD>{inside}</TD></TR>', spacing=margin) if margin else inside}>"


def _table(rows: str, ground: str = "", spacing: int = 0, fixed: bool = False) -> str:
    painted = f' BGCOLOR="{ground}"' if ground else ""
    if fixed:  # one row, which a wider one below it would stretch
        wide, heights = (re.findall(rf'{side}="(\d+)"', rows) for side in ("WIDTH", "HEIGHT"))
        painted += f' FIXEDSIZE="TRUE" WIDTH="{sum(map(int, wide))}" HEIGHT="{heights[0]}"'
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="{spacing}" CELLPADDING="0"{painted}>{rows}</TABLE>'


def caption(
    parts: Sequence[tuple[str, str]], size: float, *notes: str, strong: str = "", room: float = math.inf
) -> str:
    """What stands below a picture: parts, each in its colour, on a line with dots between; then lines of notes, grey.

    What has the colour `strong` is bold. Parts that are together wider than `room` stand on several lines.
    """
    height, blank = 1.3 * size, '<TR><TD HEIGHT="12"></TD></TR>'

    def written(text: str, colour: str) -> str:
        bold = colour == strong
        return cell(markup(text, colour, bold), _AVERAGE * width(text, size, bold), height)

    dot = written("  ·  ", GREY)
    lines: list[list[str]] = [[]]
    taken = 0.0
    for text, colour in parts:
        taken += width(text, size, colour == strong) + 2 * size
        if lines[-1] and taken > room:
            lines.append([])
            taken = width(text, size, colour == strong)
        lines[-1].append(written(text, colour))
    whole = [_table(f"<TR>{dot.join(line)}</TR>", fixed=len(lines) > 1) for line in lines]
    rows = [*(f"<TD>{line}</TD>" for line in whole), *(written(note, GREY) for note in notes)]
    return table(blank + "".join(f"<TR>{row}</TR>" for row in rows))


def anchored(svg: str, anchors: Mapping[str, str] | None = None) -> str:
    """An SVG of Graphviz's with the text of every cell where it stands in any font: in the middle of the cell.

    `anchors` names the nodes where it is to stand elsewhere: at the "start" or at the "end" of its cell.
    """
    known, name = anchors or {}, ""

    def placed(match: re.Match[str]) -> str:
        nonlocal name
        if match["name"] is not None:
            name = unescape(match["name"])
            return match[0]
        points = [[float(number) for number in point.split(",")] for point in match["points"].split()]
        xs, ys = zip(*points, strict=True)
        anchor = known.get(name, "middle")
        x = {"start": min(xs), "middle": (min(xs) + max(xs)) / 2, "end": max(xs)}[anchor]
        y = (min(ys) + max(ys)) / 2 + _BASELINE * float(match["size"])
        return f'{match["start"]}text-anchor="{anchor}" x="{x:.2f}" y="{y:.2f}"{match["end"]}'

    # Graphviz before version 3, which many systems have, writes a colour that SVG 1.1 does not know.
    return _CELL.sub(placed, svg.replace('="transparent"', '="none"'))


def latex_text(text: str) -> str:
    r"""A text for LaTeX, as a formula if it is a name; with nothing in it that means something there.

    >>> print(latex_text("w12"), latex_text("50 %"))
    $w_{12}$ $\text{50 }\%$
    """
    return f"${latex_signs(latex_name(text))}$" if text else ""


def latex_signs(latex: str) -> str:
    """LaTeX with the signs that not every font has written as commands."""
    return "".join(rf"\ensuremath{{{_SIGNS[sign]}}}" if sign in _SIGNS else sign for sign in latex)


def mermaid_text(text: str) -> str:
    """A text as it is, in a label of Mermaid's: what could mean something there is written by its number.

    >>> mermaid_text("a + b"), mermaid_text('<b> "x"')
    ('a + b', '#60;b#62; #34;x#34;')
    """
    return "".join(f"#{ord(character)};" if character in _MERMAID else character for character in text)
