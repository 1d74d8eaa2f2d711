"""Every notebook runs from a clean kernel, and is stored with its pictures, so that it shows without running."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))

#: In a process of its own: a kernel brings threads, sockets and warnings that are none of these tests' business.
RUN = """
import sys, nbclient, nbformat
notebook = nbformat.read(sys.argv[1], as_version=4)
where = {"metadata": {"path": sys.argv[2]}}
nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3", resources=where).execute()
print(sum(cell.cell_type == "code" for cell in notebook.cells))
"""


def test_there_are_notebooks() -> None:
    assert {path.name[:2] for path in NOTEBOOKS} >= {"01", "02", "03"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_a_clean_kernel(path: Path) -> None:
    root = str(path.parent.parent)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))}
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(path), str(path.parent)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) > 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_with_its_outputs_and_pictures(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert all(output.output_type != "error" for output in outputs)
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")
    shown = [output.data for output in outputs if "data" in output]
    assert any("<svg" in data.get("text/html", "") or "image/png" in data for data in shown)
    assert not any("/home/" in str(output) or "/root/" in str(output) for output in outputs)
