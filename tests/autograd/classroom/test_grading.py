"""A class's answers, marked: what is read, what is said of it, points, and what is written."""

from __future__ import annotations

import csv
import io
import json

import pytest

from autograd.auditor import sheet as sheet_of
from autograd.classroom import grade, read_answers
from autograd.classroom.answers import answers, read_students, safe_cell
from autograd.classroom.folder import notebook_answers
from autograd.cli import main
from autograd.errors import ExpressionError

#: e = (a + b)(b + 1) at a = 2, b = 1: c = 3, d = 2, e = 6; ∂e/∂a = d = 2, ∂e/∂b = c + d = 5.
SHEET = {
    "name": "two factors",
    "expressions": ["c = a + b", "d = b + 1", "e = c*d"],
    "inputs": {"a": 2, "b": 1},
    "claims": [{"quantity": "e", "printed": "6"}, {"quantity": "b", "printed": "5"}],
}
#: y = ½·(3x)² at x = 0.25: u = 0.75, y = 0.28125; dy/dx = 9x = 2.25.
SQUARE = {
    "expressions": ["u = 3*x", "y = u**2/2"],
    "inputs": {"x": 0.25},
    "claims": [],
    "learning_rate": 0.1,
}


def verdicts(report, student=0):
    return [mark.verdict for mark in report.students[student].marks]


@pytest.mark.parametrize(
    "text",
    [
        "student,u,dy/dx\nAda,0.75,2.25\n",
        "student;u;dy/dx\r\nAda;0,75;2,25\r\n",
        "name\tu\tdy/dx\nAda\t0,75\t2.25\n",
        "\ufeffstudent;u;dy/dx\nAda;0,75;2,25",
        "sep=;\nstudent;u;dy/dx\nAda;0,75;2,25\n",
        'student,"u","dy/dx"\n"Ada","0,75","2.25"\n',
        '\n\n"student" , u , dy/dx \n"Ada" , 0.75 , 2.25 \n\n,,\n',
        "student|u".replace("|", ",") + ",variant,dy/dx\nAda,0.75,,2.25\n",
    ],
    ids=["commas", "semicolons", "tabs", "mark", "excel", "quoted", "spaces", "variant"],
)
def test_tables_are_read_as_spreadsheets_write_them(text):
    if "variant" in text:
        found = answers(text)
        assert not found.students
        assert found.not_read[0].row == 2
        return
    report = grade(SQUARE, text)
    assert [one.name for one in report.students] == ["Ada"]
    assert verdicts(report) == ["right", "right"]
    assert report.not_read == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_are_read_in_the_encodings_of_spreadsheets(encoding, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_bytes("student;u\nZoë;0,75\n".encode(encoding))
    assert [(one.student, one.cells) for one in read_answers(path).students] == [("Zoë", {"u": "0,75"})]


@pytest.mark.parametrize(
    ("raw", "names", "faults"),
    [
        ("学生,u\n张三,0.75\n李四,0.75\n".encode("gbk"), ["张三", "李四"], []),
        ("student,u\nMüller,0.75\nZoë,0.75\n".encode("cp1252"), ["Müller", "Zoë"], []),
        (b"student,u\nAda,0.75\nB\x00b,0.75\nCyd,0.75\n", ["Ada", "Cyd"], [3]),
        (b"Surname,First name,u\nLee,Ada,0.75\nLee,Bob,0.75\n,,0.75\n", ["Lee Ada", "Lee Bob"], [4]),
    ],
    ids=["chinese", "umlauts", "zero bytes", "two names"],
)
def test_names_are_read_as_they_were_written(raw, names, faults, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_bytes(raw)
    report = grade(SQUARE, path)
    assert [one.name for one in report.students] == names
    assert [row.row for row in report.not_read] == faults
    assert report.share == 1
    assert grade(SQUARE, path, students=read_students(path)).share == 1


@pytest.mark.parametrize("raw", [b"PK\x03\x04\x14\x00", b"\xd0\xcf\x11\xe0\xa1\xb1"])
def test_a_spreadsheet_that_is_no_csv_is_refused_with_what_to_do(raw, tmp_path):
    (tmp_path / "answers.xlsx").write_bytes(raw)
    with pytest.raises(ExpressionError, match="save it as CSV"):
        grade(SQUARE, tmp_path / "answers.xlsx")


def test_a_number_may_stand_behind_a_sign_of_equality():
    cells = ["=0.75", "u = 0.75", "3·0.25 = 0,75", "'0.75", "0.75.", "≈0.75", "75%", "3/4", "7.5e−1"]
    text = "student;u\n" + "\n".join(f'{nth};"{cell}"' for nth, cell in enumerate(cells))
    report = grade(SQUARE, text)
    assert report.not_read == ()
    assert report.share == 1


@pytest.mark.parametrize("printed", ["1234", "123", "99999", "0.0001", "-1234", "1e30", "1e-30"])
def test_a_number_however_far_off_is_marked(printed):
    report = grade(SQUARE, f"student,u,y,dy/dx\nAda,{printed},0.28125,{printed}\n")
    assert verdicts(report)[0] == "wrong"


def test_a_column_may_be_spelled_as_a_claim():
    layer = {
        "inputs": {"W": [[1, 2], [3, 4]], "x": [1, -1]},
        "expressions": ["z = W @ x", "L = sum(z²)/2"],
        "claims": [],
        "learning_rate": 0.5,
    }
    headings = ["L", "value:L", "z[1]", "∂L/∂W[1,2]", "dL/dz[2]", "grad:W", "W", "new W[1,1]", "update:W[1,1]",
                "L after 1 step", "z"]  # fmt: skip
    # z = (-1, -1), L = 1; ∂L/∂W = z xᵀ = ((-1, 1), (-1, 1)); W[1,1] - 0.5·(-1) = 1.5. With all inputs changed, x too:
    # ∂L/∂x = Wᵀz = (-4, -6), x = (3, 2); W = ((1.5, 1.5), (3.5, 3.5)); z = (7.5, 17.5); L = (56.25 + 306.25)/2.
    cells = ["1", "1", "-1", "1", "-1", "[[-1,1],[-1,1]]", "[[-1, 1], [-1, 1]]", "1.5", "1.5", "181.25", "[-1, -1]"]
    layer["params"] = ["W", "x"]
    for delimiter in ",;":
        text = "\n".join(delimiter.join(line) for line in (["student", *headings], ["Ada", *cells]))
        report = grade(layer, text)
        assert report.not_read == (), report.not_read
        assert set(verdicts(report)) == {"right"}, str(report)
        assert len(report.questions) == 8  # L, W and the new W[1,1] were asked for twice
    wrong = grade(layer, "student;W\nAda;[[-1,1],[-1,-1]]\nBob;[1,2]\n")
    assert verdicts(wrong) == ["wrong"]
    assert wrong.students[0].points == 0.75
    assert [row.row for row in wrong.not_read] == [3]


def test_what_cannot_be_read_is_said_and_the_others_are_marked():
    text = (
        "student,c,de/db,remark\nAda,3,5,\nBob,three,2,\nCyd,3,5,x,y,z\n,3,5\nAda,3,5\n"
        '"Dan,3,5\nEve,1e999,5,\n"=HYPERLINK(""x"")",nan,5\nFay,3\n'
    )
    report = grade(SHEET, text)
    assert [one.name for one in report.students] == ["Ada", "Bob", "Eve", '=HYPERLINK("x")', "Fay"]
    assert report.questions == ("c", "de/db")
    assert [row.row for row in report.not_read] == [1, 3, 4, 5, 6, 7, 8, 9]
    whys = [row.why for row in report.not_read]
    for why, part in zip(
        whys,
        [
            "'remark'",
            "'three' is not a number",
            "6 cells",
            "no student",
            "row 2 already",
            "not closed",
            "'1e999'",
            "'nan'",
        ],
        strict=True,
    ):
        assert part in why
    assert verdicts(report) == ["right", "right"]
    assert verdicts(report, 1) == ["not read", "wrong"]
    assert verdicts(report, 4) == ["right", "blank"]


def test_who_is_not_in_the_list_of_students_is_not_marked():
    report = grade(SHEET, "student,c\nAda,3\nMallory,3\n", students={"Ada", "Bob"})
    assert [one.name for one in report.students] == ["Ada"]
    assert [(row.row, row.student) for row in report.not_read] == [(3, "Mallory")]


def test_the_table_gives_points_by_the_rule_of_the_sheet():
    text = "student,c,d,e,∂e/∂b\nAda,4,2,8,5\nBob,3,2,6,2\n"  # Ada's e = 4·2 follows; Bob leaves a path out
    report = grade(SHEET, text)
    assert verdicts(report) == ["wrong", "right", "follows", "right"]
    assert [(one.points, one.of) for one in report.students] == [(3, 4), (3, 4)]
    rule = {"value:e": 4, "de/db": "1/2", "follows": 0.5, "known_slip": "50%"}
    report = grade({**SHEET, "points": rule}, text)
    assert [(one.points, one.of) for one in report.students] == [(0.5 + 1 + 2 + 0.5, 6.5), (1 + 1 + 4 + 0.25, 6.5)]
    assert [(slip.slip, slip.count) for slip in report.slips if slip.slip == "path left out"] == [("path left out", 1)]
    assert sheet_of({**SHEET, "points": rule}).audit().ok


@pytest.mark.parametrize(
    ("points", "fault"),
    [
        (3, "points must be a table"),
        ({"c": -1}, r"points\.c"),
        ({"c": "x"}, r"points\.c"),
        ({"follows": 2}, r"points\.follows is a share"),
        ({"zz": 1}, r"points\.zz: .*no 'zz'"),
    ],
)
def test_a_rule_that_is_none_is_refused(points, fault):
    with pytest.raises(ExpressionError, match=fault):
        grade({**SHEET, "points": points}, "student,c\nAda,3\n")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("\n", "begins with a heading"),
        ("student\nAda\n", "begins with a heading"),
        ("student,zz\nAda,3\n", "no column is a quantity of the sheet.*'zz'"),
        ("student,c,c\nAda,3,3\n", "two columns are called 'c'"),
        ("student,c\n", "no answers to mark"),
        ("student,c\n,3\n", "no answers to mark; row 2"),
        ("student" + ",c" * 1001 + "\n", "1,002 columns are too many"),
    ],
)
def test_where_there_is_nothing_to_mark_one_line_says_why(text, fault):
    with pytest.raises(ExpressionError, match=fault) as raised:
        grade(SHEET, text)
    assert "\n" not in str(raised.value)


def test_json_has_the_keys_that_were_promised():
    report = grade(SHEET, "student,c,de/db\nAda,3,5\nBob,3,2\n,1,1\n").json()
    json.dumps(report, allow_nan=False)
    assert set(report) == {"students", "slips", "not_read"}
    assert report["students"][1] == {
        "student": "Bob",
        "points": 1,
        "of": 2,
        "answers": [
            {"quantity": "c", "printed": "3", "verdict": "right", "slips": []},
            {"quantity": "de/db", "printed": "2", "verdict": "wrong", "slips": ["path left out"]},
        ],
    }
    assert [set(slip) for slip in report["slips"]] == [{"slip", "count", "sentence"}]
    assert "b -> d -> e" in report["slips"][0]["sentence"]
    assert report["not_read"] == [{"row": 4, "why": "there is no student in the first column"}]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"), ("+49 30 1234", "'+49 30 1234"), ("@SUM(A1)", "'@SUM(A1)"), ("-", "'-"), ("-x", "'-x"),
        ("\t=1", "'\t=1"), (" =1", "' =1"), ("＝1", "'＝1"), ("-1_0", "'-1_0"), ("-inf", "'-inf"),
        ("-0.5", "-0.5"), ("+3e-5", "+3e-5"), ("Ada", "Ada"), ("", ""), ("a=b", "a=b"),
    ],
)  # fmt: skip
def test_no_cell_of_the_gradebook_is_a_formula(cell, written):
    assert safe_cell(cell) == written


def test_the_gradebook_is_read_back_by_a_csv_reader():
    report = grade(SHEET, 'student,∂e/∂b,c\n"=cmd|\'/c\'!A0",5,3\n"O""Neil, Ann",2,3\n')
    rows = list(csv.reader(io.StringIO(report.csv())))
    assert rows == [["student", "points", "of", "∂e/∂b", "c"], ["'=cmd|'/c'!A0", "2", "2", "1", "1"],
                    ['O"Neil, Ann', "1", "2", "0", "1"]]  # fmt: skip


def test_names_are_left_out_of_everything():
    text = "student,c,de/db\nAda Secret,3,2\nBob Secret,x,5\nAda Secret,1,1\nBob Secret;\n"
    report = grade(SHEET, text).anonymous()
    for written in (str(report), report.csv(), json.dumps(report.json()), report.html()):
        assert "Secret" not in written
        assert "student 1" in written


def test_a_folder_of_sheets_and_notebooks(tmp_path):
    for name, claims in (("ada", [{"quantity": "value:e", "printed": "6"}, {"quantity": "∂e/∂b", "printed": 5}]),
                         ("bob", [{"quantity": "e", "printed": "8"}, {"printed": "8"}])):  # fmt: skip
        (tmp_path / f"{name}.json").write_text(json.dumps({"claims": claims}))
    (tmp_path / "cyd.toml").write_text(
        '[[claims]]\nquantity = "b"\nprinted = "2"\n[[claims]]\nquantity = "q"\nprinted = "2"'
    )
    cells = [
        {"cell_type": "markdown", "source": [
            "answer: e = c*d = 6\n", "| quantity | answer |\n", "|---|---|\n", "| `c` | 3 |\n", "| d | |\n",
        ]},
        {"cell_type": "code", "source": "raise SystemExit  # answer: b = 1\n# answer: dE = \n", "outputs": []},
        {"cell_type": "code", "source": 'text = """\n∂e/∂b = 5\n"""', "metadata": {"tags": ["answer"]}, "outputs": []},
        {"cell_type": "code", "source": "∂e/∂a = 7", "outputs": []}, 7,
    ]  # fmt: skip
    (tmp_path / "dan.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4}))
    (tmp_path / "eve.ipynb").write_text("{")
    (tmp_path / "fay.ipynb").write_text(json.dumps({"cells": []}))
    (tmp_path / "notes.txt").write_text("answer: e = 6")
    report = grade(SHEET, tmp_path)
    assert report.questions == ("e", "b", "c")
    found = {one.name: verdicts(report, nth) for nth, one in enumerate(report.students)}
    assert found == {
        "ada": ["right", "right", "blank"],
        "bob": ["wrong", "blank", "blank"],
        "cyd": ["blank", "wrong", "blank"],
        "dan": ["right", "right", "right"],
    }
    assert [(row.row, row.student) for row in report.not_read if row.row > 1] == [(2, "bob"), (5, "eve"), (6, "fay")]
    (tmp_path / "empty").mkdir()
    with pytest.raises(ExpressionError, match="no sheets"):
        grade(SHEET, tmp_path / "empty")


def test_a_claim_of_the_sheet_that_has_a_scale_or_other_inputs_keeps_them(tmp_path):
    claims = [{"quantity": "y", "printed": "28", "scale": 100}, {"quantity": "y", "printed": "0.72", "at": {"x": 0.4}}]
    sheet = {**SQUARE, "claims": claims}
    assert verdicts(grade(sheet, "student,y\nAda,28.125\nBob,0.28125\n")) == ["right"]
    (tmp_path / "ada.json").write_text(json.dumps({"claims": claims}))
    assert verdicts(grade(sheet, tmp_path)) == ["right", "right"]  # 9·0.4²/2 = 0.72


def test_notebooks_that_are_none_are_refused():
    for raw in (b"", b"[]", b'{"cells": 3}', b"\xff\xfe", b"[" * 100_000):
        with pytest.raises(ExpressionError):
            notebook_answers(raw)


def test_the_command(tmp_path, capsys):
    sheet, table = tmp_path / "sheet.json", tmp_path / "answers.csv"
    sheet.write_text(json.dumps(SHEET))
    table.write_text("student;c;de/db\nAda;3;5\nBob;3;2\nCyd;x;2\n")
    assert main(["grade", str(sheet), str(table)]) == 0
    shown = capsys.readouterr().out
    assert "Bob" in shown
    assert "2 × path left out" in shown
    assert "row 4 (Cyd): c: 'x' is not a number" in shown
    assert main(["grade", str(sheet), str(table), "--format", "json", "--anonymous"]) == 0
    assert json.loads(capsys.readouterr().out)["students"][0]["student"] == "student 1"
    for how in ("csv", "html", "table", "json"):
        assert main(["grade", str(sheet), str(table), "--format", how, "-o", str(tmp_path / "out")]) == 0
        assert "wrote" in (told := capsys.readouterr()).out
        assert "row 4 (Cyd)" in told.err
        assert (tmp_path / "out").read_text("utf-8-sig")
    table.write_text("student;zz\nAda;3\n")
    for arguments in ([str(sheet), str(table)], [str(sheet), str(tmp_path / "none.csv")], [str(table), str(table)]):
        assert main(["grade", *arguments]) == 2
        assert capsys.readouterr().err.count("\n") == 1
