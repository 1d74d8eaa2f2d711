"""Fonts for tests: machines differ in theirs, and some have none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def bundled() -> Path:
    """The folder of DejaVu, the widest of the common fonts, as matplotlib brings it: wherever the tests run."""
    matplotlib = pytest.importorskip("matplotlib")
    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def only(fonts: Path, folder: Path) -> str:
    """The path of a Fontconfig configuration, written into `folder`, that knows these fonts only."""
    return _configuration(folder, f"<dir>{fonts}</dir>")


def besides_those_of_the_machine(fonts: Path, folder: Path) -> str:
    """The same, for these fonts besides what the machine has: Chromium cannot start without any."""
    own = os.environ.get("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    return _configuration(folder, f'<include ignore_missing="yes">{own}</include><dir>{fonts}</dir>')


def _configuration(folder: Path, content: str) -> str:
    path = folder / "fonts.conf"
    cache = f"<cachedir>{folder}</cachedir>"
    path.write_text(f"<fontconfig>{content}{cache}</fontconfig>", encoding="utf-8")
    return str(path)
