"""The slips one by one: their tables, the door to them, and how they are told."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from types import ModuleType

import pytest

import autograd.auditor
from autograd import audit, parse, topological_order
from autograd.auditor import Claim, Quantity, read_printed, slips
from autograd.auditor.bases import Base
from autograd.auditor.example import Example
from autograd.auditor.slips.tables.derivatives import DERIVATIVES, exponents
from autograd.auditor.slips.tables.operations import FORWARD, SUMS
from autograd.auditor.slips.tables.steps import STEPS
from autograd.auditor.world import World, Worlds


def test_the_sentences_of_the_tables_have_only_the_fields_they_are_given() -> None:
    for row in (row for rows in DERIVATIVES.values() for row in rows):
        assert "{" not in row.sentence.format(**exponents(3.0))
    for row in (row for table in (FORWARD, SUMS) for rows in table.values() for row in rows):
        assert "{" not in row.sentence.format(a="a", b="b")
    for row in STEPS:
        assert "{" not in row.sentence.format(old="old", rate="rate", gradient="gradient", new="new")
        assert "{" not in row.for_all.format(wrong="wrong")


@pytest.mark.parametrize(
    ("quantity", "slip"),
    [
        (Quantity("value", "c"), "term left out"),
        (Quantity("value", "e", 1), "sign of the step"),
        (Quantity("partial", "c", of="e"), "operands swapped"),
        (Quantity("grad", "b"), "path left out"),
        (Quantity("update", "b"), "learning rate forgotten"),
    ],
)
def test_the_door_leads_to_the_slips_of_every_kind_of_quantity_and_each_can_be_told(quantity, slip) -> None:
    e = parse("c = a + b; d = b + 1; e = c * d", a=2, b=1)
    example = Example({"a": _leaf(e, "a"), "b": _leaf(e, "b"), "c": e.parents[0], "e": e}, e, ["a", "b"], 0.1)
    base = Base(Worlds(example), {}, [quantity])
    claim = Claim(quantity, read_printed("2"))
    found = list(slips.candidates(claim, base))
    assert slip in {candidate.slip for candidate in found}
    for candidate in found:
        told = slips.Teller(example, claim).tell(candidate)
        assert told
        assert "{" not in told


def _leaf(output, label):
    return next(node for node in topological_order(output) if node.label == label)


def test_a_number_from_the_paper_is_carried_on_but_not_used_for_itself() -> None:
    e = parse("c = a + b; e = c * c", a=2, b=1)
    example = Example({"c": e.parents[0], "e": e}, e)
    c, of_c, result = Quantity("value", "c"), Quantity("grad", "c"), Quantity("value", "e")
    predicted = Worlds(example).predict(World({c: 5.0}), [c, of_c, result])
    assert predicted == {c: 3.0, of_c: 10.0, result: 25.0}  # 2 + 1, 2·5, 5·5


def told(formula, numbers, printed, **more):
    """The sentences about one wrong new value of b; e = b² has the gradient 2b."""
    report = audit(parse(formula, **numbers), updates={"b": printed}, learning_rate=0.1, **more)
    return [diagnosis.sentence for diagnosis in report.rows[0].diagnoses]


def test_a_wrong_step_is_told_without_an_equation_that_does_not_hold() -> None:
    b = {"b": 1}
    assert told("e = b*b", b, "-0.200") == [
        "This is the step -0.1·(2) = -0.2 alone, not added to 1",
        "The learning rate is 0.6 instead of 0.1: 1 - 0.6·(2) = -0.2",
        "The step starts from 0, not from b = 1: 0 - 0.1·(2) = -0.2",
    ]
    assert told("e = b*b", b, "0.200") == [
        "This is the step 0.1·(2) = 0.2 alone, not subtracted from 1",
        "The learning rate is 0.4 instead of 0.1: 1 - 0.4·(2) = 0.2",
    ]
    assert "This is the gradient 2, not the new value" in told("e = b*b", b, "2.000")
    assert told("e = b*b", b, "1.200")[0] == "The step goes uphill: 1 + 0.1·(2) = 1.2, where 1 - 0.1·(2) belongs"


def test_a_slip_in_the_gradient_says_where_the_step_leads_even_from_zero() -> None:
    # ∂e/∂b = 2 + 1 at b = 0; without the path over c the step leads to -0.1.
    (sentence,) = told("c = b + 2; d = b + 1; e = c*d", {"b": 0}, "-0.100")[:1]
    assert sentence == "The path b -> d -> e is left out: 1 instead of 3, and the step leads to -0.1"


def test_the_audit_needs_no_numpy() -> None:
    program = (
        "import sys; sys.modules['numpy'] = None\n"
        "from autograd import audit, parse\n"
        "print(audit(parse('e = a*a', a=2), gradients={'a': 2}).summary)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "1 claim: 1 wrong\n"


def test_no_module_of_the_auditor_is_shadowed_by_a_function() -> None:
    for module in pkgutil.walk_packages(autograd.auditor.__path__, "autograd.auditor."):
        importlib.import_module(module.name)
        parent, _, name = module.name.rpartition(".")
        assert isinstance(getattr(sys.modules[parent], name), ModuleType), module.name
