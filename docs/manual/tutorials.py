"""The notebooks as pages: copied beside the tutorials' index before Sphinx looks for pages, shown as they were run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent
NOTEBOOKS = FOLDER.parent / "notebooks"


def copy(app: Any = None) -> None:
    """Copy what has changed; remove what is no notebook any more.

    What cells have printed is not for translators: they are given notebooks without it.
    """
    for_translators = app is not None and app.builder.name == "gettext"
    target = FOLDER / "tutorials"
    for path in target.glob("*.ipynb"):
        if not (NOTEBOOKS / path.name).exists():
            path.unlink()
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        text, copied = path.read_bytes(), target / path.name
        text = without_outputs(text) if for_translators else text
        if not copied.exists() or copied.read_bytes() != text:
            copied.write_bytes(text)


def without_outputs(notebook: bytes) -> bytes:
    """A notebook in which nothing has been run."""
    content = json.loads(notebook)
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = []
    return json.dumps(content, ensure_ascii=False).encode()


def setup(app: Any) -> None:
    """Copy them when a build begins."""
    app.connect("builder-inited", copy)
