"""A page of shapes as PNG, by Pillow: painted three times as large and made smaller, which smooths every edge."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from itertools import cycle, pairwise
from typing import TYPE_CHECKING

from autograd.painting.fonts import REGULAR, Font, Fonts
from autograd.painting.shapes import Outline, Page, Point, Text

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

#: How many times as large.
_FINE = 3
#: How many pixels are painted at a time, so large: what that takes of memory, three bytes each.
_AT_A_TIME = 16_000_000
#: Into how many straight lines a Bézier curve is divided.
_STEPS = 24


def png(page: Page, fonts: Fonts, dpi: float) -> bytes:
    """The picture, with so many pixels an inch (72 points)."""
    from PIL import Image

    scale = dpi / 72
    width, height = (max(1, round(side * scale)) for side in (page.width, page.height))
    painter = _Painter(page, fonts, scale * _FINE)
    image = Image.new("RGB", (width, height), "white")
    rows = max(1, min(height, _AT_A_TIME // (width * _FINE**2)))
    for top in range(0, height, rows):
        count = min(rows, height - top)
        strip = Image.new("RGB", (width * _FINE, count * _FINE), "white")
        painter.paint(strip, top * _FINE)
        image.paste(strip.reduce(_FINE), (0, top))
    file = BytesIO()
    image.save(file, "PNG", dpi=(dpi, dpi))
    return file.getvalue()


class _Painter:
    """Paints the shapes of a page on a strip of it, with so many pixels a point."""

    def __init__(self, page: Page, fonts: Fonts, scale: float) -> None:
        self._shapes = page.shapes
        self._fonts = fonts
        self._scale = scale
        self._loaded: dict[tuple[Font, float], FreeTypeFont] = {}

    def paint(self, strip: Image, top: int) -> None:
        """Paint what touches this strip, whose upper edge is `top` pixels below that of the page."""
        for shape in self._shapes:
            high, low = _extent(shape)
            if low * self._scale >= top and high * self._scale <= top + strip.height:
                if isinstance(shape, Text):
                    self._write(strip, shape, top)
                else:
                    self._draw(strip, shape, top)

    def _write(self, strip: Image, text: Text, top: int) -> None:
        from PIL.ImageDraw import Draw

        runs = [(piece, self._font(font, text.size)) for piece, font in self._fonts.runs(text.text, text.bold)]
        widths = [font.getlength(piece) for piece, font in runs]
        x, y = text.at[0] * self._scale, round(text.at[1] * self._scale) - top
        x -= {"start": 0.0, "middle": 0.5, "end": 1.0}[text.anchor] * sum(widths)
        for (piece, font), width in zip(runs, widths, strict=True):
            Draw(strip).text((x, y), piece, text.colour, font, anchor="ls")
            x += width

    def _font(self, font: Font, size: float) -> FreeTypeFont:
        from PIL import ImageFont

        if (font, size) not in self._loaded:
            # The simple way of placing letters is part of every Pillow.
            load = partial(ImageFont.truetype, size=size * self._scale, layout_engine=ImageFont.Layout.BASIC)
            try:
                self._loaded[font, size] = load(font.path, index=font.number)
            except OSError:  # a font of a kind that FreeType does not know
                self._loaded[font, size] = load(REGULAR.path)
        return self._loaded[font, size]

    def _draw(self, strip: Image, outline: Outline, top: int) -> None:
        from PIL import ImageColor
        from PIL.ImageDraw import Draw

        style = outline.style
        # Whole pixels, as Pillow rounds to them in another way above the strip: it would leave a seam.
        corners: list[Point] = [
            (round(x * self._scale), round(y * self._scale) - top) for x, y in _corners(outline.points)
        ]
        if style.fill:
            Draw(strip).polygon(corners, fill=style.fill)
        if not style.stroke or not style.width:
            return
        width = max(1, round(style.width * self._scale))
        if outline.closed:
            corners = [*corners, *corners[:2]]  # the last corner needs a joint, too
        lines = list(_dashed(corners, [dash * self._scale for dash in style.dashes])) if style.dashes else [corners]
        if style.opacity == 1:
            for line in lines:
                Draw(strip).line(line, style.stroke, width, joint="curve")
            return
        # Where the pieces of a line overlap it is no less transparent: each is painted as one area.
        colour = (*ImageColor.getrgb(style.stroke)[:3], round(255 * style.opacity))
        for line in lines:
            Draw(strip, "RGBA").polygon(_area(line, width), colour)


def _extent(shape: Outline | Text) -> tuple[float, float]:
    """The highest and the lowest that a shape reaches, with room to spare."""
    if isinstance(shape, Text):
        return shape.at[1] - 1.5 * shape.size, shape.at[1] + shape.size
    ys = [y for _, y in shape.points]
    return min(ys) - 2 * shape.style.width, max(ys) + 2 * shape.style.width


def _corners(points: list[Point]) -> list[Point]:
    """Corners of straight lines that look like the chain of curves."""
    corners = points[:1]
    for (x0, y0), (x1, y1), (x2, y2), (x3, y3) in zip(
        points[::3], points[1::3], points[2::3], points[3::3], strict=False
    ):
        if (x1, y1) == (x0, y0) and (x2, y2) == (x3, y3):
            corners.append((x3, y3))
            continue
        for step in range(1, _STEPS + 1):
            t = step / _STEPS
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
            corners.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return corners


def _dashed(corners: list[Point], dashes: list[float]) -> Iterator[list[Point]]:
    """A line in dashes: so long, then a gap so long, and again."""
    lengths = cycle(dashes)
    left, drawn, line = next(lengths), True, corners[:1]
    for one, other in pairwise(corners):
        (x0, y0), (x1, y1) = one, other
        length, gone = math.dist(one, other), 0.0
        while length - gone > left:
            gone += left
            cut = (x0 + (x1 - x0) * gone / length, y0 + (y1 - y0) * gone / length)
            if drawn:
                yield [*line, cut]
            left, drawn, line = next(lengths), not drawn, [cut]
        left -= length - gone
        line.append(other)
    if drawn and len(line) > 1:
        yield line


def _area(line: list[Point], width: float) -> list[Point]:
    """The corners of what a line of this width covers: up one side of it and back on the other."""
    line = [point for i, point in enumerate(line) if i == 0 or point != line[i - 1]]
    sides: tuple[list[Point], list[Point]] = ([], [])
    for i, (x, y) in enumerate(line):
        (x0, y0), (x1, y1) = line[max(i - 1, 0)], line[min(i + 1, len(line) - 1)]
        length = math.dist((x0, y0), (x1, y1)) or 1.0
        across, down = (y1 - y0) / length * width / 2, (x0 - x1) / length * width / 2
        sides[0].append((x + across, y + down))
        sides[1].append((x - across, y - down))
    return sides[0] + sides[1][::-1]
