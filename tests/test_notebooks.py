"""Every notebook runs from a clean kernel, and is stored with its pictures, so that it shows without running."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).parent.parent / "notebooks"
#: By name, so that none can disappear unseen.
NOTEBOOKS = [
    FOLDER / "01_a_value_remembers.ipynb",
    FOLDER / "02_the_sigmoid_network_step_by_step.ipynb",
    FOLDER / "03_higher_derivatives_and_your_own_operation.ipynb",
    FOLDER / "04_from_a_neuron_to_a_network.ipynb",
    FOLDER / "05_scalars_at_array_speed.ipynb",
    FOLDER / "06_check_your_homework.ipynb",
    FOLDER / "07_check_a_page.ipynb",
    FOLDER / "08_a_class.ipynb",
    FOLDER / "09_figures.ipynb",
]


def test_these_are_all_notebooks() -> None:
    assert sorted(FOLDER.glob("*.ipynb")) == NOTEBOOKS
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"\]\((\w+\.ipynb)\)", index) == [path.name for path in NOTEBOOKS]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_ends_with_an_exercise_that_checks_itself(path: Path) -> None:
    asked, checked = nbformat.read(path, as_version=4).cells[-2:]
    assert asked.source.startswith("## Exercise\n")
    assert "for row in audit(" in checked.source
    (said,) = checked.outputs
    assert " right\n" in said.text  # what stands there is partly right, and partly to be put right
    assert any(not line.endswith(" right") for line in said.text.splitlines())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_a_clean_kernel(path: Path) -> None:
    root = str(path.parent.parent)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))}
    # In a process of its own: a kernel brings threads, sockets and warnings that are none of these tests' business.
    done = subprocess.run(
        [sys.executable, FOLDER / "run.py", "--check", path],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert sum(cell.cell_type == "code" for cell in nbformat.read(path, as_version=4).cells) > 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_with_its_outputs_and_pictures(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert all(output.output_type != "error" for output in outputs)
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")
    shown = [output.data for output in outputs if "data" in output]
    assert any("<svg" in data.get("text/html", "") or "image/png" in data for data in shown)
    assert not any("/home/" in str(output) or "/root/" in str(output) for output in outputs)
