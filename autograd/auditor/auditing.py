"""`audit`: claims about a graph, given in Python. Every report, of a sheet too, is made by `report_on`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isfinite

from autograd.auditor.claims import Claim, Quantity, read_printed
from autograd.auditor.example import Example
from autograd.auditor.report import Report
from autograd.auditor.verdicts import Auditor
from autograd.errors import ExpressionError, OperandError
from autograd.graph import read
from autograd.notation import quoted, shown
from autograd.operation import CONSTANT, is_number
from autograd.value import Value

#: A node, named by its label or given as a Value.
Key = str | Value
Claims = Mapping[Key, str | float]


def audit(
    output: Value,
    values: Claims | None = None,
    gradients: Claims | None = None,
    partials: Mapping[tuple[Key, Key], str | float] | None = None,
    updates: Claims | None = None,
    *,
    after: Mapping[int, Claims] | None = None,
    parameters: Sequence[Key] | None = None,
    learning_rate: float | None = None,
) -> Report:
    """Check claimed numbers against the graph of `output`; returns the verdicts, and the slips behind wrong numbers.

    A claim is a number, or a string as printed: the digits of "0.0772" say how exact it means to be. Nodes are named
    by their label or given as Values.

    - `values`: of nodes. `gradients`: ∂output/∂node. `partials`: ∂child/∂parent, by pairs (child, parent).
    - `updates`: parameters after one step of gradient descent, old - `learning_rate` × gradient.
    - `after`: {1: {"L": "0.0618"}}: values after so many steps.
    - `parameters`: what a step changes; if left out, those of `updates`.

    >>> from autograd import values
    >>> a, b = values(a=2.0, b=1.0)
    >>> e = ((a + b) * (b + 1)).named("e")
    >>> print(audit(e, gradients={a: 2, b: "2"}))
               printed  exact
      ✓ ∂e/∂a        2      2
      ✗ ∂e/∂b        2      5  wrong
          The path b -> d -> e is left out: 2 instead of 5
    2 claims: 1 right, 1 wrong

    Raises `ExpressionError` for a claim about something that is not in the graph, `OperandError` for one that is not
    a number.
    """
    if not isinstance(output, Value):
        raise OperandError(f"audit takes the Value that was computed, not {quoted(output)}")
    tables = {"values": values, "gradients": gradients, "partials": partials, "updates": updates, "after": after}
    for what, given in tables.items():
        if given is not None and not isinstance(given, Mapping):
            raise OperandError(
                f"{what}= must map nodes to claims, such as {{'b': '5'}}, but is of type {type(given).__name__}"
            )
    if output.op is CONSTANT:
        raise ExpressionError("there is nothing to audit: the output is a constant")
    graph = read(output)

    def name(key: Key) -> str:
        if isinstance(key, Value):
            if key not in graph.names:
                raise ExpressionError(f"{shown(key.label) or 'a node'} is not part of the computation of the output")
            return graph.names[key]
        if not isinstance(key, str):
            raise OperandError(f"a node is named by its label or given as a Value, not as {quoted(key)}")
        return key

    def claims() -> Iterator[Claim]:
        for kind, given in (("value", values), ("grad", gradients), ("update", updates)):
            for key, printed in (given or {}).items():
                yield Claim(Quantity(kind, name(key)), read_printed(printed))
        for pair, printed in (partials or {}).items():
            if not isinstance(pair, tuple) or len(pair) != 2:
                raise OperandError(f"partials= has pairs (child, parent), not {quoted(pair)}")
            child, parent = pair
            yield Claim(Quantity("partial", name(parent), of=name(child)), read_printed(printed))
        for steps, later in (after or {}).items():
            if isinstance(steps, bool) or not isinstance(steps, int) or steps < 0 or not isinstance(later, Mapping):
                raise OperandError(f"after= maps numbers of steps to claims, not {quoted(steps)} to {quoted(later)}")
            for key, printed in later.items():
                yield Claim(Quantity("value", name(key), steps), read_printed(printed))

    stepped = parameters if parameters is not None else list(updates or ())
    named = {label: node for node, label in graph.names.items()}
    return audit_claims(output, named, claims(), list(map(name, stepped)), learning_rate)


def audit_claims(
    output: Value,
    named: Mapping[str, Value],
    claims: Iterable[Claim],
    parameters: Sequence[str] = (),
    learning_rate: float | None = None,
) -> Report:
    """Check claims about a graph whose nodes are called as `named` says.

    Without `parameters`, a step changes what the claims say it changes. Raises as `audit` does.
    """
    claims = list(claims)
    parameters = parameters or list(dict.fromkeys(c.quantity.name for c in claims if c.quantity.kind == "update"))
    if learning_rate is None and any(claim.quantity.needs_step for claim in claims):
        raise OperandError("a claim about a step needs the learning rate")
    if learning_rate is not None and (
        isinstance(learning_rate, bool) or not is_number(learning_rate) or not isfinite(learning_rate)
    ):
        raise OperandError(f"the learning rate is a finite number, not {quoted(learning_rate)}")
    called = {node: name for name, node in named.items()}
    if output not in called:
        if output.op is CONSTANT:
            raise ExpressionError("there is nothing to audit: the formula has no input")
        called[output] = read(output).name
    example = Example({**named, called[output]: output}, output, parameters, learning_rate or 0.0)
    return report_on(example, claims)


def report_on(example: Example, claims: Sequence[Claim], name: str = "") -> Report:
    """The verdicts on all claims about an example; `name` is its title."""
    return Report(name, example.name_of[example.output], tuple(Auditor(example, claims).run()))
