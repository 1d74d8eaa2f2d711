"""What a checked page is told in Chinese: text, Markdown, HTML, messages; the keys and codes of JSON stay English."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from autograd import check
from autograd.reader import Check

PAGES = Path(__file__).with_name("pages")
#: 0.5·2 + 0.1 is 1.1; 7 is 6 + 1, of which the first is right; 2·3 is 6.
PAGE = "so $z = 0.5 \\cdot 2 + 0.1 = 1.2$\n\nand a = 2 * 3 = 6, then b = a + 1 = 8\n"


def english(text: str) -> set[str]:
    """The words of four and more letters that are no LaTeX and no tags of HTML."""
    return set(re.findall("[A-Za-z]{4,}", re.sub(r"<[^>]*>|\\[A-Za-z]+|&\w+;", " ", text)))


def test_the_lines_at_fault_are_told_in_chinese() -> None:
    assert str(check(PAGE, lang="zh")).splitlines() == [
        "  ✗ 第 1 行：1.2 应为 1.1",
        "      z = 0.5 \\cdot 2 + 0.1 = 1.2",
        "                              ^^^",
        "      按这一行的数计算应得 1.1，而不是 1.2",
        "  ✗ 第 3 行：8 应为 7",
        "      b = a + 1 = 8",
        "                  ^",
        "      用前面写出的数按它的公式算得 7，不是 8；1 这一项加了两次：得 8",
        "找到 3 个数：核对了 3 个（依据本行算式 2 个，依据前文的数 0 个，依据全文的公式 1 个），未能识别 0 个",
        "核对的数中：1 个正确、2 个错误",
    ]


def test_the_check_keeps_its_language() -> None:
    page = check(PAGE, "例题", lang="zh")
    assert page.lang == page.summary.lang == "zh"
    assert repr(page).startswith("<例题 的核对结果：找到 3 个数：")
    assert str(page.summary).startswith("找到 3 个数：")
    assert str(check(PAGE).summary).startswith("3 numbers seen: ")


def test_markdown_is_told_in_chinese() -> None:
    assert check(PAGE, lang="zh").markdown().splitlines()[:3] == [
        "| | 行 | 所给的数 | 正确 | 结论 |",
        "|---|---:|---:|---:|---|",
        "| ✗ | 1 | 1.2 | 1.1 | 错误：按这一行的数计算应得 1.1，而不是 1.2 |",
    ]


def test_html_says_its_language_and_has_fonts_for_it() -> None:
    html = check(PAGE, lang="zh").html()
    assert '<html lang="zh">' in html
    assert '<html lang="en">' in check(PAGE).html()
    for font in (
        "PingFang SC",
        "Microsoft YaHei",
        "Noto Sans CJK SC",
        "Noto Sans SC",
    ):  # macOS, Windows, Linux, Android
        assert font in html
    assert '<mark class="wrong" title="错误：1.1。按这一行的数计算应得 1.1，而不是 1.2"' in html
    assert '<p class="note wrong">✗ 1.2 → 1.1：按这一行的数计算应得 1.1，而不是 1.2</p>' in html
    assert "<title>一页的核对结果</title>" in html
    body = html[html.index("<body>") :]
    assert english(body) == set()


def test_json_has_english_keys_and_codes() -> None:
    here, there = check(PAGE, lang="zh").json(), check(PAGE).json()
    for one, other in zip(here["numbers"], there["numbers"], strict=True):
        assert {**one, "sentence": ""} == {**other, "sentence": ""}
    assert here["numbers"][0]["sentence"] == "按这一行的数计算应得 1.1，而不是 1.2"
    assert here["summary"] == there["summary"]


@pytest.mark.parametrize("name", ["ai_article_zh", "nesterov_zh", "exam_221_vi", "lstm_cell_en"])
def test_published_pages_are_told_in_chinese_with_the_same_numbers(name: str) -> None:
    page = PAGES / f"{name}.md"

    def verdicts(found: Check) -> list[tuple[Any, ...]]:
        return [(one.line, one.printed, one.exact, one.verdict, one.by) for one in found.numbers]

    here, there = check(page, lang="zh"), check(page)
    assert verdicts(here) == verdicts(there)
    known = {"sigmoid", "tanh", *re.findall(r"\w+", page.read_text(encoding="utf-8")), *re.findall(r"\w+", str(page))}
    said = "\n".join(one.sentence for one in here.numbers) + "\n" + str(here.summary)
    assert english(said) - known == set()


def test_what_is_not_understood_is_told_in_chinese() -> None:
    page = check("| w1 | 0.5 |\n|----|-----|\n| b | 0.1 |\n\nz = q + 1 = 2.5 and y = r + 1 = 3.5\n", lang="zh")
    assert "  ? 第 5 行：未能识别：2.5、3.5" in page.written(verbose=True).splitlines()


def test_a_picture_and_decimal_commas_are_told_of_in_chinese() -> None:
    told = str(check("![](a.png)\n\nz = 0,5 · 3 = 1,5\n", lang="zh")).splitlines()
    assert "页面上有 1 张图没有读，图中的数没有核对" in told
    assert "逗号读作小数点，因为页面上的数大多这样写" in told
    assert str(check("nothing at all", lang="zh")) == "没有找到计算得出的数"


def test_the_command_speaks_chinese_too(run: Any, tmp_path: Path) -> None:
    page = tmp_path / "页.md"
    page.write_text(PAGE, encoding="utf-8")
    status, out, err = run("check", str(page), "--lang", "zh")
    assert (status, err) == (1, "")
    assert "  ✗ 第 1 行：1.2 应为 1.1" in out.splitlines()
    status, out, err = run("check", str(tmp_path / "no.md"), "--lang", "zh")
    assert (status, out) == (2, "")
    assert err == f"chainrule: 无法读入 {tmp_path / 'no.md'}：没有这个文件或文件夹\n"
