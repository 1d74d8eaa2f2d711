"""Worksheets: pleasant variants, keys that are right, exercises that tell nothing of them, answers marked."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
import students

import nn.walkthroughs
from autograd import parse
from autograd.auditor import schema, sheet_data
from autograd.auditor import sheet as sheet_of
from autograd.classroom import check_answers, grade, worksheet
from autograd.classroom import variants as variants_of
from autograd.classroom.variants import Variants
from autograd.errors import ExpressionError
from nn.cli import main

FOLDER = Path(nn.walkthroughs.__file__).parent
FACTORS = {"name": "two factors", "expressions": ["c = a + b", "d = b + 1", "e = c*d"], "inputs": {"a": 2, "b": 1},
           "claims": []}  # fmt: skip
LAYER = {
    "name": "a layer 50% <b> & $x_1$ #2 “Übung” ŷ ± β é",
    "expressions": ["z = W @ x + b", "h = sigmoid(z)", "L = sum((h - y)²)/2"],
    "inputs": {"W": [[0.5, -0.25], [0.75, 1]], "b": [0.1, -0.2]},
    "given": {"x": [0.5, 2], "y": [0, 1]},
    "learning_rate": 0.5,
    "claims": [],
}
LEVELS = ("forward", "gradients", "update", "mistake")
FORMATS = ("html", "latex", "markdown", "notebook")


# --- answers to four published exercises, with known slips -----------------------------------------------------------


@pytest.mark.parametrize("name", students.EXERCISES)
def test_slips_in_the_variants_of_a_published_exercise_are_named_and_nothing_else_is_wrong(name):
    work, slips = students.EXERCISES[name]
    data = sheet_data(FOLDER / f"{name}.toml")
    variants = Variants(data, seed=7)
    rows, planted, count = [], [], {"two-outputs-shared-biases": 2, "sigmoid-2-2-1": 4}.get(name, 8)
    for number in range(1, count + 1):
        given = {key: float(value) for key, value in variants.data(number)["inputs"].items()}
        for slip in ("", *slips):
            paper = work(given, slip)
            rows.append([f"{number} {slip}", number, *(f"{x:.6g}" for x in paper.values())])
            planted.append(slip)
    text = "\n".join(";".join(map(str, row)) for row in [["student", "variant", *paper], *rows])
    report = grade(data, text, seed=7)
    assert report.not_read == ()
    named = []
    for student, slip in zip(report.students, planted, strict=True):
        wrong = {mark.quantity: mark for mark in student.marks if mark.verdict == "wrong"}
        if not slip:
            assert wrong == {}
            continue
        quantity, called = slips[slip]
        assert set(wrong) == {quantity}, f"{student.name}: {student.report}"
        named.append(bool(set(wrong[quantity].slips) & called))
    assert len(named) == count * len(slips)
    assert sum(named) >= 0.95 * len(named)


def test_a_number_carried_on_with_more_digits_than_are_printed_is_not_punished():
    # y = ½·(3x)², dy/dx = 3·u with u = 3x: with u = 1/3 for 0.75 by some slip and 1.000001 = 3·0.3333336 on from it.
    sheet = {"expressions": ["u = 3*x", "v = 700*u", "y = v**2/2"], "inputs": {"x": 0.25}, "claims": []}
    report = grade(
        sheet, "student,u,v\nAda,0.12346,86.418\n"
    )  # from u = 0.123455: 86.4185; from the printed one 86.422
    assert [mark.verdict for mark in report.students[0].marks] == ["wrong", "follows"]


@pytest.mark.parametrize(("number", "digits"), [(2, 4), (24, 4), (7, 4), (3, 3)])
def test_what_follows_is_not_punished_where_a_spreadsheet_has_dropped_a_last_zero(number, digits):
    # ∂L/∂he = 0.14796 is printed as 0.148: of three digits, but the student went on with all of them.
    name = "sigmoid-2-2-1"
    data = sheet_data(FOLDER / f"{name}.toml")
    given = {key: float(value) for key, value in Variants(data, 7).data(number)["inputs"].items()}
    paper = students.two_two_one(given, "weight read wrongly")
    row = ["Ada", number, *(f"{x:.{digits}g}" for x in paper.values())]
    report = grade(data, "\n".join(";".join(map(str, line)) for line in (["student", "variant", *paper], row)), seed=7)
    assert [mark.quantity for mark in report.students[0].marks if mark.verdict == "wrong"] == ["he"]


def test_a_number_of_its_own_mistake_does_not_follow():
    # u = 3x = 0.75 as 0.85; v = 7u from that is 5.95, and up to 5.985 from a u that is printed as 0.85.
    sheet = {"expressions": ["u = 3*x", "v = 7*u", "y = v**2/2"], "inputs": {"x": 0.25}, "claims": []}
    for text, verdict in (("5.95", "follows"), ("5.97", "follows"), ("6.1", "wrong"), ("5.852", "wrong")):
        report = grade(sheet, f"student,u,v\nAda,0.85,{text}\n")
        assert [mark.verdict for mark in report.students[0].marks] == ["wrong", verdict], text


# --- variants --------------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_variants_and_another_one_others():
    first, again, other = (Variants(FACTORS, seed) for seed in (7, 7, 8))
    numbers = [first.data(n)["inputs"] for n in range(1, 9)]
    assert numbers == [again.data(n)["inputs"] for n in reversed(range(1, 9))][::-1]
    assert numbers != [other.data(n)["inputs"] for n in range(1, 9)]
    assert len({tuple(found.items()) for found in numbers}) == 8


def test_each_student_has_other_numbers_where_there_are_enough():
    for name in ("sum-times-sum", "mlp-matrix-form"):
        variants = Variants(sheet_data(FOLDER / f"{name}.toml"), seed=7)
        last = variants.data(30)
        found = [tuple(map(str, variants.data(n)["inputs"].values())) for n in range(1, 31)]
        assert len(set(found)) == 30
        assert found[-1] == tuple(map(str, last["inputs"].values()))
    few = Variants({"expressions": ["y = x**2"], "inputs": {"x": 3}, "claims": [], "vary": {"x": [1, 2, 3]}})
    assert {few.data(n)["inputs"]["x"] for n in range(1, 13)} == {"1", "2", "3"}
    with pytest.raises(ExpressionError, match="at most 1,000 variants"):
        few.data(999_999_999)


def test_numbers_that_come_again_are_not_weighed_again(monkeypatch):
    sheets = []
    monkeypatch.setattr(variants_of, "sheet_of", lambda data: sheets.append(data) or sheet_of(data))
    few = Variants({"expressions": ["y = x**2"], "inputs": {"x": 3}, "claims": [], "vary": {"x": [1, 2, 3, 5]}})
    assert few.data(200)["inputs"]["x"] in ("1", "2", "3", "5")
    assert len(sheets) < 50  # 4 numbers, weighed and compared; the sheet itself, and at numbers that are not round


def test_vary_says_which_numbers_an_input_takes():
    vary = {"W": {"from": 0.1, "to": 0.9, "step": 0.05}, "b": {"of": [0.2, "1/4"]}, "x[2]": {"of": [3]}}
    variants = Variants({**LAYER, "vary": vary}, 1)
    for number in range(1, 6):
        data = variants.data(number)
        assert "vary" not in data
        steps = [float(x) / 0.05 for row in data["inputs"]["W"] for x in row]
        assert all(2 <= round(n) <= 18 and abs(n - round(n)) < 1e-9 for n in steps)
        assert set(data["inputs"]["b"]) <= {"0.2", "1/4"}
        assert data["given"]["x"][1] == "3"
        assert set(data["given"]["y"]) <= {"0", "1"}
        assert sheet_of(data)


@pytest.mark.parametrize(
    ("vary", "fault"),
    [
        ([], "vary must be a table"), ({"q": {"of": [1]}}, r"vary\.q: there is no input 'q'"),
        ({"a": 3}, r"vary\.a must be a table"), ({"a": {"form": 1}}, r"vary\.a\.form: there is no key"),
        ({"a": {"of": []}}, r"vary\.a\.of must be a list"), ({"a": {"of": [1, "x"]}}, r"vary\.a\.of\[1\]"),
        ({"a": {"from": 1}}, r"vary\.a needs from and to"), ({"a": {"from": 2, "to": 1}}, r"vary\.a: from 2 to 1"),
        ({"a": {"from": 1, "to": 2, "step": 0}}, r"vary\.a\.step must be above 0"),
        ({"a": {"of": [1], "to": 2}}, "`of`"),
        ({"a": {"from": 0, "to": 1, "step": 1e-9}}, "larger step"), ({"a[1]": {"of": [1]}}, "no such entry"),
        ({"a": {"of": [float("nan")]}}, r"vary\.a\.of\[0\]"),
        ({"b": {"of": [1e308]}, "a": {"of": [1e308]}}, "no numbers"),
    ],
)  # fmt: skip
def test_a_rule_of_variation_that_is_none_is_refused_in_one_line(vary, fault):
    with pytest.raises(ExpressionError, match=fault) as raised:
        worksheet({**FACTORS, "vary": vary}, variants=1)
    assert "\n" not in str(raised.value)


def test_no_activation_is_dead_or_saturated_unless_it_is_in_the_sheet():
    sheet = {"expressions": ["z = w*x - 3", "h = relu(z)", "s = sigmoid(4*x)", "L = h*s"], "claims": [],
             "inputs": {"w": 2, "x": 2}, "vary": {"x": {"from": 0.1, "to": 4, "step": 0.1}}}  # fmt: skip
    variants = Variants(sheet, 3)
    for number in range(1, 6):
        w, x = (float(value) for value in variants.data(number)["inputs"].values())
        assert w * x > 3  # not dead; s is saturated at x = 2 in the sheet: σ(8) = 0.99966, and may be
    sheet["inputs"] = {"w": 4, "x": 0.9}  # σ(3.6) = 0.973 is not saturated: now it must not be, σ(4x) < 0.98
    variants = Variants(sheet, 3)
    assert all(float(variants.data(number)["inputs"]["x"]) <= 0.98 for number in range(1, 6))


def test_inputs_do_not_coincide_where_they_need_not():
    variants = Variants(FACTORS, 5)
    for number in range(1, 31):
        a, b = (float(value) for value in variants.data(number)["inputs"].values())
        assert a != b


@pytest.mark.parametrize(("name", "seeds", "count"), [
    ("sum-times-sum", range(4), 8), ("mlp-matrix-form", range(4), 5), ("sigmoid-2-2-1", range(2), 3)])  # fmt: skip
def test_slips_show_in_the_digits_of_every_variant_or_the_key_says_so(name, seeds, count):
    """The numbers of the slips are worked out in plain arithmetic, and rounded as students are asked to."""
    work, slips = students.EXERCISES[name]
    data = {**sheet_data(FOLDER / f"{name}.toml"), "claims": []}
    alike = compared = 0
    for seed in seeds:
        for one in worksheet(data, variants=count, seed=seed, levels=["forward", "gradients"]):
            given = {key: float(number) for key, number in one.inputs}
            assert len({abs(number) for number in given.values() if number}) >= len(given) - 2  # targets may be alike
            told = dict(one.alike)
            shown: dict[str, dict[str, str]] = {}
            right = {quantity: f"{number:.5g}" for quantity, number in work(given).items()}
            for slip, (quantity, called) in slips.items():
                if quantity.startswith("new "):
                    continue
                number = f"{work(given, slip)[quantity]:.5g}"
                others = shown.setdefault(quantity, {right[quantity]: "right"})
                compared += 1
                if number in others:
                    alike += 1
                    assert others[number] in told[quantity]
                    assert any(kind in told[quantity] for kind in called), (one.variant, slip, told[quantity])
                others.setdefault(number, min(called))
    assert compared >= 20
    assert alike <= 0.05 * compared


def test_the_key_says_which_slips_its_digits_cannot_tell_apart():
    # At b = 1, (a + b)·b is a + b: a factor b left out does not show. At b = 2 it does.
    sheet = {"expressions": ["c = a + b", "e = c*b"], "inputs": {"a": 3, "b": 1}, "claims": []}
    [hidden] = worksheet(sheet, levels=["forward"])
    [plain] = worksheet({**sheet, "inputs": {"a": 3, "b": 2}}, levels=["forward"])
    told = [dict(one.alike).get("e", "") for one in (hidden, plain)]
    assert re.search(r"right[^;]*factor left out", told[0])
    assert "right" not in told[1]


# --- what is asked, and the key --------------------------------------------------------------------------------------


def test_levels_ask_for_what_they_say():
    for levels, asked in (
        (["forward"], ["c", "d", "e"]), (["gradients"], ["∂e/∂d", "∂e/∂c", "∂e/∂a", "∂e/∂b"]), (["mistake"], []),
    ):  # fmt: skip
        [one] = worksheet(FACTORS, levels=levels)
        assert [item.written for item in one.items] == asked
    claims = [{"quantity": "b", "printed": 1}, {"quantity": "e", "after": 1, "printed": 1}]
    [one] = worksheet({**FACTORS, "claims": claims, "learning_rate": 0.1, "params": ["a", "b"]})
    # new a = 2 - 0.1·2 = 1.8, new b = 1 - 0.1·5 = 0.5: e = 2.3·1.5 = 3.45
    assert {item.written: text for item, text in zip(one.items, one.printed, strict=True)} == {
        "∂e/∂b": "5", "new a": "1.8", "new b": "0.5", "e after 1 step": "3.45"}  # fmt: skip
    params = {**FACTORS, "learning_rate": 0.1, "params": ["a", "b"]}
    [one] = worksheet(params, levels=["update"])
    assert [(item.written, text) for item, text in one.of_level("update")] == [("new a", "1.8"), ("new b", "0.5")]
    with pytest.raises(ExpressionError, match="learning_rate"):
        worksheet(FACTORS, levels=["update"])
    for wrong in ({"levels": ["x"]}, {"formats": ["x"]}, {"digits": 1}, {"digits": True}, {"variants": -1},
                  {"variants": 10**9}):  # fmt: skip
        with pytest.raises(ExpressionError):
            worksheet(FACTORS, **wrong)


def test_the_key_is_marked_all_right_and_its_mistake_is_found(tmp_path):
    sheet = {**LAYER, "params": ["W", "b"]}
    made = worksheet(sheet, tmp_path, variants=2, seed=3, levels=LEVELS, formats=["markdown"])
    report = grade(sheet, tmp_path / "key.csv", key=tmp_path / "key.csv")
    assert report.share == 1
    assert report.not_read == ()
    for one in made:
        hidden = one.mistake
        rows = dict(zip((item.written for item in hidden.items), hidden.printed, strict=True))
        inputs = {"inputs": {k: json.loads(v) for k, v in one.mistake_inputs if k in "Wb"},
                  "given": {k: json.loads(v) for k, v in one.mistake_inputs if k in "xy"}}  # fmt: skip
        found = grade({**sheet, **inputs}, "\n".join([";".join(["student", *rows]), ";".join(["x", *rows.values()])]))
        marks = {mark.quantity: mark for mark in found.students[0].marks}
        wrong = [quantity for quantity, mark in marks.items() if mark.verdict == "wrong"]
        assert wrong == [hidden.wrong.written]
        assert marks[wrong[0]].slips[0] == hidden.slip
        assert {q for q, mark in marks.items() if mark.verdict == "follows"} == set(hidden.following)


def test_a_key_of_large_and_small_numbers_is_marked_all_right(tmp_path):
    # exp(22) = 3584912846.13…; of 3584900000 all ten digits would count.
    sheet = {"expressions": ["e = exp(a)", "s = e + b", "f = s/c", "g = 1/s"], "inputs": {"a": 22, "b": 7, "c": 300000},
             "claims": []}  # fmt: skip
    [one] = worksheet(sheet, tmp_path, levels=["forward", "gradients"], digits=4)
    assert dict(zip((item.written for item in one.items), one.printed, strict=True))["e"] == "3584912846"
    assert grade(sheet, tmp_path / "key.csv").share == 1


def test_a_folder_of_thirty_sorts(tmp_path):
    worksheet(FACTORS, tmp_path / "new" / "folder", variants=30, seed=7, formats=["html", "latex"])
    names = sorted(path.name for path in (tmp_path / "new" / "folder").iterdir())
    assert names == [f"{what}-{n:02}.{ending}" for what in ("exercise", "key") for n in range(1, 31)
                     for ending in ("html", "tex")][:60] + names[60:]  # fmt: skip
    assert len(names) == 121
    assert names[-1] == "key.csv"
    rows = list(csv.reader(io.StringIO((tmp_path / "new" / "folder" / "key.csv").read_text("utf-8-sig"))))
    assert rows[0][:2] == ["student", "variant"]
    assert [row[1] for row in rows[1:]] == [str(n) for n in range(1, 31)]


@pytest.mark.parametrize("sheet", [sheet_data(FOLDER / "sigmoid-2-2-1.toml"), {**LAYER, "params": ["W", "b"]}])
def test_nothing_of_the_key_is_in_an_exercise(sheet, tmp_path):
    made = worksheet(sheet, tmp_path, variants=2, seed=2, levels=LEVELS, formats=FORMATS)
    for one in made:
        known = {text for _, listed in (*one.inputs, *one.mistake_inputs) for text in re.findall(r"[\d.]+", listed)}
        secret = {text.lstrip("-") for text in one.printed if len(text.strip("-0.")) >= 4} - known
        secret |= {
            f"{abs(x):.{digits}g}" for x in one.answers for digits in (4, 5, 6, 10) if len(f"{x:.4g}") > 5
        } - known
        secret -= {text.lstrip("-") for text in one.mistake.printed}
        assert len(secret) > 20
        for ending in ("html", "tex", "md", "ipynb"):
            written = (tmp_path / f"exercise-{one.variant:02}.{ending}").read_text("utf-8")
            numbers = set(re.findall(r"\d+\.\d+(?:e-?\d+)?", written))
            assert not numbers & secret, ending
            assert one.mistake.slip not in written
            signed = set(re.findall(r"(?<!\d)-?\d+\.\d+", written))
            assert one.mistake.right not in signed - known
            key = (tmp_path / f"key-{one.variant:02}.{ending}").read_text("utf-8")
            assert all(text.lstrip("-") in key for text in one.printed)
            assert one.mistake.slip in key


# --- the files -------------------------------------------------------------------------------------------------------


def test_notebooks_are_valid_and_check_their_own_cells(tmp_path, capsys):
    worksheet(FACTORS, tmp_path, variants=1, seed=7, levels=["forward", "gradients"], formats=["notebook"])
    for name in ("exercise-01", "key-01"):
        nbformat.validate(nbformat.read(tmp_path / f"{name}.ipynb", as_version=4))
    notebook = nbformat.read(tmp_path / "exercise-01.ipynb", as_version=4)
    given = Variants(FACTORS, 7).data(1)["inputs"]
    a, b = float(given["a"]), float(given["b"])
    right = {"c": a + b, "d": b + 1, "e": (a + b) * (b + 1), "∂e/∂d": a + b, "∂e/∂c": b + 1, "∂e/∂a": b + 1,
             "∂e/∂b": a + b + b + 1}  # fmt: skip
    slipped = {**right, "∂e/∂b": a + b}  # a path is left out

    def run(numbers, hint):
        names = {}
        for cell in notebook.cells:
            if cell.cell_type == "code":
                source = re.sub(r"^(\S+) = $", lambda m: f"{m[1]} = {numbers[m[1]]:g}", cell.source, flags=re.MULTILINE)
                exec(source.replace("hint=1", f"hint={hint}"), names)  # as a student runs it
        return capsys.readouterr().out.splitlines()

    assert run(right, 1) == ["All 3 answers are right.", "All 4 answers are right."]
    assert run(slipped, 1)[1] == "3 of 4 are right. Look again, or ask for hint=2."
    assert run(slipped, 2)[1].startswith("∂e/∂b is the first that is wrong")
    told = run(slipped, 3)[1]
    assert "path left out" in told
    assert f"{right['∂e/∂b']:g}" not in told
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = re.sub(
                r"^(\S+) = $", lambda m: f"{m[1]} = {slipped[m[1]]:g}", cell.source, flags=re.MULTILINE
            )
    handed_in = tmp_path / "handed in"
    handed_in.mkdir()
    nbformat.write(notebook, handed_in / "Ada.ipynb")
    report = grade(FACTORS, handed_in, seed=7)
    assert report.not_read == ()
    assert [(mark.quantity, mark.verdict) for mark in report.students[0].marks] == [
        (name, "wrong" if name == "∂e/∂b" else "right") for name in right]  # fmt: skip


def test_hints_name_what_first_went_wrong():
    answers = "c = 4\nd = 2\ne = 8\n∂e/∂b = \n"
    assert check_answers(FACTORS, answers) == "1 of 3 are right. Look again, or ask for hint=2."
    assert check_answers(FACTORS, answers, hint=2).startswith("c is the first that is wrong; what is computed from it")
    assert "no answers yet" in check_answers(FACTORS, "c = \n")
    for wrong in ({"hint": 4}, {"answers": "q = 1"}, {"answers": "c = x1y"}):
        with pytest.raises(ExpressionError):
            check_answers(FACTORS, **{"answers": "c = 1", **wrong})


@pytest.mark.parametrize("sheet", [LAYER, sheet_data(FOLDER / "sum-times-sum.toml")], ids=["arrays", "numbers"])
def test_pages_are_well_formed_and_ask_no_network(sheet, tmp_path):
    worksheet({**sheet, "learning_rate": 0.5}, tmp_path, levels=["forward", "gradients", "mistake"])

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            if tag not in ("meta", "br"):
                self.open_.append(tag)

        def handle_endtag(self, tag):
            assert self.open_.pop() == tag

    for name in ("exercise", "key"):
        page = (tmp_path / f"{name}.html").read_text("utf-8")
        reader = Reader()
        reader.open_ = []
        reader.feed(page)
        assert reader.open_ == []
        assert not re.search(r"<(?:script|img|link|iframe|a)\b|url\(|https?://|@import|<b> &", page)


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="LaTeX is not installed")
@pytest.mark.parametrize("which", ["exercise", "key"])
@pytest.mark.parametrize("name", ["", "two-outputs-shared-biases"])
def test_latex_compiles_and_fits_the_page(which, name, tmp_path):
    data = sheet_data(FOLDER / f"{name}.toml") if name else {**LAYER, "params": ["W"]}
    worksheet({**data, "claims": []}, tmp_path, levels=LEVELS, formats=["latex"])
    done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", f"{which}.tex"], cwd=tmp_path,
                          capture_output=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stdout[-1500:].decode(errors="replace")
    assert (tmp_path / f"{which}.pdf").stat().st_size > 10_000
    assert not re.search(rb"Overfull .hbox .\d\d", done.stdout)  # too wide by 10 points or more
    assert "U+" not in (tmp_path / f"{which}.tex").read_text("utf-8")  # as a letter that LaTeX does not show


def test_the_command_takes_a_sheet_or_the_name_of_a_walkthrough(tmp_path, capsys):
    path = tmp_path / "factors.json"
    path.write_text(json.dumps(FACTORS))
    assert main(["worksheet", str(path), "-o", str(tmp_path / "a"), "--format", "markdown", "--level", "forward"]) == 0
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == ["exercise.md", "key.csv", "key.md"]
    assert "wrote 1 exercise with its key" in capsys.readouterr().out
    assert main(["worksheet", str(path), "-o", str(tmp_path / "a"), "--format", "latex", "--variants", "2"]) == 0
    told = capsys.readouterr().err  # it would be printed with the others
    assert told == "chainrule: 2 files of other worksheets are still there, such as exercise.md\n"
    assert main(["worksheet", str(path), "-o", ""]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    name = nn.walkthroughs.sigmoid_2_2_1.WALKTHROUGH.name
    arguments = ["--variants", "2", "--seed", "7", "-o", str(tmp_path / "b")]
    assert main(["worksheet", name, *arguments]) == 0
    assert len(list((tmp_path / "b").iterdir())) == 5
    assert main(["grade", name, str(tmp_path / "b" / "key.csv"), "--seed", "7"]) == 0
    assert re.search(r"^all +100%", capsys.readouterr().out, re.MULTILINE)
    for wrong in (["none.toml", "-o", str(tmp_path)], ["skip", "-o", str(tmp_path)], [str(path), "-o", str(path)]):
        assert main(["worksheet", *wrong]) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_formulas_are_those_of_the_sheet():
    """The text of each formula, read again, gives the numbers of the key."""
    for name in ("sigmoid-2-2-1", "two-outputs-shared-biases", "output-units"):
        [one] = worksheet({**sheet_data(FOLDER / f"{name}.toml"), "claims": []}, levels=["forward"])
        text = "; ".join(line.text for line in one.formulas)
        result = parse(text, **{key: float(number) for key, number in one.inputs})
        assert float(one.printed[-1]) == pytest.approx(result.data, rel=1e-4)


def test_every_question_of_a_key_is_read_again_as_the_same_question(tmp_path):
    # c = a·b, e = c² + c·a at a = 0.5, b = 3: c = 1.5, ∂e/∂c = 2c + a = 3.5 in all, along c only; over c of a: 3.5·b.
    sheet = {"expressions": ["c = a*b", "e = c**2 + c*a"], "inputs": {"a": "1/2", "b": "300%"}, "learning_rate": 0.1,
             "params": ["a", "b"], "update": {"rule": "momentum", "beta": 0.5}, "claims": [
        {"quantity": "path:e/c/a", "printed": 1}, {"quantity": "partial:e/a", "printed": 1},
        {"quantity": "d:e/a", "printed": 1}, {"quantity": "c", "printed": 1, "scale": -1},
        {"quantity": "e", "after": 2, "printed": 1}, {"quantity": "update:b", "printed": 1}]}  # fmt: skip
    [one] = worksheet(sheet, tmp_path, formats=FORMATS)
    answers = {
        str(item.quantity) + "'" * item.quantity.after: text for item, text in zip(one.items, one.printed, strict=True)
    }
    del answers["value:e''"]
    assert answers == {
        "path:e/c/a": "10.5",
        "partial:e/a": "1.5",
        "grad:a": "12",
        "value:c": "-1.5",
        "update:b": "2.825",
    }
    report = grade({**sheet, "claims": []}, (tmp_path / "key.csv").read_text("utf-8-sig"))
    assert report.not_read == ()
    assert report.share == 1
    assert len(report.questions) == 6
    assert "rule momentum, beta = 0.5" in (tmp_path / "exercise.md").read_text("utf-8")
    if shutil.which("pdflatex"):
        for which in ("exercise", "key"):
            done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", f"{which}.tex"],
                                  cwd=tmp_path, capture_output=True, check=False)  # fmt: skip
            assert done.returncode == 0, done.stdout[-1500:].decode(errors="replace")


def test_the_schema_of_a_sheet_knows_vary_and_points():
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(schema())
    vary = {"a": {"from": 0.1, "to": "1/2", "step": 0.1}, "b": [1, 2], "c": {"of": [1]}}
    assert validator.is_valid({**FACTORS, "vary": vary, "points": {"e": 2, "follows": "50%"}})
    assert not validator.is_valid({**FACTORS, "vary": {"a": {"form": 1}}})
    assert not validator.is_valid({**FACTORS, "points": {"e": [1]}})
