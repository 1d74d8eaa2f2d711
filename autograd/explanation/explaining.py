"""The computation and its gradient, written out step by step.

What is said is one set of records; how it is said (text, LaTeX) is a `Style` that writes them, see `styles`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from autograd.errors import OperandError
from autograd.explanation.origins import is_a_name, is_a_number, worked_partials
from autograd.explanation.products import Products
from autograd.explanation.records import ChainRule, Forward, LocalPartial, Message, Pile, equation
from autograd.graph import Edge, Graph, read
from autograd.language import in_its_language, language, say, speaking
from autograd.naming import condition_of
from autograd.notation import counted, number, quoted, shown
from autograd.routes import Path
from autograd.styles import LATEX, TEXT, Style
from autograd.sweeps import sweep
from autograd.value import Value


@dataclass(frozen=True)
class Explanation:
    """Everything `explain` has to say; print it, or take `.markdown()`, `.latex()`, or the records themselves."""

    output: str
    forward: tuple[Forward, ...]
    backward: tuple[Message, ...]
    partials: tuple[LocalPartial, ...]
    piles: tuple[Pile, ...]
    chain: tuple[ChainRule, ...]
    lang: str = "en"

    def __str__(self) -> str:
        return "\n\n".join("\n  ".join([title, *lines]) for title, lines in self._sections(TEXT))

    @in_its_language
    def __repr__(self) -> str:
        return say(
            "<explanation of {output}: {steps} forward, {messages} back>",
            output=self.output,
            steps=counted(len(self.forward), "step"),
            messages=counted(len(self.backward), "message"),
        )

    def markdown(self) -> str:
        """Markdown with formulas between dollar signs, for notebooks, GitHub and course notes."""
        return "\n\n".join(f"**{title}**\n\n$$\n{_aligned(lines)}\n$$" for title, lines in self._sections(LATEX)) + "\n"

    def latex(self) -> str:
        """LaTeX for a document that uses amsmath."""
        sections = ((title, _aligned(lines)) for title, lines in self._sections(LATEX))
        return "\n".join(f"\\paragraph{{{title}}}\n\\[\n{lines}\n\\]" for title, lines in sections) + "\n"

    @in_its_language
    def _sections(self, style: Style) -> list[tuple[str, list[str]]]:
        return [
            (say("Forward: from the inputs to the output"), [step.write(style) for step in self.forward]),
            (
                say("Backward: what a node received, times the local partial of the edge"),
                list(self._back(style)),
            ),
            (say("The chain rule for each input"), [rule.write(style) for rule in self.chain]),
        ]

    def _back(self, style: Style) -> Iterator[str]:
        """Node by node: what has piled up, then what the node sends on."""
        origins = {partial.edge: partial for partial in self.partials}
        sent: dict[Value, list[Message]] = {}
        for message in self.backward:
            sent.setdefault(message.edge.child, []).append(message)
        for pile in self.piles:
            yield pile.write(style)
            for message in sent.get(pile.node, ()):
                yield message.write(style)
                if message.edge in origins:
                    yield origins[message.edge].write(style)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/markdown": self.markdown()}


def explain(
    output: Value, *, digits: int = 6, data: str | Iterable[str | Value] = (), lang: str | None = None
) -> Explanation:
    """Write the computation of `output` and of its gradient out, step by step. Pure: no `grad` is touched.

    - `digits`: the number of significant digits shown. Unlabelled nodes get short names of their own.
    - `data`: inputs that are data rather than parameters, as Values or by name: "x" (for an array, all of its entries),
      "x, y" or ["x", "y"]. They are marked, and left out of the way back, with all that is computed from them alone.
    - `lang`: the language of the words, such as "zh".

    Each local partial that is more than a number or an operand says where it comes from; if steps inside have names,
    those that are an operand do too. The chain rule for an input is written from the output all the way, as far as it
    can be read.

    >>> from autograd import values
    >>> a, b = values(a=2.0, b=1.0)
    >>> print(explain((a + b) * (b + 1)))
    Forward: from the inputs to the output
      a = 2
      b = 1
      c = a + b = 2 + 1 = 3
      d = b + 1 = 1 + 1 = 2
      e = c·d = 3·2 = 6
    <BLANKLINE>
    Backward: what a node received, times the local partial of the edge
      e receives 1
      e -> c: 1 × 2 = 2
      e -> d: 1 × 3 = 3
      c receives 2
      c -> a: 2 × 1 = 2
      c -> b: 2 × 1 = 2
      d receives 3
      d -> b: 3 × 1 = 3
      a receives 2
      b receives 2 + 3 = 5
    <BLANKLINE>
    The chain rule for each input
      ∂e/∂a = ∂e/∂c·∂c/∂a = 2·1 = 2
      ∂e/∂b = ∂e/∂c·∂c/∂b + ∂e/∂d·∂d/∂b = 2·1 + 3·1 = 5

    Raises `OperandError` for data that is no input, or if every input is data.
    """
    spoken = speaking(lang).run(language)
    graph = read(output)
    known = _data(graph, data)
    moving = {node for node in graph.leaves if node not in known}  # what has a gradient
    for node in graph.order:
        if any(parent in moving for parent in node.parents):
            moving.add(node)
    called = {node: graph.names[node] for node in dict.fromkeys([*graph.leaves, *graph.nodes])}
    adjoint = sweep(output)
    backward: list[Message] = []
    arrived: dict[Value, list[Message]] = {node: [] for node in called}
    for edge in graph.outward():
        if edge.parent in moving or not known:
            message = Message(edge, called[edge.child], called[edge.parent], adjoint[edge.child], digits)
            backward.append(message)
            arrived[edge.parent].append(message)

    origins = cache(lambda child: worked_partials(child, called, digits))
    above = {node: [message.edge for message in messages] for node, messages in arrived.items()}
    products = Products(graph, above, adjoint, lambda edge: origins(edge.child)[edge.position].formula)
    has_names = any(node.op is not None and node.label and node is not output for node in graph.nodes)
    parallel = Counter((message.edge.child, message.edge.parent) for message in backward)
    partials: dict[Edge, LocalPartial] = {}
    for message in backward:
        if message.edge.child.data != message.edge.child.data:
            continue  # of what is undefined no partial comes from anywhere
        child, position = message.edge.child, message.edge.position
        origin = origins(child)[position]
        name_alone = is_a_name(origin.formula, called, child)
        if is_a_number(origin.formula, message.edge.partial) or (name_alone and not has_names):
            continue
        several = parallel[child, message.edge.parent] > 1
        partials[message.edge] = LocalPartial(message.edge, message.child, message.parent, origin, digits, several)

    def step(node: Value) -> Forward:
        operands = tuple((called.get(parent), parent.data) for parent in node.parents)
        condition = condition_of(node)
        written = None if condition is None else step(condition)
        return Forward(node, called[node], operands, digits, node in known, written)

    visited = list(dict.fromkeys([output, *(message.edge.child for message in backward), *called]))
    return Explanation(
        output=graph.name,
        forward=tuple(map(step, called)),
        backward=tuple(backward),
        partials=tuple(partials.values()),
        piles=tuple(
            Pile(node, called[node], tuple(arrived[node]), adjoint[node], digits)
            for node in visited
            if node in moving or not known
        ),
        chain=tuple(
            ChainRule(
                graph.name,
                called[leaf],
                leaf,
                tuple(arrived[leaf]),
                tuple(map(tuple, products.of(leaf))),
                tuple(map(tuple, products.one_edge_back(leaf))),
                adjoint[leaf],
                digits,
            )
            for leaf in graph.leaves
            if leaf not in known
        ),
        lang=spoken,
    )


def _data(graph: Graph, data: str | Iterable[str | Value]) -> set[Value]:
    """The inputs that are data: each as a Value or by its name, or all entries of an array by the name of that."""
    asked = [name.strip() for name in data.split(",") if name.strip()] if isinstance(data, str) else list(data)
    found: set[Value] = set()
    for thing in asked:
        if isinstance(thing, Value):
            these = [leaf for leaf in graph.leaves if leaf is thing]
        else:
            these = [leaf for leaf in graph.leaves if thing in (graph.names[leaf], graph.names[leaf].partition("[")[0])]
        if not these:
            inputs = ", ".join(shown(graph.names[leaf]) for leaf in graph.leaves[:6])
            more = ", …" if len(graph.leaves) > 6 else ""
            raise OperandError(
                say(
                    "data: {thing} is not an input of this computation; they are {inputs}{more}",
                    thing=quoted(thing),
                    inputs=inputs,
                    more=more,
                )
            )
        found.update(these)
    if found and len(found) == len(graph.leaves):
        raise OperandError(say("data: every input is data, so there is no gradient to explain"))
    return found


def write_path(path: Path, called: Mapping[Value, str], digits: int = 6) -> str:
    """A path as one line: its nodes by name, and the product of its local partials: `b -> c -> e: 1·2 = 2`."""
    route = TEXT.arrow.join(called[node] for node in path.nodes)
    factors = TEXT.sum_of_products([TEXT.number(partial, digits) for partial in path.partials])
    return f"{route}: {equation([factors, number(path.product, digits)])}"


def _aligned(lines: Iterable[str]) -> str:
    return "\\begin{aligned}\n" + " \\\\\n".join(f"& {line}" for line in lines) + "\n\\end{aligned}"
