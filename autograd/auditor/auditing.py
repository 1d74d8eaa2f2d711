"""`audit`: claims about a graph, given in Python. Every report, of a sheet too, is made by `report_on`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from autograd.arrays.given import arrays_among, entries
from autograd.auditor.budget import check_budget
from autograd.auditor.claims import MAX_STEPS, Claim, Quantity, read_printed
from autograd.auditor.example import Example
from autograd.auditor.layout import explanations
from autograd.auditor.quantities import ALSO_KEPT
from autograd.auditor.report import Report
from autograd.auditor.rules import Update, read_update
from autograd.auditor.verdicts import WRONG, Auditor, Finding
from autograd.auditor.wholes import Whole, WholeFinding, judge, whole_at
from autograd.errors import ExpressionError, OperandError
from autograd.graph import read
from autograd.language import language, say, speaking
from autograd.nested import flatten, shape_of
from autograd.notation import quoted, shown
from autograd.numerals import read_number
from autograd.operation import CONSTANT
from autograd.value import Value

#: What shows how far a loop has come: takes what is looped over, and gives it back.
Progress = Callable[[list[Finding]], Iterable[Finding]]
#: A node, named by its label or given as a Value.
Key = str | Value
#: Claims by node, or as pairs of a node and its claim; a tuple, a list or an array of nodes has claims of its shape.
Claims = Mapping[Any, Any] | Sequence[tuple[Any, Any]]


def audit(
    output: Value,
    values: Claims | None = None,
    gradients: Claims | None = None,
    partials: Mapping[tuple[Key, ...], Any] | None = None,
    updates: Claims | None = None,
    *,
    derivatives: Mapping[tuple[Key, ...], Any] | None = None,
    paths: Mapping[tuple[Key, ...], Any] | None = None,
    after: Mapping[int, Claims] | None = None,
    parameters: Sequence[Key] | None = None,
    learning_rate: float | str | None = None,
    update: str | Mapping[str, Any] = "sgd",
    states: Mapping[tuple[str, Key], Any] | None = None,
    lang: str | None = None,
) -> Report:
    """Check claimed numbers against the graph of `output`; returns the verdicts, and the slips behind wrong numbers.

    A claim is a number, or a string as printed: the digits of "0.0772" say how exact it means to be, and "1/3", "√2"
    or a `Fraction` are exact. Nodes are named by their label or given as Values. For an array of Values (or a nested
    list), which no dictionary takes as a key, give pairs: `gradients=[(W, [["0.1", "0.2"], …]), (b, …)]`; a nested
    tuple of Values may be a key. A name with an array of claims means `W[1,2]` and so on, or `W[0][1]` if these are
    the labels.

    - `values`: of nodes. `gradients`: ∂output/∂node. `partials`: ∂child/∂parent, by pairs (child, parent).
    - `derivatives`: ∂node/∂node along all paths, by pairs; `paths`: what of it leads over certain nodes, by tuples of
      the node, those on the way and the last one.
    - `updates`: parameters after one step, of gradient descent old - `learning_rate` × gradient.
    - `after`: {1: {"L": "0.0618"}}: values after so many steps.
    - `parameters`: what a step changes; if left out, those of `updates`.
    - `update`: the rule of a step: "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam" or "adamw", or with its
      settings {"rule": "momentum", "beta": 0.5}, see `auditor.rules`. `states`: what it keeps, by pairs ("v", w).
    - `lang`: the language of the words, such as "zh".

    >>> from autograd import values
    >>> a, b = values(a=2.0, b=1.0)
    >>> e = ((a + b) * (b + 1)).named("e")
    >>> print(audit(e, gradients={a: 2, b: "2"}))
               printed  exact
      ✓ ∂e/∂a        2      2
      ✗ ∂e/∂b        2      5  wrong
          The path b -> d -> e is left out: 2 instead of 5 (d = b + 1)
    2 claims: 1 right, 1 wrong

    Raises `ExpressionError` for a claim about something that is not in the graph, `OperandError` for one that is not
    a number.
    """
    if not isinstance(output, Value):
        raise OperandError(say("audit takes the Value that was computed, not {output}", output=quoted(output)))
    tables = {"values": values, "gradients": gradients, "partials": partials, "updates": updates, "after": after}
    tables |= {"derivatives": derivatives, "paths": paths, "states": states}
    for what, given in tables.items():
        pairs = what in ("values", "gradients", "updates") and _are_pairs(given)
        if given is not None and not pairs and not isinstance(given, Mapping):
            raise OperandError(
                say(
                    "{what}= must map nodes to claims, such as {{'b': '5'}}, but is of type {kind}",
                    what=what,
                    kind=type(given).__name__,
                )
            )
    if output.op is CONSTANT:
        raise ExpressionError(say("there is nothing to audit: the output is a constant"))
    graph = read(output)

    def name(key: Key) -> str:
        if isinstance(key, Value):
            if key not in graph.names:
                raise ExpressionError(
                    say("{key} is not part of the computation of the output", key=shown(key.label) or say("a node"))
                )
            return graph.names[key]
        if not isinstance(key, str):
            raise OperandError(say("a node is named by its label or given as a Value, not as {key}", key=quoted(key)))
        return key

    claims: list[Claim] = []
    wholes: list[Whole] = []

    def add(kind: str, given: Claims | None, after: int = 0) -> None:
        for keys, printed in _groups(given, graph.names.values()):
            first = len(claims)
            for key, number in zip(flatten(keys), flatten(printed), strict=True):
                claims.append(Claim(Quantity(kind, name(key), after), read_printed(number)))
            if (lengths := _lengths(shape_of(printed))) and len(claims) > first:
                entry = claims[first].quantity
                array = _name_of_all([claim.quantity.name for claim in claims[first:]])
                wholes.append(whole_at(entry._replace(name=array), range(first, len(claims)), lengths))

    def add_between(kind: str, what: str, given: Mapping[tuple[Key, ...], Any] | None) -> None:
        for nodes, printed in (given or {}).items():
            count = 2 if kind != "path" else max(len(nodes), 3) if isinstance(nodes, tuple) else 3
            if not isinstance(nodes, tuple) or len(nodes) != count:
                raise OperandError(say("{what}, not {nodes}", what=what, nodes=quoted(nodes)))
            *of, last = map(name, nodes)
            is_gradient = kind == "d" and of == [graph.name]
            quantity = Quantity("grad", last) if is_gradient else Quantity(kind, last, of="/".join(of))
            claims.append(Claim(quantity, read_printed(printed)))

    add("value", values)
    add("grad", gradients)
    add("update", updates)
    add_between("partial", say("partials= has pairs (child, parent)"), partials)
    for pair, printed in (states or {}).items():
        if not isinstance(pair, tuple) or len(pair) != 2 or not isinstance(pair[0], str):
            raise OperandError(
                say(
                    'states= has pairs such as ("v", "w"), what the rule keeps for which, not {pair}', pair=quoted(pair)
                )
            )
        kept = Quantity("state", name(pair[1]), of=ALSO_KEPT.get(pair[0], pair[0]))
        claims.append(Claim(kept, read_printed(printed)))
    add_between("d", say("derivatives= has pairs (node, by which node)"), derivatives)
    add_between("path", say("paths= has three nodes or more, (output, over, by)"), paths)
    for steps, later in (after or {}).items():
        is_count = isinstance(steps, int) and not isinstance(steps, bool) and 0 <= steps <= MAX_STEPS
        if not is_count or not (isinstance(later, Mapping) or _are_pairs(later)):
            raise OperandError(
                say(
                    "after= maps numbers of steps to claims, not {steps} to {later}",
                    steps=quoted(steps),
                    later=quoted(later),
                )
            )
        add("value", later, steps)
    stepped = parameters
    if stepped is None:
        stepped = [key for key, _ in _groups(updates, graph.names.values())]
        stepped += [key for _, key in states or () if name(key) not in map(name, flatten(stepped))]
    arrays = arrays_among(graph.names.values())
    names = [entry for key in flatten(list(stepped)) for entry in entries(arrays.get(name(key), name(key)))]
    named = {label: node for node, label in graph.names.items()}
    return speaking(lang).run(
        audit_claims, output, named, claims, names, learning_rate, wholes=wholes, update=read_update(update)
    )


def _are_pairs(given: Any) -> bool:
    """Whether these are pairs of a node (or an array of nodes) and its claims."""
    return isinstance(given, (list, tuple)) and all(isinstance(pair, tuple) and len(pair) == 2 for pair in given)


def _groups(given: Claims | None, known: Iterable[str]) -> Iterator[tuple[Any, Any]]:
    """Nodes with their claims, single ones or arrays of one shape.

    Raises `OperandError` if nodes and claims have different shapes.
    """
    arrays: dict[str, Any] | None = None
    for keys, printed in given.items() if isinstance(given, Mapping) else given or ():
        shape = shape_of(printed)
        if isinstance(keys, str) and shape:
            arrays = arrays_among(known) if arrays is None else arrays
            keys = arrays.get(keys) or _numbered(keys, printed)
        if shape_of(keys) != shape:
            what = say("an array") if shape_of(keys) else quoted(keys)
            raise OperandError(
                say("there must be one claim for each node of {what}, in lists of the same shape", what=what)
            )
        yield keys, printed


def _numbered(name: str, structure: Any) -> Any:
    """The names `W[0][1]` … of the entries of W, in the shape of a structure."""
    if not shape_of(structure):
        return name
    return [_numbered(f"{name}[{i}]", item) for i, item in enumerate(structure)]


def _lengths(shape: Any) -> tuple[int, ...]:
    """How many rows and columns a shape has; nothing where the rows differ, or there are names for them."""
    lengths: list[int] = []
    while shape:
        if not isinstance(shape, tuple) or any(row != shape[0] for row in shape):
            return ()
        lengths.append(len(shape))
        shape = shape[0]
    return tuple(lengths)


def _name_of_all(names: Sequence[str]) -> str:
    """What an array of nodes is called: W, if these are W[1,1], W[1,2] …"""
    stems = {name.partition("[")[0] for name in names}
    return stems.pop() if len(stems) == 1 and "[" in names[0] else f"[{names[0]} … {names[-1]}]"


def audit_claims(
    output: Value,
    named: Mapping[str, Value],
    claims: Iterable[Claim],
    parameters: Sequence[str] = (),
    learning_rate: float | str | None = None,
    *,
    wholes: Sequence[Whole] = (),
    progress: Progress | None = None,
    update: Update | None = None,
) -> Report:
    """Check claims about a graph whose nodes are called as `named` says; `wholes` and `progress` as in `report_on`.

    Without `parameters`, a step changes what the claims say it changes. Raises as `audit` does.
    """
    claims = list(claims)
    stepped = (claim.quantity.name for claim in claims if claim.quantity.kind in ("update", "state"))
    parameters = parameters or list(dict.fromkeys(stepped))
    if learning_rate is None and update is not None:
        learning_rate = update.rate
    if learning_rate is None and any(claim.quantity.needs_step for claim in claims):
        raise OperandError(say("a claim about a step needs the learning rate"))
    try:
        rate = 0.0 if learning_rate is None else read_number(learning_rate)
    except OperandError:
        what = shown(learning_rate) if isinstance(learning_rate, str) else quoted(learning_rate)
        raise OperandError(say("the learning rate is a finite number, not {what}", what=what)) from None
    called = {node: name for name, node in named.items()}
    if output not in called:
        if output.op is CONSTANT:
            raise ExpressionError(say("there is nothing to audit: the formula has no input"))
        called[output] = read(output).name
    example = Example({**named, called[output]: output}, output, parameters, rate, update)
    return report_on(example, claims, wholes=wholes, progress=progress)


def report_on(
    example: Example,
    claims: Sequence[Claim],
    name: str = "",
    notes: Sequence[str] = (),
    *,
    wholes: Sequence[Whole] = (),
    progress: Progress | None = None,
) -> Report:
    """The verdicts on all claims about an example, and on those about whole arrays.

    `name` is the title, `notes` are said below; `progress` wraps the wrong claims while their causes are looked for, as
    tqdm does.
    """
    check_budget(example, claims)
    output = example.name_of[example.output]
    auditor = Auditor(example, claims, progress)
    explained = explanations(wholes, auditor.worlds, auditor.findings, output)
    wrong = sum(not finding.claim.accepts(finding.exact / finding.claim.scale) for finding in auditor.findings)
    check_budget(example, claims, wrong - sum(len(whole.entries) for whole in explained.values()))
    findings = auditor.run({at: cause for whole in explained.values() for at, cause in whole.entries.items()})
    judged = []
    for nth, whole in enumerate(wholes):
        found = judge(whole, findings, output)
        if nth in explained:
            found = WholeFinding(whole.quantity, WRONG, explained[nth].slip, explained[nth].sentence)
        judged.append(found)
    return Report(name, output, tuple(findings), tuple(notes), tuple(judged), language())
