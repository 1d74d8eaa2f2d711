"""The third depth: the graph of a page's formulas, built as a sheet and audited."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from autograd.auditor.report import Report
from autograd.auditor.sheets import sheet
from autograd.errors import ChainruleError
from autograd.expression import evaluate as evaluate_text
from autograd.graph import topological_order
from autograd.language import say
from autograd.reader.arithmetic import Arithmetic
from autograd.reader.drafting import MAX_FORMULAS, RATES, Draft, draft
from autograd.reader.evaluation import Measure, Result, evaluate
from autograd.reader.judging import printed_text, shows
from autograd.reader.ledger import Entry
from autograd.reader.lines import Line
from autograd.reader.passage import CELL
from autograd.reader.trees import (
    Applied,
    Derivative,
    Name,
    NotUnderstood,
    Numeral,
    Product,
    Sum,
    Tree,
    leaves,
    named,
    signed,
)  # fmt: skip


@dataclass
class Claimed:
    """A printed number and the quantity it is, `after` so many steps; `again`: where it is printed once more."""

    quantity: str
    key: str
    entry: Entry
    scale: float
    has_formula: bool
    after: int = 0
    again: list[Entry] = field(default_factory=list)


@dataclass
class Graph:
    """The sheet of a page: what it computes, and what it prints; `later`: other numbers for the same values."""

    draft: Draft
    claims: list[Claimed] = field(default_factory=list)
    later: list[Claimed] = field(default_factory=list)
    rate: float | None = None
    parameters: list[str] = field(default_factory=list)
    report: Report | None = None
    connected: set[str] = field(default_factory=set)

    def data(self, name: str = "") -> dict[str, Any]:
        """The sheet as `autograd.auditor.sheets.sheet` takes it."""
        found: dict[str, Any] = {
            "name": name,
            "expressions": self.draft.expressions,
            "loss": self.draft.identifiers.of(self.draft.loss),
        }
        if self.rate is not None:
            found |= {"learning_rate": self.rate, "params": self.parameters}
        used = set(re.findall(r"\w+", "\n".join(self.draft.formulas.values()))) | set(self.parameters)
        found["inputs"] = {name: value for name, value in self.draft.values.items() if name in used}
        found["claims"] = [
            {"quantity": claim.quantity, "printed": printed_text(claim.entry.sign, claim.entry.numeral)}
            | ({"scale": claim.scale} if claim.scale != 1 else {})
            | ({"after": claim.after} if claim.after else {})
            for claim in self.claims
        ]
        return found

    def toml(self, name: str = "") -> str:
        """The sheet as a file for a person to correct."""
        data = self.data(name)
        lines = [f"{key} = {_toml(value)}" for key, value in data.items() if key not in ("inputs", "claims")]
        lines += ["", "[inputs]", *(f"{_key(key)} = {value}" for key, value in data["inputs"].items())]
        for claim, printed in zip(self.claims, data["claims"], strict=True):
            line = claim.entry.numeral.passage.line(claim.entry.numeral.start)
            lines += ["", f"[[claims]]  # {say('line {line}', line=line)}"]
            lines += [f"{key} = {_toml(value)}" for key, value in printed.items()]
        return "\n".join(lines) + "\n"


def graph_of(page: Arithmetic) -> Graph | None:
    """The graph of a page and its audit, or nothing where its formulas do not connect or cannot be computed."""
    found = draft(page, lambda key: _is_gradient(key) or (key[:1] == "d" and key[1:] in page.ledger.by_key))
    if found is None:
        return None
    graph = Graph(found)
    try:
        exact = _Exact(found)
        graph.connected = exact.connected
        _Claims(page, graph, exact).collect()
        if len(graph.claims) > MAX_FORMULAS:  # a page with more is no worked example
            return None
        graph.report = sheet(graph.data()).audit()
    except ChainruleError:
        return None
    return graph


def _is_gradient(key: str) -> bool:
    """Whether a name is one of those that gradients have: δ, Δ, grad."""
    return key.startswith(("δ", "Δ", "∂", "delta", "grad", "∇"))


class _Exact:
    """The exact values and gradients of a draft's names."""

    def __init__(self, found: Draft) -> None:
        self.draft = found
        named = evaluate_text("\n".join(found.expressions), found.values).named
        output = named[found.identifiers.of(found.loss)]
        output.backward()
        below = set(topological_order(output))
        #: The names the loss is computed from.
        self.connected = {key for key in (*found.inputs, *found.formulas) if named[found.identifiers.of(key)] in below}
        keys = [*found.inputs, *found.formulas]
        self.values = {key: named[found.identifiers.of(key)].data for key in keys}
        self.gradients = {key: named[found.identifiers.of(key)].grad for key in keys}
        self.others: dict[str, float] = {}

    def leaf(self, tree: Tree) -> Result:
        """What a name or a derivative is exactly."""
        if isinstance(tree, Numeral):
            return Measure(tree.value)
        if isinstance(tree, Name) and not tree.fresh and tree.key in self.values:
            return Measure(self.values[tree.key])
        if isinstance(tree, Name) and tree.key in self.others:
            return Measure(self.others[tree.key])
        if isinstance(tree, Derivative) and tree.of in self.draft.called_loss and tree.by in self.gradients:
            return Measure(self.gradients[tree.by])
        if isinstance(tree, Applied) and len(tree.arguments) == 1:
            return evaluate(Product((("", tree.name), ("", tree.arguments[0]))), self.leaf)
        raise NotUnderstood

    def gradient_of(self, value: float) -> tuple[str, float] | None:
        """The name whose gradient, or minus its gradient, this is; the one computed last where there are several."""
        for scale in (1.0, -1.0):
            for key in reversed(self.draft.formulas):
                gradient = self.gradients[key]
                if gradient and math.isclose(scale * gradient, value, rel_tol=1e-9):
                    return key, scale
        return None


class _Claims:
    """Which quantity each result of a page is."""

    def __init__(self, page: Arithmetic, graph: Graph, exact: _Exact) -> None:
        self.page, self.graph, self.exact = page, graph, exact
        self.draft = graph.draft
        self.deltas: dict[str, tuple[str, float]] = {}
        self.seen: dict[str, Claimed] = {}

    def collect(self) -> None:
        """Find them all."""
        for line in self.page.lines if self.draft.has_loss else ():
            self._delta(line)
        self._rate()
        for line in self.page.lines:
            if self._contradicts_inputs(line):
                continue
            for entry in line.results:
                if entry.keys and (claim := self._claim(line, entry)) is not None:
                    self._file(claim)
        stepped = {f"update:{self.draft.identifiers.of(key)}" for key in self._stepped()}
        self.graph.claims = [
            claim
            for claim in self.graph.claims
            if not claim.quantity.startswith("update") or (claim.quantity in stepped and self.graph.rate is not None)
        ]
        self.graph.parameters = [
            claim.quantity[7:] for claim in self.graph.claims if claim.quantity.startswith("update")
        ]

    def _file(self, claim: Claimed) -> None:
        """Keep a claim: of different numbers for one value the first, or the one that is right; the others are later
        ones, perhaps after a step."""
        first = self.seen.setdefault(claim.quantity, claim)
        if first is claim:
            self.graph.claims.append(claim)
        elif (first.entry.value, first.entry.numeral.unit) == (claim.entry.value, claim.entry.numeral.unit):
            first.again.append(claim.entry)
        elif claim.quantity.startswith("value"):
            exact = self.exact.values[claim.key]
            if shows(claim.entry.value, claim.entry.numeral, exact) and not shows(
                first.entry.value, first.entry.numeral, exact
            ):
                self.seen[claim.quantity] = claim
                self.graph.claims[self.graph.claims.index(first)] = claim
                claim = first
            self.graph.later.append(claim)

    def _stepped(self) -> Iterator[str]:
        """The names whose update takes a step against the gradient of the loss, as the page says."""
        claimed = {claim.quantity for claim in self.graph.claims}
        for line in self.page.lines:
            key = line.keys[0].rstrip("′") if line.keys else ""
            if self.draft.has_loss and key in self.exact.connected:
                taken = {leaf for tree in line.formulas for leaf in leaves(tree) if isinstance(leaf, Derivative)}
                says = {leaf.by for leaf in taken} == {key} and {leaf.of for leaf in taken} <= self.draft.called_loss
                if says or f"grad:{self.draft.identifiers.of(key)}" in claimed:
                    yield key

    def _contradicts_inputs(self, line: Line) -> bool:
        """Whether the numbers put in are not those of the graph: another sample, or a formula under another's name."""
        given = self.draft.inputs
        others = (bound for bound in line.bound if bound.key in given and given[bound.key].value != bound.value)
        return not line.is_update and any(others)

    def _delta(self, line: Line) -> None:
        """Of a name such as δ, of what node it is the gradient: what its formula gives exactly says so."""
        if not line.keys or not _is_gradient(line.keys[0]) or line.keys[0].startswith("∂"):
            return
        key = line.keys[0]
        for side in line.chain.sides[1:]:
            name = named(side.tree) if side.tree is not None else None
            if isinstance(name, Derivative) and name.of in self.draft.called_loss and self.draft.has(name.by):
                self.deltas.setdefault(key, (name.by, 1.0))
                self.exact.others.setdefault(key, self.exact.gradients[name.by])
        for formula in line.formulas:
            if key in self.deltas:
                return
            self._identify(key, formula)
        if key not in self.deltas and line.results:
            exact = line.results[-1].exact
            if exact is not None and line.results[-1].keys and (found := self.exact.gradient_of(exact)):
                self.deltas[key] = found
                self.exact.others[key] = exact

    def _identify(self, key: str, formula: Tree) -> None:
        try:
            value = evaluate(formula, self.exact.leaf)
        except NotUnderstood:
            return
        if isinstance(value, Measure) and (found := self.exact.gradient_of(value.value)):
            self.deltas[key] = found
            self.exact.others[key] = value.value

    def _claim(self, line: Line, entry: Entry) -> Claimed | None:
        found = [(*about, key) for key in entry.keys if (about := self._quantity(key))]
        if not found:
            return None
        quantity, scale, key = min(found, key=lambda about: not about[0].startswith("grad"))
        is_cell = line.chain.passage.kind == CELL
        if quantity.startswith("update") and entry.before is None and not (line.formulas or is_cell):
            return None
        return Claimed(quantity, key, entry, scale, bool(line.formulas))

    def _quantity(self, key: str) -> tuple[str, float] | None:
        identifier = self.draft.identifiers.of
        if key in self.deltas:
            node, scale = self.deltas[key]
            return f"grad:{identifier(node)}", scale
        if key.startswith("∂"):
            of, _, by = key[1:].partition("/∂")
            of = self.draft.loss if of in self.draft.called_loss else of
            if not (self.draft.has(of) and self.draft.has(by)) or by.endswith("′"):
                return None
            if of == self.draft.loss and self.draft.has_loss:
                return (f"grad:{identifier(by)}", 1.0) if by in self.exact.connected else None
            return (f"partial:{identifier(of)}/{identifier(by)}", 1.0) if self._is_edge(of, by) else None
        if key.endswith("′"):
            key = key[:-1]
            if key not in self.draft.inputs:
                return None
            return f"update:{identifier(key)}", 1.0
        return (f"value:{identifier(key)}", 1.0) if key in self.draft.formulas else None

    def _is_edge(self, of: str, by: str) -> bool:
        formula = self.draft.formulas.get(of, "")
        name = self.draft.identifiers.of(by)
        padded = "".join(c if c.isalnum() or c == "_" else " " for c in formula)
        return f" {name} " in f" {padded} "

    def _rate(self) -> None:
        """The learning rate: what stands before the gradients of the updates, or what is called so."""
        found: list[float] = []
        for line in self.page.lines:
            if line.is_update:
                for tree in line.numbers:
                    if (rate := _rate_in(tree)) is not None:
                        found.append(rate)
                        break
        if found:
            self.graph.rate = Counter(found).most_common()[0][0]
            return
        given: Callable[[str], list[Entry]] = self.page.ledger.named
        for key in RATES:
            if entries := [entry for entry in given(key) if entry.is_given]:
                self.graph.rate = entries[-1].value
                return


def _rate_in(tree: Tree) -> float | None:
    """The η of w − η·g."""
    if not isinstance(tree, Sum) or len(tree.terms) != 2:
        return None
    sign, step = tree.terms[1]
    if sign != -1 or not isinstance(step, Product) or len(step.factors) != 2 or signed(tree.terms[0][1]) is None:
        return None
    rate = signed(step.factors[0][1])
    return rate[0] * rate[1].value if rate is not None else None


def _toml(value: Any) -> str:
    if isinstance(value, list):
        if len(value) < 4:
            return "[" + ", ".join(map(_toml, value)) + "]"
        return "[\n" + "".join(f"    {_toml(item)},\n" for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").isalnum() else json.dumps(name, ensure_ascii=False)
