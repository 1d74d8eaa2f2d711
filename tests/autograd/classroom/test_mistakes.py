"""Find the mistake: what is hidden in a solution, what students answer to it, and what is said while they look."""

from __future__ import annotations

import csv
import io
import json
import re

import nbformat
import pytest

from autograd.classroom import check_mistake, grade, worksheet
from autograd.errors import ExpressionError
from nn.cli import main

#: c = a + b, d = b + 1, e = c·d; ∂e/∂a = ∂e/∂c = d, ∂e/∂d = c, ∂e/∂b = c + d.
SHEET = {"name": "two factors", "expressions": ["c = a + b", "d = b + 1", "e = c*d"], "inputs": {"a": 2, "b": 1},
         "claims": [], "points": {"mistake": 2, "known_slip": 0.5}}  # fmt: skip
LEVELS = ["forward", "gradients", "mistake"]


def right_numbers(inputs):
    a, b = (float(text) for _, text in inputs)
    c, d = a + b, b + 1
    return {"c": c, "d": d, "e": c * d, "∂e/∂d": c, "∂e/∂c": d, "∂e/∂a": d, "∂e/∂b": c + d}


def table(rows):
    return "\n".join(";".join(map(str, row)) for row in rows)


def test_just_one_number_of_a_solution_is_wrong_of_itself():
    slips = set()
    for seed in range(4):
        for one in worksheet(SHEET, variants=4, seed=seed, levels=LEVELS):
            right, hidden = right_numbers(one.mistake_inputs), one.mistake
            printed = {item.written: float(text) for item, text in zip(hidden.items, hidden.printed, strict=True)}
            off = {name for name, number in printed.items() if number != pytest.approx(right[name], rel=1e-4)}
            assert off == {hidden.wrong.written, *hidden.following}
            assert float(hidden.right) == pytest.approx(right[hidden.wrong.written], rel=1e-4)
            others = set(hidden.printed) - {hidden.wrong_printed}
            assert hidden.right not in others
            slips.add(hidden.slip)
    assert len(slips) >= 4


@pytest.mark.parametrize("levels", [["forward"], ["gradients"], ["forward", "gradients"]])
def test_a_slip_is_hidden_in_numbers_of_one_digit_too(levels):
    for one in worksheet(SHEET, variants=5, seed=11, levels=[*levels, "mistake"]):
        assert one.mistake.sentence
        assert one.mistake.wrong.level in levels


def test_the_key_is_marked_all_right(tmp_path):
    for variants in (0, 3):
        worksheet(SHEET, tmp_path, variants=variants, seed=7, levels=LEVELS)
        report = grade(SHEET, tmp_path / "key.csv", key=tmp_path / "key.csv")
        assert report.questions[-2:] == ("mistake", "correction")
        assert report.share == 1
        assert report.not_read == ()
        assert {one.of for one in report.students} == {7 + 2 + 1}


def test_a_choice_and_its_correction_are_marked(tmp_path):
    made = worksheet(SHEET, tmp_path, variants=12, seed=7, levels=LEVELS)
    [one, *_] = [one for one in made if one.mistake.following]
    right, hidden = right_numbers(one.mistake_inputs), one.mistake
    name, following = hidden.wrong.written, hidden.following[0]
    other = next(item.written for item in hidden.items if item.written not in {name, *hidden.following})
    rows = [
        ("student", "variant", "Mistake", "CORRECTION"),
        ("Ada", one.variant, name, hidden.right),
        ("Bob", one.variant, name.replace("∂", "d"), hidden.wrong_printed),
        ("Cyd", one.variant, f"{name} = {hidden.wrong_printed}", f"{name} = {hidden.right}"),
        ("Dan", one.variant, following, f"{right[following]:.6g}"),
        ("Eve", one.variant, other, ""),
        ("Fay", one.variant, "", hidden.right),
        ("Gil", one.variant, "qq", "many"),
        ("Hal", 40, name, hidden.right),
    ]
    report = grade(SHEET, table(rows), key=tmp_path / "key.csv")
    assert {one.name: tuple(mark.verdict for mark in one.marks) for one in report.students} == {
        "Ada": ("right", "right"), "Bob": ("right", "wrong"), "Cyd": ("right", "right"), "Dan": ("wrong", "follows"),
        "Eve": ("wrong", "blank"), "Fay": ("blank", "right"), "Gil": ("not read", "not read"),
        "Hal": ("not read", "not read"),
    }  # fmt: skip
    assert [one.points for one in report.students] == [3, 2, 3, 1, 0, 1, 0, 0]
    told = {one.name: one.marks[0].sentences for one in report.students}
    assert told["Dan"] == (f"{following} is wrong only because {name} is, from which it is computed",)
    assert told["Eve"] == (f"{name} is the wrong one: {hidden.slip}",)
    assert [row.row for row in report.not_read] == [8, 8, 9]
    assert "no 'qq'" in report.not_read[0].why
    assert f"{name} is the wrong one" in report.html()


def test_without_a_key_nothing_is_marked_wrong(tmp_path):
    worksheet(SHEET, tmp_path, variants=2, seed=7, levels=LEVELS)
    report = grade(SHEET, tmp_path / "key.csv", seed=7)
    assert "mistake" not in report.questions
    assert report.share == 1
    assert all("--key" in row.why for row in report.not_read)
    assert len(report.not_read) == 2


def test_a_key_of_other_worksheets_is_refused(tmp_path, capsys):
    worksheet(SHEET, tmp_path, variants=2, seed=7, levels=LEVELS)
    key = tmp_path / "key.csv"
    answers = "student;variant;mistake\nAda;1;c\n"
    with pytest.raises(ExpressionError, match="seed is 8, but the key is of the worksheets with the seed 7"):
        grade(SHEET, answers, seed=8, key=key)
    with pytest.raises(ExpressionError, match="the key is not of this sheet"):
        grade({**SHEET, "expressions": ["c = a - b", "d = b + 3", "e = c/d"]}, answers, key=key)
    (tmp_path / "no.csv").write_text("student;c\nAda;3\n")
    (tmp_path / "two.csv").write_text("student;# seed\nkey;3\nkey;4\n")
    (tmp_path / "none.csv").write_text("student;# seed\n")
    (tmp_path / "sheet.json").write_text(json.dumps(SHEET))
    (tmp_path / "answers.csv").write_text(answers)
    command = ["grade", str(tmp_path / "sheet.json"), str(tmp_path / "answers.csv"), "--key"]
    for name in ("no.csv", "two.csv", "none.csv", "missing.csv"):
        assert main([*command, str(tmp_path / name)]) == 2
        told = capsys.readouterr().err
        assert told.count("\n") == 1
        assert name in told
    assert main([*command, str(key)]) == 0


def test_where_the_seed_is_forgotten_that_is_said(tmp_path, capsys):
    worksheet(SHEET, tmp_path, variants=6, seed=7, levels=["forward", "gradients"])
    (tmp_path / "sheet.json").write_text(json.dumps(SHEET))
    command = ["grade", str(tmp_path / "sheet.json"), str(tmp_path / "key.csv")]
    assert main(command) == 0
    told = capsys.readouterr().err
    assert "--seed" in told
    assert told.count("\n") == 1
    for known in (["--seed", "7"], ["--key", str(tmp_path / "key.csv")]):
        assert main([*command, *known]) == 0
        shown = capsys.readouterr()
        assert shown.err == ""
        assert re.search(r"^all +100%", shown.out, re.MULTILINE)


def test_a_quantity_that_is_called_so_is_one():
    sheet = {"expressions": ["mistake = a + 1", "correction = 2*mistake"], "inputs": {"a": 2}, "claims": []}
    report = grade(sheet, "student,mistake,correction\nAda,3,6\n")
    assert [mark.verdict for mark in report.students[0].marks] == ["right", "right"]
    with pytest.raises(ExpressionError, match="the level mistake asks for 'correction'"):
        worksheet(sheet, levels=["mistake"])


def test_sheets_and_notebooks_are_marked_likewise(tmp_path):
    [one] = worksheet(SHEET, tmp_path / "made", variants=1, seed=7, levels=LEVELS, formats=["notebook"])
    handed_in = tmp_path / "handed in"
    handed_in.mkdir()
    notebook = nbformat.read(tmp_path / "made" / "exercise-01.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = re.sub(r"^mistake = $", f"mistake = {one.mistake.wrong.written}", cell.source, flags=re.MULTILINE)
        cell.source = re.sub(r"^correction = $", f"correction = {one.mistake.right}", cell.source, flags=re.MULTILINE)
    nbformat.write(notebook, handed_in / "Ada.ipynb")
    claims = [{"quantity": "mistake", "printed": one.mistake.wrong.written},
              {"quantity": "correction", "printed": float(one.mistake.right)}]  # fmt: skip
    (handed_in / "Bob.json").write_text(json.dumps({"variant": 1, "claims": claims}))
    report = grade(SHEET, handed_in, key=tmp_path / "made" / "key.csv")
    assert report.not_read == ()
    assert report.questions == ("mistake", "correction")
    assert [one.points for one in report.students] == [3, 3]


def test_the_notebook_says_whether_it_is_found_and_gives_hints_without_the_number(tmp_path, capsys):
    [one] = worksheet(SHEET, tmp_path, variants=1, seed=7, levels=["mistake"], formats=["notebook"])
    hidden = one.mistake
    notebook = nbformat.read(tmp_path / "exercise-01.ipynb", as_version=4)
    nbformat.validate(notebook)

    def run(mistake, correction, hint=1):
        names = {}
        for cell in notebook.cells:
            if cell.cell_type == "code":
                source = cell.source.replace("mistake = \n", f"mistake = {mistake}\n").replace("hint=1", f"hint={hint}")
                exec(source.replace("correction = \n", f"correction = {correction}\n"), names)  # as a student runs it
        return capsys.readouterr().out.strip()

    right, other = hidden.wrong.written, next(i.written for i in hidden.items if i != hidden.wrong)
    assert run("", "").startswith("Write which number is wrong")
    assert run(right, "") == "This is the number that is wrong. Write what it should be, too."
    assert run(right, hidden.right) == f"This is the number that is wrong, and {hidden.right} is what it should be."
    told = [run(other, ""), run(right, "0.123"), run("", "", hint=2), run("", "", hint=3)]
    assert told[0] == f"{other} is not the number that is wrong by a slip."
    assert told[1] == "This is the number that is wrong. It should be another one than 0.123."
    assert told[2] in ("Look at the way forward.", "Look at the derivatives.")
    assert hidden.slip in told[3]
    assert hidden.right not in re.findall(r"-?\d+(?:\.\d+)?", " ".join(told))


def test_what_cannot_be_checked_is_refused():
    solved = "c = 4\nd = 2\ne = 8"  # at a = 2, b = 1: c = 3
    assert check_mistake(SHEET, solved, "mistake = c\ncorrection = 3").endswith("3 is what it should be.")
    for wrong in ({"found": "mistake = qq"}, {"found": "mistake = c\ncorrection = x"}, {"hint": 4},
                  {"solved": "c = 3\nd = 2"}, {"solved": "c = 4\nd = 7"}, {"solved": ""}):  # fmt: skip
        with pytest.raises(ExpressionError):
            check_mistake(SHEET, **{"solved": solved, "found": "mistake = c", **wrong})


def test_the_key_tells_what_is_hidden_in_notes(tmp_path):
    [one] = worksheet(SHEET, tmp_path, seed=3, levels=["forward", "mistake"], formats=["latex"])
    [heading, row] = csv.reader(io.StringIO((tmp_path / "key.csv").read_text("utf-8-sig")))
    told = dict(zip(heading, row, strict=True))
    assert (told["mistake"], told["correction"], told["# slip"], told["# seed"]) == (
        one.mistake.wrong.written, one.mistake.right, one.mistake.slip, "3")  # fmt: skip
    assert told["# wrong because of it"] == "; ".join(one.mistake.following)
    exercise = (tmp_path / "exercise.tex").read_text("utf-8")
    assert one.mistake.slip not in exercise
    assert "It should be" in exercise
