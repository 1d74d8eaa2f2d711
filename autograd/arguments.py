"""The arguments of a function that is differentiated: which of them, and the fresh variables put in their places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import index
from typing import TYPE_CHECKING, Any

from autograd import ops
from autograd.errors import OperandError
from autograd.language import say
from autograd.nested import flatten, map_entries
from autograd.notation import counted, quoted
from autograd.operation import as_float, unboxed
from autograd.value import Value

if TYPE_CHECKING:
    Place = int | str
    #: An argument by its position or its name, or several of them.
    Argnum = Place | Sequence[Place]


class Variables:
    """The arguments of one call, with fresh variables in the places that are differentiated by.

    - `flat`: the variables in a row. `arguments`, `keywords`: what to call the function with.

    A fresh variable made from a Value is its `identity`: a new node for the sweep to stop at, through which the sweep
    of somebody outside passes on. So nested transforms never confuse their variables.

    Raises `OperandError` for an argument that is not there or is not made of real numbers.
    """

    def __init__(
        self, f: Callable[..., Any], argnum: Argnum, arguments: Sequence[Any], keywords: Mapping[str, Any]
    ) -> None:
        self.several = isinstance(argnum, (list, tuple))
        chosen: Sequence[Place] = argnum if self.several else (argnum,)  # type: ignore[assignment]
        self.arguments, self.keywords = list(arguments), dict(keywords)
        self.places = [self._place(f, place) for place in chosen]
        self.shapes = {place: self._holder(place)[place] for place in self.places}
        self.fresh = {place: map_entries(_fresh, shape) for place, shape in self.shapes.items()}
        for place, fresh in self.fresh.items():
            self._holder(place)[place] = fresh
        self.flat: list[Value] = flatten(list(self.fresh.values()))

    def _place(self, f: Callable[..., Any], place: Place) -> Place:
        """Where an argument stands: its position, counted from 0, or its name if it was given by name."""
        if isinstance(place, str):
            if place in self.keywords:
                return place
            position = _position(f, place)
            if position is None or position >= len(self.arguments):
                raise OperandError(
                    say("{function} got no argument called {place}", function=name_of(f), place=quoted(place))
                )
            return position
        try:
            position = index(place)
        except TypeError:
            position = None
        if position is None or isinstance(place, bool):
            raise OperandError(
                say("argnum is the position or the name of an argument, or several, not {place}", place=quoted(place))
            )
        count = len(self.arguments)
        if not -count <= position < count:
            got = counted(count, "argument")
            raise OperandError(
                say("argnum {position} is out of range: the function got {got}", position=position, got=got)
            )
        return position % count

    def _holder(self, place: Place) -> Any:
        return self.keywords if isinstance(place, str) else self.arguments

    def call(self, f: Callable[..., Any]) -> Any:
        """What the function returns for the fresh variables."""
        return f(*self.arguments, **self.keywords)

    def shaped(self, numbers: Sequence[Any]) -> Any:
        """Numbers, one for each variable, in the shape of the arguments."""
        iterator = iter(numbers)
        shaped = {place: map_entries(lambda _: next(iterator), shape) for place, shape in self.shapes.items()}
        found = tuple(shaped[place] for place in self.places)
        return found if self.several else found[0]


def _fresh(argument: Any) -> Value:
    argument = unboxed(argument)
    if isinstance(argument, Value):
        fresh: Value = ops.identity(argument)
        return fresh
    return Value(as_float(argument, "an argument to differentiate by"))


def _position(f: Callable[..., Any], name: str) -> int | None:
    """At which position the function takes the argument of this name."""
    from inspect import signature  # here, as it takes long to import and is seldom needed

    try:
        names = list(signature(f).parameters)
    except (TypeError, ValueError):
        return None
    return names.index(name) if name in names else None


def name_of(f: Callable[..., Any]) -> str:
    """What a function, or an operation, is called."""
    return str(getattr(f, "__name__", None) or getattr(f, "name", "f"))
