"""Random graphs: operations of the whole table on shared nodes, at numbers where they exist, and at some where not.

A graph is plain data, so that every interpreter, in this process or in another, can run it as it likes.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace
from typing import Any

from autograd import ops

#: An operand: the place of a node, leaves first and then steps, or a plain number.
Operand = int | float


@dataclass(frozen=True)
class Graph:
    """Leaves, and steps that each apply an operation of the table to what stands before; the last one is the output."""

    number: int
    kind: str
    leaves: tuple[float, ...]
    steps: tuple[tuple[str, tuple[Operand, ...]], ...]

    def run(self, apply: Any, leaves: Any) -> Any:
        """The output, where `apply(name, operands)` does a step."""
        nodes = list(leaves)
        for name, operands in self.steps:
            nodes.append(apply(name, [nodes[i] if type(i) is int else i for i in operands]))
        return nodes[-1]

    def __str__(self) -> str:
        steps = "; ".join(
            f"{len(self.leaves) + place} = {name}({', '.join(map(str, operands))})"
            for place, (name, operands) in enumerate(self.steps)
        )
        return f"graph {self.number}, {self.kind}: {', '.join(map(repr, self.leaves))}; {steps}"


#: Where the numbers of the leaves come from, and how many graphs of 20 are of that kind.
KINDS = {"ordinary": 9, "extreme": 5, "near an edge": 4, "on a grid": 2}

#: Operands that an operation takes, if it takes any number of them.
COUNTS = {"total": (2, 4), "dot": (4, 4), "logsumexp": (2, 4), "norm": (2, 3), "share": (2, 3)}

#: How often each row is chosen: those of every formula often, and those without slope, which let nothing back, seldom.
WITHOUT_SLOPE = {
    "sign", "step", "compared", "greater", "less", "greater_equal", "less_equal", "equal", "not_equal", "floor", "ceil",
    "rounded", "floor_divide", "stop_gradient",
}  # fmt: skip
WEIGHTS = {
    name: 1 if name in WITHOUT_SLOPE else 12 if name in ("add", "subtract", "multiply", "divide") else 4
    for name in ops.TABLE
}

EXPONENTS = [-3.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 0.125, 0.1, -0.7]
CONSTANTS = [0.5, 1.0, -2.0, 3.0, 0.25, -0.75, 0.0, -1.0]
EDGES = [0.0, 0.5, 1.0, -1.0, 2.0, 1.5, -0.5]

#: How often, in a hundred, an operand is a plain number; operands need not be where the slope exists; nor the value.
OF_CONSTANTS, OF_EDGES, OF_REFUSALS = 12, 4, 1


def random_graph(number: int, seed: int = 0) -> Graph:
    """Graph number so-and-so of a seed: 2 to 24 steps on 1 to 4 leaves."""
    rng = random.Random(f"{seed} {number}")
    (kind,) = rng.choices(list(KINDS), list(KINDS.values()))
    leaves = [_leaf(kind, rng) for _ in range(rng.randint(1, 4))]
    nodes = list(leaves)
    steps: list[tuple[str, tuple[Operand, ...]]] = []
    names = rng.choices(list(WEIGHTS), list(WEIGHTS.values()), k=400)
    for _ in range(rng.randint(2, 24)):
        while names:
            name = names.pop()
            operands = _operands(name, len(nodes), len(leaves), rng)
            out = _value(name, [nodes[i] if type(i) is int else i for i in operands], rng)
            if out is not None:
                steps.append((name, operands))
                nodes.append(out)
                break
    return _live(Graph(number, kind, tuple(leaves), tuple(steps)), rng)


def _leaf(kind: str, rng: random.Random) -> float:
    if kind == "ordinary":
        return rng.choice([rng.gauss(0, 1), rng.uniform(0.1, 3), rng.gauss(0, 20)])
    if kind == "on a grid":
        return rng.choice([0.0, 0.5, 1.0, -1.0, -0.5, 2.0])
    if kind == "extreme":
        subnormal = rng.randint(1, 2**52) * 5e-324 * 2.0 ** -rng.randint(0, 51)
        size = rng.choice([10.0 ** rng.uniform(-300, 300), 10.0 ** rng.uniform(-20, 20), subnormal])
        return rng.choice([-1, 1]) * size
    edge = rng.choice(EDGES)
    step = rng.choice([math.ulp(edge), 10.0 ** rng.uniform(-16, -2), 10.0 ** rng.uniform(-300, -16)])
    return edge + rng.choice([-1, 0, 1]) * step


def _operands(name: str, nodes: int, leaves: int, rng: random.Random) -> tuple[Operand, ...]:
    """Places of nodes, the latest more often than others, and a plain number now and then; of these never all."""
    op = ops.TABLE[name]
    count = op.arity or rng.randint(*COUNTS[name])
    operands: list[Operand] = [int(rng.random() ** 0.6 * nodes) for _ in range(count)]
    for i in range(1, count):
        if i in op.fixed:
            operands[i] = float(rng.randint(-1, 3)) if name == "rounded" else rng.choice(EXPONENTS)
        elif rng.randrange(100) < OF_CONSTANTS:
            operands[i] = rng.choice(CONSTANTS)
    return tuple(operands)


def _value(name: str, operands: list[float], rng: random.Random) -> float | None:
    """The value, as a choice among graphs needs it: none where the operation does not exist, or seldom."""
    op, chance = ops.TABLE[name], rng.randrange(100)
    if chance >= OF_EDGES and not all(x in op.domain_of(i) for i, x in enumerate(operands)):
        return None
    try:
        out = op.forward(*operands)
    except (ArithmeticError, ValueError):
        out = math.nan
    if math.isfinite(out):
        return out
    return 0.5 if chance < OF_REFUSALS and rng.randrange(4) == 0 else None


def _live(graph: Graph, rng: random.Random) -> Graph:
    """The graph without what its output does not need; one half of all graphs add up what nothing else has used."""
    leaves, steps = len(graph.leaves), list(graph.steps)
    if not steps:
        steps = [("identity", (0,))]
    used = {i for _, operands in steps for i in operands if type(i) is int}
    loose = [i for i in range(leaves + len(steps)) if i not in used]
    if rng.random() < 0.5:
        for i in loose[:-1]:
            steps.append(("add", (leaves + len(steps) - 1, i)))
    last = leaves + len(steps) - 1
    return pruned(replace(graph, steps=tuple(steps)), last)


def pruned(graph: Graph, output: int) -> Graph:
    """What one node of a graph is made of, as a graph whose output it is."""
    leaves = len(graph.leaves)
    if output < leaves:
        return replace(graph, leaves=(graph.leaves[output],), steps=(("identity", (0,)),))
    needed = {output}
    for place in range(output, leaves - 1, -1):
        if place in needed:
            needed.update(i for i in graph.steps[place - leaves][1] if type(i) is int)
    kept = sorted(needed)
    renumbered = {old: new for new, old in enumerate(kept)}
    steps = [graph.steps[place - leaves] for place in kept if place >= leaves]
    return replace(
        graph,
        leaves=tuple(graph.leaves[i] for i in kept if i < leaves),
        steps=tuple(
            (name, tuple([renumbered[i] if type(i) is int else i for i in operands])) for name, operands in steps
        ),
    )
