"""Arrays as they are given and named: nested lists of one shape, W = [[1, 2], [3, 4]], whose entries are W[1,1] …"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from autograd.errors import ExpressionError
from autograd.language import say
from autograd.notation import counted, quoted, shown
from autograd.numerals import WRITTEN, read_number
from autograd.operation import is_array
from autograd.value import Value

#: The most that an array may be: nested lists in one another, and entries.
MAX_RANK, MAX_ENTRIES = 4, 100_000

Shape = tuple[int, ...]


def shape(array: Any) -> Shape:
    """How many items an array has, and each of its items, and so on: `(2, 3)` for two rows of three numbers.

    >>> shape([[1, 2, 3], [4, 5, 6]]), shape([1, 2]), shape(1.0)
    ((2, 3), (2,), ())
    """
    lengths = []
    while isinstance(array, list):
        lengths.append(len(array))
        array = array[0] if array else None
    return tuple(lengths)


def described(name: str, lengths: Shape) -> str:
    """A sentence's part about the shape of something: `W is 2×3`, `x has 2 entries`, `b is one number`."""
    if not lengths:
        return say("{name} is one number", name=name)
    if len(lengths) == 1:
        return say("{name} has {entries}", name=name, entries=counted(lengths[0], "entry", "entries"))
    return say("{name} is {shape}", name=name, shape="×".join(map(str, lengths)))


def entries(array: Any) -> Iterator[Any]:
    """All entries, row by row."""
    if isinstance(array, list):
        for item in array:
            yield from entries(item)
    else:
        yield array


def mapped(function: Callable[..., Any], *arrays: Any) -> Any:
    """A function of the entries at each place, of arrays of one shape."""
    if not isinstance(arrays[0], list):
        return function(*arrays)
    return [mapped(function, *items) for items in zip(*arrays, strict=True)]


def named_entries(name: str, array: Any, first: int = 1, places: Sequence[int] = ()) -> Iterator[tuple[str, Any]]:
    """The name and the number of every entry, row by row.

    >>> list(named_entries("W", [[5.0, 6.0]]))
    [('W[1,1]', 5.0), ('W[1,2]', 6.0)]
    """
    if isinstance(array, list):
        for place, item in enumerate(array, first):
            yield from named_entries(name, item, first, (*places, place))
    else:
        yield f"{name}[{','.join(map(str, places))}]", array


def arrays_among(names: Iterable[str]) -> dict[str, Any]:
    """The arrays whose entries are among these names, each as nested lists of the names: W of W[1,1], W[1,2] …

    >>> arrays_among(["x", "W[1,1]", "W[1,2]", "v[0]", "M[0][0]"])
    {'W': [['W[1,1]', 'W[1,2]']], 'v': ['v[0]'], 'M': [['M[0][0]']]}
    """
    found: dict[str, dict[tuple[int, ...], str]] = {}
    for name in names:
        array, bracket, places = name.partition("[")
        numbers = places[:-1].replace("][", ",").split(",")
        if array and bracket and places.endswith("]") and all(map(str.isdecimal, numbers)):
            found.setdefault(array, {})[tuple(map(int, numbers))] = name
    return {array: _by_place(named) for array, named in found.items() if len(set(map(len, named))) == 1}


def _by_place(named: Mapping[tuple[int, ...], str]) -> Any:
    """Names by their places, as nested lists in the order of these."""
    if () in named:
        return named[()]
    parts: dict[int, dict[tuple[int, ...], str]] = {}
    for place, name in named.items():
        parts.setdefault(place[0], {})[place[1:]] = name
    return [_by_place(parts[number]) for number in sorted(parts)]


def read_array(value: Any, name: str) -> Any:
    """What somebody gives for a name: a number, a Value, or nested lists of these, in texts as people write them.

    >>> read_array([[1, "1/2"]], "W"), read_array("[1, 2]", "x"), read_array("½", "b")
    ([[1.0, 0.5]], [1.0, 2.0], 0.5)

    Raises `ExpressionError` for rows of different lengths and for too many entries, `OperandError` for what is no
    number.
    """
    if isinstance(value, str) and value.lstrip().startswith("["):
        value = read_nested(value, name)
    if is_array(value) and value.ndim:
        _refuse_many(value.size, name)
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return _Reader(name).read(value, ())
    return read_number(value, name) if isinstance(value, WRITTEN) else value


class _Reader:
    """Reads one array: its name, and how many entries there were so far."""

    def __init__(self, name: str) -> None:
        self.name, self.count = name, 0

    def read(self, value: Any, places: tuple[int, ...]) -> Any:
        called = f"{shown(self.name)}[{','.join(map(str, places))}]" if places else shown(self.name)
        if not isinstance(value, (list, tuple)):
            self.count += 1
            return value if isinstance(value, Value) else read_number(value, called)
        if len(places) == MAX_RANK:
            raise ExpressionError(
                say("{name}: arrays are nested at most {max_rank} deep", name=shown(self.name), max_rank=MAX_RANK)
            )
        _refuse_many(self.count + len(value), self.name)
        items = [self.read(item, (*places, nth)) for nth, item in enumerate(value, 1)]
        shapes = [shape(item) for item in items]
        other = next((nth for nth, lengths in enumerate(shapes) if lengths != shapes[0]), None)
        if not items:
            raise ExpressionError(say("{called} has no entries", called=called))
        if other is not None:
            first = described("its item 1", shapes[0])
            raise ExpressionError(
                say(
                    "{called} is no array: {first}, but {item}",
                    called=called,
                    first=first,
                    item=described(say("item {number}", number=other + 1), shapes[other]),
                )
            )
        return items


def _refuse_many(count: int, name: str) -> None:
    if count > MAX_ENTRIES:
        raise ExpressionError(
            say(
                "{name} has {count:,} entries: at most {max_entries:,} of an array are read",
                name=shown(name),
                count=count,
                max_entries=MAX_ENTRIES,
            )
        )


def read_nested(text: str, name: str) -> list[Any]:
    """The nested lists of a text such as "[[1, 2], [3, 4]]", their entries as texts; `name` is said in the error."""
    closed: list[Any] = []
    opened: list[list[Any]] = []
    wants_item = True
    for token in filter(None, map(str.strip, re.split(r"([\[\],])", text))):
        if token == "[" and wants_item and (opened or not closed) and len(opened) <= MAX_RANK:
            opened.append([])
        elif token == "]" and opened and (not wants_item or not opened[-1]):
            done = opened.pop()
            (opened[-1] if opened else closed).append(done)
            wants_item = False
        elif token == "," and opened and not wants_item:
            wants_item = True
        elif token not in "[]," and opened and wants_item:
            opened[-1].append(token)
            wants_item = False
        else:
            opened.append([])
            break
    if opened or not closed:
        raise ExpressionError(
            say("{name} = {text} is no array such as [1, 2] or [[1, 2], [3, 4]]", name=shown(name), text=quoted(text))
        )
    array: list[Any] = closed[0]
    return array
