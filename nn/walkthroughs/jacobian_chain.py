"""The chain rule for vectors: R³ → R² → R, ∇x z = (∂y/∂x)ᵀ ∇y z."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from autograd import Value, grad, jacobian, sin, tanh
from autograd.language import say, template
from nn.walkthroughs.walkthrough import Walkthrough, matrix_lines, section, title

POINT = (0.5, -1.0, 2.0)


def inner(x: Sequence[Any]) -> list[Any]:
    """y(x) = (x1·x2 + x3, sin(x1) + x2·x3)."""
    x1, x2, x3 = x
    return [x1 * x2 + x3, sin(x1) + x2 * x3]


def outer(y: Sequence[Any]) -> Any:
    """z(y) = y1² + tanh(y2)."""
    y1, y2 = y
    return y1**2 + tanh(y2)


def chained() -> Value:
    """z(y(x)) as one graph."""
    x = [Value(number, f"x{i}") for i, number in enumerate(POINT, start=1)]
    y = [node.named(f"y{i}") for i, node in enumerate(inner(x), start=1)]
    z: Value = outer(y)
    return z.named("z")


def product() -> list[float]:
    """(∂y/∂x)ᵀ ∇y z, written out: Σⱼ ∂z/∂yⱼ · ∂yⱼ/∂xᵢ."""
    matrix = jacobian(inner)(list(POINT))
    slopes = grad(outer)(inner(POINT))
    return [sum(slopes[j] * matrix[j][i] for j in range(2)) for i in range(3)]


def tell() -> Iterator[str]:
    """The story."""
    yield from title(say("The chain rule for vectors: ∇x z = (∂y/∂x)ᵀ ∇y z"))
    yield ""
    yield say("y = (x1·x2 + x3, sin(x1) + x2·x3),  z = y1² + tanh(y2),  at x = (0.5, -1, 2).")
    y = inner(POINT)
    yield f"  y = ({', '.join(f'{entry:.8f}' for entry in y)}),  z = {outer(y):.8f}"
    yield from section(say("1. The Jacobian ∂y/∂x, a row for each y"))
    yield from matrix_lines(jacobian(inner)(list(POINT)))
    yield from section(say("2. The gradient ∇y z"))
    yield f"  ({', '.join(f'{entry:.8f}' for entry in grad(outer)(y))})"
    yield from section(say("3. Transposed Jacobian times gradient, and one sweep through the whole graph"))
    by_sweep = grad(lambda x: outer(inner(x)))(list(POINT))
    yield say("           (∂y/∂x)ᵀ∇y z         by the sweep")
    for i, (by_product, swept) in enumerate(zip(product(), by_sweep, strict=True), start=1):
        yield f"  ∂z/∂x{i}  {by_product:>14.10f}   {swept:>14.10f}"
    yield say("A sweep never builds the Jacobian: it multiplies the transposed matrix by the gradient, edge by edge.")


WALKTHROUGH = Walkthrough(
    name="jacobian-chain",
    about=template("R³ → R² → R: the transposed Jacobian times the gradient is what the sweep computes"),
    graph=chained,
    tell=tell,
)
