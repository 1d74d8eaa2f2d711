"""No label is clipped, none lies on another or on a box: measured in the SVG, with the fonts that may show it."""

from __future__ import annotations

import re
import warnings
import xml.etree.ElementTree as ElementTree
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import figures
import fonts
import pytest

from autograd import LegibilityWarning, draw

SVG = "{http://www.w3.org/2000/svg}"
#: Fonts that may stand for Helvetica and Arial. DejaVu Sans, the widest, comes with matplotlib.
SHOWN_IN = re.compile(r"(LiberationSans|DejaVuSans|Arial|Helvetica|NotoSans|NotoSansCJK)-?(Regular)?\.(ttf|otf|ttc)$")


class Rectangle(NamedTuple):
    """What something takes up, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: Rectangle, slack: float = 0.5) -> bool:
        """Whether the other is inside."""
        return (
            self.left - slack <= other.left
            and other.right <= self.right + slack
            and self.top - slack <= other.top
            and other.bottom <= self.bottom + slack
        )

    def meets(self, other: Rectangle, slack: float = 0.5) -> bool:
        """Whether they overlap."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > slack
            and min(self.bottom, other.bottom) - max(self.top, other.top) > slack
        )


def around(numbers: str) -> Rectangle:
    """The rectangle around the points of a path or a polygon."""
    points = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
    return Rectangle(min(points[::2]), min(points[1::2]), max(points[::2]), max(points[1::2]))


@cache
def font(path: str):
    """A font, at 100 points."""
    from matplotlib.ft2font import FT2Font

    opened = FT2Font(path)
    opened.set_size(100, 72)
    return opened


def width(text: str, size: float, bold: bool, path: str) -> float:
    """The width of a text in a font; of a bold text that of the bold font beside it, where there is one."""
    heavy = Path(path).with_name(
        Path(path).name.replace("-Regular", "-Bold").replace("DejaVuSans.", "DejaVuSans-Bold.")
    )
    opened = font(str(heavy) if bold and heavy.exists() else path)
    opened.set_text(text, 0)
    return opened.get_width_height()[0] / 64 * size / 100


def text_boxes(group: ElementTree.Element, path: str) -> list[Rectangle]:
    """What each line of text in a group takes up in a font."""
    boxes = []
    for text in group.iter(f"{SVG}text"):
        size, x, y = (float(text.get(name)) for name in ("font-size", "x", "y"))
        wide = width(text.text or "", size, text.get("font-weight") == "bold", path)
        left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[text.get("text-anchor")] * wide
        boxes.append(Rectangle(left, y - 0.76 * size, left + wide, y + 0.24 * size))
    return boxes


@cache
def settings() -> list[str]:
    """The fonts to measure with: the widest always, and what this machine has of the others."""
    from matplotlib.font_manager import findSystemFonts

    known = {Path(path).name: path for path in findSystemFonts() if SHOWN_IN.search(Path(path).name)}
    return [str(fonts.bundled() / "DejaVuSans.ttf"), *known.values()]


def drawn(name: str, detail: str, width: str | None):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LegibilityWarning)
        return draw(figures.figure(name), gradients=True, detail=detail, width=width)


@pytest.mark.parametrize("width", [None, "16cm"])
@pytest.mark.parametrize("detail", ["full", "neuron"])
@pytest.mark.parametrize("name", figures.EXPRESSIONS)
def test_no_label_is_clipped_and_none_lies_on_another(name, detail, width, tmp_path, monkeypatch):
    drawing = drawn(name, detail, width)
    picture = ElementTree.fromstring(drawing.svg())
    groups = {
        kind: [g for g in picture.iter(f"{SVG}g") if g.get("class") == kind] for kind in ("node", "edge", "graph")
    }
    outlines = [around(node.find(f".//{SVG}path").get("d")) for node in groups["node"]]
    ground = picture.find(f".//{SVG}rect")
    x, y, wide, high = (float(ground.get(side)) for side in ("x", "y", "width", "height"))
    whole = Rectangle(x, y, x + wide, y + high)
    assert all(whole.holds(outline) for outline in outlines)
    assert not any(one.meets(other) for one, other in combinations(outlines, 2))
    for path in settings():
        for node, outline in zip(groups["node"], outlines, strict=True):
            lines = text_boxes(node, path)
            assert all(outline.holds(line) for line in lines), path
            assert not any(one.meets(other, 1.5) for one, other in combinations(lines, 2))
        labels = [text_boxes(edge, path) for edge in groups["edge"]]
        assert all(labels)  # a partial on every edge
        assert all(whole.holds(line) for lines in labels for line in lines), path
        assert not any(outline.meets(line) for lines in labels for line in lines for outline in outlines), path
        for one, other in combinations(labels, 2):
            assert not any(a.meets(b) for a in one for b in other), path


@pytest.mark.parametrize("name", figures.EXPRESSIONS)
def test_the_picture_is_the_same_in_every_font_setting(name, tmp_path, monkeypatch):
    drawing = drawn(name, "neuron", "16cm")
    as_here = drawing.svg()
    for folder in (tmp_path / "none", fonts.bundled()):
        monkeypatch.setenv("FONTCONFIG_FILE", fonts.only(folder, tmp_path))
        assert drawing.svg() == as_here
