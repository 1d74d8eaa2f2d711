"""A `Drawing`: a picture that shows itself in Jupyter, and saves itself in many formats."""

from __future__ import annotations

import copy
import html
import math
import os
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from autograd.drawing.arrangement import LEGIBLE, natural_size
from autograd.drawing.dot import dot
from autograd.drawing.mermaid import mermaid
from autograd.drawing.picture import Picture
from autograd.drawing.size import Length, small_letters
from autograd.drawing.tikz import Figure, document, tikz
from autograd.errors import DrawingError, LegibilityWarning
from autograd.files import write_whole
from autograd.language import say
from autograd.lettering import anchored
from autograd.notation import quoted
from autograd.painting import as_pdf, as_png
from autograd.render import render

FORMATS = (".svg", ".png", ".pdf", ".dot", ".tex", ".mmd")


class Drawing:
    """A picture of a graph: shows itself in Jupyter, and saves itself as SVG, PNG, PDF, DOT, TikZ or Mermaid.

    - `source`: the DOT text.
    - `text`: the same graph as lines of text, for where there are no pictures.
    - `titles`: what a browser says of a node ("n0") or an edge ("n0->n2") under the mouse.
    - `anchors`: the nodes and edges whose text does not stand in the middle of its place: "start" or "end".
    - `picture`: what the picture says, for the formats that are not made by Graphviz; or instead of it two functions,
      `figure` for the text of a `tikzpicture` of some width or of its own, with its size, in points of 1/72 inch, and
      `mermaid` for the Mermaid text.
    """

    def __init__(
        self,
        source: str,
        *,
        summary: str,
        text: str = "",
        titles: Mapping[str, str] | None = None,
        anchors: Mapping[str, str] | None = None,
        picture: Picture | None = None,
        width: Length | None = None,
        figure: Callable[[float | None], tuple[str, tuple[float, float]]] | None = None,
        mermaid: Callable[[], str] | None = None,
    ) -> None:
        self.source = source
        self.text = text
        self._summary = summary
        self._titles = dict(titles or {})
        self._anchors = dict(anchors or {})
        self._picture = picture
        self._width = width
        self._figure, self._mermaid = figure, mermaid

    @classmethod
    def of(cls, picture: Picture, *, summary: str, text: str, width: Length | None = None) -> Drawing:
        """The drawing of a picture, of some width or of that which it comes to."""
        titles = {box.identifier: box.title for box in picture.boxes}
        titles |= {f"{arrow.tail}->{arrow.head}": arrow.title for arrow in picture.arrows}
        anchors = {f"{arrow.tail}->{arrow.head}": "start" for arrow in picture.arrows if picture.goes_down}
        source = dot(picture, None if width is None else width.points)
        return cls(source, summary=summary, text=text, titles=titles, anchors=anchors, picture=picture, width=width)

    def at_width(self, width: str, ways: Sequence[str] = ()) -> Drawing:
        """The same at another width, such as "12cm", or "800px".

        If letters are then smaller than 8 points, a `LegibilityWarning` proposes these `ways`, or a width at which they
        are not. Raises `DrawingError` for what is no width.
        """
        length, resized = Length.read(width), copy.copy(self)
        resized._width = length
        resized.source = self.source.replace("{", f'{{\n\tgraph [size="{length.points / 72:.5f},1000!" margin=0]', 1)
        sizes = re.findall(r'\bfontsize="?([\d.]+)', self.source)
        letters = min(map(float, sizes), default=math.inf) * length.points / natural_size(self.source)[0]
        if letters < LEGIBLE:
            warnings.warn(small_letters(length, letters, ways), LegibilityWarning, stacklevel=3)
        return resized

    def __repr__(self) -> str:
        return f"Drawing({self._summary})"

    def svg(self) -> str:
        """The picture as SVG, with its text as text; an element `<svg>`, to save or to put into a page."""
        svg = render(self.source, "svg").decode()
        svg = anchored(svg[svg.index("<svg") :], self._anchors)
        if self._width is not None:  # exactly, where Graphviz has rounded
            points = self._width.points
            svg = re.sub(
                r'width="([\d.]+)pt" height="([\d.]+)pt"',
                lambda size: f'width="{points:g}pt" height="{points * float(size[2]) / float(size[1]):g}pt"',
                svg,
                count=1,
            )
        svg = re.sub(r"<title>(.*?)</title>", self._title, svg)
        # Graphviz paints the background as a polygon; round its corners.
        return re.sub(r'<polygon fill="white" stroke="[^"]*" points="([^"]*)"/>', _rounded, svg, count=1)

    def png(self, dpi: int | None = None) -> bytes:
        """The picture as PNG: at 96 dpi as large as the SVG, and by default two pixels for each of its.

        By default, a width in pixels is that of the PNG; of one in centimetres or inches, an inch has 300.
        """
        if dpi is None:
            dpi = 192 if self._width is None else 96 if self._width.in_pixels else 300
        return as_png(self.svg(), dpi)

    def pdf(self) -> bytes:
        """The picture as PDF, its text as text in the fonts of the PNG."""
        return as_pdf(self.svg())

    def tikz(self) -> str:
        r"""The picture for LaTeX: a `tikzpicture`, formulas set as formulas, to stand in a document that uses tikz.

        It needs `\usepackage{tikz}` and `amsmath`, nothing else; `save("e.tex")` writes a whole document.
        """
        return self._in_latex().text

    def _in_latex(self) -> Figure:
        if self._figure is not None:
            return Figure(*self._figure(None if self._width is None else self._width.points))
        return tikz(self._said(), None if self._width is None else self._width.points)

    def mermaid(self) -> str:
        """The picture for Mermaid, which GitHub shows in Markdown between ```mermaid and ```."""
        return mermaid(self._said()) if self._mermaid is None else self._mermaid()

    def _said(self) -> Picture:
        if self._picture is None:
            raise DrawingError(say("this picture exists for Graphviz only: save it as .svg, .png, .pdf or .dot"))
        return self._picture

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture, in the format of the path's ending. Returns the path.

        .svg and .dot are made by Graphviz, .png and .pdf from the .svg; .tex is a document of its own for pdflatex or
        lualatex, see `tikz`; .mmd is Mermaid. A file that exists is replaced at once and as a whole. Raises
        `DrawingError` for any other ending.
        """
        path = Path(path)
        ending = path.suffix.lower()
        if ending not in FORMATS:
            name, endings = quoted(path.name, 60), list(FORMATS)
            raise DrawingError(
                say("cannot draw {name}: its name must end in one of {endings}", name=name, endings=endings)
            )
        if ending in (".png", ".pdf"):
            return write_whole(path, self.png() if ending == ".png" else self.pdf())
        if ending == ".tex":
            text = document(self._in_latex())
        elif ending == ".mmd":
            text = self.mermaid()
        else:
            text = self.svg() if ending == ".svg" else self.source
        return write_whole(path, text.encode())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """For Jupyter. SVG inside HTML, as JupyterLab withholds bare SVG from notebooks it does not trust."""
        bundle = {"text/plain": f"{self!r}\n{self.text}".rstrip()}
        try:
            svg = self.svg().replace("<svg ", '<svg style="max-width:100%;height:auto" ', 1)
        except Exception as error:
            # A picture that fails must not take the cell's output with it.
            bundle["text/plain"] += "\n" + say("(no picture: {error})", error=error)
        else:
            bundle["text/html"] = f"<div>{svg}</div>"
        return bundle

    def _title(self, match: re.Match[str]) -> str:
        title = self._titles.get(html.unescape(match[1]))
        return f"<title>{html.escape(title)}</title>" if title else ""


def _rounded(polygon: re.Match[str]) -> str:
    """The background, given as a polygon, as a rectangle with round corners."""
    points = [point.split(",") for point in polygon[1].split()]
    xs, ys = [float(x) for x, _ in points], [float(y) for _, y in points]
    left, top = min(xs), min(ys)
    size = f'width="{max(xs) - left:g}" height="{max(ys) - top:g}"'
    return f'<rect fill="white" x="{left:g}" y="{top:g}" {size} rx="10"/>'
