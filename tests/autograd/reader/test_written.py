"""What `check` says of pages, word for word, as it stands in the folder `written` beside this file.

Which numbers of the published pages are wrong was computed independently, see `test_pages.py`. On the made-up pages
these are put in by hand: in Markdown L = 0.1053 for ½·0.4549² = 0.1035, ∂L/∂w2 = 0.0498 for 0.0948, -3.2 for
3·0.5 - 4·1.2 = -3.3, f(3) = 17 for 18; in LaTeX 0.0854 for 0.3089² = 0.0954, -0.3327 for -0.3227, 7 for 6; in HTML 0.76
for 0.72, 0.85 for 0.75, 1.6 for 1.5, 0.65 for 0.75; in the notebook 2.6 for 2.5, 5 for 4, 3.215 for 3.125.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograd import check
from autograd.reader.checked import Check
from autograd.reader.finding import passages

FOLDER = Path(__file__).parent
MADE_UP = [FOLDER / "written" / f"made_up.{ending}" for ending in ("md", "tex", "html", "ipynb.txt")]
PAGES = [*sorted(FOLDER.joinpath("pages").glob("*_*.md")), *MADE_UP]


def located(page: Check) -> str:
    """Every number with its place, its verdict, on what grounds, and what it should be."""
    lines = []
    for number in page.numbers:
        exact = "" if number.exact is None else f"{number.exact:.9g}"
        lines.append(
            f"{number.line} {number.start}-{number.end} {number.printed}: {number.verdict} {number.by} {exact}"
        )
    return "\n".join(lines) + "\n"


def found(text: str, name: str) -> str:
    """Every passage that is mathematics, with what is known of it."""
    lines = []
    for one in passages(text, name):
        start, end = one.span(0, len(one.text))
        told = [f"line {one.line(0)}, {start}-{end}", f"block {one.block}.{one.section}.{one.cell}", one.kind]
        told += [one.notation, one.heading, one.row]
        lines.append(f"{' | '.join(filter(None, told))}: {' '.join(one.text.split())}")
    return "\n".join(lines) + "\n"


def written(path: Path) -> dict[str, str]:
    """All that is said of a page, by the name of the file it stands in."""
    text = path.read_text(encoding="utf-8")
    name = path.name.removesuffix(".txt")  # a notebook is no notebook of the project's
    page = check(text, name)
    told = {
        ".found": found(text, name),
        ".out.txt": page.written(verbose=True),
        ".numbers": located(page),
        ".out.md": page.markdown(),
    }
    told[".out.html"] = page.html().partition("</style>")[2]
    told[".out.json"] = json.dumps(page.json()["summary"], indent=1) + "\n"
    sheet = page.sheet() if page.understanding.audit else None
    return {name + ending: text for ending, text in told.items()} | ({name + ".sheet": sheet} if sheet else {})


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_what_is_said_of_a_page_is_what_it_was(path: Path) -> None:
    for name, text in written(path).items():
        assert text == FOLDER.joinpath("written", name).read_text(encoding="utf-8"), name
