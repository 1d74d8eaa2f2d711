"""A chain as it is understood: what it is about, its formulas, the numbers put in, and the results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from autograd.reader.chains import Chain
from autograd.reader.ledger import Entry
from autograd.reader.matching import Bound
from autograd.reader.passage import CELL
from autograd.reader.trees import Applied, Array, Derivative, Name, Tree, is_numeric, leaves, named, signed
from autograd.reader.vocabulary import ARROW, EQUAL, UPDATE


@dataclass
class Line:
    """`keys`: the names of what the chain comes to, the first before its first relation. `bound`: the numbers put in,
    by name. `is_consistent`: whether they are those printed before. `alias`: another name of the same number."""

    chain: Chain
    keys: tuple[str, ...] = ()
    subject: Name | Derivative | None = None
    is_update: bool = False
    formulas: list[Tree] = field(default_factory=list)
    numbers: list[Tree] = field(default_factory=list)
    bound: list[Bound] = field(default_factory=list)
    results: list[Entry] = field(default_factory=list)
    arrays: list[list[list[Entry]]] = field(default_factory=list)
    is_consistent: bool = True
    alias: Name | None = None


def line_of(chain: Chain) -> Line:
    """The line of a chain, its names known: all plain names among its sides."""
    line = Line(chain)
    keys: list[str] = []
    for place, side in enumerate(chain.sides):
        name = named(side.tree) if side.tree is not None else None
        if name is None and isinstance(side.tree, Applied):
            name = applied_name(side.tree)
        if name is None:
            if place == 0:
                return line
            continue
        if place == 0:
            line.subject = name
        if side.relation != ARROW:
            keys.append(key_of(name))
    subject = line.subject
    if isinstance(subject, Name):
        line.is_update = subject.fresh or is_updated(chain) or occurs(subject.key, chain)
        if line.is_update:
            keys = [f"{subject.key}′"]
    line.keys = tuple(dict.fromkeys(keys))
    return line


def applied_name(applied: Applied) -> Name | None:
    """`O(c)` as a name, if it is one: O of a name alone, without primes."""
    if len(applied.arguments) != 1 or applied.primes:
        return None
    of = named(applied.arguments[0])
    return Name(f"{applied.name.key}({of.key})", applied.name.fresh) if isinstance(of, Name) else None


def key_of(name: Name | Derivative) -> str:
    """A name as the ledger has it: with a prime after an update."""
    return f"{name.key}′" if name.fresh else name.key


def is_updated(chain: Chain) -> bool:
    """Whether an arrow or := says that something gets a new value."""
    return any(side.relation == UPDATE for side in chain.sides)


def occurs(key: str, chain: Chain) -> bool:
    """Whether a name stands in one of the formulas behind the first side: w = w − ηg."""
    trees = [side.tree for side in chain.sides[1:] if side.tree is not None and not named(side.tree)]
    found = (leaf for tree in trees for leaf in leaves(tree))
    return any(isinstance(leaf, Name) and leaf.key == key and not leaf.fresh for leaf in found)


def computed_names(chains: Sequence[Chain]) -> Iterator[str]:
    """The names that a formula or an expression of numbers is given for, and not just a number before that."""
    given: set[str] = set()
    for chain in chains:
        first = chain.sides[0].tree
        name = named(first) if first is not None else None
        is_said = chain.passage.kind == CELL and not any(is_computed(side.tree) for side in chain.sides[1:])
        if is_said or not isinstance(name, Name) or name.fresh or is_updated(chain) or occurs(name.key, chain):
            continue
        trees = [side.tree for side in chain.sides[1:]]
        if len(trees) == 1 and trees[0] is not None and is_given(trees[0]) and chain.sides[1].relation == EQUAL:
            given.add(name.key)
        if name.key in given:
            continue
        if trees[-1] is not None and is_given(trees[-1]):  # b = c = 0 gives both a number
            trees = [tree for tree in trees if tree is None or not named(tree)]
        if any(tree is None or not is_given(tree) for tree in trees):
            yield name.key


def is_computed(tree: Tree | None) -> bool:
    """Whether this is an expression of numbers."""
    return tree is not None and is_numeric(tree) and not is_given(tree)


def is_given(tree: Tree) -> bool:
    """Whether this is a number, or an array of numbers."""
    return signed(tree) is not None or isinstance(tree, Array)
