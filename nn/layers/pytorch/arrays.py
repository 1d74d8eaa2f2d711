"""The parameters of our layers as PyTorch's arrays: made from those of a `state_dict`, and put under its names.

Numbers come as tensors, arrays or nested lists. PyTorch need not be installed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from autograd import OperandError, Value
from autograd.language import say
from autograd.notation import quoted, shown
from autograd.tables import as_array
from nn.arguments import sequence
from nn.layers.layer import Layer, within
from nn.layers.neuron import Activation, activation_name
from nn.layers.pytorch.parts import Part, different, key_of, shape_of, split

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Floats = NDArray[numpy.float64]

#: Units that are more than a function of one weighted sum.
_NO_LINEAR_LAYER = ("maxout", "rbf")


def layers_of(parts: Sequence[Part], activations: Sequence[Activation]) -> list[Layer]:
    """The layers that these modules are, with an activation for each.

    >>> from nn.layers.pytorch.parts import parts_of
    >>> layers_of(parts_of({"weight": [[0.5, -1.0]], "bias": [2.0]}), ["tanh"])
    [Layer(2 → 1 tanh)]

    Raises `OperandError` for numbers that are not finite, and for slopes without "prelu" or "prelu" without slopes.
    """
    given = iter(activations)
    layers: list[Layer] = []
    for part, after in [*pairwise(parts), (parts[-1], None)]:
        if not part.is_linear:
            continue
        activation, number = next(given), len(layers) + 1
        slopes = None if after is None or after.is_linear else after
        if slopes is not None and activation != "prelu":
            raise OperandError(
                say(
                    "{slopes}.weight has shape {shape}, as slopes of PReLU have, but the activation of layer "
                    "{number} is {activation}",
                    slopes=shown(slopes.name),
                    shape=slopes.shape,
                    number=number,
                    activation=activation_name(activation),
                )
            )
        if slopes is None and activation == "prelu":
            raise OperandError(
                say("layer {number} is to be prelu, but no slopes follow {part}", number=number, part=part)
            )
        if activation in _NO_LINEAR_LAYER:
            raise OperandError(
                say(
                    "layer {number} cannot be {activation}, which is no function of one weighted sum",
                    number=number,
                    activation=activation,
                )
            )
        bias = False if part.bias is None else _numbers(part.bias, key_of(part.name, "bias")).tolist()
        weights = _numbers(part.weight, key_of(part.name, "weight")).tolist()
        with within(f"layer {number}"):
            layer = Layer(part.shape[1], part.shape[0], activation, weights=weights, bias=bias)
        if slopes is not None:
            _set_slopes(layer, f"slope{number}", _numbers(slopes.weight, key_of(slopes.name, "weight")).tolist())
        layers.append(layer)
    return layers


def arrays_of(layers: Sequence[Layer], names: Sequence[str] | None = None) -> dict[str, NDArray[Any]]:
    """The parameters of these layers as arrays of Values under PyTorch's names.

    Modules are called by their place in a Sequential, 0, 2, 4 if a function stands between any two layers; or as
    `names` says, one for each Linear module and PReLU.

    >>> arrays_of([Layer(2, 3, "tanh"), Layer(3, 1, "linear", bias=False)]).keys()
    dict_keys(['0.weight', '0.bias', '2.weight'])

    Raises `OperandError` for layers that are no Linear layers, and for another number of names.
    """
    import numpy

    modules = list(_modules(layers))
    if names is not None:
        listed = different(sequence(names, len(modules), "layers, a name for each Linear layer and PReLU,"))
        modules = [(name, weight, bias) for name, (_, weight, bias) in zip(listed, modules, strict=True)]
    arrays = {}
    for name, weight, bias in modules:
        arrays[key_of(name, "weight")] = numpy.array(weight, dtype=object)
        if bias is not None:
            arrays[key_of(name, "bias")] = numpy.array(bias, dtype=object)
    return arrays


def numbers_of(arrays: Mapping[str, NDArray[Any]], float32: bool = False) -> dict[str, Floats]:
    """The numbers of arrays of Values, in double or in single precision.

    >>> import numpy
    >>> numbers_of({"bias": numpy.array([Value(0.5)])})
    {'bias': array([0.5])}

    Raises `OperandError` for a number beyond single precision.
    """
    import numpy

    numbers: dict[str, Floats] = {}
    for name, array in arrays.items():
        floats: Any = numpy.array([value.data for value in array.flat]).reshape(array.shape)
        if float32:
            with numpy.errstate(over="ignore"):
                single = floats.astype(numpy.float32)
            for value in floats[numpy.isfinite(floats) & ~numpy.isfinite(single)][:1].tolist():
                raise OperandError(
                    say(
                        "{name} holds {value}, which is beyond single precision",
                        name=shown(name, 80),
                        value=quoted(value),
                    )
                )
            floats = single
        numbers[name] = floats
    return numbers


def set_numbers(arrays: Mapping[str, NDArray[Any]], parts: Sequence[Part], model: str) -> None:
    """Set the Values in the arrays of a model to the numbers of these modules; all of them or, on an error, none.

    Raises `OperandError` for other shapes, for numbers that are not finite, and for a shared parameter at odds.
    """
    given = {}
    for part in parts:
        given[key_of(part.name, "weight")] = part.weight
        if part.bias is not None:
            given[key_of(part.name, "bias")] = part.bias
    shapes = {name: shape_of(entry, shown(name, 80)) for name, entry in given.items()}
    own = [(split(name)[1], array.shape) for name, array in arrays.items()]
    if [(split(name)[1], shape) for name, shape in shapes.items()] != own:
        due = ", ".join(f"{name} {shape}" for name, shape in own)
        found = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise OperandError(
            say("{model} holds {due}, not {found}", model=model, due=shown(due, 200), found=shown(found, 200))
        )
    new: dict[Value, float] = {}
    for (name, entry), array in zip(given.items(), arrays.values(), strict=True):
        for value, number in zip(array.flat, _numbers(entry, name).ravel().tolist(), strict=True):
            if new.setdefault(value, number) != number:
                raise OperandError(
                    say(
                        "{value} is shared, so it cannot be both {new} and {number}",
                        value=value.label,
                        new=new[value],
                        number=number,
                    )
                )
    for value, number in new.items():
        value.data = number


def _modules(layers: Sequence[Layer]) -> Iterator[tuple[str, list[Any], list[Any] | None]]:
    """Name, weight and bias of each module that has any."""
    place = 0
    for number, layer in enumerate(layers, start=1):
        if layer.activation in _NO_LINEAR_LAYER:
            raise OperandError(
                say(
                    "layer {number} is {activation}: PyTorch has no module for it",
                    number=number,
                    activation=layer.activation,
                )
            )
        if layer.connections is not None:
            raise OperandError(
                say("layer {number} has connections left out: a Linear module has them all", number=number)
            )
        biases = [neuron.bias for neuron in layer.neurons]
        if any(bias is None for bias in biases) and any(bias is not None for bias in biases):
            raise OperandError(
                say(
                    "layer {number} has neurons with a bias and without: a Linear module has all or none", number=number
                )
            )
        weights = [neuron.weights for neuron in layer.neurons]
        yield str(place), weights, None if biases[0] is None else biases
        if layer.activation == "prelu":
            slopes = [neuron.slope for neuron in layer.neurons]
            yield str(place + 1), slopes[:1] if all(slope is slopes[0] for slope in slopes) else slopes, None
        place += 1 if layer.activation == "linear" else 2


def _numbers(entry: Any, name: str) -> Floats:
    """An array, a tensor of any type and place, or nested lists, as an array of finite floats."""
    import numpy

    name = shown(name, 80)
    array = as_array(entry, name, OperandError)
    if array.dtype.kind not in "iuf":
        raise OperandError(say("{name} must hold real numbers, not {dtype}", name=name, dtype=array.dtype))
    array = array.astype(float)
    for place in numpy.argwhere(~numpy.isfinite(array))[:1].tolist():
        raise OperandError(
            say(
                "{name}[{place}] is {array}: a parameter must be a finite number",
                name=name,
                place=",".join(map(str, place)),
                array=array[tuple(place)],
            )
        )
    return array


def _set_slopes(layer: Layer, label: str, slopes: list[float]) -> None:
    """Slopes of one's own for every neuron, or one that all share, which has this label."""
    if len(slopes) == 1 < layer.nout:
        shared = Value(slopes[0], label)
        for neuron in layer.neurons:
            neuron.slope = shared
            neuron.unlabelled.discard("slope")
        return
    for neuron, slope in zip(layer.neurons, slopes, strict=True):
        neuron.slope.data = slope  # type: ignore[union-attr]
