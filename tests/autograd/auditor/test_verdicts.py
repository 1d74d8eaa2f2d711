"""The audit: verdicts on claims, the slips behind wrong ones, and what follows from them.

Right numbers come from the rules of calculus or from WORKED examples' published sheets, worked out by hand in comments.
"""

from __future__ import annotations

import json
import math

import pytest

from autograd import ExpressionError, OperandError, Value, audit, count_paths, parse, sigmoid, values
from autograd.auditor import sheet
from autograd.auditor.claims import Claim, Quantity, read_printed
from autograd.auditor.slips.tables.derivatives import DERIVATIVES
from autograd.auditor.slips.tables.operations import FORWARD
from autograd.auditor.verdicts import _close, _mixtures
from autograd.ops import TABLE, tanh


def one(report):
    """The only row of a report."""
    (row,) = report.rows
    return row


def test_the_digits_of_a_printed_number_set_how_far_off_it_may_be() -> None:
    assert read_printed("0.0772") == ("0.0772", 0.0772, 1e-4, 3)
    assert read_printed("-1.50e-3")[1:] == (-1.5e-3, 1e-5, 3)
    assert read_printed("\u22120.5").value == -0.5
    assert read_printed("1 234,5".replace(",", ".")).value == 1234.5
    assert read_printed(5)[2:] == (1.0, 1)
    assert read_printed(0.25)[0] == "0.25"


@pytest.mark.parametrize("text", ["", "x", "1.2.3", "nan", "inf", "0x10", "1e9999", "7e308", "--1", ".", "1,2,3"])
def test_what_is_no_printed_number_is_refused(text: str) -> None:
    with pytest.raises(OperandError, match="is not a printed number"):
        read_printed(text)


@pytest.mark.parametrize(
    ("printed", "exact", "right"),
    [
        ("0.5", 0.5499, True), ("0.5", 0.5501, False),  # half a unit for one digit and two
        ("0.50", 0.5049, True), ("0.50", 0.5051, False),
        ("0.500", 0.50099, True), ("0.500", 0.50101, False),  # a whole one for three
    ],
)  # fmt: skip
def test_half_a_unit_of_one_or_two_digits_is_forgiven_and_a_whole_one_of_more(printed, exact, right) -> None:
    assert Claim(Quantity("value", "x"), read_printed(printed)).accepts(exact) is right


def test_a_claim_may_say_itself_how_far_off_it_may_be() -> None:
    assert Claim(Quantity("value", "x"), read_printed("0.500"), tol_units=2).accepts(0.5019)
    assert not Claim(Quantity("value", "x"), read_printed("0.500"), tol_units=0.5).accepts(0.5009)


def test_a_forgotten_path_is_named_with_what_remains() -> None:
    a, b = values(a=2.0, b=1.0)
    e = ((a + b).named("c") * (b + 1).named("d")).named("e")
    report = audit(e, gradients={a: "2", b: "2"})
    assert [row.verdict for row in report.rows] == ["right", "wrong"]
    (diagnosis,) = report.rows[1].diagnoses
    assert diagnosis.slip == "path left out"
    assert diagnosis.sentence == "The path b -> d -> e is left out: 2 instead of 5"
    assert diagnosis.reproduces == 2
    assert not report.ok
    assert report.summary == "2 claims: 1 right, 1 wrong"


def test_a_path_counted_twice_is_named() -> None:
    e = parse("c = a + b; d = b + 1; e = c * d", a=2, b=1)
    row = one(audit(e, gradients={"b": "8"}))  # 2 + 3 + 3
    assert "The path b -> d -> e is counted twice: 8 instead of 5" in [d.sentence for d in row.diagnoses]


def test_values_partials_and_updates_are_claims_too() -> None:
    e = parse("c = a + b; d = b + 1; e = c * d", a=2, b=1)
    report = audit(e, values={"c": 3, "e": 6}, partials={("e", "c"): 2, ("c", "b"): 1}, updates={"b": "0.5"},
                   learning_rate=0.1)  # fmt: skip
    assert report.ok
    assert [str(row.claim.quantity) for row in report.rows] == [
        "value:c", "value:e", "update:b", "partial:e/c", "partial:c/b",
    ]  # fmt: skip


def test_a_wrong_partial_is_diagnosed() -> None:
    x = Value(0.3, "x")
    y = tanh(x).named("y")
    row = one(audit(y, partials={(y, x): "0.91"}))  # 1 - 0.3² = 0.91; right is 1 - tanh(0.3)² = 0.9151
    assert row.verdict == "wrong"
    assert row.diagnoses[0].slip == "derivative at the input"


def test_a_number_that_comes_from_a_wrong_one_follows_from_it() -> None:
    e = parse("c = a + b; d = c * c; e = d * 2", a=2, b=1)
    report = audit(e, values={"c": 4, "d": 16, "e": 32})
    assert [row.verdict for row in report.rows] == ["wrong", "follows", "follows"]
    assert [str(claim.quantity) for claim in report.rows[2].follows_from] == ["value:c", "value:d"]


def test_numbers_computed_with_all_digits_from_a_wrong_one_follow_from_it_however_they_are_rounded() -> None:
    """As a spreadsheet does it: exp(0.64) = 1.89648, exp(8·0.64) = 167.335; but 1.896**8 would be 167.0."""
    u = parse("s = a*b; t = exp(s); u = t**8", a=0.6, b=0.9)
    report = audit(u, values={"s": "0.64", "t": "1.896", "u": "167.3"})
    assert [row.verdict for row in report.rows] == ["wrong", "follows", "follows"]


def test_what_comes_from_a_wrong_probability_by_p_minus_t_follows_from_it() -> None:
    """The gradient of -log(softmax) by z is p - 1: (0.565 - 1)·0.5 with the p on paper, whatever exp(z) is."""
    L = parse("z = w*a; y = v*a; p = exp(z)/(exp(z) + exp(y)); L = -log(p)", w=0.5, v=0.1, a=0.5)
    report = audit(L, values={"p": "0.565"}, gradients={"w": "-0.2175"})
    assert [row.verdict for row in report.rows] == ["wrong", "follows"]


def test_rounding_carried_from_printed_numbers_is_called_rounding() -> None:
    # 50/3 = 16.66…, printed 16.6667; 16.6667·9 = 150.0003, while 50/3·9 = 150.
    e = parse("x = a / b; z = x * 9", a=50, b=3)
    report = audit(e, values={"x": "16.6667", "z": "150.0003"})
    assert [row.verdict for row in report.rows] == ["right", "rounding"]
    assert report.ok
    assert "carried rounding" in str(report)


# A 2-2-1 network as in any classroom, and its gradients worked out by the chain rule.
CLASSROOM = "z1=v11*x1+v12*x2; z2=v21*x1+v22*x2; h1=sigmoid(z1); h2=sigmoid(z2); o=sigmoid(u1*h1+u2*h2); L=(o-t)**2/2"
NUMBERS = {"v11": 0.15, "v12": 0.2, "v21": 0.25, "v22": 0.3, "x1": 0.5, "x2": 0.8, "u1": 0.4, "u2": -0.6, "t": 1.0}
Z1, Z2 = 0.15 * 0.5 + 0.2 * 0.8, 0.25 * 0.5 + 0.3 * 0.8
H1, H2 = 1 / (1 + math.exp(-Z1)), 1 / (1 + math.exp(-Z2))
OUT = 1 / (1 + math.exp(-(0.4 * H1 - 0.6 * H2)))
DELTA = (OUT - 1) * OUT * (1 - OUT)
DELTA1, DELTA2 = DELTA * 0.4 * H1 * (1 - H1), -DELTA * 0.6 * H2 * (1 - H2)


@pytest.mark.parametrize(
    ("quantity", "number", "says"),
    [
        ("v12", DELTA2 * 0.5, "This is the gradient of v21"),
        ("u1", DELTA * Z1, "z1 = 0.235 stands in place of h1"),
        ("z1", -DELTA * 0.6 * H1 * (1 - H1), "u2 = -0.6 stands in place of the local partial 0.4 at h1 -> o"),
        ("u1", DELTA * OUT * (1 - OUT) * H1, "The derivative of the sigmoid, O·(1 - O), is multiplied in twice"),
        ("v11", DELTA * (0.4 - 0.5 * DELTA * H1) * H1 * (1 - H1) * 0.5, "is taken with all the other weights updated"),
    ],
)
def test_slips_of_the_classroom_are_named(quantity: str, number: float, says: str) -> None:
    updates = {"u1": f"{0.4 - 0.5 * DELTA * H1:.5f}", "u2": f"{-0.6 - 0.5 * DELTA * H2:.5f}"}
    report = audit(
        parse(CLASSROOM, **NUMBERS), gradients={quantity: f"{number:.5f}"}, updates=updates, learning_rate=0.5
    )
    assert [row.verdict for row in report.rows] == ["wrong", "right", "right"]
    assert says in report.rows[0].diagnoses[0].sentence


def test_one_learning_rate_taken_for_another_is_one_slip() -> None:
    updates = {"u1": f"{0.4 - 0.3 * DELTA * H1:.5f}", "u2": f"{-0.6 - 0.3 * DELTA * H2:.5f}"}
    first, second = audit(parse(CLASSROOM, **NUMBERS), updates=updates, learning_rate=0.5).rows
    assert first.diagnoses[0].sentence.startswith("The learning rate is 0.3 instead of 0.5: 0.4 - 0.3·(-0.07405")
    assert (second.verdict, second.same_slip) == ("follows", True)


def test_a_slip_that_a_right_number_rules_out_is_not_named_first() -> None:
    """∂L/∂q is right, so the sigmoid after q was differentiated."""
    formula = "z=w*x; h=sigmoid(z); z2=w2*x; h2=sigmoid(z2); q=v*h+v2*h2; y=sigmoid(q); L=(y-1)**2"
    L = parse(formula, w=0.3, x=2, v=0.7, w2=-0.4, v2=0.9)
    claims = {"q": "-0.1426", "h": "-0.0998", "h2": "-0.1283", "z": "-0.0998", "z2": "-0.1283"}
    for row, place in zip(audit(L, gradients=claims).rows[3:], ("h", "h2"), strict=True):
        assert row.diagnoses[0].sentence.startswith(
            f"The derivative of the sigmoid, O·(1 - O), is left out, at {place}:"
        )


def test_a_right_gradient_on_paper_is_not_blamed_for_a_wrong_step() -> None:
    L = parse("z=w*x; h=sigmoid(z); q=v*h; y=sigmoid(q); L=(y-1)**2", w=0.3, x=2, v=0.7)
    _, row = audit(L, gradients={"v": "-0.1193"}, updates={"v": "0.6403"}, learning_rate=0.5).rows
    assert [diagnosis.slip for diagnosis in row.diagnoses] == ["sign of the step"]


@pytest.mark.parametrize(("printed", "value"), [("5,5", 5.5), ("0,123", 0.123), ("1,234", 1234.0), ("12,34", 12.34)])
def test_a_comma_is_a_decimal_comma_where_it_groups_no_thousands(printed: str, value: float) -> None:
    assert read_printed(printed).value == value


def test_a_slip_nobody_knows_gets_no_reason() -> None:
    row = one(audit(parse("sin(x**3 + 5)", x=1), gradients={"x": "7.123456"}))
    assert row.verdict == "wrong"
    assert row.diagnoses == ()
    assert "no slip known here gives 7.123456" in str(audit(parse("sin(x**3 + 5)", x=1), gradients={"x": "7.123456"}))


def test_several_slips_with_the_same_digits_are_all_listed_and_it_says_so() -> None:
    # ∂e/∂a = 0.501 + 0.499; without either path it prints as 0.50.
    report = audit(parse("d = a*b; f = a*c; e = d + f", a=1, b=0.501, c=0.499), gradients={"a": "0.50"})
    assert [diagnosis.sentence for diagnosis in report.rows[0].diagnoses][:2] == [
        "The path a -> d -> e is left out: 0.499 instead of 1",
        "The path a -> f -> e is left out: 0.501 instead of 1",
    ]
    assert "the digits of 0.50 cannot tell these apart" in str(report)


def test_two_slips_that_agree_at_this_point_only_are_both_listed() -> None:
    # d(x²)/dx at 2 is 4: 8 is 2·x² as well as 4 counted twice.
    found = one(audit(parse("x**2", x=2), gradients={"x": "8"})).diagnoses
    assert {"exponent not lowered", "path counted twice"} <= {diagnosis.slip for diagnosis in found}


DOCUMENT_002 = {
    "name": "0.5/0.8",
    "inputs": {"x1": 0.5, "x2": 0.8, "y": 1, "Wca": 0.1, "Wcb": 0.7, "Wda": 0.3, "Wdb": 0.2, "Wec": 0.4, "Wed": 0.6},
    "expressions": [
        "hc = Wca*x1 + Wcb*x2", "hd = Wda*x1 + Wdb*x2", "Oc = sigmoid(hc)", "Od = sigmoid(hd)",
        "he = Wec*Oc + Wed*Od", "Oe = sigmoid(he)", "L = (Oe - y)**2/2",
    ],
    "loss": "L",
    "learning_rate": 0.1,
    "params": ["Wca", "Wcb", "Wda", "Wdb", "Wec", "Wed"],
    "claims": [
        {"quantity": "value:Oe", "printed": "0.646870"},
        {"quantity": "value:Oe", "printed": "0.648366218", "after": 1},
        {"quantity": "value:L", "printed": "0.061823158", "after": 1},
    ],
}  # fmt: skip


def test_the_published_step_of_the_sigmoid_network_is_traced_to_h_1_minus_h_at_every_sigmoid() -> None:
    right, output, loss = sheet(DOCUMENT_002).audit().rows
    assert right.verdict == "right"
    assert output.verdict == "wrong"
    assert output.exact == pytest.approx(0.6483043874, abs=5e-11)
    assert output.diagnoses[0].slip == "derivative at the input"
    assert output.diagnoses[0].sentence.startswith("The sigmoid is differentiated as h·(1 - h)")
    assert "at every sigmoid" in output.diagnoses[0].sentence
    assert f"{output.diagnoses[0].reproduces:.9f}" == "0.648366218"
    assert loss.verdict == "follows"
    assert [claim.quantity.name for claim in loss.follows_from] == ["Oe"]


def test_each_of_the_two_published_numbers_alone_leads_to_the_same_slip() -> None:
    for claim, digits in (("Oe", "0.648366218"), ("L", "0.061823158")):
        data = {**DOCUMENT_002, "claims": [{"quantity": f"value:{claim}", "printed": digits, "after": 1}]}
        row = one(sheet(data).audit())
        assert row.diagnoses[0].slip == "derivative at the input"
        assert f"{row.diagnoses[0].reproduces:.9f}" == digits


def test_the_lost_sign_of_a_softplus_is_found() -> None:
    # -log σ(z) = ζ(-z); at z = 2 that is 0.126928, and ζ(2) = 2.126928.
    row = one(audit(parse("J = softplus(-z)", z=2), values={"J": "2.1269"}))
    assert row.diagnoses[0].slip == "sign lost"


def test_the_lost_minus_of_a_cross_entropy_is_found() -> None:
    row = one(audit(parse("J = -(y1*log(p1) + y2*log(p2))", y1=1, p1=0.7, y2=0, p2=0.3), values={"J": "-0.356675"}))
    assert row.diagnoses[0].slip == "sign lost"


def test_a_claim_that_no_derivative_bears_is_no_accident_for_the_rest() -> None:
    # c printed as -3.7 is wrong; c to the power of a half has no derivative there.
    data = {"inputs": {"a": 2}, "expressions": ["c = a*a", "r = c**0.5", "e = r*a"], "loss": "e", "learning_rate": 0.1,
            "params": ["a"]}  # fmt: skip
    claims = [("value:c", "-3.7", 0), ("value:r", "2", 0), ("grad:a", "4", 0), ("value:e", "2.56", 1)]
    listed = [{"quantity": q, "printed": printed, "after": after} for q, printed, after in claims]
    report = sheet({**data, "claims": listed}).audit()
    assert [row.verdict for row in report.rows] == ["wrong", "right", "right", "right"]


def test_a_million_paths_are_no_obstacle() -> None:
    x, w = values(x=1.01, w=0.5)
    y = x
    for _ in range(20):
        y = y * w + y * 0.6
    z = (y * x).named("z")
    z.backward()
    assert count_paths(z, x) > 1_000_000
    last = z.parents[0]
    without_direct_path = x.grad - z.partials[1]
    assert last is y
    row = one(audit(z, gradients={x: f"{without_direct_path:.6f}"}))
    assert row.diagnoses[0].slip == "path left out"
    assert "x -> z" in row.diagnoses[0].sentence


def test_every_slip_of_the_tables_is_about_an_operation_and_differs_from_the_right_rule() -> None:
    points = {1: (0.7,), 2: (0.7, 1.3), 4: (0.7, 1.3, -0.4, 0.9)}
    for name, wrong in DERIVATIVES.items():
        op = TABLE[name]
        operands = points[op.arity or 4]
        operands = (-0.7,) if name in ("relu", "absolute") else operands
        operands = (-0.7, 0.01) if name == "leaky_relu" else (1.7, 3.0) if name == "power" else operands
        out = op.forward(*operands)
        for slip in wrong:
            if (name, slip.slip) == ("relu", "derivative at the output"):
                operands, out = (0.7,), 0.7
            bent = slip.rule(out, *operands)
            assert len(bent) == len(operands)
            assert bent != op.partials(out, *operands), slip
    for name, replaced in FORWARD.items():
        op = TABLE[name]
        operands = (
            (1.7, 3.0)
            if name == "power"
            else (-0.7,)
            if name in ("relu", "negate", "absolute")
            else (-0.7, 0.01)
            if name == "leaky_relu"
            else points[op.arity or 4]
        )
        for slip in replaced:
            assert slip.rule(*operands) != op.forward(*operands), slip
            slip.sentence.format(a="a", b="b")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"gradients": {"q": 1}}, r"grad:q: there is no 'q' in the example \(it has x"),
        ({"values": {"x": "abc"}}, "'abc' is not a printed number"),
        ({"values": {"x": float("nan")}}, "a claim is a finite number or a string of digits, not nan"),
        ({"updates": {"x": 1}}, "a claim about a step needs the learning rate"),
        ({"updates": {"y": 1}, "learning_rate": 0.1}, "'y' is not an input, so a step cannot change it"),
        ({"after": {1: {"y": "1"}}, "learning_rate": 0.1}, "there is no parameter that a step changes"),
        ({"partials": {("y", "q"): 1}}, "partial:y/q: there is no 'q'"),
        ({"partials": {("x", "y"): 1}}, "partial:x/y: x is not computed from y directly"),
        ({"partials": {"y": 1}}, r"partials= has pairs \(child, parent\), not 'y'"),
        ({"gradients": [1, 2]}, "gradients= must map nodes to claims, such as {'b': '5'}, but is of type list"),
        ({"gradients": {3: 1}}, "a node is named by its label or given as a Value, not as 3"),
        ({"after": {-1: {"y": "1"}}, "learning_rate": 0.1}, "after= maps numbers of steps to claims, not -1"),
        ({"updates": {"x": 1}, "learning_rate": float("nan")}, "the learning rate is a finite number, not nan"),
        ({"values": {Value(1.0, "stranger"): 1}}, "stranger is not part of the computation of the output"),
    ],
)
def test_a_claim_about_nothing_is_one_clear_line(arguments, message) -> None:
    y = sigmoid(Value(0.5, "x")).named("y")
    with pytest.raises((ExpressionError, OperandError), match=message) as error:
        audit(y, **arguments)
    assert "\n" not in str(error.value)


def test_the_json_form_has_the_keys_it_promises() -> None:
    claims = [{"quantity": "value:Oe", "printed": "0.648366218", "after": 1}]
    data = sheet({**DOCUMENT_002, "claims": claims}).audit().json()
    data = json.loads(json.dumps(data))
    assert data["name"] == "0.5/0.8"
    (claim,) = data["claims"]
    assert set(claim) == {"quantity", "printed", "exact", "verdict", "follows_from", "diagnoses", "after"}
    assert set(claim["diagnoses"][0]) == {"slip", "sentence", "reproduces"}


def test_hostile_labels_do_nothing_in_any_format() -> None:
    x = Value(2.0, "<script>\x1b[31m|")
    y = (x * x).named("y\n## *bold*")
    report = audit(y, gradients={x: "2"})
    assert "\x1b" not in str(report)
    assert "<script>" not in report.markdown()
    assert "*bold*" not in report.markdown()
    assert len([line for line in report.markdown().splitlines() if line.startswith("|")]) == 3


def test_answers_of_a_sheet_are_never_read() -> None:
    plain = sheet(DOCUMENT_002).audit().json()
    with_answers = [{**claim, "exact": 7, "verdict": "right", "cause": "x"} for claim in DOCUMENT_002["claims"]]
    assert sheet({**DOCUMENT_002, "claims": with_answers}).audit().json() == plain


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"claims": [{"quantity": "value:Oe"}]}, r"claims\[0\] needs the keys quantity and printed"),
        ({"claims": [{"quantity": "slope:Oe", "printed": "1"}]}, "'slope:Oe' is not a quantity"),
        ({"claims": [{"quantity": "partial:Oe", "printed": "1"}]}, "needs two names"),
        ({"claims": [{"quantity": "value:Oe", "printed": "1", "after": -1}]}, "after is a number of steps"),
        ({"claims": [{"quantity": "value:Oe", "printed": "1", "scale": 0}]}, "scale cannot be 0"),
        (
            {"claims": [{"quantity": "value:Oe", "printed": "one"}]},
            r"claims\[0\]\.printed: 'one' is not a printed",
        ),
        ({"loss": "q"}, "loss = 'q' is not computed"),
        ({"inputs": {"x1": "a"}}, "inputs.x1 must be a finite number"),
        ({"inputs": []}, "inputs must be a table of names and numbers"),
        ({"expressions": "x"}, "expressions must be a list"),
        ({"expressions": ["__import__('os')"]}, "cannot be part of a formula"),
        ({"params": ["Oe"]}, "'Oe' is not an input"),
        ({"inputs": {"x1": 10**400}}, "inputs.x1 must be a finite number"),
        ({"claims": [{"quantity": "partial:/Oe", "printed": "1"}]}, "needs two names"),
    ],
)
def test_a_sheet_that_is_not_one_is_refused_in_one_line(change, message) -> None:
    with pytest.raises(ExpressionError, match=message) as error:
        sheet({**DOCUMENT_002, **change}).audit()
    assert "\n" not in str(error.value)


def test_a_step_in_a_sheet_needs_its_learning_rate() -> None:
    without = {key: value for key, value in DOCUMENT_002.items() if key != "learning_rate"}
    with pytest.raises(ExpressionError, match="a claim about a step needs the key 'learning_rate'"):
        sheet({**without, "claims": [{"quantity": "value:L", "printed": "0.06", "after": 1}]})


@pytest.mark.parametrize(
    ("effects", "numbers"),
    [
        ([], {10.0}),
        ([1.0], {10.0, 9.0}),
        ([1.0, 4.0], {10.0, 9.0, 6.0, 5.0}),
        ([0.0, -2.0], {10.0, 12.0}),
        ([math.inf], {10.0}),
        # of nine the smallest is left out, whatever its sign: 10 minus the sum of any of the others
        ([0.5, *(2.0**n for n in range(8))], {10.0 - n for n in range(256)}),
        ([*(2.0**n for n in range(8)), -0.5], {10.0 - n for n in range(256)}),
    ],
)
def test_each_rounded_number_is_used_as_printed_or_as_it_is(effects: list[float], numbers: set[float]) -> None:
    mixed = list(_mixtures(10.0, effects))
    assert len(mixed) == len(numbers)
    assert set(mixed) == numbers


@pytest.mark.parametrize(
    ("a", "b", "close"),
    [
        (1.0, 1.0, True), (1.0, 1 + 5e-13, True), (1.0, 1 + 2e-12, False), (0.0, 5e-301, True), (0.0, 1e-299, False),
        (math.nan, math.nan, True), (math.nan, 1.0, False), (1.0, math.nan, False), (math.inf, math.inf, True),
    ],
)  # fmt: skip
def test_numbers_are_the_same_up_to_what_a_float_leaves_over(a: float, b: float, close: bool) -> None:
    assert _close(a, b) is close
