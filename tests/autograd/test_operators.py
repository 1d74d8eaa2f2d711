"""What a symbol or a node of a trace can do with an operation, a Value can, and the other way round."""

from __future__ import annotations

import math

import pytest

from autograd import Value
from autograd.operators import Operators
from autograd.ops import TABLE
from autograd.symbolic import symbol

OPERATIONS = {name for name in vars(Operators) if not name.startswith("__") or name.endswith("__")} - {
    "__module__", "__doc__", "__slots__", "__firstlineno__", "__static_attributes__",
}  # fmt: skip


def test_a_value_has_every_operator_and_method_of_what_only_records() -> None:
    assert {name for name in OPERATIONS if not callable(vars(Value).get(name))} == set()


def test_what_only_records_has_every_operation_of_a_value() -> None:
    arithmetic = {name for name in vars(Value) if name.endswith("__") and name.strip("_").removeprefix("r") in {
        "add", "sub", "mul", "truediv", "neg", "abs"}}  # fmt: skip
    functions = {name for name, op in TABLE.items() if op.arity == 1 and name in vars(Value)}
    assert {"__add__", "__rsub__", "__abs__"} <= arithmetic
    assert {"exp", "sigmoid", "hard_tanh"} <= functions
    assert arithmetic | functions <= OPERATIONS


@pytest.mark.parametrize("name", sorted(name for name in OPERATIONS if not name.startswith("_")))
def test_a_method_is_the_operation_of_its_name(name: str) -> None:
    op = TABLE[name.replace("arc", "a")]  # NumPy calls the inverse functions so
    assert getattr(symbol("a"), name)().text == op(symbol("a")).text
    assert getattr(Value(0.5 if 0.5 in op.domain_of(0) else 1.5), name)().op is op


def test_operators_are_written_with_their_operands_in_order() -> None:
    a = symbol("a")
    for formula, written in [
        (a + 2, "a + 2"), (2 + a, "2 + a"), (a - 2, "a - 2"), (2 - a, "2 - a"), (a * 2, "2·a"), (2 * a, "2·a"),
        (a / 2, "a / 2"), (2 / a, "2 / a"), (a % 2, "a % 2"), (2 % a, "2 % a"), (a // 2, "a // 2"), (2 // a, "2 // a"),
        (2**a, "2**a"), (-a, "-a"), (abs(a), "|a|"), (round(a), "round(a)"), (round(a, 2), "round(a, 2)"),
        (math.floor(a), "floor(a)"), (math.ceil(a), "ceil(a)"),
        (divmod(a, 2)[0], "a // 2"), (divmod(a, 2)[1], "a % 2"),
        (divmod(2, a)[0], "2 // a"), (divmod(2, a)[1], "2 % a"),
        (-(a // 2), "-(a // 2)"), (3 * (a % 2), "3·(a % 2)"), (1 - a % 2, "1 - (a % 2)"),
        (a // 2 // 3, "(a // 2) // 3"),
        (a & 2, "where(a, 2, 0)"), (a | 2, "where(a, 1, 2)"), (~a, "where(a, 0, 1)"),
    ]:  # fmt: skip
        assert formula.text.text == written
