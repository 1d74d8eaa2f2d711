"""`chainrule worksheet` and `chainrule grade`: what is printed where, word for word."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
SQUARE = 'expressions = ["y = x**2", "z = y + x"]\ninputs = {x = 3}\nclaims = []\n'


@pytest.fixture
def sheet(tmp_path: Path) -> str:
    """y = x² and z = y + x: at 3 they are 9 and 12, and ∂z/∂x = 2·3 + 1 = 7."""
    (tmp_path / "square.toml").write_text(SQUARE, encoding="utf-8")
    return str(tmp_path / "square.toml")


def answers(tmp_path: Path, *rows: str) -> str:
    (tmp_path / "answers.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return str(tmp_path / "answers.csv")


def test_variants_that_had_to_be_alike_are_counted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "few.toml").write_text(SQUARE + "vary = {x = [2, 3]}\n", encoding="utf-8")
    folder = str(tmp_path / "out")
    status, out, err = run("worksheet", str(tmp_path / "few.toml"), "-o", folder, "--variants", "3", "--seed", "1")
    assert (status, out) == (0, f"wrote 3 exercises with their keys, and key.csv, to {folder}\n")
    assert err.splitlines()[-1] == (
        "chainrule: only 2 of these 3 have other numbers; `vary` in the sheet can allow more"
    )


def test_files_of_other_worksheets_stay_and_are_counted(run: Run, tmp_path: Path, sheet: str) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    for name in ("exercise-07.tex", "moodle.xml", "exercise.txt", "my-key.html"):
        (folder / name).write_text("before", encoding="utf-8")
    status, out, err = run("worksheet", sheet, "-o", str(folder))
    assert (status, out) == (0, f"wrote 1 exercise with its key, and key.csv, to {folder}\n")
    assert err.splitlines()[-1] == ("chainrule: 2 files of other worksheets are still there, such as exercise-07.tex")
    (folder / "moodle.xml").unlink()
    _, _, err = run("worksheet", sheet, "-o", str(folder))
    assert err.splitlines()[-1] == "chainrule: 1 file of other worksheets is still there, such as exercise-07.tex"
    (folder / "exercise-07.tex").unlink()
    _, _, err = run("worksheet", sheet, "-o", str(folder))
    assert "chainrule:" not in err
    assert (folder / "exercise.txt").read_text(encoding="utf-8") == "before"


def test_a_folder_has_a_name(run: Run, sheet: str) -> None:
    status, out, err = run("worksheet", sheet, "-o", "")
    assert (status, out, err) == (2, "", "chainrule: the folder has no name\n")


def test_marks_are_printed_or_written_in_each_format(run: Run, tmp_path: Path, sheet: str) -> None:
    paper = answers(tmp_path, "student,y,z,dz/dx", "Ada,9,12,7", "Bob,9,11,six")
    status, out, err = run("grade", sheet, paper)
    assert status == 0
    assert out.splitlines()[:4] == [
        "student  points     y    z  dz/dx",
        "Ada       3 / 3     ✓    ✓      ✓",
        "Bob       1 / 3     ✓    ✗      ?",
        "all         67%  100%  50%    50%",
    ]
    assert "dz/dx: 'six' is not a number" in out  # in the text, and so not again
    assert "chainrule:" not in err
    status, out, err = run("grade", sheet, paper, "--format", "csv")
    assert out == "student,points,of,y,z,dz/dx\nAda,3,3,1,1,1\nBob,1,3,1,0,0\n"
    assert err.splitlines()[-1] == "chainrule: row 3 (Bob): dz/dx: 'six' is not a number"
    status, out, _ = run("grade", sheet, paper, "--format", "json")
    assert [one["points"] for one in json.loads(out)["students"]] == [3, 1]
    status, out, _ = run("grade", sheet, paper, "--format", "html")
    assert out.lower().startswith("<!doctype html>")
    status, out, _ = run("grade", sheet, paper, "--anonymous")
    assert "student 2" in out
    assert "Bob" not in out


def test_a_file_of_marks_ends_its_line_and_a_spreadsheet_knows_its_letters(
    run: Run, tmp_path: Path, sheet: str
) -> None:
    paper = answers(tmp_path, "student,y", "Ada,9", "Bob,?")
    for kind, start in (("csv", b"\xef\xbb\xbfstudent,points,of,y\n"), ("table", b"student  points")):
        target = tmp_path / f"marks.{kind}"
        status, out, err = run("grade", sheet, paper, "--format", kind, "-o", str(target))
        assert (status, out) == (0, f"wrote {target}\n")
        written = target.read_bytes()
        assert written.startswith(start)
        assert written.endswith(b"\n")
        assert not written.endswith(b"\n\n")
        assert "chainrule: row 3 (Bob)" in err


def test_a_class_that_has_hardly_an_answer_right_may_have_had_other_numbers(run: Run, tmp_path: Path) -> None:
    """A row that says its variant is marked by it: if nearly all is wrong, the seed was another."""
    (tmp_path / "vary.toml").write_text(SQUARE + "vary = {x = [2, 3, 4, 5]}\n", encoding="utf-8")
    doubt = "chainrule: hardly an answer is right: which numbers the worksheets had is said by --seed, or --key"
    wrong = answers(tmp_path, "student,variant,y,z", "Ada,1,0.1,0.2", "Bob,2,0.3,0.4")
    _, _, err = run("grade", str(tmp_path / "vary.toml"), wrong)
    assert doubt in err.splitlines()
    _, _, err = run("grade", str(tmp_path / "vary.toml"), wrong, "--seed", "3")
    assert doubt not in err.splitlines()
    few = answers(tmp_path, "student,variant,y,z", "Ada,1,0.1,0.2")  # two answers say too little
    _, _, err = run("grade", str(tmp_path / "vary.toml"), few)
    assert doubt not in err.splitlines()
