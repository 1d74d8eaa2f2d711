"""The computation and its gradient, written out step by step.

What is said is one set of records; how it is said (text, LaTeX) is a `Style` that writes them, see `styles`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from autograd.graph import Edge, read
from autograd.notation import PRODUCT, Written, counted, number
from autograd.routes import Path
from autograd.styles import LATEX, TEXT, Style
from autograd.sweeps import sweep
from autograd.symbolic import Symbol, partial_formulas
from autograd.value import Value


@dataclass(frozen=True)
class Forward:
    """One operation on the way forward: `c = a + b = 2 + 1 = 3`. For a leaf: `a = 2`."""

    node: Value
    name: str
    operands: tuple[tuple[str | None, float], ...]  # (name, number); no name for a constant
    digits: int

    def write(self, style: Style = TEXT) -> str:
        """The step as one line."""
        op, operands = self.node.op, self.operands
        parts = [style.name(self.name)]
        if op is not None and operands:
            numbers = [style.number(x, self.digits) for _, x in operands]
            symbols = [Written(style.name(name)) if name else x for (name, _), x in zip(operands, numbers, strict=True)]
            parts.append(op.write(*symbols, latex=style.latex).text)
            if any(name for name, _ in operands):
                parts.append(op.write(*numbers, latex=style.latex).text)
        parts.append(style.digits(self.node.data, self.digits))
        return _equation(parts)


@dataclass(frozen=True)
class Message:
    """What one edge carries back: adjoint of the child × local partial, `e -> c: 1 × 2 = 2`."""

    edge: Edge
    child: str
    parent: str
    adjoint: float
    digits: int

    @property
    def value(self) -> float:
        """The message itself."""
        return self.adjoint * self.edge.partial

    def write(self, style: Style = TEXT) -> str:
        """The message as one line."""
        factors = style.times.join(
            f"{style.number(x, self.digits):{PRODUCT}}" for x in (self.adjoint, self.edge.partial)
        )
        route = style.name(self.child) + style.arrow + style.name(self.parent)
        return f"{route}: {factors} = {style.digits(self.value, self.digits)}"


@dataclass(frozen=True)
class Pile:
    """What has piled up in one node once every message has arrived: `b receives 2 + 3 = 5`."""

    node: Value
    name: str
    messages: tuple[Message, ...]
    total: float
    digits: int

    def write(self, style: Style = TEXT) -> str:
        """The sum as one line."""
        total = style.digits(self.total, self.digits)
        verb = r"\text{ receives }" if style.latex else " receives "
        if len(self.messages) < 2:
            return style.name(self.name) + verb + total
        terms = " + ".join(f"{style.number(message.value, self.digits):{PRODUCT}}" for message in self.messages)
        return f"{style.name(self.name)}{verb}{terms} = {total}"


@dataclass(frozen=True)
class ChainRule:
    """The chain rule for one leaf: `∂e/∂b = ∂e/∂c·∂c/∂b + ∂e/∂d·∂d/∂b = 2·1 + 3·1 = 5`."""

    output: str
    leaf: str
    node: Value
    messages: tuple[Message, ...]
    formulas: tuple[Symbol | None, ...]  # of the local partial, for an edge that ∂child/∂leaf would not tell apart
    total: float
    digits: int

    def write(self, style: Style = TEXT) -> str:
        """The rule as one line. An edge straight into the output contributes its local partial, as a formula."""
        symbols: list[list[Written]] = []
        numbers: list[list[Written]] = []
        for message, formula in zip(self.messages, self.formulas, strict=True):
            written = [Written(style.partial(message.child, self.leaf))]
            factors = [style.number(message.edge.partial, self.digits)]
            if formula is not None:
                written = [formula.latex if style.latex else formula.text]
            if message.child != self.output:
                written.insert(0, Written(style.partial(self.output, message.child)))
                factors.insert(0, style.number(message.adjoint, self.digits))
            symbols.append(written)
            numbers.append(factors)
        sums = [style.sum_of_products(*products) for products in (symbols, numbers)]
        total = style.digits(self.total, self.digits)
        return _equation([style.partial(self.output, self.leaf), *sums, total])


@dataclass(frozen=True)
class Explanation:
    """Everything `explain` has to say; print it, or take `.markdown()`, `.latex()`, or the records themselves."""

    output: str
    forward: tuple[Forward, ...]
    backward: tuple[Message, ...]
    piles: tuple[Pile, ...]
    chain: tuple[ChainRule, ...]

    def __str__(self) -> str:
        return "\n\n".join("\n  ".join([title, *lines]) for title, lines in self._sections(TEXT))

    def __repr__(self) -> str:
        forward, back = counted(len(self.forward), "step"), counted(len(self.backward), "message")
        return f"<explanation of {self.output}: {forward} forward, {back} back>"

    def markdown(self) -> str:
        """Markdown with formulas between dollar signs, for notebooks, GitHub and course notes."""
        return "\n\n".join(f"**{title}**\n\n$$\n{_aligned(lines)}\n$$" for title, lines in self._sections(LATEX)) + "\n"

    def latex(self) -> str:
        """LaTeX for a document that uses amsmath."""
        sections = ((title, _aligned(lines)) for title, lines in self._sections(LATEX))
        return "\n".join(f"\\paragraph{{{title}}}\n\\[\n{lines}\n\\]" for title, lines in sections) + "\n"

    def _sections(self, style: Style) -> Iterator[tuple[str, list[str]]]:
        yield "Forward: from the inputs to the output", [step.write(style) for step in self.forward]
        yield "Backward: what a node received, times the local partial of the edge", list(self._back(style))
        yield "The chain rule for each input", [rule.write(style) for rule in self.chain]

    def _back(self, style: Style) -> Iterator[str]:
        """Node by node: what has piled up, then what the node sends on."""
        sent: dict[Value, list[Message]] = {}
        for message in self.backward:
            sent.setdefault(message.edge.child, []).append(message)
        for pile in self.piles:
            yield pile.write(style)
            for message in sent.get(pile.node, ()):
                yield message.write(style)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/markdown": self.markdown()}


def explain(output: Value, *, digits: int = 6) -> Explanation:
    """Write the computation of `output` and of its gradient out, step by step. Pure: no `grad` is touched.

    `digits` is the number of significant digits shown. Unlabelled nodes get short names of their own.

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
    """
    graph = read(output)
    called = {node: graph.names[node] for node in dict.fromkeys([*graph.leaves, *graph.nodes])}
    adjoint = sweep(output)
    backward: list[Message] = []
    arrived: dict[Value, list[Message]] = {node: [] for node in called}
    for edge in graph.outward():
        message = Message(edge, called[edge.child], called[edge.parent], adjoint[edge.child], digits)
        backward.append(message)
        arrived[edge.parent].append(message)

    formulas = cache(lambda child: partial_formulas(child, called))
    parallel = Counter((message.edge.child, message.edge.parent) for message in backward)

    def formula(edge: Edge) -> Symbol | None:
        told_apart = edge.child is not output and parallel[edge.child, edge.parent] == 1
        return None if told_apart else formulas(edge.child)[edge.position]

    visited = list(dict.fromkeys([output, *(message.edge.child for message in backward), *called]))
    return Explanation(
        output=graph.name,
        forward=tuple(
            Forward(node, name, tuple((called.get(parent), parent.data) for parent in node.parents), digits)
            for node, name in called.items()
        ),
        backward=tuple(backward),
        piles=tuple(Pile(node, called[node], tuple(arrived[node]), adjoint[node], digits) for node in visited),
        chain=tuple(
            ChainRule(
                graph.name,
                called[leaf],
                leaf,
                tuple(arrived[leaf]),
                tuple(formula(message.edge) for message in arrived[leaf]),
                adjoint[leaf],
                digits,
            )
            for leaf in graph.leaves
        ),
    )


def write_path(path: Path, called: Mapping[Value, str], digits: int = 6) -> str:
    """A path as one line: its nodes by name, and the product of its local partials: `b -> c -> e: 1·2 = 2`."""
    route = TEXT.arrow.join(called[node] for node in path.nodes)
    factors = TEXT.sum_of_products([TEXT.number(partial, digits) for partial in path.partials])
    return f"{route}: {_equation([factors, number(path.product, digits)])}"


def _equation(parts: Iterable[str]) -> str:
    """The parts joined by `=`, without empty ones and without saying the same twice in a row."""
    return " = ".join(part for part, _ in groupby(filter(None, parts)))


def _aligned(lines: Iterable[str]) -> str:
    return "\\begin{aligned}\n" + " \\\\\n".join(f"& {line}" for line in lines) + "\n\\end{aligned}"
