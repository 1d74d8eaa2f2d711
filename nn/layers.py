"""Networks, from one neuron up: `Neuron`, `Layer`, `MLP`, and the `Module` they all are.

A network computes with Values, so everything of `autograd` applies to it: `draw` and `explain` its output, `grad` and
`hessian` its loss, `compile` it. A neuron is two or three nodes: `z = w·x`, `+ b`, `h = f(z)`. (The bias could be one
more weight of the same dot product; beside it, a compiled program makes one matrix product of a whole layer.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from random import Random
from typing import Any, NamedTuple

from autograd import (
    OperandError,
    Value,
    absolute,
    cos,
    dot,
    exp,
    hard_tanh,
    leaky_relu,
    maximum,
    relu,
    sigmoid,
    softmax,
    softplus,
    tanh,
)
from nn.initialisation import INITIALISATIONS, chosen, count, filled, parameter, parameters, random_from, sequence

#: The name of an activation, or a function (or `Op`) of one's own from a Value to a Value.
Activation = str | Callable[[Any], Any]
#: True: a bias for each neuron, starting at 0; False or None: none; one number or Value: shared by all neurons; a
#: sequence: one for each neuron.
Bias = bool | float | Value | Sequence[Any] | None


class Place(NamedTuple):
    """Where a parameter stands in a Module: `holder[key]`, called `array` + `at`: `layers[0].neurons[2].weights[0]`.

    `at` is where in an array (a nested list of parameters); it is () where the parameter stands alone.
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
        """The output for a row of inputs; each kind of Module has its own."""
        raise NotImplementedError(f"{type(self).__name__} has no __call__")

    def places(self) -> list[Place]:
        """Where the parameters stand, in order; a parameter that is shared stands in several places."""
        return list(_places(vars(self), "", (), (self,)))

    def parameters(self) -> list[Value]:
        """The parameters in order, each once."""
        return list(dict.fromkeys(place.value for place in self.places()))

    def named_parameters(self) -> dict[str, Value]:
        """The parameters in order, each under its label, or its first place where the label does not tell it apart."""
        first = {place.value: str(place) for place in reversed(self.places())}
        parameters = self.parameters()
        uses = Counter(value.label for value in parameters)
        names = [value.label if value.label and uses[value.label] == 1 else first[value] for value in parameters]
        if len(set(names)) < len(names):  # a label that is another parameter's place
            names = [first[value] for value in parameters]
        return dict(zip(names, parameters, strict=True))

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters."""
        for value in self.parameters():
            value.grad = 0.0

    def state(self) -> dict[str, Any]:
        """The numbers of all parameters: a float, or a (nested) list of them, for each array of `places`.

        >>> Neuron(2, weights=[0.5, -1.0]).state()
        {'weights': [0.5, -1.0], 'bias': 0.0}
        """
        state: dict[Any, Any] = {}
        for place in self.places():
            nest, *keys = state, place.array, *place.at
            for key in keys[:-1]:
                nest = nest.setdefault(key, {})
            nest[keys[-1]] = place.value.data
        return {name: _listed(nest) for name, nest in state.items()}

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Set all parameters to the numbers of a `state()`, lists or arrays; all of them or, on an error, none.

        Raises `OperandError` for missing or unknown names, other shapes, and what is no finite number.
        """
        own = self.state()
        for name in [*own, *state]:
            if name not in state or name not in own:
                raise OperandError(
                    f"{name!r} is {'missing in' if name in own else 'foreign to'} this state of {self!r}"
                )
        numbers = {name: iter(list(_numbers(own[name], state[name], name))) for name in own}
        new: dict[Value, float] = {}
        for place in self.places():
            number = next(numbers[place.array])
            if new.setdefault(place.value, number) != number:
                raise OperandError(f"{place} is shared, so it cannot be both {new[place.value]} and {number}")
        for value, number in new.items():
            value.data = number


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
        raise OperandError(f"{name} must be a number, not a list of {len(given)}")
    else:
        yield parameter(given).data


# --- one neuron ------------------------------------------------------------------------------------------------------


def _of_sum(activation: Callable[[Any], Any]) -> Callable[[Neuron, list[Value]], Value]:
    """The unit f(w·x + b)."""
    return lambda neuron, x: activation(neuron.weighted_sum(x))


def _prelu(neuron: Neuron, x: list[Value]) -> Value:
    z = neuron.weighted_sum(x)
    return leaky_relu(z, neuron.slope)  # type: ignore[no-any-return]


def _maxout(neuron: Neuron, x: list[Value]) -> Value:
    sums = [dot(weights, x) for weights in neuron.weights]
    if neuron.bias is not None:
        sums = [z + bias for z, bias in zip(sums, neuron.bias, strict=True)]
    return reduce(maximum, sums)  # type: ignore[no-any-return]


def _rbf(neuron: Neuron, x: list[Value]) -> Value:
    away = [w - entry for w, entry in zip(neuron.weights, x, strict=True)]
    return exp(-(dot(away, away) / neuron.sigma**2))  # type: ignore[no-any-return, operator]


ACTIVATIONS: dict[str, Callable[[Neuron, list[Value]], Value]] = {
    "linear": _of_sum(lambda z: z),
    "relu": _of_sum(relu),
    "leaky_relu": _of_sum(leaky_relu),
    "prelu": _prelu,
    "absolute": _of_sum(absolute),
    "sigmoid": _of_sum(sigmoid),
    "tanh": _of_sum(tanh),
    "softplus": _of_sum(softplus),
    "hard_tanh": _of_sum(hard_tanh),
    "cos": _of_sum(cos),
    "maxout": _maxout,
    "rbf": _rbf,
}


class Neuron(Module):
    """One neuron: h = f(z), z = w·x + b, with nin weights w and a bias b.

    `activation` names f, or is a function from Value to Value:

    - linear z; relu max(0, z); absolute |z|; sigmoid; tanh; softplus log(1 + eᶻ); hard_tanh max(-1, min(1, z)); cos
    - leaky_relu: z where z > 0, else 0.01·z; prelu: the same with a slope that is learned, from 0.25 (He et al. 2015)
    - maxout: the largest of `pieces` sums z, each with weights and bias of its own (Goodfellow et al. 2013)
    - rbf: exp(-‖w - x‖² / σ²), σ learned, from 1; no bias (Goodfellow, Bengio and Courville 2016, section 6.3.4)

    `weights`: nin numbers or Values (for maxout, a row of them for each piece); drawn by `initialisation` and `seed`
    if left out, for a layer of `nout` neurons. `bias`: True starts at 0, False is none, or a number or Value (for
    maxout, a row of them).

    >>> Neuron(2, "sigmoid", weights=[0.1, 0.7], bias=False)([0.5, 0.8])
    Value(0.647941, label='h')

    Raises `OperandError` for unknown names, for wrong numbers of weights, biases and inputs.
    """

    def __init__(
        self,
        nin: int,
        activation: Activation = "relu",
        *,
        bias: Bias = True,
        weights: Sequence[Any] | None = None,
        pieces: int = 2,
        initialisation: str = "uniform",
        seed: int | Random | None = None,
        nout: int = 1,
    ) -> None:
        self.nin = count(nin, "nin")
        self.activation = activation
        self.unit = _of_sum(activation) if callable(activation) else chosen(ACTIVATIONS, activation, "activation")
        maxout = activation == "maxout"
        rows = count(pieces if weights is None or not maxout else len(weights), "pieces")
        if weights is None:
            draw, random = chosen(INITIALISATIONS, initialisation, "initialisation"), random_from(seed)
            weights = [[draw(random, nin, nout) for _ in range(nin)] for _ in range(rows if maxout else 1)]
            weights = weights if maxout else weights[0]
        self.weights: list[Any]
        if maxout:
            self.weights = [parameters(row, nin, f"the weights of piece {i}") for i, row in enumerate(weights)]
        else:
            self.weights = parameters(weights, nin, "the weights, one for each input,")
        if activation == "rbf" and not isinstance(bias, bool | None):
            raise OperandError(f"an rbf neuron has no bias, so not {bias!r}")
        self.bias: Any = None
        if maxout and bias is not None and bias is not False:
            biases: Any = [0.0] * rows if bias is True else bias
            self.bias = parameters(biases, rows, "the biases, one for each piece,")
        elif activation != "rbf" and bias is not None and bias is not False:
            self.bias = parameter(0.0 if bias is True else bias)
        self.slope = Value(0.25) if activation == "prelu" else None
        self.sigma = Value(1.0) if activation == "rbf" else None
        self.unlabelled = {str(place) for place in self.places() if not place.value.label}
        self.rename("")

    def rename(self, layer: str, neuron: int | None = None, inputs: Sequence[int] | None = None) -> None:
        """Label the parameters that were given without a label: `w1[2,0]`, layer 1, neuron 2, input 0.

        Also what the neuron computes gets such labels: z1[2] for the sum, h1[2] for the result.
        """
        own = [] if neuron is None else [neuron]
        self.label = _label(layer, own)
        for place in self.places():
            if str(place) in self.unlabelled:
                index = [*own, *place.at]
                if inputs is not None and place.array == "weights":
                    index[-1] = inputs[index[-1]]
                stem = {"weights": "w", "bias": "b"}.get(place.array, place.array)
                place.value.label = _label(stem + layer, index)

    def weighted_sum(self, x: list[Value]) -> Value:
        """z = w·x + b."""
        z: Value = dot(self.weights, x)
        if self.bias is not None:
            z = z + self.bias
        return z.named("z" + self.label)

    def forward(self, x: list[Value]) -> Value:
        """The result for a list of Values, which is not checked again."""
        h = self.unit(self, x)
        if not h.label:
            h.label = "h" + self.label
        return h

    def __call__(self, inputs: Any) -> Value:
        """The result for a row of inputs: floats, Values, or a NumPy array."""
        return self.forward(_row(inputs, self))

    def __repr__(self) -> str:
        return f"Neuron({self.nin} → {_name(self.activation)})"


def _label(stem: str, index: Sequence[int]) -> str:
    return f"{stem}[{','.join(map(str, index))}]" if index else stem


def _name(activation: Activation) -> str:
    """What to call an activation."""
    if isinstance(activation, str):
        return activation
    return str(getattr(activation, "name", None) or getattr(activation, "__name__", "function"))


def _row(inputs: Any, module: Neuron | Layer | MLP) -> list[Value]:
    """A row of inputs as Values: those that are numbers become x[0], x[1], …"""
    entries = inputs.tolist() if hasattr(inputs, "tolist") else inputs
    row = entries
    if not isinstance(row, list | tuple) or len(row) != module.nin:
        row = sequence(entries, module.nin, f"the inputs of {module!r}")  # to describe a module takes time
    return [entry if isinstance(entry, Value) else Value(entry, f"x[{i}]") for i, entry in enumerate(row)]


# --- a layer, a network ----------------------------------------------------------------------------------------------


class Layer(Module):
    """Neurons side by side: nin inputs, nout outputs.

    Arguments are as for `Neuron`, and:

    - `activation`: also "softmax", of all neurons' sums together.
    - `bias`: True, one for each neuron from 0; False or None, none; one number or Value, shared by all neurons; a
      sequence, one for each neuron.
    - `weights`: for each neuron the weights of its inputs.
    - `connections`: for each neuron the numbers of the inputs it sees, for example [[0, 1], [2]]; all, if left out.

    >>> layer = Layer(2, 2, "linear", weights=[[0.1, 0.7], [0.3, 0.2]], bias=0.5)
    >>> layer.named_parameters().keys()
    dict_keys(['w[0,0]', 'w[0,1]', 'b', 'w[1,0]', 'w[1,1]'])
    >>> [round(z.data, 6) for z in layer([0.5, 0.8])]
    [1.11, 0.81]

    Raises `OperandError` for unknown names and for wrong numbers of weights, biases, inputs and connections.
    """

    def __init__(
        self,
        nin: int,
        nout: int,
        activation: Activation = "relu",
        *,
        bias: Bias = True,
        weights: Sequence[Any] | None = None,
        connections: Sequence[Sequence[int]] | None = None,
        pieces: int = 2,
        initialisation: str = "uniform",
        seed: int | Random | None = None,
    ) -> None:
        self.nin, self.nout, self.activation = count(nin, "nin"), count(nout, "nout"), activation
        if not callable(activation):
            chosen({**ACTIVATIONS, "softmax": None}, activation, "activation")
        self.connections = None if connections is None else _checked_connections(connections, nin, nout)
        rows = (
            [None] * nout if weights is None else sequence(weights, nout, "the rows of weights, one for each neuron,")
        )
        if isinstance(bias, bool | None):
            biases: list[Any] = [bias] * nout
        elif isinstance(bias, Value) or not hasattr(bias, "__len__"):
            biases = [parameter(bias)] * nout
        else:
            biases = sequence(bias, nout, "the biases, one for each neuron,")
        random = random_from(seed)
        self.neurons = []
        for i in range(nout):
            with _within(f"neuron {i}"):
                neuron = Neuron(
                    nin if self.connections is None else len(self.connections[i]),
                    "linear" if activation == "softmax" else activation,
                    bias=biases[i],
                    weights=rows[i],
                    pieces=pieces,
                    initialisation=initialisation,
                    seed=random,
                    nout=nout,
                )
            self.neurons.append(neuron)
        self.rename("")

    @property
    def shares_bias(self) -> bool:
        """Whether all neurons, several of them, have one bias."""
        first = self.neurons[0].bias
        return isinstance(first, Value) and self.nout > 1 and all(neuron.bias is first for neuron in self.neurons)

    def rename(self, name: str) -> None:
        """Label what was given without a label, and what the neurons compute, for layer `name` of a network."""
        for i, neuron in enumerate(self.neurons):
            neuron.rename(name, i, None if self.connections is None else self.connections[i])
        if self.shares_bias and "bias" in self.neurons[0].unlabelled:
            self.neurons[0].bias.label = "b" + name

    def forward(self, x: list[Value]) -> list[Value]:
        """The outputs for a list of Values, which is not checked again."""
        if self.connections is None:
            out = [neuron.forward(x) for neuron in self.neurons]
        else:
            pairs = zip(self.neurons, self.connections, strict=True)
            out = [neuron.forward([x[i] for i in inputs]) for neuron, inputs in pairs]
        if self.activation != "softmax":
            return out
        return [h.named("h" + neuron.label) for h, neuron in zip(softmax(out), self.neurons, strict=True)]

    def __call__(self, inputs: Any) -> Any:
        """The output for a row of inputs: a Value, or a list of several."""
        out = self.forward(_row(inputs, self))
        return out[0] if len(out) == 1 else out

    def __repr__(self) -> str:
        return f"Layer({self.nin} → {self.nout} {_name(self.activation)})"


def _checked_connections(connections: Sequence[Sequence[int]], nin: int, nout: int) -> list[list[int]]:
    rows = sequence(connections, nout, "the connections, a list for each neuron,")
    for i, inputs in enumerate(rows):
        if not hasattr(inputs, "__len__") or not len(inputs) or len(set(inputs)) < len(inputs):
            raise OperandError(f"the connections of neuron {i} must be different inputs, one at least, not {inputs!r}")
        for number in inputs:
            if isinstance(number, bool) or not hasattr(number, "__index__") or not 0 <= number < nin:
                raise OperandError(f"the connections of neuron {i} are inputs 0 to {nin - 1}, not {number!r}")
    return [[int(number) for number in inputs] for inputs in rows]


class MLP(Module):
    """Layers one after the other: nin inputs, then as many neurons as `nouts` says for each layer.

    - `activation`, `output`: of the hidden layers, and of the last one. See `Neuron` and `Layer`, also for `bias`,
      `initialisation` and `pieces`, which hold for every layer.
    - `seed`: the weights are then the same each time; with "uniform" those of micrograd after `random.seed(seed)`.
    - `weights`, `biases`: for each layer what `Layer` takes as `weights` and `bias`.
    - `connections`: which inputs each neuron sees, for those layers that are not full: {1: [[0, 1], [2]]}. Layers count
      from 1, as in labels.
    - `skips`: {4: 1} adds the outputs of layer 1 to those of layer 4 (residual connections, He et al. 2016); layer 0 is
      the inputs. Both must be equally wide.

    Called with a row of inputs (floats, Values, or a NumPy array) it returns a Value, or a list of several outputs.

    >>> MLP(2, [16, 16, 1])
    MLP(2 → 16 relu → 16 relu → 1 linear: 337 parameters)
    >>> MLP(3, [2, 4, 2], output="softmax", seed=0, skips={3: 1})
    MLP(3 → 2 relu → 4 relu → 2 softmax, skip 1 → 3: 30 parameters)

    Raises `OperandError` for unknown names, for sizes and connections that make no sense, and for wrong numbers of
    weights, biases and inputs.
    """

    def __init__(
        self,
        nin: int,
        nouts: Sequence[int],
        activation: Activation = "relu",
        output: Activation = "linear",
        bias: Bias = True,
        seed: int | Random | None = None,
        initialisation: str = "uniform",
        *,
        weights: Sequence[Any] | None = None,
        biases: Sequence[Any] | None = None,
        connections: Mapping[int, Sequence[Sequence[int]]] | None = None,
        skips: Mapping[int, int] | None = None,
        pieces: int = 2,
    ) -> None:
        widths = [nin, *filled(nouts, "nouts, the sizes of the layers,")]
        depth, random = len(widths) - 1, random_from(seed)
        for number in connections or {}:
            if number not in range(1, depth + 1):
                raise OperandError(f"connections are of layers 1 to {depth}, not {number!r}")
        by_layer = [None] * depth if weights is None else sequence(weights, depth, "the weights, one entry a layer,")
        bias_by_layer = [bias] * depth if biases is None else sequence(biases, depth, "the biases, one entry a layer,")
        layers = []
        for i in range(depth):
            with _within(f"layer {i + 1}"):
                layer = Layer(
                    widths[i],
                    widths[i + 1],
                    output if i == depth - 1 else activation,
                    bias=bias_by_layer[i],
                    weights=by_layer[i],
                    connections=(connections or {}).get(i + 1),
                    pieces=pieces,
                    initialisation=initialisation,
                    seed=random,
                )
            layers.append(layer)
        self._assemble(layers, skips)

    @classmethod
    def of(
        cls,
        weights: Sequence[Any],
        biases: Sequence[Any] | None = None,
        activation: Activation = "relu",
        output: Activation = "linear",
        *,
        skips: Mapping[int, int] | None = None,
    ) -> MLP:
        """The network of the size of these weights, `weights[layer][neuron][input]`, which are numbers or Values.

        `biases` has an entry for each layer: None, one number or Value that all its neurons share, or one for each
        neuron. Left out, there are none.

        >>> net = MLP.of([[[0.1, 0.7], [0.3, 0.2]], [[0.4, 0.6]]], activation="sigmoid", output="sigmoid")
        >>> net([0.5, 0.8])
        Value(0.64687, label='h2[0]')
        """
        nouts = [_length(layer) for layer in filled(weights, "the weights by layer")]
        first = weights[0][0] if nouts[0] else []
        nin = _length(first[0] if (activation if len(nouts) > 1 else output) == "maxout" and len(first) else first)
        return cls(nin, nouts, activation, output, bias=False, weights=weights, biases=biases, skips=skips)

    @classmethod
    def from_layers(cls, layers: Sequence[Layer], skips: Mapping[int, int] | None = None) -> MLP:
        """The network of these layers, which may all be different.

        >>> MLP.from_layers([Layer(2, 3, "rbf"), Layer(3, 2, "tanh"), Layer(2, 2, "softmax")])
        MLP(2 → 3 rbf → 2 tanh → 2 softmax: 23 parameters)
        """
        model = cls.__new__(cls)
        model._assemble(filled(layers, "the layers"), skips)
        return model

    def _assemble(self, layers: list[Layer], skips: Mapping[int, int] | None) -> None:
        widths = [layers[0].nin]
        for number, layer in enumerate(layers, start=1):
            if layer.nin != widths[-1]:
                raise OperandError(f"layer {number} takes {layer.nin} inputs, but {widths[-1]} come to it")
            widths.append(layer.nout)
            layer.rename(str(number))
        self.nin, self.layers, self.skips = widths[0], layers, dict[int, int]()
        for to, start in (skips or {}).items():
            if to not in range(1, len(widths)) or start not in range(to):
                raise OperandError(
                    f"skips lead from a layer (0: the inputs) to a later one, not from {start!r} to {to!r}"
                )
            if widths[start] != widths[to]:
                raise OperandError(
                    f"a skip needs layers of the same width: layer {start} has {widths[start]}, layer {to} {widths[to]}"
                )
            self.skips[int(to)] = int(start)

    def run(self, inputs: Any) -> list[list[Value]]:
        """What every layer makes of a row of inputs; first, as layer 0, the inputs themselves, as Values."""
        outputs = [_row(inputs, self)]
        for number, layer in enumerate(self.layers, start=1):
            out = layer.forward(outputs[-1])
            if number in self.skips:
                added = zip(out, outputs[self.skips[number]], strict=True)
                out = [(a + b).named(f"s{number}[{i}]") for i, (a, b) in enumerate(added)]
            outputs.append(out)
        return outputs

    def __call__(self, inputs: Any) -> Any:
        """The output for a row of inputs: a Value, or a list of several."""
        out = self.run(inputs)[-1]
        return out[0] if len(out) == 1 else out

    def __repr__(self) -> str:
        chain = [f"{layer.nout} {_name(layer.activation)}" for layer in self.layers]
        skips = "".join(f", skip {start} → {to}" for to, start in self.skips.items())
        number = len(self.parameters())
        return f"MLP({' → '.join([str(self.nin), *chain])}{skips}: {number} parameter{'s'[: number != 1]})"


def _length(things: Any) -> int:
    return len(things) if hasattr(things, "__len__") else 0


@contextmanager
def _within(part: str) -> Iterator[None]:
    """Say in an error in which part of the network it is."""
    try:
        yield
    except OperandError as error:
        raise OperandError(f"{part}{', ' if str(error).startswith('neuron') else ': '}{error}") from None
