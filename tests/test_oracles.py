"""The oracle itself: its Taylor polynomials have the derivatives that mpmath's differences give."""

from __future__ import annotations

import mpmath
import oracles
import pytest
import taylor
from accuracy import points
from mpmath import mpf

from autograd import Op, ops

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
