"""A network: layers one after the other.

It computes with Values, so everything of `autograd` applies to it: `draw` and `explain` its output, `grad` and
`hessian` its loss, `compile` it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Any

from autograd import OperandError, Value
from autograd.language import say
from autograd.notation import counted, quoted
from nn.arguments import MOST_WEIGHTS, filled, is_whole, sequence, whole_number
from nn.layers.initialisation import random_from
from nn.layers.layer import Layer, within
from nn.layers.module import Module
from nn.layers.neuron import Activation, Bias, activation_name, input_row
from nn.layers.pytorch import (
    activation_of,
    arrays_of,
    layers_of,
    layers_of_sequential,
    numbers_of,
    parts_of,
    set_numbers,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


class MLP(Module):
    """Layers one after the other: nin inputs, then as many neurons as `nouts` says for each layer.

    - `activation`, `output`: of the hidden layers, and of the last one. See `Neuron` and `Layer`, also for `bias`,
      `initialisation` and `pieces`, which hold for every layer. Also PyTorch's names, modules, classes and functions
      for the same: "LeakyReLU", `torch.nn.Tanh()`, `torch.relu`.
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
        if weights is None:
            _check_widths(widths)
        depth, random = len(widths) - 1, random_from(seed)
        for number in connections or {}:
            if number not in range(1, depth + 1):
                raise OperandError(
                    say("connections are for layers 1 to {depth}, not {number}", depth=depth, number=quoted(number))
                )
        by_layer = [None] * depth if weights is None else sequence(weights, depth, "the weights, one entry a layer,")
        bias_by_layer = [bias] * depth if biases is None else sequence(biases, depth, "the biases, one entry a layer,")
        layers = []
        for i in range(depth):
            with within(f"layer {i + 1}"):
                layer = Layer(
                    widths[i],
                    widths[i + 1],
                    activation_of(output if i == depth - 1 else activation),
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
        neuron. Left out, there are none. `skips`, and what is raised, are as for `MLP`.

        >>> net = MLP.of([[[0.1, 0.7], [0.3, 0.2]], [[0.4, 0.6]]], activation="sigmoid", output="sigmoid")
        >>> net([0.5, 0.8])
        Value(0.64687, label='h2[0]')
        """
        nouts = [_length(layer) for layer in filled(weights, "the weights by layer")]
        first_neuron = weights[0][0] if nouts[0] else []
        if (activation if len(nouts) > 1 else output) == "maxout" and len(first_neuron):
            nin = _length(first_neuron[0])  # it has a row of weights for each piece
        else:
            nin = _length(first_neuron)
        return cls(nin, nouts, activation, output, bias=False, weights=weights, biases=biases, skips=skips)

    @classmethod
    def from_layers(cls, layers: Sequence[Layer], skips: Mapping[int, int] | None = None) -> MLP:
        """The network of these layers, which may all be different; they are relabelled, not copied.

        Raises `OperandError` where a layer does not take as many inputs as the one before it has neurons.

        >>> MLP.from_layers([Layer(2, 3, "rbf"), Layer(3, 2, "tanh"), Layer(2, 2, "softmax")])
        MLP(2 → 3 rbf → 2 tanh → 2 softmax: 23 parameters)
        """
        model = cls.__new__(cls)
        model._assemble(filled(layers, "the layers"), skips)
        return model

    @classmethod
    def from_state_dict(
        cls,
        state: Mapping[str, Any],
        activation: Any = None,
        output: Any = "linear",
        *,
        layers: Sequence[str] | None = None,
        skips: Mapping[int, int] | None = None,
    ) -> MLP:
        """The network whose numbers a `state_dict` of PyTorch's holds: tensors of any type, arrays, or nested lists.

        A state_dict holds Linear layers as a weight (out, in) and a bias (out,), or none, and the slopes of PReLU as a
        weight (1,) or (out,). What else the network is made of is in its code:

        - `activation`: of the hidden layers: one for all, or a list with one for each. A name of ours or of PyTorch's,
          a module, class or function of PyTorch's, or a function from Value to Value. Dropout is left out.
        - `output`: that of the last layer.
        - `layers`: the names of the Linear layers, and PReLU, to take, in the order in which they run. By default all,
          in the order of the numbers in their names, or in the only one in which they fit together.
        - `skips`: as for `MLP`.

        The numbers are copied, in double precision. With `numpy` arrays in place of tensors:

        >>> state = {"fc1.weight": [[1.0, -1.0], [0.5, 2.0]], "fc1.bias": [0.0, 1.0], "fc2.weight": [[3.0, 4.0]]}
        >>> net = MLP.from_state_dict(state, activation="ReLU")
        >>> net, net([1.0, 2.0])
        (MLP(2 → 2 relu → 1 linear: 8 parameters), Value(22, label='z2[0]'))

        Raises `OperandError` for other modules than these, by name, for an activation that is not given, or whose
        formula none of ours has, for an order that is not known, and for numbers that are not finite.
        """
        parts = parts_of(state, layers)
        linear = [part for part in parts if part.is_linear]
        hidden = len(linear) - 1
        if activation is None and hidden:
            raise OperandError(
                say(
                    "a state_dict does not hold what stands between {linear} and {second}: give activation=, "
                    "such as 'relu', for all hidden layers, or a list with one for each of {hidden}",
                    linear=linear[0],
                    second=linear[1],
                    hidden=hidden,
                )
            )
        if isinstance(activation, list | tuple):
            chosen = sequence(activation, hidden, "the activations, one for each hidden layer,")
        else:
            chosen = [activation] * hidden
        return cls.from_layers(layers_of(parts, [activation_of(one) for one in [*chosen, output]]), skips)

    @classmethod
    def from_torch(cls, module: Any) -> MLP:
        """The network that a module of PyTorch's is: a Linear layer, or a Sequential of these and activations.

        Sequentials may be nested. Identity and Flatten, and Dropout after eval(), are left out. The numbers are copied,
        in double precision; PyTorch is not imported here. For a module with a forward() of its own, which is Python
        code, there is `from_state_dict`.

            net = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
            MLP.from_torch(net)    # MLP(2 → 3 tanh → 1 linear: 13 parameters)

        Raises `OperandError` for any other module, with its name, and for parameters that stand in two places.
        """
        return cls.from_layers(layers_of_sequential(module))

    def parameter_arrays(self, *, layers: Sequence[str] | None = None) -> dict[str, NDArray[Any]]:
        """The parameters as PyTorch has them: arrays of Values, weights (out, in), under the names of a state_dict.

        Modules are called by their places in a Sequential; or `layers` names the Linear layers, and PReLU.

        >>> net = MLP(2, [3, 1], seed=0)
        >>> arrays = net.parameter_arrays()
        >>> {name: array.shape for name, array in arrays.items()}
        {'0.weight': (3, 2), '0.bias': (3,), '2.weight': (1, 3), '2.bias': (1,)}
        >>> net([1.0, 2.0]).backward()
        >>> arrays["0.weight"][2, 1].label, arrays["2.bias"][0].grad
        ('w1[2,1]', 1.0)

        Raises `OperandError` for a network whose layers PyTorch's Linear cannot be: maxout, rbf, some connections only.
        """
        return arrays_of(self.layers, layers)

    def state_dict(self, *, layers: Sequence[str] | None = None, float32: bool = False) -> dict[str, NDArray[Any]]:
        """The numbers as a state_dict of PyTorch's, of NumPy arrays; `layers` and errors are as for `parameter_arrays`.

        They go there by `net.load_state_dict({name: torch.from_numpy(array) for name, array in state.items()})`, also
        into a network in single precision; activations and skips are not in them.

        - `float32`: numbers in single precision instead of double.

        >>> MLP.of([[[0.5, -1.0]]], [[2.0]]).state_dict(layers=["fc"])
        {'fc.weight': array([[ 0.5, -1. ]]), 'fc.bias': array([2.])}
        """
        return numbers_of(self.parameter_arrays(layers=layers), float32)

    def load_state_dict(self, state: Mapping[str, Any], *, layers: Sequence[str] | None = None) -> None:
        """Set all parameters to the numbers of a state_dict of PyTorch's; all of them or, on an error, none.

        Names are as for `from_state_dict`: its modules, in their order, are the layers of this network.

        >>> net = MLP(2, [1], seed=0)
        >>> net.load_state_dict({"fc.weight": [[0.5, -1.0]], "fc.bias": [2.0]})
        >>> net.state()
        {'layers[0].neurons[0].weights': [0.5, -1.0], 'layers[0].neurons[0].bias': 2.0}

        Raises `OperandError` for what `from_state_dict` refuses, and for modules of other shapes.
        """
        set_numbers(self.parameter_arrays(), parts_of(state, layers), repr(self))

    def _assemble(self, layers: list[Layer], skips: Mapping[int, int] | None) -> None:
        widths = [layers[0].nin]
        for number, layer in enumerate(layers, start=1):
            if layer.nin != widths[-1]:
                raise OperandError(
                    say(
                        "layer {number} takes {inputs}, but gets {widths}",
                        number=number,
                        inputs=counted(layer.nin, "input"),
                        widths=widths[-1],
                    )
                )
            widths.append(layer.nout)
            layer.rename(str(number))
        self.nin, self.layers, self.skips = widths[0], layers, dict[int, int]()
        for to, start in (skips or {}).items():
            if to not in range(1, len(widths)) or start not in range(to):
                raise OperandError(
                    say(
                        "skips lead from a layer (0: the inputs) to a later one, not from {start} to {to}",
                        start=quoted(start),
                        to=quoted(to),
                    )
                )
            if widths[start] != widths[to]:
                raise OperandError(
                    say(
                        "a skip needs layers of the same width: layer {start} has {widths}, layer {to} has {to_width}",
                        start=start,
                        widths=widths[start],
                        to=to,
                        to_width=widths[to],
                    )
                )
            self.skips[int(to)] = int(start)

    def run(self, inputs: Any) -> list[list[Value]]:
        """The outputs of every layer for a row of `nin` inputs; first, as layer 0, the inputs themselves, as Values.

        >>> net = MLP.of([[[1, 1], [1, -1]], [[1, 2]]])
        >>> [[value.data for value in layer] for layer in net.run([3, 5])]
        [[3.0, 5.0], [8.0, 0.0], [8.0]]

        Raises `OperandError` for a row of another length, and for what is neither a number nor a Value.
        """
        outputs = [input_row(inputs, self.nin, self)]
        for number, layer in enumerate(self.layers, start=1):
            out = layer.forward(outputs[-1])
            if number in self.skips:
                added = zip(out, outputs[self.skips[number]], strict=True)
                out = [(a + b).named(f"s{number}[{i}]") for i, (a, b) in enumerate(added)]
            outputs.append(out)
        return outputs

    def __call__(self, inputs: Any) -> Any:
        """The output for a row of `nin` inputs: a Value, or a list of several. Raises as `run` does."""
        out = self.run(inputs)[-1]
        return out[0] if len(out) == 1 else out

    def __repr__(self) -> str:
        chain = [f"{layer.nout} {activation_name(layer.activation)}" for layer in self.layers]
        skips = "".join(f", skip {start} → {to}" for to, start in self.skips.items())
        return f"MLP({' → '.join([str(self.nin), *chain])}{skips}: {counted(len(self.parameters()), 'parameter')})"


def _check_widths(widths: Sequence[Any]) -> None:
    """Raise for a network too large to be made, before any of it is made. What is no number, its layer refuses."""
    for number, (nin, nout) in enumerate(pairwise(widths), start=1):
        with within(f"layer {number}"):
            for name, width, others in (("nin", nin, 1), ("nout", nout, nin)):
                if is_whole(width, low=1) and is_whole(others, low=1):
                    whole_number(name, width, low=1, error=OperandError, high=MOST_WEIGHTS // others)


def _length(things: Any) -> int:
    return len(things) if hasattr(things, "__len__") else 0
