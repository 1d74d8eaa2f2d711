"""What programs do for speed: groups cut into runs, partials in a cheaper form, nothing that nobody asks for."""

from __future__ import annotations

import math
import random
from typing import Any

import mpmath
import numpy
import pytest

from autograd import Op, Value, compile, ops, total
from autograd.ops import slopes
from autograd.program import bound
from autograd.program.plan import Product
from autograd.program.rules import Scratch, compute, partial_steps
from autograd.program.runs import cut, evenly


@pytest.mark.parametrize("seed", range(20))
def test_parts_cover_all_slots_in_order_and_go_up_in_equal_steps(seed: int) -> None:
    rng = random.Random(seed)
    count = rng.randint(1, 30)
    columns = [numpy.cumsum([rng.choice([0, 1, 1, 1, 2, -3]) for _ in range(count)]) + 100 for _ in range(2)]
    seen = 0
    for part, views in cut(columns):
        assert part.start == seen
        seen = part.stop
        for column, view in zip(columns, views, strict=True):
            assert list(range(view.start, view.stop, view.step)) == column[part].tolist()
    assert seen == count
    where = evenly(columns[0])
    assert (where is not None) == (len(list(cut(columns[:1]))) == 1)


@pytest.mark.parametrize("vectorised", [True, False])
@pytest.mark.parametrize("op", [op for op in ops.TABLE.values() if op.array_partials is not op.partials], ids=str)
def test_cheaper_rules_give_the_numbers_of_the_rules(op: Op, vectorised: bool, monkeypatch: Any) -> None:
    """At 0 too, on both sides of the zeros of sine and cosine, and whether or not NumPy's tangent is fast."""
    monkeypatch.setitem(slopes._vectorised, "tan", vectorised)
    near = [k * math.pi / 2 * (1 + e) for k in range(-4, 5) for e in (-1e-9, 0.0, 1e-9)]
    points = numpy.array([[0.0, -0.0, 1e-300, -1e-300, 5e-324, 1.0, -2.5, 30.0, -30.0, 400.0, *near]])
    condition = (points > 1.0) * 1.0
    operands = [condition, points, -points] if op is ops.choice else [points]
    out = numpy.empty_like(points)
    compute(op, operands, out)()
    wanted = range(len(operands))[-2:]
    steps, partials = partial_steps(op, out, operands, wanted, Scratch())
    for step in steps:
        step()
    expected = op.partials(out, *operands)
    for index in wanted:
        numpy.testing.assert_allclose(partials[index], expected[index], rtol=1e-15, atol=1e-305)


def test_logsumexp_with_ties_and_infinite_numbers_in_a_program() -> None:
    w = Value(1.0)
    columns = numpy.array([[0.0, 0.0, 0.0], [5.0, 5.0, -1.0], [-2.0, 700.0, 700.0], [1.0, 2.0, 3.0]])
    program = compile(lambda x: ops.logsumexp([w * v for v in x]), [w])
    expected = [math.log(3), 5 + math.log(2 + math.exp(-6)), 700 + math.log(2), math.log(sum(map(math.exp, (1, 2, 3))))]
    assert program.value(numpy.tile(columns, (10, 1)))[:4] == pytest.approx(expected, rel=1e-15)
    stack = numpy.array([[-math.inf, math.inf, 1.0], [-math.inf, 2.0, -math.inf]])
    out = numpy.empty(3)
    with numpy.errstate(all="ignore"):
        assert ops.log_sum_exp.array(stack, out=out).tolist() == [-math.inf, math.inf, 1.0]  # type: ignore[operator]


@pytest.mark.parametrize(
    "xs", [[1e17, 1e17, 1e17], [1478.87, 1478.87, 1477.3], [800.1, -30.2, 3.3, 790.0], [0.1, -30.2, -100.3]]
)
def test_the_slopes_of_logsumexp_in_a_program_have_all_digits_however_large_its_operands(xs, monkeypatch) -> None:
    monkeypatch.setattr(bound, "CALLS_PER_NODE", 0)  # arrays also where the engine would be faster
    parameters = [Value(x) for x in xs]
    program = compile(lambda x: ops.logsumexp(parameters) * x, parameters)
    with mpmath.workdps(60):
        powers = [mpmath.exp(mpmath.mpf(x)) for x in xs]
        exact = [float(power / sum(powers)) for power in powers]
    assert program.value_and_grad([1.0, 1.0])[1].tolist() == pytest.approx(exact, rel=1e-15, abs=1e-300)


def test_the_normal_distribution_in_single_precision_has_its_last_digits_far_out_too() -> None:
    w = Value(1.0)
    rows = [-12.125, -7.75, -5.0, -3.25, -0.75, 0.25, 2.5]  # floats in single precision
    for row, factor in ((ops.normal_cdf, lambda x: 1), (ops.gelu, lambda x: x)):
        program = compile(lambda x, row=row: row(w * x), [w], float32=True)
        with mpmath.workdps(40):
            exact = [float(factor(x) * mpmath.erfc(-x / mpmath.sqrt(2)) / 2) for x in rows]
        assert program.value(rows * 20)[: len(rows)] == pytest.approx(exact, rel=4 * 2.0**-23)


def test_constant_weights_get_no_gradient_and_half_and_half_is_no_matrix_product() -> None:
    w = Value(2.0)
    program = compile(lambda x: total(0.1 * i * (w * v) for i, v in enumerate(x)), [w])
    X = numpy.ones((50, 5))
    assert program.value_and_grad(X)[1] == pytest.approx([0.1 * (0 + 1 + 2 + 3 + 4)], rel=1e-14)
    (product,) = [group for group in program._last.plan.groups if isinstance(group, Product)]  # type: ignore[union-attr]
    assert not product.wanted
    halves = compile(lambda x, y: (w * x).tanh() * 0.5 + (w * y).tanh() * 0.5, [w])
    expected = math.tanh(2.0) * 0.5 + math.tanh(4.0) * 0.5
    assert halves.value([1.0] * 50, [2.0] * 50) == pytest.approx([expected] * 50, rel=1e-15)
    assert halves.statistics.products == 0
