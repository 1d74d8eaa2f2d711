"""What a text on a sheet is about, and what is said of what an example does not have."""

from __future__ import annotations

import pytest

from autograd.auditor.claims import Quantity
from autograd.auditor.example import Example
from autograd.auditor.quantities import Quantities, check
from autograd.auditor.rules import read_update
from autograd.errors import ExpressionError
from autograd.expression import evaluate

#: k is computed from w directly, and over h; z over h alone.
NAMED = evaluate("h = 2*w + b; z = tanh(h); k = h*w + z; L = k*k", {"w": 0.5, "b": 0.25, "q": 1.0}).named
ABOUT = Quantities(NAMED, "L", ["w", "b"])


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("w", "grad:w"),
        (" w ", "grad:w"),
        ("h", "value:h"),
        ("L", "value:L"),
        ("value:w", "value:w"),
        ("∂w", "grad:∂w"),
        ("∂L/∂w", "grad:w"),
        ("dL/dw", "grad:w"),
        ("d:L/w", "grad:w"),
        ("partial:L/w", "partial:L/w"),
        ("partial:L/k", "partial:L/k"),
        ("∂h/∂w", "partial:h/w"),  # the only way
        ("dh/dw", "partial:h/w"),
        ("∂z/∂w", "d:z/w"),  # there is no direct way
        ("dz/dw", "d:z/w"),
        ("∂k/∂w", "partial:k/w"),  # there is one, and others: ∂ is the direct one, d all of them
        ("dk/dw", "d:k/w"),
        ("partial:k/w", "partial:k/w"),
        ("∂k/∂z", "partial:k/z"),
        ("path:L/k/w", "path:L/k/w"),
        ("state:v/w", "state:v/w"),
        ("state:velocity/w", "state:v/w"),
        ("state:mhat/w", "state:m_hat/w"),
        ("state:m̂/w", "state:m_hat/w"),
        ("state:m^/w", "state:m_hat/w"),
        ("state:vhat/w", "state:v_hat/w"),
        ("state:v̂/w", "state:v_hat/w"),
        ("state:v^/w", "state:v_hat/w"),
        ("update:w", "update:w"),
    ],
)
def test_a_text_is_about_a_quantity(text: str, quantity: str) -> None:
    assert str(ABOUT.read(text)) == quantity
    assert ABOUT.read(text, 3).after == 3


def test_without_inputs_a_name_is_about_a_gradient() -> None:
    assert str(Quantities(NAMED, "L").read("h")) == "grad:h"


ENTRIES = evaluate(
    "L = W_1_1*W_1_2*W_2_1*W_2_2*W_3_1*W_3_2", {f"W_{i}_{j}": 1.0 for i in (1, 2, 3) for j in (1, 2)}
).named
MATRIX = Quantities({name.replace("W_", "W[").replace("_", ",") + "]" * (name != "L"): node
                     for name, node in ENTRIES.items()}, "L")  # fmt: skip


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("grad:W", [["W[1,1]", "W[1,2]"], ["W[2,1]", "W[2,2]"], ["W[3,1]", "W[3,2]"]]),
        ("grad:W.T", [["W[1,1]", "W[2,1]", "W[3,1]"], ["W[1,2]", "W[2,2]", "W[3,2]"]]),
        ("grad:Wᵀ", [["W[1,1]", "W[2,1]", "W[3,1]"], ["W[1,2]", "W[2,2]", "W[3,2]"]]),
        ("grad:W^T", [["W[1,1]", "W[2,1]", "W[3,1]"], ["W[1,2]", "W[2,2]", "W[3,2]"]]),
        ("grad:W[3,2]", "W[3,2]"),
        ("grad:W[ 3, 2 ]", "W[3,2]"),
        ("grad:W[2]", ["W[2,1]", "W[2,2]"]),
        ("grad:W[2,:]", ["W[2,1]", "W[2,2]"]),
        ("grad:W[1,,2]", "W[1,,2]"),  # no index: a name like any other
        ("grad:W[1]]", "W[1]]"),
        ("grad:W[1][2]", "W[1][2]"),
        ("grad:V[1]", "V[1]"),
        ("grad:W[:,2]", ["W[1,2]", "W[2,2]", "W[3,2]"]),
    ],
)
def test_an_array_and_its_parts_are_about_their_entries(text: str, entries: object) -> None:
    def names(read: object) -> object:
        return [names(part) for part in read] if isinstance(read, list) else read.name  # type: ignore[attr-defined]

    assert names(MATRIX.read(text)) == entries


def test_a_path_leads_over_single_entries() -> None:
    for text in ("path:L/W/W[1,1]", "path:L/W[1,1]/W"):
        with pytest.raises(ExpressionError) as error:
            MATRIX.read(text)
        assert str(error.value) == f"'{text}': W is an array, and a path leads over single entries"


EXAMPLE = Example(NAMED, NAMED["L"], ["w"], 0.1)
MOMENTUM = Example(NAMED, NAMED["L"], ["w"], 0.1, read_update("adam"))
WITHOUT = Example(NAMED, NAMED["L"])


@pytest.mark.parametrize(
    ("example", "quantity", "message"),
    [
        (EXAMPLE, Quantity("grad", "u"), "grad:u: there is no 'u' in the example (it has {known})"),
        (EXAMPLE, Quantity("partial", "w", of="u"), "partial:u/w: there is no 'u' in the example (it has {known})"),
        (EXAMPLE, Quantity("path", "w", of="L/u"), "path:L/u/w: there is no 'u' in the example (it has {known})"),
        (EXAMPLE, Quantity("partial", "w", of="z"), "partial:z/w: z is not computed from w directly"),
        (EXAMPLE, Quantity("path", "w", of="z/k"), "path:z/k/w: no path leads from k to z"),
        (EXAMPLE, Quantity("path", "z", of="L/h"), "path:L/h/z: no path leads from z to h"),
        (EXAMPLE, Quantity("state", "w", of="v"), "state:v/w: the update rule sgd keeps nothing"),
        (MOMENTUM, Quantity("state", "w", of="s"), "state:s/w: the update rule adam keeps m, v, m_hat, v_hat"),
        (MOMENTUM, Quantity("state", "b", of="v"), "state:v/b: b is not a parameter (parameters: w)"),
        (EXAMPLE, Quantity("update", "b"), "update:b: b is not a parameter (parameters: w)"),
        (WITHOUT, Quantity("update", "b"), "update:b: b is not a parameter (parameters: none)"),
        (WITHOUT, Quantity("value", "L", 1), "value:L after 1 step: there is no parameter that a step changes"),
        (WITHOUT, Quantity("value", "L", 2), "value:L after 2 steps: there is no parameter that a step changes"),
    ],
)
def test_what_an_example_does_not_have_is_said(example: Example, quantity: Quantity, message: str) -> None:
    with pytest.raises(ExpressionError) as error:
        check(quantity, example)
    assert str(error.value) == message.replace("{known}", ", ".join(NAMED))


@pytest.mark.parametrize(
    ("example", "quantity"),
    [
        (EXAMPLE, Quantity("update", "w", 3)),
        (EXAMPLE, Quantity("partial", "w", of="h")),
        (EXAMPLE, Quantity("path", "w", of="L/z/h")),
        (MOMENTUM, Quantity("state", "w", of="m_hat")),
        (WITHOUT, Quantity("grad", "w")),
    ],
)
def test_what_it_has_is_not_refused(example: Example, quantity: Quantity) -> None:
    check(quantity, example)


def test_no_more_than_twelve_names_are_listed() -> None:
    named = evaluate("L = " + " + ".join(f"a{i}" for i in range(20)), {f"a{i}": 1.0 for i in range(20)}).named
    example = Example(named, named["L"], [f"a{i}" for i in range(20)])
    with pytest.raises(ExpressionError) as error:
        check(Quantity("update", "L"), example)
    assert str(error.value).endswith("a9, a10, a11)")
    with pytest.raises(ExpressionError) as error:
        check(Quantity("grad", "u"), example)
    assert len(str(error.value).partition("it has ")[2].split(", ")) == 12
