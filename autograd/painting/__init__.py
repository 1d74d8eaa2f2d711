"""PNG and PDF from the SVG of a picture: the same on every machine, whatever Graphviz laid it out.

`shapes` reads the SVG, `fonts` finds what text is painted in, `png` and `pdf` paint.
"""

from __future__ import annotations

import warnings

from autograd.errors import LegibilityWarning, MissingPackageError
from autograd.language import say
from autograd.notation import quoted
from autograd.painting.fonts import Fonts
from autograd.painting.shapes import read


def as_png(svg: str, dpi: float) -> bytes:
    """The picture as PNG, with so many pixels an inch.

    Raises `MissingPackageError` without Pillow. Characters that no font of this machine has are empty boxes: a
    `LegibilityWarning` says so.
    """
    page = read(svg)
    fonts = Fonts(page.characters)
    _warn(fonts)
    try:
        from autograd.painting.png import png

        return png(page, fonts, dpi)
    except ModuleNotFoundError as error:
        raise MissingPackageError(say("a PNG needs Pillow: pip install pillow, or save the picture as .svg")) from error


def as_pdf(svg: str) -> bytes:
    """The picture as PDF, its text as text. Raises `MissingPackageError` without ReportLab; warns as `as_png` does."""
    page = read(svg)
    fonts = Fonts(page.characters, for_pdf=True)
    _warn(fonts)
    try:
        from autograd.painting.pdf import pdf

        return pdf(page, fonts)
    except ModuleNotFoundError as error:
        raise MissingPackageError(
            say("a PDF needs ReportLab: pip install reportlab, or save the picture as .svg")
        ) from error


def _warn(fonts: Fonts) -> None:
    if fonts.lacking:
        characters = quoted("".join(sorted(fonts.lacking)), 30)
        warnings.warn(
            f"no font here shows {characters}: they are empty boxes in this picture. Save it as .svg, or install a "
            "font that has them; for Chinese, Japanese and Korean Noto Sans CJK (apt-get install fonts-noto-cjk)",
            LegibilityWarning,
            stacklevel=4,
        )
