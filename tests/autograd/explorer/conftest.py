"""The pages in Chromium: what tests them is skipped, with a reason, where there is none."""

from __future__ import annotations

import os
import shutil

import fonts
import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
#: A browser takes a machine without a screen for one with a mouse. These are its words for a phone: nothing to hover
#: with, and fingers for pointers.
FINGERS = "--blink-settings=primaryHoverType=1,availableHoverTypes=1,primaryPointerType=2,availablePointerTypes=2"


@pytest.fixture(scope="module")
def launch(tmp_path_factory):
    """Open Chromium, with the widest of the common fonts beside those of the machine."""
    playwright = pytest.importorskip("playwright.sync_api", reason="the pages are tested with Playwright")
    if CHROMIUM is None:
        pytest.skip("the pages are tested in Chromium, which is not installed")
    configuration = fonts.besides_those_of_the_machine(fonts.bundled(), tmp_path_factory.mktemp("fonts"))
    with playwright.sync_playwright() as driver:
        yield lambda *arguments: driver.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", *arguments],
            env={**os.environ, "FONTCONFIG_FILE": configuration},
        )


@pytest.fixture(scope="module")
def browser(launch):
    opened = launch()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def phone(launch):
    opened = launch(FINGERS)
    yield opened
    opened.close()


@pytest.fixture
def visit(request, tmp_path):
    """Open a page from disk; at the end of the test, nothing may have been requested or complained about."""
    complaints, contexts = [], []

    def open_page(page, browser="browser", viewport=(1280, 800), **settings):
        path = page.save(tmp_path / f"page{len(contexts)}.html")
        context = request.getfixturevalue(browser).new_context(
            viewport={"width": viewport[0], "height": viewport[1]}, **settings
        )
        contexts.append(context)
        tab = context.new_page()
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        own = ("file:", "data:", "blob:")
        tab.on("request", lambda request: request.url.startswith(own) or complaints.append(request.url))
        tab.goto(path.as_uri())
        return tab

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
