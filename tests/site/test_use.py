"""The page as it is used: formulas, claims, links, files, languages, the keyboard, and what axe finds."""

from __future__ import annotations

import re
import xml.etree.ElementTree
from pathlib import Path

import pytest
from counts import times
from site_page import ROOT, check, marked, until

pytestmark = pytest.mark.skipif(not times(0, 1), reason="make site-test runs these")

SUM_TIMES_SUM = "c = a + b\nd = b + 1\ne = c * d"


def compute(tab, formula: str, **inputs: str) -> None:
    """Show a formula, at these inputs."""
    tab.click("#tab-formula")
    tab.wait_for_selector("#computed[data-state=done]")
    tab.fill("#written", formula)
    tab.wait_for_selector("#computed[data-state=done]")
    for name, value in inputs.items():
        tab.get_by_role("textbox", name=name, exact=True).fill(value)
        tab.wait_for_selector("#computed[data-state=done]")


def test_inputs_are_found_and_can_be_changed(tab) -> None:
    compute(tab, "y = (a - 1)*x^2", a="3", x="-2")
    assert tab.locator("#inputs label").all_inner_texts() == ["a", "x"]
    # y = (3 - 1)·4 = 8, ∂y/∂a = x² = 4, ∂y/∂x = 2·(a - 1)·x = -8.
    assert "∂y/∂x = -8" in tab.text_content("#picture svg")
    assert "∂y/∂a = 4" in tab.text_content("#picture svg")
    tab.get_by_role("textbox", name="x", exact=True).fill("0,5")
    until(tab, "picture.textContent.includes('∂y/∂x = 2')")


def test_what_cannot_be_computed_is_said_and_the_rest_stays(tab) -> None:
    compute(tab, "y = log(x)", x="2")
    tab.get_by_role("textbox", name="x", exact=True).fill("-1")
    tab.wait_for_selector("#computed[data-state=problem]")
    assert tab.inner_text("#problem") == "log(x) is undefined at x = -1"
    tab.get_by_role("textbox", name="x", exact=True).fill("1")
    tab.wait_for_selector("#computed[data-state=done]")
    assert tab.inner_text("#problem") == ""


def test_paths_are_listed_with_their_products(tab) -> None:
    compute(tab, SUM_TIMES_SUM, a="2", b="1")
    tab.click("#paths summary:has-text('b: 2 paths')")
    assert tab.locator("#paths details[open] li").all_inner_texts() == ["b -> d -> e: 1·3 = 3", "b -> c -> e: 1·2 = 2"]


def test_claims_are_judged_while_they_are_typed(tab) -> None:
    compute(tab, SUM_TIMES_SUM, a="2", b="1")
    for about, printed, verdict in (
        ("b", "2", "wrong"),
        ("a", "2", "right"),
        ("value:e", "6.0", "right"),
        ("b", "5", "right"),
    ):
        tab.fill(f"input[data-about='{about}']", printed)
        tab.wait_for_selector(f"input[data-about='{about}'][data-verdict='{verdict}']")
    tab.fill("input[data-about='c']", "two")
    until(tab, "claimed.textContent.includes('two')")
    tab.fill("input[data-about='c']", "")


def test_an_example_comes_with_its_claims(tab) -> None:
    compute(tab, SUM_TIMES_SUM, a="2", b="1")
    tab.select_option("#formula-examples", label="One mistake to find: ∂e/∂b")
    tab.wait_for_selector("input[data-about='b'][data-verdict=wrong]")
    assert tab.input_value("input[data-about='b']") == "2"
    assert tab.get_attribute("input[data-about='value:e']", "data-verdict") == "right"


def test_a_link_carries_the_page_and_the_formula(site) -> None:
    context = site.context()
    tab = site.visit(context)
    text = "# Größe\n$z = 0.5 \\times 2 + 1 = 3$, σ"
    check(tab, text)
    tab.click("#page-link")
    until(tab, "location.hash.length > 20")
    address = tab.evaluate("location.hash")
    assert re.fullmatch(r"#[\w-]+", address)
    other = site.visit(context, address)
    other.wait_for_selector("#report[data-state=done]")
    assert other.input_value("#source") == text
    assert marked(other) == [[2, "wrong"]]

    compute(tab, "y = a*x", a="3", x="-2")
    tab.fill("input[data-about=x]", "4")
    tab.click("#formula-link")
    until(tab, f"location.hash !== '{address}'")
    other = site.visit(context, tab.evaluate("location.hash"))
    other.wait_for_selector("input[data-about=x][data-verdict=wrong]")
    assert other.input_value("#inputs input >> nth=1") == "-2"
    assert not any("#" in url for url in site.requested)


@pytest.mark.parametrize("fragment", ["#nonsense", "#%00", "#eA", "#" + "A" * 5000])
def test_a_damaged_link_is_said_to_be_one(site, fragment: str) -> None:
    tab = site.visit(fragment=fragment)
    tab.wait_for_selector("#trouble:not([hidden])")
    assert "damaged" in tab.inner_text("#trouble")


def test_the_picture_and_the_report_are_saved(site, tmp_path: Path) -> None:
    tab = site.visit()
    check(tab, "a = 2 * 3 = 7")

    def saved(button: str) -> Path:
        with tab.expect_download() as download:
            tab.click(button)
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        return path

    report = saved("text=Save as HTML").read_text(encoding="utf-8")
    assert 'data-verdict="wrong"' in report
    compute(tab, SUM_TIMES_SUM, a="2", b="1")
    picture = saved("#save-svg")
    assert picture.name == "e.svg"
    drawn = "".join(xml.etree.ElementTree.fromstring(picture.read_text(encoding="utf-8")).itertext())
    assert "∂e/∂b = 5" in drawn.replace("\xa0", " ")
    assert saved("#save-png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert "\\begin{tikzpicture}" in saved("#save-tex").read_text(encoding="utf-8")


def test_the_computation_can_be_stepped_through(site) -> None:
    tab = site.visit()
    compute(tab, SUM_TIMES_SUM, a="2", b="1")
    tab.click("#step")
    frame = tab.frame_locator("#stepping iframe")
    frame.locator("#last").click()
    assert frame.locator("#told").inner_text() == "b receives 2 + 3 = 5"
    # The page inside is of nowhere: it can reach neither this one nor its store.
    inside = tab.frames[-1]
    assert inside.evaluate("origin") == "null"
    tab.click("#stepping button")
    assert tab.locator("#stepping iframe").count() == 0


def test_the_browsers_language_is_spoken_and_can_be_changed(site) -> None:
    context = site.context(locale="zh-CN")
    tab = site.visit(context)
    assert tab.inner_text("#check") == "检查"
    assert tab.get_attribute("html", "lang") == "zh-CN"
    check(tab, "a = 2 * 3 = 7")
    assert marked(tab) == [[1, "wrong"]]
    assert tab.inner_text("#report h2") == "有 1 个数有误"
    tab.click("#tab-formula")
    tab.wait_for_selector("#computed[data-state=done]")
    assert "链式法则" in tab.text_content("#explanation")
    tab.click("#en")
    until(tab, "report.textContent.includes('1 number is at fault')")
    assert site.visit(context).inner_text("#check") == "Check"


def test_no_english_word_is_left_in_chinese(site) -> None:
    tab = site.visit(locale="zh-CN")
    tab.wait_for_selector("#version[data-version]")
    names = {"chainrule", "English", "Markdown", "LaTeX", "HTML", "Notebook", "Softmax", "sigmoid"}
    for name in ("page", "formula"):
        tab.click(f"#tab-{name}")
        if name == "formula":
            tab.wait_for_selector("#computed[data-state=done]")
        words = set(re.findall(r"[A-Za-z]{4,}", tab.inner_text("body")))
        assert words <= names


def test_tabs_and_report_are_reached_by_the_keyboard(site) -> None:
    tab = site.visit()
    tab.focus("#tab-page")
    tab.keyboard.press("ArrowRight")
    assert tab.evaluate("document.activeElement.id") == "tab-formula"
    assert tab.is_visible("#written")
    tab.keyboard.press("ArrowLeft")
    tab.fill("#source", "a = 2 * 3 = 7")
    tab.keyboard.press("Control+Enter")
    tab.wait_for_selector("#report[data-state=done] mark")
    reached = set()
    for _ in range(30):
        tab.keyboard.press("Tab")
        seen = tab.evaluate(
            """() => {
              const at = document.activeElement, around = at.closest(".button") ?? at;
              const seen = [at, around].map(getComputedStyle).some((style) =>
                style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
              return [at.id || at.textContent, seen];
            }"""
        )
        if tab.evaluate("document.activeElement === document.body"):
            break
        assert seen[1], seen
        reached.add(seen[0])
    assert {"check", "file", "page-examples", "page-link", "Next fault", "Save as HTML"} <= reached


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1366])
def test_axe_finds_nothing(site, theme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe comes with axe-playwright-python")
    tab = site.visit(color_scheme=theme, viewport={"width": width, "height": 800}, reduced_motion="reduce")

    def violations() -> dict[str, list]:
        found = axe.Axe().run(tab, options={"preload": False, "resultTypes": ["violations"]}).response
        assert len(found["passes"]) > 10, "axe has looked at nothing"
        return {rule["id"]: [node["target"] for node in rule["nodes"]] for rule in found["violations"]}

    tab.wait_for_selector("#version[data-version]")
    assert violations() == {}
    check(tab, (ROOT / "tests/autograd/reader/pages/relu_index_en.md").read_text(encoding="utf-8"))
    assert violations() == {}
    tab.get_by_role("button", name="Formulas set").click()
    tab.wait_for_selector("#report .formula")
    assert violations() == {}
    sheet = (ROOT / "nn/walkthroughs/sigmoid-2-2-1.toml").read_text(encoding="utf-8")
    check(tab, sheet)
    assert violations() == {}
    compute(tab, SUM_TIMES_SUM, a="2", b="1")
    tab.fill("input[data-about='b']", "2")
    tab.wait_for_selector("input[data-about='b'][data-verdict=wrong]")
    assert violations() == {}
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
