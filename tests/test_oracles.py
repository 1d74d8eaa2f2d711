"""`make oracles`, thinned: a few hundred graphs beside mpmath; and the oracle itself."""

from __future__ import annotations

import ast
import dataclasses
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import mpmath
import oracles
import pytest
import taylor
from accuracy import points
from mpmath import mpf

from autograd import Op, ops

sys.path.insert(0, str(Path(__file__).parent / "oracles"))

from comparing import MPMATH, Oracles, compare
from graphs import Graph, random_graph
from judging import ALONE, judge, judged, judged_between, judged_library
from libraries import Library, Missing
from ours import Answer
from page import page
from second_order import direction, second_truth
from truth import DOUBLE, SINGLE, truth


class NoLibraries(Oracles):
    """mpmath alone."""

    def __init__(self) -> None:
        self.others, self.missing, self.rules = {}, ["JAX", "PyTorch"], None


def test_every_interpreter_agrees_with_mpmath_on_random_graphs() -> None:
    found = compare(range(200), 1, NoLibraries())
    assert {interpreter for interpreter, _ in found.tallies} == {
        "backward", "grad", "vjp", "jvp", "derivative as a graph", "paths", "explanation", "rows on arrays", "program",
        "program, float32", "hvp", "hessian", "grad of grad", "derivative of derivative",
        "written formulas",
    }  # fmt: skip
    for (interpreter, oracle), tally in found.tallies.items():
        assert not tally.unexplained, interpreter
        assert oracle == MPMATH
        assert tally.numbers > 0.6 * tally.graphs
    lines = "\n".join(page(found, 200, 1, ["mpmath"], ["JAX"]))
    assert "| program | mpmath | 200 |" in lines
    assert "JAX was not installed" in lines


def test_the_graphs_have_every_row_of_the_table_and_shared_nodes() -> None:
    graphs = [random_graph(number) for number in range(400)]
    assert {name for graph in graphs for name, _ in graph.steps} == set(ops.TABLE)
    uses = [[i for _, operands in graph.steps for i in operands if type(i) is int] for graph in graphs]
    assert sum(len(used) > len(set(used)) for used in uses) > 200
    sizes = [abs(x) for graph in graphs for x in graph.leaves if x]
    assert min(sizes) < 1e-308
    assert max(sizes) > 1e250
    assert random_graph(7, seed=3) == random_graph(7, seed=3)


def graph(*steps: Any, leaves: tuple[float, ...]) -> Graph:
    return Graph(0, "a test", leaves, steps)


PRODUCT = graph(("multiply", (0, 1)), ("exp", (2,)), leaves=(0.7, 1.3))


def test_the_unit_of_an_error_is_what_the_rounding_of_each_step_moves() -> None:
    """exp(ab): a relative error ε of ab moves it by ab·ε, relatively, and it is rounded itself."""
    out = math.exp(0.7 * 1.3)
    found = truth(PRODUCT)
    assert float(found.value.exact) == pytest.approx(out, rel=1e-15)
    assert float(found.value.unit) == pytest.approx((0.7 * 1.3 + 1) * out * 2.0**-52, rel=1e-12)
    assert [float(slope.exact) for slope in found.gradient if slope] == pytest.approx([1.3 * out, 0.7 * out], rel=1e-15)


@pytest.mark.parametrize(("by", "explained"), [(1.0, True), (1 + 4e-16, True), (1 + 4e-15, False), (-1.0, False)])
def test_a_difference_beyond_its_bound_is_not_explained(by: float, explained: bool) -> None:
    value, slopes = math.exp(0.7 * 1.3), (1.3 * math.exp(0.7 * 1.3), 0.7 * math.exp(0.7 * 1.3))
    assert judged(Answer(value, (slopes[0] * by, slopes[1])), truth(PRODUCT)).explained is explained
    assert judged(Answer(value * by, slopes), truth(PRODUCT)).explained is explained
    assert judged(Answer(value, slopes, "a refusal"), truth(PRODUCT)).explained is False


@pytest.mark.parametrize(
    ("example", "value", "slopes", "reason"),
    [
        (graph(("log", (0,)), leaves=(-1.0,)), None, None, "no such number"),
        (graph(("exp", (0,)), leaves=(710.0,)), None, None, "no such number"),
        (graph(("sqrt", (0,)), leaves=(0.0,)), 0.0, None, "no such number"),
        (graph(("relu", (0,)), leaves=(0.0,)), 0.0, (0.0,), ""),  # by convention
        (graph(("subtract", (0, 1)), ("relu", (2,)), leaves=(0.3, 0.1)), 0.3 - 0.1, (1.0, -1.0), ""),
        # 0.1 + 0.2 - 0.3 is 0, or 5.6e-17 in floats
        (graph(("add", (0, 1)), ("subtract", (3, 2)), ("relu", (4,)), leaves=(0.1, 0.2, 0.3)), 6e-17, (1, 1, -1),
         "rounding decides"),
        (graph(("multiply", (0, 0)), ("sin", (1,)), leaves=(1e20,)), 0.5, (1e20,), "no digits left"),
        (graph(("multiply", (0, 1e-150)), ("multiply", (1, 1e200)), ("multiply", (2, 1e200)), leaves=(1.0,)), 1e250,
         None, "beyond floats on the way"),  # on the way back it is 1e400
        # e⁻¹⁰⁰⁰⁰ is 0 in floats, and 0·log(-1) is 0, while anything else times log(-1) does not exist
        (graph(("exp", (0,)), ("times_log", (1, -1.0)), leaves=(-1e4,)), 0.0, (0.0,), "no such number"),
        # (-400)**(-400) is 1e-1041, and 0 in floats: there the slope of exp(-x²) is 0, and nothing asks for that of xˣ.
        (graph(("exponential", (0, 0)), ("gaussian", (1,)), leaves=(-400.0,)), 1.0, (0.0,), "beyond floats on the way"),
    ],
)  # fmt: skip
def test_reasons(example: Graph, value: float | None, slopes: tuple[float, ...] | None, reason: str) -> None:
    answer = Answer(value, slopes, "" if slopes else "refused")
    verdict = judge(answer, truth(example))
    assert (verdict.explained, verdict.reason) == (True, reason)


WRONG = Answer(math.exp(0.91) * 1.001, (1.3 * math.exp(0.91), 0.7 * math.exp(0.91)))


def alone(*, exp_is_wrong: bool) -> Any:
    """A library that answers one step at a time, or that times a number; only its exponential may be wrong."""

    def answers(graphs: Sequence[Graph]) -> list[Answer]:
        said = []
        for step in graphs:
            x = step.leaves
            by = step.steps[1][1][1] if len(step.steps) > 1 else 1.0
            if step.steps[0][0] == "multiply":
                said.append(Answer(x[0] * x[1] * by, (x[1] * by, x[0] * by)))
            else:
                said.append(Answer(math.exp(x[0]) * by * (1.001 if exp_is_wrong else 1), (math.exp(x[0]) * by,)))
        return said

    return answers


def test_an_error_is_a_librarys_own_only_if_one_operation_alone_shows_it() -> None:
    verdict = judged_library(WRONG, truth(PRODUCT), alone(exp_is_wrong=True))
    assert (verdict.explained, verdict.reason, verdict.detail) == (True, "its own error", "exp")
    assert not judged_library(WRONG, truth(PRODUCT), alone(exp_is_wrong=False)).explained
    # If it runs our rules, ours have to be right there.
    ours = alone(exp_is_wrong=True)
    assert not judged_library(WRONG, truth(PRODUCT), alone(exp_is_wrong=True), ours=ours).explained


def test_a_librarys_own_error_may_show_only_with_what_arrives_in_the_sweep() -> None:
    """∂ atan2(x, x) is x/(2x²) - x/(2x²): a library that multiplies by the adjoint first has ∞/∞."""
    turned = graph(("atan2", (0, 0)), ("multiply", (1, 0)), leaves=(1e158,))
    value, slope = math.pi / 4 * 1e158, math.pi / 4

    def answers(graphs: Sequence[Graph]) -> list[Answer]:
        said = []
        for step in graphs:
            (name, _), *rest = step.steps
            if name == "atan2":
                said.append(Answer(math.pi / 4 * (1e158 if rest else 1.0), (math.nan if rest else 0.0,)))
            else:
                x = step.leaves
                said.append(Answer(x[0] * x[1], (x[1], x[0])))
        return said

    assert judged(Answer(value, (slope,)), truth(turned)).explained
    verdict = judged_library(Answer(value, (math.nan,)), truth(turned), answers)
    assert (verdict.explained, verdict.reason, verdict.detail) == (True, "its own error", "atan2")


def test_a_term_of_weight_0_may_be_undefined_where_our_rules_run_in_a_library() -> None:
    weighed = graph(("log", (0,)), ("subtract", (1, 1)), ("weighted", (3, 2)), ("add", (4, 1)), leaves=(-1.0, 0.75))
    found = truth(weighed)
    assert found.missing == "undefined: log"
    for said, explained in ((0.75, True), (0.5, False)):
        verdict = judged_library(Answer(said, None), found, alone(exp_is_wrong=False), ours=alone(exp_is_wrong=False))
        assert verdict.explained is explained
        assert verdict.reason == ("left out" if explained else "no such number")
    not_weighed = graph(("log", (0,)), ("weighted", (1, 2)), ("add", (3, 1)), leaves=(-1.0, 0.75))
    verdict = judged_library(
        Answer(0.75, None), truth(not_weighed), alone(exp_is_wrong=False), ours=alone(exp_is_wrong=False)
    )
    assert not verdict.explained


def test_nan_is_not_what_rounding_makes_of_a_number() -> None:
    magnified = graph(("multiply", (0, 0)), ("sin", (1,)), leaves=(1e20,))
    assert judged(Answer(0.5, (1e20,)), truth(magnified)).explained
    assert not judged(Answer(0.5, (math.nan,)), truth(magnified)).explained


def test_a_remainder_with_digits_that_no_memory_holds_is_rounded() -> None:
    below = -mpmath.exp(-(mpf(10) ** 12))  # 1 + this has 1.4·10¹² binary digits
    assert oracles.DEFINITIONS["mod"](below, mpf(1)) == 1
    assert oracles.DEFINITIONS["mod"](mpf(7), mpf(-3)) == -2
    assert oracles.DEFINITIONS["mod"](mpf(0), mpf(-3)) == 0


def test_a_power_of_0_has_slopes_of_slopes() -> None:
    found = second_truth(graph(("power", (0, 2.0)), ("sin", (1,)), leaves=(0.0,)))
    (along,) = direction(found.graph)
    assert [float(slope.exact) for slope in found.gradient if slope] == [2 * along]


def test_slopes_of_slopes_may_be_refused_where_squares_are_beyond_floats() -> None:
    refused = Answer(refused="TooLargeError: u·v is too large for a float")
    for leaf, explained in ((1e160, True), (1e-160, True), (1e100, False)):
        assert judge(refused, second_truth(graph(("sin", (0,)), leaves=(leaf,)))).explained is explained


def test_of_one_step_alone_few_certain_digits_are_no_excuse() -> None:
    """x/x has the slope 1/x - x/x² = 0, and not 1/x."""
    wrong = Answer(1.0, (0.01,))
    quotient = graph(("component", (0, 0)), leaves=(100.0,))
    assert judge(wrong, truth(quotient)).reason == "no digits left"
    alone = dataclasses.replace(quotient, kind=ALONE)
    assert not judge(wrong, truth(alone)).explained
    assert judge(Answer(1.0, (0.0,)), truth(alone)).explained


def test_our_rules_go_on_with_infinities_in_a_library_as_on_arrays() -> None:
    endless = graph(("log2", (1,)), ("clip", (2, 0.0, -0.75)), ("add", (3, 0)), leaves=(1.0, 0.0))
    for said, explained in ((0.25, True), (0.5, False)):
        verdict = judged_library(
            Answer(said, None), truth(endless), alone(exp_is_wrong=False), ours=alone(exp_is_wrong=False)
        )
        assert verdict.explained is explained


def test_a_share_near_1_has_slopes_to_all_digits() -> None:
    """p(1 - p) of 1/(1 + e⁻²⁰⁰) is e⁻²⁰⁰, which 50 digits do not have beside 1."""
    (slope, _) = oracles.partials("share", [200.0, 0.0])
    assert float(slope) == pytest.approx(math.exp(-200), rel=1e-14)


def test_two_answers_differ_for_the_reason_of_one() -> None:
    right = Answer(math.exp(0.91), WRONG.gradient)
    found = truth(PRODUCT)
    verdicts = judged(right, found), judged_library(WRONG, found, alone(exp_is_wrong=True))
    assert judged_between(right, WRONG, verdicts, found).reason == "its own error"
    assert judged_between(right, right, (verdicts[0], verdicts[0]), found).numbers == 3
    assert not judged_between(right, WRONG, (verdicts[0], verdicts[0]), found).explained


def test_a_library_that_is_not_installed_is_missing() -> None:
    with pytest.raises(Missing, match="no_such_package"):
        Library("no_such_package", "in_torch.py", pythons=[sys.executable, "no-such-python"])


def test_single_precision_has_larger_units() -> None:
    ratio = truth(PRODUCT, SINGLE).value.unit / truth(PRODUCT, DOUBLE).value.unit
    assert float(ratio) == pytest.approx(2.0**29, rel=1e-6)


@pytest.mark.parametrize("program", ["in_jax.py", "in_torch.py"])
def test_other_libraries_have_every_row_of_the_table_and_nothing_of_ours(program: str) -> None:
    tree = ast.parse((Path(__file__).parent / "oracles" / program).read_text(encoding="utf-8"))
    (table,) = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "TABLE"
    ]
    assert isinstance(table, ast.Dict)
    assert {key.value for key in table.keys if isinstance(key, ast.Constant)} == set(ops.TABLE)
    at_the_top = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    assert "autograd" not in "".join(map(ast.unparse, at_the_top))


SMOOTH = [op for op in ops.TABLE.values() if op.name not in oracles.SLOPES and op.name != "hard_tanh"]


@pytest.mark.parametrize("op", SMOOTH, ids=repr)
def test_taylor_polynomials_have_mpmaths_derivatives(op: Op) -> None:
    for xs in [xs for xs in points(op, 60) if all(1e-4 < abs(x) < 50 and abs(abs(x) - 1) > 1e-4 for x in xs)][:3]:
        with mpmath.workdps(60):
            operands = [mpf(x) if i in op.fixed else v for i, (x, v) in enumerate(zip(xs, expanded(xs), strict=True))]
            out = oracles.DEFINITIONS[op.name](*operands)
            moving = [i for i in range(len(xs)) if i not in op.fixed]
            for of in [*([i] for i in moving), *([i, j] for i in moving for j in moving)]:
                exact = oracles.wide_slopes(op.name, xs, of)
                assert abs(out.derivative(*of) - exact) <= 1e-20 * max(abs(exact), abs(out.constant), mpf(1))


def expanded(xs: list[float]) -> list[taylor.Taylor]:
    return taylor.variables([mpf(x) for x in xs], order=2)
