"""What an explanation says, as records: each writes its own line, as text or as LaTeX."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from autograd.explanation.origins import Origin
from autograd.explanation.products import Factor
from autograd.graph import Edge
from autograd.language import say
from autograd.notation import PRODUCT, Written
from autograd.order import passed_on
from autograd.styles import TEXT, Style
from autograd.value import Value


@dataclass(frozen=True)
class Forward:
    """One operation on the way forward: `c = a + b = 2 + 1 = 3`. For a leaf: `a = 2`; for data: `x = 2 (data)`."""

    node: Value
    name: str
    operands: tuple[tuple[str | None, float], ...]  # (name, number); no name for a constant
    digits: int
    is_data: bool = False
    condition: Forward | None = None  # the comparison that a choice is written with

    def write(self, style: Style = TEXT) -> str:
        """The step as one line."""
        parts = [style.name(self.name)]
        if self.node.op is not None and self.operands:
            symbols, numbers = self._sides(style)
            parts += [symbols.text, *([numbers.text] if any(name for name, _ in self.operands) else [])]
        parts.append(style.digits(self.node.data, self.digits))
        written = equation(parts)
        if not self.is_data:
            return written
        return written + rf"\quad \text{{{say('(data)')}}}" if style.latex else say("{written} (data)", written=written)

    def _sides(self, style: Style) -> tuple[Written, Written]:
        """The operation with the names of its operands, and with their numbers."""
        numbers = [style.number(x, self.digits) for _, x in self.operands]
        names = zip(self.operands, numbers, strict=True)
        symbols = [Written(style.name(name)) if name else x for (name, _), x in names]
        if self.condition is not None:
            symbols[0], numbers[0] = self.condition._sides(style)
        assert self.node.op is not None
        return self.node.op.write(*symbols, latex=style.latex), self.node.op.write(*numbers, latex=style.latex)


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
        return passed_on(self.adjoint, self.edge.partial)

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
        if len(self.messages) > 1:
            terms = " + ".join(f"{style.number(message.value, self.digits):{PRODUCT}}" for message in self.messages)
            total = f"{terms} = {total}"
        return style.say("{name} receives {total}", name=style.name(self.name), total=total)


@dataclass(frozen=True)
class LocalPartial:
    """Where the local partial of an edge comes from: `where ∂o/∂z = o·(1 - o) = 0.7414·0.2586 = 0.1917`.

    One of several edges between two nodes is only part of the derivative: `where s = 3`.
    """

    edge: Edge
    child: str
    parent: str
    origin: Origin
    digits: int
    one_of_several: bool = False

    def write(self, style: Style = TEXT) -> str:
        """The partial as one line."""
        parts = [symbol.latex if style.latex else symbol.text for symbol in self.origin if symbol is not None]
        said = [] if self.one_of_several else [style.partial(self.child, self.parent)]
        said += [part.text for part in parts]
        return style.say("where {equation}", equation=equation([*said, style.digits(self.edge.partial, self.digits)]))


@dataclass(frozen=True)
class ChainRule:
    """The chain rule for one leaf: `∂e/∂b = ∂e/∂c·∂c/∂b + ∂e/∂d·∂d/∂b = 2·1 + 3·1 = 5`.

    `messages` are what arrives at the leaf; `products` what is written, from the output all the way, and `nearest` the
    same by the nodes next to the leaf alone: see `products.Products`.
    """

    output: str
    leaf: str
    node: Value
    messages: tuple[Message, ...]
    products: tuple[tuple[Factor, ...], ...]
    nearest: tuple[tuple[Factor, ...], ...]
    total: float
    digits: int

    def write(self, style: Style = TEXT) -> str:
        """The rule as one line. An edge straight into the output contributes its local partial, as a formula."""
        return self._written(self.products, style)

    def write_nearest(self, style: Style = TEXT) -> str:
        """The rule one edge back from the leaf, as one line: what a page shows that goes message by message."""
        return self._written(self.nearest, style)

    def _written(self, products: tuple[tuple[Factor, ...], ...], style: Style) -> str:
        symbols = [[self._symbol(factor, style) for factor in product] for product in products]
        numbers = [[style.number(factor.number, self.digits) for factor in product] for product in products]
        sums = [style.sum_of_products(*written) for written in (symbols, numbers)]
        total = style.digits(self.total, self.digits)
        return equation([style.partial(self.output, self.leaf), *sums, total])

    def _symbol(self, factor: Factor, style: Style) -> Written:
        if factor.formula is None:
            return Written(style.partial(factor.child, factor.parent))
        return factor.formula.latex if style.latex else factor.formula.text


def equation(parts: Iterable[str]) -> str:
    """The parts joined by `=`, without empty ones and without saying the same twice in a row."""
    return " = ".join(part for part, _ in groupby(filter(None, parts)))
