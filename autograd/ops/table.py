"""The table, and how a row enters it."""

from __future__ import annotations

from autograd.operation import Op

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Rule = Callable[..., tuple[Any, ...]]


TABLE: dict[str, Op] = {}

#: What holds at each row's kinks and at the edges of what is defined, for the documentation to quote.
CONVENTIONS: dict[str, str] = {}

#: Of the rows that jump, the derivatives of functions with corners: whether they do so exactly at these operands.
JUMPS: dict[Op, Callable[..., bool]] = {}

_ON_PAPER: dict[Op, Rule] = {}


def row(
    name: str,
    forward: Callable[..., float],
    partials: Rule,
    *,
    shown: Rule | None = None,
    convention: str = "",
    jump: Callable[..., bool] | None = None,
    **more: Any,
) -> Op:
    """Declare one row of the table.

    - `shown`: the partials as a person writes them, where the form that holds to the last digits looks different: σ′ is
      computed as σ(x)·σ(-x), and written O·(1 - O). Nothing is ever computed with it.
    - `convention`: what holds at a kink, in a few words. `jump`: whether it jumps exactly at these operands.

    All else is what an `Op` takes.
    """
    TABLE[name] = op = Op(name, forward, partials, **more)
    if shown is not None:
        _ON_PAPER[op] = shown
    if convention:
        CONVENTIONS[name] = convention
    if jump is not None:
        JUMPS[op] = jump
    return op


def written_partials(op: Op) -> Rule:
    """The rule to write an operation's partials with: the form for paper if its row has one, or else the rule itself.

    >>> from autograd.ops import sigmoid
    >>> written_partials(sigmoid)(0.25, None)
    (0.1875,)
    """
    return _ON_PAPER.get(op, op.partials)
