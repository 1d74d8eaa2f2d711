"""Worksheets and marks in Chinese: the same numbers and formulas, and no English words around them."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest

from autograd.classroom import check_answers, check_mistake, grade, worksheet
from autograd.classroom.publishing import files_of
from autograd.errors import ExpressionError
from autograd.language import language, translated

SHEET = {
    "title": "两个因子",
    "expressions": ["c = a + b", "d = b + 1", "e = c*d"],
    "inputs": {"a": 2, "b": 1},
    "learning_rate": 0.1,
    "params": ["a"],
}
LEVELS = ("forward", "gradients", "update", "mistake")
ANSWERS = "student,c,∂e/∂b,new a\n张三,3,2,1.8\n李四,x,5,\n张三,1,1,1\n"


def english(text: str) -> set[str]:
    """The words of four and more letters that are no commands, tags, keys or names."""
    bare = re.sub(r"<(style|script).*?</\1>|<[^>]*>|\\[a-z]+\*?(\{[a-z]+\*?\})?|`[^`]*`|'[^']*'", " ", text, flags=re.S)
    return set(re.findall("[A-Za-z]{4,}", html.unescape(bare))) - {"mistake", "correction"}


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_exercises_and_keys(form: str) -> None:
    files = files_of(worksheet(SHEET, levels=LEVELS, formats=[form], lang="zh"), [form])
    for name, text in files.items():
        if name != "key.csv":
            assert english(text) == set(), name
    ending = {"html": "html", "markdown": "md"}[form]
    assert "前向计算" in files[f"exercise.{ending}"]
    assert "用梯度下降更新一步，学习率为 0.1。至少保留 5 位有效数字。" in files[f"exercise.{ending}"]
    assert "对每个输入应用链式法则" in files[f"key.{ending}"]


def test_latex_has_a_package_for_its_letters() -> None:
    files = files_of(worksheet(SHEET, levels=LEVELS, formats=["latex"], lang="zh"), ["latex"])
    assert r"\usepackage{ctex}" in files["exercise.tex"]
    assert r"a\text{ 的新值}" in files["exercise.tex"]
    assert "U+" not in files["key.tex"]
    assert r"\usepackage[utf8]{inputenc}" in files_of(worksheet(SHEET, formats=["latex"]), ["latex"])["exercise.tex"]


def test_the_key_is_the_same_table_in_any_language() -> None:
    def key(lang: str) -> str:
        return files_of(worksheet(SHEET, levels=LEVELS[:3], lang=lang), ["html"])["key.csv"]

    assert key("zh") == key("en")


@pytest.mark.parametrize("form", ["moodle", "cloze", "jupyterquiz"])
def test_platforms(form: str) -> None:
    files = files_of(worksheet(SHEET, levels=LEVELS, lang="zh"), [form])
    [text] = [text for name, text in files.items() if name.endswith(("xml", "json"))]
    for sentence in ("哪个数算错了？", "它应该是多少？"):
        assert sentence in (json.dumps(json.loads(text), ensure_ascii=False) if form == "jupyterquiz" else text)


def test_a_notebook_asks_its_cells_for_chinese() -> None:
    text = files_of(worksheet(SHEET, levels=LEVELS, lang="zh"), ["notebook"])["exercise.ipynb"]
    code = "".join("".join(c["source"]) for c in json.loads(text)["cells"] if c["cell_type"] == "code")
    assert code.count('hint=1, lang="zh")') == 4


def test_marks() -> None:
    report = grade(SHEET, ANSWERS, lang="zh")
    assert language() == "en"
    said = str(report)
    assert english(said) == set()
    assert "1 次 漏了一条路径：漏了路径 b -> d -> e：得 2，应为 5" in said
    assert "第 3 行（李四）：c：'x' 不是一个数" in said
    assert "第 4 行（张三）：这名学生在第 2 行已经出现过" in said
    heads = said.splitlines()[1]
    assert heads.startswith("学生")
    assert heads.split()[-2:] == ["a", "的新值"]
    page = report.html()
    assert '<html lang="zh">' in page
    assert english(page) == set()
    assert report.json() == {**grade(SHEET, ANSWERS).json(), "slips": report.json()["slips"],
                             "not_read": report.json()["not_read"]}  # fmt: skip
    assert report.csv() == grade(SHEET, ANSWERS).csv()
    assert report.anonymous().students[0].name == "学生 1"


def test_answers_are_checked_in_chinese() -> None:
    assert check_answers(SHEET, "c = 3\n∂e/∂b = 2", lang="zh") == "2 个中对了 1 个。再检查一遍，或者改用 hint=2。"
    assert check_answers(SHEET, "∂e/∂b = 2", hint=3, lang="zh") == "∂e/∂b：看起来是这一类错误：漏了一条路径。"
    solved = "c = 3\nd = 2\ne = 6\n∂e/∂b = 2"
    assert check_mistake(SHEET, solved, "mistake = e", lang="zh") == "出错的数不是 e。"
    assert check_mistake(SHEET, solved, "mistake = e", hint=2, lang="zh") == "看看导数。"


def test_an_error_is_english_and_can_be_said_in_chinese(tmp_path: Path) -> None:
    from autograd.language import speaking

    with pytest.raises(ExpressionError, match="there are no answers to mark") as caught:
        grade(SHEET, "student,c\n", lang="zh")
    with speaking("zh"):
        assert translated(caught.value) == "没有可以批改的答案"
