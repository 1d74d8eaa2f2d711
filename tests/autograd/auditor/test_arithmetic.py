"""Where the arithmetic of a wrong number fails, for numbers no slip explains: worked by hand, or from pages."""

from __future__ import annotations

import pytest

from autograd import ops
from autograd.auditor import Claim, Quantity, read_printed, sheet
from autograd.auditor.arithmetic import OPERATIONS, PLACES, SENTENCES, Arithmetic, _beginning, _operation
from autograd.auditor.example import Example
from autograd.auditor.report import Report
from autograd.auditor.worked import Worked
from autograd.expression import evaluate


def report(claims: dict[str, str], expressions: list[str], inputs: dict[str, float], **more: object) -> Report:
    given = {"inputs": inputs, "expressions": expressions, "loss": expressions[-1].partition(" =")[0], **more}
    return sheet({**given, "claims": [{"quantity": q, "printed": p} for q, p in claims.items()]}).audit()


def said(claims: dict[str, str], expressions: list[str], inputs: dict[str, float], **more: object) -> str:
    """What is said of the last claim."""
    row = report(claims, expressions, inputs, **more).rows[-1]
    assert (row.verdict, row.diagnoses) == ("wrong", ())
    assert row.arithmetic is not None
    return row.arithmetic.sentence


NEURON = ["z = w*x + b", "o = sigmoid(z)", "L = (o - t)**2/2"]
NUMBERS = {"w": 0.8, "x": 1.5, "b": 0.25, "t": 0.0}


def test_of_a_value_the_operation_is_named_that_gives_another_number() -> None:
    # 1.2 + 0.25 = 1.45, and 1/(1 + e^-1.45) = 0.80999835.
    assert said({"value:z": "1.45", "value:o": "0.719"}, NEURON, NUMBERS) == (
        "sigmoid(1.45) = 0.809998 from the numbers printed before it; 0.719 is an arithmetic slip in this sigmoid"
    )
    assert said({"value:z": "1.7236"}, NEURON, NUMBERS) == (
        "0.8·1.5 + 0.25 = 1.45; 1.7236 is an arithmetic slip in this sum of products"
    )


@pytest.mark.parametrize(
    ("expression", "printed", "sentence"),
    [
        ("a*b", "2.3561", "3.1·0.7 = 2.17; 2.3561 is an arithmetic slip in this product"),
        ("a + b + c", "4.2173", "3.1 + 0.7 + 0.2 = 4; 4.2173 is an arithmetic slip in this sum"),
        ("a - b", "2.8217", "3.1 - 0.7 = 2.4; 2.8217 is an arithmetic slip in this difference"),
        ("d/b", "2.9213", "1.9 / 0.7 = 2.714286; 2.9213 is an arithmetic slip in this quotient"),
        ("a**3", "25.713", "3.1³ = 29.791; 25.713 is an arithmetic slip in this power"),
        ("exp(a)", "24.3177", "exp(3.1) = 22.197951; 24.3177 is an arithmetic slip in this exponential"),
        ("tanh(b)", "0.71918", "tanh(0.7) = 0.6043678; 0.71918 is an arithmetic slip in this tanh"),
        ("log(a)", "1.27193", "log(3.1) = 1.1314021; 1.27193 is an arithmetic slip in this logarithm"),
    ],
)
def test_each_operation_has_its_name(expression, printed, sentence) -> None:
    inputs = {"a": 3.1, "b": 0.7, "c": 0.2, "d": 1.9}
    assert said({"value:L": printed}, [f"L = {expression}"], inputs) == sentence


def test_of_a_gradient_it_is_the_product_of_what_is_printed_before_it() -> None:
    # A page prints δ = -2.244 and h = 0.622, and their product as -1.394.
    two = ["h = a*1", "o = w2*h", "L = (0.5 - o)**2"]
    inputs = {"a": 0.622, "w2": 2.6078778135}
    claims = {"value:h": "0.622", "grad:o": "2.244", "grad:w2": "1.3739"}
    assert said(claims, two, inputs) == (
        "2.244·0.622 = 1.395768 from the numbers printed before it; 1.3739 is an arithmetic slip in this product"
    )


def test_the_shallowest_formula_is_taken_whose_operands_are_all_printed_or_given() -> None:
    # o = 0.8099984 (0.81), L = o²/2: ∂L/∂o = o, ∂o/∂z = o(1 - o), ∂z/∂w = 1.5.
    claims = {"value:o": "0.8100", "grad:w": "0.2571"}
    assert said(claims, NEURON, NUMBERS).startswith("(0.81 - 0)·0.81·(1 - 0.81)·1.5 = 0.186988 from")
    claims = {"value:o": "0.8100", "grad:z": "0.1247", "grad:w": "0.2571"}
    assert said(claims, NEURON, NUMBERS).startswith("0.1247·1.5 = 0.18705 from the numbers printed")


def test_of_a_gradient_over_two_paths_it_is_the_sum_of_products() -> None:
    # e = c·d with c = a + b = 3, d = b² = 4: ∂e/∂b = d·1 + c·2b = 4 + 12 = 16; the 4 and the 3 are printed.
    claims = {"grad:c": "4", "grad:d": "3", "grad:b": "17.3719"}
    assert said(claims, ["c = a + b", "d = b**2", "e = c*d"], {"a": 1, "b": 2}) == (
        "4 + 2·3·2 = 16 from the numbers printed before it; 17.3719 is an arithmetic slip in this sum of products"
    )


def test_of_an_update_it_is_the_step_and_of_a_local_partial_its_rule() -> None:
    claims = {"grad:w": "0.18699", "update:w": "0.69913"}
    step = said(claims, NEURON, NUMBERS, learning_rate=0.1, params=["w"])
    assert step.startswith("0.8 - 0.1·0.18699 = 0.781301 from the numbers printed before it; 0.69913 is an arithmetic")
    # 0.419·(1 - 0.419) = 0.243439, printed as 0.230 on a published page.
    of = {"value:o": "0.419", "partial:o/z": "0.2173"}
    local = said(of, ["o = sigmoid(z)", "L = o*1"], {"z": -0.326891})
    assert local == (
        "0.419·(1 - 0.419) = 0.243439 from the numbers printed before it; 0.2173 is an arithmetic slip in this product"
    )


def test_what_is_off_by_a_few_units_of_the_last_digit_is_told_in_lighter_words() -> None:
    inputs = {"x": 0.675}
    rounded = said({"value:L": "0.6625"}, ["L = sigmoid(x)"], inputs)
    assert rounded == "sigmoid(0.675) = 0.662622; 0.6625 is rounded wrongly"
    last = said({"value:L": "0.6621"}, ["L = sigmoid(x)"], inputs)
    assert last == "sigmoid(0.675) = 0.662622; 0.6621 is off by 5 units of its last digit"


def test_it_is_no_cause_and_not_said_where_a_slip_explains_the_digits() -> None:
    page = report({"value:z": "1.45", "value:o": "0.719"}, NEURON, NUMBERS)
    claim = page.json()["claims"][1]
    assert claim["diagnoses"] == []
    assert claim["arithmetic"] == {
        "sentence": page.rows[1].arithmetic.sentence, "formula": "sigmoid(1.45)", "operation": "sigmoid",
        "gives": pytest.approx(0.8099983, abs=1e-6),
    }  # fmt: skip
    assert "sigmoid(1.45) = 0.809998 from the numbers printed before it" in str(page)
    explained = report({"value:z": "1.45", "value:o": "-0.810"}, NEURON, NUMBERS)
    assert explained.rows[1].diagnoses
    assert explained.rows[1].arithmetic is None
    assert "arithmetic" not in explained.json()["claims"][1]


def test_of_a_long_computation_from_nothing_but_inputs_nobody_can_say_it() -> None:
    (row,) = report({"grad:w": "0.3141"}, NEURON, NUMBERS).rows
    assert row.arithmetic is None
    chain = [f"v{i} = tanh(v{i - 1}*w + v{i - 1})" if i else "v0 = tanh(x*w)" for i in range(300)]
    (row,) = report({"grad:w": "0.3141"}, chain, {"x": 0.3, "w": 0.2}).rows
    assert row.arithmetic is None


def test_a_number_may_be_off_by_more_units_of_its_last_digit_than_a_float_holds() -> None:
    (row,) = report({"value:z": "-1e-300"}, ["z = w*x"], {"w": 1e200, "x": 1e100}).rows
    assert row.verdict == "wrong"


def test_every_sentence_has_the_same_fields_and_every_operation_a_place() -> None:
    fields = {"formula": "", "result": "", "printed": "", "place": "", "units": ""}
    assert all("{" not in template.format(**fields) for template in SENTENCES.values())
    assert set(OPERATIONS.values()) <= set(PLACES)


# --- operations, and how a formula begins ----------------------------------------------------------------------------

A, B = Worked.number(3), Worked.number(2)


@pytest.mark.parametrize(
    ("worked", "operation"),
    [
        (A, "computation"),
        (A + B, "sum"),
        (A + B + A, "sum"),
        (A - B - A, "sum"),
        (A - B + A, "sum"),
        (-(A + B), "sum"),
        (A - B, "difference"),
        (A * B, "product"),
        (A * B * A, "product"),
        (-(A * B), "product"),
        ((A + B) * B, "product"),
        (A / B * A, "product"),
        (A / B, "quotient"),
        ((A + B) / B, "quotient"),
        (A * B + A, "sum of products"),
        (A - A * B, "sum of products"),
        (A / B + A / B, "sum of products"),
        (ops.dot([A, B], [B, A]), "sum of products"),
        (A**2, "power"),
        (A**B, "power"),
        (ops.exp(A), "exponential"),
        (ops.log(A), "logarithm"),
        (ops.logsumexp([A, B]), "logarithm"),
        (ops.sqrt(A), "square root"),
        (ops.sin(A), "sine"),
        (ops.cos(A), "cosine"),
        (ops.sigmoid(A), "sigmoid"),
        (ops.tanh(A), "tanh"),
        (ops.relu(A), "relu"),
        (ops.exp(A + B), "computation"),
        (ops.exp(A) + B, "computation"),
        (ops.sqrt(A) * B, "computation"),
        (ops.sinh(A), "computation"),
    ],
)
def test_the_operation_is_named_as_closely_as_one_can(worked: Worked, operation: str) -> None:
    assert _operation(worked) == operation
    assert operation in PLACES


@pytest.mark.parametrize(
    ("formula", "written"),
    [
        ("(-3)·2", "-3·2"),
        ("(-3) + 2", "-3 + 2"),
        ("(-3)", "-3"),
        ("(-1.5e-03)·2", "-1.5e-03·2"),
        ("(-3)·(-2)", "-3·(-2)"),
        ("(-3)²", "(-3)²"),
        ("(-3)**2", "(-3)**2"),
        ("(-3 + 2)·2", "(-3 + 2)·2"),
        ("(3)·2", "(3)·2"),
        ("(-x)·2", "(-x)·2"),
        ("2·(-3)", "2·(-3)"),
        ("-3·2", "-3·2"),
        ("3 + 2", "3 + 2"),
    ],
)
def test_a_negative_number_in_front_needs_no_parentheses(formula: str, written: str) -> None:
    assert _beginning(formula) == written


def failed(printed: str, a: float, b: float, expression: str = "a*b") -> str:
    named = evaluate(f"L = {expression}", {"a": a, "b": b}).named
    given = Example(named, named["L"])
    claim = Claim(Quantity("value", "L"), read_printed(printed))
    found = Arithmetic(given, {}).failure(claim, given.nodes[given.output].data)
    return "" if found is None else found.sentence


@pytest.mark.parametrize(
    ("printed", "a", "says"),
    [
        # 0.7·3.1 = 2.17; with fractions of the last digit in a.
        ("2.1701", 3.1, ""),  # one unit of the last place is carried rounding
        ("2.1700", 3.10022, "2.170154; 2.1700 is rounded wrongly"),  # 1.54 units
        ("2.1700", 3.10024, "2.170168; 2.1700 is off by 2 units of its last digit"),  # 1.68 units
        ("2.1709", 3.1, "2.17; 2.1709 is off by 9 units of its last digit"),
        ("2.1691", 3.1, "2.17; 2.1691 is off by 9 units of its last digit"),
        ("2.1710", 3.1, "2.17; 2.1710 is an arithmetic slip in this product"),
        ("2.1", 3.1, "2.17; 2.1 is rounded wrongly"),  # two digits may be off by half a unit
        ("2.2", 3.1, ""),
        ("3", 3.1, "2.17; 3 is an arithmetic slip in this product"),  # of one digit nothing else is said
        ("5", 3.1, "2.17; 5 is an arithmetic slip in this product"),
    ],
)
def test_how_many_units_a_number_is_off_says_what_it_is(printed: str, a: float, says: str) -> None:
    sentence = failed(printed, a, 0.7)
    assert sentence.partition(" = ")[2] == says


@pytest.mark.parametrize(
    ("printed", "result"),
    [
        ("4.2", "4.42857"), ("4.219", "4.42857"), ("4.2199", "4.428571"), ("4.219913", "4.42857143"),
        ("4.219913572", "4.42857142857"), ("4.21991357291", "4.42857142857"),
    ],
)  # fmt: skip
def test_the_result_is_told_with_two_digits_more_than_were_printed(printed: str, result: str) -> None:
    assert failed(printed, 3.1, 0.7, "a/b").startswith(f"3.1 / 0.7 = {result}; {printed} is ")  # 31/7 = 4.428571428571…
