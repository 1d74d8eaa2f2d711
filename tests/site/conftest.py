"""The page of docs/try, served and opened; see `site_page`."""

from __future__ import annotations

import functools
import threading
from http.server import ThreadingHTTPServer

import pytest
from site_page import CHROMIUM, SITE, Quiet, Site, built


@pytest.fixture(scope="session")
def launched():
    built()
    playwright = pytest.importorskip("playwright.sync_api", reason="the page is tested with Playwright")
    if CHROMIUM is None:
        pytest.skip("the page is tested in Chromium, which is not installed")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(SITE.parent)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser, server.server_port
        browser.close()
    server.shutdown()
    server.server_close()


@pytest.fixture
def site(launched):
    """The page; at the end of the test, nothing may have been requested elsewhere or complained about."""
    served = Site(*launched)
    yield served
    for context in served.contexts:
        context.close()
    assert served.elsewhere() == []
    assert served.complaints == []


@pytest.fixture(scope="module")
def tab(launched):
    """One tab for all tests of a file that do not mind what was there before: Python is loaded once."""
    served = Site(*launched)
    opened = served.visit()
    opened.site = served
    yield opened
    for context in served.contexts:
        context.close()
    assert served.elsewhere() == []
    assert served.complaints == []
