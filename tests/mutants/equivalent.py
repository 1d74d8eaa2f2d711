"""Changes that alter nothing that can be observed, each with the reason."""

import sys
from functools import cache
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@cache
def equivalents() -> dict[tuple[str, str, str], str]:
    """Of each (file, line, change) listed in equivalent.toml the reason."""
    entries = tomllib.loads(Path(__file__).with_name("equivalent.toml").read_text(encoding="utf-8"))
    return {(entry["file"], entry["line"], entry["change"]): entry["why"] for entry in entries.get("mutant", [])}
