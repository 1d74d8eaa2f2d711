"""The notebooks as pages: copied beside the tutorials' index before Sphinx looks for pages, shown as they were run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent
NOTEBOOKS = FOLDER.parent / "notebooks"


def copy(app: Any = None) -> None:
    """Copy what has changed; remove what is no notebook any more."""
    target = FOLDER / "tutorials"
    for path in target.glob("*.ipynb"):
        if not (NOTEBOOKS / path.name).exists():
            path.unlink()
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        text, copied = path.read_bytes(), target / path.name
        if not copied.exists() or copied.read_bytes() != text:
            copied.write_bytes(text)


def setup(app: Any) -> None:
    """Copy them when a build begins."""
    app.connect("builder-inited", copy)
