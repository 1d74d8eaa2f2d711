"""What the manual reads aloud stands in the sources: each piece that is shown, each line that is quoted below it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import autograd

DOCS = Path(autograd.__file__).parent.parent / "docs"
SHOWN = re.compile(r"^```\{literalinclude\} (\S+)\n(.*?)^```\n(.*?)(?=^## |^```|\Z)", re.MULTILINE | re.DOTALL)


def pieces() -> list[tuple[Path, Path, dict[str, str], str]]:
    """Every piece of a source on a page: the page, the source, the options, and what is said below it."""
    found = []
    for page in sorted((DOCS / "explanation").glob("*.md")):
        for source, options, below in SHOWN.findall(page.read_text(encoding="utf-8")):
            given = dict(re.findall(r"^:([\w-]+): (.*)$", options, re.MULTILINE))
            found.append((page, (page.parent / source).resolve(), given, below))
    return found


def shown(source: Path, options: dict[str, str]) -> str:
    """The lines that Sphinx shows."""
    text = source.read_text(encoding="utf-8")
    if "pyobject" in options:
        (node,) = [
            node
            for node in ast.parse(text).body
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == options["pyobject"]
        ]
        return ast.get_source_segment(text, node) or ""
    _, start, rest = text.partition(options["start-at"])
    inside, end, _ = rest.partition(options["end-at"])
    assert start
    assert end
    return start + inside + end


def test_the_engine_is_read_aloud_from_its_sources() -> None:
    assert [(source.name, options.get("pyobject")) for _, source, options, _ in pieces()] == [
        ("arithmetic.py", None),
        ("value.py", "_record"),
        ("order.py", "zeros"),
        ("sweeps.py", "_pass_back"),
        ("at_once.py", "add_gradients"),
    ]


@pytest.mark.parametrize("piece", pieces(), ids=lambda piece: piece[1].stem)
def test_what_is_quoted_below_a_piece_stands_in_it(piece: tuple[Path, Path, dict[str, str], str]) -> None:
    _, source, options, below = piece
    quotes = re.findall(r"^- `([^`]+)`:", below, re.MULTILINE)
    assert quotes
    for quote in quotes:
        assert quote in shown(source, options), quote
