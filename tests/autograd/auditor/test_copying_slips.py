"""Numbers copied wrongly: the wrong texts are made here from right ones worked out in plain Python."""

from __future__ import annotations

import math

import pytest

from autograd import audit, parse
from autograd.auditor import sheet


def sentences(formula, inputs, claims, name):
    """What is said of the claim about one node, among others."""
    report = audit(parse(formula, **inputs), values=claims)
    row = next(row for row in report.rows if row.claim.quantity.name == name)
    assert row.verdict == "wrong"
    return [diagnosis.sentence for diagnosis in row.diagnoses]


# exp(0.7112) + exp(0.2128) = 2.036433565 + 1.237137288 = 3.273570853
TOTAL = math.exp(0.7112) + math.exp(0.2128)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3.73571", "A digit is dropped: 3.273571 is printed as 3.73571"),
        ("3.27571", "A digit is dropped: 3.273571 is printed as 3.27571"),
        ("3.2757", "A digit is dropped: 3.27357 is printed as 3.2757"),
        ("3.2733571", "A digit too many is written: 3.273571 is printed as 3.2733571"),
        ("3.2703571", "A digit too many is written: 3.273571 is printed as 3.2703571"),
        ("-3.27571", "A digit is dropped: 3.273571 is printed as -3.27571; and its sign is lost"),
        ("3.473071", "Two digits are misprinted: 3.273571 is printed as 3.473071"),
    ],
)
def test_digits_dropped_doubled_and_changed_are_named(text: str, words: str) -> None:
    assert f"{TOTAL:.6f}" == "3.273571"
    said = sentences("s = exp(p) + exp(q); y = s*2", {"p": 0.7112, "q": 0.2128}, {"s": text}, "s")
    assert words in said


def test_a_last_digit_that_is_wrong_is_no_digit_lost() -> None:
    report = audit(parse("s = exp(p) + exp(q); y = s*2", p=0.7112, q=0.2128), values={"s": "3.273581"})
    assert not report.rows[0].diagnoses


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        # z = 0.78·h - 0.46·k, with h = 0.6534 and k = 0.5749
        (0.78 * 0.6543 - 0.46 * 0.5749, "two digits are transposed in copying, h = 0.6534 is read as 0.6543"),
        (math.exp(-4.751) * 0.31, "the decimal point slips one place right, n = -0.4751 is read as -4.751"),
        (0.78 * 0.654 - 0.46 * 0.5749, "a digit is dropped in copying, h = 0.6534 is read as 0.654"),
        (0.78 * 0.6834 - 0.46 * 0.5749, "h = 0.6534 is read as 0.6834"),
        (0.78 * 0.6543 - 0.46 * 0.5794, "two numbers are read wrongly, h = 0.6534 as 0.6543 and k = 0.5749 as 0.5794"),
    ],
)
def test_a_number_changed_on_the_way_into_the_next_line_is_named(wrong: float, words: str) -> None:
    inputs = {"v": 0.78, "w": -0.46, "h": 0.6534, "k": 0.5749}
    if "n = " in words:
        said = sentences("z = exp(n)*r; y = z**2", {"n": -0.4751, "r": 0.31}, {"z": f"{wrong:.9f}"}, "z")
    else:
        said = sentences("z = v*h + w*k; y = z**2", inputs, {"z": f"{wrong:.7f}"}, "z")
    assert any(words in sentence[0].lower() + sentence[1:] for sentence in said), said


def test_with_four_digits_only_well_known_confusions_are_named() -> None:
    inputs = {"v": 2.5, "w": -1.1, "h": 0.6534, "k": 0.5749}
    for digit, is_known in (("8", True), ("9", False), ("2", False)):
        wrong = 2.5 * float(f"0.6{digit}34") - 1.1 * 0.5749
        said = sentences("z = v*h + w*k; y = z**2", inputs, {"z": f"{wrong:.3f}"}, "z")
        assert any("is read as 0." in sentence for sentence in said) is is_known, (digit, said)


def test_the_number_of_the_line_above_copied_is_named() -> None:
    inputs = {"a": 0.31, "b": 0.82}
    claims = {"c": f"{math.exp(0.31):.5f}", "d": f"{math.exp(0.31):.5f}"}
    (*_, sentence) = sentences("c = exp(a); d = tanh(b); e = c*d", inputs, claims, "d")
    assert sentence == "This is the number of the line above, c = 1.36343, copied"


def test_a_number_computed_from_the_printed_one_is_not_its_cause() -> None:
    # l = y + b·n; h = l, as c is 1; l printed as 1.8 instead of 0.81, and h = 1.8 computed from that
    data = {"inputs": {"y": 0.9, "b": 0.1, "n": -0.9, "c": 1}, "expressions": ["l = y + b*n", "h = c*l", "e = h**2"]}
    claims = [{"quantity": "value:l", "printed": "1.8"}, {"quantity": "value:h", "printed": "1.8"}]
    first, second = sheet({**data, "loss": "e", "claims": claims}).audit().rows
    assert (first.verdict, second.verdict) == ("wrong", "follows")
    assert not any("This is h" in diagnosis.sentence for diagnosis in first.diagnoses)
    # What it rightly is may be the cause all the same: s printed as s + b is.
    data = {"inputs": {"a": 0.54, "b": 0.1}, "expressions": ["s = a*1", "z = s + b", "e = z**2"]}
    claims = [{"quantity": "value:s", "printed": "0.64"}, {"quantity": "value:z", "printed": "0.74"}]
    first, _ = sheet({**data, "loss": "e", "claims": claims}).audit().rows
    assert first.diagnoses[0].sentence == "This is z = 0.64, not s"


def test_one_wrong_operation_at_every_node_of_a_kind_is_one_slip() -> None:
    # l = -(log p + log q)/2 with both logarithms to base 10
    wrong = -(math.log10(0.3) + math.log10(0.6)) / 2
    said = sentences("l = -(log(p) + log(q))/2; e = 3*l", {"p": 0.3, "q": 0.6}, {"l": f"{wrong:.6f}"}, "l")
    assert "The logarithm of p and q is taken to base 10, at every log: " in said[0]
    # E = r²/2 + s²/2 with the ½ forgotten twice
    said = sentences("E = r**2/2 + s**2/2; e = E*3", {"r": 0.31, "s": 0.57}, {"E": f"{0.31**2 + 0.57**2:.6f}"}, "E")
    assert any("division by 2 is left out, at every divide" in sentence for sentence in said), said


def test_the_decimal_point_may_slip_in_a_number_that_was_rounded_on_the_way() -> None:
    # 0.5523·0.4477·9 = 2.22538, and with the rounded numbers on paper 0.55·0.45·9 = 2.2275: 2.226 lies between.
    claims = {"a": "0.55", "b": "0.45", "y": "0.2226"}
    (sentence, *_) = sentences("a = p*1; b = q*1; y = a*b*9", {"p": 0.5523, "q": 0.4477}, claims, "y")
    assert sentence == "The decimal point slipped one place left: 2.226 is printed as 0.2226"


@pytest.mark.parametrize("printed", ["123", "1234", "-99999", "100", "0.001", "1e20"])
def test_a_printed_number_of_many_digits_where_one_is_meant_is_no_error(printed) -> None:
    # u = 3·0.25 = 0.75: without places behind the point that is the one digit 1, of which none can be dropped.
    report = audit(parse("u = 3*x; y = u*x", x=0.25), values={"u": printed})
    assert [row.verdict for row in report.rows] == ["wrong"]


#: log(0.3), with seven digits: of so many any digit may be another.
CLAIMED = {"quantity": "y", "printed": "-1.203973"}


@pytest.mark.parametrize("size", [1e17, 1e300, 1.7e307, 1.25e-300])
def test_a_number_written_with_a_power_of_ten_is_misread_in_its_own_digits(size: float) -> None:
    """Of 1e17 no digit can be left out, and of 1.7e307 the point cannot slip two places to the right."""
    expressions = ["y = -(a*log(b) + c*log(d))"]
    inputs = {"a": 0.0, "b": 0.7, "c": 7.0, "d": size}
    (row,) = sheet({"expressions": expressions, "inputs": inputs, "claims": [CLAIMED]}).audit().rows
    assert row.verdict == "wrong"
