"""Whether the built manual is whole: it loads nothing from elsewhere, and no link within it is broken.

python docs/manual/whole.py [FOLDER]
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlparse

BUILT = Path(__file__).parent.parent / "_build" / "html"
#: Where an address makes a browser load something, by tag and attribute; `a href` only leads there.
LOADING = {
    ("script", "src"), ("link", "href"), ("img", "src"), ("img", "srcset"), ("iframe", "src"), ("source", "src"),
    ("source", "srcset"), ("video", "src"), ("audio", "src"), ("embed", "src"), ("object", "data"), ("use", "href"),
    ("use", "xlink:href"), ("image", "href"), ("image", "xlink:href"), ("form", "action"), ("input", "src"),
}  # fmt: skip
#: Links of these kinds say what a page is, and load nothing.
ONLY_SAYING = {"canonical", "next", "prev", "search", "index", "author", "license"}
IN_CSS = re.compile(r"(?:url\(\s*['\"]?|@import\s+['\"])\s*((?:https?:)?//[^'\")\s]+)", re.IGNORECASE)


class Page(HTMLParser):
    """What a page loads, where it links, and what in it can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.loads: list[str] = []
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self._in_style = False
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        given = {name: value or "" for name, value in attributes}
        self._in_style = tag == "style"
        if "id" in given:
            self.anchors.add(given["id"])
        if tag == "a" and "name" in given:
            self.anchors.add(given["name"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        for name, value in given.items():
            if (tag, name) in LOADING and not ONLY_SAYING & set(given.get("rel", "").split()):
                self.loads += [part.split()[0] for part in value.split(",")] if name == "srcset" else [value]
        self.loads += IN_CSS.findall(given.get("style", ""))
        if "srcdoc" in given:
            self.loads += Page(given["srcdoc"]).loads

    def handle_data(self, data: str) -> None:
        """Look at a style sheet in the page."""
        if self._in_style:
            self.loads += IN_CSS.findall(data)


def is_elsewhere(address: str) -> bool:
    """Whether an address is of another origin: data in the address itself is not."""
    return address.startswith("//") or urlparse(address).scheme in ("http", "https", "ws", "wss", "ftp")


def faults(folder: Path) -> Iterator[str]:
    """What is wrong, one line each."""
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html"))}
    for path, page in pages.items():
        where = path.relative_to(folder)
        yield from (f"{where} loads {address}" for address in page.loads if is_elsewhere(address))
        for link in page.links:
            if urlparse(link).scheme or link.startswith("//"):
                continue
            file, anchor = urldefrag(link)
            target = (path.parent / unquote(file)).resolve() if file else path
            target = target / "index.html" if target.is_dir() else target
            if not target.exists():
                yield f"{where}: no such file: {link}"
            elif anchor and target in pages and unquote(anchor) not in pages[target].anchors:
                yield f"{where}: no such place: {link}"
    for path in sorted(folder.rglob("*.css")):
        yield from (f"{path.relative_to(folder)} loads {found}" for found in IN_CSS.findall(path.read_text("utf-8")))


def main() -> int:
    """Say what is wrong; exit status 1 if anything is."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else BUILT
    found = list(faults(folder.resolve()))
    count = len(list(folder.rglob("*.html")))
    print("\n".join(found) or f"{count} pages: every link within leads somewhere, nothing is loaded from elsewhere")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
