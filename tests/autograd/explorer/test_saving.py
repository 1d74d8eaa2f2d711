"""The picture of a step as a file: SVG that looks the same everywhere, and a PNG drawn from it."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from figures import EXPRESSIONS, figure, training

from autograd import Value, explore
from autograd.palette import BLUE, INK, VERMILLION

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "</script><script>alert(1)</script>",
    "../../etc/passwd",
    'a"b',
    "CON",
    "& < >",
    "]]>",
    "\x00\x1b[31m",
    "\ud800",
]


def saved(tab, kind: str, folder: Path, frame=None) -> Path:
    with tab.expect_download() as waiting:
        (frame or tab).locator(f"#{kind}").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))})"


def seen(tab) -> list[str]:
    """The texts of the picture, as the page shows them."""
    texts = tab.locator("#graph text").all()
    return sorted(text.text_content() for text in texts if text.text_content() and text.is_visible())


def written(root: ElementTree.Element) -> list[str]:
    """The texts of a file; what stands behind them in the colour of the paper is not counted."""
    return sorted(text.text or "" for text in root.iter(f"{SVG}text") if not text.get("stroke"))


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_the_file_shows_what_the_page_shows(visit, tmp_path, name: str) -> None:
    tab = visit(explore(figure(name)), reduced_motion="reduce")
    tab.keyboard.press("End")
    while "message" not in tab.evaluate("Object.keys(steps[current])"):
        tab.keyboard.press("ArrowLeft")
    path = saved(tab, "svg", tmp_path)
    root = ElementTree.fromstring(path.read_bytes())
    assert written(root) == seen(tab)
    assert root.findtext(f"{SVG}title") == tab.inner_text("#told")
    assert len(root.findall(f".//{SVG}polygon")) == tab.evaluate("edges.length")
    # Nothing in it needs the page, a style sheet or a network.
    assert not re.search(r"class=|style|<script|href|url\(|var\(|@", path.read_text(encoding="utf-8"))
    colours = {element.get("fill") for element in root.iter()} | {element.get("stroke") for element in root.iter()}
    assert {rgb(INK), rgb(BLUE), rgb(VERMILLION)} <= colours


def test_the_file_is_drawn_as_the_page_draws_it(visit, browser, tmp_path) -> None:
    tab = visit(explore(figure("sum times sum")), reduced_motion="reduce")
    tab.keyboard.press("End")
    path = saved(tab, "svg", tmp_path)
    alone = browser.new_page()
    alone.goto(path.as_uri())
    boxes = "(of) => of.map((one) => { const { x, y, width, height } = one.getBBox(); return [x, y, width, height]; })"
    here = tab.evaluate(f"({boxes})(drawnNodes.map(({{ box }}) => box))")
    there = alone.evaluate(f"({boxes})([...document.querySelectorAll('g > rect')])")
    assert there == here
    texts = "[...document.querySelectorAll('g > text')].filter((one) => one.getAttribute('fill') && one.textContent)"
    for x, y, width, height in alone.evaluate(f"({boxes})({texts})"):
        assert x >= -8
        assert y >= -8
        assert x + width <= tab.evaluate("layout.width") + 8
        assert y + height <= tab.evaluate("layout.height") + 8
    alone.close()


def test_a_png_is_large_enough_for_a_projector_and_not_blank(visit, tmp_path) -> None:
    image = pytest.importorskip("matplotlib.image")
    tab = visit(explore(figure("sum times sum")), reduced_motion="reduce")
    tab.keyboard.press("End")
    path = saved(tab, "png", tmp_path)
    width, height = struct.unpack(">II", path.read_bytes()[16:24])
    across, down = tab.evaluate("[layout.width + 16, layout.height + 16]")
    assert width >= 2400
    assert height / width == pytest.approx(down / across, rel=1e-2)
    pixels = (image.imread(path)[::3, ::3, :3] * 255).round().astype(int).reshape(-1, 3)
    for colour in (INK, BLUE, VERMILLION, "#ffffff"):
        wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        assert (abs(pixels - wanted).max(axis=1) < 8).any()


def test_the_file_has_the_colours_of_the_page(visit, tmp_path) -> None:
    tab = visit(explore(figure("sum times sum")), color_scheme="dark")
    ground = ElementTree.fromstring(saved(tab, "svg", tmp_path).read_bytes()).find(f"{SVG}rect")
    assert ground.get("fill") == tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 24, 31)"


def test_a_file_is_named_after_its_step(visit, tmp_path) -> None:
    tab = visit(explore(figure("sum times sum")), reduced_motion="reduce")
    names = []
    for _ in range(15):
        names.append(tab.evaluate("nameOfStep()"))
        tab.keyboard.press("ArrowRight")
    assert names[:6] == [
        "e-step-01-a", "e-step-02-b", "e-step-03-c", "e-step-04-d", "e-step-05-e", "e-step-06-gradient-of-e",
    ]  # fmt: skip
    assert {"e-step-11-c-to-b", "e-step-13-d-to-b"} & set(names)
    assert names == sorted(names)
    assert saved(tab, "svg", tmp_path).name == names[-1] + ".svg"
    assert saved(tab, "png", tmp_path).name == names[-1] + ".png"
    tab = visit(explore(training()), reduced_motion="reduce")
    assert tab.evaluate("nameOfStep()") == "L-epoch-0-step-01-Wca"


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_names_are_text_in_the_file_and_harmless_in_its_name(visit, tmp_path, label: str) -> None:
    a = Value(2.0, label)
    tab = visit(explore((a * a).named(label + "y")), reduced_motion="reduce")
    tab.keyboard.press("End")
    path = saved(tab, "svg", tmp_path)
    assert re.fullmatch(r"[\w-]+\.svg", path.name)
    root = ElementTree.fromstring(path.read_bytes())
    assert written(root) == seen(tab)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "g", "rect", "path", "polygon", "text",
    }  # fmt: skip
    assert re.fullmatch(r"[\w-]+\.png", saved(tab, "png", tmp_path).name)


def test_a_notebooks_frame_can_save_too(browser, tmp_path) -> None:
    tab = browser.new_page()
    tab.set_content(explore(figure("sum times sum"))._repr_mimebundle_()["text/html"])
    frame = tab.frame_locator("iframe")
    assert ElementTree.fromstring(saved(tab, "svg", tmp_path, frame).read_bytes()).tag == f"{SVG}svg"
    assert saved(tab, "png", tmp_path, frame).read_bytes().startswith(b"\x89PNG")
    tab.close()
