"""The formulas and numbers of a worksheet as they are written: as text, LaTeX and HTML."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

from autograd.arrays.given import read_array, shape
from autograd.auditor import Sheet
from autograd.classroom.vary import inputs_of
from autograd.language import language, say
from autograd.notation import Written, counted, latex_name, number, printable
from autograd.operation import CONSTANT
from autograd.styles import LATEX
from autograd.value import Value

#: An index in a name: w12, h_1, W[1,2]; not in the name of a function.
_INDEX = re.compile(r"\b([A-Za-z\u0370-\u03ff]+?)_?(\d+)\b(?!\()|\b(\w+)\[(\d+(?:,\d+)*)\]")
#: A formula with more operations in it is written as it was typed.
DEEPEST = 60


class Line(NamedTuple):
    """A formula as text and as LaTeX; `latex` is nothing where only the text is at hand."""

    text: str
    latex: str = ""


def inputs_written(data: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The inputs of a sheet with their numbers as text.

    >>> inputs_written({"inputs": {"w": "0.50", "W": [[1, 2.5]]}})
    (('w', '0.50'), ('W', '[[1, 2.5]]'))
    """
    return tuple((name, _number(value)) for name, value in inputs_of(data).items())


def _number(value: Any) -> str:
    if isinstance(value, str) and not value.lstrip().startswith("["):
        return printable(value.strip())
    array = read_array(value, "inputs")
    if shape(array):
        return "[" + ", ".join(_number(item) for item in value) + "]" if isinstance(value, list) else _listed(array)
    return number(float(array), 12)


def _listed(array: Any) -> str:
    return "[" + ", ".join(map(_listed, array)) + "]" if isinstance(array, list) else number(float(array), 12)


def lines_of(sheet: Sheet, data: Mapping[str, Any]) -> tuple[Line, ...]:
    """The formulas of a sheet, one line for each name; as they were typed where they have arrays."""
    example = sheet.example
    has_arrays = any("[" in name for name in example.named)
    results = [(name, example.nodes[node]) for name, node in example.named.items() if example.parents[node]]
    written = [] if has_arrays else [(name, _written(node, False), _written(node, True)) for name, node in results]
    if not written or any(text is None or latex is None for _, text, latex in written):
        return tuple(Line(printable(" ".join(str(line).split()))) for line in data["expressions"])
    return tuple(
        Line(f"{name} = {text.text}", f"{latex_name(name)} = {latex.text}")
        for name, text, latex in written
        if text and latex
    )


def _written(node: Value, latex: bool, depth: int = 0) -> Written | None:
    """How a node was made of named ones and numbers."""
    if depth and node.label:
        return Written(latex_name(node.label) if latex else printable(node.label))
    if node.op is None or not node.parents or node.op is CONSTANT:
        return Written.number(node.data, 12, latex)
    if depth > DEEPEST:
        return None
    parts = [_written(parent, latex, depth + 1) for parent in node.parents]
    known = [part for part in parts if part is not None]
    return node.op.write(*known, latex=latex) if len(known) == len(parts) else None


def latex_quantity(written: str) -> str:
    r"""A question in LaTeX: `∂L/∂w1`, `new w1`, `L after 2 steps`, `-1·∂L/∂w`.

    >>> print(latex_quantity("∂L/∂w1"), latex_quantity("new w1"), latex_quantity("o after 1 step"))
    \frac{\partial L}{\partial w_{1}} \text{new } w_{1} o\text{ after 1 step}
    """
    text, after, steps = written.partition(" after ")
    text, over, nodes = text.partition(" over ")
    scale, times, rest = text.rpartition("·")
    factor = f"{scale} \\cdot " if times and re.fullmatch(r"-?[\d.e+-]+", scale) else ""
    text = rest if factor else text
    if match := re.fullmatch(r"∂(.+)/∂(.+)", text):
        found = rf"\frac{{\partial {latex_name(match[1])}}}{{\partial {latex_name(match[2])}}}"
    elif match := re.fullmatch(r"(partial|d|path):([^/]+)/(?:(.*)/)?([^/]+)", text):
        found = rf"\frac{{\partial {latex_name(match[2])}}}{{\partial {latex_name(match[4])}}}"
        found = LATEX.say("local {derivative}", derivative=f" {found}") if match[1] == "partial" else found
        over, nodes = (over or match[3] or ""), (match[3] or nodes).replace("/", ",")
    elif text.startswith("new "):
        found = LATEX.say("new {name}", name=f" {latex_name(text[4:])}")
    else:
        found = latex_name(text)
    found = factor + found
    if over:
        listed = ", ".join(latex_name(node.strip()) for node in nodes.split(","))
        found = LATEX.say("{derivative} over {nodes}", derivative=found, nodes=f" {listed}")
    if not after:
        return found
    words = say("{quantity} after {steps}", quantity="\0", steps=counted(int(steps.split()[0]), "step")).split("\0")
    return found.join(rf"\text{{{text}}}" if text else "" for text in words)


def latex_value(text: str) -> str:
    r"""The number of an input in a formula, however it was written.

    >>> print(latex_value("0.5"), latex_value("[[1, 2]]"), latex_value("5%"), latex_value("√2"))
    0.5 [[1, 2]] \text{5\%} \text{$\sqrt{\ }$2}
    """
    return text if re.fullmatch(r"[-\d.,\[\] ]+", text) else rf"\text{{{latex_text(text)}}}"


def html_text(text: str) -> str:
    """Text with the indices of names below the line, escaped.

    >>> html_text("w12 = W[1,2] < log2(x)")
    'w<sub>12</sub> = W<sub>1,2</sub> &lt; log2(x)'
    """
    escaped = html.escape(printable(text), quote=False)  # so that no entity has digits in it
    return _INDEX.sub(lambda match: f"{match[1] or match[3]}<sub>{match[2] or match[4]}</sub>", escaped)


def latex_text(text: str) -> str:
    """Text as LaTeX shows it, Greek and mathematical signs included.

    >>> print(latex_text("50% of w_1 -> ∂L"))
    50\\% of w\\_1 $\\to$ $\\partial$L
    """
    return "".join(_LATEX.get(character) or (character if character.isascii() else _other(character))
                   for character in printable(unicodedata.normalize("NFC", text)).replace("->", "→"))  # fmt: skip


_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": "$<$", ">": "$>$", "|": "$|$", "→": r"$\to$",
    "∂": r"$\partial$", "·": r"$\cdot$", "×": r"$\times$", "²": "$^2$", "³": "$^3$", "√": r"$\sqrt{\ }$", "−": "$-$",
    "…": r"\dots{}", "÷": r"$\div$", "½": r"$\frac12$", '"': "''", "⁻": "$^-$", "⁰": "$^0$", "¹": "$^1$", "⁴": "$^4$",
    "⁵": "$^5$", "⁶": "$^6$", "⁷": "$^7$", "⁸": "$^8$", "⁹": "$^9$", "≈": r"$\approx$", "≥": r"$\geq$", "≤": r"$\leq$",
    "∑": r"$\sum$", "∞": r"$\infty$", "’": "'", "–": "--", "—": "---", "“": "``", "”": "''", "„": ",,", "‘": "`",
    "«": r"$\ll$", "»": r"$\gg$", "±": r"$\pm$", "°": r"$^\circ$", "≠": r"$\neq$", "∈": r"$\in$", "⋅": r"$\cdot$",
    "⊙": r"$\odot$", "∇": r"$\nabla$", "←": r"$\leftarrow$", "⇒": r"$\Rightarrow$", "′": "$'$", "ß": r"\ss{}",
    "ø": r"\o{}", "Ø": r"\O{}", "æ": r"\ae{}", "Æ": r"\AE{}", "œ": r"\oe{}", "ł": r"\l{}", "Ł": r"\L{}", "ı": r"\i{}",
}  # fmt: skip


#: The accents of letters, as combining characters.
_ACCENTS = {"\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
            "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d", "\u0327": "c"}  # fmt: skip


def _other(character: str) -> str:
    """A character that is not in ASCII: a Greek letter, or one with an accent, or its code."""
    named = latex_name(character)
    if named.startswith("\\") and not named.startswith(r"\text") and named != character:
        return f"${named}$"
    if language() != "en" and unicodedata.east_asian_width(character) in "WF":
        return character  # for the package that such a language has
    letter, *accents = list(unicodedata.normalize("NFD", character))
    if letter.isascii() and letter.isalpha() and len(accents) == 1 and accents[0] in _ACCENTS:
        return rf"\{_ACCENTS[accents[0]]}{{{letter}}}"
    return rf"\texttt{{U+{ord(character):04X}}}"
