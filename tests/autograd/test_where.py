"""where(condition, a, b): value and gradient of the arm that is chosen, and nothing of the other, in every mode.

Expected numbers are those of the piece that is chosen, written by hand, of numpy.where, or from mathematics.
"""

from __future__ import annotations

import math
from copy import deepcopy

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd import (
    ChainruleError,
    OperandError,
    TooLargeError,
    TraceError,
    UndefinedError,
    Value,
    audit,
    compile,
    derivative,
    draw,
    exp,
    explain,
    explore,
    grad,
    gradcheck,
    hessian,
    jvp,
    log,
    ops,
    parse,
    paths,
    sqrt,
    topological_order,
    value_and_grad,
    values,
    where,
)
from autograd.auditor import sheet
from autograd.expression import evaluate
from autograd.program import bound

# --- a choice made once ----------------------------------------------------------------------------------------------


def test_only_the_arm_that_is_chosen_runs() -> None:
    x = Value(-1.0, "x")
    assert where(x > 0, lambda: log(x), 0.0) == 0.0
    assert where(x < 0, lambda: x * x, lambda: log(x)).data == 1.0
    assert where(True, x, 2.0) is x
    assert where(numpy.bool_(False), x, 2.0) == 2.0
    assert where(0, 1.0, 2.0) == 2.0


@pytest.mark.parametrize("x", [-2.0, -1e-300, 0.0, 1e-300, 3.0])
def test_value_and_gradient_are_those_of_the_piece(x: float) -> None:
    def f(v):
        return where(v > 0, lambda: log(v), lambda: 3 * v)

    expected = (math.log(x), 1 / x) if x > 0 else (3 * x, 3.0)
    assert value_and_grad(f)(x) == pytest.approx(expected, rel=1e-15)
    assert jvp(f, x, 2.0) == pytest.approx((expected[0], 2 * expected[1]), rel=1e-15)
    assert grad(lambda v: where(v > 0, 1.0, 2.0))(x) == 0.0


def test_second_derivatives_and_gradcheck() -> None:
    def f(v):
        return where(v > 1, lambda: v**3, lambda: v**2)

    assert [grad(grad(f))(x) for x in (0.5, 2.0)] == [2.0, 12.0]
    assert gradcheck(f, 0.5)
    assert gradcheck(f, 2.0)


def test_the_condition_may_be_an_array() -> None:
    x = numpy.array([-1.0, 0.0, 2.0])
    assert where(x > 0, x, -x).tolist() == [1.0, 0.0, 2.0]
    assert where(x > 0, 1.0, 0.0).tolist() == [0.0, 0.0, 1.0]
    nodes = numpy.array([Value(v) for v in x])
    chosen = where(nodes > 0, nodes * 3, 0.0)
    assert [getattr(entry, "data", entry) for entry in chosen] == [0.0, 0.0, 6.0]
    w = Value(2.0, "w")
    assert [getattr(entry, "data", entry) for entry in where(x > 0, w, x)] == [-1.0, 0.0, 2.0]


@pytest.mark.parametrize("condition", [2, -2, 0.5, math.nan, None, "x > 0"])
def test_what_is_no_condition_is_refused(condition) -> None:
    with pytest.raises(OperandError, match=r"^the condition of where is a comparison, such as x > 0, not"):
        where(condition, 1.0, 2.0)


def test_functions_cannot_be_arms_of_an_array() -> None:
    with pytest.raises(
        OperandError,
        match=r"^where of an array has no functions as arms: each of its entries may choose the other one$",
    ):
        where(numpy.array([True, False]), lambda: 1.0, 2.0)


# --- recorded: comparisons of Values, in formulas --------------------------------------------------------------------

FORMULAS = [
    ("where(x > 0, log(x), x**2)", lambda x: x > 0, (math.log, lambda x: 1 / x), (lambda x: x**2, lambda x: 2 * x)),
    ("where(x ≤ -1, sqrt(x), 2x)", lambda x: x <= -1, (math.sqrt, None), (lambda x: 2 * x, lambda x: 2.0)),
    ("where(x != 0, 1/x, 0)", lambda x: x != 0, (lambda x: 1 / x, lambda x: -1 / x**2), (lambda x: 0.0, lambda x: 0.0)),
    ("where(|x| < 1, asin(x), 3)", lambda x: abs(x) < 1, (math.asin, lambda x: 1 / math.sqrt(1 - x * x)),
     (lambda x: 3.0, lambda x: 0.0)),
    ("where(0 < x < 1, log(x) + log(1 - x), x)", lambda x: 0 < x < 1,
     (lambda x: math.log(x) + math.log(1 - x), lambda x: 1 / x - 1 / (1 - x)), (lambda x: x, lambda x: 1.0)),
    ("L = log(x); where(x >= 2, L, where(x == 0.5, x, exp(x)))", lambda x: x >= 2, (math.log, lambda x: 1 / x),
     (lambda x: x if x == 0.5 else math.exp(x), lambda x: 1.0 if x == 0.5 else math.exp(x))),
]  # fmt: skip


@pytest.mark.parametrize("x", [-3.0, -0.5, 0.0, 0.5, 1.0, 2.0, 5.0])
@pytest.mark.parametrize(("formula", "holds", "first", "second"), FORMULAS)
def test_in_a_formula_the_other_arm_may_be_undefined(formula: str, holds, first, second, x: float) -> None:
    value, slope = first if holds(x) else second
    if slope is None:
        with pytest.raises(UndefinedError, match=rf"sqrt\(x\) is undefined at x = {x:.0f}"):
            parse(formula, x=x)
        return
    leaf = Value(x, "x")
    y = parse(formula, x=leaf)
    assert y.data == pytest.approx(value(x), rel=1e-15)
    y.backward()
    assert leaf.grad == pytest.approx(slope(x), rel=1e-14)
    assert derivative(y, leaf).data == pytest.approx(slope(x), rel=1e-14)

    def function(v):
        return parse(formula, x=v)

    assert grad(function)(x) == pytest.approx(slope(x), rel=1e-14)
    assert jvp(function, x, 1.0)[1] == pytest.approx(slope(x), rel=1e-14)
    assert sum(path.product for path in paths(y, leaf)) == pytest.approx(slope(x), rel=1e-14)
    assert sum(path.product for path in paths(y, leaf, largest_first=True)) == pytest.approx(slope(x), rel=1e-14)
    assert explain(y).chain[0].total == pytest.approx(slope(x), rel=1e-14)
    assert audit(y, gradients={leaf: repr(slope(x))}).ok
    draw(y)
    explore(y)
    assert deepcopy(y).data == y.data


@pytest.mark.parametrize(("x", "second"), [(2.0, -0.25), (-2.0, 2.0), (0.0, 2.0)])
def test_second_derivatives_of_a_formula(x: float, second: float) -> None:
    def function(v):
        return parse("where(x > 0, log(x), x²)", x=v)

    assert grad(grad(function))(x) == second
    assert hessian(function)(x) == second
    assert gradcheck(function, x or 1.0)


def test_what_arrives_undefined_does_not_reach_the_arm_that_is_not_chosen() -> None:
    """The slope of the root is infinite at 0, and where(x > 0, x, 0) is 0 around x = -1."""
    assert grad(lambda v: parse("sqrt(where(x > 0, x, 0))", x=v))(-1.0) == 0.0
    assert jvp(lambda v: parse("sqrt(where(x > 0, x, 0))", x=v), -1.0, 1.0) == (0.0, 0.0)
    assert derivative(parse("sqrt(where(x > 0, x, 0))", x=(x := Value(-1.0))), x).data == 0.0
    with pytest.raises(UndefinedError, match=r"^the derivative of sqrt"):
        grad(lambda v: parse("sqrt(where(x >= 0, x, 0))", x=v))(0.0)


REFUSED = [
    ("where(x > 0, x, log(x))", UndefinedError, r"log\(x\) is undefined at x = -1"),
    ("where(log(x) > 0, 1, 2)", UndefinedError, r"log\(x\) is undefined at x = -1"),
    ("L = log(x); where(x > 0, 1, 2)", UndefinedError, r"log\(x\) is undefined at x = -1"),
    ("L = log(x); where(x > 0, L, 2) + L", UndefinedError, r"log\(x\) is undefined at x = -1"),
    ("where(x < 0, 1/(x + 1), 2)", ChainruleError, r"1 / u divides by zero at u = 0 \(u = x \+ 1\)"),
    ("1/where(x < 0, exp(1000*y), 1)", TooLargeError, r"exp\(u\) is too large for a float"),
    ("where(1 < 0, 2, log(-1))", UndefinedError, r"log\(-1\) is undefined"),
]


@pytest.mark.parametrize(("formula", "error", "says"), REFUSED)
def test_what_is_chosen_and_undefined_is_the_error_it_always_was(formula: str, error, says: str) -> None:
    with pytest.raises(error, match=says):
        evaluate(formula, {"x": -1.0, "y": 1.0})


def test_numbers_alone_stay_numbers() -> None:
    assert parse("2**where(1 > 0, 3, log(-1))").data == 8.0
    assert parse("x**where(2 ≥ 2, 2, 1)", x=3).op is ops.power


def test_arrays_choose_entry_by_entry() -> None:
    found = evaluate("y = where(x > 0, log(x), 2*x); L = sum(y)", {"x": [1.0, -2.0, 0.0]})
    found.result.backward()
    assert [found.named[f"y[{i}]"].data for i in (1, 2, 3)] == [0.0, -4.0, 0.0]
    assert [found.named[f"x[{i}]"].grad for i in (1, 2, 3)] == [1.0, 2.0, 2.0]


def test_comparisons_are_written_on_paper_as_they_are_typed() -> None:
    assert parse("where(x ＞ 0， 1， 2)", x=1).data == 1.0
    texts = ["x > y", "x < y", "x >= y", "x ≥ y", "x <= y", "x ≤ y", "x == y", "x != y", "x ≠ y", "x⩾y", "x≦y"]
    held = [parse(f"where({text}, 1, 0)", x=1, y=2).data for text in texts]
    assert held == [0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 1]


def test_a_choice_is_shown_with_its_condition() -> None:
    lines = str(explain(parse("y = where(x > 0, log(x), 0)", x=-1.0)))
    assert "y = where(x > 0, b, 0) = where(-1 > 0, undefined, 0) = 0" in lines
    assert "b -> x: 0 × undefined = 0" in lines
    assert "nan" not in lines
    assert (
        r"\mathrm{where}(x > 0, b, 0) = \mathrm{where}(-1 > 0, \text{undefined}, 0)"
        in explain(parse("y = where(x > 0, log(x), 0)", x=-1.0)).latex()
    )
    picture = draw(parse("y = where(x > 0, log(x), 0)", x=-1.0)).source
    assert "where(x &gt; 0, b, 0)" in picture
    assert "where(x &gt; 0, log(x), 0)" in draw(parse("y = where(x > 0, log(x), 0)", x=-1.0), detail="neuron").source


def test_an_audit_replays_the_choice() -> None:
    y = parse("z = w*x; y = where(z > 0, log(z), z**2)", w=2.0, x=-1.0)
    w = next(node for node in topological_order(y) if node.label == "w")
    report = audit(y, gradients={w: "4"}, values={y: "4"})
    assert report.ok
    wrong = audit(y, gradients={w: "0.5"})  # the slope of the other arm, 1/w
    assert not wrong.ok


def test_in_a_sheet_a_step_may_lead_to_the_other_arm() -> None:
    """z = 3, a = log 3 = 1.098612, L = 9.601398; ∂L/∂z = 2·3.098612/3 = 2.065742; then z < 0, and a = 0.1·z."""
    claims = {
        "value:a": "1.0986",
        "value:L": "9.6014",
        "grad:z": "2.0657",
        "update:w": "-3.1315",
        "update:b": "-1.0657",
    }
    after = {"value:z": "-7.3287", "value:a": "-0.73287", "grad:z": "0.25343"}
    rows = [{"quantity": quantity, "printed": printed} for quantity, printed in claims.items()]
    rows += [{"quantity": quantity, "printed": printed, "after": 1} for quantity, printed in after.items()]
    homework = {
        "inputs": {"w": 1, "x": 2, "b": 1},
        "given": ["x"],
        "expressions": ["z = w*x + b", "a = where(z > 0, log(z), 0.1*z)", "L = (a + 2)²"],
        "learning_rate": 1,
        "claims": rows,
    }
    assert [row.verdict for row in sheet(homework).audit().rows] == ["right"] * len(rows)


def test_a_claim_about_what_is_undefined_is_wrong_and_says_so() -> None:
    homework = {"inputs": {"x": -3}, "expressions": ["L = log(x)", "y = where(x > 0, L, x²)"]}
    report = sheet({**homework, "claims": [{"quantity": "value:L", "printed": "1.0986"}]}).audit()
    assert [row.verdict for row in report.rows] == ["wrong"]
    assert "undefined" in str(report)


# --- recorded: Values, on request ------------------------------------------------------------------------------------


def test_a_recorded_comparison_is_a_number_and_true_or_false() -> None:
    a, b = values(a=2.0, b=1.0)
    condition = ops.greater(a, b)
    assert condition.data == 1.0
    assert condition
    assert not ops.less(a, b)
    assert condition.partials == (0.0, 0.0)
    y = where(condition & ops.less(a, 3.0), a * b, lambda: log(b - 5))
    assert (y.data, y.op) == (2.0, ops.choice)
    assert where(~condition | ops.equal(a, b), 1.0, 2.0).data == 2.0
    y.backward()
    assert (a.grad, b.grad) == (1.0, 2.0)


def test_a_comparison_with_what_is_undefined_is_undefined() -> None:
    for name in ("greater", "less", "greater_equal", "less_equal", "equal", "not_equal"):
        assert math.isnan(ops.TABLE[name](math.nan, 1.0))
        assert numpy.isnan(ops.TABLE[name](numpy.array([1.0]), numpy.array([math.nan]))).all()
    assert math.isnan(ops.choice(math.nan, 1.0, 2.0))


@given(
    st.lists(st.tuples(*[st.floats(-1e3, 1e3)] * 4), min_size=1, max_size=20), st.sampled_from(list(ops.COMPARISONS))
)
@settings(max_examples=60, deadline=None)
def test_rows_are_numpys_comparison_and_where(points, sign: str) -> None:
    compare = {">": numpy.greater, "<": numpy.less, ">=": numpy.greater_equal, "<=": numpy.less_equal,
               "==": numpy.equal, "!=": numpy.not_equal}[sign]  # fmt: skip
    x, y, a, b = (numpy.array(column) for column in zip(*points, strict=True))
    y = numpy.where(numpy.arange(len(y)) % 3 == 0, x, y)
    expected = numpy.where(compare(x, y), a, b)
    condition = ops.COMPARISONS[sign](x, y)
    assert (condition == compare(x, y)).all()
    assert (where(condition, a, b) == expected).all()
    columns = zip(x.tolist(), y.tolist(), a.tolist(), b.tolist(), strict=True)
    assert [ops.choice(ops.COMPARISONS[sign](Value(p), q), r, Value(s)).data for p, q, r, s in columns] == list(
        expected
    )
    program = compile(lambda p, q, r, s: where(_compared(sign, p, q), r, s), [])
    assert (program.value(x, y, a, b) == expected).all()


def _compared(sign: str, a, b):
    if sign == ">":
        return a > b
    if sign == "<":
        return a < b
    if sign == ">=":
        return a >= b
    if sign == "<=":
        return a <= b
    return a == b if sign == "==" else a != b


# --- programs --------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["arrays", "as it likes", "row by row"])
def way(request, monkeypatch):
    """Programs as arrays, and row by row with the engine: the answers are the same."""
    monkeypatch.setattr(bound, "CALLS_PER_NODE", {"arrays": 0, "as it likes": 2, "row by row": 10**9}[request.param])


X = numpy.array([1.0, -1.0, 0.0, 3.0, -0.25] * 4)


def test_a_program_chooses_row_by_row(way) -> None:
    w, v = values(w=2.0, v=0.5)
    program = compile(lambda x: where(x > 0, log(x * w) * v, x * v), [w, v])
    pieces = [math.log(2 * x) * 0.5 if x > 0 else 0.5 * x for x in X]
    assert program.value(X) == pytest.approx(pieces, rel=1e-14)
    mean, gradient = program.value_and_grad(X)
    assert mean == pytest.approx(sum(pieces) / len(X), rel=1e-14)
    by_w = [0.25 if x > 0 else 0.0 for x in X]
    by_v = [math.log(2 * x) if x > 0 else x for x in X]
    assert gradient == pytest.approx([sum(by_w) / len(X), sum(by_v) / len(X)], rel=1e-13)
    assert program.value_and_grad(numpy.abs(X) + 1)[1][0] == pytest.approx(0.25)
    assert program.value_and_grad(X)[0] == mean


def test_arms_may_be_functions_and_conditions_may_be_joined(way) -> None:
    w = Value(2.0, "w")
    for f in (
        lambda x: where(x > 0, lambda: w * sqrt(x), lambda: w * x),
        lambda x: where(~((x <= 0) | (sqrt(x) < 0)), lambda: w * sqrt(x), w * x),
        lambda x: where((x > 0) & (log(x) < 10), w * sqrt(x), w * x),
    ):
        mean, gradient = compile(f, [w]).value_and_grad(X)
        expected = numpy.where(X > 0, numpy.sqrt(numpy.abs(X)), X).mean()
        assert (mean, *gradient) == pytest.approx((2 * expected, expected), rel=1e-13)


def test_a_neuron_in_an_arm(way) -> None:
    w, v, b = values(w=2.0, v=0.5, b=0.1)
    rows = numpy.array([[1.0, 2.0], [-1.0, 3.0], [0.0, 1.0], [2.0, 2.0]] * 3)
    program = compile(lambda x: where(x[0] > 0, w * log(x[0]) + v * x[1] + b, w * x[1]) + v * x[0], [w, v, b])
    mean, gradient = program.value_and_grad(rows)
    first, second = rows.T
    logs = numpy.log(numpy.where(first > 0, first, 1.0))
    held = first > 0
    assert mean == pytest.approx((numpy.where(held, 2 * logs + 0.5 * second + 0.1, 2 * second) + 0.5 * first).mean())
    expected = [numpy.where(held, logs, second), numpy.where(held, second, 0.0) + first, held * 1.0]
    assert gradient == pytest.approx([column.mean() for column in expected], rel=1e-13)


def test_layers_of_neurons_in_an_arm(way) -> None:
    """Two neurons share a block that is undefined in the rows of one arm."""
    weights = [Value(0.3 * i - 0.5, f"w{i}") for i in range(6)]

    def f(x):
        inside = [log(x[0]), x[1], 1 / x[0]]
        first, second = (sum(w * v for w, v in zip(part, inside, strict=True)) for part in (weights[:3], weights[3:]))
        return where(x[0] > 0, first * second, x[1] * weights[0])

    rows = numpy.array([[1.5, 2.0], [-1.0, 3.0], [0.0, 1.0], [2.0, -2.0], [0.5, 0.25]] * 3)
    mean, gradient = compile(f, weights).value_and_grad(rows)
    total, slopes = 0.0, numpy.zeros(6)
    w = numpy.array([weight.data for weight in weights])
    for x0, x1 in rows:
        if x0 > 0:
            inside = numpy.array([math.log(x0), x1, 1 / x0])
            one, other = w[:3] @ inside, w[3:] @ inside
            total += one * other
            slopes += numpy.concatenate([other * inside, one * inside])
        else:
            total += x1 * w[0]
            slopes[0] += x1
    assert mean == pytest.approx(total / len(rows), rel=1e-13)
    assert gradient == pytest.approx(slopes / len(rows), rel=1e-12, abs=1e-14)


UNDEFINED = [
    (lambda x, w: where(x > 0, x * w, log(x)), r"row 1: log\(x\) is undefined at x = -1"),
    (lambda x, w: where(log(x) > 0, x, w), r"row 1: log\(x\) is undefined at x = -1"),
    (lambda x, w: 1 / where(x > 2, exp(1000 * x), w), r"row 3: exp\(u\) is too large for a float at u = 3000"),
    (lambda x, w: where(x > 0, log(x), w) + sqrt(x), r"row 1: sqrt\(x\) is undefined at x = -1"),
]


@pytest.mark.parametrize(("f", "says"), UNDEFINED)
def test_a_program_names_the_row_where_the_chosen_arm_is_undefined(way, f, says: str) -> None:
    w = Value(2.0, "w")
    for ask in ("value", "value_and_grad"):
        with pytest.raises(ChainruleError, match=says):
            getattr(compile(lambda x: f(x, w), [w]), ask)(X)


def test_a_programs_gradient_stops_at_the_arm_that_is_not_chosen(way) -> None:
    w = Value(2.0, "w")
    program = compile(lambda x: sqrt(where(x > 0, x * w, 0.0)), [w])
    expected = numpy.where(X > 0, numpy.sqrt(numpy.abs(X) / 2) / 2, 0.0).mean()
    assert program.value_and_grad(X)[1] == pytest.approx([expected], rel=1e-13)
    with pytest.raises(UndefinedError, match=r"^row 2: the derivative of sqrt"):
        compile(lambda x: sqrt(where(x >= 0, x * w, 1.0)), [w]).value_and_grad(X)


def test_missing_data_is_what_is_not_chosen(way) -> None:
    w = Value(2.0, "w")
    data, known = numpy.array([1.0, math.nan, 3.0] * 3), numpy.array([1.0, 0.0, 1.0] * 3)
    program = compile(lambda x, m: where(m > 0, w * x, 0.0), [w])
    assert program.value_and_grad(data, known) == (pytest.approx(8 / 3), pytest.approx([4 / 3]))
    with pytest.raises(UndefinedError, match=r"^(argument 0 is nan in row 1$|row 1: )"):
        program.value_and_grad(data, numpy.ones(9))


def test_parameters_and_frozen_values_are_compared_at_every_call(way) -> None:
    w, c = values(w=1.0, c=1.0)
    program = compile(lambda x: where(w > 0, w * x, 0.0 * x) + where(c > 0, lambda: log(c) + x, 5.0), [w])
    assert program.value([1.0, 2.0]).tolist() == [2.0, 4.0]
    assert program.value([1.0, 2.0], at=[-1.0]).tolist() == [1.0, 2.0]
    c.data = -1.0
    assert program.value([1.0, 2.0]).tolist() == [6.0, 7.0]


@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_derivatives_inside_a_program(way, mode: str) -> None:
    w = Value(2.0, "w")

    def f(u):
        return where(u > 0, log(u * w), u * u * w)

    def slope(x):
        return grad(f)(x) if mode == "reverse" else jvp(f, x, 1.0)[1]

    mean, gradient = compile(slope, [w]).value_and_grad(X)
    assert mean == pytest.approx(numpy.mean([1 / x if x > 0 else 4 * x for x in X]), rel=1e-13)
    assert gradient == pytest.approx([numpy.mean([0.0 if x > 0 else 2 * x for x in X])], rel=1e-13)
    third = compile(lambda x: grad(grad(slope))(x), [w]).value(X)
    assert third == pytest.approx([2 / x**3 if x > 0 else 0.0 for x in X], rel=1e-13)
    second = compile(lambda x: grad(slope)(x), [w]).value_and_grad(X)
    assert second[0] == pytest.approx(numpy.mean([-1 / x**2 if x > 0 else 4.0 for x in X]), rel=1e-13)
    assert second[1] == pytest.approx([numpy.mean([0.0 if x > 0 else 2.0 for x in X])], rel=1e-13)


def test_second_derivatives_where_a_first_one_is_0_inside_a_program(way) -> None:
    """Nothing is taken for masked that only happens to be 0: x³·y at 0, in both modes and mixed."""
    points = [0.0, 1.0, -2.0, 0.0]

    def f(u):
        return where(u < 5, u * u * u + u * u, log(u - 5))

    for first in (grad, forward_slope):
        for second in (grad, forward_slope):
            program = compile(lambda x, first=first, second=second: second(first(f))(x), [])
            assert program.value(points) == pytest.approx([6 * x + 2 for x in points], rel=1e-14)


def forward_slope(f):
    """The derivative in forward mode."""
    return lambda x: jvp(f, x, 1.0)[1]


def test_a_formula_inside_a_program(way) -> None:
    w = Value(2.0, "w")
    program = compile(lambda x: parse("where(x > 0, w*log(x), w*x)", x=x, w=w), [w])
    expected = numpy.mean([math.log(x) if x > 0 else x for x in X])
    assert program.value_and_grad(X)[1] == pytest.approx([expected], rel=1e-13)


@pytest.mark.parametrize(
    ("f", "says"),
    [
        (lambda x, w: w if x > 0 else x, "compares x > 0, which has no single answer for all rows: use where"),
        (lambda x, w: w if x != 0 else x, "compares x ≠ 0, which has no single answer"),
        (lambda x, w: w if 0 < x < 1 else x, "compares x > 0, which"),
        (lambda x, w: w if (x > 0) & (x < 1) else x, "is used as true or false, which"),
        (lambda x, w: w if not w >= x else x, "compares x ≤ w, which"),
        (lambda x, w: w if x == "a" else x, "compares x == 'a', which"),
    ],
)
def test_a_comparison_used_as_true_or_false_stays_an_error(f, says: str) -> None:
    w = Value(2.0, "w")
    with pytest.raises(TraceError) as error:
        compile(lambda x: f(x, w), [w]).value(X)
    assert says in str(error.value)


@given(st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_random_choices_equal_numpys(seed: int) -> None:
    """Three nested choices between random arms, of which many are undefined somewhere."""
    rng = numpy.random.default_rng(seed)
    arms = [(log, numpy.log), (sqrt, numpy.sqrt), (lambda v: 1 / v, lambda v: 1 / v), (exp, numpy.exp)]
    arms += [(lambda v: v * v, lambda v: v * v), (lambda v: 0.5 * v, lambda v: 0.5 * v)]
    picked = [arms[i] for i in rng.integers(0, len(arms), 4)]
    limits = rng.normal(size=3)
    x = rng.normal(size=24)
    w = Value(float(rng.uniform(0.5, 2.0)), "w")

    def f(v):
        out = picked[0][0](v * w)
        for (arm, _), limit in zip(picked[1:], limits, strict=True):
            out = where(v > float(limit), arm(v * w), out)
        return out

    def reference(at):
        with numpy.errstate(all="ignore"):
            out = picked[0][1](x * at)
            for (_, arm), limit in zip(picked[1:], limits, strict=True):
                out = numpy.where(x > limit, arm(x * at), out)
        return out

    expected = reference(w.data)
    program = compile(f, [w])
    if not numpy.isfinite(expected).all():
        with pytest.raises(ChainruleError, match=rf"^row {int(numpy.flatnonzero(~numpy.isfinite(expected))[0])}: "):
            program.value_and_grad(x)
        return
    assert program.value(x) == pytest.approx(expected, rel=1e-14)
    step = 1e-6
    slope = ((reference(w.data + step) - reference(w.data - step)) / (2 * step)).mean()
    assert program.value_and_grad(x)[1] == pytest.approx([slope], rel=1e-5, abs=1e-6)
