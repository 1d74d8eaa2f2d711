"""The page of a class: in a browser a click shows a report; what students write is shown as text."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser

import pytest

from autograd.classroom import grade

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
