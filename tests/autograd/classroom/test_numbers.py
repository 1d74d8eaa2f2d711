"""The numbers that variants take, what answers are worth, how formulas and numbers are written, and each sentence about
what is none of that."""

from __future__ import annotations

import pytest

from autograd.auditor import Quantity
from autograd.auditor import sheet as sheet_of
from autograd.classroom import check_answers, check_mistake, grade, worksheet
from autograd.classroom.coincidences import accidents, groups, hidden, told_alike
from autograd.classroom.formulas import html_text, inputs_written, latex_quantity, latex_text, latex_value, lines_of
from autograd.classroom.levels import items_of, read_levels
from autograd.classroom.mistakes import written
from autograd.classroom.points import read_rule
from autograd.classroom.replies import right_reply
from autograd.classroom.vary import around, read_choices
from autograd.errors import ExpressionError

SHEET = {"expressions": ["c = a + b", "d = b + 1", "e = c*d"], "inputs": {"a": 2.5, "b": 1.5}}
STEP = {**SHEET, "learning_rate": 0.1, "params": ["a", "b"]}


def refused(action, *arguments, **more) -> str:
    with pytest.raises(ExpressionError) as raised:
        action(*arguments, **more)
    return str(raised.value)


def test_numbers_around_one_are_of_two_digits_its_sign_and_its_side_of_one() -> None:
    assert around(0.5) == ("0.25", "0.3", "0.35", "0.4", "0.45", "0.5", "0.55", "0.6", "0.65", "0.7", "0.75")
    assert around(0.1) == ("0.05", "0.06", "0.07", "0.08", "0.09", "0.1", "0.11", "0.12", "0.13", "0.14", "0.15")
    assert around(0.95)[0] == "0.48"
    assert around(0.95)[-1] == "0.99"
    assert around(-0.2) == ("-0.1", "-0.15", "-0.2", "-0.25", "-0.3")
    assert around(0.0123) == tuple(f"{n / 1000:g}" for n in range(6, 19))
    assert around(1) == ("1", "2", "3", "4", "5", "6", "7", "8", "9")
    assert around(4) == ("2", "3", "4", "5", "6", "7", "8", "9")
    assert around(-12) == tuple(str(-n) for n in range(6, 19))
    assert around(2.5) == tuple(f"{n / 10:g}" for n in range(13, 38))
    assert around(300) == ("150", "200", "250", "300", "350", "400", "450")
    assert around(0) == ("0", "1", "2")
    assert around(0, is_target=True) == around(1, is_target=True) == ("0", "1")
    assert around(0.5, is_target=True) == around(0.5)


@pytest.mark.parametrize(
    ("vary", "choices"),
    [
        ({"a": {"from": 1, "to": 2}}, ("1", "2")),
        ({"a": {"from": 0.1, "to": 0.3, "step": 0.1}}, ("0.1", "0.2", "0.3")),
        ({"a": {"from": 0.1, "to": 0.35, "step": 0.1}}, ("0.1", "0.2", "0.3")),
        ({"a": {"from": 0.08, "to": 0.1}}, ("0.08", "0.09", "0.1")),
        ({"a": {"from": "1/4", "to": 0.5, "step": "1/8"}}, ("0.25", "0.375", "0.5")),
        ({"a": {"from": -1, "to": 1, "step": 1}}, ("-1", "0", "1")),
        ({"a": {"from": 3, "to": 3}}, ("3",)),
        ({"a": [1, "1/2", 0.50]}, ("1", "1/2", "0.5")),
        ({"a": {"of": (7,)}}, ("7",)),
        ({" a ": [1e-30, 1e20]}, ("1e-30", "1e+20")),
        ({"a": {"from": 0, "to": 9999}}, tuple(map(str, range(10_000)))),
    ],
)
def test_vary_lists_numbers_or_has_them_from_one_to_another(vary, choices) -> None:
    assert read_choices({**SHEET, "vary": vary})["a"] == choices
    assert read_choices({**SHEET, "vary": vary})["b"] == around(1.5)


def test_vary_may_name_an_entry_of_an_array() -> None:
    data = {"inputs": {"W": [[1, 0], [3, 4]]}, "given": {"y": [0, 1]}, "vary": {"W[2,1]": [7, 8], "W[1, 1]": [9]}}
    found = read_choices(data, ["y[1]"])
    assert found["W"] == [[("9",), ("0", "1", "2")], [("7", "8"), around(4)]]
    assert found["y"] == [("0", "1"), ("0", "1")]


@pytest.mark.parametrize(
    ("vary", "why"),
    [
        (3, "vary must be a table of inputs, such as {w = {of = [1, 2]}}, not 3"),
        ({"q": [1]}, "vary.q: there is no input 'q'"),
        ({"aa": [1]}, "vary.aa: there is no input 'aa', did you mean a?"),
        ({"a": 3}, "vary.a must be a table such as {from = 0.1, to = 0.9, step = 0.1}, not 3"),
        ({"a": {"form": 1}}, "vary.a.form: there is no key 'form': the keys are from, to, step, of"),
        ({"a": {"of": [1], "to": 2}}, "vary.a: `of` lists all numbers, so it goes without from, to and step"),
        ({"a": {"from": 1}}, "vary.a needs from and to, or a list `of` numbers"),
        ({"a": {"to": 1}}, "vary.a needs from and to, or a list `of` numbers"),
        ({"a": {"from": 1, "to": 2, "step": 0}}, "vary.a.step must be above 0, not 0"),
        ({"a": {"from": 2, "to": 1}}, "vary.a: from 2 to 1 there is no number"),
        ({"a": {"from": 0, "to": 10_000}}, "vary.a: more than 10,000 numbers: take a larger step"),
        ({"a": {"of": []}}, "vary.a.of must be a list of numbers, not []"),
        ({"a": {"of": "12"}}, "vary.a.of must be a list of numbers, not '12'"),
        ({"a": {"of": [1] * 10_001}}, "vary.a.of lists more than 10,000 numbers"),
        ({"a[1]": [1]}, "vary.a[1]: there is no such entry"),
    ],
)
def test_a_rule_of_variation_that_is_none_is_refused_in_a_full_sentence(vary, why) -> None:
    assert refused(read_choices, {**SHEET, "vary": vary}) == why


@pytest.mark.parametrize("key", ["W[0,1]", "W[3,1]", "W[1,3]", "W[1]", "W[1,1,1]", "W[x]", "W[1,0]"])
def test_an_entry_that_is_not_there_is_refused(key) -> None:
    data = {"inputs": {"W": [[1, 2], [3, 4]]}, "vary": {key: [7]}}
    if key == "W[1]":
        assert read_choices(data)["W"][0] == ("7",)  # a row that takes one number
        return
    assert refused(read_choices, data) == f"vary.{key}: there is no such entry"


@pytest.mark.parametrize(
    ("points", "why"),
    [
        (3, "points must be a table of quantities and numbers, not 3"),
        ({"c": -1}, "points.c is a number of points from 0 on, not -1"),
        ({"follows": 1.5}, "points.follows is a share from 0 to 1, not 1.5"),
        ({"known_slip": -0.5}, "points.known_slip is a share from 0 to 1, not -0.5"),
    ],
)
def test_points_that_are_none_are_refused_in_a_full_sentence(points, why) -> None:
    assert refused(read_rule, points) == why


def test_an_answer_is_worth_one_point_and_what_is_accepted_brings_all_of_it() -> None:
    rule = read_rule(None)
    verdicts = ("right", "rounding", "too coarse", "follows", "wrong", "blank", "not read")
    assert [rule.share(verdict) for verdict in verdicts] == [1, 1, 1, 1, 0, 0, 0]
    assert rule.share("wrong", has_slip=True) == 0
    rule = read_rule({"wrong": 0.25, "known_slip": 0.5, "too coarse": 0.75, "L": 0})
    assert [rule.share("wrong"), rule.share("wrong", True), rule.share("follows", True)] == [0.25, 0.5, 1]
    assert read_rule({"wrong": 0.5, "known slip": 0.25}).share("wrong", True) == 0.5
    assert (rule.share("too coarse"), rule.of("L"), rule.of("c")) == (0.75, 0, 1)
    assert rule.spelled({"L": "value:L"}).of("value:L") == 0


@pytest.mark.parametrize(
    ("number", "digits", "text"),
    [
        (0.0, 4, "0"), (-0.2, 4, "-0.2"), (1234.5, 4, "1234"), (12345.6, 4, "12346"), (0.00012344, 3, "0.000123"),
        (9999.6, 4, "10000"), (1e9, 3, "1000000000"), (1.26e10, 2, "1.3e+10"), (1e-9, 3, "0.000000001"),
        (1.26e-10, 2, "1.3e-10"), (100.0, 3, "100"), (2.50, 5, "2.5"),
    ],
)  # fmt: skip
def test_a_number_on_a_worksheet_has_the_digits_asked_for(number, digits, text) -> None:
    assert written(number, digits) == text


def test_a_right_answer_may_be_off_by_units_of_the_last_digit() -> None:
    for answer, digits, tolerance in (("0.25", 3, 0.0025), ("-4", 5, 0.0004), ("0", 3, 0.01), ("123", 2, 12.3)):
        reply = right_reply(answer, digits)
        assert (reply.tolerance, reply.is_right, reply.told) == (tolerance, True, "")
        assert reply.bounds == pytest.approx((float(answer) - tolerance, float(answer) + tolerance))


@pytest.mark.parametrize(
    ("asked", "latex"),
    [
        ("L", "L"), ("w12", "w_{12}"), ("∂L/∂w1", r"\frac{\partial L}{\partial w_{1}}"),
        ("new w1", r"\text{new } w_{1}"),
        ("-1·∂L/∂w", r"-1 \cdot \frac{\partial L}{\partial w}"), ("2.5e-3·L", r"2.5e-3 \cdot L"),
        ("L after 2 steps", r"L\text{ after 2 steps}"),
        ("partial:L/o", r"\text{local } \frac{\partial L}{\partial o}"), ("d:L/w", r"\frac{\partial L}{\partial w}"),
        ("path:L/h/k/w", r"\frac{\partial L}{\partial w}\text{ over } h, k"),
        ("∂L/∂w over h, k", r"\frac{\partial L}{\partial w}\text{ over } h, k"),
    ],
)  # fmt: skip
def test_a_question_is_written_in_latex(asked, latex) -> None:
    assert latex_quantity(asked) == latex


def test_texts_are_written_as_latex_and_html_show_them() -> None:
    assert latex_value("0.5") == "0.5"
    assert latex_value("[[1, -2.5]]") == "[[1, -2.5]]"
    assert latex_value("1e5") == r"\text{1e5}"
    assert latex_text(r"a_b {x} $5 & #2 50% ~^ <|> \ é ü ç α ∂ → ñ 中 ø") == (
        r"a\_b \{x\} \$5 \& \#2 50\% \textasciitilde{}\textasciicircum{} $<$$|$$>$ \textbackslash{} \'{e} \"{u} \c{c} "
        r"$\alpha$ $\partial$ $\to$ \~{n} \texttt{U+4E2D} \o{}")  # fmt: skip
    assert latex_text("-> “x” – y… 2² ½") == r"$\to$ ``x'' -- y\dots{} 2$^2$ $\frac12$"
    assert html_text("w12 = W[1,2] < log2(x) & h_1") == (
        "w<sub>12</sub> = W<sub>1,2</sub> &lt; log2(x) &amp; h<sub>1</sub>"
    )
    assert html_text('"a" α2') == '"a" α<sub>2</sub>'


def test_inputs_and_formulas_are_written_as_they_were_typed_or_line_by_line() -> None:
    given = {"inputs": {"w": " 0.50 ", "x": 2.0, "W": [[1, 2.5], ["1/2", 4]], "v": (1, 2), "s": "[1,2]"}}
    assert inputs_written(given) == (
        ("w", "0.50"), ("x", "2"), ("W", "[[1, 2.5], [1/2, 4]]"), ("v", "[1, 2]"), ("s", "[1, 2]"))  # fmt: skip
    data = {"expressions": ["u = 2*x ** 2", "L = -u/3 + log(x)"], "inputs": {"x": 1.5}, "claims": []}
    lines = [tuple(line) for line in lines_of(sheet_of(data), data)]
    assert lines[0] == ("u = 2·x²", r"u = 2 \cdot x^{2}")
    assert lines[1][0] == "L = (-u) / 3 + log(x)"
    arrays = {"expressions": ["y  =  sum(W @ x)"], "inputs": {"W": [[1, 2]], "x": [1, 2]}, "claims": []}
    assert [tuple(line) for line in lines_of(sheet_of(arrays), arrays)] == [("y = sum(W @ x)", "")]


def test_levels_are_asked_for_in_their_order() -> None:
    assert read_levels(["mistake", "forward"], SHEET) == ("forward", "mistake")
    assert read_levels([], SHEET) == ("forward", "gradients")
    claims = [{"quantity": "update:a"}, {"quantity": "∂e/∂b"}]
    assert read_levels([], {**STEP, "claims": claims}) == ("gradients", "update")
    assert (
        refused(read_levels, ["x"], SHEET)
        == "there is no level 'x': the levels are forward, gradients, update, mistake"
    )
    assert refused(read_levels, ["update"], SHEET) == "the level update needs the key 'learning_rate' in the sheet"
    taken = {"expressions": ["mistake = a*2"], "inputs": {"a": 1}}
    assert refused(read_levels, ["mistake"], taken) == (
        "the level mistake asks for 'mistake', which the sheet calls a number of its own"
    )
    asked = [item.written for item in items_of(STEP, ["forward", "gradients", "update", "mistake"])]
    assert asked == ["c", "d", "e", "∂e/∂d", "∂e/∂c", "∂e/∂a", "∂e/∂b", "new a", "new b"]
    many = {"expressions": [f"y{i} = a + {i}" for i in range(401)], "inputs": {"a": 1}}
    assert refused(items_of, many, ["forward"]) == (
        "401 questions are too many for a worksheet: at most 400 are asked; let the claims of the sheet say which"
    )
    assert len(items_of({**many, "expressions": many["expressions"][:400]}, ["forward"])) == 400


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"variants": -1}, "variants must be a whole number from 0 to 1,000, not -1"),
        ({"variants": 1001}, "variants must be a whole number from 0 to 1,000, not 1001"),
        ({"variants": True}, "variants must be a whole number from 0 to 1,000, not True"),
        ({"digits": 1}, "digits must be a whole number from 2 to 12, not 1"),
        ({"digits": 13}, "digits must be a whole number from 2 to 12, not 13"),
        ({"digits": True}, "digits must be a whole number from 2 to 12, not True"),
        ({"formats": ["pdf"]},
         "there is no format 'pdf': the formats are html, latex, markdown, notebook, moodle, cloze, jupyterquiz"),
    ],
)  # fmt: skip
def test_what_a_worksheet_cannot_be_is_refused_in_a_full_sentence(more, why) -> None:
    assert refused(worksheet, SHEET, **more) == why


def test_worksheets_may_have_two_digits_or_twelve() -> None:
    for digits, printed in ((2, "3.3"), (12, "3.33333333333")):
        [one] = worksheet({"expressions": ["y = 10/x"], "inputs": {"x": 3}}, levels=["forward"], digits=digits)
        assert one.printed == (printed,)
        assert one.title == "Backpropagation"


# --- hints -----------------------------------------------------------------------------------------------------------

CHECKED = {"expressions": ["c = a + b", "d = b + 1", "e = c*d"], "inputs": {"a": 2, "b": 1}}


@pytest.mark.parametrize(
    ("answers", "hint", "told"),
    [
        ("", 1, "There are no answers yet: write numbers behind the signs of equality."),
        ("c = 3", 1, "All 1 answer are right."),
        ("c = 3\nd = 2", 2, "All 2 answers are right."),
        ("c = 3\nd = 4\ne = ", 1, "1 of 2 are right. Look again, or ask for hint=2."),
        ("d = 4", 2, "d is the first that is wrong. hint=3 says which kind of slip it may be."),
        ("c = 3\ne = 9\nc = 4\n∂e/∂b = 2", 2,
         "c is the first that is wrong; what is computed from it may be wrong because of it."),
        ("∂e/∂b = 2\n∂e/∂c = 3", 2,
         "∂e/∂c is the first that is wrong; what is computed from it may be wrong because of it."),
        ("∂e/∂b = 2", 3, "∂e/∂b: it looks like this kind of slip: path left out."),
        ("∂e/∂c = 3", 3, "∂e/∂c: it looks like this kind of slip: operands swapped."),
        ("e = 6.7", 3, "e: no slip that is known here gives this number; it may be the arithmetic."),
    ],
)  # fmt: skip
def test_hints_say_more_and_more_and_never_the_number(answers, hint, told) -> None:
    assert check_answers(CHECKED, answers, hint) == told


def test_what_cannot_be_checked_is_refused_in_a_full_sentence() -> None:
    assert refused(check_answers, CHECKED, "c = 3", 4) == "hint is 1, 2 or 3, not 4"
    assert refused(check_answers, CHECKED, "c = x") == "c: 'x' is not a number"
    assert (
        refused(check_answers, CHECKED, "q = 3") == "q: value:q: there is no 'q' in the example (it has a, b, c, d, e)"
    )


SOLVED = "c = 4\nd = 2\ne = 8"  # at a = 2, b = 1: c = 3


@pytest.mark.parametrize(
    ("found", "hint", "told"),
    [
        ("", 1, "Write which number is wrong behind `mistake =`, and what it should be behind `correction =`."),
        ("mistake = d", 1, "d is not the number that is wrong by a slip."),
        ("MISTAKE = value:c", 1, "This is the number that is wrong. Write what it should be, too."),
        ("mistake = c\ncorrection = 3", 1, "This is the number that is wrong, and 3 is what it should be."),
        ("mistake = c\ncorrection = 5", 1, "This is the number that is wrong. It should be another one than 5."),
        ("mistake = c", 2, "Look at the way forward."),
        ("mistake = c", 3, "It looks like this kind of slip: term counted twice."),
    ],
)
def test_the_search_for_a_mistake_is_answered_without_the_number(found, hint, told) -> None:
    assert check_mistake(CHECKED, SOLVED, found, hint) == told


def test_where_to_look_is_said_of_derivatives_and_of_new_values() -> None:
    assert check_mistake(CHECKED, "c = 3\n∂e/∂b = 2", "", 2) == "Look at the derivatives."
    step = {**CHECKED, "learning_rate": 0.1, "params": ["a", "b"]}
    assert check_mistake(step, "c = 3\nupdate:a = 2.2", "", 2) == "Look at the new values."
    told = "This number: no slip that is known here gives this number; it may be the arithmetic."
    assert check_mistake(CHECKED, "e = 6.7", "", 3) == told


@pytest.mark.parametrize(
    ("solved", "found", "why"),
    [
        ("c = 3", "", "in the solution 0 numbers are wrong, not one"),
        ("c = 4\nd = 7", "", "in the solution 2 numbers are wrong, not one"),
        (SOLVED, "mistake = q", "mistake: value:q: there is no 'q' in the example (it has a, b, c, d, e)"),
        (SOLVED, "mistake = c\ncorrection = x", "correction: 'x' is not a number"),
    ],
)
def test_a_search_that_is_none_is_refused_in_a_full_sentence(solved, found, why) -> None:
    assert refused(check_mistake, CHECKED, solved, found) == why


# --- slips that cannot be told apart ---------------------------------------------------------------------------------


def test_slips_of_the_same_digits_are_grouped() -> None:
    numbers = {("right", None): 6.0, ("a", 1): 6.0004, ("b", 1): 5.0, ("b", 2): 5.0, ("c", 1): -0.0, ("d", 1): 0.0}
    assert groups(numbers, 4) == [[("right", None), ("a", 1)], [("b", 1), ("b", 2)], [("c", 1), ("d", 1)]]
    assert groups(numbers, 5) == [[("b", 1), ("b", 2)], [("c", 1), ("d", 1)]]
    assert told_alike(numbers, 4) == [["right", "a"], ["c", "d"]]
    assert hidden({("a", 1): 2.0}, {("a", 1): 2.0, ("b", 1): 3.0, ("b", 2): 3.0}) == ["b"]


def test_what_coincides_at_numbers_that_are_not_round_is_no_accident() -> None:
    quantity = Quantity("value", "y")
    mine = {quantity: {("a", 1): 2.0, ("b", 1): 2.0, ("c", 1): 2.0, ("d", 1): 7.0}}
    always = {quantity: {("a", 1): 1.1, ("b", 1): 1.1, ("c", 1): 1.2, ("d", 1): 1.3, ("e", 1): 1.4}}
    assert accidents(mine, always, 4) == 1 + 1  # c beside a and b; and e, which shows nothing here
    assert accidents(mine, {}, 4) == 0


def test_grades_of_answers_that_follow_with_other_digits() -> None:
    sheet = {"expressions": ["u = 3*x", "v = 7*u"], "inputs": {"x": 0.25}}
    report = grade({**sheet, "claims": []}, "student,u,v\nAda,0.85,5.97\n")
    assert [mark.verdict for mark in report.students[0].marks] == ["wrong", "follows"]
    assert [mark.exact for mark in report.students[0].marks] == [0.75, 5.25]
