"""What the comparison says of a tool is what it answers now, where it is installed in the version that was asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import autograd

ROOT = Path(autograd.__file__).parent.parent
sys.path.append(str(ROOT / "benchmarks"))

from comparison import QUESTIONS, TOOLS, cell  # noqa: E402

PAGE = (ROOT / "docs" / "comparison.md").read_text(encoding="utf-8")


def columns() -> dict[str, tuple[str, dict[str, str]]]:
    """The page's columns: of each tool its version, and its answers by question."""
    lines = [line for line in PAGE.splitlines() if line.startswith("|")]
    start = next(i for i, line in enumerate(lines) if line.startswith("| | "))
    head, _, *rows = [[part.strip() for part in line.strip("|").split(" |")] for line in lines[start:]]
    rows = rows[: len(QUESTIONS)]
    assert [row[0] for row in rows] == list(QUESTIONS.values())
    found = {}
    for i, title in enumerate(head[1:], start=1):
        tool, _, version = title.rpartition(" ")
        found[tool] = (version, {key: row[i] for key, row in zip(QUESTIONS, rows, strict=True)})
    return found


def test_every_tool_has_its_column() -> None:
    assert list(columns()) == list(TOOLS)


@pytest.mark.parametrize("tool", ["chainrule", "JAX", "SymPy", "PyTorch", "micrograd"])
def test_a_tool_answers_what_the_page_says(tool: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "comparison_answers.py"), tool],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    if "ModuleNotFoundError" in done.stderr or "PackageNotFoundError" in done.stderr:
        pytest.skip(f"{tool} is not installed")
    assert done.returncode == 0, done.stderr[-2000:]
    answered = json.loads(done.stdout)
    version, cells = columns()[tool]
    if tool != "chainrule" and answered["version"] != version:
        pytest.skip(f"{tool} is there as {answered['version']}, and was asked as {version}")
    assert {key: cell(answered["answers"].get(key, "")) for key in QUESTIONS} == cells
