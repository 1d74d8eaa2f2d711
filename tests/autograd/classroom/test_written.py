"""Worksheets, keys, questions and marks word for word, as they stand in the folder `written` beside this file.

The numbers there are worked out by hand: c = a + b, d = b + 1, e = c·d at a = 2.5, b = 1.5. The same seed must give the
same numbers in every version: else a key that was handed out would not be that of its worksheets.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from autograd.classroom import grade, worksheet

WRITTEN = Path(__file__).with_name("written")
FACTORS = {
    "name": "two factors", "expressions": ["c = a + b", "d = b + 1", "e = c*d"], "inputs": {"a": 2.5, "b": 1.5},
    "learning_rate": 0.1, "params": ["a", "b"],
}  # fmt: skip
LAYER = {
    "title": "a layer", "expressions": ["z = W @ x + b", "h = sigmoid(z)", "L = sum((h - y)²)/2"],
    "inputs": {"W": [[0.5, -0.25], [0.75, 0.4]], "b": [0.1, -0.2]}, "given": {"x": [0.5, 0.9], "y": [0, 1]},
    "update": {"rule": "momentum", "beta": 0.5, "rate": 0.25}, "params": ["W", "b"],
}  # fmt: skip
FORMATS = ("html", "latex", "markdown", "notebook", "moodle", "cloze", "jupyterquiz")
ANSWERS = """\
student;c;d;e;de/db;∂e/∂a;new a;remark;# note
Ada;4;2.5;10;6.5;2,5;2.25;;fine
Bob;4,0;2.5;9.99;4;2.5;2.75
Cyd;3.75;2.5;9.375;6.25;-2.5;
Dan;four;;10;6.5;2.5
"""


def body(page: str) -> str:
    """A page without its style and its script, which are files of their own."""
    return re.sub(r"(?s)<(style|script)>.*?</\1>", r"<\1>…</\1>", page)


def as_written(name: str, text: str) -> bool:
    return text == (WRITTEN / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of worksheets; those of the layer in a folder within."""
    folder = tmp_path_factory.mktemp("worksheets")
    levels = ["forward", "gradients", "update", "mistake"]
    worksheet(FACTORS, folder, seed=3, levels=levels, formats=FORMATS)
    worksheet(LAYER, folder / "layer", variants=2, seed=7, levels=["update", "mistake"], formats=["markdown"], digits=4)
    return folder


@pytest.mark.parametrize("name", sorted(path.name for path in WRITTEN.iterdir() if not path.name.startswith("class")))
def test_a_worksheet_is_written_word_for_word(name: str, made: Path) -> None:
    path = made / name.removesuffix(".txt").replace("layer-", "layer/")
    text = path.read_text(encoding="utf-8-sig")
    assert as_written(name, body(text) if name.endswith("html") else text)


def test_marks_are_written_word_for_word() -> None:
    report = grade({**FACTORS, "points": {"de/db": 3, "follows": "1/2", "known_slip": 0.25}}, ANSWERS)
    assert as_written("class.txt", str(report) + "\n")
    assert as_written("class.csv", report.csv())
    assert as_written("class.json", json.dumps(report.json(), indent=1, ensure_ascii=False) + "\n")
    assert as_written("class.html", body(report.html()))
    assert as_written("class-unnamed.txt", str(report.anonymous()) + "\n")
