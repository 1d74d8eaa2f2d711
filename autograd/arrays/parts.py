"""Arrays that a formula gives entry by entry: P[1,1] = …; P[1,2] = …; or h[1] = …; h[2] = tanh(w*x[2] + u*h[1])."""

from __future__ import annotations

import ast
import re
from itertools import product
from typing import Any

from autograd.errors import ExpressionError
from autograd.language import say
from autograd.notation import shown

_ENTRY = re.compile(r"\s*(\w+)\s*\[\s*([1-9]\d{0,5}(?:\s*,\s*[1-9]\d{0,5}){0,3})\s*\]\s*")

Place = tuple[int, ...]


class Parts:
    """For each array that is given entry by entry, the entries it has so far."""

    def __init__(self) -> None:
        self.given: dict[str, dict[Place, Any]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.given

    def add(self, name: str, place: Place, value: Any) -> None:
        """One more entry."""
        self.given.setdefault(name, {})[place] = value

    def check(self, name: str, place: Place) -> None:
        """Raise `ExpressionError` if an array has this entry already, or others with fewer or more places."""
        entries = self.given.get(name, {})
        other = next(iter(entries), place)
        if place in entries:
            raise ExpressionError(
                say("{entry} has a value already, and an entry is given only once", entry=written(name, place))
            )
        if len(other) != len(place):
            raise ExpressionError(
                say(
                    "{entry} is no entry beside {other}: of one array",
                    entry=written(name, place),
                    other=written(name, other),
                )
            )

    def entry(self, node: ast.AST) -> Any:
        """The entry that P[1,2] stands for, if that is what is written and it is there; else None."""
        if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name):
            return None
        places = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        numbers = tuple(place.value if isinstance(place, ast.Constant) else None for place in places)
        return self.given.get(node.value.id, {}).get(numbers)  # type: ignore[arg-type]

    def whole(self, name: str) -> Any:
        """All entries as nested lists. Raises `ExpressionError` if one is missing."""
        entries = self.given[name]
        lengths = [max(numbers) for numbers in zip(*entries, strict=True)]
        count = 1
        for length in lengths:
            count *= length
        if count != len(entries):
            missing = next(place for place in product(*(range(1, n + 1) for n in lengths)) if place not in entries)
            raise ExpressionError(
                say("{name} is not complete: {entry} has no value yet", name=shown(name), entry=written(name, missing))
            )
        return _nested(entries, (), lengths)


def entry_named(text: str) -> tuple[str, Place] | None:
    """The name and the place, where a text names an entry of an array.

    >>> entry_named(" P[1, 2] "), entry_named("P"), entry_named("P[0]")
    (('P', (1, 2)), None, None)
    """
    match = _ENTRY.fullmatch(text)
    return (match[1], tuple(map(int, match[2].split(",")))) if match else None


def written(name: str, place: Place) -> str:
    """An entry as on paper: P[1,2]."""
    return f"{shown(name)}[{','.join(map(str, place))}]"


def _nested(entries: dict[Place, Any], place: Place, lengths: list[int]) -> Any:
    if len(place) == len(lengths):
        return entries[place]
    return [_nested(entries, (*place, number), lengths) for number in range(1, lengths[len(place)] + 1)]
