"""The page of docs/try in Chromium, from a plain server of files on the loopback address.

It is tested where `make site` has put it together from the files as they are, and there is a Chromium.
"""

from __future__ import annotations

import shutil
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES, SITE = ROOT / "docs" / "try", ROOT / "docs" / "_build" / "html" / "try"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
#: Filled in when the page is put together.
FILLED = {"index.html", "service.js"}
#: Python has to be loaded first, on a machine that may be busy.
PATIENCE = 300_000


def built() -> Path:
    """The folder of the page; the test is skipped where there is none, or one of other files."""
    if not SITE.is_dir():
        pytest.skip("the page is tested once `make site` has put it together")
    ours = [
        path for pattern in ("*.js", "*.css", "*.html", "answers.py", "words/*.js") for path in SOURCES.glob(pattern)
    ]
    names = [path.relative_to(SOURCES) for path in ours]
    old = [str(name) for name, path in zip(names, ours, strict=True) if name.name not in FILLED
           and (not (SITE / name).is_file() or (SITE / name).read_bytes() != path.read_bytes())]  # fmt: skip
    if old:
        pytest.skip(f"the page was put together from other files than there are now ({', '.join(old)}): `make site`")
    return SITE


class Quiet(SimpleHTTPRequestHandler):
    """A server of files that keeps no log."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


class Site:
    """The page where it is served. `requested` are the addresses of all requests of all tabs, `complaints` what the
    browser said of errors."""

    def __init__(self, browser: object, port: int) -> None:
        self.browser, self.address = browser, f"http://127.0.0.1:{port}/try/"
        self.requested: list[str] = []
        self.complaints: list[str] = []
        self.contexts: list = []

    def context(self, **settings: object):
        """A visitor who was never here; what he or his browser does wrong is written down."""
        context = self.browser.new_context(**({"viewport": {"width": 1366, "height": 768}} | settings))
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda request: self.requested.append(request.url))
        self.contexts.append(context)
        return context

    def visit(self, context: object = None, fragment: str = "", **settings: object):
        """A tab with the page, as soon as it is loaded: all of it can be used at once, and waits for Python."""
        tab = (context or self.context(**settings)).new_page()
        tab.on("console", lambda message: self.complaints.append(message.text))
        tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        tab.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        tab.goto(self.address + fragment)
        return tab

    def elsewhere(self) -> list[str]:
        """What was requested from anywhere but the page's own folder."""
        own = urlsplit(self.address)
        found = [url for url in self.requested if not url.startswith(("blob:", "data:"))]
        return [url for url in found if (urlsplit(url)[:2] != own[:2] or not urlsplit(url).path.startswith(own.path))]


def check(tab, text: str) -> None:
    """Have a text checked, and wait for its report."""
    tab.fill("#source", text)
    tab.click("#check")
    tab.wait_for_selector("#report[data-state=done]")


def until(tab, holds: str) -> None:
    """Wait until an expression of JavaScript holds. Playwright's own way of waiting for one needs `eval`, which the
    page's policy forbids."""
    for _ in range(PATIENCE // 100):
        if tab.evaluate(holds):
            return
        tab.wait_for_timeout(100)
    raise AssertionError(f"this did not come to hold: {holds}")


def marked(tab) -> list[list]:
    """The line and the verdict of each number that is marked, in the page's order."""
    return tab.eval_on_selector_all(
        "#report [data-verdict]", "marks => marks.map((mark) => [Number(mark.dataset.line), mark.dataset.verdict])"
    )
