"""Pages and formulas that several tests of the reader use."""

from __future__ import annotations

from autograd.reader.parsing import parse
from autograd.reader.passage import Passage
from autograd.reader.tokens import tokens
from autograd.reader.trees import Tree

#: One neuron: z = 0.3·2 + 0.1 = 0.7, a = σ(0.7) = 0.668188, L = (a - 0.5)² = 0.028287.
NETWORK = """x = 2
w = 0.3
b = 0.1
t = 0.5
z = w·x + b = 0.3·2 + 0.1 = 0.7
a = σ(z) = 0.6682
L = (a − t)² = 0.0283
"""


def tree(formula: str) -> Tree:
    """A formula of LaTeX, read."""
    return parse(tokens(Passage.of(formula, "latex")))
