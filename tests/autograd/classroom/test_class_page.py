"""The page of a class: in a browser a click shows a report; what students write is shown as text."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser

import pytest

from autograd.classroom import grade, worksheet

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SHEET = {"name": "<b>two</b> factors", "expressions": ["c = a + b", "d = b + 1", "e = c*d"], "inputs": {"a": 2, "b": 1},
         "claims": []}  # fmt: skip
NAME = '<script>alert(1)</script> & "O\'Neil"'
TABLE = 'student;d;c;de/db;e\nAda;2;3;5;6\n"{}";2;4;2;8\nCyd;2;<img src=x>;2;\n'.format(NAME.replace('"', '""'))


def test_the_page_asks_no_network_and_everything_is_escaped():
    page = grade(SHEET, TABLE).html()
    for text in ("<b>two", "<script>alert", "<img"):
        assert text not in page
    assert not re.search(r"<(?:img|link|a|iframe)\b|<script\s|url\(|https?://|@import", page)
    assert page.count("<script>") == 1
    assert "default-src 'none'" in page


def test_every_element_is_closed_and_every_id_is_there_once():
    class Reader(HTMLParser):
        open_, ids = [], []

        def handle_starttag(self, tag, attributes):
            self.ids += [value for name, value in attributes if name == "id"]
            if tag not in ("meta", "br"):
                self.open_.append(tag)

        def handle_endtag(self, tag):
            assert self.open_.pop() == tag

    reader = Reader()
    reader.feed(grade(SHEET, TABLE).html())
    assert reader.open_ == []
    assert len(set(reader.ids)) == len(reader.ids) >= 5


@pytest.mark.skipif(CHROMIUM is None, reason="the page is tested in Chromium, which is not installed")
def test_a_click_shows_the_report_of_a_student(tmp_path):
    playwright = pytest.importorskip("playwright.sync_api", reason="the page is tested with Playwright")
    path = tmp_path / "class.html"
    path.write_text(grade(SHEET, TABLE).html(), encoding="utf-8")
    complaints = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("request", lambda request: request.url.startswith("file:") or complaints.append(request.url))
        tab.goto(path.as_uri())
        heads = tab.locator("table.map thead tr").first.locator("th span").all_inner_texts()
        assert heads == ["d", "e", "c", "de/db"]  # by how the class did: 3, 2 (one follows), 1 and 1 of 3
        names = tab.locator("table.map tbody button").all_inner_texts()
        assert names == ["Ada", NAME, "Cyd"]
        row = tab.locator("table.map tbody tr").nth(1)
        assert row.locator("td").all_inner_texts()[1:] == ["✓", "↳", "✗", "✗"]
        assert tab.locator(".report:visible").count() == 0
        row.locator("button").press("Enter")
        report = tab.locator(".report:visible")
        assert report.locator("h2").inner_text() == NAME
        assert "follows from c = 4" in report.inner_text()
        row.locator("button").click()
        assert tab.locator(".report:visible").count() == 0
        browser.close()
    assert complaints == []


@pytest.mark.skipif(CHROMIUM is None, reason="the page is tested in Chromium, which is not installed")
def test_on_paper_everything_fits_and_is_light(tmp_path):
    playwright = pytest.importorskip("playwright.sync_api", reason="the page is tested with Playwright")
    names = [f"quantity{i}" for i in range(60)]
    wide = {"expressions": [f"{name} = a*{i + 1}" for i, name in enumerate(names)] + ["L = " + " + ".join(names)],
            "inputs": {"a": 2}, "claims": []}  # fmt: skip
    rows = [["student", *names], *([f"Ada Maria Lovelace {n}", *map(str, range(2, 122, 2))] for n in range(40))]
    pages = {"narrow": grade(SHEET, TABLE).html(), "wide": grade(wide, "\n".join(map(",".join, rows))).html()}
    worksheet(SHEET, tmp_path, levels=["forward", "gradients", "mistake"])
    a4, margin = (793.7, 1122.5), {"class": 37.8, "exercise": 68.0}  # in CSS pixels
    for name, text in pages.items():
        (tmp_path / f"class-{name}.html").write_text(text, encoding="utf-8")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for name in ("class-narrow", "class-wide", "exercise", "key"):
            is_class = name.startswith("class")
            width = int(a4[is_class] - 2 * margin["class" if is_class else "exercise"])
            tab = browser.new_context(viewport={"width": width, "height": 700}).new_page()
            tab.emulate_media(media="print", color_scheme="dark")
            tab.goto((tmp_path / f"{name}.html").as_uri())
            assert tab.evaluate("document.documentElement.scrollWidth") <= width, name
            assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
            assert tab.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
            rows = "[...document.querySelectorAll('.map tr, .questions li')]"
            assert tab.evaluate(f"{rows}.every(row => getComputedStyle(row).breakInside === 'avoid')")
            if is_class:
                cells = "[...document.querySelectorAll('.map td:not(.points)')]"
                assert tab.evaluate(f"{cells}.every(cell => cell.scrollWidth <= cell.offsetWidth)")
        browser.close()
