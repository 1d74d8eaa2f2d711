"""How tables of answers, headings, cells and keys are read, and each sentence about what cannot be read."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from autograd.classroom import answers as module
from autograd.classroom import grade, read_answers
from autograd.classroom.answers import (
    Answers,
    Class,
    NotRead,
    answers,
    decoded,
    number_in,
    read_limited,
    read_students,
    safe_cell,
    unmarked,
    variant_of,
)
from autograd.classroom.folder import notebook_answers, pairs_in, read_folder
from autograd.classroom.keys import read_key
from autograd.classroom.questions import claim_of, heading_of
from autograd.classroom.table import rows_of
from autograd.errors import ExpressionError

HEADING = "a table of answers begins with a heading: the student first, then one column for each quantity"
SHEET = {"expressions": ["c = a + b", "d = b + 1", "e = c*d"], "inputs": {"a": 2, "b": 1}, "claims": []}


def cells(text: str) -> list[tuple[int, list[str], str]]:
    return [tuple(row) for row in rows_of(text)]


def refused(action, *arguments, **more) -> str:
    with pytest.raises(ExpressionError) as raised:
        action(*arguments, **more)
    return str(raised.value)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n1,2", [(1, ["a", "b"], ""), (2, ["1", "2"], "")]),
        ("a;b,c;d\n1;2,5;3", [(1, ["a", "b,c", "d"], ""), (2, ["1", "2,5", "3"], "")]),
        ("a\tb\n1\t2,5", [(1, ["a", "b"], ""), (2, ["1", "2,5"], "")]),
        ("W[1,2],W[1,3];b\n1", [(1, ["W[1,2],W[1,3]", "b"], ""), (2, ["1"], "")]),  # brackets say nothing
        ("W[1,2],b\n[[1, 2], [3, 4]],5", [(1, ["W[1,2]", "b"], ""), (2, ["[[1,2],[3,4]]", "5"], "")]),
        ("a,b\n[1,2", [(1, ["a", "b"], ""), (2, ["[1", "2"], "")]),  # never closed
        ("a\n1", [(1, ["a"], ""), (2, ["1"], "")]),
        ("sep=|\na|b;c\n1|2", [(1, ["a", "b;c"], ""), (2, ["1", "2"], "")]),
        ('"SEP=;"\na;b', [(1, ["a", "b"], "")]),
        ("\r\n a , b \r\r,\n1,2", [(2, ["a ", "b "], ""), (5, ["1", "2"], "")]),
        ('a,"b\nc",d\n1,2,3', [(1, ["a", "b\nc", "d"], ""), (2, ["1", "2", "3"], "")]),
        ('a,"b\n1\n2\n3\n4"\nx', [(1, ["a", "b\n1\n2\n3\n4"], ""), (2, ["x"], "")]),
        ('a,"b\n1,2\n3\n4\n5\n6"\nx', [(1, [], "a quotation mark in this row is not closed"), (2, ["1", "2"], ""),
          (3, ["3"], ""), (4, ["4"], ""), (5, ["5"], ""), (6, [], "a quotation mark in this row is not closed"),
          (7, ["x"], "")]),
        ("a,b\n1\x00,2", [(1, ["a", "b"], ""), (2, [], "this row holds bytes that are 0")]),
        ("a,b\n" + "1" * 1_000_001, [(1, ["a", "b"], ""), (2, [], "this row has more than 1,000,000 characters")]),
        ("a,b\n1," + "1" * 999_998, [(1, ["a", "b"], ""), (2, ["1", "1" * 999_998], "")]),
    ],
)  # fmt: skip
def test_rows_are_those_of_a_spreadsheet(text, rows) -> None:
    assert cells(text) == rows


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("\n", HEADING),
        ("student\nAda", HEADING),
        ("student,,\nAda,1,2", HEADING),
        ("student,c,d,c\n", "two columns are called 'c'"),
        ("student" + ",c" * 1000 + "\n", "1,001 columns are too many: at most 1,000 are read"),
    ],
)  # fmt: skip
def test_a_heading_that_is_none_is_refused_in_full_sentences(text, fault) -> None:
    assert refused(answers, text) == fault


def test_a_table_may_have_as_many_columns_as_are_allowed() -> None:
    assert len(answers("student," + ",".join(f"c{i}" for i in range(999)) + "\n").questions) == 999


def test_students_are_read_with_their_rows_names_and_variants() -> None:
    found = answers(
        "Last name,First name,Variant,c,#note,d,\nLee, Ada ,2,=3,x,'-1,\nLee,Bob,2.0,,,4\n,,1,3\nLee,Ada,1,5\n"
        "Kay,Cyd,x,1\nKay,Dan\nKay,Eve,1,2,,3,,,7\n"
    )
    assert found.questions == ["c", "d"]
    assert found.students == [
        Answers("Lee Ada", 2, {"c": "=3", "d": "-1"}, 2),
        Answers("Lee Bob", 3, {"d": "4"}, 2),
    ]
    assert [str(row) for row in found.not_read] == [
        "row 4: there is no student in the first column",
        "row 5 (Lee Ada): this student stands in row 2 already",
        "row 6 (Kay Cyd): the variant is a whole number from 1 on, not 'x'",
        "row 7 (Kay Dan): the variant is a whole number from 1 on, not ''",
        "row 8 (Kay Eve): there are 9 cells where the heading has 7",
    ]
    assert answers("name,first name,c\nLee,Ada,3\n").students[0].student == "Lee Ada"
    assert answers("name,first name\nLee,Ada\n").questions == ["first name"]  # there must be one question


def test_no_more_students_are_kept_than_a_class_has(monkeypatch) -> None:
    monkeypatch.setattr(module, "MAX_STUDENTS", 2)
    found = answers("student,c\nA,1\nB,1\nC,1\n")
    assert [one.student for one in found.students] == ["A", "B"]
    assert [str(row) for row in found.not_read] == ["row 4 (C): at most 2 students are read"]
    assert Class(["c"]).students == Class(["c"]).not_read == []


def test_a_row_that_names_its_student_is_told_without_the_name() -> None:
    assert NotRead(3, "too many cells", "Ada").unnamed() == NotRead(3, "too many cells")
    assert NotRead(3, "Ada: too many cells", "Ada").unnamed() == NotRead(3, "this could not be read")
    assert NotRead(3, "Ada").unnamed() == NotRead(3, "Ada")
    assert str(NotRead(3, "why")) == "row 3: why"


def test_files_that_are_no_tables_are_refused_by_name(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "answers.csv"
    for raw, why in (
        (b"PK\x03\x04", "this is a spreadsheet's own file: save it as CSV"),
        (b"\xd0\xcf\x11\xe0", "this is a spreadsheet's own file: save it as CSV"),
        (b"\x00a\x00b", "this is no text: it holds bytes that are 0"),
        (b"\xff\xfea", "this is no text in UTF-8, UTF-16 or Windows-1252"),
        (
            b"student\n",
            HEADING,
        ),
    ):
        path.write_bytes(raw)
        assert refused(read_answers, path) == f"answers.csv: {why}"
    assert (
        refused(read_answers, tmp_path / "none.csv")
        == f"cannot read {tmp_path / 'none.csv'}: No such file or directory"
    )
    monkeypatch.setattr(module, "MAX_BYTES", 1000)
    path.write_bytes(b"x" * 1001)
    assert refused(read_limited, path) == "answers.csv is too long for a class's answers: over 1,000 bytes"
    path.write_bytes(b"x" * 1000)
    assert read_limited(path) == b"x" * 1000


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Zoë".encode(), "Zoë"),
        ("Zoë".encode("utf-8-sig"), "Zoë"),
        ("Zoë".encode("utf-16"), "Zoë"),
        (b"\xfe\xff" + "Zoë".encode("utf-16-be"), "Zoë"),
        ("Zoë".encode("cp1252"), "Zoë"),
        ("张三".encode("gb2312"), "张三"),
        (b"a" * 20 + b"\x00", "a" * 20 + "\x00"),  # one byte of 21 is no sign of a file that is no text
        (b"", ""),
    ],
)
def test_text_is_read_in_its_encoding(raw, text) -> None:
    assert decoded(raw) == text


def test_the_list_of_students_is_its_first_columns(tmp_path: Path) -> None:
    path = tmp_path / "students.csv"
    path.write_text("Surname;First name;group\nLee;Ada;1\n;;2\nLee;Bob;1\n", encoding="utf-8")
    assert read_students(path) == {"Surname First name", "Lee Ada", "Lee Bob"}
    path.write_text("", encoding="utf-8")
    assert read_students(path) == set()


@pytest.mark.parametrize(
    ("cell", "bare"),
    [("'=1", "=1"), ("'-1", "-1"), ("'+1", "+1"), ("'@x", "@x"), ("'.5", ".5"), ("' 7", "' 7"), (" '7 ", "7"),
     ("'x", "'x"), ("x", "x"), ("", ""), ("'", "'")],
)  # fmt: skip
def test_the_mark_before_a_formula_is_taken_off(cell, bare) -> None:
    assert unmarked(cell) == bare


@pytest.mark.parametrize(
    ("text", "number"),
    [("z = 0.75", "0.75"), ("a = b = 2", "2"), ("0.75.", "0.75"), ("0,75.", "0,75"), ("5.", "5."),
     ("[1, 2]", "[1, 2]"), ("", "")],
)  # fmt: skip
def test_the_number_of_an_answer_stands_behind_the_last_sign_of_equality(text, number) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), (" 7.0 ", 7), ("7,0", 7), (7, 7), ("0", None), ("-1", None), ("x", None), ("٣", None), ("", None),
     ("123456789", 123456789), ("1234567890", None), ("1.5", None), (None, None)],
)  # fmt: skip
def test_a_variant_is_a_whole_number_from_one_on(text, number) -> None:
    assert variant_of(text) == number


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Ada", "Ada"), ("=1", "'=1"), ("+1", "+1"), ("-1.5e3", "-1.5e3"), ("-", "'-"), ("-inf", "'-inf"),
        ("-nan", "'-nan"), ("-1_000", "'-1_000"), ("-x", "'-x"), ("@a", "'@a"), ("  =1", "'  =1"), ("\tx", "'\tx"),
        ("a\tb", "a\tb"), ("a\nb", r"a\nb"), ("\x1b[31mx", r"\x1b[31mx"), ("\u200da", "\u200da"), ("＋1", "'＋1"),
        ("－1", "'－1"), ("＠", "'＠"), ("-١", "'-١"), ("+-1", "'+-1"),
    ],
)  # fmt: skip
def test_no_cell_is_a_formula_nor_drives_a_terminal(text, cell) -> None:
    assert safe_cell(text) == cell


@pytest.mark.parametrize(
    ("heading", "claim"),
    [
        ("dE/dw", {"quantity": "dE/dw"}),
        ("o after 1 step", {"quantity": "value:o", "after": 1}),
        ("o  after 2 steps", {"quantity": "value:o", "after": 2}),
        ("o after 3", {"quantity": "value:o", "after": 3}),
        ("new w1", {"quantity": "update:w1"}),
        ("new w1 after 2 steps", {"quantity": "update:w1", "after": 2}),
        ("grad:w after 2 steps", {"quantity": "grad:w", "after": 2}),
        ("∂L/∂w after 2 steps", {"quantity": "∂L/∂w", "after": 2}),
        ("-1·∂L/∂w", {"quantity": "∂L/∂w", "scale": -1.0}),
        ("2.5e-3·w", {"quantity": "w", "scale": 0.0025}),
        ("-1·o after 1 step", {"quantity": "value:o", "after": 1, "scale": -1.0}),
        ("a·b", {"quantity": "a·b"}),
        ("new:w", {"quantity": "new:w"}),
        ("o after 1234567 steps", {"quantity": "o after 1234567 steps"}),
    ],
)
def test_a_heading_stands_for_a_claim(heading, claim) -> None:
    assert claim_of(heading) == claim


def test_a_claim_has_a_heading() -> None:
    assert heading_of({"quantity": "o"}) == "o"
    assert heading_of({"quantity": "o", "after": 0, "scale": 1}) == "o"
    assert heading_of({"quantity": "o", "after": 1}) == "o after 1 step"
    assert heading_of({"quantity": "L", "at": {"w": 2, "b": 1}, "scale": -1}) == "-1·L at w = 2, b = 1"
    assert heading_of({"quantity": "L", "at": 3}) == "L"


def test_answers_are_found_in_the_cells_of_a_notebook() -> None:
    def found(*sources: object) -> tuple[list[tuple[str, str]], int | None]:
        listed = [source if isinstance(source, dict) else {"source": source} for source in sources]
        return notebook_answers(json.dumps({"cells": listed}).encode())

    assert found("answer: e = 6", "#> Answer : f = 1 = 2 # x", "answers: g = 3") == ([("e", "6"), ("f", "2 # x")], None)
    assert found("variant: 3 of 8", "variant = 0", "answer: x = ") == ([], 3)
    code = ["a = 1\n", "print(a = 2)\n", "b = [\n", "c\n", "d = 'x'\n"]
    assert found({"source": code, "metadata": {"tags": ["answer"]}}) == (
        [("a", "1")], None)  # fmt: skip
    assert found({"source": "a = 1", "metadata": {"tags": "answer"}}, {"source": "a = 1", "metadata": 3}) == ([], None)
    table = "| quantity | Your answer | x |\n|:--|--:|--|\n| `c` | **3** | 9 |\n| d | | 9 |\n| | 4 | 9 |\n| e |"
    assert found(table) == ([("c", "3")], None)
    assert found("| answer | x |\n|---|---|\n| 1 | 2 |") == ([], None)  # the first column is the quantity
    assert found("| q | answer |\n|--|--|\n| a | 1 |\ntext\n| b | 2 |") == ([("a", "1")], None)
    assert found("answer: e = 6" + " " * 10_000, 7, {"source": 7}) == ([], None)
    for raw, why in (
        (b"[", "this is no notebook: it is not JSON"), (b"\xff", "this is no notebook: it is not JSON"),
        (b"[]", "this is no notebook: it has no cells"), (b'{"cells": 3}', "this is no notebook: it has no cells"),
    ):  # fmt: skip
        assert refused(notebook_answers, raw) == why
    assert pairs_in("a = 1\n # b = 2\nc\n= 3\n`d` = x = '4';\ne = ") == [("a", "1"), ("d", "4")]


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    assert refused(read_folder, tmp_path) == f"there are no sheets (.toml, .json) and no notebooks in {tmp_path}"
    missing = tmp_path / "none"
    assert refused(read_folder, missing) == f"cannot read {missing}: No such file or directory"
    texts = {
        "a.json": {"claims": [{"quantity": "e", "printed": 6}, {"quantity": "e", "printed": "7"}, {"quantity": 3}],
                   "variant": 2},
        "b.json": {"claims": []}, "c.json": {"claims": 3}, "d.json": [],
        "e.json": {"claims": [{"quantity": "e", "printed": [1, 2], "after": 1, "scale": 2, "note": "x"}]},
    }  # fmt: skip
    for name, data in texts.items():
        (tmp_path / name).write_text(json.dumps(data))
    (tmp_path / "f.JSON").write_text("{")
    found = read_folder(tmp_path)
    assert [asdict(one) for one in found.students] == [
        {"student": "a", "row": 1, "cells": {"e": "6"}, "variant": 2},
        {"student": "e", "row": 5, "cells": {"2·e after 1 step": "[1, 2]"}, "variant": None},
    ]
    assert found.questions == ["e", "2·e after 1 step"]
    assert found.claims["2·e after 1 step"] == {"quantity": "e", "after": 1, "scale": 2}
    whys = [str(row) for row in found.not_read]
    assert whys[:5] == [
        "row 1 (a): claims[2] needs the keys quantity and printed",
        "row 1 (a): e is answered twice, the first answer counts",
        "row 2 (b): there are no answers in it",
        "row 3 (c): there is no list of claims in it",
        "row 4 (d): there is no list of claims in it",
    ]
    assert whys[5].startswith("row 6 (f): ")
    assert "f.JSON" not in whys[5]


def test_a_key_is_read_with_its_notes(tmp_path: Path) -> None:
    path = tmp_path / "key.csv"

    def key(text: str):
        path.write_text(text, encoding="utf-8-sig")
        return read_key(path)

    found = key(
        "student,variant,c,mistake,correction,# slip,# wrong because of it,# seed\n"
        'key 1,1,3,c,4,"sign, lost",d; e,-7\nkey 2,2,3,,,,,-7\n'
    )
    assert found.seed == -7
    assert list(found.hidden) == [1]
    hidden = found.hidden[1]
    assert (hidden.mistake, hidden.correction, hidden.slip, hidden.following) == ("c", "4", "sign, lost", ("d", "e"))
    for text, why in (
        ("", "key.csv is no key of worksheets: it has no column '# seed'"),
        ("student,c\nkey,3\n", "key.csv is no key of worksheets: it has no column '# seed'"),
        ("student,# seed\nkey,x\n", "key.csv: row 2 cannot be read"),
        ("student,# seed\nkey,1\nkey\n", "key.csv: row 3 cannot be read"),
        ("student,# seed\nkey,1\nkey,2\n", "key.csv has more than one seed"),
        ("student,# seed\n", "key.csv has no row"),
    ):
        assert refused(key, text) == why


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("student,c\nAda,x\nBob,3\n", "row 2 (Ada): c: 'x' is not a number"),
        ("student,c\nAda,\"[1,2]\"\nBob,3\n", "row 2 (Ada): c: '[1,2]' is not a number"),
        ("student,c,value:c\nAda,3,4\n", "row 2 (Ada): c is answered twice, the first answer counts"),
        ("student,c,q\nAda,3,4\n",
         "row 1: the column 'q': value:q: there is no 'q' in the example (it has a, b, c, d, e)"),
        ("student,c,mistake\nAda,3,c\n",
         "row 1: the column 'mistake': which number is wrong stands in key.csv of the worksheets: grade with --key"),
        ("student,variant,c\nAda,1001,3\nBob,1,3\n",
         "row 2 (Ada): there are at most 1,000 variants, so none with the number 1001"),
    ],
)  # fmt: skip
def test_what_cannot_be_marked_is_said_in_full_sentences(text, told) -> None:
    assert [str(row) for row in grade(SHEET, text).not_read] == [told]


def test_one_number_where_several_are_asked_for_is_said() -> None:
    sheet = {"expressions": ["y = sum(x²)"], "inputs": {"x": [1, 2]}, "claims": []}
    [row] = grade(sheet, 'student,x\nAda,3\nBob,"[2,4]"\n').not_read
    assert str(row) == "row 2 (Ada): x: '3' is not as many numbers as are asked for"


def test_where_nothing_can_be_marked_one_sentence_says_why() -> None:
    assert (
        refused(grade, SHEET, "student,c\n,3\n")
        == "there are no answers to mark; row 2: there is no student in the first column"
    )
    assert refused(grade, SHEET, "student,c\n") == "there are no answers to mark"
    assert refused(grade, SHEET, "student,c\nAda,3\n", students={"Bob"}) == (
        "there are no answers to mark; row 2 (Ada): this student is not in the list of students"
    )
    assert refused(grade, SHEET, "student,q\nAda,3\n") == (
        "no column is a quantity of the sheet: the column 'q': value:q: there is no 'q' in the example "
        "(it has a, b, c, d, e)")  # fmt: skip
