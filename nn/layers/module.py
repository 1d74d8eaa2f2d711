"""`Module`: something with parameters, found wherever they stand in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import repeat
from typing import Any, NamedTuple

from autograd import OperandError, Value
from autograd.at_once import at_once, setting_data, setting_grad
from autograd.language import say
from autograd.notation import quoted
from nn.arguments import sequence
from nn.layers.initialisation import parameter


class Place(NamedTuple):
    """Where a parameter stands in a Module: `holder[key]`, called `array` + `at`: `layers[0].neurons[2].weights[0]`.

    `at` is where in an array (a nested list of parameters); it is () where the parameter stands alone.

    >>> from nn import Neuron
    >>> [str(place) for place in Neuron(2).places()]
    ['weights[0]', 'weights[1]', 'bias']
    """

    array: str
    at: tuple[int, ...]
    holder: Any
    key: Any

    @property
    def value(self) -> Value:
        """The parameter."""
        value: Value = self.holder[self.key]
        return value

    def __str__(self) -> str:
        return self.array + "".join(f"[{i}]" for i in self.at)


class Module:
    """Something with parameters: all Values made from numbers in its attributes, in lists and dicts and Modules there.

    A model of your own is a class with such attributes and a `__call__`:

    >>> class Line(Module):
    ...     def __init__(self):
    ...         self.slope, self.shift = Value(2.0, "slope"), Value(0.0, "shift")
    ...
    ...     def __call__(self, x):
    ...         return self.slope * x[0] + self.shift
    >>> Line().named_parameters()
    {'slope': Value(2, label='slope'), 'shift': Value(0, label='shift')}
    """

    def __call__(self, inputs: Any) -> Any:
        """The output for a row of inputs; each kind of Module has its own. Here it raises `NotImplementedError`."""
        raise NotImplementedError(f"{type(self).__name__} has no __call__")

    def places(self) -> list[Place]:
        """Where the parameters stand, in order; a parameter that is shared stands in several places.

        >>> from nn import Layer
        >>> shared = Layer(1, 2, bias=0.5)
        >>> len(shared.places()), len(shared.parameters())
        (4, 3)
        """
        return list(_places(vars(self), "", (), (self,)))

    def parameters(self) -> list[Value]:
        """The parameters in order, each once.

        >>> from nn import Neuron
        >>> Neuron(2, weights=[0.5, -1.0]).parameters()
        [Value(0.5, label='w[0]'), Value(-1, label='w[1]'), Value(0, label='b')]
        """
        return list(dict.fromkeys(place.value for place in self.places()))

    def named_parameters(self) -> dict[str, Value]:
        """The parameters in order, each under its label, or its first place where the label does not tell it apart.

        >>> from nn import MLP
        >>> list(MLP(2, [1]).named_parameters())
        ['w1[0,0]', 'w1[0,1]', 'b1[0]']
        """
        first = {place.value: str(place) for place in reversed(self.places())}
        parameters = self.parameters()
        uses = Counter(value.label for value in parameters)
        names = [value.label if value.label and uses[value.label] == 1 else first[value] for value in parameters]
        if len(set(names)) < len(names):  # a label that is another parameter's place
            names = [first[value] for value in parameters]
        return dict(zip(names, parameters, strict=True))

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters.

        >>> from nn import Neuron
        >>> neuron = Neuron(1, "linear", weights=[2.0])
        >>> neuron([3.0]).backward()
        >>> neuron.weights[0].grad
        3.0
        >>> neuron.zero_grad()
        >>> neuron.weights[0].grad
        0.0
        """
        at_once(setting_grad(self.parameters(), repeat(0.0)))

    def state(self) -> dict[str, Any]:
        """The numbers of all parameters: a float, or a (nested) list of them, for each array of `places`.

        >>> from nn import Neuron
        >>> Neuron(2, weights=[0.5, -1.0]).state()
        {'weights': [0.5, -1.0], 'bias': 0.0}
        """
        state: dict[Any, Any] = {}
        for place in self.places():
            keys = [place.array, *place.at]
            nest = state  # dicts by position, as positions may come in any order: they become lists below
            for key in keys[:-1]:
                nest = nest.setdefault(key, {})
            nest[keys[-1]] = place.value.data
        return {name: _listed(nest) for name, nest in state.items()}

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Set all parameters to the numbers of a `state()`, lists or arrays: all of them or, on an error, none.

        >>> from nn import Neuron
        >>> neuron = Neuron(2)
        >>> neuron.load_state({"weights": [0.5, -1.0], "bias": 0.0})
        >>> neuron.load_state({"weights": [0.5, -1.0]})
        Traceback (most recent call last):
        autograd.errors.OperandError: 'bias' is missing in this state of Neuron(2 → relu)

        Raises `OperandError` for missing or unknown names, for other shapes, and for anything but finite numbers. Of
        several mistakes it names the same one each time: what is missing, in the order of `places`, then what the
        model does not have, by name.
        """
        own = self.state()
        for name in [*own, *sorted(state, key=str)]:
            if name not in state:
                raise OperandError(
                    say("{name} is missing in this state of {self}", name=quoted(name), self=quoted(self, 200))
                )
            if name not in own:
                raise OperandError(
                    say(
                        "{name} is in this state, but is not a parameter of {self}",
                        name=quoted(name),
                        self=quoted(self, 200),
                    )
                )
        # All numbers are read and checked before the first is set.
        numbers = {name: iter(list(_numbers(own[name], state[name], name))) for name in own}
        new: dict[Value, float] = {}
        for place in self.places():
            number = next(numbers[place.array])
            if new.setdefault(place.value, number) != number:
                raise OperandError(
                    say(
                        "{place} is shared, so it cannot be both {new} and {number}",
                        place=place,
                        new=new[place.value],
                        number=number,
                    )
                )
        at_once(setting_data(list(new), new.values()))


def _places(holder: Any, array: str, at: tuple[int, ...], above: tuple[Any, ...]) -> Iterator[Place]:
    """The places in a dict (of attributes) or a list called `array` + `at`; `above` is what it is in."""
    named = isinstance(holder, dict)
    for key, entry in list(holder.items() if named else enumerate(holder)):
        name, place = (f"{array}.{key}" if array else str(key), ()) if named else (array, (*at, key))
        if isinstance(entry, Value):
            if entry.op is None:
                yield Place(name, place, holder, key)
        elif any(entry is thing for thing in above):
            continue
        elif isinstance(entry, list | tuple):
            yield from _places(entry, name, place, (*above, entry))
        elif isinstance(entry, Module | dict):
            inner = vars(entry) if isinstance(entry, Module) else entry
            yield from _places(inner, name + "".join(f"[{i}]" for i in place), (), (*above, entry))


def _listed(nest: Any) -> Any:
    """Dicts by position as lists."""
    return [*map(_listed, nest.values())] if isinstance(nest, dict) else nest


def _numbers(own: Any, given: Any, name: str) -> Iterator[float]:
    """The numbers of `given` in order, if it has the shape of `own`."""
    given = given.tolist() if hasattr(given, "tolist") else given
    if isinstance(own, list):
        for i, (mine, entry) in enumerate(zip(own, sequence(given, len(own), name), strict=True)):
            yield from _numbers(mine, entry, f"{name}[{i}]")
    elif isinstance(given, list | tuple):
        raise OperandError(say("{name} must be a number, not a list of {given}", name=name, given=len(given)))
    else:
        yield parameter(given).data
