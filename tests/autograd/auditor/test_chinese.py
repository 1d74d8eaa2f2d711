"""The audit in Chinese: the report and its formats, the sentences about slips, sheets; numbers and codes as ever."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from autograd import audit, values
from autograd.auditor import Report, read_sheet
from autograd.auditor.sheets import sheet
from autograd.auditor.slips.tables.frequencies import COUNTS
from autograd.language import say, speaking
from autograd.language.widths import columns

PUBLISHED = Path(__file__).parent / "published"

#: Two inputs, two hidden nodes, one output, sigmoids, a learning rate of 0.1, in numbers that a page has.
TWO_TWO_ONE: dict[str, Any] = {
    "name": "两层网络",
    "given": ["x1", "x2", "y"],
    "learning_rate": 0.1,
    "inputs": {
        "x1": 0.5, "x2": 0.8, "y": 1, "Wca": 0.1, "Wcb": 0.7, "Wda": 0.3, "Wdb": 0.2, "Wec": 0.4, "Wed": 0.6,
    },
    "expressions": [
        "hc = Wca*x1 + Wcb*x2", "hd = Wda*x1 + Wdb*x2", "Oc = sigmoid(hc)", "Od = sigmoid(hd)",
        "he = Wec*Oc + Wed*Od", "Oe = sigmoid(he)", "L = (Oe - y)**2/2",
    ],
    "claims": [
        {"quantity": "value:hc", "printed": "0.61"},
        {"quantity": "value:Oc", "printed": "0.647941"},
        {"quantity": "value:Oe", "after": 1, "printed": "0.648366218"},
        {"quantity": "value:L", "after": 1, "printed": "0.061823158"},
    ],
}  # fmt: skip


def english(text: str) -> set[str]:
    """The words of four and more letters."""
    return set(re.findall("[A-Za-z]{4,}", text))


def e_of_two() -> Report:
    a, b = values(a=2.0, b=1.0)
    return audit(((a + b) * (b + 1)).named("e"), gradients={a: 2, b: "2"}, lang="zh")


def test_a_report_is_said_in_chinese() -> None:
    assert str(e_of_two()).splitlines() == [
        "           所给的数  准确值",
        "  ✓ ∂e/∂a         2       2",
        "  ✗ ∂e/∂b         2       5  错误",
        "      漏了路径 b -> d -> e：得 2，应为 5（d = b + 1）",
        "2 个数：1 个正确、1 个错误",
    ]


def test_the_table_is_straight() -> None:
    """The last digit of each number stands in the same column of the terminal, below the end of the head."""
    head, *lines = str(e_of_two()).splitlines()[:3]
    assert {columns(line[: line.rindex("2") + 1]) for line in lines[:1]} == {columns(head)}
    assert columns(lines[1].removesuffix("  错误")) == columns(head)


def test_the_report_keeps_its_language_and_only_that_audit_has_it() -> None:
    report = e_of_two()
    with speaking("en"):
        assert report.summary == "2 个数：1 个正确、1 个错误"
        assert repr(report) == "<核对结果：2 个数：1 个正确、1 个错误>"
    a, b = values(a=2.0, b=1.0)
    assert audit(((a + b) * (b + 1)).named("e"), gradients={b: "2"}).summary == "1 claim: 1 wrong"


def test_markdown_is_said_in_chinese() -> None:
    assert e_of_two().markdown().splitlines() == [
        "| | 量 | 所给的数 | 准确值 | 结论 |",
        "|---|---|---:|---:|---|",
        "| ✓ | ∂e/∂a | 2 | 2 | 正确 |",
        "| ✗ | ∂e/∂b | 2 | 5 | 错误<br>漏了路径 b -&gt; d -&gt; e：得 2，应为 5（d = b + 1） |",
        "",
        "2 个数：1 个正确、1 个错误",
    ]


def test_json_has_english_keys_and_codes_and_chinese_sentences() -> None:
    claims = e_of_two().json()["claims"]
    assert [claim["verdict"] for claim in claims] == ["right", "wrong"]
    (diagnosis,) = claims[1]["diagnoses"]
    assert diagnosis == {
        "slip": "path left out",
        "sentence": "漏了路径 b -> d -> e：得 2，应为 5（d = b + 1）",
        "reproduces": 2.0,
    }


def test_the_derivative_taken_at_the_input_is_named_in_chinese() -> None:
    """The published 0.648366218 is what comes of h·(1 - h) in place of O·(1 - O) in every sigmoid."""
    report = sheet(TWO_TWO_ONE).audit(lang="zh")
    sentence, _, number = report.rows[2].diagnoses[0].sentence.partition("：得 ")
    assert sentence == (
        "对 sigmoid 求导时代入了输入 h，用了 h·(1 - h)，应代入输出 O，用 O·(1 - O)（每一处“sigmoid”都如此）"
    )
    assert f"{float(number):.9f}" == "0.648366218"
    assert report.reasons(report.rows[3]) == ["因 1 步之后的 Oe = 0.648366218 有误而随之出错"]
    assert report.summary == "4 个数：2 个正确、1 个错误、1 个因它随之出错"
    assert english(str(report)) == {"sigmoid"}


def test_an_input_that_is_not_used_is_said_in_the_language_of_the_report() -> None:
    data = {
        "inputs": {"w": 2, "spare": 1}, "expressions": ["L = w*w"],
        "claims": [{"quantity": "grad:w", "printed": "4"}],
    }  # fmt: skip
    with speaking("en"):
        read = sheet(data)
    report = read.audit(lang="zh")
    assert str(report).splitlines()[-1] == "输入 spare 没有用到"
    assert report.json()["notes"] == ["输入 spare 没有用到"]


@pytest.mark.parametrize(
    ("printed", "says"),
    [
        ([["1", "3"], ["2", "4"]], "W 转置了：行写成了列"),
        ([["3", "4"], ["1", "2"]], "W 的第 1 行与第 2 行互换了"),
        ([["1", "2"], ["3", "5"]], "W 有一个元素错误：[2,2]"),
        ([["-1.0", "-2.0"], ["-3.0", "-4.0"]], "W 每个元素的符号都反了"),
        ([["11", "12"], ["3", "4"]], "W 只有第 1 行错误"),
    ],
)
def test_an_array_as_a_whole_is_judged_in_chinese(printed: list[list[str]], says: str) -> None:
    data = {
        "inputs": {"U": [[0.5, 1], [1.5, 2]]}, "expressions": ["W = U + U", "L = sum(W)"],
        "claims": [{"quantity": "value:W", "printed": printed}],
    }  # fmt: skip
    assert says in str(sheet(data).audit(lang="zh")).splitlines()


def test_every_slip_that_was_met_has_a_chinese_name() -> None:
    with speaking("zh"):
        names = {slip: say(slip) for slip in COUNTS}
    assert {name for name in names.values() if english(name)} == set()
    assert names["path left out"] == "漏了一条路径"
    assert names["learning rate forgotten"] == "忘乘学习率"
    assert names["sign lost"] == "正负号写反了"


@pytest.mark.parametrize("page", ["geeksforgeeks_035_07", "nesterov_zh", "chain_sigmoid_en", "codehunter_2_3_2"])
def test_published_sheets_have_no_english_words_but_names_and_the_same_numbers(page: str) -> None:
    read = read_sheet(PUBLISHED / f"{page}.json")
    in_english, in_chinese = read.audit(), read.audit(lang="zh")
    _, _, said = str(in_chinese).partition("\n")
    assert english(said) - {*read.example.named, "sigmoid"} == set()
    keys = ("quantity", "printed", "exact", "verdict", "follows_from")
    there, here = (json.loads(json.dumps(report.json()))["claims"] for report in (in_english, in_chinese))
    assert [[claim[key] for key in keys] for claim in there] == [[claim[key] for key in keys] for claim in here]
    for one, other in zip(there, here, strict=True):
        assert [d["slip"] for d in one["diagnoses"]] == [d["slip"] for d in other["diagnoses"]]
        for english_one, chinese_one in zip(one["diagnoses"], other["diagnoses"], strict=True):
            numbers = [sorted(re.findall(r"\d+\.\d+", d["sentence"])) for d in (english_one, chinese_one)]
            assert set(numbers[0]) == set(numbers[1])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"claims": [{"quantity": "grad:q", "printed": "1"}]}, "claims[0].quantity：grad:q："),
        ({"claims": "w"}, "claims 应是列表，不能是 'w'"),
        ({"update": "nesterof"}, "update.rule：没有更新规则 'nesterof'：是不是想写 nesterov？"),
        ({"params": ["x"], "given": ["w"]}, "params[0]：'x' 不是输入"),
    ],
)
def test_what_is_wrong_with_a_sheet_is_said_in_chinese(
    run: Any, tmp_path: Path, change: dict[str, Any], says: str
) -> None:
    data = {"inputs": {"w": 2}, "expressions": ["L = w*w"], "claims": [{"quantity": "grad:w", "printed": "4"}]}
    path = tmp_path / "s.json"
    path.write_text(json.dumps(data | change), encoding="utf-8")
    status, out, err = run("audit", str(path), "--lang", "zh")
    assert (status, out) == (2, "")
    assert err.startswith(f"chainrule: s.json：{says}"), err
    assert english(re.sub(r"'[^']*'|\w+[\[.:]\S*|json|claims|nesterov|params|chainrule", "", err)) == set()
