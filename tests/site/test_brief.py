"""The page in brief, one visit: for the suite. `make site-test` runs all that stands beside this file."""

from __future__ import annotations

import json
from pathlib import Path

from site_page import ROOT, SITE, check, marked

from autograd.auditor.sheets import read_sheet
from autograd.reader.checked import check_text
from autograd.version import VERSION

PAGES = ROOT / "tests" / "autograd" / "reader" / "pages"
PUBLISHED = ROOT / "tests" / "autograd" / "auditor" / "published"


def verdicts(text: str) -> list[list]:
    """What the command line says of the numbers on a page."""
    return [[number.line, number.verdict] for number in check_text(text).numbers]


def test_a_page_is_checked_a_sheet_audited_and_a_formula_explained(site, tmp_path: Path) -> None:
    tab = site.visit()
    for name in ("exam_q59_en.md", "attention_zh.md"):
        text = (PAGES / name).read_text(encoding="utf-8")
        check(tab, text)
        assert marked(tab) == verdicts(text)
    assert tab.get_attribute("#version", "data-version") == VERSION
    assert tab.get_attribute("meta[name=version]", "content") == VERSION
    assert [path.name.split("-")[1] for path in SITE.glob("chainrule-*.whl")] == [VERSION]

    sheet = sorted(PUBLISHED.glob("*.json"))[0]
    keys = ("name", "inputs", "expressions", "loss", "learning_rate", "params", "claims")
    example = json.loads(sheet.read_text(encoding="utf-8"))
    example = {key: example[key] for key in keys if key in example}
    example["claims"] = [
        {k: claim[k] for k in ("quantity", "printed", "after") if k in claim} for claim in example["claims"]
    ]
    path = tmp_path / "sheet.json"
    path.write_text(json.dumps(example), encoding="utf-8")
    check(tab, path.read_text(encoding="utf-8"))
    assert [verdict for _, verdict in marked(tab)] == [row.verdict for row in read_sheet(path).audit().rows]

    check(tab, "<img src=x onerror=alert(1)> <script>alert(2)</script> a = 2 * 3 = 7")
    assert marked(tab) == [[1, "wrong"]]
    assert tab.locator("#report img, #report script").count() == 0

    tab.click("#tab-formula")
    tab.wait_for_selector("#computed[data-state=done]")
    said = tab.text_content("#picture svg")
    assert "c = a + b" in said
    assert "∂e/∂b = 5" in said
    assert "∂e/∂b = ∂e/∂c·∂c/∂b + ∂e/∂d·∂d/∂b = 2·1 + 3·1 = 5" in tab.text_content("#explanation")
    tab.fill("input[data-about=b]", "2")
    tab.wait_for_selector("input[data-about=b][data-verdict=wrong]")
    assert "The path b -> d -> e is left out: 2 instead of 5" in tab.text_content("#quantities")
