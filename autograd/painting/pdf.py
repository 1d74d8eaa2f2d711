"""A page of shapes as PDF, by ReportLab: its text stays text, in fonts that the file brings along."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from autograd.painting.fonts import CHINESE, REGULAR, Font, Fonts
from autograd.painting.shapes import Outline, Page, Text


def pdf(page: Page, fonts: Fonts) -> bytes:
    """The picture on a page of its size. The same picture is the same bytes."""
    from reportlab.pdfgen.canvas import Canvas

    file = BytesIO()
    size = (page.width, page.height)
    canvas = Canvas(file, size, invariant=1, initialFontName=_name(REGULAR), initialFontSize=10)
    for shape in page.shapes:
        if isinstance(shape, Text):
            _write(canvas, shape, page.height, fonts)
        elif shape.style.fill or shape.style.stroke:
            _draw(canvas, shape, page.height)
    canvas.save()
    return file.getvalue()


def _write(canvas: Any, text: Text, height: float, fonts: Fonts) -> None:
    from reportlab.lib.colors import toColor
    from reportlab.pdfbase.pdfmetrics import stringWidth

    runs = [(piece, _name(font)) for piece, font in fonts.runs(text.text, text.bold)]
    widths = [stringWidth(piece, name, text.size) for piece, name in runs]
    x = text.at[0] - {"start": 0.0, "middle": 0.5, "end": 1.0}[text.anchor] * sum(widths)
    canvas.setFillColor(toColor(text.colour))
    for (piece, name), width in zip(runs, widths, strict=True):
        canvas.setFont(name, text.size)
        canvas.drawString(x, height - text.at[1], piece)
        x += width


def _draw(canvas: Any, outline: Outline, height: float) -> None:
    from reportlab.lib.colors import toColor

    style = outline.style
    (start, *rest), path = [(x, height - y) for x, y in outline.points], canvas.beginPath()
    path.moveTo(*start)
    for a, b, c in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        path.curveTo(*a, *b, *c)
    if outline.closed:
        path.close()
    if style.fill:
        canvas.setFillColor(toColor(style.fill))
    if style.stroke:
        canvas.setStrokeColor(toColor(style.stroke))
        canvas.setStrokeAlpha(style.opacity)
        canvas.setLineWidth(style.width)
        canvas.setDash(list(style.dashes))
    canvas.drawPath(path, stroke=int(style.stroke is not None), fill=int(style.fill is not None))


def _name(font: Font) -> str:
    """The name under which ReportLab knows a font; it reads each once."""
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.pdfmetrics import getRegisteredFontNames, registerFont
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    name = font.path if font.is_of_the_viewer else f"{font.path} {font.number}"
    if name in getRegisteredFontNames():
        return name
    try:
        registerFont(
            UnicodeCIDFont(name) if font.is_of_the_viewer else TTFont(name, font.path, subfontIndex=font.number)
        )
    except TTFError:  # a font of a kind that it does not know: that of the viewer
        return _name(CHINESE)
    return name
