"""Scopes: at which nodes one slip is made at once, and how that is said.

People make a slip once; or at every node of a layer, because they treat its nodes alike; or from a step of a recurrence
on; or everywhere, because they do not know better. Every wrong rule of the tables is tried at every scope.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from autograd.auditor.example import Example
from autograd.auditor.slips.candidate import EVERYWHERE, Node, Nodes, Operation, Sentence
from autograd.language import template

#: Chains longer than this are not tried from each of their nodes on.
LONGEST_CHAIN = 12


class Scope(NamedTuple):
    """The nodes a slip is made at, how that is said, and how simple that is."""

    nodes: tuple[int, ...]
    phrase: Sentence
    cost: float
    is_everywhere: bool = False


class Scopes:
    """All scopes of more than one node of an example, and everywhere, by operation."""

    def __init__(self, example: Example) -> None:
        self.example = example
        height = heights(example)
        self.layers: dict[str, list[tuple[int, ...]]] = {}
        for operation, nodes in example.nodes_by_operation.items():
            by_height: dict[int, list[int]] = {}
            for node in nodes:
                by_height.setdefault(height[node], []).append(node)
            self.layers[operation] = [tuple(layer) for layer in by_height.values() if len(layer) > 1]

    def of(self, operation: str) -> Iterator[Scope]:
        """Everywhere, at each layer, and from each node of a chain on."""
        nodes = tuple(self.example.nodes_by_operation.get(operation, ()))
        if len(nodes) == 1:
            yield Scope(nodes, Sentence("at {node}", node=Node(nodes[0])), EVERYWHERE, is_everywhere=True)
            return
        yield Scope(
            nodes, Sentence("at every {operation}", operation=Operation(operation)), EVERYWHERE, is_everywhere=True
        )
        for layer in self.layers.get(operation, ()):
            if len(layer) < len(nodes):
                wording = template("at every {operation} of one layer, {nodes}")
                yield Scope(
                    layer, Sentence(wording, operation=Operation(operation), nodes=Nodes(layer)), EVERYWHERE + 0.5
                )
        for chain in self.chains(operation):
            if len(chain) < len(nodes):
                wording = template("at every {operation} from {first} to {last}, one computed from the other")
                phrase = Sentence(wording, operation=Operation(operation), first=Node(chain[0]), last=Node(chain[-1]))
                yield Scope(chain, phrase, EVERYWHERE + 0.5)
            for i in range(1, len(chain) - 1):
                for part, wording in (
                    (chain[i:], template("from {node} on, at every {operation}")),
                    (chain[: i + 1], template("up to {node}, at every {operation}")),
                ):
                    phrase = Sentence(wording, node=Node(chain[i]), operation=Operation(operation))
                    yield Scope(part, phrase, EVERYWHERE + 0.75)

    def chains(self, operation: str) -> Iterator[tuple[int, ...]]:
        """Nodes of one operation of which each is computed from the one before, by the same formula: a recurrence."""
        before = self.example.once(nearest_before).get(operation, {})
        followed = set(before.values())
        for last in self.example.nodes_by_operation.get(operation, ()):
            if last in followed or last not in before:
                continue
            chain = [last]
            while chain[-1] in before and len(chain) <= LONGEST_CHAIN:
                chain.append(before[chain[-1]])
            if 2 <= len(chain) <= LONGEST_CHAIN:
                yield tuple(reversed(chain))


def heights(example: Example) -> list[int]:
    """For each node, the longest way from an input: those of a layer are equally high."""
    height: list[int] = []
    for parents in example.parents:
        height.append(1 + max(height[parent] for parent in parents) if parents else 0)
    return height


def nearest_before(example: Example) -> dict[str, dict[int, int]]:
    """For each operation of one operand, and each of its nodes, the last node of the same operation before it."""
    found: dict[str, dict[int, int]] = {}
    for operation, nodes in example.nodes_by_operation.items():
        if len(nodes) < 2 or len(example.parents[nodes[0]]) != 1:
            continue
        last: dict[int, int] = {}  # the last node of the operation that each node is computed from
        members = set(nodes)
        of_operation = found.setdefault(operation, {})
        for i, parents in enumerate(example.parents):
            nearest = max((parent if parent in members else last.get(parent, -1) for parent in parents), default=-1)
            if nearest >= 0:
                last[i] = nearest
                if i in members:
                    of_operation[i] = nearest
    return found
