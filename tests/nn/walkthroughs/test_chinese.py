"""The walkthroughs in Chinese: no English is left but names, and the numbers are those of the English text."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from autograd.language import speaking
from autograd.language.widths import columns
from nn import walkthroughs

Run = Callable[..., tuple[int, str, str]]

#: What stays: functions, networks and methods by their names, the names of nodes, and those of the documents' sheets.
NAMES = """
    Adam MLP ReLU Softmax True backprop_algorithm binary_cross_entropy forward_and_backward gradcheck hard leaky linear
    logsumexp losses maxout relu sigmoid softmax softplus tanh walkthroughs
    cube error square
    biases cost cross entropy inputs network outputs shared unit
"""


def words(text: str) -> set[str]:
    """The words of four letters and more that are no names."""
    return set(re.findall("[A-Za-z_]{4,}", text)) - set(NAMES.split())


def decimals(text: str) -> list[str]:
    return sorted(re.findall(r"\d+\.\d{3,}", text))


@pytest.mark.parametrize("name", walkthroughs.ALL)
def test_a_story_is_told_in_chinese_with_the_same_numbers(run: Run, name: str) -> None:
    in_english, in_chinese = (run("walkthrough", name, "--lang", lang)[1] for lang in ("en", "zh"))
    assert words(in_chinese) == set()
    assert words(in_english) != set()
    assert decimals(in_chinese) == decimals(in_english)
    title, line, *_ = in_chinese.splitlines()
    assert line == "=" * columns(title)


def test_the_list_of_walkthroughs_is_in_chinese(run: Run) -> None:
    _, out, _ = run("walkthrough", "--lang", "zh")
    abouts = [line.partition(" ")[2] for line in out.splitlines()]
    assert len(abouts) == len(walkthroughs.ALL)
    assert all(re.search("[一-龥]", about) for about in abouts)


def test_the_table_of_what_is_printed_is_in_chinese(run: Run) -> None:
    _, out, _ = run("walkthrough", "--all", "--lang", "zh")
    assert out.splitlines()[0].split() == ["文档", "待核对", "正确", "错误", "传递", "错因"]
    assert "漏了一条路径" in out
    assert words(out) == set()


def test_an_audit_is_told_in_the_language_in_force_whatever_was_told_before() -> None:
    walkthrough = walkthroughs.find("sum-times-sum")
    assert "4 right" in str(walkthrough)
    with speaking("zh"):
        assert "4 个正确" in str(walkthrough)
    assert "4 right" in str(walkthrough)
