"""The manual in Chinese: each paragraph of a translated page has its translation, with its code, formulas and links."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

import autograd

ROOT = Path(autograd.__file__).parent.parent
CATALOGUES = ROOT / "docs" / "locale" / "zh_CN" / "LC_MESSAGES"
#: The texts that each catalogue is made of.
TEXTS = {
    "index": ["docs/index.md"],
    "tutorials": ["docs/tutorials/index.md", "notebooks/README.md", *sorted(
        path.relative_to(ROOT).as_posix() for path in (ROOT / "notebooks").glob("*.ipynb")
    )],
}  # fmt: skip


def messages(name: str) -> list[Message]:
    """The entries of a catalogue, but for its head."""
    with (CATALOGUES / f"{name}.po").open("rb") as file:
        return [message for message in read_po(file, locale="zh_CN") if message.id]


MESSAGES = {name: messages(name) for name in TEXTS}


def markdown(path: Path) -> str:
    """What is prose in a page: a notebook's cells of text."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    return "\n\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown")


def paragraphs(text: str) -> Iterator[str]:
    """Headings, paragraphs, items of lists and cells of tables, each on one line."""
    text = re.sub(r"^(`{3,})[^`\n]*\n.*?^\1$", "", text, flags=re.DOTALL | re.MULTILINE)
    for block in re.split(r"\n\s*\n|\n(?=(?:-|\*|\d+\.) )", text):
        line = "" if block.startswith("    ") else " ".join(block.split())  # four spaces are code
        if line.startswith("|"):
            rows = [row.strip("| ").split(" | ") for row in block.strip().splitlines() if "---" not in row]
            yield from (cell for row in rows for cell in row)
        elif line:
            yield re.sub(r"^(#+|-|\*|\d+\.) ", "", line)


def test_a_catalogue_stands_for_each_part_that_is_translated() -> None:
    assert {path.stem for path in CATALOGUES.glob("*.po")} == set(TEXTS)


@pytest.mark.parametrize("name", TEXTS)
def test_every_paragraph_of_the_pages_is_translated(name: str) -> None:
    translated = {message.id for message in MESSAGES[name] if message.string and not message.fuzzy}
    said = [line for path in TEXTS[name] for line in paragraphs(markdown(ROOT / path))]
    said = [line for line in said if line != "The notebooks"]  # the page that includes this one has its own head
    assert len(said) >= len(MESSAGES[name]) - 1  # the picture's words are an entry of their own
    assert [line for line in said if line not in translated] == [], "make translations"
    assert [message.id for message in MESSAGES[name] if not message.string or message.fuzzy] == []


def marks(text: str) -> tuple[list[str], ...]:
    """Code, formulas, and where links lead."""
    return tuple(
        sorted(re.findall(pattern, text)) for pattern in (r"(?<!`)`[^`]+`(?!`)", r"\$[^$]+\$", r"\]\(([^)]*)\)")
    )


#: What only a translation says: how to make the program speak Chinese.
ASKS_FOR_CHINESE = ('`lang="zh"`', "`--lang zh`")


@pytest.mark.parametrize("name", TEXTS)
def test_a_translation_has_the_code_the_formulas_and_the_links_of_the_original(name: str) -> None:
    wrong = []
    for message in MESSAGES[name]:
        code, *others = marks(message.string)
        said = ([one for one in code if one not in ASKS_FOR_CHINESE], *others)
        if said != marks(message.id):
            wrong.append((message.id, message.string))
    assert wrong == []


def test_what_is_not_translated_is_found() -> None:
    page = "# A head\n\nTwo lines\nof text.\n\n- one\n- two `x`\n\n| a | b |\n|---|---|\n| c | d |\n\n```\ncode\n```\n"
    assert list(paragraphs(page)) == ["A head", "Two lines of text.", "one", "two `x`", "a", "b", "c", "d"]
    assert marks("`x` is $x^2$, [there](b.md)") == (["`x`"], ["$x^2$"], ["b.md"])
