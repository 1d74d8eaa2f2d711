r"""Circles, lines and texts at given places as a `tikzpicture`, for any LaTeX that has tikz and amsmath."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from autograd.lettering import latex_text, width
from autograd.palette import BLUE, GREY, INK, LEAF_FILL, LINE, VERMILLION
from nn.pictures.line_labels import Point
from nn.pictures.shapes import Caption, Disc, Shape, Stroke, Words

#: The size of the caption, LaTeX's \\scriptsize.
_CAPTION = 7.0
_MARGIN, _BELOW = 6.0, 24.0

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_NAMES = {INK: "ink", BLUE: "blueink", VERMILLION: "vermillion", GREY: "grey", LINE: "line", LEAF_FILL: "ground"}


def tikz(shapes: Sequence[Shape], caption: Caption, wanted: float | None = None) -> tuple[str, tuple[float, float]]:
    """The text of a figure, of the width it comes to or of that `wanted`, and its size, in points of 1/72 inch."""
    corners = [corner for shape in shapes for corner in shape.corners()]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    middle = (min(xs) + max(xs)) / 2
    said = sum(width(text, _CAPTION) + 10 for text, _ in caption)
    across = max(max(xs) - min(xs), said) / 2 + _MARGIN
    top, bottom = max(ys) + _MARGIN, min(ys) - _BELOW
    scale = 1.0 if wanted is None else wanted / (2 * across)
    scaled = "" if wanted is None else f"scale={scale:.6g}, transform shape, "
    lines = [
        rf"\begin{{tikzpicture}}[x=1bp, y=1bp, {scaled}every node/.style={{inner sep=0.5bp, align=center}}]",
        *(rf"\definecolor{{{name}}}{{HTML}}{{{hue[1:].upper()}}}" for hue, name in _NAMES.items()),
        rf"\useasboundingbox {_at((middle - across, bottom))} rectangle {_at((middle + across, top))};",
        # What stands on top comes last.
        *(_stroke(shape) for shape in shapes if isinstance(shape, Stroke)),
        *(_disc(shape) for shape in shapes if isinstance(shape, Disc)),
        *(line for shape in shapes if isinstance(shape, Words) for line in _words(shape)),
        rf"\node[font=\scriptsize] at {_at((middle, min(ys) - _BELOW / 2))} {{{_joined(caption)}}};",
        r"\end{tikzpicture}",
    ]
    return "\n".join(lines) + "\n", (scale * 2 * across, scale * (top - bottom))


def _disc(disc: Disc) -> str:
    style = disc.style
    options = [
        f"fill={_colour(style.get('fillcolor', '#ffffff'))}",
        f"draw={_colour(style.get('color', LINE))}",
        f"line width={float(style.get('penwidth', '1.2')):.2f}bp",
    ]
    if "dashed" in style.get("style", ""):
        options.append("dashed")
    circle = rf"\draw[{', '.join(options)}] {_at(disc.middle)} circle [radius={disc.radius:.1f}bp];"
    if not disc.lines:
        return circle
    return f"{circle}\n\\node[font=\\small] at {_at(disc.middle)} {{{_stacked(disc.lines)}}};"


def _stroke(stroke: Stroke) -> str:
    style = stroke.style
    colour, opacity = _tone(style.get("color", LINE))
    options = [f"draw={colour}", f"line width={float(style.get('penwidth', '1.2')):.2f}bp"]
    options += [f"opacity={opacity:.2f}"] if opacity < 1 else []
    options += [style["style"]] if style.get("style") in ("dashed", "dotted") else []
    options += ["-latex"] if stroke.arrow else []
    start, *rest = map(_at, stroke.points)
    path = f" .. controls {rest[0]} and {rest[1]} .. {rest[2]}" if len(rest) == 3 else f" -- {rest[0]}"
    return rf"\draw[{', '.join(options)}] {start}{path};"


def _words(words: Words) -> Iterator[str]:
    if words.anchor is None:
        yield rf"\node[font=\footnotesize] at {_at(words.middle)} {{{_stacked(words.lines)}}};"
        return
    # Beside each other, each in a column.
    x, y = words.middle
    column = words.width / len(words.lines)
    side = {"start": 0.0, "end": 1.0}[words.anchor]
    anchor = {"start": "west", "end": "east"}[words.anchor]
    for i, line in enumerate(words.lines):
        place = (x - words.width / 2 + column * (i + side), y)
        yield rf"\node[font=\footnotesize, anchor={anchor}] at {_at(place)} {{{_stacked([line])}}};"


def _stacked(lines: Sequence[tuple[str, str]]) -> str:
    return r" \\ ".join(rf"\textcolor{{{_NAMES.get(colour, 'ink')}}}{{{_written(text)}}}" for text, colour in lines)


def _written(text: str) -> str:
    """A text; a number with the minus sign of a formula."""
    return f"${text}$" if _NUMBER.fullmatch(text) else latex_text(text)


def _joined(caption: Caption) -> str:
    return r" $\cdot$ ".join(_stacked([part]) for part in caption)


def _colour(colour: str) -> str:
    """A colour by its name, or as TikZ takes any."""
    if colour in _NAMES:
        return _NAMES[colour]
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"{{rgb,255:red,{red};green,{green};blue,{blue}}}"


def _tone(colour: str) -> tuple[str, float]:
    """A colour with its opacity, which Graphviz has as the last two digits."""
    return _colour(colour[:7]), int(colour[7:9], 16) / 255 if len(colour) == 9 else 1.0


def _at(point: Point) -> str:
    return f"({point[0]:.1f},{point[1]:.1f})"
