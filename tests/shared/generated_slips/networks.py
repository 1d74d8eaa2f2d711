"""Sheets of networks, batches and recurrences with one slip, made at one node, in a layer, at all consumers of a node,
on every path, from a step on, or everywhere; all gradients of the sheet are computed with it.

The wrong gradients are sums over paths, as in `graphs`: nothing is shared with the audit but the recorded graph.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from autograd import Report, Value, parse, topological_order
from autograd.auditor import sheet
from generated_slips.answers import SheetAnswer
from generated_slips.graphs import bent, gradient, rounded

Partial = Callable[[Value, int], float]


@dataclass
class Network:
    """A network written out: its inputs and expressions, its parameters, and the labels of its activations by layer (of
    a recurrence, by step), those of all samples together."""

    inputs: dict[str, float]
    expressions: list[str]
    parameters: list[str]
    activation: str
    layers: list[list[str]]
    weights: dict[tuple[str, str], str] = field(default_factory=dict)  # (from, to) -> its weight
    is_recurrence: bool = False

    def __post_init__(self) -> None:
        self.output = parse("; ".join(self.expressions), **self.inputs)
        self.nodes = {node.label: node for node in topological_order(self.output) if node.label}

    def consumers(self, label: str) -> list[tuple[Value, int]]:
        """The products a node goes into, and at which place."""
        node = self.nodes[label]
        return [
            (child, position)
            for child in topological_order(self.output)
            if child.parents and child.op.name == "multiply"
            for position, parent in enumerate(child.parents)
            if parent is node
        ]


def network(random_: random.Random, *, samples: int = 1, mean: bool = False) -> Network:
    """A network of two or three layers with one to three neurons each, and a squared error."""
    sizes = [random_.choice((2, 2, 3)), random_.choice((2, 2, 3)), random_.choice((1, 2))]
    if samples > 1:
        sizes = [2, 2, 1]
    elif random_.random() < 0.25:
        sizes = [2, 2, 2, 1]
    activation = random_.choice(("sigmoid", "sigmoid", "tanh"))
    biases = random_.choice(("own", "own", "shared", "none"))
    inputs: dict[str, float] = {}
    expressions: list[str] = []
    parameters: list[str] = []
    layers: list[list[str]] = [[] for _ in sizes[1:]]
    weights: dict[tuple[str, str], str] = {}

    def parameter(name: str) -> str:
        if name not in inputs:
            inputs[name] = random_.choice((-1, 1)) * random_.randint(12, 95) / 100
            parameters.append(name)
        return name

    errors = []
    for sample in "abcd"[:samples] if samples > 1 else [""]:
        before = [f"x{i}{sample}" for i in range(1, sizes[0] + 1)]
        inputs.update((name, random_.randint(11, 190) / 100) for name in before)
        for depth, size in enumerate(sizes[1:], 1):
            now = []
            for j in range(1, size + 1):
                terms = []
                for i, name in enumerate(before, 1):
                    weight = parameter(f"w{depth}{j}{i}")
                    terms.append(f"{weight}*{name}")
                    weights[name, f"h{depth}{j}{sample}"] = weight
                if biases != "none":
                    terms.append(parameter(f"b{depth}{j}" if biases == "own" else f"b{depth}"))
                expressions.append(f"z{depth}{j}{sample} = {' + '.join(terms)}")
                expressions.append(f"h{depth}{j}{sample} = {activation}(z{depth}{j}{sample})")
                now.append(f"h{depth}{j}{sample}")
            layers[depth - 1] += now
            before = now
        inputs.update((f"t{j}{sample}", random_.randint(5, 95) / 100) for j in range(1, len(before) + 1))
        terms = [f"(t{j}{sample} - {name})**2/2" for j, name in enumerate(before, 1)]
        errors.append(f"E{sample}")
        expressions.append(f"E{sample} = {' + '.join(terms)}")
    if samples > 1:
        total = " + ".join(errors)
        expressions.append(f"L = ({total})/{samples}" if mean else f"L = {total}")
    return Network(inputs, expressions, parameters, activation, layers, weights)


def recurrence(random_: random.Random) -> Network:
    """h = tanh(w·h + u·x + b), three to five steps from 0, and a squared error at the end."""
    steps = random_.randint(3, 5)
    inputs = {name: random_.choice((-1, 1)) * random_.randint(25, 95) / 100 for name in "wub"}
    inputs |= {f"x{t}": random_.randint(-150, 150) / 100 for t in range(1, steps + 1)} | {"h0": 0.3, "y": 0.4}
    expressions = []
    for t in range(1, steps + 1):
        expressions += [f"s{t} = w*h{t - 1} + u*x{t} + b", f"h{t} = tanh(s{t})"]
    expressions.append(f"L = (h{steps} - y)**2/2")
    layers = [[f"h{t}"] for t in range(1, steps + 1)]
    return Network(inputs, expressions, list("wub"), "tanh", layers, is_recurrence=True)


# --- the slips -------------------------------------------------------------------------------------------------------

#: Wrong derivatives of the activations.
OF_ACTIVATION: dict[str, dict[str, Callable[..., tuple[float, ...]]]] = {
    "sigmoid": {
        "derivative forgotten": lambda out, a: (1.0,),
        "derivative at the input": lambda out, a: (a * (1 - a),),
        "1 + o for 1 - o": lambda out, a: (out * (1 + out),),
        "only o": lambda out, a: (out,),
        "derivative twice": lambda out, a: ((out * (1 - out)) ** 2,),
    },
    "tanh": {
        "derivative forgotten": lambda out, a: (1.0,),
        "derivative at the input": lambda out, a: (1 - a**2,),
        "1 - o for 1 - o²": lambda out, a: (1 - out,),
        "like a sigmoid": lambda out, a: (out * (1 - out),),
        "derivative twice": lambda out, a: ((1 - out**2) ** 2,),
    },
}
SCOPES = ("one node", "a layer", "everywhere", "from a step on")
CONSUMERS = ("operands swapped at all consumers", "weights left out on all paths", "a consumer left out")
OF_NETWORKS = (
    *CONSUMERS, "neighbour's derivative", "transposed weights", "factor 2 lost in every square",
    "sign of the error lost",
)  # fmt: skip
OF_BATCHES = ("mean for sum", "sum for mean", "a sample left out", "a sample twice")
KINDS = (
    *(f"{slip}, {scope}" for slip in ("derivative forgotten", "derivative at the input", "part of the derivative",
      "derivative twice") for scope in SCOPES),
    *OF_NETWORKS, *OF_BATCHES,
)  # fmt: skip


@dataclass
class Sheet:
    """A network, its parameters' gradients as the slip gives them, and as they are."""

    kind: str
    network: Network
    wrong: dict[str, float]
    exact: dict[str, float]
    digits: int

    def audit(self) -> Report:
        """The report on all gradients; the values beside them are right."""
        values = {name: node.data for name, node in self.network.nodes.items() if name[0] == "h" and node.parents}
        claims = [{"quantity": f"value:{name}", "printed": f"{value:.12f}"} for name, value in values.items()]
        for name, number in self.wrong.items():
            claims.append({"quantity": f"grad:{name}", "printed": rounded(number, self.digits)})
        return sheet(
            {
                "name": self.kind, "inputs": self.network.inputs, "expressions": self.network.expressions,
                "loss": self.network.expressions[-1].partition(" ")[0], "claims": claims,
            }
        ).audit()  # fmt: skip


def made(kind: str, seed: int) -> Sheet:
    """A sheet with one slip of that kind."""
    random_ = random.Random(f"network {kind} {seed}")
    while True:
        if kind in OF_BATCHES:
            net = network(random_, samples=3, mean=kind == "sum for mean" or random_.random() < 0.5)
        elif kind.endswith("from a step on"):
            net = recurrence(random_)
        else:
            net = network(random_) if random_.random() < 0.8 else network(random_, samples=2, mean=True)
        partial = _partial(kind, net, random_)
        if partial is None:
            continue
        digits = random_.randint(4, 9)
        exact = {name: gradient(net.output, net.nodes[name]) for name in net.parameters}
        wrong = {name: gradient(net.output, net.nodes[name], partial) for name in net.parameters}
        off = [abs(wrong[name] / exact[name] - 1) > 20 * 10.0**-digits for name in exact if exact[name] != wrong[name]]
        if off and all(off) and all(abs(number) > 1e-6 for number in (*exact.values(), *wrong.values())):
            return Sheet(kind, net, wrong, exact, digits)


def _partial(kind: str, net: Network, random_: random.Random) -> Partial | None:
    """The local partials with the slip; nothing where this network has no room for it."""
    slip, _, scope = kind.partition(", ")
    rules = OF_ACTIVATION[net.activation]
    if scope:
        if slip == "part of the derivative":
            slip = random_.choice([name for name in rules if name.startswith(("1", "only", "like"))])
        nodes = _scope(scope, net, random_)
        return bent({net.nodes[label] for label in nodes}, rules[slip]) if nodes else None
    if kind in CONSUMERS:
        return _at_consumers(kind, net, random_)
    if kind == "neighbour's derivative":
        layer = random_.choice([layer for layer in net.layers if len(layer) > 1] or [[]])
        if not layer or net.inputs.get("x1a") is not None:
            return None
        one, other = random_.sample(layer, 2)
        out = net.nodes[other].data
        slope = out * (1 - out) if net.activation == "sigmoid" else 1 - out**2
        return bent({net.nodes[one]}, lambda *_: (slope,))
    if kind == "transposed weights":
        return _transposed(net)
    if kind == "factor 2 lost in every square":
        powers = {node for node in topological_order(net.output) if node.parents and node.op.name == "power"}
        return bent(powers, lambda out, a, n: (a, 0.0))
    if kind == "sign of the error lost":
        errors = {node for node in topological_order(net.output) if node.parents and node.op.name == "subtract"}
        return bent(errors, lambda out, a, b: (1.0, 1.0))
    return _in_batch(kind, net, random_)


def _scope(scope: str, net: Network, random_: random.Random) -> list[str]:
    every = [label for layer in net.layers for label in layer]
    if scope == "one node":
        return [random_.choice(every)]
    if scope == "a layer":
        layer = random_.choice(net.layers)
        return layer if 1 < len(layer) < len(every) else []
    if scope == "from a step on":
        first = random_.randint(1, len(net.layers) - 2)
        return [label for layer in net.layers[first:] for label in layer]
    return every


def _at_consumers(kind: str, net: Network, random_: random.Random) -> Partial | None:
    if len(net.layers[-1]) < 2 or len(net.layers) < 2:
        return None
    edges = net.consumers(random_.choice(net.layers[-2]))
    if len(edges) < 2:
        return None
    if kind == "a consumer left out":
        edges = [random_.choice(edges)]

    def partial(child: Value, position: int) -> float:
        if (child, position) not in edges:
            return child.partials[position]
        if kind == "a consumer left out":
            return 0.0
        return child.parents[position].data if kind.startswith("operands swapped") else 1.0

    return partial


def _transposed(net: Network) -> Partial | None:
    """On the way back through a square layer, the weight of the mirrored place."""
    if len(net.layers) < 2 or len(net.layers[-1]) != 2 or len(net.layers[-2]) != 2:
        return None
    below, above = net.layers[-2], net.layers[-1]
    mirrored = {}
    for i, source in enumerate(below):
        for j in range(len(above)):
            weight = net.nodes[net.weights[source, above[j]]]
            for child, position in net.consumers(source):
                if weight in child.parents:
                    mirrored[child, position] = net.inputs[net.weights[below[j], above[i]]]
    return lambda child, position: mirrored.get((child, position), child.partials[position])


def _in_batch(kind: str, net: Network, random_: random.Random) -> Partial | None:
    last = net.output
    is_mean = last.op is not None and last.op.name == "divide"
    if (kind == "mean for sum") == is_mean and kind in ("mean for sum", "sum for mean"):
        return None
    if kind == "sum for mean":
        return lambda child, position: 1.0 if child is last else child.partials[position]
    if kind == "mean for sum":
        total = {node for node in topological_order(last) if node.label[:1] == "E"}
        return lambda child, position: child.partials[position] / 3 if child in total else child.partials[position]
    sample = net.nodes[f"E{random_.choice('abc')}"]
    factor = 0.0 if kind == "a sample left out" else 2.0
    return lambda child, position: factor * child.partials[position] if child is sample else child.partials[position]


@dataclass
class NetworkAnswer(SheetAnswer):
    """What the audit says about one sheet."""

    made: Sheet
    report: Report

    def __post_init__(self) -> None:
        self.wrong = [row for row in self.report.rows if row.claim.quantity.kind == "grad" and self._is_wrong(row)]

    def _number(self, row) -> tuple[float, float]:  # type: ignore[no-untyped-def]
        name = row.claim.quantity.name
        return self.made.wrong[name], self.made.exact[name]

    def _is_wrong(self, row) -> bool:  # type: ignore[no-untyped-def]
        wrong, exact = self._number(row)
        return not math.isclose(wrong, exact, rel_tol=1e-12)

    def _named(self, row) -> list[bool]:  # type: ignore[no-untyped-def]
        wrong, _ = self._number(row)
        return [math.isclose(diagnosis.reproduces, wrong, rel_tol=1e-7) for diagnosis in row.diagnoses]

    @property
    def found(self) -> bool:
        """Whether each wrong gradient is given the slip, or said to come from the same one as another."""
        return all(row.verdict == "follows" or any(self._named(row)) for row in self.wrong)


def network_answers(kind: str, cases: int) -> Iterator[NetworkAnswer]:
    """What the audit says about so many sheets with one slip of a kind."""
    for seed in range(cases):
        one = made(kind, seed)
        yield NetworkAnswer(one, one.audit())
