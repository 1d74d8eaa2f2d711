"""The keys of a homework sheet, from its JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import autograd

SCHEMA = Path(autograd.__file__).parent / "auditor" / "sheet.schema.json"
UNREAD = "not read"


def lines() -> Iterator[str]:
    """The keys of a sheet, then those of a claim; at last those that may stand there and are not read."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    claim = schema["$defs"]["claim"]
    yield from ("## Of the sheet", "", *_table(schema), "")
    yield from ("## Of a claim", "", *_table(claim), "")
    yield from ("## Not read", "", "These may stand in a sheet, for people and for other programs:", "")
    yield f"- in the sheet: {_unread(schema)}, and any key that begins with `x-`"
    yield f"- in a claim: {_unread(claim)}, and any key that begins with `x-`"


def _table(part: dict[str, Any]) -> Iterator[str]:
    yield "| key | takes | meaning |"
    yield "|---|---|---|"
    for key, described in part["properties"].items():
        if described.get("description") != UNREAD:
            needed = " (needed)" if key in part["required"] else ""
            yield f"| `{key}` | {_kind(described)} | {_escaped(described['description'])}{needed} |"


def _unread(part: dict[str, Any]) -> str:
    return ", ".join(f"`{key}`" for key, of in part["properties"].items() if of.get("description") == UNREAD)


def _kind(described: dict[str, Any]) -> str:
    """What a key takes, in a word or two."""
    if "$ref" in described:
        return "a number, a text or a nested list of them"
    if "anyOf" in described:
        return " or ".join(dict.fromkeys(_kind(one) for one in described["anyOf"]))
    words = {
        "object": "a table",
        "array": "a list",
        "string": "a text",
        "number": "a number",
        "integer": "a whole number",
    }
    kinds = described["type"] if isinstance(described["type"], list) else [described["type"]]
    return " or ".join(words[kind] for kind in kinds)


def _escaped(text: str) -> str:
    return text.replace("|", r"\|").replace("*", r"\*")
