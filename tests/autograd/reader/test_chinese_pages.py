"""Chinese pages are read as English ones are: 假设, 则, 代入, 得, 解, 学习率为, full-width digits and signs.

The verdicts are worked out by hand, beside each line.
"""

from __future__ import annotations

import re

import pytest

from autograd import check
from autograd.reader.finding import passages
from autograd.reader.finding.chinese import without_leading

NEURON = """# 单个神经元

假设输入 x 为 2，权重 w 为 0.5，偏置 b 为 0.1，目标值 y 为 1，学习率为 0.1。

解：（1）代入得 z＝w×x＋b＝0.5×2＋0.1＝1.1；（2）令误差 e＝z－y，则 e＝1.1－1＝0.1。
所以，L＝e²／2＝0.1²／2≈0.005。

由链式法则，可得 ∂L/∂w＝e×x＝0.1×2＝0.3，
因此 w'＝w－0.1×0.2＝0.5－0.1×0.2＝0.48。
"""
THE_SAME_IN_ENGLISH = """# One neuron

Let x = 2, w = 0.5, b = 0.1, y = 1, learning rate = 0.1.

(1) z = w*x + b = 0.5*2 + 0.1 = 1.1; (2) with e = z - y we get e = 1.1 - 1 = 0.1.
Hence L = e²/2 = 0.1²/2 ≈ 0.005.

By the chain rule, ∂L/∂w = e*x = 0.1*2 = 0.3,
therefore w' = w - 0.1*0.2 = 0.5 - 0.1*0.2 = 0.48.
"""
#: z = 1 + 0.1; e = 0.1; 0.01/2 = 0.005; 0.1·2 is 0.2; 0.5 - 0.02 = 0.48.
OF_THE_NEURON = [("1.1", "right"), ("0.1", "right"), ("0.005", "right"), ("0.3", "wrong"), ("0.48", "right")]


def verdicts(page: str) -> list[tuple[str, str]]:
    return [(number.printed, number.verdict) for number in check(page).numbers]


@pytest.mark.parametrize("page", [NEURON, THE_SAME_IN_ENGLISH])
def test_a_page_is_read_in_either_language(page: str) -> None:
    found = check(page)
    assert [(number.printed, number.verdict) for number in found.numbers] == OF_THE_NEURON
    assert found.numbers[3].exact == pytest.approx(0.2)
    assert found.understanding.graph is not None
    assert found.understanding.graph.rate == 0.1


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("假设x=2，w=0.5，则z=w·x=1.2。", [("1.2", "wrong")]),  # 0.5·2 = 1
        ("设ｘ＝２，ｗ＝０．５，则ｚ＝ｗ×ｘ＝１．０", [("1.0", "right")]),
        ("代入数值，得z=0.5×2+0.1=1.2；所以a=2*3=6。", [("1.2", "wrong"), ("6", "right")]),  # 1.1
        ("解:z=0.5×2=1.2", [("1.2", "wrong")]),  # 1
        ("解：由链式法则，∂L/∂w = 2×3 = 5", [("5", "wrong")]),  # 6
        ("y＝1／（1＋e^（－0.61））≈0.6479", [("0.6479", "right")]),  # 1/(1 + 0.543351) = 0.647941
        ("于是 y＝２×（３＋４）＝１５", [("15", "wrong")]),  # 14
        ("因此误差=0.5×0.2=0.3", [("0.3", "wrong")]),  # 0.1
        ("z等于0.5×2=1.2", [("1.2", "wrong")]),  # 1
        ("设 $x$ 为 0.5，则 $z=2\\times x=1.2$", [("1.2", "wrong")]),  # 1
        ("代入$x=2$得$z=0.5\\times 2=1.2$，所以$a=z+1=2.2$", [("1.2", "wrong"), ("2.2", "follows")]),  # 1; 1 + 1
        ("（1）z=2×3=6；（2）a=z+1=7", [("6", "right"), ("7", "right")]),
        ("其中学习率取0.1，更新后 w = 0.5 - 0.1×0.2 = 0.47", [("0.47", "wrong")]),  # 0.48
        ("净输入=0.5×2=1.0\n输出=净输入+1=3", [("1.0", "right"), ("3", "wrong")]),  # 2
        ("学习率 = 0.1，旧权重 = 0.5，梯度 = 0.2，新权重 = 旧权重 - 学习率 × 梯度 = 0.5 - 0.1×0.2 = 0.47",
         [("0.47", "wrong")]),  # 0.48
        ("$$误差=\\frac{1}{2}(1-0.8)^2=0.02$$", [("0.02", "right")]),
        ("误差1=0.1，误差2=0.2，总误差=误差1+误差2=0.1+0.2=0.4", [("0.4", "wrong")]),  # 0.3
        ("w旧=0.5，w新=w旧-0.1×0.2=0.48", [("0.48", "right")]),  # 0.5 - 0.02
        ("E总=0.1+0.2=0.4，故 L=2×3=6", [("0.4", "wrong"), ("6", "right")]),  # 0.3
        ("z=0.5×2=1.0，学习率=0.1", [("1.0", "right")]),  # the learning rate is not what z comes to
        ("∵x=2，∴y=x+1=4", [("4", "wrong")]),  # 3
        ("σ（0.61）≈0.6479，故 L＝0.5×（0.6479－1）²≈0.062", [("0.6479", "right"), ("0.062", "right")]),  # 0.061987
    ],
)  # fmt: skip
def test_sentences_around_the_arithmetic(page: str, found: list[tuple[str, str]]) -> None:
    assert verdicts(page) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("学习率为0.1", ["学习率=0.1"]),
        ("学习率 η 为 0.1。", ["η = 0.1"]),
        ("其中学习率取0.1，w1 等于 0.5，b 约为 0.2。", ["学习率=0.1", "w1 =  0.5", "b ≈  0.2"]),
        ("设 $w$ 为 $0.5$，则", ["w = 0.5"]),
        ("当 y 为 1 时，若 x 为 2，则", []),
        ("W 为 2×3 矩阵，学习率为常数，h 为 3 个节点", []),
        ("解：0.5", []),
        ("得：0.5", []),
        ("所以损失=0.5", ["损失=0.5"]),
        ("得分=0.5，取值=2", ["得分=0.5", "取值=2"]),
        ("节点c输出=0.6479，节点d输出=0.5769", ["c输出=0.6479", "d输出=0.5769"]),
        ("因此误差1=0.1，所以2=1+1", ["误差1=0.1", "2=1+1"]),
    ],
)
def test_words_for_a_relation_and_words_before_a_name(sentence: str, found: list[str]) -> None:
    assert [passage.text for passage in passages(sentence)] == found


def test_every_number_stands_where_it_is_said_to_stand() -> None:
    page = "设ｘ＝２，则ｙ＝ｘ×３＝７；（2）a 等于 2×3=5，权重 w 为 0.5。"
    found = check(page).numbers
    assert [(number.printed, number.verdict) for number in found] == [("7", "wrong"), ("5", "wrong")]
    assert [page[number.start : number.end] for number in found] == ["７", "5"]


def test_the_learning_rate_of_a_sentence_is_that_of_the_sheet() -> None:
    page = "输入 x=2，权重 w=0.5，学习率为0.1。\n则 z=w×x=1.0，\nL=z²/2=0.5。\n"
    sheet = check(page).sheet()
    assert re.search(r'^expressions = \["z = w\*x", "L = z\*\*2/2"\]$', sheet, re.MULTILINE)
    understood = check(page).understanding.graph
    assert understood is not None
    assert understood.rate == 0.1


@pytest.mark.parametrize(
    ("run", "name"),
    [("其中学习率", "学习率"), ("所以", "所以"), ("得分", "得分"), ("代入得输出", "输出"), ("设定值", "设定值")],
)
def test_what_leads_up_to_a_name_is_no_part_of_it(run: str, name: str) -> None:
    assert without_leading(run) == name


@pytest.mark.parametrize(
    "line", ["w为0.5" + " " * 50_000 + "时", "为" * 50_000, "得" * 50_000 + "=1", "α" * 50_000 + "为", "（1）" * 20_000]
)
def test_a_long_line_without_arithmetic_is_looked_through(line: str) -> None:
    assert [number for number in check(line).numbers if number.verdict != "not understood"] == []
