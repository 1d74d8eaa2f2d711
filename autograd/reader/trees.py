"""The expression trees that formulas are read into: one form for LaTeX, Unicode and code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from autograd.numerals import readings
from autograd.reader.passage import Passage


class NotUnderstood(Exception):
    """What is written here is no mathematics that can be read. Never leaves the reader."""


@dataclass(frozen=True, eq=False, slots=True)
class Numeral:
    """A printed number without its sign, and the unit and number of its digits."""

    text: str
    value: float
    unit: float
    digits: int
    passage: Passage
    start: int
    end: int

    @property
    def looks_rounded(self) -> bool:
        """Three significant digits and more, behind a point."""
        return self.digits >= 3 and self.unit < 1


@dataclass(frozen=True, slots=True)
class Name:
    """A name in normal form: `z_{h_1}`, `z_h1` and `zh1` are one. `fresh`: the number after an update. `run`: letters
    side by side in LaTeX, which may be a product."""

    key: str
    fresh: bool = False
    run: bool = False
    transposed: bool = False


@dataclass(frozen=True, slots=True)
class Derivative:
    """∂of/∂by."""

    of: str
    by: str
    fresh: bool = False

    @property
    def key(self) -> str:
        """As in a sentence."""
        return f"∂{self.of}/∂{self.by}"


@dataclass(frozen=True, slots=True)
class Sum:
    """Terms, each with its sign, 1 or -1."""

    terms: tuple[tuple[int, Tree], ...]


@dataclass(frozen=True, slots=True)
class Product:
    """Factors, each with what stands before it: `*`, `/`, `⊙`, or nothing."""

    factors: tuple[tuple[str, Tree], ...]


@dataclass(frozen=True, slots=True)
class Fraction:
    """A fraction with a bar."""

    above: Tree
    below: Tree


@dataclass(frozen=True, slots=True)
class Power:
    """A power."""

    base: Tree
    exponent: Tree


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the table; `primes`: its derivative."""

    function: str
    arguments: tuple[Tree, ...]
    primes: int = 0


@dataclass(frozen=True, slots=True)
class Applied:
    """A name before brackets: a product, or what the page calls f(x)."""

    name: Name
    arguments: tuple[Tree, ...]
    primes: int = 0


@dataclass(frozen=True, slots=True)
class Array:
    """Rows of entries; a vector that stands as a list has one row."""

    rows: tuple[tuple[Tree, ...], ...]
    is_list: bool = False
    transposed: bool = False


Tree = Numeral | Name | Derivative | Sum | Product | Fraction | Power | Call | Applied | Array


def children(tree: Tree) -> tuple[Tree, ...]:
    """What a tree is made of."""
    if isinstance(tree, Sum):
        return tuple(term for _, term in tree.terms)
    if isinstance(tree, Product):
        return tuple(factor for _, factor in tree.factors)
    if isinstance(tree, Fraction):
        return (tree.above, tree.below)
    if isinstance(tree, Power):
        return (tree.base, tree.exponent)
    if isinstance(tree, Call | Applied):
        return tree.arguments
    if isinstance(tree, Array):
        return tuple(entry for row in tree.rows for entry in row)
    return ()


def leaves(tree: Tree) -> Iterator[Tree]:
    """The numbers and names of a tree, in order."""
    waiting = [tree]
    while waiting:
        here = waiting.pop()
        below = children(here)
        if isinstance(here, Applied):
            yield here.name
        if below:
            waiting.extend(reversed(below))
        elif not isinstance(here, Applied):
            yield here


def is_numeric(tree: Tree) -> bool:
    """Whether a tree is made of numbers only."""
    return all(isinstance(leaf, Numeral) for leaf in leaves(tree))


def numerals(tree: Tree) -> list[Numeral]:
    """The numbers in a tree."""
    return [leaf for leaf in leaves(tree) if isinstance(leaf, Numeral)]


def signed(tree: Tree) -> tuple[int, Numeral] | None:
    """A plain number with its sign, if the tree is one; −(−2) is not, but something to be worked out."""
    sign = 1
    while isinstance(tree, Sum) and len(tree.terms) == 1 and sign == 1:
        sign *= tree.terms[0][0]
        tree = tree.terms[0][1]
    return (sign, tree) if isinstance(tree, Numeral) else None


def named(tree: Tree) -> Name | Derivative | None:
    """A plain name or derivative, if the tree is one."""
    while isinstance(tree, Sum) and len(tree.terms) == 1 and tree.terms[0][0] == 1:
        tree = tree.terms[0][1]
    return tree if isinstance(tree, Name | Derivative) else None


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[float, float, int]:
    found = readings(text)
    if not found:
        raise NotUnderstood(text)
    return found[0]


def numeral(text: str, passage: Passage, start: int, end: int) -> Numeral:
    """The number a text says, with the digits it promises."""
    value, unit, digits = _read(text)
    return Numeral(text, value, unit, digits, passage, start, end)
