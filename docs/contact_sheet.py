"""Five graphs in every format and both details on one sheet, to look at.

    python docs/contact_sheet.py SHEET.png [--mermaid mermaid.min.js]

It needs Chromium and Playwright; PDF and TeX are shown where poppler's `pdftoppm` and `pdflatex` are, Mermaid where its
script is given (the file `dist/mermaid.min.js` of its package).
"""

from __future__ import annotations

import argparse
import base64
import html
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "shared"))

from figures import EXPRESSIONS, figure  # noqa: E402

from autograd import Drawing, LegibilityWarning, draw  # noqa: E402

FORMATS = ("SVG", "PNG", "PDF", "TeX", "Mermaid")
DETAILS = ("full", "neuron")
_STYLE = """<meta charset="utf-8"><style>
body { font: 15px sans-serif; margin: 16px; width: 3000px } table { border-collapse: collapse; table-layout: fixed }
td, th { border: 1px solid #bbb; padding: 6px; vertical-align: top; text-align: left; width: 570px }
td img, td > svg { max-width: 100%; max-height: 1100px; height: auto }
</style>"""
_MERMAID = """<script src="mermaid.js"></script>
<script>mermaid.initialize({startOnLoad: false, maxTextSize: 1e6, maxEdges: 2000});
mermaid.run({querySelector: ".mermaid"}).then(() => { document.title = "done" })</script>"""


def main() -> None:
    """Write the sheet."""
    parser = argparse.ArgumentParser(description="Five graphs in every format on one sheet.")
    parser.add_argument("sheet", type=Path, metavar="SHEET.png")
    parser.add_argument("--mermaid", type=Path, metavar="mermaid.min.js")
    arguments = parser.parse_args()
    if arguments.sheet.suffix != ".png":
        parser.error(f"the sheet is a .png file, not {arguments.sheet}")
    warnings.simplefilter("ignore", LegibilityWarning)
    with TemporaryDirectory() as name:
        folder = Path(name)
        page = folder / "sheet.html"
        rows = "".join(row for graph in EXPRESSIONS for detail in DETAILS for row in _row(graph, detail, folder))
        head = "".join(f"<th>{title}</th>" for title in FORMATS)
        if arguments.mermaid:
            shutil.copy(arguments.mermaid, folder / "mermaid.js")
        script = _MERMAID if arguments.mermaid else ""
        page.write_text(f"{_STYLE}<table><tr><th></th>{head}</tr>{rows}</table>{script}", encoding="utf-8")
        _photograph(page, arguments.sheet, wait=bool(script))
    print(f"wrote {arguments.sheet}")


def _row(name: str, detail: str, folder: Path) -> Iterator[str]:
    """One graph in one detail, in every format."""
    drawing = draw(figure(name), gradients=True, detail=detail, width="16cm")
    yield f'<tr><th style="width:110px">{name}, {detail}</th>'
    yield f"<td>{drawing.svg()}</td>"
    yield f"<td>{_image(drawing.png())}</td>"
    yield f"<td>{_of_pdf(drawing.save(folder / 'e.pdf'))}</td>"
    yield f"<td>{_of_tex(drawing, folder)}</td>"
    yield f'<td><pre class="mermaid">{html.escape(drawing.mermaid())}</pre></td></tr>'


def _of_tex(drawing: Drawing, folder: Path) -> str:
    if shutil.which("pdflatex") is None:
        return "no pdflatex"
    path = drawing.save(folder / "tex.tex")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", path.name]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return _of_pdf(path.with_suffix(".pdf"))


def _of_pdf(path: Path) -> str:
    if shutil.which("pdftoppm") is None:
        return "no pdftoppm"
    picture = path.with_name("page")
    subprocess.run(["pdftoppm", "-png", "-r", "150", "-singlefile", path, picture], check=True)
    return _image(picture.with_suffix(".png").read_bytes())


def _image(png: bytes) -> str:
    return f'<img src="data:image/png;base64,{base64.b64encode(png).decode()}">'


def _photograph(page: Path, sheet: Path, wait: bool) -> None:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.exit("the sheet needs Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(viewport={"width": 3050, "height": 900})
        tab.goto(page.as_uri())
        if wait:
            tab.wait_for_function("document.title === 'done'", timeout=120_000)
        tab.screenshot(path=sheet, full_page=True)
        browser.close()


if __name__ == "__main__":
    main()
