"""The command line in Chinese: what it prints, its errors and its help, by `--lang` or by the environment."""

from __future__ import annotations

import argparse
import re
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

import autograd
import autograd.cli
import nn.cli
from autograd import Value, draw, explain, values
from autograd.language import language
from autograd.language.widths import columns, padded, wrapped

Run = Callable[..., tuple[int, str, str]]
GIVEN = ("(a+b)*(b+1)", "a=2", "b=1")


def english(text: str) -> set[str]:
    """The words of four and more letters that are no names, and not in quotes."""
    return set(re.findall("[A-Za-z]{4,}", re.sub(r"'[^']*'|\"[^\"]*\"|--?[\w-]+|\{[^}]*\}|\.\w+", " ", text)))


def test_an_explanation_is_said_in_chinese(run: Run) -> None:
    status, out, err = run("explain", *GIVEN, "--lang", "zh")
    assert (status, err) == (0, "")
    assert "前向计算：从输入到输出\n  a = 2\n  b = 1\n  c = a + b = 2 + 1 = 3\n" in out
    assert "  b 收到 2 + 3 = 5\n" in out
    assert "  ∂e/∂b = ∂e/∂c·∂c/∂b + ∂e/∂d·∂d/∂b = 2·1 + 3·1 = 5\n" in out
    assert english(out) == set()
    assert language() == "en"


def test_numbers_and_formulas_are_those_of_the_english_text(run: Run) -> None:
    def formulas(text: str) -> list[str]:
        return re.findall(r"[-=·×+/∂ \w]*=.*", text, re.ASCII)

    in_english, in_chinese = (run("explain", "σ(w*x)", "w=2", "x=-1", "--lang", lang)[1] for lang in ("en", "zh"))
    assert formulas(in_english) == formulas(in_chinese.replace("其中 ", "where ").replace("收到 ", "receives "))


def test_the_environment_chooses_the_language_and_the_option_is_stronger(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "")
    monkeypatch.setenv("LC_ALL", "")
    monkeypatch.setenv("LC_MESSAGES", "")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "前向计算" in run("explain", *GIVEN)[1]
    assert "Forward" in run("explain", *GIVEN, "--lang=en")[1]
    assert "Forward" in run("--lang", "en", "explain", *GIVEN)[1]
    assert "Forward" in str(explain(Value(1.0) * 2)), "only the command line asks the environment"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["explain", "a/b", "a=1", "b=0"], "a / b 在 b = 0 处除数为零"),
        (["explain", "log(a)", "a=-1"], "log(a) 在 a = -1 处没有定义"),
        (["explain", "a+q", "a=1"], "未知的名称 q；已知：a"),
        (["explain", "a+b", "a=1", "b"], "'b' 不是一个输入：请写成“名称=数值”，例如 a=2"),
        (["explain", "(a", "a=1"], "有一个括号没有闭合"),
        (["explain"], "缺少必需的参数：expression, NAME=NUMBER；用法见 chainrule explain --help"),
        (["explain", *GIVEN, "--digits", "x"], "参数 --digits：'x' 不是整数；用法见 chainrule explain --help"),
        (["explain", *GIVEN, "--colour"], "无法识别的参数：--colour；用法见 chainrule --help"),
        (["paths", *GIVEN, "--to", "q"], "表达式中没有 'q'（其中有 a、b）"),
        (["draw", *GIVEN, "-o", "e.xyz"], "无法绘制 'e.xyz'：文件名要以 .svg、.png、.pdf、.dot、.tex、.mmd 之一结尾"),
        (["audit", *GIVEN], "没有要核对的数：请至少给出一个 --claim，例如 --claim b=5"),
    ],
)
def test_a_mistake_is_one_chinese_line(run: Run, arguments: list[str], says: str) -> None:
    assert run(*arguments, "--lang", "zh") == (2, "", f"chainrule: {says}\n")


def test_a_file_that_is_not_there(run: Run) -> None:
    status, _, err = run("audit", "/nowhere/x.toml", "--lang", "zh")
    assert (status, err) == (2, "chainrule: 无法读入 /nowhere/x.toml：没有这个文件或文件夹\n")


@pytest.mark.parametrize("command", ["", "explain", "draw", "explore", "paths", "audit", "check", "worksheet", "grade"])
@pytest.mark.parametrize("main", [nn.cli.main, autograd.cli.main])
def test_the_help_is_chinese(
    command: str, main: Callable[[list[str]], int], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "82")  # argparse leaves two free
    looked_up_by = argparse._  # type: ignore[attr-defined]
    with pytest.raises(SystemExit):
        main([*filter(None, [command]), "--lang", "zh", "--help"])
    assert argparse._ is looked_up_by  # type: ignore[attr-defined]
    help = capsys.readouterr().out
    assert help.startswith("用法：chainrule")
    names = {"chainrule", "explain", "draw", "explore", "paths", "audit", "check", "worksheet", "grade", "train",
             "walkthrough", "Markdown", "LaTeX", "HTML", "LANG", "html", "moons", "digits", "expression",
             "value", "partial", "update"}  # fmt: skip
    assert {word for word in english(help) - names if not word.isupper()} == set()
    _, _, described = help.partition("\n\n")
    assert max(map(columns, described.splitlines())) <= 80


def test_the_number_of_paths_has_its_measure_word(run: Run) -> None:
    status, out, _ = run("paths", *GIVEN, "--to", "b", "--lang", "zh")
    assert status == 0
    assert out.splitlines()[0] == "从 b 到 e 共有 2 条路径"
    assert out.splitlines()[-1] == "各条路径的乘积之和 = 5"


def test_explain_takes_the_language_in_python_and_keeps_it() -> None:
    a, b = values(a=2.0, b=1.0)
    explanation = explain(a * b, data="a", lang="zh")
    assert "a = 2（数据）" in str(explanation)
    assert r"a = 2\quad \text{（数据）}" in explanation.latex()
    assert r"b\text{ 收到 }2" in explanation.markdown()
    assert "receives" in str(explain(a * b))


def test_the_words_of_a_picture_are_chinese_and_its_formulas_are_not() -> None:
    a, b = values(a=2.0, b=1.0)
    e = ((a + b) * (b + 1)).named("e")
    picture = draw(e, gradients=True, messages=True, lang="zh")
    assert repr(picture) == "Drawing(e = c·d：5 个节点，5 条边)"
    assert "梯度 × 局部偏导数 = 传回的梯度" in picture.source
    assert "∂e/∂b = 5" in picture.source
    assert english(re.sub(r"\[[^\]]*\]|<[^>]*>", " ", picture.text)) == set()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        draw(e, width="1in", lang="zh")
    assert str(caught[0].message).startswith("宽度为 1in 时，图中最小的字高 ")


def test_a_language_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="lang= is one of en, zh"):
        explain(Value(1.0) * 2, lang="xx")


def test_a_chinese_picture_is_written_as_svg(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "e.svg"
    assert run("draw", *GIVEN, "-o", str(path), "--lang", "zh") == (0, f"已写入 {path}\n", "")
    assert "局部偏导数" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [4, 7, 20, 80])
@pytest.mark.parametrize(
    "text",
    ["一个 .csv 文件，每个学生一行；或一个存放作业单或笔记本的文件夹", "a file, or a folder", "", "数：=x（y）。"],
)
def test_lines_are_as_wide_as_they_may_be_and_lose_nothing(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(columns(line) <= max(width, 6) for line in lines), lines  # a word is never broken
    assert not any(line[0] in "，。；：）" for line in lines)


def test_a_column_of_a_table_is_straight() -> None:
    assert {columns(padded(text, 10)) for text in ("", "grad", "梯度", "∂e/∂b = 5", "数：5")} == {10}
    assert padded("梯度", 3) == "梯度"
