"""Functions that a page defines itself: f(x) = 1/(1 + e^(-x)), and later h = f(0.38) = 0.5939.

A definition names the function and its variables and uses nothing else: f(x) = x² + 3x, f′(x) = 2x + 3. What is seldom
defined is read off where it is used, as in y = f(z) = 1/(1 + e^(-0.76)) = 0.681. A name that also stands alone for a
number, such as y in y(1 - y), is no function.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from autograd.reader.chains import Chain, Side
from autograd.reader.evaluation import Measure, Result, as_printed, evaluate
from autograd.reader.trees import (
    Applied,
    Array,
    Call,
    Derivative,
    Fraction,
    Name,
    NotUnderstood,
    Numeral,
    Power,
    Product,
    Sum,
    Tree,
    children,
    is_numeric,
    leaves,
)  # fmt: skip
from autograd.reader.vocabulary import EQUAL

#: A formula of more parts, once what is defined is put in, stays as it is written.
MOST_PARTS = 400
#: A definition of more parts is none.
MOST_PARTS_DEFINED = 40
#: Rows of the table that a definition may be, and where both are compared.
_KNOWN: dict[str, Callable[[float], float]] = {
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "tanh": math.tanh,
    "relu": lambda x: max(0.0, x),
}
_SAMPLES = (-1.3, 0.4, 2.1)

#: The variables of a function, and what it is of them; functions by their name and number of primes.
Definition = tuple[tuple[str, ...], Tree]
Definitions = dict[tuple[str, int], Definition]


def put_in(chains: Sequence[Chain]) -> None:
    """Put what the page defines in the place of f(0.38): by the last definition before it, or the first on the page."""
    first: Definitions = {}
    for chain in chains:
        for key, definition in _defined(chain):
            first.setdefault(key, definition)
    for name, function in _used(chains).items():
        first.setdefault((name, 0), (("x",), Call(function, (Name("x"),))))
    if not first:
        return
    numbers = _numbers(chains)
    known = {key: definition for key, definition in first.items() if key[0] not in numbers}
    if not known:
        return
    known = dict(_derivatives(known)) | known
    for chain in chains:
        if new := {key: definition for key, definition in _defined(chain) if key in known}:
            known |= dict(_derivatives(new)) | new
        _put_into(chain, known)


def _derivatives(known: Definitions) -> Iterator[tuple[tuple[str, int], Definition]]:
    """Of what is a row of the table, f′ is its derivative."""
    for (name, primes), (variables, body) in known.items():
        if primes == 0 and isinstance(body, Call) and body.arguments == (Name(variables[0]),):
            yield (name, 1), (variables, Call(body.function, body.arguments, 1))


def _defined(chain: Chain) -> Iterator[tuple[tuple[str, int], Definition]]:
    """The function a chain defines: its name with its variables, and the first formula of nothing else."""
    head = chain.sides[0].tree
    if not isinstance(head, Applied) or chain.sides[0].relation:
        return
    variables = tuple(argument.key for argument in head.arguments if isinstance(argument, Name))
    if len(set(variables)) != len(head.arguments):
        return
    for side in chain.sides[1:]:
        tree = side.tree
        if tree is None or isinstance(tree, Name | Array) or is_numeric(tree):
            continue
        found = {leaf.key for leaf in leaves(tree) if isinstance(leaf, Name | Derivative)}
        if found == set(variables) and _parts(tree) <= MOST_PARTS_DEFINED:
            yield (head.name.key, head.primes), (variables, _simplest(tree, variables))
            return


def _used(chains: Sequence[Chain]) -> dict[str, str]:
    """Functions read off where they are used: the one row of the table that f(z) is followed by, everywhere."""
    found: dict[str, set[str]] = {}
    for chain in chains:
        for side, after in zip(chain.sides, chain.sides[1:], strict=False):
            tree = side.tree
            if not isinstance(tree, Applied) or len(tree.arguments) != 1 or tree.primes or after.tree is None:
                continue
            if function := _shape(after.tree):
                found.setdefault(tree.name.key, set()).add(function)
    return {name: functions.pop() for name, functions in found.items() if len(functions) == 1}


def _shape(tree: Tree) -> str | None:
    """Which activation is written out here: 1/(1 + e^(-0.76)), max(0, z), tanh(z)."""
    if isinstance(tree, Call) and not tree.primes:
        if tree.function in _KNOWN and len(tree.arguments) == 1:
            return tree.function
        zero = tree.arguments[0]
        is_relu = tree.function == "max" and len(tree.arguments) == 2 and isinstance(zero, Numeral) and zero.value == 0
        return "relu" if is_relu else None
    below: Tree | None = None
    if isinstance(tree, Fraction) and _is_one(tree.above):
        below = tree.below
    elif (
        isinstance(tree, Product)
        and len(tree.factors) == 2
        and tree.factors[1][0] == "/"
        and _is_one(tree.factors[0][1])
    ):
        below = tree.factors[1][1]
    if isinstance(below, Sum) and len(below.terms) == 2 and all(sign == 1 for sign, _ in below.terms):
        (_, one), (_, power) = below.terms
        if _is_one(one) and isinstance(power, Call) and power.function == "exp" and len(power.arguments) == 1:
            return "sigmoid"
    return None


def _is_one(tree: Tree) -> bool:
    return isinstance(tree, Numeral) and tree.value == 1


def _simplest(body: Tree, variables: tuple[str, ...]) -> Tree:
    """A body as a row of the table, where it is one."""
    if len(variables) != 1:
        return body

    def at(x: float) -> Callable[[Tree], Result]:
        return lambda tree: Measure(x) if isinstance(tree, Name) else as_printed(tree)

    try:
        values = [(x, evaluate(body, at(x))) for x in _SAMPLES]
    except NotUnderstood:
        return body
    for function, exact in _KNOWN.items():
        if all(
            isinstance(value, Measure) and math.isclose(value.value, exact(x), rel_tol=0.0, abs_tol=1e-9)
            for x, value in values
        ):
            return Call(function, (Name(variables[0]),))
    return body


def _numbers(chains: Sequence[Chain]) -> set[str]:
    """The names that stand alone for a number somewhere: what is left of an equality with a number, or a factor."""
    found: set[str] = set()
    for chain in chains:
        for side in chain.sides:
            if isinstance(side.tree, Name):
                if side is chain.sides[0] and len(chain.sides) > 1:
                    found.add(side.tree.key)
                continue
            waiting: list[Tree] = [side.tree] if side.tree is not None else []
            while waiting:
                here = waiting.pop()
                waiting.extend(children(here))
                if isinstance(here, Name):
                    found.add(here.key)
    return found


def _put_into(chain: Chain, known: Definitions) -> None:
    sides: list[Side] = []
    for place, side in enumerate(chain.sides):
        tree = side.tree
        replaced = _replaced(tree, known) if tree is not None else None
        if replaced is None or replaced is tree or _parts(replaced) > MOST_PARTS:
            sides.append(side)
        elif place or is_numeric(replaced):
            side.tree = replaced
            sides.append(side)
        else:  # f(z) = 0.68: the name stays, what it is comes next
            says_more = any(other.tree is not None and not is_numeric(other.tree) for other in chain.sides[1:])
            sides.append(side)
            if not says_more:
                sides.append(Side(EQUAL, side.tokens, replaced))
    chain.sides = sides


def _replaced(tree: Tree, known: Definitions) -> Tree:
    """A tree with the definitions put in; the same tree where there is nothing to put in."""
    parts = children(tree)
    new = tuple(_replaced(part, known) for part in parts)
    if isinstance(tree, Applied):
        definition = known.get((tree.name.key, tree.primes))
        if definition is not None and len(definition[0]) == len(new):
            variables, body = definition
            if sum(map(_parts, new)) * _parts(body) <= MOST_PARTS:
                return _filled(body, dict(zip(variables, new, strict=True)))
    return tree if all(a is b for a, b in zip(parts, new, strict=True)) else _rebuilt(tree, new)


def _filled(tree: Tree, arguments: Mapping[str, Tree]) -> Tree:
    if isinstance(tree, Name):
        return arguments.get(tree.key, tree)
    parts = children(tree)
    return _rebuilt(tree, tuple(_filled(part, arguments) for part in parts)) if parts else tree


def _rebuilt(tree: Tree, parts: tuple[Tree, ...]) -> Tree:
    if isinstance(tree, Sum):
        return Sum(tuple((sign, part) for (sign, _), part in zip(tree.terms, parts, strict=True)))
    if isinstance(tree, Product):
        return Product(tuple((how, part) for (how, _), part in zip(tree.factors, parts, strict=True)))
    if isinstance(tree, Fraction):
        return Fraction(*parts)
    if isinstance(tree, Power):
        return Power(*parts)
    if isinstance(tree, Call):
        return Call(tree.function, parts, tree.primes)
    if isinstance(tree, Applied):
        return Applied(tree.name, parts, tree.primes)
    assert isinstance(tree, Array)
    entries = iter(parts)
    return Array(tuple(tuple(next(entries) for _ in row) for row in tree.rows), tree.is_list, tree.transposed)


def _parts(tree: Tree) -> int:
    waiting, count = [tree], 0
    while waiting and count <= MOST_PARTS:
        waiting.extend(children(waiting.pop()))
        count += 1
    return count
