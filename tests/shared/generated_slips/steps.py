"""Sheets with the values of a network after one step, taken in a wrong way; its gradients are not on the sheet."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from autograd import Report, Value, parse, topological_order
from autograd.auditor import sheet
from autograd.auditor.verdicts import Finding
from generated_slips.answers import SheetAnswer
from generated_slips.graphs import gradient, rounded
from generated_slips.networks import Network, Partial, network

RATE = 0.5

#: New value of a parameter: from its name, its old value, its gradient.
Step = Callable[[str, float, float], float]

STEPS: dict[str, Step] = {
    "step uphill": lambda name, old, g: old + RATE * g,
    "rate left out": lambda name, old, g: old - g,
    "rate ten times too small": lambda name, old, g: old - RATE / 10 * g,
    "another rate": lambda name, old, g: old - 0.1 * g,
    "step taken twice": lambda name, old, g: old - 2 * RATE * g,
    "biases not updated": lambda name, old, g: old if name[0] == "b" else old - RATE * g,
    "first layer not updated": lambda name, old, g: old if name[1] == "1" else old - RATE * g,
    "output layer not updated": lambda name, old, g: old if name[1] != "1" else old - RATE * g,
}
OUTPUT_FIRST, SIGMOID_LEFT_OUT = (
    "output weights updated before the hidden gradients",
    "derivative forgotten, then a step",
)
KINDS = (*STEPS, OUTPUT_FIRST, SIGMOID_LEFT_OUT)
#: What says the same, where the numbers it is computed from are rounded on the sheet.
WORDS = {
    "step uphill": ("uphill",), "rate left out": ("learning rate is left out",), "step taken twice": ("taken twice",),
    "rate ten times too small": ("ten times too small", "0.05 instead of 0.5"), "another rate": ("0.1 instead of 0.5",),
    "biases not updated": ("the biases",), "first layer not updated": ("is not updated",),
    "output layer not updated": ("is not updated",), OUTPUT_FIRST: ("updated before",),
}  # fmt: skip


@dataclass
class Stepped:
    """A network, and its activations and error after one step, as the slip gives them and as they are."""

    kind: str
    network: Network
    wrong: dict[str, float]
    exact: dict[str, float]
    digits: int

    def audit(self) -> Report:
        """The report on the values after the step."""
        net = self.network
        claims = [
            {"quantity": f"value:{name}", "printed": rounded(number, self.digits), "after": 1}
            for name, number in self.wrong.items()
        ]
        return sheet(
            {
                "name": self.kind, "inputs": net.inputs, "expressions": net.expressions, "loss": "E", "claims": claims,
                "params": net.parameters, "learning_rate": RATE,
            }
        ).audit()  # fmt: skip


def made(kind: str, seed: int) -> Stepped:
    """A sheet with one slip of that kind."""
    random_ = random.Random(f"step {kind} {seed}")
    while True:
        net = network(random_)
        if len(net.layers) != 2 or (kind.startswith("biases") and not any(name[0] == "b" for name in net.parameters)):
            continue
        right = {name: gradient(net.output, net.nodes[name]) for name in net.parameters}
        gradients, step = right, STEPS.get(kind, lambda name, old, g: old - RATE * g)
        if kind == OUTPUT_FIRST:
            gradients = right | _with_new_output_weights(net, right)
        elif kind == SIGMOID_LEFT_OUT:
            partial = _without_derivative(net)
            gradients = {name: gradient(net.output, net.nodes[name], partial) for name in net.parameters}
        exact = _after(net, {name: net.inputs[name] - RATE * right[name] for name in net.parameters})
        wrong = _after(net, {name: step(name, net.inputs[name], gradients[name]) for name in net.parameters})
        digits = random_.randint(5, 9)
        off = [abs(wrong[name] / exact[name] - 1) > 20 * 10.0**-digits for name in exact if exact[name] != wrong[name]]
        if off and all(off):
            return Stepped(kind, net, wrong, exact, digits)


def _after(net: Network, parameters: dict[str, float]) -> dict[str, float]:
    output = parse("; ".join(net.expressions), **(net.inputs | parameters))
    return {
        node.label: node.data for node in topological_order(output) if node.parents and node.label[:1] in ("h", "E")
    }


def _with_new_output_weights(net: Network, right: dict[str, float]) -> dict[str, float]:
    """The gradients of the first layer, the output layer's weights being new already on the way back."""
    new = {net.nodes[name]: net.inputs[name] - RATE * right[name] for name in net.parameters if name[:2] == "w2"}

    def partial(child: Value, position: int) -> float:
        other = child.parents[1 - position] if child.op.name == "multiply" else None
        return new.get(other, child.partials[position]) if other is not None else child.partials[position]

    hidden = [name for name in net.parameters if name[:2] in ("w1", "b1")]
    return {name: gradient(net.output, net.nodes[name], partial) for name in hidden}


def _without_derivative(net: Network) -> Partial:
    activations = {net.nodes[label] for layer in net.layers for label in layer}
    return lambda child, position: 1.0 if child in activations else child.partials[position]


@dataclass
class StepAnswer(SheetAnswer):
    """What the audit says about one sheet."""

    made: Stepped
    report: Report

    def __post_init__(self) -> None:
        made = self.made
        self.wrong = [row for row in self.report.rows if made.exact[_name(row)] != made.wrong[_name(row)]]

    def _named(self, row: Finding) -> list[bool]:
        wrong = self.made.wrong[_name(row)]
        words = WORDS.get(self.made.kind, ())
        return [
            math.isclose(diagnosis.reproduces, wrong, rel_tol=1e-7) or any(word in diagnosis.sentence for word in words)
            for diagnosis in row.diagnoses
        ]

    @property
    def found(self) -> bool:
        """Whether some value is given the slip, and each other one it or what it follows from."""
        named = [row.verdict == "follows" or any(self._named(row)) for row in self.wrong]
        return all(named) and any(any(self._named(row)) for row in self.wrong)


def _name(row: Finding) -> str:
    return row.claim.quantity.name


def step_answers(kind: str, cases: int) -> Iterator[StepAnswer]:
    """What the audit says about so many sheets with one slip of a kind."""
    for seed in range(cases):
        one = made(kind, seed)
        yield StepAnswer(one, one.audit())
