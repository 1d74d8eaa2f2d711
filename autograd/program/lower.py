"""From a tape to the graph that is grouped: sums of products gathered, what is constant computed.

A neuron can be written in many ways: `sum(w * x for …) + b`, `dot(w, x) + b`, a chain of additions. All of them become
the same: one node that stands for products of uniform and varying operands, with a bias perhaps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograd import ops
from autograd.operation import Op
from autograd.program.trace import Tape

#: What no gradient passes.
_COMPARING = frozenset(ops.COMPARISONS.values())


class Lowered:
    """The tape with sums of products gathered, inner products of varying operands taken apart, constants computed."""

    def __init__(self, tape: Tape) -> None:
        count = tape.parameters
        self.ops: list[Op | None] = [None] * count
        self.parents: list[tuple[int, ...]] = [()] * count
        self.varying = [False] * count
        self.wanted = [True] * count
        self.origin = list(range(count))
        self.constants: dict[int, float] = {}
        self.columns: dict[int, tuple[int, int]] = {}
        # The only inner products that are left: node -> (varying block, weights).
        self.products: dict[int, tuple[tuple[int, ...], tuple[int, ...]]] = {}
        self.bias: dict[int, int] = {}
        self.blocks: set[tuple[int, ...]] = set()
        self.number = list(range(count)) + [-1] * (tape.count - count)
        self._known_constants: dict[float, int] = {}
        varying = self._varying(tape)
        terms, absorbed = sums_of_products(tape, varying)
        for node in range(count, tape.count):
            if node not in absorbed:
                self.number[node] = self._emit(tape, node, terms.get(node))

    @staticmethod
    def _varying(tape: Tape) -> list[bool]:
        varying = [False] * tape.count
        for column in tape.columns:
            varying[column] = True
        for node, parents in enumerate(tape.parents):
            if parents:
                varying[node] = any(map(varying.__getitem__, parents))
        return varying

    def _emit(self, tape: Tape, node: int, terms: Terms | None) -> int:
        op = tape.ops[node]
        if op is None:
            if node in tape.constants:
                return self._constant(tape.constants[node], node)
            new = self._append(None, (), node, node in tape.columns, False)
            if node in tape.columns:
                self.columns[new] = tape.columns[node]
            return new
        if terms is not None:
            return self._emit_terms(terms, node)
        parents = tuple([self.number[parent] for parent in tape.parents[node]])
        if all(map(self.constants.__contains__, parents)):
            return self._constant(op.on_numbers(*[self.constants[parent] for parent in parents]), node)
        if op is ops.inner_product:
            half = len(parents) // 2
            pairs = [
                self._operation(ops.multiply, pair, node) for pair in zip(parents[:half], parents[half:], strict=True)
            ]
            return pairs[0] if len(pairs) == 1 else self._operation(ops.summation, tuple(pairs), node)
        return self._operation(op, parents, node)

    def _emit_terms(self, terms: Terms, node: int) -> int:
        weights = [self.number[u] for u, _ in terms.products]
        block = [self.number[v] for _, v in terms.products]
        biases = [self.number[b] for b in terms.biases]
        bias = None
        if biases:
            bias = biases[0] if len(biases) == 1 else self._operation(ops.summation, tuple(biases), node)
        # Half of one and half of another is no matrix product, but what was typed.
        few = len(block) <= 2 and self.constants.keys() >= set(weights)
        if len(block) > 1 and len(set(block)) == len(block) and not few:
            new = self._append(ops.inner_product, (*weights, *block), node, True, True)
            order = sorted(range(len(block)), key=block.__getitem__)
            shared = tuple([block[i] for i in order])
            self.products[new] = shared, tuple([weights[i] for i in order])
            self.blocks.add(shared)
            if bias is not None:
                self.bias[new] = bias
                self.parents[new] += (bias,)
            return new
        new = self._sum(list(zip(weights, block, strict=True)), node)
        return new if bias is None else self._operation(ops.add, (new, bias), node)

    def _sum(self, pairs: list[tuple[int, int]], origin: int) -> int:
        """The sum of the products of the pairs."""
        products = [self._operation(ops.multiply, pair, origin) for pair in pairs]
        if len(products) == 1:
            return products[0]
        return self._operation(ops.add if len(products) == 2 else ops.summation, tuple(products), origin)

    def _operation(self, op: Op, parents: tuple[int, ...], origin: int) -> int:
        varying = any(map(self.varying.__getitem__, parents))
        if varying and (op.symmetric or op is ops.add or op is ops.multiply):
            # The varying operands first: fewer kinds of groups.
            parents = tuple(sorted(parents, key=self.varying.__getitem__, reverse=True))
        wanted = op not in _COMPARING and any(map(self.wanted.__getitem__, parents))
        return self._append(op, parents, origin, varying, wanted)

    def _constant(self, value: float, origin: int) -> int:
        if value not in self._known_constants:
            self._known_constants[value] = new = self._append(None, (), origin, False, False)
            self.constants[new] = value
        return self._known_constants[value]

    def _append(self, op: Op | None, parents: tuple[int, ...], origin: int, varying: bool, wanted: bool) -> int:
        self.ops.append(op)
        self.parents.append(parents)
        self.origin.append(origin)
        self.varying.append(varying)
        self.wanted.append(wanted)
        return len(self.ops) - 1


@dataclass
class Terms:
    """A sum: products of a uniform and a varying node, and uniform nodes."""

    products: list[tuple[int, int]]
    biases: list[int]


def sums_of_products(tape: Tape, varying: Sequence[bool]) -> tuple[dict[int, Terms], set[int]]:
    """Which nodes are sums of products, and which nodes vanish in such a sum because nothing else uses them."""
    uses = [0] * tape.count
    for parents in tape.parents:
        for parent in parents:
            uses[parent] += 1
    for out in tape.outputs:
        uses[out] += 2
    terms: dict[int, Terms] = {}
    absorbed: set[int] = set()
    for node, op in enumerate(tape.ops):
        if op is None or not varying[node]:
            continue
        parents = tape.parents[node]
        if op is ops.multiply or op is ops.inner_product:
            half = len(parents) // 2
            pairs = [(a, b) if varying[b] else (b, a) for a, b in zip(parents[:half], parents[half:], strict=True)]
            if all(varying[v] and not varying[u] for u, v in pairs):
                terms[node] = Terms(pairs, [])
        elif op is ops.add or op is ops.summation:
            moving = [parent for parent in parents if varying[parent]]
            if all(parent in terms and uses[parent] == 1 for parent in moving):
                # The first summand's lists are extended in place: a long chain of additions takes linear time.
                whole = terms.pop(moving[0])
                for parent in moving[1:]:
                    part = terms.pop(parent)
                    whole.products += part.products
                    whole.biases += part.biases
                whole.biases += [parent for parent in parents if not varying[parent]]
                terms[node] = whole
                absorbed.update(moving)
    return terms, absorbed
