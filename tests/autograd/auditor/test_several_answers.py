"""Where the digits cannot tell slips apart: all are listed, what people do most often first, each told once."""

from __future__ import annotations

from autograd import audit, parse


def told(formula: str, numbers: dict[str, float], key: str, printed: str, **more: object) -> list[str]:
    """What is said of one gradient."""
    report = audit(parse(formula, **numbers), gradients={key: printed}, **more)  # type: ignore[arg-type]
    (row,) = report.rows
    return [diagnosis.sentence for diagnosis in row.diagnoses]


def test_slips_that_give_the_same_number_are_all_listed_and_it_says_that_it_cannot_tell_them_apart() -> None:
    # x2 = 2·x1: a path counted twice and x2 taken for x1 give the same gradient, 0.75·2.468 = 1.851.
    formula = "p = w1*x1; q = w2*x2; z = p + q; L = z*a"
    numbers = {"w1": 0.31, "x1": 1.234, "w2": 0.77, "x2": 2.468, "a": 0.75}
    report = audit(parse(formula, **numbers), gradients={"w1": "1.8510"})
    said = [diagnosis.sentence for diagnosis in report.rows[0].diagnoses]
    assert any("counted twice" in sentence for sentence in said)
    assert any("x2 = 2.468 stands in place of the local partial 1.234" in sentence for sentence in said)
    assert "the digits of 1.8510 cannot tell these apart" in str(report)


def test_of_two_numbers_alike_the_one_of_the_same_family_is_taken() -> None:
    # ∂L/∂x1 = w1·a; w2 and x2 are the same number, and stand in place of w1: w2 is what one misreads.
    formula = "z = w1*x1 + w2*x2 + x3; L = z*a"
    for order in (("x2", "w2"), ("w2", "x2")):
        numbers = {"a": 0.75, **dict.fromkeys(order, 0.8317), "w1": 0.3127, "x1": 1.4, "x3": 0.1}
        first = told(formula, numbers, "x1", "0.62378")[0]  # 0.8317·0.75 = 0.623775
        assert first.startswith(("w2 = 0.8317 stands in place of", "This is the gradient of x2")), first
        assert not any("x2 = 0.8317 stands" in sentence for sentence in told(formula, numbers, "x1", "0.62378"))


def test_the_learning_rate_left_out_and_taken_ten_times_too_large_are_both_listed_where_it_is_a_tenth() -> None:
    e = parse("e = b*b*b", b=1.3)
    report = audit(e, updates={"b": "-3.7700"}, learning_rate=0.1)  # 1.3 - 3·1.69
    said = [diagnosis.sentence for diagnosis in report.rows[0].diagnoses]
    assert said[0].startswith("The learning rate is left out")
    assert any("ten times too large" in sentence for sentence in said)


def test_one_slip_is_told_once() -> None:
    # b = 0.10475 after the step is read as 0.1: its old value, or rounded, which is the same.
    e = parse("z = w*x + b; L = z*z", w=0.5, x=1.2, b=0.1)
    after = {1: {"z": "0.6431"}}
    report = audit(e, updates={"w": "0.45255", "b": "0.06475"}, after=after, learning_rate=0.0252)
    assert len({diagnosis.slip for diagnosis in report.rows[-1].diagnoses}) == len(report.rows[-1].diagnoses)


def test_an_invented_name_comes_with_its_formula() -> None:
    assert told("(a+b)*(b+1)", {"a": 2, "b": 1}, "b", "2") == [
        "The path b -> d -> e is left out: 2 instead of 5 (d = b + 1)"
    ]
    named = told("c = a + b; d = b + 1; e = c*d", {"a": 2, "b": 1}, "b", "2")
    assert named == ["The path b -> d -> e is left out: 2 instead of 5"]


def test_an_operand_without_a_name_is_written_out() -> None:
    # ∂/∂x (2x - 3)² at x = 2.2 with the exponent not lowered: 2·(2x - 3)²·2 = 7.84; right is 5.6.
    said = told("u = x*1; L = (2*u - 3)**2 + u*0", {"x": 2.2}, "x", "7.84")
    assert said
    assert not any("…" in sentence for sentence in said)
    assert any("(2·u - 3)²" in sentence for sentence in said)
