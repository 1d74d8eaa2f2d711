"""Hostile text on the page: it is text, and a run that takes too long can be ended."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
from counts import times
from site_page import ROOT, check, marked, until

sys.path.insert(0, str(ROOT / "tests" / "fuzz"))
from targets import TARGETS

pytestmark = pytest.mark.skipif(not times(0, 1), reason="make site-test runs these")

#: What would run, or change the page, if it were taken for more than text.
MARKUP = [
    "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "<svg onload=alert(1)>",
    "<style>*{display:none}</style>",
    "<iframe src=javascript:alert(1)>", "<a href='javascript:alert(1)'>", "</textarea><script>alert(1)</script>",
    "<base href=//x.invalid>", "$\\href{javascript:alert(1)}{a = 2*3 = 7}$", "\x00\x1b[31m", "\u202e",
    "&lt;script&gt;",
    "<mark data-verdict=right>", "<form action=//x.invalid><input name=q>",
    "<link rel=stylesheet href=//x.invalid/a.css>",
    "{{7*7}}", "<math><mtext></mtext></math>", "<object data=//x.invalid>",
]  # fmt: skip


def hostile(seed: int) -> str:
    """A true example of the fuzzer's, in which parts are left out, doubled, or markup put in."""
    rng = random.Random(seed)
    target = TARGETS[rng.choice(["page", "page", "sheet", "formula"])]
    text = rng.choice(target.seeds()).decode(errors="replace")
    for _ in range(rng.randint(1, 4)):
        start = rng.randint(0, len(text))
        end = min(len(text), start + rng.choice([0, 1, 2, 8, 100]))
        between = rng.choice([rng.choice(MARKUP), rng.choice(target.words), text[start:end] * 3, ""])
        text = text[:start] + between + text[end:]
    return "".join(c for c in text if not "\ud800" <= c <= "\udfff") + " a = 2 * 3 = 7"


#: Whether an element of the report has an attribute that does something. The widths of the strip are the page's own.
ACTS = """() => [...document.querySelectorAll("#report *")].some((element) =>
  [...element.attributes].some(({ name }) => /^on|^style$|^href$|^src$/.test(name) && !element.closest(".strip")))"""


def test_no_text_is_more_than_text(tab) -> None:
    for seed in range(500):
        check(tab, hostile(seed))
        made = tab.locator("#report :is(script, img, iframe, svg, style, a, form, input, link, base, object)")
        assert made.count() == 0, seed
        assert not tab.evaluate(ACTS), seed
    check(tab, "a = 2 * 3 = 7")
    assert marked(tab) == [[1, "wrong"]]


@pytest.mark.parametrize(
    "unit", ["$ ", "(", "a_{", "<a b='", "=", "| a | 1 |\n", "x - ", "1", "\n\n=", "a=1,", "word "]
)
def test_a_huge_text_ends_in_a_report_or_in_a_sentence(tab, unit: str) -> None:
    for length in (200_000, 1_200_000):
        tab.evaluate(
            "text => { source.value = text; source.dispatchEvent(new Event('input')); }", unit * (length // len(unit))
        )
        tab.click("#check")
        tab.wait_for_selector("#report[data-state=done]")
        assert tab.inner_text("#report").strip()
    assert "1,000,000" in tab.inner_text("#report .problem")


def test_a_text_of_nothing_is_done_at_once(tab) -> None:
    check(tab, "a = 2 * 3 = 7")
    for nothing in ("", " ", "\n" * 200_000):
        tab.evaluate("text => { source.value = text; }", nothing)  # typed, so many lines take the browser minutes
        tab.click("#check")
        tab.wait_for_selector("#report[data-state=done]")
        assert marked(tab) == []


def test_a_run_is_stopped_and_the_next_one_works(tab) -> None:
    slow = "\n".join(f"x{i} = {i} * 3.7 + {i} = {i * 4.7:.3f}, y{i} = x{i} * x{i // 2} = {i}" for i in range(4000))
    tab.evaluate("text => { source.value = text; }", slow)
    tab.click("#check")
    tab.wait_for_selector("#stop:not([hidden])")
    tab.click("#stop")
    tab.wait_for_selector("#report[data-state=done]")
    assert tab.inner_text("#report") == "Stopped."
    check(tab, "a = 2 * 3 = 7")
    assert marked(tab) == [[1, "wrong"]]


def test_a_file_of_anything_is_read(tab, tmp_path: Path) -> None:
    for content in (
        b"\xff\xfea\x00 \x00=\x00 \x002\x00*\x003\x00 \x00=\x00 \x007\x00",
        b"a = 2\xb73 = 7",
        b"\x00\x01\x02" * 999,
    ):
        path = tmp_path / "page.md"
        path.write_bytes(content)
        tab.set_input_files("#file", str(path))
        tab.wait_for_selector("#report[data-state=done]")
    path.write_bytes(b"\xff\xfea\x00=\x002\x00*\x003\x00=\x007\x00")
    tab.set_input_files("#file", str(path))
    until(tab, "document.querySelector('#report[data-state=done] mark')?.textContent === '7'")
