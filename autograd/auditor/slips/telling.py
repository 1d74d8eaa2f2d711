"""How a slip is put into words: names for nodes, edges and paths; numbers with as many digits as the claim needs."""

from __future__ import annotations

from autograd.auditor.claims import Claim
from autograd.auditor.example import Example, Place
from autograd.auditor.slips.candidate import Candidate, Edge, Node, Nodes, Operation, Route, Routes, Sentence, Sum, Told
from autograd.language import language, say, template
from autograd.naming import formula
from autograd.notation import number, printable
from autograd.value import Value

#: A path with more named nodes is written as its ends.
LONGEST_ROUTE = 8
#: Of more nodes the first ones and the last are named.
MOST_NODES = 6
#: A formula is written out to so many operations, if that makes no more characters; otherwise cut short: `…`.
DEEPEST, LONGEST_FORMULA = 6, 40
#: Of more invented names no formulas are given.
MOST_DEFINITIONS = 4

#: The rows of the table of operations whose name is a word and no function's, for the translators to find.
OPERATIONS = (
    template("add"), template("subtract"), template("multiply"), template("divide"), template("negate"),
    template("power"), template("exponential"), template("total"), template("dot"), template("absolute"),
    template("maximum"), template("minimum"), template("identity"),
)  # fmt: skip


class Teller:
    """Writes sentences about an example, with as many digits as the claim has and two more."""

    def __init__(self, example: Example, claim: Claim) -> None:
        self.example = example
        self.digits = min(max(claim.printed.digits + 2, 6), 15)

    def tell(self, candidate: Candidate) -> str:
        """The sentence about a slip, in English beginning with a capital letter unless a name comes first."""
        self._mentioned: dict[int, None] = {}
        sentence = printable(self._sentence(candidate.sentence))
        if definitions := self._definitions():
            sentence = say("{sentence} ({definitions})", sentence=sentence, definitions=printable(definitions))
        first = sentence.partition(" ")[0].rstrip(",")
        if language() != "en" or not first.isalpha() or first in self.example.named:
            return sentence
        return sentence[0].upper() + sentence[1:]

    def _sentence(self, sentence: Sentence) -> str:
        return say(sentence.wording, **{name: self._told(thing) for name, thing in sentence.told.items()})

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
            return say("; ").join(map(self._route, thing.routes))
        if isinstance(thing, Operation):
            return say(thing.name)
        if isinstance(thing, Sum):
            terms = [self._number(term) for term in thing.terms]
            terms = [f"({text})" if term < 0 else text for text, term in zip(terms, thing.terms, strict=True)]
            return f"{' + '.join(terms)} = {self._number(thing.total)}"
        return thing if isinstance(thing, str) else self._number(thing)

    def _number(self, x: float) -> str:
        return number(x, self.digits)

    def _called(self, node: int) -> str:
        """A node by its name, or by its formula, which is cut short only if it is long."""
        if node in self.example.known_by_name:
            self._mentioned[node] = None
            return self.example.known_by_name[node]
        return _formula(self.example.nodes[node])

    def _definitions(self) -> str:
        """What the names stand for that nobody gave, as in `d = b + 1`: those of unnamed intermediate nodes."""
        example = self.example
        invented = [
            node
            for node in self._mentioned
            if not example.nodes[node].label and example.parents[node] and node != example.output
        ]
        if len(invented) > MOST_DEFINITIONS:
            return ""
        return ", ".join(f"{example.known_by_name[node]} = {_formula(example.nodes[node])}" for node in invented)

    def _node(self, node: int) -> str:
        called = self._called(node)
        is_compound = node not in self.example.known_by_name and self.example.parents[node]
        return f"({called})" if is_compound else called

    def _nodes(self, nodes: tuple[int, ...]) -> str:
        called = list(dict.fromkeys(map(self._node, nodes)))
        if len(called) > MOST_NODES:
            called = [*called[: MOST_NODES - 2], "…", called[-1]]
        return say("{several} and {last}", several=called[:-1], last=called[-1]) if len(called) > 1 else called[0]

    def _route(self, route: Route) -> str:
        named = [node for node in route.nodes if node in self.example.known_by_name] or list(route.nodes)
        called = [self._called(node) for node in named]
        return " -> ".join(called if len(called) <= LONGEST_ROUTE else [*called[:4], "…", *called[-3:]])

    def _edge(self, place: Place) -> str:
        child, position = place
        parent = self.example.parents[child][position]
        while child not in self.example.known_by_name and self.example.children[child]:
            child = self.example.children[child][0][0]
        return f"{self._called(parent)} -> {self._called(child)}"


def _formula(node: Value) -> str:
    for depth in range(DEEPEST, 2, -1):
        written = formula(node, depth)
        if "…" not in written and len(written) <= LONGEST_FORMULA:
            return written
    return formula(node, 2)
