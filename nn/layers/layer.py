"""A layer: neurons side by side that see the same inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random
from typing import Any

from autograd import OperandError, Value, softmax
from autograd.language import say
from autograd.notation import quoted
from nn.arguments import MOST, MOST_WEIGHTS, chosen, is_whole, sequence, whole_number
from nn.errors import PartError
from nn.layers.initialisation import parameter, random_from
from nn.layers.module import Module
from nn.layers.neuron import ACTIVATIONS, Activation, Bias, Neuron, activation_name, input_row


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
        most = MOST_WEIGHTS if weights is None else MOST
        self.nin = whole_number("nin", nin, low=1, error=OperandError, high=most)
        self.nout = whole_number("nout", nout, low=1, error=OperandError, high=most // self.nin)
        self.activation = activation
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
            with within(f"neuron {i}"):
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
        """Whether all neurons, several of them, have one bias.

        >>> Layer(2, 2, bias=0.5).shares_bias, Layer(2, 2).shares_bias
        (True, False)
        """
        first = self.neurons[0].bias
        return isinstance(first, Value) and self.nout > 1 and all(neuron.bias is first for neuron in self.neurons)

    def rename(self, name: str) -> None:
        """Label what was given without a label, and what the neurons compute, for layer `name` of a network.

        >>> layer = Layer(1, 2, bias=0.5)
        >>> layer.rename("3")
        >>> list(layer.named_parameters())
        ['w3[0,0]', 'b3', 'w3[1,0]']
        """
        for i, neuron in enumerate(self.neurons):
            neuron.rename(name, i, None if self.connections is None else self.connections[i])
        if self.shares_bias and "bias" in self.neurons[0].unlabelled:
            self.neurons[0].bias.label = "b" + name

    def forward(self, x: list[Value]) -> list[Value]:
        """The `nout` outputs for a list of `nin` Values, which is not checked again."""
        if self.connections is None:
            out = [neuron.forward(x) for neuron in self.neurons]
        else:
            pairs = zip(self.neurons, self.connections, strict=True)
            out = [neuron.forward([x[i] for i in inputs]) for neuron, inputs in pairs]
        if self.activation != "softmax":
            return out
        return [h.named("h" + neuron.label) for h, neuron in zip(softmax(out), self.neurons, strict=True)]

    def __call__(self, inputs: Any) -> Any:
        """The output for a row of `nin` inputs: a Value, or a list of several."""
        out = self.forward(input_row(inputs, self.nin, self))
        return out[0] if len(out) == 1 else out

    def __repr__(self) -> str:
        return f"Layer({self.nin} → {self.nout} {activation_name(self.activation)})"


def _checked_connections(connections: Sequence[Sequence[int]], nin: int, nout: int) -> list[list[int]]:
    rows = sequence(connections, nout, "the connections, a list for each neuron,")
    for i, inputs in enumerate(rows):
        if not hasattr(inputs, "__len__") or not len(inputs) or len(set(inputs)) < len(inputs):
            raise OperandError(
                say(
                    "the connections of neuron {i} must be different inputs, at least one, not {inputs}",
                    i=i,
                    inputs=quoted(inputs),
                )
            )
        for number in inputs:
            if not is_whole(number, low=0) or number >= nin:
                raise OperandError(
                    say(
                        "the connections of neuron {i} are inputs 0 to {last}, not {number}",
                        i=i,
                        last=nin - 1,
                        number=quoted(number),
                    )
                )
    return [[int(number) for number in inputs] for inputs in rows]


@contextmanager
def within(part: str) -> Iterator[None]:
    """Say in an `OperandError` in which part of the network it is.

    >>> with within("layer 1"), within("neuron 0"):
    ...     raise OperandError("no weights")
    Traceback (most recent call last):
    nn.errors.PartError: layer 1, neuron 0: no weights
    """
    try:
        yield
    except PartError as error:
        raise PartError((part, *error.parts), error.reason) from None
    except OperandError as error:
        raise PartError((part,), error.said) from None
