"""How an explanation writes names, numbers, products and derivatives: as text, or as LaTeX."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from string import Formatter

from autograd.language import say
from autograd.notation import PRODUCT, Written, latex_name, latex_result, number, result


@dataclass(frozen=True)
class Style:
    """How to write names, numbers, products and derivatives."""

    latex: bool
    name: Callable[[str], str]
    digits: Callable[[float, int], str]
    times: str
    dot: str
    arrow: str
    derivative: str

    def say(self, sentence: str, /, **fields: str) -> str:
        r"""A sentence around formulas: in LaTeX, its words are text.

        >>> print(LATEX.say("where {equation}", equation="x = 2"))
        \text{where }x = 2
        """
        if not self.latex:
            return say(sentence, **fields)
        # The fields as they are called, to tell the words from the formulas once the sentence is translated.
        pieces = Formatter().parse(say(sentence, **{name: f"{{{name}}}" for name in fields}))
        return "".join(
            (rf"\text{{{words}}}" if words else "") + fields.get(name or "", "") for words, name, *_ in pieces
        )

    def number(self, x: float, digits: int) -> Written:
        """A number, ready to stand in a formula. 2.5e-8 is a product, 2.5 × 10⁻⁸: its square needs parentheses."""
        written = Written.number(x, digits, self.latex)
        return Written(written.text, min(written.binding, PRODUCT)) if "e" in number(x, digits) else written

    def partial(self, child: str, parent: str) -> str:
        """∂child/∂parent."""
        return self.derivative.format(self.name(child), self.name(parent))

    def sum_of_products(self, *products: Sequence[Written]) -> str:
        """Dots between factors, plus signs between products. A factor all alone needs no parentheses."""
        if len(products) == 1 and len(products[0]) == 1:
            return products[0][0].text
        return " + ".join(self.dot.join(f"{factor:{PRODUCT}}" for factor in factors) for factors in products)


TEXT = Style(False, str, result, " × ", "·", " -> ", "∂{}/∂{}")
LATEX = Style(True, latex_name, latex_result, r" \times ", r" \cdot ", r" \to ", r"\frac{{\partial {}}}{{\partial {}}}")
