"""Formula beside numbers, term by term: which name stands for which number; and one step of numbers beside the next."""

from __future__ import annotations

from dataclasses import dataclass

from autograd.reader.trees import (
    Applied,
    Call,
    Derivative,
    Fraction,
    Name,
    Numeral,
    Power,
    Product,
    Sum,
    Tree,
    is_numeric,
    signed,
)  # fmt: skip


@dataclass(frozen=True)
class Bound:
    """A number that stands for a name: its sign, and its digits."""

    key: str
    sign: int
    numeral: Numeral
    fresh: bool = False

    @property
    def value(self) -> float:
        """The number with its sign."""
        return self.sign * self.numeral.value


class _Unlike(Exception):
    pass


def bindings(formula: Tree, numbers: Tree) -> list[Bound] | None:
    """The numbers that stand for the names of a formula, in order; nothing if they do not fit.

    Terms and factors are compared in their order; a 1 that is not written is passed over only where all else fits.
    """
    found: list[Bound] = []
    try:
        _bind(formula, numbers, found)
    except _Unlike:
        return None
    return found


def _bind(formula: Tree, numbers: Tree, found: list[Bound], sign: int = 1) -> None:
    formula, sign = _unsigned(formula, sign)
    plain = signed(numbers)
    if isinstance(formula, Name | Derivative):
        if plain is None:
            raise _Unlike
        found.append(Bound(formula.key, sign * plain[0], plain[1], formula.fresh))
        return
    if isinstance(formula, Applied):
        if plain is not None:  # O(c), a name with what it is of
            found.append(Bound(f"{formula.name.key}", sign * plain[0], plain[1]))
            return
        formula = Product((("", formula.name), ("", formula.arguments[0])))
    if isinstance(formula, Numeral):
        if plain is None or plain[0] != sign or plain[1].value != formula.value:
            raise _Unlike
        return
    numbers, other = _unsigned(numbers, sign)
    if isinstance(formula, Sum) and isinstance(numbers, Sum) and len(formula.terms) == len(numbers.terms):
        for (a, term), (b, part) in zip(formula.terms, numbers.terms, strict=True):
            _bind_term(term, part, found, other if a == b else -other)
        return
    if isinstance(formula, Product):
        _bind_product(formula, numbers, found, other)
        return
    if other == 1 and isinstance(formula, Call) and isinstance(numbers, Call):
        if (formula.function, formula.primes) != (numbers.function, numbers.primes):
            raise _Unlike
        for argument, number in zip(formula.arguments, numbers.arguments, strict=False):
            _bind(argument, number, found)
        return
    if other == 1 and isinstance(formula, Power) and isinstance(numbers, Power):
        _bind(formula.exponent, numbers.exponent, found)
        _bind(formula.base, numbers.base, found)
        return
    if other == 1 and isinstance(formula, Fraction) and isinstance(numbers, Fraction):
        _bind(formula.above, numbers.above, found)
        _bind(formula.below, numbers.below, found)
        return
    raise _Unlike


def _bind_term(term: Tree, part: Tree, found: list[Bound], sign: int) -> None:
    """A term of a sum: + w beside − 0.3 says that w is −0.3; of a product the sign goes to its first factor."""
    if sign == 1:
        _bind(term, part, found)
    else:
        _bind(term, Sum(((-1, part),)) if signed(part) or not isinstance(part, Product) else _negated(part), found)


def _negated(product: Product) -> Product:
    (how, first), *rest = product.factors
    return Product(((how, Sum(((-1, first),))), *rest))


def _bind_product(formula: Product, numbers: Tree, found: list[Bound], sign: int) -> None:
    factors = flattened(formula)
    if not isinstance(numbers, Product):
        raise _Unlike
    given = flattened(numbers)
    if len(factors) != len(given):
        raise _Unlike
    is_negative = sign == -1
    for (how, factor), (other, number) in zip(factors, given, strict=True):
        if (how == "/") != (other == "/"):
            raise _Unlike
        if is_negative:
            number, is_negative = Sum(((-1, number),)), False
        _bind(factor, number, found)


def flattened(product: Product) -> list[tuple[str, Tree]]:
    """The factors, those of a product that is the first or a later factor among them, and of `a(1 − a)`."""
    found: list[tuple[str, Tree]] = []
    for how, factor in product.factors:
        if isinstance(factor, Applied) and len(factor.arguments) == 1 and how != "/":
            found += [(how, factor.name), ("", factor.arguments[0])]
        elif isinstance(factor, Product) and how != "/":
            (_, first), *rest = flattened(factor)
            found += [(how, first), *rest]
        else:
            found.append((how, factor))
    return found


def _unsigned(tree: Tree, sign: int) -> tuple[Tree, int]:
    while isinstance(tree, Sum) and len(tree.terms) == 1:
        sign *= tree.terms[0][0]
        tree = tree.terms[0][1]
    return tree, sign


@dataclass(frozen=True)
class Step:
    """A part of one side and the number the next side has in its place."""

    before: Tree
    sign: int
    after: Numeral


def steps(before: Tree, after: Tree) -> list[Step] | None:
    """Which parts of an expression became which numbers in the next; nothing if the two are not built alike.

    Parts with names in them are passed over.
    """
    found: list[Step] = []
    try:
        _step(before, after, found, 1)
    except _Unlike:
        return None
    return found


def _step(before: Tree, after: Tree, found: list[Step], sign: int) -> None:
    plain = signed(after)
    if plain is not None:
        if is_numeric(before):
            found.append(Step(before, sign * plain[0], plain[1]))
        return
    if isinstance(before, Sum) and isinstance(after, Sum) and len(before.terms) == len(after.terms):
        for (a, part), (b, number) in zip(before.terms, after.terms, strict=True):
            _step(part, number, found, a * b)
        return
    before, sign = _unsigned(before, sign)
    after, sign = _unsigned(after, sign)
    if isinstance(before, Product) and isinstance(after, Product):
        first, second = list(before.factors), list(after.factors)
        if len(first) != len(second) or any(isinstance(factor, Applied) for _, factor in first):
            first, second = flattened(before), flattened(after)
        if len(first) == len(second):
            for (how, factor), (other, number) in zip(first, second, strict=True):
                if (how == "/") != (other == "/"):
                    raise _Unlike
                _step(factor, number, found, sign)
                sign = 1
            return
    if sign == 1 and isinstance(before, Power) and isinstance(after, Power):
        _step(before.exponent, after.exponent, found, 1)
        _step(before.base, after.base, found, 1)
        return
    if sign == 1 and isinstance(before, Fraction) and isinstance(after, Fraction):
        _step(before.above, after.above, found, 1)
        _step(before.below, after.below, found, 1)
        return
    if sign == 1 and isinstance(before, Call) and isinstance(after, Call) and before.function == after.function:
        for argument, number in zip(before.arguments, after.arguments, strict=False):
            _step(argument, number, found, 1)
        return
    raise _Unlike
