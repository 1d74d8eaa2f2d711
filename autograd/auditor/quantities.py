"""What a sheet asks about: the text of a claim's quantity as quantities of the example, arrays taken apart by entry."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Any

from autograd.arrays.given import arrays_among, entries, mapped, shape
from autograd.arrays.operations import Arrays, Source
from autograd.auditor.claims import Quantity, read_quantity
from autograd.auditor.example import Example
from autograd.errors import ExpressionError
from autograd.language import say
from autograd.notation import counted, quoted, shown
from autograd.value import Value

#: Other names of what update rules keep.
ALSO_KEPT = {
    "velocity": "v", "mhat": "m_hat", "vhat": "v_hat", "m̂": "m_hat", "v̂": "v_hat", "m^": "m_hat", "v^": "v_hat",
}  # fmt: skip


class Quantities:
    """The quantities of a graph whose nodes are called as `named` says, and the `arrays` of such names.

    A text without a kind is about the gradient of one of the `inputs`, and otherwise about a value; without `inputs`,
    always about a gradient.
    """

    def __init__(self, named: Mapping[str, Value], output: str, inputs: Collection[str] | None = None) -> None:
        self.named, self.output, self.inputs = named, output, inputs
        self.arrays = arrays_among(named)
        self._called: dict[Value, str] = {node: name for name, node in named.items()}

    def read(self, text: str, after: int = 0) -> Any:
        """The quantity of a text, or an array of them in nested lists: `grad:W`, `value:h[2]`, `∂z2/∂w1`, `grad:Wᵀ`.

        ∂a/∂b is the local partial where a is computed from b directly, and otherwise the derivative along all paths;
        da/db is the derivative along all paths wherever there are others than the direct one.

        Raises `ExpressionError` for what is no quantity.
        """
        bare = text.strip()
        kind = "grad" if self._is_input(bare) or bare.startswith("∂") else "value"
        quantity = read_quantity(text, after, default=kind, output=self.output)
        names = self._names(quantity.name)
        if quantity.kind == "path":
            over = "/".join(filter(None, (self._name(name, text) for name in quantity.of.split("/"))))
            return Quantity("path", self._name(quantity.name, text), after, over)
        if quantity.kind == "state":
            what = ALSO_KEPT.get(quantity.of, quantity.of)
            return mapped(lambda name: Quantity("state", name, after, what), names)
        if not quantity.of:
            return mapped(lambda name: Quantity(quantity.kind, name, after), names)
        is_strict = bare.startswith("partial")
        return mapped(
            lambda child: mapped(
                lambda name: self._derivative(quantity.kind, child, name, after, bare, is_strict), names
            ),
            self._names(quantity.of),
        )

    def _derivative(self, kind: str, child: str, name: str, after: int, written: str, is_strict: bool) -> Quantity:
        if child == self.output and not is_strict:
            return Quantity("grad", name, after)
        if kind == "partial" and not is_strict and child in self.named and name in self.named:
            direct, longer = self._ways(self.named[child], self.named[name])
            if not direct or (longer and written.startswith("d")):
                kind = "d"
        return Quantity(kind, name, after, child)

    def _ways(self, child: Value, parent: Value) -> tuple[bool, bool]:
        """Whether ways lead from one node to another over nodes without a name, and over others."""
        direct, seen = False, {child}
        waiting, onward = [child], list[Value]()
        while waiting:
            for node in waiting.pop().parents:
                direct = direct or node is parent
                if node is not parent and node not in seen:
                    seen.add(node)
                    (onward if node in self._called else waiting).append(node)
        while onward:
            for node in onward.pop().parents:
                if node is parent:
                    return direct, True
                if node not in seen:
                    seen.add(node)
                    onward.append(node)
        return direct, False

    def _is_input(self, text: str) -> bool:
        names = self._names(text)
        while isinstance(names, list):
            names = names[0]
        return self.inputs is None or names in self.inputs

    def _name(self, text: str, of: str) -> str:
        names = self._names(text.strip())
        if isinstance(names, list):
            raise ExpressionError(
                say(
                    "{of}: {text} is an array, and a path leads over single entries",
                    of=quoted(of, 60),
                    text=shown(text),
                )
            )
        return str(names)

    def _names(self, text: str) -> Any:
        """The name of one node, or those of an array's entries: `W`, `W[1,2]`, `W[1,:]`, `W.T`, `Wᵀ`."""
        name = text.replace(" ", "")
        if name in self.named:
            return name
        array = self.arrays.get(name)
        if array is not None:
            return array
        for transposed in (".T", "ᵀ", "^T"):
            stem = name.removesuffix(transposed)
            if stem != name and len(shape(self.arrays.get(stem))) == 2:
                return [list(column) for column in zip(*self.arrays[stem], strict=True)]
        stem, bracket, places = name.partition("[")
        counts_from_1 = next(entries(self.arrays.get(stem, "")), "").startswith(f"{stem}[1")
        if bracket and counts_from_1 and len(places) < 100 and set(places) <= set("0123456789,:]"):
            return self._part(stem, name)
        return text

    def _part(self, stem: str, written: str) -> Any:
        try:
            node = ast.parse(written, mode="eval").body
        except (SyntaxError, ValueError):
            return written
        if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name):
            return written
        return Arrays(1).item(self.arrays[stem], node.slice, Source(written, node, [node.value]))


def check(quantity: Quantity, example: Example) -> None:
    """Raise `ExpressionError`, saying what there is instead, for a quantity that an example does not have."""
    where = shown(str(quantity), 80)
    kind, keeps = quantity.kind, example.update.rule.keeps
    names = [*(quantity.of.split("/") if quantity.of and kind != "state" else ()), quantity.name]
    for name in names:
        if name not in example.named:
            known = [shown(stem) for stem in list(dict.fromkeys(n.partition("[")[0] for n in example.named))[:12]]
            raise ExpressionError(
                say(
                    "{where}: there is no {name} in the example (it has {known})",
                    where=where,
                    name=quoted(name),
                    known=known,
                )
            )
    if quantity.kind == "partial" and not example.is_edge(quantity.of, quantity.name):
        raise ExpressionError(
            say(
                "{where}: {of} is not computed from {quantity} directly",
                where=where,
                of=shown(quantity.of),
                quantity=shown(quantity.name),
            )
        )
    if quantity.kind == "path":
        for child, parent in pairwise(names):
            if not example.depends(child, parent):
                raise ExpressionError(
                    say(
                        "{where}: no path leads from {parent} to {child}",
                        where=where,
                        parent=shown(parent),
                        child=shown(child),
                    )
                )
    if kind == "state" and quantity.of not in keeps:
        kept = list(keeps) or say("nothing")
        raise ExpressionError(
            say("{where}: the update rule {rule} keeps {kept}", where=where, rule=example.update.rule.name, kept=kept)
        )
    if kind in ("update", "state") and example.named[quantity.name] not in example.stepped:
        parameters = [shown(example.name_of[parameter]) for parameter in example.parameters[:12]]
        raise ExpressionError(
            say(
                "{where}: {quantity} is not a parameter (parameters: {known})",
                where=where,
                quantity=shown(quantity.name),
                known=parameters or say("none"),
            )
        )
    if quantity.after and not example.parameters:
        steps = counted(quantity.after, "step")
        raise ExpressionError(
            say("{where} after {steps}: there is no parameter that a step changes", where=where, steps=steps)
        )
