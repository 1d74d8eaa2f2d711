"""PNG and PDF painted from the SVG: what is where, in which colour, and in which font."""

from __future__ import annotations

import string
import sys
import warnings
from io import BytesIO
from pathlib import Path

import matplotlib
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageStat

from autograd import LegibilityWarning, MissingPackageError, draw, parse, values
from autograd.painting import as_pdf, as_png, fonts
from autograd.painting.fonts import BOLD, REGULAR, Fonts
from autograd.painting.shapes import Outline, Text, read

PAGE = (
    '<svg width="{width}pt" height="{height}pt" viewBox="0 0 100 50" xmlns="http://www.w3.org/2000/svg">'
    '<g transform="scale(1 1) rotate(0) translate(0 50)">{inside}</g></svg>'
)
#: All but one, whose table has a format of its own: it has a shape for everything, which says what is missing.
MATPLOTLIB = sorted((Path(matplotlib.__file__).parent / "mpl-data" / "fonts" / "ttf").glob("[!L]*.ttf"))


def page(inside: str, scale: float = 1.0) -> str:
    """A page of 100 by 50 points, or so many times as large; the origin is its lower left corner, y downwards."""
    return PAGE.format(width=100 * scale, height=50 * scale, inside=inside)


def pixels(svg: str, dpi: float = 72) -> Image.Image:
    return Image.open(BytesIO(as_png(svg, dpi)))


def ink(svg: str) -> float:
    """How much black there is, in square points."""
    return sum(255 - level for level in pixels(svg, 288).convert("L").tobytes()) / 255 / 16


def near(colour: object, other: tuple[int, int, int]) -> bool:
    return isinstance(colour, tuple) and all(abs(a - b) <= 3 for a, b in zip(colour, other, strict=True))


def test_areas_have_their_places_and_colours() -> None:
    square = '<polygon fill="#0b5cad" stroke="none" points="10,-40 30,-40 30,-20 10,-20 10,-40"/>'
    for scale in (1.0, 2.0):
        image = pixels(page(square, scale), 72 / scale)
        assert image.size == (100, 50)
        assert near(image.getpixel((20, 20)), (0x0B, 0x5C, 0xAD))
        assert {image.getpixel(at) for at in ((8, 20), (32, 20), (20, 8), (20, 32))} == {(255, 255, 255)}


def test_an_ellipse_and_a_rounded_rectangle_cover_the_area_that_geometry_gives() -> None:
    for shape, area in (
        ('<ellipse fill="black" stroke="none" cx="50" cy="-25" rx="40" ry="20"/>', 3.14159265 * 40 * 20),
        ('<rect fill="black" x="10" y="-45" width="80" height="40" rx="10"/>', 80 * 40 - (4 - 3.14159265) * 100),
    ):
        assert ink(page(shape)) == pytest.approx(area, rel=0.01)


def test_a_line_is_as_wide_dashed_and_transparent_as_it_says() -> None:
    def line(style: str) -> float:
        return ink(page(f'<path fill="none" stroke="#000000" {style} d="M10,-25C40,-25 60,-25 90,-25"/>'))

    assert line('stroke-width="2"') == pytest.approx(160, rel=0.05)
    assert line('stroke-width="4" stroke-opacity="0.25"') == pytest.approx(80, rel=0.05)
    # of 80 points, 12 begin a dash of 5 points, the last of which has 5 - (12·7 - 82) = 3 of it
    assert line('stroke-width="2" stroke-dasharray="5,2"') == pytest.approx(2 * (11 * 5 + 3), rel=0.05)


def test_where_transparent_lines_cross_the_colours_are_laid_over_each_other() -> None:
    lines = (
        '<path fill="none" stroke="#ff0000" stroke-width="8" stroke-opacity="0.5" d="M10,-25 L90,-25"/>'
        '<path fill="none" stroke="#0000ff" stroke-width="8" stroke-opacity="0.5" d="M50,-45 L50,-5"/>'
    )
    image = pixels(page(lines))
    assert near(image.getpixel((20, 25)), (255, 128, 128))  # half red, half white
    assert near(image.getpixel((50, 10)), (128, 128, 255))
    assert near(image.getpixel((50, 25)), (128, 64, 191))  # half blue, half of the first


@pytest.mark.parametrize(("anchor", "left"), [("start", 50.0), ("middle", 40.0), ("end", 30.0)])
def test_text_stands_where_its_anchor_says(anchor: str, left: float) -> None:
    font = TTFont(REGULAR.path)
    advance, bearing = font["hmtx"][font.getBestCmap()[ord("■")]]
    unit = 20 / advance  # such that it takes 20 points
    text = f'<text text-anchor="{anchor}" x="50" y="-20" font-size="{2048 * unit}" fill="black">■</text>'
    box = ImageChops.invert(pixels(page(text), 288).convert("L")).getbbox()
    assert box is not None
    assert box[0] / 4 == pytest.approx(left + bearing * unit, abs=0.5)


def test_a_page_is_read_with_one_transformation_and_any_width() -> None:
    shapes = read(
        '<svg width="200pt" height="100pt" viewBox="0.00 0.00 100.00 50.00">'
        '<g transform="scale(2 2) rotate(0) translate(4 20)"><title>G</title>'
        '<path fill="none" stroke="black" d="M1,2C3,4 5,6 7,8"/>'
        '<text text-anchor="middle" x="3.00" y="-5.00" font-weight="bold" font-size="10.00">&#160;a</text></g></svg>'
    )
    line, text = shapes.shapes
    assert isinstance(line, Outline)
    assert line.points == [(20.0, 88.0), (28.0, 96.0), (36.0, 104.0), (44.0, 112.0)]  # 4·(x + 4, y + 20)
    assert (line.closed, line.style.width, line.style.fill) == (False, 4.0, None)
    assert text == Text("\xa0a", (28.0, 60.0), "middle", 40.0, True, "black")
    assert shapes.characters == {"\xa0", "a"}


def test_the_font_that_comes_with_us_has_what_formulas_are_written_with() -> None:
    written = string.printable.strip() + "∂√∛∞≤≥≠≈→←…·×−∑∏∫∇∈ℝ⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺₀₁₂₃₄₅₆₇₈₉✓✗½"
    written += "".join(
        map(chr, [*range(0x3B1, 0x3CA), *range(0x391, 0x3A2), *range(0x410, 0x450), *range(0xC0, 0x180)])
    )
    assert Fonts(written)._others == {}
    assert Fonts(written).lacking == set()


@pytest.mark.parametrize("path", [REGULAR.path, BOLD.path, *map(str, MATPLOTLIB)], ids=lambda path: Path(path).stem)
def test_what_a_font_has_is_what_fonttools_reads(path: str) -> None:
    found = fonts._characters_of(path)
    assert found is not None
    known = TTFont(path).getBestCmap()
    codes = [*range(0x20, 0x2800), *range(0x4E00, 0xA000, 7), *range(0xF000, 0xFFFF), *range(0x1D400, 0x1D800)]
    assert [code for code in codes if found.has(chr(code))] == [code for code in codes if code in known]


def test_a_damaged_font_is_passed_over(tmp_path: Path) -> None:
    for i, content in enumerate([b"", b"\0\1\0\0", b"ttcf" + b"\xff" * 40, Path(REGULAR.path).read_bytes()[:200]]):
        (tmp_path / f"{i}.ttf").write_bytes(content)
        assert fonts._characters_of(str(tmp_path / f"{i}.ttf")) is None


@pytest.fixture
def no_other_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without any font of its own."""
    monkeypatch.setattr(fonts, "_files", lambda: iter(()))
    fonts._found.cache_clear()
    monkeypatch.setattr(fonts, "_found", fonts._found.__wrapped__)


def chinese() -> str:
    rate, weight = values(学习率=0.5, 权重=-1.25)
    return draw((rate * weight).named("损失"), gradients=False).svg()


@pytest.mark.usefixtures("no_other_fonts")
def test_characters_that_no_font_has_are_named_with_what_to_install() -> None:
    with pytest.warns(LegibilityWarning, match="no font here shows '.*学.*fonts-noto-cjk"):
        as_png(chinese(), 96)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = as_pdf(chinese())  # viewers of PDF have fonts for these of their own
    assert b"STSong-Light" in made
    text = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_bounded()
    assert "学习率" in text


@pytest.mark.usefixtures("no_other_fonts")
def test_letters_that_would_have_to_be_joined_are_named_too() -> None:
    (a,) = values(سرعة=1.0)
    with pytest.warns(LegibilityWarning, match="no font here shows"):
        draw((a * 2).named("e"), gradients=False).pdf()


def test_other_scripts_are_in_a_font_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Other.ttf").write_bytes(next(path for path in MATPLOTLIB if path.stem == "STIXGeneral").read_bytes())
    (tmp_path / "Broken.ttf").write_bytes(b"no font")
    for platform in ("win32", "darwin"):
        monkeypatch.setitem(fonts._FOLDERS, platform, (str(tmp_path),))
    monkeypatch.setattr(fonts, "_OTHERWISE", (str(tmp_path), "/nowhere"))
    monkeypatch.setattr(fonts, "_found", fonts._found.__wrapped__)
    chosen = Fonts("x𝑎⟵")  # two that DejaVu Sans here does not have, and STIX does
    assert chosen.lacking == set()
    assert [(piece, Path(font.path).name) for piece, font in chosen.runs("x𝑎⟵x", bold=True)] == [
        ("x", "DejaVuSans-Bold.ttf"), ("𝑎⟵", "Other.ttf"), ("x", "DejaVuSans-Bold.ttf"),
    ]  # fmt: skip
    assert pixels(page('<text x="10" y="-10" font-size="20">𝑎</text>')).getbbox() is not None


def example() -> str:
    a, b = values(a=2.0, b=1.0)
    e = ((a + b) * (b + 1)).named("e")
    e.backward()
    return draw(e).svg()


def test_the_text_of_a_pdf_is_text_in_fonts_that_it_brings_along() -> None:
    made = as_pdf(example())
    document = pypdfium2.PdfDocument(made)
    text = document[0].get_textpage().get_text_bounded()
    for line in ("e = c·d", "∂e/∂b = 5", "on each edge its local partial"):
        assert line in text
    assert b"DejaVuSans" in made
    assert b"FontFile2" in made
    assert b"/BaseFont /Helvetica" not in made
    assert as_pdf(example()) == made  # no time, no chance


@pytest.mark.parametrize("svg", [example, lambda: draw(parse("y = sigmoid(θ·x² + η)", θ=1, x=2, η=3)).svg()])
def test_png_and_pdf_show_the_same(svg) -> None:
    png = Image.open(BytesIO(as_png(svg(), 144))).convert("L")
    pdf = pypdfium2.PdfDocument(as_pdf(svg()))[0].render(scale=2).to_pil().convert("L").resize(png.size)
    difference = ImageChops.difference(png.reduce(4), pdf.reduce(4))
    assert ImageStat.Stat(difference).mean[0] < 2
    assert ImageStat.Stat(difference).extrema[0][1] < 90  # no line of text or box is missing in one of them
    assert ImageStat.Stat(png).stddev[0] > 15


@pytest.mark.parametrize(
    ("name", "make"), [("PIL", lambda: as_png(example(), 96)), ("reportlab", lambda: as_pdf(example()))]
)
def test_without_the_package_one_line_says_which(name: str, make, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [module for module in sys.modules if module.partition(".")[0] == name]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingPackageError, match=r"pip install (pillow|reportlab), or save the picture as \.svg$"):
        make()


def test_a_large_picture_is_painted_in_strips_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pixels(example(), 96)
    monkeypatch.setattr("autograd.painting.png._AT_A_TIME", 9 * whole.width * 7)
    assert ImageChops.difference(pixels(example(), 96), whole).getbbox() is None
