"""Whether the built manual is whole: nothing is loaded from elsewhere, no link within is broken, and search can find.

python docs/manual/whole.py [FOLDER]
"""

from __future__ import annotations

import json
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
#: A formula in which a fraction has taken an opening parenthesis for the number below its line.
MISREAD = re.compile(r"<mfrac[^>]*>\s*<mn>\d+</mn>\s*<mo[^>]*>[(\[]")


class Page(HTMLParser):
    """What a page loads, where it links, and what in it can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.loads: list[str] = []
        self.links: list[str] = []
        self.language = ""
        self.anchors: set[str] = set()
        self._in_style = False
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        given = {name: value or "" for name, value in attributes}
        self._in_style = tag == "style"
        if tag == "html":
            self.language = given.get("lang", "")
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
        if MISREAD.search(path.read_text(encoding="utf-8")):
            yield f"{where}: a fraction has a parenthesis below its line"
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
        if path.name == "search.html":
            yield from (f"{where}: {fault}" for fault in faults_of_search(path.parent, page.language))
    for path in sorted(folder.rglob("*.css")):
        yield from (f"{path.relative_to(folder)} loads {found}" for found in IN_CSS.findall(path.read_text("utf-8")))


def faults_of_search(folder: Path, language: str) -> Iterator[str]:
    """Why nothing would be found: the stemmer is not there, or the index has no word of the language."""
    code = (folder / "_static" / "language_data.js").read_text(encoding="utf-8")
    for stemmer in re.findall(r"window\.Stemmer = (\w+);", code):
        if not re.search(rf"\b{stemmer}\s*=", code):
            yield f"search needs {stemmer}, which is not there"
    index = (folder / "searchindex.js").read_text(encoding="utf-8")
    terms = json.loads(index[index.index("{") : index.rindex("}") + 1])["terms"]
    if language.startswith("zh") and not any(re.search("[\u4e00-\u9fff]", term) for term in terms):
        yield "no Chinese term in the index of the search"


def main() -> int:
    """Say what is wrong; exit status 1 if anything is."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else BUILT
    found = list(faults(folder.resolve()))
    count = len(list(folder.rglob("*.html")))
    print("\n".join(found) or f"{count} pages: every link within leads somewhere, nothing is loaded from elsewhere")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
