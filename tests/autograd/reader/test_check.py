"""A page checked from end to end: what is said, in which format, and with which exit status."""

from __future__ import annotations

import json
import shutil
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
from autograd import ExpressionError, check
from autograd.cli import main
from autograd.reader.checked import read_page
from autograd.reader.marking import page as html_page
from autograd.reader.typesetting import typeset

WRONG = "so $z = 0.5 \\cdot 2 + 0.1 = 1.2$\n\nand a = 2 * 3 = 6, then b = a + 1 = 8\n"
PAGES = Path(__file__).with_name("pages")


def test_a_page_is_a_text_or_a_file(tmp_path: Path) -> None:
    path = tmp_path / "notes"
    path.write_text(WRONG, encoding="utf-8")
    for page in (check(WRONG), check(path), check(str(path))):
        found = [(number.line, number.printed, number.verdict, number.by) for number in page.numbers]
        assert found[0] == (1, "1.2", "wrong", "arithmetic")
        assert [number for number, *_ in found] == [1, 3, 3]
        for number in page.numbers:
            assert WRONG[number.start : number.end] == number.printed
    assert check(path).name == str(path)
    assert check(WRONG).name == ""
    assert autograd.check is check


@pytest.mark.parametrize("name", ["there is no such.md", "no\0such.md", "."])
def test_a_file_that_cannot_be_read_is_an_error_in_one_line(name: str) -> None:
    with pytest.raises(ExpressionError, match="cannot read") as caught:
        check(Path(name))
    assert "\n" not in str(caught.value)


def test_something_else_is_refused() -> None:
    with pytest.raises(ExpressionError, match="a text or the path of a file, not 3"):
        check(3)  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_a_file_in_any_encoding_keeps_its_formulas(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes("é: z = 2 * 3 = 7\r\ny = 1 + 1 = 2".encode(encoding))
    assert [(one.line, one.printed, one.verdict) for one in check(path).numbers] == [
        (1, "7", "wrong"),
        (2, "2", "right"),
    ]
    assert read_page(path).startswith("é")


def test_the_summary_counts_what_was_seen() -> None:
    page = check(WRONG + "![a](b.png)\n")
    summary = page.summary
    assert summary.seen == summary.checked + summary.not_understood == len(page.numbers)
    assert summary.arithmetic + summary.carried + summary.graph == summary.checked
    assert sum(summary.verdicts.values()) == summary.checked
    assert summary.pictures == 1
    assert "1 picture on the page was not read" in str(page)
    assert not page.ok


def test_the_text_shows_the_line_the_number_and_why() -> None:
    lines = str(check(WRONG)).splitlines()
    assert lines[0] == "  ✗ line 1: 1.2 should be 1.1"
    assert lines[1].index("1.2") == lines[2].index("^^^")
    assert lines[3] == "      its own numbers give 1.1, not 1.2"
    assert str(check("a = 2*3 = 6")).splitlines()[-1] == "of those checked: 1 right"


def test_verbose_names_what_was_not_understood() -> None:
    page = "x = 1\n\nq = \\sum_{i} q_i = 0.5"
    assert "line 3" not in check(page).written()
    assert "  ? line 3: not understood: 0.5" in check(page).written(verbose=True)


def test_json_says_the_same() -> None:
    told = check(WRONG, "p").json()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert list(told) == ["name", "numbers", "summary"]
    assert list(told["numbers"][0]) == ["line", "printed", "exact", "verdict", "by", "sentence"]
    assert told["numbers"][0]["exact"] == pytest.approx(1.1)
    assert (told["summary"]["seen"], told["summary"]["checked"], told["summary"]["not_understood"]) == (3, 3, 0)


class Tags(HTMLParser):
    """The tags of a page, to see that they nest and what they hold."""

    EMPTY = frozenset(("meta", "br"))

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parsed(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    return tags


def test_html_marks_every_number_and_stands_alone() -> None:
    page = check(WRONG, "notes.md").html()
    tags = parsed(page)
    marks = [attributes["class"] for tag, attributes in tags.seen if tag == "mark" and "title" in attributes]
    assert len(marks) == 3
    assert marks[0] == "wrong"
    assert not {"script", "link", "img"} & {tag for tag, _ in tags.seen}
    assert "http" not in page.replace("http-equiv", "")


@pytest.mark.parametrize("path", sorted(PAGES.glob("*_*.md")), ids=lambda path: path.stem)
def test_the_published_pages_as_html_show_each_number_once(path: Path) -> None:
    page = check(path)
    tags = parsed(page.html())
    marks = [attributes for tag, attributes in tags.seen if tag == "mark" and "title" in attributes]
    assert len(marks) == len(page.numbers)


PIECES = [
    *("\\frac", "{", "}", "^", "_", "&", "\\\\", "\\begin{bmatrix}", "\\end{bmatrix}"),
    *("0.5", "x", "-", "\\hat", "<", "'"),
]
NASTY = "<script>alert(1)</script>"


def test_what_a_page_says_is_shown_and_not_obeyed() -> None:
    formula = "$\\text{&lt;b&gt;} a_{<i>} = 2*3 = 7$ \x1b[31m"
    page = check(f"# {NASTY}\n\n{formula}\n\n| <b | <img src=x> |\n|---|---|\n| $<u>$ | 1 |", NASTY)
    tags = parsed(page.html())
    assert not {"script", "img", "b", "u"} & {tag for tag, _ in tags.seen}
    parsed(page._repr_html_())
    assert "\x1b" not in str(page) + page.markdown() + page.html()
    assert "<script" not in page.markdown()


def test_in_a_notebook_a_page_shows_itself() -> None:
    page = check(WRONG)
    shown = page._repr_html_()
    parsed(shown)
    assert "body {" not in shown
    assert ":root" not in shown
    assert "| ✗ | 1 | 1.2 | 1.1 |" in page._repr_markdown_()
    assert repr(page).startswith("<check: 3 numbers seen")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES)).map("".join), st.integers(0, 20), st.integers(1, 5))
def test_any_formula_is_set_with_all_its_digits(formula: str, start: int, length: int) -> None:
    marks = {start: (start + length, "<mark>{}</mark>".format)}
    for latex in (True, False):
        shown = typeset(formula, marks, latex=latex)
        tags = Tags()
        tags.feed(shown)
        assert tags.open == []
        assert shown.count("5") == formula.count("5")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["check", *arguments])
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.mark.parametrize(
    ("page", "status"),
    [("a = 2*3 = 6", 0), ("a = 2*3 = 7", 1), ("no mathematics at all", 2), ("", 2), ("x = 1", 2), ("\0\0\0", 2)],
)
def test_the_exit_status(tmp_path: Path, capsys: pytest.CaptureFixture[str], page: str, status: int) -> None:
    path = tmp_path / "page"
    path.write_text(page, encoding="utf-8")
    for told in ("text", "markdown", "json", "html"):
        assert run(capsys, str(path), "--format", told)[0] == status


def test_several_files_and_standard_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "first.md", tmp_path / "second.md"
    first.write_text("a = 2*3 = 6", encoding="utf-8")
    second.write_text("a = 2*3 = 7", encoding="utf-8")
    status, out, _ = run(capsys, str(first), str(second), "--format", "json")
    assert status == 1
    assert [one["name"] for one in json.loads(out)] == [str(first), str(second)]
    assert json.loads(run(capsys, str(first), "--format", "json")[1])["name"] == str(first)
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("δ = 2*3 = 7".encode()), encoding="utf-8"))
    status, out, _ = run(capsys, "-")
    assert status == 1
    assert "✗ line 1: 7 should be 6" in out


def test_what_cannot_be_read_is_one_line_and_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, str(tmp_path / "none.md"))
    assert (status, out) == (2, "")
    assert err.startswith("chainrule: cannot read")
    assert err.count("\n") == 1
    assert run(capsys, "a", "b", "--sheet", "c.toml")[0] == 2


def test_the_sheet_that_was_understood_is_audited_like_any_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    shutil.copy(PAGES / "net_221_pl.md", page)
    path = tmp_path / "sheet.toml"
    run(capsys, str(page), "--sheet", str(path))
    report = autograd.read_sheet(path).audit()
    assert report.rows
    page.write_text("no formulas", encoding="utf-8")
    assert run(capsys, str(page), "--sheet", str(tmp_path / "other.toml"))[0] == 2


def test_a_long_page_is_shown_in_part() -> None:
    page = html_page([check("a = 2*3 = 6\n" * 3200 + "b = 2*3 = 7\n")])
    assert "201 more formulas on the page are not shown here" in page
    assert page.count('<mark class="wrong" title') == 1


@pytest.mark.parametrize(
    "piece", ["|a|1|\n", "a=1,", "a = 2*3 = 6\n", "x_1: 0.5\n", "$$z = \\frac{1}{2}(0.5)^2 = 0.125$$\n"]
)
def test_the_time_of_a_check_grows_with_the_length_only(piece: str) -> None:
    def seconds(length: int) -> float:
        page = piece * (length // len(piece))
        start = time.process_time()
        assert check(page + "\n").text
        return time.process_time() - start

    small = min(seconds(3_000) for _ in range(2))
    assert any(seconds(24_000) < 32 * small + 0.1 for _ in range(4))
