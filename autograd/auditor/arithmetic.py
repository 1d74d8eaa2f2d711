"""Where the arithmetic fails: what a claim's formula comes to with the numbers printed before it.

For a wrong number that no slip explains. The formula is the shallowest one whose operands are all printed or given: of
a value its own operation, of a gradient the sum over what it feeds into, of gradient times local partial. That says in
which product or sum the number went wrong, and not why: it is no cause.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from autograd import ops
from autograd.auditor.claims import Claim, Quantity
from autograd.auditor.example import Example
from autograd.auditor.rules import SGD
from autograd.auditor.shortcuts import Shortcut, shortcuts
from autograd.auditor.worked import TooLongError, Worked
from autograd.errors import ChainruleError
from autograd.language import say, template
from autograd.notation import counted, number, printable
from autograd.ops import written_partials

#: Off by so few units of the last place, a number is rounded wrongly, or it is its last digit that is wrong.
ROUNDED, LAST_DIGIT = 1.6, 9.5
#: A formula that goes through more nodes has too many numbers to be told.
MOST_NODES = 80

# What is said, by what it is (a slip, one in the last digit, a wrong rounding) and where the formula's numbers come
# from: printed before the claim, or given; or the formula is too long to be told. {place}: one of `PLACES`.
SENTENCES = {
    ("slip", "printed"): template(
        "{formula} = {result} from the numbers printed before it; {printed} is an arithmetic slip {place}"
    ),
    ("slip", "given"): template("{formula} = {result}; {printed} is an arithmetic slip {place}"),
    ("last digit", "printed"): template(
        "{formula} = {result} from the numbers printed before it; {printed} is off by {units} of its last digit"
    ),
    ("last digit", "given"): template("{formula} = {result}; {printed} is off by {units} of its last digit"),
    ("last digit", "long"): template(
        "The numbers printed before it give {result}; {printed} is off by {units} of its last digit"
    ),
    ("rounding", "printed"): template(
        "{formula} = {result} from the numbers printed before it; {printed} is rounded wrongly"
    ),
    ("rounding", "given"): template("{formula} = {result}; {printed} is rounded wrongly"),
    ("rounding", "long"): template("The numbers printed before it give {result}; {printed} is rounded wrongly"),
}
#: What is said of each operation.
PLACES = {
    "sum": template("in this sum"), "difference": template("in this difference"),
    "product": template("in this product"), "quotient": template("in this quotient"),
    "sum of products": template("in this sum of products"),
    "power": template("in this power"), "exponential": template("in this exponential"),
    "logarithm": template("in this logarithm"), "square root": template("in this square root"),
    "sigmoid": template("in this sigmoid"), "tanh": template("in this tanh"), "sine": template("in this sine"),
    "cosine": template("in this cosine"), "relu": template("in this relu"), "softmax": template("in this softmax"),
    "computation": template("in this computation"),
}  # fmt: skip
#: What the rows of the table are called here; of others one says "computation".
OPERATIONS = {
    "add": "sum", "total": "sum", "subtract": "difference", "multiply": "product", "divide": "quotient",
    "dot": "sum of products", "power": "power", "exponential": "power", "exp": "exponential", "log": "logarithm",
    "logsumexp": "logarithm", "sqrt": "square root", "sin": "sine", "cos": "cosine", "sigmoid": "sigmoid",
    "tanh": "tanh", "relu": "relu", "softmax": "softmax",
}  # fmt: skip

#: Whose formula can stand in a derivative; of others (a relu's is 0 or 1) the number.
_WRITTEN = {
    "add", "subtract", "multiply", "divide", "negate", "power", "exponential", "exp", "log", "sqrt", "sigmoid", "tanh",
    "sin", "cos",
}  # fmt: skip


@dataclass(frozen=True)
class Failure:
    """Where the arithmetic of a claim fails: the `formula` with its numbers (nothing if too long), what it `gives`
    (times the claim's scale), and in which `operation`."""

    kind: str
    formula: str
    gives: float
    operation: str
    sentence: str


class Arithmetic:
    """The numbers on paper, by quantity, put into the formulas of an example."""

    def __init__(self, example: Example, printed: Mapping[Quantity, Claim]) -> None:
        self.example, self.printed = example, printed
        self._asked: Quantity | None = None
        self._visited, self._used = 0, False  # how many nodes, and whether any of their numbers is printed
        self._known: dict[tuple[str, int, int], Any] = {}

    def failure(self, claim: Claim, from_printed: float) -> Failure | None:
        """Where the claim departs from its formula, of which the numbers on paper give `from_printed`; nothing if one
        cannot say."""
        self._asked, self._visited, self._used, self._known = claim.quantity, 0, False, {}
        formula, operation, gives = "", "computation", claim.scale * from_printed
        try:
            worked = self._quantity(claim.quantity)
            worked = worked * claim.scale if isinstance(worked, Worked) else worked
        except (ChainruleError, ArithmeticError):  # too long, or nothing one could divide by
            worked = None
        is_formula = isinstance(worked, Worked) and bool(worked.operation)
        if is_formula and math.isclose(worked.value, gives, rel_tol=1e-6, abs_tol=1e-12):
            formula, operation = _beginning(worked.text), _operation(worked)
        if not math.isfinite(gives) or claim.accepts(from_printed):
            return None
        off = abs(gives - claim.printed.value) / claim.printed.unit
        if claim.printed.digits > 1 and off <= ROUNDED:
            kind = "rounding"
        elif claim.printed.digits > 1 and off <= LAST_DIGIT:
            kind = "last digit"
        else:
            kind = "slip"
        if kind == "slip" and operation == "computation" and not self._used:
            return None  # of many operations on nothing but inputs, one cannot say that it is the arithmetic
        wording = SENTENCES.get((kind, "long" if not formula else "printed" if self._used else "given"), "")
        sentence = say(
            wording, formula=printable(formula), printed=printable(claim.printed.text), place=say(PLACES[operation]),
            units=counted(round(min(off, LAST_DIGIT)), "unit"),
            result=number(gives, min(max(claim.printed.digits + 2, 6), 12)),
        )  # fmt: skip
        return Failure(kind, formula, gives, operation, sentence) if wording else None

    # --- formulas ----------------------------------------------------------------------------------------------------

    # What returns Any returns a formula, or a plain number where that is all.

    def _quantity(self, quantity: Quantity) -> Any:
        node = self.example.named[quantity.name]
        if quantity.kind == "value":
            return self._value(node, quantity.after)
        if quantity.kind == "partial":
            return self._partial(self.example.named[quantity.of], node, quantity.after)
        if quantity.of:
            raise TooLongError(say("of a derivative over several nodes the formula is not written out"))
        return (self._gradient if quantity.kind == "grad" else self._updated)(node, quantity.after)

    def _on_paper(self, kind: str, node: int, after: int, of: int | None = None) -> Worked | None:
        """The number printed for a quantity, other than the one asked for."""
        example = self.example
        if node not in example.name_of:
            return None
        quantity = Quantity(kind, example.name_of[node], after, example.name_of.get(of, "") if of is not None else "")
        claim = self.printed.get(quantity)
        if claim is None or quantity == self._asked:
            return None
        self._used = self._used or bool(self.example.parents[node]) or kind != "value"
        return Worked.number(claim.implied)

    def _once(self, what: str, node: int, after: int) -> bool:
        self._visited += 1
        if self._visited > MOST_NODES:
            raise TooLongError(what)
        return (what, node, after) in self._known

    def _value(self, node: int, after: int) -> Any:
        """A node's value; a plain number for a constant of the formula."""
        key = ("value", node, after)
        if not self._once(*key):
            self._known[key] = self._on_paper("value", node, after) or self._computed(node, after)
        return self._known[key]

    def _computed(self, node: int, after: int) -> Any:
        example = self.example
        if example.is_constant(node):
            return example.inputs[node]
        if not example.parents[node]:
            if after and node in example.parameters:
                return self._updated(node, after - 1)
            return Worked.number(example.inputs[node])
        op = example.nodes[node].op
        assert op is not None
        return op(*(self._value(parent, after) for parent in example.parents[node]))

    def _updated(self, node: int, after: int) -> Any:
        on_paper = self._on_paper("update", node, after)
        if on_paper is not None:
            return on_paper
        if self.example.update.rule != SGD:
            raise TooLongError(say("of other rules than plain descent the formula is not written out"))
        step = self._gradient(node, after)
        rate = Worked.number(self.example.learning_rate)
        return self._value(node, after) - rate * (step if isinstance(step, Worked) else Worked.number(step))

    def _gradient(self, node: int, after: int) -> Any:
        """∂output/∂node, summed over what the node feeds into."""
        key = ("grad", node, after)
        if not self._once(*key):
            self._known[key] = self._on_paper("grad", node, after) or self._summed(node, after)
        return self._known[key]

    def _summed(self, node: int, after: int) -> Any:
        example = self.example
        if node == example.output:
            return 1.0
        shortcut = self._shortcuts.get(node)
        if shortcut and (p := self._on_paper("value", shortcut.p, after)) is not None:
            return p - Worked.number(shortcut.target)
        total: Any = 0.0
        by_partial = self._printed_partials(node, after)
        for child, partial in by_partial.items():
            total = total + self._gradient(child, after) * partial
        for child, position in example.children[node]:
            if self._leads_to(child) not in by_partial:
                total = total + self._times_partial(child, position, after)
        return total

    def _times_partial(self, child: int, position: int, after: int) -> Any:
        gradient = self._gradient(child, after)
        return 0.0 if _is_zero(gradient) else gradient * self._local(child, position, after)

    def _printed_partials(self, node: int, after: int) -> dict[int, Worked]:
        """The printed local partials of what the node feeds into."""
        found = {}
        for child in {self._leads_to(child) for child, _ in self.example.children[node]} - {None}:
            assert child is not None
            if (partial := self._on_paper("partial", node, after, of=child)) is not None:
                found[child] = partial
        return found

    def _leads_to(self, node: int) -> int | None:
        """The next named node on the only way from a node."""
        children = self.example.children
        while node not in self.example.name_of:
            if len(children[node]) != 1:
                return None
            node = children[node][0][0]
        return node

    def _partial(self, child: int, parent: int, after: int) -> Any:
        """∂child/∂parent along nodes without a name, in the way of a gradient."""
        on_paper = self._on_paper("partial", parent, after, of=child)
        if on_paper is not None:
            return on_paper
        example = self.example
        adjoint: dict[int, Any] = {child: 1.0}
        for node in range(child, parent, -1):
            if node in adjoint and (node == child or node not in example.name_of):
                for position, operand in enumerate(example.parents[node]):
                    if operand >= parent and not _is_zero(adjoint[node]):
                        self._once("partial", node, after)
                        passed = adjoint[node] * self._local(node, position, after)
                        adjoint[operand] = adjoint.get(operand, 0.0) + passed
        return adjoint.get(parent, 0.0)

    def _local(self, node: int, position: int, after: int) -> Any:
        """One local partial as its rule writes it; where that is no formula one would write, its number."""
        example = self.example
        op = example.nodes[node].op
        assert op is not None
        operands = [self._value(parent, after) for parent in example.parents[node]]
        if op.name in _WRITTEN:
            out = self._value(node, after) if op.name in ("sigmoid", "tanh", "exp", "sqrt", "exponential") else None
            if op is ops.divide:
                a, b = operands
                return 1 / b if position == 0 else -a / b**2
            return written_partials(op)(out, *operands)[position]
        numbers = [operand.value if isinstance(operand, Worked) else operand for operand in operands]
        partial = op.partials(op.forward(*numbers), *numbers)[position]
        return partial if partial in (0.0, 1.0, -1.0) else Worked.number(partial)

    @cached_property
    def _shortcuts(self) -> dict[int, Shortcut]:
        return {z: known for z, known in self.example.once(shortcuts).items() if known.share == 1.0}


def _is_zero(thing: Any) -> bool:
    return not isinstance(thing, Worked) and thing == 0


def _beginning(formula: str) -> str:
    """A formula without the parentheses that a negative number needs behind an operator, but not in front."""
    first, parenthesis, rest = formula.partition(")")
    is_number = first.startswith("(-") and not set(first[2:]) - set("0123456789.e-")
    return first[1:] + rest if parenthesis and is_number and rest[:1] in ("", " ", "·") else formula


def _operation(worked: Worked) -> str:
    """In which operation of a formula it went wrong, as closely as one can say."""
    worked = worked.body if worked.coefficient == -1 else worked
    terms, operations = _terms(worked), worked.operations - {"negate"}
    if len(operations) == 1 and not (len(terms) > 2 and worked.operation == "subtract"):
        return OPERATIONS.get("add" if len(terms) > 2 else worked.operation, "computation")
    if operations - {"add", "subtract", "multiply", "divide"}:
        return "computation"
    if len(terms) > 1:
        is_of_products = any(term.operation for term in terms)
        return "sum of products" if is_of_products else "sum"
    return OPERATIONS.get(worked.operation, "computation")


def _terms(worked: Worked) -> list[Worked]:
    if worked.operation not in ("add", "subtract"):
        return [worked]
    return [term for operand in worked.operands for term in _terms(operand)]
