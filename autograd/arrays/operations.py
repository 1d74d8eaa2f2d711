"""What arrays do in formulas: W @ x + b, W[1,2], Wᵀ. Every entry of a result is an ordinary number or Value.

An array is a nested list whose items have one shape: a vector is a list, a matrix a list of its rows. Entries are
counted from 1, as on paper: W[1,2] stands in row 1 and column 2, and W[1:2,3] are the rows 1 to 2 of column 3.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Sequence
from functools import reduce
from itertools import zip_longest
from typing import Any, NamedTuple

from autograd import ops
from autograd.arrays.given import MAX_RANK, Shape, described, entries, mapped, shape
from autograd.errors import ExpressionError
from autograd.language import say
from autograd.notation import counted, shown
from autograd.value import Value

#: So many operations on entries the arrays of one formula may take.
MAX_OPERATIONS = 200_000
#: A sum of so many products is written out, as one does on paper; a longer one is a single inner product.
MOST_WRITTEN_OUT = 32

Entry = Value | float


class Source(NamedTuple):
    """How an operation stands in the formula, for what is said about it: the expression, its node, its operands."""

    expression: str
    node: ast.AST
    operands: Sequence[ast.AST]

    @property
    def whole(self) -> str:
        """The operation as it is written."""
        return shown(ast.get_source_segment(self.expression, self.node) or self.expression)

    def operand(self, position: int) -> str:
        """One of its operands as it is written."""
        return shown(ast.get_source_segment(self.expression, self.operands[position]) or "it", 30)


class ArraysFound(Exception):
    """A formula that counts the items of its lists from 0 has arrays after all: it is to be read again."""


class Arrays:
    """The arrays of one formula: from which number their items are counted, and how much work they have been."""

    def __init__(self, first: int) -> None:
        self.first, self.operations = first, 0

    def need(self) -> None:
        """An array, not only a list of numbers for a function: its entries are counted from 1."""
        if self.first == 0:
            raise ArraysFound

    def _spend(self, operations: int, source: Source) -> None:
        self.operations += operations
        if self.operations > MAX_OPERATIONS:
            raise ExpressionError(
                say(
                    "{whole}: the arrays of a formula may take {max_operations:,} operations, and these take "
                    "{operations:,}",
                    whole=source.whole,
                    max_operations=MAX_OPERATIONS,
                    operations=self.operations,
                )
            )

    # --- making them -------------------------------------------------------------------------------------------------

    def listed(self, items: list[Any], source: Source) -> list[Any]:
        """The array of these items, which must be of one shape."""
        shapes = [shape(item) for item in items]
        if any(shapes):
            self.need()
        if len(set(shapes)) > 1:
            other = next(nth for nth, lengths in enumerate(shapes) if lengths != shapes[0])
            first, second = described("item 1", shapes[0]), described(f"item {other + 1}", shapes[other])
            raise ExpressionError(
                say(
                    "{whole}: the items of an array have one shape, but {first} and {second}",
                    whole=source.whole,
                    first=first,
                    second=second,
                )
            )
        if shapes and len(shapes[0]) >= MAX_RANK:
            raise ExpressionError(
                say("{whole}: arrays are nested at most {max_rank} deep", whole=source.whole, max_rank=MAX_RANK)
            )
        return items

    def elementwise(self, function: Callable[..., Any], operands: Sequence[Any], source: Source) -> list[Any]:
        """A function entry by entry; a number goes with every entry, a row with every row, a column with every column.

        Raises `ExpressionError` for shapes that do not go together: a column and a list of as many numbers among them.
        """
        self.need()
        shapes = [shape(operand) for operand in operands]
        common = self._common(shapes, source)
        self._spend(math.prod(common), source)
        result: list[Any] = mapped(function, *(_spread(operand, common) for operand in operands))
        return result

    def _common(self, shapes: Sequence[Shape], source: Source) -> Shape:
        common: Shape = ()
        for lengths in shapes:
            pairs = list(zip_longest(reversed(common), reversed(lengths), fillvalue=1))
            if any(a != b and 1 not in (a, b) for a, b in pairs):
                self._refuse(shapes, source)
            common = tuple(a if b == 1 else b for a, b in reversed(pairs))
        full = {len(lengths) for lengths in shapes if lengths}
        if common not in shapes and len(full) > 1:
            self._refuse(shapes, source, ": write both as columns, or both as lists")
        return common

    def _refuse(self, shapes: Sequence[Shape], source: Source, advice: str = "") -> None:
        arrays = [described(source.operand(nth), lengths) for nth, lengths in enumerate(shapes) if lengths]
        raise ExpressionError(say("{whole}: {arrays}{advice}", whole=source.whole, arrays=list(arrays), advice=advice))

    # --- products and layouts ----------------------------------------------------------------------------------------

    def product(self, left: Any, right: Any, source: Source) -> Any:
        """The product of matrices and vectors: each row of `left` with each column of `right`."""
        self.need()
        shapes = (shape(left), shape(right))
        if not all(1 <= len(lengths) <= 2 for lengths in shapes):
            facts = ", ".join(described(source.operand(nth), lengths) for nth, lengths in enumerate(shapes))
            raise ExpressionError(
                say("{whole}: @ is the product of matrices and vectors, but {facts}", whole=source.whole, facts=facts)
            )
        if shapes[0][-1] != shapes[1][0]:
            self._refuse(shapes, source)
        rows = left if len(shapes[0]) == 2 else [left]
        columns = list(zip(*right, strict=True)) if len(shapes[1]) == 2 else [right]
        self._spend(len(rows) * len(columns) * shapes[1][0], source)
        products = [[_inner(row, column) for column in columns] for row in rows]
        if len(shapes[1]) == 1:
            products = [row[0] for row in products]
        return products if len(shapes[0]) == 2 else products[0]

    def outer(self, left: Any, right: Any, source: Source) -> Any:
        """Every entry of a vector times every entry of another: a row for each of the first."""
        if len(shape(left)) != 1 or len(shape(right)) != 1:
            self._refuse((shape(left), shape(right)), source, ": outer takes two vectors")
        column = [[entry] for entry in left]
        return self.elementwise(_times, (column, [right]), source)

    def transposed(self, array: Any, source: Source) -> Any:
        """Rows as columns; a vector stays as it is."""
        self.need()
        lengths = shape(array)
        if len(lengths) > 2 or not lengths:
            raise ExpressionError(
                say(
                    "{whole}: a matrix is transposed, but {array}",
                    whole=source.whole,
                    array=described(say("this"), lengths),
                )
            )
        return [list(column) for column in zip(*array, strict=True)] if len(lengths) == 2 else array

    def flat(self, array: Any, source: Source) -> list[Any]:
        """All entries in one list, row by row."""
        self.need()
        return list(entries(array))

    def joined(self, arrays: Sequence[Any], source: Source) -> list[Any]:
        """The items of several arrays in one, as the state and the input of a recurrent cell are."""
        self.need()
        items = [item for array in arrays for item in (array if isinstance(array, list) else [array])]
        return self.listed(items, source)

    # --- along an axis -----------------------------------------------------------------------------------------------

    def reduced(self, function: Callable[[Sequence[Entry]], Any], array: Any, axis: int | None, source: Source) -> Any:
        """A function of all entries; along axis 0 of those in each column, along axis 1 of those in each row."""
        size = math.prod(shape(array))
        self._spend(size, source)
        if axis is None:
            return function(list(entries(array)))
        return _along(function, array, self._axis(axis, array, source))

    def shared(
        self, function: Callable[[Sequence[Entry]], list[Any]], array: Any, axis: int | None, source: Source
    ) -> list[Any]:
        """A function that gives as many numbers as it takes, of each row; along axis 0, of each column."""
        rank = len(shape(array))
        self._spend(2 * math.prod(shape(array)), source)
        place = self._axis(-1 if axis is None else axis, array, source)
        if rank > 1:
            self.need()
        if place == rank - 1:
            return _rows(function, array)
        if rank != 2:
            raise ExpressionError(
                say("{whole}: of an array of more than two axes only the last will do", whole=source.whole)
            )
        columns = [function(list(column)) for column in zip(*array, strict=True)]
        return [list(row) for row in zip(*columns, strict=True)]

    def _axis(self, axis: int, array: Any, source: Source) -> int:
        rank = len(shape(array))
        if rank > 1 or axis not in (0, -1):
            self.need()
        if not -rank <= axis < rank:
            raise ExpressionError(
                say(
                    "{whole}: axis {axis} is none of its {axes}: axis=0 goes down the columns, axis=1 along the rows",
                    whole=source.whole,
                    axis=axis,
                    axes=counted(rank, "axis", "axes"),
                )
            )
        return axis % rank

    # --- entries -----------------------------------------------------------------------------------------------------

    def item(self, array: Any, place: ast.expr, source: Source) -> Any:
        """The entry or the part at a place that is written in whole numbers: [1,2], [1:2,3], [:,1]."""
        places = place.elts if isinstance(place, ast.Tuple) else [place]
        lengths = shape(array)
        if len(lengths) > 1 or len(places) > 1 or isinstance(places[0], ast.Slice):
            self.need()
        if self.first == 0:
            at = _whole(places[0])
            if at is None or at >= len(array):
                last = len(array) - 1
                numbers = counted(len(array), "number")
                raise ExpressionError(
                    say("a list of {numbers} has the items [0] to [{last}] only", numbers=numbers, last=last)
                )
            return array[at]
        if len(places) > len(lengths):
            raise ExpressionError(
                say(
                    "{whole} has {places} places, but {array}",
                    whole=source.whole,
                    places=len(places),
                    array=self._has(lengths, source),
                )
            )
        return self._part(array, places, lengths, source)

    def _part(self, array: Any, places: Sequence[ast.expr], lengths: Shape, source: Source) -> Any:
        if not places:
            return array
        place, length = places[0], len(array)
        if isinstance(place, ast.Slice) and place.step is None:
            start = 1 if place.lower is None else _whole(place.lower)
            stop = length if place.upper is None else _whole(place.upper)
            if start is not None and stop is not None and 1 <= start <= stop <= length:
                return [self._part(item, places[1:], lengths, source) for item in array[start - 1 : stop]]
        else:
            at = _whole(place)
            if at is not None and 1 <= at <= length:
                return self._part(array[at - 1], places[1:], lengths, source)
        raise ExpressionError(
            say(
                "{whole} is no entry: {array}, and entries are counted from 1, as on paper",
                whole=source.whole,
                array=self._has(lengths, source),
            )
        )

    @staticmethod
    def _has(lengths: Shape, source: Source) -> str:
        return described(source.operand(0), lengths)


def _spread(array: Any, lengths: Shape) -> Any:
    """An array with its rows, columns or its only entry said as often as the shape asks for."""
    if not lengths:
        return array
    if len(shape(array)) < len(lengths):
        return [_spread(array, lengths[1:])] * lengths[0]
    items = array if len(array) == lengths[0] else array * lengths[0]
    return [_spread(item, lengths[1:]) for item in items]


def _times(left: Entry, right: Entry) -> Any:
    return ops.TABLE["multiply"](left, right)


def _inner(row: Sequence[Entry], column: Sequence[Entry]) -> Any:
    """w1·x1 + w2·x2 + … as it is written on paper."""
    if len(row) > MOST_WRITTEN_OUT:
        return ops.dot(row, column)
    return reduce(ops.TABLE["add"], map(_times, row, column))


def _along(function: Callable[[Sequence[Entry]], Any], array: Any, axis: int) -> Any:
    if axis == 0:
        return mapped(lambda *items: function(items), *array)
    return [_along(function, item, axis - 1) for item in array]


def _rows(function: Callable[[Sequence[Entry]], list[Any]], array: Any) -> list[Any]:
    if array and isinstance(array[0], list):
        return [_rows(function, item) for item in array]
    return function(array)


def _whole(place: ast.expr) -> int | None:
    """A place that is written as a whole number."""
    return place.value if isinstance(place, ast.Constant) and type(place.value) is int else None
