"""The page's verdicts are the command line's, number by number."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from counts import times
from site_page import ROOT, check, marked

from autograd.auditor.sheets import read_sheet
from autograd.reader.checked import check_text

PAGES = sorted((ROOT / "tests" / "autograd" / "reader" / "pages").glob("*_*.md"))
PUBLISHED = sorted((ROOT / "tests" / "autograd" / "auditor" / "published").glob("*.json"))
WALKTHROUGHS = sorted((ROOT / "nn" / "walkthroughs").glob("*.toml"))
pytestmark = pytest.mark.skipif(not times(0, 1), reason="make site-test runs these")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_number_of_a_page(tab, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    check(tab, text)
    assert marked(tab) == [[number.line, number.verdict] for number in check_text(text).numbers]


@pytest.mark.parametrize("path", [*PUBLISHED, *WALKTHROUGHS], ids=lambda path: path.stem)
def test_every_claim_of_a_sheet(tab, path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":  # without the answers that stand beside the claims
        found = json.loads(text)
        kept = {key: found[key] for key in ("inputs", "expressions", "loss", "learning_rate", "params") if key in found}
        claims = [
            {key: claim[key] for key in ("quantity", "printed", "after") if key in claim} for claim in found["claims"]
        ]
        text = json.dumps(kept | {"claims": claims}, indent=1, ensure_ascii=False)
    copy = tmp_path / path.name
    copy.write_text(text, encoding="utf-8")
    check(tab, text)
    assert [verdict for _, verdict in marked(tab)] == [row.verdict for row in read_sheet(copy).audit().rows]
    lines = text.split("\n")
    for line, printed in tab.eval_on_selector_all(
        "#report mark", "marks => marks.map((mark) => [Number(mark.dataset.line), mark.textContent])"
    ):
        assert printed in lines[line - 1]


def test_formulas_that_are_set_show_the_same_verdicts(tab) -> None:
    text = PAGES[0].read_text(encoding="utf-8")
    check(tab, text)
    written = marked(tab)
    tab.get_by_role("button", name="Formulas set").click()
    tab.wait_for_selector("#report .formula")
    assert marked(tab) == written


def test_a_notebook_is_shown_as_its_formulas(tab) -> None:
    cells = [{"cell_type": "markdown", "metadata": {}, "source": ["$a = 2 \\times 3 = 7$\n"]}]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    check(tab, text)
    assert (
        [verdict for _, verdict in marked(tab)] == [number.verdict for number in check_text(text).numbers] == ["wrong"]
    )
    assert tab.locator("#report .formula").count() == 1
