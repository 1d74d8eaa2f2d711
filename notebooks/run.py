"""Run notebooks from a clean kernel: `make notebooks` keeps what they show, `--check` keeps nothing.

    python notebooks/run.py [--check] NOTEBOOK...

Nothing is written if a cell fails.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import nbclient
import nbformat


def run(path: Path) -> nbformat.NotebookNode:
    """The notebook with the outputs of a new run, without the times, which would make every run a change."""
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        record_timing=False,
        extra_arguments=["--log-level=40"],
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    return notebook


def main() -> None:
    """Run every notebook named on the command line."""
    parser = argparse.ArgumentParser(description="Run notebooks from a clean kernel.")
    parser.add_argument("notebooks", nargs="+", type=Path, metavar="NOTEBOOK")
    parser.add_argument("--check", action="store_true", help="run them, and leave the files as they are")
    arguments = parser.parse_args()
    for path in arguments.notebooks:
        print("running", path, flush=True)
        notebook = run(path)
        if not arguments.check:
            nbformat.write(notebook, path)


if __name__ == "__main__":
    main()
