"""Reports word for word, as they stand in the folder `written` beside this file.

The verdicts and causes on the published sheets were found independently, see `test_published.py`; the mistakes on the
made-up ones are put in by hand, see `made_up_sheets`.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made_up_sheets import SHEETS

import nn.walkthroughs
from autograd.auditor import read_sheet
from autograd.auditor import sheet as sheet_of
from autograd.auditor.report import Report

WRITTEN = Path(__file__).with_name("written")
PUBLISHED = [
    *Path(__file__).with_name("published").glob("*.json"),
    *Path(nn.walkthroughs.__file__).parent.glob("*.toml"),
]
FILES = {path.stem: path for path in sorted(PUBLISHED)}


def report(name: str) -> Report:
    return sheet_of(SHEETS[name]).audit() if name in SHEETS else read_sheet(FILES[name]).audit()


def written(name: str) -> dict[str, str]:
    """All forms of a report, by the endings of their files."""
    found = report(name)
    as_json = json.dumps(_rounded(found.json()), indent=1, ensure_ascii=False) + "\n"
    told = {".txt": f"{found}\n{found!r}\n", ".json.txt": as_json}
    return told | ({".md": found.markdown()} if name in SHEETS else {})


def _rounded(thing: object) -> object:
    """Numbers to ten digits: the last ones may differ from machine to machine."""
    if isinstance(thing, float):
        return float(f"{thing:.10g}")
    if isinstance(thing, dict):
        return {key: _rounded(value) for key, value in thing.items()}
    return [_rounded(entry) for entry in thing] if isinstance(thing, list) else thing


@pytest.mark.parametrize("name", [*SHEETS, *FILES])
def test_a_report_is_written_word_for_word(name: str) -> None:
    for ending, text in written(name).items():
        assert text == (WRITTEN / f"{name}{ending}").read_text(encoding="utf-8"), ending
