"""What is claimed: quantities and numbers as people write them, arrays of claims, two claims about one quantity."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from autograd import ExpressionError, OperandError, Value, audit, parse, total
from autograd.auditor import sheet
from autograd.auditor.claims import Claim, Quantity, read_printed, read_quantity


def verdicts(report):
    return [row.verdict for row in report.rows]


# --- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "right"),
    [
        ("1/3", True), (Fraction(1, 3), True), ("0.333…", True), ("0.3…", True), ("33%", True), ("33.33 %", True),
        ("0,33", True), ("3.33·10⁻¹", True), ("√(1/9)", True), ("sqrt(1)/3", True), (Decimal("0.333"), True),
        (np.float32(0.3333), True), (1 / 3, True), ("0.667/2", True),
        ("2/3", False), ("√2", False), ("0.33333/1", True), ("333/1000", False), ("−1/3", False), ("3/10", False),
    ],
)  # fmt: skip
def test_a_claim_may_be_written_in_any_way(printed, right) -> None:
    (row,) = audit(parse("x/3", x=1), gradients={"x": printed}).rows
    assert (row.verdict == "right") is right


def test_an_exact_expression_gets_the_same_diagnoses_as_its_digits() -> None:
    e = parse("c = a + b; d = b + 1; e = c * d", a=2, b=1)
    (row,) = audit(e, gradients={"b": "√4"}).rows
    assert row.diagnoses[0].sentence == "The path b -> d -> e is left out: 2 instead of 5"
    (row,) = audit(e, gradients={"b": "-10/2"}).rows
    assert row.diagnoses[0].slip == "sign lost"


def test_a_cut_off_number_may_be_a_whole_unit_off() -> None:
    assert read_printed("0.6…").tolerance == 0.1
    assert audit(parse("2*x/3", x=1), gradients={"x": "0.6…"}).ok
    assert not audit(parse("2*x/3", x=1), gradients={"x": "0.6"}).ok


@pytest.mark.parametrize(("exact", "read"), [(3.14159, 3.142), (3142.2, 3142.0), (3.2, 3.142), (3100, 3142.0)])
def test_a_comma_of_either_kind_is_read_as_what_is_right_or_nearer(exact: float, read: float) -> None:
    report = audit(parse("a*x", a=exact, x=1), gradients={"x": "3,142"})
    assert report.rows[0].claim.printed.value == read
    assert report.ok is (abs(exact - read) < read / 1000)
    assert f"3,142 is read as {read:g}" in str(report)


def test_inputs_of_a_sheet_may_be_written_in_any_way() -> None:
    claims = [{"quantity": "∂y/∂b", "printed": "1/3"}, {"quantity": "update:a", "printed": "1/12"}]  # 1/3 - 1/2·1/2
    data = {"inputs": {"a": "1/3", "b": "0,5"}, "expressions": ["y = a*b"], "loss": "y", "learning_rate": "½",
            "params": ["a"], "claims": claims}  # fmt: skip
    assert verdicts(sheet(data).audit()) == ["right", "right"]
    with pytest.raises(ExpressionError, match=r"inputs\.a: '1,234' may be 1234 or 1\.234"):
        sheet({**data, "inputs": {"a": "1,234", "b": 1}})


@pytest.mark.parametrize("huge", [10**400, Fraction(10**400, 3), "1" + "0" * 400, Decimal("1e400")])
def test_a_number_beyond_floats_is_one_line_wherever_it_stands(huge) -> None:
    y = parse("y = 2*x", x=1)
    for arguments in (
        {"gradients": {"x": huge}},
        {"updates": {"x": 1}, "learning_rate": huge},
        {"after": {huge: {"y": "1"}}, "learning_rate": 0.1, "parameters": ["x"]},
    ):
        with pytest.raises(OperandError) as error:
            audit(y, **arguments)
        assert str(error.value).isprintable()
        assert len(str(error.value)) < 200
    data = {"inputs": {"x": 1}, "expressions": ["y = 2*x"], "loss": "y", "params": ["x"],
            "claims": [{"quantity": "grad:x", "printed": "2"}]}  # fmt: skip
    claim = data["claims"][0]
    for change in (
        {"inputs": {"x": huge}}, {"learning_rate": huge}, {"claims": [{**claim, "printed": huge}]},
        {"claims": [{**claim, "scale": huge}]}, {"claims": [{**claim, "tol_units": huge}]},
        {"claims": [{**claim, "after": huge}]},
    ):  # fmt: skip
        with pytest.raises(ExpressionError) as error:
            sheet({**data, **change})
        assert str(error.value).isprintable()
        assert len(str(error.value)) < 200


@pytest.mark.parametrize("digits", [400, 5000])
def test_a_number_of_so_many_digits_in_a_file_is_one_line_too(run, tmp_path, digits: int) -> None:
    for name, text in (
        ("sheet.json", '{"inputs": {"x": 9}, "expressions": ["y = x"], "loss": "y", "claims": []}'),
        ("sheet.toml", 'expressions = ["y = x"]\nloss = "y"\nclaims = []\n[inputs]\nx = 9\n'),
    ):
        (tmp_path / name).write_text(text.replace("9", "9" * digits))
        status, out, error = run("audit", str(tmp_path / name))
        assert (status, out) == (2, "")
        assert error.startswith(f"chainrule: {name}: ")
        assert "finite number" in error or "more digits than a float can hold" in error
        assert error.count("\n") == 1
        assert len(error) < 200


# --- quantities ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["∂e/∂a", "de/da", "∂e / ∂a", "d e/d a", "grad:a", "grad:∂e/∂a", "grad:de/da"])
def test_a_derivative_of_the_output_is_a_gradient(text: str) -> None:
    assert str(read_quantity(text, output="e")) == "grad:a"


def test_a_derivative_of_another_node_is_its_local_partial() -> None:
    assert str(read_quantity("∂c/∂a", output="e")) == "partial:c/a"
    assert str(read_quantity("dd/dx", output="d")) == "grad:x"
    assert str(read_quantity("da", output="a", default="grad")) == "grad:da"
    with pytest.raises(ExpressionError, match="is not a quantity"):
        read_quantity("a/b", output="a")


# --- arrays ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_key", [list, np.array, lambda rows: tuple(map(tuple, rows))])
def test_arrays_of_values_have_arrays_of_claims(as_key) -> None:
    weights = [[Value(1.0, "w11"), Value(2.0, "w12")], [Value(3.0, "w21"), Value(4.0, "w22")]]
    y = total([w * w for row in weights for w in row]).named("y")
    W, claims = as_key(weights), [["2", 4], [6.0, "9"]]
    for given in ([(W, claims)], ((W, np.array(claims, dtype=object)),)):
        report = audit(y, gradients=given)
        assert [str(row.claim.quantity) for row in report.rows] == ["grad:w11", "grad:w12", "grad:w21", "grad:w22"]
        assert verdicts(report) == ["right", "right", "right", "wrong"]  # ∂y/∂w = 2w
    if isinstance(W, tuple):
        assert verdicts(audit(y, gradients={W: claims})) == ["right", "right", "right", "wrong"]
    updated = audit(y, updates=[(W, [["0.8", "1.6"], ["2.4", "3.2"]])], learning_rate=0.1)  # w - 0.2 w
    assert updated.ok
    for wrong in ([["2", 4], [6.0]], ["2", "4"], "2"):
        with pytest.raises(OperandError, match="one claim for each node of an array"):
            audit(y, gradients=[(W, wrong)])


def test_the_items_of_a_list_are_claimed_by_its_name() -> None:
    L = parse("p = softmax([a, b]); L = -log(p[0]) - log(p[1])", a=1, b=2)
    first = 1 / (1 + math.e)
    report = audit(L, values={"p": [f"{first:.4f}", f"{1 - first:.4f}"]})
    assert [str(row.claim.quantity) for row in report.rows] == ["value:p[0]", "value:p[1]"]
    assert report.ok
    with pytest.raises(OperandError, match="one claim for each node of Value"):
        audit(L, values=[(L, ["1", "2"])])


# --- two claims about one quantity -----------------------------------------------------------------------------------


def test_each_of_two_claims_keeps_its_row_and_its_verdict_and_the_other_is_named() -> None:
    data = {"inputs": {"a": 2, "b": 1}, "expressions": ["c = a + b", "d = b + 1", "e = c*d"], "loss": "e"}
    printed = [("grad:b", "5"), ("grad:b", "3"), ("grad:b", "2"), ("grad:b", "3"), ("value:c", "3")]
    claims = [{"quantity": quantity, "printed": text} for quantity, text in printed]
    report = sheet({**data, "claims": claims}).audit()
    assert verdicts(report) == ["right", "wrong", "wrong", "wrong", "right"]
    assert [row.claim.printed.text for row in report.rows] == [text for _, text in printed]
    assert not any(row.follows_from for row in report.rows)
    for row in report.rows[1:4]:  # every cause gives this claim's own number, not that of another claim
        assert all(diagnosis.reproduces == row.claim.printed.value for diagnosis in row.diagnoses)
        assert row.diagnoses
    lines = str(report).splitlines()
    assert "      there are other claims: ∂e/∂b = 3, ∂e/∂b = 2 and ∂e/∂b = 3" in lines
    assert "      there are other claims: ∂e/∂b = 5, ∂e/∂b = 3 and ∂e/∂b = 3" in lines
    assert report.json()["claims"][2]["other_claims"] == ["5", "3", "3"]
    assert "other_claims" not in report.json()["claims"][4]


@pytest.mark.parametrize("order", [("3", "4"), ("4", "3")])
def test_what_follows_may_follow_from_either_of_two_claims(order) -> None:
    """c = a + b = 3: d = c² is 9, and 16 if c is 4."""
    e = {"inputs": {"a": 2, "b": 1}, "expressions": ["c = a + b", "d = c*c", "e = 2*d"], "loss": "e"}
    for d, e_printed, verdict in (("9", "18", "right"), ("16", "32", "follows")):
        claims = [("value:c", order[0]), ("value:c", order[1]), ("value:d", d), ("value:e", e_printed)]
        report = sheet({**e, "claims": [{"quantity": q, "printed": p} for q, p in claims]}).audit()
        expected = ["right" if text == "3" else "wrong" for text in order]
        assert verdicts(report) == [*expected, verdict, verdict]
        if verdict == "follows":
            assert [claim.printed.text for claim in report.rows[2].follows_from] == ["4"]


# --- what is not used, and what JSON cannot say ----------------------------------------------------------------------


def test_an_input_of_a_sheet_that_is_not_used_is_said() -> None:
    data = {"inputs": {"a": 2, "b": 1, "c": 7}, "expressions": ["y = a*b"], "loss": "y",
            "claims": [{"quantity": "grad:a", "printed": "1"}]}  # fmt: skip
    report = sheet(data).audit()
    assert report.ok
    assert str(report).endswith("1 claim: 1 right\nthe input c is not used")
    assert report.markdown().endswith("\n\nthe input c is not used\n")
    assert report.json()["notes"] == ["the input c is not used"]


def fail(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


def test_no_number_in_the_json_form_is_one_that_json_has_not(run, tmp_path) -> None:
    path = tmp_path / "sheet.json"
    # With b printed as 0 the next number on paper divides by zero, and a scale may lead beyond floats.
    data = {"inputs": {"a": 1e200, "b": 3}, "expressions": ["c = b - 2", "d = a/c", "e = d*2"], "loss": "e",
            "claims": [{"quantity": "value:c", "printed": "0"}, {"quantity": "value:d", "printed": "7"},
                       {"quantity": "value:e", "printed": "1", "scale": 1e200}]}  # fmt: skip
    path.write_text(json.dumps(data))
    status, out, error = run("audit", str(path), "--format", "json")
    assert (status, error) == (1, "")
    claims = json.loads(out, parse_constant=fail)["claims"]
    assert claims[2]["exact"] is None


# --- how a quantity is written, and how far off a number may be ------------------------------------------------------


@pytest.mark.parametrize(
    ("quantity", "text", "written", "needs_step"),
    [
        (Quantity("value", "z"), "value:z", "z", False),
        (Quantity("value", "z", 1), "value:z", "z after 1 step", True),
        (Quantity("value", "z", 2), "value:z", "z after 2 steps", True),
        (Quantity("grad", "w"), "grad:w", "∂L/∂w", False),
        (Quantity("grad", "w", 3), "grad:w", "∂L/∂w after 3 steps", True),
        (Quantity("partial", "w", of="z"), "partial:z/w", "∂z/∂w", False),
        (Quantity("d", "w", of="z"), "d:z/w", "∂z/∂w", False),
        (Quantity("path", "w", of="z/h"), "path:z/h/w", "∂z/∂w over h", False),
        (Quantity("path", "w", of="z/k/h"), "path:z/k/h/w", "∂z/∂w over k, h", False),
        (Quantity("update", "w"), "update:w", "new w", True),
        (Quantity("update", "w", 1), "update:w", "new w after 1 step", True),
        (Quantity("state", "w", of="v"), "state:v/w", "new v of w", True),
    ],
)
def test_a_quantity_is_written_as_in_a_sentence(quantity, text, written, needs_step) -> None:
    assert (str(quantity), quantity.written("L"), quantity.needs_step) == (text, written, needs_step)
    assert read_quantity(text, quantity.after, output="L") == quantity


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("partial:w", "'partial:w' needs two names: partial:CHILD/PARENT"),
        ("partial:a/b/c", "'partial:a/b/c' needs two names: partial:CHILD/PARENT"),
        ("d:w", "'d:w' needs two names: d:NAME/NAME"),
        ("d:a/", "'d:a/' needs two names: d:NAME/NAME"),
        ("state:w", "'state:w' needs what the update rule keeps, and a parameter: state:v/w"),
        ("path:a/b", "'path:a/b' needs three names or more: path:L/h/w"),
        ("path:a//b", "'path:a//b' needs three names or more: path:L/h/w"),
        *(
            (text, f"'{text}' is not a quantity: write value:NAME, grad:NAME, update:NAME, partial:CHILD/PARENT, "
             "d:NAME/NAME, path:NAME/NAME/NAME or state:WHAT/NAME")
            for text in ("slope:w", "w", "value:", "grad: ", ":w")
        ),
    ],
)  # fmt: skip
def test_what_is_no_quantity_is_told_how_to_be_one(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as error:
        read_quantity(text, output="L")
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("printed", "tolerance"),
    [("5", 0.5), ("52", 0.5), ("523", 1), ("0.5", 0.05), ("0.52", 0.005), ("0.523", 0.001), ("0.5…", 0.1),
     ("0.52...", 0.01), ("1.20e3", 10), ("1.2e3", 50)],
)  # fmt: skip
def test_of_one_or_two_digits_half_a_unit_and_of_more_a_whole_one(printed: str, tolerance: float) -> None:
    assert read_printed(printed).tolerance == pytest.approx(tolerance, rel=1e-12)


@pytest.mark.parametrize(
    ("printed", "units", "near", "far"),
    [
        # half a unit and a millionth of it
        ("0.25", 0.5, 0.255, 0.255 + 0.005 * 1.5e-6),
        ("0.25", 0.5, 0.255 + 0.005 * 0.5e-6, 0.2551),
        ("0.25", 0.5, 0.245, 0.245 - 0.005 * 1.5e-6),
        ("0.25", 1.0, 0.26, 0.2601),
        ("1.00e-10", 0.5, 1.0049e-10, 1.0051e-10),
        ("1.00e10", 0.5, 1.0049e10, 1.0051e10),
        ("-0.25", 0.5, -0.2549, -0.2551),
        # what a float leaves over: 1e-13 of the number, here 0.033 units
        ("3.33333333333", 0.5, 3.33333333333 + 0.52e-11, 3.33333333333 + 0.54e-11),
        # where digits are cut off, at least a unit
        ("0.6…", 0.5, 0.69, 0.71),
        ("0.6…", 2.0, 0.79, 0.81),
    ],
)
def test_a_number_shows_digits_up_to_so_many_units(printed: str, units: float, near: float, far: float) -> None:
    claim = Claim(Quantity("value", "y"), read_printed(printed))
    assert claim.printed.shows(near, units)
    assert claim.shows(near, units)
    assert not claim.printed.shows(far, units)
    assert not claim.shows(far, units)
    if units == 0.5:
        assert claim.shows(near)
        assert not claim.shows(far)
    scaled = Claim(Quantity("value", "y"), read_printed(printed), scale=-2.0)
    assert scaled.shows(near / -2, units)
    assert not scaled.shows(far / -2, units)
    assert scaled.implied == claim.printed.value / -2


@pytest.mark.parametrize(
    ("printed", "more", "extra", "near", "far"),
    [
        ("0.25", {}, 0.0, 0.2549, 0.2551),
        ("0.250", {}, 0.0, 0.2509, 0.2511),
        ("0.250", {}, 0.0, 0.25 + 0.001 * (1 + 0.5e-9), 0.25 + 0.001 * (1 + 1.5e-9)),
        ("0.250", {"tol_units": 3}, 0.0, 0.2529, 0.2531),
        ("0.250", {"tol_units": 0}, 0.0, 0.25, 0.250001),
        ("0.250", {}, 0.002, 0.2529, 0.2531),
        ("0.250", {"scale": -2.0}, 0.0, -0.12545, -0.12555),
        ("0.250", {"scale": -2.0}, 0.002, -0.12745, -0.12755),  # the room is in the quantity
        ("3.33333333333", {}, 0.0, 3.33333333333 + 1.02e-11, 3.33333333333 + 1.05e-11),
        ("1.00e-10", {}, 0.0, 1.009e-10, 1.011e-10),
    ],
)
def test_a_claim_accepts_what_comes_within_its_tolerance(printed, more, extra, near, far) -> None:
    claim = Claim(Quantity("value", "y"), read_printed(printed), **more)
    assert claim.accepts(near, extra)
    assert not claim.accepts(far, extra)
