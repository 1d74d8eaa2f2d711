"""What `chainrule train` prints in Chinese, and what it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

Run = Callable[..., tuple[int, str, str]]


def test_a_run_is_told_in_chinese_with_the_same_numbers(run: Run) -> None:
    in_english, in_chinese = (run("train", "xor", "--epochs", "12", "--lang", lang)[1] for lang in ("en", "zh"))
    first, *epochs, lasted, accuracy = in_chinese.splitlines()
    assert first == "xor：4 行；MLP(2 → 4 tanh → 1 linear: 17 个参数)；Adam(17 个参数, lr=0.05)"
    assert all(re.fullmatch(r"  第 [ \d]\d 轮  损失 \d\.\d{6}  准确率 [\d.]+%", epoch) for epoch in epochs)
    assert re.fullmatch(r"12 轮，用时 [\d.]+ 秒", lasted)
    assert accuracy.startswith("训练准确率 ")
    losses = [re.findall(r"\d\.\d{6}", out) for out in (in_english, in_chinese)]
    assert losses[0] == losses[1] != []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--epochs", "-1"], "epochs 必须是不小于 0 的整数，而不是 -1"),
        (["--lr", "-1"], "lr 必须是不小于 0 的有限数，而不是 -1.0"),
    ],
)
def test_a_setting_is_refused_in_chinese(run: Run, arguments: list[str], says: str) -> None:
    status, _, err = run("train", "xor", *arguments, "--lang", "zh")
    assert (status, err) == (2, f"chainrule: {says}\n")
