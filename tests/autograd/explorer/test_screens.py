"""The page at every size, from a phone to a projector, in a notebook and on paper: measured from the boxes it draws."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from figures import EXPRESSIONS, figure, training

from autograd import explore

SIZES = [(390, 844), (1366, 768), (1920, 1080), (3840, 2160)]
GRAPHS = [*EXPRESSIONS, "training"]
#: What is wrong with the page, and with the picture in it, as lists of sentences.
CUT_OFF, TANGLED = (
    (Path(__file__).parent / f"{name}.js").read_text(encoding="utf-8") for name in ("cut_off", "tangled")
)


@cache
def page(name: str):
    return explore(training() if name == "training" else figure(name))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", GRAPHS)
def test_nothing_is_cut_off_and_nothing_scrolls_sideways(visit, name: str, size: tuple[int, int]) -> None:
    phone = size[0] < 500
    tab = visit(page(name), "phone" if phone else "browser", size, reduced_motion="reduce", is_mobile=phone)
    assert tab.evaluate(CUT_OFF) == []
    tab.keyboard.press("End")
    tab.locator("#node0").focus()
    assert tab.evaluate(CUT_OFF) == []
    tab.keyboard.press("p")
    tab.keyboard.press("ArrowLeft")
    assert tab.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("name", GRAPHS)
def test_in_the_picture_no_arrow_and_no_number_meets_what_it_should_not(visit, name: str) -> None:
    tab = visit(page(name), reduced_motion="reduce")
    tab.keyboard.press("End")
    for i in range(2):
        tab.evaluate(f"place(data.layouts[{i}])")
        assert tab.evaluate(TANGLED) == []


def test_numbers_of_any_length_keep_their_place(visit) -> None:
    tab = visit(page("recurrence"), reduced_motion="reduce")
    for label, x in (
        ("w", "-0.0123456"),
        ("u", "-0.000123456"),
        ("x1", "-0.00123456"),
        ("x2", "-0.0012345"),
        ("b", "-9.87654"),
    ):
        tab.get_by_role("spinbutton", name=label, exact=True).fill(x)
    tab.keyboard.press("Escape")
    tab.evaluate("go(steps.length - 1)")
    assert max(tab.evaluate("drawnEdges.map(({ text }) => text.textContent.length)")) == 12
    for i in range(2):
        tab.evaluate(f"place(data.layouts[{i}])")
        assert tab.evaluate(TANGLED) == []


@pytest.mark.parametrize("presenting", [False, True])
def test_picture_and_letters_grow_with_the_screen(visit, presenting: bool) -> None:
    tab = visit(page("sum times sum"), viewport=(1920, 1080))
    if presenting:
        tab.keyboard.press("p")
    measured = []
    for width in (1920, 3840):
        tab.set_viewport_size({"width": width, "height": width * 9 // 16})
        tab.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        box, told = tab.locator("#node0 .box").bounding_box(), tab.locator("#told").bounding_box()
        measured.append((box["width"], told["height"]))
    (small_box, small_told), (large_box, large_told) = measured
    assert large_box == pytest.approx(2 * small_box, rel=0.03)
    assert large_told == pytest.approx(2 * small_told, rel=0.03)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["sum times sum", "2-2-1 network"])
def test_the_picture_is_in_the_layout_that_is_larger_on_the_screen(visit, name: str, size: tuple[int, int]) -> None:
    tab = visit(page(name), viewport=size)
    tab.keyboard.press("p")
    width, height = tab.evaluate("[pane.offsetWidth, pane.offsetHeight]")
    scales = [
        min(width / (places[0] + 16), height / (places[1] + 16))
        for places in tab.evaluate("data.layouts.map(({ width, height }) => [width, height])")
    ]
    assert tab.evaluate("data.layouts.indexOf(layout)") == scales.index(max(scales))


@pytest.mark.parametrize("name", EXPRESSIONS)
@pytest.mark.parametrize("width", [600, 960])
def test_a_notebooks_frame_shows_the_first_step_whole(browser, name: str, width: int) -> None:
    tab = browser.new_page(viewport={"width": width + 40, "height": 900})
    tab.set_content(f'<div style="width:{width}px">{page(name)._repr_mimebundle_()["text/html"]}</div>')
    frame = tab.frame_locator("iframe")
    outside = tab.locator("iframe").bounding_box()
    for part in ("#told", "#node0 .box", "#node0 .number", ".controls", "h1"):
        box = frame.locator(part).bounding_box()
        assert box["x"] >= outside["x"]
        assert box["y"] >= outside["y"]
        assert box["x"] + box["width"] <= outside["x"] + outside["width"]
        assert box["y"] + box["height"] <= outside["y"] + outside["height"]
    assert frame.locator("#told").inner_text() == tab.frames[1].evaluate("tell(steps[0])")
    assert tab.frames[1].evaluate(CUT_OFF) == []
    tab.close()


def test_a_phone_is_told_to_tap_and_a_tap_is_enough(visit) -> None:
    tab = visit(page("sum times sum"), "phone", (390, 844), has_touch=True, is_mobile=True)
    assert tab.locator("#detail").inner_text().split("\n")[-1].startswith("Tap a node")
    assert "Hover" not in tab.locator("body").inner_text()
    assert not tab.locator(".keys").first.is_visible()
    tab.keyboard.press("End")
    tab.tap("#edge3")
    assert tab.locator("#detail p").first.inner_text() == "∂e/∂c = d = 2"
    tab.tap("#node1")
    assert "2 paths from b to e" in tab.locator("#detail p").all_inner_texts()
    tab.tap("#node2")
    assert tab.locator("#detail p").first.inner_text() == "1 path from b to c"
    picture = tab.locator("#graph").bounding_box()
    tab.touchscreen.tap(picture["x"] + 4, picture["y"] + picture["height"] - 4)
    assert tab.locator("#detail p").count() == 0
    for button in tab.locator("button:visible").all():
        assert button.bounding_box()["height"] >= 44


@pytest.mark.parametrize("name", GRAPHS)
def test_a_printed_page_is_one_and_light_and_whole(visit, name: str) -> None:
    tab = visit(page(name), color_scheme="dark", reduced_motion="reduce")
    before = tab.evaluate("current")
    pdf = tab.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1
    assert tab.evaluate("current") == before
    tab.emulate_media(media="print", color_scheme="dark")
    tab.set_viewport_size({"width": 703, "height": 1032})  # what margins of 12 mm leave of A4
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tab.evaluate(CUT_OFF) == []
    assert tab.evaluate(TANGLED) == []
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    letters = tab.locator("#node0 .formula").evaluate("(text) => 14 * text.getScreenCTM().a")
    assert letters >= 5 * 96 / 72  # pixels in 5 points
    for i in range(tab.evaluate("nodes.length")):
        assert tab.locator(f"#node{i} .adjoint").text_content()
    assert len(tab.locator("#chain li").all()) == tab.evaluate("leaves.length")
