"""One picture by several builds of Graphviz: the same nodes, edges and texts, and nothing cut off.

    python tests/shared/pictures.py FOLDER -o docs/pictures.md      # for every .gv there: make pictures

`keep` writes the DOT text of every picture that the tests draw into such a folder.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from PIL import ImageFont

import autograd.render
from autograd.lettering import anchored
from autograd.painting.fonts import BOLD, REGULAR
from autograd.painting.shapes import Outline, Text, read
from autograd.render.processes import _of_the_package

_SVG = "{http://www.w3.org/2000/svg}"
#: Graphviz inside pygraphviz's wheel, which answers as `dot` does.
_PYGRAPHVIZ = """
import sys
from pygraphviz import AGraph
text = sys.stdin.buffer.read().decode()
sys.stdout.buffer.write(AGraph(string=text).draw(format="svg", prog="dot"))
"""
#: What a text may reach beyond its box, in points: coordinates in an SVG are rounded.
_SLACK = 1.0


def renderers() -> dict[str, list[str]]:
    """The builds of Graphviz that are here, and how each is run."""
    found = {}
    if program := _of_the_package():
        found["graphviz-pure"] = [program, "-Tsvg"]
    if program := shutil.which("dot"):
        found["dot"] = [program, "-Tsvg"]
    if find_spec("pygraphviz"):
        found["pygraphviz"] = [sys.executable, "-c", _PYGRAPHVIZ]
    return found


def svg_by(command: list[str], source: str) -> str:
    """The picture that a build makes."""
    done = subprocess.run(command, input=source.encode(), capture_output=True)
    assert done.returncode == 0, done.stderr[-300:].decode()
    text = done.stdout.decode()
    return text[text.index("<svg") :]


class Contents(NamedTuple):
    """What a picture says: of each node and edge its lines of text, and those of the caption."""

    nodes: Counter[tuple[str, ...]]
    edges: Counter[tuple[str, ...]]
    caption: tuple[str, ...]


def contents(svg: str) -> Contents:
    """What a picture says, whatever stands where."""
    found = Contents(Counter(), Counter(), ())
    for group in ElementTree.fromstring(svg).iter(f"{_SVG}g"):
        kind = group.get("class")
        lines = tuple(_plain(text) for text in group.findall(f"{_SVG}text"))
        if kind in ("node", "edge"):
            title = _plain(group.find(f"{_SVG}title"))
            (found.nodes if kind == "node" else found.edges)[(title, *lines)] += 1
        elif kind == "graph":
            found = found._replace(caption=lines)
    return found


def cut_off(svg: str) -> Iterator[str]:
    """Texts that leave the page, or the outline of their node, in the widest of the usual fonts."""
    svg = anchored(svg)
    page = read(svg)
    for text in (shape for shape in page.shapes if isinstance(shape, Text)):
        if leaves(text, 0.0, page.width, 0.0, page.height):
            yield f"{text.text!r} leaves the page"
    head = re.match(r"<svg.*?<g [^>]*>", svg, re.DOTALL)
    assert head is not None
    for node in re.findall(r'<g id="[^"]*" class="node">.*?</g>', svg, re.DOTALL):
        shapes = read(f"{head[0]}{node}</g></svg>").shapes
        outlines = [shape for shape in shapes if isinstance(shape, Outline) and shape.style.stroke]
        xs, ys = ([point[axis] for outline in outlines for point in outline.points] for axis in range(2))
        for text in (shape for shape in shapes if outlines and isinstance(shape, Text)):
            if leaves(text, min(xs), max(xs), min(ys), max(ys)):
                yield f"{text.text!r} leaves its node"


def leaves(text: Text, left: float, right: float, top: float, bottom: float) -> bool:
    """Whether a text reaches beyond these sides."""
    from_left, to_right, from_top, to_bottom = extent(text)
    return max(left - from_left, to_right - right, top - from_top, to_bottom - bottom) > _SLACK


def extent(text: Text) -> tuple[float, float, float, float]:
    """Left, right, top, bottom of what is inked, measured in DejaVu Sans."""
    left, top, right, bottom = _font(text.bold).getbbox(text.text.strip(), anchor="ls")
    width = _font(text.bold).getlength(text.text)
    scale = text.size / 100
    start = text.at[0] - {"start": 0.0, "middle": 0.5, "end": 1.0}[text.anchor] * width * scale
    return start + left * scale, start + right * scale, text.at[1] + top * scale, text.at[1] + bottom * scale


@cache
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype((BOLD if bold else REGULAR).path, 100)


def _plain(element: ElementTree.Element | None) -> str:
    return "" if element is None else "".join(element.itertext()).replace("\xa0", " ").strip()


def differences(made: dict[str, str]) -> Iterator[str]:
    """How one picture by several builds differs from that by the first, and what any of them cuts off."""
    first, *others = made
    for name in others:
        for what, one, other in zip(Contents._fields, contents(made[first]), contents(made[name]), strict=True):
            if one != other:
                yield f"{what} by {first} and by {name} differ"
    for name, svg in made.items():
        yield from (f"{text}, by {name}" for text in cut_off(svg))


def keep(folder: Path) -> None:
    """Write the DOT text of everything that is drawn from now on into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    draw: Callable[[str, str], bytes] = autograd.render.in_a_process

    def keeping(source: str, file_format: str) -> bytes:
        if file_format == "svg":
            (folder / f"{hashlib.sha256(source.encode()).hexdigest()[:16]}.gv").write_text(source, encoding="utf-8")
        return draw(source, file_format)

    autograd.render.in_a_process = keeping


def report(folder: Path) -> str:
    """The comparison for every DOT text in a folder, as Markdown."""
    commands = renderers()
    seconds = dict.fromkeys(commands, 0.0)
    found: list[str] = []
    sources = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.gv"))]
    drawn = [source for source in sources if "{ broken" not in source]  # a test of what fails
    for source in drawn:
        made = {}
        for name, command in commands.items():
            start = time.perf_counter()
            made[name] = svg_by(command, source)
            seconds[name] += time.perf_counter() - start
        found += differences(made)
    lines = [
        "# Every picture of the tests, by several builds of Graphviz", "",
        "Made by `make pictures`. Every picture that the tests draw is laid out by each build that is here. All must",
        "say the same (nodes, edges, the lines of text of each, the caption), and no text may leave the page or the",
        "outline of its node, in DejaVu Sans, the widest of the usual fonts.", "",
        "| build | version | pictures | seconds |", "|---|---|---:|---:|",
        *(f"| {name} | {version(commands[name])} | {len(drawn)} | {taken:.0f} |" for name, taken in seconds.items()),
        "", f"Differences and texts cut off: {len(found)}." + ("" if not found else "\n"),
        *(f"- {line}" for line in found),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def version(command: list[str]) -> str:
    """The version of Graphviz that a build is of."""
    done = subprocess.run(command, input=b"digraph {}", capture_output=True)
    comment = re.search(r"Generated by graphviz version ([\d.]+)", done.stdout.decode())
    return comment[1] if comment else "?"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", dest="to", type=Path)
    arguments = parser.parse_args()
    text = report(arguments.folder)
    print(text)
    if arguments.to:
        arguments.to.write_text(text, encoding="utf-8")
    sys.exit("Differences and texts cut off: 0." not in text)
