"""Worksheets for platforms that ask the questions: what other programs read in the files, what a student is told."""

from __future__ import annotations

import html
import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
import students
from jupyterquiz.dynamic import display
from moodle_xml_parser import parser as moodle

import nn.walkthroughs
from autograd.auditor import sheet_data
from autograd.classroom import worksheet
from autograd.classroom.replies import right_reply
from autograd.classroom.variants import Variants

FOLDER = Path(nn.walkthroughs.__file__).parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
#: e = (a + b)(b + 1) at a = 2, b = 1: c = 3, d = 2, e = 6; ∂e/∂b = c + d = 5, and 2 or 3 with a path left out.
FACTORS = {"name": "two factors", "expressions": ["c = a + b", "d = b + 1", "e = c*d"], "inputs": {"a": 2, "b": 1},
           "claims": []}  # fmt: skip
LEVELS = ("forward", "gradients", "mistake")
#: A gap as Moodle's documentation has it: {points:KIND:alternatives}, an alternative begins with = or %percent% and may
#: have a feedback behind #; what ends one of them stands in another spelling.
GAP = re.compile(r"\{(\d+):(NUMERICAL|MULTICHOICE):((?:[^{}])*)\}")
ALTERNATIVE = re.compile(r"(=|%-?\d+%)([^#~]+)(?:#([^~]*))?")
#: A question of jupyterquiz that asks for a number, as its documentation describes it.
NUMERIC = {
    "type": "object", "required": ["question", "type", "answers"], "additionalProperties": False,
    "properties": {
        "question": {"type": "string"}, "type": {"const": "numeric"},
        "answers": {"type": "array", "minItems": 2, "items": {"anyOf": [
            {"required": ["range", "correct", "feedback"], "properties": {
                "range": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
                "correct": {"type": "boolean"}, "feedback": {"type": "string"}}},
            {"required": ["type", "feedback"], "properties": {"type": {"const": "default"}}}]}}},
}  # fmt: skip


def test_numerical_questions_take_the_right_answer_and_name_slips(tmp_path):
    name = "sigmoid-2-2-1"
    data = {**sheet_data(FOLDER / f"{name}.toml"), "name": "a/b <i> & ]]> ü"}
    worksheet(data, tmp_path, variants=2, seed=7, levels=["forward", "gradients"], formats=["moodle"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["key.csv", "moodle.xml"]
    questions = ElementTree.parse(tmp_path / "moodle.xml").getroot().findall("question")
    categories = [one.findtext("category/text") for one in questions if one.get("type") == "category"]
    assert categories == ["$course$/top/a//b <i> & ]]> ü: variant 1", "$course$/top/a//b <i> & ]]> ü: variant 2"]
    numerical = [one for one in questions if one.get("type") == "numerical"]
    assert len(numerical) == len(questions) - 2 == 2 * 19

    def marked(variant, paper, quantity):
        """What Moodle says of an answer: the first one in whose tolerance it is counts."""
        mine = next(q for q in numerical[19 * (variant - 1) :] if q.findtext("name/text").split(" ", 1)[1] == quantity)
        for answer in mine.findall("answer"):
            if abs(float(f"{paper[quantity]:.5g}") - float(answer.findtext("text"))) <= float(
                answer.findtext("tolerance")
            ):
                return answer.get("fraction"), answer.findtext("feedback/text") or ""
        return "0", ""

    work, _ = students.EXERCISES[name]
    for variant in (1, 2):
        given = {key: float(value) for key, value in Variants(data, 7).data(variant)["inputs"].items()}
        right = work(given)
        for quantity in right:
            if not quantity.startswith("new"):
                assert marked(variant, right, quantity) == ("100", "")
        assert "sign" in marked(variant, work(given, "sign"), "∂L/∂Wed")[1].lower()
        assert marked(variant, work(given, "derivative forgotten"), "∂L/∂he")[1]
        assert marked(variant, work(given, "term left out"), "hd")[1]


def test_a_number_is_right_within_the_digits_that_are_asked_for():
    assert right_reply("5", 5).bounds == (4.9995, 5.0005)
    assert right_reply("0.050261", 5).tolerance == pytest.approx(5.03e-6)
    assert right_reply("0", 4).tolerance == 0.001
    assert right_reply("-2", 3).bounds == (-2.02, -1.98)


def test_a_cloze_question_is_read_by_another_program_and_by_the_syntax_that_is_documented(tmp_path):
    worksheet({**FACTORS, "name": "a/b {1:NUMERICAL:=1} <i>"}, tmp_path, variants=2, seed=7, levels=LEVELS,
              formats=["cloze"])  # fmt: skip
    questions = moodle.parse_file(str(tmp_path / "cloze.xml"))["cloze"]
    assert [q.name for q in questions] == [f"a/b {{1:NUMERICAL:=1}} <i>: variant {n}" for n in (1, 2)]
    root = ElementTree.parse(tmp_path / "cloze.xml").getroot()
    texts = [q.findtext("questiontext/text") for q in root.findall("question") if q.get("type") == "cloze"]
    for number, (question, text) in enumerate(zip(questions, texts, strict=True), start=1):
        given = {key: float(value) for key, value in Variants(FACTORS, 7).data(number)["inputs"].items()}
        paper = students.sum_times_sum(given)
        gaps = GAP.findall(text)
        assert len(gaps) == len(question.gaps) == 3 + 4 + 2
        assert [gap.sub_type for gap in question.gaps] == ["NUMERICAL"] * 7 + ["MULTICHOICE", "NUMERICAL"]
        asked = ["c", "d", "e", "∂e/∂d", "∂e/∂c", "∂e/∂a", "∂e/∂b"]
        for name, (points, _, inside), gap in zip(asked, gaps, question.gaps, strict=False):
            found = [ALTERNATIVE.fullmatch(part) for part in inside.split("~")]
            assert points == "1"
            assert [part[1] for part in found] == ["=", *["%0%"] * (len(found) - 1)]
            assert [(part[2], part[3] and html.unescape(part[3])) for part in found] == [
                (one.answer, one.feedback) for one in gap.options
            ]
            right, tolerance = map(float, found[0][2].split(":"))
            assert right == pytest.approx(paper[name])
            assert tolerance == pytest.approx(1e-4 * abs(paper[name]))
        slipped = students.sum_times_sum(given, "path")["∂e/∂b"]
        told = [part.feedback for part in question.gaps[6].options if abs(float(part.answer.split(":")[0]) - slipped)
                <= float(part.answer.split(":")[1])]  # fmt: skip
        assert any("is left out" in one for one in told)


def _what_is_said(folder, name):
    """All that the files for platforms say to wrong answers, by what is asked."""
    found = {}
    for question in ElementTree.parse(folder / "moodle.xml").getroot().findall("question"):
        if question.get("type") == "numerical":
            key = question.findtext("name/text").split(" ", 1)[1]
            wrong = question.findall("answer")[1:]
            found.setdefault(key, []).extend(one.findtext("feedback/text") for one in wrong)
    return found


@pytest.mark.parametrize("name", ["sigmoid-2-2-1", "two-outputs-shared-biases", "xor"])
def test_what_is_said_to_a_wrong_answer_tells_no_number(name, tmp_path):
    data = {**sheet_data(FOLDER / f"{name}.toml"), "claims": []}
    levels = ["forward", "gradients"] + ["update"] * ("learning_rate" in data)
    worksheet(data, tmp_path, levels=levels, formats=["moodle"])
    said = [line for lines in _what_is_said(tmp_path, name).values() for line in lines]
    assert len(said) > 80
    assert all(said)
    names = {re.sub(r"<.*?>", "", line) for line in said}
    assert not any(re.search(r"\d\.\d|\d{3}|⁂|  | [.,:]|= *[.,]", line) for line in names), names
    assert len(names) > 15


def test_the_wrong_number_of_a_solution_is_chosen_and_corrected(tmp_path):
    [one] = worksheet(FACTORS, tmp_path, variants=1, seed=7, levels=["mistake"], formats=["moodle", "jupyterquiz"])
    mistake = one.mistake
    choice, correction = ElementTree.parse(tmp_path / "moodle.xml").getroot().findall("question")[1:]
    assert [choice.get("type"), correction.get("type")] == ["multichoice", "numerical"]
    right = [answer.findtext("text") for answer in choice.findall("answer") if answer.get("fraction") == "100"]
    assert right == [mistake.wrong.written]
    assert len(choice.findall("answer")) == 7
    assert [a.findtext("text") for a in correction.findall("answer")] == [mistake.right, mistake.wrong_printed]
    asked = json.loads((tmp_path / "quiz-01.json").read_text("ascii"))
    assert [answer["answer"] for answer in asked[0]["answers"] if answer["correct"]] == right
    low, high = asked[1]["answers"][0]["range"]
    assert low < float(mistake.right) < high
    for text in (choice.findtext("questiontext/text"), asked[0]["question"]):
        assert mistake.right not in re.findall(r"-?\d+(?:\.\d+)?", text)


def test_questions_of_jupyterquiz_are_as_its_documentation_describes_them(tmp_path):
    worksheet(FACTORS, tmp_path, variants=2, seed=7, levels=LEVELS, formats=["jupyterquiz"])
    for name in ("quiz-01.json", "quiz-02.json"):
        questions = json.loads((tmp_path / name).read_text("ascii"))
        numeric = [one for one in questions if one["type"] == "numeric"]
        assert len(numeric) == 8
        for one in numeric:
            jsonschema.validate(one, NUMERIC)
            assert [answer["correct"] for answer in one["answers"] if "correct" in answer].count(True) == 1


@pytest.mark.skipif(CHROMIUM is None, reason="the questions are tested in Chromium, which is not installed")
def test_jupyterquiz_shows_the_questions_and_takes_the_right_answer(tmp_path, monkeypatch):
    playwright = pytest.importorskip("playwright.sync_api", reason="the page is tested with Playwright")
    data = {**FACTORS, "expressions": ["c = a + b", "d = b + 1", "e_1 = c*d"]}
    worksheet(data, tmp_path, levels=["gradients", "mistake"], formats=["jupyterquiz"])
    shown = []
    monkeypatch.setattr(display, "display", shown.append)
    display.display_quiz(str(tmp_path / "quiz.json"), shuffle_answers=False)
    page, script = shown
    path = tmp_path / "quiz.html"
    # As a notebook is written as a page: the script stands in it, and no text of the questions ends it.
    path.write_text(f"<!DOCTYPE html><meta charset=utf-8>{page.data}</div><script>{script.data}</script>", "utf-8")
    complaints = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page()
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("request", lambda request: request.url.startswith("file:") or complaints.append(request.url))
        tab.goto(path.as_uri())
        asked = tab.locator(".Quiz")
        assert asked.count() == 4 + 2
        question = asked.nth(3)
        assert "∂e1/∂b = ?" in question.inner_text()
        for answer, kind, said in (
            ("5", "correct", "Right."), ("5.0003", "correct", "Right."), ("5.001", "incorrect", "This is not right."),
            ("3", "incorrect", "The path b -> c -> e_1 is left out."), ("-5", "incorrect", "The sign is lost."),
        ):  # fmt: skip
            box = question.locator("input")
            box.click()
            box.press_sequentially(answer)
            box.press("Enter")
            feedback = question.locator(".Feedback")
            assert kind in feedback.get_attribute("class").split()
            assert feedback.inner_text().replace("e1", "e_1") == said
        browser.close()
    assert complaints == []
