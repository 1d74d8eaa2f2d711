"""What programs refuse, and that the message says where and what to do instead."""

from __future__ import annotations

import gc
import math
from copy import copy, deepcopy
from fractions import Fraction

import numpy
import pytest

from autograd import (
    ChainruleError,
    DivisionByZeroError,
    OperandError,
    TooLargeError,
    TraceError,
    UndefinedError,
    Value,
    compile,
    dot,
    exp,
    log,
    sigmoid,
    sqrt,
    tanh,
    total,
)
from autograd.program import bound

w, nameless = Value(1.0, "w"), Value(2.0)
BRANCHES = [
    (lambda x: x if x > 0 else -x, "the function compares x > 0, {no_answer}"),
    (lambda x: max(x, 0.0), "the function compares x < 0, {no_answer}"),
    (lambda x: x if x == 1 else w, "the function compares x == 1, {no_answer}"),
    (lambda x: x if x != "1" else w, "the function compares x != '1', {no_answer}"),
    (lambda x: w if x in [w] else x, "the function compares x == w, {no_answer}"),
    (lambda x: sorted([x, w])[0], "the function compares x > w, {no_answer}"),
    (lambda x: x if x * nameless > 0 else w, "the function compares x·parameter 1 > 0, {no_answer}"),
    (lambda x: w if x else x, "x is used as true or false, {no_answer}"),
    (lambda x: math.exp(x) * w, "the function asks for x as a float {while_compiled}: use autograd's exp, log, "),
    (lambda x: float(x * w) * w, "the function asks for x·w as a float {while_compiled}: use autograd's exp, "),
    (lambda x: x * w.data, "the function asks for .data of w {while_compiled}: compute with the Value itself"),
    (lambda x: w * x.data, "the function asks for .data of x {while_compiled}: compute with the Value itself"),
    (lambda x: copy(x), "the function asks for a copy of x {while_compiled}: compute with the Value itself"),
    (lambda x: w * deepcopy(x), "the function asks for a copy of x {while_compiled}: compute with the Value itself"),
    (lambda x: w * int(x), "the function asks for x as a whole number {while_compiled}: a program has one number"),
    (lambda x: total(w for _ in range(x)), "the function asks for x as a whole number {while_compiled}: a program"),
    (lambda x: x * w.grad, "the function asks for the grad of w {while_compiled}: a program computes the gradient"),
    (lambda x: setattr(w, "grad", 1.0), "the function asks for a new grad for w {while_compiled}: a program computes"),
    (lambda x: setattr(w, "data", 1.0), "the function asks for a new .data for w {while_compiled}: it can only"),
    (lambda x: (x * w).backward() or x, "the function calls x·w.backward() {while_compiled}: a program computes"),
    (lambda x: w.zero_grad() or x, "the function calls w.zero_grad() {while_compiled}: a program computes"),
]


@pytest.mark.parametrize(("f", "says"), BRANCHES)
def test_a_function_that_decides_or_asks_for_numbers_is_told_where(f, says) -> None:
    with pytest.raises(TraceError) as error:
        compile(f, [w, nameless]).value([1.0, -1.0])
    no_answer = "which has no single answer for all rows: use where, relu, maximum, minimum, absolute, …"
    says = says.format(no_answer=no_answer, while_compiled="while it is compiled for all rows")
    assert str(error.value).startswith(says)
    assert (type(w), w.data, w.label) == (Value, 1.0, "w")
    assert (type(nameless), nameless.data, nameless.label) == (Value, 2.0, "")
    assert gc.isenabled()


def test_a_result_that_does_not_exist_names_row_and_operation() -> None:
    program = compile(lambda x: log(x - w), [w])
    with pytest.raises(UndefinedError, match=r"^row 2: log\(u\) is undefined at u = -1 \(u = x - w\)"):
        program.value([3.0, 2.0, 0.0, 5.0] * 10)
    with pytest.raises(TooLargeError, match=r"^row 1: exp"):
        compile(lambda x: exp(x * w), [w]).value([1.0, 1000.0] * 10)
    with pytest.raises(UndefinedError, match=r"^argument 0 is nan in row 1"):
        program.value([3.0, math.nan] * 10)


def test_the_same_errors_row_by_row_for_a_thin_graph(monkeypatch) -> None:
    monkeypatch.setattr(bound, "CALLS_PER_NODE", 1000)
    with pytest.raises(UndefinedError, match=r"^row 0: log\(u\) is undefined"):
        compile(lambda x: log(x - w), [w]).value([0.0])
    assert w.data == 1.0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (([1.0, 2.0], [1.0]), "the arguments have different numbers of rows: 2, 1$"),
        (([[1.0], [1.0, 2.0]], [1.0, 2.0]), "argument 0 is ragged"),
        ((["a", "b"], [1.0, 2.0]), "argument 0 must hold real numbers"),
        (
            (numpy.zeros((2, 2, 2)), [1.0, 2.0]),
            r"argument 0 has shape \(2, 2, 2\): give a 1-d array, or a 2-d array of rows$",
        ),
        ((1.0, 2.0), r"argument 0 has shape \(\): give a 1-d array, or a 2-d array of rows$"),
    ],
)
def test_data_of_the_wrong_shape_is_refused(arguments, says) -> None:
    with pytest.raises(OperandError, match=rf"^{says}"):
        compile(lambda x, y: x * w + y, [w]).value(*arguments)


TEN, TWO_BY_TEN = numpy.ones(10), numpy.ones((10, 2))
HOLE = TWO_BY_TEN.copy()
HOLE[3, 1] = numpy.nan
OBJECTS = numpy.array([[1.0, 2], [True, None]], dtype=object)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            (TWO_BY_TEN[:, :1], TEN),
            "dot needs two sequences of the same length, not 2 and 1 (x is a list of 1 Value, y",
        ),
        (
            (numpy.ones((10, 0)), TEN),
            "dot needs two sequences of the same length, not 2 and 0 (x is a list of 0 Values, y is one Value)",
        ),
        ((TEN, TEN), "'Value' object is not iterable (x is one Value, y is one Value)"),
        ((TWO_BY_TEN, TWO_BY_TEN), "subtract needs a real number, not [<traced y[0]>, <traced y[1]>] (list) (x is a"),
        ((TWO_BY_TEN,), "the function takes (x, y), not 1 argument: missing a required argument: 'y'"),
        ((TWO_BY_TEN, TEN, TEN), "the function takes (x, y), not 3 arguments: too many positional arguments"),
        ((), "the function takes (x, y), not 0 arguments: missing a required argument: 'x'"),
        ((HOLE, TEN), "argument 0 is nan in row 3, column 1"),
        ((-numpy.inf * TWO_BY_TEN, TEN), "argument 0 is -inf in row 0, column 0"),
        ((OBJECTS, [1.0, 2.0]), "argument 0 must hold real numbers, not None in row 1, column 1"),
        (([[1.0, "2"]], [1.0]), "argument 0 must hold real numbers, not '1.0' in row 0, column 0"),
        ((TWO_BY_TEN, [w] * 10), "argument 1 must hold real numbers, not Value(1, label='w') in row 0"),
        ((TWO_BY_TEN, TEN * 1j), "argument 1 must hold real numbers, not 1j in row 0"),
        ((TWO_BY_TEN, numpy.zeros(10, "M8[D]")), "argument 1 must hold real numbers, not datetime.date(1970, 1, 1) in"),
        (([[1, 2], [3, 10**400]], [1, 2]), "argument 0 in row 1, column 1 is a whole number too large for a float"),
        ((None, TEN), "argument 0 must hold real numbers, not None"),
        (({"a": 1}, TEN), "argument 0 must hold real numbers, not {'a': 1}"),
    ],
)
def test_what_is_wrong_with_an_argument_is_said_in_one_line(arguments, says) -> None:
    program = compile(lambda x, y: (dot([w, nameless], x) - y) ** 2, [w, nameless])
    for call in (program.value_and_grad, lambda *rows: program([1.0, 2.0], *rows, reduce="none")):
        with pytest.raises(ChainruleError) as error:
            call(*arguments)
        assert str(error.value).startswith(says)
        assert "\n" not in str(error.value)
    assert program.value(TWO_BY_TEN, TEN).tolist() == [4.0] * 10


@pytest.mark.parametrize(
    ("theta", "says"),
    [
        ([1.0], "theta needs 2 numbers, one for each parameter, not an array of shape (1,)"),
        ([[1.0], [2.0]], "theta needs 2 numbers, one for each parameter, not an array of shape (2, 1)"),
        (3.0, "theta needs 2 numbers, one for each parameter, not an array of shape ()"),
        (None, "theta must hold real numbers, not None"),
        ([1.0, None], "theta must hold real numbers, not None at position 1"),
        (["1", "2"], "theta must hold real numbers, not '1' at position 0"),
        ([nameless, w], "theta must hold real numbers, not Value(2) at position 0"),
        ([1.0, 1j], "theta must hold real numbers, not (1+0j) at position 0"),
        ([1.0, math.nan], "parameter 1 is nan"),
    ],
)
def test_what_is_wrong_with_theta_is_said_in_one_line(theta, says) -> None:
    program = compile(lambda x: dot([w, nameless], x), [w, nameless])
    with pytest.raises(ChainruleError) as error:
        program(theta, TWO_BY_TEN)
    assert str(error.value).startswith(says)


@pytest.mark.parametrize(
    "same",
    [
        lambda X: numpy.repeat(X, 3, axis=1)[:, ::3],
        lambda X: X[::-1][::-1],
        lambda X: X.astype(">f8"),
        lambda X: X.astype(numpy.float32),
        lambda X: X.astype(object),
        lambda X: X.view(numpy.recarray),
        lambda X: [[Fraction(int(v), 4) for v in row] for row in X * 4],
        lambda X: memoryview(X),
    ],
)
@pytest.mark.parametrize("width", [2, 20])  # copied into slots, and looked at as it is
def test_numbers_in_any_dress_are_numbers_and_are_left_alone(same, width) -> None:
    X = numpy.arange(10.0 * width).reshape(10, width) / 4
    weights = [Value(0.1 * i) for i in range(width)]
    program = compile(lambda x: tanh(dot(weights, x)), weights)
    mean, gradient = program.value_and_grad(X)
    X.flags.writeable = False
    found = program.value_and_grad(same(X))
    assert found[0] == pytest.approx(mean, rel=1e-14)
    assert found[1] == pytest.approx(gradient, rel=1e-12)


def test_parameters_and_positions_of_the_wrong_kind_are_refused() -> None:
    for parameters, says in (
        ([1.0], r"^a parameter is a Value that was not computed from others, not 1\.0$"),
        ([w * 2], r"^a parameter is a Value that was not computed from others, not Value\(2\)$"),
        ([w, nameless, w], r"^a parameter is given twice$"),
    ):
        with pytest.raises(OperandError, match=says):
            compile(lambda x: x * w, parameters)
    with pytest.raises(OperandError, match=r"^at= needs 1 number, one for each parameter"):
        compile(lambda x: x * w, [w]).value([1.0], at=[1.0, 2.0])


def test_what_is_not_finite_on_the_way_is_found_even_if_the_result_is() -> None:
    """sigmoid(1 / 0) would be a harmless 1."""
    with pytest.raises(DivisionByZeroError, match=r"^row 1: w / x divides by zero at x = 0"):
        compile(lambda x: sigmoid(w / x), [w]).value([1.0, 0.0] * 10)
    with pytest.raises(TooLargeError, match=r"^row 2: x \+ x \+ w \+ x is too large for a float at x = 1e308, w = 1$"):
        compile(lambda x: sigmoid(total([x, x, w, x])), [w]).value([1.0, 0.0, 1e308] * 10)


def test_large_numbers_are_no_error() -> None:
    assert compile(lambda x: w * x, [w]).value([1e200, -1e300] * 10)[:2].tolist() == [1e200, -1e300]


def test_a_gradient_that_does_not_exist_names_row_and_operation(monkeypatch) -> None:
    rows = [1.0, 1.0, 0.0, 2.0] * 10
    program = compile(lambda x: sqrt(x * w), [w])
    assert program.value(rows)[2] == 0.0
    with pytest.raises(UndefinedError, match=r"^row 2: the derivative of sqrt\(u\) is not finite"):
        program.value_and_grad(rows)
    monkeypatch.setattr(bound, "WORKING_SET", 1)
    monkeypatch.setattr(bound, "FEWEST_ROWS", 8)
    parts = compile(lambda x: sqrt(x * w), [w])
    with pytest.raises(UndefinedError, match=r"^row 18: the derivative of sqrt"):
        parts.value_and_grad([1.0] * 18 + [0.0] + [1.0] * 21)


def test_a_gradient_that_does_not_exist_is_found_even_if_no_row_has_a_gradient_of_its_own() -> None:
    """The derivative of x^k by k is x^k·log(x): nothing flows into x, so only the sum over the rows shows it."""
    k = Value(2.0, "k")
    program = compile(lambda x: x**k, [k])
    rows = numpy.ones(5000)
    for place, bad in ((4000, -1.0), (17, -2.0)):
        rows[place] = bad
        with pytest.raises(UndefinedError, match=rf"^row {place}: the derivative of "):
            program.value_and_grad(rows)


def test_what_was_computed_from_a_parameter_outside_is_refused() -> None:
    v = Value(2.0, "v")
    before = v * v
    with pytest.raises(TraceError, match=r"^v·v was computed from the parameter v before"):
        compile(lambda x: x * before, [v]).value([1.0] * 9)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (
            lambda: compile(lambda x: x * w, [w]).value(numpy.ma.array([1.0, 2.0], mask=[0, 1])),
            "argument 0 is a masked",
        ),
        (lambda: compile(lambda x: x * w, [w]).value([1.0], at=numpy.ma.array([1.0], mask=[1])), "at= is a masked"),
        (lambda: compile(lambda x: x * w, [w]).value([1.0], at=numpy.array([1j])), "at= must hold real numbers"),
        (lambda: compile(lambda x: x * w, [w]).value(numpy.array([1j])), "argument 0 must hold real numbers"),
        (lambda: compile(lambda x: [], [w]).value([1.0]), "the function returned no Value at all: an empty list$"),
        (lambda: compile(lambda x: x * w, w), r"the parameters are a list of Values, not Value\(1, label='w'\)$"),
        (lambda: compile(lambda x: x * w, 3), "the parameters are a list of Values, not 3$"),
        (lambda: compile(3, [w]), "compile takes a function of one row, not 3$"),
    ],
)
def test_what_is_no_data_and_no_function_is_refused(call, says) -> None:
    with pytest.raises(OperandError, match=rf"^{says}"):
        call()


def test_a_value_is_not_changed_while_it_has_no_number() -> None:
    def assign(x):
        w.data = 3.0
        return x * w

    with pytest.raises(TraceError, match=r"^the function asks for a new \.data for w"):
        compile(assign, [w]).value([1.0] * 9)
    assert w.data == 1.0


def test_parameters_that_are_not_finite_are_named() -> None:
    with pytest.raises(UndefinedError, match=r"^parameter w is nan"):
        compile(lambda x: w * x, [w]).value([1.0] * 10, at=[math.nan])


def test_a_program_is_as_good_as_new_after_an_error() -> None:
    program = compile(lambda x: log(x) * w, [w])
    rows = numpy.linspace(1.0, 2.0, 20)
    before = program.value_and_grad(rows)
    with pytest.raises(UndefinedError):
        program.value_and_grad(-rows)
    after = program.value_and_grad(rows)
    assert after[0] == before[0]
    assert (after[1] == before[1]).all()


@pytest.mark.parametrize("data", [[Value(1.0)], [1j], [None], numpy.array(["1"])])
def test_data_that_is_not_numbers_is_refused(data) -> None:
    with pytest.raises(OperandError, match=r"^argument 0 must hold real numbers"):
        compile(lambda x: x * w, [w]).value(numpy.array(data))


@pytest.mark.parametrize("result", [None, [1.0, None], "x", 1j, [[1.0]]])
def test_a_function_must_return_values_or_numbers(result) -> None:
    with pytest.raises(OperandError, match=r"^the function returned .* where a Value or a number is due$"):
        compile(lambda x: result, [w]).value([1.0])
    assert type(w) is Value


@pytest.mark.parametrize("result", [math.nan, math.inf])
def test_a_plain_number_that_is_not_finite_is_refused(result) -> None:
    with pytest.raises(UndefinedError, match=rf"^the function returned {result}, a plain number"):
        compile(lambda x: result, [w]).value([1.0])


def test_an_error_of_the_function_itself_comes_through_and_leaves_the_parameters_alone() -> None:
    def f(x):
        raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine"):
        compile(f, [w]).value([1.0])
    assert (type(w), w.data) == (Value, 1.0)


def test_parameter_vectors_must_be_numbers() -> None:
    with pytest.raises(OperandError, match=r"^at= must hold real numbers"):
        compile(lambda x: w * x, [w]).value([1.0], at=["a"])


def test_there_are_no_statistics_before_the_first_call() -> None:
    program = compile(lambda x: w * x, [w])
    with pytest.raises(
        OperandError, match=r"^the program has not been traced yet: call value or value_and_grad first$"
    ):
        _ = program.statistics
    assert str(program) == "a program not traced yet: call value or value_and_grad first"
    assert repr(program) == "<program of 1 parameter, not traced yet>"


LONG = "x" * 100


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: compile(LONG, [w]), "compile takes a function of one row, not "),
        (lambda: compile(lambda x: x, Value(1.0, LONG)), "the parameters are a list of Values, not "),
        (lambda: compile(lambda x: x, [LONG]), "a parameter is a Value that was not computed from others, not "),
        (lambda: compile(lambda x: x, [w], threads=LONG), "threads= is a whole number from 1 on, not "),
        (lambda: compile(lambda x: x, [w], float32=LONG), "float32= is True or False, not "),
        (
            lambda: compile(lambda x: x, [w]).value_and_grad([1.0], reduce=LONG),
            'reduce= is "mean", "sum" or "none", not ',
        ),
    ],
)
def test_what_is_long_is_cut_in_an_error(call, says: str) -> None:
    with pytest.raises(OperandError) as caught:
        call()
    shown = str(caught.value).removeprefix(says)
    assert shown.startswith(("'xxx", "Value(1, label='xxx"))
    assert shown.endswith("xxx…")
    assert len(shown) == 60


@pytest.mark.parametrize("threads", [0, -1, 1.5, True, False, "2"])
def test_a_number_of_threads_is_a_whole_number_from_1_on(threads) -> None:
    with pytest.raises(OperandError) as caught:
        compile(lambda x: x * w, [w], threads=threads)
    assert str(caught.value) == f"threads= is a whole number from 1 on, not {threads!r}"
    assert compile(lambda x: x * w, [w], threads=1).value([2.0] * 9).tolist() == [2.0] * 9
