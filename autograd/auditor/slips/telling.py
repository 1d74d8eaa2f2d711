"""How a slip is put into words: names for nodes, edges and paths; numbers with as many digits as the claim needs."""

from __future__ import annotations

from autograd.auditor.claims import Claim
from autograd.auditor.example import Example, Place
from autograd.auditor.slips.candidate import Candidate, Edge, Node, Nodes, Route, Routes, Sentence, Sum, Told
from autograd.notation import number, printable

#: A path with more named nodes is written as its ends.
LONGEST_ROUTE = 8
#: Of more nodes the first ones and the last are named.
MOST_NODES = 6


class Teller:
    """Writes sentences about an example, with as many digits as the claim has and two more."""

    def __init__(self, example: Example, claim: Claim) -> None:
        self.example = example
        self.digits = min(max(claim.printed.digits + 2, 6), 15)

    def tell(self, candidate: Candidate) -> str:
        """The sentence about a slip, beginning with a capital letter unless a name comes first."""
        sentence = printable(self._sentence(candidate.sentence))
        first = sentence.partition(" ")[0].rstrip(",")
        if not first.isalpha() or first in self.example.named:
            return sentence
        return sentence[0].upper() + sentence[1:]

    def _sentence(self, sentence: Sentence) -> str:
        return sentence.template.format(**{name: self._told(thing) for name, thing in sentence.told.items()})

    def _told(self, thing: Told) -> str:
        if isinstance(thing, Sentence):
            return self._sentence(thing)
        if isinstance(thing, Node):
            return self._node(thing.node)
        if isinstance(thing, Nodes):
            return self._nodes(thing.nodes)
        if isinstance(thing, Edge):
            return self._edge(thing.place)
        if isinstance(thing, Route):
            return self._route(thing)
        if isinstance(thing, Routes):
            return "; ".join(map(self._route, thing.routes))
        if isinstance(thing, Sum):
            terms = [self._number(term) for term in thing.terms]
            terms = [f"({text})" if term < 0 else text for text, term in zip(terms, thing.terms, strict=True)]
            return f"{' + '.join(terms)} = {self._number(thing.total)}"
        return thing if isinstance(thing, str) else self._number(thing)

    def _number(self, x: float) -> str:
        return number(x, self.digits)

    def _node(self, node: int) -> str:
        formula = self.example.formula(node)
        is_compound = node not in self.example.known_by_name and self.example.parents[node]
        return f"({formula})" if is_compound else formula

    def _nodes(self, nodes: tuple[int, ...]) -> str:
        called = list(dict.fromkeys(map(self._node, nodes)))
        if len(called) > MOST_NODES:
            called = [*called[: MOST_NODES - 2], "…", called[-1]]
        return " and ".join([", ".join(called[:-1]), called[-1]]) if len(called) > 1 else called[0]

    def _route(self, route: Route) -> str:
        named = [node for node in route.nodes if node in self.example.known_by_name] or list(route.nodes)
        called = [self.example.formula(node) for node in named]
        return " -> ".join(called if len(called) <= LONGEST_ROUTE else [*called[:4], "…", *called[-3:]])

    def _edge(self, place: Place) -> str:
        child, position = place
        parent = self.example.parents[child][position]
        while child not in self.example.known_by_name and self.example.children[child]:
            child = self.example.children[child][0][0]
        return f"{self.example.formula(parent)} -> {self.example.formula(child)}"
