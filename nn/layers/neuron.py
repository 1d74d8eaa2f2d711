"""One neuron, h = f(w·x + b), with its activation f.

A neuron is two or three nodes: `z = w·x`, `+ b`, `h = f(z)`. (The bias could be one more weight of the same dot
product; beside it, a compiled program makes one matrix product of a whole layer.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from random import Random
from typing import Any

from autograd import (
    OperandError,
    Value,
    absolute,
    cos,
    dot,
    elu,
    exp,
    gelu,
    hard_tanh,
    leaky_relu,
    logsigmoid,
    maximum,
    mish,
    relu,
    selu,
    sigmoid,
    silu,
    softplus,
    tanh,
)
from autograd.language import say
from autograd.notation import counted, quoted
from nn.arguments import MOST, MOST_WEIGHTS, as_value, chosen, sequence, whole_number
from nn.layers.initialisation import INITIALISATIONS, parameter, parameters, random_from
from nn.layers.module import Module

#: The name of an activation, or a function (or `Op`) of one's own from a Value to a Value.
Activation = str | Callable[[Any], Any]
#: True: a bias for each neuron, starting at 0; False or None: none; one number or Value: shared by all neurons; a
#: sequence: one for each neuron.
Bias = bool | float | Value | Sequence[Any] | None


class OfSum:
    """The unit f(w·x + b). A class and not a closure, so that a neuron can be pickled if its activation can."""

    __slots__ = ("activation",)

    def __init__(self, activation: Callable[[Any], Any]) -> None:
        self.activation = activation

    def __call__(self, neuron: Neuron, x: list[Value]) -> Any:
        """The result for the inputs x."""
        return self.activation(neuron.weighted_sum(x))


def _linear(z: Value) -> Value:
    return z


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
    "linear": OfSum(_linear),
    "relu": OfSum(relu),
    "leaky_relu": OfSum(leaky_relu),
    "prelu": _prelu,
    "absolute": OfSum(absolute),
    "sigmoid": OfSum(sigmoid),
    "tanh": OfSum(tanh),
    "softplus": OfSum(softplus),
    "hard_tanh": OfSum(hard_tanh),
    "logsigmoid": OfSum(logsigmoid),
    "silu": OfSum(silu),
    "gelu": OfSum(gelu),
    "elu": OfSum(elu),
    "selu": OfSum(selu),
    "mish": OfSum(mish),
    "cos": OfSum(cos),
    "maxout": _maxout,
    "rbf": _rbf,
}


class Neuron(Module):
    """One neuron: h = f(z), z = w·x + b, with nin weights w and a bias b.

    `activation` names f, or is a function from Value to Value:

    - linear z; relu max(0, z); absolute |z|; sigmoid; tanh; softplus log(1 + eᶻ); hard_tanh max(-1, min(1, z)); cos
    - logsigmoid log σ(z); silu z·σ(z); gelu z·Φ(z), Φ the normal distribution; mish z·tanh(log(1 + eᶻ))
    - elu: z where z > 0, else eᶻ - 1; selu: 1.0507·z, else 1.7581·(eᶻ - 1) (Klambauer et al. 2017)
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
        most = MOST_WEIGHTS if weights is None else MOST
        self.nin = whole_number("nin", nin, low=1, error=OperandError, high=most)
        self.activation = activation
        self.unit = OfSum(activation) if callable(activation) else chosen(ACTIVATIONS, activation, "activation")
        maxout = activation == "maxout"
        given = len(weights) if maxout and weights is not None else pieces
        rows = whole_number("pieces", given, low=1, error=OperandError, high=most // self.nin)
        if weights is None:
            draw, random = chosen(INITIALISATIONS, initialisation, "initialisation"), random_from(seed)
            weights = [[draw(random, nin, nout) for _ in range(nin)] for _ in range(rows if maxout else 1)]
            weights = weights if maxout else weights[0]
        self.weights: list[Any]
        if maxout:
            self.weights = [parameters(row, nin, f"the weights of piece {i}") for i, row in enumerate(weights)]
        else:
            self.weights = parameters(weights, nin, "the weights, one for each input,")
        self.bias: Any = None
        if activation == "rbf":
            if not isinstance(bias, bool | None):
                raise OperandError(say("an rbf neuron has no bias: leave {bias} out", bias=quoted(bias)))
        elif maxout and bias is not None and bias is not False:
            biases: Any = [0.0] * rows if bias is True else bias
            self.bias = parameters(biases, rows, "the biases, one for each piece,")
        elif bias is not None and bias is not False:
            self.bias = parameter(0.0 if bias is True else bias)
        self.slope = Value(0.25) if activation == "prelu" else None
        self.sigma = Value(1.0) if activation == "rbf" else None
        self.unlabelled = {str(place) for place in self.places() if not place.value.label}
        self.rename("")

    def rename(self, layer: str, neuron: int | None = None, inputs: Sequence[int] | None = None) -> None:
        """Label the parameters that were given without a label: `w1[2,0]`, layer 1, neuron 2, input 0.

        Also what the neuron computes gets such labels: z1[2] for the sum, h1[2] for the result. `inputs` are the
        numbers by which to call the inputs, for a neuron that sees some of its layer's only.

        >>> neuron = Neuron(2, "tanh", weights=[0.5, Value(-1.0, "mine")])
        >>> neuron.rename("1", 2, inputs=[0, 3])
        >>> list(neuron.named_parameters()), neuron([1, 1]).label
        (['w1[2,0]', 'mine', 'b1[2]'], 'h1[2]')
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
        """z = w·x + b, of `nin` Values.

        >>> Neuron(2, weights=[0.1, 0.7], bias=0.5).weighted_sum([Value(0.5), Value(0.8)])
        Value(1.11, label='z')
        """
        z: Value = dot(self.weights, x)
        if self.bias is not None:
            z = z + self.bias
        return z.named("z" + self.label)

    def forward(self, x: list[Value]) -> Value:
        """The result for a list of `nin` Values, which is not checked again: for rows of your own, call the neuron."""
        h = self.unit(self, x)
        if type(h) is not Value:
            h = as_value(h, "what the activation returns")
        if not h.label:
            h.label = "h" + self.label
        return h

    def __call__(self, inputs: Any) -> Value:
        """The result for a row of `nin` inputs: floats, Values, or a NumPy array."""
        return self.forward(input_row(inputs, self.nin, self))

    def __repr__(self) -> str:
        return f"Neuron({self.nin} → {activation_name(self.activation)})"


def input_row(inputs: Any, nin: int, module: Module) -> list[Value]:
    """A row of `nin` inputs of this module as Values: those that are numbers become x[0], x[1], …

    Raises `OperandError` for a row of another length, and for what is neither a number nor a Value.

    >>> input_row([0.5, Value(0.8, "b")], 2, Neuron(2))
    [Value(0.5, label='x[0]'), Value(0.8, label='b')]
    """
    row = inputs.tolist() if hasattr(inputs, "tolist") else inputs
    try:
        if not isinstance(row, list | tuple) or len(row) != nin:
            row = sequence(row, nin, f"the inputs of {module!r}")  # to describe a module takes time
        return [entry if isinstance(entry, Value) else Value(entry, f"x[{i}]") for i, entry in enumerate(row)]
    except OperandError:
        if isinstance(row, list | tuple) and row and all(isinstance(entry, list | tuple) for entry in row):
            raise OperandError(
                say(
                    "{module} takes one row of {numbers}, not {rows}: predict(model, X) takes many",
                    module=quoted(module, 200),
                    numbers=counted(nin, "number"),
                    rows=counted(len(row), "row"),
                )
            ) from None
        raise


def activation_name(activation: Activation) -> str:
    """What to call an activation.

    >>> activation_name("relu"), activation_name(tanh), activation_name(abs)
    ('relu', 'tanh', 'abs')
    """
    if isinstance(activation, str):
        return activation
    return str(getattr(activation, "name", None) or getattr(activation, "__name__", "function"))


def _label(stem: str, index: Sequence[int]) -> str:
    return f"{stem}[{','.join(map(str, index))}]" if index else stem
