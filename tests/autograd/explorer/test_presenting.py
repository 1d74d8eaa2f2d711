"""The page on a projector: keyboard, clicker, full screen, black screen."""

from __future__ import annotations

import pytest
from figures import EXPRESSIONS, figure

from autograd import explore


@pytest.fixture
def tab(visit):
    return visit(explore(figure("sum times sum")), viewport=(1920, 1080), reduced_motion="reduce")


def test_the_picture_fills_the_screen_and_the_step_is_in_large_letters(tab) -> None:
    before = tab.locator("#node4 .box").bounding_box()["width"]
    tab.keyboard.press("p")
    pane, picture = tab.locator(".scroller").bounding_box(), tab.locator("#graph").bounding_box()
    assert pane["width"] * pane["height"] > 0.7 * 1920 * 1080
    assert picture["height"] == pytest.approx(pane["height"], abs=2)
    assert tab.locator("#node4 .box").bounding_box()["width"] > 1.4 * before
    assert tab.evaluate("parseFloat(getComputedStyle(element('told')).fontSize)") > 0.04 * 1080
    assert not tab.locator(".panels").is_visible()
    tab.keyboard.press("P")
    assert tab.locator(".panels").is_visible()
    assert tab.locator("#node4 .box").bounding_box()["width"] == pytest.approx(before)


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_what_is_happening_can_be_read_from_the_last_row(visit, name: str) -> None:
    tab = visit(explore(figure(name)), viewport=(1920, 1080), reduced_motion="reduce")
    tab.keyboard.press("p")
    for _ in range(0, tab.evaluate("steps.length"), 9):
        for _ in range(9):
            tab.keyboard.press("PageDown")
        letter = tab.evaluate("14 * drawnNodes[0].box.getScreenCTM().a")
        assert letter >= 0.012 * 1080
        now, pane = tab.locator(".now").first.bounding_box(), tab.locator(".scroller").bounding_box()
        assert now["y"] + now["height"] > pane["y"]
        assert now["y"] < pane["y"] + pane["height"]


def test_a_clicker_steps_in_a_presentation_only(tab) -> None:
    tab.keyboard.press("PageDown")
    assert tab.evaluate("current") == 0
    tab.keyboard.press("p")
    tab.keyboard.press("PageDown")
    tab.keyboard.press("PageDown")
    assert tab.evaluate("current") == 2
    tab.keyboard.press("PageUp")
    assert tab.inner_text("#told") == "b = 1"
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("End")
    tab.keyboard.press("ArrowLeft")
    assert tab.evaluate("current") == tab.evaluate("steps.length") - 2
    tab.locator("#slider").focus()
    tab.keyboard.press("Home")
    tab.keyboard.press("PageDown")  # one step, wherever the focus is
    assert tab.evaluate("current") == 1


@pytest.mark.parametrize("key", ["b", "B", "."])
def test_the_screen_is_black_until_it_is_not(tab, key: str) -> None:
    tab.keyboard.press(key)
    assert not tab.locator("#black").is_visible()
    tab.keyboard.press("p")
    tab.keyboard.press(key)
    box = tab.locator("#black").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 1920, 1080)
    assert tab.evaluate("getComputedStyle(element('black')).backgroundColor") == "rgb(0, 0, 0)"
    assert tab.evaluate("document.elementFromPoint(900, 500).id") == "black"
    tab.keyboard.press(key)
    assert not tab.locator("#black").is_visible()
    tab.keyboard.press(key)
    tab.keyboard.press("PageDown")
    assert not tab.locator("#black").is_visible()
    tab.keyboard.press(key)
    tab.mouse.click(900, 500)
    assert not tab.locator("#black").is_visible()


def test_escape_takes_back_one_thing_at_a_time(tab) -> None:
    tab.keyboard.press("p")
    tab.locator("#node1").focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("b")
    tab.keyboard.press("Escape")
    assert not tab.locator("#black").is_visible()
    assert tab.get_attribute("#node1", "aria-pressed") == "true"
    tab.keyboard.press("Escape")
    assert tab.get_attribute("#node1", "aria-pressed") == "false"
    assert tab.get_attribute("#present", "aria-pressed") == "true"
    tab.keyboard.press("Escape")
    assert tab.get_attribute("#present", "aria-pressed") == "false"


def test_f_fills_the_screen_and_leaves_it(tab) -> None:
    assert tab.locator("#full").is_visible()
    tab.keyboard.press("f")
    tab.wait_for_function("() => document.fullscreenElement === document.documentElement")
    assert tab.get_attribute("#full", "aria-pressed") == "true"
    tab.keyboard.press("F")
    tab.wait_for_function("() => document.fullscreenElement === null")


def test_a_letter_typed_into_a_field_is_none_of_the_pages_keys(tab) -> None:
    tab.locator("#input0").focus()
    for key in ("p", "f", "b", "PageDown", "End"):
        tab.keyboard.press(key)
    assert tab.get_attribute("#present", "aria-pressed") == "false"
    assert tab.evaluate("[current, document.fullscreenElement]") == [0, None]


def test_the_page_says_its_keys(tab) -> None:
    said = tab.locator(".keys:visible").inner_text()
    assert all(key in said for key in ("→", "←", "space", "Home", "End", "P present", "F full screen"))
    tab.keyboard.press("p")
    said = tab.locator(".keys:visible").inner_text()
    assert all(key in said for key in ("→", "PageDown", "←", "PageUp", "B black screen", "F full screen", "P ends"))


def test_a_frame_that_may_not_fill_the_screen_does_not_offer_it(browser) -> None:
    tab = browser.new_page()
    shown = explore(figure("sum times sum"))._repr_mimebundle_()["text/html"]
    for allowed, frame in ((True, shown), (False, shown.replace('allow="fullscreen"', "allow=\"fullscreen 'none'\""))):
        tab.set_content(frame)
        inside = tab.frame_locator("iframe")
        inside.locator("#next").click()
        assert inside.locator("#told").inner_text() == "b = 1"
        assert inside.locator("#full").is_visible() == allowed
        assert ("full screen" in inside.locator(".keys").first.inner_text()) == allowed
    tab.close()


def test_a_large_picture_follows_the_step(visit) -> None:
    tab = visit(explore(figure("2-2-2 network")), viewport=(1366, 768), reduced_motion="reduce")
    tab.keyboard.press("p")
    tab.keyboard.press("+")
    tab.keyboard.press("+")
    pane = tab.locator(".scroller").bounding_box()
    for _ in range(40):
        tab.keyboard.press("PageDown")
        box = tab.locator(".node.now .box").bounding_box()
        assert pane["x"] - 1 <= box["x"]
        assert box["x"] + box["width"] <= pane["x"] + pane["width"] + 1
        assert pane["y"] - 1 <= box["y"]
        assert box["y"] + box["height"] <= pane["y"] + pane["height"] + 1
