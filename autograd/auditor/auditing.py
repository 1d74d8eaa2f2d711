"""`audit`: claims about a graph, given in Python. Every report, of a sheet too, is made by `report_on`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from autograd.auditor.claims import MAX_STEPS, Claim, Quantity, read_printed
from autograd.auditor.example import Example
from autograd.auditor.report import Report
from autograd.auditor.verdicts import Auditor
from autograd.errors import ExpressionError, OperandError
from autograd.graph import read
from autograd.nested import flatten, shape_of
from autograd.notation import quoted, shown
from autograd.numerals import read_number
from autograd.operation import CONSTANT
from autograd.value import Value

#: A node, named by its label or given as a Value.
Key = str | Value
#: Claims by node, or as pairs of a node and its claim; a tuple, a list or an array of nodes has claims of its shape.
Claims = Mapping[Any, Any] | Sequence[tuple[Any, Any]]


def audit(
    output: Value,
    values: Claims | None = None,
    gradients: Claims | None = None,
    partials: Mapping[tuple[Key, Key], Any] | None = None,
    updates: Claims | None = None,
    *,
    after: Mapping[int, Claims] | None = None,
    parameters: Sequence[Key] | None = None,
    learning_rate: float | str | None = None,
) -> Report:
    """Check claimed numbers against the graph of `output`; returns the verdicts, and the slips behind wrong numbers.

    A claim is a number, or a string as printed: the digits of "0.0772" say how exact it means to be, and "1/3", "√2"
    or a `Fraction` are exact. Nodes are named by their label or given as Values. For an array of Values (or a nested
    list), which no dictionary takes as a key, give pairs: `gradients=[(W, [["0.1", "0.2"], …]), (b, …)]`; a nested
    tuple of Values may be a key. A name with an array of claims means `W[0][1]` and so on.

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
        pairs = what in ("values", "gradients", "updates") and _are_pairs(given)
        if given is not None and not pairs and not isinstance(given, Mapping):
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
            for key, printed in _entries(given):
                yield Claim(Quantity(kind, name(key)), read_printed(printed))
        for pair, printed in (partials or {}).items():
            if not isinstance(pair, tuple) or len(pair) != 2:
                raise OperandError(f"partials= has pairs (child, parent), not {quoted(pair)}")
            child, parent = pair
            yield Claim(Quantity("partial", name(parent), of=name(child)), read_printed(printed))
        for steps, later in (after or {}).items():
            is_count = isinstance(steps, int) and not isinstance(steps, bool) and 0 <= steps <= MAX_STEPS
            if not is_count or not (isinstance(later, Mapping) or _are_pairs(later)):
                raise OperandError(f"after= maps numbers of steps to claims, not {quoted(steps)} to {quoted(later)}")
            for key, printed in _entries(later):
                yield Claim(Quantity("value", name(key), steps), read_printed(printed))

    stepped = parameters if parameters is not None else [key for key, _ in _entries(updates)]
    named = {label: node for node, label in graph.names.items()}
    return audit_claims(output, named, claims(), list(map(name, flatten(list(stepped)))), learning_rate)


def _are_pairs(given: Any) -> bool:
    """Whether these are pairs of a node (or an array of nodes) and its claims."""
    return isinstance(given, (list, tuple)) and all(isinstance(pair, tuple) and len(pair) == 2 for pair in given)


def _entries(given: Claims | None) -> Iterator[tuple[Any, Any]]:
    """Single nodes with single claims, those of arrays one by one.

    Raises `OperandError` if nodes and claims have different shapes.
    """
    for keys, printed in given.items() if isinstance(given, Mapping) else given or ():
        shape = shape_of(printed)
        if isinstance(keys, str) and shape:
            keys = _numbered(keys, printed)
        if shape_of(keys) != shape:
            what = "an array" if shape_of(keys) else quoted(keys)
            raise OperandError(f"there must be one claim for each node of {what}, in lists of the same shape")
        yield from zip(flatten(keys), flatten(printed), strict=True)


def _numbered(name: str, structure: Any) -> Any:
    """The names `W[0][1]` … of the entries of W, in the shape of a structure."""
    if not shape_of(structure):
        return name
    return [_numbered(f"{name}[{i}]", item) for i, item in enumerate(structure)]


def audit_claims(
    output: Value,
    named: Mapping[str, Value],
    claims: Iterable[Claim],
    parameters: Sequence[str] = (),
    learning_rate: float | str | None = None,
) -> Report:
    """Check claims about a graph whose nodes are called as `named` says.

    Without `parameters`, a step changes what the claims say it changes. Raises as `audit` does.
    """
    claims = list(claims)
    parameters = parameters or list(dict.fromkeys(c.quantity.name for c in claims if c.quantity.kind == "update"))
    if learning_rate is None and any(claim.quantity.needs_step for claim in claims):
        raise OperandError("a claim about a step needs the learning rate")
    try:
        rate = 0.0 if learning_rate is None else read_number(learning_rate)
    except OperandError:
        what = shown(learning_rate) if isinstance(learning_rate, str) else quoted(learning_rate)
        raise OperandError(f"the learning rate is a finite number, not {what}") from None
    called = {node: name for name, node in named.items()}
    if output not in called:
        if output.op is CONSTANT:
            raise ExpressionError("there is nothing to audit: the formula has no input")
        called[output] = read(output).name
    example = Example({**named, called[output]: output}, output, parameters, rate)
    return report_on(example, claims)


def report_on(example: Example, claims: Sequence[Claim], name: str = "", notes: Sequence[str] = ()) -> Report:
    """The verdicts on all claims about an example; `name` is its title, `notes` are said below."""
    return Report(name, example.name_of[example.output], tuple(Auditor(example, claims).run()), tuple(notes))
