"""What the README says: its commands show what it shows, and its figures are those of the files they come from."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pages import replay

import autograd
from autograd.auditor.slips.tables.frequencies import COUNTS

ROOT = Path(autograd.__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
BOTH = pytest.mark.parametrize("readme", [README, CHINESE], ids=["english", "chinese"])
AUDITS = (ROOT / "docs" / "audits.md").read_text(encoding="utf-8")
PROGRAM = (ROOT / "benchmarks" / "results" / "program.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_its_commands_show_what_it_shows(
    name: str, run: Callable[..., tuple[int, str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert replay(ROOT / name, run) == 3


@BOTH
def test_its_first_lines_do_what_their_comments_say(readme: str) -> None:
    (first, *_) = re.findall(r"^```python\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE)
    scope: dict[str, object] = {}
    exec(first, scope)
    assert (scope["a"].grad, scope["b"].grad) == (2.0, 5.0)  # type: ignore[attr-defined]
    assert "2·1 + 3·1 = 5" in str(scope["explain"](scope["e"]))  # type: ignore[operator]


@BOTH
def test_its_pictures_and_links_are_there(readme: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", readme)
    assert len(links) > 8
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_chinese_one_has_the_same_code_and_figures() -> None:
    """All that is code, but for the language asked for, and every row of the table of speeds."""

    def code(readme: str) -> list[str]:
        blocks = re.findall(r"^```(\w*)\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE)
        plain = [re.sub(" *#.*", "", block) for kind, block in blocks if kind != "console"]
        return [re.sub(', lang="zh"| --lang zh', "", block) for block in plain]

    def rows(readme: str) -> list[list[str]]:
        table = [line for line in readme.splitlines() if line.startswith("|")]
        return [re.findall(r"[\d.,]+", line) for line in table]

    assert code(CHINESE) == code(README)
    assert rows(CHINESE) == rows(README)
    assert len(rows(README)) == 6
    assert "docs/e.svg" in CHINESE


def test_it_says_what_the_audits_found() -> None:
    made, found, share = re.findall(r"Of all (\d+), (\d+) are found \(([\d.]+)%\)", AUDITS)[0]
    right, doubted = re.findall(r"Of (\d+) right claims beside them, (\d+) were doubted", AUDITS)[0]
    accepted, flagged = re.findall(r"\*\*all\*\* \| \d+ \| (\d+ of \d+) \| (\d+ of \d+)", AUDITS)[0]
    examples = len(re.findall(r"^\| \w+ \|", AUDITS.partition("| example |")[2], re.MULTILINE))
    assert int(found) <= int(made)
    text = " ".join(README.split())
    assert f"Of {int(made):,} made-up sheets with a slip it finds the slip in {share} %" in text
    assert f"of {int(right):,} right numbers beside them it doubted {'none' if doubted == '0' else doubted}" in text
    assert f"of {examples} published examples it accepted all {accepted.split(' of ')[1]} right numbers" in text
    assert f"flagged all {flagged.split(' of ')[1]} slips" in text
    assert all(first == last for first, last in (accepted.split(" of "), flagged.split(" of ")))


def test_its_table_of_speeds_is_that_of_the_last_run() -> None:
    """Every figure is the one in benchmarks/results/program.md: the program's time, and the others as multiples."""
    measured: dict[str, dict[str, str]] = {}
    for row in PROGRAM.splitlines():
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        if cells[0].startswith("**"):
            at = measured.setdefault(
                cells[0].strip("*").replace("moons, ", "moons ").replace("digits, ", "digits "), {}
            )
        elif len(cells) > 2 and measured:
            at.setdefault(cells[0], cells[1] if cells[0] == "program" else cells[2].partition(" (")[0] + "×")
    head, _, *rows = [line for line in README.splitlines() if line.startswith("|")]
    columns = {"program": "program", "NumPy by hand": "NumPy by hand", "PyTorch": "PyTorch", "CasADi": "CasADi SX map"}
    columns["micrograd"] = "micrograd"
    titles = [cell.strip() for cell in head.strip("|").split("|")][1:]
    assert titles == list(columns)
    assert len(rows) == 4
    for row in rows:
        name, *cells = [cell.strip() for cell in row.strip("|").split("|")]
        expected = [measured[name].get(columns[title], "–") for title in titles]
        assert cells == expected, name


def test_the_article_on_the_audits_says_what_its_tables_say() -> None:
    article, _, tables = AUDITS.partition("<!-- What follows is made by make audits. -->")
    text = " ".join(article.split())
    made, found, first = re.findall(r"Of all (\d+), \d+ are found \(([\d.]+%)\), \d+ first \(([\d.]+%)\)", tables)[0]
    right = re.findall(r"Of (\d+) right claims beside them, 0 were doubted", tables)[0]
    total = re.findall(r"\*\*all\*\* \| (\d+) \| (.*) \|$", tables, re.MULTILINE)[-1]
    claims, cells = total[0], [cell.split(" of ") for cell in total[1].split(" | ")]
    (accepted, _), (flagged, _), (named, known), (said, follow), (_, rounding) = cells
    for sentence in (
        f"they print {claims} numbers", f"{accepted} are right to the digits", f"{flagged} are slips of their own",
        f"{follow} are wrong because", f"{rounding} are off by", f"For each of {int(made) // 50} kinds",
        f"finds {found} of the slips and names {first} first", f"doubted none of {right} right numbers",
        f"accepts all {accepted} right numbers and flags all {flagged} slips",
        f"Of the {known} slips whose origin is known, it names {named}", f"{said} of the {follow} numbers that follow",
    ):  # fmt: skip
        assert sentence in text


def test_the_picture_of_slips_is_drawn_from_their_counts() -> None:
    picture = (ROOT / "docs" / "slips.svg").read_text(encoding="utf-8")
    drawn = re.findall(r'text-anchor="end">(.*?)</text>\n.*\n<text .*>(\d+)</text>', picture)
    most = sorted(COUNTS.items(), key=lambda pair: -pair[1])[:15]
    assert drawn == [(slip, f"{count:g}") for slip, count in most]
