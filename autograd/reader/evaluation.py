"""What an expression of numbers comes to, and how far the rounding of its numbers may have moved it.

Every number carries its `slack`: half a unit of its last place where it looks rounded. An operation is a row of the
table of operations; its partials say how the slack of the operands reaches the result. Arrays are lists of rows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import product
from typing import NamedTuple

from autograd import ops
from autograd.errors import ChainruleError
from autograd.operation import Op
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
)  # fmt: skip

#: The most entries of an array that is computed with, and of matrix products.
MAX_ENTRIES, MAX_PRODUCTS = 400, 4000


class Measure(NamedTuple):
    """A number, and how far it may be off."""

    value: float
    slack: float = 0.0


#: An expression of more parts is read in the usual way only.
MOST_NODES = 400

#: A number, or rows of numbers.
Result = Measure | list[list[Measure]]
Lookup = Callable[[Tree], Result]


class Conventions(NamedTuple):
    """What the same signs mean to different writers: the base of log, σ′(o) of the output o, 1/2x as 1/(2x), (−a)²
    written −a², softmax by columns or rows, a product of arrays entry by entry, angles in degrees."""

    log: str = "log"
    of_output: bool = False
    slash_binds: bool = False
    minus_binds: bool = False
    columns: bool = True
    entrywise: bool = False
    degrees: bool = False


USUAL = Conventions()


def conventions(tree: Tree) -> list[Conventions]:
    """The ways in which a tree may be meant, the usual one first."""
    logs, of_output, slash, minus, columns, entrywise = ["log"], [False], [False], [False], [True], [False]
    waiting = [tree]
    degrees = [False]
    arrays = seen = 0
    while waiting:
        here = waiting.pop()
        seen += 1
        if seen > MOST_NODES:
            return [USUAL]
        waiting.extend(children(here))
        if isinstance(here, Call):
            if here.function == "log":
                logs = ["log", "log10", "log2"]
            if here.function in ("sin", "cos", "tan"):
                degrees = [False, True]
            if here.primes:
                of_output = [False, True]
            if here.function == "softmax":
                columns = [True, False]
        elif isinstance(here, Product):
            signs = [how for how, _ in here.factors]
            if "/" in signs and signs[-1] != "/":
                slash = [False, True]
        elif isinstance(here, Sum):
            if any(sign < 0 and isinstance(term, Power) for sign, term in here.terms):
                minus = [False, True]
        elif isinstance(here, Array):
            arrays += 1
    if arrays > 1:
        entrywise = [False, True]
    return [Conventions(*way) for way in product(logs, of_output, slash, minus, columns, entrywise, degrees)]


def evaluate(tree: Tree, leaf: Lookup, convention: Conventions = USUAL) -> Result:
    """The value of a tree, where `leaf` says what its numbers and names are; raises `NotUnderstood`."""
    try:
        found = _Evaluation(leaf, convention).of(tree)
    except (ChainruleError, ArithmeticError, ValueError, TypeError, IndexError):
        raise NotUnderstood("it has no value") from None
    numbers = [found] if isinstance(found, Measure) else [entry for row in found for entry in row]
    if not all(isinstance(number.value, float | int) and math.isfinite(number.value) for number in numbers):
        raise NotUnderstood("it has no value")
    return found


def apply(op: Op, *operands: Measure) -> Measure:
    """An operation of the table on numbers that may be off."""
    values = [operand.value for operand in operands]
    out = op.forward(*values)
    slack = 0.0
    if any(operand.slack for operand in operands):
        for partial, operand in zip(op.partials(out, *values), operands, strict=True):
            slack += abs(partial) * operand.slack if operand.slack else 0.0
    if op is ops.add or op is ops.subtract:  # what floats leave of a difference that is nothing: 5.6e-17
        slack += 2e-16 * max(map(abs, values))
    return Measure(out, slack if math.isfinite(slack) else 0.0)


def as_printed(numeral: Tree) -> Measure:
    """A number as it is printed."""
    if not isinstance(numeral, Numeral):
        raise NotUnderstood("a name without a number")
    return Measure(numeral.value, numeral.unit / 2 if numeral.looks_rounded else 0.0)


class _Evaluation:
    def __init__(self, leaf: Lookup, convention: Conventions) -> None:
        self.leaf, self.convention = leaf, convention

    def of(self, tree: Tree) -> Result:
        if isinstance(tree, Numeral | Name | Derivative | Applied):
            return self.leaf(tree)
        if isinstance(tree, Sum):
            return self._sum(tree)
        if isinstance(tree, Product):
            return self._product(tree)
        if isinstance(tree, Fraction):
            return _each(ops.divide, self.of(tree.above), self.of(tree.below))
        if isinstance(tree, Power):
            return _power(self.of(tree.base), _number(self.of(tree.exponent)))
        if isinstance(tree, Call):
            return self._call(tree)
        return self._array(tree)

    def _sum(self, tree: Sum) -> Result:
        total: Result | None = None
        for sign, term in tree.terms:
            minus_binds = self.convention.minus_binds and sign < 0 and isinstance(term, Power)
            if minus_binds and isinstance(term, Power):
                here = _power(_each(ops.negate, self.of(term.base)), _number(self.of(term.exponent)))
            else:
                here = self.of(term)
                if sign < 0 and total is None:
                    here = _each(ops.negate, here)
            op = ops.add if sign > 0 or minus_binds else ops.subtract
            total = here if total is None else _each(op, total, here)
        if total is None:
            raise NotUnderstood("an empty sum")
        return total

    def _product(self, tree: Product) -> Result:
        factors = [(how, self.of(factor)) for how, factor in tree.factors]
        result = factors[0][1]
        at = 1
        while at < len(factors):
            how, factor = factors[at]
            at += 1
            if how == "/":
                while self.convention.slash_binds and at < len(factors) and factors[at][0] != "/":
                    factor = _each(ops.multiply, factor, factors[at][1])
                    at += 1
                result = _each(ops.divide, result, factor)
            elif how == "⊙" or self.convention.entrywise:
                result = _each(ops.multiply, result, factor)
            else:
                result = _times(result, factor)
        return result

    def _array(self, tree: Array) -> Result:
        if len(tree.rows) * len(tree.rows[0]) > MAX_ENTRIES:
            raise NotUnderstood("an array too large to be worked by hand")
        rows = [[_number(self.of(entry)) for entry in row] for row in tree.rows]
        return [list(column) for column in zip(*rows, strict=True)] if tree.transposed else rows

    def _call(self, tree: Call) -> Result:
        name = tree.function
        if name in ("max", "min", "sum", "mean", "softmax", "pow"):
            return self._of_many(name, [self.of(argument) for argument in tree.arguments])
        if len(tree.arguments) != 1:
            raise NotUnderstood(name)
        argument = self.of(tree.arguments[0])
        if self.convention.degrees and name in ("sin", "cos", "tan"):
            argument = _each(ops.multiply, argument, Measure(math.pi / 180))
        op = ops.TABLE[{"log": self.convention.log, "ln": "log"}.get(name, name)]
        if not tree.primes:
            return _each(op, argument)
        if tree.primes > 1:
            raise NotUnderstood("a second derivative")
        return _map(lambda number: self._slope(op, number), argument)

    def _slope(self, op: Op, at: Measure) -> Measure:
        """The derivative of a function, or of the output it is written by."""
        if self.convention.of_output and op.name in ("sigmoid", "tanh"):
            factor = apply(ops.subtract, Measure(1.0), at if op.name == "sigmoid" else apply(ops.multiply, at, at))
            return apply(ops.multiply, at, factor) if op.name == "sigmoid" else factor
        (slope,) = op.partials(op.forward(at.value), at.value)
        (near,) = op.partials(op.forward(at.value + at.slack), at.value + at.slack) if at.slack else (slope,)
        return Measure(float(slope), abs(near - slope) if op.name not in ("relu",) else 0.0)

    def _of_many(self, name: str, arguments: Sequence[Result]) -> Result:
        if name == "softmax":
            return self._softmax(arguments)
        if name == "pow" and len(arguments) == 2:
            return _power(arguments[0], _number(arguments[1]))
        arrays = [argument for argument in arguments if not isinstance(argument, Measure)]
        if len(arguments) == 2 and arrays and len(arrays) == 1 and name in ("max", "min"):  # max(0, z) of an array z
            return _each(ops.TABLE["maximum" if name == "max" else "minimum"], *arguments)
        numbers = [number for argument in arguments for number in _entries(argument)]
        if name in ("max", "min") and len(numbers) > 1:
            best = numbers[0]
            for number in numbers[1:]:
                best = apply(ops.TABLE["maximum" if name == "max" else "minimum"], best, number)
            return best
        if name in ("sum", "mean") and len(numbers) > 1:
            total = numbers[0]
            for number in numbers[1:]:
                total = apply(ops.add, total, number)
            return total if name == "sum" else apply(ops.divide, total, Measure(float(len(numbers))))
        raise NotUnderstood(name)

    def _softmax(self, arguments: Sequence[Result]) -> Result:
        if len(arguments) > 1:
            return [_shares([_number(argument) for argument in arguments])]
        (argument,) = arguments
        if isinstance(argument, Measure):
            raise NotUnderstood("softmax")
        if len(argument) == 1:
            return [_shares(argument[0])]
        if len(argument[0]) == 1 or self.convention.columns:
            shares = [_shares(column) for column in zip(*argument, strict=True)]
            return [list(row) for row in zip(*shares, strict=True)]
        return [_shares(row) for row in argument]


def _shares(numbers: Sequence[Measure]) -> list[Measure]:
    """Softmax of a list."""
    highest = max(number.value for number in numbers)
    powers = [math.exp(number.value - highest) for number in numbers]
    total = math.fsum(powers)
    slack = max(number.slack for number in numbers)
    return [Measure(power / total, 2 * power / total * (1 - power / total) * slack) for power in powers]


def _entries(result: Result) -> list[Measure]:
    return [result] if isinstance(result, Measure) else [entry for row in result for entry in row]


def _number(result: Result) -> Measure:
    if isinstance(result, Measure):
        return result
    if len(result) == 1 and len(result[0]) == 1:
        return result[0][0]
    raise NotUnderstood("an array where a number is due")


def _map(function: Callable[[Measure], Measure], result: Result) -> Result:
    if isinstance(result, Measure):
        return function(result)
    return [[function(entry) for entry in row] for row in result]


def _each(op: Op, *operands: Result) -> Result:
    """An operation entry by entry; a number goes with every entry, and so does a list of the same length."""
    if all(isinstance(operand, Measure) for operand in operands):
        return apply(op, *(operand for operand in operands if isinstance(operand, Measure)))
    arrays = [operand for operand in operands if not isinstance(operand, Measure)]
    shape = len(arrays[0]), len(arrays[0][0])
    if len(arrays) == 2 and (len(arrays[1]), len(arrays[1][0])) == shape[::-1] and 1 in shape:
        # A list stands for a column and for a row.
        return _each(op, operands[0], _turned(arrays[1]))
    if any((len(array), len(array[0])) != shape for array in arrays):
        raise NotUnderstood("arrays of different shapes")
    return [
        [apply(op, *(o if isinstance(o, Measure) else o[i][j] for o in operands)) for j in range(shape[1])]
        for i in range(shape[0])
    ]


def _turned(array: list[list[Measure]]) -> list[list[Measure]]:
    return [list(column) for column in zip(*array, strict=True)]


def _times(a: Result, b: Result) -> Result:
    """A product: of matrices where the shapes fit, or with a number."""
    if isinstance(a, Measure) or isinstance(b, Measure):
        return _each(ops.multiply, a, b)
    rows, inner, columns = len(a), len(a[0]), len(b[0])
    if inner != len(b) and rows == 1 and len(b) == 1 and inner == columns:  # two lists: their dot product
        b, columns = _turned(b), 1
    if inner != len(b) and len(b) == 1 and inner == len(b[0]):  # a matrix times a list
        b, columns = _turned(b), 1
    if inner != len(b) or rows * inner * columns > MAX_PRODUCTS:
        raise NotUnderstood("shapes that do not fit")
    result = []
    for row in a:
        cells = []
        for j in range(columns):
            total = apply(ops.multiply, row[0], b[0][j])
            for k in range(1, inner):
                total = apply(ops.add, total, apply(ops.multiply, row[k], b[k][j]))
            cells.append(total)
        result.append(cells)
    return result[0][0] if rows == columns == 1 else result


def _power(base: Result, exponent: Measure) -> Result:
    if not isinstance(base, Measure):
        if exponent.value != int(exponent.value):
            raise NotUnderstood("a power of an array")
        return _map(lambda number: _number(_power(number, exponent)), base)
    if abs(exponent.value) > 1000:
        raise NotUnderstood("a power too large to be worked by hand")
    return apply(ops.TABLE["power"], base, Measure(exponent.value))
